// Access log lines and Roundcube's request grammar: what each request becomes.
#include <QtTest>

#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

std::string line(const std::string& request, const std::string& status = "200", const std::string& bytes = "3925",
                 const std::string& referer = "https://webmail.example/?_task=mail&_mbox=INBOX&_uid=99&_page=2") {
    return "203.0.113.66 - - [11/Dec/2025:23:02:03 +0100] \"" + request + "\" " + status + " " + bytes + " \"" +
           referer + "\" \"Mozilla/5.0 (X11)\"\n";
}

Event get(const std::string& query, const std::string& status = "200") {
    const auto sink = readLog("access-log", line("GET /?" + query + " HTTP/1.1", status));
    return sink.events.size() == 1 && sink.reconciles() ? sink.events.front() : Event{};
}

Event post(const std::string& query, const std::string& status = "200") {
    const auto sink = readLog("access-log", line("POST /?" + query + " HTTP/1.1", status));
    return sink.events.size() == 1 && sink.reconciles() ? sink.events.front() : Event{};
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

}  // namespace

class AccessLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void attachmentDownload();
    void actions_data();
    void actions();
    void logins();
    void parametersInAnyOrder();
    void folderNames();
    void severalUids();
    void uidForms();
    void refererIsNoAccess();
    void composeForm();
    void failures();
    void clientClock();
    void otherRequests();
    void variants_data();
    void variants();
    void forgedTimeInUser();
    void hostile();
    void recognition();
    void splitAnywhere();
};

void AccessLogTest::attachmentDownload() {
    const Event e = get("_task=mail&_mbox=INBOX&_uid=134&_part=2&_download=1&_action=get&_token=0PeUxyz");
    QCOMPARE(e.protocol, std::string("webmail"));
    QCOMPARE(e.action, Action::Download);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string());
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.folder, std::string("INBOX"));
    QCOMPARE(e.uid, 134u);
    QCOMPARE(e.part, std::string("2"));
    QCOMPARE(e.bytes, std::int64_t(3925));
    QCOMPARE(e.session, std::string("0PeUxyz"));
    QCOMPARE(e.userAgent, std::string("Mozilla/5.0 (X11)"));
    QCOMPARE(field(e, "status"), std::string("200"));
    QCOMPARE(field(e, "http_bytes"), std::string("3925"));
    QCOMPARE(field(e, "method"), std::string("GET"));
    QCOMPARE(field(e, "action"), std::string("get"));
    QCOMPARE(field(e, "download"), std::string("1"));
    QCOMPARE(field(e, "token"), std::string("0PeUxyz"));
    QCOMPARE(e.time.zoneMinutes, 60);
    QVERIFY(e.time.hasYear);
    QCOMPARE(e.rawTime, std::string("11/Dec/2025:23:02:03 +0100"));
}

