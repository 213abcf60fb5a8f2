// Results of the trace in meta.db: replaced as a whole in one transaction.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "store/case_store_impl.h"
#include "store/codec.h"
#include "store/event_session.h"
#include "store/rows.h"

namespace sillage {
namespace {

constexpr const char* kInsertSession =
    "INSERT INTO session (suspect, id, actor_session, account, client_ip, user_agent, protocol, first, last, "
    "events, bytes_out, actor, attribution, status, reasons) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

void insertSession(Statement& st, const Session& s, bool suspect) {
    const std::string reasons = joinLines(s.reasons);
    int i = 0;
    st.bind(++i, suspect);
    for (const std::string* text : {&s.id, &s.actorSession, &s.account, &s.clientIp, &s.userAgent, &s.protocol})
        st.bindView(++i, *text);
    for (const std::int64_t number : {s.first, s.last, static_cast<std::int64_t>(s.events), s.bytesOut}) st.bind(++i, number);
    st.bindView(12, s.actor).bind(13, static_cast<int>(s.attribution)).bindView(14, s.status).bindView(15, reasons);
    st.run();
}

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
    explicit Writer(Database& db) : db_(db), session_(db.prepare(kInsertSession)), ofEvents_(db) {}
    void session(const Session& s, bool suspect) override { insertSession(session_, s, suspect); }
    void touch(const Touch& t) override { insertTouch(db_, t); }
    void coverage(const Coverage& c) override {
        db_.run(
            "INSERT INTO coverage (route, account, source, state, first, last, detail, ask, kind, recorder, whom, expires) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            c.route, c.account, c.source, c.state, c.first, c.last, c.detail, c.ask, c.kind, c.recorder, c.whom, c.expires);
    }
    void eventSession(std::uint64_t session) override { ofEvents_.add(session); }
    void finish() { ofEvents_.finish(); }

private:
    Database& db_;
    Statement session_;
    EventSessionWriter ofEvents_;
};

}  // namespace

void CaseStore::replaceTrace(const std::function<void(TraceWriter&)>& fill) {
    impl_->requireWriting("the trace");
    Database& db = meta();
    Transaction transaction(db);
    for (const char* table : {"session", "touch", "coverage", "event_session"})
        db.execute(std::string("DELETE FROM ") + table);
    // Row by row an index costs a page each; built afterwards, it is sorted once.
    db.execute("DROP INDEX IF EXISTS session_id; DROP INDEX IF EXISTS touch_id");
    Writer writer(db);
    fill(writer);
    writer.finish();
    db.execute("CREATE INDEX session_id ON session (id); CREATE INDEX touch_id ON touch (id)");
    transaction.commit();
}

void CaseStore::replaceTrace(const std::vector<Session>& sessionList, const std::vector<Session>& suspects,
                             const std::vector<Touch>& touchList, const std::vector<Coverage>& coverageList) {
    replaceTrace([&](TraceWriter& writer) {
        for (const Session& s : sessionList) writer.session(s, false);
        for (const Session& s : suspects) writer.session(s, true);
        for (const std::size_t i : outputOrder(meta(), touchList)) writer.touch(touchList[i]);
        for (const Coverage& c : coverageList) writer.coverage(c);
    });
}

std::optional<Touch> CaseStore::touch(std::string_view publicId) {
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "WHERE id = ? ORDER BY ordinal");
    st.bind(1, publicId);
    return st.step() ? std::optional(rows::touch(st)) : std::nullopt;
}

void CaseStore::touches(const std::function<bool(Touch&&)>& row) {
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "ORDER BY ordinal");
    while (st.step())
        if (!row(rows::touch(st))) return;
}

std::optional<Session> CaseStore::session(std::string_view publicId) {
    Statement st =
        meta().prepare(std::string(rows::kSessionSelect) + "WHERE id = ? ORDER BY suspect, ordinal");
    st.bind(1, publicId);
    return st.step() ? std::optional(rows::session(st)) : std::nullopt;
}

std::vector<Session> CaseStore::sessions() {
    std::vector<Session> list;
    Statement st = meta().prepare(std::string(rows::kSessionSelect) + "WHERE NOT suspect ORDER BY ordinal");
    while (st.step()) list.push_back(rows::session(st));
    return list;
}

std::vector<Session> CaseStore::suspects() {
    std::vector<Session> list;
    Statement st = meta().prepare(std::string(rows::kSessionSelect) + "WHERE suspect ORDER BY ordinal");
    while (st.step()) list.push_back(rows::session(st));
    return list;
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
