// The one exception of the program: what stops an operation (disk full, locked, unreadable, misuse).
// Damage in evidence is never an Error, it is a Problem beside the data (see problem.h).
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace sillage {

/// Exit codes of the command line (design: command line, General).
enum class ExitCode {
    Done = 0, ConditionMet = 1, Usage = 2, Incomplete = 3, EvidenceChanged = 4,
    VerificationFailed = 5, Io = 6, Locked = 7, Interrupted = 130
};

class Error : public std::runtime_error {
public:
    /// message says what failed and on what; hint says what the investigator can do about it (may be empty).
    explicit Error(const std::string& message, std::string hint = {}, ExitCode code = ExitCode::Io)
        : std::runtime_error(message), hint_(std::move(hint)), code_(code) {}
    [[nodiscard]] const std::string& hint() const { return hint_; }
    [[nodiscard]] ExitCode code() const { return code_; }

private:
    std::string hint_;
    ExitCode code_;
};

}  // namespace sillage
