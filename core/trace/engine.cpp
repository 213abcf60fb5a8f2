// The order of the trace: sessions → whose → mailbox by mailbox: folders over time, rules, rows, what stays without an
// actor → sessions, suspects, coverage.
#include "trace/engine.h"

#include <algorithm>
#include <tuple>

#include "base/phrase.h"
#include "trace/session_rows.h"

namespace sillage::tracing {

Engine::Engine(Input& input)
    : input_(input), mailboxOf_(input), sessions_(buildSessions(input)), effects_(input.spool) {
    attributeSessions(input_, sessions_);
    listEvents(input_, sessions_);
    coverage_ = examineCoverage(input_, mailboxOf_, sessions_);
    withoutActor_ = std::make_unique<WithoutActor>(input_, sessions_, mailboxOf_, coverage_);
    enrichSessions();
    reach();
    redirects_ = std::make_unique<Redirects>(input_, mailboxOf_, sessions_);
    for (const Sym mailbox : redirects_->mailboxes()) reached_.insert(mailbox);
    gatherEffects();
}

void Engine::reach() {
    for (const std::uint32_t v : sessions_.attributed) reached_.insert(mailboxOf_(sessions_.visits[v].account));
    for (const std::uint32_t i : sessions_.listed)
        if (searchesContent(input_.events[i])) reached_.insert(input_.mailboxes.begin(), input_.mailboxes.end());
    for (const std::uint32_t i : sessions_.listed)
        for (const Sym account : {input_.events[i].account, input_.events[i].mailbox}) reached_.insert(mailboxOf_(account));
    reached_.erase(0);
}

/// What rules read of attributed sessions, of what they submitted and of what rules of theirs sent on.
void Engine::enrichSessions() {
    if (!input_.enrich) return;
    SpoolVector<std::uint32_t> wanted(input_.spool);
    for (const std::uint32_t e : sessions_.listed) wanted.push_back(e);
    for (const std::uint32_t v : sessions_.attributed)
        if (sessions_.visits[v].route == Route::Submission)
            for (const QueueLine& line : sessions_.queueOf(sessions_.visits[v].key)) wanted.push_back(line.event);
    Redirects::wanted(input_, sessions_, wanted);
    input_.enrich(input_, wanted);
}

void Engine::gatherEffects() {
    for (std::uint32_t i = 0; i < input_.events.size(); ++i) {
        const Ev& e = input_.events[i];
        if (!namesUid(e)) continue;
        if (e.utc && e.action != Action::Flag) firstEffect_ = std::min(firstEffect_, e.utc);
        if (reached_.empty()) continue;
        if (const Sym mailbox = mailboxOf_(e.mailbox); reached_.count(mailbox)) effects_.push_back({mailbox, i});
    }
    std::sort(effects_.begin(), effects_.end(), [](const Effect& a, const Effect& b) {
        return a.mailbox != b.mailbox ? a.mailbox < b.mailbox : a.event < b.event;
    });
    if (!input_.enrich) return;
    SpoolVector<std::uint32_t> wanted(input_.spool);
    for (const Effect& e : effects_) wanted.push_back(e.event);
    input_.enrich(input_, wanted);
}

std::span<const Engine::Effect> Engine::effectsOf(Sym mailbox) const {
    const auto less = [](const Effect& a, const Effect& b) { return a.mailbox < b.mailbox; };
    const auto [from, to] = std::equal_range(effects_.begin(), effects_.end(), Effect{mailbox, 0}, less);
    return {from, to};
}

void Engine::apply(const std::vector<Sym>& mailboxes, TraceSink& sink, const std::function<void(Sym)>& other) {
    std::unordered_set<Sym> held;
    SpoolVector<std::uint32_t> effects(input_.spool);
    for (const Sym mailbox : mailboxes)
        if (reaches(mailbox) && held.insert(mailbox).second)
            for (const Effect& e : effectsOf(mailbox)) effects.push_back(e.event);
    std::sort(effects.begin(), effects.end());
    Candidates found(input_, sessions_);
    if (!held.empty()) {
        FolderState folders(input_, mailboxOf_, held, {effects.begin(), effects.size()}, firstEffect_);
        RuleContext context{input_, folders, mailboxOf_, sessions_, *redirects_, found};
        for (const auto rule : {ruleT01Bind, ruleT02Sync, ruleT07ContentSearch, ruleT10Exchange, ruleT11MailLog, ruleT13Pop3, ruleT14Webmail, ruleT14Fetch,
                                ruleT19Redirect, ruleT23Volume, ruleT23Archive, ruleT28List, ruleSent})
            rule(context);
    }
    const auto place = [&](const Item& i) {
        return std::make_tuple(input_.view(i.mailbox), input_.view(i.folder), i.uid,
                               i.stored() ? input_.view(i.key) : std::string_view());
    };
    std::vector<std::uint32_t> order(input_.items.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const auto x = place(input_.items[a]), y = place(input_.items[b]);
        return x != y ? x < y : a < b;
    });
    std::size_t at = 0;
    for (const Sym mailbox : mailboxes) {
        const bool ours = reaches(mailbox);
        if (!ours) other(mailbox);
        while (at < order.size() && input_.items[order[at]].mailbox == mailbox) {
            std::size_t end = at + 1;
            while (end < order.size() && place(input_.items[order[end]]) == place(input_.items[order[at]])) ++end;
            if (ours) emit({order.data() + at, end - at}, found, sink);
            at = end;
        }
    }
}

