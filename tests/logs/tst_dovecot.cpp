// What each kind of Dovecot line becomes. The lines are invented after the grammar of the real ones.
#include <QtTest>

#include "base/phrase.h"
#include "base/dovecot_session.h"
#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

Event one(const std::string& line) {
    const auto sink = readLog("dovecot", "Dec 11 23:31:00 " + line + "\n");
    if (sink.events.size() != 1 || !sink.reconciles()) {
        qWarning("not one event: %s", line.c_str());
        return {};
    }
    return sink.events.front();
}

RecordingSink syslog(const std::string& message) {
    return readLog("syslog", "Dec 11 23:31:00 mail dovecot: " + message + "\n");
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

}  // namespace

class DovecotTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void login();
    void loginKeysInAnyOrder();
    void failedLogins_data();
    void failedLogins();
    void authWorker_data();
    void authWorker();
    void sessionEnd();
    void interruptedSession();
    void olderSessionEnds();
    void pop3End();
    void mailLog();
    void moveIsTwoLines();
    void subjectWithCommas();
    void folders();
    void deliveryAndSieve();
    void redirect();
    void manageSieve();
    void imapIdNamesTheItem();
    void truncatedIdLosesItsLastParameter();
    void sessionIdDecodes();
    void forgedAddressInUserName();
    void forgedMailLogInSubject();
    void sameTextInSyslog();
    void stamps();
    void hostileLines();
    void noise();
};

