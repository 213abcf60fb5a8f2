// What a row of each Exchange log says: one test a log type.
#include <QtTest>

#include "logs/exchange_samples.h"
#include "logs/log_reading.h"

using namespace exchange_samples;
using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

using Cells = std::map<std::string, std::string>;

RecordingSink rowsOf(const char* format, const char* type, const char* fields, const Cells& cells) {
    return readLog(format, header(type, fields) + row(fields, cells));
}

/// The only event of one row; everything reconciles without problems.
Event one(const char* format, const char* type, const char* fields, const Cells& cells) {
    const auto sink = rowsOf(format, type, fields, cells);
    if (sink.events.size() != 1 || !sink.reconciles() || !sink.failures.empty() || !sink.problems.empty()) return {};
    return sink.events[0];
}

Event proxy(Cells cells) {
    cells.emplace("ClientIpAddress", "203.0.113.66");
    cells.emplace("Method", "GET");
    cells.emplace("HttpStatus", "200");
    return one("exchange-httpproxy", "HttpProxy Logs", kProxyFields, cells);
}
Event ews(const Cells& cells) { return one("exchange-ews", "EWS Logs", kEwsFields, cells); }
RecordingSink tracking(const Cells& cells) { return rowsOf("exchange-tracking", "Message Tracking Log", kTrackingFields, cells); }
Event smtp(const char* type, Cells cells) {
    cells.emplace("session-id", "08DA");
    cells.emplace("sequence-number", "7");
    cells.emplace("local-endpoint", "10.0.0.1:587");
    cells.emplace("remote-endpoint", "203.0.113.66:53722");
    return one("exchange-smtp", type, kSmtpFields, cells);
}
RecordingSink imap(Cells cells) {
    cells.emplace("sIp", "10.0.0.1:993");
    cells.emplace("cIp", "[2001:db8::1]:40000");
    cells.emplace("user", "u");
    cells.emplace("sessionId", "0A");
    return rowsOf("exchange-imap-pop", "", kImapFields, cells);
}
Event cmdlet(const char* name, const char* parameters, const char* result = "Success") {
    return one("exchange-cmdlet", "Rps Cmdlet Logs", kCmdletFields,
               {{"AuthenticatedUser", "admin"}, {"Cmdlet", name}, {"Parameters", parameters}, {"ExecutionResult", result}});
}
std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

}  // namespace

class ExchangeRowsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void proxyOwa();
    void proxyMapi();
    void proxyActiveSync();
    void proxyStatus_data();
    void proxyStatus();
    void proxyEws();
    void ewsOperations_data();
    void ewsOperations();
    void ewsImpersonation();
    void trackingEvents_data();
    void trackingEvents();
    void trackingRecipients();
    void trackingClient();
    void trackingManyRecipients();
    void smtpLines_data();
    void smtpLines();
    void imapCommands_data();
    void imapCommands();
    void imapFetchNamesMessages();
    void imapLoginOutcomes_data();
    void imapLoginOutcomes();
    void popCommands();
    void agent();
    void ecp_data();
    void ecp();
    void cmdlets_data();
    void cmdlets();
    void cmdletTarget();
    void auditTimeIsTheRows();
    void auditDamagedData();
};

void ExchangeRowsTest::proxyOwa() {
    const Event e = proxy({{"Protocol", "Owa"}, {"UrlStem", "/owa/service.svc"}, {"UrlQuery", "?action=GetItem&ID=-3&AC=1"},
                           {"Method", "POST"}, {"AuthenticatedUser", "D\\jean"}, {"AnchorMailbox", "Smtp~marie@example.org"},
                           {"RequestId", "0c3a1c1e-1111-2222-3333-444455556666"}, {"ResponseBytes", "48211"},
                           {"ClientIpAddress", "fe80::1%3"}, {"UserAgent", "Mozilla/5.0"}});
    QCOMPARE(e.protocol, std::string("owa"));
    QCOMPARE(e.action, Action::Read);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("D\\jean"));
    QCOMPARE(e.mailbox, std::string("marie@example.org"));
    QCOMPARE(e.bytes, std::int64_t(48211));
    QCOMPARE(e.clientIp, std::string("fe80::1"));
    QCOMPARE(field(e, "raw_ip"), std::string("fe80::1%3"));
    QCOMPARE(field(e, "request_id"), std::string("0c3a1c1e-1111-2222-3333-444455556666"));
    QCOMPARE(field(e, "operation"), std::string("GetItem"));
    QCOMPARE(field(e, "status"), std::string("200"));
}

