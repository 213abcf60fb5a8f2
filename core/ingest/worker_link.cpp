#include "ingest/worker_link.h"

#include <algorithm>

#include "base/error.h"
#include "logs/data/library.h"
#include "ingest/frame_check.h"

namespace sillage {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// The user's log formats, which a worker cannot open itself.
std::string definitionsInUse() {
    wire::Encoder out;
    out.list(usedDefinitions(), 0, [&out](const DefinitionFile& f) {
        out.raw(f.path);
        out.raw(f.octets);
    });
    return out.take();
}

std::string seconds(std::chrono::milliseconds t) { return std::to_string(t.count() / 1000) + " s"; }

}  // namespace

WorkerLink::WorkerLink(std::string program, bool unsafeNoSandbox, const SupervisorLimits& limits,
                       const std::atomic<bool>& stop)
    : program_(std::move(program)), unsafe_(unsafeNoSandbox), limits_(limits), stop_(stop) {}

WorkerLink::~WorkerLink() { stopWorker(); }

void WorkerLink::stopWorker() {
    channel_.reset();
    if (child_.pid > 0) endChild(child_);
}

void WorkerLink::start() {
    if (channel_) return;
    child_ = startChild(program_, unsafe_);
    channel_ = std::make_unique<wire::Channel>(child_.socket);
    wire::Received in;
    bool seccomp = false;
    try {
        channel_->send(wire::Frame::Definitions, definitionsInUse());  // a worker that is gone gives no Ready either
        if (wait(in, Clock::now() + limits_.silence) == wire::Channel::State::Frame && in.type == wire::Frame::Ready) {
            wire::Decoder d(in.payload);
            d.boolean(seccomp);
            d.text(sandbox_);
            d.expectEnd();
        } else {
            sandbox_.clear();
        }
    } catch (const wire::Malformed&) {
        sandbox_.clear();
    }
    if (sandbox_.empty()) {
        channel_.reset();
        const std::string how = endChild(child_);
        throw Error(phrase("the decoding program %1 does not start: it %2", program_, said(how)),
                    "Run it from the same installation as this program.");
    }
    if (!seccomp && !unsafe_) {
        stopWorker();
        throw Error(phrase("evidence is not read without a sandbox: %1", sandbox_),
                    "Use a kernel with seccomp, or --unsafe-no-sandbox, which marks the case for ever.");
    }
    items_ = 0;
    baseline_ = residentBytes(child_);
}

/// Waits in short steps, so that cancelling takes effect within a fraction of a second.
wire::Channel::State WorkerLink::wait(wire::Received& in, Clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        const auto state = channel_->receive(in, std::clamp<std::chrono::milliseconds>(left, 0ms, 200ms));
        if (state != wire::Channel::State::TimedOut || stop_ || left <= 200ms) return state;
    }
}

Attempt WorkerLink::failed(Attempt&& attempt, Attempt::End end, std::string reason) {
    channel_.reset();
    const std::string how = endChild(child_);
    attempt.end = end;
    attempt.reason = end == Attempt::End::Died ? phrase("the decoder was %1", said(how)) : std::move(reason);
    if (end == Attempt::End::Died && how.starts_with("exited")) attempt.reason = phrase("the decoder %1", said(how));
    return std::move(attempt);
}

Attempt WorkerLink::run(const wire::Unit& unit, std::span<const int> descriptors,
                        const std::function<bool(wire::Frame, std::string&&)>& stream,
                        std::chrono::milliseconds silence) {
    Attempt attempt;
    start();
    wire::Encoder out;
    wire::encode(out, unit);
    if (!channel_->send(wire::Frame::Unit, out.octets(), descriptors))
        return failed(std::move(attempt), Attempt::End::Died, {});
    FrameCheck check(unit);
    std::size_t keep = 0;  // frames of finished items
    auto itemSince = Clock::now();
    while (!check.done()) {
        const std::size_t at = check.finished();
        const std::uint64_t octets = at < unit.items.size() ? unit.items[at].length : 0;
        const auto allowed = limits_.itemBase + limits_.itemPerMegabyte * static_cast<std::int64_t>(octets >> 20);
        wire::Received in;
        try {
            const auto state = wait(in, std::min(Clock::now() + silence, itemSince + allowed));
            if (stop_) return failed(std::move(attempt), Attempt::End::Cancelled, "cancelled");
            if (state != wire::Channel::State::Frame) {
                attempt.frames.resize(keep);
                const bool slow = Clock::now() >= itemSince + allowed;
                if (state == wire::Channel::State::Closed) return failed(std::move(attempt), Attempt::End::Died, {});
                return failed(std::move(attempt), Attempt::End::Silent,
                              slow ? phrase("the decoder was stopped: it took longer than %1", seconds(allowed))
                                   : phrase("the decoder was stopped: no sign of life for %1", seconds(silence)));
            }
            check.accept(in.type, in.payload);
        } catch (const wire::Malformed& e) {
            attempt.frames.clear();
            attempt.finished = 0;
            return failed(std::move(attempt), Attempt::End::Malformed,
                          phrase("the decoder gave an impossible answer (%1) and was stopped", said(e.what())));
        }
        const bool itemEnded = check.finished() != at;
        if (in.type == wire::Frame::Heartbeat || in.type == wire::Frame::Done) continue;
        if (stream) {
            const auto events = check.events();
            if (!stream(in.type, events ? std::string(events->octets()) : std::move(in.payload)))
                return failed(std::move(attempt), Attempt::End::Silent, phraseText("stopped by the supervisor"));
        } else {
            attempt.frames.push_back({in.type, std::move(in.payload), check.events()});
        }
        if (itemEnded) {
            keep = attempt.frames.size();
            attempt.finished = check.finished();
            itemSince = Clock::now();
        }
    }
    items_ += unit.items.size();
    return attempt;
}

void WorkerLink::recycle() {
    if (!channel_) return;
    if (items_ >= limits_.itemsPerWorker || residentBytes(child_) > baseline_ + limits_.growth) stopWorker();
}

}  // namespace sillage
