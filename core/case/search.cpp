#include "case/search.h"

#include <algorithm>
#include <unordered_set>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/credentials.h"
#include "ingest/raw_match.h"
#include "ingest/raw_search.h"

namespace sillage {
namespace {

constexpr std::string_view kBegin = "\xe2\x81\xa8", kEnd = "\xe2\x81\xa9";  // U+2068, U+2069
constexpr std::uint64_t kBefore = 120, kAfter = 280;                       // octets of a line shown around a hit

/// The words of a query as they are looked for in octets.
class LineQuery {
public:
    explicit LineQuery(const std::string& text) {
        for (const View view : {View::Messages, View::Events}) {
            ParsedQuery parsed = parseQuery(view, text);
            if (!parsed.ok) continue;
            query_ = std::move(parsed.query);
            isQuery_ = true;
            break;
        }
        if (!isQuery_) {
            query_.kind = Query::Kind::FullText;
            query_.typed = std::string(trim(text));
        }
        if (wordsOnly(query_)) needles_ = anyOf(query_);
    }
    /// Nothing but wildcards and marks: everything would match.
    [[nodiscard]] bool saysNothing() const { return isBlank(query_); }
    /// A line that matches holds one of these; empty: lines cannot be asked.
    [[nodiscard]] const std::vector<std::string>& needles() const { return needles_; }
    [[nodiscard]] bool matches(std::string_view record) const { return matches(query_, record, false); }
    /// Whether a part of the line may match: what must not be there can stand in another record of the line.
    [[nodiscard]] bool mayMatch(std::string_view line) const { return matches(query_, line, true); }

private:
    static bool isBlank(const Query& q) {
        if (q.kind == Query::Kind::FullText) return q.typed.find_first_not_of("* \t") == std::string::npos;
        return q.kind != Query::Kind::Term && std::all_of(q.children.begin(), q.children.end(), isBlank);
    }
    static bool wordsOnly(const Query& q) {
        return q.kind != Query::Kind::Term && std::all_of(q.children.begin(), q.children.end(), wordsOnly);
    }
    static std::size_t shortest(const std::vector<std::string>& texts) {
        std::size_t least = texts.empty() ? 0 : texts.front().size();
        for (const std::string& t : texts) least = std::min(least, t.size());
        return least;
    }
    static std::vector<std::string> anyOf(const Query& q) {
        std::vector<std::string> best;
        if (q.kind == Query::Kind::FullText && !q.typed.empty()) return {q.typed};
        for (const Query& child : q.children) {
            std::vector<std::string> texts = anyOf(child);
            if (q.kind == Query::Kind::And && shortest(texts) > shortest(best)) best = std::move(texts);
            if (q.kind != Query::Kind::Or) continue;
            if (texts.empty()) return {};  // a NOT among alternatives admits any line
            best.insert(best.end(), texts.begin(), texts.end());
        }
        return q.kind == Query::Kind::Not ? std::vector<std::string>() : best;
    }
    static bool matches(const Query& q, std::string_view line, bool may) {
        const auto holds = [line, may](const Query& child) { return matches(child, line, may); };
        switch (q.kind) {
            case Query::Kind::FullText: return Needle(q.typed).find(line) != std::string_view::npos;
            case Query::Kind::And: return std::all_of(q.children.begin(), q.children.end(), holds);
            case Query::Kind::Or: return std::any_of(q.children.begin(), q.children.end(), holds);
            case Query::Kind::Not: return may || !holds(q.children.front());
            default: return true;
        }
    }
    Query query_;
    bool isQuery_ = false;
    std::vector<std::string> needles_;
};

std::string snippetOf(const RawHit& hit, const std::vector<std::string>& needles) {
    const auto place = static_cast<std::size_t>(hit.at - hit.offset);
    std::size_t size = 0;
    for (const std::string& n : needles)
        if (place + n.size() <= hit.octets.size() && Needle(n).find(std::string_view(hit.octets).substr(place, n.size())) == 0)
            size = std::max(size, n.size());
    const std::size_t from = place - std::min<std::size_t>(place, kBefore), after = place + size;
    const std::string_view line(hit.octets);
    std::string text = from ? "…" : "";
    text += repairUtf8(line.substr(from, place - from)) + std::string(kBegin) + repairUtf8(line.substr(place, size)) + std::string(kEnd);
    text += repairUtf8(line.substr(after, kAfter));
    return after + kAfter < line.size() ? text + "…" : text;
}

class Searching {
public:
    Searching(Case& c, const std::string& text, const SearchOptions& options, Progress& progress)
        : store_(c.store()), text_(text), options_(options), progress_(progress), query_(text) {}

