// A Sink that keeps everything, for tests that read as specifications.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evidence/sink.h"

struct RecordingSink final : sillage::Sink {
    std::uint64_t foundCount = 0, imported = 0, skippedCount = 0;
    std::vector<sillage::Message> messages;
    std::vector<sillage::Event> events;
    std::vector<sillage::Problem> failures, problems;
    std::vector<sillage::Fact> facts;
    std::map<std::string, std::uint64_t> reasons;

    void found(std::uint64_t count) override { foundCount += count; }
    void message(sillage::Message&& m) override {
        imported += m.parent < 0 ? 1 : 0;
        messages.push_back(std::move(m));
    }
    void event(sillage::Event&& e) override {
        imported += e.item == 0 ? 1 : 0;
        events.push_back(std::move(e));
    }
    void skipped(std::string_view reason, std::uint64_t count) override {
        skippedCount += count;
        reasons[std::string(reason)] += count;
    }
    void failed(sillage::Problem&& p) override { failures.push_back(std::move(p)); }
    void problem(sillage::Problem&& p) override { problems.push_back(std::move(p)); }
    void fact(sillage::Fact&& f) override { facts.push_back(std::move(f)); }

    [[nodiscard]] bool reconciles() const { return foundCount == imported + skippedCount + failures.size(); }
};
