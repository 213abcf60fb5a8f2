// Entra ID sign-in logs in the envelope of diagnostic settings and as Graph resources.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <set>

#include "m365_collect.h"

using namespace sillage;

namespace {

const std::string kFlat =
    R"({"id":"0f0e0d0c-0b0a-4908-8706-050403020100","createdDateTime":"2025-12-11T22:14:03Z","userPrincipalName":"anna@example.org",)"
    R"("userId":"u1","appDisplayName":"Outlook","ipAddress":"198.51.100.7:5555","sessionId":"s1","uniqueTokenIdentifier":"t1",)"
    R"("isInteractive":true,"status":{"errorCode":50076,"failureReason":"MFA"},"deviceDetail":{"browser":"Chrome 1"},)"
    R"("location":{"city":"Paris","countryOrRegion":"FR"}})";
const std::string kEnvelope =
    R"({"time":"2025-12-11T22:14:04.5Z","operationName":"Sign-in activity","category":"NonInteractiveUserSignInLogs","resultType":"0",)"
    R"("callerIpAddress":"2001:db8::1","properties":{"createdDateTime":"2025-12-11T22:14:03.1+00:00","userPrincipalName":"anna@example.org","userAgent":"Mozilla/5.0"}})";

Collect readText(std::string_view text) {
    MemorySource source(text);
    return readWhole(kEntraSigninFormat, source);
}

std::string f(const Event& e, std::string_view name) {
    return std::string(e.field(name));
}

QString shared() {
    const QString given = qEnvironmentVariable("SILLAGE_SHARED");
    return given.isEmpty() ? QStringLiteral(SILLAGE_SOURCE_DIR "/../shared") : given;
}

QByteArray fileOctets(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestM365Signin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void flat();
    void envelope();
    void identity();
    void damage();
    void corpus_data();
    void corpus();
};

void TestM365Signin::flat() {
    for (const std::string& text : {kFlat + "\n", "[" + kFlat + "]", "{\"value\":[" + kFlat + "]}"}) {
        QVERIFY(recogniseText(kEntraSigninFormat, text).score >= 60);
        QCOMPARE(recogniseText(kM365AuditJsonFormat, text).score, 0);
        const Collect sink = readText(text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.records(), 1u);
        QCOMPARE(sink.problems.size(), 0u);
        const Event& e = sink.events[0];
        QCOMPARE(text.substr(e.offset, e.length), kFlat);
        QCOMPARE(e.action, Action::Login);
        QCOMPARE(e.outcome, Outcome::Failure);
        QCOMPARE(f(e, "error_code"), std::string("50076"));
        QCOMPARE(e.account, std::string("anna@example.org"));
        QCOMPARE(e.clientIp, std::string("198.51.100.7"));
        QCOMPARE(e.clientPort, std::uint16_t{5555});
        QCOMPARE(e.session, std::string("s1"));
        QCOMPARE(f(e, "unique_token_id"), std::string("t1"));
        QCOMPARE(f(e, "is_interactive"), std::string("true"));
        QCOMPARE(f(e, "device_browser"), std::string("Chrome 1"));
        QCOMPARE(f(e, "city"), std::string("Paris"));
        QCOMPARE(e.time.zoneMinutes, 0);
    }
}

void TestM365Signin::envelope() {
    QVERIFY(recogniseText(kEntraSigninFormat, kEnvelope).score >= 60);
    const Collect sink = readText(kEnvelope + "\n");
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 0u);
    const Event& e = sink.events[0];
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.clientIp, std::string("2001:db8::1"));
    QCOMPARE(e.userAgent, std::string("Mozilla/5.0"));
    QCOMPARE(f(e, "category"), std::string("NonInteractiveUserSignInLogs"));
    QCOMPARE(e.rawTime, std::string("2025-12-11T22:14:03.1+00:00"));
    QCOMPARE(
        recogniseText(kEntraSigninFormat, "{\"time\":1,\"category\":\"AuditLogs\",\"properties\":{}}").score,
        0);
}

void TestM365Signin::identity() {
    QCOMPARE(readText(kFlat).events[0].recordKey,
             std::string("signin:0f0e0d0c-0b0a-4908-8706-050403020100:50076"));
    // Anonymised: one GUID of one digit for every record is no identity.
    std::string anonymous = kFlat;
    anonymous.replace(anonymous.find("0f0e"), 36, "00000000-0000-0000-0000-000000000000");
    QCOMPARE(readText(anonymous).events[0].recordKey.substr(0, 7), std::string("sha256:"));
}

void TestM365Signin::damage() {
    const Collect sink = readText(kFlat + "\n" + kFlat.substr(0, 260) + "\n{\"a\":1}\nx\n" + kFlat + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 5u);
    QCOMPARE(sink.records(), 3u);
    QCOMPARE(sink.failures.size(), 2u);
    QCOMPARE(sink.problems.size(), 1u);
    QCOMPARE(f(sink.events[1], "damage"), std::string("truncated"));
}

void TestM365Signin::corpus_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"diagnostic_SignInLogs.jsonl", "graph_signIns.jsonl"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestM365Signin::corpus() {
    QFETCH(QString, name);
    const QByteArray octets = fileOctets(shared() + QStringLiteral("/corpus/logs/entra_signin/") + name);
    const QByteArray truths = fileOctets(shared() + QStringLiteral("/corpus/truth/logs/formats_dev.json"));
    if (octets.isEmpty() || truths.isEmpty())
        QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const QJsonObject truth =
        QJsonDocument::fromJson(truths).object()[QStringLiteral("dev/entra_signin/") + name].toObject();
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    QVERIFY(recogniseText(kEntraSigninFormat, text).score >= 60);
    const Collect sink = readText(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(static_cast<int>(sink.records()), truth[QStringLiteral("records")].toInt());
    QCOMPARE(static_cast<int>(sink.failures.size()), truth[QStringLiteral("bad_lines")].toInt());
    std::set<std::string> users, addresses, keys, expectedUsers, expectedAddresses;
    for (const Event& e : sink.events) {
        // The truth lists userPrincipalName only; an application's sign-in has its service principal as
        // account.
        if (!e.account.empty() && f(e, "category") != "ServicePrincipalSignInLogs") users.insert(e.account);
        if (!e.clientIp.empty()) addresses.insert(e.clientIp);
        keys.insert(e.recordKey);
        QVERIFY(e.time.present);
    }
    for (const QJsonValue& v : truth[QStringLiteral("users")].toArray())
        expectedUsers.insert(v.toString().toStdString());
    for (const QJsonValue& v : truth[QStringLiteral("client_ips")].toArray())
        expectedAddresses.insert(v.toString().toStdString());
    QCOMPARE(users, expectedUsers);
    QCOMPARE(addresses, expectedAddresses);
    QCOMPARE(keys.size(), sink.events.size());
}

QTEST_GUILESS_MAIN(TestM365Signin)
#include "tst_m365_signin.moc"
