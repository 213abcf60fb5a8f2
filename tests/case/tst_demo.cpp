// The worked example from end to end: evidence in, answer out, compared with the truth it was written with.
#include <QtTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "case/annotations.h"
#include "case/answers.h"
#include "case/bundle.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/reading.h"
#include "case/search.h"
#include "case/tables.h"

using namespace sillage;
namespace fs = std::filesystem;

class TestDemo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everySourceReconciles();
    void theEvidenceIsUnchanged();
    void recordedTouchesAreTrue();
    void everythingObtainedIsHeld();
    void everyAttributionNamesItsIndicator();
    void staffIsNeverAttributed();
    void theRefusedDownloadIsNoTouch();
    void theRedirectedMessageLeft();
    void theDeletedMessageIsAGhost();
    void aProofReadsItsLinesAgain();
    void messagesAreReadByAWorker();
    void bookmarksBindToContent();
    void theBundleVerifies();
    void importAgainReadsNothing();
    void theCustodyChainHolds();

private:
    std::vector<Touch> touches();
    std::unique_ptr<QTemporaryDir> directory_;
    fs::path root_;
    std::unique_ptr<Case> case_;
    QJsonObject truth_;
    std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> before_;
    NoProgress none_;
};

static std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> listing(const fs::path& root) {
    std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> all;
    for (const auto& e : fs::recursive_directory_iterator(root))
        if (e.is_regular_file()) all[e.path()] = {e.file_size(), e.last_write_time()};
    return all;
}

