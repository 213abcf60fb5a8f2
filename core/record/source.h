// A source of evidence and its reconciliation: found = imported + duplicate + skipped + failed.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sillage {

/// What kind of thing a format is; decides what is done with the file.
enum class SourceKind : std::uint8_t {
    Mailbox, Log, StoreMetadata, Config, State, Container, Unknown
};

struct Reconciliation {
    std::uint64_t found = 0;
    std::uint64_t imported = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t skipped = 0;
    std::uint64_t failed = 0;
    std::uint64_t problems = 0;
    std::uint64_t recovered = 0;  ///< messages found outside the store's live ones: extra, never part of found
    std::map<std::string, std::uint64_t> skippedWhy;  ///< reason → count, sums to skipped
    [[nodiscard]] bool holds() const { return found == imported + duplicate + skipped + failed; }
};

/// One row of `sources`.
struct Source {
    std::int64_t id = 0;
    std::string path;          ///< relative to the imported root; members `outer.tar.gz!/inner` (model page)
    std::string root;          ///< absolute path of the imported root this came from
    std::string format;        ///< stable short id, "unknown" where nothing recognised it
    SourceKind kind = SourceKind::Unknown;
    std::string why;           ///< why it was recognised as that (or not)
    std::uint64_t bytes = 0;
    std::string sha256;        ///< hex; a Maildir tree: over sorted "hash  path\n"
    std::int64_t first = 0, last = 0;  ///< first and last record, microseconds UTC; 0 = none
    Reconciliation counts;
    std::string state;         ///< "read", "skipped", "failed", "partial", "removed", "interrupted" (read again at the next import)
    // Identity on disk for "again" (model page, Sources and paths).
    std::int64_t mtimeNs = 0, ctimeNs = 0;
    std::uint64_t inode = 0, device = 0;
    // Authored corrections in force; "" / 0 = none.
    std::string tz;
    std::int64_t clockOffsetMicros = 0;
    int year = 0;
    std::string mailbox;
};

}  // namespace sillage
