// From paths to a plan: walk, compare with what the case already holds, recognise, open containers, sort.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "evidence/maildir.h"
#include "ingest/expand.h"
#include "ingest/import.h"
#include "ingest/plan.h"
#include "ingest/pool.h"
#include "ingest/target.h"

namespace sillage {

struct Plan {
    std::vector<PlanSource> sources;   ///< sorted by root, then path; containers before their members
    std::uint64_t bytes = 0;           ///< octets that will be read
    std::string secretKey;             ///< of the case, for the formats that ask for it
    std::uint64_t unchanged = 0, changed = 0, grown = 0;
    bool limitHit = false;
    bool cancelled = false;
    std::vector<std::string> media;    ///< "/mnt/evidence: mounted read-only, access times kept"
};

class Planner {
public:
    /// target null: nothing is compared (a dry run).
    Planner(const ImportOptions& options, WorkerPool& pool, IngestTarget* target,
            std::filesystem::path spoolDirectory, Progress& progress);
    Plan make();

private:
    /// Where a listing comes from.
    struct Context {
        std::shared_ptr<const EvidenceRoot> root;
        std::shared_ptr<const SpoolFile> spool;
        const PlanSource* container = nullptr;
        std::string prefix;            ///< "" or "outer.zip!/"
        unsigned depth = 0;
        const std::vector<Member>* members = nullptr;  ///< by index in the listing
    };
    void addRoot(const std::filesystem::path& path);
    std::vector<PlanSource> list(const std::vector<TreeEntry>& listing, const Context& context);
    PlanSource base(const TreeEntry& entry, const Context& context) const;
    PlanFile fileOf(const TreeEntry& entry, std::size_t index, const Context& context) const;
    PlanSource treeSource(const std::vector<TreeEntry>& listing, const MaildirTree& tree,
                          const Context& context) const;
    void notReadable(PlanSource& source, const TreeEntry& entry) const;
    void placeHints(PlanSource& source) const;
    void probe(std::vector<PlanSource*>& sources);
    void probed(PlanSource& source, const std::string& format, const std::string& reason);
    void expandAll(std::vector<PlanSource>& sources, unsigned depth);
    void opened(PlanSource& source, Expanded&& expanded, std::vector<PlanSource>& out, unsigned depth);
    void members(PlanSource& source, Expanded& expanded, std::vector<PlanSource>& out, unsigned depth);
    void tooDeep(PlanSource& source);
    void compare(std::vector<PlanSource>& sources);
    bool run(const std::vector<JobPointer>& jobs);
    void uniquePaths();

    const ImportOptions& options_;
    WorkerPool& pool_;
    IngestTarget* target_;
    std::filesystem::path spoolDirectory_;
    Progress& progress_;
    std::uint64_t spoolLeft_;
    Plan plan_;
};

}  // namespace sillage
