// Webmail: T14 (the request names the item), T21 (its IMAP session), T22 (refusals), T25 (tokens), T27, T28.
#include <QtTest>

#include "scene.h"

using namespace scene;

/// The IMAP session a request opened: ID line and logout counters.
static void backEnd(Scene& s, std::int64_t at, const std::string& id, const std::vector<std::pair<std::string, std::string>>& quoted,
                    const std::string& folder, std::uint32_t uid, const std::string& part, int headers, int bodies, std::int64_t bytes) {
    Line line(Action::ClientId, "imap", at);
    line.account(kOwner).ip("127.0.0.1").session(id).item(folder, uid).part(part).field("task", "mail");
    for (const auto& [k, v] : quoted) line.field(k, v);
    s.add(line);
    s.add(counted(at, headers, headers * 300, bodies, bytes).ip("127.0.0.1").session(id));
}

/// T15: Zimbra numbers its items; mailbox.log ties the number to a Message-ID and the client to the account.
static Scene zimbra(const char* otherAccount) {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900).file("3", "b.pdf", 700).id("<z@x>"));
    s.add(Line(Action::Deliver, "zimbra", kNight - 3600 * kSec).account(kOwner).item("INBOX", 0, "<z@x>").field("item_id", "2977"));
    s.add(Line(Action::Page, "webmail", kNight - 2 * kSec).account(kOwner).ip(kIntruder).ok());
    if (*otherAccount) s.add(Line(Action::Page, "webmail", kNight - kSec).account(otherAccount).ip(kIntruder).ok());
    s.add(web(Action::Download, kNight).part("2").bytes(900).field("item_id", "2977").field("product", "Zimbra"));
    return s;
}

class WebmailTest : public QObject {
    Q_OBJECT

