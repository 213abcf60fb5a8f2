// Entra ID sign-ins and the directory's audit log in every export: what is kept, what joins them to the audit
// log.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <set>

#include "base/phrase.h"
#include "base/time.h"
#include "logs/cloud/signin_event.h"
#include "m365_collect.h"

using namespace sillage;

class TestCloudSignin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSignIn_data();
    void sameSignIn();
    void fieldsOfASignIn();
    void firstFactor_data();
    void firstFactor();
    void portal_data();
    void portal();
    void portalSteps();
    void servicePrincipals();
    void huntingTable();
    void sentinelTable();
    void damagedRows();
    void directory_data();
    void directory();
    void directoryActions();
    void corpusDirectory();
};

namespace {

const std::string kSignIn =
    R"({"id":"0f0e0d0c-0b0a-4908-8706-050403020100","createdDateTime":"2025-12-11T22:14:03Z","userDisplayName":"Anna","userPrincipalName":"anna@example.org",)"
    R"("userId":"u1","appId":"a1","appDisplayName":"Outlook","resourceDisplayName":"Exchange","ipAddress":"198.51.100.7","clientAppUsed":"Browser","userAgent":"Mozilla/5.0",)"
    R"("correlationId":"c1","sessionId":"s1","uniqueTokenIdentifier":"t1","isInteractive":true,"conditionalAccessStatus":"failure",)"
    R"("status":{"errorCode":53003,"failureReason":"Blocked","additionalDetails":"detail"},)"
    R"("deviceDetail":{"deviceId":"d1","displayName":"PC1","operatingSystem":"Windows 10","browser":"Edge 1","isCompliant":false,"isManaged":true,"trustType":"Hybrid"},)"
    R"("location":{"city":"Paris","state":"IDF","countryOrRegion":"FR","geoCoordinates":{"latitude":48.85,"longitude":2.35}},)"
    R"("appliedConditionalAccessPolicies":[{"displayName":"Block legacy","result":"failure"},{"displayName":"Other","result":"notApplied"}],)"
    R"("authenticationDetails":[{"authenticationMethod":"Password","authenticationMethodDetail":"Cloud","succeeded":true,"authenticationStepResultDetail":"Correct password"},{"authenticationMethod":"Mobile app notification","succeeded":false,"authenticationStepResultDetail":"MFA denied"}],)"
    R"("authenticationRequirement":"multiFactorAuthentication","autonomousSystemNumber":64500,"riskState":"atRisk","riskLevelDuringSignIn":"high","riskLevelAggregated":"none","riskEventTypes_v2":["unfamiliarFeatures"],"incomingTokenType":"none"})";

std::string f(const Event& e, std::string_view name) {
    return inEnglish(e.field(name));
}

Collect readText(const Format& format, std::string_view text) {
    MemorySource source(text);
    return readWhole(format, source);
}

std::string saidBy(Event e) {
    std::string out = e.rawTime.substr(0, 19) + "|" + e.account + "|" + e.clientIp + "|" + e.userAgent + "|" +
                      e.session + "|" + std::string(actionName(e.action)) + "|" +
                      std::string(outcomeName(e.outcome)) + "|" + e.recordKey;
    std::sort(e.fields.begin(), e.fields.end());
    for (const auto& [name, value] : e.fields)
        if (name != "category" && name != "operation") out += "\n" + name + "=" + value;
    return out;
}

QString shared() {
    const QString given = qEnvironmentVariable("SILLAGE_SHARED");
    return given.isEmpty() ? QStringLiteral(SILLAGE_SOURCE_DIR "/../shared") : given;
}

// PascalCase names, objects and arrays as text: how Log Analytics keeps the record.
QByteArray sentinel() {
    QJsonObject out;
    const QJsonObject o = QJsonDocument::fromJson(QByteArray::fromStdString(kSignIn)).object();
    for (auto it = o.begin(); it != o.end(); ++it) {
        QString name = it.key();
        name[0] = name[0].toUpper();
        if (name == QLatin1String("IpAddress")) name = QStringLiteral("IPAddress");
        if (name == QLatin1String("Location")) name = QStringLiteral("LocationDetails");
        if (name == QLatin1String("AppliedConditionalAccessPolicies"))
            name = QStringLiteral("ConditionalAccessPolicies");
        if (it->isObject())
            out[name] = QString::fromUtf8(QJsonDocument(it->toObject()).toJson(QJsonDocument::Compact));
        else if (it->isArray())
            out[name] = QString::fromUtf8(QJsonDocument(it->toArray()).toJson(QJsonDocument::Compact));
        else
            out[name] = *it;
    }
    out[QStringLiteral("TimeGenerated")] = QStringLiteral("2025-12-11T22:20:00Z");
    out[QStringLiteral("ResultType")] = QStringLiteral("53003");
    out[QStringLiteral("Location")] = QStringLiteral("FR");
    return QJsonDocument(out).toJson(QJsonDocument::Compact);
}

}  // namespace

