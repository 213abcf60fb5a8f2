// The order of the trace: sessions → what of them no indicator changes → whose → mailbox by mailbox: folders over time, rules,
// rows.
#include "trace/engine.h"

#include <algorithm>
#include <tuple>

#include "base/phrase.h"
#include "store/session_chunk.h"
#include "trace/coverage_ground.h"
#include "trace/parallel.h"
#include "trace/recorder_facts.h"
#include "trace/session_rows.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMostToRead = 60'000;  ///< events of one act, each in a page of its own
constexpr std::size_t kPlacesInHand = 4'096;   ///< of which the rows are made at a time
constexpr std::size_t kStepsAPlace = 64;       ///< what the rows of a place cost, beside a look at one number

/// Operations that reach mailboxes other than the account's own (T07), seen before all of the record is read.
bool mayReachAll(const Ev& e) {
    return (e.route == Route::M365 || e.route == Route::Admin) && e.outcome != Outcome::Failure && (e.action == Action::Export || e.action == Action::Search) &&
           (!e.rich || searchesContent(e));
}

}  // namespace

Engine::Engine(Input& input, const Beside& beside)
    : input_(input), mailboxOf_(input), ground_(nameMailboxes(input)), mailboxes_(layMailboxes(beside.earlier)), sessions_(input.spool, input.keep) {
    if (beside.named) beside.named(mailboxes_);
    sessions_ = buildSessions(input);
    if (beside.joined) beside_ = beside.joined(sessions_);
    auto facts = std::make_shared<RecorderFacts>();  // an input made by hand: the events are all there is
    auto gathered = std::async(std::launch::async, [&] { return gatherCoverage(input_, input_.recorderFacts ? nullptr : facts.get()); });
    layGroundwork(input, sessions_, ground_);
    input_.coverageGround = std::make_shared<CoverageGround>(gathered.get());
    if (!input_.recorderFacts) input_.recorderFacts = facts;
    tracing::apply(attribute(input_, sessions_, ground_, input_.indicators, assumesHabit(input_)), sessions_);
    examine();
    for (const std::uint32_t v : sessions_.attributed) reachOf(v, reached_);
    SpoolVector<std::uint32_t> wanted(input_.spool);
    enrich(reached_, wanted);
    if (input_.enrich) input_.enrich(input_, wanted);
    redirects_ = std::make_unique<Redirects>(input_, mailboxOf_, sessions_);
    for (const Sym mailbox : redirects_->mailboxes()) reached_.insert(mailbox);
}

MailboxTable Engine::layMailboxes(const MailboxTable* earlier) const {
    auto table = MailboxTable::lay(input_, ground_, mailboxOf_, earlier);
    return table ? std::move(*table) : *MailboxTable::lay(input_, ground_, mailboxOf_);
}

Engine::Engine(Input& input, Sessions&& sessions, Groundwork&& ground, MailboxTable&& mailboxes)
    : input_(input), mailboxOf_(input, {ground.accounts.begin(), ground.accounts.size()}), ground_(std::move(ground)),
      mailboxes_(std::move(mailboxes)), sessions_(std::move(sessions)) {}

void Engine::examine() {
    listEvents(input_, ground_, sessions_);
    coverage_ = examineCoverage(input_, mailboxOf_, sessions_);
    withoutActor_ = std::make_unique<WithoutActor>(input_, sessions_, ground_, mailboxes_, mailboxOf_, coverage_);
}

/// Mailboxes of a session's account and of what it names.
void Engine::reachOf(std::uint32_t visit, std::unordered_set<Sym>& reached) const {
    const Visit& v = sessions_.visits[visit];
    Sym last = 0;
    const auto add = [&](Sym account) {
        if (!account || account == last) return;
        last = account;
        if (const Sym mailbox = mailboxOf_(account)) reached.insert(mailbox);
    };
    add(v.account);
    for (const std::uint32_t i : ground_.eventsOf(v, visit)) {
        const Ev& e = input_.events[i];
        add(e.account);
        add(e.mailbox);
        if (mayReachAll(e)) reached.insert(input_.mailboxes.begin(), input_.mailboxes.end());
    }
    reached.erase(0);
}

/// Whether anything of a session bears one of these names.
bool Engine::names(std::uint32_t visit, const std::unordered_set<Sym>& some) const {
    const Visit& v = sessions_.visits[visit];
    const auto events = ground_.eventsOf(v, visit);
    return some.count(v.account) || std::any_of(events.begin(), events.end(), [&](std::uint32_t i) {
               return some.count(input_.events[i].account) || some.count(input_.events[i].mailbox);
           });
}

