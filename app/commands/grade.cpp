// grade set / clear / list: an examiner's grade beside the program's.
#include <iostream>

#include "case/grades.h"
#include "commands/command.h"

namespace sillage {

static int set(const Arguments& a) {
    if (a.positional().size() != 3) a.usage("name one touch and its grade");
    const auto grade = gradeFromName(a.positional()[2]);
    if (!grade) a.usage(phrase("no grade named %1: recorded, probable, possible, undetermined, no-record or ruled-out", a.positional()[2]));
    const auto c = a.openCase(Case::Mode::Write);
    const Regrade r = setGrade(*c, a.positional()[1], *grade, a.value("--reason"), a.value("--document"));
    std::cerr << spoken(examinerSentence(r, r.program)) << "\n";
    return 0;
}

static int clear(const Arguments& a) {
    if (a.positional().size() != 2) a.usage("name one touch (grade list)");
    const auto c = a.openCase(Case::Mode::Write);
    if (!clearGrade(*c, a.positional()[1], a.value("--reason"))) a.usage(phrase("no examiner's grade for %1", a.positional()[1]));
    return 0;
}

static int list(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    writeTable(*c, View::Regrades, selectRows(*c, View::Regrades, a.value("--query")), a.format(), std::cout, spokenLanguage());
    return 0;
}

static int runGrade(const Arguments& a) {
    const std::string verb = a.positional().empty() ? "" : a.positional()[0];
    if (verb == "set") return set(a);
    if (verb == "clear") return clear(a);
    if (verb == "list" && a.positional().size() == 1) return list(a);
    a.usage("set, clear or list?");
}

static constexpr Option kOptions[] = {
    {"--reason", "TEXT", "why; written to the custody log"},
    {"--document", "TEXT", "what shows it; a grade above the program's needs one"},
};
extern const Command kGrade{"grade", "set TOUCH GRADE --reason TEXT [--document TEXT] | clear TOUCH --reason TEXT | list",
                            "an examiner's grade beside the program's: lowered with a reason, raised with a document", kOptions, runGrade};

}  // namespace sillage