void TestCloudSignin::sameSignIn_data() {
    QTest::addColumn<QByteArray>("file");
    const QByteArray r = QByteArray::fromStdString(kSignIn);
    QTest::newRow("Graph, value") << "{\"@odata.context\":\"x\",\"value\":[" + r + "]}";
    const QByteArray diagnostic =
        "{\"time\":\"2025-12-11T22:15:00Z\",\"category\":\"SignInLogs\",\"operationName\":\"Sign-in "
        "activity\",\"resultType\":\"53003\",\"callerIpAddress\":\"198.51.100.7\",\"properties\":" +
        r + "}";
    QTest::newRow("diagnostic settings") << diagnostic + "\n";
    QTest::newRow("Event Hub") << "{\"records\":[" + diagnostic + "]}\n";
    QTest::newRow("Sentinel") << sentinel() + "\n";
    QTest::newRow("Splunk") << QJsonDocument(
                                   QJsonObject{{QStringLiteral("result"),
                                                QJsonObject{{QStringLiteral("_raw"), QString::fromUtf8(r)}}}})
                                       .toJson(QJsonDocument::Compact) +
                                   "\n";
    QTest::newRow("syslog header") << "<13>Dec 11 22:14:03 collector azure: " + r + "\n";
}

void TestCloudSignin::sameSignIn() {
    QFETCH(QByteArray, file);
    const std::string_view text(file.constData(), static_cast<std::size_t>(file.size()));
    QVERIFY(recogniseText(kEntraSigninFormat, text).score >= 90);
    for (const Format* other : {&kM365AuditJsonFormat, &kEntraAuditJsonFormat, &kMessageTraceJsonFormat})
        QCOMPARE(recogniseText(*other, text).score, 0);
    const Collect one = readText(kEntraSigninFormat, kSignIn), sink = readText(kEntraSigninFormat, text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    QCOMPARE(saidBy(sink.events.at(0)), saidBy(one.events.at(0)));
}

void TestCloudSignin::fieldsOfASignIn() {
    const Collect sink = readText(kEntraSigninFormat, kSignIn);
    QCOMPARE(sink.events.size(), 1u);
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.session, std::string("s1"));
    const std::pair<const char*, const char*> expected[] = {
        {"error_code", "53003"},
        {"failure_reason", "Blocked"},
        {"error_meaning", "first factor right, blocked by conditional access"},
        {"first_factor", "accepted"},
        {"result_detail", "detail"},
        {"app_name", "Outlook"},
        {"app_id", "a1"},
        {"resource", "Exchange"},
        {"client_app", "Browser"},
        {"is_interactive", "true"},
        {"user_name", "Anna"},
        {"request_id", "0f0e0d0c-0b0a-4908-8706-050403020100"},
        {"correlation_id", "c1"},
        {"unique_token_id", "t1"},
        {"conditional_access", "failure"},
        {"ca_policies", "Block legacy (failure)"},
        {"authentication_requirement", "multiFactorAuthentication"},
        {"authentication_methods", "Password, Mobile app notification"},
        {"authentication_steps", "Correct password, MFA denied"},
        {"device_id", "d1"},
        {"device_name", "PC1"},
        {"device_os", "Windows 10"},
        {"device_browser", "Edge 1"},
        {"device_compliant", "false"},
        {"device_managed", "true"},
        {"device_trust", "Hybrid"},
        {"city", "Paris"},
        {"country", "FR"},
        {"asn", "64500"},
        {"risk_state", "atRisk"},
        {"risk_level", "high"},
        {"risk_events", "[\"unfamiliarFeatures\"]"}};
    for (const auto& [name, value] : expected)
        QCOMPARE(std::string(name) + "=" + f(e, name), std::string(name) + "=" + value);
    QVERIFY(f(e, "incoming_token").empty());  // "none" says nothing
}

