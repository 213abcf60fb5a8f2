#include "store/session_view.h"

#include <algorithm>
#include <limits>

#include "record/session_words.h"
#include "store/codec.h"
#include "store/radix_sort.h"
#include "store/session_filter.h"

namespace sillage {
namespace {

constexpr std::size_t kRun = 16'384;  ///< sentences sorted at a time

Precision shownPrecision(std::int64_t utc) {
    if (utc % 1'000'000 == 0) return Precision::Second;
    return utc % 1000 == 0 ? Precision::Millisecond : Precision::Microsecond;
}

/// The orders of one view: rows are places in it.
class Order {
public:
    Order(SessionTable& table, View view) : table_(table), suspects_(view == View::Suspects) {}

    void sort(std::vector<std::uint32_t>& rows, SessionField field, bool descending) {
        if (rows.empty()) return;
        if (field == SessionField::Reasons || isInWords(field)) return byWords(rows, field, descending);
        std::vector<std::uint64_t> keys = keysOf(field, rows.back() + 1);
        std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
        for (const std::uint32_t row : rows)
            if (keys[row]) least = std::min(least, keys[row]);
        for (const std::uint32_t row : rows)
            if (keys[row]) keys[row] -= least - 1;  // few octets to sort by
        if (descending) {
            std::uint64_t largest = 0;
            for (const std::uint32_t row : rows) largest = std::max(largest, keys[row]);
            for (const std::uint32_t row : rows) keys[row] = largest - keys[row];
        }
        radixSort(rows, keys);
    }

private:
    /// Keys of the view's first rows: what is absent is least.
    std::vector<std::uint64_t> keysOf(SessionField field, std::uint32_t count) {
        const std::vector<std::uint64_t> keys = tableKeys(field);
        if (!suspects_) return keys;
        std::vector<std::uint64_t> out(count);
        for (std::uint32_t s = 0; s < count; ++s) out[s] = keys[rowOf(s)];
        return out;
    }

    std::uint32_t rowOf(std::uint32_t suspect) {
        const std::uint32_t chunk = suspect / kSessionsAChunk;
        if (chunk != rowsChunk_) rows_ = table_.suspectRows(rowsChunk_ = chunk);
        return static_cast<std::uint32_t>(rows_.at(suspect % kSessionsAChunk));
    }

    std::vector<std::uint64_t> tableKeys(SessionField field) {
        std::vector<std::uint64_t> keys;
        keys.reserve(table_.rows());
        for (std::uint32_t c = 0; table_.rowsOf(c) > 0; ++c) appendKeys(field, c, keys);
        return keys;
    }

    void appendKeys(SessionField field, std::uint32_t c, std::vector<std::uint64_t>& keys) {
        const std::uint32_t count = table_.rowsOf(c);
        const auto each = [&](SessionColumn column, auto&& key) {
            const auto numbers = table_.numbers(c, column);
            for (std::uint32_t row = 0; row < count; ++row) keys.push_back(key(numbers.at(row)));
        };
        // Signed to unsigned in the same order; 0 stays free for what is absent.
        const auto ordered = [](std::int64_t n) {
            return n == std::numeric_limits<std::int64_t>::min() ? 1 : static_cast<std::uint64_t>(n) ^ (std::uint64_t{1} << 63);
        };
        const auto instant = [&](std::int64_t n) { return n == 0 ? std::uint64_t{0} : ordered(n); };
        switch (field) {
            case SessionField::Session: case SessionField::Group: return identifiers(field, c, keys);
            case SessionField::First: return each(SessionColumn::First, instant);
            case SessionField::Last: {
                const auto first = table_.numbers(c, SessionColumn::First), duration = table_.numbers(c, SessionColumn::Duration);
                for (std::uint32_t row = 0; row < count; ++row) keys.push_back(instant(first.at(row) + duration.at(row)));
                return;
            }
            case SessionField::Events: return each(SessionColumn::Events, ordered);
            case SessionField::BytesOut: return each(SessionColumn::BytesOut, ordered);
            case SessionField::Attribution: return each(SessionColumn::Attribution, ordered);
            default: return each(textColumnOf(field), ordered);
        }
    }

    void identifiers(SessionField field, std::uint32_t c, std::vector<std::uint64_t>& keys) {
        const auto ids = table_.ids(c);
        const std::size_t begin = keys.size();
        for (std::uint32_t row = 0; row < table_.rowsOf(c); ++row) keys.push_back(sessionIdAt(*ids, row));
        if (field == SessionField::Group)
            for (const SessionGroup& g : table_.groups(c))
                if (g.row < table_.rowsOf(c)) keys[begin + g.row] = g.group;
    }

