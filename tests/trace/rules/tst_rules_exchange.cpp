// T08 to T10, Exchange on premises: each rule by a case it holds in, one it does not, and the edge between them.
#include <QtTest>

#include "tests/trace/scene.h"
#include "trace/coverage_routes.h"

using namespace scene;

namespace {

const std::string kKey = "c14b2bbb4b464a3ea0a39fd5bdd0f7b5000000a1b2c3";
const std::string kOther = "c14b2bbb4b464a3ea0a39fd5bdd0f7b5000000a1b2c4";

/// MS-OXCDATA 2.2.4.2: flags, provider, type, folder, pad, message, pad.
std::string entryId(const std::string& key) {
    return "00000000" + std::string(32, 'A') + "0700" + std::string(44, 'B') + "0000" + key + "0000";
}
Mail stored(std::uint32_t uid, const std::string& key) {
    Mail m("Inbox", uid, 40'000);
    m.p.sourceKey = key;
    return m;
}
Line owa(Action action, int status = 200) {
    Line l(action, "owa", kNight);
    return l.account(kOwner).ip(kIntruder).agent("Browser/1").ok().field("status", std::to_string(status));
}
Line download(std::int64_t bytes, int status = 200) { return owa(Action::Download, status).field("entry_id", entryId(kKey)).bytes(bytes); }

Scene mailbox() {
    Scene s;
    s.indicator(kIntruder);
    s.add(stored(1, kKey).file("2", "plan.pdf", 30'000)).add(stored(2, kOther).file("2", "other.pdf", 9000));
    return s;
}
Touch row(const TraceResult& r, std::uint32_t uid, const std::string& part = {}) { return rowOf(r, uid, true, part, "Inbox"); }

}  // namespace

class RulesExchange : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void t08PositiveTheOwnersReadsAreNotCovered();
    void t08NegativeDelegatesAre();
    void t08BoundaryTheAuditAloneLeavesItUndetermined();
    void t09PositiveHttpProxyCountsForIis();
    void t09NegativeNobodyCounted();
    void t09BoundaryOctetsOfTheItem();
    void t09BoundaryConnectionBrokenOff();
    void t10PositiveTheIdIsTheItems();
    void t10NegativeAnotherItemsId();
    void t10BoundaryOneOctetBelowThePart();
    void t10BoundaryLengthOfTheId();
};

void RulesExchange::t08PositiveTheOwnersReadsAreNotCovered() {
    for (const Way way : {Way::Owa, Way::Mapi, Way::Ews, Way::ActiveSync}) QVERIFY(!(recordedBy("exchange-mailbox-audit-csv", Seen()) & bit(way)));
}

void RulesExchange::t08NegativeDelegatesAre() {
    QVERIFY(touchedBy("exchange-mailbox-audit-csv", Seen()) & bit(Way::Delegates));
}

void RulesExchange::t08BoundaryTheAuditAloneLeavesItUndetermined() {
    // Records of a delegate before and after: of the owner's own reads they say nothing.
    Scene s;
    s.input.sources.clear();
    s.addSource("MailboxAudit.csv", "exchange-mailbox-audit-csv");
    s.indicator(kIntruder).add(stored(1, kKey));
    for (const int hour : {-5, 5})
        s.add(Line(Action::Access, "mapi", kNight + hour * 3600 * kSec).account("denis@x.example").ip(kDesk).session("d" + std::to_string(hour)).ok());
    for (const Touch& t : s.run().touches) QCOMPARE(t.grade, Grade::Undetermined);
}

void RulesExchange::t09PositiveHttpProxyCountsForIis() {
    Scene s = mailbox();
    s.addSource("HttpProxy/Owa.log", "exchange-httpproxy");
    s.add(download(-1).field("cafe_req_id", "11111111-2222-3333-4444-555555555555"));
    s.add(download(30'000).source(2).field("request_id", "11111111-2222-3333-4444-555555555555"));
    QCOMPARE(row(s.run(), 1, "2").grade, Grade::Recorded);
}

void RulesExchange::t09NegativeNobodyCounted() {
    Scene s = mailbox();
    QCOMPARE(row(s.add(download(-1)).run(), 1, "2").grade, Grade::Probable);
}

void RulesExchange::t09BoundaryOctetsOfTheItem() {
    // A session that names nothing: the whole of a message cannot have left in one octet less than it has.
    for (const bool enough : {false, true}) {
        Scene s = mailbox();
        const auto r = s.add(owa(Action::List).bytes(enough ? 40'000 : 39'999)).run();
        QCOMPARE(row(r, 1).depth, enough ? Depth::Whole : Depth::Body);
        QCOMPARE(row(r, 1).grade, Grade::Possible);
    }
}

void RulesExchange::t09BoundaryConnectionBrokenOff() {
    // sc-win32-status 64: the reader gives no success; all octets counted or not, it is not complete.
    Scene s = mailbox();
    Line cut = download(30'000);
    cut.e.outcome = Outcome::Unknown;
    const Touch t = row(s.add(cut).run(), 1, "2");
    QCOMPARE(t.grade, Grade::Probable);
    QVERIFY(!t.complete);
}

void RulesExchange::t10PositiveTheIdIsTheItems() {
    Scene s = mailbox();
    const Touch t = row(s.add(download(30'400)).run(), 1, "2");
    QCOMPARE(t.grade, Grade::Recorded);
    QCOMPARE(t.identity, Axis::Top);
}

void RulesExchange::t10NegativeAnotherItemsId() {
    Scene s = mailbox();
    const auto r = s.add(download(30'400)).run();
    QVERIFY(row(r, 2, "2").grade != Grade::Recorded && row(r, 2, "2").grade != Grade::Probable);
    for (const int status : {302, 403, 404}) {
        Scene refused = mailbox();
        QVERIFY(withActor(refused.add(download(30'400, status)).run()).empty());
    }
}

void RulesExchange::t10BoundaryOneOctetBelowThePart() {
    for (const bool all : {false, true}) {
        Scene s = mailbox();
        const Touch t = row(s.add(download(all ? 30'000 : 29'999)).run(), 1, "2");
        QCOMPARE(t.grade, all ? Grade::Recorded : Grade::Probable);
        QCOMPARE(t.complete, all);
    }
}

void RulesExchange::t10BoundaryLengthOfTheId() {
    Scene s = mailbox();
    s.add(owa(Action::Download).field("entry_id", entryId(kKey) + "00").bytes(30'400));  // one octet too long: another form of id
    for (const Touch& t : withActor(s.run())) QVERIFY(t.grade == Grade::Possible);
}

QTEST_GUILESS_MAIN(RulesExchange)
#include "tst_rules_exchange.moc"
