// Results of the trace in meta.db: replaced as a whole in one transaction.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "store/case_store_impl.h"
#include "store/codec.h"
#include "store/event_chunk_store.h"
#include "store/event_session.h"
#include "store/rows.h"
#include "store/session_writer.h"
#include "store/trace_changes.h"

namespace sillage {
namespace {

void insertTouch(Database& db, const Touch& t) {
    Statement st = db.prepare(
        "INSERT INTO touch (id, placement, mailbox, folder, message_id, subject, uid, is_attachment, "
        "attachment, part, "
        "sha256, size, stored, depth, complete, destination, effects, grade, actor, attribution, delivery, "
        "identity, "
        "first, last, sessions, rules, evidence, why, against, coverage) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    st.bindAll(t.id, t.placement, t.mailbox, t.folder, t.messageId, t.subject, t.uid, t.isAttachment,
               t.attachment, t.part, t.sha256, t.size, t.stored, static_cast<int>(t.depth), t.complete,
               static_cast<int>(t.destination), joinLines(t.effects), static_cast<int>(t.grade), t.actor,
               static_cast<int>(t.attribution), static_cast<int>(t.delivery), static_cast<int>(t.identity),
               t.first, t.last, joinLines(t.sessions), joinLines(t.rules));
    st.bindBlob(27, encodeCitations(t.evidence)).bind(28, joinLines(t.why)).bind(29, joinLines(t.against));
    st.bind(30, t.coverage).run();
}

/// Order of output (model page, Items): mailbox, folder, uid, key, part; then depth class, actor, id.
std::vector<std::size_t> outputOrder(Database& db, const std::vector<Touch>& touches) {
    std::unordered_map<std::int64_t, std::string> keys;
    for (const Touch& t : touches) {
        if (!t.placement || keys.count(t.placement)) continue;
        Statement st = db.prepare("SELECT key FROM placement WHERE id = ?");
        st.bind(1, t.placement);
        keys[t.placement] = st.step() ? st.text(0) : std::string();
    }
    const auto rank = [&keys](const Touch& t) {
        const auto key = keys.find(t.placement);
        return std::make_tuple(std::string_view(t.mailbox), std::string_view(t.folder), t.uid,
                               key == keys.end() ? std::string_view() : std::string_view(key->second),
                               std::string_view(t.part), isContent(t.depth), std::string_view(t.actor),
                               std::string_view(t.id));
    };
    std::vector<std::size_t> order(touches.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rank(touches[a]) < rank(touches[b]); });
    return order;
}

}  // namespace

namespace {

class Writer final : public TraceWriter {
public:
    explicit Writer(Database& db) : db_(db) {}
    void allSessions(const SessionSource& source) override { writeSessions(db_, source); }
    void touch(const Touch& t) override { insertTouch(db_, t); }
    void coverage(const Coverage& c) override {
        db_.run(
            "INSERT INTO coverage (route, account, source, state, first, last, detail, ask, kind, recorder, whom, expires) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            c.route, c.account, c.source, c.state, c.first, c.last, c.detail, c.ask, c.kind, c.recorder, c.whom, c.expires);
    }

    void basis(const std::vector<std::string>& lines) override { basis_ = lines; }
    [[nodiscard]] const std::vector<std::string>& stated() const { return basis_; }

private:
    Database& db_;
    std::vector<std::string> basis_;
};

}  // namespace

void CaseStore::replaceTrace(const std::function<void(TraceWriter&)>& fill) {
    impl_->requireWriting("the trace");
    Database& db = meta();
    impl_->sessions.reset();
    Transaction transaction(db);
    TraceChanges changes(db);
    changes.beforeAll();
    for (const char* table : {"touch", "coverage"}) db.execute(std::string("DELETE FROM ") + table);
    // Row by row an index costs a page each; built afterwards, it is sorted once.
    db.execute("DROP INDEX IF EXISTS touch_id");
    Writer writer(db);
    fill(writer);
    db.execute("CREATE INDEX touch_id ON touch (id)");
    changes.finish(writer.stated());
    transaction.commit();
    impl_->sessions.reset();
}

void CaseStore::replaceTrace(const std::vector<Session>& sessionList, const std::vector<Session>& suspects,
                             const std::vector<Touch>& touchList, const std::vector<Coverage>& coverageList) {
    replaceTrace([&](TraceWriter& writer) {
        writer.allSessions(SessionList(sessionList, suspects));
        for (const std::size_t i : outputOrder(meta(), touchList)) writer.touch(touchList[i]);
        for (const Coverage& c : coverageList) writer.coverage(c);
    });
}

std::optional<Touch> CaseStore::touch(std::string_view publicId) {
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "WHERE id = ? ORDER BY ordinal");
    st.bind(1, publicId);
    if (!st.step()) return std::nullopt;
    Touch t = rows::touch(st);
    t.examiner = regrade(t.id);
    return t;
}

