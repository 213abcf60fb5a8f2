// What the tests of the Microsoft 365 readers share: a sink that keeps everything, and reading by units as
// the supervisor does.
#pragma once

#include <string>
#include <vector>

#include "evidence/reader.h"
#include "logs/all_formats.h"

namespace sillage {

struct Collect final : Sink {
    std::uint64_t foundCount = 0, skippedCount = 0;
    std::vector<Event> events;
    std::vector<Problem> failures, problems;
    std::vector<std::string> skippedWhy;

    void found(std::uint64_t count) override { foundCount += count; }
    void message(Message&&) override {}
    void event(Event&& e) override { events.push_back(std::move(e)); }
    void skipped(std::string_view reason, std::uint64_t count) override {
        skippedCount += count;
        skippedWhy.emplace_back(reason);
    }
    void failed(Problem&& p) override { failures.push_back(std::move(p)); }
    void problem(Problem&& p) override { problems.push_back(std::move(p)); }
    void fact(Fact&&) override {}

    [[nodiscard]] std::uint64_t records() const {
        std::uint64_t n = 0;
        for (const Event& e : events) n += e.item == 0;
        return n;
    }
    /// found = imported + skipped + failed (duplicates are the store's business).
    [[nodiscard]] bool reconciles() const { return foundCount == records() + skippedCount + failures.size(); }
};

/// The whole source as one unit.
inline Collect readWhole(const Format& format, ByteSource& source) {
    Collect sink;
    Range range;
    range.end = source.size();
    format.read(source, range, {}, sink);
    return sink;
}

/// Cut where the format's scan says, each unit read alone.
inline Collect readInUnits(const Format& format, ByteSource& source, std::size_t* units = nullptr) {
    std::vector<Cut> cuts{{0, 1}};
    std::string carry;
    format.scan(
        source, [](Bytes) {}, [&](Cut c) { cuts.push_back(c); }, carry);
    Collect sink;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        Range range;
        range.begin = cuts[i].offset;
        range.firstLine = cuts[i].line;
        range.end = i + 1 < cuts.size() ? cuts[i + 1].offset : source.size();
        range.first = i == 0;
        range.last = i + 1 == cuts.size();
        range.carry = carry;
        format.read(source, range, {}, sink);
    }
    if (units) *units = cuts.size();
    return sink;
}

inline Recognition recogniseText(const Format& format, std::string_view text) {
    return format.recognise({text.substr(0, 64u << 10), text.size(), "", ""});
}

}  // namespace sillage
