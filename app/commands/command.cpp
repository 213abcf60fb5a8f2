#include "commands/command.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "base/json.h"
#include "base/text.h"

namespace sillage {

namespace {

constexpr Option kCommon[] = {
    {"--case", "CASE", "the case directory, NAME.sillage"},
    {"--format", "table|json|csv", "output (default: table on a terminal, JSON Lines elsewhere)"},
    {"--query", "Q", "only rows that match (see README, Query language)"},
    {"--language", "en|fr", "language of text output (default: that of the case, else English); JSON stays English"},
    {"--progress", "json", "progress as one JSON object a second on standard error"},
    {"--help", "", "this text"},
};

Language language = Language::English;
bool languageStated = false;

const Option* findOption(const Command& command, std::string_view name) {
    for (const auto options : {command.options, std::span<const Option>(kCommon)})
        for (const Option& o : options)
            if (name == o.name) return &o;
    return nullptr;
}

}  // namespace

Arguments::Arguments(const Command& command, std::span<const std::string> words) : command_(command) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") {
            positional_.insert(positional_.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
            return;
        }
        if (word.rfind("--", 0) != 0) {
            positional_.push_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const Option* option = findOption(command, name);
        if (!option) usage(phrase("unknown option %1", name));
        if (!*option->value) {
            given_.emplace_back(name, "1");
        } else if (equals != std::string::npos) {
            given_.emplace_back(name, word.substr(equals + 1));
        } else if (i + 1 < words.size()) {
            given_.emplace_back(name, words[++i]);
        } else {
            usage(phrase("%1 needs a value", name));
        }
    }
    if (!has("--language")) return;
    if (!languageFromName(value("--language"), language)) usage(phrase("--language is en or fr, not %1", value("--language")));
    languageStated = true;
}

bool Arguments::has(std::string_view option) const {
    return std::any_of(given_.begin(), given_.end(), [&](const auto& g) { return g.first == option; });
}

std::string Arguments::value(std::string_view option) const {
    std::string found;
    for (const auto& [name, text] : given_)
        if (name == option) found = text;
    return found;
}

void Arguments::usage(const std::string& what) const {
    throw Error(what, phrase("usage: sillage-cli %1 %2", command_.name, command_.synopsis), ExitCode::Usage);
}

std::unique_ptr<Case> Arguments::openCase(Case::Mode mode) const {
    if (!has("--case")) usage("--case is missing");
    auto opened = Case::open(value("--case"), mode);
    if (!languageStated) languageFromName(opened->store().setting("language"), language);
    return opened;
}

TableFormat Arguments::format() const {
    const std::string name = value("--format");
    if (name.empty()) return isatty(STDOUT_FILENO) ? TableFormat::Table : TableFormat::Json;
    if (name == "table") return TableFormat::Table;
    if (name == "json") return TableFormat::Json;
    if (name == "csv") return TableFormat::Csv;
    usage(phrase("--format is table, json or csv, not %1", name));
}

std::int64_t Arguments::time(std::string_view option) const {
    if (!has(option)) return 0;
    const auto t = parseUtc(value(option));
    if (!t) usage(phrase("%1 is not a time: %2 (for example 2025-12-11T22:00:00Z)", option, value(option)));
    return t->time_since_epoch().count();
}

Language spokenLanguage() { return language; }
void speak(Language wanted) { language = wanted; }
std::string spoken(const std::string& sentence) { return visible(inLanguage(sentence, language), true); }

std::string forTerminal(const std::string& text) { return isatty(STDOUT_FILENO) ? visible(text, true) : text; }

namespace {

std::atomic<bool> interrupted{false};
void onSignal(int) { interrupted = true; }

class TerminalProgress final : public Progress {
public:
    enum class Kind { Silent, Line, Json };
    explicit TerminalProgress(Kind kind) : kind_(kind) {
        std::signal(SIGINT, onSignal);
        std::signal(SIGTERM, onSignal);
    }
    ~TerminalProgress() override {
        if (kind_ == Kind::Line && printed_) std::fputs("\r\x1b[K", stderr);
    }
    void advance(std::uint64_t done, std::uint64_t total) override {
        const auto now = Clock::now();
        if (total != total_) begin_ = now, total_ = total;  // another step, in other units
        if (kind_ == Kind::Silent || now - last_ < (kind_ == Kind::Line ? std::chrono::milliseconds(100) : std::chrono::milliseconds(1000)))
            return;
        last_ = now;
        const double seconds = std::chrono::duration<double>(now - begin_).count();
        const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
        const double left = rate > 0 && total > done ? static_cast<double>(total - done) / rate : 0;
        if (kind_ == Kind::Json) {
            std::fprintf(stderr, "%s\n", JsonWriter().beginObject().key("done").number(static_cast<std::int64_t>(done)).key("total")
                .number(static_cast<std::int64_t>(total)).key("bytes_per_second").number(static_cast<std::int64_t>(rate))
                .key("eta_seconds").number(static_cast<std::int64_t>(left)).key("note").string(note_).endObject().text().c_str());
            return;
        }
        printed_ = true;
        std::fprintf(stderr, "\r\x1b[K%5.1f %%  %.1f MB/s  ETA %02d:%02d  %s", total ? 100.0 * static_cast<double>(done) / static_cast<double>(total) : 0.0,
                     rate / 1e6, static_cast<int>(left) / 60, static_cast<int>(left) % 60, elide(visible(note_), 60).c_str());
    }
    void note(std::string_view what) override { note_ = inLanguage(what, language); }
    [[nodiscard]] bool cancelled() const override { return interrupted; }

private:
    using Clock = std::chrono::steady_clock;
    Kind kind_;
    Clock::time_point begin_ = Clock::now(), last_{};
    std::uint64_t total_ = 0;
    std::string note_;
    bool printed_ = false;
};

}  // namespace

std::unique_ptr<Progress> makeProgress(const Arguments& arguments) {
    using Kind = TerminalProgress::Kind;
    if (arguments.value("--progress") == "json") return std::make_unique<TerminalProgress>(Kind::Json);
    return std::make_unique<TerminalProgress>(isatty(STDERR_FILENO) ? Kind::Line : Kind::Silent);
}

int printView(const Arguments& arguments, View view, const std::string& extraQuery) {
    if (!arguments.positional().empty()) arguments.usage(phrase("unexpected argument %1", arguments.positional().front()));
    const auto c = arguments.openCase(Case::Mode::Read);
    std::string query = arguments.value("--query");
    if (!extraQuery.empty()) query = query.empty() ? extraQuery : "(" + query + ") " + extraQuery;
    const auto ids = selectRows(*c, view, query);
    const TableFormat format = arguments.format();
    writeTable(*c, view, ids, format, std::cout, format == TableFormat::Table ? spokenLanguage() : Language::English);
    return 0;
}

}  // namespace sillage
