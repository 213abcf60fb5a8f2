// A TNEF stream as a file of its own (winmail.dat): the message it encloses. Locators: "tnef", "tnef/att:2" for the
// message embedded in its third attachment.
#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/mapi/item_access.h"
#include "mail/stores.h"
#include "mail/tnef/enclosed.h"
#include "mail/tnef/stream.h"

namespace sillage {
namespace {

void readTnef(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    sink.found();
    Message placement;
    placement.mailboxPath = hints.mailboxPath;
    placement.folder = hints.folder;
    placement.folderRaw = hints.folderRaw;
    placement.fileName = hints.name;
    try {
        const auto item = tnef::itemOf(source, 0, source.size(), "tnef");
        if (item->properties.list.empty() && item->attachments.empty()) {
            std::string why = "The TNEF stream holds neither a property nor an attachment.";
            for (const std::string& d : item->defects) why += " " + d;
            return sink.failed({0, source.size(), "TNEF stream", why});
        }
        mapi::pushItem(*item, std::move(placement), 0, sink);
    } catch (const Error& e) {
        sink.failed({0, source.size(), "TNEF stream", e.what()});
    }
}

Recognition recogniseTnef(const Head& head) {
    if (tnef::u32(head.octets, 0) != tnef::kSignature) return {};
    const bool level = head.octets.size() > 6 && (head.octets[6] == 1 || head.octets[6] == 2);
    return {level ? 98 : 92, level ? "the TNEF signature and a first attribute" : "the TNEF signature"};
}

mapi::OpenItem opener(ByteSource& source) {
    return [&source](std::string_view locator) {
        const auto levels = split(locator, '/');
        if (levels.empty() || levels[0] != "tnef") throw Error(phrase("not the name of an item in a TNEF stream: %1", locator));
        auto item = tnef::itemOf(source, 0, source.size(), "tnef");
        for (std::size_t i = 1; i < levels.size(); ++i) {
            unsigned long long n = 0;
            if (!levels[i].starts_with("att:") || !parseUint(levels[i].substr(4), n) || n >= item->attachments.size() ||
                !item->attachments[static_cast<std::size_t>(n)].embedded)
                throw Error(phrase("the TNEF stream has no item %1", locator));
            item = item->attachments[static_cast<std::size_t>(n)].embedded();
        }
        return item;
    };
}

void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    mapi::rebuild(opener(source), locator, attachments, eml);
}
void part(ByteSource& source, std::string_view locator, std::string_view number, const ItemAccess::Octets& octets) {
    mapi::part(opener(source), locator, number, octets);
}
void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    mapi::properties(opener(source), locator, json);
}
std::vector<PropertyView> view(ByteSource& source, std::string_view locator) { return mapi::view(opener(source), locator); }

constexpr ItemAccess kItems{rebuild, part, properties, view};

}  // namespace

const Format kTnefFormat{"tnef", "TNEF message (winmail.dat)", SourceKind::Mailbox, recogniseTnef, readTnef, nullptr,
                         "names item", 0, &kItems};

}  // namespace sillage
