// Taking evidence away never strengthens an answer: a line, an hour, a file, a recorder (evidence model §2, T31). Over the
// worked example: its events are read once for each experiment and some of them left out.
#include <QtTest>

#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "base/phrase.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/settings.h"
#include "trace/engine.h"
#include "trace/load.h"

using namespace sillage;
using namespace sillage::tracing;
namespace fs = std::filesystem;

namespace {

struct Answer {
    std::map<std::string, Grade> touched;    ///< rows with an actor, by id
    std::map<std::string, Grade> without;    ///< rows without one, by place
    std::map<std::string, std::string> words;  ///< by id: what the row says, for a failure's message
    bool operator==(const Answer& o) const { return touched == o.touched && without == o.without; }
};

std::string place(const Touch& t) { return t.mailbox + '|' + t.folder + '|' + std::to_string(t.uid) + '|' + t.messageId + '|' + t.sha256; }

bool touchedGrade(Grade g) { return g >= Grade::Possible; }

}  // namespace

class Metamorphic : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        directory_ = std::make_unique<QTemporaryDir>();
        const fs::path root = directory_->path().toStdString();
        writeDemo(root / "demo");
        case_ = Case::create(root / "night.sillage");
        ImportOptions options;
        options.paths = {root / "demo/evidence"};
        case_->importEvidence(options, none_);
        Indicator i;
        i.ip = "203.0.113.66";
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(*case_, i, none_);
        changeSetting(*case_, "routes-not-applicable",
                      "shell=none,snapshot=none,backup=none,archive=none,gateway=none,owner-pc=examined,mobile-device=none,pop3=off,rules=examined", "test", none_);
        whole_ = answer([](const Ev&) { return true; });
        QVERIFY(whole_.touched.size() > 10);
        QVERIFY(!whole_.without.empty());
        std::set<std::uint32_t> sources;
        Input input = load();
        for (const Ev& e : input.events) sources.insert(e.source), events_.push_back({e.record, e.utc, e.source});
        QVERIFY(sources.size() > 3);
    }
    void theSameEvidenceGivesTheSameAnswer() { QVERIFY(answer([](const Ev&) { return true; }) == whole_); }
    void aLineLess() {
        std::mt19937 random(20251211);
        for (int n = 0; n < 60; ++n) {
            const std::uint32_t record = events_[random() % events_.size()].record;
            check(answer([&](const Ev& e) { return e.record != record; }), QStringLiteral("without record %1").arg(record));
        }
    }
    void anHourLess() {
        std::set<std::int64_t> hours;
        for (const auto& e : events_) hours.insert(e.utc / kHour);
        QVERIFY(hours.size() > 2);
        for (const std::int64_t hour : hours) check(answer([&](const Ev& e) { return e.utc / kHour != hour; }), QStringLiteral("without hour %1").arg(hour));
    }
    void aRecorderLess() {
        std::set<std::uint32_t> sources;
        for (const auto& e : events_) sources.insert(e.source);
        for (const std::uint32_t source : sources) check(answer([&](const Ev& e) { return e.source != source; }), QStringLiteral("without source %1").arg(source), Grade::Probable);
    }
    void halfOfEverythingLess() {
        for (unsigned seed = 1; seed <= 8; ++seed)
            check(answer([&](const Ev& e) { return (e.record * 2654435761u >> 7) % 8 != seed % 8; }), QStringLiteral("an eighth less, %1").arg(seed));
    }

private:
    struct Seen {
        std::uint32_t record;
        std::int64_t utc;
        std::uint32_t source;
    };
    Input load() {
        Input input = loadCase(case_->store(), none_);
        ItemBuilder items(input, true);
        case_->store().placements(std::nullopt, true, [&](Placement&& p) {
            items.add(p);
            return true;
        });
        return input;
    }
    Answer answer(const std::function<bool(const Ev&)>& keep) {
        Input input = load();
        std::size_t kept = 0;
        for (std::size_t i = 0; i < input.events.size(); ++i)
            if (keep(input.events[i])) {
                if (kept != i) input.events[kept] = input.events[i];
                ++kept;
            }
        input.events.shrink(kept);
        input.recorderFacts = nullptr;  // as if the rest had never been there
        Answer a;
        for (const Touch& t : traceInput(input).touches) {
            if (!t.actor.empty()) {
                a.touched[t.id] = t.grade;
                a.words[t.id] = place(t) + " " + std::string(depthName(t.depth)) + " " + t.part + ": " + (t.why.empty() ? "" : inEnglish(t.why.front()));
            }
            else a.without[place(t)] = t.grade;
        }
        return a;
    }
    void check(const Answer& less, const QString& what, Grade newAtMost = Grade::Possible) {
        for (const auto& [id, grade] : less.touched) {
            const auto before = whole_.touched.find(id);
            // A row may appear where the line that spoke against it is gone (counters that say nothing was served: T12; the
            // back-end session that was not there: T22), and then is at most what an open session or a bare request gives.
            const Grade most = before == whole_.touched.end() ? newAtMost : before->second;
            QVERIFY2(grade <= most, qPrintable(QStringLiteral("%1: touch %2 may be %3, is now %4: %5").arg(what, QString::fromStdString(id), QString::fromStdString(std::string(gradeName(most))), QString::fromStdString(std::string(gradeName(grade))), QString::fromStdString(less.words.at(id)))));
        }
        for (const auto& [where, grade] : less.without) {
            const auto before = whole_.without.find(where);
            if (before == whole_.without.end()) continue;  // it was touched
            const Grade was = before->second;
            const bool ok = grade == Grade::Undetermined || grade == was || (was == Grade::RuledOut && grade == Grade::NoRecord);
            QVERIFY2(ok && !touchedGrade(grade), qPrintable(QStringLiteral("%1: %2 was %3, is now %4").arg(what, QString::fromStdString(where), QString::fromStdString(std::string(gradeName(was))), QString::fromStdString(std::string(gradeName(grade))))));
        }
    }
    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<Case> case_;
    NoProgress none_;
    Answer whole_;
    std::vector<Seen> events_;
};

QTEST_GUILESS_MAIN(Metamorphic)
#include "tst_metamorphic.moc"