void ExchangeRowsTest::proxyMapi() {
    const auto mapi = [](const char* type) {
        return proxy({{"Protocol", "Mapi"}, {"UrlStem", "/mapi/emsmdb/"}, {"AnchorMailbox", "MailboxGuid~abc"},
                      {"ClientRequestId", std::string("R:x:1;RT:") + type + ";CI:97c0:1;CID:z"}});
    };
    QCOMPARE(mapi("Connect").action, Action::Connect);
    QCOMPARE(mapi("Disconnect").action, Action::Disconnect);
    QCOMPARE(mapi("NotificationWait").action, Action::Refresh);
    QCOMPARE(mapi("Execute").action, Action::Other);
    QCOMPARE(mapi("Execute").session, std::string("97c0:1"));
    QCOMPARE(mapi("Execute").mailbox, std::string());
    QCOMPARE(field(mapi("Execute"), "mailbox_guid"), std::string("abc"));
}

void ExchangeRowsTest::proxyActiveSync() {
    const Event e = proxy({{"Protocol", "Eas"}, {"UrlStem", "/Microsoft-Server-ActiveSync/default.eas"},
                           {"UrlQuery", "?Cmd=ItemOperations&User=D%5Cjean&DeviceId=ApplX&DeviceType=iPhone"}});
    QCOMPARE(e.action, Action::Fetch);
    QCOMPARE(e.session, std::string("ApplX"));
    QCOMPARE(field(e, "eas_user"), std::string("D\\jean"));
    QCOMPARE(field(e, "device_type"), std::string("iPhone"));
}

void ExchangeRowsTest::proxyStatus_data() {
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("outcome");
    QTest::newRow("served") << "200" << int(Outcome::Success);
    QTest::newRow("first step of a sign-in") << "401" << int(Outcome::Unknown);
    QTest::newRow("forbidden") << "403" << int(Outcome::Failure);
    QTest::newRow("none") << "" << int(Outcome::Unknown);
    QTest::newRow("not a status") << "0" << int(Outcome::Unknown);
}

void ExchangeRowsTest::proxyStatus() {
    QFETCH(QString, status);
    QFETCH(int, outcome);
    QCOMPARE(int(proxy({{"UrlStem", "/rpc"}, {"HttpStatus", status.toStdString()}}).outcome), outcome);
}

void ExchangeRowsTest::proxyEws() {
    const Event e = proxy({{"Protocol", "Ews"}, {"UrlStem", "/ews/exchange.asmx"}, {"ProtocolAction", "ExportItems"}});
    QCOMPARE(e.action, Action::Export);
    QCOMPARE(field(e, "operation"), std::string("ExportItems"));
}

void ExchangeRowsTest::ewsOperations_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<int>("action");
    const std::pair<const char*, Action> table[] = {
        {"FindItem", Action::List}, {"GetItem", Action::Fetch}, {"GetAttachment", Action::Download},
        {"ExportItems", Action::Export}, {"SyncFolderItems", Action::Sync}, {"FindFolder", Action::Other},
        {"SearchMailboxes", Action::Search}, {"UpdateInboxRules", Action::Rule}, {"AddDelegate", Action::Permission},
        {"SendItem", Action::Send}, {"CreateItem", Action::Compose}, {"DeleteItem", Action::Delete},
        {"GetStreamingEvents", Action::Refresh}, {"", Action::Other}};
    for (const auto& [name, action] : table) QTest::newRow(*name ? name : "none") << name << int(action);
}

void ExchangeRowsTest::ewsOperations() {
    QFETCH(QString, operation);
    QFETCH(int, action);
    QCOMPARE(int(ews({{"SoapAction", operation.toStdString()}, {"HttpStatus", "200"}}).action), action);
}

void ExchangeRowsTest::ewsImpersonation() {
    const Event e = ews({{"AuthenticatedUser", "svc@example.org"}, {"ImpersonatedUser", "marie@example.org"},
                         {"SoapAction", "GetItem"}, {"HttpStatus", "200"}, {"ResponseSize", "9000"}, {"ClientIpAddress", "::1"}});
    QCOMPARE(e.account, std::string("svc@example.org"));
    QCOMPARE(e.mailbox, std::string("marie@example.org"));
    QCOMPARE(e.bytes, std::int64_t(9000));
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(ews({{"SoapAction", "GetItem"}, {"HttpStatus", "200"}, {"ErrorCode", "ErrorItemNotFound"}}).outcome, Outcome::Unknown);
}

