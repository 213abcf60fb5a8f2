#include "ingest/format_table.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "decode/registry.h"
#include "ingest/definitions.h"
#include "ingest/pool.h"
#include "logs/data/library.h"
#include "logs/data/samples.h"

namespace sillage {

namespace {

using namespace wire;

constexpr std::size_t kFirst = 5;

struct Best {
    std::string_view word, best;
};
/// What the sentence of a code format names, best first.
constexpr Best kBest[] = {{"item", "item"}, {"file", "item"}, {"folder", "folder"}, {"mailbox", "folder"}, {"session", "session"}};

std::string bestOf(const Format& f) {
    const std::string_view says = f.proves ? f.proves : "";
    if (f.kind != SourceKind::Log) return {};
    for (const Best& b : kBest)
        if (says.substr(0, says.find_first_of(":,(;")).find(b.word) != std::string_view::npos) return std::string(b.best);
    return "nothing";
}

FormatRow rowOf(const Format& f) {
    FormatRow row{f.id, f.title, "code", bestOf(f), f.proves ? f.proves : "", std::string(f.definition), std::string(f.definedIn), static_cast<bool>(f.read),
                  f.kind == SourceKind::Log};
    return row;
}

FormatRow rowOf(const Defined& d) {
    FormatRow row = rowOf(d.format);
    row.origin = d.user ? "user" : "data";
    row.best = d.definition.best;
    row.proves = d.definition.means.en;
    row.read = row.log = true;
    if (!d.format.read) row.title = d.definition.title.en;
    return row;
}

/// What stands in a cell of a Markdown table.
std::string cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
    return text;
}

/// Counts what a worker says about one log.
class Counter {
public:
    explicit Counter(LogCheck& out) : out_(out) {}
    bool take(Frame type, const std::string& payload) {
        Decoder in(payload, false);
        if (type == Frame::Records) records(in);
        if (type == Frame::Events) events(payload);
        if (type != Frame::ItemDone) return true;
        ItemResult result;
        decode(in, result);
        out_.found = result.found;
        for (const Skip& s : result.skipped) {
            out_.noise += s.count;
            out_.noiseWhy[s.reason] += s.count;
        }
        return true;
    }

private:
    void records(Decoder& in) {
        std::uint64_t item = 0;
        in.number(item);
        while (!in.atEnd()) {
            Tag tag{};
            in.enumeration(tag, Tag::Fact);
            if (tag == Tag::Message) decode(in, message_);
            if (tag == Tag::Fact) decode(in, fact_);
            if (tag != Tag::Failed && tag != Tag::Problem) continue;
            decode(in, problem_);
            if (tag == Tag::Problem) continue;
            ++out_.unknown;
            if (out_.firstUnknown.size() < kFirst) out_.firstUnknown.push_back(phrase("%1: %2", said(problem_.item), said(problem_.reason)));
        }
    }
    void events(const std::string& payload) {
        Decoder in(payload, false);
        std::uint64_t item = 0;
        in.number(item);
        EventBlock block;
        if (block.take(std::string(payload), payload.size() - in.left(), std::numeric_limits<std::uint64_t>::max())) return;
        for (std::uint32_t row = 0; row < block.rows(); ++row)
            out_.events += block.number(EventNumber::Item, row) == 0 ? 1 : 0;
    }
    LogCheck& out_;
    Message message_;
    Fact fact_;
    Problem problem_;
};

/// One whole file as a unit of work.
JobPointer jobOf(const PlanFile& file, Operation operation, const std::string& format) {
    auto job = std::make_shared<Job>();
    job->unit.operation = operation;
    UnitItem item;
    item.length = item.range.end = file.length;
    item.format = format;
    item.hash = false;
    item.path = item.hints.name = file.name;
    job->unit.items.push_back(std::move(item));
    job->files.push_back(&file);
    return job;
}

void runJob(WorkerPool& pool, const JobPointer& job, Progress& progress) {
    pool.submit(job);
    while (!pool.wait(*job, std::chrono::milliseconds(200)))
        if (progress.cancelled()) throw Error("cancelled", {}, ExitCode::Interrupted);
    for (const LostItem& lost : job->lost)
        if (lost.counts) throw Error(phrase("the log could not be read: %1", said(lost.problem.reason)), "Is it a regular file that can be read?");
}

}  // namespace

