// Batches from one thread to another, a few of them ahead of who takes them.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>

namespace sillage::tracing {

template <typename Batch>
class BatchQueue {
public:
    explicit BatchQueue(std::size_t ahead = 6) : ahead_(ahead) {}
    /// Waits for room. False: nobody wants more.
    bool push(Batch&& batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || batches_.size() < ahead_; });
        if (closed_) return false;
        batches_.push_back(std::move(batch));
        changed_.notify_all();
        return true;
    }
    /// Waits for one. nullopt: there is none left, and none comes. What fail() was given is thrown here.
    std::optional<Batch> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return error_ || closed_ || ended_ || !batches_.empty(); });
        if (batches_.empty()) {
            if (error_) std::rethrow_exception(error_);
            return std::nullopt;
        }
        std::optional<Batch> first(std::move(batches_.front()));
        batches_.pop_front();
        changed_.notify_all();
        return first;
    }
    /// Of who pushes: there is no more.
    void end() { set(ended_); }
    void fail(std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        error_ = std::move(error);
        changed_.notify_all();
    }
    /// Of who takes: what comes is not wanted any more.
    void close() { set(closed_); }

private:
    void set(bool& flag) {
        const std::lock_guard lock(mutex_);
        flag = true;
        changed_.notify_all();
    }
    const std::size_t ahead_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> batches_;
    std::exception_ptr error_;
    bool ended_ = false, closed_ = false;
};

}  // namespace sillage::tracing
