// Outlook Express 5/6 stores: messages come out with the octets they went in with, deleted ones are found and marked,
// and damage costs only what it hits. The fixture writes stores of its own.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "mail/mail_support.h"
#include "mail/mutants.h"
#include "mail/tnef_writer.h"

namespace {

void put32(std::string& to, std::size_t at, std::uint32_t v) {
    for (int i = 0; i < 4; ++i) to[at + static_cast<std::size_t>(i)] = static_cast<char>(v >> (8 * i));
}

/// Writes stores as Outlook Express lays them out: header, blocks, entries, one list.
class StoreWriter {
public:
    StoreWriter() : file_(0x24bc + 0x618, '\0') {
        static constexpr unsigned char id[] = {0xcf, 0xad, 0x12, 0xfe, 0xc5, 0xfd, 0x74, 0x6f};
        std::copy(std::begin(id), std::end(id), file_.begin());
        const std::string name = "Posteingang";
        file_.replace(0x24bc + 0x105, name.size(), name);
    }
    std::uint32_t blocks(const std::string& octets) {
        const auto first = position();
        for (std::size_t at = 0; at < octets.size(); at += 0x200) {
            const std::size_t n = std::min<std::size_t>(0x200, octets.size() - at);
            std::string block(16 + 0x200, '\0');
            put32(block, 0, position());
            put32(block, 4, 0x200);
            put32(block, 8, static_cast<std::uint32_t>(n));
            put32(block, 12, at + n < octets.size() ? position() + 0x210 : 0);
            block.replace(16, n, octets, at, n);
            file_ += block;
        }
        return first;
    }
    std::uint32_t entry(std::uint32_t first, std::uint32_t flags, const std::string& subject) {
        const auto at = position();
        std::string data(8, '\0');
        put32(data, 0, 0xd53e8000u);  // 1 January 1970 as a FILETIME …
        put32(data, 4, 0x019db1deu);
        put32(data, 0, 0xd53e8000u + 10'000'000u);  // … and one second
        const auto subjectAt = static_cast<std::uint32_t>(data.size());
        data += subject + '\0';
        const std::uint32_t indices[] = {0x81u | flags << 8, 0x84u | first << 8, 0x06u, 0x08u | subjectAt << 8};
        std::string item(12, '\0');
        for (const std::uint32_t i : indices) {
            if ((i & 0xff) == 0x84 && first == 0) continue;
            item += std::string(4, '\0');
            put32(item, item.size() - 4, i);
        }
        const auto count = (item.size() - 12) / 4;
        put32(item, 0, at);
        put32(item, 4, static_cast<std::uint32_t>(item.size() - 12 + data.size()));
        item[10] = static_cast<char>(count);
        file_ += item + data;
        while (file_.size() % 4) file_ += '\0';
        return at;
    }
    std::uint32_t node(const std::vector<std::uint32_t>& items, std::uint32_t child = 0) {
        const auto at = position();
        std::string node(24 + 12 * 51, '\0');
        put32(node, 0, at);
        put32(node, 8, child);
        node[17] = static_cast<char>(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) put32(node, 24 + 12 * i, items[i]);
        file_ += node;
        return at;
    }
    /// What Outlook Express does to the blocks of a deleted message.
    void free(std::uint32_t block) {
        for (std::uint32_t previous = 0; block != 0;) {
            std::uint32_t next = 0;
            for (int i = 3; i >= 0; --i)
                next = next << 8 | static_cast<unsigned char>(file_[block + 12 + static_cast<std::size_t>(i)]);
            put32(file_, block + 4, 0x1fc);
            put32(file_, block + 8, 0x210);
            put32(file_, block + 16, previous);
            previous = block;
            block = next;
        }
    }
    std::string finish(std::uint32_t root, std::uint32_t count) {
        put32(file_, 0xc4, count);
        put32(file_, 0xe4, root);
        return file_;
    }
    [[nodiscard]] std::uint32_t position() const { return static_cast<std::uint32_t>(file_.size()); }

private:
    std::string file_;
};

std::string mail(const std::string& subject, std::size_t lines) {
    std::string m = "From: Anna <anna@example.org>\r\nTo: Bert <bert@example.org>\r\nSubject: " + subject +
                    "\r\nDate: Thu, 11 Dec 2025 10:00:00 +0100\r\nMessage-ID: <" + subject +
                    "@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/pdf; "
                    "name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    for (std::size_t i = 0; i < lines; ++i) m += "UERGIGNvbnRlbnQgb2YgdGhlIHRlc3QsIHNvIGxvbmcgdGhhdCBpdCBuZWVk\r\n";
    return m + "--b--\r\n";
}

std::string rebuilt(std::string_view octets, std::string_view locator) {
    MemorySource source(octets);
    std::string out;
    mailFormat("dbx")->items->rebuild(source, locator, true, [&](std::string_view piece) { out += piece; });
    return out;
}

}  // namespace