void TestCloudSignin::firstFactor_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("accepted");
    for (const int code : {50074, 50076, 53003, 500121, 50055, 50140})
        QTest::addRow("%d", code) << code << true;
    for (const int code : {50126, 50034, 50053, 50057, 700082, 1}) QTest::addRow("%d", code) << code << false;
}

void TestCloudSignin::firstFactor() {
    QFETCH(int, code);
    QFETCH(bool, accepted);
    QCOMPARE(firstFactorAccepted(std::to_string(code)), accepted);
    std::string text = kSignIn;
    text.replace(text.find("53003"), 5, std::to_string(code));
    const Collect sink = readText(kEntraSigninFormat, text);
    QCOMPARE(f(sink.events.at(0), "first_factor"), std::string(accepted ? "accepted" : ""));
    QCOMPARE(sink.events[0].outcome, Outcome::Failure);
}

void TestCloudSignin::portal_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("English") << QByteArray(
        "\"Date (UTC)\",\"Request ID\",\"User agent\",\"Correlation ID\",\"User "
        "ID\",\"User\",\"Username\",\"User type\",\"Unique token identifier\",\"Application\",\"Application "
        "ID \","
        "\"Resource\",\"IP address\",\"Location\",\"Status\",\"Sign-in error code\",\"Failure "
        "reason\",\"Client app\",\"Device ID\",\"Browser\",\"Operating "
        "System\",\"Compliant\",\"Managed\",\"Join Type\","
        "\"Multifactor authentication result\",\"Authentication requirement\",\"Session ID\",\"Autonomous "
        "system  number\",\"Conditional Access\"");
    QTest::newRow("French") << QByteArray(
        "\"Date (UTC)\",\"ID de la demande\",\"Agent utilisateur\",\"ID de corrélation\",\"ID "
        "d’utilisateur\",\"Utilisateur\",\"Nom d’utilisateur\",\"Type d’utilisateur\",\"Identificateur "
        "unique du jeton\",\"Application\",\"ID d’application\","
        "\"Ressource\",\"Adresse IP\",\"Emplacement\",\"État\",\"Code d’erreur de connexion\",\"Raison de "
        "l’échec\",\"Application cliente\",\"ID de l’appareil\",\"Navigateur\",\"Système "
        "d’exploitation\",\"Conforme\",\"Géré\",\"Type de jonction\","
        "\"Résultat de l’authentification multifacteur\",\"Exigence d’authentification\",\"ID de "
        "session\",\"Numéro de système autonome\",\"Accès conditionnel\"");
}

