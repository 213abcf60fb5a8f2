// The proof of a touch as a tree (evidence model, §1–2): from the grade down to raw octets that lie where it says, in
// both languages, the same in text, on paper and as nodes.
#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <set>

#include "base/phrase.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/grades.h"
#include "case/proof_tree.h"

using namespace sillage;
using Kind = ProofNode::Kind;
namespace fs = std::filesystem;

class TestProof : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theGradeRestsOnItsThreeAxes();
    void recordsEndAtOctetsThatLieThere();
    void everySentenceOfTheTouchStandsOnce();
    void theExaminersGradeStandsBesideTheProgramsOwn();
    void whoElseOpenedItIsSaid();
    void aRowWithoutAnActorHasItsReasons();
    void everyNodeIsInFrench();
    void textAndPaperSayTheSame();
    void hostileTextStaysText();
    void wrappingKeepsRawLinesWhole();

private:
    Proof proofOf(const std::string& touch) { return *explain(*case_, *reading_, touch, 0); }
    std::string touch(const std::function<bool(const Touch&)>& wanted);
    std::unique_ptr<QTemporaryDir> directory_;
    fs::path root_;
    std::unique_ptr<Case> case_;
    std::unique_ptr<Reading> reading_;
    NoProgress none_;
};

static void each(const ProofNode& node, const std::function<void(const ProofNode&)>& visit) {
    visit(node);
    for (const ProofNode& child : node.children) each(child, visit);
}

static std::vector<const ProofNode*> all(const ProofNode& tree, Kind kind) {
    std::vector<const ProofNode*> found;
    each(tree, [&](const ProofNode& n) {
        if (n.kind == kind) found.push_back(&n);
    });
    return found;
}

void TestProof::initTestCase() {
    directory_ = std::make_unique<QTemporaryDir>();
    root_ = directory_->path().toStdString();
    writeDemo(root_ / "demo");
    case_ = Case::create(root_ / "demo.sillage");
    ImportOptions options;
    options.paths = {root_ / "demo" / "evidence"};
    case_->importEvidence(options, none_);
    Indicator i;
    i.ip = "203.0.113.66";
    i.grade = IndicatorGrade::Exclusive;
    i.document = "provider's answer";
    i.reason = "lease";
    addIndicator(*case_, i, none_);
    reading_ = std::make_unique<Reading>(*case_);
}

std::string TestProof::touch(const std::function<bool(const Touch&)>& wanted) {
    std::string id;
    case_->store().touches([&](Touch&& t) {
        if (wanted(t)) id = t.id;
        return id.empty();
    });
    return id;
}

void TestProof::theGradeRestsOnItsThreeAxes() {
    const ProofNode tree = proofTree(proofOf(touch([](const Touch& t) { return t.isAttachment && t.grade == Grade::Recorded; })));
    QCOMPARE(tree.kind, Kind::Touch);
    const auto grades = all(tree, Kind::Grade);
    QCOMPARE(grades.size(), std::size_t{1});
    const auto axes = all(tree, Kind::Axis);
    QCOMPARE(axes.size(), std::size_t{3});
    QVERIFY(inEnglish(axes[0]->text).starts_with("Attribution") && inEnglish(axes[0]->text).ends_with(": shown"));
    QVERIFY(inEnglish(axes[1]->text).starts_with("Delivery") && inEnglish(axes[1]->text).ends_with(": recorded"));
    QVERIFY(inEnglish(axes[2]->text).starts_with("Identity") && inEnglish(axes[2]->text).ends_with(": exact"));
    for (const ProofNode* axis : axes) QVERIFY(!axis->children.empty());
    const auto rules = all(*axes[1], Kind::Rule);
    QVERIFY(!rules.empty());
    for (const ProofNode* rule : rules) QCOMPARE(rule->children.at(0).kind, Kind::Paragraph);
    QVERIFY(!all(*axes[1], Kind::Event).empty());
    QVERIFY(all(*axes[0], Kind::Event).empty());
    QCOMPARE(all(tree, Kind::Coverage).size(), std::size_t{1});
    QCOMPARE(all(tree, Kind::Against).size(), std::size_t{1});
}

void TestProof::recordsEndAtOctetsThatLieThere() {
    int compared = 0;
    case_->store().touches([&](Touch&& t) {
        if (t.evidence.empty() || t.grade != Grade::Recorded) return true;
        const Proof proof = proofOf(t.id);
        const ProofNode tree = proofTree(proof);
        const auto places = all(tree, Kind::Place);
        if (places.size() != proof.lines.size()) return false;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const RawRecord& raw = proof.lines[i].raw;
            QFile file(QString::fromStdString((root_ / "demo" / "evidence" / raw.source).string()));
            if (!file.open(QIODevice::ReadOnly)) continue;  // a tree: its hash is over its files
            const QByteArray octets = file.readAll();
            const auto hash = QCryptographicHash::hash(octets, QCryptographicHash::Sha256).toHex().toStdString();
            const std::string said = inEnglish(places[i]->text);
            if (said.find("offset " + std::to_string(raw.offset)) == std::string::npos || said.find(hash) == std::string::npos) return false;
            if (places[i]->children.at(0).kind != Kind::Raw) return false;
            if (octets.mid(qsizetype(raw.offset), qsizetype(raw.length)).toStdString() != places[i]->children.at(0).text) return false;
            ++compared;
        }
        return true;
    });
    QVERIFY2(compared > 10, qPrintable(QString::number(compared)));
}

