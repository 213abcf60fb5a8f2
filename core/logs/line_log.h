// The loop every line log shares: one physical line is found once and becomes exactly one of event, skipped or
// failed, whatever its length and content. Grammars only say what a line is.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "evidence/reader.h"
#include "record/event.h"

namespace sillage {

/// What a grammar makes of one line. Reasons are string literals (stable, they are counted by text).
struct LineVerdict {
    enum class Kind { Event, Noise, Bad } kind = Kind::Noise;
    std::string_view reason;  ///< Noise: why it is no evidence; Bad: what is wrong with it

    static LineVerdict event() { return {Kind::Event, {}}; }
    static LineVerdict noise(std::string_view why) { return {Kind::Noise, why}; }
    static LineVerdict bad(std::string_view why) { return {Kind::Bad, why}; }
};

/// Longest line a text log is parsed at; longer ones are one failed record and reading goes on behind them.
constexpr std::size_t kMaxLogLine = 1u << 20;

/// An event that stands where the line stands.
Event eventAt(const LineReader::Line& line);

/// Accounts for one line: found, then the verdict. e is moved from when the verdict is Event. A long or strange
/// noise reason is the grammar's business, see noiseByProgram().
void settleLine(const LineReader::Line& line, LineVerdict verdict, Event&& e, Sink& sink);

/// The same for a line that names further uids.
void settleItems(const LineReader::Line& line, LineVerdict verdict, Event&& e, const std::vector<std::uint32_t>& items,
                 Sink& sink);

/// A line that is only part of one longer than kMaxLogLine: the first piece is the failed record.
class OverlongLines {
public:
    /// True when the line was one (and has been accounted for).
    bool settle(const LineReader::Line& line, Sink& sink);

private:
    std::uint64_t last_ = 0;
};

/// Runs grammar(line, event) -> LineVerdict over the range. Empty lines are noise.
template <typename Grammar>
void readLines(ByteSource& source, const Range& range, Sink& sink, Grammar&& grammar) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    OverlongLines overlong;
    while (!sink.stopped() && lines.next(line)) {
        if (overlong.settle(line, sink)) continue;
        if (line.text.empty()) {
            settleLine(line, LineVerdict::noise("empty line"), {}, sink);
            continue;
        }
        Event event = eventAt(line);
        const LineVerdict verdict = grammar(line.text.data, event);
        settleLine(line, verdict, std::move(event), sink);
    }
}

/// The same for grammar(line, event, uids) of lines that may name several messages: each further uid is the event once
/// more, as item 1…n of the same record.
template <typename Grammar>
void readItemLines(ByteSource& source, const Range& range, Sink& sink, Grammar&& grammar) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    OverlongLines overlong;
    std::vector<std::uint32_t> items;
    while (!sink.stopped() && lines.next(line)) {
        if (overlong.settle(line, sink)) continue;
        if (line.text.empty()) {
            settleLine(line, LineVerdict::noise("empty line"), {}, sink);
            continue;
        }
        Event event = eventAt(line);
        items.clear();
        const LineVerdict verdict = grammar(line.text.data, event, items);
        settleItems(line, verdict, std::move(event), items, sink);
    }
}

/// Consecutive lines mostly bear the same second: parse it once.
template <typename Parse>
class StampCache {
public:
    explicit StampCache(Parse parse) : parse_(parse) {}
    const std::optional<Stamp>& operator()(std::string_view text) {
        if (text != text_ || !known_) {
            text_.assign(text);
            stamp_ = parse_(text);
            known_ = true;
        }
        return stamp_;
    }

private:
    Parse parse_;
    std::string text_;
    std::optional<Stamp> stamp_;
    bool known_ = false;
};

/// Sets time and rawTime.
inline void setTime(Event& e, const Stamp& stamp, std::string_view raw) {
    e.time = stamp;
    e.rawTime.assign(raw);
}

/// The complete lines of a head, for recognition (at most 400): a last line without line end counts only when
/// the head is the whole source.
std::vector<std::string_view> headLines(const Head& head);

/// Recognition from counted lines: hits of sampled lines match what `what` says. 0 below two hits in three,
/// or when a single line is all there is and it does not match.
Recognition recognisedByLines(std::size_t hits, std::size_t sampled, std::string_view what);

}  // namespace sillage
