// Full text over messages (FTS, best first), then the columns of events (newest first). Bodies are not kept, so the
// snippet is the subject or the part of a column where the words were found.
#include <algorithm>

#include "base/text.h"
#include "store/case_store.h"
#include "store/database.h"
#include "store/table.h"
#include "store/table_match.h"
#include "store/text_index.h"

namespace sillage {
namespace {

constexpr std::string_view kBegin = "\xe2\x81\xa8", kEnd = "\xe2\x81\xa9";  // U+2068, U+2069
constexpr std::size_t kSnippet = 200;

/// Marks the first place where the folded text holds the folded word; folding can change lengths, so the place is
/// looked for octet by octet in text of the same length only, else the text stays unmarked.
std::string marked(std::string_view text, const std::vector<std::string>& words) {
    std::string shown = elide(repairUtf8(text), kSnippet);
    std::string scratch;
    const std::string folded(foldedView(shown, scratch));
    if (folded.size() != shown.size()) return shown;
    for (const std::string& word : words) {
        const std::size_t at = folded.find(word);
        if (at == std::string::npos) continue;
        shown.insert(at + word.size(), kEnd);
        shown.insert(at, kBegin);
        break;
    }
    return shown;
}

/// The words of a query, those under NOT left out; plain stays true while it is nothing but words that must all be there.
void collect(const Query& q, std::vector<const Query*>& words, bool& plain) {
    if (q.kind == Query::Kind::FullText) words.push_back(&q);
    plain = plain && (q.kind == Query::Kind::FullText || q.kind == Query::Kind::And);
    if (q.kind == Query::Kind::And || q.kind == Query::Kind::Or)
        for (const Query& child : q.children) collect(child, words, plain);
}

std::string matchOf(const std::vector<const Query*>& words, bool plain) {
    std::string match;
    for (const Query* word : words)
        if (const std::string term = ftsTerm(word->text, word->prefix); !term.empty())
            match += (match.empty() ? "" : plain ? " AND " : " OR ") + term;
    return match;
}

/// allowed: placements that the whole query admits, ascending; nullptr when its words say all.
void findMessages(CaseStore& store, const std::string& match, const std::vector<std::string>& words, std::size_t limit,
                    const std::vector<std::int64_t>* allowed, std::vector<SearchHit>& hits) {
    Statement places = store.meta().prepare(
        "SELECT p.id, m.subject FROM placement p JOIN message m ON m.id = p.message "
        "JOIN mailbox b ON b.id = p.mailbox WHERE p.message = ? AND (p.held = 0 OR m.held <> 0) ORDER BY b.name, p.folder, p.uid, p.key");
    const std::size_t asked = allowed ? std::max(limit, allowed->size()) : limit;
    for (const TextHit& hit : store.text().search(match, asked)) {
        places.bind(1, hit.message);
        while (hits.size() < limit && places.step()) {
            const std::int64_t id = places.integer(0);
            if (!allowed || std::binary_search(allowed->begin(), allowed->end(), id))
                hits.push_back({View::Messages, id, hit.rank, marked(places.view(1), words), {}});
        }
        places.reset();
        if (hits.size() >= limit) return;
    }
}

std::string eventSnippet(const StoredEvent& e, const std::vector<std::string>& words) {
    std::string scratch;
    const auto holds = [&](const std::string& text) {
        const std::string folded(foldedView(text, scratch));
        return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return folded.find(w) != std::string::npos; });
    };
    for (const auto& [key, value] : e.fields)
        if (holds(value)) return key + ": " + marked(value, words);
    for (const std::string* text : {&e.account, &e.mailbox, &e.clientIp, &e.userAgent, &e.session, &e.folder, &e.messageId, &e.part})
        if (holds(*text)) return marked(*text, words);
    return {};
}

}  // namespace

namespace {

/// What was typed, as a query on each view; text that is no query is looked for as it stands.
struct Typed {
    explicit Typed(const std::string& text) : onEvents(parseQuery(View::Events, text)), onMessages(parseQuery(View::Messages, text)) {
        isQuery = onEvents.ok || onMessages.ok;
        phrase.kind = Query::Kind::FullText;
        phrase.phrase = true;
        phrase.text = fold(text);
        collect(messages(), words, plain);
        if (isQuery && !onMessages.ok) {
            words.clear();
            plain = true;
            collect(events(), words, plain);
        }
        for (const Query* word : words) marks.push_back(word->text);
    }
    Typed(const Typed&) = delete;
    Typed& operator=(const Typed&) = delete;
    [[nodiscard]] const Query& events() const { return isQuery ? onEvents.query : phrase; }
    [[nodiscard]] const Query& messages() const { return isQuery ? onMessages.query : phrase; }
    [[nodiscard]] bool asksMessages() const { return !marks.empty() && (!isQuery || onMessages.ok); }
    [[nodiscard]] bool asksEvents() const { return !marks.empty() && (!isQuery || onEvents.ok); }

    ParsedQuery onEvents, onMessages;
    Query phrase;
    bool isQuery = true, plain = true;
    std::vector<const Query*> words;
    std::vector<std::string> marks;
};

}  // namespace

std::vector<SearchHit> searchMessages(CaseStore& store, const std::string& text, std::size_t limit) {
    std::vector<SearchHit> hits;
    const Typed typed(text);
    const std::string match = matchOf(typed.words, typed.plain);
    if (!typed.asksMessages() || match.empty() || limit == 0) return hits;
    std::vector<std::int64_t> allowed;
    if (!typed.plain) allowed = selectRows(store, View::Messages, typed.messages(), {});
    std::sort(allowed.begin(), allowed.end());
    findMessages(store, match, typed.marks, limit, typed.plain ? nullptr : &allowed, hits);
    return hits;
}

std::vector<SearchHit> searchEvents(CaseStore& store, const std::string& text, std::size_t limit) {
    std::vector<SearchHit> hits;
    const Typed typed(text);
    if (!typed.asksEvents() || limit == 0) return hits;
    std::vector<std::int64_t> ids = selectRows(store, View::Events, typed.events(), {0, true, true});
    ids.resize(std::min(ids.size(), limit));
    for (const StoredEvent& event : store.events().fetch(ids))
        hits.push_back({View::Events, event.id, 0, eventSnippet(event, typed.marks), {event.record, 0, {}, 0, 0, 0}});
    return hits;
}

std::vector<SearchHit> searchText(CaseStore& store, const std::string& text, std::size_t limit) {
    std::vector<SearchHit> hits = searchMessages(store, text, limit);
    for (SearchHit& hit : searchEvents(store, text, limit - hits.size())) hits.push_back(std::move(hit));
    return hits;
}

}  // namespace sillage
