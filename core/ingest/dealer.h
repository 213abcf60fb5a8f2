// Deals a plan out as numbered units, in order: small files together, large files in ranges whose cutting places one
// sequential scan found. What it deals does not depend on how many workers there are.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "ingest/planner.h"
#include "ingest/pool.h"

namespace sillage {

/// What one item of a unit is in the plan.
struct Step {
    std::size_t source = 0;    ///< index into Plan::sources
    std::size_t file = 0;
    bool settled = false;      ///< the source is only written down; no item belongs to it
    bool firstOfFile = true;
    bool lastOfSource = false;
    std::string fileSha256;    ///< hex, known from a scan; "" = the item says it
    std::string quoting;       ///< likewise
    JobPointer hash;           ///< of a file that is hashed beside its reading
    bool lastOfHashed = false; ///< its last piece: hash must be finished first
    std::uint64_t octets = 0;
};

struct Dealt {
    JobPointer job;            ///< null: nothing to read
    bool underWay = false;     ///< the job was given to the pool before its turn
    std::vector<Step> steps;   ///< those that are not settled correspond to items in order
};

class Dealer {
public:
    Dealer(const Plan& plan, WorkerPool& pool, const SupervisorLimits& limits);
    enum class Got { Unit, Wait, End };
    /// Wait: a scan must finish first.
    Got next(Dealt& out);
    /// The scan that next() waits for.
    [[nodiscard]] const Job* awaited() const { return awaited_; }
    /// Octets of results that lie ready long before their turn.
    [[nodiscard]] std::size_t early() const;

private:
    struct Large {
        JobPointer scan;       ///< null: read as one unit
        JobPointer hash;       ///< of stores with random access: hashed while their items are read
        bool begun = false;
        std::vector<Cut> cuts;
        wire::ScanResult result;
        bool scanned = false;
        std::size_t piece = 0;
        JobPointer last;       ///< its last piece, begun first
    };
    bool isLarge(const PlanFile& file) const { return file.length > limits_.largeFile; }
    void scanAhead();
    void hashBeside(Large& large, const PlanSource& source, const PlanFile& file);
    bool scanFinished(Large& large);
    JobPointer pieceOf(const Large& large, std::size_t piece) const;
    void beginLast(Large& large);
    void dealPiece(Large& large, Dealt& out);
    void dealBatch(Dealt& out);
    bool addItem(Dealt& out, std::uint64_t& octets);
    void advance();
    wire::UnitItem itemOf(const PlanSource& source, const PlanFile& file) const;

    const Plan& plan_;
    WorkerPool& pool_;
    SupervisorLimits limits_;
    std::size_t source_ = 0, file_ = 0;
    std::size_t ahead_ = 0, aheadFile_ = 0;
    std::map<std::pair<std::size_t, std::size_t>, Large> large_;
    const Job* awaited_ = nullptr;
    std::uint64_t number_ = 0;
};

}  // namespace sillage
