// Outlook for Mac archives: messages, contacts and the like from the XML of a zip, attachments from its other members.
// The fixture packs archives of its own.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <map>
#include <set>
#include <zlib.h>

#include "base/error.h"
#include "base/text.h"
#include "mail/mail_support.h"
#include "mail/mutants.h"

namespace {

std::string le(std::uint64_t v, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += static_cast<char>(v >> (8 * i));
    return out;
}

std::string deflated(const std::string& octets) {
    z_stream z{};
    deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, octets.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
    z.avail_in = static_cast<uInt>(octets.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

/// path → octets, as a zip with deflated members.
std::string zipOf(const std::vector<std::pair<std::string, std::string>>& members, bool stored = false) {
    std::string file, directory;
    for (const auto& [path, octets] : members) {
        const std::string packed = stored ? octets : deflated(octets);
        const auto crc = crc32(0, reinterpret_cast<const Bytef*>(octets.data()), static_cast<uInt>(octets.size()));
        const std::string common = le(0, 2) + le(stored ? 0 : 8, 2) + le(0, 4) + le(crc, 4) + le(packed.size(), 4) +
                                   le(octets.size(), 4) + le(path.size(), 2) + le(0, 2);
        directory += "PK\1\2" + le(20, 2) + le(20, 2) + common + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) +
                     le(file.size(), 4) + path;
        file += "PK\3\4" + le(20, 2) + common + path + packed;
    }
    const auto at = file.size();
    return file + directory + "PK\5\6" + le(0, 4) + le(members.size(), 2) + le(members.size(), 2) +
           le(directory.size(), 4) + le(at, 4) + le(0, 2);
}

const std::string kInbox = "Accounts/anna@example.org/com.microsoft.__Messages/Inbox/";
const std::string kMessage =
    "<emails elementCount=\"1\"><email xml:space=\"preserve\"><OPFMessageCopyAttachmentList><messageAttachment "
    "OPFAttachmentContentFileSize=\"6E0\" OPFAttachmentContentType=\"text/csv\" OPFAttachmentName=\"Zahlen &amp; mehr.csv\" "
    "OPFAttachmentURL=\"" + kInbox + "com.microsoft.__Attachments/x_0000\"></messageAttachment></OPFMessageCopyAttachmentList>"
    "<OPFMessageCopyBody>Guten Tag\nAnna</OPFMessageCopyBody><OPFMessageCopyFromAddresses><emailAddress "
    "OPFContactEmailAddressAddress=\"bert@example.org\" OPFContactEmailAddressName=\"Bert Müller\"/></OPFMessageCopyFromAddresses>"
    "<OPFMessageCopyHTMLBody>&lt;p&gt;Guten Tag&lt;/p&gt;</OPFMessageCopyHTMLBody>"
    "<OPFMessageCopyMessageID>1@example.org</OPFMessageCopyMessageID>"
    "<OPFMessageCopyReceivedTime>2025-12-11T09:00:07</OPFMessageCopyReceivedTime>"
    "<OPFMessageCopySentTime>2025-12-11T09:00:00</OPFMessageCopySentTime><OPFMessageCopySubject>Zahlen</OPFMessageCopySubject>"
    "<OPFMessageCopyToAddresses><emailAddress OPFContactEmailAddressAddress=\"anna@example.org\" "
    "OPFContactEmailAddressName=\"Anna\"/></OPFMessageCopyToAddresses><OPFMessageCopyCCAddresses><emailAddress "
    "OPFContactEmailAddressAddress=\"carl@example.org\"/></OPFMessageCopyCCAddresses>"
    "<OPFMessageGetIsRead>1E0</OPFMessageGetIsRead></email></emails>";

std::string archive(bool stored = false) {
    return zipOf({{kInbox + "com.microsoft.__Attachments/x_0000", "a;b\n1\n"},
                  {kInbox + "message_00000.xml", kMessage},
                  {"Local/Address Book/Contacts.xml", "<contacts><contact><OPFContactCopyDisplayName>Алекс</OPFContactCopyDisplayName>"
                   "<OPFContactCopyDefaultEmailAddress><contactEmailAddress OPFContactEmailAddressAddress=\"alex@example.org\"/>"
                   "</OPFContactCopyDefaultEmailAddress></contact></contacts>"},
                  {"Local/Calendar/Calendar.xml", "<appointments><appointment><OPFCalendarEventCopySummary>Sitzung</OPFCalendarEventCopySummary>"
                   "<OPFCalendarEventCopyStartTime>2025-12-12T08:00:00</OPFCalendarEventCopyStartTime></appointment>"
                   "<appointment><OPFCalendarEventCopySummary>Essen</OPFCalendarEventCopySummary></appointment></appointments>"},
                  {"Local/Tasks/Tasks.xml", "<tasks><task><OPFTaskCopyName>Anruf</OPFTaskCopyName></task></tasks>"},
                  {"Local/Notes/Notes.xml", "<notes><note><OPFNoteCopyTitle>Merken</OPFNoteCopyTitle></note></notes>"},
                  {"Categories.xml", "<categories><category OPFCategoryCopyName=\"Family\"/></categories>"}}, stored);
}

}  // namespace

class TestOlm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageIsReadWhole() {
        const std::string file = archive();
        QCOMPARE(recognisedAs(file, "night.olm"), std::string("olm"));
        QCOMPARE(recognisedAs(file, "night.zip"), std::string("olm"));
        const KeepingSink sink = readText(file, "olm");
        QCOMPARE(sink.foundCount, 6u);
        QCOMPARE(sink.messages.size(), std::size_t(6));
        QCOMPARE(sink.problems.size(), std::size_t(0));
        const Message& m = sink.messages[0];
        QCOMPARE(m.subject, std::string("Zahlen"));
        QVERIFY(m.from.find("bert@example.org") != std::string::npos && m.from.find("Bert Müller") != std::string::npos);
        QCOMPARE(m.to.size(), std::size_t(1));
        QCOMPARE(m.cc, std::vector<std::string>{"carl@example.org"});
        QCOMPARE(m.messageId, std::string("<1@example.org>"));
        QCOMPARE(m.folder, std::string("INBOX"));
        QVERIFY(m.mailboxPath.ends_with("/anna@example.org"));
        QCOMPARE(formatIso(Time(std::chrono::microseconds(m.date.civil - m.date.zoneMinutes * 60'000'000ll))), std::string("2025-12-11T09:00:00Z"));
        QCOMPARE(formatIso(Time(std::chrono::microseconds(m.internalDate))), std::string("2025-12-11T09:00:07Z"));
        QCOMPARE(m.flags, std::string("S"));
        QVERIFY(m.rebuilt && m.hasText && m.defects.empty());
        QVERIFY(m.indexText.find("guten tag") != std::string::npos);
        const auto attachment = std::find_if(m.parts.begin(), m.parts.end(), [](const Part& p) { return p.kind == PartKind::Attachment; });
        QVERIFY(attachment != m.parts.end());
        QCOMPARE(attachment->name, std::string("Zahlen & mehr.csv"));
        QCOMPARE(attachment->sha256, sha256("a;b\n1\n"));
        MemorySource source(file);
        std::string octets, eml;
        mailFormat("olm")->items->part(source, m.locator, attachment->number, [&](std::string_view s) { octets += s; });
        QCOMPARE(octets, std::string("a;b\n1\n"));
        mailFormat("olm")->items->rebuild(source, m.locator, true, [&](std::string_view s) { eml += s; });
        const Message again = parseOne(eml);
        QCOMPARE(again.subject, m.subject);
        QCOMPARE(again.textSha256, m.textSha256);
        QVERIFY(!mailFormat("olm")->items->view(source, m.locator).empty());
        QVERIFY_THROWS_EXCEPTION(Error, mailFormat("olm")->items->rebuild(source, "zip:999#0", true, [](std::string_view) {}));
    }

