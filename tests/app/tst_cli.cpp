// The command line's contract: names, exit codes, output, as scripts and other labs rely on them.
#include <QtTest>

#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonArray>

class TestCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void helpListsEveryCommand();
    void usageErrorsExitTwoAndSayWhat_data();
    void usageErrorsExitTwoAndSayWhat();
    void tablesAreJsonLinesWithTheContractsKeys_data();
    void tablesAreJsonLinesWithTheContractsKeys();
    void csvIsRfc4180();
    void dryRunChangesNothing();
    void touchedAnswersAndExplains();
    void failOnTouchedExitsOne();
    void verifyFindsAFlippedByte();
    void aLockedCaseExitsSeven();
    void changedEvidenceExitsFour();
    void anAutonomousSystemIsAnIndicator();
    void aTimeCorrectionIsRecomputed();
    void hostileTextNeverReachesATerminal();

private:
    struct Result {
        int code;
        QByteArray out, err;
    };
    Result run(const QStringList& arguments) const;
    static QList<QJsonObject> rows(const QByteArray& lines);
    QTemporaryDir directory_;
    QString case_;
};

TestCli::Result TestCli::run(const QStringList& arguments) const {
    QProcess p;
    p.start(QStringLiteral(SILLAGE_BIN_DIR "/sillage-cli"), arguments);
    if (!p.waitForFinished(120000)) return {-1, {}, "timed out"};
    return {p.exitCode(), p.readAllStandardOutput(), p.readAllStandardError()};
}

QList<QJsonObject> TestCli::rows(const QByteArray& lines) {
    QList<QJsonObject> all;
    for (const QByteArray& line : lines.split('\n'))
        if (!line.isEmpty()) all << QJsonDocument::fromJson(line).object();
    return all;
}

void TestCli::initTestCase() {
    case_ = directory_.path() + "/night.sillage";
    QCOMPARE(run({"demo", directory_.path() + "/demo"}).code, 0);
    const Result r = run({"import", "--case", case_, directory_.path() + "/demo/evidence"});
    QVERIFY2(r.code == 0, r.err);
    QCOMPARE(run({"intruder", "add", "--case", case_, "--ip", "203.0.113.66", "--exclusive", "--document", "lease", "--reason", "test"}).code, 0);
}

void TestCli::helpListsEveryCommand() {
    const Result r = run({"--help"});
    QCOMPARE(r.code, 0);
    for (const char* command : {"import", "sources", "source", "problems", "messages", "attachments", "events", "search", "sessions", "suspects", "intruder",
                                "touched", "explain", "coverage", "exposure", "bookmark", "export", "verify", "custody", "check", "demo"}) {
        QVERIFY2(r.out.contains(QByteArray("  ") + command + " "), command);
        QCOMPARE(run({command, "--help"}).code, 0);
    }
    const QByteArray version = run({"--version"}).out;
    for (const char* part : {"Sillage ", "Qt 6", "SQLite 3", "OpenSSL "}) QVERIFY2(version.contains(part), part);
}

void TestCli::usageErrorsExitTwoAndSayWhat_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("nothing") << QStringList{} << QByteArray("");
    QTest::newRow("unknown command") << QStringList{"reed"} << QByteArray("reed");
    QTest::newRow("unknown option") << QStringList{"sources", "--caze", "x"} << QByteArray("--caze");
    QTest::newRow("missing value") << QStringList{"sources", "--case"} << QByteArray("--case needs a value");
    QTest::newRow("missing case") << QStringList{"sources"} << QByteArray("--case is missing");
    QTest::newRow("bad format") << QStringList{"sources", "--case", "CASE", "--format", "xml"} << QByteArray("xml");
    QTest::newRow("bad query") << QStringList{"messages", "--case", "CASE", "--query", "fromm:x"} << QByteArray("position 1");
    QTest::newRow("empty indicator") << QStringList{"intruder", "add", "--case", "CASE"} << QByteArray("needs an address");
    QTest::newRow("no system") << QStringList{"intruder", "add", "--case", "CASE", "--asn", "scaleway"} << QByteArray("AS12876");
    QTest::newRow("system without database") << QStringList{"intruder", "add", "--case", "CASE", "--asn", "AS12876"} << QByteArray("setting set asn-database");
    QTest::newRow("exclusive without document") << QStringList{"intruder", "add", "--case", "CASE", "--ip", "1.2.3.4", "--exclusive"} << QByteArray("document");
    QTest::newRow("no reason") << QStringList{"source", "set", "x", "--case", "CASE", "--tz", "UTC"} << QByteArray("--reason");
    QTest::newRow("no such touch") << QStringList{"explain", "--case", "CASE", "T-0"} << QByteArray("T-0");
}

void TestCli::usageErrorsExitTwoAndSayWhat() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, said);
    arguments.replaceInStrings("CASE", case_);
    const Result r = run(arguments);
    QCOMPARE(r.code, 2);
    QVERIFY2(r.err.contains(said), r.err);
}

