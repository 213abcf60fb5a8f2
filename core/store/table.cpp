// Four kinds of views: events and sessions are columns, the custody log is a file of lines, all others are rows of SQLite.
#include "store/table.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase.h"
#include "store/case_store.h"
#include "store/database.h"
#include "store/event_chunk_store.h"
#include "store/event_session.h"
#include "store/session_view.h"
#include "store/table_cells.h"
#include "store/table_rows.h"
#include "store/table_sql.h"
#include "store/text_index.h"

namespace sillage {
namespace {

[[noreturn]] void notHeld(View view) {
    throw Error(phrase("The case holds no table of %1", viewName(view)),
                "This version computes it from other views; ask for those.", ExitCode::Usage);
}

Database& databaseOf(CaseStore& store, const SqlView& view) { return view.authored ? store.authored() : store.meta(); }

std::string jsonArray(const std::vector<std::int64_t>& ids) {
    std::string out = "[";
    for (std::int64_t id : ids) out += (out.size() > 1 ? "," : "") + std::to_string(id);
    return out + "]";
}

/// Events name their sources by path; told before every use, kept while nothing changed.
EventStore& eventsOf(CaseStore& store) {
    EventSources sources;
    Statement statement = store.meta().prepare("SELECT id, path, sha256 FROM source");
    while (statement.step()) sources[statement.integer(0)] = {statement.text(1), statement.text(2)};
    store.events().setSources(std::move(sources));
    SessionTable& table = store.sessionTable();
    table.refresh();
    store.events().setSessions({[&table](std::int64_t event) { return table.rowOfEvent(event); },
                                [&table](std::uint32_t row) { return table.idOf(row - 1); },
                                [&table](SessionNumber id) {
                                    std::vector<std::uint32_t> rows = table.find(id);
                                    for (std::uint32_t& row : rows) ++row;
                                    return rows;
                                }});
    return store.events();
}

std::vector<std::int64_t> selectSql(CaseStore& store, View view, const SqlView& sql, const Query& query, const Sort& sort) {
    const auto fullText = [&store](const Query& q) {
        const std::string match = ftsTerm(q.text, q.prefix);  // "" where nothing typed is a letter or a digit
        return match.empty() ? std::string("[]") : jsonArray(store.text().matches(match));
    };
    SqlCondition condition = compileSql(view, query, fullText);
    std::string text = "SELECT " + std::string(sql.rowId) + " FROM " + sql.from + " WHERE " + sql.where + " AND (" +
                       condition.where + ") ORDER BY ";
    if (!sort.natural) text += std::string(sql.columns[sort.field].expression) + (sort.descending ? " DESC, " : ", ");
    text += sql.order;
    std::vector<std::int64_t> ids;
    Database& database = databaseOf(store, sql);
    runMatching(database, condition.context, [&] {
        Statement statement = database.prepare(text);
        bindValues(statement, condition, 1);
        while (statement.step()) ids.push_back(statement.integer(0));
    });
    if (sort.natural && sort.descending) std::reverse(ids.begin(), ids.end());
    return ids;
}

std::vector<Row> fetchSql(CaseStore& store, const SqlView& sql, View view, std::span<const std::int64_t> ids, Language language) {
    std::string text = "SELECT " + std::string(sql.rowId) + ", " + sql.publicKey;
    for (const ViewColumn& column : sql.columns) text += std::string(", ") + column.expression;
    text += " FROM " + std::string(sql.from) + " WHERE " + sql.where + " AND ";
    // Attachments are numbered by placement and attachment: each half finds its row by key.
    text += view == View::Attachments ? "p.id = ?1 >> 32 AND a.id = ?1 & 4294967295" : std::string(sql.rowId) + " = ?1";
    Database& database = databaseOf(store, sql);
    ReadSnapshot snapshot(database);
    std::vector<Row> rows;
    rows.reserve(ids.size());
    Statement statement = database.prepare(text);
    for (const std::int64_t id : ids) {
        statement.bind(1, id);
        if (statement.step()) {
            Row& row = rows.emplace_back();
            row.rowId = statement.integer(0);
            row.publicId = sql.letter ? contentId(sql.letter, inEnglish(statement.view(1))) : statement.text(1);
            for (std::size_t c = 0; c < sql.columns.size(); ++c)
                row.cells.push_back(cellValue(statement, static_cast<int>(c) + 2, sql.columns[c].cell, language));
        }
        statement.reset();
    }
    return rows;
}

std::vector<Row> custodyRows(CaseStore& store) {
    std::vector<Row> rows;
    for (const CustodyEntry& entry : store.custody()) rows.push_back(custodyRow(entry));
    return rows;
}

/// The row of a view whose public key gives this content id; every row is asked.
std::optional<RowRef> findBySum(CaseStore& store, View view, std::string_view id) {
    const SqlView& sql = *sqlView(view);
    Statement statement = databaseOf(store, sql).prepare("SELECT " + std::string(sql.rowId) + ", " + sql.publicKey +
                                                         " FROM " + sql.from + " WHERE " + sql.where);
    while (statement.step())
        if (contentId(sql.letter, inEnglish(statement.view(1))) == id) return RowRef{view, statement.integer(0)};
    return std::nullopt;
}

std::optional<RowRef> findByKey(CaseStore& store, View view, std::string_view id) {
    const SqlView& sql = *sqlView(view);
    Statement statement = databaseOf(store, sql).prepare("SELECT " + std::string(sql.rowId) + " FROM " + sql.from +
                                                         " WHERE " + sql.where + " AND " + sql.publicKey + " = ?");
    statement.bind(1, id);
    if (!statement.step()) return std::nullopt;
    return RowRef{view, statement.integer(0)};
}

std::optional<RowRef> findByDigest(CaseStore& store, const Digest& digest) {
    Statement statement = store.meta().prepare(
        "SELECT p.id FROM placement p JOIN message m ON m.id = p.message WHERE m.sha256 = ? ORDER BY p.key");
    statement.bind(1, digest);
    if (!statement.step()) return std::nullopt;
    return RowRef{View::Messages, statement.integer(0)};
}

std::optional<RowRef> findSession(CaseStore& store, std::string_view id) {
    const auto number = sessionNumber(id);
    if (!number) return std::nullopt;
    ReadSnapshot snapshot(store.meta());
    SessionTable& table = store.sessionTable();
    table.refresh();
    for (const std::uint32_t row : table.find(*number)) {
        if (row < table.listed()) return RowRef{View::Sessions, std::int64_t{row} + 1};
        if (const auto suspect = table.suspectWith(row)) return RowRef{View::Suspects, std::int64_t{*suspect} + 1};
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::int64_t> selectRows(CaseStore& store, View view, const Query& query, const Sort& sort) {
    if (!sort.natural && sort.field >= fields(view).size)
        throw Error("There is no such column to sort by", {}, ExitCode::Usage);
    if (view == View::Events) return eventsOf(store).select(query, sort);
    if (view == View::Custody) {
        std::vector<Row> rows = custodyRows(store);
        std::erase_if(rows, [&query](const Row& row) { return !matchesRow(View::Custody, query, row); });
        sortRows(rows, sort);
        std::vector<std::int64_t> ids;
        for (const Row& row : rows) ids.push_back(row.rowId);
        return ids;
    }
    if (isSessionView(view)) {
        ReadSnapshot snapshot(store.meta());
        return selectSessions(store.sessionTable(), view, query, sort);
    }
    const SqlView* sql = sqlView(view);
    if (!sql) notHeld(view);
    return selectSql(store, view, *sql, query, sort);
}

std::vector<Row> fetchRows(CaseStore& store, View view, std::span<const std::int64_t> ids, Language language, Cells cells) {
    std::vector<Row> rows;
    if (view == View::Events) {
        const EventStore& events = eventsOf(store);
        for (const StoredEvent& event : store.events().fetch(ids, cells == Cells::All)) rows.push_back(eventRow(events, event));
        return rows;
    }
    if (view == View::Custody) {
        std::unordered_map<std::int64_t, Row> all;
        for (Row& row : custodyRows(store)) all[row.rowId] = std::move(row);
        for (const std::int64_t id : ids)
            if (const auto at = all.find(id); at != all.end()) rows.push_back(at->second);
        return rows;
    }
    if (isSessionView(view)) {
        ReadSnapshot snapshot(store.meta());
        return fetchSessions(store.sessionTable(), view, ids, language);
    }
    const SqlView* sql = sqlView(view);
    if (!sql) notHeld(view);
    return fetchSql(store, *sql, view, ids, language);
}

std::optional<RowRef> findPublicId(CaseStore& store, std::string_view id) {
    Digest digest;
    if (fromHex(id, digest)) return findByDigest(store, digest);
    if (id.size() < 3 || id[1] != '-') return std::nullopt;
    switch (id[0]) {
        case 'T': return findByKey(store, View::Touched, id);
        case 'F': return findByKey(store, View::Effects, id);
        case 'I': return findByKey(store, View::Indicators, id);
        case 'S': return findSession(store, id);
        case 'M': return findBySum(store, View::Messages, id);
        case 'A': return findBySum(store, View::Attachments, id);
        case 'X': return findBySum(store, View::Sources, id);
        case 'P': return findBySum(store, View::Problems, id);
        case 'E': {
            const auto event = eventsOf(store).findPublicId(id);
            if (!event) return std::nullopt;
            return RowRef{View::Events, *event};
        }
        default: return std::nullopt;
    }
}

}  // namespace sillage
