// The trace of a case: its mailboxes in order, as many in hand as fit, results straight to the store. What no act of the
// examiner changes is kept beside the case (kept.h); an act computes from there.
#include <algorithm>
#include <future>
#include <map>
#include <numeric>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "trace/actor_events.h"
#include "trace/basis.h"
#include "trace/coverage_ground.h"
#include "trace/engine.h"
#include "trace/kept.h"
#include "trace/load.h"
#include "trace/placement_reader.h"
#include "trace/recorder_facts.h"
#include "trace/session_rows.h"
#include "trace/touch_rows.h"
#include "trace/untouched.h"

namespace sillage {
namespace {

using namespace tracing;

constexpr std::size_t kInHand = 16'000;  ///< items and lines about them, from which on the rules are applied

Stores storesOf(CaseStore& store) {
    Stores stores;
    for (const Mailbox& m : store.mailboxes()) stores[asciiLower(m.name)].push_back(m.id);
    return stores;
}

/// What the whole computation rests on but for what an act changes: the program and the evidence; what of it is kept under
/// which name, and of which logs that was made.
struct Basis {
    std::string evidence, logs, kept, program;

    static Basis of(CaseStore& store, std::string kept = {}) {
        std::string text = SILLAGE_VERSION " acts 2";  // and the form of Acts::text
        for (const RuleText& rule : ruleTexts()) text.append("\n").append(rule.id).append("@").append(std::to_string(rule.version));
        const auto digest = [&text](const std::string& of) { return toHex(sha256(text + "\n" + of)); };
        return {digest(store.evidenceText()), digest(store.logsText()), std::move(kept), digest({})};
    }
    static Basis read(std::string_view text) {
        const auto parts = split(text, ' ');
        return parts.size() == 4 ? Basis{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), std::string(parts[3])} : Basis();
    }
    [[nodiscard]] std::string text() const { return evidence + ' ' + logs + ' ' + kept + ' ' + program; }
};

void putText(std::string& out, std::string_view text) { out.append(std::to_string(text.size())).append(":").append(text); }

std::string takeText(std::string_view& in) {
    const std::size_t colon = in.find(':');
    unsigned long long size = 0;
    if (colon == std::string_view::npos || !parseUint(in.substr(0, colon), size) || size > in.size() - colon - 1) return in = {}, std::string();
    std::string text(in.substr(colon + 1, size));
    in.remove_prefix(colon + 1 + size);
    return text;
}

/// What an act changes, as it was when the answer was computed.
struct Acts {
    std::map<std::string, std::string> settings;
    std::vector<Indicator> indicators;
    std::string coverage;  ///< digest of its rows
    std::string systems;   ///< hashes of the files of the ASN database

    /// Addresses of autonomous systems that it rests on are no longer those.
    [[nodiscard]] bool restsOnOther(const std::string& systemsNow) const {
        return systems != systemsNow && std::any_of(indicators.begin(), indicators.end(), [](const Indicator& i) { return i.asn != 0; });
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const char* key : kActSettings) putText(out, settings.count(key) ? settings.at(key) : std::string());
        putText(out, coverage);
        putText(out, systems);
        for (const Indicator& i : indicators) {
            for (const std::string* t : {&i.id, &i.actor, &i.ip, &i.account, &i.session, &i.userAgent, &i.device, &i.app, &i.document, &i.reason}) putText(out, *t);
            for (const std::int64_t n : {std::int64_t{i.asn}, i.from, i.to, static_cast<std::int64_t>(i.grade), i.created}) putText(out, std::to_string(n));
        }
        return out;
    }
    static Acts of(std::string_view in) {
        Acts a;
        for (const char* key : kActSettings) a.settings[key] = takeText(in);
        a.coverage = takeText(in);
        a.systems = takeText(in);
        while (!in.empty()) {
            Indicator i;
            for (std::string* t : {&i.id, &i.actor, &i.ip, &i.account, &i.session, &i.userAgent, &i.device, &i.app, &i.document, &i.reason}) *t = takeText(in);
            const auto number = [&] { return static_cast<std::int64_t>(std::strtoll(takeText(in).c_str(), nullptr, 10)); };
            i.asn = static_cast<std::uint32_t>(number());
            i.from = number();
            i.to = number();
            i.grade = static_cast<IndicatorGrade>(number());
            i.created = number();
            a.indicators.push_back(std::move(i));
        }
        return a;
    }
};

