// Three axes to one grade, and candidates to rows (see grade.h).
#include "trace/grade.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/phrase.h"
#include "trace/attribution.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMaxCitations = 40;
constexpr std::size_t kMaxFurther = 4;
constexpr std::size_t kKept = 48;         ///< candidates of a row that it may cite
constexpr std::size_t kKeptOfMany = 12;   ///< the same, once there are very many
constexpr std::size_t kMany = 2'000'000;  ///< candidates in hand
constexpr std::size_t kRecent = 4096;

template <typename T>
void addUnique(std::vector<T>& list, const T& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

Grade weakestLink(Axis attribution, Axis delivery, Axis identity) {
    switch (std::min({attribution, delivery, identity})) {
        case Axis::Top: return Grade::Recorded;
        case Axis::Probable: return Grade::Probable;
        case Axis::Possible: return Grade::Possible;
        case Axis::None: break;
    }
    return Grade::Undetermined;
}

std::string gradeSentence(Axis attribution, Axis delivery, Axis identity) {
    const std::pair<const char*, Axis> axes[] = {{phraseText("attribution"), attribution},
                                                 {phraseText("delivery"), delivery},
                                                 {phraseText("identity"), identity}};
    std::string below;
    int count = 0;
    for (const auto& [name, axis] : axes)
        if (axis != Axis::Top) below = count++ ? phrase("%1, %2", said(below), said(name)) : name;
    const Said grade = said(gradeName(weakestLink(attribution, delivery, identity)));
    if (!count) return phrase("%1 (all three links recorded)", grade);
    if (count == 1) return phrase("%1 (1 link below recorded: %2)", grade, said(below));
    return phrase("%1 (%2 links below recorded: %3)", grade, count, said(below));
}

Citation cite(const Input& input, const Ev& e) {
    Citation c;
    c.event = e.id;
    c.sourceId = e.source;
    c.source = input.sourcePath(e.source);
    c.line = e.line;
    c.offset = e.offset;
    c.length = e.length;
    return c;
}

std::string touchId(std::string_view itemKey, std::string_view part, Depth depth, std::string_view actor) {
    std::string key(itemKey);
    key += '\x1f';
    if (!part.empty()) key.append(part) += '\x1f';
    key += isContent(depth) ? "content" : "header";
    key += '\x1f';
    key += actor;
    return contentId('T', key);
}

void fillItem(const Input& input, const Item& item, std::int32_t part, Touch& t) {
    t.placement = item.placement;
    t.mailbox = input.text(item.mailbox);
    t.folder = input.text(item.folder);
    t.messageId = input.text(item.messageId);
    t.subject = input.text(item.subject);
    t.uid = item.uid;
    t.stored = item.stored();
    t.sha256 = input.text(item.sha256);
    t.size = item.stored() ? static_cast<std::int64_t>(item.size) : -1;
    if (part < 0) return;
    const ItemPart& p = input.partsOf(item)[static_cast<std::size_t>(part)];
    t.isAttachment = true;
    t.part = input.text(p.number);
    t.attachment = p.name ? input.text(p.name) : "part " + t.part;
    t.sha256 = item.stored() ? input.text(p.sha256) : std::string();
    t.size = static_cast<std::int64_t>(p.size);
}

Candidates::Candidates(Input& input, const Sessions& sessions)
    : input_(input), sessions_(sessions), groupOfItem_(input.spool), groups_(input.spool), entries_(input.spool),
      dropped_(input.spool), words_(input.spool), recent_(kRecent, kNone), unknownClocks_(unknownClocks(input)) {}

/// Keeps the lists of a candidate; the same said of the next item again costs nothing.
std::uint32_t Candidates::say(const Candidate& c) {
    auto& w = scratch_;
    w.assign({static_cast<std::uint32_t>(c.why.size()), static_cast<std::uint32_t>(c.against.size()),
              static_cast<std::uint32_t>(c.events.size()), static_cast<std::uint32_t>(c.effects.size())});
    for (const auto& text : c.why) w.push_back(input_.symbols.intern(text));
    for (const auto& text : c.against) w.push_back(input_.symbols.intern(text));
    w.insert(w.end(), c.events.begin(), c.events.end());
    for (const auto& text : c.effects) w.push_back(input_.symbols.intern(text));
    std::uint64_t hash = 0;
    for (const std::uint32_t word : w) hash = (hash ^ word) * 0x9e3779b97f4a7c15u, hash ^= hash >> 31;
    std::uint32_t& recent = recent_[hash % kRecent];
    const bool same = recent != kNone && recent + w.size() <= words_.size() && std::equal(w.begin(), w.end(), words_.begin() + recent);
    if (!same) {
        recent = static_cast<std::uint32_t>(words_.size());
        words_.append(w.data(), w.size());
    }
    return recent;
}

std::span<const std::uint32_t> Candidates::wordsOf(std::uint32_t at, List list) const {
    std::uint32_t begin = at + kLists;
    for (int before = 0; before < list; ++before) begin += words_[at + static_cast<std::uint32_t>(before)];
    return {words_.begin() + begin, words_[at + static_cast<std::uint32_t>(list)]};
}

std::vector<std::string> Candidates::texts(std::uint32_t at, List list) const {
    std::vector<std::string> out;
    for (const Sym s : wordsOf(at, list)) out.push_back(input_.text(s));
    return out;
}

Candidates::Group& Candidates::groupOf(const Candidate& c, Sym actor) {
    while (groupOfItem_.size() <= c.item) groupOfItem_.push_back(kNone);
    std::uint32_t* at = &groupOfItem_[c.item];
    const bool content = isContent(c.depth);
    for (; *at != kNone; at = &groups_[*at].next) {
        Group& g = groups_[*at];
        if (g.part == c.part && g.content == content && g.actor == actor) return g;
    }
    *at = static_cast<std::uint32_t>(groups_.size());
    Group fresh;
    fresh.part = c.part;
    fresh.content = content;
    fresh.actor = actor;
    return groups_.push_back(fresh);
}

void Candidates::drop(Group& group, const Entry& e) {
    if (e.first) group.first = std::min(group.first ? group.first : e.first, e.first);
    group.last = std::max(group.last, e.last);
    ++group.dropped;
    dropped_.push_back({e.session, e.said, e.rule, group.droppedNames});
    group.droppedNames = static_cast<std::uint32_t>(dropped_.size() - 1);
}

void Candidates::push_back(const Candidate& c) {
    if (c.session < 0) return;
    if (!unknownClocks_.empty() && c.identity > Axis::Probable) {
        Candidate capped = c;
        if (capByClock(input_, unknownClocks_, capped)) return push_back(capped);
    }
    const Visit& visit = sessions_.visits[static_cast<std::size_t>(c.session)];
    Entry e;
    e.attribution = std::min(visit.attribution, c.attributionCap);
    e.grade = weakestLink(e.attribution, c.delivery, c.identity);
    if (e.grade == Grade::Undetermined) return;  // not the actor's, or nothing was delivered
    e.first = c.first;
    e.last = c.last;
    e.order = static_cast<std::uint32_t>(entries_.size() + dropped_.size());
    e.session = c.session;
    e.rule = input_.symbols.intern(c.rule);
    e.depth = c.depth;
    e.destination = c.destination;
    e.delivery = c.delivery;
    e.identity = c.identity;
    e.complete = c.complete;
    e.said = say(c);
    if (!c.citations.empty()) {
        citations_.push_back(c.citations);
        e.citations = static_cast<std::uint32_t>(citations_.size());
    }
    Group& group = groupOf(c, visit.actor);
    if (group.kept < (entries_.size() > kMany ? kKeptOfMany : kKept)) {
        e.next = group.entries;
        group.entries = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back(e);
        ++group.kept;
        return;
    }
    Entry* worst = &entries_[group.entries];
    for (std::uint32_t i = worst->next; i != kNone; i = entries_[i].next)
        if (better(*worst, entries_[i])) worst = &entries_[i];
    if (!better(e, *worst)) return drop(group, e);
    drop(group, *worst);
    e.next = worst->next;
    *worst = e;
}

/// The stronger touch; of equals the one found first.
bool Candidates::better(const Entry& a, const Entry& b) {
    if (a.grade != b.grade) return a.grade > b.grade;
    if (a.depth != b.depth) return a.depth > b.depth;
    if (a.complete != b.complete) return a.complete;
    return a.first != b.first ? a.first < b.first : a.order < b.order;
}

std::string Candidates::sessionOf(std::int32_t session) const {
    return sessionId(sessions_.visits[static_cast<std::size_t>(session)].id);
}

void Candidates::cite(const Entry& entry, std::set<std::int64_t>& cited, Touch& t) const {
    for (const std::uint32_t e : wordsOf(entry.said, Events))
        if (t.evidence.size() < kMaxCitations && cited.insert(input_.events[e].id).second)
            t.evidence.push_back(tracing::cite(input_, input_.events[e]));
    if (!entry.citations) return;
    for (const Citation& citation : citations_[entry.citations - 1])
        if (t.evidence.size() < kMaxCitations) t.evidence.push_back(citation);
}

void Candidates::addDropped(const Group& group, std::set<std::int32_t>& listed, Touch& t) const {
    if (!group.dropped) return;
    if (group.first) t.first = std::min(t.first ? t.first : group.first, group.first);
    t.last = std::max(t.last, group.last);
    for (std::uint32_t d = group.droppedNames; d != kNone; d = dropped_[d].next) {
        const Dropped& other = dropped_[d];
        if (listed.insert(other.session).second) t.sessions.push_back(sessionOf(other.session));
        addUnique(t.rules, input_.text(other.rule));
        for (const auto& effect : texts(other.said, Effects)) addUnique(t.effects, effect);
    }
}

Touch Candidates::rowOf(std::uint32_t itemIndex, const Group& group, const CoverageView& coverage) const {
    std::vector<const Entry*> sorted;
    for (std::uint32_t i = group.entries; i != kNone; i = entries_[i].next) sorted.push_back(&entries_[i]);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) { return better(*a, *b); });
    const Entry& best = *sorted.front();
    const Item& item = input_.items[itemIndex];
    const Visit& visit = sessions_.visits[static_cast<std::size_t>(best.session)];
    Touch t;
    fillItem(input_, item, group.part, t);
    t.depth = best.depth;
    t.complete = best.complete;
    t.destination = best.destination;
    t.actor = input_.text(visit.actor);
    t.attribution = best.attribution;
    t.delivery = best.delivery;
    t.identity = best.identity;
    t.grade = best.grade;
    t.id = touchId(input_.view(item.key), t.part, t.depth, t.actor);
    t.first = best.first;
    t.last = best.last;
    t.why = texts(best.said, Why);
    const std::string bestSession = sessionId(visit.id);
    for (const auto& reason : reasonsOf(input_, sessions_, visit)) t.why.push_back(phrase("attribution, session %1: %2", bestSession, said(reason)));
    for (const std::uint32_t v : restsOn(sessions_.whose, static_cast<std::uint32_t>(best.session))) {
        const Visit& other = sessions_.visits[v];
        for (const auto& reason : reasonsOf(input_, sessions_, other)) t.why.push_back(phrase("attribution, session %1: %2", sessionId(other.id), said(reason)));
    }
    t.why.push_back(phrase("grade: %1", said(gradeSentence(t.attribution, t.delivery, t.identity))));
    t.against = texts(best.said, Against);
    std::set<std::int64_t> cited;
    std::set<std::int32_t> listed;
    std::size_t further = 0;
    for (const Entry* e : sorted) {
        const std::string session = sessionOf(e->session), rule = input_.text(e->rule);
        if (e->first) t.first = std::min(t.first ? t.first : e->first, e->first);
        t.last = std::max(t.last, e->last);
        if (listed.insert(e->session).second) t.sessions.push_back(session);
        addUnique(t.rules, rule);
        for (const auto& effect : texts(e->said, Effects)) addUnique(t.effects, effect);
        cite(*e, cited, t);
        if (e == sorted.front() || further++ >= kMaxFurther) continue;
        const auto why = wordsOf(e->said, Why);
        const std::string also = phrase("%1: also %2, %3, session %4", rule, said(depthName(e->depth)), said(gradeName(e->grade)), session);
        t.why.push_back(why.empty() ? also : phrase("%1: %2", said(also), said(input_.view(why.front()))));
    }
    addDropped(group, listed, t);
    further += group.dropped;
    if (further > kMaxFurther) t.why.push_back(phrase("and %1 further touches of this row", further - kMaxFurther));
    if (coverage.knows(item.mailbox)) t.coverage = coverage.statement(item.mailbox);
    return t;
}

std::vector<Touch> Candidates::rowsOf(std::uint32_t item, const CoverageView& coverage) const {
    std::vector<Touch> rows;
    if (item >= groupOfItem_.size()) return rows;
    for (std::uint32_t g = groupOfItem_[item]; g != kNone; g = groups_[g].next) rows.push_back(rowOf(item, groups_[g], coverage));
    return rows;
}

}  // namespace sillage::tracing
