// What a number, a set of numbers and a folder meant at a given time: UIDVALIDITY that changes, presence, open sets and several
// parts of one FETCH, lists whose rows could have been moved, what a session stored itself (evidence model T02, T11, T14, T28).
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/rules/rules.h"

using namespace scene;

namespace {

constexpr std::int64_t kHr = 3600 * kSec;
constexpr std::uint32_t kNightValidity = 1765490400;

bool says(const std::vector<std::string>& sentences, const std::string& part) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& s) { return inEnglish(s).find(part) != std::string::npos; });
}

/// The row of a message of which that rule speaks; a session without counters leaves every other one of its mailbox possible.
Touch by(const char* rule, const TraceResult& r, std::uint32_t uid, const std::string& folder = "INBOX") {
    for (const Touch& t : r.touches)
        if (!t.actor.empty() && t.uid == uid && t.folder == folder && std::find(t.rules.begin(), t.rules.end(), rule) != t.rules.end()) return t;
    return {};
}

Line fetch(std::int64_t at, const std::string& content) {
    return Line(Action::Fetch, "imap", at).account(kOwner).ip(kIntruder).session("i1").ok().field("content", content).field("direction", "request");
}

Scene imap() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Line(Action::Login, "imap", kNight - kSec).account(kOwner).ip(kIntruder).session("i1").ok());
    return s;
}

Line idLine(std::int64_t at, const std::string& id, const char* action, std::uint32_t uid) {
    return Line(Action::ClientId, "imap", at).account(kOwner).ip("127.0.0.1").session(id).item("INBOX", uid).field("task", "mail").field("action", action);
}

/// n messages but those left out, one list request that showed so many rows.
Scene listed(std::uint32_t n, int rows, const std::set<std::uint32_t>& unnamed, std::uint32_t page = 1) {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    for (std::uint32_t uid = 1; uid <= n; ++uid)
        if (!unnamed.count(uid)) s.add(Mail("INBOX", uid, 1000));
    const std::string number = std::to_string(page);
    s.add(web(Action::List, kNight).item("INBOX", 0).field("action", "list").field("page", number));
    s.add(idLine(kNight, "b1", "list", 0).field("page", number));
    s.add(counted(kNight, rows, rows * 300, 0, 0).ip("127.0.0.1").session("b1"));
    return s;
}

}  // namespace

