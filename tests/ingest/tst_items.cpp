// Stores that keep properties instead of octets, from the file to the case and back: every live item once, recovered
// ones apart, one crash costs one item, the same in an archive, shown and rebuilt on demand. This program is also the
// worker, so that it knows the invented store.
#include <cstring>
#include <set>

#include <unistd.h>

#include <QtTest>

#include "base/error.h"
#include "base/phrase.h"
#include "decode/registry.h"
#include "decode/worker.h"
#include "evidence_tree.h"
#include "ingest/engine.h"
#include "ingest/viewer.h"
#include "tests/support/card_box.h"

using namespace sillage;

namespace {

/// Cuts even the smallest store.
SupervisorLimits cutting() {
    SupervisorLimits limits;
    limits.largeFile = 1024;
    return limits;
}

struct Kept {
    std::unique_ptr<CaseStore> store;
    ImportReport report;
    std::vector<Placement> placements;

    [[nodiscard]] const Placement& of(const std::string& locator) const {
        for (const Placement& p : placements)
            if (p.locator == locator) return p;
        qFatal("no placement %s", locator.c_str());
    }
    [[nodiscard]] std::string journal() const {
        std::string out;
        for (const Placement& p : placements)
            out += p.key + ' ' + p.folder + ' ' + p.locator + ' ' + p.subject + ' ' + p.sha256 + ' ' + (p.recovered ? "recovered\n" : "live\n");
        return out;
    }
};

Kept import(const QString& evidence, const QString& home, const SupervisorLimits& limits = {}, unsigned workers = 2,
            const HoldPredicate& hold = {}) {
    Kept out;
    out.store = QFile::exists(home) ? CaseStore::open(home.toStdString(), CaseStore::Mode::Write) : CaseStore::create(home.toStdString());
    CaseTarget target(*out.store);
    ImportOptions options;
    options.paths = {evidence.toStdString()};
    options.workers = workers;
    options.hold = hold;
    NoProgress progress;
    out.report = importInto(target, options, progress, limits);
    out.store->placements({}, true, [&](Placement&& p) {
        out.placements.push_back(std::move(p));
        return true;
    });
    return out;
}

Source sourceOf(Kept& k, const std::string& path) {
    for (Source& s : k.store->sources())
        if (s.path == path) return s;
    qFatal("no source %s", path.c_str());
}

}  // namespace

class TestItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recoveredItemsAreCountedApart() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards()));
        Kept k = import(dir.path(), home.filePath("a.sillage"));
        const Source s = sourceOf(k, "box.cards");
        QCOMPARE(s.format, std::string("card-box"));
        QCOMPARE(s.state, std::string("read"));
        QCOMPARE(s.counts.found, std::uint64_t(10));
        QCOMPARE(s.counts.imported, std::uint64_t(10));
        QCOMPARE(s.counts.recovered, std::uint64_t(1));
        QVERIFY(s.counts.holds());
        QCOMPARE(k.report.total.recovered, std::uint64_t(1));
        QCOMPARE(k.store->problems().size(), std::size_t(0));
        QCOMPARE(k.placements.size(), std::size_t(13));
        QCOMPARE(k.store->mailboxes().size(), std::size_t(1));
        QCOMPARE(k.store->mailboxes().front().path, std::string("box.cards"));
    }

    void anItemIsKeptWithWhatNamesIt() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards()));
        const Kept k = import(dir.path(), home.filePath("a.sillage"));
        const Placement& contact = k.of("card:36");
        QCOMPARE(contact.format, std::string("card-box"));
        QCOMPARE(contact.itemClass, std::string("IPM.Contact"));
        QCOMPARE(contact.sourceKey, std::string("534b3336"));
        QCOMPARE(contact.changeKey, std::string("434b"));
        QCOMPARE(contact.entryId, std::string("0001"));
        QVERIFY(contact.rebuilt && !contact.recovered);
        const Placement& lost = k.of("card:32768");
        QVERIFY(lost.recovered);
        QVERIFY(lost.recoveredHow.find("a card without a folder, at offset") == 0);
        const Placement& inside = k.of("card:32768/in");
        QVERIFY(inside.recovered);
        QCOMPARE(inside.recoveredHow, std::string("the message that encloses it was recovered"));
        QVERIFY(!k.of("card:48/in").recovered);
        QVERIFY(contact.sha256 != k.of("card:32").sha256);
    }

    void cutOrWholeOneOrFourWorkersTheCaseIsTheSame() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards(300)));
        const std::string whole = import(dir.path(), home.filePath("a.sillage")).journal();
        QVERIFY(!whole.empty());
        int n = 0;
        for (const unsigned workers : {1u, 4u}) {
            Kept k = import(dir.path(), home.filePath(QStringLiteral("cut%1.sillage").arg(++n)), cutting(), workers);
            QCOMPARE(QString::fromStdString(k.journal()), QString::fromStdString(whole));
            QCOMPARE(k.report.bytes, static_cast<std::uint64_t>(QFileInfo(dir.filePath("box.cards")).size()));
            QCOMPARE(sourceOf(k, "box.cards").counts.found, std::uint64_t(300));
            QCOMPARE(sourceOf(k, "box.cards").sha256.size(), std::size_t(64));
        }
    }

    void aCrashCostsOneItemAndIsNamedByItsKey() {
        std::vector<cardbox::Card> cards = cardbox::someCards(40);
        cards[17].body = "X-Misbehave: crash";
        for (const bool cut : {false, true}) {
            QTemporaryDir dir, home;
            tree::put(dir.filePath("box.cards"), cardbox::write(cards));
            Kept k = import(dir.path(), home.filePath("a.sillage"), cut ? cutting() : SupervisorLimits{});
            const Source s = sourceOf(k, "box.cards");
            QCOMPARE(s.counts.found, std::uint64_t(40));
            QCOMPARE(s.counts.imported, std::uint64_t(39));
            QCOMPARE(s.counts.failed, std::uint64_t(1));
            QCOMPARE(s.counts.recovered, std::uint64_t(1));
            QVERIFY(s.counts.holds());
            QCOMPARE(s.state, std::string("partial"));
            QCOMPARE(s.sha256, toHex(sha256(cardbox::write(cards).toStdString())));
            const auto problems = k.store->problems();
            QCOMPARE(problems.size(), std::size_t(1));
            QCOMPARE(inEnglish(problems[0].second.item), std::string("item 0x64"));
            QCOMPARE(problems[0].second.offset, std::uint64_t(0));
            QCOMPARE(problems[0].second.length, std::uint64_t(0));
            QVERIFY(inEnglish(problems[0].second.reason).find("the decoder was killed by signal") == 0);
        }
    }

    void aStoreInAnArchiveIsTheSame() {
        QTemporaryDir dir, home;
        const QByteArray box = cardbox::write(cardbox::someCards());
        tree::put(dir.filePath("seized.tar.gz"), tree::container({{"disk/box.cards", box}}, "tar", "gzip"));
        Kept k = import(dir.path(), home.filePath("a.sillage"), cutting());
        QCOMPARE(sourceOf(k, "seized.tar.gz!/disk/box.cards").counts.imported, std::uint64_t(10));
        const Placement& p = k.of("card:44");
        const auto file = k.store->file(p.fileId);
        Viewer viewer(k.store->directory());
        std::string saved;
        for (const Part& part : p.parts)
            if (part.number == "2") viewer.part(*file, p, part, [&](std::string_view octets) { saved += octets; });
        QCOMPARE(saved, QByteArray("\0\1\2report", 9).toHex().toStdString());
        QCOMPARE(viewer.raw(*file, p.offset, p.length), box.mid(static_cast<qsizetype>(p.offset), 512).toStdString());
    }

    void onDemandAnItemIsShownAndRebuilt() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards()));
        const Kept k = import(dir.path(), home.filePath("a.sillage"));
        const Placement& p = k.of("card:44");
        const auto file = k.store->file(p.fileId);
        Viewer viewer(k.store->directory());
        const MessageView view = viewer.message(*file, p);
        QVERIFY(view.rebuilt);
        QCOMPARE(view.properties.size(), std::size_t(2));
        bool sized = false;
        for (const Part& part : view.parts) sized = sized || (part.number == "2" && part.size == 18);
        QVERIFY(sized);  // as on import: it is shown without its octets
        std::string eml, json;
        viewer.rebuilt(*file, p, [&](std::string_view octets) { eml += octets; });
        viewer.properties(*file, p, [&](std::string_view octets) { json += octets; });
        QVERIFY(eml.find("Content-Disposition: attachment; filename=report.bin") != std::string::npos);
        QCOMPARE(json, std::string("{\"PidTagSubject\":\"Card 3\"}"));
        const auto full = [](std::string_view) { throw std::length_error("full"); };
        QVERIFY_THROWS_EXCEPTION(std::length_error, viewer.rebuilt(*file, p, full));
        Placement gone = p;
        gone.locator = "card:9999";
        QVERIFY_THROWS_EXCEPTION(Error, viewer.message(*file, gone));
        QVERIFY_THROWS_EXCEPTION(Error, viewer.properties(*file, gone, [](std::string_view) {}));
    }

    void importedAgainNothingChanges() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards()));
        const std::string first = import(dir.path(), home.filePath("a.sillage")).journal();
        Kept again = import(dir.path(), home.filePath("a.sillage"));
        QCOMPARE(again.report.unchanged, std::uint64_t(1));
        QCOMPARE(again.journal(), first);
        NoProgress progress;
        QCOMPARE(checkSources(*again.store, progress).size(), std::size_t(0));
    }

    void aCopyElsewhereIsAnotherMailboxTheSameItemsNoneTwice() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("one/box.cards"), cardbox::write(cardbox::someCards()));
        tree::put(dir.filePath("two/box.cards"), cardbox::write(cardbox::someCards()));
        Kept k = import(dir.path(), home.filePath("a.sillage"));
        QCOMPARE(k.store->mailboxes().size(), std::size_t(2));
        QCOMPARE(k.placements.size(), std::size_t(26));
        std::set<std::string> keys, contents;
        for (const Placement& p : k.placements) keys.insert(p.key), contents.insert(p.sha256);
        QCOMPARE(keys.size(), std::size_t(26));
        QCOMPARE(contents.size(), std::size_t(13));
    }

    void removedItsRecoveredGoToo() {
        QTemporaryDir dir, home;
        tree::put(dir.filePath("box.cards"), cardbox::write(cardbox::someCards()));
        Kept k = import(dir.path(), home.filePath("a.sillage"));
        k.store->removeSource(sourceOf(k, "box.cards").id);
        QCOMPARE(sourceOf(k, "box.cards").counts.recovered, std::uint64_t(0));
        std::size_t left = 0;
        k.store->placements({}, false, [&](Placement&&) { return ++left, true; });
        QCOMPARE(left, std::size_t(0));
    }

    void aHeldItemClosesItsWholeStoreToRawReading() {
        QTemporaryDir dir, home;
        const QByteArray box = cardbox::write(cardbox::someCards());
        tree::put(dir.filePath("box.cards"), box);
        Kept k = import(dir.path(), home.filePath("a.sillage"), {}, 2, [](const Message& m, const std::string&) { return m.subject == "Card 6"; });
        QCOMPARE(k.report.held, std::uint64_t(1));
        const Placement& held = k.of("card:56");
        QVERIFY(held.held && held.parts.empty());
        const auto closed = k.store->places(held.sourceId, true);
        QCOMPARE(closed.size(), std::size_t(1));
        QCOMPARE(closed[0].offset, std::uint64_t(0));
        QCOMPARE(closed[0].length, static_cast<std::uint64_t>(box.size()));
    }
};

int main(int argc, char** argv) {
    addFormat(&cardbox::kFormat);
    if (std::strcmp(argv[0], "sillage-worker") == 0)
        ::_exit(workerMain(argc < 2 || std::strcmp(argv[1], "--unsafe-no-sandbox") != 0));
    QCoreApplication app(argc, argv);
    qputenv("SILLAGE_WORKER", QCoreApplication::applicationFilePath().toLocal8Bit());
    TestItems test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_items.moc"
