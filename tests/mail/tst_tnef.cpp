// TNEF, alone and inside a mail: what it encloses comes out with its octets, damage is said and read over. The fixture
// writes streams of its own; the corpus is compared with two tools.
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <map>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/mail_support.h"
#include "mail/mutants.h"
#include "mail/tnef_writer.h"

namespace {

const std::string kPdf = std::string("%PDF-1.4\r\nline\n") + '\0' + "\xff\xfe end";

std::string sample() {
    return TnefWriter(1251)
        .messageClass("IPM.Microsoft Mail.Note")
        .subject("\xcf\xf0\xe8\xe2\xe5\xf2")  // windows-1251
        .body("text of the body")
        .properties(PropertyWriter().variable(0x1035, 0x1e, std::string("<1@example.org>") + '\0')
                        .variable(0x1013, 0x102, "<html><body><p>formatted body</p></body></html>")
                        .named(u"own", u"value").octets())
        .beginAttachment().title("a.pdf").data(kPdf)
        .attachProperties(PropertyWriter().variable(0x3707, 0x1f, wide(u"Plan für März.pdf")).number(0x3705, 1).octets())
        .octets();
}

std::string embedding(const std::string& inner) {
    const std::string iid = little(0x00020307, 4) + std::string("\0\0\0\0\xc0\0\0\0\0\0\0\x46", 12);
    return TnefWriter().subject("outer")
        .beginAttachment()
        .attachProperties(PropertyWriter().number(0x3705, 5).variable(0x3701, 0x0d, iid + inner).octets())
        .octets();
}

struct Explained {
    const char* file;
    const char* what;  ///< beginning of what differs, as printed
    const char* reason;
};
constexpr Explained kExplained[] = {
#include "tnef_corpus_differences.inc"
};

std::string partOf(std::string_view file, const std::string& locator, const std::string& number) {
    MemorySource source(file);
    std::string out;
    mailFormat("tnef")->items->part(source, locator, number, [&](std::string_view s) { out += s; });
    return out;
}

std::string lines(const std::string& base64) {
    std::string out;
    for (std::size_t i = 0; i < base64.size(); i += 76) out += base64.substr(i, 76) + "\n";
    return out;
}

/// A mail of text, TNEF stream and another attachment.
std::string carrying(const std::string& tnef, const std::string& text) {
    return "From: a@example.org\nTo: b@example.org\nSubject: carrier\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
           "Content-Type: text/plain\n\n" + text + "\n--x\nContent-Type: application/octet-stream; name=winmail.dat\n"
           "Content-Transfer-Encoding: base64\n\n" + lines(base64Encode(tnef)) + "\n--x\nContent-Type: image/png; name=p.png\n\nPNG\n--x--\n";
}

std::multiset<std::string> savedHashes(const Message& m) {
    std::multiset<std::string> out;
    for (const Part& p : m.parts)
        if (p.kind == PartKind::Attachment || p.kind == PartKind::Inline) out.insert(toHex(p.sha256));
    return out;
}

std::string says(const Message& m, const char* text) {
    for (const std::string& d : m.defects)
        if (inEnglish(d).find(text) != std::string::npos) return d;
    return {};
}

}  // namespace

