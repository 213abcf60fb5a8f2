// IMAP and POP3 sessions that only count: T11, T12, T13, T23; and protocol traces (T14).
#include <QtTest>

#include "scene.h"

using namespace scene;

static Scene mailbox() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    for (std::uint32_t uid = 1; uid <= 5; ++uid) s.add(Mail("INBOX", uid, 1000 + 11 * uid));
    s.add(Mail("Sent", 1, 5003)).add(Mail("Sent", 2, 7001));
    return s;
}
static constexpr std::int64_t kInboxSum = 5 * 1000 + 11 * 15;

static Line logout(int bodies, std::int64_t bytes, int headers = 0, std::int64_t headerBytes = 0, std::int64_t out = -1) {
    return counted(kNight + 60 * kSec, headers, headerBytes, bodies, bytes, out).ip(kIntruder).session("direct1");
}

class ImapSessionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wholeFolderByCountAndSum() {
        Scene s = mailbox();
        s.add(logout(5, kInboxSum));
        const auto r = s.run();
        const Touch t = rowOf(r, 3, true);
        QCOMPARE(t.grade, Grade::Probable);
        QCOMPARE(t.depth, Depth::Whole);
        QCOMPARE(t.delivery, Axis::Probable);
        QVERIFY(t.why.at(1).find("sets tried") != std::string::npos);
        QCOMPARE(rowOf(r, 1, true, "", "Sent").id, std::string());  // explained: nothing else was read
    }
    void twoFoldersTogether() {
        Scene s = mailbox();
        s.add(logout(7, kInboxSum + 12004));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, true, "", "Sent").grade, Grade::Probable);
        QCOMPARE(rowOf(r, 5, true).grade, Grade::Probable);
    }
    void oneOctetOffIsNotThatSet() {
        Scene s = mailbox();
        s.add(logout(5, kInboxSum + 1));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 3, true).grade, Grade::Possible);
        QCOMPARE(rowOf(r, 1, true, "", "Sent").grade, Grade::Possible);  // any of the mailbox may be among them
    }
    void oneMessageOfUniqueSize() {
        Scene s = mailbox();
        s.add(logout(1, 1044));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 4, true).grade, Grade::Probable);
        QCOMPARE(rowOf(r, 3, true).id, std::string());
    }
    void sizeThatTwoShareIsPossible() {
        Scene s = mailbox();
        s.add(Mail("Sent", 3, 1044));
        s.add(logout(1, 1044));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 4, true).grade, Grade::Possible);
        QCOMPARE(rowOf(r, 3, true, "", "Sent").grade, Grade::Possible);
    }
    void newestHeaders() {
        Scene s = mailbox();
        for (auto& item : s.input.items) item.headerWireSize = 200 + item.uid * item.uid;
        s.add(logout(0, 0, 2, 400 + 16 + 25));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 5, false).grade, Grade::Probable);
        QCOMPARE(rowOf(r, 5, false).depth, Depth::Header);
        QVERIFY(rowOf(r, 1, false).id.empty());
        QVERIFY(rowOf(r, 5, true).id.empty());  // body_count=0: no content
    }
    void loginAloneTouchesNothing() {
        Scene s = mailbox();
        s.add(logout(0, 0, 0, 0, 700));
        QVERIFY(withActor(s.run()).empty());
    }
    void envelopesShowInTheOctetsSent() {
        Scene s = mailbox();
        s.add(logout(0, 0, 0, 0, 5000));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, false).grade, Grade::Possible);
        QCOMPARE(rowOf(r, 1, false).depth, Depth::Listed);
        QVERIFY(rowOf(r, 1, true).id.empty());
    }
    void cutOffTransfersAreAnUpperBound() {
        Scene s = mailbox();
        s.add(logout(5, kInboxSum).field("state", "wait-output"));
        QCOMPARE(rowOf(s.run(), 3, true).grade, Grade::Possible);
    }
    void withoutCountersEverythingIsPossible() {
        Scene s = mailbox();
        s.add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("open1").ok());
        const auto r = s.run();
        QCOMPARE(rowOf(r, 3, true).grade, Grade::Possible);
    }
    void mailThatCameLaterIsNotAmongThem() {
        Scene s = mailbox();
        s.add(Mail("INBOX", 6, 900).arrived(kNight + 3600 * kSec));
        s.add(logout(5, kInboxSum));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 3, true).grade, Grade::Probable);
        QVERIFY(rowOf(r, 6, true).id.empty());
    }
    void seenSupportsARead() {
        Scene s = mailbox();
        s.add(Line(Action::Flag, "imap", kNight + 30 * kSec).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", 2, "<INBOX2@x>").ok().field("flags", "\\Seen"));
        s.add(logout(2, 2100));
        QCOMPARE(rowOf(s.run(), 2, true).grade, Grade::Probable);
    }
    void seenWithoutABodyIsNoRead() {
        Scene s = mailbox();
        s.add(Line(Action::Flag, "imap", kNight + 30 * kSec).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", 2, "<INBOX2@x>").ok().field("flags", "\\Seen"));
        s.add(logout(0, 0, 0, 0, 700));
        const auto r = s.run();
        QVERIFY(rowOf(r, 2, true).id.empty());
        QCOMPARE(rowOf(r, 2, false).effects, (std::vector<std::string>{"flagged"}));
    }
    void removalsAndMovesAreEffects() {
        Scene s = mailbox();
        s.add(Line(Action::Copy, "imap", kNight).account(kOwner).ip(kIntruder).session("direct1").item("Trash", 1, "<INBOX2@x>").ok().field("copied_from", "INBOX"));
        s.add(Line(Action::Expunge, "imap", kNight).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", 2, "<INBOX2@x>").ok());
        s.add(Line(Action::Expunge, "imap", kNight).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", 3, "<INBOX3@x>").ok());
        s.add(logout(0, 0, 0, 0, 700));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 2, false).effects, (std::vector<std::string>{"moved"}));
        QCOMPARE(rowOf(r, 3, false).effects, (std::vector<std::string>{"deleted"}));
        QCOMPARE(rowOf(r, 3, false).grade, Grade::Possible);  // that it was shown is not on record
    }
    void traceNamesWhatCountersOnlyCount() {
        Scene s = mailbox();
        s.add(logout(1, 1033).field("pid", "77"));
        s.add(Line(Action::Fetch, "imap", kNight + 59 * kSec).session("20251211-230000.77.1").item("INBOX", 3).bytes(1033)
                  .field("pid", "77").field("content", "whole").field("direction", "response"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 3, true).grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 3, true).depth, Depth::Whole);
        QVERIFY(rowOf(r, 2, true).id.empty());
    }
    void pop3FullRetrieval() {
        Scene s = mailbox();
        s.add(Line(Action::Logout, "pop3", kNight).account(kOwner).ip(kIntruder).session("pop1").field("top", "0").field("retr", "5")
                  .field("retr_bytes", "5165").field("messages", "5").field("size", "5165"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, true).grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 1, true, "", "Sent").id, std::string());
    }
    void pop3WithTopIsInferred() {
        Scene s = mailbox();
        s.add(Line(Action::Logout, "pop3", kNight).account(kOwner).ip(kIntruder).session("pop1").field("top", "0").field("retr", "3")
                  .field("retr_bytes", "3000").field("messages", "5").field("size", "5165"));
        QCOMPARE(rowOf(s.run(), 1, true).grade, Grade::Possible);
    }
    void failedLoginsTouchNothing() {
        Scene s = mailbox();
        s.add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("f1").failed());
        s.add(Line(Action::Login, "imap", kNight + kSec).account("paul@x.example").ip(kIntruder).session("f2").failed());
        const auto r = s.run();
        QVERIFY(withActor(r).empty());
        QCOMPARE(r.sessions.size(), std::size_t{1});
        QCOMPARE(r.sessions[0].status, std::string("attributed"));
        QVERIFY(!r.suspects.empty());
    }
    // Dovecot's event exporter: a command that ended names the message and what was sent.
    void finishedFetchIsRecorded() {
        Scene s = mailbox();
        s.add(Line(Action::Fetch, "imap", kNight).account(kOwner).ip(kIntruder).session("ev1").ok().item("INBOX", 3).bytes(1100)
                  .field("content", "whole").field("direction", "response"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 3, true).grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 3, true).depth, Depth::Whole);
        QCOMPARE(rowOf(r, 4, true).grade == Grade::Recorded, false);
    }
    void mailOpenedForItsBodyIsProbable() {
        Scene s = mailbox();
        s.add(Line(Action::Access, "imap", kNight).account(kOwner).ip(kIntruder).session("ev1").ok().item("INBOX", 3)
                  .field("reason", "imap:cmd_uid_fetch,imap:fetch_body"));
        s.add(Line(Action::Other, "imap", kNight).account(kOwner).ip(kIntruder).session("ev1").ok().item("INBOX", 4)
                  .field("reason", "imap:cmd_uid_fetch,imap:fetch_header"));
        const auto r = s.run();
        const Touch t = rowOf(r, 3, true);
        QCOMPARE(t.grade, Grade::Probable);
        QCOMPARE(t.depth, Depth::Body);
        QVERIFY(!t.complete && !t.against.empty());
        const Touch other = rowOf(r, 4, true);
        QVERIFY(other.grade != Grade::Probable && other.grade != Grade::Recorded);
    }
};

QTEST_GUILESS_MAIN(ImapSessionsTest)
#include "tst_imap_sessions.moc"
