// Sentences with arguments in two languages: what travels, what is shown, and what evidence cannot do to it.
#include <QtTest>

#include "base/error.h"
#include "base/phrase.h"

using namespace sillage;

class TestPhrase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void englishIsTheTemplateFilledIn() {
        QCOMPARE(inEnglish(phrase("hole of %1 after %2", "3 hours", "a.log")), std::string("hole of 3 hours after a.log"));
        QCOMPARE(phrase("no record"), std::string("no record"));
    }
    void frenchFollowsTheCatalogue() {
        const std::string inner = phrase("%1 hours", 3);
        QCOMPARE(inLanguage(phrase("hole of %1 after %2", said(inner), "a.log"), Language::French), std::string("lacune de 3 heures après a.log"));
        QCOMPARE(inLanguage(phrase("no record"), Language::French), std::string("aucun enregistrement"));
    }
    void signsAloneKeepFrenchSpacing() {
        const std::string both = phrase("%1; %2", said(phrase("no record")), "b");
        QCOMPARE(inEnglish(both), std::string("no record; b"));
        QCOMPARE(inLanguage(both, Language::French), std::string("aucun enregistrement\u00a0; b"));
    }
    void pluralFollowsTheNumber() {
        const auto hours = [](int n) {
            return inLanguage(phrase("%1 hours", n), Language::French);
        };
        QCOMPARE(hours(1), std::string("1 heure"));
        QCOMPARE(hours(2), std::string("2 heures"));
    }
    void thousandsOfCountsStandApart() {
        const std::string many = phrase("%1 mailboxes", counted(1234567));
        QCOMPARE(inEnglish(many), std::string("1234567 mailboxes"));  // what a program reads
        QCOMPARE(inLanguage(many, Language::English), std::string("1\u202f234\u202f567 mailboxes"));
        QVERIFY(inLanguage(many, Language::French).starts_with("1\u202f234\u202f567 "));
        QCOMPARE(inLanguage(phrase("%1 mailboxes", counted(999)), Language::English), std::string("999 mailboxes"));
        QCOMPARE(inLanguage(phrase("%1 mailboxes", counted(1000)), Language::English), std::string("1\u202f000 mailboxes"));
        // Numbers that count nothing, and evidence, are left as they are; a count inside a sentence is still one.
        QCOMPARE(inLanguage(phrase("line %1", 1234567), Language::English), std::string("line 1234567"));
        QCOMPARE(inLanguage(phrase("line %1", "\x04" "1234567\x03"), Language::English), std::string("line \\x041234567\\x03"));
        QVERIFY(inLanguage(phrase("in %1", said(many)), Language::English).find("1\u202f234\u202f567") != std::string::npos);
    }
    void evidenceIsNeverATemplate() {
        const std::string hostile = "x\x03\x02no record\x03 %2 [1:a|b]";
        const std::string sentence = phrase("hole of %1 after %2", hostile, "a.log");
        const std::string shown = inLanguage(sentence, Language::French);
        QCOMPARE(shown, std::string("lacune de x\\x03\\x02no record\\x03 %2 [1:a|b] après a.log"));
        QVERIFY(!hasMarks(inEnglish(sentence)));
    }
    void evidenceThatReadsLikeATemplateIsLeftAlone() {
        QCOMPARE(inLanguage(phrase("hole of %1 after %2", "no record", "no record"), Language::French),
                 std::string("lacune de no record après no record"));
    }
    void unbalancedMarksAreTakenOff_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("open") << QByteArray("a\x01""b");
        QTest::newRow("closed twice") << QByteArray("a\x01""b\x03\x03");
        QTest::newRow("deep") << QByteArray("a") + QByteArray(5000, '\x02') + QByteArray("b") + QByteArray(5000, '\x03');
    }
    void unbalancedMarksAreTakenOff() {
        QFETCH(QByteArray, text);
        QCOMPARE(inLanguage(text.toStdString(), Language::French), std::string("ab"));
        QVERIFY(!hasMarks(inEnglish(phrase("%1", said(text.toStdString())))));
    }
    void unknownSentencesStayEnglish() {
        QCOMPARE(inLanguage("a sentence nobody translated", Language::French), std::string("a sentence nobody translated"));
        QCOMPARE(inLanguage(phrase("%1 for the test alone", 4), Language::French), std::string("4 for the test alone"));
    }
    void errorsSpeakBoth() {
        const Error e(phrase("hole of %1 after %2", "a", "b"), "no record");
        QCOMPARE(std::string(e.what()), std::string("hole of a after b"));
        QCOMPARE(inLanguage(e.sentence(), Language::French), std::string("lacune de a après b"));
        QCOMPARE(inLanguage(e.hintSentence(), Language::French), std::string("aucun enregistrement"));
    }
    void languagesByName() {
        Language l = Language::English;
        QVERIFY(languageFromName("fr_FR.UTF-8", l) && l == Language::French);
        QVERIFY(languageFromName("en", l) && l == Language::English);
        QVERIFY(!languageFromName("frisian", l));
    }
};

QTEST_GUILESS_MAIN(TestPhrase)
#include "tst_phrase.moc"
