// Parts of messages: messages inside messages, transfer encodings, files hidden in text, which body is shown.
#include <QElapsedTimer>
#include <QTest>

#include "mail/mime_samples.h"

class TestMimeParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nestedMessage() {
        const std::string inner =
            "From: i@example.org\nSubject: inner\nContent-Type: multipart/mixed; "
            "boundary=I\n\n--I\n\none\n--I\n"
            "Content-Type: image/png; name=p.png\nContent-Transfer-Encoding: base64\n\nAAEC\n--I--\n";
        const std::string octets =
            mixed("--B\n\ntext\n--B\nContent-Type: message/rfc822\n\n" + inner + "--B--\n");
        const KeepingSink sink = readText(octets, "eml");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages.size(), 2u);
        const Message& top = sink.messages[0];
        QCOMPARE(top.parent, -1);
        std::string numbers;
        for (const Part& p : top.parts) numbers += p.number + " ";
        QCOMPARE(numbers, std::string("TEXT 1 2 2.TEXT 2.1 2.2 "));
        QCOMPARE(top.parts[2].kind, PartKind::Message);
        const Message& nested = sink.messages[1];
        QCOMPARE(nested.parent, 0);
        QCOMPARE(nested.parentPart, std::string("2"));
        QCOMPARE(nested.subject, std::string("inner"));
        // The line end before the boundary is the boundary's.
        const std::string own = inner.substr(0, inner.size() - 1);
        QCOMPARE(octets.substr(nested.offset, nested.length), own);
        QCOMPARE(toHex(nested.sha256), toHex(sha256(own)));
        QCOMPARE(toHex(nested.wireSha256), toHex(sha256(crlf(own))));
        QCOMPARE(nested.wireSize, crlf(own).size());
        QCOMPARE(toHex(top.parts[2].sha256), toHex(sha256(own)));
        QCOMPARE(nested.parts.size(), 3u);
        QCOMPARE(nested.parts[2].number, std::string("2"));
        QCOMPARE(decoded(octets, nested.parts[2]), std::string("\0\1\2", 3));
        QVERIFY(top.indexText.find("inner") == std::string::npos);
        QCOMPARE(sink.problems.size(), 0u);
    }

    void singlePartMessageInMessage() {
        const KeepingSink sink = readText(
            mixed("--B\nContent-Type: message/rfc822\n\nFrom: i@example.org\nSubject: in\n\nhello\n--B--\n"),
            "eml");
        QVERIFY(partNumbered(sink.messages[0], "1.1"));
        QCOMPARE(sink.messages[1].parts[0].number, std::string("1"));
        QCOMPARE(sink.messages[1].indexText, std::string("hello"));
    }

    void messageHiddenInBase64IsOpened() {
        const std::string attached =
            "hello attachment, long enough for several lines of base64 in every encoding";
        const std::string inner =
            "From: i@example.org\nSubject: hidden\nContent-Type: multipart/mixed; boundary=I\n\n--I\n\nfound "
            "me\n--I\n"
            "Content-Type: application/octet-stream; name=f.bin\nContent-Transfer-Encoding: base64\n\n" +
            base64Encode(attached) + "\n--I--\n";
        const std::string encoded = base64Encode(inner);
        std::string lines;
        for (std::size_t i = 0; i < encoded.size(); i += 76) lines += encoded.substr(i, 76) + "\n";
        const std::string octets = mixed(
            "--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + lines + "--B--\n");
        const KeepingSink sink = readText(octets, "eml");
        QCOMPARE(sink.messages.size(), 2u);
        QCOMPARE(sink.messages[1].subject, std::string("hidden"));
        QVERIFY(sink.messages[1].indexText.find("found me") != std::string::npos);
        const Part* enclosing = partNumbered(sink.messages[0], "1");
        const Part* file = partNumbered(sink.messages[0], "1.2");
        QVERIFY(enclosing && file);
        QCOMPARE(file->bodyOffset, enclosing->bodyOffset);
        QCOMPARE(file->bodyLength, enclosing->bodyLength);
        QCOMPARE(toHex(file->sha256), toHex(sha256(attached)));
        QCOMPARE(decoded(octets, *file), attached);
        QCOMPARE(toHex(sink.messages[1].sha256), toHex(sha256(inner)));
        QCOMPARE(sink.messages[1].length, enclosing->bodyLength);
        MemorySource source(octets);
        const MessageView v = viewMessage(source, sink.messages[1].offset, sink.messages[1].length, {});
        QCOMPARE(v.text, std::string("found me"));
        QCOMPARE(v.parts.size(), sink.messages[1].parts.size());
        QCOMPARE(decoded(octets, v.parts[2]), attached);
    }

    void messageHiddenTwiceIsOpened() {
        const std::string core =
            "From: c@example.org\nSubject: core\nContent-Type: text/plain; name=c.txt\n\nthe very core\n";
        const std::string middle =
            "From: m@example.org\nSubject: middle\nContent-Type: message/rfc822\nContent-Transfer-Encoding: "
            "base64\n\n" +
            base64Encode(core) + "\n";
        const std::string octets =
            mixed("--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" +
                  base64Encode(middle) + "\n--B--\n");
        const KeepingSink sink = readText(octets, "eml");
        QCOMPARE(sink.messages.size(), 3u);
        QCOMPARE(sink.messages[2].parent, 1);
        QCOMPARE(sink.messages[2].subject, std::string("core"));
        QCOMPARE(sink.messages[2].parts.size(), 1u);
        QCOMPARE(decoded(octets, sink.messages[2].parts[0]), std::string("the very core\n"));
    }

    void transferEncodings_data() {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("decodedAs");
        QTest::addColumn<bool>("defect");
        QTest::newRow("base64") << QByteArray("BASE64") << QByteArray("aGVs\nbG8=") << QByteArray("hello")
                                << false;
        QTest::newRow("base64 truncated keeps what decodes")
            << QByteArray("base64") << QByteArray("MTIzNDU2Nzg") << QByteArray("12345678") << true;
        QTest::newRow("base64 with foreign octets")
            << QByteArray("base64") << QByteArray("aG!Vs\nbG8=") << QByteArray("hello") << true;
        QTest::newRow("base64 then text")
            << QByteArray("base64") << QByteArray("aGVsbG8=\nfooter") << QByteArray("hello") << true;
        QTest::newRow("quoted-printable")
            << QByteArray("quoted-printable") << QByteArray("a=C3=A9=\nb  \nc=3D")
            << QByteArray(
                   "a\xC3\xA9"
                   "b\nc=")
            << false;
        QTest::newRow("quoted-printable lower case, broken")
            << QByteArray("quoted-printable") << QByteArray("=c3=a9 =zz") << QByteArray("\xC3\xA9 =zz")
            << true;
        QTest::newRow("unknown") << QByteArray("x-nothing") << QByteArray("as is") << QByteArray("as is")
                                 << true;
        QTest::newRow("with comment")
            << QByteArray("7bit (really)") << QByteArray("as is") << QByteArray("as is") << false;
        QTest::newRow("x-uuencode") << QByteArray("x-uuencode")
                                    << QByteArray("begin 644 cat.txt\n#0V%T\n`\nend") << QByteArray("Cat")
                                    << false;
        QTest::newRow("uuencode cut short")
            << QByteArray("uuencode") << QByteArray("begin 644 cat.txt\n#0V%T") << QByteArray("Cat") << true;
    }

    void transferEncodings() {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, decodedAs);
        QFETCH(bool, defect);
        const std::string octets =
            mixed("--B\nContent-Type: application/x-a\nContent-Transfer-Encoding: " + encoding.toStdString() +
                  "\n\n" + body.toStdString() + "\n--B--\n");
        const Message m = parseOne(octets);
        QCOMPARE(m.parts.size(), 2u);
        QCOMPARE(m.parts[1].size, static_cast<std::uint64_t>(decodedAs.size()));
        QCOMPARE(QByteArray::fromStdString(decoded(octets, m.parts[1])), decodedAs);
        QCOMPARE(toHex(m.parts[1].sha256), toHex(sha256(decodedAs.toStdString())));
        QCOMPARE(!m.defects.empty(), defect);
        if (encoding.contains("uu")) QCOMPARE(m.parts[1].name, std::string("cat.txt"));
    }

    void uuencodedFileInsideText() {
        const std::string octets =
            "From: a@example.org\nTo: b@example.org\n\nsee below\n\nbegin 644 my "
            "cat.txt\n#0V%T\n`\nend\nbye\n";
        const Message m = parseOne(octets);
        QCOMPARE(m.parts.size(), 2u);
        QCOMPARE(m.parts[1].number, std::string("1u1"));
        QCOMPARE(m.parts[1].name, std::string("my cat.txt"));
        QCOMPARE(m.parts[1].kind, PartKind::Attachment);
        QCOMPARE(decoded(octets, m.parts[1]), std::string("Cat"));
        QCOMPARE(toHex(m.parts[1].sha256), toHex(sha256("Cat")));
        QVERIFY(m.indexText.find("bye") != std::string::npos);
        // A sentence that only begins like one is text.
        QCOMPARE(parseOne("From: a@example.org\nTo: b@example.org\n\nbegin 644 things\nwhenever you like\n")
                     .parts.size(),
                 1u);
    }

    void messagePartialAndSignedAreParts() {
        const Message m =
            parseOne(mixed("--B\nContent-Type: message/partial; id=x; number=1\n\npiece\n--B\nContent-Type: "
                           "application/pgp-signature; name=s.asc\n\nsig\n--B--\n"));
        QCOMPARE(m.parts[1].kind, PartKind::Attachment);
        QCOMPARE(m.parts[1].mediaType, std::string("message/partial"));
        QCOMPARE(m.parts[2].name, std::string("s.asc"));
    }

    void inlineImagesAreThoseTheHtmlRefersTo() {
        const Message m =
            parseOne(mixed("--B\nContent-Type: text/html\n\n<img src=\"cid:pic@x\">\n--B\nContent-Type: "
                           "image/png\nContent-ID: <pic@x>\n\nP\n"
                           "--B\nContent-Type: image/png\nContent-ID: <other@x>\n\nP\n--B--\n"));
        QCOMPARE(m.parts[2].kind, PartKind::Inline);
        QCOMPARE(m.parts[2].contentId, std::string("pic@x"));
        QCOMPARE(m.parts[3].kind, PartKind::Attachment);
    }

    void bothAlternativesAreFound() {
        const Message m = parseOne(
            "From: a@example.org\nTo: b@example.org\nContent-Type: multipart/alternative; "
            "boundary=B\n\n--B\n\nhello plain world\n--B\n"
            "Content-Type: text/html\n\n<p>hello <b>hidden</b> world</p>\n--B--\n");
        QVERIFY(m.indexText.find("plain") != std::string::npos);
        QVERIFY(m.indexText.find("hidden") != std::string::npos);
        QCOMPARE(m.indexText.find("hello"), m.indexText.rfind("hello"));
        QCOMPARE(toHex(m.textSha256), toHex(sha256("hello plain world")));
    }
};

QTEST_GUILESS_MAIN(TestMimeParts)
#include "tst_mime_parts.moc"
