#include "logs/data/compiled.h"

#include <algorithm>

#include "base/ip.h"
#include "base/phrase.h"
#include "logs/data/stamp_format.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::size_t kShort = 300, kLong = 2000;

void putAddress(std::string_view value, Event& e) {
    e.clientIp = canonicalIp(value);
    if (const auto ip = parseIp(value); ip && ip->port && !e.clientPort) e.clientPort = ip->port;
}

bool hasAll(std::string_view text, const std::vector<std::string>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& p) { return contains(text, p); });
}

bool holds(const Rule& rule, const Columns* columns) {
    return std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& condition) {
        const std::string_view value = columns ? columns->find(condition.first) : std::string_view{};
        return std::find(condition.second.begin(), condition.second.end(), value) != condition.second.end();
    });
}

/// What the sentences about unread lines call the log.
std::string nameOf(const Definition& d) { return d.title.en.empty() ? d.id : d.title.en; }

}  // namespace

std::string_view Columns::find(std::string_view name) const {
    for (std::size_t i = 0; i < used_; ++i)
        if (cells_[i].first == name) return cells_[i].second.empty() ? std::string_view("", 0) : std::string_view(cells_[i].second);
    return {};
}

void putValue(const Target& target, std::string_view value, Event& e) {
    using To = Target::To;
    std::uint32_t number = 0;
    switch (target.to) {
        case To::Account: e.account = clean(value, kShort); return;
        case To::Mailbox: e.mailbox = clean(value, kShort); return;
        case To::ClientIp: putAddress(value, e); return;
        case To::ClientPort:
            if (toUint32(value, number) && number < 65536) e.clientPort = static_cast<std::uint16_t>(number);
            return;
        case To::UserAgent: e.userAgent = clean(value, 1000); return;
        case To::Session: e.session = clean(value, kShort); return;
        case To::Protocol: e.protocol = asciiLower(clean(value, 40)); return;
        case To::ActionName: actionFromName(value, e.action); return;
        case To::OutcomeName: e.outcome = value == "success" ? Outcome::Success : value == "failure" ? Outcome::Failure : Outcome::Unknown; return;
        case To::Folder: e.folder = iequals(value, "inbox") ? "INBOX" : clean(value, kLong); return;
        case To::Uid:
            if (toUint32(value, number)) e.uid = number;
            return;
        case To::MessageId: e.messageId = clean(value, kLong); return;
        case To::PartId: e.part = clean(value, kShort); return;
        case To::Octets: toInt64(value, e.bytes); return;
        case To::RecordKey: e.recordKey = clean(value, kShort); return;
        case To::Field: addField(e, target.name, clean(value, kLong)); return;
        case To::TimeText:
        case To::MessageText:
        case To::Value: return;
    }
}

Compiled::Compiled(Definition definition, bool jit, std::vector<Mistake>& mistakes) : definition_(std::move(definition)) {
    const Definition& d = definition_;
    const std::string name = nameOf(d);
    unknownReason_ = d.otherwise ? d.otherwise->en : phrase("no rule for lines of “%1” knows this one", name);
    timeReason_ = phrase("the time of this line of “%1” cannot be read", name);
    shapeReason_ = phrase("not a line of “%1”", name);
    const auto checkTime = [&](const TimeRule& time, const char* pointer) {
        for (const std::string& f : time.formats)
            if (std::string what = stampFormatMistake(f); !what.empty()) mistakes.push_back({pointer, 0, std::move(what)});
    };
    if (d.lines) {
        checkTime(d.lines->time, "/lines/time/format");
        for (std::size_t i = 0; i < d.lines->patterns.size(); ++i) {
            const std::string pointer = "/lines/patterns/" + std::to_string(i);
            Envelope& e = envelopes_.emplace_back();
            e.pattern = compile(d.lines->patterns[i], pointer, 0, jit, e.groups, mistakes);
            const bool timed = std::any_of(e.groups.begin(), e.groups.end(), [](const Bound& b) { return b.target.to == Target::To::TimeText; });
            if (e.pattern && !timed) mistakes.push_back({pointer, 0, phraseText("the expression has no group (?<time>…)")});
            if (!e.pattern) envelopes_.pop_back();
        }
    }
    if (d.table) checkTime(d.table->time, "/table/time/format");
    if (d.json) checkTime(d.json->time, "/json/time/format");
    if (d.pairs) checkTime(d.pairs->time, "/pairs/time/format");
    std::vector<Bound> none;
    if (d.syslog && !d.syslog->strip.empty()) strip_ = compile(d.syslog->strip, "/syslog/strip", 0, jit, none, mistakes);
    compileRules(d.rules, jit, rules_, mistakes);
    if (d.lines) compileRules(d.lines->withoutTime, jit, withoutTime_, mistakes);
}

