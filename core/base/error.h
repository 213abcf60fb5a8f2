// The one exception of the program: what stops an operation (disk full, locked, unreadable, misuse).
// Damage in evidence is never an Error, it is a Problem beside the data (see problem.h).
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "base/phrase.h"

namespace sillage {

/// Exit codes of the command line (design: command line, General).
enum class ExitCode {
    Done = 0, ConditionMet = 1, Usage = 2, Incomplete = 3, EvidenceChanged = 4,
    VerificationFailed = 5, Io = 6, Locked = 7, Interrupted = 130
};

class Error : public std::runtime_error {
public:
    /// message says what failed and on what; hint says what the investigator can do about it (may be empty). Both may
    /// be phrases; what() and hint() are English, sentence() and hintSentence() are for inLanguage().
    explicit Error(const std::string& message, const std::string& hint = {}, ExitCode code = ExitCode::Io)
        : std::runtime_error(inEnglish(message)), message_(message), hint_(inEnglish(hint)), hintSentence_(hint), code_(code) {}
    [[nodiscard]] const std::string& sentence() const { return message_; }
    [[nodiscard]] const std::string& hint() const { return hint_; }
    [[nodiscard]] const std::string& hintSentence() const { return hintSentence_; }
    [[nodiscard]] ExitCode code() const { return code_; }

private:
    std::string message_, hint_, hintSentence_;
    ExitCode code_;
};

/// What an exception says, as a sentence for inLanguage(); of others than Error only as data.
inline std::string sentenceOf(const std::exception& e) {
    const auto* error = dynamic_cast<const Error*>(&e);
    return error ? error->sentence() : phrase("%1", e.what());
}

}  // namespace sillage