    void otherItemsHaveTheirClassAndText() {
        const KeepingSink sink = readText(archive(), "olm");
        std::map<std::string, std::string> classes;
        for (const Message& m : sink.messages) classes[m.subject] = m.itemClass;
        QCOMPARE(classes["Алекс"], std::string("IPM.Contact"));
        QCOMPARE(classes["Sitzung"], std::string("IPM.Appointment"));
        QCOMPARE(classes["Essen"], std::string("IPM.Appointment"));
        QCOMPARE(classes["Anruf"], std::string("IPM.Task"));
        QCOMPARE(classes["Merken"], std::string("IPM.StickyNote"));
        QVERIFY(std::any_of(sink.messages.begin(), sink.messages.end(), [](const Message& m) {
            return m.folder == "Address Book" && m.indexText.find("alex@example.org") != std::string::npos;
        }));
    }

    void storedAndDeflatedAreTheSame() {
        const KeepingSink a = readText(archive(false), "olm"), b = readText(archive(true), "olm");
        QCOMPARE(a.messages.size(), b.messages.size());
        for (std::size_t i = 0; i < a.messages.size(); ++i) QCOMPARE(a.messages[i].sha256, b.messages[i].sha256);
    }

    void damageIsSaid() {
        std::string missing = kMessage;
        missing.replace(missing.find("x_0000"), 6, "x_0009");
        const KeepingSink gone = readText(zipOf({{kInbox + "message_00000.xml", missing}}), "olm");
        QCOMPARE(gone.messages.size(), std::size_t(1));
        QVERIFY(!gone.messages[0].defects.empty());
        const KeepingSink cut = readText(zipOf({{kInbox + "message_00000.xml", kMessage.substr(0, 700)}}), "olm");
        QCOMPARE(cut.foundCount, 1u);
        QCOMPARE(cut.messages.size(), std::size_t(1));
        QCOMPARE(cut.problems.size(), std::size_t(1));
        const KeepingSink none = readText(zipOf({{kInbox + "message_00000.xml", "no XML at all"}}), "olm");
        QCOMPARE(none.foundCount, 1u);
        QCOMPARE(none.failures.size(), std::size_t(1));
        const KeepingSink loose = readText(zipOf({{kInbox + "com.microsoft.__Attachments/y", "1"}}), "olm");
        QCOMPARE(loose.problems.size(), std::size_t(1));
    }