class RulesOverTime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void setsOfNumbers() {
        QVERIFY(inSet("1:*", 1, 9) && inSet("1:*", 9, 9) && inSet("7", 7, 9) && inSet("2,4:6", 5, 9) && inSet("6:4", 5, 9));
        QVERIFY(inSet("20:*", 9, 9));  // the last one, however few there are (RFC 9051)
        QVERIFY(!inSet("20:*", 8, 9) && !inSet("2,4:6", 3, 9) && !inSet("", 1, 9) && !inSet("x:y", 1, 9) && !inSet("1;2", 2, 9));
    }
    void partsOfAFetch() {
        using Parts = std::vector<std::string>;
        QCOMPARE(partsAsked("(uid body.peek[1.2] body.peek[2] binary[3])"), (Parts{"1.2", "2", "3"}));
        QCOMPARE(partsAsked("(uid body.peek[] body.peek[header.fields (from to)] body[2.mime] bodystructure)"), Parts{});
        QCOMPARE(partsAsked("(body.peek[1]<0.4096>)"), Parts{"1"});
        QCOMPARE(partsAsked("(binary.size[2] body["), Parts{});
    }
    void anOpenSetTakesWhatTheFolderHeldThen() {
        Scene s = imap();
        s.add(Mail("INBOX", 1, 1000)).add(Mail("INBOX", 2, 1000)).add(Mail("Sent", 3, 1000)).add(Mail("INBOX", 4, 1000).arrived(kNight + kHr));
        s.add(Line(Action::Save, "lmtp", kNight - 2 * kHr).account(kOwner).item("INBOX", 3, "<gone@x>").ok());
        s.add(Line(Action::Expunge, "imap", kNight - kHr).account(kOwner).ip(kDesk).session("o1").item("INBOX", 3, "<gone@x>").ok());
        s.add(fetch(kNight, "whole").item("INBOX", 0).field("uid_set", "1:*").field("args", "(UID BODY.PEEK[])"));
        const auto r = s.run();
        for (const std::uint32_t uid : {1u, 2u}) {
            QCOMPARE(rowOf(r, uid, true).grade, Grade::Probable);
            QCOMPARE(rowOf(r, uid, true).depth, Depth::Whole);
            QVERIFY(says(rowOf(r, uid, true).against, "1:*"));
        }
        QVERIFY(by("T14@1", r, 3).id.empty());          // expunged before
        QVERIFY(by("T14@1", r, 4).id.empty());          // delivered after
        QVERIFY(by("T14@1", r, 3, "Sent").id.empty());  // another folder
    }
    void withoutTheFolderEveryMessageOfThatNumberIsPossible() {
        Scene s = imap();
        s.add(Mail("INBOX", 3, 1000)).add(Mail("Sent", 3, 1000)).add(Mail("Sent", 4, 1000));
        s.add(fetch(kNight, "whole").item("", 3));
        const auto r = s.run();
        for (const char* folder : {"INBOX", "Sent"}) {
            QCOMPARE(by("T14@1", r, 3, folder).grade, Grade::Possible);
            QVERIFY(says(by("T14@1", r, 3, folder).against, "not on record"));
        }
        QVERIFY(by("T14@1", r, 4, "Sent").id.empty());
        for (const Touch& t : withActor(r)) QVERIFY(!t.folder.empty());
    }
    void aSetThatWasRefusedTakesNothing() {
        Scene s = imap();
        s.add(Mail("INBOX", 1, 1000));
        Line no = fetch(kNight, "whole").item("INBOX", 0).field("uid_set", "1:*");
        QVERIFY(by("T14@1", s.add(no.failed()).run(), 1).id.empty());
    }
    void aFetchOfFlagsAloneIsNoTouch() {
        Scene s = imap();
        s.add(Mail("INBOX", 1, 1000));
        s.add(fetch(kNight, "none").item("INBOX", 0).field("uid_set", "1:*").field("args", "(FLAGS)"));
        QVERIFY(by("T14@1", s.run(), 1).id.empty());
    }
    void severalPartsOfOneCommand() {
        Scene s = imap();
        s.add(Mail("INBOX", 1, 9000).file("2", "plan.pdf", 4000).file("3", "liste.xlsx", 2000).file("4", "not-asked.bin", 100));
        s.add(fetch(kNight, "part").item("INBOX", 1).part("3").field("args", "(UID BODY.PEEK[2] BODY.PEEK[3])"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, true, "2").grade, Grade::Probable);
        QCOMPARE(rowOf(r, 1, true, "3").grade, Grade::Probable);
        QVERIFY(rowOf(r, 1, true, "4").id.empty());
    }
    void aUidOfAnEarlierValidityIsNotTheStoresMessage_data() {
        QTest::addColumn<int>("begins");  // seconds after the event
        QTest::addColumn<bool>("joined");
        QTest::newRow("a day before") << -86'400 << true;
        QTest::newRow("in that second") << 0 << true;
        QTest::newRow("an hour later") << 3600 << false;
        QTest::newRow("two minutes later") << 120 << false;
    }
    void aUidOfAnEarlierValidityIsNotTheStoresMessage() {
        QFETCH(int, begins);
        QFETCH(bool, joined);
        Scene s = imap();
        s.add(Mail("INBOX", 7, 1000).validity(kNightValidity + static_cast<std::uint32_t>(begins)));
        s.add(fetch(kNight, "whole").item("INBOX", 7));
        const Touch t = by("T14@1", s.run(), 7);
        QCOMPARE(t.stored, joined);  // else a message that no exhibit holds
        QVERIFY(t.messageId.empty() == !joined);
        QVERIFY(!t.id.empty());
    }
    void twoStatesWithTwoValiditiesNumberEachItsTime() {
        // A backup of before the folder was made anew, and the live store: a uid means the one before, the other after.
        Scene s = imap();
        Mail before("INBOX", 7, 1000), after("INBOX", 7, 2000);
        before.id("<before@x>").validity(kNightValidity - 40 * 86'400);
        after.id("<after@x>").validity(kNightValidity + 1800);
        before.p.key = "a", after.p.key = "b";
        before.p.sha256 = toHex(sha256("a")), after.p.sha256 = toHex(sha256("b"));
        s.add(before).add(after);
        s.add(fetch(kNight, "whole").item("INBOX", 7));
        QCOMPARE(by("T14@1", s.run(), 7).messageId, std::string("<before@x>"));
        Scene later = imap();
        later.add(before).add(after);
        later.add(fetch(kNight + kHr, "whole").item("INBOX", 7));
        const Touch t = by("T14@1", later.run(), 7);
        QCOMPARE(t.messageId, std::string("<after@x>"));
        QCOMPARE(t.identity, Axis::Top);
    }
    void aLineOfTheOldNumberingDoesNotRemoveTheNewMessage() {
        Scene s = imap();
        s.add(Mail("INBOX", 7, 1000).validity(kNightValidity - 3600));
        s.add(Line(Action::Expunge, "imap", kNight - 5 * kHr).account(kOwner).ip(kDesk).session("o1").item("INBOX", 7).ok());
        s.add(fetch(kNight, "whole").item("INBOX", 0).field("uid_set", "1:*"));
        QVERIFY(by("T14@1", s.run(), 7).stored);
    }
    void movedInTheCloudBeforeOrAfterASync() {
        for (const bool before : {true, false}) {
            Scene s;
            s.indicator(kIntruder);
            s.add(Mail("Archive", 0, 1000).id("<moved@x>").arrived(kNight - 10 * kHr));
            s.add(Line(Action::Move, "m365", before ? kNight - kHr : kNight + kHr).account(kOwner).ip(kDesk).session("o1").item("INBOX", 0, "<moved@x>").ok()
                      .field("dest_folder", "Archive"));
            s.add(Line(Action::Sync, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=MSExchangeRPC").session("a1").item("Archive", 0).ok().field("mail_access_type", "Sync"));
            QCOMPARE(withActor(s.run()).empty(), !before);
        }
    }
    void movedOnAfterTheSyncOfWhereItLay() {
        const auto moved = [](std::int64_t at, const char* from, const char* to) {
            return Line(Action::Move, "m365", at).account(kOwner).ip(kDesk).session("o1").item(from, 0, "<moved@x>").ok().field("dest_folder", to);
        };
        const auto synced = [](Scene& s, const char* folder) {
            s.indicator(kIntruder);
            s.add(Mail("Archive", 0, 1000).id("<moved@x>").arrived(kNight - 10 * kHr));
            s.add(Line(Action::Sync, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=MSExchangeRPC").session("a1").item(folder, 0).ok().field("mail_access_type", "Sync"));
            return withActor(s.run());
        };
        Scene after;
        after.add(moved(kNight + kHr, "INBOX", "Archive"));
        const auto rows = synced(after, "INBOX");
        QVERIFY(!rows.empty());
        QVERIFY(rows[0].stored);
        QCOMPARE(rows[0].folder, std::string("Archive"));
        QVERIFY(says(rows[0].why, "until it was moved"));
        QCOMPARE(rows[0].evidence.size(), std::size_t{2});  // the Sync and the move
        Scene before;
        before.add(moved(kNight - kHr, "INBOX", "Archive"));
        QVERIFY(synced(before, "INBOX").empty());
        // Through three folders: it lay in each of them for a while.
        for (const auto& [folder, held] : {std::pair("INBOX", false), std::pair("Later", true), std::pair("Archive", false)}) {
            Scene chain;
            chain.add(moved(kNight - kHr, "INBOX", "Later")).add(moved(kNight + kHr, "Later", "Archive"));
            QCOMPARE(!synced(chain, folder).empty(), held);
        }
        // There, away and back again.
        for (const auto& [at, held] : {std::pair(kNight - kHr, true), std::pair(kNight + kHr, false)}) {
            Scene back;
            back.add(moved(kNight - 2 * kHr, "Archive", "INBOX")).add(moved(at, "INBOX", "Archive"));
            QCOMPARE(!synced(back, "Archive").empty(), held);
        }
        // A record about another message says nothing of this one.
        Scene other;
        other.add(Line(Action::Move, "m365", kNight + kHr).account(kOwner).ip(kDesk).session("o1").item("INBOX", 0, "<other@x>").ok().field("dest_folder", "Archive"));
        QVERIFY(synced(other, "INBOX").empty());
    }
    void aBindNamesWhatLayThereThen() {
        for (const bool told : {false, true}) {
            Scene s;
            s.indicator(kIntruder);
            s.add(Mail("Archive", 0, 1000).id("<moved@x>").arrived(kNight - 10 * kHr));
            s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=REST").session("a1").item("INBOX", 0, "<moved@x>").ok().field("mail_access_type", "Bind"));
            if (told)
                s.add(Line(Action::Move, "m365", kNight + kHr).account(kOwner).ip(kDesk).session("o1").item("INBOX", 0, "<moved@x>").ok().field("dest_folder", "Archive"));
            QCOMPARE(withActor(s.run()).at(0).identity, told ? Axis::Top : Axis::Probable);  // else the one of that Message-ID lies elsewhere
        }
    }
    void rowsThatNothingCouldHaveMoved() {
        const auto whole = listed(60, 50, {}).run();
        QCOMPARE(rowOf(whole, 11, false).grade, Grade::Probable);
        QVERIFY(rowOf(whole, 10, false).id.empty());
        // Number 40 is named by no exhibit: a message may have stood there, and the last row would be the 12th.
        const auto gap = listed(60, 50, {40}).run();
        QCOMPARE(rowOf(gap, 12, false).grade, Grade::Probable);
        QCOMPARE(rowOf(gap, 10, false).grade, Grade::Possible);
        QVERIFY(says(rowOf(gap, 10, false).against, "no exhibit names"));
        // One below the page moves nothing.
        QCOMPARE(rowOf(listed(60, 50, {5}).run(), 11, false).grade, Grade::Probable);
        // A page that is not full counts the folder: nothing else was in it.
        QCOMPARE(rowOf(listed(30, 29, {7}).run(), 1, false).grade, Grade::Probable);
        // On the second page the first row may have been on the first.
        const auto second = listed(120, 50, {110}, 2).run();
        QCOMPARE(rowOf(second, 60, false).grade, Grade::Probable);
        QCOMPARE(rowOf(second, 70, false).grade, Grade::Possible);
    }
    void severalNumbersOfOneZimbraRequest() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        for (std::uint32_t n = 1; n <= 3; ++n) s.add(Mail("INBOX", n, 1000).id("<z" + std::to_string(n) + "@x>"));
        for (const char* n : {"1", "2", "3"})
            s.add(Line(Action::Deliver, "zimbra", kNight - kHr).account(kOwner).item("INBOX", 0, "<z" + std::string(n) + "@x>").field("item_id", "25" + std::string(n)));
        s.add(Line(Action::Page, "webmail", kNight - 2 * kSec).account(kOwner).ip(kIntruder).ok());
        s.add(web(Action::Export, kNight).account(kOwner).bytes(9000).field("item_ids", "251,253,999").field("scope", "messages").field("product", "Zimbra"));
        const auto r = s.run();
        for (const std::uint32_t uid : {1u, 3u}) QVERIFY(rowOf(r, uid, true).grade >= Grade::Possible && rowOf(r, uid, true).depth == Depth::Whole);
        QVERIFY(rowOf(r, 2, true).id.empty());
    }
    void whatASessionStoredItselfWasInItsHands() {
        Scene s = imap();
        s.add(Line(Action::Save, "imap", kNight).account(kOwner).ip(kIntruder).session("i1").item("Sent", 46, "<phish@x>").ok());
        s.add(Line(Action::Save, "lmtp", kNight).account(kOwner).item("INBOX", 9, "<delivered@x>").ok());
        const auto r = s.run();
        const Touch t = by("T11@1", r, 46, "Sent");
        QCOMPARE(t.grade, Grade::Recorded);
        QCOMPARE(t.depth, Depth::Whole);
        QCOMPARE(t.effects, (std::vector<std::string>{"stored"}));
        QVERIFY(by("T11@1", r, 9).id.empty());  // the server delivered it, not the session
    }
};

QTEST_GUILESS_MAIN(RulesOverTime)
#include "tst_rules_over_time.moc"
