// IIS W3C logs: header blocks, missing dates, damage, and the requests of Exchange by their URL grammar.
#include <QtTest>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/exchange/http_request.h"
#include "logs/exchange/store_id.h"
#include "logs/log_reading.h"
#include "logs/m365_collect.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

const std::string kFields =
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status "
    "sc-substatus sc-win32-status time-taken";
const std::string kHeader = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
                            "#Date: 2025-12-11 22:00:00\r\n#Fields: " + kFields + "\r\n";

std::string line(const std::string& method, const std::string& path, const std::string& query = "-",
                 const std::string& status = "200 0 0", const std::string& user = "D\\jean") {
    return "2025-12-11 22:14:03 10.0.0.1 " + method + " " + path + " " + query + " 443 " + user +
           " 203.0.113.66 Mozilla/5.0+(Windows+NT+10.0) - " + status + " 31\r\n";
}

Event one(const std::string& method, const std::string& path, const std::string& query = "-",
          const std::string& status = "200 0 0") {
    const auto sink = readLog("iis-w3c", kHeader + line(method, path, query, status));
    if (sink.events.size() != 1 || !sink.reconciles() || !sink.failures.empty() || !sink.problems.empty()) return {};
    return sink.events[0];
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

std::string counted(const std::string& octets) {
    return std::string(1, static_cast<char>(octets.size() & 0xff)) + static_cast<char>(octets.size() >> 8) + octets;
}
const std::string kGuid = "0c3a1c1e-1111-2222-3333-444455556666";
/// A made-up EWS item id, with an attachment where inner is not empty.
std::string storeId(const std::string& inner) {
    std::string octets = std::string("\0\x03", 2) + counted(kGuid) + std::string(1, '\0') + counted(std::string(70, '\xab'));
    if (!inner.empty()) octets += "\x01" + counted(inner);
    return sillage::base64Encode(octets);
}

std::string escaped(std::string text) {
    std::string out;
    for (const char c : text) out += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
    return out;
}

}  // namespace

class IisTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLineIsCounted();
    void restartWithOtherFields();
    void withoutDate();
    void withoutDateOverMidnight();
    void withoutHeader();
    void damage();
    void hostile();
    void utf16();
    void rangesReadAlike();
    void statuses_data();
    void statuses();
    void bytesWhereLogged();
    void requests_data();
    void requests();
    void joinIds();
    void attachmentOfOwa();
    void storeIds();
    void owaSignIn();
    void openedMailbox();
    void owa2010();
    void activeSync();
    void activeSyncEncoded();
    void httpErrors();
};

