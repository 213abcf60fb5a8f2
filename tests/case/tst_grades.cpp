// An examiner's grade beside the program's (evidence model, §1), and what recomputations change: acts keep both values,
// a raise always has its document, and a recomputation finds both again.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "base/error.h"
#include "base/phrase.h"
#include "case/annotations.h"
#include "case/bundle.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/grades.h"
#include "case/settings.h"
#include "case/tables.h"

using namespace sillage;
namespace fs = std::filesystem;

class TestGrades : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aLowerGradeNeedsAReason();
    void aHigherGradeNeedsADocument();
    void theProgramsOwnGradeIsNoAct();
    void bothGradesAreShownAndFiltered();
    void theActIsUndoneAndLogged();
    void aRecomputationKeepsIt();
    void aRaiseThatLostItsRoomIsNotInForce();
    void withoutItsRowItStaysListed();
    void aRowWithoutAnActorCanBeRaised();
    void theBundleHoldsBoth();
    void anUnknownTouchIsRefused();

private:
    std::vector<Touch> touches(Grade grade, bool actor = true);
    std::size_t count(View view, const char* query) { return selectRows(*case_, view, query).size(); }
    bool refused(const std::function<void()>& act);
    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<Case> case_;
    std::string indicator_;
    NoProgress none_;
};

void TestGrades::init() {
    case_.reset();
    directory_ = std::make_unique<QTemporaryDir>();
    const fs::path root = directory_->path().toStdString();
    writeDemo(root / "demo");
    case_ = Case::create(root / "demo.sillage");
    ImportOptions options;
    options.paths = {root / "demo" / "evidence"};
    case_->importEvidence(options, none_);
    Indicator i;
    i.ip = "203.0.113.66";
    i.grade = IndicatorGrade::Exclusive;
    i.document = "provider's answer";
    i.reason = "lease";
    indicator_ = addIndicator(*case_, i, none_).id;
}

std::vector<Touch> TestGrades::touches(Grade grade, bool actor) {
    std::vector<Touch> list;
    case_->store().touches([&](Touch&& t) {
        if (t.grade == grade && t.actor.empty() != actor) list.push_back(std::move(t));
        return true;
    });
    return list;
}

bool TestGrades::refused(const std::function<void()>& act) {
    const std::size_t before = case_->store().custody().size();
    try {
        act();
        return false;
    } catch (const Error& e) {
        return e.code() == ExitCode::Usage && case_->store().custody().size() == before;
    }
}

void TestGrades::aLowerGradeNeedsAReason() {
    const Touch t = touches(Grade::Recorded).at(0);
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Probable, " \t", "a document is no reason"); }));
    QVERIFY(!case_->store().touch(t.id)->examiner);
    const Regrade r = setGrade(*case_, t.id, Grade::RuledOut, "the holder says it was him", "");
    QCOMPARE(r.program, Grade::Recorded);
    QVERIFY(!r.author.empty() && r.created > 0);
    const Touch now = *case_->store().touch(t.id);
    QCOMPARE(now.grade, Grade::Recorded);
    QCOMPARE(heldGrade(now), Grade::RuledOut);
}

void TestGrades::aHigherGradeNeedsADocument() {
    const Touch t = touches(Grade::Probable).at(0);
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Recorded, "I am sure", ""); }));
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Recorded, "I am sure", " \n\t "); }));
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Recorded, "", "report 7"); }));
    setGrade(*case_, t.id, Grade::Recorded, "seen on his screen", "police report 7");
    const Touch now = *case_->store().touch(t.id);
    QCOMPARE(now.grade, Grade::Probable);
    QCOMPARE(heldGrade(now), Grade::Recorded);
    // Stated again lower: the document is not needed any more; stated again higher: it is.
    setGrade(*case_, t.id, Grade::Possible, "less sure", "");
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Recorded, "sure again", ""); }));
    QCOMPARE(heldGrade(*case_->store().touch(t.id)), Grade::Possible);
}

void TestGrades::theProgramsOwnGradeIsNoAct() {
    const Touch t = touches(Grade::Probable).at(0);
    QVERIFY(refused([&] { setGrade(*case_, t.id, Grade::Probable, "I agree", "report 7"); }));
    // One step either side is an act.
    setGrade(*case_, t.id, Grade::Possible, "one step below", "");
    setGrade(*case_, t.id, Grade::Recorded, "one step above", "report 7");
    QCOMPARE(case_->store().regrades().size(), std::size_t{1});
}

