// Outlook Express 5/6 message stores (store.h): the messages of the list with exactly the octets they came with, then
// what was taken off the list or given back and can still be read, marked as recovered.
#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "mail/dbx/store.h"
#include "mail/eml.h"
#include "mail/stores.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

using dbx::Entry;
using dbx::Store;
using namespace std::literals;

std::string hexNumber(std::uint32_t v) {
    std::string out;
    for (int shift = 28; shift >= 0; shift -= 4) out += "0123456789abcdef"[(v >> shift) & 15];
    return out;
}

std::int64_t unixMicros(std::uint64_t filetime) {
    constexpr std::uint64_t epoch = 116'444'736'000'000'000ull;
    return filetime > epoch && filetime < epoch * 4 ? static_cast<std::int64_t>((filetime - epoch) / 10) : 0;
}

/// Letters as Maildir has them: D draft, F flagged, P passed on, R replied, S seen.
std::string flagsOf(std::uint32_t flags) {
    std::string out;
    for (const auto& [bit, letter] :
         {std::pair{0x8u, 'D'}, {0x20u, 'F'}, {0x100000u, 'P'}, {0x80000u, 'R'}, {0x80u, 'S'}})
        if (flags & bit) out += letter;
    return out;
}

/// The header an entry keeps when the body was never downloaded (news, IMAP).
std::string headerOf(const Entry& e) {
    std::string out;
    const auto field = [&](const char* name, const std::string& value) {
        std::string clean;
        for (const char c : value) clean += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        if (!clean.empty()) out += std::string(name) + ": " + clean + "\r\n";
    };
    const auto mailbox = [&](std::uint8_t name, std::uint8_t address) {
        std::string a = e.text(address);
        if (!a.empty() && a.front() != '<') a = "<" + a + ">";
        return e.text(name).empty() || "<" + e.text(name) + ">" == a ? a : e.text(name) + " " + a;
    };
    field("From", mailbox(0x0d, 0x0e));
    field("To", mailbox(0x13, 0x14));
    field("Subject", e.text(0x08));
    field("Message-ID", e.text(0x07));
    field("In-Reply-To", e.text(0x0a));
    if (const std::int64_t sent = unixMicros(e.sent)) {
        const std::string iso = formatIso(Time(std::chrono::microseconds(sent)));
        static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        unsigned long long month = 0;
        if (iso.size() >= 19 && parseUint(iso.substr(5, 2), month) && month >= 1 && month <= 12)
            field("Date", iso.substr(8, 2) + " " + months[month - 1] + " " + iso.substr(0, 4) + " " +
                              iso.substr(11, 8) + " +0000");
    }
    return out + "\r\n";
}

/// The octets of whatever a locator names. Lives as long as the source.
struct Located {
    std::string header;                       ///< of an entry without a body
    std::unique_ptr<ByteSource> octets;
    std::string damage;                       ///< "" = whole
    Entry entry;
    bool hasEntry = false;
};

Located locate(Store& store, std::string_view item, std::vector<std::uint32_t>* visited = nullptr) {
    Located out;
    unsigned long position = 0;
    const std::size_t colon = item.find(':');
    const std::string_view kind = item.substr(0, colon);
    if (colon != std::string_view::npos)
        position = std::strtoul(std::string(item.substr(colon + 1)).c_str(), nullptr, 16);
    const auto at = static_cast<std::uint32_t>(position);
    auto pieces = std::make_unique<PiecewiseSource>(store.source());
    if (kind == "item") {
        if (!store.entry(at, out.entry)) throw Error(phrase("no message's entry lies at 0x%1", hexNumber(at)));
        out.hasEntry = true;
        if (out.entry.blocks == 0) {
            out.header = headerOf(out.entry);
            out.octets = std::make_unique<MemorySource>(out.header);
            return out;
        }
        out.damage = store.chain(out.entry.blocks, false, *pieces, visited);
    } else if (kind == "blocks" || kind == "freed") {
        out.damage = store.chain(at, kind == "freed", *pieces, visited);
    } else {
        throw Error(phrase("not the name of a message in this store: %1", said(item)));
    }
    out.octets = std::move(pieces);
    return out;
}

class Reader {
public:
    Reader(ByteSource& source, const ReadHints& hints, Sink& sink) : store_(source), hints_(hints), sink_(sink) {}
    void read() {
        std::vector<Problem> problems;
        live_ = store_.items(problems);
        if (live_.size() != store_.listed())
            problems.push_back({0xc4, 4, "list of messages",
                                phrase("The header announces %1 messages, the list has %2.", store_.listed(), live_.size())});
        for (Problem& p : problems) sink_.problem(std::move(p));
        for (const std::uint32_t item : live_) {
            if (sink_.stopped()) return;
            sink_.found();
            listed(item);
        }
        leftovers();
    }

private:
    Message placement() const {
        Message m;
        m.mailboxPath = hints_.mailboxPath;
        const std::string name = store_.folder().empty() ? hints_.name.substr(0, hints_.name.rfind('.')) : store_.folder();
        m.folder = guessToUtf8(name);
        if (iequals(m.folder, "inbox")) m.folder = "INBOX";
        m.folderRaw = hints_.name;
        return m;
    }