void IisTest::everyLineIsCounted() {
    const std::string log = "\xef\xbb\xbf" + kHeader + line("GET", "/") + "\r\n" + line("GET", "/x.aspx", "a=1&b=2");
    QCOMPARE(recognisedAs(log, "u_ex251211.log"), std::string("iis-w3c"));
    const auto sink = readLog("iis-w3c", log);
    QCOMPARE(sink.foundCount, std::uint64_t(7));
    QCOMPARE(sink.reasons.at("header line"), std::uint64_t(4));
    QCOMPARE(sink.reasons.at("empty line"), std::uint64_t(1));
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
    const Event& e = sink.events.at(1);
    QCOMPARE(e.line, std::uint64_t(7));
    QCOMPARE(e.account, std::string("D\\jean"));
    QCOMPARE(e.userAgent, std::string("Mozilla/5.0 (Windows NT 10.0)"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.protocol, std::string("http"));
    QCOMPARE(e.action, Action::Page);
    QCOMPARE(e.bytes, std::int64_t(-1));
    QCOMPARE(field(e, "url"), std::string("/x.aspx"));
    QCOMPARE(field(e, "query"), std::string("a=1&b=2"));
    QVERIFY(field(e, "referer").empty());
    QCOMPARE(e.time.zoneMinutes, 0);
}

void IisTest::restartWithOtherFields() {
    const std::string log = kHeader + line("GET", "/") +
                            "#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time cs-uri-stem sc-status sc-bytes cs-username\r\n"
                            "2025-12-11 23:00:00 /owa/ 200 512 -\r\n";
    const auto sink = readLog("iis-w3c", log);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[1].bytes, std::int64_t(512));
    QCOMPARE(sink.events[1].account, std::string());
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void IisTest::withoutDate() {
    const std::string log = "#Date: 2013-07-30 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n00:00:03 203.0.113.9 GET /a 200\n";
    QCOMPARE(recognisedAs(log, "x"), std::string("iis-w3c"));
    const auto sink = readLog("iis-w3c", log);
    QCOMPARE(sink.events.at(0).time.civil, sillage::parseIsoStamp("2013-07-30 00:00:03")->civil);
    QCOMPARE(sink.events[0].rawTime, std::string("00:00:03"));
    QCOMPARE(field(sink.events[0], "date_from"), std::string("#Date"));
    const auto none = readLog("iis-w3c", "#Fields: time c-ip cs-method cs-uri-stem sc-status\n00:00:03 203.0.113.9 GET /a 200\n");
    QCOMPARE(none.failures.size(), std::size_t(1));
}

void IisTest::withoutDateOverMidnight() {
    const auto sink = readLog("iis-w3c", "#Date: 2013-07-30 12:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n"
                              "23:59:59 203.0.113.9 GET /a 200\n23:59:58 203.0.113.9 GET /b 200\n00:00:01 203.0.113.9 GET /c 200\n"
                              "#Date: 2013-08-02 07:00:00\n07:00:00 203.0.113.9 GET /d 200\n");
    QCOMPARE(sink.events.size(), std::size_t(4));
    QCOMPARE(sink.events[1].time.civil, sillage::parseIsoStamp("2013-07-30 23:59:58")->civil);
    QCOMPARE(sink.events[2].time.civil, sillage::parseIsoStamp("2013-07-31 00:00:01")->civil);
    QCOMPARE(sink.events[3].time.civil, sillage::parseIsoStamp("2013-08-02 07:00:00")->civil);
}

void IisTest::withoutHeader() {
    const std::string log = line("GET", "/owa/") + line("GET", "/owa/");
    QCOMPARE(recognisedAs(log, "x"), std::string("iis-w3c"));
    QCOMPARE(readLog("iis-w3c", log).events.size(), std::size_t(2));
}

void IisTest::damage() {
    const std::string log = kHeader + line("GET", "/a") + "2025-12-11 22:14\r\n" + "2025-12-11 xx:14:03 10.0.0.1 GET /a - 443 - 203.0.113.66 UA - 200 0 0 31\r\n" +
                            "2025-12-11 22:14:03 10.0.0.1 GET /cut - 443 - 203.0.113.66 UA\r\n" + std::string(512, '\0') + "\n" + line("GET", "/b");
    const auto sink = readLog("iis-w3c", log);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(field(sink.events[1], "cells"), std::string("10 of 15"));
    QCOMPARE(sink.events[1].outcome, Outcome::Unknown);
    QCOMPARE(sink.failures.size(), std::size_t(2));
    QCOMPARE(sillage::inEnglish(sink.failures[1].item), std::string("line 7"));
    QCOMPARE(sink.skippedCount, std::uint64_t(5));
    QVERIFY(sink.reconciles());
}

void IisTest::hostile() {
    const std::string agent = "x\x1b[31m%0a2025-12-11\xff,=cmd";
    const std::string log = kHeader + "2025-12-11 22:14:03 10.0.0.1 GET /" + std::string(900000, 'a') + " - 443 - 203.0.113.66 " + agent + " - 200 0 0 31\r\n" +
                            std::string(3u << 20, 'b') + "\r\n" + std::string(600000, ' ') + "\r\n" + line("GET", "/b");
    const auto sink = readLog("iis-w3c", log);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QVERIFY(sillage::isUtf8(sink.events[0].userAgent));
    QVERIFY(sink.events[0].field("url").size() <= 2003);
    QCOMPARE(sink.events[1].line, std::uint64_t(8));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QVERIFY(sink.reconciles());
}

void IisTest::utf16() {
    const QString text = QString::fromStdString(kHeader + line("GET", "/owa/"));
    QByteArray log("\xff\xfe");
    for (const QChar c : text) log.append(static_cast<char>(c.unicode() & 0xff)).append(static_cast<char>(c.unicode() >> 8));
    QCOMPARE(recognisedAs(log.toStdString(), "x"), std::string("iis-w3c"));
    const auto sink = readLog("iis-w3c", log.toStdString());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].line, std::uint64_t(5));
    QVERIFY(sink.reconciles());
}

