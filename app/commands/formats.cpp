// formats: every format the program recognises, and what a record of it proves; checks a definition of the user's.
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/json.h"
#include "base/text.h"
#include "ingest/format_table.h"
#include "commands/command.h"

namespace sillage {

namespace {

std::string octetsOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string octets((std::istreambuf_iterator<char>(in)), {});
    if (!in.is_open() || in.bad()) throw Error(phrase("cannot read %1", path), "Check the path and that the file may be read.");
    return octets;
}

void printMistakes(const DefinitionCheck& check) {
    for (const std::string& mistake : check.mistakes) std::cerr << spoken(mistake) << "\n";
}

/// One line a sample: whether it gives what it says, and what it gave.
void printSamples(const Arguments& a, const DefinitionCheck& check) {
    for (const SampleRow& row : check.samples) {
        if (a.format() == TableFormat::Table) {
            std::cout << (row.right ? "ok    " : "WRONG ") << row.line << "\t" << elide(visible(row.text), 60) << "\n";
            for (const std::string& gave : row.gave) std::cout << "        " << spoken(gave) << "\n";
            continue;
        }
        JsonWriter json;
        json.beginObject().key("line").number(static_cast<std::int64_t>(row.line)).key("right").boolean(row.right).key("text").string(row.text);
        json.key("gave").beginArray();
        for (const std::string& gave : row.gave) json.string(inEnglish(gave));
        std::cout << json.endArray().endObject().text() << "\n";
    }
}

void printLog(const LogCheck& log, const std::string& path) {
    std::cerr << forTerminal(path) << ": " << log.found << " lines = " << log.events << " events + " << log.noise << " noise + " << log.unknown << " unknown\n";
    std::cerr << "  " << spoken(log.recognised) << "\n";
    for (const auto& [reason, count] : log.noiseWhy) std::cerr << "  noise    " << count << "\t" << spoken(reason) << "\n";
    for (const std::string& line : log.firstUnknown) std::cerr << "  unknown  " << spoken(line) << "\n";
}

int check(const Arguments& a) {
    const std::string file = a.value("--check");
    const DefinitionCheck result = checkFormat(octetsOf(file), file);
    printSamples(a, result);
    printMistakes(result);
    if (!result.mistakes.empty()) return static_cast<int>(ExitCode::ConditionMet);
    std::cerr << file << ": " << result.samples.size() << " samples, no mistake; id " << result.id << ", sha256 " << result.sha256 << "\n";
    for (const std::string& log : a.positional()) {
        const auto progress = makeProgress(a);
        printLog(checkLog(octetsOf(file), file, log, *progress), log);
    }
    return static_cast<int>(ExitCode::Done);
}

int run(const Arguments& a) {
    loadUserFormats(a.value("--formats"));
    if (a.has("--check")) return check(a);
    if (!a.positional().empty()) a.usage(phrase("unexpected argument %1", a.positional().front()));
    if (a.has("--markdown")) {
        std::cout << formatMarkdown();
        return 0;
    }
    for (const FormatRow& f : formatRows()) {
        const std::string proves = spoken(f.proves);
        if (a.format() == TableFormat::Table)
            std::cout << f.id << "\t" << f.origin << "\t" << spoken(f.title) << "\t" << f.best << "\t" << proves << "\n";
        else
            std::cout << JsonWriter().beginObject().key("format").string(f.id).key("title").string(f.title).key("origin").string(f.origin)
                             .key("best").string(f.best).key("proves").string(inEnglish(f.proves)).key("read").boolean(f.read)
                             .key("definition").string(f.definition).key("file").string(f.file).endObject().text() << "\n";
    }
    return 0;
}

constexpr Option kOptions[] = {
    {"--check", "FILE", "check a definition and run its samples; with LOG also count the lines of it that it knows"},
    {"--formats", "DIR", "folder of your own definitions (default: $SILLAGE_FORMATS, else ~/.local/share/sillage/formats)"},
    {"--markdown", "", "the table of README.md"},
};

}  // namespace

extern const Command kFormats{"formats", "[--check FILE [LOG…]]", "every format that is recognised, and what it proves; checks definitions of log formats",
                              kOptions, run};

}  // namespace sillage
