// Searching the evidence itself: the octets of every log, configuration and state file of a case, and if asked of the
// mailboxes too, are read again and scanned; there is no index of them (performance page: log lines need none).
// Nothing is parsed. Memory is bounded whatever the size: a few blocks of 1 MB a thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "store/case_store.h"

namespace sillage {

struct RawQuery {
    std::vector<std::string> any;  ///< a line that holds one of these: ASCII letters in either case, the rest exactly
    bool everywhere = false;       ///< the octets of mailboxes and of what nothing reads, too
    unsigned threads = 0;          ///< 0 = as many as cores
};

/// One place where a text stands. A line is what lies between two '\n'; one longer than kLongest is cited by the part
/// around the hit.
struct RawHit {
    static constexpr std::uint64_t kLongest = 65'536;
    std::int64_t sourceId = 0, fileId = 0;
    std::string source;         ///< path of the source, as `sources` prints it
    std::uint64_t line = 0;     ///< from 1
    std::uint64_t offset = 0;   ///< first octet of the line (or part) in the file, decompressed
    std::uint64_t length = 0;   ///< octets, without the line end
    std::uint64_t at = 0;       ///< first octet of the hit
    std::uint64_t fileLength = 0;
    std::string octets;         ///< the line (or part)
};

/// Called for each hit, on the calling thread, in order of source path, file path and offset. Returns the offset in
/// this file before which no further hit is wanted (offset + length skips the rest of the line), or kEnough.
using RawSink = std::function<std::uint64_t(const RawHit&)>;
inline constexpr std::uint64_t kEnough = ~std::uint64_t{0};

struct RawReport {
    std::uint64_t files = 0, octets = 0;  ///< scanned
    bool cancelled = false;
    /// What could not be searched: path, and why. Never silently left out.
    std::vector<std::pair<std::string, std::string>> unread;
};

/// Throws Error(Usage) when there is nothing to look for.
RawReport searchRaw(CaseStore& store, const RawQuery& query, Progress& progress, const RawSink& sink);

}  // namespace sillage
