#include "decode/wire_sink.h"

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {
namespace {

constexpr std::size_t kBatch = 256u << 10;
constexpr std::size_t kEventOctets = 1u << 20;  // a block that is larger has no smaller dictionaries for it
constexpr std::uint32_t kEventRows = 8192;
constexpr std::size_t kIndexText = 10u << 20;  // octets of text one item may add to the index
constexpr std::size_t kRecord = wire::kMaxFrame - (64u << 10);

}  // namespace

WireSink::WireSink(std::uint32_t item, const FrameOut& out) : out_(out) {
    result_.item = item;
    restart();
}

void WireSink::restart() {
    batch_.clear();
    batch_.number(result_.item);
}

void WireSink::flush() {
    wire::Encoder empty;
    empty.number(result_.item);
    if (batch_.size() > empty.size() && !gone_ && !out_(wire::Frame::Records, batch_.octets())) gone_ = true;
    restart();
    flushEvents();
    last_ = Clock::now();
    sinceClock_ = 0;
}

void WireSink::flushEvents() {
    if (events_.rows() == 0) return;
    wire::Encoder item;
    item.number(result_.item);
    std::string frame = item.take();
    events_.write(frame);
    if (!gone_ && !out_(wire::Frame::Events, frame)) gone_ = true;
}

void WireSink::settle() {
    if (batch_.size() >= kBatch || events_.octets() >= kEventOctets || events_.rows() >= kEventRows ||
        (++sinceClock_ % 16 == 0 && Clock::now() - last_ > std::chrono::seconds(1)))
        flush();
}

template <class T>
void WireSink::put(wire::Tag tag, const T& record) {
    const std::size_t before = batch_.size();
    batch_.enumeration(tag, wire::Tag::Fact);
    wire::encode(batch_, record);
    if (batch_.size() - before > kRecord) {
        batch_.truncate(before);
        return failed({0, 0, "one record", "the record is larger than 16 MB once decoded and was not taken in"});
    }
    if (batch_.size() > wire::kMaxFrame) {
        const std::string record_ = batch_.octets().substr(before);
        batch_.truncate(before);
        flush();
        wire::Encoder again;
        again.number(result_.item);
        out_(wire::Frame::Records, again.take() + record_);
        return;
    }
    settle();
}

void WireSink::message(Message&& m) {
    if (m.indexText.size() > kIndexText) {
        m.indexText = elide(m.indexText, kIndexText);
        m.defects.push_back(phrase("only the first 10 MB of its text are indexed"));
        problem({m.offset, m.length, phrase("message %1", elide(m.messageId, 200)),
                 "not fully examined: only the first 10 MB of its text are indexed"});
    }
    put(wire::Tag::Message, m);
}

void WireSink::event(Event&& e) {
    const std::size_t octets = EventBlockBuilder::octetsOf(e);
    if (octets > kRecord)
        return failed({e.offset, e.length, "one record", "the record is larger than 16 MB once decoded and was not taken in"});
    if (events_.octets() + octets > kRecord) flushEvents();
    events_.add(e);
    settle();
}

void WireSink::failed(Problem&& p) { put(wire::Tag::Failed, p); }
void WireSink::problem(Problem&& p) { put(wire::Tag::Problem, p); }
void WireSink::fact(Fact&& f) { put(wire::Tag::Fact, f); }

void WireSink::skipped(std::string_view reason, std::uint64_t count) {
    const auto known = skipped_.find(reason);
    if (known != skipped_.end()) known->second += count;
    else skipped_.emplace(reason, count);
}

void WireSink::setHash(const Digest& digest) {
    result_.hashed = true;
    result_.sha256 = digest;
}

void WireSink::beat(std::uint64_t position) {
    if (Clock::now() - last_ < std::chrono::seconds(1)) return;
    wire::Encoder e;
    e.number(result_.item);
    e.number(position);
    if (!out_(wire::Frame::Heartbeat, e.octets())) gone_ = true;
    last_ = Clock::now();
}

void WireSink::done() {
    flush();
    for (const auto& [reason, count] : skipped_) result_.skipped.push_back({reason, count});
    wire::Encoder e;
    wire::encode(e, result_);
    if (!out_(wire::Frame::ItemDone, e.octets())) gone_ = true;
}

}  // namespace sillage
