// What was recovered from a store is no item of a live folder: no rule finds it there. Where a log names such a message,
// the touch points to what was recovered and says so.
#include <QTest>

#include "base/phrase.h"
#include "scene.h"

using namespace sillage;
using namespace scene;

namespace {

Mail recovered(const std::string& messageId) {
    Mail m("Deleted", 0, 5000);
    m.id(messageId);
    m.p.recovered = true;
    m.p.recoveredHow = "an orphan node at offset 1,048,576";
    return m;
}

Line bind(const std::string& messageId) {
    return Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=OWA").ok().session("aad1")
        .item("\\Inbox", 0, messageId).field("mail_access_type", "Bind");
}

}  // namespace

class RecoveredTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noRuleFindsItInALiveFolder() {
        Scene s;
        Mail live("INBOX", 7, 5000), lost("INBOX", 7, 5000);
        lost.p.recovered = true;
        lost.p.sha256 = toHex(sha256("another content"));
        lost.p.key = "lost";
        s.add(live).add(lost);
        QCOMPARE(s.input.items.size(), std::size_t(1));
        s.indicator(kIntruder);
        s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7).field("action", "show"));
        const TraceResult r = s.run();
        for (const Touch& t : r.touches) QVERIFY(t.placement == 1);
    }

    void aTouchOfOneSaysSo() {
        Scene s;
        s.add(Mail("INBOX", 1, 4000));
        Mail gone = recovered("<gone@x>");
        s.add(gone);
        QCOMPARE(s.input.items.size(), std::size_t(1));
        s.indicator(kIntruder).add(bind("<gone@x>"));
        const TraceResult r = s.run();
        int rows = 0;
        for (const Touch& t : r.touches) {
            if (t.messageId != "<gone@x>" || t.actor.empty()) continue;
            ++rows;
            QVERIFY(!t.stored);
            QCOMPARE(t.placement, std::int64_t(2));
            QVERIFY(!t.against.empty());
            QCOMPARE(inEnglish(t.against.back()),
                     std::string("the store does not hold this message live: it was recovered (an orphan node at offset 1,048,576)"));
        }
        QVERIFY(rows > 0);
    }

    void anotherMailboxsRecoveredMessageSaysNothing() {
        Scene s;
        Mail gone = recovered("<gone@x>");
        gone.in("paul@x.example");
        s.add(Mail("INBOX", 1, 4000)).add(gone);
        s.indicator(kIntruder).add(bind("<gone@x>"));
        for (const Touch& t : s.run().touches) QVERIFY(t.placement == 0 || t.placement == 1);
    }
};

QTEST_GUILESS_MAIN(RecoveredTest)
#include "tst_recovered.moc"
