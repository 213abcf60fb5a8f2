// A case on disk: made, locked, opened again, read by others, left without its index; and every noun it
// keeps.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <fstream>

#include "base/error.h"
#include "store/database.h"
#include "store/text_index.h"
#include "tests/store/case_fixture.h"

using namespace sillage;
namespace fs = std::filesystem;

class CaseStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewCaseHasItsParts();
    void aCaseIsNotMadeOverSomething();
    void whatIsNoCaseIsNotOpened();
    void anotherProcessFindsItLocked();
    void theSameProcessSharesTheLock();
    void aReaderSeesWhatAWriterCommitted();
    void aReaderWritesNothing();
    void aCaseOnAReadOnlyMediumOpens();
    void withoutItsIndexACaseOpensEmptyWithWhatPeopleWrote();
    void aNewerCaseIsRefused();
    void sourcesComeBack();
    void correctionsOutliveTheIndex();
    void factsProblemsAndMailboxesComeBack();
    void indicatorsComeBack();
    void bookmarksSettingsAndAliasesComeBack();
    void theTraceIsReplacedAsAWhole();

private:
    fixture::Folder folder_;
};

void CaseStoreTest::aNewCaseHasItsParts() {
    const auto path = folder_.path("new.sillage");
    auto store = CaseStore::create(path);
    for (const char* name : {"case.db", "custody.jsonl", "index/meta.db", "index/events.db",
                             "index/text-0.db", "index/text-3.db", "spool", "lock"})
        QVERIFY2(fs::exists(path / name), name);
    QVERIFY(store->writable());
    QCOMPARE(store->custody().size(), std::size_t{1});
    QVERIFY(store->verifyCustody().holds);
    QCOMPARE(store->setting("index"), std::string());
}

void CaseStoreTest::aCaseIsNotMadeOverSomething() {
    const auto path = folder_.path("occupied.sillage");
    fs::create_directories(path);
    std::ofstream(path / "theirs.txt") << "x";
    QVERIFY_EXCEPTION_THROWN(CaseStore::create(path), Error);
    QVERIFY(!fs::exists(path / "case.db"));
}

void CaseStoreTest::whatIsNoCaseIsNotOpened() {
    fs::create_directories(folder_.path("empty.sillage"));
    for (const auto mode : {CaseStore::Mode::Read, CaseStore::Mode::Write})
        for (const char* name : {"empty.sillage", "missing.sillage"})
            QVERIFY_EXCEPTION_THROWN(CaseStore::open(folder_.path(name), mode), Error);
    QVERIFY(fs::is_empty(folder_.path("empty.sillage")));
}

void CaseStoreTest::anotherProcessFindsItLocked() {
    const auto path = folder_.path("locked.sillage");
    auto store = CaseStore::create(path);
    const std::string owner = std::to_string(getpid());
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {  // a process of its own would not inherit the descriptor; exec does the same
        store.release();
        const int code = execl("/proc/self/exe", "tst", "--open-for-writing", path.c_str(), nullptr);
        _exit(code == -1 ? 99 : 98);
    }
    int status = 0;
    QVERIFY(waitpid(child, &status, 0) == child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), static_cast<int>(ExitCode::Locked));
    std::ifstream said(path / "said");
    const std::string message((std::istreambuf_iterator<char>(said)), {});
    QVERIFY2(message.find("process " + owner) != std::string::npos, message.c_str());
    store.reset();
    QVERIFY(CaseStore::open(path, CaseStore::Mode::Write)->writable());
}

void CaseStoreTest::theSameProcessSharesTheLock() {
    const auto path = folder_.path("shared.sillage");
    auto one = CaseStore::create(path);
    auto two = CaseStore::open(path, CaseStore::Mode::Write);
    one->logCustody("first", "{}");
    two->logCustody("second", "{}");
    one->logCustody("third", "{}");
    QCOMPARE(two->custody().size(), std::size_t{4});
    QVERIFY(two->verifyCustody().holds);
}

