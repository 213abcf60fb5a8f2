// See asn_database.h.
#include "case/asn_database.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/asn_rows.h"

namespace sillage {

namespace fs = std::filesystem;

void AsnRows::problem(Problem problem) {
    ++reading_.damaged;
    if (reading_.problems.size() < AsnReading::kProblems) reading_.problems.push_back(std::move(problem));
}

void AsnRows::add(AsnRange range, std::uint64_t offset) {
    if (!range.asn) return;
    if (++reading_.file.rows > kMost)
        throw Error(phrase("%1 has more than %2 rows", reading_.file.path, kMost), "No database of autonomous systems has so many.", ExitCode::Usage);
    spans_.push_back({range.first.octets, range.last.octets, offset});
    if (wanted_.count(range.asn)) reading_.ranges.push_back(std::move(range));
}

void AsnRows::end() {
    std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.first != b.first ? a.first < b.first : a.offset < b.offset; });
    for (std::size_t i = 1; i < spans_.size(); ++i) {
        if (spans_[i - 1].last < spans_[i].first) continue;
        IpAddress first;
        first.octets = spans_[i].first;
        problem({spans_[i].offset, 0, first.text(), phrase("two rows name this address: at octets %1 and %2", spans_[i - 1].offset, spans_[i].offset)});
        spans_[i].last = std::max(spans_[i].last, spans_[i - 1].last);
    }
    spans_.clear();
}

static std::string hashOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || !fs::is_regular_file(path))
        throw Error(phrase("%1 cannot be opened", path.string()), "Is it there, and may it be read?", ExitCode::Usage);
    Sha256 hash;
    std::string block(1u << 20, '\0');
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0)
        hash.add(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
    return toHex(hash.finish());
}

AsnReading readAsnDatabase(const fs::path& path, const std::set<std::uint32_t>& wanted, Progress& progress) {
    AsnReading reading;
    reading.file.path = path.string();
    reading.file.sha256 = hashOf(path);
    progress.note(path.filename().string());
    AsnRows rows(reading, wanted);
    if (isAsnTree(path)) readAsnTree(path, rows, progress);
    else readAsnText(path, rows, progress);
    rows.end();
    if (reading.file.rows || progress.cancelled()) return reading;
    const std::string why = reading.problems.empty() ? std::string(phraseText("no row names an autonomous system"))
                                                     : phrase("%1: %2", said(reading.problems[0].item), said(reading.problems[0].reason));
    throw Error(phrase("%1 is no database of autonomous systems: %2", path.string(), said(why)),
                "An .mmdb of GeoLite2-ASN, DB-IP or IPinfo, ip2asn's TSV, or CSV with first and last address, AS number and name.", ExitCode::Usage);
}

/// Damage refuses the file.
static AsnReading readWhole(const fs::path& path, const std::set<std::uint32_t>& wanted, Progress& progress) {
    AsnReading reading = readAsnDatabase(path, wanted, progress);
    if (!reading.damaged) return reading;
    const Problem& p = reading.problems[0];
    throw Error(phrase("%1 is damaged: %2 (octet %3): %4; rows that cannot be read: %5", path.string(), said(p.item), p.offset, said(p.reason), reading.damaged),
                "Fetch it again: an address whose row is missing would be nobody's. The setting was not changed.", ExitCode::Usage);
}

static std::set<std::uint32_t> namedSystems(CaseStore& store) {
    std::set<std::uint32_t> named;
    for (const Indicator& i : store.indicators())
        if (i.asn) named.insert(i.asn);
    return named;
}

void changeAsnDatabase(Case& c, const std::string& value, const std::string& reason, Progress& progress) {
    CaseStore& store = c.store();
    const std::set<std::uint32_t> named = namedSystems(store);
    if (trim(value).empty() && !named.empty())
        throw Error(phrase("an indicator names %1, and rests on the ASN database", asnText(*named.begin())), "Remove that indicator first (intruder list).", ExitCode::Usage);
    std::vector<AsnFile> files;
    std::vector<AsnRange> ranges;
    std::string paths;
    JsonWriter json;
    json.beginObject().key("key").string("asn-database").key("value").string(value).key("reason").string(reason).key("files").beginArray();
    for (const std::string_view part : split(value, ';')) {
        if (trim(part).empty()) continue;
        AsnReading reading = readWhole(fs::absolute(fs::path(std::string(trim(part)))), named, progress);
        if (progress.cancelled()) return;
        reading.file.id = static_cast<std::int64_t>(files.size()) + 1;
        for (AsnRange& r : reading.ranges) {
            r.file = reading.file.id;
            ranges.push_back(std::move(r));
        }
        paths += (paths.empty() ? "" : ";") + reading.file.path;
        json.beginObject().key("path").string(reading.file.path).key("sha256").string(reading.file.sha256).key("ranges")
            .number(static_cast<std::int64_t>(reading.file.rows)).endObject();
        files.push_back(std::move(reading.file));
    }
    store.logCustody("setting", json.endArray().endObject().text());
    store.setAsnFiles(files, ranges);
    store.setSetting("asn-database", paths);
    if (!named.empty()) c.recompute(progress);
}

void keepRangesOf(Case& c, std::uint32_t asn, Progress& progress) {
    CaseStore& store = c.store();
    const std::vector<AsnFile> files = store.asnFiles();
    if (files.empty())
        throw Error(phrase("no ASN database was given, so the addresses of %1 are not known", asnText(asn)),
                    "Give one first: sillage-cli setting set asn-database FILE --reason …; for example ip2asn-combined.tsv.gz or GeoLite2-ASN.mmdb.", ExitCode::Usage);
    if (store.asnRanges().knows(asn)) return;
    std::vector<AsnRange> ranges;
    for (const AsnFile& f : files) {
        AsnReading reading = readWhole(f.path, {asn}, progress);
        if (reading.file.sha256 != f.sha256)
            throw Error(phrase("%1 is not the ASN database that was given: its SHA-256 was %2 and is %3", f.path, f.sha256, reading.file.sha256),
                        "State it again: sillage-cli setting set asn-database FILE --reason …", ExitCode::Usage);
        for (AsnRange& r : reading.ranges) {
            r.file = f.id;
            ranges.push_back(std::move(r));
        }
    }
    if (ranges.empty())
        throw Error(phrase("the ASN database names no address of %1", asnText(asn)), "Is the number right? It is the origin of a route, without a dot.", ExitCode::Usage);
    store.addAsnRanges(ranges);
}

}  // namespace sillage