void TestProof::everySentenceOfTheTouchStandsOnce() {
    int rows = 0;
    case_->store().touches([&](Touch&& t) {
        const ProofNode tree = proofTree(proofOf(t.id));
        std::multiset<std::string> said;
        each(tree, [&](const ProofNode& n) { said.insert(n.text); });
        for (const auto* list : {&t.why, &t.against})
            for (const auto& sentence : *list)
                if (said.count(sentence) < 1) return false;
        ++rows;
        return true;
    });
    QVERIFY(rows > 40);
}

void TestProof::theExaminersGradeStandsBesideTheProgramsOwn() {
    const std::string id = touch([](const Touch& t) { return t.grade == Grade::Probable; });
    QVERIFY(all(proofTree(proofOf(id)), Kind::Examiner).empty());
    setGrade(*case_, id, Grade::Recorded, "seen on his screen", "police report 7");
    const ProofNode tree = proofTree(proofOf(id));
    const auto examiner = all(tree, Kind::Examiner);
    QCOMPARE(examiner.size(), std::size_t{1});
    const std::string said = inEnglish(examiner[0]->text);
    for (const char* word : {"from probable to recorded", "seen on his screen", "police report 7"}) QVERIFY(said.find(word) != std::string::npos);
    QVERIFY(inEnglish(all(tree, Kind::Grade)[0]->text).ends_with(": probable"));
    clearGrade(*case_, id, "end of the test");
}

void TestProof::whoElseOpenedItIsSaid() {
    // The demo's owner reads his mail too: where both did, the proof says so; it never names the row's own actor.
    std::size_t others = 0;
    case_->store().touches([&](Touch&& t) {
        if (t.actor.empty()) return true;
        for (const auto& sentence : proofOf(t.id).others) {
            ++others;
            if (inEnglish(sentence).find("by actor " + t.actor) != std::string::npos) return false;
        }
        return true;
    });
    QVERIFY(others > 0);
}

void TestProof::aRowWithoutAnActorHasItsReasons() {
    const std::string id = touch([](const Touch& t) { return t.actor.empty() && t.grade == Grade::Undetermined; });
    const ProofNode tree = proofTree(proofOf(id));
    QVERIFY(all(tree, Kind::Axis).empty());
    QVERIFY(!all(tree, Kind::Grade)[0]->children.empty());
    QVERIFY(inEnglish(tree.text).find("undetermined") != std::string::npos);
}

void TestProof::everyNodeIsInFrench() {
    std::set<std::string> english;
    case_->store().touches([&](Touch&& t) {
        each(proofTree(proofOf(t.id)), [&](const ProofNode& n) {
            const std::string in = proofLine(n, Language::English);
            const bool data = n.kind == Kind::Raw || in.starts_with("Message-ID ") || in.starts_with("SHA-256 ");
            if (!data && in == proofLine(n, Language::French)) english.insert(in);
        });
        return true;
    });
    QVERIFY2(english.empty(), english.empty() ? "" : english.begin()->c_str());
}

void TestProof::textAndPaperSayTheSame() {
    const ProofNode tree = proofTree(proofOf(touch([](const Touch& t) { return t.isAttachment && t.grade == Grade::Recorded; })));
    for (const Language language : {Language::English, Language::French}) {
        const std::string text = proofText(tree, language, 0), page = proofHtml(tree, language);
        std::size_t nodes = 0;
        each(tree, [&](const ProofNode& n) {
            ++nodes;
            const std::string line = proofLine(n, language);
            QVERIFY(text.find(line) != std::string::npos);
            const std::string plain = QString::fromStdString(line).toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&#39;")).toStdString();
            QVERIFY2(page.find(plain) != std::string::npos, plain.c_str());
        });
        QCOMPARE(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), nodes);
    }
}

void TestProof::hostileTextStaysText() {
    Proof proof;
    proof.touch.id = "T-1";
    proof.touch.subject = "<script>alert(1)</script>\x1b[31m\xE2\x80\xAE";
    proof.touch.mailbox = "\"><img src=x>";
    proof.touch.messageId = "<a@b>\nT14@1: forged";
    proof.touch.why = {phrase("T14@1: %1", "<b>")};
    Proof::Line line;
    line.raw.octets = "GET /<script> \x1b]0;owned\x07\n\x00 tail";
    line.readAgain = true;
    proof.lines.push_back(line);
    const ProofNode tree = proofTree(proof);
    const std::string page = proofHtml(tree, Language::French), text = proofText(tree, Language::English);
    QVERIFY(page.find("<script") == std::string::npos && page.find("<img") == std::string::npos);
    QVERIFY(text.find('\x1b') == std::string::npos && text.find('\x07') == std::string::npos && text.find("\xE2\x80\xAE") == std::string::npos);
    QVERIFY(page.find('\x1b') == std::string::npos);
}

void TestProof::wrappingKeepsRawLinesWhole() {
    const Proof proof = proofOf(touch([](const Touch& t) { return t.isAttachment && t.grade == Grade::Recorded; }));
    const std::string text = proofText(proofTree(proof), Language::English, 80);
    for (const auto& line : proof.lines) QVERIFY(text.find(line.raw.octets) != std::string::npos);
    std::size_t longest = 0;
    for (const QString& line : QString::fromStdString(text).split(QLatin1Char('\n'))) {
        const bool raw = std::any_of(proof.lines.begin(), proof.lines.end(),
                                     [&](const auto& l) { return line.contains(QString::fromStdString(l.raw.octets)); });
        if (!raw) longest = std::max(longest, static_cast<std::size_t>(line.size()));
    }
    QVERIFY2(longest <= 90, qPrintable(QString::number(longest)));  // a hash is not cut in two
}

QTEST_GUILESS_MAIN(TestProof)
#include "tst_proof.moc"
