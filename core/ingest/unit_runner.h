// Doing one job on one worker, whatever the worker does: the item it dies on is tried once more alone, then cut in two
// where its format can be cut, until one piece is left; that piece is given up with a reason.
#pragma once

#include <vector>

#include "ingest/worker_link.h"

namespace sillage {

class UnitRunner {
public:
    UnitRunner(WorkerLink& link, const SupervisorLimits& limits) : link_(link), limits_(limits) {}
    /// False when cancelled.
    bool run(Job& job);

private:
    struct Piece {
        std::vector<wire::UnitItem> items;
        bool suspect = false;  ///< a worker died on it
        bool slow = false;     ///< it was silent: wait less the next time
    };
    bool step(Job& job, Piece&& piece);
    Attempt attempt(Job& job, const wire::Unit& unit, bool slow);
    wire::Unit unitOf(const Job& job, const std::vector<wire::UnitItem>& items) const;
    bool openAll(Job& job, wire::Unit& unit, std::vector<OpenFile>& files, std::vector<int>& descriptors);
    void checkUnchanged(Job& job, const wire::Unit& unit, const std::vector<int>& descriptors);
    void split(Job& job, Piece&& piece, const std::string& reason);
    void giveUp(Job& job, const wire::UnitItem& item, const std::string& reason);
    void keep(Job& job, std::vector<JobFrame>&& frames);

    WorkerLink& link_;
    const SupervisorLimits& limits_;
    std::vector<Piece> pending_;  // a stack: the next piece is at the back
};

}  // namespace sillage
