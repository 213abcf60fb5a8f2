// Importing again: what is unchanged is not read, a log that has grown goes on, what has changed stands beside the old,
// what was interrupted is taken up.
#include <QtTest>

#include <algorithm>
#include <set>

#include "evidence_tree.h"
#include "import_run.h"

using namespace sillage;
using namespace tree;

namespace {

class Cancelling final : public Progress {
public:
    explicit Cancelling(std::uint64_t after) : after_(after) {}
    void advance(std::uint64_t done, std::uint64_t) override { cancelled_ = cancelled_ || done >= after_; }
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return cancelled_; }

private:
    std::uint64_t after_;
    bool cancelled_ = false;
};

}  // namespace

class TestAgain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unchangedEvidenceIsNotReadAgain() {
        QTemporaryDir dir, spool;
        tree::everything(dir.path());
        Imported o;
        again(o, dir.path(), spool.path());
        const std::string first = o.store.journal();
        const auto sources = o.store.sources.size();
        again(o, dir.path(), spool.path());
        QVERIFY(o.store.journal() == first);
        QCOMPARE(o.report.unchanged, std::uint64_t(sources));
        QCOMPARE(o.report.bytes, std::uint64_t(0));
        QCOMPARE(o.report.changed, std::uint64_t(0));
        again(o, dir.path(), spool.path(), 2, {}, {}, nullptr, true);
        QVERIFY(o.store.journal() == first);
    }

    void whatChangedStandsBesideTheOld() {
        QTemporaryDir dir, spool;
        tree::put(dir.filePath("a.eml"), tree::message(1));
        tree::put(dir.filePath("b.eml"), tree::message(2));
        Imported o;
        again(o, dir.path(), spool.path());
        tree::put(dir.filePath("a.eml"), tree::message(3));
        QFile touched(dir.filePath("b.eml"));
        QVERIFY(touched.open(QIODevice::ReadWrite));
        QVERIFY(touched.setFileTime(QDateTime::fromSecsSinceEpoch(1), QFileDevice::FileModificationTime));
        touched.close();
        again(o, dir.path(), spool.path());
        QCOMPARE(o.report.changed, std::uint64_t(1));
        QCOMPARE(o.report.unchanged, std::uint64_t(1));
        QVERIFY(o.store.byPath("a.eml@2"));
        QVERIFY(!o.store.byPath("b.eml@2"));
        QCOMPARE(o.store.byPath("a.eml")->counts.imported, std::uint64_t(1));
        again(o, dir.path(), spool.path());
        QCOMPARE(o.report.changed, std::uint64_t(0));
    }

    void cancellingLeavesWhatCanBeResumed() {
        QTemporaryDir dir, spool;
        tree::everything(dir.path());
        tree::put(dir.filePath("large.mbox"), tree::mbox(60'000));
        Imported whole = import(dir.path());
        Imported o;
        Cancelling cancel(6u << 20);
        QElapsedTimer clock;
        again(o, dir.path(), spool.path(), 2, {}, {}, &cancel);
        QVERIFY(o.report.interrupted);
        QCOMPARE(o.store.finished, 1u);
        QVERIFY(o.store.messages.size() < whole.store.messages.size());
        again(o, dir.path(), spool.path());
        QVERIFY(!o.report.interrupted);
        const auto contents = [](const FakeStore& s) {
            std::multiset<std::string> all;
            for (const auto& m : s.messages) all.insert(m.message.folder + toHex(m.message.sha256) + std::to_string(m.message.offset));
            return all;
        };
        QVERIFY(contents(o.store) == contents(whole.store));
        for (const Source& s : o.store.sources) QVERIFY(s.state != "interrupted");
    }

    void aLogThatHasGrownStaysOneSource() {
        QTemporaryDir dir;
        const QString log = dir.filePath("evidence/var/log/nginx/access.log");
        put(log, accessLog(200));
        const auto c = CaseStore::create(dir.filePath("night.sillage").toStdString());
        ImportOptions options;
        options.paths = {dir.filePath("evidence").toStdString()};
        NoProgress none;
        QCOMPARE(importEvidence(*c, options, none).total.imported, std::uint64_t(200));
        const std::string before = c->sources().front().sha256;
        put(log, accessLog(300));
        const ImportReport grown = importEvidence(*c, options, none);
        QCOMPARE(grown.grown, std::uint64_t(1));
        QCOMPARE(grown.changed, std::uint64_t(0));
        QCOMPARE(sourcesInForce(*c), (std::vector<std::string>{"var/log/nginx/access.log"}));
        QCOMPARE(c->events().count(), std::int64_t(300));
        bool told = false;
        for (const CustodyEntry& e : c->custody())
            told = told || (e.action == "source grew" && e.detailJson.find(before) != std::string::npos);
        QVERIFY(told);
        QCOMPARE(importEvidence(*c, options, none).unchanged, std::uint64_t(1));
        // Another beginning is another file: both stand.
        put(log, "203.0.113.9 - - [11/Dec/2025:23:02:17 +0100] \"GET / HTTP/1.1\" 200 9 \"-\" \"-\"\n" + accessLog(400));
        QCOMPARE(importEvidence(*c, options, none).changed, std::uint64_t(1));
        QCOMPARE(sourcesInForce(*c), (std::vector<std::string>{"var/log/nginx/access.log", "var/log/nginx/access.log@2"}));
        // The version that is in force goes on under its own name.
        QFile more(log);
        QVERIFY(more.open(QIODevice::Append));
        more.write(accessLog(3));
        more.close();
        QCOMPARE(importEvidence(*c, options, none).grown, std::uint64_t(1));
        QCOMPARE(sourcesInForce(*c).size(), std::size_t(2));
    }

    void aMailboxThatHasGrownIsAnotherState() {
        QTemporaryDir dir;
        put(dir.filePath("evidence/inbox.mbox"), mbox(3));
        const auto c = CaseStore::create(dir.filePath("night.sillage").toStdString());
        ImportOptions options;
        options.paths = {dir.filePath("evidence").toStdString()};
        NoProgress none;
        importEvidence(*c, options, none);
        put(dir.filePath("evidence/inbox.mbox"), mbox(5));
        const ImportReport report = importEvidence(*c, options, none);
        QCOMPARE(report.changed, std::uint64_t(1));
        QCOMPARE(report.grown, std::uint64_t(0));
    }

private:
    static std::vector<std::string> sourcesInForce(CaseStore& c) {
        std::vector<std::string> paths;
        for (const Source& s : c.sources())
            if (s.state != "removed") paths.push_back(s.path);
        std::sort(paths.begin(), paths.end());
        return paths;
    }
};

QTEST_GUILESS_MAIN(TestAgain)
#include "tst_again.moc"
