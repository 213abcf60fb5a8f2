// What recomputations change (trace page, 2): per item, with why; a withdrawn exhibit lists the findings that fall; named
// states; and effects of the worked example through a whole case.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <map>

#include "base/error.h"
#include "base/phrase.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/changes.h"
#include "case/demo.h"
#include "case/settings.h"
#include "case/tables.h"
#include "store/database.h"
#include "store/trace_changes.h"

using namespace sillage;
namespace fs = std::filesystem;

class TestChanges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void theFirstComputationListsNothing();
    void anIndicatorAddsRowsAndSaysSo();
    void aWeakerIndicatorLowers();
    void aWithdrawnExhibitListsWhatFalls();
    void thereAndBackIsNoChange();
    void aNamedStateIsComparedWith();
    void unknownStatesAreRefused();
    void nothingChangedIsSaid();
    void rowsWithoutAnActorAreNumbers();
    void oneMailboxAtATimeSaysTheSame();
    void theTablesItWorksWithAreGone();
    void effectsOfTheExample();

private:
    std::string attribute(IndicatorGrade grade = IndicatorGrade::Exclusive);
    AnswerDiff last() { return answerDiff(*case_, ""); }
    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<Case> case_;
    NoProgress none_;
};

void TestChanges::init() {
    case_.reset();
    directory_ = std::make_unique<QTemporaryDir>();
    const fs::path root = directory_->path().toStdString();
    writeDemo(root / "demo");
    case_ = Case::create(root / "demo.sillage");
    ImportOptions options;
    options.paths = {root / "demo" / "evidence"};
    case_->importEvidence(options, none_);
}

std::string TestChanges::attribute(IndicatorGrade grade) {
    Indicator i;
    i.ip = "203.0.113.66";
    i.grade = grade;
    i.document = grade == IndicatorGrade::Exclusive ? "provider's answer" : "";
    i.reason = "lease";
    return addIndicator(*case_, i, none_).id;
}

static std::size_t count(const AnswerDiff& d, ChangeKind kind) {
    return static_cast<std::size_t>(std::count_if(d.changes.begin(), d.changes.end(), [kind](const GradeChange& c) { return c.kind() == kind; }));
}

static bool says(const std::vector<std::string>& sentences, const std::string& part) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const auto& s) { return inEnglish(s).find(part) != std::string::npos; });
}

void TestChanges::theFirstComputationListsNothing() {
    const AnswerDiff d = last();
    QVERIFY(d.changes.empty() && d.cause.empty() && d.counts.empty());
    QCOMPARE(d.unlisted, std::uint64_t{0});
    QCOMPARE(case_->store().recomputations().size(), std::size_t{1});
}

void TestChanges::anIndicatorAddsRowsAndSaysSo() {
    const std::string id = attribute();
    const AnswerDiff d = last();
    std::size_t rows = 0;
    case_->store().touches([&](Touch&& t) {
        rows += !t.actor.empty();
        return true;
    });
    QVERIFY(rows > 40);
    QCOMPARE(count(d, ChangeKind::Added), rows);
    QCOMPARE(d.changes.size(), rows);
    QVERIFY(says(d.cause, "indicator " + id + " was added"));
    for (const GradeChange& c : d.changes) {
        QVERIFY(!c.before && c.after && !c.touch.empty() && !c.mailbox.empty());
        QVERIFY(says(c.why, "applies now") && says(c.why, "indicator " + id + " was added"));
        QVERIFY(inLanguage(c.why.front(), Language::French) != inEnglish(c.why.front()));
    }
    QCOMPARE(selectRows(*case_, View::Changes, "change:added").size(), rows);
}

void TestChanges::aWeakerIndicatorLowers() {
    attribute();
    attribute(IndicatorGrade::Asserted);
    const AnswerDiff d = last();
    QVERIFY(count(d, ChangeKind::Lowered) > 0);
    QCOMPARE(count(d, ChangeKind::Added) + count(d, ChangeKind::Removed) + count(d, ChangeKind::Raised), std::size_t{0});
    for (const GradeChange& c : d.changes)
        if (c.kind() == ChangeKind::Lowered)
            QVERIFY(c.before->grade > c.after->grade && says(c.why, "was changed"));
    attribute();  // and back: raised by as many
    QCOMPARE(count(last(), ChangeKind::Raised), count(d, ChangeKind::Lowered));
}