void TestCloudSignin::portal() {
    QFETCH(QByteArray, header);
    const QByteArray rows =
        "\"2025-12-11T22:14:03Z\",\"0f0e0d0c-0b0a-4908-8706-050403020100\",\"Mozilla/"
        "5.0\",\"c1\",\"u1\",\"Anna\",\"anna@example.org\",\"Member\",\"t1\",\"Outlook\",\"a1\",\"Exchange\","
        "\"198.51.100.7\",\"Paris, IDF, FR\","
        "\"Failure\",\"50074\",\"Strong Authentication is required.\",\"Browser\",\"d1\",\"Edge "
        "1\",\"Windows 10\",\"No\",\"Yes\",\"Hybrid\",\"MFA denied\",\"Multifactor "
        "authentication\",\"s1\",\"64500\",\"Not Applied\"\r\n"
        "\"2025-12-11T22:15:03Z\",\"1f0e0d0c-0b0a-4908-8706-050403020100\",\"Mozilla/"
        "5.0\",\"c1\",\"u1\",\"Anna\",\"anna@example.org\",\"Member\",\"t2\",\"Outlook\",\"a1\",\"Exchange\","
        "\"2001:db8::1\",\"Paris, IDF, FR\","
        "\"Success\",\"None\",\"Other.\",\"Browser\",\"\",\"Edge 1\",\"Windows "
        "10\",\"No\",\"No\",\"\",\"\",\"Single-factor authentication\",\"s1\",\"64500\",\"Not Applied\"\r\n";
    const QByteArray file = "\xEF\xBB\xBF" + header + "\r\n" + rows;
    const std::string_view text(file.constData(), static_cast<std::size_t>(file.size()));
    QVERIFY(recogniseText(kEntraSigninCsvFormat, text).score >= 90);
    for (const Format* other : {&kM365AuditCsvFormat, &kEntraAuditCsvFormat, &kMessageTraceCsvFormat,
                                &kExchangeMailboxAuditCsvFormat})
        QCOMPARE(recogniseText(*other, text).score, 0);
    const Collect sink = readText(kEntraSigninCsvFormat, text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 2u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    const Event &a = sink.events.at(0), &b = sink.events.at(1);
    QCOMPARE(a.recordKey, std::string("signin:0f0e0d0c-0b0a-4908-8706-050403020100:50074"));
    QCOMPARE(a.account, std::string("anna@example.org"));
    QCOMPARE(a.clientIp, std::string("198.51.100.7"));
    QCOMPARE(a.userAgent, std::string("Mozilla/5.0"));
    QCOMPARE(a.session, std::string("s1"));
    QCOMPARE(a.outcome, Outcome::Failure);
    QCOMPARE(f(a, "first_factor"), std::string("accepted"));
    QCOMPARE(b.outcome, Outcome::Success);
    QCOMPARE(f(b, "error_code"), std::string("0"));
    QCOMPARE(b.clientIp, std::string("2001:db8::1"));
    const std::pair<const char*, const char*> expected[] = {
        {"app_name", "Outlook"},
        {"app_id", "a1"},
        {"resource", "Exchange"},
        {"client_app", "Browser"},
        {"correlation_id", "c1"},
        {"unique_token_id", "t1"},
        {"failure_reason", "Strong Authentication is required."},
        {"mfa_result", "MFA denied"},
        {"authentication_requirement", "Multifactor authentication"},
        {"device_id", "d1"},
        {"device_os", "Windows 10"},
        {"device_compliant", "No"},
        {"device_managed", "Yes"},
        {"device_trust", "Hybrid"},
        {"location", "Paris, IDF, FR"},
        {"asn", "64500"},
        {"conditional_access", "Not Applied"},
        {"user_id", "u1"},
        {"user_name", "Anna"}};
    for (const auto& [name, value] : expected)
        QCOMPARE(std::string(name) + "=" + f(a, name), std::string(name) + "=" + value);
    // The same sign-in from Graph and from the portal is one record.
    std::string graph = kSignIn;
    graph.replace(graph.find("53003"), 5, "50074");
    QCOMPARE(readText(kEntraSigninFormat, graph).events.at(0).recordKey, a.recordKey);
}

void TestCloudSignin::portalSteps() {
    const std::string file =
        "Date (UTC),Request ID,Authentication method,Authentication method detail,Succeeded,Result "
        "detail,Requirement\r\n"
        "2025-12-11T22:14:03Z,0f0e0d0c-0b0a-4908-8706-050403020100,Password,Password Hash Sync,true,Correct "
        "password,Primary authentication\r\n"
        "2025-12-11T22:14:09Z,0f0e0d0c-0b0a-4908-8706-050403020100,Mobile app notification,,false,MFA "
        "denied; user declined,Multifactor authentication\r\n";
    QVERIFY(recogniseText(kEntraSigninCsvFormat, file).score >= 90);
    const Collect sink = readText(kEntraSigninCsvFormat, file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 2u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    const Event& second = sink.events.at(1);
    QCOMPARE(second.action, Action::Other);  // a step of a sign-in, not one more
    QCOMPARE(sink.events[0].outcome, Outcome::Success);
    QCOMPARE(second.outcome, Outcome::Failure);
    QCOMPARE(f(second, "authentication_methods"), std::string("Mobile app notification"));
    QCOMPARE(f(second, "result_detail"), std::string("MFA denied; user declined"));
    QCOMPARE(f(second, "request_id"), std::string("0f0e0d0c-0b0a-4908-8706-050403020100"));
    QVERIFY(sink.events[0].recordKey != second.recordKey);
}

void TestCloudSignin::servicePrincipals() {
    for (const char* category :
         {"ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs", "NonInteractiveUserSignInLogs"}) {
        const std::string text =
            std::string(R"({"time":"2025-12-11T22:15:00Z","category":")") + category +
            R"(","resultType":"0","callerIpAddress":"","properties":{"id":"0f0e0d0c-0b0a-4908-8706-050403020100","createdDateTime":"2025-12-11T22:14:03Z","servicePrincipalName":"backup","servicePrincipalId":"sp1","appId":"a1","ipAddress":""}})";
        QVERIFY(recogniseText(kEntraSigninFormat, text).score >= 90);
        const Collect sink = readText(kEntraSigninFormat, text + "\n");
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
        QCOMPARE(sink.events.at(0).account, std::string("backup"));
        QCOMPARE(f(sink.events[0], "category"), std::string(category));
        QCOMPARE(f(sink.events[0], "service_principal_id"), std::string("sp1"));
        QCOMPARE(sink.events[0].outcome, Outcome::Success);
        QVERIFY(sink.events[0].clientIp.empty());
    }
}

