#include "ingest/definitions.h"

#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "base/phrase.h"
#include "decode/registry.h"

namespace sillage {

namespace {

constexpr std::string_view kMark = ", sha256 ";

/// The hash whyBy() wrote, "" = none.
std::string hashIn(const std::string& why) {
    const std::string text = inEnglish(why);
    const std::size_t at = text.rfind(kMark);
    if (at == std::string::npos || text.size() != at + kMark.size() + 64 + 1 || text.back() != ')') return {};
    return text.substr(at + kMark.size(), 64);
}

/// Of all the user's definitions together; "" when there are none.
std::string userHash() {
    std::string all;
    for (const DefinitionFile& f : usedDefinitions()) all += toHex(sha256(f.octets)) + "\n";
    return all.empty() ? std::string() : toHex(sha256(all));
}

}  // namespace

void takeUserFormats(const ImportOptions& options) {
    useFormats(definitionFiles(definitionFolder(options.formats), !options.formats.empty()), true);
}

std::string whyBy(const Format& format, const std::string& reason) {
    const std::string hash = definitionHash(format);
    if (hash.empty()) return reason;
    if (format.definition.empty()) return phrase("%1 (definitions of its programs, sha256 %2)", said(reason), hash);
    if (format.definedIn.empty()) return phrase("%1 (built-in definition %2, sha256 %3)", said(reason), format.id, hash);
    return phrase("%1 (definition %2 of the investigator, sha256 %3)", said(reason), format.definedIn, hash);
}

std::string whyUnknown(const std::string& reason) {
    const std::string hash = userHash();
    return hash.empty() ? reason : phrase("%1 (nor any definition of the investigator, sha256 %2)", said(reason), hash);
}

bool definitionChanged(const Source& known) {
    if (known.format == "unknown" && known.state == "skipped") return hashIn(known.why) != userHash();
    const Format* format = findFormat(known.format);
    return format && hashIn(known.why) != definitionHash(*format);
}

void noteDefinitions(IngestTarget& target, const std::vector<PlanSource>& sources) {
    std::map<std::string, const Format*> used;
    for (const PlanSource& s : sources)
        if (s.format && !definitionHash(*s.format).empty()) used.emplace(s.format->id, s.format);
    if (used.empty()) return;
    JsonWriter json;
    json.beginObject();
    for (const auto& [id, format] : used) {
        json.key(id).beginObject().key("sha256").string(definitionHash(*format));
        if (!format->definedIn.empty()) json.key("file").string(format->definedIn);
        json.endObject();
    }
    target.note("log formats by definition", json.endObject().text());
}

}  // namespace sillage