    void anArchiveWithoutItsEndIsReadByItsHeaders() {
        const std::string file = archive();
        const std::string cut = file.substr(0, file.rfind("PK\1\2"));
        const KeepingSink sink = readText(cut.substr(0, cut.find("PK\1\2")), "olm");
        QCOMPARE(sink.messages.size(), std::size_t(6));
        QCOMPARE(sink.problems.size(), std::size_t(1));
    }

    void entitiesAreNotExpanded() {
        std::string bomb = "<!DOCTYPE e [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\">";
        for (char c = 'b'; c < 'k'; ++c) {
            bomb += std::string("<!ENTITY ") + c + " \"";
            for (int i = 0; i < 20; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
            bomb += "\">";
        }
        bomb += "]><emails><email><OPFMessageCopySubject>&j;</OPFMessageCopySubject></email></emails>";
        const KeepingSink sink = readText(zipOf({{kInbox + "message_00000.xml", bomb}}), "olm");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.problems.size() + sink.failures.size(), std::size_t(1));
    }

    void corpusAgreesWithTruth() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/olm"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        QFile truthFile(sharedPath(QStringLiteral("corpus/truth/mail/olm.json")));
        QVERIFY(truthFile.open(QIODevice::ReadOnly));
        const QJsonObject files = QJsonDocument::fromJson(truthFile.readAll()).object()[QLatin1String("files")].toObject();
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile f(dir + QLatin1Char('/') + it.key());
            QVERIFY(f.open(QIODevice::ReadOnly));
            const std::string octets = f.readAll().toStdString();
            const QJsonObject t = it.value().toObject();
            QCOMPARE(recognisedAs(octets, it.key().toStdString()), std::string("olm"));
            const KeepingSink sink = readText(octets, "olm");
            std::set<std::string> mine, theirs;
            std::size_t mail = 0, withDefects = 0;
            for (const Message* m : sink.top()) {
                mail += m->itemClass == "IPM.Note";
                withDefects += !m->defects.empty();
                QVERIFY(!m->folder.empty());
                for (const std::string& d : m->defects) std::printf("  %s: %s\n", m->subject.c_str(), d.c_str());
                for (const Part& p : m->parts)
                    if (p.kind == PartKind::Attachment || p.kind == PartKind::Inline || p.kind == PartKind::Message) mine.insert(toHex(p.sha256));
            }
            QCOMPARE(static_cast<int>(mail), t[QLatin1String("message_count")].toInt());
            for (const QJsonValue& a : t[QLatin1String("attachments")].toArray())
                theirs.insert(a.toObject()[QLatin1String("sha256")].toString().toStdString());
            for (const std::string& s : theirs)
                if (!mine.count(s)) std::printf("  in the archive, in no message: %s\n", s.c_str());
            for (const Problem& p : sink.problems) std::printf("  problem: %s: %s\n", p.item.c_str(), p.reason.c_str());
            QCOMPARE(mine, theirs);
            QCOMPARE(sink.failures.size(), std::size_t(0));
            QCOMPARE(sink.problems.size(), std::size_t(0));
            std::printf("olm: %zu messages, %zu other items, %zu distinct attachments, %zu messages with defects\n", mail,
                        sink.top().size() - mail, mine.size(), withDefects);
        }
    }

    void mutantsAreReadToTheEnd() {
        std::string file = archive(true);
        for (int i = 0; i < mutantCount(); ++i) {
            const KeepingSink sink = readText(mutant(file, static_cast<std::uint32_t>(i)), "olm");
            QCOMPARE(sink.foundCount, sink.top().size() + sink.failures.size() + sink.skippedCount);
        }
    }
};

QTEST_GUILESS_MAIN(TestOlm)
#include "tst_olm.moc"
