#include "trace/basis.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "trace/trace.h"

namespace sillage {
namespace {

constexpr const char* kSettings[] = {"tz", "routes-not-applicable", "habitual-assumption", "outside-assumption", "window", "recorders-remote", "trusted-proxies", "own-networks"};

std::string line(std::string_view kind, std::string_view key, std::string_view value) {
    std::string text(kind);
    text.append("\x1f").append(visible(key)).append("\x1f").append(visible(value));
    return text;
}

std::string instant(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : std::string();
}

std::string conditions(const Indicator& i) {
    std::string text = "actor " + i.actor;
    for (const std::string* part : {&i.ip, &i.account, &i.session, &i.userAgent, &i.device, &i.app})
        if (!part->empty()) text += " " + *part;
    if (i.asn) text += " " + asnText(i.asn);
    if (i.from || i.to) text += " " + instant(i.from) + ".." + instant(i.to);
    return text + ", " + std::string(indicatorGradeName(i.grade));
}

}  // namespace

std::vector<std::string> traceBasis(CaseStore& store) {
    std::vector<std::string> lines;
    for (const Source& s : store.sources()) {
        if (s.state == "removed") continue;
        std::string value = s.sha256;
        if (!s.tz.empty()) value += " " + s.tz;
        if (s.clockOffsetMicros) value += " " + std::to_string(s.clockOffsetMicros);
        if (s.year) value += " " + std::to_string(s.year);
        lines.push_back(line("source", s.path, value + " " + s.mailbox));
    }
    for (const Indicator& i : store.indicators()) lines.push_back(line("indicator", i.id, conditions(i)));
    for (const char* key : kSettings)
        if (const std::string value = store.setting(key); !value.empty()) lines.push_back(line("setting", key, value));
    for (const AsnFile& f : store.asnFiles()) lines.push_back(line("setting", "asn-database " + f.path, f.sha256));
    for (const auto& [account, mailbox] : store.aliases()) lines.push_back(line("alias", "alias " + account, mailbox));
    for (const RuleText& rule : ruleTexts()) lines.push_back(line("rule", rule.id, std::to_string(rule.version)));
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace sillage