void CaseStoreTest::aReaderSeesWhatAWriterCommitted() {
    const auto path = folder_.path("read.sillage");
    auto store = CaseStore::create(path);
    auto reader = CaseStore::open(path, CaseStore::Mode::Read);
    auto writer = store->writer();
    const auto source = writer->addSource(fixture::source("a/Maildir"));
    fixture::add(*writer, source, fixture::message("un", 1));
    QCOMPARE(reader->sources().size(), std::size_t{0});
    writer->commit();
    QCOMPARE(reader->sources().size(), std::size_t{1});
    QCOMPARE(reader->text().search(ftsTerm("un"), 5).size(), std::size_t{1});
    writer->finish();
}

void CaseStoreTest::aReaderWritesNothing() {
    const auto path = folder_.path("untouched.sillage");
    CaseStore::create(path).reset();
    auto reader = CaseStore::open(path, CaseStore::Mode::Read);
    QVERIFY(!reader->writable());
    QVERIFY_EXCEPTION_THROWN(reader->setSetting("a", "b"), Error);
    QVERIFY_EXCEPTION_THROWN(reader->writer(), Error);
    QVERIFY_EXCEPTION_THROWN(reader->addIndicator({}), Error);
    QVERIFY_EXCEPTION_THROWN(reader->addBookmark({}), Error);
    QVERIFY_EXCEPTION_THROWN(reader->logCustody("x", "{}"), Error);
    QVERIFY_EXCEPTION_THROWN(reader->removeSource(1), Error);
    QVERIFY_EXCEPTION_THROWN(reader->replaceTrace({}, {}, {}, {}), Error);
    QCOMPARE(reader->custody().size(), std::size_t{1});
}

// As an ordinary user without any right to write: root may write everywhere, so the reader is a child that
// gave it up.
void CaseStoreTest::aCaseOnAReadOnlyMediumOpens() {
    const auto path = folder_.path("medium.sillage");
    CaseStore::create(path)->setSetting("name", "x");
    fs::permissions(path.parent_path(), fs::perms(0755));
    for (const auto& directory : {path / "index", path}) fs::permissions(directory, fs::perms(0555));
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && seteuid(65534) != 0) _exit(97);
        try {
            _exit(CaseStore::open(path, CaseStore::Mode::Read)->setting("name") == "x" ? 0 : 1);
        } catch (...) {
            _exit(2);
        }
    }
    int status = 0;
    QVERIFY(waitpid(child, &status, 0) == child);
    for (const auto& directory : {path, path / "index"}) fs::permissions(directory, fs::perms(0755));
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY(!fs::exists(path / "case.db-wal"));
}

void CaseStoreTest::withoutItsIndexACaseOpensEmptyWithWhatPeopleWrote() {
    const auto path = folder_.path("noindex.sillage");
    {
        auto store = CaseStore::create(path);
        auto writer = store->writer();
        fixture::add(*writer, writer->addSource(fixture::source("a/Maildir")), fixture::message("un", 1));
        writer->finish();
        store->addBookmark({0, "T-000000000000", "", "tag", "note", "me", 5, true});
    }
    fs::remove_all(path / "index");
    {
        auto reader = CaseStore::open(path, CaseStore::Mode::Read);
        QVERIFY(!fs::exists(path / "index"));
        QCOMPARE(reader->setting("index"), std::string("rebuild needed"));
        QCOMPARE(reader->sources().size(), std::size_t{0});
        QCOMPARE(reader->bookmarks().size(), std::size_t{1});
        QVERIFY(reader->text().search(ftsTerm("un"), 5).empty());
    }
    auto store = CaseStore::open(path, CaseStore::Mode::Write);
    QCOMPARE(store->setting("index"), std::string("rebuild needed"));
    QCOMPARE(store->sources().size(), std::size_t{0});
    QCOMPARE(store->bookmarks().size(), std::size_t{1});
    auto writer = store->writer();
    QVERIFY(fixture::add(*writer, writer->addSource(fixture::source("a/Maildir")), fixture::message("un", 1))
                .isNew);
    writer->finish();
    writer.reset();
    store.reset();
    // One file of the index alone is worth nothing: all of it is made anew.
    fs::remove(path / "index/text-2.db");
    store = CaseStore::open(path, CaseStore::Mode::Write);
    QCOMPARE(store->sources().size(), std::size_t{0});
}

