#include "logs/data/samples.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/data/json_tree.h"
#include "logs/data/reading.h"
#include "logs/syslog_envelope.h"

namespace sillage {

namespace {

/// What one record became.
struct Outcome1 {
    Expected::Is is = Expected::Is::Event;
    Event event;
    std::string reason;
};

class Collector final : public Sink {
public:
    std::vector<Outcome1> records;
    void found(std::uint64_t) override {}
    void message(Message&&) override {}
    void event(Event&& e) override { records.push_back({Expected::Is::Event, std::move(e), {}}); }
    void skipped(std::string_view reason, std::uint64_t) override {
        if (reason != "continuation of the line above") records.push_back({Expected::Is::Noise, {}, std::string(reason)});
    }
    void failed(Problem&& p) override { records.push_back({Expected::Is::Unknown, {}, std::move(p.reason)}); }
    void problem(Problem&&) override {}
    void fact(Fact&&) override {}
};

void readSyslogSample(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    SyslogParser parser;
    const auto& programs = compiled.definition().syslog->programs;
    readLines(source, range, sink, [&](std::string_view line, Event& e) {
        const auto envelope = parser.parse(line);
        if (!envelope) return LineVerdict::bad("not a syslog line");
        if (std::find(programs.begin(), programs.end(), envelope->program) == programs.end())
            return LineVerdict::bad("a syslog line of a program this definition does not name");
        setTime(e, envelope->stamp, envelope->rawTime);
        return compiled.syslogMessage(envelope->message, e);
    });
}

std::string stampText(const Stamp& s) {
    if (!s.present) return {};
    std::string text = formatIso(Time(std::chrono::microseconds(s.civil)), s.precision);
    if (!text.empty() && text.back() == 'Z') text.pop_back();
    if (!s.hasYear) text.erase(0, 4);  // "-02-16T23:33:20": the line has no year
    if (s.zoneMinutes == Stamp::kNoZone) return text;
    const int minutes = s.zoneMinutes < 0 ? -s.zoneMinutes : s.zoneMinutes;
    char zone[16];
    std::snprintf(zone, sizeof zone, "%c%02d:%02d", s.zoneMinutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
    return text + zone;
}

/// The members of an event a sample speaks of, by their names in definitions; what is not set is not listed.
std::vector<std::pair<std::string, std::string>> valuesOf(const Event& e) {
    std::vector<std::pair<std::string, std::string>> all{
        {"action", std::string(actionName(e.action))}, {"outcome", std::string(outcomeName(e.outcome))}, {"account", e.account},
        {"mailbox", e.mailbox}, {"client_ip", e.clientIp}, {"client_port", e.clientPort ? std::to_string(e.clientPort) : ""},
        {"user_agent", e.userAgent}, {"session", e.session}, {"protocol", e.protocol}, {"folder", e.folder},
        {"uid", e.uid ? std::to_string(e.uid) : ""}, {"message_id", e.messageId}, {"part", e.part},
        {"bytes", e.bytes >= 0 ? std::to_string(e.bytes) : ""}, {"record_key", e.recordKey}};
    all.erase(std::remove_if(all.begin(), all.end(), [](const auto& v) { return v.second.empty() || v.second == "unknown"; }), all.end());
    for (const auto& [key, value] : e.fields) all.emplace_back("field_" + key, value);
    return all;
}

std::string describe(const Outcome1& o) {
    if (o.is == Expected::Is::Noise) return phrase("noise: %1", said(o.reason));
    if (o.is == Expected::Is::Unknown) return phrase("not read: %1", said(o.reason));
    std::string text;
    for (const auto& [key, value] : valuesOf(o.event))
        if (key.rfind("field_", 0) != 0) text += (text.empty() ? "" : " ") + (key == "action" || key == "outcome" ? value : key + "=" + visible(value));
    return phrase("event %1 %2", stampText(o.event.time), text);
}

std::string valueIn(const std::vector<std::pair<std::string, std::string>>& values, std::string_view key) {
    for (const auto& [k, v] : values)
        if (k == key) return v;
    return {};
}

void compareEvent(const Expected& expected, const Event& e, std::vector<std::string>& mistakes) {
    const auto given = valuesOf(e);
    for (const auto& [key, value] : expected.values) {
        const std::string got = key == "time" ? stampText(e.time) : valueIn(given, key);
        const std::string wanted = key == "outcome" && value == "unknown" ? std::string() : value;
        if (got != wanted) mistakes.push_back(phrase("%1 is “%2”, the sample says “%3”", key, got, value));
    }
    for (const auto& [key, value] : given)
        if (key.rfind("field_", 0) != 0 && valueIn(expected.values, key).empty())
            mistakes.push_back(phrase("%1 is “%2”, the sample does not say so: add it, or take it out of the rule", key, value));
}

void compare(const Expected& expected, const Outcome1& got, std::vector<std::string>& mistakes) {
    if (expected.is != got.is) {
        mistakes.push_back(phrase("the line gave %1", said(describe(got))));
        return;
    }
    if (got.is == Expected::Is::Event) compareEvent(expected, got.event, mistakes);
    if (got.is == Expected::Is::Noise && !expected.reason.empty() && expected.reason != got.reason)
        mistakes.push_back(phrase("the line is noise because “%1”, the sample says “%2”", said(got.reason), expected.reason));
}

SampleResult runOne(Compiled& compiled, const Sample& sample) {
    SampleResult result;
    result.sample = &sample;
    MemorySource source(sample.text);
    Range range;
    range.end = sample.text.size();
    Collector collected;
    if (sample.syslog && !compiled.definition().syslog) result.mistakes.push_back(phraseText("a syslog sample needs \"syslog\" in the definition"));
    else if (sample.syslog) readSyslogSample(compiled, source, range, collected);
    else readByDefinition(compiled, source, range, collected);
    for (const Outcome1& o : collected.records) result.gave.push_back(describe(o));
    if (collected.records.size() != sample.expected.size())
        result.mistakes.push_back(phrase("the text gave %1 records, the sample says %2", collected.records.size(), sample.expected.size()));
    for (std::size_t i = 0; i < std::min(collected.records.size(), sample.expected.size()); ++i)
        compare(sample.expected[i], collected.records[i], result.mistakes);
    return result;
}

}  // namespace

std::vector<SampleResult> runSamples(Compiled& compiled) {
    std::vector<SampleResult> results;
    for (const Sample& s : compiled.definition().samples) results.push_back(runOne(compiled, s));
    return results;
}

void findRunaways(Compiled& compiled, std::vector<Mistake>& mistakes) {
    constexpr std::size_t kPump = 1000;
    std::vector<std::string> texts{std::string(kPump, ' '), std::string(kPump, 'a'), std::string(kPump, '1'), std::string(kPump, '<'),
                                   std::string(kPump, '=')};
    const auto& samples = compiled.definition().samples;
    std::vector<std::string> lines;  // and what their envelope leaves of them
    for (std::size_t i = 0; i < std::min<std::size_t>(samples.size(), 20); ++i) {
        lines.push_back(samples[i].text.substr(0, samples[i].text.find('\n')));
        Event ignored;
        std::string_view message;
        LineVerdict verdict;
        const std::string line = lines.back();
        if (compiled.envelope(line, message, ignored, verdict)) lines.emplace_back(message);
    }
    for (const std::string& line : lines) {
        // The beginning matches, the rest is pumped up and does not: where expressions go back and back.
        for (const std::size_t cut : {line.size() / 3, line.size() * 2 / 3, line.size()}) {
            std::string repeated = line.substr(0, cut);
            for (const std::string_view more : {std::string_view(line).substr(cut / 2, 20), std::string_view("a "), std::string_view("a"), std::string_view("1.")}) {
                std::string text = repeated;
                while (!more.empty() && text.size() < kPump) text += more;
                texts.push_back(text + "\x01");
            }
        }
    }
    for (const Compiled::Use& use : compiled.patterns())
        for (const std::string& text : texts)
            if (use.pattern->match(text) == Pattern::Result::Limit) {
                mistakes.push_back({use.pointer, use.line,
                                    phrase("the expression takes more than %1 steps on “%2”: no repetition inside a repetition, say what a part does not contain ([^ ]* instead of .*)",
                                           Pattern::kMaxSteps, visible(elide(repairUtf8(text), 60)))});
                break;
            }
}

namespace {

/// Mistakes found after reading know where they are by pointer only.
void nameLines(std::string_view octets, std::vector<Mistake>& mistakes) {
    JsonNode root;
    if (!parseJsonTree(octets, root).what.empty()) return;
    for (Mistake& m : mistakes) {
        const JsonNode* node = &root;
        for (const std::string_view step : split(std::string_view(m.pointer).substr(std::min<std::size_t>(1, m.pointer.size())), '/')) {
            unsigned long long index = 0;
            const JsonNode* next = node->find(step);
            if (!next && parseUint(step, index) && index < node->items.size()) next = &node->items[index];
            if (!next) break;
            node = next;
        }
        if (m.line == 0 || node->line > m.line) m.line = node->line;
    }
}

}  // namespace

Checked checkDefinition(std::string_view octets, const std::string& file, bool jit) {
    Checked out;
    Definition definition = readDefinition(octets, file, out.mistakes);
    out.compiled = std::make_unique<Compiled>(std::move(definition), jit, out.mistakes);
    if (out.mistakes.empty()) findRunaways(*out.compiled, out.mistakes);
    nameLines(octets, out.mistakes);
    if (!out.mistakes.empty()) return out;
    out.samples = runSamples(*out.compiled);
    for (const SampleResult& r : out.samples)
        for (const std::string& what : r.mistakes) out.mistakes.push_back({r.sample->pointer, r.sample->line, what});
    return out;
}

}  // namespace sillage
