// The writer of derived data: content stored once, places with witnesses, order of import without consequence,
// removal, and what a killed import leaves behind.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <algorithm>
#include <csignal>

#include "base/error.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/placement_key.h"
#include "store/row_map.h"
#include "store/text_index.h"
#include "tests/store/case_fixture.h"

using namespace sillage;
using fixture::add;

namespace {

std::vector<Placement> all(CaseStore& store, bool withParts = true) {
    std::vector<Placement> list;
    store.placements(std::nullopt, withParts, [&](Placement&& p) {
        list.push_back(std::move(p));
        return true;
    });
    return list;
}

std::int64_t count(CaseStore& store, const std::string& table) {
    return store.meta().number("SELECT count(*) FROM " + table, -1);
}

/// Everything of a listing that must not depend on the order of import: no row ids.
std::string listing(CaseStore& store) {
    std::string text;
    for (const Placement& p : all(store)) {
        text += p.key + "|" + p.mailbox + "|" + p.folder + "|" + std::to_string(p.uid) + "|" + p.sha256 + "|" +
                p.flags + "|" + std::to_string(p.offset) + "|" + store.source(p.sourceId)->path + "|" +
                std::to_string(p.parts.size()) + "|" + std::to_string(p.parts.empty() ? 0 : p.parts[0].bodyOffset) +
                "\n";
    }
    return text;
}

std::vector<std::int64_t> search(CaseStore& store, const std::string& words, bool prefix = false) {
    std::vector<std::int64_t> rows;
    for (const TextHit& hit : store.text().search(ftsTerm(words, prefix), 100)) rows.push_back(hit.message);
    return rows;
}

}  // namespace

class IndexWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageComesBackWhole();
    void theSamePlaceAgainIsAWitness();
    void theSameContentElsewhereIsImported();
    void equalMessagesOfOneMboxAreEachKept();
    void readingTheSameSourceAgainAddsNothing();
    void nestedMessagesHangOnTheirParent();
    void orderOfImportChangesNothing();
    void aMaildirInAnArchiveIsTheSameMailbox();
    void twoArchivesDoNotShareAMailboxByName();
    void attachmentsAreFoundByNameTypeAndHash();
    void removingASourceLeavesWhatOthersShow();
    void aRemovedSourceCanBeReadAgain();
    void eventsOfOneRecordAreTakenOnce();
    void recordsAreKnownInALaterImport();
    void anUnfinishedWriterLeavesOnlyWhatWasCommitted();
    void aKilledImportLeavesASoundCase();
    void aLargeSecondImportRebuildsTheIndexes();
    void theRowMapFindsEveryRow();
    void partsAndListsSurviveTheirColumns();

private:
    std::unique_ptr<CaseStore> makeCase(const char* name) { return CaseStore::create(folder_.path(name)); }
    fixture::Folder folder_;
};

