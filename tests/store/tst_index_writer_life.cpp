// What happens to derived data over time: removal, a later import, a writer that did not finish, a killed
// process.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <csignal>

#include "tests/store/case_reading.h"

using namespace sillage;
using namespace fixture;

class IndexWriterLifeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void removingASourceLeavesWhatOthersShow();
    void countsFollowThePlacements();
    void aRemovedSourceCanBeReadAgain();
    void eventsOfOneRecordAreTakenOnce();
    void recordsAreKnownInALaterImport();
    void anUnfinishedWriterLeavesOnlyWhatWasCommitted();
    void aKilledImportLeavesASoundCase();
    void aLargeSecondImportRebuildsTheIndexes();

private:
    std::unique_ptr<CaseStore> makeCase(const char* name) { return CaseStore::create(folder_.path(name)); }
    fixture::Folder folder_;
};

void IndexWriterLifeTest::removingASourceLeavesWhatOthersShow() {
    auto store = makeCase("removal.sillage");
    auto writer = store->writer();
    const auto tree = writer->addSource(fixture::source("a/Maildir"));
    const auto backup = writer->addSource(fixture::source("z.tar!/a/Maildir"));
    writer->addProblem(tree, {10, 5, "message 2", "cut short"});
    writer->addFact(tree, {"timezone", "", "Europe/Paris", 0});
    const auto kept = add(*writer, tree, fixture::message("Deux sources", 1, 100));
    Message witness = fixture::message("Deux sources", 1, 900);
    witness.mailboxPath = "z.tar!/a/Maildir";
    add(*writer, backup, witness);
    add(*writer, tree, fixture::message("Une source", 2, 300));
    writer->finish();
    QCOMPARE(store->placement(kept.placement)->sourceId, tree);

    store->removeSource(tree);
    const auto left = all(*store);
    QCOMPARE(left.size(), std::size_t{1});
    QCOMPARE(left[0].sourceId, backup);
    QCOMPARE(left[0].offset, std::uint64_t{900});
    QCOMPARE(left[0].parts[0].bodyOffset, std::uint64_t{940});
    QCOMPARE(store->problems().size(), std::size_t{0});
    QCOMPARE(store->facts("timezone").size(), std::size_t{0});
    QCOMPARE(store->source(tree)->state, std::string("removed"));
    QCOMPARE(count(*store, "witness"), std::int64_t{0});
    store->removeSource(backup);
    QCOMPARE(all(*store).size(), std::size_t{0});
    QCOMPARE(store->mailboxes().size(), std::size_t{0});
}

/// Whichever source came first, was interrupted or taken out: imported is what is read from a source.
void IndexWriterLifeTest::countsFollowThePlacements() {
    auto store = makeCase("counts.sillage");
    const auto read = [&](const char* path, bool imported) {
        auto writer = store->writer();
        Source s = fixture::source(path);
        s.id = writer->addSource(s);
        Message m = fixture::message("Deux sources", 1, 100);
        m.mailboxPath = "a/Maildir";
        const bool isNew = add(*writer, s.id, m).isNew;
        s.counts.found = 1;
        (isNew ? s.counts.imported : s.counts.duplicate) = 1;
        writer->updateSource(s);
        writer->finish();
        if (isNew != imported) return std::int64_t{0};
        return s.id;
    };
    const auto counts = [&](std::int64_t id) {
        const Reconciliation c = store->source(id)->counts;
        return std::to_string(c.found) + "=" + std::to_string(c.imported) + "+" + std::to_string(c.duplicate);
    };
    const auto later = read("z/Maildir", true);
    QCOMPARE(counts(later), std::string("1=1+0"));
    const auto earlier = read("a/Maildir", false);  // stands before it by path: the message is read from here now
    QCOMPARE(counts(earlier), std::string("1=1+0"));
    QCOMPARE(counts(later), std::string("1=0+1"));
    store->removeSource(earlier);
    QCOMPARE(counts(later), std::string("1=1+0"));
}

void IndexWriterLifeTest::aRemovedSourceCanBeReadAgain() {
    auto store = makeCase("reread.sillage");
    std::int64_t source = 0;
    {
        auto writer = store->writer();
        source = writer->addSource(fixture::source("a/Maildir"));
        add(*writer, source, fixture::message("Relu", 1));
        writer->finish();
    }
    const std::string before = listing(*store);
    store->removeSource(source);
    {
        auto writer = store->writer();
        const auto again = writer->addSource(fixture::source("a/Maildir"));
        QCOMPARE(again, source);
        QVERIFY(add(*writer, again, fixture::message("Relu", 1)).isNew);
        writer->finish();
    }
    QCOMPARE(listing(*store), before);
    QCOMPARE(search(*store, "relu").size(), std::size_t{1});
    QCOMPARE(store->sources().size(), std::size_t{1});
}

void IndexWriterLifeTest::eventsOfOneRecordAreTakenOnce() {
    auto store = makeCase("records.sillage");
    auto writer = store->writer();
    const auto one = writer->addSource(fixture::source("ual1.csv", SourceKind::Log));
    const auto two = writer->addSource(fixture::source("ual2.csv", SourceKind::Log));
    const auto event = [](std::uint32_t item, const char* key) {
        Event e;
        e.item = item;
        e.recordKey = key;
        return e;
    };
    QVERIFY(writer->addEvent(one, event(0, "R1")));
    QVERIFY(writer->addEvent(one, event(1, "R1")));
    QVERIFY(writer->addEvent(one, event(0, "R2")));
    QVERIFY(!writer->addEvent(two, event(0, "R1")));
    QVERIFY(!writer->addEvent(two, event(1, "R1")));
    QVERIFY(!writer->addEvent(two, event(0, "R2")));
    QVERIFY(writer->addEvent(two, event(0, "")));
    QVERIFY(writer->addEvent(two, event(0, "")));
    writer->finish();
    QCOMPARE(store->events().count(), std::int64_t{5});
}

