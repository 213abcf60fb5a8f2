// What is recognised and not read is named, and the reason says what to do instead.
#include <QDir>
#include <QFile>
#include <QTest>

#include "base/phrase.h"
#include "decode/registry.h"

using namespace sillage;

namespace {

struct Seen {
    std::string id, reason;
};

Seen seen(const std::string& octets, std::string_view name, std::uint64_t size = 0) {
    const Recognised r = recognise({octets, size ? size : octets.size(), name, name});
    return {r.format ? r.format->id : "", inEnglish(r.reason)};
}

std::string ese(const std::string& text) { return std::string("\x41\x9a\xf8\x80\xef\xcd\xab\x89", 8) + std::string(500, '\0') + text; }
std::string database(const std::string& client) { return "!BDN" + std::string(4, '\1') + client + std::string(600, '\0'); }

}  // namespace

class TestUnread : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exchangeIsToldApartFromOtherDatabases() {
        QCOMPARE(seen(ese(""), "db.edb").id, std::string("ese"));
        QVERIFY(seen(ese(""), "Mailbox Database 0123456789.edb").reason.find("New-MailboxExportRequest") != std::string::npos);
        QVERIFY(seen(ese("ReplidGuidMap"), "x").reason.find("Exchange database") != std::string::npos);
        QVERIFY(seen(ese("SystemIndex_0A"), "x").reason.find("Windows Search") != std::string::npos);
        QVERIFY(seen(ese(""), "ntds.dit").reason.find("Active Directory") != std::string::npos);
        QVERIFY(seen(ese(""), "x").reason.find("without the signs") != std::string::npos);
    }

    void addressBooksAreNoMail() {
        QCOMPARE(seen(database("AB"), "mailbox.pab").id, std::string("pab"));
        QCOMPARE(seen(database("SM"), "mailbox.pst").id, std::string("pst"));
        QCOMPARE(seen(std::string("\x20\0\0\0", 4) + std::string(40, '\1'), "udetails.oab").id, std::string("oab"));
        QCOMPARE(seen(std::string("\x20\0\0\0", 4) + std::string(40, '\1'), "udetails.bin").id, std::string());
    }

    void notesSaysWhatToDo() {
        const Seen s = seen(std::string("\x1a\0\0\4\0\0", 6) + std::string(100, '\1'), "mail.nsf");
        QCOMPARE(s.id, std::string("nsf"));
        QVERIFY(s.reason.find("export") != std::string::npos);
    }

    void aProfileOfThunderbirdIsNamed() {
        const std::string mork = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n< <(a=c)> >";
        QVERIFY(seen(mork, "Inbox.msf").reason.find("without .msf") != std::string::npos);
        QCOMPARE(seen(mork, "panacea.dat").id, std::string("store-metadata"));
    }

    void theSmallerStoresAreRead() {
        for (const char* id : {"dbx", "emlx", "olm", "tnef"}) {
            const Format* f = findFormat(id);
            QVERIFY2(f && f->read && f->kind == SourceKind::Mailbox, id);
        }
    }

    void theCorpusOfDatabasesIsNotMail() {
        QString root = qEnvironmentVariable("SILLAGE_SHARED");
        if (root.isEmpty()) root = QStringLiteral(SILLAGE_SOURCE_DIR "/../shared");
        const QDir dir(root + QStringLiteral("/corpus/mail/edb-not-exchange"));
        if (!dir.exists()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        for (const QString& name : dir.entryList(QDir::Files)) {
            QFile f(dir.filePath(name));
            QVERIFY(f.open(QIODevice::ReadOnly));
            const Seen s = seen(f.read(64 << 10).toStdString(), name.toStdString(), static_cast<std::uint64_t>(f.size()));
            QCOMPARE(s.id, std::string("ese"));
            QVERIFY(s.reason.find("without the signs of an Exchange one") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(TestUnread)
#include "tst_unread.moc"
