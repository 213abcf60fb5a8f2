// The MIME parser on hand-made hard cases: headers, charsets, and the numbers (offsets, wire sizes, digests) that
// evidence rests on.
#include <QElapsedTimer>
#include <QTest>

#include "mail/mime_samples.h"

class TestMime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headers_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("subject");
        QTest::newRow("plain") << QByteArray("hello") << "hello";
        QTest::newRow("folded") << QByteArray("one\n two\n\tthree") << "one two three";
        QTest::newRow("multi-word") << QByteArray("=?utf-8?Q?d=C3=A9?= =?utf-8?Q?j=C3=A0?= vu")
                                    << QStringLiteral("déjà vu");
        QTest::newRow("space between words is text")
            << QByteArray("=?utf-8?Q?a?= b =?utf-8?Q?c?=") << "a b c";
        QTest::newRow("character split over words")
            << QByteArray("=?utf-8?B?w6nD?=\n =?utf-8?B?qA==?=") << QStringLiteral("éè");
        QTest::newRow("utf-7") << QByteArray("=?utf-7?Q?d+AOk-j+AOA-?=") << QStringLiteral("déjà");
        QTest::newRow("iso-2022-jp") << QByteArray("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=")
                                     << QStringLiteral("日本");
        QTest::newRow("language suffix")
            << QByteArray("=?utf-8*fr?Q?=C3=A9t=C3=A9?=") << QStringLiteral("été");
        QTest::newRow("raw utf-8") << QByteArray("d\xC3\xA9j\xC3\xA0") << QStringLiteral("déjà");
        QTest::newRow("raw 8-bit") << QByteArray("d\xE9j\xE0 vu hier") << QStringLiteral("déjà vu hier");
        QTest::newRow("unknown charset") << QByteArray("=?x-foo?Q?d=E9j=E0?=") << QStringLiteral("déjà");
        QTest::newRow("broken word stays text") << QByteArray("=?utf-8?X?abc?=") << "=?utf-8?X?abc?=";
        QTest::newRow("unfinished word stays text") << QByteArray("=?utf-8?Q?abc") << "=?utf-8?Q?abc";
        QTest::newRow("spaces inside a word")
            << QByteArray("=?utf-8?Q?a b=C3=A9?=") << QStringLiteral("a bé");
    }

    void headers() {
        QFETCH(QByteArray, field);
        QFETCH(QString, subject);
        const Message m = parseOne("From: x@example.org\nSubject: " + field.toStdString() +
                                   "\nTo: y@example.org\n\nbody\n");
        QCOMPARE(QString::fromStdString(m.subject), subject);
        QCOMPARE(m.to.size(), 1u);
    }

    void parameters_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("name");
        QTest::newRow("quoted") << QByteArray("name=\"a;b.txt\"") << "a;b.txt";
        QTest::newRow("unquoted with spaces") << QByteArray("name=my file.txt") << "my file.txt";
        QTest::newRow("2047 in name")
            << QByteArray("name=\"=?utf-8?Q?=C3=A9t=C3=A9.pdf?=\"") << QStringLiteral("été.pdf");
        QTest::newRow("2231") << QByteArray("name*=utf-8'fr'%C3%A9t%C3%A9.pdf") << QStringLiteral("été.pdf");
        QTest::newRow("2231 continued")
            << QByteArray("name*0*=iso-8859-1''d%E9;\n name*1=\"j\";\n name*2*=%E0.txt")
            << QStringLiteral("déjà.txt");
        QTest::newRow("2231 out of order") << QByteArray("name*1=\"b.txt\"; name*0=\"a\"") << "ab.txt";
        QTest::newRow("2231 wins") << QByteArray("name=\"x.txt\"; name*=utf-8''y.txt") << "y.txt";
        QTest::newRow("raw 8-bit") << QByteArray("name=\"\xE9t\xE9 fini.txt\"")
                                   << QStringLiteral("été fini.txt");
        QTest::newRow("comment") << QByteArray("name=a.txt (the file)") << "a.txt";
    }

    void parameters() {
        QFETCH(QByteArray, field);
        QFETCH(QString, name);
        const Message m =
            parseOne(mixed("--B\nContent-Type: application/x-a; " + field.toStdString() + "\n\nx\n--B--\n"));
        QCOMPARE(m.parts.size(), 2u);
        QCOMPARE(QString::fromStdString(m.parts[1].name), name);
        QCOMPARE(m.parts[1].kind, PartKind::Attachment);
    }

    void addresses() {
        const Message m = parseOne(
            "From: \"Doe, Jane\" <jane@example.org>\nTo: =?utf-8?Q?Am=C3=A9lie?= <am@example.org>, "
            "bob@example.org (Bob)\n"
            "Cc: team: a@example.org, b@example.org;, c@example.org\nBcc: undisclosed-recipients:;\n"
            "Delivered-To: box@example.org\nMessage-ID: <1@x>\nIn-Reply-To: Your mail <0@x>\n\n.\n");
        QCOMPARE(m.from, std::string("\"Doe, Jane\" <jane@example.org>"));
        QCOMPARE(m.to, (std::vector<std::string>{"Amélie <am@example.org>", "bob@example.org (Bob)"}));
        QCOMPARE(m.cc, (std::vector<std::string>{"a@example.org", "b@example.org", "c@example.org"}));
        QCOMPARE(m.bcc, (std::vector<std::string>{"undisclosed-recipients:;"}));
        QCOMPARE(m.deliveredTo, std::string("box@example.org"));
        QCOMPARE(m.messageId, std::string("<1@x>"));
        QCOMPARE(m.inReplyTo, std::string("<0@x>"));
    }

    void numbersOffsetsAndWire() {
        const std::string text = mixed(
            "preamble\n--B\nContent-Type: text/plain\n\nhello\n--B\nContent-Type: application/pdf; "
            "name=a.pdf\n"
            "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--B--\nepilogue\n");
        for (const std::string& octets : {text, crlf(text)}) {
            const Message m = parseOne(octets);
            QCOMPARE(m.parts.size(), 3u);
            QCOMPARE(m.parts[0].number, std::string("TEXT"));
            QCOMPARE(m.parts[0].kind, PartKind::Container);
            QCOMPARE(m.parts[1].number, std::string("1"));
            QCOMPARE(m.parts[1].kind, PartKind::TextBody);
            QCOMPARE(octets.substr(m.parts[1].bodyOffset, m.parts[1].bodyLength), std::string("hello"));
            QCOMPARE(m.parts[1].wireSize, 5u);
            QCOMPARE(m.parts[2].number, std::string("2"));
            QCOMPARE(octets.substr(m.parts[2].bodyOffset, m.parts[2].bodyLength), std::string("aGVsbG8="));
            QCOMPARE(octets.substr(m.parts[2].headerOffset, 12), std::string("Content-Type"));
            QCOMPARE(m.parts[2].size, 5u);
            QCOMPARE(toHex(m.parts[2].sha256), toHex(sha256("hello")));
            QCOMPARE(decoded(octets, m.parts[2]), std::string("hello"));
            QCOMPARE(m.length, octets.size());
            QCOMPARE(toHex(m.sha256), toHex(sha256(octets)));
            QCOMPARE(m.wireSize, crlf(text).size());
            QCOMPARE(toHex(m.wireSha256), toHex(sha256(crlf(text))));
            QCOMPARE(m.headerWireSize, crlf(text).find("\r\n\r\n") + 4);
            QVERIFY(m.defects.empty());
        }
    }

    void singlePartBodyIsOne() {
        const std::string octets = "From: a@example.org\nSubject: x\n\nline one\nline two\n";
        const Message m = parseOne(octets);
        QCOMPARE(m.parts.size(), 1u);
        QCOMPARE(m.parts[0].number, std::string("1"));
        QCOMPARE(m.parts[0].wireSize, std::string("line one\r\nline two\r\n").size());
        QCOMPARE(toHex(m.textSha256), toHex(sha256(canonicalText("line one\nline two\n"))));
        QVERIFY(m.hasText);
    }

    void bodyCharsets_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("says us-ascii, is utf-8")
            << QByteArray("text/plain; charset=us-ascii") << QByteArray("d\xC3\xA9j\xC3\xA0");
        QTest::newRow("unknown charset")
            << QByteArray("text/plain; charset=x-foo") << QByteArray("d\xE9j\xE0");
        QTest::newRow("latin-1") << QByteArray("text/plain; charset=ISO-8859-1") << QByteArray("d\xE9j\xE0");
        QTest::newRow("none declared, utf-8") << QByteArray("text/plain") << QByteArray("d\xC3\xA9j\xC3\xA0");
        QTest::newRow("utf-7") << QByteArray("text/plain; charset=utf-7") << QByteArray("d+AOk-j+AOA-");
        QTest::newRow("html") << QByteArray("text/html; charset=utf-8")
                              << QByteArray("<p>d&eacute;j&#224;</p>");
    }

    void bodyCharsets() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const Message m =
            parseOne("From: a@example.org\nTo: b@example.org\nContent-Type: " + type.toStdString() + "\n\n" +
                     body.toStdString() + "\n");
        QCOMPARE(QString::fromStdString(m.indexText).trimmed(), QStringLiteral("deja"));
        QCOMPARE(toHex(m.textSha256), toHex(sha256("déjà")));
    }

    void nulsAreKept() {
        const std::string body = std::string("be\0fore and after", 17);
        const std::string octets = "From: a@example.org\nTo: b@example.org\n\n" + body;
        const Message m = parseOne(octets);
        QCOMPARE(m.parts[0].size, 17u);
        QCOMPARE(toHex(m.parts[0].sha256), toHex(sha256(body)));
        QVERIFY(m.indexText.find("after") != std::string::npos);
    }

    void textDigestDoesNotDependOnPieces() {
        std::string body;
        while (body.size() < (9u << 20)) body += "a line of some length, with its end \n\n\n  \nand more\n";
        const Message m = parseOne("From: a@example.org\nTo: b@example.org\n\n" + body);
        QCOMPARE(toHex(m.textSha256), toHex(sha256(canonicalText(body))));
    }

    void viewIsSafeAndComplete() {
        const std::string octets =
            "From: a@example.org\nSubject: =?utf-8?Q?=C3=A9?=\nContent-Type: multipart/alternative; "
            "boundary=B\n\n--B\n\nplain\n--B\n"
            "Content-Type: text/html\n\n<p>rich <img src=\"http://x.example/a.png\"></p>\n--B--\n";
        MemorySource source(octets);
        const MessageView v = viewMessage(source, 0, octets.size(), {});
        QCOMPARE(v.headers.size(), 3u);
        QCOMPARE(v.headers[1].second, std::string("é"));
        QCOMPARE(v.text, std::string("plain"));
        QVERIFY(v.html.find("rich") != std::string::npos);
        QVERIFY(v.html.find("http") == std::string::npos);
        QCOMPARE(v.blockedRemote, 1);
        QCOMPARE(v.parts.size(), 3u);
    }
};

QTEST_GUILESS_MAIN(TestMime)
#include "tst_mime.moc"