void AccessLogTest::actions_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("isPost");
    QTest::addColumn<int>("action");
    const auto row = [](const char* query, bool isPost, Action action) {
        QTest::newRow(query) << query << isPost << int(action);
    };
    row("_task=mail&_action=list&_mbox=INBOX&_page=2&_remote=1", false, Action::List);
    row("_task=mail&_action=search&_q=mot&_mbox=INBOX", false, Action::Search);
    row("_task=mail&_uid=1&_mbox=INBOX&_framed=1&_action=preview", false, Action::Preview);
    row("_task=mail&_uid=1&_mbox=INBOX&_action=show", false, Action::Read);
    row("_task=mail&_uid=1&_part=2&_action=get&_embed=1&_mimeclass=image", false, Action::Download);
    row("_task=mail&_uid=1&_part=2&_action=get&_extwin=1", false, Action::Download);
    row("_task=mail&_frame=1&_uid=1&_part=2&_action=get&_extwin=1", false, Action::Page);
    row("_task=mail&_uid=1&_part=2&_action=get&_extwin=1&_preload=1&_framed=1", false, Action::Page);
    row("_task=mail&_action=get&_uid=1&_part=2&_embed=1&_thumb=1", false, Action::Download);
    row("_task=mail&_save=1&_uid=1&_mbox=INBOX&_action=viewsource", false, Action::ViewSource);
    row("_task=mail&_uid=1&_mbox=INBOX&_action=viewsource", false, Action::ViewSource);
    row("_task=mail&_action=plugin.zipdownload.attachments&_mbox=INBOX&_uid=1", false, Action::Export);
    row("_task=mail&_action=plugin.zipdownload.messages", true, Action::Export);
    row("_task=mail&_action=mark", true, Action::Flag);
    row("_task=mail&_action=move", true, Action::Move);
    row("_task=mail&_action=copy", true, Action::Copy);
    row("_task=mail&_action=delete", true, Action::Delete);
    row("_task=mail&_action=purge", true, Action::Expunge);
    row("_task=mail&_action=send", true, Action::Send);
    row("_task=mail&_action=compose&_id=12", false, Action::Compose);
    row("_task=mail&_action=refresh", true, Action::Refresh);
    row("_task=login&_action=refresh", true, Action::Refresh);
    row("_task=mail&_action=pagenav&_uid=1&_mbox=INBOX", false, Action::Refresh);
    row("_task=mail&_action=getunread", false, Action::Refresh);
    row("_task=mail&_mbox=INBOX", false, Action::Page);
    row("_task=addressbook&_action=photo&_email=a%40b.example", false, Action::Page);
    row("_task=settings&_action=plugin.managesieve-save", true, Action::Rule);
    row("_task=logout&_token=x", false, Action::Logout);
    row("_task=login", false, Action::Page);
}

void AccessLogTest::actions() {
    QFETCH(QString, query);
    QFETCH(bool, isPost);
    QFETCH(int, action);
    const Event e = isPost ? post(query.toStdString()) : get(query.toStdString());
    QCOMPARE(e.protocol, std::string("webmail"));
    QCOMPARE(int(e.action), action);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(field(e, "thumb"), std::string(query.contains("_thumb=1") ? "1" : ""));
}

void AccessLogTest::logins() {
    QCOMPARE(post("_task=login", "302").action, Action::Login);
    QCOMPARE(post("_task=login", "302").outcome, Outcome::Success);
    QCOMPARE(post("_task=login", "401").outcome, Outcome::Failure);
    QCOMPARE(post("_task=login", "200").outcome, Outcome::Failure);
}

void AccessLogTest::parametersInAnyOrder() {
    const Event e = get("_action=get&_download=1&_part=1.2&_uid=7&_mbox=Sent&_task=mail");
    QCOMPARE(e.action, Action::Download);
    QCOMPARE(e.part, std::string("1.2"));
    QCOMPARE(e.uid, 7u);
    QCOMPARE(e.folder, std::string("Sent"));
}

void AccessLogTest::folderNames() {
    QCOMPARE(get("_task=mail&_action=list&_mbox=%26AMk-l%26AOk-ments%20supprim%26AOk-s").folder,
             std::string("Éléments supprimés"));
    QCOMPARE(get("_task=mail&_action=list&_mbox=Archives.2025").folder, std::string("Archives.2025"));
    QCOMPARE(get("_task=mail&_action=list&_mbox=Archives%2F2025").folder, std::string("Archives/2025"));
    QCOMPARE(get("_task=mail&_action=list&_mbox=inbox").folder, std::string("INBOX"));
}

void AccessLogTest::severalUids() {
    const auto sink = readLog("access-log", line("GET /?_task=mail&_uid=12,13,15&_mbox=INBOX&_action=viewsource HTTP/1.1"));
    QCOMPARE(sink.foundCount, std::uint64_t(1));
    QCOMPARE(sink.imported, std::uint64_t(1));
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.events[2].uid, 15u);
    QCOMPARE(sink.events[2].item, 2u);
    QCOMPARE(sink.events[2].line, std::uint64_t(1));
}