void ExchangeRowsTest::trackingEvents_data() {
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("action");
    QTest::addColumn<int>("outcome");
    const auto add = [](const char* source, const char* id, Action a, Outcome o) {
        QTest::newRow((std::string(source) + " " + id).c_str()) << source << id << int(a) << int(o);
    };
    add("STOREDRIVER", "DELIVER", Action::Deliver, Outcome::Success);
    add("STOREDRIVER", "RECEIVE", Action::Send, Outcome::Success);
    add("STOREDRIVER", "SUBMIT", Action::Send, Outcome::Success);
    add("STOREDRIVER", "NOTIFYMAPI", Action::Other, Outcome::Unknown);
    add("SMTP", "RECEIVE", Action::Other, Outcome::Success);
    add("SMTP", "SEND", Action::Relay, Outcome::Success);
    add("SMTP", "SENDEXTERNAL", Action::Relay, Outcome::Success);
    add("SMTP", "FAIL", Action::Deliver, Outcome::Failure);
    add("QUEUE", "DEFER", Action::Deliver, Outcome::Unknown);
    add("ROUTING", "REDIRECT", Action::Redirect, Outcome::Success);
    add("MAILBOXRULE", "RECEIVE", Action::Redirect, Outcome::Success);
    add("AGENT", "AGENTINFO", Action::Other, Outcome::Unknown);
}

void ExchangeRowsTest::trackingEvents() {
    QFETCH(QString, source);
    QFETCH(QString, id);
    QFETCH(int, action);
    QFETCH(int, outcome);
    const auto sink = tracking({{"source", source.toStdString()}, {"event-id", id.toStdString()}, {"sender-address", "a@example.org"}});
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(int(sink.events[0].action), action);
    QCOMPARE(int(sink.events[0].outcome), outcome);
    QCOMPARE(sink.events[0].account, action == int(Action::Send) ? std::string("a@example.org") : std::string());
}

void ExchangeRowsTest::trackingRecipients() {
    const auto sink = tracking({{"source", "STOREDRIVER"}, {"event-id", "DELIVER"}, {"message-id", "<m@x>"},
                                {"recipient-address", "b@example.org;c@example.org;"}, {"recipient-status", "To;Cc"},
                                {"total-bytes", "3750222"}, {"network-message-id", "n1"}});
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.imported, std::uint64_t(1));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events[0].mailbox, std::string("b@example.org"));
    QCOMPARE(sink.events[1].mailbox, std::string("c@example.org"));
    QCOMPARE(sink.events[1].item, std::uint32_t(1));
    QCOMPARE(field(sink.events[1], "recipient_status"), std::string("Cc"));
    QCOMPARE(sink.events[1].messageId, std::string("<m@x>"));
    QCOMPARE(sink.events[1].session, std::string("n1"));
    QCOMPARE(field(sink.events[0], "size"), std::string("3750222"));
    QCOMPARE(sink.events[0].bytes, std::int64_t(-1));
}

void ExchangeRowsTest::trackingClient() {
    const auto sink = tracking({{"source", "STOREDRIVER"}, {"event-id", "RECEIVE"}, {"client-ip", "fe80::1%3"},
                                {"original-client-ip", "203.0.113.66"},
                                {"source-context", "MDB:a, Mailbox:b, MessageClass:IPM.Note, ClientType:OWA, X:y"},
                                {"custom-data", "S:MailboxDatabaseGuid=1;S:ItemEntryId=00-AB-00;S:X=Y"}});
    const Event& e = sink.events.at(0);
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(field(e, "server_client_ip"), std::string("fe80::1%3"));
    QCOMPARE(field(e, "client_type"), std::string("OWA"));
    QCOMPARE(field(e, "mailbox_guid"), std::string("b"));
    QCOMPARE(field(e, "item_entry_id"), std::string("00-AB-00"));
}

void ExchangeRowsTest::trackingManyRecipients() {
    std::string list;
    for (int i = 0; i < 6000; ++i) list += "r" + std::to_string(i) + "@example.org;";
    const auto sink = tracking({{"source", "SMTP"}, {"event-id", "SEND"}, {"recipient-address", list}});
    QCOMPARE(sink.events.size(), std::size_t(5000));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QVERIFY(sink.reconciles());
}

