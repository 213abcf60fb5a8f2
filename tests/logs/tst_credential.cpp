// Lists of stolen credentials: recognised on strong evidence only, read without keeping a secret, shown masked.
#include <QtTest>

#include <random>

#include "base/hmac.h"
#include "base/phrase.h"
#include "logs/credential_line.h"
#include "logs/log_reading.h"

using namespace sillage;

class CredentialTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreTakenApart_data();
    void linesAreTakenApart();
    void aListIsReadWithoutItsSecrets();
    void pairsAreAList();
    void blocksOfAStealer_data();
    void blocksOfAStealer();
    void otherFilesAreNoLists_data();
    void otherFilesAreNoLists();
    void octetsAreShownMasked();
    void cookiesAreNamed();
    void hmacIsTheStandardsOwn();
    void mutantsAreAccountedFor();
};

namespace {

const std::string kList =
    "https://webmail.example.test/login:claire@example.test:S3cret:with:colons\r\n"
    "http://intranet.example.test:8080/a|paul|hunter2\n"
    "android://AbC123==@com.example.app/:marie@other.test:pa55\n"
    "@joinourchannel\n"
    "mail.example.test:luc@example.test:letmein\n"
    "luc@example.test:letmein2:https://www.shop.test/account\n";

bool holds(const RecordingSink& sink, std::string_view secret) {
    for (const Event& e : sink.events) {
        if (e.account.find(secret) != std::string::npos) return true;
        for (const auto& [key, value] : e.fields)
            if (value.find(secret) != std::string::npos) return true;
    }
    for (const Problem& p : sink.failures)
        if (p.reason.find(secret) != std::string::npos) return true;
    return false;
}

}  // namespace

void CredentialTest::linesAreTakenApart_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");  // host login secret; "" = not one
    const auto row = [](const char* line, const char* expected) { QTest::newRow(line) << QString(line) << QString(expected); };
    row("https://a.test/x:u@b.test:p", "a.test u@b.test p");
    row("https://a.test:8443/x:u:p:q", "a.test u p:q");
    row("https://a.test:8443:u:p", "a.test u p");
    row("https://a.test/x|u|p|q", "a.test u p|q");
    row("https://a.test/x;u;p", "a.test u p");
    row("https://a.test/x u@b.test:p w", "a.test u@b.test p w");
    row("https://a.test/x\tu\tp", "a.test u p");
    row("android://kQ==@com.app.x/:u:p", "com.app.x u p");
    row("u@b.test:p:https://a.test/", "a.test u@b.test p");
    row("a.test/login.php:u:p", "a.test u p");
    row("u@b.test:p", " u@b.test p");
    row("u@b.test;p:q", " u@b.test p:q");
    row("https://a.test/x:12345:p", "a.test 12345 p");
    row("https://a.test/", "");
    row("no separator here", "");
    row("u@b.test:", "");
    row(":p", "");
}

void CredentialTest::linesAreTakenApart() {
    QFETCH(QString, line);
    QFETCH(QString, expected);
    const std::string text = line.toStdString();
    CredentialLine c;
    const bool good = parseCredentialLine(text, c);
    QCOMPARE(good, !expected.isEmpty());
    if (!good) return;
    QCOMPARE(QString::fromStdString(credentialHost(c.url) + " " + std::string(c.login) + " " + std::string(c.secret)), expected);
    QCOMPARE(text.substr(c.secretAt, c.secret.size()), std::string(c.secret));
}