void TestCli::tablesAreJsonLinesWithTheContractsKeys_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("keys");
    QTest::newRow("sources") << "sources" << "path format bytes sha256 first last found imported duplicate skipped failed problems state";
    QTest::newRow("messages") << "messages"
                              << "mailbox folder uid message_id subject from to cc date size sha256 wire_size wire_sha256 attachments parent source offset length "
                                 "witnesses recovered rebuilt text_sha256";
    QTest::newRow("attachments") << "attachments" << "mailbox folder message_id name media_type size sha256 source";
    QTest::newRow("events") << "events"
                            << "event item time time_to precision raw_time tz_assumed year_assumed account mailbox client_ip session protocol action outcome folder uid "
                               "message_id part bytes user_agent source line offset length fields";
    QTest::newRow("sessions") << "sessions" << "session actor_session account client_ip user_agent protocol first last events bytes_out attribution reasons";
    QTest::newRow("touched") << "touched"
                             << "mailbox folder message_id subject item attachment sha256 size stored depth complete destination effects grade actor attribution delivery "
                                "identity first last sessions rules evidence touch";
    QTest::newRow("custody") << "custody" << "";
    QTest::newRow("coverage") << "coverage" << "";
}

void TestCli::tablesAreJsonLinesWithTheContractsKeys() {
    QFETCH(QString, command);
    QFETCH(QString, keys);
    const Result r = run({command, "--case", case_, "--format", "json"});
    QVERIFY2(r.code == 0, r.err);
    const auto all = rows(r.out);
    QVERIFY(!all.isEmpty());
    for (const QJsonObject& row : all) {
        QVERIFY(!row.isEmpty());
        for (const QString& key : keys.split(' ', Qt::SkipEmptyParts)) QVERIFY2(row.contains(key), qPrintable(command + ": " + key));
        if (command == "sources")
            QCOMPARE(row["found"].toInteger(), row["imported"].toInteger() + row["duplicate"].toInteger() + row["skipped"].toInteger() + row["failed"].toInteger());
    }
}

void TestCli::csvIsRfc4180() {
    const Result r = run({"messages", "--case", case_, "--format", "csv"});
    QCOMPARE(r.code, 0);
    QVERIFY(r.out.startsWith("mailbox,folder,uid,message_id"));
    QCOMPARE(r.out.count("\r\n"), 1 + rows(run({"messages", "--case", case_, "--format", "json"}).out).size());
}

void TestCli::dryRunChangesNothing() {
    const Result r = run({"import", "--dry-run", "--format", "json", directory_.path() + "/demo/evidence"});
    QVERIFY2(r.code == 0, r.err);
    QStringList formats;
    for (const auto& row : rows(r.out)) formats << row["format"].toString();
    for (const char* format : {"maildir", "dovecot", "access-log", "roundcube-userlogins", "config"}) QVERIFY2(formats.contains(format), format);
}

void TestCli::touchedAnswersAndExplains() {
    const auto all = rows(run({"touched", "--case", case_, "--format", "json"}).out);
    QVERIFY(all.size() > 10);
    const QString id = all.first()["touch"].toString();
    const Result r = run({"explain", "--case", case_, "--format", "json", id});
    QVERIFY2(r.code == 0, r.err);
    const QJsonObject proof = rows(r.out).first();
    QCOMPARE(proof["touch"].toString(), id);
    QVERIFY(!proof["evidence"].toArray().isEmpty());
    QVERIFY(!proof["rules"].toArray().isEmpty());
    QVERIFY(run({"touched", "--case", case_, "--all", "--format", "json"}).out.size() > 0);
    QCOMPARE(rows(run({"touched", "--case", case_, "--format", "json", "--query", "grade:recorded"}).out).size(),
             std::count_if(all.begin(), all.end(), [](const QJsonObject& o) { return o["grade"] == "recorded"; }));
}

void TestCli::failOnTouchedExitsOne() { QCOMPARE(run({"touched", "--case", case_, "--fail-on", "touched"}).code, 1); }

void TestCli::verifyFindsAFlippedByte() {
    const QString bundle = directory_.path() + "/bundle";
    const Result r = run({"export", "--case", case_, "--output", bundle});
    QVERIFY2(r.code == 0, r.err);
    QCOMPARE(run({"verify", bundle}).code, 0);
    QFile f(bundle + "/data/findings/touched.csv");
    QVERIFY(f.open(QIODevice::ReadWrite));
    f.seek(10);
    f.write("#");
    f.close();
    const Result flipped = run({"verify", bundle});
    QCOMPARE(flipped.code, 5);
    QVERIFY(flipped.out.contains("data/findings/touched.csv"));
    QCOMPARE(run({"export", "--case", case_, "--output", bundle}).code, 6);  // never overwrites
}

void TestCli::aLockedCaseExitsSeven() {
    QProcess holder;
    holder.start("flock", {"--exclusive", "--no-fork", case_ + "/lock", "sleep", "20"});
    QVERIFY(holder.waitForStarted());
    QTest::qWait(300);
    const Result r = run({"bookmark", "add", "--case", case_, "T-0"});
    holder.kill();
    holder.waitForFinished();
    QCOMPARE(r.code, 7);
}

