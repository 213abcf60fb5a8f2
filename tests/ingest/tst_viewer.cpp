// Showing, citing and checking what a case holds, and saying what an import would do.
#include <QtTest>

#include <thread>

#include "base/error.h"
#include "evidence_tree.h"
#include "ingest/import.h"
#include "ingest/viewer.h"

using namespace sillage;

namespace {

const QByteArray kMail = "From: Camille <camille@example.org>\r\nTo: e@example.org\r\nSubject: =?utf-8?q?R=C3=A9union?=\r\n"
                         "Date: Thu, 11 Dec 2025 22:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
                         "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                         "Bonjour\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
                         "Content-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                         "AAECAwQF\r\n--b--\r\n";

struct Kept {
    std::unique_ptr<CaseStore> store;
    Placement placement;
    FileRow file;
};

}  // namespace

class TestViewer : public QObject {
    Q_OBJECT

    static Kept imported(const QString& evidence, const QString& where) {
        Kept out;
        out.store = CaseStore::create(where.toStdString());
        ImportOptions options;
        options.paths = {evidence.toStdString()};
        options.workers = 2;
        NoProgress progress;
        importEvidence(*out.store, options, progress);
        out.store->placements({}, true, [&](Placement&& p) {
            out.placement = std::move(p);
            return true;
        });
        if (const auto file = out.store->file(out.placement.fileId)) out.file = *file;
        return out;
    }

private Q_SLOTS:
    void aMessageIsShownItsPartSavedItsOctetsCited() {
        for (const bool packed : {false, true}) {
            QTemporaryDir dir, home;
            if (packed) tree::put(dir.filePath("c.tar.gz"), tree::container({{"m.eml", kMail}}, "tar", "gzip"));
            else tree::put(dir.filePath("m.eml"), kMail);
            const Kept kept = imported(dir.path(), home.filePath("x.sillage"));
            Viewer viewer(kept.store->directory());
            const MessageView view = viewer.message(kept.file, kept.placement);
            QVERIFY(QString::fromStdString(view.text).contains(QStringLiteral("Bonjour")));
            QVERIFY(!view.headers.empty());
            std::string saved;
            for (const Part& p : kept.placement.parts)
                if (p.name == "a.bin") viewer.part(kept.file, kept.placement, p, [&](std::string_view octets) { saved += octets; });
            QCOMPARE(saved, std::string("\0\1\2\3\4\5", 6));
            QCOMPARE(viewer.raw(kept.file, 0, 1u << 20), kMail.toStdString());
            QCOMPARE(viewer.raw(kept.file, 6, 7), std::string("Camille"));
        }
    }

    void severalThreadsMayAsk() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("m.eml"), kMail);
        const Kept kept = imported(dir.path(), home.filePath("x.sillage"));
        Viewer viewer(kept.store->directory());
        std::atomic<int> shown{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 10; ++i) shown += viewer.message(kept.file, kept.placement).parts.empty() ? 0 : 1;
            });
        for (auto& t : threads) t.join();
        QCOMPARE(shown.load(), 40);
    }

    void anExceptionOfTheReceiverIsItsOwn() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("m.eml"), kMail);
        const Kept kept = imported(dir.path(), home.filePath("x.sillage"));
        Viewer viewer(kept.store->directory());
        const auto full = [](std::string_view) { throw std::length_error("full"); };
        QVERIFY_THROWS_EXCEPTION(std::length_error, viewer.part(kept.file, kept.placement, kept.placement.parts.back(), full));
        QVERIFY(!viewer.message(kept.file, kept.placement).headers.empty());
    }

    void whatChangedSinceIsNotShown() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("m.eml"), kMail);
        const Kept kept = imported(dir.path(), home.filePath("x.sillage"));
        tree::put(dir.filePath("m.eml"), kMail + "more");
        Viewer viewer(kept.store->directory());
        QVERIFY_THROWS_EXCEPTION(Error, viewer.message(kept.file, kept.placement));
        QFile::remove(dir.filePath("m.eml"));
        QVERIFY_THROWS_EXCEPTION(Error, viewer.message(kept.file, kept.placement));
    }

    void checkNamesWhatDiffersOrIsGone() {
        QTemporaryDir dir, home;
        tree::everything(dir.path());
        const Kept kept = imported(dir.path(), home.filePath("x.sillage"));
        NoProgress progress;
        QCOMPARE(checkSources(*kept.store, progress).size(), std::size_t(0));
        QFile log(dir.filePath("var/log/nginx/access.log"));
        QVERIFY(log.open(QIODevice::ReadWrite));
        log.write("X");
        log.close();
        QFile::remove(dir.filePath("bundle.tar.gz"));
        QFile::remove(dir.filePath("var/vmail/camille/Maildir/cur/1765393206.M000007P1.mail:2,S"));
        std::map<std::string, std::string> changed;
        for (const auto& c : checkSources(*kept.store, progress)) changed[c.source.path] = c.what;
        QCOMPARE(changed.size(), std::size_t(3));
        QVERIFY(changed["var/log/nginx/access.log"].find("content has changed") != std::string::npos);
        QVERIFY(changed["bundle.tar.gz"].find("gone") == 0);
        QVERIFY(changed["var/vmail/camille/Maildir"].find("gone") == 0);
    }

    void aDryRunSaysWhatWouldBeRead() {
        QTemporaryDir dir;
        tree::everything(dir.path());
        ImportOptions options;
        options.paths = {dir.path().toStdString()};
        NoProgress progress;
        std::map<std::string, std::string> formats;
        for (const auto& p : planImport(options, progress)) {
            formats[p.path] = p.format;
            QVERIFY(!p.why.empty());
        }
        QCOMPARE(formats["small.mbox"], std::string("mbox"));
        QCOMPARE(formats["var/vmail/camille/Maildir"], std::string("maildir"));
        QCOMPARE(formats["bundle.tar.gz!/a/inner.zip!/deep/one.eml"], std::string("eml"));
        options.asFormat = "no such format";
        QVERIFY_THROWS_EXCEPTION(Error, planImport(options, progress));
    }
};

QTEST_GUILESS_MAIN(TestViewer)
#include "tst_viewer.moc"
