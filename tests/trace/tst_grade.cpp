// Three axes to one grade; candidates to rows: the best single touch decides, axes are never mixed.
#include <QtTest>

#include "base/phrase.h"
#include "scene.h"
#include "trace/grade.h"

using namespace scene;

class GradeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void weakest_data() {
        QTest::addColumn<int>("attribution");
        QTest::addColumn<int>("delivery");
        QTest::addColumn<int>("identity");
        QTest::addColumn<QString>("grade");
        const int n = int(Axis::None), p = int(Axis::Possible), b = int(Axis::Probable), t = int(Axis::Top);
        QTest::newRow("all top") << t << t << t << "recorded";
        QTest::newRow("one probable") << t << b << t << "probable";
        QTest::newRow("one possible") << p << t << t << "possible";
        QTest::newRow("nobody's") << n << t << t << "undetermined";
        QTest::newRow("nothing delivered") << t << n << t << "undetermined";
    }
    void weakest() {
        QFETCH(int, attribution);
        QFETCH(int, delivery);
        QFETCH(int, identity);
        QFETCH(QString, grade);
        QCOMPARE(QString::fromStdString(std::string(gradeName(weakestLink(Axis(attribution), Axis(delivery), Axis(identity))))), grade);
    }
    void sentenceNamesTheLinks() {
        QCOMPARE(inEnglish(gradeSentence(Axis::Probable, Axis::Top, Axis::Probable)), std::string("probable (2 links below recorded: attribution, identity)"));
        QCOMPARE(inEnglish(gradeSentence(Axis::Top, Axis::Top, Axis::Top)), std::string("recorded (all three links recorded)"));
    }
    void rowsKeepTheBestTouch() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000));
        Sessions sessions;
        Visit his, perhaps;
        his.id = 1;
        his.actor = perhaps.actor = s.input.symbols.intern("A");
        his.attribution = Axis::Top;
        perhaps.id = 2;
        perhaps.attribution = Axis::Possible;
        sessions.visits.push_back(his);
        sessions.visits.push_back(perhaps);
        Candidate strong, weak, nobody;
        strong.session = 0;
        strong.depth = Depth::Body;
        strong.delivery = Axis::Probable;
        strong.identity = Axis::Top;
        strong.rule = "T14@1";
        strong.first = strong.last = 20;
        weak = strong;
        weak.session = 1;
        weak.depth = Depth::Whole;
        weak.delivery = Axis::Top;  // a better delivery, but in a session that is only possibly his
        weak.rule = "T23@1";
        weak.first = weak.last = 10;
        nobody = strong;
        nobody.delivery = Axis::None;
        Candidates found(s.input, sessions);
        for (const auto& c : {weak, strong, nobody}) found.push_back(c);
        const auto rows = found.rowsOf(0, {});
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].grade, Grade::Probable);
        QCOMPARE(rows[0].depth, Depth::Body);
        QCOMPARE(rows[0].attribution, Axis::Top);
        QCOMPARE(rows[0].delivery, Axis::Probable);
        QCOMPARE(rows[0].sessions, (std::vector<std::string>{"S-000000000001", "S-000000000002"}));
        QCOMPARE(rows[0].rules, (std::vector<std::string>{"T14@1", "T23@1"}));
        QCOMPARE(rows[0].first, std::int64_t{10});
        QCOMPARE(rows[0].last, std::int64_t{20});
    }
    /// However many sessions touched an item: the row shows the best, names every session and counts the rest.
    void manyTouchesOfOneItemAreBounded() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000));
        Sessions sessions;
        Candidates found(s.input, sessions);
        constexpr std::int64_t kTouches = 5000;
        for (std::int64_t i = 0; i < kTouches; ++i) {
            Visit v;
            v.id = static_cast<std::uint64_t>(i) + 1;
            v.actor = s.input.symbols.intern("A");
            v.attribution = Axis::Top;
            sessions.visits.push_back(v);
            Candidate c;
            c.session = static_cast<std::int32_t>(i);
            c.depth = Depth::Body;
            c.delivery = i == 3000 ? Axis::Top : Axis::Possible;
            c.identity = Axis::Top;
            c.rule = i == 4000 ? "T11@1" : "T12@1";
            c.first = c.last = 1000 + i;
            c.why.push_back("touch " + std::to_string(i));
            if (i == 4500) c.effects.emplace_back("flagged");
            found.push_back(std::move(c));
        }
        const auto rows = found.rowsOf(0, {});
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].grade, Grade::Recorded);
        QCOMPARE(rows[0].why.front(), std::string("touch 3000"));
        QCOMPARE(inEnglish(rows[0].why.at(rows[0].why.size() - 5)), std::string("T12@1: also body, possible, session S-000000000001: touch 0"));
        QCOMPARE(inEnglish(rows[0].why.back()), std::string("and 4995 further touches of this row"));
        QCOMPARE(rows[0].sessions.size(), static_cast<std::size_t>(kTouches));
        QCOMPARE(rows[0].rules, (std::vector<std::string>{"T12@1", "T11@1"}));
        QCOMPARE(rows[0].effects, std::vector<std::string>{"flagged"});
        QCOMPARE(rows[0].first, std::int64_t{1000});
        QCOMPARE(rows[0].last, 1000 + kTouches - 1);
    }
    void idsAreContent() {
        const char* a = "place";
        QCOMPARE(touchId(a, "", Depth::Body, "A"), touchId(a, "", Depth::Whole, "A"));
        QVERIFY(touchId(a, "", Depth::Body, "A") != touchId(a, "", Depth::Listed, "A"));
        QVERIFY(touchId(a, "", Depth::Body, "A") != touchId(a, "", Depth::Body, "B"));
        QVERIFY(touchId(a, "2", Depth::Attachment, "A") != touchId(a, "3", Depth::Attachment, "A"));
    }
};

QTEST_GUILESS_MAIN(GradeTest)
#include "tst_grade.moc"