    void listed(std::uint32_t item) {
        const std::string locator = "item:" + hexNumber(item);
        try {
            push(locate(store_, locator, &used_), {locator, item, 0}, {});
        } catch (const Error& e) {
            sink_.failed({item, 0, locator, e.what()});
        }
    }

    void push(const Located& found, ItemPlace place, const std::string& recoveredHow) {
        Message m = placement();
        m.recovered = !recoveredHow.empty();
        m.recoveredHow = recoveredHow;
        if (found.hasEntry) {
            place.length = found.entry.length;
            m.flags = flagsOf(found.entry.flags);
            m.internalDate = unixMicros(found.entry.saved);
        }
        if (!found.damage.empty())
            m.defects.push_back(phrase("Not all of its octets are there: %1.", said(found.damage)));
        if (auto* pieces = dynamic_cast<PiecewiseSource*>(found.octets.get())) {
            if (pieces->size() == 0) {
                if (!m.recovered) sink_.failed({place.offset, place.length, place.locator, phrase("None of its octets could be read: %1.", said(found.damage))});
                return;
            }
            emitted_ += readPiecewise(*pieces, place, emitted_, std::move(m), sink_);
            return;
        }
        m.rebuilt = true;
        m.defects.push_back("Only its header was downloaded; the body was never in this store.");
        PiecewiseSource whole(*found.octets);
        whole.add(0, found.octets->size());
        RebuiltHere here(place, sink_);
        emitted_ += readPiecewise(whole, place, emitted_, std::move(m), here);
    }

    /// A header made from an entry lies nowhere: its part cites the entry.
    class RebuiltHere final : public Sink {
    public:
        RebuiltHere(const ItemPlace& place, Sink& sink) : place_(place), sink_(sink) {}
        void message(Message&& m) override {
            for (Part& p : m.parts) {
                p.headerOffset = p.bodyOffset = place_.offset;
                p.bodyLength = 0;
            }
            sink_.message(std::move(m));
        }
        void found(std::uint64_t) override {}
        void event(Event&&) override {}
        void skipped(std::string_view, std::uint64_t) override {}
        void failed(Problem&& p) override { sink_.failed(std::move(p)); }
        void problem(Problem&& p) override { sink_.problem(std::move(p)); }
        void fact(Fact&&) override {}

    private:
        const ItemPlace& place_;
        Sink& sink_;
    };

    void leftovers() {
        std::sort(used_.begin(), used_.end());
        std::sort(live_.begin(), live_.end());
        const dbx::Leftovers rest = dbx::findLeftovers(store_, used_, live_);
        std::vector<std::uint32_t> taken;
        std::uint64_t unread = 0, firstUnread = 0;
        for (const std::uint32_t item : rest.entries) {
            Entry e;
            if (sink_.stopped() || !store_.entry(item, e)) return;
            if (std::binary_search(used_.begin(), used_.end(), e.blocks)) continue;  // an older version of a live entry
            if (std::find(taken.begin(), taken.end(), e.blocks) != taken.end()) continue;
            recover("item:" + hexNumber(item), item, phrase("an entry at offset %1 that the list of messages does not mention", item), unread, firstUnread);
            taken.push_back(e.blocks);
        }
        for (const std::uint32_t head : rest.heads)
            if (std::find(taken.begin(), taken.end(), head) == taken.end() && !sink_.stopped())
                recover("blocks:" + hexNumber(head), head, phrase("blocks from offset %1 on that no entry mentions", head), unread, firstUnread);
        for (const std::uint32_t head : rest.freed)
            if (!sink_.stopped())
                recover("freed:" + hexNumber(head), head, phrase("deleted blocks from offset %1 on; the first 4 octets of every 512 were overwritten when it was deleted and read as ????", head),
                        unread, firstUnread);
        if (unread > 0)
            sink_.problem({firstUnread, 0, "unused blocks", phrase("%1 chains of unused blocks hold no beginning of a message and were not recovered; the first is cited.", unread)});
    }

    /// A message is recovered only where what lies there begins like one.
    void recover(const std::string& locator, std::uint32_t position, const std::string& how, std::uint64_t& unread,
                 std::uint64_t& firstUnread) {
        Located found = locate(store_, locator);
        const bool freed = locator.starts_with("freed:");
        std::string head = found.octets->readString(0, 4096);
        if (freed) head = head.substr(std::min(head.find('\n'), head.size()));
        const HeaderLook look = lookAtHeader(std::string_view(head).substr(head.starts_with('\n') ? 1 : 0));
        if (look.known < (freed ? 2 : 1) || look.junk) {
            if (unread++ == 0) firstUnread = position;
            return;
        }
        push(found, {locator, position, dbx::kBlock + dbx::kBlockHeader}, how);
    }

    Store store_;
    const ReadHints& hints_;
    Sink& sink_;
    std::vector<std::uint32_t> live_, used_;
    std::int32_t emitted_ = 0;
};

void readDbx(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    Reader(source, hints, sink).read();
}

