// T19 and T26: rules that send mail on, who set them, who took the mail.
#include <QtTest>

#include "scene.h"

using namespace scene;

static const char* kTarget = "collector@relay.example";

static Scene forwarded(bool relayed, bool smarthost) {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("INBOX", 1, 900).id("<before@x>")).add(Mail("INBOX", 2, 950).id("<after@x>").file("2", "note.pdf", 300).arrived(kNight + 600 * kSec));
    s.add(Line(Action::Save, "lmtp", kNight - 900 * kSec).account(kOwner).session("l1").item("INBOX", 1, "<before@x>").ok());
    s.add(Line(Action::Login, "sieve", kNight).account(kOwner).ip(kIntruder).session("sieve1").ok());
    s.add(Line(Action::Redirect, "lmtp", kNight + 600 * kSec).account(kOwner).session("l2").item("", 0, "<after@x>").ok().field("target", kTarget));
    s.add(Line(Action::Save, "lmtp", kNight + 600 * kSec).account(kOwner).session("l2").item("INBOX", 2, "<after@x>").ok());
    const auto relay = [&](const std::string& queue, const std::string& id, const std::string& to) {
        s.add(Line(Action::Other, "smtp", kNight + 600 * kSec).session(queue).item("", 0, id));
        s.add(Line(Action::Relay, "smtp", kNight + 601 * kSec).session(queue).ok().field("to", to).field("relay", "mx.relay.example[192.0.2.1]:25"));
    };
    if (relayed) relay("Q1", "<after@x>", kTarget);
    if (smarthost) relay("Q2", "<other@x>", "someone@else.example");
    return s;
}

class RedirectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptedOutsideIsRecorded() {
        const auto r = forwarded(true, false).run();
        const Touch t = rowOf(r, 2, true);
        QCOMPARE(t.grade, Grade::Recorded);
        QCOMPARE(t.destination, Destination::ThirdParty);
        QCOMPARE(rowOf(r, 2, true, "2").grade, Grade::Recorded);
        QVERIFY(rowOf(r, 1, true).id.empty());
    }
    void anOwnGatewayIsNotOutside() {
        const Touch t = rowOf(forwarded(true, true).run(), 2, true);
        QCOMPARE(t.grade, Grade::Probable);
        QVERIFY(!t.against.empty());
    }
    void theConfiguredRelayhostIsNotOutside() {
        Scene s = forwarded(true, false);
        s.fact("relayhost", "", "mx.relay.example");
        const Touch t = rowOf(s.run(), 2, true);
        QCOMPARE(t.grade, Grade::Probable);
        QVERIFY(t.against.size() == 1 && t.against[0].find("relayhost") != std::string::npos);
        Scene other = forwarded(true, false);
        other.fact("relayhost", "", "smtp.provider.example");
        QCOMPARE(rowOf(other.run(), 2, true).grade, Grade::Recorded);
    }
    void withoutARelayLineProbable() { QCOMPARE(rowOf(forwarded(false, false).run(), 2, true).grade, Grade::Probable); }
    void anotherSessionCouldHaveSetIt() {
        Scene s = forwarded(true, false);
        s.add(Line(Action::Login, "sieve", kNight + 60 * kSec).account(kOwner).ip(kDesk).session("sieve2").ok());
        QCOMPARE(rowOf(s.run(), 2, true).grade, Grade::Possible);
    }
    void theOwnersRuleIsNotHis() {
        Scene s = forwarded(true, false);
        s.input.indicators[0].ip = "192.0.2.200";
        QVERIFY(withActor(s.run()).empty());
    }
    void stateFileNamesWhatNoLogDoes() {
        Scene s = forwarded(true, false);
        s.add(Mail("INBOX", 3, 970).id("<silent@x>").arrived(kNight + 700 * kSec));
        s.input.sources[0].path = "var/vmail/claire/.dovecot.lda-dupes";
        s.fact("redirected", kTarget, "<silent@x>");
        const Touch t = rowOf(s.run(), 3, true);
        QCOMPARE(t.grade, Grade::Probable);
        QCOMPARE(t.rules, (std::vector<std::string>{"T26@1"}));
        QVERIFY(!t.evidence.empty());
    }
    void whatHeSentIsAnEffect() {
        Scene s;
        s.indicator(kIntruder);
        s.add(Line(Action::Login, "submission", kNight).account(kOwner).ip(kIntruder).session("Q9").ok());
        s.add(Line(Action::Other, "smtp", kNight).session("Q9").item("", 0, "<lure@x>"));
        s.add(Line(Action::Relay, "smtp", kNight).session("Q9").ok().field("to", "victim@else.example").field("relay", "mx"));
        const auto rows = withActor(s.run());
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].effects, (std::vector<std::string>{"sent"}));
        QCOMPARE(rows[0].messageId, std::string("<lure@x>"));
        QVERIFY(!rows[0].stored);
    }
};

QTEST_GUILESS_MAIN(RedirectTest)
#include "tst_redirect.moc"
