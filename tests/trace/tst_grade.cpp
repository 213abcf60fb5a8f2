// Three axes to one grade; candidates to rows: the best single touch decides, axes are never mixed.
#include <QtTest>

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
        QCOMPARE(gradeSentence(Axis::Probable, Axis::Top, Axis::Probable), std::string("probable (2 links below recorded: attribution, identity)"));
        QCOMPARE(gradeSentence(Axis::Top, Axis::Top, Axis::Top), std::string("recorded (all three links recorded)"));
    }
    void rowsKeepTheBestTouch() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000));
        Sessions sessions;
        sessions.visits.resize(2);
        sessions.visits[0].row.id = "S-1";
        sessions.visits[0].row.actor = "A";
        sessions.visits[0].row.attribution = Axis::Top;
        sessions.visits[1] = sessions.visits[0];
        sessions.visits[1].row.id = "S-2";
        sessions.visits[1].row.attribution = Axis::Possible;
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
        const auto rows = mergeCandidates(s.input, sessions, {weak, strong, nobody}, {});
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].grade, Grade::Probable);
        QCOMPARE(rows[0].depth, Depth::Body);
        QCOMPARE(rows[0].attribution, Axis::Top);
        QCOMPARE(rows[0].delivery, Axis::Probable);
        QCOMPARE(rows[0].sessions, (std::vector<std::string>{"S-1", "S-2"}));
        QCOMPARE(rows[0].rules, (std::vector<std::string>{"T14@1", "T23@1"}));
        QCOMPARE(rows[0].first, std::int64_t{10});
        QCOMPARE(rows[0].last, std::int64_t{20});
    }
    void idsAreContent() {
        Item a;
        a.key = "place";
        QCOMPARE(touchId(a, "", Depth::Body, "A"), touchId(a, "", Depth::Whole, "A"));
        QVERIFY(touchId(a, "", Depth::Body, "A") != touchId(a, "", Depth::Listed, "A"));
        QVERIFY(touchId(a, "", Depth::Body, "A") != touchId(a, "", Depth::Body, "B"));
        QVERIFY(touchId(a, "2", Depth::Attachment, "A") != touchId(a, "3", Depth::Attachment, "A"));
    }
};

QTEST_GUILESS_MAIN(GradeTest)
#include "tst_grade.moc"
