// Cases that a defence expert would bring up: each must get the grade that the records carry, and no more.
#include <QtTest>

#include "scene.h"

using namespace scene;

namespace {

constexpr std::int64_t kMin = 60 * kSec, kDayLong = 86'400 * kSec;

bool says(const std::vector<std::string>& sentences, const std::string& part) {
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](const std::string& s) { return inEnglish(s).find(part) != std::string::npos; });
}

/// A webmail download, the account known from the login log, octets counted as `meaning` says.
Scene downloadCounted(const char* meaning, std::int64_t bytes, const std::string& status = "200") {
    Scene s;
    s.addSource("var/log/apache2/access.log", "access-log");
    s.indicator(kIntruder).fact("web-log-bytes", "", meaning);
    s.add(Mail("INBOX", 7, 300'000).file("2", "plan.pdf", 200'000));
    s.add(Line(Action::Login, "webmail", kNight - 5 * kSec).account(kOwner).ip(kIntruder).session("abcdefgh").ok());
    s.add(web(Action::Login, kNight - 5 * kSec).source(2));
    Line get = web(Action::Download, kNight).session("tok").source(2).item("INBOX", 7).part("2").bytes(bytes).field("action", "get").field("token", "tok");
    get.e.fields[0].second = status;
    s.add(get);
    return s;
}

Line phone(std::int64_t at, const std::string& ip, const std::string& agent = "Apple-iPhone14C2/2001.55") {
    return Line(Action::Sync, "eas", at).account(kOwner).ip(ip).agent(agent).session("DEVICE01").ok().field("status", "200");
}

}  // namespace

class HardCasesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textPartOfALargeMessage();
    void phoneThatChangesItsNetwork();
    void phoneOfAnotherDeviceIsNotHis();
    void staffAbroadWithANewLaptop();
    void twoMessagesWithOneMessageId();
    void downloadCutShort_data();
    void downloadCutShort();
    void notModifiedAndItsLike_data();
    void notModifiedAndItsLike();
    void headAsksForNothing();
    void theLoginPageWithStatus200();
    void rootShellOnTheStoresHost();
    void threeStatesOfOneMailboxCountOnce();
    void fiveYearsSyncedInFourMinutes();
    void decoysOfASum();
    void aListThatShowsTheText();
    void throttledDayStaysOpen();
};

void HardCasesTest::textPartOfALargeMessage() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    s.add(Mail("INBOX", 7, 50'000'000).file("2", "film.mp4", 36'000'000));
    s.add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("i1").ok());
    s.add(Line(Action::Fetch, "imap", kNight + kSec).account(kOwner).ip(kIntruder).session("i1").item("INBOX", 7).part("1").bytes(100)
              .field("content", "part").field("direction", "response"));
    s.add(counted(kNight + 2 * kSec, 0, 0, 1, 133).ip(kIntruder).session("i1"));
    const auto r = s.run();
    QCOMPARE(rowOf(r, 7, true).grade, Grade::Recorded);
    QCOMPARE(rowOf(r, 7, true).depth, Depth::Body);
    QVERIFY(rowOf(r, 7, true, "2").id.empty());
    for (const Touch& t : withActor(r)) QVERIFY(t.depth != Depth::Whole);
}

void HardCasesTest::phoneThatChangesItsNetwork() {
    Scene s;
    s.indicator(kIntruder).add(Mail("INBOX", 7, 5000));
    s.add(phone(kNight, kIntruder)).add(phone(kNight + 10 * kMin, "198.51.100.77"));
    const auto r = s.run();
    QCOMPARE(r.sessions.size(), std::size_t(2));
    for (const Session& v : r.sessions) {
        QCOMPARE(v.status, std::string("attributed"));
        QCOMPARE(v.attribution, v.clientIp == kIntruder ? Axis::Top : Axis::Possible);  // one device, two networks
        QCOMPARE(v.actorSession, r.sessions[0].actorSession);
    }
}