void TestCloudSignin::huntingTable() {
    const std::string file =
        "Timestamp,Application,ApplicationId,LogonType,ErrorCode,CorrelationId,SessionId,AccountUpn,"
        "IPAddress,RequestId,IsCompliant,UniqueTokenId\n"
        "2025-12-11T22:14:03Z,Outlook,a1,\"[\"\"interactiveUser\"\"]\",0,c1,s1,anna@example.org,198.51.100.7,"
        "0f0e0d0c-0b0a-4908-8706-050403020100,0,t1\n";
    QVERIFY(recogniseText(kEntraSigninCsvFormat, file).score >= 90);
    const Collect sink = readText(kEntraSigninCsvFormat, file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.events[0].session, std::string("s1"));
    QCOMPARE(f(sink.events[0], "unique_token_id"), std::string("t1"));
    QCOMPARE(sink.events[0].outcome, Outcome::Success);
}

void TestCloudSignin::sentinelTable() {
    // Objects inside cells, the zone behind the names of times.
    const std::string file =
        "\"TimeGenerated "
        "[UTC]\",ResultType,ResultDescription,UserPrincipalName,AppDisplayName,IPAddress,CorrelationId,Id,"
        "DeviceDetail,LocationDetails,Status,ConditionalAccessPolicies\r\n"
        "\"12/11/2025, 10:14:03.250 "
        "PM\",50126,Invalid,anna@example.org,Outlook,198.51.100.7,c1,0f0e0d0c-0b0a-4908-8706-050403020100,"
        "\"{\"\"deviceId\"\":\"\"d1\"\",\"\"isCompliant\"\":true}\",\"{\"\"city\"\":\"\"Paris\"\","
        "\"\"countryOrRegion\"\":\"\"FR\"\"}\",\"{\"\"errorCode\"\":50126,\"\"failureReason\"\":"
        "\"\"Wrong\"\"}\","
        "\"[{\"\"displayName\"\":\"\"P\"\",\"\"result\"\":\"\"failure\"\"}]\"\r\n";
    QVERIFY(recogniseText(kEntraSigninCsvFormat, file).score >= 90);
    const Collect sink = readText(kEntraSigninCsvFormat, file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    const Event& e = sink.events.at(0);
    QCOMPARE(formatIso(Time(std::chrono::microseconds(e.time.civil))), std::string("2025-12-11T22:14:03Z"));
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.recordKey, std::string("signin:0f0e0d0c-0b0a-4908-8706-050403020100:50126"));
    const std::pair<const char*, const char*> expected[] = {
        {"error_code", "50126"},        {"failure_reason", "Wrong"}, {"device_id", "d1"},
        {"device_compliant", "true"},   {"city", "Paris"},           {"country", "FR"},
        {"ca_policies", "P (failure)"}, {"first_factor", ""}};
    for (const auto& [name, value] : expected)
        QCOMPARE(std::string(name) + "=" + f(e, name), std::string(name) + "=" + value);
}

