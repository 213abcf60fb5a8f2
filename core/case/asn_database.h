// The database of autonomous systems that the examiner gives (setting asn-database), and what the case keeps of it. Formats:
// MaxMind DB 2.0 (GeoLite2-ASN, DB-IP, IPinfo), iptoasn's TSV (first, last, AS, country, name), and CSV with either a header
// (network or first and last address, AS, name) or first, last, AS, name; texts may be gzip. It is a reference the examiner
// fetched, no evidence, and is read in this process. Nothing is looked up on line.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/problem.h"
#include "case/case.h"
#include "record/asn.h"

namespace sillage {

struct AsnReading {
    static constexpr std::size_t kProblems = 100;  ///< kept; damaged counts all
    AsnFile file;                    ///< id is 0
    std::vector<AsnRange> ranges;    ///< of the systems asked for
    std::vector<Problem> problems;   ///< rows that were not understood; offsets in the text as unpacked
    std::uint64_t damaged = 0;
};
/// Reads all of it. Error: it cannot be read, or nothing in it is a row of such a database.
AsnReading readAsnDatabase(const std::filesystem::path& path, const std::set<std::uint32_t>& wanted, Progress& progress);

/// The setting: one file or several with ";" between; "" takes it back. Reads and hashes them, keeps the ranges of the systems
/// that indicators name, computes anew where there are such. Error(Usage): damage (nothing is changed: a row that cannot be
/// read would be an address nobody is told of), or taken back while an indicator needs it.
void changeAsnDatabase(Case& c, const std::string& value, const std::string& reason, Progress& progress);

/// Keeps the ranges of a system that an indicator is to name. Error(Usage): no database was given, it is not what was given
/// any more, or it knows no address of that system.
void keepRangesOf(Case& c, std::uint32_t asn, Progress& progress);

}  // namespace sillage