namespace {

/// A touched message that no store holds live, but of which something was recovered.
void sayRecovered(const Input& input, const Item& item, Touch& t) {
    if (item.stored() || !item.messageId) return;
    const auto found = input.recovered.find({item.mailbox, item.messageId});
    if (found == input.recovered.end()) return;
    t.placement = found->second.placement;
    t.against.push_back(phrase("the store does not hold this message live: it was recovered (%1)", said(input.view(found->second.how))));
}

}  // namespace

/// Rows of the items at one place. An item that only logs name has rows where a rule found somebody at it, or none.
void Engine::emit(std::span<const std::uint32_t> items, const Candidates& found, TraceSink& sink) const {
    std::vector<Touch> rows;
    for (const std::uint32_t i : items) {
        std::vector<Touch> touched = found.rowsOf(i, coverage_);
        const bool content = std::any_of(touched.begin(), touched.end(), [](const Touch& t) { return isContent(t.depth) && !t.isAttachment; });
        for (Touch& t : touched) sayRecovered(input_, input_.items[i], t);
        if (!content && (input_.items[i].stored() || !touched.empty())) rows.push_back(untouched(input_.items[i]));
        std::move(touched.begin(), touched.end(), std::back_inserter(rows));
    }
    std::sort(rows.begin(), rows.end(), [](const Touch& a, const Touch& b) {
        const bool x = isContent(a.depth), y = isContent(b.depth);
        return std::tie(a.part, x, a.actor, a.id) < std::tie(b.part, y, b.actor, b.id);
    });
    for (Touch& t : rows) sink.touch(std::move(t));
}

void Engine::report(TraceSink& sink) {
    sink.allSessions(TracedSessions(input_, sessions_));
    for (Coverage& c : coverage_.rows) sink.coverage(std::move(c));
}

TraceResult traceInput(Input& input) {
    std::unordered_set<Sym> names;
    for (const Item& i : input.items) names.insert(i.mailbox);
    input.mailboxes.assign(names.begin(), names.end());
    TraceResult result;
    Engine engine(input);
    names.insert(engine.reached().begin(), engine.reached().end());
    std::vector<Sym> mailboxes(names.begin(), names.end());
    std::sort(mailboxes.begin(), mailboxes.end(), [&](Sym a, Sym b) { return input.view(a) < input.view(b); });
    engine.apply(mailboxes, result, [&](Sym mailbox) {
        for (const Item& i : input.items)
            if (i.mailbox == mailbox) result.touch(engine.untouched(i));
    });
    engine.report(result);
    return result;
}

}  // namespace sillage::tracing
