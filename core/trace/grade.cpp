// Three axes to one grade, and candidates to rows (see grade.h).
#include "trace/grade.h"

#include <algorithm>
#include <set>

#include "base/hash.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMaxCitations = 40;
constexpr std::size_t kMaxFurther = 4;
constexpr std::size_t kSaid = kMaxFurther + 1;     ///< candidates whose words a row shows
constexpr std::size_t kKept = 48;                  ///< candidates a row may cite
constexpr std::size_t kMany = 100'000;             ///< candidates in hand, from which on fewer are kept

template <typename T>
void addUnique(std::vector<T>& list, const T& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

void addEvidence(const Input& input, const Candidate& c, std::set<std::int64_t>& cited, Touch& t) {
    for (const std::uint32_t e : c.events)
        if (t.evidence.size() < kMaxCitations && cited.insert(input.events[e].id).second)
            t.evidence.push_back(cite(input, input.events[e]));
    for (const Citation& citation : c.citations)
        if (t.evidence.size() < kMaxCitations) t.evidence.push_back(citation);
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
    const std::pair<const char*, Axis> axes[] = {
        {"attribution", attribution}, {"delivery", delivery}, {"identity", identity}};
    std::string below;
    int count = 0;
    for (const auto& [name, axis] : axes)
        if (axis != Axis::Top) {
            below += (count++ ? ", " : "") + std::string(name);
        }
    const std::string grade(gradeName(weakestLink(attribution, delivery, identity)));
    if (!count) return grade + " (all three links recorded)";
    return grade + " (" + std::to_string(count) + (count == 1 ? " link" : " links") + " below recorded: " + below + ")";
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

void Candidates::push_back(Candidate c) {
    if (c.session < 0) return;
    const Visit& visit = sessions_.visits[static_cast<std::size_t>(c.session)];
    Graded g;
    g.attribution = std::min(visit.attribution, c.attributionCap);
    g.grade = weakestLink(g.attribution, c.delivery, c.identity);
    if (g.grade == Grade::Undetermined) return;  // not the actor's, or nothing was delivered
    auto& groups = groups_[c.item];
    const bool content = isContent(c.depth);
    auto at = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
        return other.part == c.part && other.content == content && other.actor == visit.actor;
    });
    if (at == groups.end()) {
        at = groups.emplace(groups.end());
        at->part = c.part;
        at->content = content;
        at->actor = visit.actor;
    }
    g.candidate = std::move(c);
    at->kept.push_back(std::move(g));
    ++total_;
    const std::size_t most = total_ > kMany ? 4 * kSaid : 2 * kKept;
    if (at->kept.size() > most || at->kept.size() % (4 * kSaid) == 0) shorten(*at);
}

bool Candidates::better(const Graded& a, const Graded& b) {
    if (a.grade != b.grade) return a.grade > b.grade;
    if (a.candidate.depth != b.candidate.depth) return a.candidate.depth > b.candidate.depth;
    if (a.candidate.complete != b.candidate.complete) return a.candidate.complete;
    return a.candidate.first < b.candidate.first;
}

/// Whoever is behind now stays behind: words of what is not among the best will not be shown.
void Candidates::shorten(Group& group) {
    std::stable_sort(group.kept.begin(), group.kept.end(), better);
    for (std::size_t i = kSaid; i < group.kept.size(); ++i) {
        group.kept[i].candidate.why = {};
        group.kept[i].candidate.against = {};
    }
    const std::size_t keep = total_ > kMany ? kSaid : kKept;
    for (std::size_t i = keep; i < group.kept.size(); ++i) {
        const Candidate& c = group.kept[i].candidate;
        if (c.first) group.first = std::min(group.first ? group.first : c.first, c.first);
        group.last = std::max(group.last, c.last);
        if (group.sessions.empty() || group.sessions.back() != c.session) group.sessions.push_back(c.session);
        addUnique(group.rules, std::string(c.rule));
        for (const auto& effect : c.effects) addUnique(group.effects, effect);
        ++group.dropped;
        --total_;
    }
    if (group.kept.size() > keep) group.kept.resize(keep);
}

std::string Candidates::sessionOf(std::int32_t session) const {
    return sessionId(sessions_.visits[static_cast<std::size_t>(session)].id);
}

Touch Candidates::rowOf(const Group& group, const CoverageView& coverage) const {
    std::vector<const Graded*> sorted;
    for (const Graded& g : group.kept) sorted.push_back(&g);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Graded* a, const Graded* b) { return better(*a, *b); });
    const Graded& best = *sorted.front();
    const Candidate& c = best.candidate;
    const Item& item = input_.items[c.item];
    const Visit& visit = sessions_.visits[static_cast<std::size_t>(c.session)];
    Touch t;
    fillItem(input_, item, c.part, t);
    t.depth = c.depth;
    t.complete = c.complete;
    t.destination = c.destination;
    t.actor = input_.text(visit.actor);
    t.attribution = best.attribution;
    t.delivery = c.delivery;
    t.identity = c.identity;
    t.grade = best.grade;
    t.id = touchId(input_.view(item.key), t.part, t.depth, t.actor);
    t.first = c.first;
    t.last = c.last;
    t.why = c.why;
    const std::string bestSession = sessionId(visit.id);
    for (const auto& reason : reasonsOf(input_, sessions_, visit)) t.why.push_back("attribution, session " + bestSession + ": " + reason);
    t.why.push_back("grade: " + gradeSentence(t.attribution, t.delivery, t.identity));
    t.against = c.against;
    std::set<std::int64_t> cited;
    std::set<std::int32_t> listed;
    std::size_t further = 0;
    for (const Graded* g : sorted) {
        const Candidate& other = g->candidate;
        const std::string session = sessionOf(other.session);
        if (other.first) t.first = std::min(t.first ? t.first : other.first, other.first);
        t.last = std::max(t.last, other.last);
        if (listed.insert(other.session).second) t.sessions.push_back(session);
        addUnique(t.rules, std::string(other.rule));
        for (const auto& effect : other.effects) addUnique(t.effects, effect);
        addEvidence(input_, other, cited, t);
        if (g == sorted.front() || further++ >= kMaxFurther) continue;
        t.why.push_back(std::string(other.rule) + ": also " + std::string(depthName(other.depth)) + ", " + std::string(gradeName(g->grade)) +
                        ", session " + session + (other.why.empty() ? "" : ": " + other.why.front()));
    }
    further += group.dropped;
    if (group.first) t.first = std::min(t.first ? t.first : group.first, group.first);
    t.last = std::max(t.last, group.last);
    for (const std::int32_t session : group.sessions)
        if (listed.insert(session).second) t.sessions.push_back(sessionOf(session));
    for (const auto& rule : group.rules) addUnique(t.rules, rule);
    for (const auto& effect : group.effects) addUnique(t.effects, effect);
    if (further > kMaxFurther) t.why.push_back("and " + std::to_string(further - kMaxFurther) + " further touches of this row");
    if (coverage.knows(item.mailbox)) t.coverage = coverage.statement(item.mailbox);
    return t;
}

std::vector<Touch> Candidates::rowsOf(std::uint32_t item, const CoverageView& coverage) const {
    std::vector<Touch> rows;
    if (const auto it = groups_.find(item); it != groups_.end())
        for (const Group& group : it->second) rows.push_back(rowOf(group, coverage));
    return rows;
}

}  // namespace sillage::tracing
