// T19 and T26: a rule that sends messages on. The server logs each redirect; the relay's line says who took it; the
// list of redirects already done (.dovecot.lda-dupes) names messages without any log. Whose rule it is follows from
// the one rule-changing session between the last message that was not sent on and the first that was.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// Sessions that can change rules: ManageSieve, and rule actions of a webmail.
bool changesRules(const Visit& v) {
    return !v.failedOnly && (v.route == Route::Sieve || (v.route == Route::Webmail && v.newRule));
}

bool isRedirect(const Ev& e) { return e.action == Action::Redirect && e.outcome != Outcome::Failure; }

}  // namespace

void Redirects::wanted(const Input& input, const Sessions& sessions, SpoolVector<std::uint32_t>& events) {
    const bool any = std::any_of(sessions.attributed.begin(), sessions.attributed.end(),
                                 [&](std::uint32_t v) { return changesRules(sessions.visits[v]); });
    if (!any) return;
    for (std::uint32_t i = 0; i < input.events.size(); ++i)
        if (isRedirect(input.events[i])) events.push_back(i);
    for (const QueueLine& line : sessions.queues) events.push_back(line.event);
}

Redirects::Redirects(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions)
    : input_(input), mailboxOf_(mailboxOf), sessions_(sessions) {
    SpoolVector<std::uint32_t> events(input.spool);
    wanted(input, sessions, events);
    if (events.empty()) return;
    collect();
    for (auto& [key, rule] : rules_) author(rule);
    relays();
}

std::vector<Sym> Redirects::mailboxes() const {
    std::vector<Sym> out;
    for (const auto& [key, rule] : rules_)
        if (rule.session >= 0) out.push_back(rule.mailbox);
    return out;
}

void Redirects::run(RuleContext& c) {
    for (const std::uint32_t e : redirects_) logged(c, e);
    for (const auto& f : input_.facts)
        if (f.fact.key == "redirected") fromState(c, f);
}

void Redirects::collect() {
    std::unordered_map<Sym, std::vector<Rule*>> byMailbox;
    for (std::uint32_t i = 0; i < input_.events.size(); ++i) {
        const Ev& e = input_.events[i];
        if (!isRedirect(e) || !e.messageId) continue;
        redirects_.push_back(i);
        const Sym mailbox = mailboxOf_(e.mailbox);
        Rule& r = rules_[{mailbox, e.target}];
        if (!r.mailbox) byMailbox[mailbox].push_back(&r);
        r.mailbox = mailbox;
        r.target = e.target;
        r.first = std::min(r.first, e.utc);
    }
    for (const Ev& e : input_.events) {
        if (e.route != Route::Lmtp || (e.action != Action::Deliver && e.action != Action::Save)) continue;
        if (const auto it = byMailbox.find(mailboxOf_(e.mailbox)); it != byMailbox.end())
            for (Rule* r : it->second)
                if (e.utc < r->first) r->lastWithout = std::max(r->lastWithout, e.utc);
    }
}

void Redirects::author(Rule& r) {
    int between = 0;
    for (std::size_t s = 0; s < sessions_.visits.size(); ++s) {
        const Visit& v = sessions_.visits[s];
        if (!changesRules(v) || v.first > r.first || v.last < r.lastWithout || mailboxOf_(v.account) != r.mailbox) continue;
        ++between;
        if (v.attribution != Axis::None) r.session = static_cast<std::int32_t>(s);
    }
    if (r.session < 0) return;
    const std::string id = sessionId(sessions_.visits[static_cast<std::size_t>(r.session)].id);
    if (between == 1) {
        r.cap = r.lastWithout == kBeginning ? Axis::Probable : Axis::Top;
        r.why = phrase("T19@1: session %1 is the only one that could change rules between the last message that was not sent on and the first that was", id);
    } else {
        r.cap = Axis::Possible;
        r.why = phrase("T19@1: session %1 is one of %2 that could have set this rule", id, between);
    }
}

/// Which message-ids a relay accepted for which recipient, and which relays serve several domains.
void Redirects::relays() {
    std::set<Sym> targets;
    for (const auto& [key, rule] : rules_)
        if (rule.session >= 0) targets.insert(rule.target);
    std::unordered_map<Sym, std::string> domain;  // of each relay: the first
    const auto& lines = sessions_.queues;
    for (std::size_t begin = 0, end = 0; begin < lines.size(); begin = end) {
        Sym messageId = 0;
        for (end = begin; end < lines.size() && lines[end].queue == lines[begin].queue; ++end) {
            const Ev& e = input_.events[lines[end].event];
            if (e.messageId && (e.route != Route::Lmtp || e.target)) messageId = e.messageId;
        }
        for (std::size_t l = begin; l < end; ++l) {
            const Ev& e = input_.events[lines[l].event];
            if (e.action != Action::Relay || e.outcome != Outcome::Success) continue;
            const std::string_view to = input_.view(e.target);
            const std::string_view served = to.substr(to.find('@') + 1);
            if (const auto [it, fresh] = domain.emplace(e.relay, served); !fresh && it->second != served) smarthosts_.insert(e.relay);
            if (!targets.count(e.target)) continue;
            if (isRelayhost(e.relay)) relayhosts_.insert(e.relay);
            const auto [it, fresh] = accepted_.emplace(SymPair{messageId, e.target}, lines[l].event);
            if (!fresh) it->second = std::min(it->second, lines[l].event);
        }
    }
}

