// source set / alias / remove: authored corrections, each with a reason; recomputed, never imported again.
#include <iostream>

#include "commands/command.h"

namespace sillage {

static int setSource(const Arguments& a, Case& c, Progress& progress) {
    if (a.positional().size() != 2) a.usage("name one source");
    const std::string left = c.setSource({a.positional()[1], a.value("--tz"), a.value("--offset"), a.value("--year"), a.value("--mailbox"), a.value("--reason")}, progress);
    if (!left.empty()) std::cerr << spoken(left) << "\n";
    return 0;
}

static int alias(const Arguments& a, Case& c, Progress& progress) {
    const auto& p = a.positional();
    if (p.size() != 4 || p[2] != "=") a.usage("source alias ACCOUNT = MAILBOX");
    c.setAlias(p[1], p[3], a.value("--reason"), progress);
    return 0;
}

static int runSource(const Arguments& a) {
    if (a.positional().empty()) a.usage("set, alias or remove?");
    const std::string& verb = a.positional()[0];
    if (verb != "set" && verb != "alias" && verb != "remove") a.usage(phrase("set, alias or remove, not %1", verb));
    if (a.value("--reason").empty()) a.usage("--reason is missing: it is written to the custody log");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    if (verb == "set") return setSource(a, *c, *progress);
    if (verb == "alias") return alias(a, *c, *progress);
    if (a.positional().size() != 2) a.usage("name one source");
    c->removeSource(a.positional()[1], a.value("--reason"), *progress);
    return 0;
}

static constexpr Option kOptions[] = {
    {"--tz", "Z", "IANA zone its stamps are in"},
    {"--offset", "S", "seconds its clock was ahead (+) or behind (-)"},
    {"--year", "Y", "year of its last record"},
    {"--mailbox", "M", "account it belongs to"},
    {"--reason", "TEXT", "why; written to the custody log"},
};
extern const Command kSource{"source", "set PATH [--tz Z] [--offset S] [--year Y] [--mailbox M] | alias ACCOUNT = MAILBOX | remove PATH, each --reason TEXT",
                             "correct or take out a source", kOptions, runSource};

}  // namespace sillage
