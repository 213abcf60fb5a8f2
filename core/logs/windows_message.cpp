// Lines `Label:<tabs>value` under headings `Heading:`. Labels are compared folded (case, accents), the apostrophe as ASCII.
#include "logs/windows_message.h"

#include <algorithm>

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

struct Heading {
    std::string_view text;
    char who;  ///< 's' subject, 't' target, ' ' neither
};
constexpr Heading kHeadings[] = {
    {"subject", 's'}, {"sujet", 's'}, {"new logon", 't'}, {"nouvelle ouverture de session", 't'},
    {"account for which logon failed", 't'}, {"compte pour lequel l'ouverture de session a echoue", 't'},
    {"account whose credentials were used", 't'}, {"compte dont les informations d'identification ont ete utilisees", 't'},
    {"account information", 't'}, {"informations sur le compte", 't'}, {"target account", 't'}, {"compte cible", 't'},
    {"user", 't'}, {"utilisateur", 't'},
};

struct Label {
    std::string_view text;
    const char* plain;    ///< name whatever the heading; nullptr: the two below
    const char* subject;
    const char* target;
};
constexpr Label kLabels[] = {
    {"security id", nullptr, "SubjectUserSid", "TargetUserSid"}, {"id de securite", nullptr, "SubjectUserSid", "TargetUserSid"},
    {"account name", nullptr, "SubjectUserName", "TargetUserName"}, {"nom du compte", nullptr, "SubjectUserName", "TargetUserName"},
    {"logon account", "TargetUserName", nullptr, nullptr}, {"compte d'ouverture de session", "TargetUserName", nullptr, nullptr},
    {"account domain", nullptr, "SubjectDomainName", "TargetDomainName"}, {"domaine du compte", nullptr, "SubjectDomainName", "TargetDomainName"},
    {"domain name", nullptr, "SubjectDomainName", "TargetDomainName"}, {"nom de domaine", nullptr, "SubjectDomainName", "TargetDomainName"},
    {"logon id", nullptr, "SubjectLogonId", "TargetLogonId"}, {"id d'ouverture de session", nullptr, "SubjectLogonId", "TargetLogonId"},
    {"logon type", "LogonType", nullptr, nullptr}, {"type d'ouverture de session", "LogonType", nullptr, nullptr},
    {"source network address", "IpAddress", nullptr, nullptr}, {"adresse du reseau source", "IpAddress", nullptr, nullptr},
    {"network address", "IpAddress", nullptr, nullptr}, {"adresse reseau", "IpAddress", nullptr, nullptr},
    {"source address", "IpAddress", nullptr, nullptr}, {"adresse source", "IpAddress", nullptr, nullptr},
    {"client address", "IpAddress", nullptr, nullptr}, {"adresse du client", "IpAddress", nullptr, nullptr},
    {"source port", "IpPort", nullptr, nullptr}, {"port source", "IpPort", nullptr, nullptr}, {"client port", "IpPort", nullptr, nullptr},
    {"workstation name", "WorkstationName", nullptr, nullptr}, {"nom de la station de travail", "WorkstationName", nullptr, nullptr},
    {"source workstation", "Workstation", nullptr, nullptr}, {"station de travail source", "Workstation", nullptr, nullptr},
    {"status", "Status", nullptr, nullptr}, {"statut", "Status", nullptr, nullptr}, {"etat", "Status", nullptr, nullptr},
    {"sub status", "SubStatus", nullptr, nullptr}, {"error code", "Status", nullptr, nullptr}, {"result code", "Status", nullptr, nullptr},
    {"code d'erreur", "Status", nullptr, nullptr}, {"code de resultat", "Status", nullptr, nullptr},
    {"object type", "ObjectType", nullptr, nullptr}, {"type d'objet", "ObjectType", nullptr, nullptr},
    {"object name", "ObjectName", nullptr, nullptr}, {"nom de l'objet", "ObjectName", nullptr, nullptr},
    {"share name", "ShareName", nullptr, nullptr}, {"nom de partage", "ShareName", nullptr, nullptr},
    {"relative target name", "RelativeTargetName", nullptr, nullptr}, {"nom cible relatif", "RelativeTargetName", nullptr, nullptr},
    {"access mask", "AccessMask", nullptr, nullptr}, {"masque d'acces", "AccessMask", nullptr, nullptr},
    {"process name", "ProcessName", nullptr, nullptr}, {"nom du processus", "ProcessName", nullptr, nullptr},
};

std::string labelOf(std::string_view text) {
    std::string out = fold(trim(text));
    for (const std::string_view mark : {"\xe2\x80\x99", "\xc2\xa0"})
        for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark)) out.replace(at, mark.size(), mark[0] == '\xe2' ? "'" : " ");
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

const char* nameOf(std::string_view label, char who) {
    const auto* hit = std::find_if(std::begin(kLabels), std::end(kLabels), [&](const Label& l) { return l.text == label; });
    if (hit == std::end(kLabels)) return nullptr;
    if (hit->plain) return hit->plain;
    return who == 't' ? hit->target : hit->subject;
}

}  // namespace

void readWindowsMessage(WindowsRecord& r) {
    // A logoff calls the one who leaves its subject; events with one account write no heading for it.
    const bool leaves = r.eventId == 4634 || r.eventId == 4647;
    char who = leaves ? 't' : 's';
    std::string_view rest = std::string_view(r.message).substr(0, 16u << 10);
    for (int lines = 0; !rest.empty() && lines < 200; ++lines) {
        const std::string_view line = trim(takeUntil(rest, "\n"));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon > 80) continue;
        const std::string label = labelOf(line.substr(0, colon));
        const std::string_view value = trim(line.substr(colon + 1));
        const auto* heading = std::find_if(std::begin(kHeadings), std::end(kHeadings), [&](const Heading& h) { return h.text == label; });
        if (value.empty() && heading != std::end(kHeadings)) who = leaves ? 't' : heading->who;
        if (value.empty()) continue;
        if (const char* name = nameOf(label, who); name && r.value(name).empty()) r.add(name, std::string(value));
    }
}

}  // namespace sillage
