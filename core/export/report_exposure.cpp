// What left, as a section of the report: total, actors and channels. Accounts and addresses are left to the command, so
// that a redacted report says the same.
#include "base/phrase.h"
#include "export/report.h"

namespace sillage {
namespace {

std::string nameOf(const ExposureRow& r) {
    if (r.level == "total") return phraseText("total");
    if (r.level == "channel") return r.name;
    if (r.name == "undecided") return phraseText("sessions nobody decided");
    if (r.name == "habitual") return phraseText("sessions taken as the holders'");
    return phrase("actor %1", r.name);
}

std::string countersOf(const OctetRange& o) {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < kOctetCounters; ++c)
        if ((o.floorFrom | o.ceilingFrom) >> c & 1) names.emplace_back(octetCounterText(static_cast<OctetCounter>(c)));
    return listed(names);
}

}  // namespace

std::string exposureHtml(const std::vector<ExposureRow>& rows, const std::string& languageName) {
    Language language = Language::English;
    languageFromName(languageName, language);
    const auto cell = [language](const std::string& sentence, const char* tag = "td") {
        return std::string("<") + tag + ">" + escapeHtml(inLanguage(sentence, language)) + "</" + tag + ">";
    };
    std::string out;
    for (const ExposureRow& r : rows) {
        if (r.level != "total" && r.level != "actor" && r.level != "channel") continue;
        out += "<tr>" + cell(nameOf(r)) + cell(grouped(r.octets.floor)) + cell(r.octets.bounded() ? grouped(r.octets.ceiling) : phraseText("none")) +
               cell(std::to_string(r.sessions)) + cell(countersOf(r.octets)) + cell(listed(r.why)) + "</tr>\n";
    }
    if (out.empty()) return {};
    std::string header = "<tr>";
    for (const char* name : {phraseText("whose, or by which channel"), phraseText("floor, octets"), phraseText("ceiling, octets"), phraseText("sessions"),
                             phraseText("counted by"), phraseText("why")})
        header += cell(name, "th");
    return "<h2>" + escapeHtml(inLanguage(phraseText("What left the servers"), language)) + "</h2><p class=\"s\">" +
           escapeHtml(inLanguage(phraseText("Floor: what sessions shown to be the actor's certainly sent. Ceiling: everything that may be his, undecided sessions included; none where a "
                                            "session or a request was not counted to its end."), language)) +
           "</p><table>" + header + "</tr>" + out + "</table>\n";
}

}  // namespace sillage
