// Log formats on the command line: the table of README, checking a definition, and a user's definition from the folder
// to the case: read in a worker, named in sources and custody, read again when it changes.
#include <QtTest>

#include <QJsonDocument>
#include <QJsonObject>

class FormatsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readmeHasTheTable();
    void theWorkedExampleOfTheDescriptionIsRight();
    void aMistakeExitsOneWithItsPlace();
    void aLogIsCounted();
    void aUsersFormatReadsAndIsNamed();
    void aChangedDefinitionIsReadAgain();
    void whatNothingReadGetsAnotherChance();
    void membersOfAnArchiveAsWell();
    void anIdOfTheProgramIsRefused();
    void aBrokenDefinitionStopsTheImport();
    void theFolderOfTheEnvironment();

private:
    struct Result {
        int code;
        QByteArray out, err;
    };
    Result run(const QStringList& arguments, const QString& folder = {}) const;
    QList<QJsonObject> rows(const QStringList& arguments) const;
    QString path(const QString& name) const { return directory_.path() + "/" + name; }
    void write(const QString& name, const QByteArray& octets) const;
    static QByteArray described();
    QTemporaryDir directory_;
};

static const QByteArray kLog = "2025-12-11 22:14:03 martin entered from 203.0.113.66 by key\n"
                               "2025-12-11 22:15:00 wind\n2025-12-11 22:16:00 the cat\nno time\n"
                               "2025-12-11 22:17:00 wind\n2025-12-11 22:18:00 durand entered from 203.0.113.7 by force\n";

FormatsTest::Result FormatsTest::run(const QStringList& arguments, const QString& folder) const {
    QProcess p;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("SILLAGE_FORMATS", folder.isEmpty() ? path("none") : folder);
    p.setProcessEnvironment(environment);
    p.start(QStringLiteral(SILLAGE_BIN_DIR "/sillage-cli"), arguments);
    if (!p.waitForFinished(120000)) return {-1, {}, "timed out"};
    return {p.exitCode(), p.readAllStandardOutput(), p.readAllStandardError()};
}

QList<QJsonObject> FormatsTest::rows(const QStringList& arguments) const {
    QList<QJsonObject> all;
    for (const QByteArray& line : run(arguments).out.split('\n'))
        if (!line.isEmpty()) all << QJsonDocument::fromJson(line).object();
    return all;
}

void FormatsTest::write(const QString& name, const QByteArray& octets) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile f(path(name));
    QVERIFY(f.open(QIODevice::WriteOnly) && f.write(octets) == octets.size());
}

/// The definition that resources/formats/README.md shows.
QByteArray FormatsTest::described() {
    QFile f(QStringLiteral(SILLAGE_SOURCE_DIR "/resources/formats/README.md"));
    if (!f.open(QIODevice::ReadOnly)) return {};
    const QByteArray text = f.readAll();
    const auto begin = text.indexOf("```json\n") + 8;
    return text.mid(begin, text.indexOf("```", begin) - begin);
}

void FormatsTest::readmeHasTheTable() {
    QFile f(QStringLiteral(SILLAGE_SOURCE_DIR "/README.md"));
    QVERIFY(f.open(QIODevice::ReadOnly));
    const QByteArray readme = f.readAll(), mark = "<!-- formats: sillage-cli formats --markdown -->\n";
    const auto begin = readme.indexOf(mark) + mark.size(), end = readme.indexOf("<!-- end of formats -->");
    QVERIFY(begin > mark.size() && end > begin);
    const Result r = run({"formats", "--markdown"});
    QCOMPARE(r.code, 0);
    QVERIFY(r.out.contains("| `exim` | Exim main, reject and panic log | session |"));
    QVERIFY2(readme.mid(begin, end - begin) == r.out, "put what `sillage-cli formats --markdown` prints between the marks of README.md");
}

void FormatsTest::theWorkedExampleOfTheDescriptionIsRight() {
    write("door.json", described());
    const Result r = run({"formats", "--format", "table", "--check", path("door.json")});
    QVERIFY2(r.code == 0, r.err);
    QCOMPARE(r.out.count("ok "), 3);
    QVERIFY(r.err.contains("3 samples, no mistake; id door, sha256 "));
}