void TestGrades::bothGradesAreShownAndFiltered() {
    const Touch low = touches(Grade::Recorded).at(0), high = touches(Grade::Probable).at(0);
    QCOMPARE(count(View::Touched, "is:regraded"), std::size_t{0});
    setGrade(*case_, low.id, Grade::Possible, "reason one", "");
    setGrade(*case_, high.id, Grade::Recorded, "reason two", "report 7");
    QCOMPARE(count(View::Touched, "is:regraded"), std::size_t{2});
    QCOMPARE(count(View::Touched, "examiner-grade:recorded"), std::size_t{1});
    QCOMPARE(count(View::Touched, "examiner-grade:>=possible"), std::size_t{2});
    QCOMPARE(count(View::Touched, "examiner-state:lowered"), std::size_t{1});
    QCOMPARE(count(View::Touched, "examiner-document:\"report 7\""), std::size_t{1});
    QCOMPARE(count(View::Touched, "has:examiner-grade"), std::size_t{2});
    QCOMPARE(count(View::Regrades, ""), std::size_t{2});
    QCOMPARE(count(View::Regrades, "state:raised program_grade:probable grade:recorded"), std::size_t{1});
    const auto ids = selectRows(*case_, View::Touched, "touch:" + low.id);
    const Row row = fetchRows(*case_, View::Touched, ids).at(0);
    const auto cell = [&](const char* name) { return cellText(row.cells[*findField(View::Touched, name)]); };
    QCOMPARE(cell("grade"), std::string("recorded"));
    QCOMPARE(cell("examiner_grade"), std::string("possible"));
    QCOMPARE(cell("examiner_reason"), std::string("reason one"));
    // A row nobody graded shows none.
    const Row other = fetchRows(*case_, View::Touched, selectRows(*case_, View::Touched, "-is:regraded")).at(0);
    QVERIFY(cellText(other.cells[*findField(View::Touched, "examiner_grade")]).empty());
    const std::string said = inEnglish(examinerSentence(*case_->store().touch(low.id)->examiner, Grade::Recorded));
    QVERIFY(said.find("from recorded to possible") != std::string::npos && said.find("reason one") != std::string::npos);
    QVERIFY(inLanguage(examinerSentence(*case_->store().touch(high.id)->examiner, Grade::Probable), Language::French).find("relève") != std::string::npos);
}

void TestGrades::theActIsUndoneAndLogged() {
    const Touch t = touches(Grade::Recorded).at(0);
    QVERIFY(!clearGrade(*case_, t.id, "nothing to clear"));
    setGrade(*case_, t.id, Grade::Possible, "first thought", "");
    QVERIFY(refused([&] { clearGrade(*case_, t.id, ""); }));
    QVERIFY(clearGrade(*case_, t.id, "second thought"));
    QVERIFY(!case_->store().touch(t.id)->examiner);
    QCOMPARE(count(View::Touched, "is:regraded"), std::size_t{0});
    QCOMPARE(count(View::Custody, "action:\"grade set\" detail:\"first thought\""), std::size_t{1});
    QCOMPARE(count(View::Custody, "action:\"grade clear\" detail:\"second thought\""), std::size_t{1});
    QVERIFY(case_->store().verifyCustody().holds);
}

void TestGrades::aRecomputationKeepsIt() {
    const Touch t = touches(Grade::Recorded).at(0);
    setGrade(*case_, t.id, Grade::Possible, "shared desk", "");
    case_->recompute(none_);
    const Touch now = *case_->store().touch(t.id);
    QVERIFY(now.examiner);
    QCOMPARE(now.examiner->reason, std::string("shared desk"));
    QCOMPARE(count(View::Touched, "examiner-grade:possible"), std::size_t{1});
}