void HardCasesTest::phoneOfAnotherDeviceIsNotHis() {
    Scene s;
    s.indicator(kIntruder).add(Mail("INBOX", 7, 5000));
    Line other = phone(kNight + 10 * kMin, "198.51.100.77");
    other.session("DEVICE02");
    s.add(phone(kNight, kIntruder)).add(other);
    int attributed = 0;
    for (const Session& v : s.run().sessions) attributed += v.status == "attributed";
    QCOMPARE(attributed, 1);
}

void HardCasesTest::staffAbroadWithANewLaptop() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    s.add(Mail("INBOX", 7, 5000));
    for (int day = 30; day > 0; --day) {  // office hours, one place
        const std::string id = "d" + std::to_string(day);
        s.add(Line(Action::Login, "imap", kNight - day * kDayLong - 8 * 60 * kMin).account(kOwner).ip(kDesk).session(id).ok());
    }
    s.add(Line(Action::Login, "imap", kNight).account("other@x.example").ip(kIntruder).session("i1").ok());
    s.add(Line(Action::Login, "imap", kNight + 2 * 60 * kMin).account(kOwner).ip("192.0.2.200").agent("New/9").session("hotel").ok());
    s.add(counted(kNight + 3 * 60 * kMin, 0, 0, 1, 5000).ip("192.0.2.200").session("hotel"));
    const auto r = s.run();
    const auto hotel = std::find_if(r.sessions.begin(), r.sessions.end(), [](const Session& v) { return v.clientIp == "192.0.2.200"; });
    QVERIFY(hotel != r.sessions.end());
    QCOMPARE(hotel->status, std::string("undecided"));  // neither the actor's nor habitual
    for (const Touch& t : withActor(r)) QVERIFY(t.mailbox != kOwner);
    const auto own = std::find_if(r.touches.begin(), r.touches.end(), [](const Touch& t) { return t.mailbox == kOwner; });
    QVERIFY(own != r.touches.end());
    QCOMPARE(own->grade, Grade::Undetermined);
}

void HardCasesTest::twoMessagesWithOneMessageId() {
    Scene s;
    s.indicator(kIntruder);
    Mail first("Inbox", 0, 1000), second("Inbox", 0, 2000);
    first.id("<same@x>");
    second.id("<same@x>");
    first.p.key = "a", second.p.key = "b";
    first.p.sha256 = toHex(sha256("a")), second.p.sha256 = toHex(sha256("b"));
    s.add(first).add(second);
    s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=OWA").session("aad1").item("Inbox", 0, "<same@x>").ok()
              .field("mail_access_type", "Bind"));
    const auto r = s.run();
    QVERIFY(!withActor(r).empty());
    for (const Touch& t : withActor(r)) {
        QVERIFY(t.grade <= Grade::Possible);
        QVERIFY(says(t.why, "2 messages bear this Message-ID"));
    }
}

void HardCasesTest::downloadCutShort_data() {
    QTest::addColumn<QString>("meaning");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<Grade>("grade");
    // Nothing but the size says what was answered: where it is not the part's, a page is as likely (T22).
    QTest::newRow("nginx, whole") << "body" << 200'000 << Grade::Recorded;
    QTest::newRow("nginx, 30 %") << "body" << 60'000 << Grade::Possible;
    QTest::newRow("Apache %O, whole") << "total" << 200'400 << Grade::Recorded;
    QTest::newRow("Apache %O, 30 %") << "total" << 60'400 << Grade::Possible;
    QTest::newRow("Apache %b says what was to be sent") << "unknown" << 200'000 << Grade::Probable;
}

void HardCasesTest::downloadCutShort() {
    QFETCH(QString, meaning);
    QFETCH(int, bytes);
    QFETCH(Grade, grade);
    const Touch t = rowOf(downloadCounted(qPrintable(meaning), bytes).run(), 7, true, "2");
    QCOMPARE(t.grade, grade);
    if (meaning != "unknown") QCOMPARE(t.complete, grade == Grade::Recorded);
}

