// import: reads evidence into a case; makes the case when it does not exist.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "commands/command.h"

namespace sillage {

static int dryRun(const Arguments& a, const ImportOptions& options, Progress& progress) {
    for (const PlannedSource& p : planImport(options, progress)) {
        if (a.format() == TableFormat::Table)
            std::cout << p.format << "\t" << p.bytes << "\t" << forTerminal(p.path) << "\t" << spoken(p.why) << "\n";
        else
            std::cout << JsonWriter().beginObject().key("path").string(p.path).key("format").string(p.format).key("bytes")
                             .number(static_cast<std::int64_t>(p.bytes)).key("why").string(inEnglish(p.why)).endObject().text() << "\n";
    }
    return 0;
}

static void printReport(const ImportReport& r) {
    const Reconciliation& t = r.total;
    std::cerr << r.sources << " sources, " << r.bytes << " octets";
    if (r.unchanged) std::cerr << ", " << r.unchanged << " unchanged since the last import";
    std::cerr << "\n" << t.found << " records found = " << t.imported << " imported + " << t.duplicate << " duplicate + " << t.skipped
              << " skipped + " << t.failed << " failed";
    if (!t.holds()) std::cerr << "  (this does not add up: see `sources`)";
    std::cerr << "\n";
    if (t.problems) std::cerr << t.problems << " problems: see `problems`\n";
    if (r.held) std::cerr << r.held << " of the messages are on the hold list: imported, not examined (see `hold list`)\n";
    if (r.grown) std::cerr << r.grown << " logs have grown since the last import and were read to their new end\n";
    if (r.changed) std::cerr << r.changed << " sources changed since they were imported; the new versions stand beside the old ones\n";
    std::cerr << "Workers: " << r.sandbox << "\n";
}

/// Octets, or with k, M, G (thousands).
static std::uint64_t freeFloor(const Arguments& a) {
    const std::string text = a.value("--min-free");
    const std::size_t unit = std::string("kMG").find(text.empty() ? '\0' : text.back());
    unsigned long long n = 0;
    if (!parseUint(std::string_view(text).substr(0, text.size() - (unit != std::string::npos)), n) || n > 1'000'000'000'000ull)
        a.usage("--min-free is a number of octets, for example 500M or 5G");
    for (std::size_t i = 0; unit != std::string::npos && i <= unit; ++i) n *= 1000;
    return n;
}

static int runImport(const Arguments& a) {
    ImportOptions options;
    for (const auto& path : a.positional()) options.paths.emplace_back(path);
    if (options.paths.empty()) a.usage("name the evidence to import");
    options.tz = a.value("--tz");
    if (!options.tz.empty() && !Zone::find(options.tz)) a.usage(phrase("unknown time zone %1", options.tz));
    options.asFormat = a.value("--as");
    options.mailbox = a.value("--mailbox");
    options.formats = a.value("--formats");
    options.rehash = a.has("--rehash");
    if (a.has("--min-free")) options.minFree = freeFloor(a);
    options.unsafeNoSandbox = a.has("--unsafe-no-sandbox");
    if (a.has("--workers")) options.workers = static_cast<unsigned>(std::max(1, std::atoi(a.value("--workers").c_str())));
    const auto progress = makeProgress(a);
    if (a.has("--dry-run")) return dryRun(a, options, *progress);

    if (!a.has("--case")) a.usage("--case is missing");
    for (const auto& path : options.paths)  // before a case is made for nothing
        if (std::error_code error; !std::filesystem::exists(std::filesystem::symlink_status(path, error)))
            throw Error(phrase("cannot read %1: %2", path.string(), said(error ? phrase("%1", error.message()) : phrase("it is not there"))),
                        "Check the path and that the medium is mounted.");
    const auto c = Case::openOrCreate(a.value("--case"));
    const auto begin = std::chrono::steady_clock::now();
    const ImportReport report = c->importEvidence(options, *progress, [&](const ImportReport& read) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        if (isatty(STDERR_FILENO)) std::cerr << "\r\x1b[K";
        printReport(read);
        std::cerr << "Listed after " << std::fixed << std::setprecision(2) << took.count() << " s; sessions and the answer follow\n" << std::flush;
    });
    if (report.interrupted) printReport(report);
    if (report.interrupted) {
        std::cerr << "Interrupted; the same command resumes.\n";
        return static_cast<int>(ExitCode::Interrupted);
    }
    if (report.changed) return static_cast<int>(ExitCode::EvidenceChanged);
    const bool incomplete = report.total.failed || report.limitHit;
    if (a.value("--fail-on") == "failed" && incomplete) return static_cast<int>(ExitCode::ConditionMet);
    return static_cast<int>(incomplete ? ExitCode::Incomplete : ExitCode::Done);
}

static constexpr Option kOptions[] = {
    {"--tz", "ZONE", "zone of sources that do not state one (IANA name)"},
    {"--as", "FORMAT", "read the files as this format instead of recognising them"},
    {"--mailbox", "NAME", "account the mailboxes belong to"},
    {"--formats", "DIR", "folder of your own log formats (default: $SILLAGE_FORMATS, else ~/.local/share/sillage/formats)"},
    {"--dry-run", "", "list what would be read, as what, and why"},
    {"--min-free", "SIZE", "space that stays free on the case's disk (default: the greater of 5 GB and 5 %)"},
    {"--rehash", "", "read and hash unchanged sources again"},
    {"--workers", "N", "worker processes (default: as many as cores)"},
    {"--fail-on", "failed", "exit 1 when a record failed"},
    {"--unsafe-no-sandbox", "", "debugging only: decode without the sandbox; marks the case"},
};
extern const Command kImport{"import", "--case CASE [--tz ZONE] [--as FORMAT] [--mailbox NAME] PATH…",
                             "read evidence into a case (made when it does not exist)", kOptions, runImport};

}  // namespace sillage
