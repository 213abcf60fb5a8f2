#include "ingest/pool.h"

#include <algorithm>

#include "base/error.h"
#include "ingest/unit_runner.h"
#include "ingest/worker_link.h"

namespace sillage {

struct WorkerPool::Slot {
    Slot(const std::string& program, bool unsafe, const SupervisorLimits& limits, const std::atomic<bool>& stop)
        : link(program, unsafe, limits, stop) {}
    WorkerLink link;
    std::atomic<int> pid{-1};
};

WorkerPool::WorkerPool(unsigned workers, bool unsafeNoSandbox, const SupervisorLimits& limits)
    : limits_(limits), program_(workerProgram().string()), unsafe_(unsafeNoSandbox) {
    for (unsigned i = 0; i < std::max(1u, workers); ++i)
        slots_.push_back(std::make_unique<Slot>(program_, unsafe_, limits_, stop_));
    {
        // Started and stopped here only to see that it can be: a worker must belong to the thread that runs it,
        // because the kernel ends it with that thread.
        WorkerLink trial(program_, unsafe_, limits_, stop_);
        trial.start();
        sandbox_ = trial.sandbox();
    }
    for (auto& slot : slots_) threads_.emplace_back([this, &slot] { serve(*slot); });
}

WorkerPool::~WorkerPool() {
    cancel();
    for (auto& t : threads_) t.join();
}

void WorkerPool::cancel() {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    queue_.clear();
    work_.notify_all();
    done_.notify_all();
}

void WorkerPool::submit(JobPointer job) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
    work_.notify_one();
}

bool WorkerPool::wait(const Job& job, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, limit, [&] { return job.finished || stop_; });
    return job.finished;
}

void WorkerPool::release(Job& job) {
    buffered_ -= job.buffered;
    job.buffered = job.reported = 0;
    job.frames.clear();
    job.frames.shrink_to_fit();
}

JobPointer WorkerPool::take() {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [&] { return stop_ || !queue_.empty(); });
    if (stop_) return nullptr;
    JobPointer job = std::move(queue_.front());
    queue_.pop_front();
    return job;
}

void WorkerPool::serve(Slot& slot) {
    UnitRunner runner(slot.link, limits_);
    while (const JobPointer job = take()) {
        bool finished = true;
        try {
            slot.link.start();
            slot.pid = slot.link.pid();
            finished = runner.run(*job);
            slot.link.recycle();
        } catch (const std::exception& e) {
            // No worker to be had: everything of this job is said to be unread, nothing is lost silently.
            job->died = true;
            job->frames.clear();
            job->lost.clear();
            for (const auto& item : job->unit.items)
                job->lost.push_back({item.id, {0, item.length, "file", e.what()}, true, true});
        }
        slot.pid = slot.link.pid();
        const std::lock_guard lock(mutex_);
        if (!finished) continue;
        buffered_ += job->buffered;
        job->reported = job->buffered;
        job->finished = true;
        done_.notify_all();
    }
}

std::vector<int> WorkerPool::pids() {
    std::vector<int> out;
    for (const auto& slot : slots_)
        if (const int pid = slot->pid; pid > 0) out.push_back(pid);
    return out;
}

}  // namespace sillage
