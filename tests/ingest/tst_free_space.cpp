// The floor of free space on the case's disk: an import that would go below it does not begin, and says why.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "base/error.h"
#include "ingest/free_space.h"
#include "ingest/import.h"
#include "tests/ingest/evidence_tree.h"

using namespace sillage;

class TestFreeSpace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFloorFollowsTheDisk() {
        const auto space = std::filesystem::space(folder_.path().toStdString());
        const std::uint64_t floor = freeSpaceFloor(folder_.path().toStdString(), std::nullopt);
        QVERIFY(floor <= space.capacity / 4);
        QVERIFY(floor == space.capacity / 4 || (floor >= 5'000'000'000 && floor >= space.capacity / 20));
        QCOMPARE(freeSpaceFloor(folder_.path().toStdString(), 12), std::uint64_t{12});
    }

    void anImportBelowTheFloorDoesNotBegin() {
        const QString root = folder_.filePath("evidence");
        tree::put(root + "/inbox.mbox", tree::mbox(2));
        const auto c = CaseStore::create(folder_.filePath("full.sillage").toStdString());
        ImportOptions options;
        options.paths = {root.toStdString()};
        options.minFree = std::filesystem::space(folder_.path().toStdString()).capacity;
        NoProgress none;
        try {
            importEvidence(*c, options, none);
            QFAIL("nothing was refused");
        } catch (const Error& e) {
            QVERIFY(e.code() == ExitCode::Io);
            QVERIFY(std::string(e.what()).find("GB must stay free") != std::string::npos);
            QVERIFY(e.hint().find("--min-free") != std::string::npos);
        }
        QVERIFY(c->sources().empty());
        options.minFree = 0;
        QCOMPARE(importEvidence(*c, options, none).total.imported, std::uint64_t{2});
    }

    void whatAKilledImportBeganToExpandIsRemoved() {
        const std::filesystem::path place = folder_.filePath("killed.sillage").toStdString();
        CaseStore::create(place).reset();
        tree::put(QString::fromStdString((place / "spool/expanding-123-1").string()), "half of a member");
        tree::put(QString::fromStdString((place / "spool/0123abcd").string()), "a whole one");
        CaseStore::open(place, CaseStore::Mode::Read).reset();
        QVERIFY(std::filesystem::exists(place / "spool/expanding-123-1"));  // a reader writes nothing
        CaseStore::open(place, CaseStore::Mode::Write).reset();
        QVERIFY(!std::filesystem::exists(place / "spool/expanding-123-1"));
        QVERIFY(std::filesystem::exists(place / "spool/0123abcd"));
    }

private:
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestFreeSpace)
#include "tst_free_space.moc"
