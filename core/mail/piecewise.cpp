#include "mail/piecewise.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/phrase.h"
#include "mail/parse_message.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

constexpr std::size_t kStep = 256u << 10;

/// Gives messages of joined pieces their place in the store.
class PlacingSink final : public Sink {
public:
    PlacingSink(const PiecewiseSource& octets, const ItemPlace& place, Sink& sink)
        : octets_(octets), place_(place), sink_(sink) {}
    void message(Message&& m) override {
        const std::size_t inside = tnef::embeddedMark(m.locator);  // a message of properties in one of its parts
        m.locator = place_.locator + (inside != std::string::npos  ? m.locator.substr(inside)
                                      : m.parentPart.empty() ? std::string() : "/part:" + m.parentPart);
        m.offset = place_.offset;
        m.length = place_.length;
        for (Part& p : m.parts) {
            p.headerOffset = octets_.placeOf(p.headerOffset);
            p.bodyOffset = octets_.placeOf(p.bodyOffset);
        }
        sink_.message(std::move(m));
    }
    void problem(Problem&& p) override {
        p.offset = octets_.placeOf(p.offset);
        p.item = place_.locator;
        sink_.problem(std::move(p));
    }
    void found(std::uint64_t count) override { sink_.found(count); }
    void event(Event&& e) override { sink_.event(std::move(e)); }
    void skipped(std::string_view reason, std::uint64_t count) override { sink_.skipped(reason, count); }
    void failed(Problem&& p) override { sink_.failed(std::move(p)); }
    void fact(Fact&& f) override { sink_.fact(std::move(f)); }
    [[nodiscard]] bool stopped() const override { return sink_.stopped(); }

private:
    const PiecewiseSource& octets_;
    const ItemPlace& place_;
    Sink& sink_;
};

MessageTree parseWhole(ByteSource& octets) {
    MessageTree tree;
    tree.collectText = false;
    parseMessage(octets, 0, octets.size(), {}, tree);
    return tree;
}

const Part& partIn(const MessageTree& tree, std::string_view number) {
    for (const Part& p : tree.parts)
        if (p.number == number) return p;
    throw Error(phrase("the message has no part %1", number), "Import the store again: it may have changed.");
}

}  // namespace

void PiecewiseSource::add(std::uint64_t offset, std::uint64_t length) {
    if (length == 0) return;
    pieces_.push_back({size_, offset, length, false});
    size_ += length;
}

void PiecewiseSource::addLost(std::uint64_t offset, std::uint64_t length) {
    if (length == 0) return;
    pieces_.push_back({size_, offset, length, true});
    size_ += length;
}

std::size_t PiecewiseSource::pieceAt(std::uint64_t offset) const {
    const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                        [](std::uint64_t at, const Piece& p) { return at < p.start; });
    return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

std::uint64_t PiecewiseSource::placeOf(std::uint64_t offset) const {
    if (pieces_.empty()) return 0;
    const Piece& p = pieces_[pieceAt(offset)];
    return p.offset + std::min(offset - p.start, p.length);
}

std::size_t PiecewiseSource::read(std::uint64_t offset, char* buffer, std::size_t count) {
    std::size_t done = 0;
    if (offset >= size_) return 0;
    for (std::size_t i = pieceAt(offset); i < pieces_.size() && done < count; ++i) {
        const Piece& p = pieces_[i];
        const std::uint64_t skip = offset + done - p.start;
        const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(count - done, p.length - skip));
        if (p.lost) {
            std::memset(buffer + done, '?', take);
        } else if (inner_.read(p.offset + skip, buffer + done, take) < take) {
            throw Error("the store ends inside a message it held when it was opened");
        }
        done += take;
    }
    return done;
}

std::int32_t readPiecewise(PiecewiseSource& octets, const ItemPlace& place, std::int32_t firstIndex,
                           Message&& placement, Sink& sink) {
    PlacingSink placing(octets, place, sink);
    MessageOptions options;
    options.firstIndex = firstIndex;
    return readMessage(octets, 0, octets.size(), options, std::move(placement), placing);
}

std::string partOfLocator(std::string_view& locator) {
    constexpr std::string_view mark = "/part:";
    const std::size_t at = locator.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string part(locator.substr(at + mark.size()));
    locator = locator.substr(0, at);
    return part;
}

void giveMessage(ByteSource& octets, std::string_view nestedPart, const ItemAccess::Octets& out) {
    if (!nestedPart.empty()) {
        const MessageTree tree = parseWhole(octets);
        return decodePart(octets, partIn(tree, nestedPart), out);
    }
    std::string block(kStep, '\0');
    for (std::uint64_t at = 0; at < octets.size();) {
        const std::size_t n = octets.read(at, block.data(), block.size());
        if (n == 0) return;
        out(std::string_view(block).substr(0, n));
        at += n;
    }
}

void givePart(ByteSource& octets, std::string_view nestedPart, std::string_view number,
              const ItemAccess::Octets& out) {
    const MessageTree tree = parseWhole(octets);
    const std::string whole = (nestedPart.empty() ? std::string() : std::string(nestedPart) + ".") + std::string(number);
    decodePart(octets, partIn(tree, whole), out);
}

}  // namespace sillage
