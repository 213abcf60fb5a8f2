// Three axes to one grade, and candidates to rows (see grade.h).
#include "trace/grade.h"

#include <algorithm>
#include <set>

#include "base/hash.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMaxCitations = 40;
constexpr std::size_t kMaxFurther = 4;

struct Graded {
    const Candidate* candidate = nullptr;
    Axis attribution = Axis::None;
    Grade grade = Grade::Undetermined;
};

Axis attributionOf(const Sessions& s, const Candidate& c) {
    if (c.session < 0) return Axis::None;
    return std::min(s.visits[static_cast<std::size_t>(c.session)].row.attribution, c.attributionCap);
}

bool better(const Graded& a, const Graded& b) {
    if (a.grade != b.grade) return a.grade > b.grade;
    if (a.candidate->depth != b.candidate->depth) return a.candidate->depth > b.candidate->depth;
    if (a.candidate->complete != b.candidate->complete) return a.candidate->complete;
    return a.candidate->first < b.candidate->first;
}

template <typename T>
void addUnique(std::vector<T>& list, const T& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

void addFurther(const Graded& g, const std::string& sessionId, std::size_t& said, Touch& t) {
    if (said++ >= kMaxFurther) return;
    t.why.push_back(g.candidate->rule + ": also " + std::string(depthName(g.candidate->depth)) + ", " +
                    std::string(gradeName(g.grade)) + ", session " + sessionId +
                    (g.candidate->why.empty() ? "" : ": " + g.candidate->why.front()));
}

void addEvidence(const Input& input, const Candidate& c, std::set<std::int64_t>& cited, Touch& t) {
    for (const std::size_t e : c.events)
        if (t.evidence.size() < kMaxCitations && cited.insert(input.events[e].id).second)
            t.evidence.push_back(cite(input, input.events[e]));
    for (const Citation& citation : c.citations)
        if (t.evidence.size() < kMaxCitations) t.evidence.push_back(citation);
}

Touch rowOf(const Input& input, const Sessions& s, std::vector<Graded>& group,
            const std::unordered_map<Sym, std::string>& coverage) {
    std::stable_sort(group.begin(), group.end(), better);
    const Graded& best = group.front();
    const Candidate& c = *best.candidate;
    const Item& item = input.items[c.item];
    const Visit& visit = s.visits[static_cast<std::size_t>(c.session)];
    Touch t;
    fillItem(input, item, c.part, t);
    t.depth = c.depth;
    t.complete = c.complete;
    t.destination = c.destination;
    t.actor = visit.row.actor;
    t.attribution = best.attribution;
    t.delivery = c.delivery;
    t.identity = c.identity;
    t.grade = best.grade;
    t.id = touchId(item, t.part, t.depth, t.actor);
    t.first = c.first;
    t.last = c.last;
    t.why = c.why;
    for (const auto& reason : visit.row.reasons) t.why.push_back("attribution, session " + visit.row.id + ": " + reason);
    t.why.push_back("grade: " + gradeSentence(t.attribution, t.delivery, t.identity));
    t.against = c.against;
    std::set<std::int64_t> cited;
    std::size_t said = 0;
    for (const Graded& g : group) {
        const Candidate& other = *g.candidate;
        const std::string& session = s.visits[static_cast<std::size_t>(other.session)].row.id;
        if (other.first) t.first = std::min(t.first ? t.first : other.first, other.first);
        t.last = std::max(t.last, other.last);
        addUnique(t.sessions, session);
        addUnique(t.rules, other.rule);
        for (const auto& effect : other.effects) addUnique(t.effects, effect);
        addEvidence(input, other, cited, t);
        if (&g != &best) addFurther(g, session, said, t);
    }
    if (said > kMaxFurther) t.why.push_back("and " + std::to_string(said - kMaxFurther) + " further touches of this row");
    if (const auto it = coverage.find(item.mailbox); it != coverage.end()) t.coverage = it->second;
    return t;
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

std::string touchId(const Item& item, std::string_view part, Depth depth, std::string_view actor) {
    std::string key = item.key;
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
    t.subject = item.subject;
    t.uid = item.uid;
    t.stored = item.stored();
    t.sha256 = item.sha256;
    t.size = item.stored() ? static_cast<std::int64_t>(item.size) : -1;
    if (part < 0) return;
    const ItemPart& p = item.parts[static_cast<std::size_t>(part)];
    t.isAttachment = true;
    t.attachment = p.name.empty() ? "part " + p.number : p.name;
    t.part = p.number;
    t.sha256 = item.stored() ? p.sha256 : std::string();
    t.size = static_cast<std::int64_t>(p.size);
}

std::vector<Touch> mergeCandidates(const Input& input, const Sessions& sessions,
                                   const std::vector<Candidate>& candidates,
                                   const std::unordered_map<Sym, std::string>& coverage) {
    struct Key {
        std::size_t item;
        std::int32_t part;
        bool content;
        std::string actor;
        bool operator<(const Key& o) const {
            return std::tie(item, part, content, actor) < std::tie(o.item, o.part, o.content, o.actor);
        }
    };
    std::map<Key, std::vector<Graded>> groups;
    for (const Candidate& c : candidates) {
        const Axis attribution = attributionOf(sessions, c);
        const Grade grade = weakestLink(attribution, c.delivery, c.identity);
        if (grade == Grade::Undetermined) continue;  // not the actor's, or nothing was delivered
        const std::string& actor = sessions.visits[static_cast<std::size_t>(c.session)].row.actor;
        groups[{c.item, c.part, isContent(c.depth), actor}].push_back({&c, attribution, grade});
    }
    std::vector<Touch> rows;
    rows.reserve(groups.size());
    for (auto& [key, group] : groups) rows.push_back(rowOf(input, sessions, group, coverage));
    return rows;
}

}  // namespace sillage::tracing