    /// One download of part 2 of uid 7, and the session behind it.
    static Scene download(int bodies, std::int64_t served, IndicatorGrade grade = IndicatorGrade::Exclusive) {
        Scene s;
        s.recorderOn().indicator(kIntruder, grade);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(web(Action::Download, kNight).item("INBOX", 7).part("2").bytes(6100).field("action", "get").field("download", "1"));
        backEnd(s, kNight, "b1", {{"action", "get"}, {"download", "1"}}, "INBOX", 7, "2", 1, bodies, served);
        return s;
    }

private Q_SLOTS:
    void downloadIsRecorded() {
        const auto r = download(1, 900).run();
        const Touch t = rowOf(r, 7, true, "2");
        QCOMPARE(t.grade, Grade::Recorded);
        QCOMPARE(t.depth, Depth::Attachment);
        QVERIFY(t.complete);
        QCOMPARE(t.attachment, std::string("plan.pdf"));
        QCOMPARE(t.mailbox, std::string(kOwner));
        QVERIFY(t.evidence.size() >= 3);  // request, ID line, logout
        QVERIFY(!t.why.empty() && !t.coverage.empty());
    }
    void assertedAddressIsOnlyPossible() {
        QCOMPARE(rowOf(download(1, 900, IndicatorGrade::Asserted).run(), 7, true, "2").grade, Grade::Possible);
    }
    void sharedAddressAttributesNothing() {
        const auto r = download(1, 900, IndicatorGrade::Shared).run();
        QVERIFY(withActor(r).empty());
        QCOMPARE(r.touches.at(0).grade, Grade::Undetermined);
    }
    void fewerOctetsThanThePartAreNotTheWholeOfIt() {
        const Touch t = rowOf(download(1, 400).run(), 7, true, "2");
        QCOMPARE(t.grade, Grade::Probable);
        QVERIFY(!t.complete);
    }
    void errorPageDeliversNothing() {
        QVERIFY(withActor(download(0, 0).run()).empty());
    }
    void loginPageDeliversNothing() {
        Scene s = download(1, 900);
        // Another request, later: 200 and bytes, but no IMAP session in that second.
        s.add(Mail("INBOX", 8, 3000).file("2", "liste.xlsx", 500));
        s.add(web(Action::Download, kNight + 600 * kSec).item("INBOX", 8).part("2").bytes(6100).field("action", "get"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 8, true, "2").id, std::string());
    }
    void statusAndMethodRefuse() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        Line refused = web(Action::Download, kNight).item("INBOX", 7).part("2").bytes(9000);
        refused.e.fields[0].second = "404";
        s.add(refused);
        QVERIFY(withActor(s.run()).empty());
    }
    void previewIsTheTextOnly() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(web(Action::Preview, kNight).item("INBOX", 7).bytes(4800).field("action", "preview"));
        backEnd(s, kNight, "b1", {{"action", "preview"}}, "INBOX", 7, "", 1, 1, 100);
        const auto r = s.run();
        QCOMPARE(rowOf(r, 7, true).grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 7, true).depth, Depth::Body);
        QCOMPARE(rowOf(r, 7, true, "2").id, std::string());
    }
    void sourceIsTheWholeMessageAndItsFiles() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(web(Action::ViewSource, kNight).item("INBOX", 7).bytes(3000).field("action", "viewsource").field("save", "1"));
        backEnd(s, kNight, "b1", {{"action", "viewsource"}, {"save", "1"}}, "INBOX", 7, "", 1, 1, 3000);
        const auto r = s.run();
        QCOMPARE(rowOf(r, 7, true).depth, Depth::Whole);
        QCOMPARE(rowOf(r, 7, true).grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Recorded);
    }
    void wrapperPagesAreNoContent() {
        Scene s = download(1, 900);
        s.add(Mail("INBOX", 8, 3000).file("2", "b.pdf", 900));
        s.add(web(Action::Page, kNight).item("INBOX", 8).part("2").bytes(2900).field("action", "get").field("frame", "1"));
        QCOMPARE(rowOf(s.run(), 8, true, "2").id, std::string());
    }
    void thumbnailsAreDeliveredEvenFromCache() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 30000).file("2", "photo.png", 19000));
        s.add(web(Action::Download, kNight).item("INBOX", 7).part("2").bytes(4000).field("action", "get").field("thumb", "1").field("embed", "1"));
        backEnd(s, kNight, "b1", {{"action", "get"}, {"thumb", "1"}, {"embed", "1"}}, "INBOX", 7, "2", 1, 0, 0);
        const Touch t = rowOf(s.run(), 7, true, "2");
        QCOMPARE(t.grade, Grade::Recorded);
        QVERIFY(!t.complete);
        QVERIFY(std::find(t.rules.begin(), t.rules.end(), "T27@1") != t.rules.end());
    }
    void theOwnersRequestIsNotHis() {
        Scene s = download(1, 900);
        s.add(Mail("INBOX", 9, 3000).file("2", "c.pdf", 900));
        s.add(web(Action::Download, kNight + kSec, kDesk).item("INBOX", 9).part("2").bytes(900).field("action", "get"));
        backEnd(s, kNight + kSec, "b2", {{"action", "get"}}, "INBOX", 9, "2", 1, 1, 900);
        const auto r = s.run();
        QCOMPARE(rowOf(r, 9, true, "2").id, std::string());
        QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Recorded);
    }
    void aTokenAtASecondAddressIsPossible() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900)).add(Mail("INBOX", 8, 3000).file("2", "b.pdf", 900));
        s.add(web(Action::Download, kNight).session("tok").item("INBOX", 7).part("2").bytes(900).field("action", "get").field("token", "tok"));
        backEnd(s, kNight, "b1", {{"action", "get"}, {"token", "tok"}}, "INBOX", 7, "2", 1, 1, 900);
        s.add(web(Action::Download, kNight + 60 * kSec, "192.0.2.9").session("tok").item("INBOX", 8).part("2").bytes(900).field("action", "get").field("token", "tok"));
        backEnd(s, kNight + 60 * kSec, "b2", {{"action", "get"}, {"token", "tok"}}, "INBOX", 8, "2", 1, 1, 900);
        const auto r = s.run();
        QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Recorded);
        QCOMPARE(rowOf(r, 8, true, "2").grade, Grade::Possible);
        QCOMPARE(rowOf(r, 8, true, "2").attribution, Axis::Possible);
    }
    // Two answers, each of the size of its part and quite unlike each other: no page has both sizes.
    void withoutServerLogTheSentOctetsCount() {
        for (const bool second : {false, true}) {
            Scene s;
            s.addSource("var/log/nginx/access.log", "access-log");
            s.indicator(kIntruder).fact("web-log-bytes", "", "body");
            s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900)).add(Mail("INBOX", 8, 9000).file("2", "b.pdf", 5000));
            s.add(Line(Action::Login, "webmail", kNight - 5 * kSec).account(kOwner).ip(kIntruder).session("abcdefgh").ok());
            s.add(web(Action::Login, kNight - 5 * kSec).source(2));
            s.add(web(Action::Download, kNight).session("tok").source(2).item("INBOX", 7).part("2").bytes(912).field("action", "get").field("token", "tok"));
            if (second)
                s.add(web(Action::Download, kNight + kSec).session("tok").source(2).item("INBOX", 8).part("2").bytes(5013).field("action", "get").field("token", "tok"));
            const Touch t = rowOf(s.run(), 7, true, "2");
            QCOMPARE(t.delivery, second ? Axis::Top : Axis::Possible);
            QCOMPARE(t.identity, Axis::Top);
            QCOMPARE(t.grade, second ? Grade::Recorded : Grade::Possible);
        }
    }
    void farMoreOctetsThanThePartAreAPage() {
        Scene s;
        s.addSource("var/log/nginx/access.log", "access-log");
        s.indicator(kIntruder).fact("web-log-bytes", "", "body");
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(Line(Action::Login, "webmail", kNight - 5 * kSec).account(kOwner).ip(kIntruder).session("abcdefgh").ok());
        s.add(web(Action::Login, kNight - 5 * kSec).source(2));
        s.add(web(Action::Download, kNight).session("tok").source(2).item("INBOX", 7).part("2").bytes(6100).field("action", "get").field("token", "tok"));
        const Touch t = rowOf(s.run(), 7, true, "2");
        QCOMPARE(t.grade, Grade::Possible);
        QVERIFY(!t.against.empty());
    }
    void aGhostIsListed() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Line(Action::Expunge, "imap", kNight + 900 * kSec).account(kOwner).ip(kDesk).session("later").item("INBOX", 30, "<gone@x>").ok());
        s.add(web(Action::Preview, kNight).item("INBOX", 30).bytes(4800).field("action", "preview"));
        backEnd(s, kNight, "b1", {{"action", "preview"}}, "INBOX", 30, "", 1, 1, 100);
        const Touch t = rowOf(s.run(), 30, true);
        QVERIFY(!t.stored);
        QCOMPARE(t.messageId, std::string("<gone@x>"));
        QCOMPARE(t.grade, Grade::Recorded);
    }
    void listShowsThePage() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        for (std::uint32_t uid = 1; uid <= 60; ++uid) s.add(Mail("INBOX", uid, 1000));
        s.add(web(Action::List, kNight).item("INBOX", 0).bytes(20000).field("action", "list"));
        backEnd(s, kNight, "b1", {{"action", "list"}}, "INBOX", 0, "", 50, 0, 0);
        const auto r = s.run();
        QCOMPARE(withActor(r).size(), std::size_t{50});
        QCOMPARE(rowOf(r, 60, false).grade, Grade::Probable);
        QCOMPARE(rowOf(r, 60, false).depth, Depth::Listed);
        QCOMPARE(rowOf(r, 10, false).id, std::string());
    }
    void listOfAnotherLengthIsOnlyPossible() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        for (std::uint32_t uid = 1; uid <= 12; ++uid) s.add(Mail("INBOX", uid, 1000));
        s.add(web(Action::List, kNight).item("INBOX", 0).field("action", "list"));
        backEnd(s, kNight, "b1", {{"action", "list"}}, "INBOX", 0, "", 11, 0, 0);
        const auto r = s.run();
        QCOMPARE(rowOf(r, 12, false).grade, Grade::Possible);
        QVERIFY(!rowOf(r, 12, false).against.empty());
    }
    void searchHitsAreCountedAgainstTheStore() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        for (std::uint32_t uid = 1; uid <= 20; ++uid) s.add(Mail("INBOX", uid, 1000));
        s.add(web(Action::Search, kNight).item("INBOX", 0).field("action", "search").field("search", "SUBJECT 1").field("headers", "subject").field("scope", "base"));
        backEnd(s, kNight, "b1", {{"action", "search"}, {"search", "SUBJECT 1"}}, "INBOX", 0, "", 11, 0, 0);
        const auto r = s.run();
        QCOMPARE(withActor(r).size(), std::size_t{11});  // 1 and 10 … 19
        QCOMPARE(rowOf(r, 15, false).grade, Grade::Probable);
        QCOMPARE(rowOf(r, 2, false).id, std::string());
    }
    void archiveOfSeveralIsInferredFromItsSum() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        for (std::uint32_t uid = 1; uid <= 12; ++uid) s.add(Mail("INBOX", uid, 1000 + uid * uid * 37));
        s.add(web(Action::Export, kNight).bytes(90000).field("action", "plugin.zipdownload.messages").field("referer_folder", "INBOX"));
        const std::int64_t sum = (1000 + 9 * 37) + (1000 + 100 * 37) + (1000 + 16 * 37);
        backEnd(s, kNight, "b1", {{"action", "plugin.zipdownload.messages"}}, "", 0, "", 3, 3, sum);
        const auto r = s.run();
        for (const std::uint32_t uid : {3u, 4u, 10u}) QVERIFY(rowOf(r, uid, true).grade >= Grade::Possible);
        QVERIFY(rowOf(r, 3, true).grade < Grade::Recorded);
    }
    // A webmail whose URLs name the account (SOGo): no ID line, two mailboxes read in the same second.
    void accountInTheUrlChoosesTheSession() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(counted(kNight, 1, 300, 1, 777).account("other@x.example").ip("127.0.0.1").session("b0"));
        s.add(counted(kNight, 1, 300, 1, 1200).ip("127.0.0.1").session("b1"));
        s.add(web(Action::Download, kNight).account(kOwner).item("INBOX", 7).part("2").bytes(900));
        const Touch t = rowOf(s.run(), 7, true, "2");
        QCOMPARE(t.grade, Grade::Recorded);
        QVERIFY(t.complete);
    }
    void secondLineOfOneRequestIsNoSession() {
        Scene s;
        const auto own = s.addSource("var/log/sogo/sogo.log", "sogo");
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900));
        s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7));
        s.add(web(Action::Read, kNight + kSec, "127.0.0.1").account(kOwner).item("INBOX", 7).source(own));
        s.add(web(Action::Read, kNight + 60 * kSec, "127.0.0.1").account(kOwner).item("INBOX", 7).source(own));
        const auto r = s.run();
        // The one without a line of the web server stays a session of its own, from an address that hides the client.
        QCOMPARE(std::count_if(r.sessions.begin(), r.sessions.end(), [](const auto& v) { return v.clientIp == "127.0.0.1"; }), 1);
    }
    void folderExportTakesEverythingInIt() {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        s.add(Mail("Archives", 1, 3000)).add(Mail("Archives", 2, 5000)).add(Mail("INBOX", 3, 1000));
        s.add(counted(kNight, 0, 0, 2, 8000).ip("127.0.0.1").session("b1"));
        s.add(web(Action::Export, kNight).account(kOwner).item("Archives", 0).field("scope", "folder"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, true, "", "Archives").grade, Grade::Probable);
        QCOMPARE(rowOf(r, 2, true, "", "Archives").depth, Depth::Whole);
        QCOMPARE(rowOf(r, 3, true).id, std::string());
    }
    void zimbraItemByMessageId() {
        const auto r = zimbra("").run();
        const Touch t = rowOf(r, 7, true, "2");
        QCOMPARE(t.grade, Grade::Probable);  // the account is known by the client's address and time only
        QCOMPARE(t.depth, Depth::Attachment);
        QCOMPARE(rowOf(r, 7, true, "3").id, std::string());
        QVERIFY(t.evidence.size() >= 2);  // the request, and the line that ties number and Message-ID
    }
    void zimbraTwoAccountsBehindOneClientNameNobody() {
        QVERIFY(withActor(zimbra("other@x.example").run()).empty());
    }
};

QTEST_GUILESS_MAIN(WebmailTest)
#include "tst_webmail.moc"