void IndexWriterTest::aMessageComesBackWhole() {
    auto store = makeCase("whole.sillage");
    auto writer = store->writer();
    const auto source = writer->addSource(fixture::source("var/vmail/claire/Maildir"));
    FileRow f;
    f.sourceId = source;
    f.path = "var/vmail/claire/Maildir/cur/1.a:2,S";
    f.root = "/evidence";
    f.sha256 = toHex(sha256("file"));
    f.length = 99;
    f.inode = ~0ull;
    const auto file = writer->addFile(f);
    Message m = fixture::message("Réunion", 7, 1000);
    fixture::attach(m, "liste.pdf");
    m.uidValidity = 1765;
    m.flags = "FS";
    m.internalDate = 1'765'000'000'000'000;
    std::int64_t id = 0;
    QVERIFY(writer->addMessage(source, file, Message(m), 0, "mboxrd", id));
    writer->finish();

    const auto p = store->placement(id);
    QVERIFY(p);
    QCOMPARE(p->mailbox, std::string("var/vmail/claire/Maildir"));
    QCOMPARE(p->folder, std::string("INBOX"));
    QCOMPARE(p->uid, 7u);
    QCOMPARE(p->uidValidity, 1765u);
    QCOMPARE(p->messageId, m.messageId);
    QCOMPARE(p->subject, m.subject);
    QCOMPARE(p->from, m.from);
    QCOMPARE(p->date, m.rawDate);
    QCOMPARE(p->dateUtc, parseUtc("2025-12-11T21:14:03Z")->time_since_epoch().count());
    QCOMPARE(p->internalDate, m.internalDate);
    QCOMPARE(p->flags, std::string("FS"));
    QCOMPARE(p->sha256, toHex(m.sha256));
    QCOMPARE(p->wireSha256, toHex(m.wireSha256));
    QCOMPARE(p->size, m.length);
    QCOMPARE(p->wireSize, m.wireSize);
    QCOMPARE(p->headerWireSize, m.headerWireSize);
    QCOMPARE(p->offset, std::uint64_t{1000});
    QCOMPARE(p->quoting, std::string("mboxrd"));
    QCOMPARE(p->parts.size(), std::size_t{2});
    QCOMPARE(p->parts[1].name, std::string("liste.pdf"));
    QCOMPARE(p->parts[1].bodyOffset, std::uint64_t{1160});
    QVERIFY(p->parts[1].sha256 == m.parts[1].sha256);
    QCOMPARE(store->file(file)->sha256, f.sha256);
    QCOMPARE(store->file(file)->inode, ~0ull);
    QCOMPARE(store->filesOf(source).size(), std::size_t{1});
    QCOMPARE(store->placementsByMessageId(m.messageId), std::vector<std::int64_t>{id});
    QCOMPARE(all(*store, false)[0].parts.size(), std::size_t{0});
}

void IndexWriterTest::theSamePlaceAgainIsAWitness() {
    auto store = makeCase("witness.sillage");
    auto writer = store->writer();
    const auto tree = writer->addSource(fixture::source("var/vmail/claire/Maildir"));
    const auto backup = writer->addSource(fixture::source("backup.tar.gz!/var/vmail/claire/Maildir"));
    Message inBackup = fixture::message("Bonjour", 7);
    inBackup.mailboxPath = "backup.tar.gz!/var/vmail/claire/Maildir";
    const auto first = add(*writer, tree, fixture::message("Bonjour", 7));
    const auto second = add(*writer, backup, inBackup);
    writer->finish();
    QVERIFY(first.isNew && !second.isNew);
    QCOMPARE(first.placement, second.placement);
    QCOMPARE(count(*store, "message"), std::int64_t{1});
    QCOMPARE(count(*store, "placement"), std::int64_t{1});
    QCOMPARE(store->meta().number("SELECT witnesses FROM placement", 0), std::int64_t{2});
}

void IndexWriterTest::theSameContentElsewhereIsImported() {
    auto store = makeCase("elsewhere.sillage");
    auto writer = store->writer();
    const auto claire = writer->addSource(fixture::source("claire/Maildir"));
    const auto karim = writer->addSource(fixture::source("karim/Maildir"));
    Message archived = fixture::message("Note", 7);
    archived.folder = "Archives/2025";
    QVERIFY(add(*writer, claire, fixture::message("Note", 7)).isNew);
    QVERIFY(add(*writer, claire, fixture::message("Note", 8)).isNew);
    QVERIFY(add(*writer, claire, archived).isNew);
    QVERIFY(add(*writer, karim, fixture::message("Note", 7)).isNew);
    writer->finish();
    QCOMPARE(count(*store, "message"), std::int64_t{1});
    QCOMPARE(count(*store, "placement"), std::int64_t{4});
    QCOMPARE(search(*store, "note").size(), std::size_t{1});
}

void IndexWriterTest::equalMessagesOfOneMboxAreEachKept() {
    auto store = makeCase("mbox.sillage");
    auto writer = store->writer();
    const auto mbox = writer->addSource(fixture::source("mail/inbox"));
    const auto copy = writer->addSource(fixture::source("mail/inbox@2"));
    QVERIFY(add(*writer, mbox, fixture::message("A", 0, 0)).isNew);
    QVERIFY(add(*writer, mbox, fixture::message("A", 0, 500)).isNew);
    // A later state of the same mbox, compacted: the same two, witnessed, and a third.
    QVERIFY(!add(*writer, copy, fixture::message("A", 0, 10)).isNew);
    QVERIFY(!add(*writer, copy, fixture::message("A", 0, 60)).isNew);
    QVERIFY(add(*writer, copy, fixture::message("A", 0, 90)).isNew);
    writer->finish();
    QCOMPARE(count(*store, "placement"), std::int64_t{3});
    QCOMPARE(store->mailboxes().size(), std::size_t{1});
    QCOMPARE(store->mailboxes()[0].path, std::string("mail/inbox"));
}

