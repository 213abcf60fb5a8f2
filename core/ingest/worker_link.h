// One worker process and the conversation with it: start, send a unit, check every answer. One thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/sandbox.h"
#include "ingest/limits.h"
#include "ingest/pool.h"
#include "wire/channel.h"

namespace sillage {

/// How one attempt at a unit ended.
struct Attempt {
    enum class End { Done, Died, Silent, Malformed, Cancelled } end = End::Done;
    std::string reason;                ///< for the investigator
    std::vector<JobFrame> frames;      ///< of items that were finished
    std::size_t finished = 0;          ///< how many items, from the front, are finished
};

class WorkerLink {
public:
    WorkerLink(std::string program, bool unsafeNoSandbox, const SupervisorLimits& limits,
               const std::atomic<bool>& stop);
    ~WorkerLink();
    /// Starts a worker if none runs. Throws Error when it cannot be started or has no sandbox.
    void start();
    [[nodiscard]] const std::string& sandbox() const { return sandbox_; }
    [[nodiscard]] int pid() const { return child_.pid; }
    Attempt run(const wire::Unit& unit, std::span<const int> descriptors,
                const std::function<bool(wire::Frame, std::string&&)>& stream, std::chrono::milliseconds silence);
    /// Replaces a worker that has grown or read enough.
    void recycle();

private:
    struct Check;
    void stopWorker();
    wire::Channel::State wait(wire::Received& in, std::chrono::steady_clock::time_point until);
    Attempt failed(Attempt&& attempt, Attempt::End end, std::string reason);

    std::string program_;
    bool unsafe_;
    SupervisorLimits limits_;
    const std::atomic<bool>& stop_;
    Child child_;
    std::unique_ptr<wire::Channel> channel_;
    std::string sandbox_;
    std::uint64_t items_ = 0, baseline_ = 0;
};

}  // namespace sillage