void IisTest::rangesReadAlike() {
    std::string log = kHeader;
    for (int i = 0; i < 60000; ++i) {
        if (i == 30000) log += "#Fields: date time cs-uri-stem sc-status sc-bytes cs-username c-ip cs(User-Agent)\r\n";
        log += i < 30000 ? line("GET", "/owa/" + std::to_string(i)) : "2025-12-11 23:00:00 /owa/ 200 " + std::to_string(i) + " D\\jean 203.0.113.66 " + std::string(120, 'u') + "\r\n";
    }
    sillage::MemorySource source(log);
    const auto whole = sillage::readWhole(*logFormat("iis-w3c"), source);
    std::size_t units = 0;
    const auto parts = sillage::readInUnits(*logFormat("iis-w3c"), source, &units);
    QVERIFY(units > 2);
    QCOMPARE(parts.events.size(), std::size_t(60000));
    QVERIFY(parts.reconciles() && parts.failures.empty());
    for (std::size_t i = 0; i < parts.events.size(); ++i) {
        const Event &a = parts.events[i], &b = whole.events[i];
        if (a.line != b.line || a.offset != b.offset || a.bytes != b.bytes || a.fields != b.fields)
            QFAIL(qPrintable(QString("event %1 differs").arg(i)));
    }
}

void IisTest::statuses_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("outcome");
    QTest::newRow("served") << "GET" << "200 0 0" << int(Outcome::Success);
    QTest::newRow("client went away") << "GET" << "200 0 64" << int(Outcome::Unknown);
    QTest::newRow("NTLM first step") << "GET" << "401 1 2148074254" << int(Outcome::Unknown);
    QTest::newRow("NTLM second step") << "GET" << "401 2 5" << int(Outcome::Unknown);
    QTest::newRow("forbidden") << "GET" << "403 0 0" << int(Outcome::Failure);
    QTest::newRow("server error") << "GET" << "500 0 0" << int(Outcome::Failure);
    QTest::newRow("headers only") << "HEAD" << "200 0 0" << int(Outcome::Failure);
    QTest::newRow("not modified") << "GET" << "304 0 0" << int(Outcome::Success);
}

void IisTest::statuses() {
    QFETCH(QString, method);
    QFETCH(QString, status);
    QFETCH(int, outcome);
    const Event e = one(method.toStdString(), "/ews/exchange.asmx", "-", status.toStdString());
    QCOMPARE(int(e.outcome), outcome);
    QCOMPARE(field(e, "status"), status.section(' ', 0, 0).toStdString());
    QCOMPARE(field(e, "win32_status"), status.section(' ', 2, 2) == "0" ? std::string() : status.section(' ', 2, 2).toStdString());
}

void IisTest::bytesWhereLogged() {
    const auto sink = readLog("iis-w3c", "#Fields: date time cs-method cs-uri-stem sc-status sc-bytes cs-bytes\n2025-12-11 22:14:03 GET /a 200 48211 512\n");
    QCOMPARE(sink.events.at(0).bytes, std::int64_t(48211));
    QCOMPARE(field(sink.events[0], "request_bytes"), std::string("512"));
}

void IisTest::requests_data() {
    QTest::addColumn<QString>("request");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<int>("action");
    const auto add = [](const char* request, const char* query, const char* protocol, Action a) {
        QTest::newRow((std::string(request) + "?" + query).c_str()) << request << query << protocol << int(a);
    };
    add("POST /owa/service.svc", "action=GetItem&ID=-3&AC=1", "owa", Action::Read);
    add("POST /owa/service.svc", "action=GetConversationItems&UA=0", "owa", Action::Read);
    add("POST /owa/service.svc", "action=FindItem", "owa", Action::List);
    add("POST /owa/service.svc", "action=FindConversation", "owa", Action::List);
    add("POST /owa/service.svc", "action=ExecuteSearch", "owa", Action::Search);
    add("POST /owa/service.svc", "action=NewInboxRule", "owa", Action::Rule);
    add("POST /owa/service.svc", "action=GetFolder", "owa", Action::Other);
    add("GET /owa/service.svc/s/GetAllAttachmentsAsZip", "id=x", "owa", Action::Export);
    add("GET /owa/attachment.ashx", "attach=1&id=RgAA&attid0=EAB1", "owa", Action::Download);
    add("GET /owa/ping.owa", "-", "owa", Action::Refresh);
    add("GET /owa/logoff.owa", "-", "owa", Action::Logout);
    add("GET /owa/", "-", "owa", Action::Page);
    add("GET /owa/", "ae=Folder&t=IPF.Note", "owa", Action::List);
    add("GET /owa/", "ae=Item&a=New&t=IPM.Note", "owa", Action::Compose);
    add("POST /EWS/Exchange.asmx", "SoapAction=GetItemResponse;MailboxRPCRequests=10;", "ews", Action::Fetch);
    add("POST /EWS/Exchange.asmx", "-", "ews", Action::Other);
    add("POST /Microsoft-Server-ActiveSync/default.eas", "Cmd=Sync&User=u&DeviceId=X&DeviceType=iPhone", "eas", Action::Sync);
    add("POST /ecp/RulesEditor/InboxRules.svc/NewObject", "msExchEcpCanary=x", "ecp", Action::Rule);
    add("POST /ecp/DDI/DDIService.svc/SetObject", "schema=EditMailboxPermission", "ecp", Action::Permission);
    add("POST /ecp/DDI/DDIService.svc/GetList", "schema=MailboxService", "ecp", Action::Other);
    add("GET /ecp/default.aspx", "-", "ecp", Action::Page);
    add("POST /autodiscover/autodiscover.xml", "-", "autodiscover", Action::Page);
    add("POST /powershell", "PSVersion=5.1", "powershell", Action::Admin);
    add("POST /PowerShell-LiveID", "-", "powershell", Action::Admin);
    add("POST /mapi/emsmdb/", "MailboxId=a@b", "mapi", Action::Other);
    add("RPC_OUT_DATA /rpc/rpcproxy.dll", "a@b:6001", "rpchttp", Action::Other);
    add("GET /OAB/x/oab.xml", "-", "oab", Action::Other);
    add("GET /api/v2.0/me/messages", "-", "rest", Action::List);
    add("GET /api/v2.0/me/messages/AAMk", "-", "rest", Action::Read);
    add("GET /api/v2.0/me/messages/AAMk/attachments/1", "-", "rest", Action::Download);
    add("GET /api/v2.0/me/messages/AAMk/$value", "-", "rest", Action::ViewSource);
    add("GET /owapictures/a.jpg", "-", "http", Action::Page);
    add("GET /default.asp", "id=1", "http", Action::Page);
}