std::string systemsOf(const AsnRanges& systems) {
    std::string text;
    for (const AsnFile& f : systems.files()) text += f.sha256;
    return text;
}

std::string digestOf(const std::vector<Coverage>& rows) {
    std::string text;
    for (const Coverage& c : rows) {
        for (const std::string* t : {&c.route, &c.account, &c.source, &c.state, &c.detail, &c.ask, &c.kind, &c.recorder, &c.whom}) putText(text, *t);
        for (const std::int64_t n : {c.first, c.last, c.expires}) putText(text, std::to_string(n));
    }
    return toHex(sha256(text));
}

/// From an engine that knows whose sessions are to what the store has.
class Answer {
public:
    Answer(CaseStore& store, Progress& progress, Input& input, Engine& engine)
        : store_(store), progress_(progress), input_(input), engine_(engine) {}

    /// Rows of what rules find in these mailboxes, which are in order of rank.
    void touches(const std::vector<Sym>& mailboxes, TraceWriter& writer) {
        StoredRows rows(engine_.mailboxes(), writer);
        progress_.note("applying rules");
        std::vector<Sym> reached;
        for (const Sym mailbox : mailboxes)
            if (engine_.reaches(mailbox)) reached.push_back(mailbox);
        PlacementReader reader(store_, storesOf(store_), input_, reached);
        std::uint64_t done = 0;
        for (const Sym mailbox : reached) {
            progress_.advance(done++, reached.size());
            inHand_.push_back(mailbox);
            ItemBuilder items(input_, true);
            reader.next([&items](const Placement& p) { items.add(p); });
            weight_ += engine_.weight(mailbox);
            if (input_.items.size() + weight_ >= kInHand) flush(rows);
        }
        flush(rows);
        rows.finish();
    }

    /// Classes of rows without an actor: of the stores, and of mailboxes that an actor reached.
    void classes(TraceWriter& writer) {
        std::vector<std::uint32_t> ranks;
        const MailboxTable& mailboxes = engine_.mailboxes();
        const auto add = [&](Sym mailbox) {
            if (const std::uint32_t rank = mailboxes.rankOf(mailbox); rank != kNone) ranks.push_back(rank);
        };
        for (const Sym m : input_.mailboxes) add(m);
        for (const Sym m : engine_.reached()) add(m);
        std::sort(ranks.begin(), ranks.end());
        ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
        TouchClasses classes;
        for (const std::uint32_t rank : ranks) engine_.withoutActor().add(classes, mailboxes.name(rank), rank);
        count(classes, writer);
        writer.classes(classes);
    }

    [[nodiscard]] Acts acts() const { return {input_.settings, input_.indicators, digestOf(engine_.coverage()), systemsOf(input_.systems)}; }

private:
    /// Rows without an actor, by grade: items of the stores but for veiled ones, and those that only logs name.
    void count(TouchClasses& classes, TraceWriter& writer) const {
        std::map<std::int64_t, TouchClasses::Mailbox*> byNumber;
        const auto gradeAt = [&](const TouchClasses::Span& span) { return static_cast<std::size_t>(classes.classes[span.classIndex].grade); };
        const auto at = [&](const TouchClasses::Mailbox& m, std::int64_t arrival) -> std::size_t {
            for (const auto& span : classes.schedules[m.schedule])
                if (arrival < span.until) return gradeAt(span);
            return 0;
        };
        for (auto& m : classes.mailboxes) {
            byNumber[m.number] = &m;
            const auto& arrivals = engine_.mailboxes().arrivals(engine_.mailboxes().rankOfNumber(m.number));
            auto from = arrivals.begin();
            for (const auto& span : classes.schedules[m.schedule]) {
                const auto to = std::lower_bound(from, arrivals.end(), span.until);
                m.rows[gradeAt(span)] += static_cast<std::uint64_t>(to - from);
                from = to;
            }
        }
        for (const auto& [number, arrival] : writer.veiledArrivals())
            if (const auto m = byNumber.find(number); m != byNumber.end()) --m->second->rows[at(*m->second, arrival)];
        for (const auto& [number, arrival] : writer.namedArrivals())
            if (const auto m = byNumber.find(number); m != byNumber.end()) ++m->second->rows[at(*m->second, arrival)];
    }

