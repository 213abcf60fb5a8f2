// What the URLs of SOGo, Horde, SquirrelMail, SnappyMail, Nextcloud Mail and Zimbra name, in an access log.
#include <QtTest>

#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

std::string requestLine(const std::string& request, const std::string& status) {
    return "203.0.113.66 - - [11/Dec/2025:23:02:03 +0100] \"" + request + " HTTP/1.1\" " + status +
           " 3925 \"https://webmail.example/SOGo/so/a/Mail/0/folderINBOX/99/view\" \"Mozilla/5.0 (X11)\"\n";
}

RecordingSink readRequest(const std::string& request, const std::string& status = "200") {
    return readLog("access-log", requestLine(request, status));
}

Event one(const std::string& request, const std::string& status = "200") {
    const auto sink = readRequest(request, status);
    return sink.events.size() == 1 && sink.reconciles() && sink.problems.empty() ? sink.events.front() : Event{};
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

const std::string kSogo = "/SOGo/so/benoit%40interieur.example/Mail/0/";

}  // namespace

class WebmailRequestsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requests_data();
    void requests();
    void sogoNamesAccount();
    void sogoFurtherAccount();
    void sogoFileName();
    void logins();
    void zimbraItems();
    void zimbraFolderExport();
    void hordeSeveral();
    void hordeSearchResultNamesNoMessage();
    void pages_data();
    void pages();
    void hostile_data();
    void hostile();
};

void WebmailRequestsTest::requests_data() {
    QTest::addColumn<QString>("request");
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<unsigned>("uid");
    QTest::addColumn<QString>("part");
    const auto row = [](const std::string& request, Action action, const char* folder, unsigned uid, const char* part) {
        QTest::newRow(request.c_str()) << QString::fromStdString(request) << int(action) << folder << uid << part;
    };
    row("GET " + kSogo + "folderINBOX/31/view", Action::Read, "INBOX", 31, "");
    row("POST " + kSogo + "folderINBOX/31/viewsource", Action::ViewSource, "INBOX", 31, "");
    row("POST " + kSogo + "folderINBOX/31/export", Action::ViewSource, "INBOX", 31, "");
    row("POST " + kSogo + "folderINBOX/31/archiveAttachments", Action::Export, "INBOX", 31, "");
    row("GET " + kSogo + "folderINBOX/31/2/asAttachment", Action::Download, "INBOX", 31, "2");
    row("GET " + kSogo + "folderINBOX/31/2/1/asAttachment", Action::Download, "INBOX", 31, "2.1");
    row("GET " + kSogo + "folderINBOX/31/2/plan%20B.png", Action::Download, "INBOX", 31, "2");
    row("GET " + kSogo + "folderArchives.2025/exportFolder?X-XSRF-TOKEN=e1d9", Action::Export, "Archives.2025", 0, "");
    row("POST " + kSogo + "folderArchives/folder2025/view", Action::List, "Archives/2025", 0, "");
    row("POST " + kSogo + "folder%26AMk-l%26AOk-ments/saveMessages", Action::Export, "\xc3\x89l\xc3\xa9ments", 0, "");
    row("POST " + kSogo + "folderINBOX/view", Action::List, "INBOX", 0, "");
    row("POST " + kSogo + "folderINBOX/batchDelete", Action::Delete, "INBOX", 0, "");
    row("POST " + kSogo + "folderINBOX/expunge", Action::Expunge, "INBOX", 0, "");
    row("POST " + kSogo + "folderINBOX/changes", Action::Refresh, "INBOX", 0, "");
    row("GET " + kSogo + "view", Action::Page, "", 0, "");
    row("GET /horde/imp/dynamic.php?page=message&buid=12&mailbox=SU5CT1g", Action::Read, "INBOX", 12, "");
    row("GET /horde/imp/view.php?actionID=download_attach&id=2&muid=%7B5%7DINBOX12", Action::Download, "INBOX", 12, "2");
    row("GET /horde/imp/view.php?actionID=save_message&buid=7&mailbox=U2VudA", Action::ViewSource, "Sent", 7, "");
    row("GET /horde/imp/view.php?actionID=download_all&buid=7&mailbox=U2VudA", Action::Export, "Sent", 7, "");
    row("GET /horde/imp/message.php?index=44&mailbox=INBOX", Action::Read, "INBOX", 44, "");
    row("POST /horde/services/ajax.php/imp/showMessage", Action::Read, "", 0, "");
    row("POST /horde/services/ajax.php/imp/viewPort", Action::List, "", 0, "");
    row("GET /squirrelmail/src/read_body.php?mailbox=INBOX&passed_id=12&startMessage=1", Action::Read, "INBOX", 12, "");
    row("GET /src/download.php?absolute_dl=true&passed_id=12&mailbox=INBOX.Sent&ent_id=2", Action::Download, "INBOX.Sent", 12, "2");
    row("GET /src/right_main.php?mailbox=INBOX", Action::List, "INBOX", 0, "");
    row("GET /src/compose.php?forward_id=8&mailbox=INBOX", Action::Compose, "INBOX", 8, "");
    // ["INBOX",12,1] and "INBOX NUL 12 NUL x"
    row("GET /?/Json/&q[]=/0/Message/WyJJTkJPWCIsMTIsMV0", Action::Read, "INBOX", 12, "");
    row("GET /rainloop/?/Ajax/&q[]=/0/Message/&q[]=/SU5CT1gAMTIAeA", Action::Read, "INBOX", 12, "");
    // {"folder":"Sent","uid":9,"mimeIndex":"2","fileName":"a.pdf"}
    row("GET /?/Raw/&q[]=/0/Download/eyJmb2xkZXIiOiJTZW50IiwidWlkIjo5LCJtaW1lSW5kZXgiOiIyIiwiZmlsZU5hbWUiOiJhLnBkZiJ9",
        Action::Download, "Sent", 9, "2");
    row("GET /?/Raw/0/5f3a/Download/notbase64json", Action::Download, "", 0, "");
    row("GET /index.php/apps/mail/api/messages/815/body", Action::Read, "", 0, "");
    row("GET /apps/mail/api/messages/815/attachment/2", Action::Download, "", 0, "2");
    row("GET /service/home/~/?auth=co&loc=fr&id=2977&part=2", Action::Download, "", 0, "2");
    row("GET /service/home/~/?auth=co&id=2977&part=2,3&disp=a&fmt=zip", Action::Export, "", 0, "2,3");
    row("GET /service/home/~/?auth=co&view=text&id=2977", Action::ViewSource, "", 0, "");
    row("GET /home/lea@example.org/Inbox?fmt=tgz", Action::Export, "INBOX", 0, "");
    row("POST /service/soap/GetMsgRequest", Action::Read, "", 0, "");
    row("POST /service/soap/SearchRequest", Action::Search, "", 0, "");
}

