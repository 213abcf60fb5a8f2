// A mailbox store with every kind of item, from the file to the bundle: its tree, what was recovered apart, and what
// findings and report say of items that were rebuilt, recovered or lay inside others.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

#include "case/answers.h"
#include "case/bundle.h"
#include "case/reading.h"
#include "case/tables.h"
#include "support/pst_samples.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

std::string whole(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0, end = 0; (end = text.find("\r\n", at)) != std::string::npos; at = end + 2) out.push_back(text.substr(at, end - at));
    return out;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class TestItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        root_ = dir_.path().toStdString();
        fs::create_directories(root_ / "evidence");
        store_ = pstw::sampleStore(pstw::Variant::Unicode);
        pstw::writeStore(root_ / "evidence/office.pst", store_);
        case_ = Case::create(root_ / "night.sillage");
        ImportOptions options;
        options.paths = {root_ / "evidence"};
        const ImportReport report = case_->importEvidence(options, none_);
        QVERIFY(report.total.holds());
        QCOMPARE(report.total.failed, std::uint64_t(0));
    }

    void theTreeCountsLiveAndRecoveredApart() {
        std::uint64_t live = 0, gone = 0;
        for (const pstw::ExpectedMessage& m : pstw::expectedOf(store_))
            if (m.depth == 0) ++(m.fate == pstw::Fate::Live ? live : gone);
        QVERIFY(live > 10 && gone > 0);
        const std::vector<FolderNode> nodes = Reading(*case_).folders();
        QVERIFY(!nodes.empty());
        QCOMPARE(nodes.front().mailbox, std::string("office.pst"));
        QCOMPARE(nodes.front().messages, live);
        std::uint64_t inFolders = 0, recovered = 0;
        for (const FolderNode& n : nodes) {
            if (n.recovered && n.folder.empty()) recovered += n.messages;
            if (!n.recovered && !n.folder.empty()) inFolders += n.messages;
        }
        QCOMPARE(inFolders, live);
        QVERIFY2(recovered >= gone, std::to_string(recovered).c_str());
        const Overview o = overview(*case_);
        QCOMPARE(o.messages, live);
        QCOMPARE(o.recovered, recovered);
        std::size_t told = 0;
        for (const StoryLine& line : o.story)
            if (line.kind == "recovered") {
                ++told;
                QVERIFY(holds(inEnglish(line.text), std::to_string(recovered)));
                QCOMPARE(selectRows(*case_, line.view, line.query).size(), std::size_t(recovered));
            }
        QCOMPARE(told, std::size_t(1));
    }

    void theBundleSaysWhatWasRebuiltAndRecovered() {
        BundleOptions options;
        options.select = "query:rebuilt:true";
        options.output = root_ / "bundle";
        const BundleReceipt receipt = exportBundle(*case_, options, none_);
        QVERIFY2(receipt.missing.empty(), receipt.missing.empty() ? "" : receipt.missing.front().c_str());
        QVERIFY(verifyBundle(options.output, none_).ok);
        const auto rows = lines(whole(options.output / "data/findings/items.csv"));
        QCOMPARE(rows.size(), selectRows(*case_, View::Messages, "rebuilt:true").size() + 1);
        std::size_t rebuilt = 0, recovered = 0, inside = 0;
        for (const std::string& row : rows) {
            rebuilt += holds(row, ",rebuilt from properties");
            recovered += holds(row, "recovered: ");
            inside += holds(row, ",\"rebuilt from properties, inside another item\"");
        }
        QCOMPARE(rebuilt + inside, rows.size() - 1);
        QVERIFY(recovered > 0 && inside > 0);
        const std::string report = whole(options.output / "data/report/report.html");
        QVERIFY(holds(report, "rebuilt from properties, recovered: "));
        QVERIFY(holds(report, "Réunion de crise"));
        for (const std::string& row : rows)
            if (row != rows.front()) QVERIFY2(fs::exists(options.output / "data" / row.substr(0, row.find(','))), row.c_str());
    }

    void theFrenchBundleSaysItInFrench() {
        BundleOptions options;
        options.select = "query:is:recovered";
        options.language = "fr";
        options.output = root_ / "paquet";
        QVERIFY(exportBundle(*case_, options, none_).missing.empty());
        const std::string report = whole(options.output / "data/report/report.html"), items = whole(options.output / "data/findings/items.csv");
        for (const std::string& text : {report, items}) {
            QVERIFY(holds(text, "reconstitué à partir de propriétés"));
            QVERIFY(holds(text, "récupéré"));
            QVERIFY(!holds(text, "rebuilt from"));
            QVERIFY(!holds(text, "recovered: "));
        }
    }

    void everyRebuiltItemHasItsPropertiesBesideIt() {
        std::size_t items = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root_ / "bundle/data/items")) {
            if (entry.path().extension() != ".eml") continue;
            ++items;
            const fs::path json = fs::path(entry.path()).replace_extension(".json");
            QVERIFY2(fs::exists(json), json.c_str());
            QVERIFY(holds(whole(json), "PidTagMessageClass"));
        }
        QVERIFY(items > 10);
    }

private:
    QTemporaryDir dir_;
    fs::path root_;
    pstw::Store store_;
    std::unique_ptr<Case> case_;
    NoProgress none_;
};

QTEST_GUILESS_MAIN(TestItems)
#include "tst_items.moc"
