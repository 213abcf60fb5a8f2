// Log formats that are data: what is in the program holds to its own samples, and what a wrong definition is told.
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/data/library.h"
#include "logs/data/samples.h"
#include "logs/data/stamp_format.h"
#include "logs/log_reading.h"

using namespace sillage;

namespace {

/// A whole definition, small, with one text in it replaced.
std::string door(const std::string& what = {}, const std::string& with = {}) {
    std::string text = R"json({
  "id": "door-log",
  "title": {"en": "Door log", "fr": "Journal de la porte"},
  "product": "Door 1",
  "proves": {"best": "session", "route": "door"},
  "lines": {
    "patterns": ["^(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) (?<message>.*)$"],
    "time": {"format": "iso", "zone": "utc"}
  },
  "fragments": {"who": "(?<account>\\w+)"},
  "rules": [
    {"name": "entered", "contains": "entered", "pattern": "^%{who} entered from (?<client_ip>\\S+) by (?<v_how>\\S+)$",
     "set": {"action": "login", "protocol": "door"},
     "values": [{"from": "v_how", "into": "outcome", "map": {"key": "success", "force": "failure"}}]},
    {"name": "wind", "contains": "wind",
     "noise": {"en": "the wind moved the door", "fr": "le vent a poussé la porte"}}
  ],
  "samples": [
    {"text": "2025-12-11 22:14:03 martin entered from 203.0.113.66:4711 by key",
     "event": {"time": "2025-12-11T22:14:03+00:00", "action": "login", "outcome": "success", "protocol": "door",
               "account": "martin", "client_ip": "203.0.113.66", "client_port": "4711"}},
    {"text": "2025-12-11 22:15:00 wind", "noise": "the wind moved the door"},
    {"text": "2025-12-11 22:16:00 something else", "unknown": true}
  ]
}
)json";
    const std::size_t at = what.empty() ? std::string::npos : text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), with);
    return text;
}

std::string mistakesOf(const std::string& definition) {
    std::string all;
    for (const Mistake& m : checkDefinition(definition, "door.json").mistakes) all += inEnglish(mistakeText("door.json", m)) + "\n";
    return all;
}

void useOnly(const std::string& definition) { useDefinitions({{"door.json", definition}}, true, nullptr); }

}  // namespace

class DataDefinitionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void frenchIsThereBeforeAnythingIsListed();
    void builtIn_data();
    void builtIn();
    void aWholeDefinitionIsRight();
    void mistakes_data();
    void mistakes();
    void everyBeginningOfADefinitionIsRefused();
    void theUsersFormatReads();
    void aFormatThatIsThereAlready();
    void frenchComesWithTheDefinition();
    void hashFollowsTheFile();
    void stamps_data();
    void stamps();
    void cleanup() { useDefinitions({}, true, nullptr); }
};

void DataDefinitionsTest::frenchIsThereBeforeAnythingIsListed() {
    QCOMPARE(inLanguage("Samba: message of the service", Language::French), std::string("Samba\u00a0: message du service"));
}

void DataDefinitionsTest::builtIn_data() {
    QTest::addColumn<QByteArray>("octets");
    for (const auto& file : builtInDefinitions())
        QTest::newRow(file.path.c_str()) << QByteArray(file.octets.data(), static_cast<qsizetype>(file.octets.size()));
}

void DataDefinitionsTest::builtIn() {
    QFETCH(QByteArray, octets);
    const Checked checked = checkDefinition(octets.toStdString(), QTest::currentDataTag());
    for (const Mistake& m : checked.mistakes) qWarning("%s", inEnglish(mistakeText(QTest::currentDataTag(), m)).c_str());
    QVERIFY(checked.mistakes.empty());
    QVERIFY(!checked.samples.empty());
    const Definition& d = checked.compiled->definition();
    QVERIFY2(!d.product.empty() && !d.specification.empty(), "what it is the log of, and where that is described");
    QCOMPARE(QString::fromStdString(std::filesystem::path(QTest::currentDataTag()).stem().string()), QString::fromStdString(d.id));
    for (const Rule& r : d.rules)
        if (r.noise) QVERIFY2(r.noise->en != r.noise->fr, r.name.c_str());
    QVERIFY(!d.means.en.empty() && d.means.en != d.means.fr);
}

void DataDefinitionsTest::aWholeDefinitionIsRight() {
    const Checked checked = checkDefinition(door(), "door.json");
    QVERIFY(checked.mistakes.empty());
    QCOMPARE(checked.samples.size(), std::size_t{3});
    QCOMPARE(inEnglish(checked.samples[0].gave.at(0)),
             std::string("event 2025-12-11T22:14:03+00:00 login success account=martin client_ip=203.0.113.66 client_port=4711 protocol=door"));
}

