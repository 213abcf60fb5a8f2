// The MIME parser on hand-made hard cases: every line of the comparison with other parsers, every limit, and
// the numbers (offsets, wire sizes, digests) that evidence rests on.
#include <QElapsedTimer>
#include <QTest>

#include "base/text.h"
#include "mail/mail_support.h"

namespace {

std::string mixed(std::string_view parts) {
    return "From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: "
           "multipart/mixed; boundary=\"B\"\n\n" +
           std::string(parts);
}

bool hasDefect(const Message& m, std::string_view words) {
    for (const std::string& d : m.defects)
        if (d.find(words) != std::string::npos) return true;
    return false;
}

std::string crlf(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

/// A source that repeats one line: large input without memory.
class Repeated final : public ByteSource {
public:
    Repeated(std::string head, std::string line, std::uint64_t count, std::string tail)
        : head_(std::move(head)), line_(std::move(line)), tail_(std::move(tail)), count_(count) {}
    std::uint64_t size() const override { return head_.size() + line_.size() * count_ + tail_.size(); }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override {
        std::size_t done = 0;
        while (done < count && offset < size()) {
            std::string_view piece;
            if (offset < head_.size())
                piece = std::string_view(head_).substr(static_cast<std::size_t>(offset));
            else if (offset < head_.size() + line_.size() * count_)
                piece = std::string_view(line_).substr(
                    static_cast<std::size_t>((offset - head_.size()) % line_.size()));
            else
                piece = std::string_view(tail_).substr(
                    static_cast<std::size_t>(offset - head_.size() - line_.size() * count_));
            const std::size_t n = std::min(piece.size(), count - done);
            piece.copy(buffer + done, n);
            done += n;
            offset += n;
        }
        return done;
    }

private:
    std::string head_, line_, tail_;
    std::uint64_t count_;
};

long residentKilobytes(const char* key) {
    QFile f(QStringLiteral("/proc/self/status"));
    if (!f.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : f.readAll().split('\n'))
        if (line.startsWith(key))
            return line.mid(static_cast<int>(qstrlen(key))).trimmed().split(' ')[0].toLong();
    return 0;
}

}  // namespace

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

    void textDigestDoesNotDependOnPieces() {
        std::string body;
        while (body.size() < (9u << 20)) body += "a line of some length, with its end \n\n\n  \nand more\n";
        const Message m = parseOne("From: a@example.org\nTo: b@example.org\n\n" + body);
        QCOMPARE(toHex(m.textSha256), toHex(sha256(canonicalText(body))));
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
