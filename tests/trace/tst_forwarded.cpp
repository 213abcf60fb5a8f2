// T32: an address in a header counts as far as declared hops appended it.
#include <QtTest>

#include "scene.h"
#include "trace/forwarded.h"

using namespace scene;

namespace {

const char* kProxy = "10.0.0.9";

/// A message opened in a webmail whose requests come through a proxy that states `forwarded`.
Scene throughProxy(const std::string& forwarded, const std::string& declared, const std::string& peer = kProxy) {
    Scene s;
    s.input.proxies = parseRanges(declared);
    s.add(Mail("INBOX", 7, 5000));
    s.add(web(Action::Read, kNight, peer).account(kOwner).item("INBOX", 7).field("forwarded_for", forwarded).bytes(4000));
    s.indicator(kIntruder, IndicatorGrade::Exclusive);
    return s;
}

Session onlySession(const TraceResult& r) { return r.sessions.at(0); }

}  // namespace

class ForwardedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void walksDeclaredHopsOnly_data();
    void walksDeclaredHopsOnly();
    void rangesAreChecked();
    void undeclaredProxyLeavesAttributionOpen();
    void declaredProxyShowsTheIntruder();
    void ownersForgedAddressMisleadsNobody();
    void intruderSpeakingDirectlyIsSeen();
    void ownNetworkAttributesNothing();
};

void ForwardedTest::walksDeclaredHopsOnly_data() {
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("declared");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("claimed");
    QTest::newRow("nobody declared") << "10.0.0.9" << "203.0.113.66" << "" << "10.0.0.9" << "203.0.113.66";
    QTest::newRow("declared") << "10.0.0.9" << "203.0.113.66" << "10.0.0.0/24" << "203.0.113.66" << "";
    QTest::newRow("forged before it") << "10.0.0.9" << "198.51.100.11, 203.0.113.66" << "10.0.0.9" << "203.0.113.66" << "198.51.100.11";
    QTest::newRow("two declared hops") << "10.0.0.9" << "203.0.113.66, 10.0.0.8" << "10.0.0.8,10.0.0.9" << "203.0.113.66" << "";
    QTest::newRow("all of the list declared") << "10.0.0.9" << "10.0.0.7, 10.0.0.8" << "10.0.0.0/24" << "10.0.0.7" << "";
    QTest::newRow("the list stands for the peer") << "10.0.0.9" << "203.0.113.66, 10.0.0.9" << "10.0.0.9" << "203.0.113.66" << "";
    QTest::newRow("same host") << "127.0.0.1" << "203.0.113.66" << "" << "203.0.113.66" << "";
    QTest::newRow("same host, IPv6") << "::1" << "2001:db8::66" << "" << "2001:db8::66" << "";
    QTest::newRow("a hop that does not say") << "10.0.0.9" << "203.0.113.66, unknown" << "10.0.0.9" << "203.0.113.66" << "";
    QTest::newRow("with port") << "10.0.0.9" << "203.0.113.66:40112" << "10.0.0.9" << "203.0.113.66" << "";
    QTest::newRow("nothing usable") << "10.0.0.9" << "-, unknown" << "10.0.0.9" << "10.0.0.9" << "";
}

void ForwardedTest::walksDeclaredHopsOnly() {
    QFETCH(QString, peer);
    QFETCH(QString, list);
    QFETCH(QString, declared);
    QFETCH(QString, address);
    QFETCH(QString, claimed);
    const ClientAddress who = clientAddress(peer.toStdString(), list.toStdString(), parseRanges(declared.toStdString()));
    QCOMPARE(QString::fromStdString(who.address), address);
    QCOMPARE(QString::fromStdString(who.claimed), claimed);
}

void ForwardedTest::rangesAreChecked() {
    QCOMPARE(badRange("10.0.0.9, 192.0.2.0/24,2001:db8::/48"), std::string());
    QCOMPARE(badRange(""), std::string());
    QCOMPARE(badRange("10.0.0.9,proxy.example"), std::string("proxy.example"));
    QCOMPARE(parseRanges("10.0.0.9,proxy.example").size(), std::size_t(1));
}

void ForwardedTest::undeclaredProxyLeavesAttributionOpen() {
    Scene s = throughProxy(kIntruder, "");
    const auto r = s.run();
    QCOMPARE(onlySession(r).status, std::string("undecided"));
    QCOMPARE(onlySession(r).clientIp, std::string(kProxy));
    bool said = false;
    for (const auto& reason : onlySession(r).reasons) said = said || inEnglish(reason).find("T32@1: 10.0.0.9 states the address 203.0.113.66") == 0;
    QVERIFY(said);
}

void ForwardedTest::declaredProxyShowsTheIntruder() {
    Scene s = throughProxy(kIntruder, kProxy);
    const auto r = s.run();
    QCOMPARE(onlySession(r).status, std::string("attributed"));
    QCOMPARE(onlySession(r).clientIp, std::string(kIntruder));
    QVERIFY(onlySession(r).attribution == Axis::Top);
}

void ForwardedTest::ownersForgedAddressMisleadsNobody() {
    // The intruder writes the owner's address into the header; the proxy appends the intruder's.
    const std::string list = std::string(kDesk) + ", " + kIntruder;
    QCOMPARE(onlySession(throughProxy(list, kProxy).run()).clientIp, std::string(kIntruder));
    QCOMPARE(onlySession(throughProxy(list, kProxy).run()).status, std::string("attributed"));
    QCOMPARE(onlySession(throughProxy(list, "").run()).status, std::string("undecided"));
}

void ForwardedTest::intruderSpeakingDirectlyIsSeen() {
    const auto r = throughProxy(kDesk, "", kIntruder).run();
    QCOMPARE(onlySession(r).clientIp, std::string(kIntruder));
    QCOMPARE(onlySession(r).status, std::string("attributed"));
}

void ForwardedTest::ownNetworkAttributesNothing() {
    Scene s = throughProxy(kIntruder, kProxy);
    s.input.ownNetworks = parseRanges("203.0.113.0/24");
    const auto r = s.run();
    QCOMPARE(onlySession(r).status, std::string("undecided"));
    bool said = false;
    for (const auto& reason : onlySession(r).reasons) said = said || inEnglish(reason).find("own networks") != std::string::npos;
    QVERIFY(said);
}

QTEST_GUILESS_MAIN(ForwardedTest)
#include "tst_forwarded.moc"