void TestCli::changedEvidenceExitsFour() {
    const QString other = directory_.path() + "/two.sillage", evidence = directory_.path() + "/changing";
    QDir().mkpath(evidence);
    QFile f(evidence + "/access.log");
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write("203.0.113.9 - - [11/Dec/2025:23:02:03 +0100] \"GET /?_task=mail&_mbox=INBOX&_uid=1&_action=show HTTP/1.1\" 200 3925 \"-\" \"x\"\n");
    f.close();
    QCOMPARE(run({"import", "--case", other, evidence}).code, 0);
    QCOMPARE(run({"check", "--case", other}).code, 0);
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write("203.0.113.9 - - [12/Dec/2025:23:02:03 +0100] \"GET /?_task=mail&_mbox=INBOX&_uid=2&_action=show HTTP/1.1\" 200 3925 \"-\" \"x\"\n");
    f.close();
    QCOMPARE(run({"check", "--case", other}).code, 4);
    QCOMPARE(run({"import", "--case", other, evidence}).code, 4);
}

void TestCli::anAutonomousSystemIsAnIndicator() {
    const QString path = directory_.path() + "/systems.sillage", database = directory_.path() + "/ip2asn.tsv";
    QFile file(database);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("203.0.113.64\t203.0.113.127\t64500\tNL\tEXAMPLE-HOSTING\n");
    file.close();
    QVERIFY(run({"import", "--case", path, directory_.path() + "/demo/evidence"}).code == 0);
    QVERIFY(run({"setting", "set", "--case", path, "asn-database", database, "--reason", "iptoasn of 14 December"}).code == 0);
    const Result added = run({"intruder", "add", "--case", path, "--asn", "64500", "--reason", "his provider"});
    QVERIFY2(added.code == 0, added.err);
    QCOMPARE(run({"intruder", "add", "--case", path, "--device", "APPL1", "--app", "2792", "--reason", "x"}).code, 0);
    const auto list = rows(run({"intruder", "list", "--case", path, "--format", "json"}).out);
    QCOMPARE(list.size(), 2);
    QCOMPARE(list[0]["asn"].toString(), QString("AS64500"));
    QCOMPARE(list[0]["indicator"].toString().toUtf8(), added.out.trimmed());
    QCOMPARE(list[1]["device"].toString(), QString("APPL1"));
    QCOMPARE(list[1]["app"].toString(), QString("2792"));
    // The same sessions as by address, and the row of the database with each.
    const auto by = rows(run({"sessions", "--case", path, "--format", "json", "--query", "actor:A"}).out);
    QVERIFY(!by.isEmpty());
    for (const auto& s : by)
        if (s["client_ip"].toString() == "203.0.113.66")
            QVERIFY(QJsonDocument(s).toJson().contains("AS64500 EXAMPLE-HOSTING's by line 1 of " + database.toUtf8()));
    for (const char* command : {"intruder", "setting"}) QVERIFY(run({command, "--help"}).code == 0);
    QVERIFY(run({"intruder", "--help"}).out.contains("--asn"));
}

void TestCli::aTimeCorrectionIsRecomputed() {
    const auto before = rows(run({"events", "--case", case_, "--format", "json", "--query", "source:dovecot.log"}).out);
    QVERIFY(!before.isEmpty());
    const Result r = run({"source", "set", "var/log/dovecot.log", "--case", case_, "--tz", "UTC", "--reason", "test of a correction"});
    QVERIFY2(r.code == 0, r.err);
    const auto after = rows(run({"events", "--case", case_, "--format", "json", "--query", "source:dovecot.log"}).out);
    QCOMPARE(after.size(), before.size());
    const auto t0 = QDateTime::fromString(before[0]["time"].toString(), Qt::ISODate), t1 = QDateTime::fromString(after[0]["time"].toString(), Qt::ISODate);
    QCOMPARE(t0.secsTo(t1), 3600);
    QCOMPARE(run({"source", "set", "var/log/dovecot.log", "--case", case_, "--tz", "Europe/Paris", "--reason", "back"}).code, 0);
}

void TestCli::hostileTextNeverReachesATerminal() {
    const QString evidence = directory_.path() + "/hostile", other = directory_.path() + "/hostile.sillage";
    QDir().mkpath(evidence);
    QFile f(evidence + "/a.eml");
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write("From: a@b.example\nTo: c@d.example\nSubject: \x1b]8;;http://x.example\x07" "click\xe2\x80\xae\nDate: Thu, 18 Nov 2021 08:35:34 +0200\nMessage-ID: <1@b.example>\n\nx\n");
    f.close();
    QCOMPARE(run({"import", "--case", other, evidence}).code, 0);
    const Result r = run({"messages", "--case", other, "--format", "table"});
    QCOMPARE(r.code, 0);
    QVERIFY(!r.out.contains('\x1b'));
    QVERIFY(!r.out.contains("\xe2\x80\xae"));
    QVERIFY(r.out.contains("\\x1b"));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
