// Dovecot's event exporter: commands that ended, mails that were opened, logins; by syslog and in a file of its own.
#include <QtTest>


#include "logs/log_reading.h"
#include "support/shared_corpus.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

std::string record(const std::string& event, const std::string& fields) {
    return R"({"event":")" + event + R"(","hostname":"mail01","start_time":"2026-11-21T17:24:26.799487Z","end_time":)" +
           R"("2026-11-21T17:24:26.800428Z","categories":["imap"],"fields":{"user":"a@x.example","remote_ip":"203.0.113.66",)" +
           R"("remote_port":50643,"session":"fO/wocxg08UKFABl",)" + fields + "}}\n";
}

std::string command(const std::string& name, const std::string& arguments, const std::string& reply = "OK", int out = 337) {
    return record("imap_command_finished", R"("cmd_name":")" + name + R"(","cmd_args":")" + arguments + R"(","tagged_reply_state":")" + reply +
                                               R"(","bytes_in":5,"bytes_out":)" + std::to_string(out) + R"(,"mailbox":"INBOX")");
}

RecordingSink readOf(const std::string& text) { return readLog("dovecot-events", text); }

Event one(const std::string& text) {
    const auto sink = readOf(text);
    return sink.events.size() == 1 && sink.reconciles() && sink.problems.empty() ? sink.events.front() : Event{};
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

}  // namespace

class DovecotEventsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fetchedBody();
    void headersAreNoBody();
    void severalUids();
    void refusedFetchServedNothing();
    void otherCommands_data();
    void otherCommands();
    void openedMail();
    void logins();
    void bySyslog();
    void damage();
    void corpus();
};

void DovecotEventsTest::fetchedBody() {
    const Event e = one(command("UID FETCH", "7 (UID BODY.PEEK[])", "OK", 149615));
    QCOMPARE(e.protocol, std::string("imap"));
    QCOMPARE(e.action, Action::Fetch);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("a@x.example"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.clientPort, std::uint16_t(50643));
    QCOMPARE(e.session, std::string("fO/wocxg08UKFABl"));
    QCOMPARE(e.folder, std::string("INBOX"));
    QCOMPARE(e.uid, 7u);
    QCOMPARE(e.bytes, std::int64_t(149615));
    QCOMPARE(field(e, "content"), std::string("whole"));
    QCOMPARE(field(e, "direction"), std::string("response"));
    QCOMPARE(e.rawTime, std::string("2026-11-21T17:24:26.800428Z"));
    QCOMPARE(e.time.zoneMinutes, 0);
    const Event part = one(command("UID FETCH", "4 (BINARY.PEEK[2])", "OK", 104673));
    QCOMPARE(part.part, std::string("2"));
    QCOMPARE(field(part, "content"), std::string("part"));
}

void DovecotEventsTest::headersAreNoBody() {
    QCOMPARE(field(one(command("UID FETCH", "4 (UID BODY.PEEK[HEADER.FIELDS (DATE FROM)])")), "content"), std::string("header"));
    QCOMPARE(field(one(command("UID FETCH", "4 (BODY.PEEK[2.MIME])")), "content"), std::string("mime"));
    QCOMPARE(field(one(command("UID FETCH", "4 (FLAGS BODYSTRUCTURE)")), "content"), std::string("none"));
}

void DovecotEventsTest::severalUids() {
    const auto sink = readOf(command("UID FETCH", "3:5,9 (BODY.PEEK[])", "OK", 20000));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(1));
    QCOMPARE(sink.events.size(), std::size_t(4));
    QCOMPARE(sink.events[3].uid, 9u);
    QCOMPARE(sink.events[3].item, 3u);
    QCOMPARE(sink.events[0].bytes, std::int64_t(-1));  // of all four together: not of one
    QCOMPARE(field(sink.events[0], "bytes_out"), std::string("20000"));
    QCOMPARE(field(sink.events[0], "direction"), std::string("request"));
}

void DovecotEventsTest::refusedFetchServedNothing() {
    const Event e = one(command("UID FETCH", "7 (BODY.PEEK[])", "NO", 40));
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.bytes, std::int64_t(-1));
    QCOMPARE(field(e, "direction"), std::string("request"));
}