void IndexWriterTest::readingTheSameSourceAgainAddsNothing() {
    auto store = makeCase("again.sillage");
    std::int64_t source = 0;
    for (int round = 0; round < 2; ++round) {
        auto writer = store->writer();
        if (!round) source = writer->addSource(fixture::source("mail/inbox"));
        for (int i = 0; i < 20; ++i) {
            const auto added = add(*writer, source, fixture::message("m" + std::to_string(i % 7), 0, 100u * i));
            QCOMPARE(added.isNew, round == 0);
        }
        writer->finish();
    }
    QCOMPARE(count(*store, "placement"), std::int64_t{20});
    QCOMPARE(count(*store, "message"), std::int64_t{7});
    QCOMPARE(count(*store, "witness"), std::int64_t{0});
}

void IndexWriterTest::nestedMessagesHangOnTheirParent() {
    auto store = makeCase("nested.sillage");
    auto writer = store->writer();
    const auto source = writer->addSource(fixture::source("claire/Maildir"));
    const auto outer = add(*writer, source, fixture::message("Transfert", 7));
    Message inner = fixture::message("Dedans", 0, 50);
    inner.parentPart = "2";
    const auto one = add(*writer, source, inner, outer.placement);
    inner.parentPart = "3";
    const auto two = add(*writer, source, inner, outer.placement);
    const auto again = add(*writer, source, inner, outer.placement);
    writer->finish();
    QVERIFY(one.isNew && two.isNew && !again.isNew);
    QCOMPARE(store->placement(one.placement)->parent, outer.placement);
    QVERIFY(store->placement(one.placement)->key != store->placement(two.placement)->key);
    QCOMPARE(count(*store, "message"), std::int64_t{2});
}

void IndexWriterTest::orderOfImportChangesNothing() {
    struct Item { const char* source; Message message; };
    std::vector<Item> items;
    const char* archive = "old.tar!/var/vmail/claire/Maildir";
    for (unsigned i = 0; i < 60; ++i) {
        Message m = fixture::message("message " + std::to_string(i % 23), i % 3 ? i : 0, 1000u * i);
        m.folder = i % 2 ? "INBOX" : "Archives/2025";
        m.flags = i % 5 ? "S" : "";
        items.push_back({i % 4 ? "var/vmail/claire/Maildir" : "mail/karim", m});
        if (i % 6 == 1) {
            m.mailboxPath = archive;
            m.flags = "F";
            m.offset += 77;
            for (Part& part : m.parts) part.bodyOffset += 77;
            items.push_back({archive, m});
        }
    }
    std::string first;
    for (int round = 0; round < 3; ++round) {
        auto store = makeCase(("order" + std::to_string(round) + ".sillage").c_str());
        auto order = items;
        if (round == 1) std::reverse(order.begin(), order.end());
        if (round == 2) std::rotate(order.begin(), order.begin() + 31, order.end());
        std::map<std::string, std::int64_t> ids;
        auto writer = store->writer();
        for (const Item& item : order) {
            if (!ids.count(item.source)) ids[item.source] = writer->addSource(fixture::source(item.source));
            add(*writer, ids[item.source], item.message);
        }
        writer->finish();
        if (!round) first = listing(*store);
        QCOMPARE(listing(*store), first);
    }
    QVERIFY(std::count(first.begin(), first.end(), '\n') > 40);
}

void IndexWriterTest::aMaildirInAnArchiveIsTheSameMailbox() {
    Message m;
    m.mailboxPath = "backup.tar.gz!/var/vmail/u/Maildir/";
    QCOMPARE(mailboxPathOf(m, "backup.tar.gz"), std::string("var/vmail/u/Maildir"));
    m.mailboxPath = "a.zip!/b.tar!/./home/u/maildir";
    QCOMPARE(mailboxPathOf(m, "a.zip"), std::string("home/u/maildir"));
    m.mailboxPath.clear();
    QCOMPARE(mailboxPathOf(m, "mail/inbox@2"), std::string("mail/inbox"));
    QCOMPARE(mailboxPathOf(m, "mail/u@interieur.example"), std::string("mail/u@interieur.example"));
}

