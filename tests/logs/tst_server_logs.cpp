// Postfix, sshd, Roundcube's own logs, nginx errors, and the syslog envelopes they come in.
#include <QtTest>

#include "base/phrase.h"
#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

Event mail(const std::string& program, const std::string& message) {
    const auto sink = readLog("syslog", "Dec 12 02:10:00 mail " + program + "[2883]: " + message + "\n");
    return sink.events.size() == 1 && sink.reconciles() ? sink.events.front() : Event{};
}

Event sshd(const std::string& message) { return mail("sshd", message); }

Event roundcube(const char* id, const std::string& message) {
    const auto sink = readLog(id, "[11-Dec-2025 21:41:02 +0000]: " + message + "\n");
    return sink.events.size() == 1 && sink.reconciles() ? sink.events.front() : Event{};
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

}  // namespace

class ServerLogsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void envelopes_data();
    void envelopes();
    void submissionLogin();
    void saslFailure();
    void queueSteps();
    void deliveries();
    void forgedStatusInReply();
    void connections();
    void rejects();
    void sshLogins_data();
    void sshLogins();
    void sshOthers();
    void sshRepeated();
    void userlogins_data();
    void userlogins();
    void sendmail();
    void errors_data();
    void errors();
    void nginxErrors();
    void otherProgramsAreCounted();
};

void ServerLogsTest::envelopes_data() {
    QTest::addColumn<QString>("line");
    const char* message = "Accepted password for u from 192.0.2.9 port 47557 ssh2";
    QTest::newRow("traditional") << QString("Dec 11 23:31:00 mail sshd[1]: ") + message;
    QTest::newRow("one digit day") << QString("Dec  1 23:31:00 mail sshd[1]: ") + message;
    QTest::newRow("priority") << QString("<86>Dec 11 23:31:00 mail sshd[1]: ") + message;
    QTest::newRow("rfc3339") << QString("2025-12-12T02:40:00.150107+00:00 mail sshd[1]: ") + message;
    QTest::newRow("rfc5424") << QString("<86>1 2025-12-12T02:40:00.150107+01:00 mail sshd 1 - - ") + message;
    QTest::newRow("rfc5424 data") << QString("<86>1 2025-12-12T02:40:00Z mail sshd 1 - [a@1 b=\"c]\\\"\"] ") + message;
    QTest::newRow("no host") << QString("Dec 11 23:31:00 sshd[1]: ") + message;
    QTest::newRow("openssh 9.8") << QString("Dec 11 23:31:00 mail sshd-session[1]: ") + message;
}

void ServerLogsTest::envelopes() {
    QFETCH(QString, line);
    const auto sink = readLog("syslog", line.toStdString());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].account, std::string("u"));
    QCOMPARE(sink.events[0].time.hasYear, line.contains("2025"));
    QVERIFY(sink.reconciles());
}

void ServerLogsTest::submissionLogin() {
    const Event e = mail("postfix/submission/smtpd", "6409E22E5C5: client=unknown[203.0.113.66], sasl_method=PLAIN, sasl_username=u@example.org");
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.protocol, std::string("submission"));
    QCOMPARE(e.account, std::string("u@example.org"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.session, std::string("6409E22E5C5"));
    QCOMPARE(field(e, "sasl_method"), std::string("PLAIN"));
    QCOMPARE(mail("postfix-out/smtpd", "44JCRG5tYPzCqt2: client=mx[192.0.2.1]").session, std::string("44JCRG5tYPzCqt2"));
}

void ServerLogsTest::saslFailure() {
    Event e = mail("postfix/submission/smtpd", "warning: unknown[192.0.2.77]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=a, rip=6.6.6.6");
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.clientIp, std::string("192.0.2.77"));
    QCOMPARE(e.account, std::string("a, rip=6.6.6.6"));
    e = mail("postfix/smtpd", "warning: unknown[192.0.2.237]:55729: SASL LOGIN authentication failed: authentication failure");
    QCOMPARE(e.clientPort, std::uint16_t(55729));
}

