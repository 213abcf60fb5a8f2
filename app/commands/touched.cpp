// touched: the answer, one row a touched item.
#include <algorithm>
#include <iostream>

#include "commands/command.h"

namespace sillage {

static int runTouched(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    std::string query = a.value("--query");
    const std::string attributed = "(grade:>=possible OR (examiner-grade:>=possible examiner-state:raised))";
    const auto shown = selectRows(*c, View::Touched, a.has("--all") ? query : query.empty() ? attributed : "(" + query + ") " + attributed);
    writeTable(*c, View::Touched, shown, a.format(), std::cout);
    if (shown.empty() && !a.has("--all") && selectRows(*c, View::Indicators, "").empty())
        std::cerr << "No intruder is named yet: `suspects` shows what is worth a look, `intruder add` names one.\n";
    const std::string condition = a.value("--fail-on");
    if (condition == "touched" && !selectRows(*c, View::Touched, attributed).empty()) return static_cast<int>(ExitCode::ConditionMet);
    if (condition == "undetermined" && !selectRows(*c, View::Touched, "grade:undetermined").empty())
        return static_cast<int>(ExitCode::ConditionMet);
    return 0;
}

static constexpr Option kOptions[] = {
    {"--all", "", "also undetermined, ruled-out and no-record items"},
    {"--fail-on", "touched|undetermined", "exit 1 when there is such a row"},
};
extern const Command kTouched{"touched", "--case CASE [--query Q] [--all]", "the answer: which messages and files, how sure", kOptions, runTouched};

}  // namespace sillage