/// A relay is logged as name[address]:port; relayhost is a name, an address or a domain whose exchangers are meant.
bool Redirects::isRelayhost(Sym relay) const {
    const std::string logged = asciiLower(input_.view(relay));
    const std::string_view name = std::string_view(logged).substr(0, logged.find('['));
    for (const auto& f : input_.facts) {
        if (f.fact.key != "relayhost" || f.fact.value.empty()) continue;
        const std::string& host = f.fact.value;
        if (name == host || name.ends_with("." + host) || logged.find("[" + host + "]") != std::string::npos) return true;
    }
    return false;
}

Candidate Redirects::base(const Rule& r, std::uint32_t item, Axis identity) const {
    Candidate t;
    t.item = item;
    t.depth = Depth::Whole;
    t.complete = true;
    t.destination = Destination::ThirdParty;
    t.delivery = Axis::Probable;
    t.identity = identity;
    t.session = r.session;
    t.attributionCap = r.cap;
    t.why.push_back(phrase("T19@1: a rule sent this message on to %1", input_.view(r.target)));
    t.why.push_back(r.why);
    return t;
}

void Redirects::relayed(Candidate& t, Sym messageId, Sym target) const {
    const auto it = accepted_.find({messageId, target});
    if (it == accepted_.end()) {
        t.against.push_back(phrase("no line of a relay that accepted it is on record"));
        return;
    }
    const Ev& e = input_.events[it->second];
    t.events.push_back(it->second);
    t.why.push_back(phrase("T19@1: relay %1 accepted it", input_.view(e.relay)));
    if (relayhosts_.count(e.relay)) t.against.push_back(phrase("main.cf names that relay as relayhost: it is the organisation's own way out, not the outside"));
    else if (smarthosts_.count(e.relay)) t.against.push_back(phrase("that relay takes mail for several domains: it may be the organisation's own gateway, not the outside"));
    else t.delivery = Axis::Top;
}

void Redirects::logged(RuleContext& c, std::uint32_t event) {
    const Ev& e = input_.events[event];
    const Rule& r = rules_[{mailboxOf_(e.mailbox), e.target}];
    if (r.session < 0 || !c.folders.holds(r.mailbox)) return;
    auto found = c.folders.byMessageId(r.mailbox, e.messageId, "", e.utc);
    if (found.items.empty()) {
        found.items.push_back(c.folders.ghost(r.mailbox, "INBOX", 0, e.messageId, e.subject, e.utc));
        found.identity = Axis::Top;
        found.why = phrase("named by its Message-ID; no exhibit holds it");
    }
    Candidate t = base(r, found.items[0], found.identity);
    t.first = t.last = e.utc;
    t.rule = "T19@1";
    t.events.push_back(event);
    t.why.push_back(phrase("identity: %1", said(found.why)));
    relayed(t, e.messageId, e.target);
    addWhole(c, t);
    done_.insert({e.messageId, e.target});
}

/// The mailbox a state file lies beside.
Sym Redirects::mailboxOfPath(const std::string& path) const {
    for (const auto& [key, r] : rules_) {
        const std::string name = input_.text(r.mailbox);
        const std::string local = name.substr(0, name.find('@'));
        for (const auto component : split(path, '/'))
            if (component == local || component == name) return r.mailbox;
    }
    return 0;
}

void Redirects::fromState(RuleContext& c, const FactRow& f) {
    const std::string path = input_.sourcePath(f.source);
    const Sym mailbox = mailboxOfPath(path), target = input_.symbols.find(asciiLower(f.fact.key2));
    const Sym messageId = input_.symbols.find(trim(f.fact.value));
    const auto rule = rules_.find({mailbox, target});
    if (!mailbox || !messageId || rule == rules_.end() || rule->second.session < 0 || !c.folders.holds(mailbox)) return;
    if (done_.count({messageId, target})) return;
    const auto found = c.folders.byMessageId(mailbox, messageId, "", rule->second.first);
    if (found.items.empty()) return;
    Candidate t = base(rule->second, found.items[0], found.identity);
    t.rule = "T26@1";
    t.attributionCap = std::min(t.attributionCap, Axis::Probable);
    t.first = t.last = rule->second.first;
    t.why.push_back(phrase("T26@1: %1 lists this Message-ID among the redirects done", path));
    Citation citation;
    citation.sourceId = f.source;
    citation.source = path;
    citation.offset = f.fact.offset;
    citation.length = f.fact.value.size();
    t.citations.push_back(citation);
    relayed(t, messageId, target);
    addWhole(c, t);
}

void ruleT19Redirect(RuleContext& c) { c.redirects.run(c); }

}  // namespace sillage::tracing
