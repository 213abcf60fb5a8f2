// T24: Dovecot session ids decode to start, port and address.
#include <QtTest>

#include "base/dovecot_session.h"

using namespace sillage;

class SessionIdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ipv4() {
        const auto id = decodeDovecotSession("9INy3LNFqaHLAHFC");
        QVERIFY(id.has_value());
        QCOMPARE(id->address, std::string("203.0.113.66"));
        QCOMPARE(id->port, std::uint16_t{41385});
        // 2025-12-11T21:31:00.218868Z, from any time within four years of it.
        QCOMPARE(id->startNear(1765488660000000), std::int64_t{1765488660218868});
        QCOMPARE(id->startNear(1700000000000000), std::int64_t{1765488660218868});
        QCOMPARE(id->startBefore(2000000000000000), std::int64_t{1765488660218868});
        QVERIFY(id->startBefore(1700000000000000) < 1700000000000000);
    }
    void ipv6() {
        const auto id = decodeDovecotSession("Dj8tjbVFEeYgAQ24AAAAAAAAAAAAAABm");
        QVERIFY(id.has_value());
        QCOMPARE(id->address, std::string("2001:db8::66"));
    }
    void otherIdsAreNone() {
        QVERIFY(!decodeDovecotSession("SO3lFPZgOmnFAAAAGYYd3A"));  // LMTP delivery id
        QVERIFY(!decodeDovecotSession(""));
        QVERIFY(!decodeDovecotSession("9INy3LNFqaHLAHF*"));
        QVERIFY(!decodeDovecotSession("6409E22E5C5"));
    }
};

QTEST_GUILESS_MAIN(SessionIdTest)
#include "tst_dovecot_session.moc"
