// The commands that print one table each: sources, problems, messages, attachments, events, sessions, suspects, custody.
#include <iostream>

#include "base/text.h"
#include "commands/command.h"
#include "case/reading.h"

namespace sillage {

static int runSources(const Arguments& a) { return printView(a, View::Sources); }
static int runProblems(const Arguments& a) { return printView(a, View::Problems); }
static int runAttachments(const Arguments& a) { return printView(a, View::Attachments); }
static int runEvents(const Arguments& a) { return printView(a, View::Events); }
static int runSessions(const Arguments& a) { return printView(a, View::Sessions); }
static int runSuspects(const Arguments& a) { return printView(a, View::Suspects); }

/// `--full` adds the text of each message, decoded by a worker.
static int runMessages(const Arguments& a) {
    if (!a.has("--full")) return printView(a, View::Messages);
    const auto c = a.openCase(Case::Mode::Read);
    Reading reading(*c);
    const FieldList list = fields(View::Messages);
    for (const auto id : selectRows(*c, View::Messages, a.value("--query"))) {
        const auto rows = fetchRows(*c, View::Messages, std::span(&id, 1));
        if (rows.empty()) continue;
        std::string line = "{";
        for (std::size_t i = 0; i < list.size; ++i) line += "\"" + std::string(list[i].name) + "\":" + cellJson(rows[0].cells[i]) + ",";
        std::string text;
        try {
            text = cellJson(Value(reading.message(id).text));
        } catch (const Error& e) {
            text = "null,\"text_problem\":" + cellJson(Value(std::string(e.what())));
        }
        std::cout << line << "\"text\":" << text << "}\n";
    }
    return 0;
}

static int runCustody(const Arguments& a) {
    const int code = printView(a, View::Custody);
    const auto state = a.openCase(Case::Mode::Read)->store().verifyCustody();
    if (state.holds) {
        std::cerr << "The custody chain holds.\n";
        return code;
    }
    std::cerr << "The custody chain is broken at entry " << state.brokenAt << ": " << spoken(state.reason) << "\n";
    return static_cast<int>(ExitCode::VerificationFailed);
}

static constexpr Option kFull[] = {{"--full", "", "the text too (JSON Lines)"}};

extern const Command kSources{"sources", "--case CASE", "one row a source, with its reconciliation", {}, runSources};
extern const Command kProblems{"problems", "--case CASE", "one row a damaged or unread part", {}, runProblems};
extern const Command kMessages{"messages", "--case CASE [--query Q] [--full]", "one row a message at its place", kFull, runMessages};
extern const Command kAttachments{"attachments", "--case CASE [--query Q]", "one row an attachment", {}, runAttachments};
extern const Command kEvents{"events", "--case CASE [--query Q]", "one row per access event and item it names", {}, runEvents};
extern const Command kSessions{"sessions", "--case CASE [--query Q]", "sessions of every recorder, joined", {}, runSessions};
extern const Command kSuspects{"suspects", "--case CASE", "sessions and addresses worth a look, with the signals that say so", {}, runSuspects};
extern const Command kCustody{"custody", "--case CASE", "the hash-chained log of every action, and whether it holds", {}, runCustody};

}  // namespace sillage
