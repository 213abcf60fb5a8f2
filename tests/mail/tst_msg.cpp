// Outlook message files: made ones of every shape, and the published ones against what two independent tools read.
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>
#include <map>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "mail/cfb/compound_file.h"
#include "mail/mapi_support.h"
#include "mail/msg.h"
#include "mail/mutants.h"
#include "support/cfb_writer.h"

namespace {

namespace tag = sillage::mapi::tag;

MsgBag attachmentBag(const std::string& name, const std::string& octets) {
    MsgBag bag;
    bag.number(tag::kAttachMethod, 1).text(tag::kAttachLongFilename, name).binary(0x3701, octets);
    return bag;
}

MsgSpec sample() {
    MsgSpec inner;
    inner.properties.text(0x1a, "IPM.Note").text(0x37, "inner").text(0x1000, "inner body");
    inner.attachments.push_back({attachmentBag("deep.bin", "deep octets"), {}, {}});
    MsgSpec m;
    m.properties.text(0x1a, "IPM.Note").utf16(0x37, u"Café noir").text(0x1000, "Body words").time(0x39, 1'700'000'000);
    m.properties.text(0xc1a, "Ann").text(0xc1f, "ann@example.org").texts(0x8000, {"red", "green"}).number(0x8001, 42);
    MsgBag to;
    to.number(0xc15, 1).text(0x3001, "Bob").text(0x39fe, "bob@example.org");
    m.recipients.push_back(to);
    m.names = {{mapi::kPublicStrings, 0, "Keywords"}, {mapi::kCommon, 0x8530, ""}};
    m.attachments.push_back({attachmentBag("data.bin", std::string(9000, 'q')), {}, {}});
    MsgBag embedded;
    embedded.number(tag::kAttachMethod, 5).text(0x3001, "inner item");
    m.attachments.push_back({embedded, {inner}, {}});
    return m;
}

KeepingSink readMsg(const std::string& octets) {
    MemorySource source(octets);
    KeepingSink sink;
    Range range;
    range.end = octets.size();
    ReadHints hints;
    hints.name = "sample.msg";
    kMsgFormat.read(source, range, hints, sink);
    return sink;
}

/// Every way there is to look at a file, for damaged ones.
std::size_t useAll(const std::string& octets) {
    const KeepingSink sink = readMsg(octets);
    if (sink.foundCount != sink.top().size() + sink.failures.size() + sink.skippedCount) return 0;
    MemorySource source(octets);
    const auto nowhere = [](std::string_view) {};
    for (const Message& m : sink.messages) {
        try {
            kMsgFormat.items->rebuild(source, m.locator, false, nowhere);
            kMsgFormat.items->properties(source, m.locator, nowhere);
            kMsgFormat.items->view(source, m.locator);
            for (const Part& p : m.parts)
                if (p.kind != PartKind::Container) kMsgFormat.items->part(source, m.locator, p.number, nowhere);
        } catch (const Error&) {
        }
    }
    return 1;
}

// ---------------------------------------------------------------- the published files

struct Allowed {
    const char* file;    ///< the beginning of its name
    const char* field;
    const char* reason;
};
constexpr Allowed kAllowed[] = {
#include "msg_corpus_differences.inc"
};

std::string str(const QJsonValue& v) { return v.isString() ? v.toString().toStdString() : std::string(); }

/// Blanks, quotes and brackets are the tools' own.
std::string loose(const std::string& text) {
    std::string out;
    for (const char c : asciiLower(text))
        if (c != ' ' && c != '"' && c != '\\' && c != '\t' && c != '<' && c != '>' && c != '\n' && c != '\r' && c != '\'') out += c;
    return out;
}

/// The addresses in a text, in order of the alphabet.
std::multiset<std::string> addressesIn(const std::vector<std::string>& list) {
    std::multiset<std::string> out;
    for (const std::string& one : list) {
        const std::size_t open = one.rfind('<');
        std::string address = open == std::string::npos ? one : one.substr(open + 1, one.find('>', open) - open - 1);
        if (address.find('@') != std::string::npos) out.insert(loose(address));
    }
    return out;
}

std::string joined(const std::multiset<std::string>& list) {
    std::string out;
    for (const std::string& s : list) out += (out.empty() ? "" : ",") + s;
    return out;
}

struct Difference {
    std::string file, field, ours, truth;
};

class Comparison {
public:
    Comparison(std::string file, const KeepingSink& sink, const QJsonObject& truth)
        : file_(std::move(file)), sink_(sink), ole_(truth[QLatin1String("olefile")].toObject()),
          convert_(truth[QLatin1String("msgconvert")].toObject()) {}

    std::vector<Difference> run() {
        if (sink_.messages.empty()) {
            differ("read", sink_.failures.empty() ? "nothing" : sink_.failures[0].reason, "a message");
            return std::move(out_);
        }
        const Message& m = sink_.messages.front();
        both("subject", m.subject, str(ole_[QLatin1String("subject")]), str(convert_[QLatin1String("subject")]));
        both("message_id", m.messageId, str(ole_[QLatin1String("message_id")]), str(convert_[QLatin1String("message_id")]));
        date(m);
        const std::string cls = str(ole_[QLatin1String("message_class")]);
        if (!cls.empty() && m.itemClass != cls) differ("class", m.itemClass, cls);
        const std::string from = str(ole_[QLatin1String("from_email")]);
        if (from.find('@') != std::string::npos && loose(m.from).find(loose(from)) == std::string::npos &&
            loose(m.from) != loose(str(convert_[QLatin1String("from")])))
            differ("from", m.from, from);
        recipients(m);
        attachments(m);
        return std::move(out_);
    }
    int compared = 0;

private:
    void differ(const char* field, const std::string& ours, const std::string& truth) {
        out_.push_back({file_, field, elide(visible(ours), 80), elide(visible(truth), 80)});
    }
    /// Only where both tools say the same (or one says nothing) are they an oracle.
    void both(const char* field, const std::string& ours, const std::string& a, const std::string& b) {
        if (loose(a) != loose(b)) {
            if (loose(ours) != loose(a) && loose(ours) != loose(b)) differ(field, ours, a + " | " + b);
            return;
        }
        ++compared;
        if (loose(ours) != loose(a)) differ(field, ours, a);
    }
    void date(const Message& m) {
        const std::string a = str(ole_[QLatin1String("date")]), b = str(convert_[QLatin1String("date_utc")]);
        if (a.empty() || a != b) return;
        ++compared;
        std::string ours;
        if (m.date.present) {
            const std::int64_t zone = m.date.zoneMinutes == Stamp::kNoZone ? 0 : m.date.zoneMinutes;
            ours = formatIso(Time(std::chrono::microseconds(m.date.civil - zone * 60'000'000)));
        }
        if (ours != a) differ("date", ours, a);
    }
    void recipients(const Message& m) {
        std::vector<std::string> theirs;
        for (const QJsonValue& v : ole_[QLatin1String("recipients")].toArray())
            theirs.push_back(str(v.toObject()[QLatin1String("email")]));
        std::vector<std::string> ours = m.to;
        ours.insert(ours.end(), m.cc.begin(), m.cc.end());
        ours.insert(ours.end(), m.bcc.begin(), m.bcc.end());
        const auto mine = addressesIn(ours), truth = addressesIn(theirs);
        if (truth.empty()) return;
        ++compared;
        for (const std::string& t : truth)
            if (!mine.count(t)) return differ("recipients", joined(mine), joined(truth));
    }
    void attachments(const Message& m) {
        std::multiset<std::string> ours, names;
        for (const Part& p : m.parts) {
            ours.insert(toHex(p.sha256));
            names.insert(p.name);
        }
        std::size_t embedded = 0;
        for (const QJsonValue& v : ole_[QLatin1String("attachments")].toArray()) {
            const QJsonObject a = v.toObject();
            const std::string sha = str(a[QLatin1String("sha256")]), name = str(a[QLatin1String("name")]);
            if (sha.empty()) {
                embedded += a[QLatin1String("method")].toInt() == 5;
                continue;
            }
            ++compared;
            if (!ours.count(sha)) differ("attachment", joined(names), name + " " + std::to_string(a[QLatin1String("size")].toInt()));
            else if (!name.empty() && !names.count(name)) differ("attachment name", joined(names), name);
        }
        std::size_t mine = 0;
        for (const Message& inner : sink_.messages) mine += inner.parent == 0 && !inner.itemClass.empty();
        if (mine < embedded) differ("embedded", std::to_string(mine), std::to_string(embedded));
    }

    std::string file_;
    const KeepingSink& sink_;
    QJsonObject ole_, convert_;
    std::vector<Difference> out_;
};

const char* explained(const Difference& d) {
    for (const Allowed& a : kAllowed)
        if (d.file.starts_with(a.file) && d.field == a.field) return a.reason;
    return nullptr;
}

class TstMsg : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messageFile_data() {
        QTest::addColumn<int>("version");
        QTest::newRow("3") << 3;
        QTest::newRow("4") << 4;
    }
    void messageFile() {
        QFETCH(int, version);
        const std::string octets = writeMsg(sample(), version);
        QCOMPARE(recognisedAs(octets, "any.bin"), std::string("msg"));
        const KeepingSink sink = readMsg(octets);
        QCOMPARE(sink.foundCount, std::uint64_t{1});
        QCOMPARE(sink.problems.size(), std::size_t{0});
        QCOMPARE(sink.messages.size(), std::size_t{2});
        const Message &m = sink.messages[0], &inner = sink.messages[1];
        QCOMPARE(m.subject, std::string("Café noir"));
        QCOMPARE(m.from, std::string("Ann <ann@example.org>"));
        QCOMPARE(m.to, std::vector<std::string>{"Bob <bob@example.org>"});
        QCOMPARE(m.locator, std::string("msg"));
        QCOMPARE(m.fileName, std::string("sample.msg"));
        QCOMPARE(m.length, std::uint64_t{octets.size()});
        QCOMPARE(partNumbered(m, "2")->name, std::string("data.bin"));
        QCOMPARE(partNumbered(m, "2")->sha256, sha256(std::string(9000, 'q')));
        QCOMPARE(octets.substr(partNumbered(m, "2")->bodyOffset, 9000), std::string(9000, 'q'));
        QVERIFY(m.defects.empty());
        QCOMPARE(inner.subject, std::string("inner"));
        QCOMPARE(inner.parent, 0);
        QVERIFY(inner.locator.starts_with("msg/att:"));
        MemorySource source(octets);
        QCOMPARE(partsDiffer(*openMsg(source)), std::string());
    }

    void namedAndMultipleProperties() {
        const std::string octets = writeMsg(sample());
        MemorySource source(octets);
        const auto item = openMsg(source);
        const mapi::Property* words = item->properties.find(mapi::kPublicStrings, "keywords");
        QVERIFY(words);
        QCOMPARE(words->values.size(), std::size_t{2});
        std::map<std::string, std::string> shown;
        for (const PropertyView& v : kMsgFormat.items->view(source, "msg")) shown[v.tag] = v.value;
        QCOMPARE(shown["{00020329-0000-0000-C000-000000000046}/Keywords"], std::string("red; green"));
        QCOMPARE(shown["{00062008-0000-0000-C000-000000000046}/0x8530"], std::string("42"));
    }

    void itemsByLocator() {
        const std::string octets = writeMsg(sample());
        MemorySource source(octets);
        const KeepingSink sink = readMsg(octets);
        std::string eml, part;
        kMsgFormat.items->rebuild(source, sink.messages[1].locator, true, [&](std::string_view o) { eml += o; });
        QVERIFY(eml.find("Subject: inner\r\n") != std::string::npos);
        kMsgFormat.items->part(source, sink.messages[1].locator, "2", [&](std::string_view o) { part += o; });
        QCOMPARE(part, std::string("deep octets"));
        const auto nowhere = [](std::string_view) {};
        QVERIFY_EXCEPTION_THROWN(kMsgFormat.items->rebuild(source, "msg/att:99999", true, nowhere), Error);
        QVERIFY_EXCEPTION_THROWN(kMsgFormat.items->rebuild(source, "nid:1", true, nowhere), Error);
        QVERIFY_EXCEPTION_THROWN(kMsgFormat.items->part(source, "msg", "17", nowhere), Error);
    }

    void objectsKeptAsStoragesAreSavedAsCompoundFiles() {
        MsgSpec m;
        m.properties.text(0x1a, "IPM.Note").text(0x37, "with an object").text(0x1000, "body");
        MsgBag object;
        object.number(tag::kAttachMethod, 6);
        m.attachments.push_back({object, {}, {{"CONTENTS", false, std::string(6000, 'c'), {}}, {"\1Ole", false, "ole", {}}}});
        const std::string octets = writeMsg(m);
        const KeepingSink sink = readMsg(octets);
        QCOMPARE(sink.problems.size(), std::size_t{0});
        const Part* p = partNumbered(sink.messages[0], "2");
        QVERIFY(p && p->kind == PartKind::Attachment && p->size % 512 == 0);
        MemorySource source(octets);
        std::string saved;
        kMsgFormat.items->part(source, "msg", "2", [&](std::string_view piece) { saved += piece; });
        QCOMPARE(sha256(saved), p->sha256);
        MemorySource savedSource(saved);
        const cfb::CompoundFile file(savedSource);
        QCOMPARE(file.problems().size(), std::size_t{0});
        QCOMPARE(file.readAll(file.child(cfb::CompoundFile::kRoot, "CONTENTS").value(), 10'000), std::string(6000, 'c'));
        QCOMPARE(partsDiffer(*openMsg(source)), std::string());
    }

    void compoundFilesThatAreNoMessage() {
        const std::string word = writeCompoundFile({"Root Entry", true, {}, {{"WordDocument", false, std::string(5000, 'w'), {}}}});
        QCOMPARE(recognisedAs(word, "letter.doc"), std::string());
        const KeepingSink sink = readMsg(word);
        QCOMPARE(sink.foundCount, std::uint64_t{1});
        QCOMPARE(sink.skippedCount, std::uint64_t{1});
        QVERIFY(sink.messages.empty() && sink.failures.empty());
    }

    void directoryBehindTheHead() {
        MsgSpec big = sample();
        big.attachments.push_back({attachmentBag("big.bin", std::string(300'000, 'b')), {}, {}});
        const std::string octets = writeMsg(big);
        QCOMPARE(recognisedAs(octets, "without name"), std::string("msg"));
        QCOMPARE(readMsg(octets).top().size(), std::size_t{1});
    }

    void manyMissingStreamsAreNotSaidOneByOne() {
        MsgSpec m;
        m.properties.text(0x1a, "IPM.Note").text(0x37, "subject");
        for (std::uint16_t id = 0x6700; id < 0x6709; ++id) m.properties.text(id, "some text");
        std::string octets = writeMsg(m);
        const std::string name = utf16(u"__substg1.0_67");
        for (std::size_t at = octets.find(name); at != std::string::npos; at = octets.find(name)) octets[at + 4] = 'x';
        const KeepingSink sink = readMsg(octets);
        QCOMPARE(sink.messages.size(), std::size_t{1});
        QCOMPARE(sink.messages[0].subject, std::string("subject"));
        QCOMPARE(sink.problems.size(), std::size_t{6});
        QVERIFY(inEnglish(sink.problems[4].reason).find("0x6704001F") != std::string::npos);
        QCOMPARE(inEnglish(sink.problems[5].reason), std::string("The streams of 4 more properties are missing."));
    }

    void damagedFiles() {
        const std::string octets = writeMsg(sample());
        const KeepingSink cut = readMsg(octets.substr(0, 600));
        QCOMPARE(cut.foundCount, std::uint64_t{1});
        QCOMPARE(cut.failures.size(), std::size_t{1});
        for (std::size_t n = 512; n < octets.size(); n += 512) QCOMPARE(useAll(octets.substr(0, n)), std::size_t{1});
        for (int i = 0; i < 2 * mutantCount(); ++i)
            QCOMPARE(useAll(mutant(octets, static_cast<std::uint32_t>(i))), std::size_t{1});
    }

    void publishedFiles() {
        const QString root = sharedPath(QStringLiteral("corpus"));
        if (root.isEmpty()) QSKIP("the corpus of real messages is not beside the project: set SILLAGE_SHARED");
        std::vector<Difference> differences;
        int files = 0, compared = 0, problems = 0, messages = 0;
        for (const char* kind : {"msg", "oft"}) {
            QFile truthFile(root + QStringLiteral("/truth/mail/%1.json").arg(QLatin1String(kind)));
            QVERIFY(truthFile.open(QIODevice::ReadOnly));
            const QJsonObject truth = QJsonDocument::fromJson(truthFile.readAll()).object()[QLatin1String("files")].toObject();
            const QDir dir(root + QStringLiteral("/mail/") + QLatin1String(kind));
            for (const QString& name : dir.entryList(QDir::Files, QDir::Name)) {
                QFile file(dir.filePath(name));
                QVERIFY(file.open(QIODevice::ReadOnly));
                const std::string octets = file.readAll().toStdString();
                QCOMPARE(recognisedAs(octets, name.toStdString()), std::string("msg"));
                const KeepingSink sink = readMsg(octets);
                QCOMPARE(sink.foundCount, sink.top().size() + sink.failures.size() + sink.skippedCount);
                ++files;
                problems += static_cast<int>(sink.problems.size());
                messages += static_cast<int>(sink.messages.size());
                Comparison comparison(name.toStdString(), sink, truth[name].toObject());
                for (Difference& d : comparison.run()) differences.push_back(std::move(d));
                compared += comparison.compared;
                MemorySource source(octets);
                if (const std::string d = partsDiffer(*openMsg(source)); !d.empty()) differences.push_back({name.toStdString(), "parts", d, ""});
            }
        }
        int unexplained = 0;
        for (const Difference& d : differences) {
            const char* why = explained(d);
            unexplained += why ? 0 : 1;
            std::printf("%-52s %-12s ours: %s\n%65s truth: %s\n%65s %s\n", elide(d.file, 50).c_str(), d.field.c_str(), d.ours.c_str(),
                        "", d.truth.c_str(), "", why ? why : "NOT EXPLAINED");
        }
        std::printf("%d files, %d messages, %d values compared, %zu differences, %d unexplained, %d problems\n", files, messages,
                    compared, differences.size(), unexplained, problems);
        QVERIFY(files >= 126);
        QVERIFY(compared > 400);
        QCOMPARE(unexplained, 0);
    }

    void mutantsOfPublishedFiles() {
        const QString root = sharedPath(QStringLiteral("corpus/mail/msg"));
        if (root.isEmpty()) QSKIP("the corpus of real messages is not beside the project: set SILLAGE_SHARED");
        const QDir dir(root);
        std::uint32_t seed = 0;
        const int each = std::max(1, mutantCount() / 60);
        for (const QString& name : dir.entryList(QDir::Files, QDir::Name)) {
            QFile file(dir.filePath(name));
            if (file.size() > 200'000 || !file.open(QIODevice::ReadOnly)) continue;
            const std::string octets = file.readAll().toStdString();
            for (int i = 0; i < each; ++i) QCOMPARE(useAll(mutant(octets, ++seed)), std::size_t{1});
        }
        std::printf("%u mutants\n", seed);
        QVERIFY(seed > 50);
    }
};

}  // namespace

QTEST_GUILESS_MAIN(TstMsg)
#include "tst_msg.moc"
