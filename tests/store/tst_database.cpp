// The SQLite wrapper and the migrations: what an investigator sees when something is wrong with a file.
#include <QtTest>
#include <fstream>

#include "base/error.h"
#include "store/database.h"
#include "store/migrations.h"
#include "tests/store/case_fixture.h"

using namespace sillage;

class DatabaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesComeBackAsTheyWere();
    void aStatementCanBeUsedInsideItself();
    void aTransactionThatIsNotCommittedLeavesNothing();
    void anInnerTransactionRollsBackAlone();
    void errorsNameTheFileAndWhatToDo();
    void aFullDiskIsAnIoErrorWithTheBytesLeft();
    void everySeriesMigratesFromNothing();
    void aNewerSchemaIsRefusedAndNothingChanges();
    void caseDbIsCopiedBeforeItIsMigrated();
    void readOnlyNeverWrites();

private:
    fixture::Folder folder_;
};

void DatabaseTest::valuesComeBackAsTheyWere() {
    Database db(folder_.path("values.db"), Database::Use::Derived);
    db.execute("CREATE TABLE t (a, b, c, d, e)");
    const std::string octets("\0\xff\n", 3);
    Statement in = db.prepare("INSERT INTO t VALUES (?,?,?,?,?)");
    in.bind(1, std::uint64_t{1} << 63).bind(2, "l'été").bindBlob(3, octets).bind(4, 0.5).bindNull(5).run();
    Statement out = db.prepare("SELECT * FROM t");
    QVERIFY(out.step());
    QCOMPARE(out.natural(0), std::uint64_t{1} << 63);
    QCOMPARE(out.text(1), std::string("l'été"));
    QCOMPARE(out.text(2), octets);
    QCOMPARE(out.hex(2), std::string("00ff0a"));
    QCOMPARE(out.real(3), 0.5);
    QVERIFY(out.isNull(4));
    QVERIFY(!out.step());
}

void DatabaseTest::aStatementCanBeUsedInsideItself() {
    Database db(folder_.path("nested.db"), Database::Use::Derived);
    db.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1),(2),(3)");
    int pairs = 0;
    Statement outer = db.prepare("SELECT a FROM t");
    while (outer.step()) {
        Statement inner = db.prepare("SELECT a FROM t");
        while (inner.step()) ++pairs;
    }
    QCOMPARE(pairs, 9);
}

void DatabaseTest::aTransactionThatIsNotCommittedLeavesNothing() {
    Database db(folder_.path("rollback.db"), Database::Use::Derived);
    db.execute("CREATE TABLE t (a)");
    {
        Transaction transaction(db);
        db.run("INSERT INTO t VALUES (?)", 1);
    }
    QCOMPARE(db.number("SELECT count(*) FROM t", -1), std::int64_t{0});
}

void DatabaseTest::anInnerTransactionRollsBackAlone() {
    Database db(folder_.path("inner.db"), Database::Use::Derived);
    db.execute("CREATE TABLE t (a)");
    Transaction outer(db);
    db.run("INSERT INTO t VALUES (?)", 1);
    {
        Transaction inner(db);
        db.run("INSERT INTO t VALUES (?)", 2);
    }
    {
        Transaction inner(db);
        db.run("INSERT INTO t VALUES (?)", 3);
        inner.commit();
    }
    outer.commit();
    QCOMPARE(db.number("SELECT sum(a) FROM t", -1), std::int64_t{4});
}

void DatabaseTest::errorsNameTheFileAndWhatToDo() {
    const auto file = folder_.path("damaged.db");
    std::ofstream(file) << std::string(4096, 'x');
    try {
        Database db(file, Database::Use::Derived);
        QFAIL("a file that is no database was opened");
    } catch (const Error& error) {
        QVERIFY2(std::string(error.what()).find("damaged.db") != std::string::npos, error.what());
        QVERIFY(!error.hint().empty());
        QCOMPARE(error.code(), ExitCode::Io);
    }
    QVERIFY_EXCEPTION_THROWN(Database(folder_.path("missing/none.db"), Database::Use::Derived), Error);
    QVERIFY_EXCEPTION_THROWN(Database(folder_.path("none.db"), Database::Use::ReadOnly), Error);
    QVERIFY(!std::filesystem::exists(folder_.path("none.db")));
}

void DatabaseTest::aFullDiskIsAnIoErrorWithTheBytesLeft() {
    Database db(folder_.path("full.db"), Database::Use::Derived);
    db.execute("CREATE TABLE t (a)");
    db.number("PRAGMA max_page_count=4", 0);  // SQLite's own limit gives the very code of a full disk
    try {
        for (int i = 0; i < 100; ++i) db.run("INSERT INTO t VALUES (?)", std::string(4000, 'x'));
        QFAIL("the limit was not met");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ExitCode::Io);
        QVERIFY2(std::string(error.what()).find("bytes left") != std::string::npos, error.what());
        QVERIFY(error.hint().find("full") != std::string::npos);
    }
    QCOMPARE(std::string([&] {
                 Statement st = db.prepare("PRAGMA quick_check");
                 st.step();
                 return st.text(0);
             }()),
             std::string("ok"));
}

void DatabaseTest::everySeriesMigratesFromNothing() {
    for (const char* series : {"case", "meta", "events", "text"}) {
        Database db(folder_.path(std::string("series-") + series + ".db"), Database::Use::Derived);
        QVERIFY2(latestVersion(series) >= 1, series);
        migrate(db, series, false);
        QCOMPARE(db.number("PRAGMA user_version", 0), std::int64_t{latestVersion(series)});
        migrate(db, series, false);  // again is nothing
    }
}

void DatabaseTest::aNewerSchemaIsRefusedAndNothingChanges() {
    Database db(folder_.path("newer.db"), Database::Use::Derived);
    db.execute("PRAGMA user_version=9999");
    QVERIFY_EXCEPTION_THROWN(migrate(db, "case", true), Error);
    QVERIFY_EXCEPTION_THROWN(requireVersion(db, "case"), Error);
    QCOMPARE(db.number("SELECT count(*) FROM sqlite_schema", -1), std::int64_t{0});
}

// Only one schema exists so far, so the copy is tested by itself.
void DatabaseTest::caseDbIsCopiedBeforeItIsMigrated() {
    const auto file = folder_.path("old/case.db");
    std::filesystem::create_directories(file.parent_path());
    Database db(file, Database::Use::Authored);
    db.execute("CREATE TABLE precious (a); INSERT INTO precious VALUES (7)");
    backUpBeforeMigrating(db, 1);
    const auto copy = folder_.path("old/case.db.before-002");
    QVERIFY(std::filesystem::exists(copy));
    Database read(copy, Database::Use::ReadOnly);
    QCOMPARE(read.number("SELECT a FROM precious", 0), std::int64_t{7});
}

void DatabaseTest::readOnlyNeverWrites() {
    const auto file = folder_.path("readonly.db");
    {
        Database db(file, Database::Use::Derived);
        db.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    }
    Database db(file, Database::Use::ReadOnly);
    QCOMPARE(db.number("SELECT a FROM t", 0), std::int64_t{1});
    QVERIFY_EXCEPTION_THROWN(db.execute("INSERT INTO t VALUES (2)"), Error);
}

QTEST_GUILESS_MAIN(DatabaseTest)
#include "tst_database.moc"
