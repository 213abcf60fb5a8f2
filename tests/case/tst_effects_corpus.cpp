// Effects on real evidence against what is known of it: the intruder's recorded actions of a lab run, and the rules of a
// Microsoft 365 tenant as counted beside its audit log. Skipped where that evidence is absent.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

#include "base/phrase.h"
#include "base/text.h"
#include "case/annotations.h"
#include "case/case.h"
#include "tests/support/shared_corpus.h"

using namespace sillage;
namespace fs = std::filesystem;

class TestEffectsCorpus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLabIntrudersActs();
    void theRulesOfATenant();

private:
    std::unique_ptr<Case> import(const fs::path& root, const fs::path& evidence) {
        auto c = Case::create(root / "c.sillage");
        ImportOptions options;
        options.paths = {evidence};
        c->importEvidence(options, none_);
        return c;
    }
    NoProgress none_;
};

static QJsonObject read(const fs::path& file) {
    QFile f(QString::fromStdString(file.string()));
    return f.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(f.readAll()).object() : QJsonObject();
}

static bool near(std::int64_t micros, const QString& iso) {
    const auto t = parseUtc(iso.toStdString());
    return t && std::llabs(micros - t->time_since_epoch().count()) < 5'000'000;
}

void TestEffectsCorpus::theLabIntrudersActs() {
    const fs::path lab = sharedCorpus() / "lab" / "run1";
    if (!fs::exists(lab)) QSKIP("the lab run is not here");
    QTemporaryDir dir;
    const auto c = import(dir.path().toStdString(), lab / "evidence");
    for (const char* ip : {"203.0.113.66", "192.0.2.77", "2001:db8::66"}) {
        Indicator i;
        i.ip = ip;
        i.grade = IndicatorGrade::Exclusive;
        i.document = "the record of the run";
        i.reason = "the intruder's";
        addIndicator(*c, i, none_);
    }
    const auto effects = c->store().effects();
    const auto has = [&](const auto& wanted) { return std::any_of(effects.begin(), effects.end(), wanted); };
    int compared = 0;
    for (const QJsonValue& v : read(lab / "truth" / "truth.json")["actions"].toArray()) {
        const QJsonObject a = v.toObject();
        if (a["actor"] != QLatin1String("intruder")) continue;
        const QString what = a["action"].toString(), time = a["time_utc"].toString();
        const std::string account = a["account"].toString().toStdString(), id = a["message_id"].toString().toStdString();
        bool found = true;
        if (what == QLatin1String("search") && a["protocol"] == QLatin1String("webmail"))
            found = has([&](const Effect& e) { return e.kind == "search" && e.name == a["query"].toString().toStdString() && near(e.time, time) && e.account == account; });
        else if (what == QLatin1String("set_forward"))
            found = has([&](const Effect& e) {
                return e.kind == "script" && near(e.time, time) && e.account == account && e.target == a["redirect_to"].toString().toStdString() &&
                       e.direction == "external" && e.inForce == "yes";
            }) && has([&](const Effect& e) { return e.kind == "forwarding" && e.inForce == "yes" && e.direction == "external" && e.actor == "A"; });
        else if (what == QLatin1String("forwarded_to_intruder"))
            found = has([&](const Effect& e) { return e.kind == "forwarded" && e.messageId == id && near(e.time, time); });
        else if (what == QLatin1String("send"))
            found = has([&](const Effect& e) {
                const auto rcpt = a["rcpt"].toArray();
                return e.kind == "sent" && e.messageId == id && e.account == account && e.direction == "external" &&
                       std::all_of(rcpt.begin(), rcpt.end(), [&](const auto& r) { return e.target.find(r.toString().toStdString()) != std::string::npos; });
            });
        else if (what == QLatin1String("expunge") || what == QLatin1String("delete_to_trash"))
            found = has([&](const Effect& e) { return (e.kind == "deleted" || e.kind == "moved") && e.messageId == id && e.account == account; });
        else
            continue;
        QVERIFY2(found, qPrintable(what + QLatin1Char(' ') + time));
        ++compared;
    }
    QVERIFY2(compared >= 9, qPrintable(QString::number(compared)));
    // Staff deletes, moves and searches too: none of it is listed.
    for (const Effect& e : effects) QVERIFY2(!e.actor.empty() || isStanding(e), inEnglish(e.what).c_str());
}

void TestEffectsCorpus::theRulesOfATenant() {
    const fs::path log = sharedCorpus() / "logs" / "ual_csv" / "auditrecords_splunk_export.csv";
    if (!fs::exists(log)) QSKIP("the audit log is not here");
    QTemporaryDir dir;
    const auto c = import(dir.path().toStdString(), log);
    const auto effects = c->store().effects();
    const QJsonArray rules = read(sharedCorpus() / "truth" / "logs" / "ual_dev.json")["dev/ual_csv/auditrecords_splunk_export.csv"].toObject()["rules"].toArray();
    QCOMPARE(rules.size(), 3);
    for (const QJsonValue& v : rules) {
        const QJsonObject r = v.toObject(), p = r["parameters"].toObject();
        const bool found = std::any_of(effects.begin(), effects.end(), [&](const Effect& e) {
            return (e.kind == "rule" || e.kind == "forwarding") && near(e.time, r["time_utc"].toString()) && asciiLower(e.account) == r["user"].toString().toStdString() &&
                   e.name == p["Name"].toString().toStdString() && e.clientIp == r["ip"].toString().toStdString() && e.target == p["BlindCopyTo"].toString().toStdString();
        });
        QVERIFY2(found, qPrintable(r["op"].toString() + QLatin1Char(' ') + r["time_utc"].toString()));
    }
    QCOMPARE(std::count_if(effects.begin(), effects.end(), [](const Effect& e) { return e.kind == "rule" || e.kind == "forwarding"; }), 3);
    QVERIFY(std::any_of(effects.begin(), effects.end(), [](const Effect& e) { return e.kind == "grant" && inEnglish(e.what).find("Mail.Read") != std::string::npos; }));
    for (const Effect& e : effects) QVERIFY(isStanding(e));  // nobody is attributed: nothing is anybody's doing
}

QTEST_GUILESS_MAIN(TestEffectsCorpus)
#include "tst_effects_corpus.moc"