void CaseStoreTest::aNewerCaseIsRefused() {
    const auto path = folder_.path("newer.sillage");
    CaseStore::create(path).reset();
    {
        Database db(path / "case.db", Database::Use::Authored);
        db.execute("PRAGMA user_version=9999");
    }
    for (const auto mode : {CaseStore::Mode::Read, CaseStore::Mode::Write}) {
        try {
            CaseStore::open(path, mode);
            QFAIL("opened");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("newer version") != std::string::npos, error.what());
        }
    }
}

void CaseStoreTest::sourcesComeBack() {
    auto store = CaseStore::create(folder_.path("sources.sillage"));
    Source s = fixture::source("var/log/mail.log.2.gz", SourceKind::Log);
    s.first = 1;
    s.last = 2;
    s.counts = {10, 4, 1, 3, 2, 5, 6, {{"noise", 2}, {"a \\ strange\nreason", 1}}};
    s.mtimeNs = -5;
    s.inode = ~0ull;
    s.device = 7;
    auto writer = store->writer();
    s.id = writer->addSource(s);
    writer->addSource(fixture::source("a"));
    writer->finish();
    const auto back = store->sourceByPath("/evidence", "var/log/mail.log.2.gz");
    QVERIFY(back);
    QCOMPARE(back->id, s.id);
    QCOMPARE(back->kind, SourceKind::Log);
    QCOMPARE(back->why, s.why);
    QCOMPARE(back->sha256, s.sha256);
    QVERIFY(back->counts.holds());
    QCOMPARE(back->counts.problems, std::uint64_t{5});
    QCOMPARE(back->counts.recovered, std::uint64_t{6});
    QVERIFY(back->counts.skippedWhy == s.counts.skippedWhy);
    QCOMPARE(back->mtimeNs, std::int64_t{-5});
    QCOMPARE(back->inode, ~0ull);
    QVERIFY(!store->sourceByPath("/elsewhere", "var/log/mail.log.2.gz"));
    QVERIFY(!store->source(99));
    QCOMPARE(store->sources()[0].path, std::string("a"));
    Source changed = *back;
    changed.state = "partial";
    store->updateSource(changed);
    QCOMPARE(store->source(s.id)->state, std::string("partial"));
}

void CaseStoreTest::correctionsOutliveTheIndex() {
    const auto path = folder_.path("corrections.sillage");
    const Source plain = fixture::source("var/log/mail.log", SourceKind::Log);
    {
        auto store = CaseStore::create(path);
        auto writer = store->writer();
        const auto id = writer->addSource(plain);
        writer->finish();
        Source s = *store->source(id);
        s.tz = "Europe/Paris";
        s.clockOffsetMicros = -1'500'000;
        s.year = 2025;
        s.mailbox = "claire";
        store->updateSource(s);
    }
    fs::remove_all(path / "index");
    auto store = CaseStore::open(path, CaseStore::Mode::Write);
    auto writer = store->writer();
    Source read = plain;
    read.root = "/another/mount";  // the same octets, found elsewhere
    read.id = writer->addSource(read);
    read.state = "partial";
    writer->updateSource(read);  // the importer knows nothing of corrections and takes none away
    writer->finish();
    auto back = *store->source(read.id);
    QCOMPARE(back.tz, std::string("Europe/Paris"));
    QCOMPARE(back.clockOffsetMicros, std::int64_t{-1'500'000});
    QCOMPARE(back.year, 2025);
    QCOMPARE(back.mailbox, std::string("claire"));
    QCOMPARE(back.state, std::string("partial"));
}

