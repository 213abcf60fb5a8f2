#include "ingest/import.h"

#include <algorithm>
#include <deque>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "ingest/again.h"
#include "ingest/committer.h"
#include "ingest/dealer.h"
#include "ingest/definitions.h"
#include "ingest/engine.h"
#include "ingest/free_space.h"
#include "ingest/planner.h"

namespace sillage {
namespace {

unsigned workersOf(const ImportOptions& options) {
    return options.workers ? options.workers : std::max(1u, std::thread::hardware_concurrency());
}

/// Units under way for each worker: enough work for as long as a commit keeps the committer busy.
constexpr std::size_t kUnderWay = 16;

/// Keeps the pool busy and takes results in order; memory is bounded by the units under way and by the octets of results.
class Reading {
public:
    Reading(Plan& plan, WorkerPool& pool, Committer& committer, const SupervisorLimits& limits, ImportReport& report,
            Progress& progress)
        : plan_(plan), pool_(pool), committer_(committer), limits_(limits), report_(report), progress_(progress),
          dealer_(plan, pool, limits) {}

    /// False when cancelled.
    bool run() {
        while (!progress_.cancelled()) {
            progress_.waitWhilePaused();
            deal();
            if (window_.empty() && ended_) return true;
            const Job* front = window_.empty() ? dealer_.awaited() : window_.front().job.get();
            if (front && !pool_.wait(*front, std::chrono::milliseconds(100))) continue;
            if (const Job* hash = hashToAwait(); hash && !pool_.wait(*hash, std::chrono::milliseconds(100))) continue;
            if (!window_.empty()) take();
        }
        return false;
    }

private:
    void deal() {
        while (!ended_ && window_.size() < kUnderWay * pool_.size()) {
            if (!window_.empty() && pool_.buffered() >= limits_.buffered + dealer_.early()) return;
            Dealt unit;
            const Dealer::Got got = dealer_.next(unit);
            if (got == Dealer::Got::Wait) return;
            ended_ = got == Dealer::Got::End;
            if (ended_) return;
            if (unit.job && !unit.underWay) pool_.submit(unit.job);
            window_.push_back(std::move(unit));
        }
    }

    const Job* hashToAwait() const {
        if (window_.empty() || window_.front().steps.empty()) return nullptr;
        const Step& last = window_.front().steps.back();
        return last.lastOfHashed ? last.hash.get() : nullptr;
    }

    void take() {
        Dealt unit = std::move(window_.front());
        window_.pop_front();
        if (!unit.steps.empty()) progress_.note(elide(plan_.sources[unit.steps.front().source].row.path, 300));
        committer_.commit(unit);
        if (unit.job) pool_.release(*unit.job);
        for (const Step& step : unit.steps)
            if (step.lastOfHashed) pool_.release(*step.hash);
        progress_.advance(report_.bytes, plan_.bytes);
    }

    Plan& plan_;
    WorkerPool& pool_;
    Committer& committer_;
    const SupervisorLimits& limits_;
    ImportReport& report_;
    Progress& progress_;
    Dealer dealer_;
    std::deque<Dealt> window_;
    bool ended_ = false;
};

}  // namespace

ImportReport importInto(IngestTarget& target, const ImportOptions& options, Progress& progress,
                        const SupervisorLimits& limits, const std::function<void(WorkerPool&)>& watch) {
    ImportReport report;
    requireFreeSpace(target.spoolDirectory().parent_path(), options.minFree);
    takeUserFormats(options);
    Plan plan;  // outlives the pool: jobs refer to its files
    WorkerPool pool(workersOf(options), options.unsafeNoSandbox, limits);
    if (watch) watch(pool);
    report.sandbox = pool.sandbox();
    plan = Planner(options, pool, &target, target.spoolDirectory(), progress).make();
    plan.secretKey = options.secretKey;
    report.unchanged = plan.unchanged;
    report.changed = plan.changed;
    report.grown = plan.grown;
    report.sources = plan.unchanged;
    report.limitHit = plan.limitHit;
    report.interrupted = plan.cancelled;
    report.media = plan.media;
    if (plan.cancelled) return report;
    noteDefinitions(target, plan.sources);
    const auto writer = target.writer();
    Committer committer(plan, *writer, options.hold, options.ofCase, report, [&pool, &progress](const Job& hash) {
        while (!pool.wait(hash, std::chrono::milliseconds(100)))
            if (progress.cancelled()) return false;
        return true;
    });
    Reading reading(plan, pool, committer, limits, report, progress);
    report.interrupted = !reading.run();
    if (report.interrupted) pool.cancel();
    else committer.finish();
    writer->commit();
    writer->finish();
    return report;
}

ImportReport importEvidence(CaseStore& store, const ImportOptions& options, Progress& progress) {
    CaseTarget target(store);
    return importInto(target, options, progress);
}

}  // namespace sillage