void IndexWriterTest::twoArchivesDoNotShareAMailboxByName() {
    Message m;
    QVERIFY(mailboxPathOf(m, "claire.zip!/Inbox.mbox") != mailboxPathOf(m, "karim.zip!/Inbox.mbox"));
    QVERIFY(mailboxPathOf(m, "claire.zip!/Maildir") != mailboxPathOf(m, "karim.zip!/Maildir"));
}

void IndexWriterTest::attachmentsAreFoundByNameTypeAndHash() {
    auto store = makeCase("attachments.sillage");
    auto writer = store->writer();
    const auto source = writer->addSource(fixture::source("claire/Maildir"));
    Message m = fixture::message("Avec pièce", 1);
    fixture::attach(m, "Éléments réservés.pdf");
    add(*writer, source, m);
    writer->finish();
    Statement st = store->meta().prepare("SELECT name, media_type, sha256 FROM attachment");
    QVERIFY(st.step());
    QCOMPARE(st.text(0), std::string("Éléments réservés.pdf"));
    QCOMPARE(st.text(1), std::string("application/pdf"));
    QCOMPARE(st.hex(2), toHex(m.parts[1].sha256));
    QVERIFY(!st.step());
    QCOMPARE(search(*store, "elements reserves").size(), std::size_t{1});
}

void IndexWriterTest::removingASourceLeavesWhatOthersShow() {
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

void IndexWriterTest::aRemovedSourceCanBeReadAgain() {
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

void IndexWriterTest::eventsOfOneRecordAreTakenOnce() {
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

void IndexWriterTest::recordsAreKnownInALaterImport() {
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

void IndexWriterTest::anUnfinishedWriterLeavesOnlyWhatWasCommitted() {
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

void IndexWriterTest::aKilledImportLeavesASoundCase() {
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
    QCOMPARE(search(*store, "apres"), std::vector<std::int64_t>{store->placement(next.placement)->messageRow});
}

void IndexWriterTest::aLargeSecondImportRebuildsTheIndexes() {
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

void IndexWriterTest::theRowMapFindsEveryRow() {
    RowMap map;
    const auto hash = [](std::uint32_t i) {
        const Digest digest = sha256(std::to_string(i));
        std::uint64_t value = 0;
        memcpy(&value, digest.data(), sizeof value);
        return value;
    };
    for (std::uint32_t i = 1; i <= 50'000; ++i) map.add(hash(i), i);
    for (std::uint32_t i = 1; i <= 50'000; ++i)
        QVERIFY(map.find(hash(i), [i](std::uint32_t row) { return row == i; }));
    QVERIFY(!map.find(hash(50'001), [](std::uint32_t) { return true; }));
    QVERIFY(!RowMap().find(7, [](std::uint32_t) { return true; }));
}

void IndexWriterTest::partsAndListsSurviveTheirColumns() {
    for (const std::vector<std::string>& list :
         {std::vector<std::string>{}, {""}, {"", ""}, {"a"}, {"a\nb", "\\n", "\\e", "c\\"}, {"\\e"}})
        QCOMPARE(splitLines(joinLines(list)), list);
    Message m = fixture::message("x", 0, 5000);
    fixture::attach(m, std::string(300, 'n'));
    m.parts[1].headerOffset = 10;  // before the message
    const std::string blob = encodeParts(m.parts, 5000);
    const auto back = decodeParts(blob, 9000);
    QCOMPARE(back.size(), std::size_t{2});
    QCOMPARE(back[1].headerOffset, std::uint64_t{4010});
    QCOMPARE(back[0].bodyOffset, std::uint64_t{9040});
    QCOMPARE(back[1].name, m.parts[1].name);
    for (std::size_t cut = 0; cut < blob.size(); ++cut) QVERIFY(decodeParts(blob.substr(0, cut), 0).size() < 2);
}

QTEST_GUILESS_MAIN(IndexWriterTest)
#include "tst_index_writer.moc"