void DataDefinitionsTest::mistakes_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("with");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* what, const char* with, const char* said) { QTest::newRow(name) << what << with << said; };
    row("not JSON", "\"rules\": [", "\"rules\": [,", "door.json:11: /: not valid JSON");
    row("unknown member", "\"product\"", "\"produkt\"", "door.json:4: /produkt: there is no member “produkt”; the members here are id, title");
    row("twice", "\"product\": \"Door 1\"", "\"id\": \"b\"", "door.json:4: /: the member “id” is there twice");
    row("a member is missing", "\"proves\": {\"best\": \"session\", \"route\": \"door\"},", "", "/: the member “proves” is missing");
    row("unknown action", "\"action\": \"login\"", "\"action\": \"enter\"", "door.json:13: /rules/0/set/action: there is no action “enter”; the actions are other, login");
    row("unknown outcome in a map", "\"force\": \"failure\"", "\"force\": \"bad\"", "there is no outcome “bad”");
    row("expression", "entered from (?<client_ip>", "entered from ((?<client_ip>", "door.json:12: /rules/0/pattern: the regular expression is wrong at its character");
    row("unknown group", "(?<v_how>", "(?<how>", "/rules/0/pattern: there is no “how” in the vocabulary of events");
    row("unknown fragment", "%{who} entered", "%{whom} entered", "there is no fragment “whom”");
    row("sample says something else", "\"account\": \"martin\"", "\"account\": \"durand\"", "door.json:19: /samples/0: account is “martin”, the sample says “durand”");
    row("sample does not say all", "\"client_port\": \"4711\"", "\"field_x\": \"\"", "client_port is “4711”, the sample does not say so");
    row("noise that is none", "22:15:00 wind", "22:15:00 calm", "/samples/1: the line gave not read");
    row("time format", "\"format\": \"iso\"", "\"format\": \"isso\"", "door.json:8: /lines/time/format: there is no time format “isso”");
    row("no samples", "\"samples\": [", "\"otherwise\": \"x\", \"samples\": [], \"product2\": [", "a definition has samples");
    row("runaway", "^%{who} entered from (?<client_ip>\\\\S+) by (?<v_how>\\\\S+)$", "^(?:(?:\\\\w+ ?)+ ?)+entered from (?<client_ip>\\\\S+) by (?<v_how>\\\\S+)$",
        "/rules/0/pattern: the expression takes more than 2000000 steps");
    row("takes every line", "\"contains\": \"wind\",", "", "a rule has a pattern, \"contains\" or \"when\": this one would take every line");
}

void DataDefinitionsTest::mistakes() {
    QFETCH(QString, what);
    QFETCH(QString, with);
    QFETCH(QString, said);
    QVERIFY(door().find(what.toStdString()) != std::string::npos);
    const std::string all = mistakesOf(door(what.toStdString(), with.toStdString()));
    QVERIFY2(all.find(said.toStdString()) != std::string::npos, all.c_str());
}

void DataDefinitionsTest::everyBeginningOfADefinitionIsRefused() {
    const std::string whole = door();
    for (std::size_t n = 0; n + 3 < whole.size(); ++n) QVERIFY2(!checkDefinition(whole.substr(0, n), "x").mistakes.empty(), std::to_string(n).c_str());
    for (std::size_t n = 0; n < whole.size(); n += 3) {  // whatever stands there: an answer, no crash
        std::string damaged = whole;
        damaged[n] = static_cast<char>(damaged[n] ^ 0x15);
        static_cast<void>(checkDefinition(damaged, "x"));
    }
}

void DataDefinitionsTest::theUsersFormatReads() {
    useOnly(door());
    const std::string log = "2025-12-11 22:14:03 martin entered from 203.0.113.66 by force\n\n2025-12-11 22:15:00 wind\n"
                            "2025-12-11 22:15:01 a stranger sneezed\nno time at all\n2025-99-11 22:15:01 wind\n";
    QCOMPARE(recognisedAs(log.substr(0, log.find("2025-12-11 22:15:01")), "x"), std::string("door-log"));
    const auto sink = readLog("door-log", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 6u);
    QCOMPARE(sink.events.size(), std::size_t{1});
    QCOMPARE(sink.events[0].line, 1u);
    QCOMPARE(sink.events[0].account, std::string("martin"));
    QVERIFY(sink.events[0].outcome == sillage::Outcome::Failure);
    QCOMPARE(sink.reasons.at("the wind moved the door"), 1u);
    QCOMPARE(sink.failures.size(), std::size_t{3});
    QCOMPARE(inEnglish(sink.failures[0].reason), std::string("no rule for lines of “Door log” knows this one: \"2025-12-11 22:15:01 a stranger sneezed\""));
    QCOMPARE(inEnglish(sink.failures[1].item), std::string("line 5"));
    QVERIFY(inEnglish(sink.failures[1].reason).starts_with("not a line of “Door log”"));
    QVERIFY(inEnglish(sink.failures[2].reason).starts_with("the time of this line of “Door log” cannot be read"));
    QCOMPARE(sink.problems.size(), std::size_t{0});
}

