// Messages whose octets lie in pieces all over a store (Outlook Express): a source that joins the pieces, and access
// to such messages by locator. Locators: "<item>" is the message itself, "<item>/part:2.1" one nested in its part.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/formats.h"

namespace sillage {

/// The pieces of another source, one after the other. The other source must outlive it.
class PiecewiseSource final : public ByteSource {
public:
    explicit PiecewiseSource(ByteSource& inner) : inner_(inner) {}
    void add(std::uint64_t offset, std::uint64_t length);
    /// Octets that are lost: read as that many question marks; cited at offset.
    void addLost(std::uint64_t offset, std::uint64_t length);
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override;
    /// Where in the other source the octet at offset lies.
    [[nodiscard]] std::uint64_t placeOf(std::uint64_t offset) const;
    [[nodiscard]] std::size_t pieces() const { return pieces_.size(); }

private:
    struct Piece {
        std::uint64_t start, offset, length;
        bool lost;
    };
    [[nodiscard]] std::size_t pieceAt(std::uint64_t offset) const;
    ByteSource& inner_;
    std::vector<Piece> pieces_;
    std::uint64_t size_ = 0;
};

/// Where an item's own record lies.
struct ItemPlace {
    std::string locator;
    std::uint64_t offset = 0, length = 0;
};

/// As readMessage(): the messages are cited at place, their parts where their octets begin in the store.
std::int32_t readPiecewise(PiecewiseSource& octets, const ItemPlace& place, std::int32_t firstIndex,
                           Message&& placement, Sink& sink);

/// Cuts "/part:2.1" off a locator; "" when it names the item itself.
std::string partOfLocator(std::string_view& locator);
/// The octets of the item, or of the message nested in its part. Throws Error when there is no such part.
void giveMessage(ByteSource& octets, std::string_view nestedPart, const ItemAccess::Octets& out);
/// The decoded octets of a part of it. Throws Error when there is no such part.
void givePart(ByteSource& octets, std::string_view nestedPart, std::string_view number,
              const ItemAccess::Octets& out);

}  // namespace sillage