void FormatsTest::aMistakeExitsOneWithItsPlace() {
    write("wrong.json", described().replace("\"account\": \"martin\"", "\"account\": \"durand\""));
    const Result r = run({"formats", "--format", "table", "--check", path("wrong.json")});
    QCOMPARE(r.code, 1);
    QVERIFY2(r.err.contains("wrong.json:18: /samples/0: account is “martin”, the sample says “durand”"), r.err);
    QCOMPARE(r.out.count("WRONG"), 1);
    QCOMPARE(run({"formats", "--check", path("not there.json")}).code, 6);
}

void FormatsTest::aLogIsCounted() {
    write("door.json", described());
    write("door.log", kLog);
    const Result r = run({"formats", "--check", path("door.json"), path("door.log")});
    QVERIFY2(r.code == 0, r.err);
    QVERIFY2(r.err.contains("6 lines = 2 events + 2 noise + 2 unknown"), r.err);
    QVERIFY(r.err.contains("recognised as door: 4 of the first 6 lines are lines of “Door log”"));
    QVERIFY(r.err.contains("unknown  line 3: no rule for lines of “Door log” knows this one: \"2025-12-11 22:16:00 the cat\""));
    QVERIFY(r.err.contains("unknown  line 4: not a line of “Door log”"));
}

void FormatsTest::aUsersFormatReadsAndIsNamed() {
    write("formats/door.json", described());
    write("evidence/door.log", kLog);
    const Result r = run({"import", "--case", path("a.sillage"), "--min-free", "1M", "--formats", path("formats"), path("evidence")});
    QVERIFY2(r.code == 3, r.err);  // two lines were not read
    const auto sources = rows({"sources", "--case", path("a.sillage")});
    QCOMPARE(sources.size(), 1);
    QCOMPARE(sources[0]["format"].toString(), QString("door"));
    QCOMPARE(sources[0]["found"].toInt(), 6);
    QCOMPARE(sources[0]["imported"].toInt(), 2);
    QCOMPARE(sources[0]["skipped"].toInt(), 2);
    QCOMPARE(sources[0]["failed"].toInt(), 2);
    const QByteArray hash = QCryptographicHash::hash(described(), QCryptographicHash::Sha256).toHex();
    const QString why = sources[0]["why"].toString();
    QVERIFY2(why.endsWith("formats/door.json of the investigator, sha256 " + QString(hash) + ")"), qPrintable(why));
    QVERIFY(run({"custody", "--case", path("a.sillage"), "--format", "json"}).out.contains("log formats by definition"));
    QVERIFY(run({"custody", "--case", path("a.sillage"), "--format", "json"}).out.contains(hash));
    const auto events = rows({"events", "--case", path("a.sillage")});
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[1]["account"].toString(), QString("durand"));
    QCOMPARE(events[1]["outcome"].toString(), QString("failure"));
}

void FormatsTest::aChangedDefinitionIsReadAgain() {
    write("formats2/door.json", described());
    write("evidence2/door.log", kLog);
    write("evidence2/other.log", "198.51.100.1 - - [11/Dec/2025:23:02:03 +0100] \"GET / HTTP/1.1\" 200 5\n");
    const QStringList import{"import", "--case", path("b.sillage"), "--min-free", "1M", "--formats", path("formats2"), path("evidence2")};
    run(import);
    QVERIFY(run(import).err.contains("2 unchanged"));
    write("formats2/door.json", described().replace("\"contains\": \"wind\"", "\"pattern\": \"wind|cat\""));
    const Result again = run(import);
    QVERIFY2(again.err.contains("1 unchanged"), again.err);
    const auto sources = rows({"sources", "--case", path("b.sillage")});
    QCOMPARE(sources.size(), 2);
    QCOMPARE(sources[0]["path"].toString(), QString("door.log"));
    QCOMPARE(sources[0]["skipped"].toInt(), 3);
    QCOMPARE(sources[0]["failed"].toInt(), 1);
    QCOMPARE(rows({"events", "--case", path("b.sillage")}).size(), 3);
    QVERIFY(run({"custody", "--case", path("b.sillage"), "--format", "json"}).out.contains("definition changed"));
    QVERIFY(run(import).err.contains("2 unchanged"));
}

