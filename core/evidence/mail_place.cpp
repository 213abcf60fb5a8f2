#include "evidence/mail_place.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sillage {
namespace {

bool cutEnding(std::string_view& name, std::string_view ending) {
    if (name.size() <= ending.size() || !name.ends_with(ending)) return false;
    name.remove_suffix(ending.size());
    return true;
}

void addLevel(MailPlace& place, std::string_view name, std::string_view raw) {
    if (!place.folder.empty()) place.folder += '/';
    place.folder += guessToUtf8(name);
    if (!place.folderRaw.empty()) place.folderRaw += '/';
    place.folderRaw += raw;
}

/// INBOX in capitals, alone or above others.
void finish(MailPlace& place) {
    const std::size_t level = place.folder.find('/');
    if (iequals(std::string_view(place.folder).substr(0, level), "inbox"))
        place.folder.replace(0, std::min(level, place.folder.size()), "INBOX");
    if (place.mailboxPath.empty()) place.mailboxPath = ".";
}

void descend(std::string& path, std::string_view name) {
    if (!path.empty()) path += '/';
    path += name;
}

}  // namespace

std::optional<MailPlace> placeInAppleMail(std::string_view path) {
    MailPlace place;
    for (const std::string_view part : split(path, '/')) {
        std::string_view name = part;
        if (cutEnding(name, ".mbox") || cutEnding(name, ".imapmbox"))
            addLevel(place, name, part);
        else if (place.folder.empty())
            descend(place.mailboxPath, part);
    }
    if (place.folder.empty()) return {};
    finish(place);
    return place;
}

std::optional<MailPlace> placeInMozilla(std::string_view path) {
    const std::vector<std::string_view> parts = split(path, '/');
    MailPlace place;
    bool levels = false;
    std::size_t home = parts.size();  // "Mail" or "ImapMail" of a profile: the account's directory is in it
    bool profile = false;
    for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
        profile |= parts[i] == ".thunderbird" || parts[i] == "Thunderbird" || parts[i] == "Profiles" ||
                   parts[i] == "SeaMonkey" || parts[i].ends_with(".default") || parts[i].ends_with(".default-release");
        if (parts[i] == "ImapMail" || (profile && parts[i] == "Mail")) home = i;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string_view name = parts[i];
        const bool last = i + 1 == parts.size();
        if (!last && cutEnding(name, ".sbd")) levels = true;
        const bool level = levels || last;
        if (level) addLevel(place, name, parts[i]);
        else descend(place.mailboxPath, parts[i]);
    }
    if (!levels && home == parts.size()) return {};
    finish(place);
    return place;
}

}  // namespace sillage
