// sillage-cli: the headless twin of the workbench. Parses the first word, runs the command, turns an Error into
// two lines and an exit code. Links core only.
#include <clocale>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "base/text.h"
#include "case/version.h"
#include "commands/command.h"

namespace {

using namespace sillage;

void printHelp() {
    std::cout << "sillage-cli COMMAND --case CASE [options] [arguments]\n\n"
                 "Which messages and files did the intruder reach, how sure, and why.\n\n";
    for (const Command* c : commands()) {
        std::string name = c->name;
        name.resize(14, ' ');
        std::cout << "  " << name << c->help << "\n";
    }
    std::cout << "\nsillage-cli COMMAND --help prints a command's options; --version the versions.\n"
                 "Exit codes: 0 done, 1 --fail-on condition met, 2 usage, 3 done but something was not read, 4 evidence changed,\n"
                 "5 verification failed, 6 I/O error or no space, 7 case locked, 130 interrupted (the same command resumes).\n";
}

View viewOf(const Command& c) {
    for (int v = 0; v <= static_cast<int>(View::Effects); ++v)
        if (viewName(static_cast<View>(v)) == c.name) return static_cast<View>(v);
    return View::Search;
}

void printCommandHelp(const Command& c) {
    std::cout << "sillage-cli " << c.name << " " << c.synopsis << "\n\n" << c.help << "\n";
    const auto print = [](const Option& o) {
        std::string left = std::string(o.name) + (*o.value ? " " : "") + o.value;
        left.resize(std::max<std::size_t>(left.size() + 2, 28), ' ');
        std::cout << "  " << left << o.help << "\n";
    };
    std::cout << "\n";
    for (const Option& o : c.options) print(o);
    print({"--case", "CASE", "the case directory, NAME.sillage"});
    print({"--format", "table|json|csv", "output (default: table on a terminal, JSON Lines elsewhere)"});
    if (const View view = viewOf(c); view != View::Search) {
        std::cout << "\nColumns, and fields of --query:\n";
        for (const Field& f : fields(view)) print({f.name, "", f.help});
    }
}

int run(const std::vector<std::string>& words) {
    if (words.empty() || words[0] == "--help" || words[0] == "help") {
        printHelp();
        return words.empty() ? static_cast<int>(ExitCode::Usage) : 0;
    }
    if (words[0] == "--version") {
        std::cout << versionText();
        return 0;
    }
    for (const Command* c : commands()) {
        if (words[0] != c->name) continue;
        const Arguments arguments(*c, std::span(words).subspan(1));
        if (!arguments.has("--help")) return c->run(arguments);
        printCommandHelp(*c);
        return 0;
    }
    throw Error(phrase("no command named %1", words[0]), "sillage-cli --help lists the commands.", ExitCode::Usage);
}

}  // namespace

int main(int argc, char** argv) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    std::ios::sync_with_stdio(false);
    try {
        const int code = run(std::vector<std::string>(argv + 1, argv + argc));
        std::cout.flush();
        if (!std::cout) throw Error("standard output could not be written", "Is the disk full, or was the pipe closed?");
        return code;
    } catch (const Error& e) {
        std::cerr << "sillage-cli: " << spoken(e.sentence()) << "\n";
        if (!e.hint().empty()) std::cerr << spoken(e.hintSentence()) << "\n";
        return static_cast<int>(e.code());
    } catch (const std::exception& e) {
        std::cerr << "sillage-cli: " << visible(e.what()) << "\n";
        return static_cast<int>(ExitCode::Io);
    }
}
