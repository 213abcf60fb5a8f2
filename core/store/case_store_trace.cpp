// Results of the trace in meta.db: replaced as a whole in one transaction.
#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "store/actor_event_codec.h"
#include "store/case_store_impl.h"
#include "store/codec.h"
#include "store/event_chunk_store.h"
#include "store/event_session.h"
#include "store/rows.h"
#include "store/session_writer.h"
#include "store/trace_changes.h"

namespace sillage {
namespace {

void insertTouch(Database& db, std::optional<std::int64_t> ordinal, std::optional<std::int64_t> arrival, bool ownCoverage, const Touch& t) {
    Statement st = db.prepare(
        "INSERT INTO touch (id, placement, mailbox, folder, message_id, subject, uid, is_attachment, "
        "attachment, part, "
        "sha256, size, stored, depth, complete, destination, effects, grade, actor, attribution, delivery, "
        "identity, "
        "first, last, sessions, rules, evidence, why, against, coverage, ordinal, arrival) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    st.bindAll(t.id, t.placement, t.mailbox, t.folder, t.messageId, t.subject, t.uid, t.isAttachment,
               t.attachment, t.part, t.sha256, t.size, t.stored, static_cast<int>(t.depth), t.complete,
               static_cast<int>(t.destination), joinLines(t.effects), static_cast<int>(t.grade), t.actor,
               static_cast<int>(t.attribution), static_cast<int>(t.delivery), static_cast<int>(t.identity),
               t.first, t.last, joinLines(t.sessions), joinLines(t.rules));
    st.bindBlob(27, encodeCitations(t.evidence)).bind(28, joinLines(t.why)).bind(29, joinLines(t.against));
    if (ownCoverage) st.bind(30, t.coverage);
    else st.bindNull(30);
    if (ordinal) st.bind(31, *ordinal);
    else st.bindNull(31);
    if (arrival) st.bind(32, *arrival);
    else st.bindNull(32);
    st.run();
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

constexpr std::size_t kEventsAPiece = 65'536;

class Writer final : public TraceWriter {
public:
    /// changes: told what goes; null where all of it does.
    explicit Writer(Database& db, TraceChanges* changes = nullptr) : db_(db), changes_(changes) {}
    void allSessions(const SessionSource& source) override { writeSessions(db_, source); }
    void changedSessions(const SessionSource& source, const std::vector<bool>& chunks) override { changeSessions(db_, source, chunks); }
    // Row by row an index costs a page each; built afterwards, it is sorted once.
    void untouchedAnew() override {
        db_.execute("DELETE FROM untouched");
        for (const char* index : {"untouched_id", "untouched_placement", "untouched_veiled"}) db_.execute(std::string("DROP INDEX IF EXISTS ") + index);
    }
    void untouchedDone() override {
        db_.execute("CREATE INDEX IF NOT EXISTS untouched_id ON untouched (id)");
        db_.execute("CREATE INDEX IF NOT EXISTS untouched_placement ON untouched (placement)");
        db_.execute("CREATE INDEX IF NOT EXISTS untouched_veiled ON untouched (ordinal) WHERE veiled <> 0");
    }
    void untouched(std::int64_t ordinal, std::int64_t arrival, const Touch& t, bool veiled) override {
        Statement st = db_.prepare(
            "INSERT INTO untouched (ordinal, id, placement, mailbox, folder, message_id, subject, uid, sha256, size, arrival, veiled) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
        st.bindAll(ordinal, t.id, t.placement, t.mailbox, t.folder, t.messageId, t.subject, t.uid);
        Digest digest{};
        const bool known = fromHex(t.sha256, digest);
        st.bindBlob(9, known ? std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()) : std::string_view());
        st.bind(10, t.size).bind(11, arrival).bind(12, veiled).run();
    }
    void veil(std::int64_t ordinal, bool veiled) override { db_.run("UPDATE untouched SET veiled = ? WHERE ordinal = ?", veiled, ordinal); }
    void touch(std::int64_t ordinal, std::int64_t arrival, const Touch& t) override {
        insertTouch(db_, ordinal, t.actor.empty() ? std::optional(arrival) : std::nullopt, false, t);
    }
    void dropTouches(std::int64_t number) override {
        const std::int64_t from = number << kTouchRankShift, to = (number + 1) << kTouchRankShift;
        if (changes_) changes_->before(from, to);
        db_.run("DELETE FROM touch WHERE ordinal >= ? AND ordinal < ?", from, to);
        db_.run("UPDATE untouched SET veiled = 0 WHERE veiled <> 0 AND ordinal >= ? AND ordinal < ?", from, to);
    }
    std::vector<Arrival> veiledArrivals() override { return arrivals("SELECT ordinal, arrival FROM untouched WHERE veiled <> 0"); }
    std::vector<Arrival> namedArrivals() override { return arrivals("SELECT ordinal, arrival FROM touch WHERE arrival IS NOT NULL"); }
    void classes(const TouchClasses& all) override;
    /// Numbers of rows that have their verdict with them.
    void countRest() {
        if (!counted_) db_.execute("INSERT INTO touch_count (mailbox, grade, rows) SELECT mailbox, grade, count(*) FROM touch WHERE actor = '' GROUP BY mailbox, grade");
    }
    void coverage(const std::vector<Coverage>& rows) override {
        db_.execute("DELETE FROM coverage");
        Statement st = db_.prepare(
            "INSERT INTO coverage (route, account, source, state, first, last, detail, ask, kind, recorder, whom, expires) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
        for (const Coverage& c : rows) {
            st.bindAll(c.route, c.account, c.source, c.state, c.first, c.last, c.detail, c.ask, c.kind, c.recorder, c.whom, c.expires);
            st.run();
        }
    }
    void actorEvents(const std::vector<ActorEvent>& events) override {
        db_.execute("DELETE FROM actor_event");
        Statement st = db_.prepare("INSERT INTO actor_event (octets) VALUES (?)");
        for (std::size_t at = 0; at < events.size(); at += kEventsAPiece) {
            st.bindBlob(1, encodeActorEvents(std::span(events).subspan(at, std::min(kEventsAPiece, events.size() - at))));
            st.run();
        }
    }
    void mailbox(const TracedMailbox& m) override {
        std::string arrivals;
        for (const std::int64_t a : m.arrivals)
            for (int shift = 0; shift < 64; shift += 8) arrivals.push_back(static_cast<char>(static_cast<std::uint64_t>(a) >> shift & 0xff));
        Statement st = db_.prepare("INSERT OR REPLACE INTO traced_mailbox (number, name, placements, content, arrivals) VALUES (?,?,?,?,?)");
        st.bindAll(m.number, m.name, m.placements, static_cast<std::int64_t>(m.content));
        st.bindBlob(5, arrivals).run();
    }
    void dropMailbox(std::int64_t number) override {
        dropTouches(number);
        db_.run("DELETE FROM untouched WHERE ordinal >= ? AND ordinal < ?", number << kTouchRankShift, (number + 1) << kTouchRankShift);
        db_.run("DELETE FROM traced_mailbox WHERE number = ?", number);
    }
    void state(std::string_view basis, std::string_view acts, std::string_view names) override {
        Statement st = db_.prepare("INSERT OR REPLACE INTO trace_state (id, basis, acts, names) VALUES (1, ?, ?, ?)");
        st.bind(1, basis).bindBlob(2, acts).bindBlob(3, names).run();
    }

    void basis(const std::vector<std::string>& lines) override { basis_ = lines; }
    [[nodiscard]] const std::vector<std::string>& stated() const { return basis_; }

private:
    std::vector<Arrival> arrivals(const char* sql) {
        std::vector<Arrival> list;
        Statement st = db_.prepare(sql);
        while (st.step()) list.push_back({st.integer(0) >> kTouchRankShift, st.integer(1)});
        return list;
    }
    Database& db_;
    TraceChanges* changes_;
    bool counted_ = false;
    std::vector<std::string> basis_;
};

void Writer::classes(const TouchClasses& all) {
    for (const char* table : {"touch_class", "touch_span", "touch_mailbox"}) db_.execute(std::string("DELETE FROM ") + table);
    Statement verdict = db_.prepare("INSERT INTO touch_class (id, grade, rules, why, against) VALUES (?,?,?,?,?)");
    for (std::size_t i = 0; i < all.classes.size(); ++i) {
        const TouchClass& c = all.classes[i];
        verdict.bindAll(static_cast<std::int64_t>(i), static_cast<int>(c.grade), joinLines(c.rules), joinLines(c.why), joinLines(c.against));
        verdict.run();
    }
    Statement span = db_.prepare("INSERT INTO touch_span (schedule, until, class) VALUES (?,?,?)");
    for (std::size_t i = 0; i < all.schedules.size(); ++i)
        for (const auto& s : all.schedules[i]) {
            span.bindAll(static_cast<std::int64_t>(i), s.until, static_cast<std::int64_t>(s.classIndex));
            span.run();
        }
    Statement mailbox = db_.prepare("INSERT INTO touch_mailbox (rank, name, schedule, coverage, known) VALUES (?,?,?,?,?)");
    for (const auto& m : all.mailboxes) {
        mailbox.bindAll(m.number, m.name, static_cast<std::int64_t>(m.schedule), m.coverage, m.known);
        mailbox.run();
    }
    counted_ = true;
    db_.execute("DELETE FROM touch_count");
    Statement rows = db_.prepare("INSERT INTO touch_count (mailbox, grade, rows) VALUES (?,?,?)");
    for (const auto& m : all.mailboxes)
        for (std::size_t grade = 0; grade < m.rows.size(); ++grade) {
            if (!m.rows[grade]) continue;
            rows.bindAll(m.name, static_cast<std::int64_t>(grade), m.rows[grade]);
            rows.run();
        }
}

}  // namespace

void CaseStore::replaceTrace(const std::function<void(TraceWriter&)>& fill) {
    impl_->requireWriting("the trace");
    Database& db = meta();
    impl_->sessions.reset();
    Transaction transaction(db);
    TraceChanges changes(db);
    changes.beforeAll();
    for (const char* table : {"touch", "coverage", "touch_class", "touch_span", "touch_mailbox", "touch_count", "trace_state", "traced_mailbox", "actor_event"})
        db.execute(std::string("DELETE FROM ") + table);
    for (const char* index : {"touch_id", "touch_placement"}) db.execute(std::string("DROP INDEX IF EXISTS ") + index);
    db.execute("UPDATE untouched SET veiled = 0 WHERE veiled <> 0");
    Writer writer(db);
    fill(writer);
    for (const char* column : {"id", "placement"}) db.execute("CREATE INDEX " + std::string("touch_") + column + " ON touch (" + column + ")");
    writer.countRest();
    changes.finish(writer.stated());
    transaction.commit();
    impl_->sessions.reset();
}

void CaseStore::changeTrace(const std::function<void(TraceWriter&)>& change) {
    impl_->requireWriting("the trace");
    impl_->sessions.reset();
    Transaction transaction(meta());
    TraceChanges changes(meta());
    Writer writer(meta(), &changes);
    change(writer);
    changes.finish(writer.stated());
    transaction.commit();
    impl_->sessions.reset();
}

CaseStore::TraceState CaseStore::traceState() {
    Statement st = meta().prepare("SELECT basis, acts, names FROM trace_state");
    if (!st.step()) return {};
    return {st.text(0), st.text(1), st.text(2)};
}

std::vector<ActorEvent> CaseStore::actorEvents() {
    std::vector<ActorEvent> events;
    Statement st = meta().prepare("SELECT octets FROM actor_event ORDER BY piece");
    while (st.step()) decodeActorEvents(st.view(0), events);
    return events;
}

std::vector<TracedMailbox> CaseStore::tracedMailboxes() {
    std::vector<TracedMailbox> list;
    Statement st = meta().prepare("SELECT number, name, placements, content, arrivals FROM traced_mailbox ORDER BY number");
    while (st.step()) {
        TracedMailbox m{st.integer(0), st.text(1), st.natural(2), static_cast<std::uint64_t>(st.integer(3)), {}};
        const std::string_view arrivals = st.view(4);
        for (std::size_t at = 0; at + 8 <= arrivals.size(); at += 8) {
            std::uint64_t a = 0;
            for (std::size_t i = 8; i-- > 0;) a = a << 8 | static_cast<unsigned char>(arrivals[at + i]);
            m.arrivals.push_back(static_cast<std::int64_t>(a));
        }
        list.push_back(std::move(m));
    }
    return list;
}

void CaseStore::replaceTrace(const std::vector<Session>& sessionList, const std::vector<Session>& suspects,
                             const std::vector<Touch>& touchList, const std::vector<Coverage>& coverageList) {
    replaceTrace([&](TraceWriter& writer) {
        writer.untouchedAnew();
        writer.untouchedDone();
        writer.allSessions(SessionList(sessionList, suspects));
        std::int64_t ordinal = 0;
        for (const std::size_t i : outputOrder(meta(), touchList)) insertTouch(meta(), ++ordinal, std::nullopt, true, touchList[i]);
        writer.coverage(coverageList);
    });
}

std::optional<Touch> CaseStore::touch(std::string_view publicId) {
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "WHERE t.id = ? ORDER BY t.ordinal");
    st.bind(1, publicId);
    if (!st.step()) return std::nullopt;
    Touch t = rows::touch(st);
    t.examiner = regrade(t.id);
    return t;
}

void CaseStore::touches(const std::function<bool(Touch&&)>& row) {
    std::unordered_map<std::string, Regrade> examined;
    for (Regrade& r : regrades()) examined.emplace(r.touch, std::move(r));
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "ORDER BY t.ordinal");
    while (st.step()) {
        Touch t = rows::touch(st);
        if (const auto found = examined.find(t.id); found != examined.end()) t.examiner = found->second;
        if (!row(std::move(t))) return;
    }
}

void CaseStore::touchesOfNote(const std::function<bool(Touch&&)>& row) {
    std::unordered_map<std::string, Regrade> examined;
    for (Regrade& r : regrades()) examined.emplace(r.touch, std::move(r));
    std::vector<std::int64_t> ordinals;
    for (const char* which : {"t.actor <> ''", "t.actor = '' AND t.id IN (SELECT touch FROM regrade)"}) {
        Statement st = meta().prepare(std::string("SELECT t.ordinal FROM touch_row t WHERE ") + which);
        while (st.step()) ordinals.push_back(st.integer(0));
    }
    std::sort(ordinals.begin(), ordinals.end());
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "WHERE t.ordinal = ?");
    for (const std::int64_t ordinal : ordinals) {
        st.bind(1, ordinal);
        if (st.step()) {
            Touch t = rows::touch(st);
            if (const auto found = examined.find(t.id); found != examined.end()) t.examiner = found->second;
            if (!row(std::move(t))) return;
        }
        st.reset();
    }
}

std::vector<Touch> CaseStore::touchesOf(std::int64_t placementId) {
    std::vector<Touch> list;
    Statement st = meta().prepare(std::string(rows::kTouchSelect) + "WHERE t.placement = ? ORDER BY t.ordinal");
    st.bind(1, placementId);
    while (st.step()) list.push_back(rows::touch(st));
    for (Touch& t : list) t.examiner = regrade(t.id);
    return list;
}

std::array<std::uint64_t, 6> CaseStore::untouchedByGrade() {
    std::array<std::uint64_t, 6> counts{};
    Statement st = meta().prepare("SELECT grade, sum(rows) FROM touch_count GROUP BY grade");
    while (st.step())
        if (const std::int64_t grade = st.integer(0); grade >= 0 && grade < 6) counts[static_cast<std::size_t>(grade)] += st.natural(1);
    return counts;
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
