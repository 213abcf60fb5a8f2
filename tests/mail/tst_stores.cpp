// The stores: mbox in its variants, Maildir file names, UID lists, message files, and what is recognised as
// what.
#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include "base/text.h"
#include "mail/mail_support.h"
#include "mail/maildir_name.h"
#include "mail/mbox.h"

namespace {

constexpr const char* kHeader = "From: a@example.org\nTo: b@example.org\nSubject: s\n";

std::string fromLine(int minute = 0) {
    char line[64];
    std::snprintf(line, sizeof line, "From a@example.org Mon Jan  5 10:%02d:00 2015\n", minute);
    return line;
}

std::string entry(const std::string& body, const std::string& extra = {}) {
    return fromLine() + kHeader + extra + "\n" + body + "\n";
}

}  // namespace

class TestStores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromLines_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("dated");
        QTest::addColumn<QString>("time");
        QTest::newRow("classic") << QByteArray("From a@b.c Sat Mar 24 23:00:00 2007") << true
                                 << "2007-03-24T23:00:00Z";
        QTest::newRow("two spaces") << QByteArray("From a@b.c  Sat Mar  4 23:00:00 2007") << true
                                    << "2007-03-04T23:00:00Z";
        QTest::newRow("zone behind") << QByteArray("From a@b.c Sat Mar 24 23:00:00 2007 +0200") << true
                                     << "2007-03-24T21:00:00Z";
        QTest::newRow("zone before the year")
            << QByteArray("From 15@xxx Thu Jun 30 12:31:44 +0000 2016") << true << "2016-06-30T12:31:44Z";
        QTest::newRow("no seconds") << QByteArray("From a@b.c Sat Mar 24 23:00 2007") << true
                                    << "2007-03-24T23:00:00Z";
        QTest::newRow("sender with spaces")
            << QByteArray("From \"A B\"@c Sat Mar 24 23:00:00 2007") << true << "2007-03-24T23:00:00Z";
        QTest::newRow("Mozilla") << QByteArray("From - Mon Jan 01 12:00:00 2001") << true
                                 << "2001-01-01T12:00:00Z";
        QTest::newRow("sentence") << QByteArray("From me to you, at 10:30 in March 2007") << false << "";
        QTest::newRow("no year") << QByteArray("From a@b.c Sat Mar 24 23:00:00") << false << "";
        QTest::newRow("no time") << QByteArray("From a@b.c Sat Mar 24 2007") << false << "";
    }
    void fromLines() {
        QFETCH(QByteArray, line);
        QFETCH(bool, dated);
        QFETCH(QString, time);
        const FromLine f = parseFromLine(line.toStdString());
        QCOMPARE(f.dated, dated);
        if (dated)
            QCOMPARE(QString::fromStdString(formatIso(Time(std::chrono::microseconds(f.micros)))), time);
    }

    void offsetsAreOfTheMessageAlone() {
        const std::string octets = entry("one\n") + entry("two\n");
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.messages.size(), 2u);
        for (const Message& m : sink.messages) {
            const std::string own = octets.substr(m.offset, m.length);
            QCOMPARE(own.substr(0, 5), std::string("From:"));
            QCOMPARE(own.substr(own.size() - 5), std::string(m.offset < 100 ? "\none\n" : "\ntwo\n"));
            QCOMPARE(toHex(m.sha256), toHex(sha256(own)));
            QCOMPARE(formatIso(Time(std::chrono::microseconds(m.internalDate))),
                     std::string("2015-01-05T10:00:00Z"));
        }
        QCOMPARE(sink.problems.size(), 0u);
    }

    void bodyLinesThatBeginWithFrom() {
        const std::string octets =
            entry("text\nFrom here on it is text\n\nFrom there too, at 10:30\n") + entry("two\n");
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        QVERIFY(sink.messages[0].indexText.find("there too") != std::string::npos);
    }

    void quotingIsUndoneInTheWireFormOnly_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("mboxo") << QByteArray(">From me\n> From\n") << QByteArray("From me\r\n> From\r\n");
        QTest::newRow("mboxrd") << QByteArray(">From me\n>>From you\n")
                                << QByteArray("From me\r\n>From you\r\n");
        QTest::newRow("not quoted at all")
            << QByteArray("From me\n>From you\n") << QByteArray("From me\r\n>From you\r\n");
    }
    void quotingIsUndoneInTheWireFormOnly() {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, wire);
        const std::string octets = entry(body.toStdString()) + entry("two\n");
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        const Message& m = sink.messages[0];
        QCOMPARE(m.parts[0].wireSize, static_cast<std::uint64_t>(wire.size()));
        std::string whole = std::string(kHeader) + "\n", served;
        for (char c : whole) served += c == '\n' ? "\r\n" : std::string(1, c);
        served += wire.toStdString();
        QCOMPARE(toHex(m.wireSha256), toHex(sha256(served)));
        QCOMPARE(toHex(m.parts[0].sha256), toHex(sha256(body.toStdString())));
    }

    void contentLengthVariants() {
        const std::string inner = "text\n\n" + fromLine(5) + "Subject: not a message of its own\n\nx\n";
        const std::string octets = entry(inner, "Content-Length: " + std::to_string(inner.size()) + "\n") +
                                   entry("two\n", "Content-Length: 4\n");
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.messages.size(), 2u);
        QCOMPARE(sink.messages[0].defects.size(), 1u);  // said: a line inside looks like a separator
        // A wrong Content-Length is not believed.
        const KeepingSink wrong = readText(entry(inner, "Content-Length: 9\n") + entry("two\n"), "mbox");
        QCOMPARE(wrong.foundCount, 3u);
    }

    void storeHeadersAreReadAndLeftOutOfTheWireForm() {
        const std::string octets = entry("one\n",
                                         "X-IMAPbase: 1165393211 0000000009\nX-UID: 7\nStatus: RO\nX-Status: "
                                         "AF\nX-Keywords: a\n b\nContent-Length: 4\n");
        const KeepingSink sink = readText(octets, "mbox");
        const Message& m = sink.messages[0];
        QCOMPARE(m.uid, 7u);
        QCOMPARE(m.uidValidity, 1165393211u);
        QCOMPARE(m.flags, std::string("ROAF"));
        QCOMPARE(m.wireSize,
                 std::string("From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\n\r\none\r\n").size());
        QCOMPARE(toHex(m.wireSha256),
                 toHex(sha256("From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\n\r\none\r\n")));
        QCOMPARE(m.headerWireSize,
                 std::string("From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\n\r\n").size());
    }

    void serversOwnFirstMessageIsSkipped() {
        const std::string octets =
            fromLine() +
            "From: Mail System Internal Data <MAILER-DAEMON@x>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER "
            "INTERNAL DATA\n"
            "X-IMAP: 42 3\nStatus: RO\n\nThis text is part of the internal format.\n\n" +
            entry("one\n");
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.skippedCount, 1u);
        QCOMPARE(sink.messages.size(), 1u);
        QCOMPARE(sink.messages[0].uidValidity, 42u);
    }

    void mozillaFlagsAndShortSeparators() {
        const std::string octets = "From - \nX-Mozilla-Status: 0009\n" + std::string(kHeader) +
                                   "\none\nFrom - \n" + kHeader + "\ntwo\n";
        const KeepingSink sink = readText(octets, "mbox");
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.messages[0].flags, std::string("RD"));
    }

    void whatStandsBeforeTheFirstSeparatorIsReported() {
        const KeepingSink sink = readText("lost words\n\n" + entry("one\n"), "mbox");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.problems.size(), 1u);
        QCOMPARE(sink.problems[0].offset, 0u);
        QCOMPARE(sink.problems[0].length, 12u);
        QCOMPARE(readText("", "mbox").foundCount, 0u);
    }

    void rangesReadAloneGiveTheSame() {
        std::string octets;
        int n = 0;
        for (n = 1; octets.size() < (13u << 20); ++n)
            octets += fromLine(n % 60) + "X-UID: " + std::to_string(n) + "\n" + kHeader +
                      "\n>>From quoted\n" + std::string(static_cast<std::size_t>(n * 37 % 5000), 'x') +
                      "\n\n";
        MemorySource source(octets);
        const Format& mbox = *mailFormat("mbox");
        int cuts = 0;
        std::string carry;
        mbox.scan(
            source, [](Bytes) {}, [&](Cut) { ++cuts; }, carry);
        QVERIFY(cuts >= 2);
        const KeepingSink cut = readSource(source, mbox);
        KeepingSink whole;
        Range all;
        all.end = octets.size();
        mbox.read(source, all, {}, whole);  // without a carry: the reader looks for itself
        QCOMPARE(cut.foundCount, static_cast<std::uint64_t>(n - 1));
        QCOMPARE(cut.messages.size(), whole.messages.size());
        for (std::size_t i = 0; i < whole.messages.size(); ++i) {
            QCOMPARE(cut.messages[i].offset, whole.messages[i].offset);
            QCOMPARE(toHex(cut.messages[i].wireSha256), toHex(whole.messages[i].wireSha256));
            QCOMPARE(cut.messages[i].uid, static_cast<std::uint32_t>(i + 1));
        }
        QCOMPARE(cut.problems.size(), 0u);
    }

    void messageFileWithJunkBeforeTheHeader() {
        const std::string octets =
            "some export tool\n\n" + std::string(kHeader) + "Message-ID: <1@x>\nMIME-Version: 1.0\n\nbody\n";
        const KeepingSink sink = readText(octets, "eml");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages[0].subject, std::string("s"));
        QCOMPARE(sink.messages[0].offset, 18u);
        QCOMPARE(sink.problems.size(), 1u);
        QCOMPARE(sink.problems[0].length, 18u);
        const KeepingSink from = readText(fromLine() + kHeader + "\nbody\n", "eml");
        QCOMPARE(from.problems.size(), 0u);
        QVERIFY(from.messages[0].internalDate > 0);
        QCOMPARE(readText("", "eml").foundCount, 0u);
    }

    void maildirNames_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("flags");
        QTest::addColumn<uint>("uid");
        QTest::newRow("plain") << QByteArray("1765393206.M1P2.host:2,FS") << "FS" << 0u;
        QTest::newRow("exclamation mark") << QByteArray("1765393206.M1P2.host!2,RS") << "RS" << 0u;
        QTest::newRow("sizes") << QByteArray("1765393206.M1P2.host,S=10,W=12:2,") << "" << 0u;
        QTest::newRow("offlineimap") << QByteArray("1765393206_1.12.host,U=17,FMD5=d41d8cd9:2,S") << "S"
                                     << 17u;
        QTest::newRow("new") << QByteArray("1765393206.M1P2.host") << "" << 0u;
        QTest::newRow("keywords") << QByteArray("1765393206.M1P2.host:2,Sab") << "Sab" << 0u;
    }
    void maildirNames() {
        QFETCH(QByteArray, name);
        QFETCH(QString, flags);
        QFETCH(uint, uid);
        ReadHints hints;
        hints.name = name.toStdString();
        hints.folder = "Archives/2025";
        const std::string octets = std::string(kHeader) + "\n";
        const KeepingSink sink = readText(octets, "maildir", hints);
        QCOMPARE(sink.foundCount, 1u);
        const Message& m = sink.messages[0];
        QCOMPARE(QString::fromStdString(m.flags), flags);
        QCOMPARE(m.uid, uid);
        QCOMPARE(m.folder, std::string("Archives/2025"));
        QCOMPARE(m.fileName, name.toStdString());
        if (name.contains("M1P2")) QCOMPARE(m.internalDate, 1765393206'000'000);
        if (name.contains("S=10")) QCOMPARE(m.defects.size(), 1u);
    }

    void uidlists() {
        ReadHints hints;
        hints.folder = "Sent";
        KeepingSink sink = readText(
            "3 V1765393211 N9 G0836aa1c\n1 :1765393206.M1P2.mail,S=735,W=758\n7 W12 :b.c:2,S\nbroken\n",
            "dovecot-uidlist", hints);
        QCOMPARE(sink.foundCount, 0u);
        QCOMPARE(sink.facts.size(), 3u);
        QCOMPARE(sink.facts[0].key, std::string("uidvalidity"));
        QCOMPARE(sink.facts[0].key2, std::string("Sent"));
        QCOMPARE(sink.facts[0].value, std::string("1765393211"));
        QCOMPARE(sink.facts[1].key2, std::string("Sent\t1"));
        QCOMPARE(sink.facts[1].value, std::string("1765393206.M1P2.mail,S=735,W=758"));
        QCOMPARE(sink.facts[1].offset, 27u);
        QCOMPARE(sink.facts[2].value, std::string("b.c"));
        QCOMPARE(sink.problems.size(), 1u);
        sink = readText("1 1173189136 10\n1 1173189136.host:2,S\n", "dovecot-uidlist", hints);
        QCOMPARE(sink.facts.size(), 2u);
        QCOMPARE(sink.facts[1].value, std::string("1173189136.host"));
        QCOMPARE(sink.problems.size(), 0u);
    }

    void recognition_data() {
        QTest::addColumn<QByteArray>("octets");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("format");
        const QByteArray mail = QByteArray(kHeader) + "Message-ID: <1@x>\n\nbody\n";
        QTest::newRow("message") << mail << "a.eml"
                                 << "eml";
        QTest::newRow("message named .msg") << mail << "a.msg"
                                            << "eml";
        QTest::newRow("message without a name") << mail << "123"
                                                << "eml";
        QTest::newRow("one header and the name") << QByteArray("Content-Type: text/html\n\n<p>\n") << "a.eml"
                                                 << "eml";
        QTest::newRow("one header, no name") << QByteArray("Content-Type: text/html\n\n<p>\n") << "a.txt"
                                             << "";
        QTest::newRow("mbox") << QByteArray::fromStdString(entry("x\n") + entry("y\n")) << "Sent"
                              << "mbox";
        QTest::newRow("mbox named .pst") << QByteArray::fromStdString(entry("x\n")) << "Outlook.pst"
                                         << "mbox";
        QTest::newRow("empty mbox") << QByteArray() << "old.mbox"
                                    << "mbox";
        QTest::newRow("one message with a From line named .eml")
            << QByteArray::fromStdString(entry("x\n")) << "a.eml"
            << "eml";
        QTest::newRow("several named .eml")
            << QByteArray::fromStdString(entry("x\n") + entry("y\n")) << "a.eml"
            << "mbox";
        QTest::newRow("maildir") << mail << "cur/1765393206.M1P2.host:2,S"
                                 << "maildir";
        QTest::newRow("loose file in cur") << mail << "cur/test1"
                                           << "maildir";
        QTest::newRow("uidlist") << QByteArray("3 V1 N2 G3\n1 :a\n") << "dovecot-uidlist"
                                 << "dovecot-uidlist";
        QTest::newRow("index") << QByteArray("\x07\x03\x78\x00") << "dovecot.index.cache"
                               << "store-metadata";
        QTest::newRow("msf") << QByteArray("// <!-- <mdb:mork:z v=\"1.4\"/> -->\n") << "Inbox.msf"
                             << "store-metadata";
        QTest::newRow("syslog") << QByteArray(
                                       "Dec 11 23:31:00 mail dovecot: imap-login: Login: user=<a>\nDec 11 "
                                       "23:31:01 mail postfix/smtpd[1]: connect from x\n")
                                << "mail.log"
                                << "";
        QTest::newRow("log with colons")
            << QByteArray("From: a\nwarning: x\ninfo: y\ndate 1\nerror: z\n") << "x.log"
            << "";
        QTest::newRow("csv") << QByteArray("Date,From,To,Subject\n1,a,b,c\n") << "x.csv"
                             << "";
        QTest::newRow("csv with colons") << QByteArray("Date:,From:,To:\n") << "x.csv"
                                         << "";
        QTest::newRow("settings") << QByteArray("from: a\nname: b\nhost: c\nport: d\nuser: e\n\n") << "x.yml"
                                  << "";
        QTest::newRow("http response")
            << QByteArray("HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\nServer: y\n\n") << "x"
            << "";
        QTest::newRow("letter") << QByteArray("From me to you\n\nDear all,\n") << "x.txt"
                                << "";
    }
    void recognition() {
        QFETCH(QByteArray, octets);
        QFETCH(QString, name);
        QFETCH(QString, format);
        const std::string path = "root/" + name.toStdString();
        QCOMPARE(
            QString::fromStdString(recognisedAs({octets.constData(), static_cast<std::size_t>(octets.size())},
                                                path.substr(path.rfind('/') + 1), path)),
            format);
    }

    /// The lab's servers wrote W= into their file names: the wire size a real IMAP server counted.
    void wireSizesAreThoseOfARealServer() {
        const QString root = sharedPath(QStringLiteral("corpus/lab/run1/evidence/var/vmail"));
        if (root.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        int compared = 0;
        QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            it.next();
            const MaildirName name = parseMaildirName(it.fileName().toStdString());
            if (name.wireSize == 0) continue;
            QFile f(it.filePath());
            QVERIFY(f.open(QIODevice::ReadOnly));
            const QByteArray octets = f.readAll();
            const Message m = parseOne({octets.constData(), static_cast<std::size_t>(octets.size())});
            QCOMPARE(m.length, name.size);
            QCOMPARE(m.wireSize, name.wireSize);
            ++compared;
        }
        QVERIFY(compared > 1000);
        std::printf("wire sizes: %d messages equal the server's W=\n", compared);
    }

    void speed() {
        std::string octets;
        std::string line(76, 'A');
        for (std::size_t i = 0; i < line.size(); ++i) line[i] = static_cast<char>('A' + i * 7 % 26);
        for (int n = 0; octets.size() < 100'000'000; ++n) {
            octets += fromLine(n % 60) + kHeader + "Message-ID: <" + std::to_string(n) +
                      "@x>\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\n";
            for (int i = 0; i < 30; ++i)
                octets += "some words of text that a body could have in it, and then some more\n";
            octets += "--B\nContent-Type: application/pdf; name=f.pdf\nContent-Transfer-Encoding: base64\n\n";
            for (int i = 0; i < 400; ++i) octets += line + "\n";
            octets += "--B--\n\n";
        }
        MemorySource source(octets);
        const Format& mbox = *mailFormat("mbox");
        std::string carry;
        QElapsedTimer timer;
        timer.start();
        mbox.scan(
            source, [](Bytes) {}, [](Cut) {}, carry);
        const double scan = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        Range all;
        all.end = octets.size();
        all.carry = carry;
        KeepingSink sink;
        timer.restart();
        mbox.read(source, all, {}, sink);
        const double read = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        const double mb = static_cast<double>(octets.size()) / 1e6;
        std::printf("mbox of %.0f MB, %zu messages: scan %.0f MB/s, parse and hash %.0f MB/s\n", mb,
                    sink.messages.size(), mb / scan, mb / read);
        QCOMPARE(sink.foundCount, sink.messages.size());
        QVERIFY(mb / read > 20);  // an order below what is expected: catches what is not linear
    }
};

QTEST_GUILESS_MAIN(TestStores)
#include "tst_stores.moc"