void DovecotEventsTest::otherCommands_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("action");
    QTest::newRow("select") << "SELECT" << "INBOX" << int(Action::Select);
    QTest::newRow("store") << "UID STORE" << "2 +FLAGS.SILENT (\\\\Seen)" << int(Action::Flag);
    QTest::newRow("copy") << "UID COPY" << "2 Trash" << int(Action::Copy);
    QTest::newRow("search") << "UID SEARCH" << "TEXT \\\"VPN\\\"" << int(Action::Search);
    QTest::newRow("expunge") << "EXPUNGE" << "" << int(Action::Expunge);
    QTest::newRow("create") << "CREATE" << "Perso" << int(Action::Folder);
    QTest::newRow("id") << "ID" << "(\\\"name\\\" \\\"Roundcube\\\" \\\"version\\\" \\\"1.6.5\\\")" << int(Action::ClientId);
    QTest::newRow("logout") << "LOGOUT" << "" << int(Action::Logout);
    QTest::newRow("list") << "LIST" << "\\\"\\\" \\\"*\\\"" << int(Action::Other);
}

void DovecotEventsTest::otherCommands() {
    QFETCH(QString, name);
    QFETCH(QString, arguments);
    QFETCH(int, action);
    const Event e = one(command(name.toStdString(), arguments.toStdString()));
    QCOMPARE(int(e.action), action);
    QCOMPARE(e.account, std::string("a@x.example"));
}

void DovecotEventsTest::openedMail() {
    const auto opened = [](const char* codes) {
        return one(record("mail_opened", std::string(R"("mailbox":"INBOX","uid":12,"reason_code":[)") + codes + "]"));
    };
    QCOMPARE(opened(R"("imap:cmd_uid_fetch","imap:fetch_body")").action, Action::Access);
    QCOMPARE(opened(R"("imap:cmd_uid_fetch","imap:fetch_body")").uid, 12u);
    QCOMPARE(opened(R"("pop3:cmd_retr")").action, Action::Access);
    QCOMPARE(opened(R"("pop3:cmd_retr")").protocol, std::string("pop3"));
    QCOMPARE(opened(R"("imap:cmd_uid_fetch","imap:fetch_header")").action, Action::Other);
    QCOMPARE(opened(R"("imap:cmd_uid_fetch","imap:fetch_bodystructure")").action, Action::Other);
    QCOMPARE(opened(R"("imap:cmd_uid_search")").action, Action::Other);
    QCOMPARE(opened(R"("imap:fetch_body","imap:fetch_bodystructure")").action, Action::Access);
}

void DovecotEventsTest::logins() {
    const Event good = one(record("auth_request_finished", R"("success":"yes","service":"imap","mech":"PLAIN")"));
    QCOMPARE(good.action, Action::Login);
    QCOMPARE(good.outcome, Outcome::Success);
    QCOMPARE(good.protocol, std::string("imap"));
    QCOMPARE(one(record("auth_request_finished", R"("error":"Authentication failed","service":"imap")")).outcome, Outcome::Failure);
}

void DovecotEventsTest::bySyslog() {
    const auto sink = readLog("syslog", "Nov 21 18:24:26 mail01 dovecot: stats: " + command("UID FETCH", "3:4 (BODY[])") +
                                            "Nov 21 18:24:27 mail01 dovecot: stats: " + command("SELECT", "INBOX"));
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.foundCount, std::uint64_t(2));
    QCOMPARE(sink.events.size(), std::size_t(3));
    QVERIFY(sink.events[0].time.hasYear);  // the record's own time, not the envelope's
    QCOMPARE(recognisedAs(command("SELECT", "INBOX") + command("LOGOUT", ""), "events.json"), std::string("dovecot-events"));
}

void DovecotEventsTest::damage() {
    const std::string good = command("SELECT", "INBOX");
    const auto sink = readOf(good.substr(0, 200) + "\n[]\n{\"event\":7}\n" + std::string(3000, '[') + "\n" + std::string(2u << 20, '{') +
                             "\n{\"event\":\"x\",\"fields\":{}}\n" + good);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(7));
    QCOMPARE(sink.failures.size(), std::size_t(5));
    QCOMPARE(sink.skippedCount, std::uint64_t(1));
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].line, std::uint64_t(7));
}

void DovecotEventsTest::corpus() {
    const auto corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    const auto sink = readLog("syslog", fileBytes(corpus / "logs/dovecot_events_lab/dovecot-events.log"));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(395));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.skippedCount, std::uint64_t(0));
    std::map<std::string, int> commands;
    for (const auto& e : sink.events)
        if (e.item == 0 && e.field("event") == "imap_command_finished") ++commands[std::string(e.field("command"))];
    QCOMPARE(commands["uid fetch"], 70);
    QCOMPARE(commands["select"], 34);
    QCOMPARE(commands["logout"], 41);
    QCOMPARE(commands["id"], 30);
}

QTEST_GUILESS_MAIN(DovecotEventsTest)
#include "tst_dovecot_events.moc"