void AccessLogTest::uidForms() {
    const Event multi = get("_task=mail&_uid=12-Archives.2025&_mbox=INBOX&_action=show");
    QCOMPARE(multi.uid, 12u);
    QCOMPARE(field(multi, "uid_raw"), std::string("12-Archives.2025"));
    const Event nested = get("_task=mail&_uid=12.2&_mbox=INBOX&_action=show");
    QCOMPARE(nested.uid, 12u);
    QCOMPARE(nested.folder, std::string("INBOX"));
    QCOMPARE(get("_task=mail&_uid=%2A&_mbox=INBOX&_action=show").uid, 0u);
    QCOMPARE(get("_task=mail&_uid=99999999999&_mbox=INBOX&_action=show").uid, 0u);
}

void AccessLogTest::refererIsNoAccess() {
    const Event zip = post("_task=mail&_action=plugin.zipdownload.messages");
    QCOMPARE(zip.uid, 0u);
    QCOMPARE(zip.folder, std::string());
    QCOMPARE(field(zip, "referer_folder"), std::string("INBOX"));
    QCOMPARE(field(zip, "referer_page"), std::string("2"));
    QCOMPARE(field(get("_task=mail&_mbox=Sent"), "referer_folder"), std::string());
}

void AccessLogTest::composeForm() {
    const Event e = get("_task=mail&_forward_uid=21&_mbox=INBOX&_action=compose&_attachment=1", "302");
    QCOMPARE(e.action, Action::Compose);
    QCOMPARE(e.uid, 21u);
    QCOMPARE(field(e, "forward"), std::string("1"));
    const Event sent = post("_task=mail&_unlock=loading1795282655499&_framed=1");
    QCOMPARE(sent.action, Action::Send);
    QCOMPARE(field(sent, "form"), std::string("1"));
    QCOMPARE(sent.outcome, Outcome::Unknown);  // sent, or saved as a draft
}

void AccessLogTest::failures() {
    QCOMPARE(get("_task=mail&_uid=1&_part=7&_action=get", "404").outcome, Outcome::Failure);
    QCOMPARE(get("_task=mail&_uid=1&_part=7&_action=get", "499").outcome, Outcome::Failure);
    const auto head = readLog("access-log", line("HEAD /?_task=mail&_uid=1&_part=7&_action=get HTTP/1.1"));
    QCOMPARE(head.events.at(0).outcome, Outcome::Failure);
}

void AccessLogTest::clientClock() {
    QCOMPARE(field(get("_task=mail&_action=list&_mbox=INBOX&_unlock=loading1795282655499&_=1795282655500"), "client_ms"),
             std::string("1795282655499"));
    QCOMPARE(field(get("_task=mail&_action=search&_q=mot%20de%20passe&_headers=subject%2Cfrom"), "search"),
             std::string("mot de passe"));
}

void AccessLogTest::otherRequests() {
    const auto sink = readLog("access-log", line("GET /shop/so/a%40b.example/31/2/asAttachment HTTP/1.1") +
                                                line("-", "400", "0") + line("\\x16\\x03\\x01", "400", "-"));
    QCOMPARE(sink.events.size(), std::size_t(3));
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.events[0].protocol, std::string("http"));
    QCOMPARE(sink.events[0].action, Action::Page);
    QCOMPARE(field(sink.events[0], "url"), std::string("/shop/so/a%40b.example/31/2/asAttachment"));
    QCOMPARE(sink.events[2].outcome, Outcome::Failure);
    QCOMPARE(sink.events[2].bytes, std::int64_t(-1));
}

