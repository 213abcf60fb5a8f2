// `hold` on the command line (design: command line; trace, 6): what is printed, refused and logged.
#include <QtTest>

#include <QJsonDocument>
#include <QJsonObject>

class TestHoldCommands : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void wrongUseExitsTwo();
    void addListOpenRemove();

private:
    struct Result {
        int code;
        QByteArray out, err;
    };
    Result run(QStringList arguments) const {
        arguments << "--case" << directory_.filePath("night.sillage");
        QProcess p;
        p.start(QStringLiteral(SILLAGE_BIN_DIR "/sillage-cli"), arguments);
        if (!p.waitForFinished(120000)) return {-1, {}, "timed out"};
        return {p.exitCode(), p.readAllStandardOutput(), p.readAllStandardError()};
    }
    static QJsonObject firstRow(const QByteArray& lines) { return QJsonDocument::fromJson(lines.split('\n').first()).object(); }
    QTemporaryDir directory_;
};

void TestHoldCommands::initTestCase() {
    QProcess::execute(QStringLiteral(SILLAGE_BIN_DIR "/sillage-cli"), {"demo", directory_.filePath("demo")});
    const Result r = run({"import", directory_.filePath("demo/evidence")});
    QVERIFY2(r.code == 0, r.err);
}

void TestHoldCommands::wrongUseExitsTwo() {
    for (const QStringList& words : QList<QStringList>{{"hold"}, {"hold", "add", "--reason", "r"}, {"hold", "add", "--domain", "justice.example"},
                                                       {"hold", "add", "--domain", "d.example", "--account", "a", "--reason", "r"},
                                                       {"hold", "add", "--address", "nobody", "--reason", "r"}, {"hold", "remove", "7"},
                                                       {"hold", "remove", "x"}, {"hold", "open", "M-000000000000", "--authority", "A", "--reason", "r"}})
        QVERIFY2(run(words).code == 2, qPrintable(words.join(' ')));
    QCOMPARE(run({"hold", "list"}).out, QByteArray());
}

void TestHoldCommands::addListOpenRemove() {
    const Result added = run({"hold", "add", "--domain", "Justice.example", "--reason", "court correspondence"});
    QVERIFY2(added.code == 0, added.err);
    QVERIFY(added.err.contains("8 messages newly held back"));
    const QJsonObject entry = firstRow(run({"hold", "list"}).out);
    QCOMPARE(entry["id"].toInt(), added.out.trimmed().toInt());
    QCOMPARE(entry["kind"].toString(), QString("domain"));
    QCOMPARE(entry["value"].toString(), QString("justice.example"));
    QVERIFY(run({"hold", "list"}).err.contains("3 messages held, not examined"));

    const QByteArray messages = run({"messages", "--query", "held:true"}).out;
    QCOMPARE(messages.count('\n'), 8);
    const QJsonObject message = firstRow(messages);
    QVERIFY(message["held"].toBool() && message["text_sha256"].isNull() && message["attachments"].toInt() == 0);
    QVERIFY(!message["sha256"].toString().isEmpty() && message["size"].toInt() > 0 && !message["subject"].toString().isEmpty());
    const QString query = "sha256:" + message["sha256"].toString();
    const QJsonObject closed = firstRow(run({"messages", "--full", "--query", query}).out);
    QVERIFY(closed["text"].isNull() && closed["text_problem"].toString().contains("justice.example is on the hold list: court correspondence"));

    const Result opened = run({"hold", "open", message["sha256"].toString(), "--authority", "Judge Duval", "--reason", "order 25/1207"});
    QVERIFY2(opened.code == 0, opened.err);
    QVERIFY(!firstRow(run({"messages", "--full", "--query", query}).out)["text"].toString().isEmpty());
    QCOMPARE(firstRow(run({"hold", "list", "--opened"}).out)["authority"].toString(), QString("Judge Duval"));
    const Result log = run({"custody"});
    QVERIFY(log.code == 0 && log.out.contains("\"hold open\"") && log.out.contains("order 25/1207"));

    const Result removed = run({"hold", "remove", added.out.trimmed(), "--reason", "mandate ended"});
    QVERIFY2(removed.code == 0, removed.err);
    QVERIFY(removed.err.contains("source remove PATH"));
    QCOMPARE(run({"messages", "--query", "held:true"}).out.count('\n'), 8);
}

QTEST_GUILESS_MAIN(TestHoldCommands)
#include "tst_hold_commands.moc"