Recognition recogniseDbx(const Head& head) {
    if (dbx::u32(head.octets, 0) != 0xfe12adcfu || dbx::u32(head.octets, 4) != 0x6f74fdc5u) return {};
    return {100, phraseText("the signature of an Outlook Express message store")};
}

Recognition recogniseOther(const Head& head) {
    const std::uint32_t first = dbx::u32(head.octets, 0), second = dbx::u32(head.octets, 4);
    if (first == 0xfe12adcfu && second == 0x6f74fdc6u)
        return {100, phraseText("Folders.dbx: the list of folders of Outlook Express; the messages are in the other .dbx files beside it")};
    if (first == 0xfe12adcfu)
        return {95, phraseText("a file of Outlook Express without messages (POP3 ids or pending operations)")};
    if (head.octets.starts_with("JMF6"sv) || head.octets.starts_with("JMF9"sv))
        return {90, "an Outlook Express 4 store (.mbx, .idx), which this version does not read: open it once in Outlook "
                    "Express 5 or 6, which converts it to .dbx, or extract its messages with a converter"};
    return {};
}

// --- access by locator

/// Cuts the way to a message of properties inside the mail off: "item:1f0/tnef:2/att:0" → "tnef:2/att:0"; "" = there is none.
std::string_view insideOf(std::string_view& locator) {
    const std::size_t at = std::min(tnef::embeddedMark(locator), locator.size());
    const std::string_view inside = locator.substr(std::min(at + 1, locator.size()));
    locator = locator.substr(0, at);
    return inside;
}

void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    if (const std::string_view inside = insideOf(locator); !inside.empty()) {
        Store store(source);
        return tnef::EmbeddedAccess::rebuild(*locate(store, locator).octets, inside, attachments, eml);
    }
    const std::string nested = partOfLocator(locator);
    Store store(source);
    giveMessage(*locate(store, locator).octets, nested, eml);
}

void part(ByteSource& source, std::string_view locator, std::string_view number, const ItemAccess::Octets& octets) {
    if (const std::string_view inside = insideOf(locator); !inside.empty()) {
        Store store(source);
        return tnef::EmbeddedAccess::part(*locate(store, locator).octets, inside, number, octets);
    }
    const std::string nested = partOfLocator(locator);
    Store store(source);
    givePart(*locate(store, locator).octets, nested, number, octets);
}

constexpr std::pair<std::uint8_t, const char*> kNames[] = {
    {0x05, "Subject without prefixes"}, {0x07, "Message-ID"}, {0x08, "Subject"}, {0x09, "Sender, address and name"},
    {0x0a, "Answered Message-ID"}, {0x0b, "Server, newsgroup, number"}, {0x0c, "Server"}, {0x0d, "Sender's name"},
    {0x0e, "Sender's address"}, {0x13, "Recipient's name"}, {0x14, "Recipient's address"}, {0x1a, "Account"},
    {0x1b, "Account's registry key"}, {0x23, "Server's message id"}};

std::vector<PropertyView> view(ByteSource& source, std::string_view locator) {
    if (const std::string_view inside = insideOf(locator); !inside.empty()) {
        Store store(source);
        return tnef::EmbeddedAccess::view(*locate(store, locator).octets, inside);
    }
    partOfLocator(locator);
    Store store(source);
    const Located found = locate(store, locator);
    std::vector<PropertyView> out;
    if (!found.hasEntry) return out;
    const Entry& e = found.entry;
    out.push_back({"0x01", "Flags", "int32", "0x" + hexNumber(e.flags)});
    for (const auto& [tag, name, time] : {std::tuple{"0x02", "Sent", e.sent}, {"0x06", "Saved in this folder", e.saved},
                                          {"0x12", "Received", e.received}})
        if (const std::int64_t t = unixMicros(time))
            out.push_back({tag, name, "FILETIME", formatIso(Time(std::chrono::microseconds(t)), Precision::Microsecond)});
    out.push_back({"0x04", "First block", "int32", "0x" + hexNumber(e.blocks)});
    for (const Entry::Text& t : e.texts)
        for (const auto& [index, name] : kNames)
            if (index == t.index)
                out.push_back({"0x" + hexNumber(index).substr(6), name, "text", guessToUtf8(t.octets)});
    return out;
}

void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    if (std::string_view item = locator; !insideOf(item).empty()) {
        Store store(source);
        const std::string_view inside = insideOf(locator);
        return tnef::EmbeddedAccess::properties(*locate(store, locator).octets, inside, json);
    }
    JsonWriter w;
    w.beginObject();
    for (const PropertyView& p : view(source, locator)) w.key(p.name).string(p.value);
    w.endObject();
    json(w.text());
}

constexpr ItemAccess kItems{rebuild, part, properties, view};

}  // namespace

const Format kDbxFormat{"dbx", "Outlook Express store (.dbx)", SourceKind::Mailbox, recogniseDbx, readDbx, nullptr,
                        "names item", 0, &kItems};
const Format kDbxOtherFormat{"dbx-other", "Other files of Outlook Express", SourceKind::StoreMetadata, recogniseOther,
                             nullptr, nullptr, "nothing"};

}  // namespace sillage
