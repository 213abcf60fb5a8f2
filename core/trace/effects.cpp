#include "trace/effects.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "store/exposure_rows.h"
#include "store/session_table.h"
#include "trace/effect_row.h"

namespace sillage {
namespace tracing {
namespace {

std::string domainOf(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : asciiLower(trim(address.substr(at + 1)));
}

/// What is in force first, then what is an actor's, then by time.
std::vector<Effect> ordered(EffectRows&& rows) {
    std::vector<Effect> list;
    for (EffectRow& r : rows) list.push_back(std::move(r.effect));
    const auto rank = [](const Effect& e) {
        const int force = e.inForce == "yes" ? 0 : e.inForce == "unknown" ? 1 : e.inForce == "no" ? 2 : 3;
        return std::make_tuple(force, e.actor.empty(), e.time, std::string_view(e.kind), std::string_view(e.id));
    };
    std::sort(list.begin(), list.end(), [&](const Effect& a, const Effect& b) { return rank(a) < rank(b); });
    return list;
}

}  // namespace

Organisation::Organisation(CaseStore& store) {
    const auto add = [this](const std::string& domain) {
        if (!domain.empty() && std::find(domains_.begin(), domains_.end(), domain) == domains_.end()) domains_.push_back(domain);
    };
    for (const Mailbox& m : store.mailboxes()) add(domainOf(m.name));
    for (const Fact& f : store.facts("mail-domain")) add(asciiLower(trim(f.value)));
}

std::string Organisation::direction(std::string_view target, std::string_view account) const {
    std::string result = "unknown";
    for (const std::string_view one : split(target, ',')) {
        const std::string domain = domainOf(trim(one));
        if (domain.empty()) continue;
        const bool own = domain == domainOf(account) || std::find(domains_.begin(), domains_.end(), domain) != domains_.end();
        if (!own) return domains_.empty() && domainOf(account).empty() ? "unknown" : "external";
        result = "internal";
    }
    return result;
}

}  // namespace tracing

void recomputeEffects(CaseStore& store, Progress& progress) {
    using namespace tracing;
    progress.note("Listing rules, rights and effects");
    const Organisation organisation(store);
    std::vector<Effect> effects;
    withSessions(store, [&](SessionTable& table) {
        EffectCase evidence(store, table);
        EffectRows rows = actsOnRecord(evidence, organisation, progress);
        addStanding(evidence, organisation, rows);
        judgeStanding(evidence, rows);
        effects = ordered(std::move(rows));
    });
    store.replaceEffects(effects);
}

}  // namespace sillage