void WebmailRequestsTest::requests() {
    QFETCH(QString, request);
    QFETCH(int, action);
    QFETCH(QString, folder);
    QFETCH(unsigned, uid);
    QFETCH(QString, part);
    const Event e = one(request.toStdString());
    QCOMPARE(e.protocol, std::string("webmail"));
    QCOMPARE(QString::fromUtf8(sillage::actionName(e.action).data()), QString::fromUtf8(sillage::actionName(Action(action)).data()));
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(QString::fromStdString(e.folder), folder);
    QCOMPARE(e.uid, unsigned(uid));
    QCOMPARE(QString::fromStdString(e.part), part);
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.bytes, std::int64_t(3925));
}

void WebmailRequestsTest::sogoNamesAccount() {
    QCOMPARE(one("GET " + kSogo + "folderINBOX/31/view").account, std::string("benoit@interieur.example"));
    QCOMPARE(one("GET /SOGo/so/benoit@interieur.example/Mail/0/folderINBOX/31/view").account, std::string("benoit@interieur.example"));
    QCOMPARE(one("GET /SOGo/so/benoit%40interieur.example/logoff").action, Action::Logout);
    QCOMPARE(field(one("GET " + kSogo + "folderArchives/exportFolder"), "scope"), std::string("folder"));
    QCOMPARE(field(one("POST " + kSogo + "folderArchives/saveMessages"), "scope"), std::string("messages"));
    QCOMPARE(field(one("POST " + kSogo + "folderINBOX/3/archiveAttachments"), "scope"), std::string("attachments"));
}

void WebmailRequestsTest::sogoFurtherAccount() {
    const Event e = one("GET /SOGo/so/lea/Mail/1/folderINBOX/31/view");
    QCOMPARE(e.folder, std::string("mail account 1/INBOX"));
    QCOMPARE(field(e, "mail_account"), std::string("1"));
    QCOMPARE(e.uid, 31u);
}

void WebmailRequestsTest::sogoFileName() {
    QCOMPARE(field(one("GET " + kSogo + "folderINBOX/31/2/plan%20B.png"), "part_name"), std::string("plan B.png"));
}

void WebmailRequestsTest::logins() {
    QCOMPARE(one("POST /SOGo/connect").outcome, Outcome::Success);
    QCOMPARE(one("POST /SOGo/connect").action, Action::Login);
    QCOMPARE(one("POST /SOGo/connect", "403").outcome, Outcome::Failure);
    QCOMPARE(one("POST /horde/login.php", "302").outcome, Outcome::Success);
    QCOMPARE(one("POST /horde/login.php", "200").outcome, Outcome::Failure);
    QCOMPARE(one("POST /squirrelmail/src/redirect.php", "302").outcome, Outcome::Success);
    QCOMPARE(one("POST /service/soap/AuthRequest").outcome, Outcome::Success);
    QCOMPARE(one("POST /service/soap/AuthRequest", "500").outcome, Outcome::Failure);
    QCOMPARE(one("GET " + kSogo + "folderINBOX/31/view", "404").outcome, Outcome::Failure);
}