void CredentialTest::aListIsReadWithoutItsSecrets() {
    const std::string more = kList + kList + kList;
    QCOMPARE(recognisedAs("https://a.test/:u@a.test:p\n" + more, "x.txt"), std::string());  // too much else in it
    std::string clean = more;
    for (std::size_t at = clean.find("@joinourchannel\n"); at != std::string::npos; at = clean.find("@joinourchannel\n")) clean.erase(at, 16);
    QCOMPARE(recognisedAs(clean, "x.txt"), std::string("credential-list"));
    ReadHints hints;
    hints.name = "combo_2025-11-30.txt";
    hints.secretKey = "key";
    const auto sink = readLog("credential-list", kList, hints);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(6));
    QCOMPARE(sink.events.size(), std::size_t(5));
    QCOMPARE(sink.skippedCount, std::uint64_t(1));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    const Event& e = sink.events[0];
    QCOMPARE(e.account, std::string("claire@example.test"));
    QCOMPARE(e.protocol, std::string("credential-list"));
    QCOMPARE(actionName(e.action), std::string_view("other"));
    QCOMPARE(e.field("host"), std::string_view("webmail.example.test"));
    QCOMPARE(std::string(e.field("secret_hmac")), toHex(hmacSha256("key", "S3cret:with:colons")));
    QCOMPARE(formatIso(Time{std::chrono::microseconds(e.time.civil)}, Precision::Day), std::string("2025-11-30"));
    for (const char* secret : {"S3cret", "hunter2", "pa55", "letmein"}) QVERIFY(!holds(sink, secret));
    QVERIFY(readLog("credential-list", kList).events[0].field("secret_hmac").empty());  // without a key nothing is kept
}

void CredentialTest::pairsAreAList() {
    std::string pairs;
    for (int i = 0; i < 12; ++i) pairs += "user" + std::to_string(i) + "@example.test:pass" + std::to_string(i) + "\n";
    QCOMPARE(recognisedAs(pairs, "combo.txt"), std::string("credential-list"));
    QCOMPARE(readLog("credential-list", pairs).events.size(), std::size_t(12));
}

void CredentialTest::blocksOfAStealer_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("RedLine") << "***********\n*  logo  *\n***********\nURL: https://webmail.example.test/\nUsername: claire@example.test\nPassword: S3cret\nApplication: Google_[Chrome]_Default\n"
                                "===============\nURL: https://shop.test/\nUsername: paul\nPassword: hunter2\nApplication: Edge\n===============\n";
    QTest::newRow("Raccoon") << "URL: https://webmail.example.test/\r\nUSER: claire@example.test\r\nPASS: S3cret\r\n\r\nURL: https://shop.test/\r\nUSER: paul\r\nPASS: hunter2\r\n";
    QTest::newRow("Vidar") << "Soft: Chrome\nHost: https://webmail.example.test/\nLogin: claire@example.test\nPassword: S3cret\n\nSoft: Chrome\nHost: https://shop.test/\nLogin: paul\nPassword: hunter2\n";
    QTest::newRow("Lumma") << "SOFT: Chrome (Default)\nURL: https://webmail.example.test/\nUSER: claire@example.test\nPASS: S3cret\n\nSOFT: Chrome\nURL: https://shop.test/\nUSER: paul\nPASS: hunter2\n";
    QTest::newRow("without separators") << "URL: https://webmail.example.test/\nUsername: claire@example.test\nPassword: S3cret\nURL: https://shop.test/\nUsername: paul\nPassword: hunter2\n";
}

void CredentialTest::blocksOfAStealer() {
    QFETCH(QString, text);
    const std::string octets = text.toStdString();
    QCOMPARE(recognisedAs(octets, "All Passwords.txt"), std::string("stealer-passwords"));
    ReadHints hints;
    hints.secretKey = "key";
    const auto sink = readLog("stealer-passwords", octets, hints);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(2));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[0].account, std::string("claire@example.test"));
    QCOMPARE(sink.events[0].field("host"), std::string_view("webmail.example.test"));
    QCOMPARE(std::string(sink.events[0].field("secret_hmac")), toHex(hmacSha256("key", "S3cret")));
    QCOMPARE(sink.events[1].account, std::string("paul"));
    QVERIFY(!holds(sink, "S3cret") && !holds(sink, "hunter2"));
    const std::string cited = octets.substr(sink.events[1].offset, sink.events[1].length);
    QVERIFY(cited.find("paul") != std::string::npos && cited.find("claire") == std::string::npos);
}