    SearchResult run() {
        if (query_.saysNothing())
            throw Error(phrase("there is nothing to search for in “%1”", text_),
                        phrase("Give a word, a phrase in quotation marks, or the beginning of a word with a wildcard (terr*). The tables of "
                               "messages and events list everything."), ExitCode::Usage);
        if (options_.limit == 0) return std::move(result_);
        std::vector<SearchHit> messages = searchMessages(store_, text_, options_.limit);
        for (const SearchHit& hit : messages) messages_.insert(hit.rowId);
        lines();
        events();
        const std::size_t limit = options_.limit;
        result_.more = result_.more || messages.size() == limit || messages.size() + lines_.size() > limit;
        const std::size_t kept = std::min(lines_.size(), std::max(limit / 2, limit - messages.size()));
        messages.resize(std::min(messages.size(), limit - kept));
        lines_.resize(kept);
        result_.hits = std::move(messages);
        std::move(lines_.begin(), lines_.end(), std::back_inserter(result_.hits));
        return std::move(result_);
    }

private:
    void lines() {
        if (query_.needles().empty()) return;
        const RawQuery raw{query_.needles(), options_.everywhere, 0};
        RawReport report = searchRaw(store_, raw, progress_, [this](const RawHit& hit) { return line(hit); });
        result_.unread = std::move(report.unread);
        result_.cancelled = report.cancelled;
    }

    std::uint64_t line(const RawHit& hit) {
        const std::uint64_t lineEnd = hit.offset + hit.length;
        const MessagePlace* const place = placeOf(hit);
        if (place && place->closed) {
            ++result_.held;
            return place->offset + place->length;
        }
        if (place && messages_.count(place->placement)) return place->offset + place->length;  // found by its words
        if (!query_.mayMatch(hit.octets)) return lineEnd;
        const auto event = store_.events().at(hit.sourceId, hit.at);
        const auto [begin, end] = event ? extent(*event) : std::pair(hit.offset, lineEnd);
        const bool within = begin >= hit.offset && end <= lineEnd;
        if (!query_.matches(within ? std::string_view(hit.octets).substr(begin - hit.offset, end - begin) : hit.octets))
            return std::max(end, hit.at + 1);
        if (lines_.size() == options_.limit) {
            result_.more = true;
            return kEnough;
        }
        SearchHit found;
        found.snippet = isSecret(hit.sourceId) ? phrase("a line of a list with secrets, which is not shown here: open it to see it without them")
                                               : snippetOf(hit, query_.needles());
        found.place = {0, hit.sourceId, hit.source, hit.line, hit.offset, hit.length};
        found.view = event ? View::Events : place ? View::Messages : View::Search;
        found.rowId = event ? *event : place ? place->placement : 0;
        found.place.event = event.value_or(0);
        if (event) seen_.insert(*event);
        lines_.push_back(std::move(found));
        return std::max(end, hit.at + 1);
    }

    bool isSecret(std::int64_t sourceId) {
        if (sourceId != secretOf_) {
            secret_ = holdsSecrets(store_, sourceId);
            secretOf_ = sourceId;
        }
        return secret_;
    }

    /// The message whose octets these are, a held one before all; nullptr where it is none.
    const MessagePlace* placeOf(const RawHit& hit) {
        if (hit.sourceId != placesOf_) {
            places_ = options_.everywhere ? store_.places(hit.sourceId, false) : std::vector<MessagePlace>();
            placesOf_ = hit.sourceId;
        }
        const MessagePlace* found = nullptr;
        const auto first = std::lower_bound(places_.begin(), places_.end(), hit.fileId, [](const MessagePlace& p, std::int64_t file) { return p.file < file; });
        for (auto p = first; p != places_.end() && p->file == hit.fileId && p->offset <= hit.at; ++p)
            if (hit.at < p->offset + p->length && (!found || !found->closed)) found = &*p;
        return found;
    }

    /// First octet of an event's record and the one after its last.
    std::pair<std::uint64_t, std::uint64_t> extent(std::int64_t event) {
        const auto e = store_.events().fetch({&event, 1}, false);
        return e.empty() ? std::pair<std::uint64_t, std::uint64_t>() : std::pair(e[0].offset, e[0].offset + e[0].length);
    }

    void events() {
        if (lines_.size() >= options_.limit || result_.cancelled) return;
        for (SearchHit& hit : searchEvents(store_, text_, options_.limit))
            if (!seen_.count(hit.place.event) && lines_.size() < options_.limit) lines_.push_back(std::move(hit));
    }

    CaseStore& store_;
    const std::string& text_;
    const SearchOptions& options_;
    Progress& progress_;
    LineQuery query_;
    std::vector<SearchHit> lines_;
    std::unordered_set<std::int64_t> seen_, messages_;
    std::vector<MessagePlace> places_;
    std::int64_t placesOf_ = 0;
    std::int64_t secretOf_ = 0;
    bool secret_ = false;  ///< of source secretOf_
    SearchResult result_;
};

}  // namespace

SearchResult search(Case& c, const std::string& text, const SearchOptions& options, Progress& progress) {
    return Searching(c, text, options, progress).run();
}

}  // namespace sillage
