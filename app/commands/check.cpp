// check: hashes the sources again and says which changed.
#include <iostream>

#include "base/json.h"
#include "commands/command.h"

namespace sillage {

static int runCheck(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    const auto progress = makeProgress(a);
    const auto changed = checkSources(c->store(), *progress);
    for (const auto& s : changed) {
        if (a.format() == TableFormat::Table) std::cout << forTerminal(s.source.path) << "\t" << spoken(s.what) << "\n";
        else
            std::cout << JsonWriter().beginObject().key("path").string(s.source.path).key("sha256").string(s.source.sha256).key("what")
                             .string(inEnglish(s.what)).endObject().text() << "\n";
    }
    std::cerr << c->store().sources().size() << " sources checked, " << changed.size() << " changed\n";
    return static_cast<int>(changed.empty() ? ExitCode::Done : ExitCode::EvidenceChanged);
}

extern const Command kCheck{"check", "--case CASE", "hash the sources again and say which changed", {}, runCheck};

}  // namespace sillage
