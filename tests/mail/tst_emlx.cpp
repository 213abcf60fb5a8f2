// Apple Mail's files: the message with exactly its octets, flags and dates from the list after it, attachments that lie
// beside named in a defect and listed as what they are; folders from the places of files.
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "base/phrase.h"
#include "base/text.h"
#include "evidence/mail_place.h"
#include "mail/mail_support.h"
#include "mail/mutants.h"

namespace {

const std::string kMail =
    "From: Anna <anna@example.org>\nTo: bert@example.org\nSubject: Bericht\nDate: Thu, 11 Dec 2025 10:00:00 +0100\n"
    "Message-ID: <1@example.org>\n\nGuten Tag\n";

std::string list(const std::string& inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
           "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n" + inside +
           "</dict>\n</plist>\n";
}

std::string emlx(const std::string& mail, const std::string& trailer) {
    return std::to_string(mail.size()) + "      \n" + mail + trailer;
}

}  // namespace

class TestEmlx : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMessageKeepsItsOctets() {
        const std::string file = emlx(kMail, list("<key>flags</key><integer>8590195729</integer>"
                                                  "<key>date-received</key><integer>1765443600</integer>"
                                                  "<key>remote-id</key><string>4711</string>"));
        QCOMPARE(recognisedAs(file, "12.emlx"), std::string("emlx"));
        QCOMPARE(recognisedAs(file, "12"), std::string("emlx"));
        const KeepingSink sink = readText(file, "emlx");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.messages.size(), std::size_t(1));
        QCOMPARE(sink.problems.size(), std::size_t(0));
        const Message& m = sink.messages[0];
        QVERIFY(m.defects.empty());
        QCOMPARE(m.sha256, sha256(kMail));
        QCOMPARE(file.substr(m.offset, m.length), kMail);
        QCOMPARE(m.subject, std::string("Bericht"));
        QCOMPARE(m.internalDate, 1'765'443'600'000'000);
        QCOMPARE(m.uid, 4711u);
        QCOMPARE(m.flags, std::string("FS"));
    }

    void everyFlagHasItsLetter() {
        const auto flags = [](std::uint64_t bits) {
            return readText(emlx(kMail, list("<key>flags</key><integer>" + std::to_string(bits) + "</integer>")), "emlx")
                .messages.at(0).flags;
        };
        QCOMPARE(flags(0), std::string());
        QCOMPARE(flags(1), std::string("S"));
        QCOMPARE(flags(2), std::string("T"));
        QCOMPARE(flags(4), std::string("R"));
        QCOMPARE(flags(64), std::string("D"));
        QCOMPARE(flags(256), std::string("P"));
    }

    void keysDeeperInTheListAreNotItsOwn() {
        const KeepingSink sink = readText(emlx(kMail, list("<key>other</key><dict><key>flags</key><integer>1</integer></dict>")), "emlx");
        QCOMPARE(sink.messages.at(0).flags, std::string());
    }

    void attachmentsBesideAreNamed() {
        const std::string mail = "From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\n"
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\n"
            "Content-Type: application/pdf; name=\"plan.pdf\"\nContent-Transfer-Encoding: base64\n"
            "X-Apple-Content-Length: 48210\n\n\n--b--\n";
        ReadHints hints;
        hints.name = "77.partial.emlx";
        hints.folder = "Archive/2024";
        const KeepingSink sink = readText(emlx(mail, list("")), "emlx", hints);
        const Message& m = sink.messages.at(0);
        QCOMPARE(m.defects.size(), std::size_t(1));
        QVERIFY(inEnglish(m.defects[0]).find("2 \"plan.pdf\"") != std::string::npos);
        QVERIFY(inEnglish(m.defects[0]).find("Attachments/77/2/") != std::string::npos);
        QCOMPARE(m.folder, std::string("Archive/2024"));
    }

    void whatLiesBesideIsListedAsSuch() {
        const std::string base = "Mail/V10/1A2B/INBOX.mbox/9F/Data/";
        QCOMPARE(recognisedAs("%PDF-1.4", "plan.pdf", base + "Attachments/77/2/plan.pdf"), std::string("emlx-beside"));
        QCOMPARE(recognisedAs("AAAA", "77.2.emlxpart", base + "Messages/77.2.emlxpart"), std::string("emlx-beside"));
        QCOMPARE(recognisedAs("%PDF-1.4", "plan.pdf", "home/Attachments/77/2/plan.pdf"), std::string());
        const KeepingSink sink = readText("%PDF-1.4", "emlx-beside");
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.skippedCount, 1u);
    }

    void damageIsSaid() {
        const auto defects = [](const std::string& file) {
            const KeepingSink sink = readText(file, "emlx");
            return sink.messages.size() == 1 ? static_cast<int>(sink.messages[0].defects.size()) : -1;
        };
        QCOMPARE(defects(emlx(kMail, "")), 1);                        // no list
        QCOMPARE(defects(emlx(kMail, list("<key>flags</key><integer>1"))), 1);
        QCOMPARE(defects("900\n" + kMail), 2);                        // cut short, and so without a list
        QCOMPARE(defects(kMail), 1);                                  // no length
        QCOMPARE(recognisedAs(kMail, "1.emlx"), std::string("eml"));  // which reads it the same way
    }

    void entitiesAreNotExpanded() {
        std::string bomb = "<!DOCTYPE plist [<!ENTITY a \"aaaaaaaaaa\">";
        for (char c = 'b'; c < 'k'; ++c) {
            bomb += std::string("<!ENTITY ") + c + " \"";
            for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
            bomb += "\">";
        }
        bomb += "]><plist><dict><key>&j;</key><integer>1</integer></dict></plist>";
        const KeepingSink sink = readText(emlx(kMail, bomb), "emlx");
        QCOMPARE(sink.messages.at(0).defects.size(), std::size_t(1));
    }

    void placesGiveFolders() {
        const auto apple = placeInAppleMail("x/Library/Mail/V10/1A2B/[Gmail].mbox/All Mail.mbox/9F/Data/Messages/1.emlx");
        QVERIFY(apple);
        QCOMPARE(apple->folder, std::string("[Gmail]/All Mail"));
        QCOMPARE(apple->folderRaw, std::string("[Gmail].mbox/All Mail.mbox"));
        QCOMPARE(apple->mailboxPath, std::string("x/Library/Mail/V10/1A2B"));
        QCOMPARE(placeInAppleMail("V2/IMAP-a@b/Inbox.mbox/Messages/1.emlx")->folder, std::string("INBOX"));
        QVERIFY(!placeInAppleMail("loose/1.emlx"));
        const auto mozilla = placeInMozilla("p/ImapMail/imap.example.org/Archives.sbd/2024.sbd/Q1");
        QVERIFY(mozilla);
        QCOMPARE(mozilla->folder, std::string("Archives/2024/Q1"));
        QCOMPARE(mozilla->mailboxPath, std::string("p/ImapMail/imap.example.org"));
        QCOMPARE(placeInMozilla("p/ImapMail/imap.example.org/INBOX")->folder, std::string("INBOX"));
        QCOMPARE(placeInMozilla("Profiles/x.default/Mail/Local Folders/Sent")->mailboxPath,
                 std::string("Profiles/x.default/Mail/Local Folders"));
        QVERIFY(!placeInMozilla("var/mail/anna"));
    }

    void corpusAgreesWithTruth() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/emlx"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        QFile truthFile(sharedPath(QStringLiteral("corpus/truth/mail/emlx.json")));
        QVERIFY(truthFile.open(QIODevice::ReadOnly));
        const QJsonObject files = QJsonDocument::fromJson(truthFile.readAll()).object()[QLatin1String("files")].toObject();
        int compared = 0, explained = 0;
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile f(dir + QLatin1Char('/') + it.key());
            if (!f.open(QIODevice::ReadOnly)) continue;
            const std::string octets = f.readAll().toStdString();
            const QJsonObject t = it.value().toObject();
            const KeepingSink sink = readText(octets, "emlx");
            QCOMPARE(sink.foundCount, 1u);
            QCOMPARE(sink.messages.size(), std::size_t(1));
            const Message& m = sink.messages[0];
            ++compared;
            if (t.contains(QLatin1String("error"))) {  // the reference tool gives up where no length stands; we read on and say so
                QVERIFY(!m.defects.empty());
                std::printf("  %s: the tool refused it (no length line); read as one message with %zu defects\n",
                            qPrintable(it.key()), m.defects.size());
                ++explained;
                continue;
            }
            QCOMPARE(recognisedAs(octets, it.key().toStdString()), std::string("emlx"));
            QCOMPARE(QString::fromStdString(m.subject), t[QLatin1String("subject")].toString());
            QCOMPARE(QString::fromStdString(m.from).remove(QLatin1Char('"')), t[QLatin1String("from")].toString().remove(QLatin1Char('"')));
            QCOMPARE(QString::fromStdString(m.messageId), t[QLatin1String("message_id")].toString());
            QCOMPARE(QString::fromStdString(m.rawDate), t[QLatin1String("date_raw")].toString());
            QCOMPARE(static_cast<int>(m.length), t[QLatin1String("declared")].toInt());
            QCOMPARE(m.defects.size(), std::size_t(0));
        }
        std::printf("emlx: %d files compared, %d differences, all explained\n", compared, explained);
        QCOMPARE(compared, static_cast<int>(files.size()));
    }

    void mutantsAreReadToTheEnd() {
        const std::string file = emlx(kMail, list("<key>flags</key><integer>5</integer><key>a</key><dict><key>b</key></dict>"));
        for (int i = 0; i < mutantCount(); ++i) {
            const KeepingSink sink = readText(mutant(file, static_cast<std::uint32_t>(i)), "emlx");
            QCOMPARE(sink.foundCount, sink.top().size() + sink.failures.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestEmlx)
#include "tst_emlx.moc"