void TestCloudSignin::damagedRows() {
    const std::string file =
        "Date (UTC),Request ID,Username,Status\n,,,\n2025-12-11T22:14:03Z,r,\"anna\nno "
        "end,Success\nlater,r,b,Success\n";
    const Collect sink = readText(kEntraSigninCsvFormat, file);
    QVERIFY(sink.reconciles());
    QVERIFY(sink.foundCount >= 3);
    QCOMPARE(sink.failures.size(), 1u);
    QCOMPARE(sink.failures[0].item, phrase("line %1", 2));
    QVERIFY(sink.problems.size() >= 1);
    const Collect none = readText(kEntraSigninCsvFormat, "a,b\n1,2\n");
    QVERIFY(none.reconciles());
    QCOMPARE(none.failures.size(), 1u);
}

void TestCloudSignin::directory_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("csv");
    const QByteArray graph =
        R"({"id":"Directory_630d7f0c-acc4-4596-85ab-7e5d839b4291_9VRQI_37762000","category":"ApplicationManagement","correlationId":"c1","result":"success","resultReason":"","activityDisplayName":"Consent to application","activityDateTime":"2025-12-11T22:14:03Z","loggedByService":"Core Directory","operationType":"Assign",)"
        R"("initiatedBy":{"app":null,"user":{"id":"u1","displayName":null,"userPrincipalName":"anna@example.org","ipAddress":"198.51.100.7"}},"targetResources":[{"id":"t1","displayName":"Mail reader","type":"ServicePrincipal","userPrincipalName":null,"modifiedProperties":[]}],"additionalDetails":[{"key":"User-Agent","value":"Mozilla/5.0"}]})";
    QTest::newRow("Graph") << "{\"value\":[" + graph + "]}" << false;
    QTest::newRow("diagnostic settings") << "{\"time\":\"2025-12-11T22:14:04Z\",\"category\":\"AuditLogs\","
                                            "\"operationName\":\"Consent to application\",\"properties\":" +
                                                graph + "}\n"
                                         << false;
    QTest::newRow("Event Hub")
        << "{\"records\":[{\"time\":\"2025-12-11T22:14:04Z\",\"category\":\"AuditLogs\",\"properties\":" +
               graph + "}]}\n"
        << false;
    QTest::newRow("portal")
        << QByteArray(
               "Date "
               "(UTC),CorrelationId,Service,Category,Activity,Result,ResultReason,ActorType,ActorDisplayName,"
               "ActorObjectId,ActorUserPrincipalName,IPAddress,ActorServicePrincipalId,Target1Type,"
               "Target1DisplayName,Target1ObjectId,UserAgent\r\n"
               "2025-12-11T22:14:03Z,c1,Core Directory,ApplicationManagement,Consent to "
               "application,success,,User,,u1,anna@example.org,198.51.100.7,,ServicePrincipal,Mail "
               "reader,t1,Mozilla/5.0\r\n")
        << true;
}

