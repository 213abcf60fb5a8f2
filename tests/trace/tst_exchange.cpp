// T09, T10: what a session on Exchange reached, by ids in URLs, by octets, and by having been open.
#include <QtTest>

#include "base/text.h"
#include "scene.h"

using namespace scene;

namespace {

const std::string kKey = "c14b2bbb4b464a3ea0a39fd5bdd0f7b5000000a1b2c3";  // replica GUID and counter, 22 octets
const std::string kOther = "c14b2bbb4b464a3ea0a39fd5bdd0f7b5000000a1b2c4";
const std::string kGuid = "0F2A6C11-4b46-4a3e-a0a3-9fd5bdd0f7b5";

/// An entry id as MS-OXCDATA 2.2.4.2 lays it out around a message's global identifier.
std::string entryId(const std::string& key) {
    return "00000000" + std::string(32, 'A') + "0700" + std::string(44, 'B') + "0000" + key + "0000";
}

Mail stored(std::uint32_t n, const std::string& key, std::uint64_t size = 5000) {
    Mail m("Inbox", 0, size);
    m.p.sourceKey = key;
    m.p.messageId = "<m" + std::to_string(n) + "@x>";
    m.p.key = m.p.messageId;
    m.p.sha256 = toHex(sha256(m.p.messageId));
    return m;
}

Line owa(Action action, std::int64_t utc, int status = 200) {
    Line l(action, "owa", utc);
    return l.account(kOwner).ip(kIntruder).agent("Browser/1").ok().field("status", std::to_string(status));
}

Line download(const std::string& key, std::int64_t bytes = -1) {
    return owa(Action::Download, kNight).field("entry_id", entryId(key)).part("AAMk").bytes(bytes);
}

std::vector<Touch> content(const TraceResult& r, const std::string& messageId) {
    std::vector<Touch> out;
    for (const Touch& t : withActor(r))
        if (t.messageId == messageId && isContent(t.depth)) out.push_back(t);
    return out;
}

Touch part(const TraceResult& r, const std::string& messageId, const std::string& name) {
    for (const Touch& t : content(r, messageId))
        if (t.attachment == name) return t;
    return {};
}

bool says(const std::vector<std::string>& sentences, const std::string& start) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& s) { return inEnglish(s).find(start) != std::string::npos; });
}

Scene twoMessages() {
    Scene s;
    s.add(stored(1, kKey).file("2", "plan.pdf", 30'000)).add(stored(2, kOther).file("2", "other.pdf", 9000));
    return s;
}

}  // namespace

class ExchangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idNamesTheAttachment();
    void countedOctetsRecordIt();
    void httpProxyCountsForIis();
    void cutShortIsNotRecorded();
    void oneOfSeveralAttachmentsBySize();
    void oneOfSeveralAttachmentsUnknown();
    void refusedDownloadsNothing_data();
    void refusedDownloadsNothing();
    void idOfNoStoredItemIsAGhost();
    void twoGhostsStayTwo();
    void readNamesTheText();
    void openSessionLeavesTheMailboxPossible();
    void octetsBoundWhatLeft();
    void loginPageAloneReachesNothing();
    void anotherPersonsMailboxById();
    void nobodysSessionTouchesNothing();
};

void ExchangeTest::idNamesTheAttachment() {
    const auto r = twoMessages().add(download(kKey)).indicator(kIntruder).run();
    const Touch t = part(r, "<m1@x>", "plan.pdf");
    QVERIFY(t.grade == Grade::Probable);  // nothing counted the octets
    QVERIFY(t.identity == Axis::Top);
    QVERIFY(says(t.why, "T10@1: the request bears the id of"));
    QVERIFY(part(r, "<m2@x>", "other.pdf").grade == Grade::Possible);
}