void Compiled::compileRules(const std::vector<Rule>& from, bool jit, std::vector<CompiledRule>& into, std::vector<Mistake>& mistakes) {
    into.reserve(from.size());
    for (const Rule& rule : from) {
        CompiledRule& r = into.emplace_back();
        r.rule = &rule;
        r.limitReason = phrase("the rule “%1” takes too many steps on this line", rule.name);
        if (!rule.pattern.empty()) r.pattern = compile(rule.pattern, rule.pointer + "/pattern", rule.line, jit, r.groups, mistakes);
    }
}

std::unique_ptr<Pattern> Compiled::compile(const std::string& text, const std::string& pointer, std::uint64_t line, bool jit,
                                           std::vector<Bound>& groups, std::vector<Mistake>& mistakes) {
    std::string unknown;
    const std::string whole = withFragments(definition_, text, unknown);
    if (!unknown.empty()) {
        mistakes.push_back({pointer, line, phrase("there is no fragment “%1”; define it under \"fragments\"", unknown)});
        return nullptr;
    }
    PatternMistake wrong;
    auto pattern = Pattern::compile(whole, jit, wrong);
    if (!pattern) {
        mistakes.push_back({pointer, line, phrase("the regular expression is wrong at its character %1 (%2): %3", wrong.at,
                                                  std::string_view(whole).substr(wrong.at > 15 ? wrong.at - 15 : 0, 30), wrong.what)});
        return nullptr;
    }
    for (const Pattern::Group& g : pattern->groups()) {
        if (const auto target = targetOf(g.name)) groups.push_back({g.number, *target});
        else mistakes.push_back({pointer, line, phrase("there is no “%1” in the vocabulary of events; see resources/formats/README.md, or call it field_%2", g.name, g.name)});
    }
    return pattern;
}

bool Compiled::setTimeOf(const TimeRule& rule, std::string_view text, Event& e) {
    if (text != lastTime_ || !lastStamp_.present) {
        lastStamp_ = {};
        for (const std::string& format : rule.formats)
            if (const auto stamp = stampOf(format, text)) {
                lastStamp_ = *stamp;
                break;
            }
        lastTime_.assign(text);
        if (lastStamp_.zoneMinutes == Stamp::kNoZone && rule.zone == TimeRule::Zone::Utc) lastStamp_.zoneMinutes = 0;
        if (rule.zone == TimeRule::Zone::Local) lastStamp_.zoneMinutes = Stamp::kNoZone;
    }
    if (!lastStamp_.present) return false;
    setTime(e, lastStamp_, text);
    return true;
}

bool Compiled::envelope(std::string_view line, std::string_view& message, Event& e, LineVerdict& wrong) {
    wrong = LineVerdict::bad(shapeReason_);
    for (Envelope& envelope : envelopes_) {
        if (envelope.pattern->match(line) != Pattern::Result::Yes) continue;
        const std::string_view whole = envelope.pattern->group(0);
        message = line.substr(static_cast<std::size_t>(whole.data() - line.data()) + whole.size());
        bool timed = false;
        for (const Bound& b : envelope.groups) {
            const std::string_view value = envelope.pattern->group(b.group);
            if (!value.data()) continue;
            if (b.target.to == Target::To::MessageText) message = value;
            else if (b.target.to == Target::To::TimeText) timed = setTimeOf(definition_.lines->time, value, e) || timed;
            else if (!value.empty()) putValue(b.target, value, e);
        }
        if (timed) return true;
        wrong = LineVerdict::bad(timeReason_);
        return false;
    }
    const LineVerdict known = rules(withoutTime_, line, nullptr, e);
    if (last_) wrong = known;
    return false;
}

