// Reads the items of a PST or OST: those of a range of node ids, and with the last range what can be recovered. One item
// is in memory at a time; values and attachments of any size are streamed.
#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "mail/mapi/message.h"
#include "mail/pst/access.h"
#include "mail/pst/messaging/live_items.h"
#include "mail/pst/pst.h"
#include "mail/pst/recovery/recover.h"

namespace sillage {
namespace {

using namespace pst;

constexpr std::uint64_t kKeys = std::uint64_t{1} << 32;
constexpr std::uint64_t kUnitOctets = 4u << 20;
constexpr std::uint64_t kUnitItems = 2000;

Recognition recognisePst(const Head& head) {
    const std::string_view o = head.octets;
    if (o.size() < 24) return {};
    const std::string_view client = o.substr(8, 2);
    const bool known = client == "SM" || client == "SO" || client == "AB";
    const auto version = loadAt<std::uint16_t>(o, 10);
    const bool versioned = version == 14 || version == 15 || (version >= 21 && version < 256);
    if (o.starts_with("!BDN")) {
        if (known && versioned) return {100, phraseText("begins with the signature and the version of an Outlook data file")};
        return {80, phraseText("begins with the signature of an Outlook data file (!BDN)")};
    }
    // The signature itself may be what is damaged; the platform octets are both 1 ([MS-PST] 2.2.2.6).
    if (known && versioned && o[14] == 1 && o[15] == 1)
        return {65, phraseText("has the version of an Outlook data file; its signature (!BDN) is damaged")};
    return {};
}

bool isItem(const NodeEntry& node) {
    return typeOf(node.id) == NodeType::Message || typeOf(node.id) == NodeType::Associated;
}

/// Keeps the identity of a top-level message and nothing else.
class DigestSink final : public Sink {
public:
    std::optional<Digest> digest;
    void found(std::uint64_t) override {}
    void message(Message&& m) override {
        if (m.parent < 0) digest = m.sha256;
    }
    void event(Event&&) override {}
    void skipped(std::string_view, std::uint64_t) override {}
    void failed(Problem&&) override {}
    void problem(Problem&&) override {}
    void fact(Fact&&) override {}
};

/// Reads the items of one range into a sink.
class Reading {
public:
    Reading(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink)
        : sink_(sink), hints_(hints), range_(range),
          store_(source, [this](Problem&& p) { report(std::move(p)); }), live_(store_, range.begin, range.end) {}

    void run() {
        // Pages are shared by all units; the first one checks them and says what is wrong.
        if (range_.first) store_.db().check();
        store_.db().eachNode(range_.begin, range_.end, [&](const NodeEntry& node) {
            if (isItem(node)) one(node);
            return !sink_.stopped();
        });
        recovering_ = true;
        if (range_.last && !sink_.stopped())
            recover(store_, [&](Recovered&& found) { recovered(std::move(found)); return !sink_.stopped(); });
    }

private:
    void report(Problem&& p) {
        if (recovering_ || (!range_.first && !inItem_)) {  // what was deleted may lack anything: said with the item
            damage_.push_back(std::move(p.reason));
            return;
        }
        if (inItem_) {
            damage_.push_back(p.reason);
            p.item = "item " + locator_ + ", " + p.item;
        }
        sink_.problem(std::move(p));
    }

    void one(const NodeEntry& node) {
        locator_ = "nid:" + hexOf(node.id);
        inItem_ = true;
        damage_.clear();
        const Standing standing = live_.of(node);
        if (standing == Standing::Live) {
            sink_.found(1);
            push(node, {}, node.data);
        } else {
            const std::string folder = store_.folder(node.parent).path;
            const auto entry = store_.db().block(node.data);
            const std::string lost =
                standing == Standing::NoFolder ? phrase("its folder (node %1) is gone", hexOf(node.parent))
                : standing == Standing::NotListed
                    ? phrase("the folder \"%1\" does not list it", folder)
                    : phrase("its folder \"%1\" was deleted: the folder above does not list that one", folder);
            std::string how = phrase("its node %1 is still in the node tree, its content at offset %2, but %3", hexOf(node.id),
                                     entry ? entry->offset : 0, said(lost));
            recovering_ = true;
            push(node, std::move(how), node.data);
            recovering_ = false;
        }
        inItem_ = false;
    }