void TestGrades::aRaiseThatLostItsRoomIsNotInForce() {
    // Lowered from recorded, freely; then the program's own grade falls, here below what was stated: that would be a raise
    // that no document bears.
    const Touch t = touches(Grade::Probable).at(0);
    Regrade r = setGrade(*case_, t.id, Grade::Possible, "one link is weaker", "");
    r.program = Grade::Recorded;
    r.grade = Grade::Recorded;
    case_->store().setRegrade(r);
    Touch now = *case_->store().touch(t.id);
    QCOMPARE(standingOf(*now.examiner, now.grade), Standing::NeedsDocument);
    QCOMPARE(heldGrade(now), Grade::Probable);
    QCOMPARE(count(View::Touched, "examiner-state:needs-document"), std::size_t{1});
    QVERIFY(inEnglish(examinerSentence(r, now.grade)).find("not in force") != std::string::npos);
    setGrade(*case_, t.id, Grade::Recorded, "one link is stronger", "report 7");
    QCOMPARE(heldGrade(*case_->store().touch(t.id)), Grade::Recorded);

    // The program comes to say the same: both values still stand.
    const Touch own = touches(Grade::Recorded).at(0);
    setGrade(*case_, own.id, Grade::Probable, "a shared desk", "");
    removeIndicator(*case_, indicator_, "to state it anew", none_);
    Indicator i;
    i.ip = "203.0.113.66";
    i.reason = "asserted only";
    addIndicator(*case_, i, none_);
    now = *case_->store().touch(own.id);
    QCOMPARE(now.grade, Grade::Probable);
    QCOMPARE(standingOf(*now.examiner, now.grade), Standing::Agrees);
    QCOMPARE(count(View::Touched, "examiner-state:agrees"), std::size_t{1});
}

void TestGrades::withoutItsRowItStaysListed() {
    const Touch t = touches(Grade::Recorded).at(0);
    setGrade(*case_, t.id, Grade::Possible, "shared desk", "");
    removeIndicator(*case_, indicator_, "wrong address", none_);
    QVERIFY(!case_->store().touch(t.id));
    QCOMPARE(count(View::Regrades, "state:without-row"), std::size_t{1});
    QCOMPARE(count(View::Regrades, "-has:program_grade"), std::size_t{1});
    const Regrade r = case_->store().regrades().at(0);
    QCOMPARE(r.mailbox, t.mailbox);
    QVERIFY(inEnglish(examinerSentence(r, std::nullopt)).find("no row bears this id now") != std::string::npos);
    QVERIFY(clearGrade(*case_, t.id, "settled"));
    QCOMPARE(count(View::Regrades, ""), std::size_t{0});
}

void TestGrades::aRowWithoutAnActorCanBeRaised() {
    const auto open = touches(Grade::Undetermined, false);
    QVERIFY(!open.empty());
    QVERIFY(refused([&] { setGrade(*case_, open.at(0).id, Grade::Possible, "he quoted it", ""); }));
    setGrade(*case_, open.at(0).id, Grade::Possible, "he quoted it", "letter of 3 January");
    QCOMPARE(heldGrade(*case_->store().touch(open.at(0).id)), Grade::Possible);
    QCOMPARE(count(View::Touched, "grade:undetermined examiner-state:raised"), std::size_t{1});
}

void TestGrades::theBundleHoldsBoth() {
    const Touch t = touches(Grade::Probable).at(0);
    setGrade(*case_, t.id, Grade::Recorded, "seen on <b>his</b> screen", "police report 7");
    BundleOptions o;
    o.output = fs::path(directory_->path().toStdString()) / "bundle";
    o.language = "fr";
    exportBundle(*case_, o, none_);
    const auto read = [&](const char* name) {
        QFile file(QString::fromStdString((o.output / "data" / name).string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(read("findings/touched.csv").contains("police report 7"));
    QVERIFY(read("findings/touches.jsonl").contains("\"held\":\"recorded\""));
    QVERIFY(read("findings/examiner-grades.csv").contains(t.id.c_str()));
    const QByteArray report = read("report/report.html");
    QVERIFY(report.contains("police report 7") && report.contains("seen on &lt;b&gt;his&lt;/b&gt; screen"));
    QVERIFY(report.contains("Cotations retenues par l'examinateur"));
    QVERIFY(verifyBundle(o.output, none_).ok);
}

void TestGrades::anUnknownTouchIsRefused() {
    QVERIFY(refused([&] { setGrade(*case_, "T-000000000000", Grade::Possible, "reason", ""); }));
    QVERIFY(refused([&] { setGrade(*case_, "'; DROP TABLE regrade; --", Grade::Possible, "reason", ""); }));
    QVERIFY(!gradeFromName("certain") && !gradeFromName(""));
    QCOMPARE(*gradeFromName("No record"), Grade::NoRecord);
}

QTEST_GUILESS_MAIN(TestGrades)
#include "tst_grades.moc"