std::optional<ActChange> Engine::decideAgain(const std::vector<Indicator>& before, bool assumedBefore, const MailboxChange& mailboxes) {
    const Attribution was = attribute(input_, sessions_, ground_, before, assumedBefore);
    Attribution is = attribute(input_, sessions_, ground_, input_.indicators, assumesHabit(input_));
    std::vector<std::uint32_t> changed;
    std::vector<bool> differs(sessions_.visits.size());
    const auto compare = [&](std::uint32_t v) {
        if (differs[v] || sameWords(input_, sessions_, was, is, v)) return;
        differs[v] = true;
        if (was.of_(v).attribution != Axis::None || is.of_(v).attribution != Axis::None) changed.push_back(v);
    };
    for (const auto& [v, of] : was.of) compare(v);
    for (const auto& [v, of] : is.of) compare(v);
    ActChange change;
    change.chunks.resize((ground_.order.size() + kSessionsAChunk - 1) / kSessionsAChunk);
    for (std::size_t row = 0; row < ground_.order.size(); ++row) {
        const std::uint32_t v = ground_.order[row];
        if (was.states[v] == is.states[v] && !differs[v]) continue;
        change.chunks[row / kSessionsAChunk] = true;
        change.anything = true;
        row |= kSessionsAChunk - 1;  // the rest of the chunk goes with it
    }
    tracing::apply(std::move(is), sessions_);
    examine();

    std::unordered_set<Sym> touched, here;
    std::sort(changed.begin(), changed.end());
    for (const std::uint32_t v : changed) reachOf(v, touched);
    for (const std::uint32_t rank : mailboxes.changed) touched.insert(mailboxes_.name(rank));
    std::unordered_set<Sym> renamed;
    for (const std::uint32_t name : mailboxes.names) renamed.insert(ground_.names[name]);
    if (!renamed.empty())
        for (const std::uint32_t v : sessions_.attributed)
            if (names(v, renamed)) reachOf(v, touched);
    SpoolVector<std::uint32_t> wanted(input_.spool);
    for (const std::uint32_t v : sessions_.attributed) {
        here.clear();
        reachOf(v, here);
        const bool concerns = std::any_of(here.begin(), here.end(), [&](Sym m) { return touched.count(m) != 0; });
        reached_.insert(here.begin(), here.end());
        if (!concerns) continue;
        for (const std::uint32_t i : sessions_.eventsOf(sessions_.visits[v])) wanted.push_back(i);
        if (sessions_.visits[v].route == Route::Submission)
            for (const QueueLine& line : sessions_.queueOf(sessions_.visits[v].key)) wanted.push_back(line.event);
    }
    Redirects::wanted(input_, sessions_, wanted);
    for (const Sym m : touched)
        if (reaches(m)) eachEffect(m, [&wanted](std::uint32_t e) { wanted.push_back(e); });
    std::size_t fresh = 0;
    for (const std::uint32_t i : wanted) fresh += !input_.events[i].rich;
    if (fresh > kMostToRead) return std::nullopt;
    if (input_.enrich) input_.enrich(input_, wanted);
    redirects_ = std::make_unique<Redirects>(input_, mailboxOf_, sessions_);
    for (const Sym mailbox : redirects_->mailboxes()) reached_.insert(mailbox);
    for (const Sym m : touched) change.mailboxes.push_back(m);
    std::sort(change.mailboxes.begin(), change.mailboxes.end(), [&](Sym a, Sym b) { return input_.view(a) < input_.view(b); });
    return change;
}

/// What rules read of attributed sessions, of what they submitted, of what rules of theirs sent on, and of lines that change
/// these mailboxes.
void Engine::enrich(const std::unordered_set<Sym>& mailboxes, SpoolVector<std::uint32_t>& wanted) {
    for (const std::uint32_t e : sessions_.listed) wanted.push_back(e);
    for (const std::uint32_t v : sessions_.attributed)
        if (sessions_.visits[v].route == Route::Submission)
            for (const QueueLine& line : sessions_.queueOf(sessions_.visits[v].key)) wanted.push_back(line.event);
    Redirects::wanted(input_, sessions_, wanted);
    for (const Sym m : mailboxes) eachEffect(m, [&wanted](std::uint32_t e) { wanted.push_back(e); });
}