void CaseStore::touches(const std::function<bool(Touch&&)>& row) {
    std::unordered_map<std::string, Regrade> examined;
    for (Regrade& r : regrades()) examined.emplace(r.touch, std::move(r));
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "ORDER BY ordinal");
    while (st.step()) {
        Touch t = rows::touch(st);
        if (const auto found = examined.find(t.id); found != examined.end()) t.examiner = found->second;
        if (!row(std::move(t))) return;
    }
}

SessionTable& CaseStore::sessionTable() {
    if (!impl_->sessions) impl_->sessions = std::make_unique<SessionTable>(meta());
    return *impl_->sessions;
}

std::optional<Session> CaseStore::session(std::string_view publicId) {
    const auto id = sessionNumber(publicId);
    if (!id) return std::nullopt;
    ReadSnapshot snapshot(meta());
    SessionTable& table = sessionTable();
    table.refresh();
    for (const std::uint32_t row : table.find(*id)) {
        if (row < table.listed()) return table.session(row);
        if (const auto suspect = table.suspectWith(row)) return table.suspect(*suspect);
    }
    return std::nullopt;
}

void CaseStore::eachSession(const std::function<bool(Session&&)>& row) {
    ReadSnapshot snapshot(meta());
    SessionTable& table = sessionTable();
    table.refresh();
    for (std::uint32_t r = 0; r < table.listed(); ++r)
        if (!row(table.session(r))) return;
}

std::vector<Session> CaseStore::sessions() {
    std::vector<Session> list;
    eachSession([&list](Session&& s) {
        list.push_back(std::move(s));
        return true;
    });
    return list;
}

std::vector<Session> CaseStore::suspects() {
    std::vector<Session> list;
    ReadSnapshot snapshot(meta());
    SessionTable& table = sessionTable();
    table.refresh();
    for (std::uint32_t s = 0; s < table.suspects(); ++s) list.push_back(table.suspect(s));
    return list;
}

std::uint64_t CaseStore::sessionCount() {
    sessionTable().refresh();
    return sessionTable().listed();
}

std::optional<Session> CaseStore::firstAttributed() {
    ReadSnapshot snapshot(meta());
    SessionTable& table = sessionTable();
    table.refresh();
    for (std::uint32_t c = 0; table.rowsOf(c) > 0; ++c) {  // sessions are listed in order of time
        const auto axis = table.numbers(c, SessionColumn::Attribution);
        if (axis.view.encoding().maximum == 0) continue;
        for (std::uint32_t at = 0; at < table.rowsOf(c); ++at)
            if (const std::uint32_t row = c * kSessionsAChunk + at; axis.at(at) != 0 && row < table.listed()) return table.session(row);
    }
    return std::nullopt;
}

bool CaseStore::isTraced() {
    sessionTable().refresh();
    return sessionTable().computed();
}

std::vector<Coverage> CaseStore::coverage() {
    std::vector<Coverage> list;
    Statement st = meta().prepare(
        "SELECT route, account, source, state, first, last, detail, ask, kind, recorder, whom, expires FROM coverage "
        "ORDER BY ordinal");
    while (st.step())
        list.push_back({st.text(0), st.text(1), st.text(2), st.text(3), st.integer(4), st.integer(5), st.text(6),
                        st.text(7), st.text(8), st.text(9), st.text(10), st.integer(11)});
    return list;
}

}  // namespace sillage