void AccessLogTest::variants_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("ip");
    QTest::addColumn<QString>("user");
    QTest::newRow("common") << "192.0.2.1 - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5" << "192.0.2.1" << "";
    QTest::newRow("vhost") << "mail.example:443 192.0.2.1 - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"" << "192.0.2.1" << "";
    QTest::newRow("user with spaces") << "192.0.2.1 - jean le bon [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"" << "192.0.2.1" << "jean le bon";
    QTest::newRow("v6") << "2001:db8::66 - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"" << "2001:db8::66" << "";
    QTest::newRow("forwarded") << "192.0.2.1, 10.0.0.1 - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"" << "10.0.0.1" << "";
    QTest::newRow("escapes") << "192.0.2.1 - - [11/Dec/2025:23:02:03 +0100] \"GET /\\\"a HTTP/1.1\" 200 5 \"x\\\\\" \"a \\\"b\\\" \\x22\"" << "192.0.2.1" << "";
    QTest::newRow("gmt") << "192.0.2.1 - - [24/Mar/2013:08:58:32 GMT] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"" << "192.0.2.1" << "";
    QTest::newRow("host name") << "proxy.example - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"" << "proxy.example" << "";
}

void AccessLogTest::variants() {
    QFETCH(QString, text);
    QFETCH(QString, ip);
    QFETCH(QString, user);
    const auto sink = readLog("access-log", text.toStdString());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(sink.events[0].clientIp), ip);
    QCOMPARE(QString::fromStdString(field(sink.events[0], "http_user")), user);
    QCOMPARE(sink.events[0].bytes, std::int64_t(5));
}

void AccessLogTest::forgedTimeInUser() {
    const auto sink = readLog("access-log",
        "192.0.2.1 - x [01/Jan/2001:00:00:00 +0000] \\\"GET /?_task=mail HTTP/1.1\\\" 200 1 [11/Dec/2025:23:02:03 +0100] "
        "\"GET /real HTTP/1.1\" 401 5 \"-\" \"x\"");
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].rawTime, std::string("11/Dec/2025:23:02:03 +0100"));
    QCOMPARE(field(sink.events[0], "url"), std::string("/real"));
}

void AccessLogTest::hostile() {
    std::string log = line("GET /a HTTP/1.1");
    log += std::string(2u << 20, 'x') + "\n" + std::string("\0\0\n", 3) + "[11/Dec/2025\n" + line("GET /b HTTP/1.1");
    const auto sink = readLog("access-log", log);
    QCOMPARE(sink.foundCount, std::uint64_t(5));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t(3));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[1].line, std::uint64_t(5));
}

void AccessLogTest::recognition() {
    QCOMPARE(recognisedAs(line("GET /a HTTP/1.1") + line("GET /b HTTP/1.1"), "access.log"), std::string("access-log"));
    QCOMPARE(recognisedAs("From: a@b\nTo: c@d\nSubject: x\n\nbody\n", "1.eml"), std::string());
    QCOMPARE(recognisedAs("name,value\n1,2\n3,4\n", "x.csv"), std::string());
    QCOMPARE(recognisedAs("", "access.log"), std::string());
}

void AccessLogTest::splitAnywhere() {
    // The same events whether the file is read whole or in two ranges with their first line numbers.
    const std::string a = line("GET /?_task=mail&_uid=5&_mbox=INBOX&_action=show HTTP/1.1"), b = line("GET /b HTTP/1.1");
    const std::string log = a + b;
    RecordingSink sink;
    sillage::MemorySource source(log);
    sillage::Range first, second;
    first.end = a.size();
    first.last = false;
    second.begin = a.size();
    second.end = log.size();
    second.firstLine = 2;
    second.first = false;
    logFormat("access-log")->read(source, first, {}, sink);
    logFormat("access-log")->read(source, second, {}, sink);
    const auto whole = readLog("access-log", log);
    QCOMPARE(sink.events.size(), whole.events.size());
    for (std::size_t i = 0; i < whole.events.size(); ++i) {
        QCOMPARE(sink.events[i].line, whole.events[i].line);
        QCOMPARE(sink.events[i].offset, whole.events[i].offset);
        QCOMPARE(sink.events[i].length, whole.events[i].length);
    }
}

QTEST_GUILESS_MAIN(AccessLogTest)
#include "tst_access_log.moc"