void CaseStoreTest::factsProblemsAndMailboxesComeBack() {
    auto store = CaseStore::create(folder_.path("facts.sillage"));
    auto writer = store->writer();
    const auto source = writer->addSource(fixture::source("etc/timezone"));
    writer->addFact(source, {"timezone", "", "Europe/Paris", 3});
    writer->addFact(source, {"uid", "INBOX\t7", "1.a", 9});
    writer->addProblem(source, {12, 34, "line 5", "not understood"});
    fixture::add(*writer, source, fixture::message("m", 1));
    writer->finish();
    QCOMPARE(store->facts("timezone").size(), std::size_t{1});
    QCOMPARE(store->facts("").size(), std::size_t{2});
    QCOMPARE(store->factsWithSource("uid")[0].first, source);
    QCOMPARE(store->factsWithSource("uid")[0].second.key2, std::string("INBOX\t7"));
    QCOMPARE(store->problems().size(), std::size_t{1});
    QCOMPARE(store->problems()[0].second.offset, std::uint64_t{12});
    QCOMPARE(store->problems()[0].second.reason, std::string("not understood"));
    Mailbox mailbox = store->mailboxes().at(0);
    QCOMPARE(mailbox.basis, std::string("path"));
    mailbox.name = "claire.martin@interieur.example";
    mailbox.basis = "dovecot mail-home";
    mailbox.proposed = "claire";
    store->setMailbox(mailbox);
    QCOMPARE(store->mailboxes().at(0).proposed, std::string("claire"));
    store->placements(mailbox.id, false, [&](Placement&& p) {
        mailbox.path = p.mailbox;
        return true;
    });
    QCOMPARE(mailbox.path, std::string("claire.martin@interieur.example"));
}

void CaseStoreTest::indicatorsComeBack() {
    auto store = CaseStore::create(folder_.path("indicators.sillage"));
    Indicator i{"I-0123456789ab", "B", "203.0.113.0/24", "claire", "S-000000000001", "agent 'x'", "APPL1", "2792-app", 4200000000, 1, 2,
                IndicatorGrade::Exclusive, "lease.pdf", "stated", 3};
    store->addIndicator(i);
    store->addIndicator(
        {"I-ffffffffffff", "A", "2001:db8::1", "", "", "", "", "", 0, 0, 0, IndicatorGrade::Shared, "", "", 4});
    i.grade = IndicatorGrade::Asserted;
    store->addIndicator(i);
    const auto list = store->indicators();
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[0].id, i.id);
    QCOMPARE(list[0].grade, IndicatorGrade::Asserted);
    QCOMPARE(list[0].userAgent, i.userAgent);
    QCOMPARE(list[0].document, i.document);
    QCOMPARE(list[0].device, i.device);
    QCOMPARE(list[0].app, i.app);
    QCOMPARE(list[0].asn, 4200000000u);
    QCOMPARE(list[0].to, std::int64_t{2});
    QVERIFY(store->removeIndicator(i.id));
    QVERIFY(!store->removeIndicator(i.id));
    QCOMPARE(store->indicators().size(), std::size_t{1});
}

void CaseStoreTest::bookmarksSettingsAndAliasesComeBack() {
    auto store = CaseStore::create(folder_.path("authored.sillage"));
    const auto id =
        store->addBookmark({0, "T-1", "message-id:<a@b>", "tag", "line one\nline two", "me", 9, false});
    const Bookmark b = store->bookmarks().at(0);
    QCOMPARE(b.id, id);
    QCOMPARE(b.note, std::string("line one\nline two"));
    QCOMPARE(b.selector, std::string("message-id:<a@b>"));
    QVERIFY(!b.bound);
    QVERIFY(store->removeBookmark(id));
    QVERIFY(store->addBookmark(b) > id);  // a number is not given twice
    store->setSetting("tz", "Europe/Paris");
    store->setSetting("tz", "UTC");
    QCOMPARE(store->setting("tz"), std::string("UTC"));
    store->setSetting("tz", "");
    QCOMPARE(store->setting("tz"), std::string());
    store->addAlias("claire", "a/Maildir");
    store->addAlias("claire", "b/Maildir");
    QCOMPARE(store->aliases().size(), std::size_t{1});
    QCOMPARE(store->aliases()[0].second, std::string("b/Maildir"));
}