void TestCloudSignin::directory() {
    QFETCH(QByteArray, file);
    QFETCH(bool, csv);
    const std::string_view text(file.constData(), static_cast<std::size_t>(file.size()));
    const Format& format = csv ? kEntraAuditCsvFormat : kEntraAuditJsonFormat;
    QVERIFY(recogniseText(format, text).score >= 90);
    for (const Format* other : {&kM365AuditJsonFormat, &kM365AuditCsvFormat, &kEntraSigninFormat,
                                &kEntraSigninCsvFormat, &kMessageTraceCsvFormat})
        QCOMPARE(recogniseText(*other, text).score, 0);
    const Collect sink = readText(format, text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    const Event& e = sink.events.at(0);
    QCOMPARE(e.action, Action::Permission);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("anna@example.org"));
    QCOMPARE(e.clientIp, std::string("198.51.100.7"));
    QCOMPARE(e.userAgent, std::string("Mozilla/5.0"));
    const std::pair<const char*, const char*> expected[] = {{"operation", "Consent to application"},
                                                            {"category", "ApplicationManagement"},
                                                            {"service", "Core Directory"},
                                                            {"target", "Mail reader"},
                                                            {"target_id", "t1"},
                                                            {"target_type", "ServicePrincipal"},
                                                            {"correlation_id", "c1"}};
    for (const auto& [name, value] : expected)
        QCOMPARE(std::string(name) + "=" + f(e, name), std::string(name) + "=" + value);
}

void TestCloudSignin::directoryActions() {
    const auto actionOf = [](const std::string& activity) {
        const std::string text =
            R"({"activityDisplayName":")" + activity +
            R"(","activityDateTime":"2025-12-11T22:14:03Z","initiatedBy":{},"targetResources":[]})";
        return std::string(actionName(readText(kEntraAuditJsonFormat, text + "\n").events.at(0).action));
    };
    QCOMPARE(actionOf("Add delegated permission grant"), std::string("permission"));
    QCOMPARE(actionOf("Update application – Certificates and secrets management "),
             std::string("permission"));
    QCOMPARE(actionOf("Add member to role"), std::string("permission"));
    QCOMPARE(actionOf("User registered security info"), std::string("admin"));
}

void TestCloudSignin::corpusDirectory() {
    QFile file(shared() + QStringLiteral("/corpus/logs/m365_sentinel/AADAuditEvents.json"));
    if (!file.open(QIODevice::ReadOnly)) QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const QByteArray octets = file.readAll();
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    QVERIFY(recogniseText(kEntraAuditJsonFormat, text).score >= 90);
    const Collect sink = readText(kEntraAuditJsonFormat, text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 4u);
    QCOMPARE(sink.records(), 4u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    std::set<std::string> accounts, keys;
    for (const Event& e : sink.events) {
        accounts.insert(e.account);
        keys.insert(e.recordKey);
        QCOMPARE(e.outcome, Outcome::Success);
        QVERIFY(e.time.present);
        QVERIFY(e.userAgent.find("WindowsPowerShell") != std::string::npos);
    }
    QCOMPARE(accounts, std::set<std::string>{"pgustavo@simulandlabs.com"});
    QCOMPARE(keys.size(), 3u);  // two rows are one record, repeated for each property it changed
    QCOMPARE(f(sink.events[3], "permissions"), std::string("User.Read Mail.ReadWrite"));
    QCOMPARE(sink.events[3].action, Action::Permission);
}

QTEST_GUILESS_MAIN(TestCloudSignin)
#include "tst_cloud_signin.moc"