void DataDefinitionsTest::aFormatThatIsThereAlready() {
    const auto taken = [](std::string_view id) { return id == "door-log"; };
    try {
        useDefinitions({{"door.json", door()}}, true, taken);
        QFAIL("a definition took the place of a format of the program");
    } catch (const Error& e) {
        QVERIFY(std::string(e.what()).find("the program has a format “door-log” already; give yours another id") != std::string::npos);
    }
    QVERIFY_THROWS_EXCEPTION(Error, useDefinitions({{"a.json", door()}, {"b.json", door()}}, true, nullptr));
    QVERIFY(!findDefinition("door-log"));
    const std::string dovecot = door("\"lines\": {", "\"syslog\": {\"programs\": [\"dovecot\"]}, \"lines\": {");
    QVERIFY_THROWS_EXCEPTION(Error, useDefinitions({{"a.json", dovecot}}, true, nullptr));
    QCOMPARE(conflictsOf(checkDefinition(dovecot, "a.json").compiled->definition()).size(), std::size_t{1});
    const std::string exim = door("\"lines\": {", "\"syslog\": {\"programs\": [\"exim\"]}, \"lines\": {");
    QVERIFY_THROWS_EXCEPTION(Error, useDefinitions({{"a.json", exim}}, true, nullptr));
}

void DataDefinitionsTest::frenchComesWithTheDefinition() {
    useOnly(door());
    QCOMPARE(inLanguage("the wind moved the door", Language::French), std::string("le vent a poussé la porte"));
}

void DataDefinitionsTest::hashFollowsTheFile() {
    useOnly(door());
    const Format* format = logFormat("door-log");
    QVERIFY(format);
    const std::string before = definitionHash(*format);
    QCOMPARE(before.size(), std::size_t{64});
    QCOMPARE(std::string(format->definedIn), std::string("door.json"));
    useOnly(door("the wind moved the door", "the wind moved the door"));
    QCOMPARE(definitionHash(*logFormat("door-log")), before);
    useOnly(door("Door 1", "Door 2"));
    QVERIFY(definitionHash(*logFormat("door-log")) != before);
    QVERIFY(definitionHash(*logFormat("access-log")).empty());
    QCOMPARE(definitionHash(*logFormat("syslog")).size(), std::size_t{64});
}

void DataDefinitionsTest::stamps_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc");
    QTest::addColumn<bool>("zoned");
    const auto row = [](const char* format, const char* text, const char* utc, bool zoned) { QTest::newRow(text) << format << text << utc << zoned; };
    row("iso", "2025-12-11 22:14:03", "2025-12-11T22:14:03Z", false);
    row("%b-%d-%y %H:%M:%S", "Apr-07-13 07:08:36", "2013-04-07T07:08:36Z", false);
    row("%d/%b/%Y %H:%M:%S", "17/Jun/2011 17:00:45", "2011-06-17T17:00:45Z", false);
    row("%Y/%m/%d %H:%M:%S.%f", "2026/11/21 18:25:53.617777", "2026-11-21T18:25:53.617777Z", false);
    row("%m/%d/%Y %I:%M %p", "5/18/2021 9:13 PM", "2021-05-18T21:13:00Z", false);
    row("%a %b %e %H:%M:%S %Y %Z", "Thu Oct  4 15:24:12 2021 UTC", "2021-10-04T15:24:12Z", true);
    row("%Y-%m-%d %H:%M:%S %z", "2025-12-11 22:14:03 +0130", "2025-12-11T22:14:03Z", true);
    row("epoch", "1795281559.792198", "2026-11-21T17:19:19.792198Z", true);
    row("epoch-ms", "1795281559792", "2026-11-21T17:19:19.792Z", true);
    row("epoch-ns", "1795281559792198123", "2026-11-21T17:19:19.792198Z", true);
    row("tai64n", "@4000000050b1e2c60a1b2c3d", "2012-11-25T09:19:56.169552Z", true);
    row("iso", "yesterday", "", false);
    row("%Y-%m-%d", "2025-12-11 and more", "", false);
    row("epoch", "99999999999999999999", "", false);
}

void DataDefinitionsTest::stamps() {
    QFETCH(QString, format);
    QFETCH(QString, text);
    QFETCH(QString, utc);
    QFETCH(bool, zoned);
    const auto stamp = stampOf(format.toStdString(), text.toStdString());
    QCOMPARE(stampFormatMistake(format.toStdString()), std::string());
    QCOMPARE(stamp.has_value(), !utc.isEmpty());
    if (!stamp) return;
    QCOMPARE(formatIso(Time(std::chrono::microseconds(stamp->civil)), stamp->precision), utc.toStdString());
    QCOMPARE(stamp->zoneMinutes != Stamp::kNoZone, zoned);
}

QTEST_GUILESS_MAIN(DataDefinitionsTest)
#include "tst_data_definitions.moc"
