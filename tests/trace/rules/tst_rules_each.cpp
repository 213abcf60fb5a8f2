// Every rule of the evidence model has tests of its own, by name: a positive, a negative and a boundary.
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "trace/trace.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

/// Test functions defined in the sources beside this one.
std::set<std::string> testsOfRules() {
    std::set<std::string> names;
    const std::regex defined(R"(void \w+::(t\d\d(?:Positive|Negative|Boundary)[A-Z]\w*)\(\))");
    for (const auto& entry : fs::directory_iterator(fs::path(SILLAGE_SOURCE_DIR) / "tests/trace/rules")) {
        if (entry.path().extension() != ".cpp") continue;
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        const std::string source = text.str();
        for (std::sregex_iterator m(source.begin(), source.end(), defined), end; m != end; ++m) names.insert((*m)[1]);
    }
    return names;
}

}  // namespace

class RulesEach : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRuleHasItsThreeTests() {
        const auto names = testsOfRules();
        for (const RuleText& rule : ruleTexts())
            for (const char* kind : {"Positive", "Negative", "Boundary"}) {
                const std::string start = "t" + std::string(rule.id).substr(1) + kind;
                const bool found = std::any_of(names.begin(), names.end(), [&](const std::string& name) { return name.starts_with(start); });
                QVERIFY2(found, (std::string("no test ") + start + "…").c_str());
            }
    }
    void noTestIsOfARuleThatIsNot() {
        std::set<std::string> ids;
        for (const RuleText& rule : ruleTexts()) ids.insert(std::string(rule.id).substr(1));
        for (const std::string& name : testsOfRules()) QVERIFY2(ids.count(name.substr(1, 2)), name.c_str());
    }
};

QTEST_GUILESS_MAIN(RulesEach)
#include "tst_rules_each.moc"
