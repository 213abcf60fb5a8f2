// An item and the messages in it as Messages (message.h). The item is laid out as MIME and read back by the parser
// that reads mail, as it streams: so a part has the same number and octets here as in the rebuilt message, and text
// reaches the index by the same way as that of any mail. Bodies and attachments reach the parser as they are stored:
// encoding them only to decode them again would cost more than all the rest.
#include <unordered_map>

#include "base/phrase.h"
#include "base/text.h"
#include "mail/attached_item.h"
#include "mail/line_window.h"
#include "mail/mapi/digest.h"
#include "mail/mapi/eml_writer.h"
#include "mail/mapi/header_block.h"
#include "mail/mapi/message.h"
#include "mail/mapi/tags.h"
#include "mail/mime_parser.h"

namespace sillage::mapi {
namespace {

struct LaidAttachment {
    std::string number;
    std::uint64_t offset = 0, length = 0;
    Digest properties{};
    std::optional<Digest> content;
};

/// What is known of an item once it has been laid out.
struct LaidItem {
    std::string number;        ///< "" = the top-level one
    std::string locator, itemClass, sourceKey, changeKey, entryId, flags;
    std::uint64_t offset = 0, length = 0;
    std::int64_t delivered = 0;
    std::optional<std::int64_t> date;
    Digest own{}, digest{};
    std::vector<LaidAttachment> attachments;
    std::vector<std::string> defects;
};

/// Letters as Maildir has them (S seen, R replied, P passed on, F flagged, D draft).
std::string flagsOf(const Properties& p) {
    constexpr std::int64_t kRead = 0x1, kUnsent = 0x8;
    const std::int64_t flags = p.number(tag::kMessageFlags).value_or(0);
    const std::int64_t verb = p.number(tag::kLastVerb).value_or(0);
    std::string out;
    if (flags & kUnsent) out += 'D';
    if (p.number(tag::kFlagStatus).value_or(0) == 2) out += 'F';
    if (verb == 104) out += 'P';
    if (verb == 102 || verb == 103) out += 'R';
    if (flags & kRead) out += 'S';
    return out;
}

class Laying final : public LayoutObserver {
public:
    explicit Laying(MimeParser& parser) : parser_(parser) {}
    std::vector<LaidItem> items;

    void itemBegins(const std::string& number, const Item& item) override {
        const Properties& p = item.properties;
        LaidItem laid;
        laid.number = number;
        laid.locator = item.locator;
        laid.itemClass = p.text(tag::kMessageClass);
        laid.sourceKey = p.binary(tag::kSourceKey);
        laid.changeKey = p.binary(tag::kChangeKey);
        laid.entryId = p.binary(tag::kEntryId);
        laid.flags = flagsOf(p);
        laid.offset = item.offset;
        laid.length = item.length;
        laid.delivered = p.time(tag::kMessageDeliveryTime).value_or(0);
        laid.date = dateOf(p);
        laid.own = itemDigest(item);
        laid.defects = item.defects;
        open_.push_back(items.size());
        items.push_back(std::move(laid));
    }
    void itemEnds(const std::vector<std::string>& defects) override {
        LaidItem& laid = items[open_.back()];
        laid.defects.insert(laid.defects.end(), defects.begin(), defects.end());
        open_.pop_back();
    }
    void attachment(const std::string& number, const Attachment& a, std::optional<Digest> content) override {
        LaidItem& laid = items[open_.back()];
        laid.attachments.push_back({number, a.offset, a.length, propertiesDigest(a.properties), content});
        laid.defects.insert(laid.defects.end(), a.defects.begin(), a.defects.end());
    }

    bool takesContent() override { return parser_.takesContent(); }
    void content(std::string_view octets) override { parser_.content(octets); }

private:
    MimeParser& parser_;
    std::vector<std::size_t> open_;
};

/// The octets of a rebuilt message on their way to the parser.
class Feed {
public:
    explicit Feed(MimeParser& parser) : parser_(parser) {}
    void add(std::string_view octets) {
        lines_.add(octets, [&](const RawLine& l) {
            parser_.line(l);
            // A line put together from two pieces lies in a buffer that the next one takes over.
            if (l.text.data() < octets.data() || l.text.data() >= octets.data() + octets.size()) parser_.settle();
        });
        parser_.settle();
    }
    void finish() {
        lines_.finish([&](const RawLine& l) { parser_.line(l); });
        parser_.settle();
        parser_.finish();
    }

private:
    MimeParser& parser_;
    LineFeeder lines_;
};

class Emission {
public:
    Emission(MessageTree& tree, std::vector<LaidItem>& items) : tree_(tree), items_(items) {
        for (std::size_t i = 0; i < items_.size(); ++i) byNumber_[items_[i].number] = i;
        for (std::size_t i = 0; i < tree_.parts.size(); ++i) partByNumber_[tree_.parts[i].number] = i;
        digests();
        for (Part& p : tree_.parts) cite(p);
    }

