// Checks what a worker says about a unit: order of items, ids that were issued, places inside the source, enum ranges,
// UTF-8. Anything else throws wire::Malformed: that worker is no longer believed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "record/event_block.h"
#include "wire/protocol.h"

namespace sillage {

class FrameCheck {
public:
    explicit FrameCheck(const wire::Unit& unit) : unit_(unit) {}
    /// Of Frame::Events the payload is taken; events() then gives the block.
    void accept(wire::Frame type, std::string& payload);
    [[nodiscard]] std::shared_ptr<const EventBlock> events() { return std::move(events_); }
    /// Items that are finished, from the front.
    [[nodiscard]] std::size_t finished() const { return finished_; }
    [[nodiscard]] bool done() const { return done_; }

private:
    const wire::UnitItem& current() const;
    void finishItem(std::uint32_t id);
    void records(wire::Decoder& in);
    void message(wire::Decoder& in);
    void events(std::string& payload);
    void result(wire::Decoder& in);
    void recognition(wire::Decoder& in);
    void cut(wire::Decoder& in);
    void inside(std::uint64_t offset, std::uint64_t length) const;
    std::uint64_t cutLimit() const;

    const wire::Unit& unit_;
    std::size_t finished_ = 0;
    bool begun_ = false, done_ = false;
    std::int64_t messages_ = 0;
    std::uint64_t lastCut_ = 0, lastLine_ = 1;
    Message message_;
    std::shared_ptr<const EventBlock> events_;
    wire::ScanResult scan_;
};

}  // namespace sillage