    void recovered(Recovered&& found) {
        locator_ = found.locator;
        inItem_ = true;
        damage_.clear();
        if (!found.older || !saysTheSame(found.node)) push(found.node, std::move(found.how), found.node.data);
        inItem_ = false;
    }

    /// An older version that says what the live item says is no find.
    bool saysTheSame(const NodeEntry& older) {
        const auto live = store_.db().node(older.id);
        const auto before = digestOf(older);
        return live && before && before == digestOf(*live);
    }

    std::optional<Digest> digestOf(const NodeEntry& node) {
        DigestSink sink;
        try {
            if (const auto item = store_.item(node, "nid:" + hexOf(node.id))) mapi::pushItem(*item, {}, 0, sink);
        } catch (const Error&) {  // what cannot be read is not the same
        }
        return sink.digest;
    }

    /// how: of a recovered item; a live one that cannot be read is a failure, a recovered one without content nothing.
    void push(const NodeEntry& node, std::string how, BlockId data) {
        const bool isLive = how.empty();
        std::int32_t pushed = 0;
        try {
            const auto item = store_.item(node, locator_);
            if (item) {
                Message m = store_.placement(*item, node);
                m.mailboxPath = hints_.mailboxPath;
                m.recovered = !isLive;
                m.recoveredHow = std::move(how);
                addDamage(*item);
                pushed = mapi::pushItem(*item, std::move(m), emitted_, sink_);
                emitted_ += pushed;
            }
        } catch (const Error& e) {
            damage_.emplace_back(e.what());
        }
        if (pushed > 0 || !isLive) return;
        const auto entry = store_.db().block(data);
        std::string why = "the item cannot be read: ";
        why += damage_.empty() ? "its data is no list of properties" : damage_.front();
        sink_.failed({entry ? entry->offset : 0, entry ? entry->size : 0, phrase("item %1", locator_), std::move(why)});
    }

    void addDamage(mapi::Item& item) {
        for (const std::string& reason : damage_)
            if (std::find(item.defects.begin(), item.defects.end(), reason) == item.defects.end())
                item.defects.push_back(reason);
    }

    Sink& sink_;
    const ReadHints& hints_;
    const Range& range_;
    bool inItem_ = false, recovering_ = false;
    std::string locator_;
    std::vector<std::string> damage_;
    std::int32_t emitted_ = 0;
    Store store_;
    LiveItems live_;
};

void readPst(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    Reading(source, range, hints, sink).run();
}

/// Cuts so that a unit has its share of the file's octets, and not too many items. A store whose trees do not hold is
/// one unit: what they lost is searched for in the whole file, once.
void scanPst(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
             std::string& carry) {
    carry.clear();
    Stream stream(source, 0, data ? source.size() : 0);
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) data(block);
    try {
        Database db(source, {});
        if (!db.check()) return;
        std::uint64_t items = 0;
        db.eachNode(0, kKeys, [&](const NodeEntry& node) {
            items += isItem(node) ? 1 : 0;
            return true;
        });
        const std::uint64_t each = std::max<std::uint64_t>(1, source.size() / std::max<std::uint64_t>(items, 1));
        const std::uint64_t unit = std::clamp<std::uint64_t>(kUnitOctets / each, 1, kUnitItems);
        std::uint64_t in = 0;
        db.eachNode(0, kKeys, [&](const NodeEntry& node) {
            if (!isItem(node)) return true;
            if (in++ == unit) {
                cut({node.id, 1});
                in = 1;
            }
            return true;
        });
    } catch (const Error&) {  // said again, with its place in the reconciliation, when the one unit is read
    }
}

}  // namespace

const Format kPstFormat = {"pst", "Outlook data file (PST, OST)", SourceKind::Mailbox, recognisePst, readPst, scanPst,
                           "names item", kKeys, &kPstItems};

}  // namespace sillage