std::vector<FormatRow> formatRows() {
    std::vector<FormatRow> rows;
    for (const Format* f : formats())
        if (f->definition.empty()) rows.push_back(rowOf(*f));
    for (const Defined* d : definitions()) rows.push_back(rowOf(*d));
    return rows;
}

std::string formatMarkdown() {
    std::string out = "| format | log | names at best | what a record proves |\n|---|---|---|---|\n";
    for (const FormatRow& r : formatRows()) {
        if (!r.log || !r.read || r.origin == "user") continue;
        const bool said = r.proves == "names item" || r.proves == r.best;  // by the column before
        out += "| `" + r.id + "` | " + cell(r.title) + " | " + r.best + " | " + (said ? std::string() : cell(r.proves)) + " |\n";
    }
    return out;
}

void loadUserFormats(const std::filesystem::path& folder) {
    ImportOptions options;
    options.formats = folder;
    takeUserFormats(options);
}

DefinitionCheck checkFormat(const std::string& octets, const std::string& file) {
    const Checked checked = checkDefinition(octets, file);
    DefinitionCheck out;
    const Definition& d = checked.compiled->definition();
    out.id = d.id;
    out.sha256 = d.sha256;
    for (const Mistake& m : checked.mistakes) out.mistakes.push_back(mistakeText(file, m));
    for (const SampleResult& r : checked.samples) out.samples.push_back({r.sample->line, r.sample->text, r.mistakes.empty(), r.gave});
    for (const Mistake& m : conflictsOf(d)) out.mistakes.push_back(mistakeText(file, m));
    const Format* other = findFormat(d.id);
    const Defined* defined = findDefinition(d.id);
    if ((other && other->definedIn.empty()) || (defined && !defined->user))
        out.mistakes.push_back(mistakeText(file, {"/id", 1, phrase("the program has a format “%1” already; give yours another id", d.id)}));
    return out;
}

LogCheck checkLog(const std::string& octets, const std::string& file, const std::filesystem::path& log, Progress& progress) {
    useFormats({{file, octets}}, true);
    const Defined* mine = nullptr;
    for (const Defined* d : definitions())
        if (d->user) mine = d;
    const auto root = std::make_shared<const EvidenceRoot>(log);
    const auto listing = root->walk(progress);
    if (listing.size() != 1 || listing[0].kind != TreeEntry::Kind::File)
        throw Error(phrase("%1 is not a file", log.string()), "Name one log.", ExitCode::Usage);
    PlanFile source;
    source.rawPath = source.path = source.name = listing[0].path;
    source.root = root;
    source.length = listing[0].size;
    source.mtimeNs = listing[0].mtimeNs;
    WorkerPool pool(1, false);
    LogCheck out;
    std::string format = mine->format.read ? mine->definition.id : "syslog";
    const auto probe = jobOf(source, Operation::Probe, {});
    runJob(pool, probe, progress);
    for (const JobFrame& frame : probe->frames) {
        if (frame.type != Frame::Recognition) continue;
        RecognitionResult r;
        Decoder in(frame.payload, false);
        decode(in, r);
        if (r.format == "syslog" && mine->definition.syslog) format = "syslog";
        out.recognised = r.format.empty() ? phrase("not recognised: %1", said(r.reason)) : phrase("recognised as %1: %2", r.format, said(r.reason));
    }
    const auto reading = jobOf(source, Operation::Read, format);
    Counter counter(out);
    reading->stream = [&counter](Frame type, std::string&& payload) { return counter.take(type, payload); };
    runJob(pool, reading, progress);
    return out;
}

}  // namespace sillage
