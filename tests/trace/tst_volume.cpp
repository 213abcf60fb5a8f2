// What one session sent, and what a claim comes to: pure arithmetic (evidence model §5, T09, T12, T18, T22).
#include <QtTest>

#include "base/error.h"
#include "base/phrase.h"
#include "trace/claim.h"
#include "trace/volume.h"

using namespace sillage;
using namespace sillage::tracing;

namespace {

SessionOctets session(Route route, std::vector<Counted> counted, bool used = true) {
    SessionOctets s;
    s.route = route;
    s.used = used;
    s.counted = std::move(counted);
    return s;
}

Counted request(std::uint64_t octets, OctetCounter counter = OctetCounter::NginxBody) { return {octets, octets, counter, false}; }
Counted lastLine(std::uint64_t octets) { return {octets, octets, OctetCounter::SessionOut, true}; }

ClaimGround ground(std::uint64_t floor, std::uint64_t ceiling) {
    ClaimGround g;
    g.left.floor = floor;
    g.left.ceiling = ceiling;
    g.items = 10;
    g.octets = 1'000'000;
    return g;
}

}  // namespace

class VolumeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClosedSessionIsExact() {
        const OctetRange o = octetsOf(session(Route::Imap, {lastLine(4711)}));
        QCOMPARE(o.floor, 4711u);
        QCOMPARE(o.ceiling, 4711u);
        QVERIFY(o.bounded());
        QCOMPARE(o.floorFrom, bit(OctetCounter::SessionOut));
    }
    void withoutItsLastLineASessionHasNoCeiling() {
        const OctetRange o = octetsOf(session(Route::Imap, {}));
        QCOMPARE(o.floor, 0u);
        QCOMPARE(o.open, bit(Unbounded::NoEnd));
    }
    void answersMeasuredOneByOneAreAFloorOnly() {
        const OctetRange o = octetsOf(session(Route::Imap, {{900, 900, OctetCounter::Answers, false}}));
        QCOMPARE(o.floor, 900u);
        QCOMPARE(o.open, bit(Unbounded::NoEnd));
    }
    void answersAndTheLastLineCountTheSameOctets() {
        const OctetRange o = octetsOf(session(Route::Imap, {{900, 900, OctetCounter::Answers, false}, lastLine(1200)}));
        QCOMPARE(o.floor, 1200u);
        QCOMPARE(o.ceiling, 1200u);
    }
    void aSessionThatWaitedForItsAnswerIsAnUpperBound() {
        const OctetRange o = octetsOf(session(Route::Imap, {{0, 50'000'000, OctetCounter::SessionOut, true}}));
        QCOMPARE(o.floor, 0u);
        QCOMPARE(o.ceiling, 50'000'000u);
        QVERIFY(o.bounded());
    }
    void fetchedOctetsAloneLeaveTheListOpen() {
        const OctetRange o = octetsOf(session(Route::Imap, {{700, 700, OctetCounter::Fetched, false}}));
        QCOMPARE(o.floor, 700u);
        QVERIFY(!o.bounded());
    }
    void twoCopiesOfOneLastLineAreOneWitness() {
        const OctetRange o = octetsOf(session(Route::Imap, {lastLine(4711), lastLine(4711)}));
        QCOMPARE(o.floor, 4711u);
        QCOMPARE(o.ceiling, 4711u);
    }
    void twoRecordersOfOneFlowAreNotAddedToTheFloor() {
        const OctetRange o = octetsOf(session(Route::Webmail, {request(5000), request(5300, OctetCounter::HttpTotal)}));
        QCOMPARE(o.floor, 5300u);
        QCOMPARE(o.ceiling, 10'300u);  // which request is which is not known
    }
    void whatWasToBeSentIsNoFloor() {
        const OctetRange o = octetsOf(session(Route::Webmail, {{0, 8000, OctetCounter::HttpEntity, false}}));
        QCOMPARE(o.floor, 0u);
        QCOMPARE(o.ceiling, 8000u);
        QVERIFY(o.bounded());
    }
    void aWebSessionNoServerCountedHasNoCeiling() {
        QCOMPARE(octetsOf(session(Route::Webmail, {})).open, bit(Unbounded::Uncounted));
        SessionOctets partly = session(Route::Owa, {request(100, OctetCounter::HttpProxy)});
        partly.uncounted = true;
        QCOMPARE(octetsOf(partly).open, bit(Unbounded::Uncounted));
        QCOMPARE(octetsOf(partly).floor, 100u);
    }
    void aBackEndSessionAddsNothingToItsWebSession() {
        SessionOctets s = session(Route::Imap, {lastLine(4711)});
        s.innerOfCounted = true;
        const OctetRange o = octetsOf(s);
        QCOMPARE(o.floor, 0u);
        QCOMPARE(o.ceiling, 0u);
        QVERIFY(o.bounded());
    }
    void aSessionFromTheServerItselfIsNoFloor() {
        SessionOctets s = session(Route::Imap, {lastLine(4711)});
        s.loopback = true;
        const OctetRange o = octetsOf(s);
        QCOMPARE(o.floor, 0u);
        QCOMPARE(o.ceiling, 4711u);
    }
    void aRefusedSessionSentNothing() {
        SessionOctets s = session(Route::Imap, {}, false);
        s.refused = true;
        const OctetRange o = octetsOf(s);
        QCOMPARE(o.ceiling, 0u);
        QVERIFY(o.bounded());
    }
    void microsoft365CountsNothing() {
        QCOMPARE(octetsOf(session(Route::M365, {})).open, bit(Unbounded::CloudAudit));
        QVERIFY(octetsOf(session(Route::M365, {}, false)).bounded());  // a sign-in alone carries nothing
    }
    void aShellIsNeverBounded() { QCOMPARE(octetsOf(session(Route::Shell, {}, false)).open, bit(Unbounded::Shell)); }
    void whatAClientSubmitsComesIn() {
        const OctetRange o = octetsOf(session(Route::Submission, {{9000, 9000, OctetCounter::Answers, false}}));
        QCOMPARE(o.ceiling, 0u);
        QVERIFY(o.bounded());
    }

    void theByteFieldOfAnAccessLog_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("expected");
        const auto row = [](const char* name, const char* path, const char* config, const char* value, OctetCounter c) {
            QTest::newRow(name) << path << config << value << static_cast<int>(c);
        };
        row("nginx without configuration", "var/log/nginx/access.log", "", "", OctetCounter::NginxBody);
        row("nginx, $body_bytes_sent", "var/log/nginx/access.log", "etc/nginx/nginx.conf", "body", OctetCounter::NginxBody);
        row("nginx, $bytes_sent", "var/log/nginx/access.log", "etc/nginx/nginx.conf", "total", OctetCounter::HttpTotal);
        row("apache without configuration", "var/log/apache2/access.log", "", "", OctetCounter::HttpEntity);
        row("apache, %O", "var/log/apache2/access.log", "etc/apache2/apache2.conf", "total", OctetCounter::HttpTotal);
        row("apache, %b", "var/log/apache2/access.log", "etc/apache2/apache2.conf", "body", OctetCounter::HttpEntity);
        row("apache beside nginx's configuration", "var/log/apache2/access.log", "etc/nginx/nginx.conf", "body", OctetCounter::HttpEntity);
        row("neither", "logs/web.log", "", "", OctetCounter::HttpUnknown);
    }
    void theByteFieldOfAnAccessLog() {
        QFETCH(QString, path);
        QFETCH(QString, config);
        QFETCH(QString, value);
        QFETCH(int, expected);
        std::vector<std::pair<std::string, std::string>> facts;
        if (!config.isEmpty()) facts.emplace_back(config.toStdString(), value.toStdString());
        QCOMPARE(static_cast<int>(accessLogCounter(path.toStdString(), facts)), expected);
    }
    void formatsThatDisagreeSayNothing() {
        QCOMPARE(accessLogCounter("var/log/apache2/access.log", {{"etc/apache2/apache2.conf", "total"}, {"etc/apache2/apache2.conf", "body"}}), OctetCounter::HttpUnknown);
    }

    void sumsKeepTheirSources() {
        OctetRange sum, empty;
        empty.floorFrom = bit(OctetCounter::IisSent);
        sum.add({100, 200, bit(OctetCounter::NginxBody), bit(OctetCounter::HttpTotal), 0});
        sum.add(empty);  // nothing counted: no source either
        QCOMPARE(sum.floor, 100u);
        QCOMPARE(sum.ceiling, 200u);
        QCOMPARE(sum.floorFrom, bit(OctetCounter::NginxBody));
        QCOMPARE(sum.ceilingFrom, bit(OctetCounter::HttpTotal));
        sum.add({UINT64_MAX, UINT64_MAX, 0, 0, bit(Unbounded::Shell)});
        QCOMPARE(sum.floor, UINT64_MAX);
        QCOMPARE(sum.open, bit(Unbounded::Shell));
    }

    void aClaimTooLargeEvenCompressedIsRefuted() {
        const ClaimAnswer a = checkClaim({16'000'000, 200, 20}, ground(0, 5'000'000));
        QCOMPARE(a.verdict, Verdict::Refuted);
        QCOMPARE(a.needed, 3'200'000'000u);
        QCOMPARE(a.least, 160'000'000u);
        QVERIFY(inEnglish(a.sentence).find("Refuted by volume") == 0);
        QCOMPARE(a.held, Verdict::Refuted);  // ten items of a megabyte in all
    }
    void atTheLimitItIsCompatible() {
        QCOMPARE(checkClaim({100, 200, 20}, ground(0, 1000)).verdict, Verdict::Compatible);
        QCOMPARE(checkClaim({100, 200, 20}, ground(0, 999)).verdict, Verdict::Refuted);
        QCOMPARE(checkClaim({100, 200, 1}, ground(0, 20'000)).verdict, Verdict::Compatible);
        QCOMPARE(checkClaim({100, 200, 1}, ground(0, 19'999)).verdict, Verdict::Refuted);
    }
    void anUncoveredRouteMakesItNotTestable() {
        ClaimGround g = ground(0, 1000);
        g.uncovered = {"backup"};
        const ClaimAnswer a = checkClaim({16'000'000, 200, 20}, g);
        QCOMPARE(a.verdict, Verdict::NotTestable);
        QCOMPARE(inEnglish(a.why[0]), std::string("no recorder covers these routes: backup"));
    }
    void aHoleMakesItNotTestable() {
        ClaimGround g = ground(0, 1000);
        g.holes = {phrase("no record")};
        QCOMPARE(checkClaim({16'000'000, 200, 20}, g).verdict, Verdict::NotTestable);
    }
    void anOpenSessionMakesItNotTestable() {
        ClaimGround g = ground(0, 1000);
        g.left.open = bit(Unbounded::NoEnd);
        g.unbounded = 1;
        QCOMPARE(checkClaim({16'000'000, 200, 20}, g).verdict, Verdict::NotTestable);
    }
    void whatIsRecordedMakesItCompatibleWhateverIsOpen() {
        ClaimGround g = ground(1000, 1000);
        g.uncovered = {"backup"};
        g.left.open = bit(Unbounded::Shell);
        QCOMPARE(checkClaim({100, 200, 20}, g).verdict, Verdict::Compatible);
    }
    void withoutAStoreNothingIsSaidOfIt() {
        ClaimGround g = ground(0, 1000);
        g.items = 0;
        QCOMPARE(checkClaim({100, 200, 20}, g).held, Verdict::NotTestable);
    }
    void itSaysHowFarRecordsWouldHaveToBeCompressed() {
        const ClaimAnswer a = checkClaim({16'000'000, 200, 20}, ground(0, 1'000'000));
        QVERIFY(std::any_of(a.why.begin(), a.why.end(), [](const std::string& w) { return inEnglish(w).find("DEFLATE") != std::string::npos; }));
        const ClaimAnswer b = checkClaim({16'000'000, 200, 20}, ground(0, 100'000'000));
        QVERIFY(std::none_of(b.why.begin(), b.why.end(), [](const std::string& w) { return inEnglish(w).find("DEFLATE") != std::string::npos; }));
    }
    void aClaimOfNothingIsAnError() {
        QVERIFY_EXCEPTION_THROWN(checkClaim({0, 200, 20}, ground(0, 1)), Error);
        QVERIFY_EXCEPTION_THROWN(checkClaim({100, 0, 20}, ground(0, 1)), Error);
        QVERIFY_EXCEPTION_THROWN(checkClaim({UINT64_MAX, 2, 20}, ground(0, 1)), Error);
    }
    void digitsStandInGroups() {
        QCOMPARE(grouped(7), std::string("7"));
        QCOMPARE(grouped(1234567), std::string("1\xe2\x80\xaf") + "234\xe2\x80\xaf" + "567");
        QCOMPARE(grouped(123), std::string("123"));
    }
};

QTEST_GUILESS_MAIN(VolumeTest)
#include "tst_volume.moc"
