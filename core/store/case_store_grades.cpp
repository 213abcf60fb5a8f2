// Examiners' grades (evidence model, §1): authored in case.db by the touch's public id, copied to meta.db so that views
// join them; and what recomputations changed, with the names people gave to states of the answer.
#include <unordered_map>

#include "store/case_store_impl.h"
#include "store/codec.h"

namespace sillage {
namespace {

constexpr const char* kColumns =
    "touch, grade, program, mailbox, folder, message_id, subject, depth, actor, reason, document, author, created";

Regrade regradeOf(const Statement& st) {
    Regrade r;
    int i = 0;
    r.touch = st.text(i++);
    r.grade = static_cast<Grade>(st.integer(i++));
    r.program = static_cast<Grade>(st.integer(i++));
    for (std::string* text : {&r.mailbox, &r.folder, &r.messageId, &r.subject}) *text = st.text(i++);
    r.depth = static_cast<Depth>(st.integer(i++));
    for (std::string* text : {&r.actor, &r.reason, &r.document, &r.author}) *text = st.text(i++);
    r.created = st.integer(i++);
    return r;
}

}  // namespace

std::vector<Regrade> CaseStore::regrades() {
    std::vector<Regrade> list;
    Statement st = authored().prepare(std::string("SELECT ") + kColumns + " FROM regrade ORDER BY created, touch");
    while (st.step()) list.push_back(regradeOf(st));
    return list;
}

std::optional<Regrade> CaseStore::regrade(std::string_view touch) {
    Statement st = authored().prepare(std::string("SELECT ") + kColumns + " FROM regrade WHERE touch = ?");
    st.bind(1, touch);
    return st.step() ? std::optional(regradeOf(st)) : std::nullopt;
}

void CaseStore::setRegrade(const Regrade& r) {
    impl_->requireWriting("an examiner's grade");
    authored().run(std::string("INSERT OR REPLACE INTO regrade (") + kColumns + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", r.touch,
                   static_cast<int>(r.grade), static_cast<int>(r.program), r.mailbox, r.folder, r.messageId, r.subject,
                   static_cast<int>(r.depth), r.actor, r.reason, r.document, r.author, r.created);
    bindRegrades();
}

bool CaseStore::removeRegrade(std::string_view touch) {
    impl_->requireWriting("taking back an examiner's grade");
    authored().run("DELETE FROM regrade WHERE touch = ?", touch);
    const bool removed = authored().changes() > 0;
    bindRegrades();
    return removed;
}

void CaseStore::bindRegrades() {
    impl_->requireWriting("examiners' grades");
    Database& db = meta();
    Transaction transaction(db);
    db.execute("DELETE FROM regrade");
    for (const Regrade& r : regrades()) {
        const auto row = touch(r.touch);
        const Standing standing = row ? standingOf(r, row->grade) : Standing::WithoutRow;
        db.run(std::string("INSERT INTO regrade (") + kColumns + ", now, standing) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,nullif(?,-1),?)", r.touch,
               static_cast<int>(r.grade), static_cast<int>(r.program), r.mailbox, r.folder, r.messageId, r.subject,
               static_cast<int>(r.depth), r.actor, r.reason, r.document, r.author, r.created,
               row ? static_cast<int>(row->grade) : -1, static_cast<int>(standing));
    }
    transaction.commit();
}

std::vector<AnswerChange> CaseStore::recomputations() {
    std::vector<AnswerChange> list;
    Statement st = meta().prepare("SELECT number, created, cause, added, removed, raised, lowered, depth, rules, kept FROM recomputation ORDER BY number");
    while (st.step()) {
        AnswerChange& r = list.emplace_back();
        r.number = st.integer(0);
        r.created = st.integer(1);
        r.cause = splitLines(st.view(2));
        for (std::size_t k = 0; k < r.counts.size(); ++k) r.counts[k] = st.natural(3 + static_cast<int>(k));
        r.kept = st.natural(9);
    }
    return list;
}

void CaseStore::gradeChanges(std::int64_t after, std::int64_t upTo, const std::function<bool(GradeChange&&)>& row) {
    Statement st = meta().prepare(
        "SELECT touch, mailbox, folder, message_id, subject, attachment, actor, old_grade, new_grade, old_depth, new_depth, old_complete, "
        "new_complete, old_rules, new_rules, why FROM grade_change WHERE number > ? AND number <= ? ORDER BY ordinal");
    st.bindAll(after, upTo);
    while (st.step()) {
        GradeChange c;
        int i = 0;
        for (std::string* text : {&c.touch, &c.mailbox, &c.folder, &c.messageId, &c.subject, &c.attachment, &c.actor}) *text = st.text(i++);
        const auto side = [&st](int at) -> std::optional<GradeChange::Side> {
            if (st.integer(7 + at) < 0) return std::nullopt;
            return GradeChange::Side{static_cast<Grade>(st.integer(7 + at)), static_cast<Depth>(st.integer(9 + at)), st.integer(11 + at) != 0,
                                     splitLines(st.view(13 + at))};
        };
        c.before = side(0);
        c.after = side(1);
        c.why = splitLines(st.view(15));
        if (!row(std::move(c))) return;
    }
}

std::vector<GradeCount> CaseStore::gradeCounts(std::int64_t after, std::int64_t upTo) {
    std::vector<GradeCount> list;
    Statement st = meta().prepare(
        "SELECT mailbox, grade, (SELECT before FROM grade_count f WHERE f.mailbox = c.mailbox AND f.grade = c.grade AND f.number > ?1 AND "
        "f.number <= ?2 ORDER BY f.number LIMIT 1), (SELECT after FROM grade_count l WHERE l.mailbox = c.mailbox AND l.grade = c.grade AND "
        "l.number > ?1 AND l.number <= ?2 ORDER BY l.number DESC LIMIT 1) FROM grade_count c WHERE c.number > ?1 AND c.number <= ?2 "
        "GROUP BY mailbox, grade ORDER BY mailbox, grade DESC");
    st.bindAll(after, upTo);
    while (st.step()) list.push_back({st.text(0), static_cast<Grade>(st.integer(1)), st.natural(2), st.natural(3)});
    return list;
}

std::vector<AnswerName> CaseStore::answerNames() {
    std::vector<AnswerName> list;
    Statement st = authored().prepare("SELECT name, number, author, created FROM answer_name ORDER BY created, name");
    while (st.step()) list.push_back({st.text(0), st.integer(1), st.text(2), st.integer(3)});
    return list;
}

void CaseStore::nameAnswer(const AnswerName& n) {
    impl_->requireWriting("naming a state of the answer");
    authored().run("INSERT OR REPLACE INTO answer_name (name, number, author, created) VALUES (?,?,?,?)", n.name, n.number, n.author, n.created);
}

void CaseStore::replaceEffects(const std::vector<Effect>& effects) {
    impl_->requireWriting("effects");
    Database& db = meta();
    Transaction transaction(db);
    db.execute("DELETE FROM effect");
    for (const Effect& e : effects) {
        Statement st = db.prepare(
            "INSERT INTO effect (id, kind, action, outcome, account, mailbox, actor, attribution, session, client_ip, time, until, what, name, "
            "target, direction, message_id, subject, folder, in_force, basis, number, evidence) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        st.bindAll(e.id, e.kind, e.action, e.outcome, e.account, e.mailbox, e.actor, static_cast<int>(e.attribution), e.session, e.clientIp,
                   e.time, e.until, e.what, e.name, e.target, e.direction, e.messageId, e.subject, e.folder, e.inForce, e.basis, e.events);
        st.bindBlob(23, encodeCitations(e.evidence)).run();
    }
    transaction.commit();
}

std::vector<Effect> CaseStore::effects() {
    std::vector<Effect> list;
    Statement st = meta().prepare(
        "SELECT id, kind, action, outcome, account, mailbox, actor, attribution, session, client_ip, time, until, what, name, target, direction, "
        "message_id, subject, folder, in_force, basis, number, evidence FROM effect ORDER BY ordinal");
    while (st.step()) {
        Effect& e = list.emplace_back();
        int i = 0;
        for (std::string* text : {&e.id, &e.kind, &e.action, &e.outcome, &e.account, &e.mailbox, &e.actor}) *text = st.text(i++);
        e.attribution = static_cast<Axis>(st.integer(i++));
        for (std::string* text : {&e.session, &e.clientIp}) *text = st.text(i++);
        e.time = st.integer(i++);
        e.until = st.integer(i++);
        for (std::string* text : {&e.what, &e.name, &e.target, &e.direction, &e.messageId, &e.subject, &e.folder, &e.inForce, &e.basis})
            *text = st.text(i++);
        e.events = st.natural(i++);
        e.evidence = decodeCitations(st.view(i++));
    }
    return list;
}

}  // namespace sillage
