// See msg.h: the format's entry in the registry.
#include "mail/msg.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/attached_item.h"
#include "mail/mapi/item_access.h"
#include "mail/mapi/message.h"
#include "mail/msg_item.h"

namespace sillage {
namespace {

constexpr std::size_t kMaxFileProblems = 50;

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

std::uint32_t u32(std::string_view octets, std::size_t at) {
    std::uint32_t n = 0;
    for (std::size_t i = 4; i-- > 0;) n = n << 8 | static_cast<unsigned char>(octets[at + i]);
    return n;
}

// [MS-OXMSG] 2.1: names that only messages have. The directory may lie behind the 64 KiB that recognition sees.
Recognition recogniseMsg(const Head& head) {
    if (head.octets.size() < 512 || !head.octets.starts_with(cfb::kSignature)) return {};
    for (const char* name : {"__properties_version1.0", "__nameid_version1.0", "__substg1.0_"})
        if (head.octets.find(utf16(name)) != std::string_view::npos)
            return {98, phrase("a compound file with %1, as Outlook messages have", name)};
    const std::string name = asciiLower(head.name);
    if (name.ends_with(".msg") || name.ends_with(".oft"))
        return {92, phraseText("a compound file named as an Outlook message")};
    const unsigned shift = static_cast<unsigned char>(head.octets[30]);
    const std::uint64_t directory = shift > 16 ? 0 : (std::uint64_t{u32(head.octets, 48)} + 1) << shift;
    if (directory + 512 <= head.octets.size() || directory >= head.size) return {};
    return {91, phraseText("a compound file whose directory lies beyond its first 64 KiB: reading shows whether it is a message")};
}

void readMsg(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    if (source.size() == 0) return;
    sink.found();
    std::shared_ptr<MsgFile> msg;
    try {
        msg = MsgFile::open(source);
    } catch (const Error& e) {
        return sink.failed({0, source.size(), "message file", e.what()});
    }
    if (!msg->isMessage())
        return sink.skipped("a compound file that is no Outlook message (old Office document, database of thumbnails …)");
    std::size_t said = 0;
    for (const Problem& p : msg->file().problems())
        if (said++ < kMaxFileProblems) sink.problem(Problem(p));
    Message placement;
    placement.mailboxPath = hints.mailboxPath;
    placement.folder = hints.folder;
    placement.folderRaw = hints.folderRaw;
    placement.fileName = hints.name;
    placement.uid = hints.uid;
    placement.uidValidity = hints.uidValidity;
    const std::unique_ptr<mapi::Item> item = msg->topItem();
    for (const std::string& d : item->defects) sink.problem({item->offset, item->length, "item msg", d});
    mapi::pushItem(*item, std::move(placement), 0, sink);
}

mapi::OpenItem opener(ByteSource& source) {
    return [&source](std::string_view locator) { return openMsg(source, locator); };
}

constexpr ItemAccess kAccess = {
    [](ByteSource& s, std::string_view l, bool attachments, const ItemAccess::Octets& out) {
        mapi::rebuild(opener(s), l, attachments, out);
    },
    [](ByteSource& s, std::string_view l, std::string_view number, const ItemAccess::Octets& out) {
        mapi::part(opener(s), l, number, out);
    },
    [](ByteSource& s, std::string_view l, const ItemAccess::Octets& out) { mapi::properties(opener(s), l, out); },
    [](ByteSource& s, std::string_view l) { return mapi::view(opener(s), l); },
};

}  // namespace

std::unique_ptr<mapi::Item> openMsgFile(ByteSource& source, std::string locator) {
    const std::shared_ptr<MsgFile> msg = MsgFile::open(source);
    return msg->isMessage() ? msg->topItem(std::move(locator)) : nullptr;
}

std::unique_ptr<mapi::Item> openMsg(ByteSource& source, std::string_view locator) {
    std::unique_ptr<mapi::Item> item = openMsgFile(source, "msg");
    const std::size_t end = std::min(locator.find('/'), locator.size());
    if (!item || locator.substr(0, end) != "msg")
        throw Error(phrase("The message file has no item \"%1\".", visible(locator)),
                    "Read the evidence again if it has changed since it was imported.");
    return descend(std::move(item), locator.substr(std::min(end + 1, locator.size())));
}

const Format kMsgFormat{"msg", "Outlook message (.msg, .oft)", SourceKind::Mailbox, recogniseMsg, readMsg, nullptr,
                        "names item", 0, &kAccess};

}  // namespace sillage