class TestTnef : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStreamAloneIsReadWhole() {
        const std::string file = sample();
        QCOMPARE(recognisedAs(file, "winmail.dat"), std::string("tnef"));
        const KeepingSink sink = readText(file, "tnef");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages.size(), std::size_t(1));
        QCOMPARE(sink.problems.size(), std::size_t(0));
        const Message& m = sink.messages[0];
        QVERIFY2(m.defects.empty(), m.defects.empty() ? "" : m.defects[0].c_str());
        QCOMPARE(m.subject, std::string("Привет"));
        QCOMPARE(m.itemClass, std::string("IPM.Note"));
        QCOMPARE(m.messageId, std::string("<1@example.org>"));
        QVERIFY(m.rebuilt);
        QVERIFY(m.indexText.find("formatted") != std::string::npos);
        const auto pdf = std::find_if(m.parts.begin(), m.parts.end(), [](const Part& p) { return p.name == "Plan für März.pdf"; });
        QVERIFY(pdf != m.parts.end());
        QCOMPARE(pdf->sha256, sha256(kPdf));
        QCOMPARE(partOf(file, m.locator, pdf->number), kPdf);
        MemorySource source(file);
        std::string json;
        mailFormat("tnef")->items->properties(source, m.locator, [&](std::string_view s) { json += s; });
        QVERIFY(json.find("value") != std::string::npos);
    }

    void embeddedMessagesAreMessages() {
        const std::string file = embedding(embedding(sample()));
        const KeepingSink sink = readText(file, "tnef");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages.size(), std::size_t(3));
        const Message& inner = sink.messages[2];
        QCOMPARE(inner.parent, 1);
        QCOMPARE(inner.subject, std::string("Привет"));
        const auto pdf = std::find_if(inner.parts.begin(), inner.parts.end(), [](const Part& p) { return p.name == "Plan für März.pdf"; });
        QVERIFY(pdf != inner.parts.end());
        QCOMPARE(partOf(file, inner.locator, pdf->number), kPdf);
        QVERIFY_THROWS_EXCEPTION(Error, partOf(file, "tnef/att:7", "1"));
    }

    void aWrongChecksumIsSaidAndReadOver() {
        const KeepingSink sink = readText(TnefWriter().subject("s").beginAttachment().title("a").data(kPdf, 1).octets(), "tnef");
        const Message& m = sink.messages.at(0);
        QVERIFY(!says(m, "checksum").empty());
        QCOMPARE(savedHashes(m).count(toHex(sha256(kPdf))), std::size_t(1));
    }

    void dataMayComeBeforeTheNameAndNamesMayRepeat() {
        const KeepingSink sink = readText(TnefWriter().subject("s").beginAttachment().data("one").title("x.txt")
                                              .beginAttachment().title("x.txt").data("two").octets(), "tnef");
        const Message& m = sink.messages.at(0);
        std::map<std::string, std::string> names;
        for (const Part& p : m.parts)
            if (p.kind == PartKind::Attachment) names[toHex(p.sha256)] = p.name;
        QCOMPARE(names[toHex(sha256("one"))], std::string("x.txt"));
        QCOMPARE(names[toHex(sha256("two"))], std::string("x.txt"));
        QCOMPARE(sink.problems.size(), std::size_t(0));
    }

    void garbageIsReadOver() {
        const std::string tail = TnefWriter().beginAttachment().title("b").data(kPdf).octets().substr(6);
        const KeepingSink sink = readText(TnefWriter().subject("s").octets() + "garbage garbage" + tail, "tnef");
        const Message& m = sink.messages.at(0);
        QVERIFY(!says(m, "no TNEF attribute").empty());
        QCOMPARE(savedHashes(m).count(toHex(sha256(kPdf))), std::size_t(1));
        const KeepingSink end = readText(sample() + std::string("\0\x17", 2), "tnef");
        QVERIFY(!says(end.messages.at(0), "The last").empty());
    }

    void everyTruncationIsAnswered() {
        const std::string file = sample();
        for (std::size_t n = 0; n < file.size(); ++n) {
            const KeepingSink sink = readText(std::string_view(file).substr(0, n), "tnef");
            QCOMPARE(sink.foundCount, 1u);
            QCOMPARE(sink.top().size() + sink.failures.size(), std::size_t(1));
        }
    }

    void insideAMailItsContentsAreParts() {
        const std::string mail = carrying(sample(), "hello");
        const Message m = parseOne(mail);
        QVERIFY(m.defects.empty());
        const Part *text = partNumbered(m, "2t1"), *html = partNumbered(m, "2t2"), *pdf = partNumbered(m, "2t3");
        QVERIFY(text && html && pdf && partNumbered(m, "3") && !partNumbered(m, "2t4"));
        QCOMPARE(text->kind, PartKind::Attachment);  // the mail has a text of its own …
        QCOMPARE(html->kind, PartKind::HtmlBody);    // … but no HTML
        QCOMPARE(pdf->name, std::string("Plan für März.pdf"));
        QCOMPARE(pdf->sha256, sha256(kPdf));
        for (const Part* p : {text, html, pdf}) {
            QCOMPARE(sha256(decoded(mail, *p)), p->sha256);
            QCOMPARE(decoded(mail, *p).size(), static_cast<std::size_t>(p->size));
        }
        QCOMPARE(decoded(mail, *text), std::string("text of the body"));
        QVERIFY(m.indexText.find("formatted") != std::string::npos);
        MemorySource source(mail);
        const MessageView view = viewMessage(source, 0, mail.size(), {});
        QVERIFY(view.html.find("formatted body") != std::string::npos);
        QCOMPARE(view.parts.size(), m.parts.size());
        for (std::size_t i = 0; i < view.parts.size(); ++i) QCOMPARE(view.parts[i].number, m.parts[i].number);
    }

    void inAMailHiddenInAnotherTheyAreReachedToo() {
        const std::string inner = carrying(sample(), "hello");
        const std::string mail = "From: a@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=y\n\n--y\n"
                                 "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + lines(base64Encode(inner)) + "\n--y--\n";
        const KeepingSink sink = readText(mail, "eml");
        QCOMPARE(sink.messages.size(), std::size_t(2));
        const Part *top = partNumbered(sink.messages[0], "1.2t3"), *nested = partNumbered(sink.messages[1], "2t3");
        QVERIFY(top && nested);
        QCOMPARE(decoded(mail, *top), kPdf);
        QCOMPARE(decoded(mail, *nested), kPdf);
        QVERIFY(partNumbered(sink.messages[1], "3"));
    }

    void bodiesAloneAreShown() {
        const std::string mail = "From: a@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: application/ms-tnef\n"
                                 "Content-Transfer-Encoding: base64\n\n" + lines(base64Encode(sample()));
        MemorySource source(mail);
        const MessageView view = viewMessage(source, 0, mail.size(), {});
        QVERIFY(view.text.find("text of the body") != std::string::npos);
        const Message m = parseOne(mail);
        QVERIFY(m.hasText);
        QCOMPARE(m.textSha256, sha256(canonicalText("text of the body")));
    }

    void messagesEmbeddedInAMailsTnefAreMessages() {
        const std::string mail = carrying(embedding(embedding(sample())), "hello");
        const std::string store = "From a@example.org Thu Dec 11 10:00:00 2025\n" + carrying("no tnef", "x") + "\nFrom a@example.org Thu Dec 11 10:00:00 2025\n" + mail;
        for (const auto& [octets, id] : {std::pair{mail, "eml"}, {store, "mbox"}}) {
            const KeepingSink sink = readText(octets, id);
            const std::size_t first = sink.messages.size() - 3;
            QCOMPARE(sink.foundCount, first + 1);
            const Message &top = sink.messages[first], &middle = sink.messages[first + 1], &inner = sink.messages[first + 2];
            QCOMPARE(middle.parent, static_cast<std::int32_t>(first));
            QCOMPARE(middle.parentPart, std::string("2t1"));
            QCOMPARE(middle.subject, std::string("outer"));
            QCOMPARE(inner.parent, static_cast<std::int32_t>(first + 1));
            QVERIFY(inner.rebuilt && inner.offset == top.offset && inner.locator != middle.locator);
            const Part* flat = partNumbered(top, "2t1t1t3");  // and as a part of the mail
            QVERIFY(flat && flat->sha256 == sha256(kPdf));
            QCOMPARE(decoded(octets, *flat), kPdf);
            const auto pdf = std::find_if(inner.parts.begin(), inner.parts.end(), [](const Part& p) { return p.name == "Plan für März.pdf"; });
            QVERIFY(pdf != inner.parts.end());
            MemorySource source(octets);
            std::string out, eml;
            mailFormat(id)->items->part(source, inner.locator, pdf->number, [&](std::string_view s) { out += s; });
            QCOMPARE(out, kPdf);
            mailFormat(id)->items->rebuild(source, inner.locator, true, [&](std::string_view s) { eml += s; });
            QCOMPARE(parseOne(eml).subject, std::string("Привет"));
            QVERIFY_THROWS_EXCEPTION(Error, mailFormat(id)->items->rebuild(source, "mail:0+999999/tnef:2/att:0", true, [](std::string_view) {}));
        }
    }

    void damageInAMailsTnefIsSaidOfTheMail() {
        std::string stream = sample();
        stream.resize(stream.size() - 40);
        const Message m = parseOne(carrying(stream, "hello"));
        QVERIFY(!says(m, "TNEF part").empty());
        QVERIFY(partNumbered(m, "2t3"));
        const Message none = parseOne(carrying("not a stream", "hello"));
        QVERIFY(none.defects.empty());
        QCOMPARE(none.parts.size(), std::size_t(4));
    }

    void corpusAgreesWithTheTools() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/tnef"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        QFile truthFile(sharedPath(QStringLiteral("corpus/truth/mail/tnef.json")));
        QVERIFY(truthFile.open(QIODevice::ReadOnly));
        const QJsonObject files = QJsonDocument::fromJson(truthFile.readAll()).object()[QLatin1String("files")].toObject();
        int compared = 0, unexplained = 0;
        std::set<std::size_t> needed;
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile f(dir + QLatin1Char('/') + it.key());
            if (!f.open(QIODevice::ReadOnly)) continue;
            const std::string octets = f.readAll().toStdString();
            const KeepingSink sink = readText(octets, "tnef");
            QCOMPARE(sink.foundCount, 1u);
            QCOMPARE(sink.top().size() + sink.failures.size(), std::size_t(1));
            ++compared;
            std::set<std::string> mine;
            for (const Message& m : sink.messages)
                for (const std::string& s : savedHashes(m)) mine.insert(s);
            std::map<std::string, std::set<std::string>> tools;
            std::map<std::string, std::string> names;
            for (const char* tool : {"tnef", "ytnef"})
                for (const QJsonValue& v : it.value().toObject()[QLatin1String(tool)].toObject()[QLatin1String("attachments")].toArray()) {
                    const QJsonObject a = v.toObject();
                    const std::string sha = a[QLatin1String("sha256")].toString().toStdString();
                    tools[tool].insert(sha);
                    names[sha] = a[QLatin1String("name")].toString().toStdString() + " (" + std::to_string(a[QLatin1String("size")].toInt()) + ")";
                }
            std::printf("%s: %zu messages, %zu attachments\n", qPrintable(it.key()), sink.messages.size(), mine.size());
            std::set<std::string> differences;
            for (const auto& [sha, name] : names)
                if (!mine.count(sha))
                    differences.insert((tools["tnef"].count(sha) ? tools["ytnef"].count(sha) ? "both tools: " : "tnef: " : "ytnef: ") + name);
            for (const Message& m : sink.messages)
                for (const Part& p : m.parts)
                    if ((p.kind == PartKind::Attachment || p.kind == PartKind::Inline) && !names.count(toHex(p.sha256)))
                        differences.insert("ours: " + p.name + " (" + std::to_string(p.size) + ")");
            for (const std::string& d : differences) {
                const char* reason = nullptr;
                for (std::size_t i = 0; i < std::size(kExplained); ++i)
                    if (it.key() == QLatin1String(kExplained[i].file) && d.starts_with(kExplained[i].what)) {
                        reason = kExplained[i].reason;
                        needed.insert(i);
                    }
                unexplained += !reason;
                std::printf("  only %s -- %s\n", d.c_str(), reason ? reason : "UNEXPLAINED");
            }
            for (const Message& m : sink.messages)
                for (const std::string& d : m.defects) std::printf("  defect: %s\n", inEnglish(d).c_str());
            for (const Problem& p : sink.failures) std::printf("  failed: %s\n", inEnglish(p.reason).c_str());
        }
        std::printf("tnef: %d files compared\n", compared);
        QCOMPARE(unexplained, 0);
        QCOMPARE(needed.size(), std::size(kExplained));  // an explanation nobody needs hides the next difference
    }

    void mutantsAreReadToTheEnd() {
        const std::string file = embedding(sample());
        for (int i = 0; i < mutantCount(); ++i) {
            const KeepingSink sink = readText(mutant(file, static_cast<std::uint32_t>(i)), "tnef");
            QCOMPARE(sink.foundCount, sink.top().size() + sink.failures.size());
            const std::string mail = carrying(mutant(file, static_cast<std::uint32_t>(i)), "hello");
            const KeepingSink carried = readText(mail, "eml");
            QCOMPARE(carried.top().size(), std::size_t(1));
            for (const Part& p : carried.messages[0].parts)
                if (p.kind != PartKind::Container) QCOMPARE(sha256(decoded(mail, p)), p.sha256);
        }
    }
};

QTEST_GUILESS_MAIN(TestTnef)
#include "tst_tnef.moc"
