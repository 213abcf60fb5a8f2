// Outlook for Mac archives (.olm, 2011 and later): a zip whose XML members are messages, contacts, appointments, tasks
// and notes, and whose other members are attachments. Locator: "zip:<position of the XML member, hex>#<n-th item>".
#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/mapi/item_access.h"
#include "mail/olm/items.h"
#include "mail/stores.h"

namespace sillage {
namespace {

using namespace std::literals;
using olm::Member;
using olm::Members;

constexpr std::size_t kMaxXml = 64u << 20;
constexpr std::string_view kMessages = "com.microsoft.__Messages", kAttachments = "com.microsoft.__Attachments";

std::string hexNumber(std::uint64_t v) {
    std::string out;
    for (; v != 0 || out.empty(); v >>= 4) out.insert(out.begin(), "0123456789abcdef"[v & 15]);
    return out;
}

std::string xmlOf(const Members& members, const Member& m, std::string& problem) {
    std::string xml;
    problem = members.read(m, [&](std::string_view octets) {
        xml += octets.substr(0, kMaxXml - std::min(kMaxXml, xml.size()));
    });
    if (problem.empty() && m.size > kMaxXml) problem = "not fully examined: it is larger than 64 MiB";
    return xml;
}

std::vector<olm::ReadItem> itemsOf(const Members& members, const Member& m, std::string& problem) {
    std::string damaged;
    const std::string xml = xmlOf(members, m, problem);
    std::vector<olm::ReadItem> items = olm::readItems(xml, members, damaged);
    if (problem.empty()) problem = damaged;
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].item.locator = "zip:" + hexNumber(m.header) + "#" + std::to_string(i);
        items[i].item.offset = m.header;
        items[i].item.length = members.dataOf(m) + m.packed - m.header;
    }
    return items;
}

/// `Accounts/anna@example.org/com.microsoft.__Messages/Inbox/x.xml`: account anna@example.org, folder INBOX.
void place(std::string_view path, Message& m) {
    bool account = false;
    for (const std::string_view level : split(path.substr(0, path.rfind('/')), '/')) {
        if (level == kMessages || level == "Local" || level == "Accounts") {
            account = level == "Accounts";
        } else if (account) {
            m.mailboxPath += "/" + guessToUtf8(level);
            account = false;
        } else {
            m.folder += (m.folder.empty() ? "" : "/") + guessToUtf8(level);
        }
    }
    m.folderRaw = m.folder;
    if (iequals(m.folder.substr(0, m.folder.find('/')), "inbox")) m.folder.replace(0, 5, "INBOX");
}

class Reader {
public:
    Reader(ByteSource& source, const ReadHints& hints, Sink& sink) : source_(source), hints_(hints), sink_(sink) {}
    void read() {
        std::vector<Problem> problems;
        const Members members(source_, problems);
        for (Problem& p : problems) sink_.problem(std::move(p));
        std::set<std::uint64_t> used;
        for (const Member& m : members.all()) {
            if (sink_.stopped()) return;
            if (m.path.ends_with(".xml") && m.path.find(kAttachments) == std::string::npos) member(members, m, used);
        }
        unused(members, used);
    }

private:
    void member(const Members& members, const Member& m, std::set<std::uint64_t>& used) {
        const std::string name = m.path.substr(m.path.rfind('/') + 1);
        if (name == "Categories.xml") return;  // names and colours, no items
        std::string problem;
        std::vector<olm::ReadItem> items = itemsOf(members, m, problem);
        if (!problem.empty() && !items.empty())
            sink_.problem({m.header, m.packed, pathText(m.path), phrase("It was read as far as it goes: %1.", said(problem))});
        if (items.empty() && (!problem.empty() || name.starts_with("message_"))) {
            sink_.found();
            sink_.failed({m.header, m.packed, pathText(m.path),
                          phrase("No item could be read from it: %1.", said(problem.empty() ? phrase("it holds none") : problem))});
        }
        for (olm::ReadItem& one : items) {
            sink_.found();
            Message placement;
            placement.mailboxPath = hints_.mailboxPath;
            place(m.path, placement);
            placement.fileName = pathText(m.path);
            placement.internalDate = one.received;
            for (const mapi::Attachment& a : one.item.attachments)
                if (a.content) used.insert(a.offset);
            emitted_ += mapi::pushItem(one.item, std::move(placement), emitted_, sink_);
        }
    }

    void unused(const Members& members, const std::set<std::uint64_t>& used) {
        std::uint64_t count = 0;
        const Member* first = nullptr;
        for (const Member& m : members.all()) {
            const bool other = !m.path.ends_with('/') && !(m.path.ends_with(".xml") && m.path.find(kAttachments) == std::string::npos);
            if (!other || used.count(m.header)) continue;
            if (count++ == 0) first = &m;
        }
        if (first)
            sink_.problem({first->header, first->packed, pathText(first->path),
                           phrase("%1 members of the archive belong to no message; the first is cited.", count)});
    }

    ByteSource& source_;
    const ReadHints& hints_;
    Sink& sink_;
    std::int32_t emitted_ = 0;
};

void readOlm(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    Reader(source, hints, sink).read();
}

Recognition recogniseOlm(const Head& head) {
    if (!head.octets.starts_with("PK\3\4"sv)) return {};
    const std::string_view first = head.octets.substr(0, 64u << 10);
    const bool messages = first.find(kMessages) != std::string_view::npos;
    const bool others = first.find("Accounts/") != std::string_view::npos || first.find("Local/") != std::string_view::npos;
    const bool named = asciiLower(head.name).ends_with(".olm");
    if (messages || (named && others)) return {97, phraseText("a zip archive with the folders of Outlook for Mac")};
    return {};
}

// --- access by locator

/// The archive stays open as long as the item that reads from it.
struct Opened {
    std::vector<Problem> problems;
    Members members;
    explicit Opened(ByteSource& source) : members(source, problems) {}
};

mapi::OpenItem opener(const Opened& archive) {
    return [&archive](std::string_view locator) {
        const std::size_t mark = locator.find('#');
        unsigned long long index = 0;
        if (!locator.starts_with("zip:") || mark == std::string_view::npos || !parseUint(locator.substr(mark + 1), index))
            throw Error(phrase("not the name of an item in this archive: %1", locator));
        const auto header = std::strtoull(std::string(locator.substr(4, mark - 4)).c_str(), nullptr, 16);
        const Member* m = archive.members.at(header);
        std::string problem;
        auto items = m ? itemsOf(archive.members, *m, problem) : std::vector<olm::ReadItem>();
        if (index >= items.size())
            throw Error("the item is not in the archive (any more)", "Import the archive again: it may have changed.");
        return std::make_unique<mapi::Item>(std::move(items[static_cast<std::size_t>(index)].item));
    };
}

void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    const Opened archive(source);
    mapi::rebuild(opener(archive), locator, attachments, eml);
}
void part(ByteSource& source, std::string_view locator, std::string_view number, const ItemAccess::Octets& octets) {
    const Opened archive(source);
    mapi::part(opener(archive), locator, number, octets);
}
void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    const Opened archive(source);
    mapi::properties(opener(archive), locator, json);
}
std::vector<PropertyView> view(ByteSource& source, std::string_view locator) {
    const Opened archive(source);
    return mapi::view(opener(archive), locator);
}

constexpr ItemAccess kItems{rebuild, part, properties, view};

}  // namespace

const Format kOlmFormat{"olm", "Outlook for Mac archive (.olm)", SourceKind::Mailbox, recogniseOlm, readOlm, nullptr,
                        "names item", 0, &kItems};

}  // namespace sillage
