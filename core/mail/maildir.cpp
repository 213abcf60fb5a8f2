// One message file of a Maildir (Maildir++): flags and dates are in its name, UID and folder come from the
// parent. Names: unique[,S=size][,W=wire size][,U=uid][,FMD5=folder hash]:2,FLAGS ("!2," or ";2," where ':'
// cannot be).
#include <algorithm>

#include "base/text.h"
#include "base/phrase.h"
#include "mail/eml.h"
#include "mail/formats.h"
#include "mail/maildir_name.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

std::string_view parentName(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    path = path.substr(0, slash);
    const std::size_t before = path.rfind('/');
    return before == std::string_view::npos ? path : path.substr(before + 1);
}

Recognition recogniseMaildir(const Head& head) {
    const std::string_view parent = parentName(head.path);
    const bool placed = parent == "cur" || parent == "new" || parent == "tmp";
    const MaildirName name = parseMaildirName(head.name);
    const bool mail = looksLikeMessage(lookAtHeader(head.octets));
    if (!placed && !(name.flagged && name.time > 0)) return {};
    if (mail && placed)
        return {96, phrase("a message header, in the directory %1 of a Maildir", parent)};
    if (mail) return {92, phraseText("a message header, under a Maildir file name")};
    if (placed && name.time > 0 && (name.flagged || name.hasHost))
        return {70, phrase("a Maildir file name in the directory %1", parent)};
    return {};
}

void readMaildir(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    sink.found();
    const MaildirName name = parseMaildirName(hints.name);
    Message placement;
    placement.mailboxPath = hints.mailboxPath;
    placement.folder = hints.folder;
    placement.folderRaw = hints.folderRaw;
    placement.fileName = hints.name;
    placement.uid = hints.uid ? hints.uid : name.uid;
    placement.uidValidity = hints.uidValidity;
    placement.flags = name.flags;
    placement.internalDate = name.time;
    const std::uint64_t size = source.size();
    if (name.size > 0 && name.size != size)
        placement.defects.push_back(phrase("The file name announces %1 octets, the file has %2.", name.size, size));
    readMessage(source, 0, size, {}, std::move(placement), sink);
}

}  // namespace

MaildirName parseMaildirName(std::string_view name) {
    MaildirName out;
    std::size_t info = std::string_view::npos;
    for (const char* mark : {":2,", "!2,", ";2,", ":1,"}) {
        info = name.rfind(mark);
        if (info == std::string_view::npos) continue;
        out.flagged = true;
        for (char c : name.substr(info + 3)) {
            if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
                out.flags += c;
            else
                break;
        }
        break;
    }
    out.base = std::string(name.substr(0, info));
    const auto fields = split(out.base, ',');
    for (std::size_t i = 1; i < fields.size(); ++i) {
        unsigned long long n = 0;
        if (fields[i].size() < 3 || fields[i][1] != '=' || !parseUint(fields[i].substr(2), n)) continue;
        if (fields[i][0] == 'S') out.size = n;
        if (fields[i][0] == 'W') out.wireSize = n;
        if (fields[i][0] == 'U' && n <= 0xffffffffu) out.uid = static_cast<std::uint32_t>(n);
    }
    const std::string_view unique = fields.empty() ? std::string_view(out.base) : fields[0];
    const std::size_t dot = unique.find('.');
    unsigned long long seconds = 0;
    if (dot != std::string_view::npos && dot >= 8 && dot <= 11 && parseUint(unique.substr(0, dot), seconds)) {
        out.time = static_cast<std::int64_t>(seconds) * 1'000'000;
        out.hasHost = unique.find('.', dot + 1) != std::string_view::npos;
    }
    return out;
}

const Format kMaildirFormat{"maildir",   "Maildir message", SourceKind::Mailbox, recogniseMaildir,
                            readMaildir, nullptr,           "names item", 0, &tnef::kEmbeddedItems};

}  // namespace sillage