    void flush(StoredRows& rows) {
        if (!inHand_.empty()) engine_.apply(inHand_, rows);
        inHand_.clear();
        input_.items.clear();
        input_.parts.clear();
        input_.recovered.clear();
        weight_ = 0;
    }

    CaseStore& store_;
    Progress& progress_;
    Input& input_;
    Engine& engine_;
    std::vector<Sym> inHand_;
    std::size_t weight_ = 0;
};

/// The mailboxes as they are now, and what of them is not as it was. The second is empty where the evidence is the same.
std::optional<std::pair<MailboxTable, MailboxChange>> mailboxesNow(CaseStore& store, KeptTrace& kept, MailboxTable&& before, bool sameEvidence) {
    if (sameEvidence) return std::pair(std::move(before), MailboxChange());
    Input& input = kept.input;
    loadContents(store, input);
    const MailboxOf mailboxOf(input, {kept.ground.accounts.begin(), kept.ground.accounts.size()});
    auto now = MailboxTable::lay(input, kept.ground, mailboxOf, &before);
    if (!now) return std::nullopt;
    MailboxChange change = compare(before, *now);
    std::vector<bool> changed(now->size());
    for (const std::uint32_t rank : change.changed) changed[rank] = true;
    for (std::uint32_t rank = 0; rank < now->size(); ++rank)
        if (!changed[rank]) now->setArrivals(rank, std::vector(before.arrivals(before.rankOf(now->name(rank)))));
    return std::pair(std::move(*now), std::move(change));
}

/// Rows of changed mailboxes that are there whatever anybody did, anew.
void rewriteMailboxes(CaseStore& store, const Input& input, MailboxTable& mailboxes, const MailboxChange& change, TraceWriter& writer) {
    for (const std::uint32_t number : change.gone) writer.dropMailbox(number);
    for (const std::uint32_t rank : change.changed) writer.dropMailbox(mailboxes.number(rank));
    const Stores stores = storesOf(store);
    Untouched untouched(store, stores, input);
    untouched.begin(mailboxes, change.changed, writer);
    untouched.end(mailboxes);
    for (const std::uint32_t rank : change.changed) writer.mailbox(mailboxes.traced(input, rank));
}

/// What an answer of this program left of mailboxes whose rows may stay as they are; nullopt: none may.
std::optional<MailboxTable> standingMailboxes(CaseStore& store, Input& input, const Basis& was, const Basis& is) {
    if (was.program != is.program || !store.messagesStand()) return std::nullopt;
    return MailboxTable::stored(input, store);
}

/// The mailboxes whose rows without an actor are to be written, by rank. Rows of others that are not to stay are dropped; where
/// little would stay, all are.
std::vector<std::uint32_t> mailboxesToWrite(MailboxTable* before, MailboxTable& now, TraceWriter& writer) {
    std::vector<std::uint32_t> fresh, all(now.size());
    std::iota(all.begin(), all.end(), 0u);
    std::set<std::uint32_t> standing;
    std::uint64_t stay = 0, come = 0;
    for (const std::uint32_t rank : all) {
        const std::uint32_t was = before ? before->rankOf(now.name(rank)) : kNone;
        const bool same = was != kNone && before->number(was) == now.number(rank) && before->content(was) == now.content(rank);
        (same ? stay : come) += now.content(rank).placements;
        if (same) standing.insert(was);
        else fresh.push_back(rank);
    }
    if (stay <= come) {
        writer.untouchedAnew();
        return all;
    }
    for (std::uint32_t was = 0; was < before->size(); ++was) {
        if (!standing.count(was)) writer.dropMailbox(before->number(was));
        else now.setArrivals(now.rankOf(before->name(was)), std::vector(before->arrivals(was)));
    }
    return fresh;
}

std::filesystem::path indexOf(CaseStore& store) { return store.directory() / "index"; }

}  // namespace