void ServerLogsTest::queueSteps() {
    Event e = mail("postfix/cleanup", "6409E22E5C5: message-id=<a@b>");
    QCOMPARE(e.messageId, std::string("<a@b>"));
    QCOMPARE(field(e, "op"), std::string("message-id"));
    e = mail("postfix/qmgr", "6409E22E5C5: from=<u@example.org>, size=963, nrcpt=6 (queue active)");
    QCOMPARE(field(e, "from"), std::string("u@example.org"));
    QCOMPARE(field(e, "size"), std::string("963"));
    QCOMPARE(field(e, "nrcpt"), std::string("6"));
    e = mail("postfix/pickup", "7069C22E5DB: uid=5000 from=<u@example.org>");
    QCOMPARE(field(e, "op"), std::string("pickup"));
    QCOMPARE(e.uid, 0u);
    QCOMPARE(field(e, "local_uid"), std::string("5000"));
}

void ServerLogsTest::deliveries() {
    Event e = mail("postfix/smtp", "34906A8A1CF: to=<depot@exfil.example>, orig_to=<x@y>, relay=198.51.100.77[198.51.100.77]:2525, delay=0.04, delays=0.01/0.03/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)");
    QCOMPARE(e.action, Action::Relay);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(field(e, "to"), std::string("depot@exfil.example"));
    QCOMPARE(field(e, "orig_to"), std::string("x@y"));
    QCOMPARE(field(e, "relay"), std::string("198.51.100.77[198.51.100.77]:2525"));
    QCOMPARE(field(e, "status"), std::string("sent"));
    QCOMPARE(field(e, "reply"), std::string("250 2.0.0 Ok"));
    e = mail("postfix/lmtp", "5A55DA8A1F5: to=<u@example.org>, relay=mail[private/dovecot-lmtp], delay=0.13, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 <u@example.org> wo/AG Saved)");
    QCOMPARE(e.action, Action::Deliver);
    QCOMPARE(e.mailbox, std::string("u@example.org"));
    e = mail("postfix/local", "11FDF5F62A: to=<u@example.org>, relay=local, delay=1, delays=1/0/0/0, dsn=4.0.0, status=deferred (user lookup error)");
    QCOMPARE(e.outcome, Outcome::Unknown);
    e = mail("postfix/smtp", "11FDF5F62A: to=<u@example.org>, relay=none, delay=1, delays=1/0/0/0, dsn=5.0.0, status=bounced (no)");
    QCOMPARE(e.outcome, Outcome::Failure);
}

void ServerLogsTest::forgedStatusInReply() {
    const Event e = mail("postfix/smtp", "11FDF5F62A: to=<u@example.org>, relay=x[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=5.0.0, status=bounced (host said: 550 to=<a@b>, relay=y, status=sent (250 ok))");
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(field(e, "relay"), std::string("x[192.0.2.1]:25"));
}

void ServerLogsTest::connections() {
    QCOMPARE(mail("postfix/smtpd", "connect from mx.example[192.0.2.1]").action, Action::Connect);
    const Event e = mail("postfix/submission/smtpd", "disconnect from unknown[192.0.2.1] ehlo=1 auth=0/2 quit=1 commands=2/4");
    QCOMPARE(e.action, Action::Disconnect);
    QCOMPARE(field(e, "auth"), std::string("0/2"));
    QCOMPARE(mail("postfix/smtpd", "lost connection after AUTH from unknown[192.0.2.23]").clientIp, std::string("192.0.2.23"));
    QCOMPARE(mail("postfix/smtpd", "NOQUEUE: lost connection after CONNECT from unknown[192.0.2.25]").clientIp, std::string("192.0.2.25"));
}

void ServerLogsTest::rejects() {
    const Event e = mail("postfix/smtpd", "NOQUEUE: reject: RCPT from foo[192.0.2.65]: 554 5.7.1 <bad>: Helo command rejected; from=<a@b> to=<c@d> proto=ESMTP helo=<x>");
    QCOMPARE(e.action, Action::Other);
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.clientIp, std::string("192.0.2.65"));
    QCOMPARE(field(e, "from"), std::string("a@b"));
    QCOMPARE(field(e, "to"), std::string("c@d"));
    QCOMPARE(e.session, std::string());
}

