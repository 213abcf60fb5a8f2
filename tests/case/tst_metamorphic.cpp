// Taking evidence away never strengthens an answer: a line, an hour, a recorder (evidence model §2, T31). Over the worked
// example: its events are read once for each experiment and some of them left out. What does not belong to it, the order of
// import and the number of workers change nothing.
#include <QtTest>

#include <filesystem>
#include <fstream>
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

struct Strength {
    Grade grade = Grade::RuledOut;
    Depth depth = Depth::Listed;
    bool complete = false;
    auto operator<=>(const Strength&) const = default;
};

struct Answer {
    std::map<std::string, Strength> touched;  ///< rows with an actor, by id: item, part, header or content, actor
    std::map<std::string, Grade> places;      ///< the best grade of any row with an actor, by place
    std::set<std::string> undecided;          ///< sessions
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
        nameActor(*case_);
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
    void everyLineOfTheActorLess() {
        // Not a sample: each line that some row rests on, taken away alone.
        std::set<std::uint32_t> cited;
        Input input = load();
        for (const Touch& t : traceInput(input).touches)
            if (!t.actor.empty())
                for (const Citation& c : t.evidence) cited.insert(static_cast<std::uint32_t>(c.event));
        std::set<std::uint32_t> records;
        for (const Ev& e : input.events)
            if (cited.count(e.id)) records.insert(e.record);
        QVERIFY(records.size() > 8);
        for (const std::uint32_t record : records) check(answer([&](const Ev& e) { return e.record != record; }), QStringLiteral("without the cited record %1").arg(record));
    }
    void twoLinesLess() {
        std::mt19937 random(20251212);
        for (int n = 0; n < 40; ++n) {
            const std::uint32_t a = events_[random() % events_.size()].record, b = events_[random() % events_.size()].record;
            check(answer([&](const Ev& e) { return e.record != a && e.record != b; }), QStringLiteral("without records %1 and %2").arg(a).arg(b));
        }
    }
    void anHourOfOneRecorderLess() {
        std::set<std::pair<std::int64_t, std::uint32_t>> hours;
        for (const auto& e : events_) hours.insert({e.utc / kHour, e.source});
        for (const auto& [hour, source] : hours)
            check(answer([&](const Ev& e) { return e.utc / kHour != hour || e.source != source; }), QStringLiteral("without hour %1 of source %2").arg(hour).arg(source));
    }
    void orderOfImportAndWorkersChangeNothing() {
        const fs::path root = directory_->path().toStdString(), evidence = root / "demo/evidence";
        std::vector<fs::path> parts;
        for (const auto& entry : fs::directory_iterator(evidence)) parts.push_back(entry.path());
        std::sort(parts.begin(), parts.end());
        QVERIFY(parts.size() > 1);
        std::map<std::string, std::string> first;  // of one import; of many
        int n = 0;
        const auto compare = [&](const std::string& kind, const std::vector<std::vector<fs::path>>& imports, unsigned workers) {
            const auto c = Case::create(root / ("same" + std::to_string(n++) + ".sillage"));
            for (const auto& paths : imports) {
                ImportOptions options;
                options.paths = paths;
                options.workers = workers;
                c->importEvidence(options, none_);
            }
            nameActor(*c);
            const std::string octets = touched(*c);
            QVERIFY(octets.size() > 5000);
            const auto [it, fresh] = first.emplace(kind, octets);
            QVERIFY2(it->second == octets, qPrintable(QStringLiteral("%1, %2 workers").arg(QString::fromStdString(kind)).arg(workers)));
        };
        for (const unsigned workers : {1u, 2u, 4u}) compare("whole", {{evidence}}, workers);
        std::vector<fs::path> backwards(parts.rbegin(), parts.rend());
        compare("parts", {parts}, 2);
        compare("parts", {backwards}, 2);
        std::vector<std::vector<fs::path>> single, singleBackwards;
        for (const auto& p : parts) single.push_back({p});
        for (const auto& p : backwards) singleBackwards.push_back({p});
        compare("parts", single, 1);
        compare("parts", singleBackwards, 4);
    }
    void anUnrelatedLogChangesNothing() {
        const fs::path root = directory_->path().toStdString();
        const std::map<std::string, std::string> unrelated = {
            {"var/log/postgresql/main.log", "2025-12-11 21:00:00.123 UTC [812] LOG:  checkpoint starting: time\n"},
            {"var/log/shop/access.log", "198.51.100.180 - - [11/Dec/2025:23:05:00 +0100] \"GET /shop/7 HTTP/1.1\" 200 917 \"-\" \"Mozilla/5.0\"\n"},
            {"var/log/cron.log", "Dec 11 23:17:01 mail CRON[90]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)\n"}};
        const auto c = Case::create(root / "unrelated.sillage");
        ImportOptions own;
        own.paths = {root / "demo/evidence"};
        c->importEvidence(own, none_);
        nameActor(*c);
        const std::string before = touched(*c);
        int n = 0;
        for (const auto& [path, line] : unrelated) {
            const fs::path beside = root / ("beside" + std::to_string(n++));
            fs::create_directories((beside / path).parent_path());
            std::ofstream out(beside / path, std::ios::binary);
            for (int i = 0; i < 50; ++i) out << line;
            out.close();
            ImportOptions options;
            options.paths = {beside};
            c->importEvidence(options, none_);
            QVERIFY2(touched(*c) == before, path.c_str());
        }
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
        QVERIFY(sources.size() > 3);
        for (const std::uint32_t source : sources) check(answer([&](const Ev& e) { return e.source != source; }), QStringLiteral("without source %1").arg(source), true);
    }
    void halfOfEverythingLess() {
        for (unsigned seed = 1; seed <= 8; ++seed)
            check(answer([&](const Ev& e) { return (e.record * 2654435761u >> 7) % 8 != seed % 8; }), QStringLiteral("an eighth less, %1").arg(seed));
    }

private:
    void nameActor(Case& c) {
        Indicator i;
        i.ip = "203.0.113.66";
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(c, i, none_);
    }
    struct Seen {
        std::uint32_t record;
        std::int64_t utc;
        std::uint32_t source;
    };
    /// Every row with all it says, but for what the coverage lists beside it.
    static std::string touched(Case& c) {
        std::string out;
        c.store().touches([&](Touch&& t) {
            out += t.id + ' ' + place(t) + ' ' + std::string(depthName(t.depth)) + ' ' + t.part + ' ' + t.actor + ' ' + std::string(gradeName(t.grade)) + (t.complete ? " complete" : "") + ' ' + std::to_string(t.first) + ' ' + std::to_string(t.last);
            for (const auto* list : {&t.rules, &t.sessions, &t.effects, &t.why, &t.against})
                for (const std::string& text : *list) out += '|' + text;
            for (const Citation& e : t.evidence) out += '|' + e.source + ':' + std::to_string(e.line) + ':' + std::to_string(e.offset);
            out += '\n';
            return true;
        });
        return out;
    }
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
        const TraceResult result = traceInput(input);
        for (const Session& v : result.sessions)
            if (v.status == "undecided") a.undecided.insert(v.id);
        for (const Touch& t : result.touches) {
            if (!t.actor.empty()) {
                a.touched[t.id] = {t.grade, t.depth, t.complete};
                Grade& best = a.places.try_emplace(place(t), t.grade).first->second;
                best = std::max(best, t.grade);
                a.words[t.id] = place(t) + " " + std::string(depthName(t.depth)) + " " + t.part + ": " + (t.why.empty() ? "" : inEnglish(t.why.front()));
            }
            else a.without[place(t)] = t.grade;
        }
        return a;
    }
    /// Nothing is stronger, deeper at the same grade, or touched at probable or more that was not touched. recorder: all of one
    /// was taken away, so nothing that was touched may be said to be without record.
    void check(const Answer& less, const QString& what, bool recorder = false) {
        for (const auto& [id, now] : less.touched) {
            const auto before = whole_.touched.find(id);
            // A row may appear where the line that spoke against it is gone (counters that say nothing was served: T12; the
            // back-end session that was not there: T22), and then is at most what an open session or a bare request gives.
            const bool known = before != whole_.touched.end();
            const bool stronger = known ? now > before->second : now.grade > Grade::Possible;
            QVERIFY2(!stronger, qPrintable(QStringLiteral("%1: touch %2 was %3, is now %4: %5").arg(what, QString::fromStdString(id),
                known ? QString::fromStdString(std::string(gradeName(before->second.grade))) : QStringLiteral("none"), QString::fromStdString(std::string(gradeName(now.grade))), QString::fromStdString(less.words.at(id)))));
        }
        bool letGo = false;
        for (const auto& [where, grade] : less.without) {
            QVERIFY(!touchedGrade(grade));
            const auto before = whole_.without.find(where);
            if (before == whole_.without.end()) {  // its content was touched, or nothing named it
                const auto touched = whole_.places.find(where);
                const bool denied = recorder && touched != whole_.places.end() && grade < Grade::Undetermined;
                QVERIFY2(!denied, qPrintable(QStringLiteral("%1: %2 was touched, is now %3").arg(what, QString::fromStdString(where), QString::fromStdString(std::string(gradeName(grade))))));
                continue;
            }
            const Grade was = before->second;
            const bool ok = grade == Grade::Undetermined || grade == was || (was == Grade::RuledOut && grade == Grade::NoRecord);
            letGo = letGo || (was == Grade::Undetermined && !ok);
            QVERIFY2(ok || was == Grade::Undetermined, qPrintable(QStringLiteral("%1: %2 was %3, is now %4").arg(what, QString::fromStdString(where), QString::fromStdString(std::string(gradeName(was))), QString::fromStdString(std::string(gradeName(grade))))));
        }
        // What undecided sessions kept open is let go only where every record of one of them was taken.
        const bool gone = std::any_of(whole_.undecided.begin(), whole_.undecided.end(), [&](const std::string& v) { return !less.undecided.count(v); });
        QVERIFY2(!letGo || gone, qPrintable(what + ": undetermined rows are let go, and no undecided session is gone"));
    }
    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<Case> case_;
    NoProgress none_;
    Answer whole_;
    std::vector<Seen> events_;
};

QTEST_GUILESS_MAIN(Metamorphic)
#include "tst_metamorphic.moc"