void DovecotTest::login() {
    const Event e = one("imap-login: Info: Login: user=<a.b@example.org>, method=PLAIN, rip=192.0.2.77, "
                        "lip=10.20.0.10, mpid=2438, TLS, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.protocol, std::string("imap"));
    QCOMPARE(e.account, std::string("a.b@example.org"));
    QCOMPARE(e.clientIp, std::string("192.0.2.77"));
    QCOMPARE(e.clientPort, std::uint16_t(0xc05f));
    QCOMPARE(e.session, std::string("+4MGs7RFX8DAAAJN"));
    QCOMPARE(field(e, "tls"), std::string("TLS"));
    QCOMPARE(field(e, "mpid"), std::string("2438"));
    QCOMPARE(e.rawTime, std::string("Dec 11 23:31:00"));
    QVERIFY(e.time.present && !e.time.hasYear);
    QCOMPARE(e.time.zoneMinutes, sillage::Stamp::kNoZone);
}

void DovecotTest::loginKeysInAnyOrder() {
    const Event e = one("pop3-login: Info: Login: rip=::1, lip=::1, user=<x>, session=<zQnFS7RFX8AAAAAAAAAAAAAAAAAAAAAB>, "
                        "secured, method=LOGIN");
    QCOMPARE(e.protocol, std::string("pop3"));
    QCOMPARE(e.account, std::string("x"));
    QCOMPARE(e.clientIp, std::string("::1"));
    QCOMPARE(field(e, "method"), std::string("LOGIN"));
    const Event f = one("imap-login: Info: Logged in: user=<y>, method=PLAIN, rip=192.0.2.1, lip=10.0.0.1, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(f.action, Action::Login);
    QCOMPARE(f.outcome, Outcome::Success);
}

void DovecotTest::failedLogins_data() {
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("failure");
    QTest::addColumn<QString>("attempts");
    QTest::newRow("2.3") << "Disconnected: Aborted login by logging out (auth failed, 1 attempts in 6 secs)" << true << "1";
    QTest::newRow("2.2") << "Disconnected (auth failed, 7 attempts in 111 secs)" << true << "7";
    QTest::newRow("2.3 closed") << "Disconnected: Connection closed (auth failed, 1 attempts in 2 secs)" << true << "1";
    QTest::newRow("2.4") << "Login aborted: Connection closed (auth failed, 3 attempts in 16 secs) (auth_failed)" << true << "3";
    QTest::newRow("plaintext") << "Aborted login (tried to use disallowed plaintext auth)" << true << "";
    QTest::newRow("none") << "Disconnected (no auth attempts in 0 secs)" << false << "";
    QTest::newRow("ssl") << "Disconnected: Connection closed: SSL_accept() failed: error:1408F10B:SSL routines:wrong version (no auth attempts in 0 secs)" << false << "";
}

void DovecotTest::failedLogins() {
    QFETCH(QString, reason);
    QFETCH(bool, failure);
    QFETCH(QString, attempts);
    const Event e = one("imap-login: Info: " + reason.toStdString() + ": user=<u@example.org>, method=PLAIN, rip=203.0.113.66, lip=10.20.0.10, TLS, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(e.action, failure ? Action::Login : Action::Disconnect);
    QCOMPARE(e.outcome, failure ? Outcome::Failure : Outcome::Unknown);
    QCOMPARE(e.account, std::string("u@example.org"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(field(e, "reason"), reason.toStdString());
    QCOMPARE(field(e, "attempts"), attempts.toStdString());
}

void DovecotTest::authWorker_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("ip");
    QTest::newRow("file") << "auth: Info: passwd-file(u@example.org,192.0.2.4,<+4MGs7RFX8DAAAJN>): Password mismatch" << "u@example.org" << "192.0.2.4";
    QTest::newRow("worker") << "auth-worker(304): Info: pam(u,192.0.2.4): pam_authenticate() failed: Authentication failure (password mismatch?)" << "u" << "192.0.2.4";
    QTest::newRow("conn") << "auth-worker(5787): Info: conn unix:auth-worker (pid=27359,uid=97): auth-worker<55>: pam(webapps,192.0.2.7): unknown user" << "webapps" << "192.0.2.7";
    QTest::newRow("2.4") << "auth(u@example.org,192.0.2.110,sasl:login)<+4MGs7RFX8DAAAJN>: Info: sql: Password mismatch (given password: x)" << "u@example.org" << "192.0.2.110";
    QTest::newRow("empty session") << "auth: Info: ldap(dog,192.0.2.121,): invalid credentials" << "dog" << "192.0.2.121";
    QTest::newRow("forged") << "auth: Info: sql(x,6.6.6.6): unknown user,192.0.2.9,<+4MGs7RFX8DAAAJN>): Password mismatch" << "x,6.6.6.6): unknown user" << "192.0.2.9";
}

void DovecotTest::authWorker() {
    QFETCH(QString, line);
    QFETCH(QString, user);
    QFETCH(QString, ip);
    const Event e = one(line.toStdString());
    QCOMPARE(e.action, Action::Login);
    QCOMPARE(e.outcome, Outcome::Failure);
    QCOMPARE(e.protocol, std::string("auth"));
    QCOMPARE(e.account, user.toStdString());
    QCOMPARE(e.clientIp, ip.toStdString());
}

void DovecotTest::sessionEnd() {
    const Event e = one("imap(u@example.org)<2438><+4MGs7RFX8DAAAJN>: Info: Disconnected: Logged out in=896 out=1655156 "
                        "deleted=1 expunged=2 trashed=3 hdr_count=4 hdr_bytes=5 body_count=161 body_bytes=1637550");
    QCOMPARE(e.action, Action::Logout);
    QCOMPARE(e.account, std::string("u@example.org"));
    QCOMPARE(e.bytes, std::int64_t(1655156));
    QCOMPARE(field(e, "pid"), std::string("2438"));
    QCOMPARE(field(e, "reason"), std::string("Disconnected: Logged out"));
    QCOMPARE(field(e, "in"), std::string("896"));
    QCOMPARE(field(e, "deleted"), std::string("1"));
    QCOMPARE(field(e, "expunged"), std::string("2"));
    QCOMPARE(field(e, "trashed"), std::string("3"));
    QCOMPARE(field(e, "hdr_count"), std::string("4"));
    QCOMPARE(field(e, "hdr_bytes"), std::string("5"));
    QCOMPARE(field(e, "body_count"), std::string("161"));
    QCOMPARE(field(e, "body_bytes"), std::string("1637550"));
    QCOMPARE(e.clientIp, std::string("192.0.2.77"));  // from the session id alone
}

void DovecotTest::interruptedSession() {
    const Event e = one("imap(u)<2638><+4MGs7RFX8DAAAJN>: Info: Disconnected: Connection closed (UID FETCH running for 0.006 + waiting "
                        "input for 0.003 secs, 0.001 in locks, 21 B in + 370636+2909 B out, state=wait-output) in=59 out=371407 "
                        "deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=42 body_bytes=369110");
    QCOMPARE(field(e, "state"), std::string("wait-output"));
    QVERIFY(field(e, "reason").find("UID FETCH running") != std::string::npos);
    QCOMPARE(field(e, "in"), std::string("59"));
    QCOMPARE(field(e, "body_count"), std::string("42"));
}

void DovecotTest::olderSessionEnds() {
    Event e = one("imap(test): Info: Logged out in=54 out=768");
    QCOMPARE(e.action, Action::Logout);
    QCOMPARE(e.bytes, std::int64_t(768));
    QCOMPARE(e.session, std::string());
    e = one("IMAP(username): Info: Disconnected: Logged out bytes=59/566");
    QCOMPARE(e.action, Action::Logout);
    QCOMPARE(field(e, "out"), std::string("566"));
}

void DovecotTest::pop3End() {
    const Event e = one("pop3(u)<19><+4MGs7RFX8DAAAJN>: Info: Disconnected: Logged out top=1/20, retr=16/546510, del=2/17, size=546231");
    QCOMPARE(e.action, Action::Logout);
    QCOMPARE(e.protocol, std::string("pop3"));
    QCOMPARE(field(e, "retr"), std::string("16"));
    QCOMPARE(field(e, "retr_bytes"), std::string("546510"));
    QCOMPARE(field(e, "del"), std::string("2"));
    QCOMPARE(field(e, "messages"), std::string("17"));
    QCOMPARE(field(e, "size"), std::string("546231"));
    QCOMPARE(e.bytes, std::int64_t(546510));
}

void DovecotTest::mailLog() {
    const Event e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: flag_change: box=Éléments supprimés, uid=100, msgid=<17.5@example.org>, "
                        "size=863, from=Aurélie <a@example.org>, subject=Invitation : pot, flags=(\\Seen \\Recent)");
    QCOMPARE(e.action, Action::Flag);
    QCOMPARE(e.folder, std::string("Éléments supprimés"));
    QCOMPARE(e.uid, 100u);
    QCOMPARE(e.messageId, std::string("<17.5@example.org>"));
    QCOMPARE(field(e, "size"), std::string("863"));
    QCOMPARE(field(e, "from"), std::string("Aurélie <a@example.org>"));
    QCOMPARE(field(e, "subject"), std::string("Invitation : pot"));
    QCOMPARE(field(e, "flags"), std::string("\\Seen \\Recent"));
    QCOMPARE(one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: delete: box=Sent, uid=46, msgid=<x>, size=784").action, Action::Delete);
    QCOMPARE(one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: undelete: box=Sent, uid=46, msgid=<x>, size=784").action, Action::Undelete);
    QCOMPARE(one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: expunge: box=Sent, uid=46, msgid=<x>, size=784").action, Action::Expunge);
    QCOMPARE(one("lmtp(u)<1><AbCd>: Info: save: box=INBOX, uid=148, msgid=<x>, size=1").action, Action::Save);
}

void DovecotTest::moveIsTwoLines() {
    const Event e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: copy from INBOX: box=Archives.2025, uid=16, msgid=<x@y>, size=3");
    QCOMPARE(e.action, Action::Copy);
    QCOMPARE(e.folder, std::string("Archives.2025"));
    QCOMPARE(e.uid, 16u);
    QCOMPARE(field(e, "copied_from"), std::string("INBOX"));
}

void DovecotTest::subjectWithCommas() {
    const Event e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: expunge: box=INBOX, uid=7, msgid= <a@b>, size=10, from=x, y <z@t>, "
                        "subject=a, b=c, uid=9, flags=(none) really, flags=(\\Deleted)");
    QCOMPARE(e.uid, 7u);
    QCOMPARE(e.messageId, std::string("<a@b>"));
    QCOMPARE(field(e, "from"), std::string("x, y <z@t>"));
    QCOMPARE(field(e, "subject"), std::string("a, b=c, uid=9, flags=(none) really"));
    QCOMPARE(field(e, "flags"), std::string("\\Deleted"));
}

void DovecotTest::folders() {
    Event e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: Mailbox created: Archive-2025");
    QCOMPARE(e.action, Action::Folder);
    QCOMPARE(e.folder, std::string("Archive-2025"));
    e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: Mailbox renamed: A -> B");
    QCOMPARE(e.folder, std::string("A"));
    QCOMPARE(field(e, "renamed_to"), std::string("B"));
    QCOMPARE(one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: Mailbox deleted: C").folder, std::string("C"));
}

void DovecotTest::deliveryAndSieve() {
    Event e = one("lmtp(u)<196><wo/AGsnTAWvEAAAAJGeYLw>: Info: msgid=<1c@exp.example>: saved mail to INBOX");
    QCOMPARE(e.action, Action::Deliver);
    QCOMPARE(e.protocol, std::string("lmtp"));
    QCOMPARE(e.messageId, std::string("<1c@exp.example>"));
    QCOMPARE(e.folder, std::string("INBOX"));
    QCOMPARE(e.clientIp, std::string());  // a delivery id is no login session
    e = one("lmtp(u)<196><wo/AGsnTAWvEAAAAJGeYLw>: Info: sieve: msgid=<1c@exp.example>: stored mail into mailbox 'INBOX'");
    QCOMPARE(e.action, Action::Deliver);
    QCOMPARE(e.folder, std::string("INBOX"));
    e = one("lmtp(6421, u@example.org): Info: 1yi6CtUAAA1PAADx: msgid=<q@r>: saved mail to INBOX");
    QCOMPARE(e.account, std::string("u@example.org"));
    QCOMPARE(e.session, std::string("1yi6CtUAAA1PAADx"));
}

void DovecotTest::redirect() {
    const Event e = one("lmtp(u)<196><wo/AGsnTAWvEAAAAJGeYLw>: Info: sieve: msgid=<1c@exp.example>: redirect action: forwarded to <x@evil.example>");
    QCOMPARE(e.action, Action::Redirect);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.messageId, std::string("<1c@exp.example>"));
    QCOMPARE(field(e, "target"), std::string("x@evil.example"));
}

void DovecotTest::manageSieve() {
    const Event in = one("managesieve-login: Info: Login: user=<u>, method=PLAIN, rip=203.0.113.66, lip=10.0.0.1, mpid=9, TLS, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(in.protocol, std::string("sieve"));
    QCOMPARE(in.action, Action::Login);
    const Event out = one("managesieve(u)<9><+4MGs7RFX8DAAAJN>: Info: Disconnected: Logged out bytes=128/95");
    QCOMPARE(out.action, Action::Logout);
    QCOMPARE(field(out, "in"), std::string("128"));
    QCOMPARE(field(out, "out"), std::string("95"));
}

void DovecotTest::imapIdNamesTheItem() {
    const Event e = one("imap(u)<2308><+4MGs7RFX8DAAAJN>: Info: ID sent: name=Roundcube, version=1.6.5, php=8.2.36, os=Linux, "
                        "command=/?_task=mail&_mbox=INBOX.&AMk-l&_uid=142&_part=2&_action=get&_download=1");
    QCOMPARE(e.action, Action::ClientId);
    QCOMPARE(e.userAgent, std::string("Roundcube/1.6.5"));
    QCOMPARE(e.session, std::string("+4MGs7RFX8DAAAJN"));
    QCOMPARE(field(e, "id_name"), std::string("Roundcube"));
    QCOMPARE(field(e, "id_version"), std::string("1.6.5"));
    QVERIFY(!field(e, "id_command").empty());
    QCOMPARE(e.uid, 142u);
    QCOMPARE(e.part, std::string("2"));
    QCOMPARE(field(e, "webmail_action"), std::string("download"));
    const Event t = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: ID sent: name=Thunderbird, version=128.5.0");
    QCOMPARE(t.userAgent, std::string("Thunderbird/128.5.0"));
    QCOMPARE(field(t, "webmail_action"), std::string());
}

void DovecotTest::truncatedIdLosesItsLastParameter() {
    const Event e = one("imap(u)<1><+4MGs7RFX8DAAAJN>: Info: ID sent: name=Roundcube, version=1.6.5, "
                        "command=/?_task=mail&_action=preview&_mbox=INBOX&_uid=14...");
    QCOMPARE(field(e, "id_truncated"), std::string("1"));
    QCOMPARE(e.folder, std::string("INBOX"));
    QCOMPARE(e.uid, 0u);  // could be 14, 142, 1421
    QCOMPARE(field(e, "webmail_action"), std::string("preview"));
}

void DovecotTest::sessionIdDecodes() {
    const auto v4 = sillage::decodeDovecotSession("+4MGs7RFX8DAAAJN");
    QVERIFY(v4);
    QCOMPARE(v4->address, std::string("192.0.2.77"));
    QCOMPARE(v4->port, std::uint16_t(0xc05f));
    // 2025-12-11T22:31:00Z is the login's second; the id repeats every 8.9 years.
    const std::int64_t login = v4->startBefore(1765494000LL * 1000000);
    QCOMPARE(login / 1000000, 1765492260LL);
    const auto v6 = sillage::decodeDovecotSession("Ou1epsxg240gAQ24AHcAAAAAAAAAAAut");
    QVERIFY(v6);
    QCOMPARE(v6->address, std::string("2001:db8:77::bad"));
    QVERIFY(!sillage::decodeDovecotSession("wo/AGsnTAWvEAAAAJGeYLw"));
    QVERIFY(!sillage::decodeDovecotSession(""));
    QVERIFY(!sillage::decodeDovecotSession("<script>alert(1)"));
}

void DovecotTest::forgedAddressInUserName() {
    const Event e = one("imap-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 6 secs): "
                        "user=<x>, method=PLAIN, rip=6.6.6.6, lip=1.1.1.1, session=<AAAA>, method=PLAIN, rip=203.0.113.66, "
                        "lip=10.20.0.10, TLS, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.session, std::string("+4MGs7RFX8DAAAJN"));
    QVERIFY(e.account.find("rip=6.6.6.6") != std::string::npos);
}

void DovecotTest::forgedMailLogInSubject() {
    const Event e = one("lmtp(u)<1><AbCd>: Info: save: box=INBOX, uid=5, msgid=<a@b>, size=9, from=x, "
                        "subject=expunge: box=Sent, uid=46, msgid=<z>, size=784");
    QCOMPARE(e.action, Action::Save);
    QCOMPARE(e.uid, 5u);
    QCOMPARE(e.messageId, std::string("<a@b>"));
    const Event r = one("lmtp(u)<1><AbCd>: Info: sieve: msgid=<a>: redirect action: forwarded to <fake@x>: stored mail into mailbox 'INBOX'");
    QCOMPARE(r.action, Action::Deliver);
}

void DovecotTest::sameTextInSyslog() {
    const auto a = syslog("imap-login: Login: user=<u>, method=PLAIN, rip=192.0.2.77, lip=10.0.0.1, mpid=1, TLS, session=<+4MGs7RFX8DAAAJN>");
    QCOMPARE(a.events.size(), std::size_t(1));
    QCOMPARE(a.events[0].action, Action::Login);
    const auto b = syslog("imap(u)<1><+4MGs7RFX8DAAAJN>: Disconnected: Logged out in=1 out=2 deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=0 body_bytes=0");
    QCOMPARE(b.events[0].action, Action::Logout);
}

void DovecotTest::stamps() {
    const auto sink = readLog("dovecot", "2013-08-11 03:56:40 auth-worker(default): Info: pam(u,1.2.3.4): unknown user\n"
                                         "@400000004c91b044077a9e94 imap-login: Info: Aborted login (auth failed, 1 attempts): user=<m>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.2\n");
    QCOMPARE(sink.events.size(), std::size_t(2));
    QVERIFY(sink.events[0].time.hasYear);
    QCOMPARE(sink.events[1].time.zoneMinutes, 0);
    QCOMPARE(sink.events[1].time.civil / 1000000, 1284616250LL);
    QVERIFY(sink.failures.empty() && sink.problems.empty());
}

void DovecotTest::hostileLines() {
    std::string log = "Dec 11 23:31:00 imap(u)<1><+4MGs7RFX8DAAAJN>: Info: Logged out in=1 out=2\n";
    log += std::string(3u << 20, 'A') + "\n";
    log += "Dec 11 23:31:01 imap(u";
    log += '\0';
    log += "\xff)<1><+4MGs7RFX8DAAAJN>: Info: Logged out in=1 out=2\r\n";
    log += "\n\x1b[31mgarbage\nDec 11 23:31:02 imap(u)<1><+4MGs7RFX8DAAAJN>: Info: Logged out in=1 out=2";
    const auto sink = readLog("dovecot", log);
    QCOMPARE(sink.foundCount, std::uint64_t(6));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t(2));  // the overlong line, the garbage
    QCOMPARE(sillage::inEnglish(sink.failures[0].item), std::string("line 2"));
    QVERIFY(sink.failures[1].reason.find('\x1b') == std::string::npos);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.events[0].line, std::uint64_t(1));
    QCOMPARE(sink.events[1].line, std::uint64_t(3));
    QCOMPARE(sink.events[2].line, std::uint64_t(6));
    for (const auto& e : sink.events) QCOMPARE(log.substr(e.offset, 6), std::string("Dec 11"));
}

void DovecotTest::noise() {
    const auto sink = readLog("dovecot", "Dec 11 23:31:00 master: Warning: Time moved forwards by 0.15 seconds - adjusting timeouts.\n"
                                         "Dec 11 23:31:00 lmtp(196): Info: Connect from local\n"
                                         "Dec 11 23:31:00 auth: Error: auth client 0 disconnected with 2 pending requests: EOF\n");
    QCOMPARE(sink.foundCount, std::uint64_t(3));
    QCOMPARE(sink.skippedCount, std::uint64_t(3));
    QVERIFY(sink.reasons.contains("dovecot master: the server's clock jumped"));
    QCOMPARE(recognisedAs("Dec 11 23:31:00 master: Warning: x\nDec 11 23:31:00 lmtp(196): Info: Connect from local\n", "d.log"),
             std::string("dovecot"));
}

QTEST_GUILESS_MAIN(DovecotTest)
#include "tst_dovecot.moc"
