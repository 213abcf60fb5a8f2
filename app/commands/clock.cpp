// clock list / accept / set / clear: whose clock was off by how much, as records of two recorders show and as the examiner
// declares. Nothing is used before it is declared.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/clock.h"
#include "commands/command.h"

namespace sillage {

namespace {

std::string seconds(std::int64_t micros) {
    std::string text = (micros < 0 ? "-" : "+") + std::to_string(std::llabs(micros) / 1'000'000);
    if (const auto milli = std::llabs(micros) / 1000 % 1000) text += "." + std::to_string(1000 + milli).substr(1);
    return text;
}

void printJson(const ClockRow& r) {
    JsonWriter j;
    const auto text = [&](const char* key, const std::string& value) {
        j.key(key);
        if (value.empty()) j.null();
        else j.string(value);
    };
    const auto number = [&](const char* key, bool known, std::int64_t micros) {
        j.key(key);
        if (known) j.raw(seconds(micros)[0] == '+' ? seconds(micros).substr(1) : seconds(micros));
        else j.null();
    };
    j.beginObject().key("recorder").string(r.recorder).key("root").string(r.root).key("files").number(static_cast<std::int64_t>(r.paths.size()));
    j.key("state").string(r.state());
    text("zone", r.zone);
    text("zone_from", inEnglish(r.zoneBasis));
    text("year_from", inEnglish(r.yearBasis));
    j.key("repeated").number(static_cast<std::int64_t>(r.repeated)).key("missing").number(static_cast<std::int64_t>(r.missing));
    number("declared", r.declared, r.offset);
    text("basis", r.basis);
    text("reason", r.reason);
    const bool has = r.proposal.has_value();
    const ClockProposal p = r.proposal.value_or(ClockProposal());
    number("proposed", has, p.offset);
    number("in_force", has, p.applied);
    number("spread", has, p.spread);
    number("drift_a_day", has, p.drift);
    j.key("pairs").number(static_cast<std::int64_t>(p.pairs)).key("considered").number(static_cast<std::int64_t>(p.considered));
    text("reference", p.reference);
    text("by", inEnglish(p.basis));
    text("first", p.first ? formatIso(Time(std::chrono::microseconds(p.first - p.first % 1'000'000))) : "");
    text("last", p.last ? formatIso(Time(std::chrono::microseconds(p.last - p.last % 1'000'000))) : "");
    std::cout << j.endObject().text() << "\n";
}

std::string proposed(const ClockRow& r) {
    if (!r.proposal) return phrase("no record that another recorder wrote too");
    const ClockProposal& p = *r.proposal;
    const std::string drift = p.drift ? phrase("growing by %1 s a day", seconds(p.drift)) : std::string();
    const std::string found = phrase("%1 s ahead of %2: %3 pairs of %4 by %5, spread %6 s", seconds(p.offset), p.reference, p.pairs, p.considered, said(p.basis), seconds(p.spread).substr(1));
    return drift.empty() ? found : phrase("%1; %2", said(found), said(drift));
}

void printRow(const ClockRow& r) {
    std::cout << forTerminal(r.recorder) << "\t" << r.state() << "\t" << (r.declared ? seconds(r.offset) + " s" : "-") << "\t"
              << (r.zone.empty() ? "-" : forTerminal(r.zone)) << "\t" << spoken(r.zoneBasis) << "\t" << spoken(proposed(r)) << "\n";
}

std::int64_t offsetOf(const Arguments& a) {
    const std::string given = a.value("--offset");
    std::string_view digits = given;
    const bool negative = !digits.empty() && digits[0] == '-';
    if (negative || (!digits.empty() && digits[0] == '+')) digits.remove_prefix(1);
    const auto dot = digits.find('.');
    std::string fraction(dot == digits.npos ? std::string_view("0") : digits.substr(dot + 1));
    fraction.resize(6, '0');
    unsigned long long whole = 0, part = 0;
    if (!parseUint(digits.substr(0, dot), whole) || whole > 400ull * 86400 || !parseUint(fraction, part))
        a.usage(phrase("not an offset in seconds: %1", visible(given)));
    const auto micros = static_cast<std::int64_t>(whole * 1'000'000 + part);
    return negative ? -micros : micros;
}

int runClock(const Arguments& a) {
    const auto& p = a.positional();
    if (p.empty()) a.usage("list, accept, set or clear?");
    if (p[0] == "list") {
        const auto c = a.openCase(Case::Mode::Read);
        for (const ClockRow& r : clocks(*c)) a.format() == TableFormat::Table ? printRow(r) : printJson(r);
        return 0;
    }
    if (p[0] != "accept" && p[0] != "set" && p[0] != "clear") a.usage(phrase("list, accept, set or clear, not %1", visible(p[0])));
    if (p.size() != 2) a.usage("name one recorder");
    if (a.value("--reason").empty()) a.usage("--reason is missing: it is written to the custody log");
    if (p[0] == "set" && !a.has("--offset")) a.usage("--offset is missing: seconds its clock was ahead (+) or behind (-)");
    const std::int64_t offset = p[0] == "set" ? offsetOf(a) : 0;
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    if (p[0] == "accept") acceptClock(*c, p[1], a.value("--reason"), *progress);
    else if (p[0] == "set") setClock(*c, p[1], offset, a.value("--reason"), *progress);
    else clearClock(*c, p[1], a.value("--reason"), *progress);
    return 0;
}

constexpr Option kOptions[] = {
    {"--offset", "S", "seconds its clock was ahead (+) or behind (-); 0 declares it right"},
    {"--reason", "TEXT", "why; written to the custody log"},
};

}  // namespace

extern const Command kClock{"clock", "list | accept RECORDER | set RECORDER --offset S | clear RECORDER, each but list with --reason TEXT",
                            "clocks of the recorders: zone, offset proposed, offset declared", kOptions, runClock};

}  // namespace sillage