void IisTest::requests() {
    QFETCH(QString, request);
    QFETCH(QString, query);
    QFETCH(QString, protocol);
    QFETCH(int, action);
    const Event e = one(request.section(' ', 0, 0).toStdString(), request.section(' ', 1).toStdString(), query.toStdString());
    QCOMPARE(QString::fromStdString(e.protocol), protocol);
    QCOMPARE(int(e.action), action);
}

void IisTest::joinIds() {
    const Event e = one("POST", "/owa/service.svc", "action=GetItem&ActID=a1&CorrelationID=<empty>;&ClientId=QUGG&cafeReqId=" + kGuid + ";");
    QCOMPARE(field(e, "cafe_req_id"), kGuid);
    QCOMPARE(field(e, "client_id"), std::string("QUGG"));
    QCOMPARE(field(e, "act_id"), std::string("a1"));
    QVERIFY(field(e, "correlation_id").empty());
    QCOMPARE(field(e, "operation"), std::string("GetItem"));
}

void IisTest::attachmentOfOwa() {
    const std::string id = storeId("inner");
    const Event e = one("GET", "/owa/service.svc/s/GetFileAttachment", "id=" + escaped(id) + "&X-OWA-CANARY=secret&isImagePreview=True");
    QCOMPARE(e.action, Action::Download);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(field(e, "item_id"), id);
    QCOMPARE(e.part, id);
    QCOMPARE(field(e, "entry_id"), QString("AB").repeated(70).toStdString());
    QCOMPARE(field(e, "mailbox_guid"), kGuid);
    QCOMPARE(field(e, "attachment_entry"), std::string("696E6E6572"));
    QCOMPARE(field(e, "thumb"), std::string("1"));
    const Event refused = one("GET", "/owa/service.svc/s/GetFileAttachment", "id=" + escaped(id), "404 0 0");
    QCOMPARE(refused.outcome, Outcome::Failure);
}

void IisTest::storeIds() {
    QVERIFY(!sillage::exchange::decodeStoreId("AAMk"));
    QVERIFY(!sillage::exchange::decodeStoreId(std::string(200, 'A')));
    std::string cut = sillage::base64Decode(storeId(""));
    QVERIFY(sillage::exchange::decodeStoreId(sillage::base64Encode(cut)));
    cut.resize(cut.size() - 3);
    QVERIFY(!sillage::exchange::decodeStoreId(sillage::base64Encode(cut)));
    const auto brief = sillage::exchange::decodeStoreId(sillage::base64Encode(counted(std::string(70, '\x01'))));
    QVERIFY(brief && brief->mailboxGuid.empty() && brief->attachmentId.empty());
    QCOMPARE(brief->entryId, QString("01").repeated(70).toStdString());
}