void WebmailRequestsTest::zimbraItems() {
    const Event e = one("GET /service/home/~/?auth=co&loc=fr&id=2977&part=2&disp=a");
    QCOMPARE(field(e, "item_id"), std::string("2977"));
    QCOMPARE(e.account, std::string());
    QCOMPARE(e.mailbox, std::string());
    QCOMPARE(field(one("GET /service/home/~/?id=2977,2978&fmt=zip"), "item_ids"), std::string("2977,2978"));
}

void WebmailRequestsTest::zimbraFolderExport() {
    const Event e = one("GET /home/lea@example.org/Inbox/Affaires?fmt=zip");
    QCOMPARE(e.mailbox, std::string("lea@example.org"));
    QCOMPARE(e.folder, std::string("Inbox/Affaires"));
    QCOMPARE(field(e, "scope"), std::string("folder"));
    QCOMPARE(one("GET /home/lea@example.org/Calendar?fmt=ics").action, Action::Page);
}

void WebmailRequestsTest::hordeSeveral() {
    const auto sink = readRequest("GET /imp/view.php?actionID=view_source&muid=%7B5%7DINBOX12,13");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(1));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[1].uid, 13u);
    QCOMPARE(sink.events[1].item, 1u);
}

void WebmailRequestsTest::hordeSearchResultNamesNoMessage() {
    // base64url of "impsearch", a NUL and "dimpqsearch": the numbers are those of the result list
    const Event e = one("GET /imp/dynamic.php?page=message&buid=2&mailbox=aW1wc2VhcmNoAGRpbXBxc2VhcmNo");
    QCOMPARE(e.uid, 0u);
}

void WebmailRequestsTest::pages_data() {
    QTest::addColumn<QString>("request");
    for (const char* request :
         {"GET /SOGo.woa/WebServerResources/js/Main.js?lm=1", "GET /SOGo/", "GET /SOGo/connect", "GET /home/lea/photos.html", "GET /src/app.php",
          "GET /shop?/Json", "GET /imp/graphics/a.png", "GET /apps/files/"})
        QTest::newRow(request) << request;
}

void WebmailRequestsTest::pages() {
    QFETCH(QString, request);
    const Event e = one(request.toStdString());
    QCOMPARE(e.protocol, std::string("http"));
    QCOMPARE(e.action, Action::Page);
    QVERIFY(!field(e, "url").empty());
}

void WebmailRequestsTest::hostile_data() {
    QTest::addColumn<QString>("request");
    const QString many = QString("/folderA").repeated(5000), parts = QString("/1").repeated(5000);
    QTest::newRow("deep folders") << "GET /SOGo/so/a/Mail/0" + many + "/1/view";
    QTest::newRow("deep parts") << "GET /SOGo/so/a/Mail/0/folderINBOX/1" + parts;
    QTest::newRow("uid too large") << "GET /SOGo/so/a/Mail/0/folderINBOX/99999999999/view";
    QTest::newRow("uid zero") << "GET /SOGo/so/a/Mail/0/folderINBOX/0/view";
    QTest::newRow("line feeds in names") << "GET /SOGo/so/a%0ab/Mail/0/folderIN%0aBOX/1/2/x%00%1b.png";
    QTest::newRow("broken percent") << "GET /SOGo/so/%4/Mail/0/folder%/1/%zz";
    QTest::newRow("muid beyond its text") << "GET /imp/view.php?actionID=view_source&muid=%7B4000000000%7DINBOX12";
    QTest::newRow("muid without end") << "GET /imp/view.php?actionID=view_source&muid=%7B";
    QTest::newRow("snappymail rubbish") << "GET /?/Json/&q[]=/0/Message/WyJ";
    QTest::newRow("many ids") << "GET /service/home/~/?fmt=zip&id=" + QString("1,").repeated(50000);
}

void WebmailRequestsTest::hostile() {
    QFETCH(QString, request);
    const std::string good = requestLine("GET " + kSogo + "folderINBOX/31/view", "200");
    const auto sink = readLog("access-log", requestLine(request.toStdString(), "200") + good);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(2));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[1].line, std::uint64_t(2));
    QCOMPARE(sink.events[1].uid, 31u);
    QVERIFY(sink.events[0].folder.size() < 2000 && sink.events[0].part.size() < 300);
}

QTEST_GUILESS_MAIN(WebmailRequestsTest)
#include "tst_webmail_requests.moc"