void CredentialTest::otherFilesAreNoLists_data() {
    QTest::addColumn<QString>("text");
    const auto many = [](const QString& line) {
        QString out;
        for (int i = 0; i < 40; ++i) out += QString(line).replace("#", QString::number(i));
        return out;
    };
    QTest::newRow("passwd") << many("user#:x:100#:100#:Some One:/home/u#:/bin/bash\n");
    QTest::newRow("passwd-file of Dovecot") << many("u#@example.test:{SSHA512}abcdef#::::::\n");
    QTest::newRow("htpasswd") << many("u#:$apr1$abc$def#\n");
    QTest::newRow("aliases") << many("u#@example.test: other#@example.test\n");
    QTest::newRow("virtual map") << many("u#@example.test\tother#@example.test\n");
    QTest::newRow("table") << "email,name\n" + many("u#@example.test,First Last #\n");
    QTest::newRow("mail log") << many("Dec 11 23:14:0# mx1 postfix/smtpd[12]: connect from a.example.test[203.0.113.6]\n");
    QTest::newRow("access log") << many("203.0.113.6 - - [11/Dec/2025:23:02:03 +0100] \"GET https://a.test/x:y HTTP/1.1\" 200 #\n");
    QTest::newRow("list of links") << many("https://example.test/page/#\n");
    QTest::newRow("links with titles") << many("https://example.test/page/#: a title of some words\n");
    QTest::newRow("headers of mails") << many("From: u#@example.test\nTo: v@example.test\nSubject: user: pass\n\n");
    QTest::newRow("JSON") << many("{\"url\":\"https://a.test\",\"user\":\"u#\"}\n");
    QTest::newRow("configuration") << many("url: https://a.test/#\nuser: x\n\n");
    QTest::newRow("Exim") << many("2025-12-11 08:32:0# 1abc-00-AB <= u@example.test H=a [203.0.113.6]:1234 P=esmtps S=12\n");
}

void CredentialTest::otherFilesAreNoLists() {
    QFETCH(QString, text);
    const std::string id = recognisedAs(text.toStdString(), "file.txt");
    QVERIFY2(id != "credential-list" && id != "stealer-passwords" && id != "cookies", id.c_str());
}

void CredentialTest::octetsAreShownMasked() {
    MemorySource list(kList);
    const Format* format = logFormat("credential-list");
    QVERIFY(format->secret);
    const std::string shown = format->recordText(list, 0, kList.size());
    for (const char* secret : {"S3cret", "hunter2", "pa55", "letmein"}) QVERIFY2(shown.find(secret) == std::string::npos, shown.c_str());
    QVERIFY(shown.find("claire@example.test:[password not shown]") != std::string::npos);
    QVERIFY(shown.find("letmein2") == std::string::npos);
    QVERIFY(shown.find("https://www.shop.test/account") != std::string::npos);
    const std::string block = "URL: https://a.test/\nUsername: u\nPassword: S3cret\nApplication: Chrome\nand something else S3cret\n";
    MemorySource stealer(block);
    const std::string masked = logFormat("stealer-passwords")->recordText(stealer, 0, block.size());
    QVERIFY2(masked.find("S3cret") == std::string::npos, masked.c_str());
    QVERIFY(masked.find("Username: u") != std::string::npos);
    QVERIFY(masked.find("Application: Chrome") != std::string::npos);
}

void CredentialTest::cookiesAreNamed() {
    const std::string jar = "# Netscape HTTP Cookie File\n.example.test\tTRUE\t/\tTRUE\t1765491243\tsid\tabc\n#HttpOnly_example.test\tFALSE\t/\tFALSE\t0\tx\ty\n";
    QCOMPARE(recognisedAs(jar, "Chrome_Default.txt"), std::string("cookies"));
    QVERIFY(!logFormat("cookies")->read && logFormat("cookies")->secret);
}

void CredentialTest::hmacIsTheStandardsOwn() {  // RFC 4231, test case 2
    QCOMPARE(toHex(hmacSha256("Jefe", "what do ya want for nothing?")), std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
}

void CredentialTest::mutantsAreAccountedFor() {
    std::mt19937 random(99);
    for (int round = 0; round < 400; ++round) {
        std::string mutant = kList + "URL: a\nUser: b\nPass: c\n";
        for (int i = 0; i < 1 + round % 12; ++i) mutant[random() % mutant.size()] = static_cast<char>(random());
        if (round % 4 == 0) mutant.resize(random() % mutant.size());
        for (const char* id : {"credential-list", "stealer-passwords"}) {
            QVERIFY(readLog(id, mutant).reconciles());
            MemorySource source(mutant);
            logFormat(id)->recordText(source, 0, mutant.size());
        }
    }
}

QTEST_GUILESS_MAIN(CredentialTest)
#include "tst_credential.moc"