void FormatsTest::whatNothingReadGetsAnotherChance() {
    write("evidence6/door.log", kLog);
    write("evidence6/other.txt", "no log at all\nnothing\n");
    write("formats6/none.txt", "no definition");
    const QStringList import{"import", "--case", path("f.sillage"), "--min-free", "1M", "--formats", path("formats6"), path("evidence6")};
    run(import);
    QCOMPARE(rows({"sources", "--case", path("f.sillage")})[0]["format"].toString(), QString("unknown"));
    QVERIFY(run(import).err.contains("2 unchanged"));
    write("formats6/door.json", described());
    run(import);
    const auto sources = rows({"sources", "--case", path("f.sillage")});
    QCOMPARE(sources.size(), 2);
    QCOMPARE(sources[0]["format"].toString(), QString("door"));
    QCOMPARE(sources[1]["format"].toString(), QString("unknown"));
    QVERIFY(run(import).err.contains("2 unchanged"));
}

void FormatsTest::membersOfAnArchiveAsWell() {
    write("formats3/door.json", described());
    write("evidence3/door.log", kLog);
    QProcess tar;
    tar.start("tar", {"-C", path("evidence3"), "-czf", path("evidence3/logs.tar.gz"), "door.log"});
    if (!tar.waitForFinished() || tar.exitCode() != 0) QSKIP("needs tar");
    QFile::remove(path("evidence3/door.log"));
    const QStringList import{"import", "--case", path("c.sillage"), "--min-free", "1M", "--formats", path("formats3"), path("evidence3")};
    run(import);
    QCOMPARE(rows({"sources", "--case", path("c.sillage")}).size(), 2);
    QVERIFY(run(import).err.contains("2 unchanged"));
    write("formats3/door.json", described().replace("Door 1", "Door 2"));
    const Result again = run(import);
    QVERIFY2(!again.err.contains("unchanged"), again.err);
    QCOMPARE(rows({"sources", "--case", path("c.sillage")}).size(), 2);
    QCOMPARE(rows({"events", "--case", path("c.sillage")}).size(), 2);
}

void FormatsTest::anIdOfTheProgramIsRefused() {
    for (const char* id : {"exim", "syslog", "mbox", "zip"}) {
        write("taken/door.json", described().replace("\"id\": \"door\"", QByteArray("\"id\": \"") + id + "\""));
        const Result r = run({"formats", "--check", path("taken/door.json")});
        QCOMPARE(r.code, 1);
        QVERIFY2(r.err.contains(QByteArray("the program has a format “") + id + "” already; give yours another id"), r.err);
        QCOMPARE(run({"import", "--case", path("d.sillage"), "--min-free", "1M", "--formats", path("taken"), path("evidence")}).code, 2);
    }
}

void FormatsTest::aBrokenDefinitionStopsTheImport() {
    write("broken/door.json", described().left(200));
    write("evidence4/door.log", kLog);
    const Result r = run({"import", "--case", path("e.sillage"), "--min-free", "1M", "--formats", path("broken"), path("evidence4")});
    QCOMPARE(r.code, 2);
    QVERIFY2(r.err.contains("door.json:"), r.err);
    QVERIFY(r.err.contains("sillage-cli formats --check FILE"));
    QVERIFY(rows({"sources", "--case", path("e.sillage")}).isEmpty());
    QCOMPARE(run({"import", "--case", path("e.sillage"), "--min-free", "1M", "--formats", path("no folder"), path("evidence4")}).code, 2);
}

void FormatsTest::theFolderOfTheEnvironment() {
    write("formats5/door.json", described());
    const Result r = run({"formats", "--format", "json"}, path("formats5"));
    QCOMPARE(r.code, 0);
    QVERIFY(r.out.contains("\"format\":\"door\""));
    QVERIFY(r.out.contains("\"origin\":\"user\""));
    QVERIFY(!run({"formats", "--format", "json"}).out.contains("\"format\":\"door\""));
    QVERIFY(!run({"formats", "--markdown"}, path("formats5")).out.contains("`door`"));
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"