void TestChanges::aWithdrawnExhibitListsWhatFalls() {
    attribute();
    std::map<std::string, Touch> before;
    case_->store().touches([&](Touch&& t) {
        if (!t.actor.empty()) before.emplace(t.id, t);
        return true;
    });
    case_->removeSource("var/log/nginx/access.log", "the exhibit was withdrawn", none_);
    const AnswerDiff d = last();
    QVERIFY(says(d.cause, "source var/log/nginx/access.log was taken out"));
    QVERIFY(count(d, ChangeKind::Removed) > 0);
    QCOMPARE(count(d, ChangeKind::Raised), std::size_t{0});  // less evidence never strengthens
    std::size_t rested = 0;
    for (const GradeChange& c : d.changes) {
        if (c.kind() == ChangeKind::Added) continue;
        const Touch& was = before.at(c.touch);
        QCOMPARE(c.before->grade, was.grade);
        const bool cited = std::any_of(was.evidence.begin(), was.evidence.end(), [](const Citation& e) { return e.source == "var/log/nginx/access.log"; });
        if (c.kind() != ChangeKind::Removed || !cited) continue;
        ++rested;
        QVERIFY(says(c.why, "it rested on var/log/nginx/access.log, which was taken out"));
    }
    QVERIFY(rested > 0);
}

void TestChanges::thereAndBackIsNoChange() {
    attribute();
    nameAnswer(*case_, "attributed");
    changeSetting(*case_, "habitual-assumption", "withdrawn", "to see what rests on it", none_);
    QVERIFY(says(last().cause, "habitual-assumption was stated: withdrawn"));
    changeSetting(*case_, "habitual-assumption", "", "seen", none_);
    QVERIFY(says(last().cause, "habitual-assumption was taken back"));
    const AnswerDiff d = answerDiff(*case_, "attributed");
    QVERIFY(d.changes.empty() && d.counts.empty());
    QCOMPARE(d.cause.size(), std::size_t{2});
}

void TestChanges::aNamedStateIsComparedWith() {
    nameAnswer(*case_, "nothing attributed");
    const std::string id = attribute();
    attribute(IndicatorGrade::Asserted);
    const AnswerDiff d = answerDiff(*case_, "nothing attributed");
    QVERIFY(!d.changes.empty());
    for (const GradeChange& c : d.changes) QVERIFY(!c.before && c.after && c.after->grade < Grade::Recorded);  // one change an item, from first to last
    removeIndicator(*case_, id, "wrong address", none_);
    QVERIFY(answerDiff(*case_, "nothing attributed").changes.empty());
    QVERIFY(count(last(), ChangeKind::Removed) > 0);
    QCOMPARE(selectRows(*case_, View::Custody, "action:\"answer name\"").size(), std::size_t{1});
}

void TestChanges::unknownStatesAreRefused() {
    const auto refused = [&](const std::function<void()>& act) {
        try {
            act();
            return false;
        } catch (const Error& e) {
            return e.code() == ExitCode::Usage;
        }
    };
    QVERIFY(refused([&] { answerDiff(*case_, "no such name"); }));
    QVERIFY(refused([&] { answerDiff(*case_, "99"); }));
    QVERIFY(refused([&] { nameAnswer(*case_, " "); }));
    QVERIFY(refused([&] { nameAnswer(*case_, "12"); }));
    QVERIFY(!refused([&] { answerDiff(*case_, "1"); }));
}

void TestChanges::nothingChangedIsSaid() {
    attribute();
    case_->recompute(none_);
    const AnswerDiff d = last();
    QVERIFY(d.changes.empty() && d.cause.empty() && d.counts.empty());
    QCOMPARE(inEnglish(changeSummary({})), std::string("nothing changed"));
    QCOMPARE(inEnglish(changeSummary({1, 0, 2, 0, 0, 0})), std::string("1 added, 2 raised"));
}