bool recomputeTrace(CaseStore& store, Progress& progress) {
    const Basis was = Basis::read(store.traceState().basis);
    Basis basis = Basis::of(store);
    auto before = roomForBoth(indexOf(store)) ? restoreKept(indexOf(store), was.kept, nullptr) : std::nullopt;
    Keeping keeping(indexOf(store));
    Input input = loadCase(store, progress, keeping.spool(), before ? &before->input : nullptr);
    auto mailboxesBefore = standingMailboxes(store, input, was, basis);
    // To give back the room of a file of some gigabytes takes the file system a second or more.
    const auto gone = std::async(std::launch::async, [&before] { before.reset(); });
    if (progress.cancelled()) return false;
    progress.note("joining sessions");
    const Stores stores = storesOf(store);
    store.replaceTrace([&](TraceWriter& writer) {
        writer.basis(traceBasis(store));
        std::unique_ptr<Suspects> suspects;
        Untouched untouched(store, stores, input);
        Beside beside;
        beside.earlier = mailboxesBefore ? &*mailboxesBefore : nullptr;
        beside.joined = [&](const Sessions& sessions) {
            suspects = std::make_unique<Suspects>(input, sessions);
            return std::async(std::launch::async, [&suspects] { suspects->find(); });
        };
        beside.named = [&](MailboxTable& mailboxes) {
            untouched.begin(mailboxes, mailboxesToWrite(mailboxesBefore ? &*mailboxesBefore : nullptr, mailboxes, writer), writer);
        };
        Engine engine(input, beside);
        Groundwork& ground = engine.ground();
        engine.waitBeside();
        const TracedSessions sessions(input, engine.sessions(), ground, std::move(suspects));
        std::vector<Sym> reached(engine.reached().begin(), engine.reached().end());
        std::sort(reached.begin(), reached.end(), [&](Sym a, Sym b) { return input.view(a) < input.view(b); });
        untouched.end(engine.mailboxes());
        Answer answer(store, progress, input, engine);
        keeping.seal(input, engine.sessions(), ground);
        answer.touches(reached, writer);
        answer.classes(writer);
        progress.note("writing sessions");
        writer.allSessions(sessions);
        writer.actorEvents(actorEvents(input, engine.sessions(), ground));
        writer.coverage(engine.coverage());
        for (std::uint32_t rank = 0; rank < engine.mailboxes().size(); ++rank) writer.mailbox(engine.mailboxes().traced(input, rank));
        basis.kept = keeping.finish(engine.sessions());
        writer.state(basis.text(), answer.acts().text(), engine.mailboxes().names());
    });
    return true;
}

bool changeTrace(CaseStore& store, Progress& progress) {
    const CaseStore::TraceState state = store.traceState();
    const Basis was = Basis::read(state.basis), basis = Basis::of(store, was.kept);
    if (was.logs != basis.logs) return false;
    auto kept = restoreKept(indexOf(store), was.kept, std::make_shared<Spool>(store.spoolDirectory(), kTraceMemory));
    if (!kept) return false;
    Input& input = kept->input;
    auto known = MailboxTable::restore(input, kept->ground, store, state.names);
    if (!known) return false;
    loadAbout(store, input);
    auto now = mailboxesNow(store, *kept, std::move(*known), was.evidence == basis.evidence);
    if (!now) return false;
    auto facts = std::make_shared<RecorderFacts>(*input.recorderFacts);
    aboutRecorders(store, *facts);
    input.recorderFacts = facts;
    const Acts before = Acts::of(state.acts);
    if (before.restsOnOther(systemsOf(input.systems))) return false;
    const MailboxChange mailboxes = std::move(now->second);
    Engine engine(input, std::move(kept->sessions), std::move(kept->ground), std::move(now->first));
    const bool assumed = before.settings.at("habitual-assumption") != "withdrawn";
    const auto change = engine.decideAgain(before.indicators, assumed, mailboxes);
    if (!change) return false;
    Answer answer(store, progress, input, engine);
    const Acts acts = answer.acts();
    store.changeTrace([&](TraceWriter& writer) {
        writer.basis(traceBasis(store));
        for (const Sym m : change->mailboxes)
            if (const std::uint32_t rank = engine.mailboxes().rankOf(m); rank != kNone) writer.dropTouches(engine.mailboxes().number(rank));
        rewriteMailboxes(store, input, engine.mailboxes(), mailboxes, writer);
        answer.touches(change->mailboxes, writer);
        answer.classes(writer);
        writer.actorEvents(actorEvents(input, engine.sessions(), engine.ground()));
        if (change->anything) writer.changedSessions(TracedSessions(input, engine.sessions(), engine.ground(), TracedSessions::OrderKnown()), change->chunks);
        if (acts.coverage != before.coverage) writer.coverage(engine.coverage());
        writer.state(basis.text(), acts.text(), engine.mailboxes().names());
    });
    return true;
}

}  // namespace sillage
