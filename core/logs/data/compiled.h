// A definition ready to run: expressions compiled, groups bound to members of Event. What every kind of log shares is
// here: a record has columns and a text, the first rule that takes it says what it is. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "logs/data/definition.h"
#include "logs/data/pattern.h"
#include "logs/line_log.h"

namespace sillage {

/// Named values of one record, kept between records so that nothing is allocated anew.
class Columns {
public:
    void clear() { used_ = 0; }
    std::string& add(std::string_view name) {
        if (used_ == cells_.size()) cells_.emplace_back();
        cells_[used_].first.assign(name);
        cells_[used_].second.clear();
        return cells_[used_++].second;
    }
    /// data() == nullptr when there is no such column.
    [[nodiscard]] std::string_view find(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> cells_;
    std::size_t used_ = 0;
};

class Compiled {
public:
    /// Mistakes in expressions are added; the object is usable all the same.
    Compiled(Definition definition, bool jit, std::vector<Mistake>& mistakes);

    [[nodiscard]] const Definition& definition() const { return definition_; }

    /// A line of a log of lines: time, message and what the groups name.
    /// False when no pattern takes it (it is then no record of this log).
    bool envelope(std::string_view line, std::string_view& message, Event& e, LineVerdict& wrong);
    /// A message that came out of syslog.
    LineVerdict syslogMessage(std::string_view message, Event& e);
    /// First rule that takes the record; columns may be null.
    LineVerdict rules(std::string_view text, const Columns* columns, Event& e) { return rules(rules_, text, columns, e); }
    /// Sets what the columns of a table name, and the time. False when the time cannot be read.
    bool columns(const std::vector<std::pair<std::string, Target>>& targets, const TimeRule& time, const Columns& row, Event& e);

    /// Whether a line would be known: envelope and a rule of its own ("otherwise" is not one).
    bool knows(std::string_view line);
    /// The rule that took the last record; nullptr = none did.
    [[nodiscard]] const Rule* lastRule() const { return last_; }
    [[nodiscard]] std::string_view unknownReason() const { return unknownReason_; }
    [[nodiscard]] std::string_view timeReason() const { return timeReason_; }
    [[nodiscard]] std::string_view shapeReason() const { return shapeReason_; }
    /// Every expression with the rule it stands in ("" = the envelope): for the check of runaway ones.
    struct Use {
        Pattern* pattern;
        std::string pointer;
        std::uint64_t line;
    };
    std::vector<Use> patterns();

private:
    struct Bound {
        unsigned group;
        Target target;
    };
    struct CompiledRule {
        const Rule* rule = nullptr;
        std::unique_ptr<Pattern> pattern;
        std::vector<Bound> groups;
        std::string limitReason;
    };
    struct Envelope {
        std::unique_ptr<Pattern> pattern;
        std::vector<Bound> groups;
    };
    std::unique_ptr<Pattern> compile(const std::string& text, const std::string& pointer, std::uint64_t line, bool jit,
                                     std::vector<Bound>& groups, std::vector<Mistake>& mistakes);
    void compileRules(const std::vector<Rule>& from, bool jit, std::vector<CompiledRule>& into, std::vector<Mistake>& mistakes);
    LineVerdict rules(std::vector<CompiledRule>& of, std::string_view text, const Columns* columns, Event& e);
    bool setTimeOf(const TimeRule& rule, std::string_view text, Event& e);
    LineVerdict applied(CompiledRule& r, std::string_view text, const Columns* columns, Event& e);

    Definition definition_;
    std::vector<Envelope> envelopes_;
    std::unique_ptr<Pattern> strip_;
    std::vector<CompiledRule> rules_, withoutTime_;
    std::string unknownReason_, timeReason_, shapeReason_;
    std::string lastTime_;
    Stamp lastStamp_;
    const Rule* last_ = nullptr;
};

/// Puts a value into an event: addresses canonical, numbers as numbers, text as valid UTF-8.
void putValue(const Target& target, std::string_view value, Event& e);

}  // namespace sillage