class TestDbx : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesInWinmailAreReachedByLocator() {
        const std::string iid = little(0x00020307, 4) + std::string("\0\0\0\0\xc0\0\0\0\0\0\0\x46", 12);
        const std::string inner = TnefWriter().subject("inner").body("words").beginAttachment().title("a.txt").data("inner file").octets();
        const std::string winmail = TnefWriter().subject("outer").beginAttachment()
            .attachProperties(PropertyWriter().number(0x3705, 5).variable(0x3701, 0x0d, iid + inner).octets()).octets();
        const std::string one = "From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
            QByteArray(winmail.data(), static_cast<qsizetype>(winmail.size())).toBase64().toStdString() + "\r\n--b--\r\n";
        StoreWriter w;
        const auto a = w.entry(w.blocks(one), 0x80, "s");
        const std::string store = w.finish(w.node({a}), 1);
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.messages.size(), std::size_t(2));
        const Message& m = sink.messages[1];
        QCOMPARE(m.subject, std::string("inner"));
        QVERIFY2(m.locator.starts_with("item:") && m.locator.ends_with("/tnef:2/att:0"), m.locator.c_str());
        QVERIFY(rebuilt(store, m.locator).find("Subject: inner\r\n") != std::string::npos);
        MemorySource source(store);
        std::string out;
        for (const Part& p : m.parts)
            if (p.name == "a.txt") mailFormat("dbx")->items->part(source, m.locator, p.number, [&](std::string_view piece) { out += piece; });
        QCOMPARE(out, std::string("inner file"));
        QVERIFY(!mailFormat("dbx")->items->view(source, m.locator).empty());
    }

    void messagesKeepTheirOctets() {
        StoreWriter w;
        const std::string one = mail("one", 30), two = mail("two", 2);
        const auto a = w.entry(w.blocks(one), 0x80 | 0x80000, "one"), b = w.entry(w.blocks(two), 0x20, "two");
        const std::string store = w.finish(w.node({b}, w.node({a})), 2);
        QCOMPARE(recognisedAs(store, "Posteingang.dbx"), std::string("dbx"));
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.messages.size(), std::size_t(2));
        QCOMPARE(sink.problems.size(), std::size_t(0));
        const Message& m = sink.messages[0];
        QCOMPARE(m.subject, std::string("one"));
        QCOMPARE(m.folder, std::string("Posteingang"));
        QCOMPARE(m.flags, std::string("RS"));
        QCOMPARE(m.internalDate, 1'000'000);
        QCOMPARE(m.offset, std::uint64_t(a));
        QVERIFY(!m.rebuilt && !m.recovered && m.defects.empty());
        QCOMPARE(m.sha256, sha256(one));
        QCOMPARE(rebuilt(store, m.locator), one);
        QCOMPARE(rebuilt(store, sink.messages[1].locator), two);
        QCOMPARE(sink.messages[1].flags, std::string("F"));
    }

    void partsAreReachedByNumber() {
        StoreWriter w;
        const auto a = w.entry(w.blocks(mail("one", 30)), 0, "one");
        const std::string store = w.finish(w.node({a}), 1);
        const KeepingSink sink = readText(store, "dbx");
        const Part* p = partNumbered(sink.messages.at(0), "2");
        QVERIFY(p && p->name == "a.pdf");
        MemorySource source(store);
        std::string octets;
        mailFormat("dbx")->items->part(source, sink.messages[0].locator, "2", [&](std::string_view s) { octets += s; });
        QCOMPARE(sha256(octets), p->sha256);
        QVERIFY_THROWS_EXCEPTION(
            Error, mailFormat("dbx")->items->part(source, sink.messages[0].locator, "9", [](std::string_view) {}));
        QVERIFY_THROWS_EXCEPTION(Error, rebuilt(store, "item:00000010"));
    }

    void aMessageNestedInOneIsReached() {
        StoreWriter w;
        const std::string inner = mail("inner", 20);
        const std::string outer = "From: a@example.org\r\nTo: b@example.org\r\nSubject: outer\r\nMIME-Version: 1.0\r\n"
                                  "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: "
                                  "message/rfc822\r\n\r\n" + inner + "\r\n--x--\r\n";
        const auto a = w.entry(w.blocks(outer), 0, "outer");
        const std::string store = w.finish(w.node({a}), 1);
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.messages.size(), std::size_t(2));
        const Message& nested = sink.messages[1];
        QCOMPARE(nested.parent, 0);
        QCOMPARE(rebuilt(store, nested.locator), inner);
        const Part* p = partNumbered(nested, "2");
        MemorySource source(store);
        std::string octets;
        mailFormat("dbx")->items->part(source, nested.locator, "2", [&](std::string_view s) { octets += s; });
        QVERIFY(p && sha256(octets) == p->sha256);
    }

    void deletedMessagesAreRecovered() {
        StoreWriter w;
        const auto live = w.entry(w.blocks(mail("live", 3)), 0, "live");
        w.entry(w.blocks(mail("unlisted", 3)), 0, "unlisted");
        w.blocks(mail("orphan", 3));
        const auto freed = w.blocks(mail("freed", 30));
        w.blocks("not a message at all");
        w.free(freed);
        const KeepingSink sink = readText(w.finish(w.node({live}), 1), "dbx");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages.size(), std::size_t(4));
        std::map<std::string, const Message*> by;
        for (const Message& m : sink.messages) by[m.subject] = &m;
        QVERIFY(by["live"] && !by["live"]->recovered);
        for (const char* subject : {"unlisted", "orphan", "freed"}) {
            QVERIFY2(by[subject] && by[subject]->recovered, subject);
            QVERIFY(!by[subject]->recoveredHow.empty());
        }
        QCOMPARE(sink.problems.size(), std::size_t(1));  // the blocks that are no message
    }

    void aHeaderWithoutABodyIsShownAsSuch() {
        StoreWriter w;
        const auto a = w.entry(0, 0, "header only");
        const std::string store = w.finish(w.node({a}), 1);
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.messages.size(), std::size_t(1));
        QVERIFY(sink.messages[0].rebuilt && sink.messages[0].defects.size() == 1);
        QCOMPARE(sink.messages[0].subject, std::string("header only"));
        QVERIFY(rebuilt(store, sink.messages[0].locator).find("Subject: header only\r\n") != std::string::npos);
    }

    void damageCostsOnlyWhatItHits() {
        StoreWriter w;
        const auto firstBlocks = w.blocks(mail("one", 30));
        const auto a = w.entry(firstBlocks, 0, "one"), b = w.entry(w.blocks(mail("two", 3)), 0, "two");
        std::string store = w.finish(w.node({a, 0x7000000, b}), 3);
        put32(store, firstBlocks + 12, firstBlocks);  // the chain goes round
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.foundCount, 3u);
        QCOMPARE(sink.failures.size(), std::size_t(2));  // the entry that is not there; the one without octets
        const auto top = sink.top();
        QVERIFY(std::any_of(top.begin(), top.end(), [](const Message* m) { return m->subject == "two" && !m->recovered; }));
    }

    void aDamagedListLosesNoMessage() {
        StoreWriter w;
        const auto a = w.entry(w.blocks(mail("one", 3)), 0, "one");
        std::string store = w.finish(w.node({a}), 1);
        put32(store, 0xe4, 0x999);
        const KeepingSink sink = readText(store, "dbx");
        QCOMPARE(sink.foundCount, 0u);
        QCOMPARE(sink.problems.size(), std::size_t(2));  // the root, and the count that does not hold
        QCOMPARE(sink.messages.size(), std::size_t(1));
        QVERIFY(sink.messages[0].recovered);
    }

    void truncationNeverStopsTheReader() {
        StoreWriter w;
        const auto node = w.node({w.entry(w.blocks(mail("one", 30)), 0, "one")});
        const std::string store = w.finish(node, 1);
        for (std::size_t n = 0; n < store.size(); n += 97) {
            try {
                const KeepingSink sink = readText(std::string_view(store).substr(0, n), "dbx");
                QCOMPARE(sink.foundCount, sink.top().size() - static_cast<std::size_t>(std::count_if(
                    sink.messages.begin(), sink.messages.end(), [](const Message& m) { return m.recovered; })) +
                    sink.failures.size());
            } catch (const Error&) {
                QVERIFY(n < 0x100);
            }
        }
    }

    void corpusAgreesWithUndbx() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/dbx"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        QFile truthFile(sharedPath(QStringLiteral("corpus/truth/mail/dbx.json")));
        QVERIFY(truthFile.open(QIODevice::ReadOnly));
        const QJsonObject truth = QJsonDocument::fromJson(truthFile.readAll()).object();
        QFile f(dir + QLatin1Char('/') + truth[QLatin1String("file")].toString());
        QVERIFY(f.open(QIODevice::ReadOnly));
        const QByteArray octets = f.readAll();
        const KeepingSink sink = readText(octets.toStdString(), "dbx");
        QCOMPARE(static_cast<int>(sink.foundCount), truth[QLatin1String("message_count")].toInt());
        QCOMPARE(sink.failures.size(), std::size_t(0));
        std::multimap<QString, QString> mine, theirs;
        const auto key = [](const QString& from, const QString& subject) {
            QString loose = from + QLatin1Char('|') + subject;
            return loose.remove(QLatin1Char('"')).simplified();
        };
        std::size_t attachments = 0, recovered = 0;
        for (const Message* m : sink.top()) {
            if (m->recovered) {
                ++recovered;
                continue;
            }
            const std::int64_t zone = m->date.zoneMinutes == Stamp::kNoZone ? 0 : m->date.zoneMinutes;
            const std::string utc = m->date.present ? formatIso(Time(std::chrono::microseconds(m->date.civil - zone * 60'000'000))) : "";
            mine.emplace(key(QString::fromStdString(m->from), QString::fromStdString(m->subject)), QString::fromStdString(utc));
            for (const Part& p : m->parts)
                attachments += p.kind == PartKind::Message || ((p.kind == PartKind::Attachment || p.kind == PartKind::Inline) && p.number.find('t') == std::string::npos);
        }
        std::size_t theirAttachments = 0;
        for (const QJsonValue& v : truth[QLatin1String("messages")].toArray()) {
            const QJsonObject t = v.toObject();
            theirs.emplace(key(t[QLatin1String("from")].toString(), t[QLatin1String("subject")].toString()), t[QLatin1String("date_utc")].toString());
            for (const QJsonValue& a : t[QLatin1String("attachments")].toArray())
                theirAttachments += !a.toObject()[QLatin1String("in_embedded")].toBool();
        }
        for (const auto& [k, date] : theirs)
            if (std::find(mine.begin(), mine.end(), std::pair<const QString, QString>(k, date)) == mine.end())
                qWarning().noquote() << "undbx has, we do not:" << k << date;
        for (const auto& [k, date] : mine)
            if (std::find(theirs.begin(), theirs.end(), std::pair<const QString, QString>(k, date)) == theirs.end())
                qWarning().noquote() << "we have, undbx has not:" << k << date;
        QVERIFY(mine == theirs);
        QCOMPARE(attachments, theirAttachments);
        std::printf("dbx: %zu messages, %zu attachments, %zu recovered, %zu problems\n", mine.size(), attachments, recovered, sink.problems.size());
        for (const Message* m : sink.top()) {
            std::string again;
            MemorySource source({octets.constData(), static_cast<std::size_t>(octets.size())});
            mailFormat("dbx")->items->rebuild(source, m->locator, true, [&](std::string_view s) { again += s; });
            QCOMPARE(sha256(again), m->sha256);
        }
    }

    void mutantsAreReadToTheEnd() {
        StoreWriter w;
        const auto a = w.entry(w.blocks(mail("one", 30)), 0, "one"), b = w.entry(w.blocks(mail("two", 3)), 0, "two");
        const auto freed = w.blocks(mail("freed", 30));
        w.free(freed);
        std::string store = w.finish(w.node({a, b}), 2);
        if (const QString path = sharedPath(QStringLiteral("corpus/mail/dbx/IPED__test_OutlookDBX.dbx")); !path.isEmpty()) {
            QFile f(path);
            if (f.open(QIODevice::ReadOnly) && mutantCount() > 60) store = f.readAll().toStdString();
        }
        int refused = 0;
        for (int i = 0; i < mutantCount(); ++i) {
            const std::string copy = mutant(store, static_cast<std::uint32_t>(i));
            try {
                const KeepingSink sink = readText(copy, "dbx");
                std::size_t live = 0;
                for (const Message* m : sink.top()) live += !m->recovered;
                QCOMPARE(sink.foundCount, live + sink.failures.size() + sink.skippedCount);
                for (const Message* m : sink.top()) QCOMPARE(sha256(rebuilt(copy, m->locator)), m->sha256);
            } catch (const Error&) {
                ++refused;
            }
        }
        QVERIFY(refused < mutantCount());
    }
};

QTEST_GUILESS_MAIN(TestDbx)
#include "tst_dbx.moc"