void ServerLogsTest::sshLogins_data() {
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("success");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("ip");
    QTest::newRow("accepted") << "Accepted password for exploit from 198.51.100.30 port 38255 ssh2" << true << "exploit" << "198.51.100.30";
    QTest::newRow("key") << "Accepted publickey for git from 192.0.2.1 port 57904 ssh2: ED25519 SHA256:abc" << true << "git" << "192.0.2.1";
    QTest::newRow("failed") << "Failed password for root from 203.0.113.66 port 38755 ssh2" << false << "root" << "203.0.113.66";
    QTest::newRow("invalid") << "Failed password for invalid user admin from 203.0.113.66 port 1 ssh2" << false << "admin" << "203.0.113.66";
    QTest::newRow("v6") << "Failed password for invalid user ROOT from aaaa:bbbb:cccc:1234::1:1 port 50273 ssh2" << false << "ROOT" << "aaaa:bbbb:cccc:1234::1:1";
    QTest::newRow("forged") << "Failed password for invalid user test from 10.10.1.2 port 55555 ssh2 from 127.0.0.1 port 58946 ssh2" << false << "test from 10.10.1.2 port 55555 ssh2" << "127.0.0.1";
    QTest::newRow("empty") << "Failed password for invalid user  from 192.0.2.4 port 58946 ssh2" << false << "" << "192.0.2.4";
}

void ServerLogsTest::sshLogins() {
    QFETCH(QString, message);
    QFETCH(bool, success);
    QFETCH(QString, user);
    QFETCH(QString, ip);
    const Event e = sshd(message.toStdString());
    QCOMPARE(e.protocol, std::string("ssh"));
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, success ? Outcome::Success : Outcome::Failure);
    QCOMPARE(QString::fromStdString(e.account), user);
    QCOMPARE(QString::fromStdString(e.clientIp), ip);
}

void ServerLogsTest::sshOthers() {
    Event e = sshd("Invalid user admin from 203.0.113.66 port 47287");
    QCOMPARE(e.action, Action::Other);
    QCOMPARE(e.account, std::string("admin"));
    QCOMPARE(e.clientPort, std::uint16_t(47287));
    e = sshd("Connection closed by authenticating user root 203.0.113.66 port 38755 [preauth]");
    QCOMPARE(e.action, Action::Disconnect);
    QCOMPARE(e.account, std::string("root"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(sshd("Received disconnect from 198.51.100.30 port 38255:11: disconnected by user").clientPort, std::uint16_t(38255));
    e = sshd("pam_unix(sshd:session): session opened for user exploit(uid=5001) by (uid=0)");
    QCOMPARE(e.account, std::string("exploit"));
    QCOMPARE(field(e, "op"), std::string("session-opened"));
    QCOMPARE(sshd("pam_unix(sshd:session): session closed for user exploit").action, Action::Logout);
    QCOMPARE(sshd("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.66  user=root").action, Action::Other);
    QCOMPARE(mail("sshd(pam_unix)", "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=192.0.2.4 user=root").action, Action::Login);
    QCOMPARE(sshd("subsystem request for sftp by user exploit").account, std::string("exploit"));
}

void ServerLogsTest::sshRepeated() {
    const Event e = sshd("message repeated 5 times: [ Failed password for root from 192.0.2.9 port 40722 ssh2]");
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.account, std::string("root"));
    QCOMPARE(field(e, "count"), std::string("5"));
}

void ServerLogsTest::userlogins_data() {
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("success");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("ip");
    QTest::newRow("ok") << "<e0eq0oq0> Successful login for u@example.org (ID: 4) from 203.0.113.66 in session e0eq0oq0psitc1dr" << true << "u@example.org" << "203.0.113.66";
    QTest::newRow("failed") << "<e0eq0oq0> Failed login for u@example.org from 192.0.2.77 in session e0eq0oq0r3h4qc6l (error: 0)" << false << "u@example.org" << "192.0.2.77";
    QTest::newRow("forged") << "<e0eq0oq0> Failed login for x from 6.6.6.6 in session aaaaaaaa (error: 0) from 192.0.2.77 in session e0eq0oq0r3h4qc6l (error: 0)" << false << "x from 6.6.6.6 in session aaaaaaaa (error: 0)" << "192.0.2.77";
    QTest::newRow("proxy") << "<e0eq0oq0> Successful login for u (ID: 4) from 10.0.0.1(X-Forwarded-For: 198.51.100.3) in session e0eq0oq0psitc1dr" << true << "u" << "10.0.0.1";
}

void ServerLogsTest::userlogins() {
    QFETCH(QString, message);
    QFETCH(bool, success);
    QFETCH(QString, user);
    QFETCH(QString, ip);
    const Event e = roundcube("roundcube-userlogins", message.toStdString());
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, success ? Outcome::Success : Outcome::Failure);
    QCOMPARE(QString::fromStdString(e.account), user);
    QCOMPARE(QString::fromStdString(e.clientIp), ip);
    QCOMPARE(e.session, std::string("e0eq0oq0"));
    QCOMPARE(e.time.zoneMinutes, 0);
    if (message.contains("Forwarded")) QCOMPARE(field(e, "forwarded_for"), std::string("198.51.100.3"));
}