    std::int32_t push(Message&& placement, std::int32_t firstIndex, Sink& sink) {
        const LaidItem& top = items_.front();
        for (Problem& p : tree_.problems) {
            p.offset = top.offset;
            p.item = phrase("item %1", top.locator);
            sink.problem(std::move(p));
        }
        for (std::size_t i = 0; i < tree_.nodes.size(); ++i) {
            MessageTree::Node& n = *tree_.nodes[i];
            describe(n);
            place(n, placement, firstIndex);
            sink.message(std::move(n.message));
        }
        return static_cast<std::int32_t>(tree_.nodes.size());
    }

private:
    // Embedded items come after the one they are in, so from the last to the first each knows its attachments'.
    void digests() {
        for (std::size_t i = items_.size(); i-- > 0;) {
            LaidItem& item = items_[i];
            std::vector<std::pair<Digest, Digest>> attachments;
            for (const LaidAttachment& a : item.attachments) {
                Digest content{};
                const auto inner = byNumber_.find(a.number);
                const auto part = partByNumber_.find(a.number);
                if (a.content)
                    content = *a.content;
                else if (inner != byNumber_.end() && inner->second > i)
                    content = items_[inner->second].digest;
                else if (part != partByNumber_.end())
                    content = tree_.parts[part->second].sha256;
                attachments.emplace_back(a.properties, content);
                if (a.length > 0) places_[a.number] = {a.offset, a.length};
            }
            item.digest = withAttachments(item.own, attachments);
        }
    }

    /// The innermost item that a part or message with this number belongs to; "2.1.3" → "2.1" → "2" → "".
    const LaidItem& itemAround(std::string number) const {
        while (!number.empty()) {
            if (const auto found = byNumber_.find(number); found != byNumber_.end()) return items_[found->second];
            const std::size_t dot = number.rfind('.');
            number.resize(dot == std::string::npos ? 0 : dot);
        }
        return items_.front();
    }

    /// Where in the source a part lies: its attachment's record, else the record of its item.
    void cite(Part& p) const {
        const LaidItem& item = itemAround(p.number);
        p.headerOffset = p.bodyOffset = item.offset;
        p.bodyLength = item.length;
        for (std::string number = p.number; !number.empty();) {
            if (const auto found = places_.find(number); found != places_.end()) {
                p.headerOffset = p.bodyOffset = found->second.first;
                p.bodyLength = found->second.second;
                break;
            }
            const std::size_t dot = number.rfind('.');
            number.resize(dot == std::string::npos ? 0 : dot);
        }
        p.transferEncoding.clear();
        p.wireSize = 0;
        if (p.kind == PartKind::Container) p.size = 0;
    }

    void describe(MessageTree::Node& n) const {
        Message& m = n.message;
        m.wireSha256 = {};
        m.wireSize = m.headerWireSize = 0;
        m.rebuilt = true;
        const std::string number = n.prefix.empty() ? "" : n.prefix.substr(0, n.prefix.size() - 1);
        const auto found = byNumber_.find(number);
        const LaidItem& item = found == byNumber_.end() ? itemAround(number) : items_[found->second];
        m.offset = item.offset;
        m.length = item.length;
        m.locator = item.locator;
        if (found == byNumber_.end()) {  // a message inside an attachment: octets, but not octets of the source
            const std::size_t skip = item.number.empty() ? 0 : item.number.size() + 1;
            m.locator += "/part:" + number.substr(skip);
            return;
        }
        m.sha256 = item.digest;
        m.itemClass = item.itemClass;
        m.sourceKey = item.sourceKey;
        m.changeKey = item.changeKey;
        m.entryId = item.entryId;
        m.flags = item.flags;
        m.internalDate = item.delivered;
        m.defects.insert(m.defects.end(), item.defects.begin(), item.defects.end());
    }

    void place(MessageTree::Node& n, Message& placement, std::int32_t firstIndex) const {
        Message& m = n.message;
        m.mailboxPath = placement.mailboxPath;
        m.folder = placement.folder;
        m.folderRaw = placement.folderRaw;
        m.uidValidity = placement.uidValidity;
        m.recovered = placement.recovered;
        m.recoveredHow = placement.recoveredHow;
        if (n.parent >= 0) {
            m.parent = firstIndex + n.parent;
            for (std::size_t k = n.firstPart; k < n.endPart; ++k) {
                m.parts.push_back(tree_.parts[k]);
                m.parts.back().number = tree_.parts[k].number.substr(n.prefix.size());
            }
            return;
        }
        m.parts = tree_.parts;
        m.fileName = std::move(placement.fileName);
        m.uid = placement.uid;
        const auto prefer = [](std::string& own, std::string& given) {
            if (!given.empty()) own = std::move(given);
        };
        prefer(m.flags, placement.flags);
        prefer(m.sourceKey, placement.sourceKey);
        prefer(m.changeKey, placement.changeKey);
        prefer(m.entryId, placement.entryId);
        prefer(m.itemClass, placement.itemClass);
        prefer(m.locator, placement.locator);
        if (placement.internalDate) m.internalDate = placement.internalDate;
        m.defects.insert(m.defects.end(), placement.defects.begin(), placement.defects.end());
    }

    MessageTree& tree_;
    std::vector<LaidItem>& items_;
    std::unordered_map<std::string, std::size_t> byNumber_, partByNumber_;
    std::unordered_map<std::string, std::pair<std::uint64_t, std::uint64_t>> places_;
};

}  // namespace

std::int32_t pushItem(const Item& item, Message&& placement, std::int32_t firstIndex, Sink& sink) {
    MessageTree tree;
    tree.maxDepth = 4 * kMaxEmbedded;  // a level has at most mixed, related, alternative and the message
    tree.ownOctets = false;
    MimeParser parser(tree, {}, 0);
    Feed feed(parser);
    Laying laying(parser);
    const Octets out = [&](std::string_view octets) { feed.add(octets); };
    EmlWriter(true, out, &laying).write(item);
    feed.finish();
    if (tree.textCut)
        tree.limit(0, "The text has more than 10 million characters; the rest was not indexed.");
    const Message where = placement;
    const std::int32_t own = Emission(tree, laying.items).push(std::move(placement), firstIndex, sink);
    return own + pushAttachedItems(tree, item, where, firstIndex, own, sink);
}

}  // namespace sillage::mapi