void TestChanges::rowsWithoutAnActorAreNumbers() {
    std::map<std::pair<std::string, Grade>, std::int64_t> delta;
    const auto gather = [&](int sign) {
        case_->store().touches([&](Touch&& t) {
            if (t.actor.empty()) delta[{t.mailbox, t.grade}] += sign;
            return true;
        });
    };
    gather(-1);
    attribute();
    gather(1);
    std::erase_if(delta, [](const auto& d) { return d.second == 0; });
    const AnswerDiff d = last();
    QCOMPARE(d.counts.size(), delta.size());
    for (const GradeCount& n : d.counts) QCOMPARE(static_cast<std::int64_t>(n.after) - static_cast<std::int64_t>(n.before), (delta[{n.mailbox, n.grade}]));
}

/// What a recomputation of some mailboxes calls: the same comparison, mailbox by mailbox.
void TestChanges::oneMailboxAtATimeSaysTheSame() {
    attribute();
    Database& db = case_->store().meta();
    Transaction transaction(db);
    TraceChanges changes(db);
    const std::string mailbox = "claire.martin@interieur.example";
    const std::int64_t rank = db.number("SELECT rank FROM touch_mailbox WHERE name = ?", -1, mailbox);
    QVERIFY(rank >= 0);
    changes.before(rank << kTouchRankShift, (rank + 1) << kTouchRankShift);
    db.run("UPDATE touch SET grade = grade - 1 WHERE mailbox = ? AND actor <> '' AND grade = 5", mailbox);
    db.run("UPDATE touch SET grade = 3 WHERE mailbox <> ? AND actor <> ''", mailbox);  // not told of: another's business
    const std::int64_t expected = db.changes() ? db.number("SELECT count(*) FROM touch_before b JOIN touch t USING (id) WHERE t.grade <> b.grade", 0) : 0;
    const std::int64_t number = changes.finish({});
    transaction.commit();
    QVERIFY(expected > 0);
    QCOMPARE(db.number("SELECT count(*) FROM grade_change WHERE number = ?", 0, number), expected);
    QCOMPARE(db.number("SELECT lowered FROM recomputation WHERE number = ?", 0, number), expected);
    QCOMPARE(db.number("SELECT count(*) FROM grade_change WHERE number = ? AND mailbox <> ?", 0, number, mailbox), std::int64_t{0});
}

void TestChanges::theTablesItWorksWithAreGone() {
    attribute();
    QCOMPARE(case_->store().meta().number("SELECT count(*) FROM sqlite_master WHERE name LIKE '%_before'", -1), std::int64_t{0});
}

void TestChanges::effectsOfTheExample() {
    attribute();
    const auto one = [&](const char* query) { return selectRows(*case_, View::Effects, query).size(); };
    QVERIFY(one("kind:forwarding direction:external in_force:yes actor:A") >= 1);
    QVERIFY(one("kind:search name:\"mot de passe\" actor:A") >= 1);
    QVERIFY(one("kind:deleted actor:A") >= 1);
    QVERIFY(one("kind:forwarded") >= 1);
    // What people do with their own mail is no effect of an intruder; nothing is cited that is not there.
    for (const Effect& e : case_->store().effects()) {
        QVERIFY(!e.id.empty() && !e.kind.empty() && !e.what.empty() && !e.evidence.empty());
        QVERIFY(isStanding(e) || e.actor == "A");
        QVERIFY(!isStanding(e) || !e.basis.empty());
        QVERIFY(inLanguage(e.what, Language::French) != inEnglish(e.what));
    }
    const auto before = case_->store().effects();
    case_->recompute(none_);
    const auto after = case_->store().effects();
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) QCOMPARE(after[i].id, before[i].id);
}

QTEST_GUILESS_MAIN(TestChanges)
#include "tst_changes.moc"