void HardCasesTest::notModifiedAndItsLike_data() {
    QTest::addColumn<QString>("status");
    QTest::addColumn<bool>("touched");
    for (const char* refused : {"302", "304", "401", "403", "404", "500"}) QTest::newRow(refused) << refused << false;
    QTest::newRow("206") << "206" << true;
}

void HardCasesTest::notModifiedAndItsLike() {
    QFETCH(QString, status);
    QFETCH(bool, touched);
    const Touch t = rowOf(downloadCounted("body", 60'000, status.toStdString()).run(), 7, true, "2");
    QCOMPARE(!t.id.empty(), touched);
    if (!touched) return;
    QVERIFY(!t.complete);
    QVERIFY(t.grade < Grade::Recorded);
    QVERIFY(says(t.against, "partial"));
}

void HardCasesTest::headAsksForNothing() {
    Scene s = downloadCounted("body", 200'000);
    for (Ev& e : s.input.events)
        if (e.action == Action::Download) e.method = s.input.symbols.intern("HEAD");
    QVERIFY(rowOf(s.run(), 7, true, "2").id.empty());
}

void HardCasesTest::theLoginPageWithStatus200() {
    // An expired cookie: whatever is asked for, the answer is the same page, its length that of the URL more or less.
    Scene s = downloadCounted("body", 6'089);
    s.add(Mail("INBOX", 8, 400'000).file("2", "liste.xlsx", 300'000)).add(Mail("INBOX", 9, 500'000).file("2", "note.docx", 400'000));
    for (const std::uint32_t uid : {8u, 9u})
        s.add(web(Action::Download, kNight + uid * kSec).session("tok").source(2).item("INBOX", uid).part("2").bytes(6'080 + uid).field("action", "get").field("token", "tok"));
    const auto r = s.run();
    for (const std::uint32_t uid : {7u, 8u, 9u}) QVERIFY(rowOf(r, uid, true, "2").id.empty());
}

void HardCasesTest::rootShellOnTheStoresHost() {
    // Every route declared or covered; then the actor is root on the host: no silence of that host counts any more.
    for (const bool shell : {false, true}) {
        Scene s;
        s.addSource("var/log/auth.log", "syslog");
        s.recorderOn().indicator(kIntruder);
        s.input.settings["routes-not-applicable"] =
            "pop3=none,webmail=none,rules=none,snapshot=none,backup=none,archive=none,gateway=none,owner-pc=none,mobile-device=none,delegates=none";
        s.add(Mail("INBOX", 7, 5000));
        for (int minute = -300; minute < 300; minute += 2)  // the IMAP log never falls silent
            s.add(Line(Action::Login, "imap", kNight + minute * kMin).account("other@x.example").ip(kDesk).session("o" + std::to_string(minute)).ok());
        for (int minute = -300; minute < 300; minute += 2)
            s.add(Line(Action::Login, "ssh", kNight + minute * kMin).account("root").ip(shell && minute == 0 ? kIntruder : kDesk).ok().source(2));
        const auto r = s.run();
        const auto row = std::find_if(r.touches.begin(), r.touches.end(), [](const Touch& t) { return t.uid == 7; });
        QVERIFY(row != r.touches.end());
        if (!shell) QVERIFY2(row->grade == Grade::NoRecord, qPrintable(QString::fromStdString(inEnglish(row->why.at(0)) + " | " + inEnglish(row->coverage))));
        if (shell) QVERIFY2(row->grade != Grade::NoRecord && row->grade != Grade::RuledOut, qPrintable(QString::fromStdString(inEnglish(row->why.at(0)))));
    }
}

void HardCasesTest::threeStatesOfOneMailboxCountOnce() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    for (const char* state : {"live", "backup", "export"}) {
        Mail m("INBOX", 7, 3000);
        m.file("2", "plan.pdf", 900);
        m.p.sourceId = state[0];
        s.add(m);
    }
    s.add(web(Action::Download, kNight).account(kOwner).item("INBOX", 7).part("2").bytes(900).field("action", "get"));
    const auto r = s.run();
    QCOMPARE(std::count_if(r.touches.begin(), r.touches.end(), [](const Touch& t) { return t.uid == 7 && t.part == "2" && !t.actor.empty(); }), std::ptrdiff_t(1));
}

void HardCasesTest::fiveYearsSyncedInFourMinutes() {
    Scene s;
    s.indicator(kIntruder);
    for (std::uint32_t month = 0; month < 60; ++month)
        s.add(Mail("Inbox", month + 1, 400'000).arrived(kNight - month * 30 * kDayLong - 3600 * kSec));
    s.add(Line(Action::Sync, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=MSExchangeRPC").session("aad1").item("Inbox", 0).ok().field("mail_access_type", "Sync"));
    s.add(Line(Action::Sync, "m365", kNight + 4 * kMin).account(kOwner).ip(kIntruder).agent("Client=MSExchangeRPC").session("aad1").item("Inbox", 0).ok().field("mail_access_type", "Sync"));
    const auto r = s.run();
    QCOMPARE(rowOf(r, 1, true, "", "Inbox").grade, Grade::Probable);
    for (std::uint32_t month = 1; month < 60; ++month) QCOMPARE(rowOf(r, month + 1, true, "", "Inbox").grade, Grade::Possible);
    for (const Touch& t : withActor(r)) QVERIFY(t.grade < Grade::Recorded);
}

void HardCasesTest::decoysOfASum() {
    // Two messages give the sum; so do two others: neither pair may be called probable.
    Scene s;
    s.recorderOn().indicator(kIntruder);
    const std::uint64_t sizes[] = {4000, 6000, 3000, 7000, 9500};
    for (std::uint32_t i = 0; i < 5; ++i) s.add(Mail("INBOX", i + 1, sizes[i]));
    s.add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("i1").ok());
    s.add(counted(kNight + kSec, 0, 0, 2, 10'000).ip(kIntruder).session("i1"));
    const auto r = s.run();
    for (std::uint32_t uid = 1; uid <= 4; ++uid) QCOMPARE(rowOf(r, uid, true).grade, Grade::Possible);
    for (const Touch& t : withActor(r)) QVERIFY(t.grade <= Grade::Possible);
}

void HardCasesTest::aListThatShowsTheText() {
    // Zimbra's list shows the beginning of each message; a password there was seen without opening it (T28).
    Scene s;
    s.recorderOn().indicator(kIntruder);
    s.add(Mail("INBOX", 7, 3000));
    s.add(web(Action::List, kNight).account(kOwner).item("INBOX", 0).field("product", "Zimbra"));
    const Touch t = rowOf(s.run(), 7, false);
    QCOMPARE(t.depth, Depth::Snippet);
    QVERIFY(t.grade <= Grade::Probable);
}

void HardCasesTest::throttledDayStaysOpen() {
    Scene s;
    s.indicator(kIntruder).add(Mail("Inbox", 1, 1000).id("<a@x>")).add(Mail("Inbox", 2, 1000).id("<b@x>"));
    s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=OWA").session("aad1").item("Inbox", 0, "<a@x>").ok()
              .field("mail_access_type", "Bind").field("is_throttled", "True"));
    const auto r = s.run();
    const auto untouched = std::find_if(r.touches.begin(), r.touches.end(), [](const Touch& t) { return t.uid == 2 && t.actor.empty(); });
    QVERIFY(untouched != r.touches.end());
    QCOMPARE(untouched->grade, Grade::Undetermined);
    QVERIFY(std::any_of(r.cells.begin(), r.cells.end(), [](const Coverage& c) { return c.account == kOwner && says({c.detail}, "throttled"); }));
}

QTEST_GUILESS_MAIN(HardCasesTest)
#include "tst_hard_cases.moc"