void ExchangeTest::countedOctetsRecordIt() {
    const auto r = twoMessages().add(download(kKey, 30'600)).indicator(kIntruder).run();
    const Touch t = part(r, "<m1@x>", "plan.pdf");
    QVERIFY(t.grade == Grade::Recorded);
    QVERIFY(t.complete);
}

void ExchangeTest::httpProxyCountsForIis() {
    Scene s = twoMessages();
    s.addSource("HttpProxy/Owa.log", "exchange-httpproxy");
    s.add(download(kKey).field("cafe_req_id", "11111111-2222-3333-4444-555555555555"));
    s.add(download(kKey, 30'000).source(2).field("request_id", "11111111-2222-3333-4444-555555555555"));
    const auto r = s.indicator(kIntruder).run();
    const Touch t = part(r, "<m1@x>", "plan.pdf");
    QVERIFY(t.grade == Grade::Recorded);
    QVERIFY(says(t.why, "T09@1: 2 lines on one request: one witness"));
    QCOMPARE(r.sessions.size(), std::size_t(1));
}

void ExchangeTest::cutShortIsNotRecorded() {
    Line l = download(kKey, 10'000);
    l.e.outcome = Outcome::Unknown;  // sc-win32-status 64: the client went away
    const auto r = twoMessages().add(l).indicator(kIntruder).run();
    const Touch t = part(r, "<m1@x>", "plan.pdf");
    QVERIFY(t.grade == Grade::Probable);
    QVERIFY(!t.complete);
    QVERIFY(says(t.against, "10000 octets were sent of at least 30000"));
}

void ExchangeTest::oneOfSeveralAttachmentsBySize() {
    Scene s;
    s.add(stored(1, kKey).file("2", "plan.pdf", 30'000).file("3", "list.xlsx", 80'000));
    const auto r = s.add(download(kKey, 80'900)).indicator(kIntruder).run();
    QVERIFY(part(r, "<m1@x>", "list.xlsx").grade == Grade::Probable);
    QVERIFY(part(r, "<m1@x>", "plan.pdf").grade == Grade::Possible);  // the session was open, no more
}

void ExchangeTest::oneOfSeveralAttachmentsUnknown() {
    Scene s;
    s.add(stored(1, kKey).file("2", "plan.pdf", 30'000).file("3", "list.xlsx", 80'000));
    const auto r = s.add(download(kKey)).indicator(kIntruder).run();
    for (const char* name : {"plan.pdf", "list.xlsx"}) QVERIFY(part(r, "<m1@x>", name).grade == Grade::Possible);
}

void ExchangeTest::refusedDownloadsNothing_data() {
    QTest::addColumn<int>("status");
    for (const int status : {302, 401, 403, 404, 500}) QTest::addRow("%d", status) << status;
}

void ExchangeTest::refusedDownloadsNothing() {
    QFETCH(int, status);
    Line l = owa(Action::Download, kNight, status).field("entry_id", entryId(kKey));
    if (status >= 400) l.failed();
    QVERIFY(withActor(twoMessages().add(l).indicator(kIntruder).run()).empty());
}

void ExchangeTest::idOfNoStoredItemIsAGhost() {
    const std::string unknown = kKey.substr(0, 40) + "ffff";
    const auto r = twoMessages().add(download(unknown, 500)).indicator(kIntruder).run();
    const auto touched = withActor(r);
    const auto ghost = std::find_if(touched.begin(), touched.end(), [](const Touch& t) { return !t.stored; });
    QVERIFY(ghost != touched.end());
    QCOMPARE(ghost->mailbox, std::string(kOwner));
    QVERIFY(says(ghost->why, "no exhibit holds it"));
}

void ExchangeTest::twoGhostsStayTwo() {
    Scene s = twoMessages();
    s.add(download(kKey.substr(0, 40) + "eeee")).add(download(kKey.substr(0, 40) + "ffff"));
    const auto touched = withActor(s.indicator(kIntruder).run());
    QCOMPARE(std::count_if(touched.begin(), touched.end(), [](const Touch& t) { return !t.stored; }), std::ptrdiff_t(2));
}

void ExchangeTest::readNamesTheText() {
    const auto r = twoMessages().add(owa(Action::Read, kNight).field("entry_id", entryId(kKey))).indicator(kIntruder).run();
    const auto rows = content(r, "<m1@x>");
    const auto message = std::find_if(rows.begin(), rows.end(), [](const Touch& t) { return !t.isAttachment; });
    QVERIFY(message != rows.end());
    QVERIFY(message->grade == Grade::Probable);
    QVERIFY(message->depth == Depth::Body);
}

void ExchangeTest::openSessionLeavesTheMailboxPossible() {
    const auto r = twoMessages().add(owa(Action::Fetch, kNight)).indicator(kIntruder).run();
    for (const char* id : {"<m1@x>", "<m2@x>"}) {
        const auto rows = content(r, id);
        QVERIFY(!rows.empty());
        for (const Touch& t : rows) QVERIFY(t.grade == Grade::Possible);
        QVERIFY(says(rows[0].why, "T09@1: the session was open on this mailbox; 1 answered requests do not say what was read"));
    }
}

void ExchangeTest::octetsBoundWhatLeft() {
    Scene s;
    s.add(stored(1, kKey, 900)).add(stored(2, kOther, 50'000'000).file("2", "film.mp4", 48'000'000));
    const auto r = s.add(owa(Action::Fetch, kNight).bytes(20'000)).indicator(kIntruder).run();
    QVERIFY(content(r, "<m1@x>").at(0).depth == Depth::Whole);
    const auto large = content(r, "<m2@x>");
    QCOMPARE(large.size(), std::size_t(1));
    QVERIFY(large[0].depth == Depth::Body);
    QVERIFY(says(large[0].against, "complete delivery is ruled out"));
}

void ExchangeTest::loginPageAloneReachesNothing() {
    Scene s = twoMessages();
    s.add(owa(Action::Login, kNight)).add(owa(Action::Page, kNight + kSec)).add(owa(Action::Refresh, kNight + 2 * kSec));
    QVERIFY(withActor(s.indicator(kIntruder).run()).empty());
}

void ExchangeTest::anotherPersonsMailboxById() {
    Scene s;
    s.add(stored(1, kKey).file("2", "plan.pdf", 30'000).in("denis@x.example"));
    // Another record says whose that mailbox is; the request's own account is a delegate's.
    s.add(Line(Action::Access, "m365", kNight - 60 * kSec).account("denis@x.example").field("mailbox_guid", kGuid));
    s.add(download(kKey, 30'400).field("mailbox_guid", kGuid));
    const auto r = s.indicator(kIntruder).run();
    QCOMPARE(part(r, "<m1@x>", "plan.pdf").mailbox, std::string("denis@x.example"));
    QVERIFY(part(r, "<m1@x>", "plan.pdf").grade == Grade::Recorded);
}

void ExchangeTest::nobodysSessionTouchesNothing() {
    QVERIFY(withActor(twoMessages().add(download(kKey, 30'600)).run()).empty());
}

QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
