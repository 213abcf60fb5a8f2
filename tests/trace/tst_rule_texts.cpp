// Every rule of the evidence model has its paragraph, in both languages, in order.
#include <QtTest>

#include "base/phrase.h"
#include "trace/trace.h"

using namespace sillage;

class RuleTextsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRuleHasAParagraph() {
        std::vector<std::string> ids;
        for (const RuleText& r : ruleTexts()) ids.emplace_back(r.id);
        std::vector<std::string> wanted;
        for (int n = 1; n <= 32; ++n) wanted.push_back((n < 10 ? "T0" : "T") + std::to_string(n));
        QCOMPARE(ids, wanted);
    }
    void everyParagraphIsFrenchToo() {
        for (const RuleText& r : ruleTexts()) {
            QVERIFY2(inLanguage(r.text, Language::French) != inEnglish(r.text), std::string(r.id).c_str());
            QVERIFY(inEnglish(r.text).size() > 40);
        }
    }
};

QTEST_GUILESS_MAIN(RuleTextsTest)
#include "tst_rule_texts.moc"
