#include "case/case.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/author.h"
#include "case/credentials.h"
#include "case/hold.h"
#include "trace/effects.h"
#include "trace/trace.h"

namespace sillage {

namespace fs = std::filesystem;

std::unique_ptr<Case> Case::create(const fs::path& directory) {
    return std::unique_ptr<Case>(new Case(CaseStore::create(directory)));
}

std::unique_ptr<Case> Case::open(const fs::path& directory, Mode mode) {
    auto store = CaseStore::open(directory, mode == Mode::Write ? CaseStore::Mode::Write : CaseStore::Mode::Read);
    std::unique_ptr<Case> opened(new Case(std::move(store)));
    if (mode == Mode::Write && !opened->store_->isTraced()) {  // written by an older version: its answer is computed anew
        NoProgress quiet;
        opened->recompute(quiet);
    }
    return opened;
}

std::unique_ptr<Case> Case::openOrCreate(const fs::path& directory) {
    std::error_code ignored;
    if (fs::exists(directory / "case.db", ignored)) return open(directory, Mode::Write);
    return create(directory);
}

Case::~Case() = default;

std::string Case::name() const {
    fs::path p = directory();
    if (p.filename().empty()) p = p.parent_path();
    return p.stem().string();
}

static void appendCounts(JsonWriter& json, const Reconciliation& c) {
    const auto number = [&](const char* key, std::uint64_t n) { json.key(key).number(static_cast<std::int64_t>(n)); };
    number("found", c.found);
    number("imported", c.imported);
    number("duplicate", c.duplicate);
    number("skipped", c.skipped);
    number("failed", c.failed);
    number("problems", c.problems);
}

static void add(Reconciliation& to, const Reconciliation& c, bool take) {
    const auto change = [take](std::uint64_t& a, std::uint64_t b) { a = take ? a - std::min(a, b) : a + b; };
    change(to.found, c.found);
    change(to.imported, c.imported);
    change(to.duplicate, c.duplicate);
    change(to.skipped, c.skipped);
    change(to.failed, c.failed);
    change(to.problems, c.problems);
}

/// Credential lists once more, when the accounts they were compared with are not those the case has now. The report tells
/// of the last reading alone.
void Case::rereadCredentials(const ImportOptions& options, const std::string& accounts, const std::set<std::int64_t>& known,
                             ImportReport& report, Progress& progress) {
    const auto lists = credentialLists(*store_);
    if (lists.empty()) return;
    resolveMailboxes(*store_);
    ImportOptions again = options;
    const std::string now = prepareCredentials(*store_, again);
    if (now != accounts || store_->setting("credential-accounts") != now) {
        progress.note("Comparing credential lists with the case's accounts");
        for (const Source& s : lists)
            if (!known.count(s.id)) add(report.total, s.counts, true), --report.sources, report.bytes -= std::min(report.bytes, s.bytes);
        again.paths = readCredentialsAgain(*store_);
        if (!again.paths.empty()) {
            const ImportReport second = sillage::importEvidence(*store_, again, progress);
            add(report.total, second.total, false);
            report.sources += second.sources - second.unchanged;
            report.bytes += second.bytes;
            report.interrupted = second.interrupted;
        }
    }
    if (!report.interrupted) store_->setSetting("credential-accounts", now);
}

ImportReport Case::importEvidence(const ImportOptions& options, Progress& progress,
                                  const std::function<void(const ImportReport&)>& listed) {
    JsonWriter begin;
    begin.beginObject().key("paths").beginArray();
    for (const auto& path : options.paths) begin.string(fs::absolute(path).lexically_normal().string());
    begin.endArray().key("tz").string(options.tz).key("sandbox").boolean(!options.unsafeNoSandbox).endObject();
    store_->logCustody("import", begin.text());
    if (!options.tz.empty()) store_->setSetting("tz", options.tz);
    if (options.unsafeNoSandbox) store_->setSetting("unsafe-no-sandbox", "1");

    ImportOptions held = options;
    if (!held.hold) held.hold = holdPredicate(*store_, options.mailbox);
    store_->setSetting("resolved", "");
    std::set<std::int64_t> known;
    for (const Source& s : credentialLists(*store_)) known.insert(s.id);
    const std::string accounts = prepareCredentials(*store_, held);
    ImportReport report = sillage::importEvidence(*store_, held, progress);
    if (!report.interrupted) rereadCredentials(held, accounts, known, report, progress);
    if (listed && !report.interrupted) listed(report);
    if (report.interrupted) applyHolds(*store_);
    else recompute(progress);

    JsonWriter end;
    end.beginObject().key("sources").number(static_cast<std::int64_t>(report.sources));
    end.key("unchanged").number(static_cast<std::int64_t>(report.unchanged));
    end.key("changed").number(static_cast<std::int64_t>(report.changed));
    end.key("grown").number(static_cast<std::int64_t>(report.grown));
    end.key("octets").number(static_cast<std::int64_t>(report.bytes));
    end.key("held").number(static_cast<std::int64_t>(report.held));
    appendCounts(end, report.total);
    end.key("interrupted").boolean(report.interrupted).key("sandbox").string(report.sandbox).key("media").beginArray();
    for (const auto& medium : report.media) end.string(inEnglish(medium));
    end.endArray().endObject();
    store_->logCustody("import done", end.text());
    return report;
}

void Case::recompute(Progress& progress) {
    progress.note("Naming mailboxes and resolving times");
    store_->setSetting("resolved", "");
    resolveMailboxes(*store_);
    applyHolds(*store_);
    store_->joinBeside();
    resolveTimes(*store_, progress);
    if (progress.cancelled()) return;  // the next act that needs an answer begins here again
    store_->setSetting("resolved", "1");
    rejoin(progress);
}

void Case::retrace(Progress& progress) {
    if (store_->setting("resolved").empty()) return recompute(progress);  // an import or a recomputation was interrupted
    rejoin(progress);
}

void Case::rejoin(Progress& progress) {
    progress.note("Joining events and messages");
    if (!changeTrace(*store_, progress) && !recomputeTrace(*store_, progress)) store_->setSetting("resolved", "");  // the next act that needs an answer begins again
    store_->bindRegrades();
    progress.answered();
    recomputeEffects(*store_, progress);
}

static Source findSource(CaseStore& store, const std::string& path) {
    std::vector<Source> found;
    for (auto& source : store.sources())
        if (source.path == path || source.root + "/" + source.path == path) found.push_back(std::move(source));
    if (found.size() == 1) return found.front();
    if (!found.empty()) {  // an authored act must never fall on another file than the one that was meant
        std::string names;
        for (const auto& source : found) names += (names.empty() ? "" : ", ") + source.root + "/" + source.path;
        throw Error(phrase("several sources are named %1", path), phrase("Name one of them by its whole path: %1", names), ExitCode::Usage);
    }
    throw Error(phrase("no source named %1", path), "`sources` lists the sources as they must be named.", ExitCode::Usage);
}

static std::int64_t parseOffset(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    std::string_view digits = text;
    if (negative || (!text.empty() && text[0] == '+')) digits.remove_prefix(1);
    const auto dot = digits.find('.');
    unsigned long long seconds = 0, part = 0;
    std::string fraction(dot == digits.npos ? "0" : digits.substr(dot + 1));
    fraction.resize(6, '0');
    if (!parseUint(digits.substr(0, dot), seconds) || seconds > 400ull * 86400 || !parseUint(fraction, part))
        throw Error(phrase("not an offset in seconds: %1", text), "For example --offset -3600 or --offset +2.5.", ExitCode::Usage);
    const auto micros = static_cast<std::int64_t>(seconds * 1000000 + part);
    return negative ? -micros : micros;
}

std::string Case::setSource(const SourceChange& change, Progress& progress) {
    requireReason(change.reason);
    Source source = findSource(*store_, change.path);
    if (!change.tz.empty()) {
        if (!Zone::find(change.tz)) throw Error(phrase("unknown time zone %1", change.tz), "Use an IANA name such as Europe/Paris.", ExitCode::Usage);
        source.tz = change.tz;
    }
    if (!change.offset.empty()) source.clockOffsetMicros = parseOffset(change.offset);
    unsigned long long year = 0;
    if (!change.year.empty()) {
        if (!parseUint(change.year, year) || year < 1970 || year > 2200) throw Error(phrase("not a year: %1", change.year), "", ExitCode::Usage);
        source.year = static_cast<int>(year);
    }
    if (!change.mailbox.empty()) source.mailbox = change.mailbox;
    store_->logCustody("source set", JsonWriter().beginObject().key("path").string(change.path).key("tz").string(change.tz)
        .key("offset").string(change.offset).key("year").string(change.year).key("mailbox").string(change.mailbox)
        .key("reason").string(change.reason).endObject().text());
    store_->updateSource(source);
    std::string left;
    if (!change.mailbox.empty() && liesWithOthers(*store_, source)) {
        store_->readAgain(source.root, source.path.substr(0, source.path.find("!/")));
        left = phrase("%1 was read into one mailbox with that of another place; it stands apart once it is imported again: sillage-cli import --case … %2", source.path, source.root);
    }
    recompute(progress);
    return left;
}

void Case::setAlias(const std::string& account, const std::string& mailbox, const std::string& reason, Progress& progress) {
    requireReason(reason);
    if (trim(account).empty() || trim(mailbox).empty())
        throw Error("an alias needs an account and a mailbox", "source alias ACCOUNT = MAILBOX", ExitCode::Usage);
    store_->logCustody("source alias", JsonWriter().beginObject().key("account").string(account).key("mailbox").string(mailbox)
        .key("reason").string(reason).endObject().text());
    store_->addAlias(asciiLower(trim(account)), std::string(trim(mailbox)));
    recompute(progress);
}

void Case::removeSource(const std::string& path, const std::string& reason, Progress& progress) {
    requireReason(reason);
    const Source source = findSource(*store_, path);
    store_->logCustody("source remove", JsonWriter().beginObject().key("path").string(path).key("sha256").string(source.sha256)
        .key("reason").string(reason).endObject().text());
    store_->removeSource(source.id);
    recompute(progress);
}

static fs::path recentFile() {
    if (const char* base = std::getenv("XDG_CONFIG_HOME"); base && *base) return fs::path(base) / "sillage" / "recent";
    if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / ".config" / "sillage" / "recent";
    return {};
}

std::vector<fs::path> recentCases() {
    std::vector<fs::path> cases;
    std::ifstream in(recentFile());
    std::error_code ignored;
    for (std::string line; std::getline(in, line);)
        if (fs::exists(fs::path(line) / "case.db", ignored)) cases.emplace_back(line);
    return cases;
}

void rememberCase(const fs::path& directory) {
    const fs::path file = recentFile();
    if (file.empty()) return;
    const fs::path absolute = fs::absolute(directory).lexically_normal();
    std::vector<fs::path> cases = recentCases();
    std::erase(cases, absolute);
    cases.insert(cases.begin(), absolute);
    if (cases.size() > 10) cases.resize(10);
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    std::ofstream out(file, std::ios::trunc);
    for (const auto& path : cases) out << path.string() << '\n';
}

}  // namespace sillage
