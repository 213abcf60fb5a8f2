// Searching the octets of logs (core/ingest/raw_search.h): what is a hit, how it is cited, and that nothing is lost at
// the borders of blocks, in endless lines or in files that cannot be read.
#include <QTest>

#include <atomic>
#include <chrono>
#include <random>

#include <sys/stat.h>

#include "base/error.h"
#include "ingest/raw_match.h"
#include "ingest/raw_search.h"
#include "tests/ingest/evidence_tree.h"
#include "tests/store/case_fixture.h"

using namespace sillage;

namespace {

/// A case whose sources are files written here; nothing was parsed.
class Scene {
public:
    Scene() : store(CaseStore::create(folder.path("night.sillage"))), evidence(folder.path("evidence")) {}

    void add(const std::string& path, const QByteArray& octets, SourceKind kind = SourceKind::Log) {
        const std::string file = (evidence / path).string();
        tree::put(QString::fromStdString(file), octets);
        struct stat st {};
        ::stat(file.c_str(), &st);
        const auto writer = store->writer();
        FileRow row;
        row.sourceId = addSource(*writer, path, kind);
        row.path = path;
        row.root = evidence.string();
        row.length = static_cast<std::uint64_t>(octets.size());
        row.mtimeNs = std::int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
        writer->addFile(row);
        writer->finish();
    }

    /// A member of a container: a range of a spool file.
    void addMember(const std::string& path, const QByteArray& before, const QByteArray& octets) {
        tree::put(QString::fromStdString((store->spoolDirectory() / "expanded").string()), before + octets + "needle after\n");
        const auto writer = store->writer();
        FileRow row;
        row.sourceId = addSource(*writer, path, SourceKind::Log);
        row.path = path;
        row.root = evidence.string();
        row.spool = "expanded";
        row.begin = static_cast<std::uint64_t>(before.size());
        row.length = static_cast<std::uint64_t>(octets.size());
        writer->addFile(row);
        writer->finish();
    }

    std::vector<RawHit> search(std::vector<std::string> any, bool everywhere = false, unsigned threads = 3) {
        std::vector<RawHit> hits;
        NoProgress progress;
        report = searchRaw(*store, {std::move(any), everywhere, threads}, progress, [&](const RawHit& hit) {
            hits.push_back(hit);
            return hit.offset + hit.length;
        });
        return hits;
    }

    fixture::Folder folder;
    std::unique_ptr<CaseStore> store;
    std::filesystem::path evidence;
    RawReport report;

private:
    std::int64_t addSource(IndexWriter& writer, const std::string& path, SourceKind kind) {
        Source s = fixture::source(path, kind);
        s.root = evidence.string();
        return writer.addSource(s);
    }
};

std::string naive(const std::string& hay, std::string needle, std::size_t from) {
    const auto lower = [](std::string s) {
        for (char& c : s)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return s;
    };
    return std::to_string(lower(hay).find(lower(std::move(needle)), from));
}

QByteArray lines(int count, const QByteArray& text) {
    QByteArray out;
    for (int i = 0; i < count; ++i) out += text + " " + QByteArray::number(i) + "\n";
    return out;
}

class Cancelled final : public Progress {
public:
    void advance(std::uint64_t done, std::uint64_t) override { advanced = done; }
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return true; }
    std::uint64_t advanced = 0;
};

}  // namespace

class TestRawSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNeedleIsFoundAtEveryPlace();
    void newlinesAreCounted();
    void aHitCitesItsLine();
    void lettersMatchInEitherCaseOtherOctetsExactly();
    void oneHitALine();
    void anyOfSeveralTexts();
    void hitsComeInOrderWhateverTheThreads();
    void nothingIsLostBetweenBlocks();
    void moreHitsThanABlockKeeps();
    void inAnEndlessLineEveryHitIsFound();
    void membersAreReadFromTheSpool();
    void mailboxesOnlyWhenAsked();
    void theCallerSaysWhenItIsEnough();
    void whatCannotBeReadIsSaid();
    void aCancelledSearchStops();
    void nothingToLookForIsAnError();
};

