// T19 and T26: a rule that sends messages on. The server logs each redirect; the relay's line says who took it; the
// list of redirects already done (.dovecot.lda-dupes) names messages without any log. Whose rule it is follows from
// the one rule-changing session between the last message that was not sent on and the first that was.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

struct Rule {
    Sym mailbox = 0, target = 0;
    std::int64_t first = kForever;          ///< first message sent on
    std::int64_t lastWithout = kBeginning;  ///< last delivery before it that was not sent on
    std::int32_t session = -1;              ///< who set it
    Axis cap = Axis::None;
    std::string why;
};

class Redirects {
public:
    explicit Redirects(RuleContext& c) : c_(c) {}

    void run() {
        collect();
        for (auto& [key, rule] : rules_) author(rule);
        relays();
        for (const std::size_t e : redirects_) logged(e);
        for (const auto& f : c_.input.facts)
            if (f.fact.key == "redirected") fromState(f);
    }

private:
    using Key = std::pair<Sym, Sym>;

    void collect() {
        for (std::size_t i = 0; i < c_.input.events.size(); ++i) {
            const Ev& e = c_.input.events[i];
            if (e.action != Action::Redirect || e.outcome == Outcome::Failure || !e.messageId) continue;
            redirects_.push_back(i);
            Rule& r = rules_[{c_.mailboxOf(e.mailbox), e.target}];
            r.mailbox = c_.mailboxOf(e.mailbox);
            r.target = e.target;
            r.first = std::min(r.first, e.utc);
        }
        for (const Ev& e : c_.input.events) {
            if (e.route != Route::Lmtp || (e.action != Action::Deliver && e.action != Action::Save)) continue;
            for (auto& [key, r] : rules_)
                if (r.mailbox == c_.mailboxOf(e.mailbox) && e.utc < r.first) r.lastWithout = std::max(r.lastWithout, e.utc);
        }
    }

    /// Sessions that can change rules: ManageSieve, and rule actions of a webmail.
    [[nodiscard]] bool changesRules(const Visit& v) const {
        if (v.failedOnly) return false;
        if (v.route == Route::Sieve) return true;
        return v.route == Route::Webmail && std::any_of(v.events.begin(), v.events.end(), [&](std::size_t e) {
            return c_.input.events[e].action == Action::Rule;
        });
    }

    void author(Rule& r) {
        int between = 0, before = 0;
        for (std::size_t s = 0; s < c_.sessions.visits.size(); ++s) {
            const Visit& v = c_.sessions.visits[s];
            if (c_.mailboxOf(v.account) != r.mailbox || v.first > r.first || !changesRules(v)) continue;
            ++before;
            if (v.last < r.lastWithout) continue;
            ++between;
            if (c_.attributed(static_cast<std::int32_t>(s))) r.session = static_cast<std::int32_t>(s);
        }
        if (r.session < 0) return;
        const std::string& id = c_.visit(r.session).row.id;
        if (between == 1) {
            r.cap = r.lastWithout == kBeginning ? Axis::Probable : Axis::Top;
            r.why = "T19@1: session " + id + " is the only one that could change rules between the last message that was not sent on and the first that was";
        } else {
            r.cap = Axis::Possible;
            r.why = "T19@1: session " + id + " is one of " + std::to_string(between) + " that could have set this rule";
        }
    }

    /// Which message-ids a relay accepted for which recipient, and which relays serve several domains.
    void relays() {
        std::unordered_map<Sym, std::set<std::string>> domains;
        for (const auto& [queue, events] : c_.sessions.queues) {
            Sym messageId = 0;
            for (const std::size_t e : events)
                if (c_.input.events[e].messageId) messageId = c_.input.events[e].messageId;
            for (const std::size_t i : events) {
                const Ev& e = c_.input.events[i];
                if (e.action != Action::Relay || e.outcome != Outcome::Success) continue;
                const std::string& to = c_.input.text(e.target);
                domains[e.relay].insert(to.substr(to.find('@') + 1));
                accepted_[{messageId, e.target}].push_back(i);
            }
        }
        for (const auto& [relay, served] : domains)
            if (served.size() > 1) smarthosts_.insert(relay);
    }

