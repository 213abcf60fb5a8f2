#include "decode/wire_sink.h"

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {
namespace {

constexpr std::size_t kBatch = 256u << 10;
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
    last_ = Clock::now();
    sinceClock_ = 0;
}

void WireSink::flush() {
    if (!gone_ && !out_(wire::Frame::Records, batch_.octets())) gone_ = true;
    restart();
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
        std::string record_ = batch_.octets().substr(before);
        batch_.truncate(before);
        flush();
        wire::Encoder again;
        again.number(result_.item);
        out_(wire::Frame::Records, again.take() + record_);
        return;
    }
    if (batch_.size() >= kBatch || (++sinceClock_ % 16 == 0 && Clock::now() - last_ > std::chrono::seconds(1))) flush();
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

void WireSink::event(Event&& e) { put(wire::Tag::Event, e); }
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
    wire::Encoder empty;
    empty.number(result_.item);
    if (batch_.size() > empty.size()) flush();
    for (const auto& [reason, count] : skipped_) result_.skipped.push_back({reason, count});
    wire::Encoder e;
    wire::encode(e, result_);
    if (!out_(wire::Frame::ItemDone, e.octets())) gone_ = true;
}

}  // namespace sillage
