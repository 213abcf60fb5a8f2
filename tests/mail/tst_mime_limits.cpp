// The MIME parser on broken, endless and cut-off input: every limit, and no memory or recursion beyond it.
#include <QElapsedTimer>
#include <QTest>

#include "mail/mime_samples.h"

class TestMimeLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brokenStructure() {
        Message m = parseOne(
            "From: a@example.org\nTo: b@example.org\nContent-Type: "
            "multipart/mixed\n\n--found\n\ntext\n--found\n"
            "Content-Type: application/x-a; name=f\n\nx\n--found--\n");
        QVERIFY(hasDefect(m, "no boundary parameter"));
        QCOMPARE(m.parts.size(), 3u);
        m = parseOne(
            "From: a@example.org\nTo: b@example.org\nContent-Type: multipart/mixed; boundary=never\n\nonly "
            "text\n");
        QVERIFY(hasDefect(m, "never occurs"));
        QCOMPARE(m.parts.size(), 2u);
        QCOMPARE(m.parts[1].kind, PartKind::TextBody);
        QCOMPARE(m.indexText, std::string("only text"));
        m = parseOne(mixed("--B\n\none\n--B\n\ntwo\n"));
        QVERIFY(hasDefect(m, "no closing boundary"));
        QCOMPARE(m.parts.size(), 3u);
        m = parseOne(
            "From: a@example.org\nTo: b@example.org\nContent-Type: text/plain\nContent-Type: "
            "multipart/mixed; boundary=X\n\n--X\n\nt\n--X--\n");
        QVERIFY(hasDefect(m, "more than one Content-Type"));
        QCOMPARE(m.parts[0].mediaType, std::string("multipart/mixed"));
        m = parseOne("From: a@example.org\nTo: b@example.org\nSubject: x\nthis is no field\nmore\n");
        QVERIFY(hasDefect(m, "empty line between header and body is missing"));
        QCOMPARE(m.indexText, std::string("this is no field\nmore"));
        m = parseOne("From: a@example.org\nTo: b@example.org\nContent-Type: nonsense\n\ntext\n");
        QVERIFY(hasDefect(m, "type/subtype"));
        QCOMPARE(m.parts[0].mediaType, std::string("text/plain"));
        m = parseOne("From: a@example.org\nTo: b@example.org\nDate: yesterday\n\ntext\n");
        QVERIFY(hasDefect(m, "Date field"));
        QVERIFY(!m.date.present);
        m = parseOne(
            "From: a@example.org\nTo: b@example.org\nDate: Sun, 30 Nov 0002 00:00:00 -0800\n\ntext\n");
        QVERIFY(m.date.present);
        QCOMPARE(m.date.civil, *civilMicros(2002, 11, 30, 0, 0, 0));
        m = parseOne("From: a@example.org\nTo: b@example.org\n");
        QCOMPARE(m.parts.size(), 1u);
        QCOMPARE(m.parts[0].size, 0u);
    }

    void deepNestingEndsAtTheCap() {
        std::string octets = "From: a@example.org\nTo: b@example.org\n";
        for (int i = 0; i < 20000; ++i)
            octets += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
                      std::to_string(i) + "\n";
        const KeepingSink sink = readText(octets + "\ntext\n", "eml");
        QCOMPARE(sink.messages.size(), 1u);
        QVERIFY(sink.messages[0].parts.size() <= 101u);
        QCOMPARE(sink.problems.size(), 1u);
        QVERIFY(hasDefect(sink.messages[0], "nested more than 100 levels"));
        QCOMPARE(toHex(sink.messages[0].sha256), toHex(sha256(octets + "\ntext\n")));
    }

    void nestedMessagesEndAtTheCap() {
        std::string octets = "From: a@example.org\nTo: b@example.org\n";
        for (int i = 0; i < 5000; ++i) octets += "Content-Type: message/rfc822\n\n";
        const KeepingSink sink = readText(octets + "\ntext\n", "eml");
        QVERIFY(sink.messages.size() <= 101u);
        QCOMPARE(sink.problems.size(), 1u);
        for (std::size_t i = 1; i < sink.messages.size(); ++i)
            QCOMPARE(sink.messages[i].parent, static_cast<int>(i) - 1);
    }

    void manyPartsEndAtTheCap() {
        std::string parts;
        for (int i = 0; i < 12000; ++i) parts += "--B\n\nx\n";
        const KeepingSink sink = readText(mixed(parts + "--B--\n"), "eml");
        QCOMPARE(sink.messages[0].parts.size(), 10000u);
        QCOMPARE(sink.problems.size(), 1u);
    }

    void hugeHeaderEndsAtTheCap() {
        const std::string octets =
            "From: a@example.org\nTo: b@example.org\nX-Big: " + std::string(3u << 20, 'x') +
            "\nSubject: late\n\nbody\n";
        const KeepingSink sink = readText(octets, "eml");
        QCOMPARE(sink.problems.size(), 1u);
        QVERIFY(sink.problems[0].reason.find("1 MiB") != std::string::npos);
        QCOMPARE(sink.messages[0].indexText, std::string("body"));
        QCOMPARE(toHex(sink.messages[0].sha256), toHex(sha256(octets)));
    }

    void textBeyondTheCapIsAProblem() {
        Repeated source("From: a@example.org\nTo: b@example.org\n\n", "0123456789 abcdefghi\n", 600'000,
                        "the end\n");
        const KeepingSink sink = readSource(source, *mailFormat("eml"));
        QCOMPARE(sink.problems.size(), 1u);
        QVERIFY(sink.problems[0].reason.find("10 million") != std::string::npos);
        QVERIFY(sink.messages[0].indexText.size() <= 10'000'000u + 10u);
        QVERIFY(sink.messages[0].indexText.size() > 9'900'000u);
    }

    void memoryDoesNotGrowWithTheAttachment() {
        const std::string line(76, 'A');
        Repeated source(
            "From: a@example.org\nTo: b@example.org\nContent-Type: application/x-a; "
            "name=big\nContent-Transfer-Encoding: base64\n\n",
            line + "\n", 4'000'000, "");
        const long before = residentKilobytes("VmRSS:");
        QElapsedTimer timer;
        timer.start();
        const KeepingSink sink = readSource(source, *mailFormat("eml"));
        const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        QCOMPARE(sink.messages[0].parts[0].size, 4'000'000u * 57u);
        const long grown = residentKilobytes("VmHWM:") - before;
        std::printf("attachment of %.0f MB: %.0f MB/s, peak grew by %ld KiB\n",
                    static_cast<double>(source.size()) / 1e6,
                    static_cast<double>(source.size()) / 1e6 / seconds, grown);
        if (before > 0) QVERIFY(residentKilobytes("VmRSS:") - before < 32 * 1024);
    }

    void everyTruncationIsSurvived() {
        const std::string octets =
            mixed("--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" +
                  base64Encode("From: x@y\n\nhi\nbegin 644 f\n#0V%T\n`\nend\n") +
                  "\n--B\nContent-Type: text/html\nContent-Transfer-Encoding: "
                  "quoted-printable\n\n<p>=C3=A9</p>=\n\n--B--\n");
        for (std::size_t n = 1; n <= octets.size(); ++n) {
            const KeepingSink sink = readText(std::string_view(octets).substr(0, n), "eml");
            QCOMPARE(sink.foundCount, 1u);
            QCOMPARE(sink.top().size(), 1u);
            QCOMPARE(toHex(sink.top()[0]->sha256), toHex(sha256(std::string_view(octets).substr(0, n))));
        }
    }
};

QTEST_GUILESS_MAIN(TestMimeLimits)
#include "tst_mime_limits.moc"