void ServerLogsTest::sendmail() {
    const Event e = roundcube("roundcube-sendmail", "<57h4ut0v> User u@example.org [203.0.113.66]; Message <ed08@example.org> for a@b.example, c@d.example; 250: 2.0.0 Ok: queued as A12D821C1E1");
    QCOMPARE(e.action, Action::Send);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("u@example.org"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.messageId, std::string("<ed08@example.org>"));
    QCOMPARE(field(e, "to"), std::string("a@b.example, c@d.example"));
    QCOMPARE(field(e, "queue_id"), std::string("A12D821C1E1"));
}

void ServerLogsTest::errors_data() {
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("user");
    QTest::newRow("1.6") << "<ntc6rj65> IMAP Error: Login failed for u@example.org against localhost from 192.0.2.77. AUTHENTICATE PLAIN: Authentication failed. in /x/rcube_imap.php on line 211 (POST /?_task=login&_action=login)" << "u@example.org";
    QTest::newRow("old") << "IMAP Error: Login failed for u from 192.0.2.77" << "u";
    QTest::newRow("forged before") << "IMAP Error: Login failed for admin from 127.0.0.1. from 192.0.2.77. AUTHENTICATE PLAIN: A0002 NO Login failed. user=admin from 127.0.0.1. in /x.php on line 205 (POST /?_task=login)" << "admin from 127.0.0.1.";
}

void ServerLogsTest::errors() {
    QFETCH(QString, message);
    QFETCH(QString, user);
    const Event e = roundcube("roundcube-errors", message.toStdString());
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(QString::fromStdString(e.account), user);
    QCOMPARE(e.clientIp, std::string("192.0.2.77"));
    QCOMPARE(mail("roundcube", message.toStdString()).clientIp, std::string("192.0.2.77"));
}

void ServerLogsTest::nginxErrors() {
    const auto sink = readLog("nginx-error", "2012/04/09 11:53:36 [error] 2865#0: *66647 user \"x y\": password mismatch, client: 192.0.43.10, server: h, request: \"GET / HTTP/1.1\", host: \"h\"\n"
                                             "2012/04/09 11:53:37 [warn] 2865#0: *1 upstream response is buffered\n");
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].account, std::string("x y"));
    QCOMPARE(sink.events[0].clientIp, std::string("192.0.43.10"));
    QCOMPARE(sink.skippedCount, std::uint64_t(1));
    QVERIFY(sink.reconciles());
}

void ServerLogsTest::otherProgramsAreCounted() {
    std::string log;
    for (int i = 0; i < 500; ++i) log += "Dec 12 02:10:00 mail prog" + std::to_string(i) + "[1]: x\n";
    log += "\tcontinued\n";
    const auto sink = readLog("syslog", log);
    QCOMPARE(sink.skippedCount, std::uint64_t(501));
    const auto named = [](const auto& r) { return sillage::inEnglish(r.first) == "program prog7: its lines are not read"; };
    QVERIFY(std::any_of(sink.reasons.begin(), sink.reasons.end(), named));
    QVERIFY(sink.reasons.size() < 80);  // hostile tags do not grow the reasons
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

QTEST_GUILESS_MAIN(ServerLogsTest)
#include "tst_server_logs.moc"