void ExchangeRowsTest::smtpLines_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("context");
    QTest::addColumn<int>("action");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("account");
    const char *in = "SMTP Receive Protocol Log", *out = "SMTP Send Protocol Log";
    const char* queued = "250 2.6.0 <m@x> [InternalId=1, Hostname=h] 1 bytes in 0.1, 1 KB/sec Queued mail for delivery";
    const auto add = [](const char* name, const char* type, const char* event, const char* data, const char* context,
                        Action a, Outcome o, const char* account = "") {
        QTest::newRow(name) << type << event << data << context << int(a) << int(o) << account;
    };
    add("connect", in, "+", "", "", Action::Connect, Outcome::Unknown);
    add("disconnect", in, "-", "", "Remote", Action::Disconnect, Outcome::Unknown);
    add("signed in", in, "*", "D\\jean", "authenticated", Action::Login, Outcome::Success, "D\\jean");
    add("235 beside it", in, ">", "235 2.7.0 Authentication successful", "", Action::Other, Outcome::Unknown);
    add("refused", in, ">", "535 5.7.3 Authentication unsuccessful", "", Action::Login, Outcome::Failure);
    add("refused name", in, "*", "", "User Name: jean", Action::Other, Outcome::Unknown, "jean");
    add("tarpit", in, "*", "Tarpit for '0.00:00:05' due to '535 5.7.3 x'", "", Action::Other, Outcome::Unknown);
    add("submitted", in, ">", queued, "", Action::Send, Outcome::Success);
    add("relayed", out, "<", queued, "", Action::Relay, Outcome::Success);
    add("rejected", in, ">", "550 5.7.54 SMTP; Unable to relay", "", Action::Other, Outcome::Failure);
    add("recipient", in, "<", "RCPT TO:<b@example.org>", "", Action::Other, Outcome::Unknown);
}

void ExchangeRowsTest::smtpLines() {
    QFETCH(QString, type);
    QFETCH(QString, event);
    QFETCH(QString, data);
    QFETCH(QString, context);
    QFETCH(int, action);
    QFETCH(int, outcome);
    QFETCH(QString, account);
    const Event e = smtp(type.toUtf8().constData(), {{"event", event.toStdString()}, {"data", data.toStdString()}, {"context", context.toStdString()}});
    QCOMPARE(int(e.action), action);
    QCOMPARE(int(e.outcome), outcome);
    QCOMPARE(e.account, account.toStdString());
    QCOMPARE(e.session, std::string("08DA"));
    QCOMPARE(e.protocol, std::string("submission"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.clientPort, std::uint16_t(53722));
    if (data.startsWith("250 2.6.0")) QCOMPARE(e.messageId, std::string("<m@x>"));
    if (data.startsWith("RCPT")) QCOMPARE(field(e, "to"), std::string("b@example.org"));
}

void ExchangeRowsTest::imapCommands_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<int>("action");
    QTest::newRow("select") << "select" << "\"Archives/2025\"" << int(Action::Select);
    QTest::newRow("search") << "search" << "SUBJECT secret" << int(Action::Search);
    QTest::newRow("logout") << "logout" << "" << int(Action::Logout);
    QTest::newRow("idle") << "idle" << "" << int(Action::Refresh);
    QTest::newRow("expunge") << "expunge" << "" << int(Action::Expunge);
    QTest::newRow("strange") << "xyzzy" << "" << int(Action::Other);
}

void ExchangeRowsTest::imapCommands() {
    QFETCH(QString, command);
    QFETCH(QString, parameters);
    QFETCH(int, action);
    const auto sink = imap({{"command", command.toStdString()}, {"parameters", parameters.toStdString()}, {"context", "R=OK"}, {"rpsize", "12"}});
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(int(sink.events[0].action), action);
    QCOMPARE(sink.events[0].protocol, std::string("imap"));
    QCOMPARE(sink.events[0].bytes, std::int64_t(12));
    QCOMPARE(sink.events[0].clientIp, std::string("2001:db8::1"));
    if (command == "select") QCOMPARE(sink.events[0].folder, std::string("Archives/2025"));
    QVERIFY(sink.reconciles());
}

