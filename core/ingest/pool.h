// A pool of sandboxed workers, one thread of ours for each. A job is one unit; whatever happens to the worker that does
// it (death, silence, nonsense) is settled here: the item it died on is tried alone, cut smaller where its format can
// be cut, and given up with a reason; everything else is read. Results come back in the order of the items.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/problem.h"
#include "ingest/limits.h"
#include "ingest/plan.h"
#include "record/event_block.h"
#include "wire/protocol.h"

namespace sillage {

/// What came back for one unit, in order; every frame has been checked against the unit.
struct JobFrame {
    wire::Frame type = wire::Frame::Done;
    std::string payload;
    std::shared_ptr<const EventBlock> events;  ///< of Frame::Events, which then has no payload
    [[nodiscard]] const std::string& octets() const { return events ? events->octets() : payload; }
};
struct LostItem {
    std::uint32_t item = 0;
    Problem problem;
    bool whole = true;         ///< the item was not read at all (false: a damaged stretch of it, or a remark)
    bool counts = true;        ///< a record was lost; false: a remark
};

struct Job {
    wire::Unit unit;
    /// File of item i of unit.items (index = UnitItem::id); the same pointer for the same descriptor.
    std::vector<const PlanFile*> files;
    const PlanFile* uidList = nullptr;
    /// Instead of collecting frames: called for each in a thread of the pool. False stops the unit.
    std::function<bool(wire::Frame, std::string&&)> stream;

    std::vector<JobFrame> frames;
    std::vector<LostItem> lost;
    std::size_t buffered = 0;  ///< octets of frames
    std::atomic<std::size_t> reported{0};  ///< of those, what the pool counts as waiting
    bool died = false;         ///< stream jobs: the worker died; lost says why
    bool finished = false;     ///< guarded by the pool
};
using JobPointer = std::shared_ptr<Job>;

class WorkerPool {
public:
    /// Starts the first worker at once, so that a missing program or sandbox is an Error here.
    WorkerPool(unsigned workers, bool unsafeNoSandbox, const SupervisorLimits& limits = {});
    /// Kills what still runs.
    ~WorkerPool();
    void submit(JobPointer job);
    /// Waits until the job is done; false after limit, or when cancelled.
    bool wait(const Job& job, std::chrono::milliseconds limit);
    /// Ends every unit now; submitted jobs never finish.
    void cancel();
    [[nodiscard]] unsigned size() const { return static_cast<unsigned>(threads_.size()); }
    [[nodiscard]] const std::string& sandbox() const { return sandbox_; }
    [[nodiscard]] std::size_t buffered() const { return buffered_; }
    /// Called when a job's results have been used up.
    void release(Job& job);
    /// For tests: pids of the workers alive now.
    std::vector<int> pids();

private:
    struct Slot;
    void serve(Slot& slot);
    JobPointer take();

    SupervisorLimits limits_;
    std::string program_;
    bool unsafe_;
    std::string sandbox_;
    std::mutex mutex_;
    std::condition_variable work_, done_;
    std::deque<JobPointer> queue_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<std::thread> threads_;
    std::atomic<bool> stop_{false};
    std::atomic<std::size_t> buffered_{0};
};

}  // namespace sillage