void TestRawSearch::aNeedleIsFoundAtEveryPlace() {
    std::mt19937 random(7);
    for (const std::string text : {"x", "ab", "Uid=4711", "zq", "  ", "h\xc3\xa9t\xc3\xa9", "a/b.c:d-e_f", std::string(70, char(107)).c_str()}) {
        const Needle needle(text);
        for (std::size_t at = 0; at < 150; ++at) {
            std::string hay(300, ' ');
            for (char& c : hay) c = "abxU d=4zq\n\xc3"[random() % 12];
            hay.replace(at, text.size(), text);
            for (const std::size_t from : {std::size_t{0}, at, at + 1})
                QCOMPARE(std::to_string(needle.find(hay, from)), naive(hay, text, from));
        }
        QCOMPARE(needle.find(""), std::string_view::npos);
        QCOMPARE(needle.find(text), std::size_t{0});
        QCOMPARE(needle.find(std::string_view(text).substr(1)), std::string_view::npos);
    }
}

void TestRawSearch::newlinesAreCounted() {
    for (const int size : {0, 1, 15, 16, 17, 4079, 4080, 4081, 9000}) {
        QByteArray octets(size, '\n');
        QCOMPARE(countNewlines(std::string_view(octets.constData(), static_cast<std::size_t>(size))), static_cast<std::uint64_t>(size));
        octets.fill('x');
        if (size) octets[size - 1] = '\n';
        QCOMPARE(countNewlines(std::string_view(octets.constData(), static_cast<std::size_t>(size))), static_cast<std::uint64_t>(size > 0));
    }
}

void TestRawSearch::aHitCitesItsLine() {
    Scene scene;
    scene.add("mail.log", "first\nimap-login: user=<claire>\r\nlast claire");
    const auto hits = scene.search({"claire"});
    QCOMPARE(hits.size(), std::size_t{2});
    QCOMPARE(hits[0].source, std::string("mail.log"));
    QCOMPARE(hits[0].line, std::uint64_t{2});
    QCOMPARE(hits[0].offset, std::uint64_t{6});
    QCOMPARE(hits[0].octets, std::string("imap-login: user=<claire>"));  // the line end is not part of it
    QCOMPARE(hits[0].length, std::uint64_t{25});
    QCOMPARE(hits[0].at, std::uint64_t{6 + 18});
    QCOMPARE(hits[1].line, std::uint64_t{3});
    QCOMPARE(hits[1].octets, std::string("last claire"));  // without a last newline too
    QCOMPARE(scene.report.files, std::uint64_t{1});
    QCOMPARE(scene.report.octets, std::uint64_t{44});
    QVERIFY(scene.report.unread.empty());
}

void TestRawSearch::lettersMatchInEitherCaseOtherOctetsExactly() {
    Scene scene;
    scene.add("a.log", "r\xc3\xa9union\nR\xc3\xa9UNION\nR\xc3\x89UNION\nReunion\n@`[{\n");
    QCOMPARE(scene.search({"R\xc3\xa9union"}).size(), std::size_t{2});
    QCOMPARE(scene.search({"REUNION"}).size(), std::size_t{1});
    QCOMPARE(scene.search({"@"})[0].at, scene.search({"`"})[0].at - 1);
    QCOMPARE(scene.search({"[{"}).size(), std::size_t{1});
    QVERIFY(scene.search({"{["}).empty());
}

void TestRawSearch::oneHitALine() {
    Scene scene;
    scene.add("a.log", "uid=1 uid=2 uid=3\n\nuid=4\n");
    const auto hits = scene.search({"uid="});
    QCOMPARE(hits.size(), std::size_t{2});
    QCOMPARE(hits[1].line, std::uint64_t{3});
}