LineVerdict Compiled::syslogMessage(std::string_view message, Event& e) {
    if (strip_ && strip_->match(message) == Pattern::Result::Yes) {
        const std::string_view whole = strip_->group(0);
        if (whole.data() == message.data()) message.remove_prefix(whole.size());
    }
    return rules(message, nullptr, e);
}

LineVerdict Compiled::rules(std::vector<CompiledRule>& of, std::string_view text, const Columns* columns, Event& e) {
    last_ = nullptr;
    for (CompiledRule& r : of) {
        if (!holds(*r.rule, columns)) continue;
        const std::string_view subject = r.rule->in.empty() ? text : columns ? columns->find(r.rule->in) : std::string_view{};
        if (!hasAll(subject, r.rule->contains)) continue;
        if (r.pattern) {
            const Pattern::Result result = r.pattern->match(subject);
            if (result == Pattern::Result::No) continue;
            if (result == Pattern::Result::Limit) return LineVerdict::bad(r.limitReason);
        } else if (!r.rule->pattern.empty()) {
            continue;  // did not compile
        }
        last_ = r.rule;
        if (r.rule->noise) return LineVerdict::noise(r.rule->noise->en);
        return applied(r, subject, columns, e);
    }
    return definition_.otherwise ? LineVerdict::noise(unknownReason_) : LineVerdict::bad(unknownReason_);
}

LineVerdict Compiled::applied(CompiledRule& r, std::string_view, const Columns* columns, Event& e) {
    for (const auto& [target, value] : r.rule->set) putValue(target, value, e);
    for (const Bound& b : r.groups)
        if (const std::string_view value = r.pattern->group(b.group); !value.empty()) putValue(b.target, value, e);
    for (const ValueMap& v : r.rule->values) {
        std::string_view from;
        for (const Bound& b : r.groups) {
            const std::string_view name = b.target.to == Target::To::Field ? std::string_view(v.from).substr(std::min<std::size_t>(6, v.from.size()))
                                                                           : std::string_view(v.from);
            const bool fits = b.target.name == name && (b.target.to != Target::To::Field || startsWith(v.from, "field_"));
            if (const auto value = r.pattern->group(b.group); fits && value.data()) from = value;
        }
        if (!from.data() && columns) from = columns->find(v.from);
        const auto known = std::find_if(v.map.begin(), v.map.end(), [&](const auto& m) { return m.first == from; });
        if (known != v.map.end()) putValue(v.into, known->second, e);
        else if (v.otherwise) putValue(v.into, *v.otherwise, e);
    }
    return LineVerdict::event();
}

bool Compiled::columns(const std::vector<std::pair<std::string, Target>>& targets, const TimeRule& time, const Columns& row, Event& e) {
    for (const auto& [name, target] : targets)
        if (const std::string_view value = row.find(name); !value.empty()) putValue(target, value, e);
    std::string text;
    for (const std::string& column : time.from) {
        const std::string_view value = row.find(column);
        if (!value.data()) return false;
        text += (text.empty() ? "" : " ") + std::string(value);
    }
    if (!setTimeOf(time, trim(text), e)) return false;
    if (time.zoneFrom.empty()) return true;
    if (const auto zoned = stampOf("%Y-%m-%d %H:%M %z", "2000-01-01 00:00 " + std::string(trim(row.find(time.zoneFrom))))) e.time.zoneMinutes = zoned->zoneMinutes;
    return true;
}

bool Compiled::knows(std::string_view line) {
    Event e;
    std::string_view message;
    LineVerdict wrong;
    last_ = nullptr;
    if (!envelope(line, message, e, wrong)) return last_ != nullptr;
    rules(message, nullptr, e);
    return last_ != nullptr;
}

std::vector<Compiled::Use> Compiled::patterns() {
    std::vector<Use> out;
    for (std::size_t i = 0; i < envelopes_.size(); ++i) out.push_back({envelopes_[i].pattern.get(), "/lines/patterns/" + std::to_string(i), 0});
    if (strip_) out.push_back({strip_.get(), "/syslog/strip", 0});
    for (const auto* list : {&rules_, &withoutTime_})
        for (const CompiledRule& r : *list)
            if (r.pattern) out.push_back({r.pattern.get(), r.rule->pointer + "/pattern", r.rule->line});
    return out;
}

}  // namespace sillage