    std::string wordsOf(std::uint32_t row, SessionField field) {
        Session s = suspects_ ? table_.suspect(row) : table_.session(row);
        if (field == SessionField::Device) return std::move(s.device);
        if (field == SessionField::App) return std::move(s.app);
        return joinLines(s.reasons);
    }

    /// Runs sorted one by one and then merged, so that never more sentences than a run's are in memory.
    void byWords(std::vector<std::uint32_t>& rows, SessionField field, bool descending) {
        struct Said {
            std::string text;
            std::uint32_t row;
        };
        const auto before = [descending](const Said& a, const Said& b) {
            const int order = a.text.compare(b.text);
            return order != 0 ? (descending ? order > 0 : order < 0) : a.row < b.row;
        };
        for (std::size_t begin = 0; begin < rows.size(); begin += kRun) {
            std::vector<Said> run;
            const std::size_t end = std::min(rows.size(), begin + kRun);
            for (std::size_t i = begin; i < end; ++i) run.push_back({wordsOf(rows[i], field), rows[i]});
            std::sort(run.begin(), run.end(), before);
            for (std::size_t i = begin; i < end; ++i) rows[i] = run[i - begin].row;
        }
        if (rows.size() <= kRun) return;
        struct Run {
            Said said;
            std::size_t next, end;
        };
        std::vector<Run> runs;
        for (std::size_t begin = 0; begin < rows.size(); begin += kRun)
            runs.push_back({{wordsOf(rows[begin], field), rows[begin]}, begin + 1, std::min(rows.size(), begin + kRun)});
        const auto later = [&before](const Run& a, const Run& b) { return before(b.said, a.said); };
        std::make_heap(runs.begin(), runs.end(), later);
        std::vector<std::uint32_t> merged;
        merged.reserve(rows.size());
        while (!runs.empty()) {
            std::pop_heap(runs.begin(), runs.end(), later);
            Run& run = runs.back();
            merged.push_back(run.said.row);
            if (run.next == run.end) {
                runs.pop_back();
                continue;
            }
            run.said = {wordsOf(rows[run.next], field), rows[run.next]};
            ++run.next;
            std::push_heap(runs.begin(), runs.end(), later);
        }
        rows = std::move(merged);
    }

    SessionTable& table_;
    bool suspects_;
    std::uint32_t rowsChunk_ = UINT32_MAX;
    SessionTable::Numbers rows_;
};

Value text(std::string&& value) {
    if (value.empty()) return {};
    return std::move(value);
}

Value instant(std::int64_t utc) {
    if (utc == 0) return {};
    return TimeValue{utc, shownPrecision(utc)};
}

Row rowOf(Session&& s, std::int64_t id, Language language) {
    Row row;
    row.rowId = id;
    row.publicId = s.id;
    for (std::string& sentence : s.reasons) sentence = inLanguage(sentence, language);
    row.cells = {text(std::move(s.id)), text(std::move(s.actorSession)), text(std::move(s.account)), text(std::move(s.clientIp)),
                 text(std::move(s.userAgent)), text(std::move(s.protocol)), instant(s.first), instant(s.last),
                 static_cast<std::int64_t>(s.events), s.bytesOut < 0 ? Value() : Value(s.bytesOut),
                 text(std::string(attributionName(s.attribution))), std::move(s.reasons), text(std::move(s.actor)),
                 text(std::move(s.status)), text(std::move(s.device)), text(std::move(s.app))};
    return row;
}

}  // namespace

std::vector<std::int64_t> selectSessions(SessionTable& table, View view, const Query& query, const Sort& sort) {
    table.refresh();
    const SessionBits bits = filterSessions(table, view, query);
    std::vector<std::uint32_t> rows;
    for (std::size_t word = 0; word < bits.size(); ++word)
        for (std::uint64_t rest = bits[word]; rest; rest &= rest - 1)
            rows.push_back(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(rest))));
    if (sort.natural && sort.descending) std::reverse(rows.begin(), rows.end());
    if (!sort.natural) Order(table, view).sort(rows, static_cast<SessionField>(sort.field), sort.descending);
    std::vector<std::int64_t> ids(rows.size());
    std::transform(rows.begin(), rows.end(), ids.begin(), [](std::uint32_t row) { return std::int64_t{row} + 1; });
    return ids;
}

std::vector<Row> fetchSessions(SessionTable& table, View view, std::span<const std::int64_t> ids, Language language) {
    table.refresh();
    std::vector<Row> rows;
    rows.reserve(ids.size());
    const std::int64_t count = view == View::Suspects ? table.suspects() : table.listed();
    for (const std::int64_t id : ids) {
        if (id < 1 || id > count) continue;
        const auto place = static_cast<std::uint32_t>(id - 1);
        rows.push_back(rowOf(view == View::Suspects ? table.suspect(place) : table.session(place), id, language));
    }
    return rows;
}

}  // namespace sillage