void TestRawSearch::anyOfSeveralTexts() {
    Scene scene;
    scene.add("a.log", "alpha\nbeta gamma\ngamma beta\ndelta\n");
    const auto hits = scene.search({"gamma", "BETA", "alpha"});
    QCOMPARE(hits.size(), std::size_t{3});
    QCOMPARE(hits[1].at, std::uint64_t{6});
    QCOMPARE(hits[2].line, std::uint64_t{3});
}

void TestRawSearch::hitsComeInOrderWhateverTheThreads() {
    Scene scene;
    for (const char* name : {"c.log", "a.log", "b/x.log"}) scene.add(name, lines(40'000, "some needle of many"));
    std::vector<std::string> once;
    for (const unsigned threads : {1u, 2u, 4u}) {
        std::vector<std::string> listing;
        for (const RawHit& h : scene.search({"needle"}, false, threads))
            listing.push_back(h.source + ":" + std::to_string(h.line) + ":" + std::to_string(h.offset) + ":" + h.octets);
        QCOMPARE(listing.size(), std::size_t{120'000});
        QCOMPARE(listing[0], std::string("a.log:1:0:some needle of many 0"));
        QVERIFY(listing[40'000].starts_with("b/x.log:1:"));
        QVERIFY(listing[119'999].starts_with("c.log:40000:"));
        if (once.empty()) once = listing;
        QVERIFY(listing == once);
    }
}

void TestRawSearch::nothingIsLostBetweenBlocks() {
    constexpr int kBlock = 4 << 20;
    for (int shift = -8; shift <= 8; ++shift) {
        Scene scene;
        QByteArray octets(kBlock + shift, 'x');
        for (int i = 99; i < octets.size(); i += 100) octets[i] = '\n';
        const qint64 before = octets.count('\n'), lastEnd = octets.lastIndexOf('\n');
        octets += "needles\n" + QByteArray(kBlock, '\n') + "needles";
        scene.add("a.log", octets);
        const auto hits = scene.search({"Needles"});
        QCOMPARE(hits.size(), std::size_t{2});
        QCOMPARE(hits[0].at, static_cast<std::uint64_t>(kBlock + shift));
        QCOMPARE(hits[0].line, static_cast<std::uint64_t>(before + 1));
        QCOMPARE(hits[0].offset, static_cast<std::uint64_t>(lastEnd + 1));
        QCOMPARE(hits[1].line, static_cast<std::uint64_t>(before + 2 + kBlock));
        QCOMPARE(hits[1].octets, std::string("needles"));
    }
}

void TestRawSearch::moreHitsThanABlockKeeps() {
    Scene scene;
    QByteArray octets;
    for (int i = 0; i < 600'000; ++i) octets += "q\n";
    scene.add("a.log", octets);
    std::uint64_t last = 0;
    const auto hits = scene.search({"q"});
    QCOMPARE(hits.size(), std::size_t{600'000});
    for (const RawHit& hit : hits) QCOMPARE(hit.line, ++last);
}

void TestRawSearch::inAnEndlessLineEveryHitIsFound() {
    Scene scene;
    QByteArray octets = "[";
    for (int i = 0; i < 60'000; ++i) octets += "{\"Operation\":\"MailItemsAccessed\",\"Id\":\"" + QByteArray::number(i) + "\",\"filler\":\"" + QByteArray(60, '.') + "\"},";
    scene.add("audit.json", octets);
    std::uint64_t found = 0;
    NoProgress progress;
    searchRaw(*scene.store, {{"mailitemsaccessed"}, false, 2}, progress, [&](const RawHit& hit) {
        ++found;
        [&] {
            QVERIFY(hit.length <= RawHit::kLongest && hit.octets.size() == hit.length);
            QVERIFY(hit.offset <= hit.at && hit.at < hit.offset + hit.length);
            QCOMPARE(hit.octets.substr(hit.at - hit.offset, 17), std::string("MailItemsAccessed"));
            QCOMPARE(hit.line, std::uint64_t{1});
        }();
        return found < 2000 ? hit.at + 1 : kEnough;  // the caller decides how much of a long line it wants
    });
    QCOMPARE(found, std::uint64_t{2000});
    const auto parts = scene.search({"MailItemsAccessed"});
    QVERIFY(parts.size() > 100 && parts.size() < 300);  // asked by whole parts
    for (std::size_t i = 1; i < parts.size(); ++i) QVERIFY(parts[i].at >= parts[i - 1].offset + parts[i - 1].length);
}

void TestRawSearch::membersAreReadFromTheSpool() {
    Scene scene;
    scene.addMember("logs.tar.gz!/mail.log", "needle before\n", "one\ntwo needle\n");
    const auto hits = scene.search({"needle"});
    QCOMPARE(hits.size(), std::size_t{1});
    QCOMPARE(hits[0].line, std::uint64_t{2});
    QCOMPARE(hits[0].offset, std::uint64_t{4});  // within the member
}

void TestRawSearch::mailboxesOnlyWhenAsked() {
    Scene scene;
    scene.add("a.mbox", "From x\n\nneedle\n", SourceKind::Mailbox);
    scene.add("b.conf", "needle = 1\n", SourceKind::Config);
    scene.add("c.db", "needle\n", SourceKind::State);
    scene.add("d.bin", "needle\n", SourceKind::Unknown);
    scene.add("e.zip", "needle\n", SourceKind::Container);
    QCOMPARE(scene.search({"needle"}).size(), std::size_t{2});
    const auto all = scene.search({"needle"}, true);
    QCOMPARE(all.size(), std::size_t{4});
    QCOMPARE(all[0].source, std::string("a.mbox"));
}

void TestRawSearch::theCallerSaysWhenItIsEnough() {
    Scene scene;
    scene.add("a.log", lines(100'000, "needle"));
    int calls = 0;
    NoProgress progress;
    searchRaw(*scene.store, {{"needle"}, false, 2}, progress, [&](const RawHit&) {
        ++calls;
        return calls == 5 ? kEnough : std::uint64_t{0};
    });
    QCOMPARE(calls, 5);
}

void TestRawSearch::whatCannotBeReadIsSaid() {
    Scene scene;
    scene.add("a.log", "needle\n");
    scene.add("changed.log", lines(500'000, "needle"));
    scene.add("gone.log", "needle\n");
    tree::put(QString::fromStdString((scene.evidence / "changed.log").string()), "needle, but other octets\n");
    std::filesystem::remove(scene.evidence / "gone.log");
    QCOMPARE(scene.search({"needle"}).size(), std::size_t{1});
    QCOMPARE(scene.report.unread.size(), std::size_t{2});
    QCOMPARE(scene.report.unread[0].first, std::string("changed.log"));
    QVERIFY(scene.report.unread[0].second.find("not the file that was imported") != std::string::npos);
    QCOMPARE(scene.report.unread[1].first, std::string("gone.log"));
}

void TestRawSearch::aCancelledSearchStops() {
    Scene scene;
    scene.add("a.log", lines(1'000'000, "needle"));
    Cancelled progress;
    int calls = 0;
    const RawReport report = searchRaw(*scene.store, {{"needle"}, false, 2}, progress, [&](const RawHit& h) {
        ++calls;
        return h.offset + h.length;
    });
    QVERIFY(report.cancelled);
    QCOMPARE(calls, 0);
}

void TestRawSearch::nothingToLookForIsAnError() {
    Scene scene;
    QVERIFY_THROWS_EXCEPTION(Error, scene.search({}));
    QVERIFY_THROWS_EXCEPTION(Error, scene.search({"a", ""}));
}

QTEST_GUILESS_MAIN(TestRawSearch)
#include "tst_raw_search.moc"
