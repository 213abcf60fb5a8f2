// The command line's shared parts: what a command is, its arguments, its output and its progress.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "case/case.h"
#include "case/tables.h"

namespace sillage {

/// An option as `--help` prints it. value empty = a switch.
struct Option {
    const char* name;   ///< "--case"
    const char* value;  ///< "CASE" or ""
    const char* help;
};

class Arguments;

struct Command {
    const char* name;
    const char* synopsis;            ///< positional part, as help prints it
    const char* help;                ///< one sentence
    std::span<const Option> options; ///< besides the common ones
    int (*run)(const Arguments& arguments);
};

/// Every command, in the order of the help page.
std::span<const Command* const> commands();

/// The words after the command, checked against its options. Throws Error(Usage) on an unknown one.
class Arguments {
public:
    Arguments(const Command& command, std::span<const std::string> words);
    [[nodiscard]] bool has(std::string_view option) const;
    /// "" when not given; the last one wins.
    [[nodiscard]] std::string value(std::string_view option) const;
    [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
    [[nodiscard]] const Command& command() const { return command_; }
    /// Throws Error(Usage) with the synopsis.
    [[noreturn]] void usage(const std::string& what) const;

    /// Opens --case. Throws Error(Usage) when it is missing.
    [[nodiscard]] std::unique_ptr<Case> openCase(Case::Mode mode) const;
    /// --format, else table on a terminal and JSON Lines elsewhere.
    [[nodiscard]] TableFormat format() const;
    /// A zoneless time is UTC; 0 when the option is absent.
    [[nodiscard]] std::int64_t time(std::string_view option) const;

private:
    const Command& command_;
    std::vector<std::pair<std::string, std::string>> given_;
    std::vector<std::string> positional_;
};

/// Progress on standard error: a line on a terminal, one JSON object a second with --progress json, else nothing.
/// Cancelled by SIGINT and SIGTERM.
std::unique_ptr<Progress> makeProgress(const Arguments& arguments);

/// The language of text for people: --language, else what the case states (`setting set language`), else English.
/// JSON and CSV stay English.
Language spokenLanguage();
void speak(Language language);
/// A sentence of core for standard output or error, control characters visible.
std::string spoken(const std::string& sentence);

/// Evidence text for standard output: control and bidi characters visible when it is a terminal.
std::string forTerminal(const std::string& text);

/// Prints a whole view with --query; the exit code is 0.
int printView(const Arguments& arguments, View view, const std::string& extraQuery = {});

}  // namespace sillage
