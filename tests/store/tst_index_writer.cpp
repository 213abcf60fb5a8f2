// The writer of derived data: content stored once, places with witnesses, order of import without
// consequence.
#include <QtTest>
#include <algorithm>

#include "store/codec.h"
#include "store/database.h"
#include "store/placement_key.h"
#include "store/row_map.h"
#include "store/text_index.h"
#include "tests/store/case_reading.h"

using namespace sillage;
using namespace fixture;

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
            const auto added =
                add(*writer, source, fixture::message("m" + std::to_string(i % 7), 0, 100u * i));
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
    struct Item {
        const char* source;
        Message message;
    };
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
    for (std::size_t cut = 0; cut < blob.size(); ++cut)
        QVERIFY(decodeParts(blob.substr(0, cut), 0).size() < 2);
}

QTEST_GUILESS_MAIN(IndexWriterTest)
#include "tst_index_writer.moc"
