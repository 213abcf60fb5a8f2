// The worker's sink: encodes what readers push and sends it in batches of about 256 KB, at the latest every second.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "evidence/sink.h"
#include "record/event_block.h"
#include "wire/protocol.h"

namespace sillage {

/// Where a unit's answers go: the socket, or a test's vector. False = nobody listens any more.
using FrameOut = std::function<bool(wire::Frame, std::string_view payload)>;

class WireSink final : public Sink {
public:
    WireSink(std::uint32_t item, const FrameOut& out);
    void found(std::uint64_t count) override { result_.found += count; }
    void message(Message&& m) override;
    void event(Event&& e) override;
    void skipped(std::string_view reason, std::uint64_t count) override;
    void failed(Problem&& p) override;
    void problem(Problem&& p) override;
    void fact(Fact&& f) override;
    [[nodiscard]] bool stopped() const override { return gone_; }

    void setHash(const Digest& digest);
    void setQuoting(std::string quoting) { result_.quoting = std::move(quoting); }
    /// Says that the item is alive, at most once a second.
    void beat(std::uint64_t position);
    /// Sends what is left and the item's result.
    void done();

private:
    template <class T>
    void put(wire::Tag tag, const T& record);
    void flush();
    void flushEvents();
    void restart();
    /// After every record: what has become long or old is sent.
    void settle();
    using Clock = std::chrono::steady_clock;

    const FrameOut& out_;
    wire::Encoder batch_;
    EventBlockBuilder events_;
    wire::ItemResult result_;
    std::map<std::string, std::uint64_t, std::less<>> skipped_;
    Clock::time_point last_ = Clock::now();
    unsigned sinceClock_ = 0;
    bool gone_ = false;
};

}  // namespace sillage