    Candidate base(const Rule& r, std::size_t item, Axis identity) const {
        Candidate t;
        t.item = item;
        t.depth = Depth::Whole;
        t.complete = true;
        t.destination = Destination::ThirdParty;
        t.delivery = Axis::Probable;
        t.identity = identity;
        t.session = r.session;
        t.attributionCap = r.cap;
        t.why.push_back("T19@1: a rule sent this message on to " + c_.input.text(r.target));
        t.why.push_back(r.why);
        return t;
    }

    void relayed(Candidate& t, Sym messageId, Sym target) const {
        const auto it = accepted_.find({messageId, target});
        if (it == accepted_.end()) {
            t.against.push_back("no line of a relay that accepted it is on record");
            return;
        }
        const Ev& e = c_.input.events[it->second[0]];
        t.events.push_back(it->second[0]);
        t.why.push_back("T19@1: relay " + c_.input.text(e.relay) + " accepted it");
        if (smarthosts_.count(e.relay)) t.against.push_back("that relay takes mail for several domains: it may be the organisation's own gateway, not the outside");
        else t.delivery = Axis::Top;
    }

    void logged(std::size_t event) {
        const Ev& e = c_.input.events[event];
        const Rule& r = rules_[{c_.mailboxOf(e.mailbox), e.target}];
        if (r.session < 0) return;
        auto found = c_.folders.byMessageId(r.mailbox, e.messageId, "", e.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(r.mailbox, "INBOX", 0, e.messageId, e.subject));
            found.identity = Axis::Top;
            found.why = "named by its Message-ID; no exhibit holds it";
        }
        Candidate t = base(r, found.items[0], found.identity);
        t.first = t.last = e.utc;
        t.rule = "T19@1";
        t.events.push_back(event);
        t.why.push_back("identity: " + found.why);
        relayed(t, e.messageId, e.target);
        addWhole(c_, t);
        done_.insert({e.messageId, e.target});
    }

    /// The mailbox a state file lies beside.
    [[nodiscard]] Sym mailboxOfPath(const std::string& path) const {
        for (const auto& [key, r] : rules_) {
            const std::string& name = c_.input.text(r.mailbox);
            const std::string local = name.substr(0, name.find('@'));
            for (const auto component : split(path, '/'))
                if (component == local || component == name) return r.mailbox;
        }
        return 0;
    }

    void fromState(const FactRow& f) {
        const std::string path = c_.input.sourcePath(f.source);
        const Sym mailbox = mailboxOfPath(path), target = c_.input.symbols.find(asciiLower(f.fact.key2));
        const Sym messageId = c_.input.symbols.find(trim(f.fact.value));
        const auto rule = rules_.find({mailbox, target});
        if (!mailbox || !messageId || rule == rules_.end() || rule->second.session < 0) return;
        if (done_.count({messageId, target})) return;
        const auto found = c_.folders.byMessageId(mailbox, messageId, "", rule->second.first);
        if (found.items.empty()) return;
        Candidate t = base(rule->second, found.items[0], found.identity);
        t.rule = "T26@1";
        t.attributionCap = std::min(t.attributionCap, Axis::Probable);
        t.first = t.last = rule->second.first;
        t.why.push_back("T26@1: " + path + " lists this Message-ID among the redirects done");
        Citation citation;
        citation.sourceId = f.source;
        citation.source = path;
        citation.offset = f.fact.offset;
        citation.length = f.fact.value.size();
        t.citations.push_back(citation);
        relayed(t, messageId, target);
        addWhole(c_, t);
    }

    RuleContext& c_;
    std::map<Key, Rule> rules_;
    std::vector<std::size_t> redirects_;
    std::map<Key, std::vector<std::size_t>> accepted_;
    std::set<Sym> smarthosts_;
    std::set<Key> done_;
};

}  // namespace

void ruleT19Redirect(RuleContext& c) { Redirects(c).run(); }

}  // namespace sillage::tracing
