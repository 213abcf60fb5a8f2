// Lays an item out as MIME (message.h): header, bodies, attachments, embedded messages. Everything that needs part
// numbers goes through this one layout. Recursion only into embedded messages, at most kMaxEmbedded deep.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "mail/mapi/attachment_part.h"
#include "mail/mapi/bodies.h"
#include "mail/mapi/item.h"

namespace sillage::mapi {

inline constexpr int kMaxEmbedded = 100;
inline constexpr std::size_t kMaxLeaves = 10'000;  ///< parts of one top-level item, embedded ones included

/// Told what is laid out, in document order. Numbers count from the top-level item.
class LayoutObserver {
public:
    virtual ~LayoutObserver() = default;
    virtual void itemBegins(const std::string& number, const Item& item) = 0;  ///< "" = the top-level one
    virtual void itemEnds(const std::vector<std::string>& defects) = 0;        ///< met while laying it out
    /// content: its digest where it is not a part of its own (a signed message's only attachment).
    virtual void attachment(const std::string& number, const Attachment& a, std::optional<Digest> content) = 0;
    /// Whether content() takes the octets of the part whose header was just written; else they are written encoded.
    virtual bool takesContent() { return false; }
    virtual void content(std::string_view) {}
};

class EmlWriter {
public:
    EmlWriter(bool attachments, const Octets& out, LayoutObserver* observer = nullptr)
        : attachments_(attachments), out_(out), observer_(observer) {}
    void write(const Item& item) { message(item, "", 0); }
    /// Only the decoded octets of that part; false when there is none.
    bool writePart(const Item& item, std::string_view number);

private:
    struct Node;
    void message(const Item& item, const std::string& prefix, int depth);
    void entity(const Item& item, const Node& node, int depth);
    void container(const Item& item, const Node& node, int depth);
    void body(const Node& node, int depth);
    [[nodiscard]] bool direct(int depth) const;
    void leaf(const Node& node, int depth);
    void embedded(const Node& node, const AttachmentPart& part, int depth);
    void contentOf(const Node& node, const AttachmentPart& part, int depth);
    void pour(const Attachment& a, const AttachmentPart& part, const Octets& into);
    void inside(const Attachment& a, std::string_view number);
    bool signedMessage(const Item& item, const std::string& prefix);
    Node layout(const Item& item, Bodies& bodies, const std::string& prefix);
    [[nodiscard]] bool wanted(std::string_view number) const;
    [[nodiscard]] bool below(std::string_view number) const;
    void put(std::string_view text) {
        if (!target_) out_(text);
    }

    bool attachments_;
    const Octets& out_;
    LayoutObserver* observer_;
    std::optional<std::string> target_;  ///< writePart: nothing but this part is given out
    bool found_ = false;
    std::size_t leaves_ = 0;
    std::vector<std::string> defects_;
    std::vector<std::string> boundaries_;  ///< open ones
};

}  // namespace sillage::mapi
