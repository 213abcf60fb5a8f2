#include "trace/row_queue.h"

#include <utility>

namespace sillage::tracing {
namespace {

constexpr std::size_t kBatch = 512;   ///< rows handed over at a time
constexpr std::size_t kBatches = 16;  ///< that may wait

}  // namespace

RowQueue::RowQueue(TraceWriter& writer) : writer_(writer), thread_([this] { write(); }) {}

RowQueue::~RowQueue() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        ended_ = dropped_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void RowQueue::add(Session&& s, bool suspect) {
    drained_ = false;
    filling_.push_back({std::move(s), suspect});
    if (filling_.size() >= kBatch) send();
}

void RowQueue::touch(Touch&& t) {
    mine().touch(t);
}

void RowQueue::coverage(Coverage&& c) {
    mine().coverage(c);
}

void RowQueue::eventSession(std::uint64_t session) {
    mine().eventSession(session);
}

void RowQueue::send() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < kBatches || failure_; });
    if (failure_) std::rethrow_exception(failure_);
    waiting_.push_back(std::exchange(filling_, {}));
    lock.unlock();
    changed_.notify_all();
}

void RowQueue::drain() {
    if (!filling_.empty()) send();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return (waiting_.empty() && !busy_) || failure_; });
    if (failure_) std::rethrow_exception(failure_);
    drained_ = true;
}

void RowQueue::finish() {
    drain();
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void RowQueue::write() {
    std::vector<std::vector<Row>> batches;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            busy_ = false;
            changed_.notify_all();
            changed_.wait(lock, [this] { return !waiting_.empty() || ended_; });
            if (dropped_ || waiting_.empty()) return;
            batches = std::exchange(waiting_, {});
            busy_ = true;
        }
        changed_.notify_all();
        try {
            for (const auto& batch : batches)
                for (const Row& row : batch) writer_.session(row.session, row.suspect);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            failure_ = std::current_exception();
            changed_.notify_all();
            return;
        }
        batches.clear();
    }
}

}  // namespace sillage::tracing
