// Full text over four shards: what a person types is found however it was accented, and ranked with one
// measure.
#include <QtTest>
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/text_index.h"
#include "tests/store/case_fixture.h"

using namespace sillage;

class TextIndexTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void found_data();
    void found();
    void aLimitKeepsTheBest();
    void subjectsCountMoreThanBodies();
    void rankDoesNotDependOnTheShard();
    void nothingTypedIsSyntax();
    void aMalformedExpressionIsAUsageError();
    void missingShardsAreEmpty();

private:
    std::vector<std::string> subjectsOf(const std::vector<TextHit>& hits);
    fixture::Folder folder_;
    std::unique_ptr<CaseStore> store_;
};

void TextIndexTest::initTestCase() {
    store_ = CaseStore::create(folder_.path("text.sillage"));
    auto writer = store_->writer();
    const auto source = writer->addSource(fixture::source("a/Maildir"));
    const std::vector<std::pair<std::string, std::string>> mails = {
        {"A", "La Réunion aura lieu à l'Élysée, le cœur de l'été."},
        {"B", "Straße und Œuvre, naïveté; ex æquo"},
        {"C", "reunion budget terrorisme territoire"},
        {"D", "budget de la reunion"},
        {"E", "adresse 203.0.113.9 et re\u0301union d\u00e9compos\u00e9e"},
        {"Budget", "rien"},
    };
    std::uint32_t uid = 0;
    for (const auto& [subject, body] : mails) {
        Message m = fixture::message(body, ++uid);
        m.subject = subject;
        m.indexText = fold(body);
        if (subject == "D") fixture::attach(m, "Synthèse_2025.pdf");
        fixture::add(*writer, source, std::move(m));
    }
    for (int i = 0; i < 40; ++i) {  // the same words many times over, in every shard
        Message m = fixture::message("remplissage numero" + std::to_string(i) + " commun", ++uid);
        m.subject = "F";
        fixture::add(*writer, source, std::move(m));
    }
    writer->finish();
}

std::vector<std::string> TextIndexTest::subjectsOf(const std::vector<TextHit>& hits) {
    std::map<std::int64_t, std::string> subjects;
    store_->placements(std::nullopt, false, [&](Placement&& p) {
        subjects[p.messageRow] = p.subject;
        return true;
    });
    std::vector<std::string> list;
    for (const TextHit& hit : hits) list.push_back(subjects[hit.message]);
    return list;
}

void TextIndexTest::found_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("prefix");
    QTest::addColumn<QString>("subjects");
    QTest::newRow("accents and case") << "RÉUNION" << false << "ACDE";
    QTest::newRow("without accents") << "reunion" << false << "ACDE";
    QTest::newRow("decomposed") << QString::fromUtf8("re\u0301union") << false << "ACDE";
    QTest::newRow("œ as oe") << "oeuvre" << false << "B";
    QTest::newRow("oe as œ") << "cœur" << false << "A";
    QTest::newRow("plain oe finds œ") << "coeur" << false << "A";
    QTest::newRow("ß as ss") << "STRASSE" << false << "B";
    QTest::newRow("æ as ae") << "aequo" << false << "B";
    QTest::newRow("phrase in order") << "budget de la reunion" << false << "D";
    QTest::newRow("phrase out of order") << "reunion la budget" << false << "";
    QTest::newRow("beginning of a word") << "terr" << true << "C";
    QTest::newRow("a word is not its beginning") << "terr" << false << "";
    QTest::newRow("address") << "203.0.113.9" << false << "E";
    QTest::newRow("attachment name") << "synthese" << false << "D";
    QTest::newRow("mail address") << "presse@presse.example" << false << "ABCDE";
}

void TextIndexTest::found() {
    QFETCH(QString, typed);
    QFETCH(bool, prefix);
    QFETCH(QString, subjects);
    auto list = subjectsOf(store_->text().search(ftsTerm(typed.toStdString(), prefix), 100));
    list.erase(
        std::remove_if(list.begin(), list.end(), [](const auto& s) { return s == "F" || s == "Budget"; }),
        list.end());
    std::sort(list.begin(), list.end());
    std::string text;
    for (const auto& s : list) text += s;
    QCOMPARE(text, subjects.toStdString());
}

void TextIndexTest::aLimitKeepsTheBest() {
    const auto all = store_->text().search(ftsTerm("commun"), 1000);
    QCOMPARE(all.size(), std::size_t{40});
    const auto few = store_->text().search(ftsTerm("commun"), 3);
    QCOMPARE(few.size(), std::size_t{3});
    QCOMPARE(few[0].message, all[0].message);
    QCOMPARE(few[2].message, all[2].message);
    const auto rows = store_->text().matches(ftsTerm("commun"));
    QCOMPARE(rows.size(), std::size_t{40});
    QVERIFY(std::is_sorted(rows.begin(), rows.end()));
}

void TextIndexTest::subjectsCountMoreThanBodies() {
    QCOMPARE(subjectsOf(store_->text().search(ftsTerm("budget"), 1))[0], std::string("Budget"));
}

// Forty messages that say the same at the same length are equally good, wherever their hash put them.
void TextIndexTest::rankDoesNotDependOnTheShard() {
    const auto hits = store_->text().search(ftsTerm("commun"), 1000);
    for (const TextHit& hit : hits) QVERIFY(std::abs(hit.rank - hits[0].rank) < 1e-12);
    QVERIFY(hits[0].rank > 0);
}

void TextIndexTest::nothingTypedIsSyntax() {
    for (const char* typed :
         {"a\"b", "NOT", "x OR", "(", "subject:", "a*", "^a", "-", "\"", "{a b}:", "NEAR(a b)"}) {
        const std::string term = ftsTerm(typed);
        if (!term.empty()) store_->text().search(term, 5);
    }
    QCOMPARE(ftsTerm("—"), ftsTerm("—"));
    QCOMPARE(ftsTerm(" \"- "), std::string());
    QVERIFY(store_->text().search(ftsTerm("—"), 5).empty());
}

void TextIndexTest::aMalformedExpressionIsAUsageError() {
    try {
        store_->text().search("\"unclosed", 5);
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ExitCode::Usage);
    }
}

void TextIndexTest::missingShardsAreEmpty() {
    TextIndex none(folder_.path("nowhere"));
    QVERIFY(none.search(ftsTerm("commun"), 5).empty());
    QVERIFY(none.matches(ftsTerm("commun")).empty());
}

QTEST_GUILESS_MAIN(TextIndexTest)
#include "tst_text_index.moc"