void ExchangeRowsTest::imapFetchNamesMessages() {
    const auto uids = imap({{"command", "uid fetch"}, {"parameters", "12:14 (UID BODY.PEEK[])"}, {"rpsize", "90000"}, {"context", "R=OK"}});
    QCOMPARE(uids.events.size(), std::size_t(3));
    QCOMPARE(uids.events[0].uid, std::uint32_t(12));
    QCOMPARE(uids.events[2].uid, std::uint32_t(14));
    QCOMPARE(uids.events[2].item, std::uint32_t(2));
    QCOMPARE(uids.events[2].action, Action::Fetch);
    QCOMPARE(field(uids.events[2], "content"), std::string("whole"));
    QVERIFY(uids.reconciles());
    const auto numbers = imap({{"command", "fetch"}, {"parameters", "12:40 (BODY.PEEK[])"}, {"context", "R=OK"}});
    QCOMPARE(numbers.events.size(), std::size_t(1));
    QCOMPARE(numbers.events[0].uid, std::uint32_t(0));
    QCOMPARE(field(numbers.events[0], "seq_set"), std::string("12:40"));
}

void ExchangeRowsTest::imapLoginOutcomes_data() {
    QTest::addColumn<QString>("context");
    QTest::addColumn<int>("outcome");
    QTest::newRow("ok") << "R=OK" << int(Outcome::Success);
    QTest::newRow("proxied") << "R=OK;Msg=\"Proxy:host1:1993:SSL;ProxySuccess\";LiveIdAR=OK" << int(Outcome::Success);
    QTest::newRow("refused") << "R=\"2 NO AUTHENTICATE failed.\";Msg=\"AuthFailed:LogonDenied,User: u\";ErrMsg=AuthFailed:LogonDenied" << int(Outcome::Failure);
    QTest::newRow("says nothing") << "" << int(Outcome::Unknown);
}

void ExchangeRowsTest::imapLoginOutcomes() {
    QFETCH(QString, context);
    QFETCH(int, outcome);
    const auto sink = imap({{"command", "authenticate"}, {"parameters", "PLAIN"}, {"context", context.toStdString()}});
    QCOMPARE(sink.events.at(0).action, Action::Login);
    QCOMPARE(int(sink.events[0].outcome), outcome);
    if (context.contains("Proxy")) QCOMPARE(field(sink.events[0], "proxy_to"), std::string("host1:1993:SSL"));
    if (outcome == int(Outcome::Failure)) QCOMPARE(field(sink.events[0], "error"), std::string("AuthFailed:LogonDenied"));
}

void ExchangeRowsTest::popCommands() {
    const auto sink = imap({{"sIp", "10.0.0.1:995"}, {"command", "retr"}, {"parameters", "17"}, {"context", "R=+OK"}, {"rpsize", "4000"}});
    QCOMPARE(sink.events.at(0).protocol, std::string("pop3"));
    QCOMPARE(sink.events[0].action, Action::Fetch);
    QCOMPARE(sink.events[0].outcome, Outcome::Success);
    QCOMPARE(field(sink.events[0], "message_number"), std::string("17"));
    QCOMPARE(imap({{"sIp", "10.0.0.1:110"}, {"command", "auth"}, {"context", "R=\"-ERR no\""}}).events.at(0).outcome, Outcome::Failure);
}

void ExchangeRowsTest::agent() {
    const Event e = one("exchange-agent", "Agent Log", kAgentFields,
                        {{"SessionId", "08DA"}, {"RemoteEndpoint", "10.0.0.9:4"}, {"EnteredOrgFromIP", "203.0.113.66"}, {"MessageId", "<m@x>"},
                         {"Agent", "Content Filter Agent"}, {"Action", "RejectMessage"}, {"Recipient", "b@example.org"}});
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.messageId, std::string("<m@x>"));
    QCOMPARE(field(e, "op"), std::string("RejectMessage"));
}

void ExchangeRowsTest::ecp_data() {
    QTest::addColumn<QString>("data");
    QTest::addColumn<int>("action");
    QTest::newRow("rules looked at") << "S:CMD=Get-InboxRule;S:URL=/ecp/RulesEditor/InboxRules.svc/GetList?x=1;S:USID=s1" << int(Action::Other);
    QTest::newRow("rule made") << "S:CMD=New-InboxRule;S:URL=/ecp/RulesEditor/InboxRules.svc/NewObject?x=1;S:USID=s1" << int(Action::Rule);
    QTest::newRow("rights") << "S:CMD=Add-MailboxPermission;S:URL=/ecp/DDI/DDIService.svc/SetObject?schema=Mailbox;S:USID=s1" << int(Action::Permission);
    QTest::newRow("page") << "S:PSA=<PII>u@example.org</PII>;S:URL=https://localhost:444/ecp/default.aspx;S:USID=s1" << int(Action::Page);
    QTest::newRow("end") << "S:URL=https://localhost:444/ecp/logoff.aspx;S:USID=s1" << int(Action::Logout);
}