void Engine::apply(const std::vector<Sym>& mailboxes, RowSink& sink) {
    std::unordered_set<Sym> held;
    SpoolVector<std::uint32_t> effects(input_.spool);
    for (const Sym mailbox : mailboxes)
        if (reaches(mailbox) && held.insert(mailbox).second) eachEffect(mailbox, [&effects](std::uint32_t e) { effects.push_back(e); });
    std::sort(effects.begin(), effects.end());
    Candidates found(input_, sessions_);
    if (!held.empty()) {
        FolderState folders(input_, mailboxOf_, held, {effects.begin(), effects.size()}, ground_.firstEffect);
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
    std::vector<Place> places;
    std::size_t at = 0;
    for (const Sym mailbox : mailboxes) {
        places.push_back({mailbox, {}, {}});
        while (at < order.size() && input_.items[order[at]].mailbox == mailbox) {
            const Item& first = input_.items[order[at]];
            std::size_t end = at + 1;  // what only logs name at one place stands together
            while (!first.stored() && end < order.size() && !input_.items[order[end]].stored() && place(input_.items[order[end]]) == place(first)) ++end;
            places.push_back({0, {order.data() + at, end - at}, {}});
            at = end;
        }
    }
    for (std::size_t from = 0; from < places.size(); from += kPlacesInHand) {
        const std::span<Place> some = std::span(places).subspan(from, std::min(kPlacesInHand, places.size() - from));
        eachStretch(some.size() * kStepsAPlace, [&](std::size_t s) {
            for (std::size_t p = some.size() * s / kStretches; p < some.size() * (s + 1) / kStretches; ++p) rowsOf(some[p], found);
        });
        for (Place& p : some) emit(std::move(p), sink);
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

/// Order of rows at one place.
auto rank(const Touch& t, bool content) { return std::make_tuple(std::string_view(t.part), content, std::string_view(t.actor), std::string_view(t.id)); }

}  // namespace

/// Rows of the item of a store, or of those at one place that only logs name: they have rows where a rule found somebody
/// at them, or none.
void Engine::rowsOf(Place& p, const Candidates& found) const {
    if (p.mailbox) return;
    const Item& first = input_.items[p.items.front()];
    for (const std::uint32_t i : p.items) {
        std::vector<Touch> touched = found.rowsOf(i, coverage_);
        const bool content = std::any_of(touched.begin(), touched.end(), [](const Touch& t) { return isContent(t.depth) && !t.isAttachment; });
        for (Touch& t : touched) sayRecovered(input_, input_.items[i], t);
        p.veiled = content;
        if (!content && !first.stored() && !touched.empty()) p.rows.push_back({withoutActor_->row(input_.items[i]), i});
        for (Touch& t : touched) p.rows.push_back({std::move(t), i});
    }
    std::sort(p.rows.begin(), p.rows.end(), [](const Place::Row& a, const Place::Row& b) {
        return rank(a.touch, isContent(a.touch.depth)) < rank(b.touch, isContent(b.touch.depth));
    });
}

void Engine::emit(Place&& p, RowSink& sink) const {
    if (p.mailbox) return sink.mailbox(p.mailbox);
    const Item& first = input_.items[p.items.front()];
    auto &rows = p.rows;
    auto row = rows.begin();
    if (first.stored()) {
        sink.item(first);
        for (; row != rows.end() && row->touch.part.empty() && !isContent(row->touch.depth); ++row) sink.row(first, std::move(row->touch));
        sink.own(first, p.veiled);
    }
    for (; row != rows.end(); ++row) sink.row(input_.items[row->item], std::move(row->touch));
}

namespace {

class MemoryRows final : public RowSink {
public:
    MemoryRows(TraceResult& result, const WithoutActor& withoutActor) : result_(result), withoutActor_(withoutActor) {}
    void mailbox(Sym) override {}
    void item(const Item&) override {}
    void own(const Item& item, bool veiled) override {
        if (!veiled) result_.touches.push_back(withoutActor_.row(item));
    }
    void row(const Item&, Touch&& t) override { result_.touches.push_back(std::move(t)); }

private:
    TraceResult& result_;
    const WithoutActor& withoutActor_;
};

}  // namespace

TraceResult traceInput(Input& input) {
    std::unordered_set<Sym> names;
    for (const Item& i : input.items) names.insert(i.mailbox);
    input.mailboxes.assign(names.begin(), names.end());
    TraceResult result;
    Engine engine(input);
    names.insert(engine.reached().begin(), engine.reached().end());
    std::vector<Sym> mailboxes(names.begin(), names.end());
    std::sort(mailboxes.begin(), mailboxes.end(), [&](Sym a, Sym b) { return input.view(a) < input.view(b); });
    MemoryRows rows(result, engine.withoutActor());
    engine.apply(mailboxes, rows);
    auto suspects = std::make_unique<Suspects>(input, engine.sessions());
    suspects->find();
    result.allSessions(TracedSessions(input, engine.sessions(), engine.ground(), std::move(suspects)));
    result.cells = engine.coverage();
    return result;
}

}  // namespace sillage::tracing