void CaseStoreTest::theTraceIsReplacedAsAWhole() {
    auto store = CaseStore::create(folder_.path("trace.sillage"));
    Session s{
        "S-000000000001", "S-0", "claire", "203.0.113.9", "agent",   "imap",       1,
        2,     17,    4711,     "A",           Axis::Top, "attributed", {"indicator I-1", "two\nlines"}, "", ""};
    Touch t;
    t.id = "T-1";
    t.mailbox = "b";
    t.folder = "INBOX";
    t.uid = 7;
    t.isAttachment = true;
    t.attachment = "liste.xlsx";
    t.part = "2";
    t.size = 48213;
    t.depth = Depth::Attachment;
    t.complete = true;
    t.destination = Destination::ThirdParty;
    t.effects = {"flagged"};
    t.grade = Grade::Recorded;
    t.actor = "A";
    t.attribution = Axis::Top;
    t.delivery = Axis::Probable;
    t.identity = Axis::Possible;
    t.first = 3;
    t.last = 4;
    t.sessions = {"S-000000000001"};
    t.rules = {"T14@1", "T18@1"};
    t.evidence = {{5, 6, "nginx/access.log.1.gz", 1234, 99120, 210}, {0, 7, "store", 0, ~0ull, 1}};
    t.why = {"T14: …"};
    t.against = {"none"};
    t.coverage = "all day";
    Touch earlier = t;
    earlier.id = "T-0";
    earlier.mailbox = "a";
    Session suspect;
    suspect.id = "S-000000000009";
    store->replaceTrace({s}, {suspect}, {t, earlier},
                        {{"imap", "claire", "mail.log", "covered", 1, 2, "d", "ask", "", "", "", 0}});
    store->replaceTrace({s}, {suspect}, {t, earlier},
                        {{"imap", "claire", "mail.log", "covered", 1, 2, "d", "ask", "", "", "", 0}});

    std::vector<Touch> list;
    store->touches([&](Touch&& row) {
        list.push_back(std::move(row));
        return true;
    });
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[0].id, std::string("T-0"));
    const Touch back = *store->touch("T-1");
    QCOMPARE(back.evidence.size(), std::size_t{2});
    QCOMPARE(back.evidence[0].source, t.evidence[0].source);
    QCOMPARE(back.evidence[0].offset, t.evidence[0].offset);
    QCOMPARE(back.evidence[1].offset, ~0ull);
    QCOMPARE(back.rules, t.rules);
    QCOMPARE(back.why, t.why);
    QCOMPARE(back.against, t.against);
    QCOMPARE(back.effects, t.effects);
    QCOMPARE(back.sessions, t.sessions);
    QCOMPARE(back.grade, Grade::Recorded);
    QCOMPARE(back.depth, Depth::Attachment);
    QCOMPARE(back.destination, Destination::ThirdParty);
    QCOMPARE(back.delivery, Axis::Probable);
    QCOMPARE(back.identity, Axis::Possible);
    QCOMPARE(back.size, std::int64_t{48213});
    QVERIFY(back.isAttachment && back.complete && back.stored);
    QCOMPARE(back.coverage, t.coverage);
    QVERIFY(!store->touch("T-2"));
    QCOMPARE(store->sessions().size(), std::size_t{1});
    QCOMPARE(store->suspects().size(), std::size_t{1});
    QCOMPARE(store->session("S-000000000001")->reasons, s.reasons);
    QCOMPARE(store->session("S-000000000001")->bytesOut, std::int64_t{4711});
    QCOMPARE(store->coverage().at(0).ask, std::string("ask"));
    store->replaceTrace({}, {}, {}, {});
    QVERIFY(!store->touch("T-1"));
    QVERIFY(store->sessions().empty() && store->suspects().empty() && store->coverage().empty());
}

// Started again by anotherProcessFindsItLocked: opens a case for writing and says what it was told.
static int openForWriting(const char* path) {
    try {
        CaseStore::open(path, CaseStore::Mode::Write);
        return 0;
    } catch (const Error& error) {
        std::ofstream(fs::path(path) / "said") << error.what();
        return static_cast<int>(error.code());
    }
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--open-for-writing") return openForWriting(argv[2]);
    QCoreApplication app(argc, argv);
    CaseStoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_case_store.moc"