void ExchangeRowsTest::ecp() {
    QFETCH(QString, data);
    QFETCH(int, action);
    const Event e = one("exchange-ecp", "ECP Server Log", kEcpFields, {{"EventId", "ECP.Request"}, {"EventData", data.toStdString()}});
    QCOMPARE(int(e.action), action);
    QCOMPARE(e.protocol, std::string("ecp"));
    QCOMPARE(e.session, std::string("s1"));
    if (data.contains("PSA")) QCOMPARE(e.account, std::string("u@example.org"));
}

void ExchangeRowsTest::cmdlets_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<int>("action");
    QTest::newRow("export") << "New-MailboxExportRequest" << "-Mailbox \"marie@example.org\" -FilePath \"\\\\h\\s\\m.pst\"" << int(Action::Export);
    QTest::newRow("rule") << "New-InboxRule" << "-Mailbox \"marie@example.org\"" << int(Action::Rule);
    QTest::newRow("forwarding") << "Set-Mailbox" << "-Identity \"marie@example.org\" -ForwardingSmtpAddress \"x@evil.example\"" << int(Action::Rule);
    QTest::newRow("quota") << "Set-Mailbox" << "-Identity \"marie@example.org\" -IssueWarningQuota \"1GB\"" << int(Action::Admin);
    QTest::newRow("rights") << "Add-MailboxPermission" << "-Identity \"marie@example.org\" -User \"x\"" << int(Action::Permission);
    QTest::newRow("search") << "Search-Mailbox" << "-Identity \"marie@example.org\" -SearchQuery \"secret\"" << int(Action::Search);
    QTest::newRow("look") << "Get-Mailbox" << "-Identity \"marie@example.org\"" << int(Action::Admin);
}

void ExchangeRowsTest::cmdlets() {
    QFETCH(QString, name);
    QFETCH(QString, parameters);
    QFETCH(int, action);
    const Event e = cmdlet(name.toUtf8().constData(), parameters.toUtf8().constData());
    QCOMPARE(int(e.action), action);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("admin"));
    QCOMPARE(e.mailbox, std::string("marie@example.org"));
    QCOMPARE(field(e, "parameters"), parameters.toStdString());
}

void ExchangeRowsTest::cmdletTarget() {
    const Event e = cmdlet("New-InboxRule", "-Name \"a \"\" -Mailbox x@y.z\" -Mailbox: 'Marie Curie'", "Error");
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.mailbox, std::string());
    QCOMPARE(field(cmdlet("New-InboxRule", "-Name \"a \"\" -Mailbox x@y.z\" -Mailbox 'Marie Curie'"), "target"), std::string("Marie Curie"));
}

void ExchangeRowsTest::auditTimeIsTheRows() {
    const Event e = one("exchange-audit", "audit", kAuditFields,
                        {{"Timestamp", "2023-01-11T15:56:33.189Z"}, {"Server", "EX"}, {"RecordType", "ExchangeAdmin"},
                         {"Data", R"({"CreationTime":"2023-01-11T16:56:11","Id":"x","Operation":"Set-Mailbox","RecordType":1,"ResultStatus":"True","UserId":"D\\admin","Workload":"Exchange","Parameters":[{"Name":"Identity","Value":"m"}]})"},
                         {"Operation", "Set-Mailbox"}, {"RecordId", "x"}});
    QCOMPARE(e.rawTime, std::string("2023-01-11T15:56:33.189Z"));
    QCOMPARE(e.time.zoneMinutes, 0);
    QCOMPARE(field(e, "creation_time_local"), std::string("2023-01-11T16:56:11"));
    QCOMPARE(e.action, Action::Admin);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("D\\admin"));
    QCOMPARE(e.protocol, std::string("exchange"));
    QVERIFY(!field(e, "parameters").empty());
}

void ExchangeRowsTest::auditDamagedData() {
    const auto sink = rowsOf("exchange-audit", "audit", kAuditFields,
                             {{"Data", R"({"CreationTime":"2023-01-11T16:56:11","Operation":"New-Inb)"}, {"Operation", "New-InboxRule"},
                              {"RecordType", "ExchangeAdmin"}, {"UserKey", "D\\admin"}});
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QCOMPARE(sink.events[0].rawTime, std::string("2025-12-11T22:14:03.120Z"));
    QVERIFY(sink.reconciles());
}

QTEST_GUILESS_MAIN(ExchangeRowsTest)
#include "tst_exchange_rows.moc"
