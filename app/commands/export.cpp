// export, verify, export-table: what leaves the case.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/bundle.h"
#include "commands/command.h"

namespace sillage {

static int runExport(const Arguments& a) {
    BundleOptions o;
    o.output = a.value("--output");
    if (o.output.empty()) a.usage("--output is missing");
    o.zip = a.has("--zip");
    if (a.has("--select")) o.select = a.value("--select");
    if (a.has("--profile")) o.profile = a.value("--profile");
    if (a.has("--lang")) o.language = a.value("--lang");
    o.caseNumber = a.value("--case-number");
    o.exhibits = a.value("--exhibits");
    o.examiner = a.value("--examiner");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    if (!a.has("--lang")) o.language = languageName(spokenLanguage());
    const BundleReceipt r = exportBundle(*c, o, *progress);
    if (a.format() == TableFormat::Table) {
        std::cout << r.path.string() << ": " << r.items << " messages (selected at " << r.itemPlaces << " places; copies are written once), "
                  << r.attachments << " attachments (at " << r.attachmentPlaces << " places), " << r.logLines << " log lines; "
                  << r.files << " files, " << r.octets << " octets\nseal this: sha256 of tagmanifest-sha256.txt = " << r.manifestSha256 << "\n";
    } else {
        std::cout << JsonWriter().beginObject().key("path").string(r.path.string()).key("items").number(static_cast<std::int64_t>(r.items))
                         .key("attachments").number(static_cast<std::int64_t>(r.attachments)).key("item_places").number(static_cast<std::int64_t>(r.itemPlaces)).key("attachment_places").number(static_cast<std::int64_t>(r.attachmentPlaces)).key("log_lines").number(static_cast<std::int64_t>(r.logLines))
                         .key("files").number(static_cast<std::int64_t>(r.files)).key("octets").number(static_cast<std::int64_t>(r.octets))
                         .key("tagmanifest_sha256").string(r.manifestSha256).endObject().text() << "\n";
    }
    for (const auto& m : r.missing) std::cerr << "not in the bundle: " << spoken(m) << "\n";
    return static_cast<int>(r.missing.empty() ? ExitCode::Done : ExitCode::Incomplete);
}

static int runVerify(const Arguments& a) {
    if (a.positional().size() != 1) a.usage("name one bundle");
    const auto progress = makeProgress(a);
    const Verification v = verifyBundle(a.positional()[0], *progress);
    for (const auto& fault : v.faults) std::cout << spoken(fault) << "\n";
    std::cerr << (v.ok ? "The bundle is intact: " : "The bundle is NOT intact: ") << v.files << " files, " << v.octets << " octets\n"
              << "Without Sillage: " << (std::filesystem::is_directory(a.positional()[0]) ? "cd " : "unzip -d bundle ") << visible(a.positional()[0])
              << (std::filesystem::is_directory(a.positional()[0]) ? "" : " && cd bundle/*") << " && sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt\n";
    return static_cast<int>(v.ok ? ExitCode::Done : ExitCode::VerificationFailed);
}

static int runExportTable(const Arguments& a) {
    if (a.positional().size() != 1) a.usage("name one view");
    const std::string file = a.value("--output");
    if (file.empty()) a.usage("--output is missing");
    for (int v = 0; v <= static_cast<int>(View::Effects); ++v) {
        const View view = static_cast<View>(v);
        if (viewName(view) != a.positional()[0]) continue;
        const auto c = a.openCase(Case::Mode::Read);
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        if (!out) throw Error(phrase("cannot write %1", file), "Is the directory there, and is there space?");
        const bool csv = file.size() > 4 && file.substr(file.size() - 4) == ".csv";
        const TableFormat format = a.has("--format") ? a.format() : csv ? TableFormat::Csv : TableFormat::Json;
        writeTable(*c, view, selectRows(*c, view, a.value("--query")), a.has("--spreadsheet") ? TableFormat::CsvSpreadsheet : format, out);
        out.close();
        if (!out) throw Error(phrase("could not write all of %1", file), "Is there space?");
        return 0;
    }
    a.usage(phrase("no view named %1", a.positional()[0]));
}

static constexpr Option kExportOptions[] = {
    {"--output", "DIR", "where to write; must not exist"},
    {"--zip", "", "one zip file instead of a directory"},
    {"--select", "touched|bookmarked|query:Q", "what to include (default touched)"},
    {"--profile", "full|redacted", "redacted masks bodies and third parties' addresses"},
    {"--lang", "en|fr", "language of the report and of the sentences in findings (default: --language)"},
    {"--case-number", "TEXT", "for bag-info.txt"},
    {"--exhibits", "TEXT", "exhibit numbers as the officer gave them"},
    {"--examiner", "TEXT", "who"},
};
static constexpr Option kTableOptions[] = {{"--output", "FILE", "FILE.csv or FILE.jsonl"}, {"--spreadsheet", "", "CSV made safe for spreadsheets"}};
extern const Command kExport{"export", "--case CASE --output DIR [--zip] [--select S] [--profile P] [--lang L]", "write the evidence bundle", kExportOptions, runExport};
extern const Command kVerify{"verify", "BUNDLE", "check a bundle, and say how to check it without us", {}, runVerify};
extern const Command kExportTable{"export-table", "--case CASE VIEW --output FILE", "any table, with its filter, to a file", kTableOptions, runExportTable};

}  // namespace sillage