void TestDemo::initTestCase() {
    directory_ = std::make_unique<QTemporaryDir>();
    root_ = directory_->path().toStdString();
    writeDemo(root_ / "demo");
    QFile file(QString::fromStdString((root_ / "demo/truth/truth_touched.json").string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    truth_ = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(truth_["intruder"].toArray().size() > 20);
    before_ = listing(root_ / "demo/evidence");
    case_ = Case::create(root_ / "night.sillage");
    ImportOptions options;
    options.paths = {root_ / "demo/evidence"};
    const ImportReport report = case_->importEvidence(options, none_);
    QVERIFY(!report.interrupted);
    QCOMPARE(report.total.failed, std::uint64_t{0});
    QCOMPARE(report.total.problems, std::uint64_t{0});
    Indicator i;
    i.ip = "203.0.113.66";
    i.grade = IndicatorGrade::Exclusive;
    i.document = "provider's answer";
    i.reason = "lease";
    addIndicator(*case_, i, none_);
}

std::vector<Touch> TestDemo::touches() {
    std::vector<Touch> all;
    case_->store().touches([&](Touch&& t) {
        all.push_back(std::move(t));
        return true;
    });
    return all;
}

void TestDemo::everySourceReconciles() {
    const auto sources = case_->store().sources();
    QVERIFY(sources.size() >= 12);
    for (const Source& s : sources) QVERIFY2(s.counts.holds(), s.path.c_str());
    std::uint64_t messages = 0;
    for (const Source& s : sources)
        if (s.kind == SourceKind::Mailbox) messages += s.counts.imported;
    QCOMPARE(messages, std::uint64_t{34});  // 10 + 2 + 12 + 5 + 6, less the deleted one
}

void TestDemo::theEvidenceIsUnchanged() {
    QVERIFY(listing(root_ / "demo/evidence") == before_);
    QCOMPARE(checkSources(case_->store(), none_).size(), std::size_t{0});
}

/// What the truth allows: (message id, attachment name or "") → whether content was obtained.
static std::map<std::pair<std::string, std::string>, bool> obtained(const QJsonArray& rows) {
    std::map<std::pair<std::string, std::string>, bool> all;
    for (const auto& value : rows) {
        const QJsonObject row = value.toObject();
        const std::string id = row["message_id"].toString().toStdString(), level = row["content_level"].toString().toStdString();
        all[{id, ""}] = all[{id, ""}] || (level != "only_listed" && level != "headers_only");
        for (const auto& a : row["attachments_obtained"].toArray()) all[{id, a.toObject()["name"].toString().toStdString()}] = true;
    }
    return all;
}

void TestDemo::recordedTouchesAreTrue() {
    const auto truth = obtained(truth_["intruder"].toArray());
    int recorded = 0;
    for (const Touch& t : touches()) {
        if (t.actor.empty() || t.grade != Grade::Recorded) continue;
        ++recorded;
        const auto it = truth.find({t.messageId, t.isAttachment ? t.attachment : ""});
        QVERIFY2(it != truth.end(), (t.messageId + " " + t.attachment).c_str());
        if (isContent(t.depth) && t.effects.empty()) QVERIFY2(it->second, (t.subject + " " + std::string(depthName(t.depth))).c_str());
    }
    QVERIFY(recorded >= 5);
}

void TestDemo::everythingObtainedIsHeld() {
    std::set<std::pair<std::string, std::string>> held;
    std::set<std::string> whole;
    for (const Touch& t : touches()) {
        if (t.actor.empty() || t.grade < Grade::Undetermined || !isContent(t.depth)) continue;
        held.insert({t.messageId, t.isAttachment ? t.attachment : ""});
        if (t.depth == Depth::Whole) whole.insert(t.messageId);
    }
    for (const auto& [item, content] : obtained(truth_["intruder"].toArray()))
        if (content) QVERIFY2(held.count(item) || whole.count(item.first), (item.first + " " + item.second).c_str());
}

/// Also where the session that touched it is a mail server's, and the indicator names the web session it served.
void TestDemo::everyAttributionNamesItsIndicator() {
    const std::string id = case_->store().indicators().at(0).id;
    int checked = 0;
    for (const Touch& t : touches()) {
        if (t.actor.empty()) continue;
        int named = 0;
        for (const std::string& why : t.why) named += inEnglish(why).find("matches indicator " + id) != std::string::npos;
        QVERIFY2(named >= 1, t.subject.c_str());
        std::set<std::string> once;
        for (const std::string& why : t.why)
            if (inEnglish(why).starts_with("attribution, ")) QVERIFY2(once.insert(why).second, inEnglish(why).c_str());
        ++checked;
    }
    QVERIFY(checked > 20);
}

void TestDemo::staffIsNeverAttributed() {
    for (const Session& s : case_->store().sessions())
        if (s.clientIp.rfind("198.51.100.1", 0) == 0) QVERIFY2(s.actor.empty(), s.id.c_str());
    for (const Touch& t : touches())
        if (t.mailbox == "nadia.benali@interieur.example") QVERIFY2(t.actor.empty(), t.subject.c_str());
}

void TestDemo::theRefusedDownloadIsNoTouch() {
    for (const Touch& t : touches())
        if (t.attachment == "pieces_4101.pdf") QVERIFY2(t.actor.empty() || t.grade < Grade::Possible, "the login page was taken for a download");
}

void TestDemo::theRedirectedMessageLeft() {
    const auto all = touches();
    const auto it = std::find_if(all.begin(), all.end(), [](const Touch& t) { return t.destination == Destination::ThirdParty; });
    QVERIFY(it != all.end());
    QCOMPARE(QString::fromStdString(it->subject), QString::fromUtf8("Urgent : dossier 2025/4177"));
    QVERIFY(it->grade >= Grade::Probable);
}

void TestDemo::theDeletedMessageIsAGhost() {
    const auto all = touches();
    QVERIFY(std::any_of(all.begin(), all.end(), [](const Touch& t) {
        return !t.stored && t.subject == "Changement des mots de passe" && !t.effects.empty();
    }));
}

void TestDemo::aProofReadsItsLinesAgain() {
    Reading reading(*case_);
    int proven = 0;
    for (const Touch& t : touches()) {
        if (t.actor.empty() || t.grade < Grade::Possible) continue;
        const auto proof = explain(*case_, reading, t.id);
        QVERIFY(proof.has_value());
        QVERIFY2(!proof->touch.why.empty(), t.id.c_str());
        QVERIFY2(!proof->lines.empty(), t.id.c_str());
        QVERIFY2(!proof->rules.empty(), t.id.c_str());
        for (const auto& line : proof->lines) {
            QVERIFY2(line.readAgain, line.raw.problem.c_str());
            QCOMPARE(line.raw.octets.size(), std::size_t{line.raw.length});
        }
        ++proven;
    }
    QVERIFY(proven > 20);
}

void TestDemo::messagesAreReadByAWorker() {
    Reading reading(*case_);
    const auto ids = selectRows(*case_, View::Messages, "subject:antécédents");
    QCOMPARE(ids.size(), std::size_t{1});
    const MessageView view = reading.message(ids[0]);
    QVERIFY(view.text.find("Hiver2025!") != std::string::npos);
    QVERIFY(!search(*case_, "hiver2025", {}, none_).hits.empty());
}

void TestDemo::bookmarksBindToContent() {
    const auto ids = selectRows(*case_, View::Touched, "grade:recorded");
    const std::string id = fetchRows(*case_, View::Touched, std::span(ids.data(), 1))[0].publicId;
    const auto number = addBookmark(*case_, id, "key", "first recorded touch");
    QCOMPARE(bookmarks(*case_).size(), std::size_t{1});
    QVERIFY_EXCEPTION_THROWN(addBookmark(*case_, "T-000000000000", "", ""), Error);
    QVERIFY(removeBookmark(*case_, number));
    QVERIFY(!removeBookmark(*case_, number));
}

void TestDemo::theBundleVerifies() {
    BundleOptions options;
    options.output = root_ / "bundle";
    const BundleReceipt receipt = exportBundle(*case_, options, none_);
    QVERIFY2(receipt.missing.empty(), receipt.missing.empty() ? "" : receipt.missing[0].c_str());
    QVERIFY(receipt.items > 10);
    QVERIFY(receipt.attachments >= 1);
    QVERIFY(verifyBundle(options.output, none_).ok);
    for (const auto& e : fs::recursive_directory_iterator(options.output / "data/items"))
        if (e.is_regular_file()) {
            QFile f(QString::fromStdString(e.path().string()));
            QVERIFY(f.open(QIODevice::ReadOnly));
            QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(f.readAll(), QCryptographicHash::Sha256).toHex()), QString::fromStdString(e.path().stem().string()));
        }
    BundleOptions redacted = options;
    redacted.output = root_ / "redacted";
    redacted.profile = "redacted";
    exportBundle(*case_, redacted, none_);
    QVERIFY(!fs::exists(redacted.output / "data/items"));
    QFile csv(QString::fromStdString((redacted.output / "data/findings/touched.csv").string()));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray text = csv.readAll();
    QVERIFY(text.contains("@redacted.invalid"));
    QVERIFY(!text.contains("claire.martin@"));
}

void TestDemo::importAgainReadsNothing() {
    ImportOptions options;
    options.paths = {root_ / "demo/evidence"};
    const auto sources = case_->store().sources().size();
    const ImportReport report = case_->importEvidence(options, none_);
    QCOMPARE(report.bytes, std::uint64_t{0});
    QCOMPARE(case_->store().sources().size(), sources);
}

void TestDemo::theCustodyChainHolds() {
    QVERIFY(case_->store().verifyCustody().holds);
    std::multiset<std::string> actions;
    for (const CustodyEntry& e : case_->store().custody()) actions.insert(e.action);
    QCOMPARE(actions.count("create"), std::size_t{1});
    QCOMPARE(case_->store().custody().front().action, std::string("create"));
    for (const char* action : {"create", "import", "import done", "intruder add", "bookmark add", "bookmark remove", "export", "export done"})
        QVERIFY2(actions.count(action), action);
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