void IndexWriterLifeTest::recordsAreKnownInALaterImport() {
    const auto path = folder_.path("later.sillage");
    Event e;
    e.recordKey = "R1";
    std::int64_t source = 0;
    {
        auto store = CaseStore::create(path);
        auto writer = store->writer();
        source = writer->addSource(fixture::source("ual.csv", SourceKind::Log));
        QVERIFY(writer->addEvent(source, Event(e)));
        writer->finish();
    }
    auto store = CaseStore::open(path, CaseStore::Mode::Write);
    {
        auto writer = store->writer();
        QVERIFY(!writer->addEvent(source, Event(e)));
        writer->finish();
    }
    store->removeSource(source);
    auto writer = store->writer();
    QVERIFY(writer->addEvent(writer->addSource(fixture::source("ual.csv", SourceKind::Log)), Event(e)));
    writer->finish();
}

void IndexWriterLifeTest::anUnfinishedWriterLeavesOnlyWhatWasCommitted() {
    auto store = makeCase("unfinished.sillage");
    {
        auto writer = store->writer();
        const auto source = writer->addSource(fixture::source("a/Maildir"));
        add(*writer, source, fixture::message("gardé", 1));
        writer->commit();
        add(*writer, source, fixture::message("perdu", 2));
    }
    QCOMPARE(all(*store).size(), std::size_t{1});
    QCOMPARE(search(*store, "garde").size(), std::size_t{1});
    QCOMPARE(search(*store, "perdu").size(), std::size_t{0});
}

void IndexWriterLifeTest::aKilledImportLeavesASoundCase() {
    const auto path = folder_.path("killed.sillage");
    CaseStore::create(path).reset();
    int ready[2];
    QVERIFY(pipe(ready) == 0);
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        try {
            auto store = CaseStore::open(path, CaseStore::Mode::Write);
            auto writer = store->writer();
            const auto source = writer->addSource(fixture::source("a/Maildir"));
            for (unsigned i = 1;; ++i) {
                add(*writer, source, fixture::message("committed mot" + std::to_string(i), i));
                if (i % 500 == 0) writer->commit();
                if (i == 1700 && write(ready[1], "x", 1) != 1) _exit(3);
            }
        } catch (...) {
            _exit(2);
        }
    }
    char go = 0;
    QVERIFY(read(ready[0], &go, 1) == 1);
    QVERIFY(kill(child, SIGKILL) == 0);
    int status = 0;
    QVERIFY(waitpid(child, &status, 0) == child);
    QVERIFY(WIFSIGNALED(status));

    auto store = CaseStore::open(path, CaseStore::Mode::Write);
    Statement check = store->meta().prepare("PRAGMA quick_check");
    QVERIFY(check.step());
    QCOMPARE(check.text(0), std::string("ok"));
    const auto left = all(*store, false);
    QVERIFY2(left.size() >= 1500 && left.size() % 500 == 0, std::to_string(left.size()).c_str());
    // Every message that is in has its text; what a shard holds beyond is never taken for another message.
    QCOMPARE(search(*store, "mot1").size(), std::size_t{1});
    QCOMPARE(search(*store, "mot" + std::to_string(left.size())).size(), std::size_t{1});
    for (unsigned i = 0; i < kTextShards; ++i) {
        Database shard(shardFile(path / "index", i), Database::Use::Derived);
        shard.execute("INSERT INTO text(text) VALUES('integrity-check')");
    }
    auto writer = store->writer();
    const auto next = add(*writer, left[0].sourceId, fixture::message("apres", 999'999));
    writer->finish();
    QCOMPARE(search(*store, "apres"),
             std::vector<std::int64_t>{store->placement(next.placement)->messageRow});
}

void IndexWriterLifeTest::aLargeSecondImportRebuildsTheIndexes() {
    auto store = makeCase("grown.sillage");
    const auto indexes = [&] {
        return store->meta().number("SELECT count(*) FROM sqlite_schema WHERE name = 'placement_order'", -1);
    };
    auto first = store->writer();
    const auto source = first->addSource(fixture::source("a/Maildir"));
    add(*first, source, fixture::message("premier", 1));
    first->finish();
    QCOMPARE(indexes(), std::int64_t{1});
    first.reset();
    auto writer = store->writer();
    for (unsigned i = 2; i < 21'100; ++i) {
        Message m = fixture::message(std::to_string(i), i);
        m.indexText.clear();
        add(*writer, source, std::move(m));
        if (i % 7000 == 0 || i == 21'050) writer->commit();
    }
    QCOMPARE(indexes(), std::int64_t{0});
    writer->finish();
    QCOMPARE(indexes(), std::int64_t{1});
    QVERIFY(!add(*store->writer(), source, fixture::message("premier", 1)).isNew);
}

QTEST_GUILESS_MAIN(IndexWriterLifeTest)
#include "tst_index_writer_life.moc"