void IisTest::owaSignIn() {
    const Event form = one("POST", "/owa/auth.owa", "-", "302 0 0");
    QCOMPARE(form.action, Action::Login);
    QCOMPARE(form.outcome, Outcome::Unknown);
    const Event refused = one("GET", "/owa/auth/logon.aspx", "url=https%3a%2f%2fm%2fowa%2f&reason=2");
    QCOMPARE(refused.action, Action::Login);
    QCOMPARE(refused.outcome, Outcome::Failure);
    QCOMPARE(one("GET", "/owa/auth/logon.aspx", "url=x&reason=0").action, Action::Page);
}

void IisTest::openedMailbox() {
    QCOMPARE(one("GET", "/owa/marie@example.org/service.svc/s/GetFileAttachment", "id=x").mailbox, std::string("marie@example.org"));
    QCOMPARE(one("GET", "/owa/marie%40example.org/", "-").mailbox, std::string("marie@example.org"));
    QCOMPARE(one("GET", "/owa/prem/15.1/x.js", "-").mailbox, std::string());
}

void IisTest::owa2010() {
    const std::string id = sillage::base64Encode(counted(std::string(70, '\x01')));
    const Event e = one("GET", "/owa/", "ae=Item&a=Open&t=IPM.Note&id=" + escaped(id));
    QCOMPARE(e.action, Action::Read);
    QCOMPARE(field(e, "entry_id"), QString("01").repeated(70).toStdString());
    QCOMPARE(field(e, "item_class"), std::string("IPM.Note"));
    // A '+' sent as it is.
    std::string octets = counted(std::string(70, '\xfb'));
    const std::string plus = sillage::base64Encode(octets);
    QVERIFY(plus.find('+') != std::string::npos);
    QCOMPARE(field(one("GET", "/owa/", "ae=Item&a=Open&t=IPM.Note&id=" + plus), "entry_id"), QString("FB").repeated(70).toStdString());
}

void IisTest::activeSync() {
    const Event e = one("POST", "/Microsoft-Server-ActiveSync/default.eas", "User=D%5Cjean&DeviceId=ApplX&DeviceType=iPhone&Cmd=GetAttachment&AttachmentName=5%3a1&Log=PrxFrom:10.0.0.1_Fid:5_Ty:Em_");
    QCOMPARE(e.action, Action::Download);
    QCOMPARE(e.part, std::string("5:1"));
    QCOMPARE(e.session, std::string("ApplX"));
    QCOMPARE(field(e, "eas_user"), std::string("D\\jean"));
    QCOMPARE(field(e, "eas_log"), std::string("PrxFrom:10.0.0.1_Fid:5_Ty:Em_"));
    QCOMPARE(one("POST", "/Microsoft-Server-ActiveSync", "Cmd=SmartForward").action, Action::Send);
    QCOMPARE(one("OPTIONS", "/Microsoft-Server-ActiveSync", "-").action, Action::Other);
}

void IisTest::activeSyncEncoded() {
    // MS-ASHTTP 2.2.1.1.1.1: version 14.1, command, locale, device id, policy key, device type, tagged parameters.
    const std::string octets = std::string("\x8d\x13\x09\x04", 4) + "\x03" "DEV" + std::string("\x04\x01\x02\x03\x04", 5) + "\x05" "Phone" + std::string("\x01\x01", 2) + "7";
    const Event e = one("POST", "/Microsoft-Server-ActiveSync/default.eas", sillage::base64Encode(octets));
    QCOMPARE(e.action, Action::Fetch);
    QCOMPARE(field(e, "operation"), std::string("ItemOperations"));
    QCOMPARE(e.session, std::string("DEV"));
    QCOMPARE(field(e, "device_type"), std::string("Phone"));
    QCOMPARE(field(e, "collection"), std::string("7"));
    QCOMPARE(one("POST", "/Microsoft-Server-ActiveSync/default.eas", "nothingofthekind").action, Action::Other);
}

void IisTest::httpErrors() {
    const auto sink = readLog("iis-w3c", "#Software: Microsoft HTTP API 2.0\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\n"
                              "2025-12-11 22:14:03 203.0.113.66 4711 10.0.0.1 443 HTTP/1.1 GET /owa/auth/x.js?a=1 400 - BadRequest -\n");
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(field(sink.events[0], "url"), std::string("/owa/auth/x.js"));
    QCOMPARE(field(sink.events[0], "reason"), std::string("BadRequest"));
    QCOMPARE(sink.events[0].outcome, Outcome::Failure);
}

QTEST_GUILESS_MAIN(IisTest)
#include "tst_iis.moc"
