// Importing again (model page, Sources and paths): what is equal in path, size, times, inode and device is not read; a
// log that has grown (its old octets are the beginning of the new ones) stays one source and is read to its new end;
// what has another content stands beside the old as `path@2`; what was interrupted is taken out and read again.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/progress.h"
#include "ingest/plan.h"
#include "ingest/pool.h"
#include "ingest/target.h"

namespace sillage {

/// State of a source while it is being read; found afterwards, it was interrupted.
inline constexpr const char* kInterrupted = "interrupted";

class Again {
public:
    Again(IngestTarget& target, WorkerPool& pool, bool rehash, Progress& progress);
    /// Takes out of sources what need not be read, renames what has changed.
    void apply(std::vector<PlanSource>& sources);
    [[nodiscard]] std::uint64_t unchanged() const { return unchanged_; }
    [[nodiscard]] std::uint64_t changed() const { return changed_; }
    [[nodiscard]] std::uint64_t grown() const { return grown_; }

private:
    struct Known {
        Source latest;
        unsigned versions = 0;
    };
    void dropInterrupted();
    bool sameOnDisk(const PlanSource& source, const Source& known);
    std::vector<std::string> hash(const std::vector<PlanSource*>& sources);
    static bool mayHaveGrown(const PlanSource& source, const Source& known);
    bool readByOther(PlanSource& source, const Source& known);
    void grow(PlanSource& source, const Source& known);
    bool hasTwin(const PlanSource& source) const;
    void hashTwins(std::vector<PlanSource>& twins);
    std::uint64_t membersOf(const Source& container) const;

    IngestTarget& target_;
    WorkerPool& pool_;
    bool rehash_;
    Progress& progress_;
    std::map<std::pair<std::string, std::string>, Known> known_;  // root, path without version
    std::multimap<std::string, const Known*> stores_;             // by path without version
    std::uint64_t unchanged_ = 0, changed_ = 0, grown_ = 0;
};

/// sha256 of a Maildir tree: over the sorted lines "hash  path\n".
std::string treeHash(std::vector<std::pair<std::string, std::string>>&& pathsAndHashes);

/// Hashes whole sources through the pool: hex by source, "" where one could not be read or the work was cancelled.
std::vector<std::string> hashSources(const std::vector<const PlanSource*>& sources, WorkerPool& pool,
                                     Progress& progress);

}  // namespace sillage
