// Acts of the examiner: what is computed of them alone is what computing everything anew gives, after every step of a long walk
// of indicators added, changed and taken back and of settings stated and withdrawn; whatever is missing, nothing is wrong.
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/phrase.h"
#include "case/annotations.h"
#include "case/answers.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/reading.h"
#include "case/settings.h"
#include "export/table_text.h"
#include "store/database.h"
#include "store/event_chunk_store.h"
#include "store/event_store.h"
#include "store/table.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

/// Every cell of a view, as the command line prints it.
std::vector<std::string> rowsOf(Case& c, View view, const std::string& query = {}) {
    std::vector<std::string> out;
    const auto ids = selectRows(c.store(), view, query);
    for (const Row& row : fetchRows(c.store(), view, ids)) {
        std::string text = row.publicId;
        for (const Value& cell : row.cells) text += '\t' + cellJson(cell);
        out.push_back(std::move(text));
    }
    return out;
}

/// Every word of every touch, in order.
std::vector<std::string> proofsOf(Case& c) {
    std::vector<std::string> out;
    c.store().touches([&](Touch&& t) {
        std::string text = t.id + '\t' + t.mailbox + '\t' + t.folder + '\t' + std::to_string(t.uid) + '\t' + t.part + '\t' + std::string(gradeName(t.grade)) +
                           '\t' + t.actor + '\t' + t.coverage;
        for (const auto* list : {&t.why, &t.against, &t.sessions, &t.rules, &t.effects})
            for (const auto& line : *list) text += '|' + inEnglish(line);
        for (const Citation& e : t.evidence) text += '|' + e.source + ':' + std::to_string(e.offset);
        out.push_back(std::move(text));
        return true;
    });
    return out;
}

std::vector<std::string> countsOf(Case& c) {
    std::vector<std::string> out;
    const Overview o = overview(c);
    for (const auto& [grade, count] : o.grades) out.push_back(grade + ' ' + std::to_string(count));
    out.push_back(std::to_string(o.floor) + ' ' + std::to_string(o.ceiling) + ' ' + std::to_string(o.sessions));
    for (const StoryLine& line : o.story) out.push_back(inEnglish(line.text));
    std::array<std::uint64_t, 6> rows{};  // counted one by one
    c.store().touches([&](Touch&& t) {
        rows[static_cast<std::size_t>(t.grade)] += t.actor.empty();
        return true;
    });
    if (rows != c.store().untouchedByGrade()) out.push_back("rows without an actor are not what was counted");
    return out;
}

/// How many chunks of events the last computation read.
class ChunksRead final : public Progress {
public:
    void advance(std::uint64_t, std::uint64_t total) override {
        if (reading_) count = total;
    }
    void note(std::string_view what) override {
        if ((reading_ = what == "reading events")) count = 0;
    }
    [[nodiscard]] bool cancelled() const override { return false; }
    std::uint64_t count = 0;

private:
    std::atomic<bool> reading_ = false;
};

std::uint64_t chunksOf(Case& c) {
    std::uint64_t count = 0;
    c.store().events().withChunks([&](const EventChunks& chunks) { count = chunks.list().size(); });
    return count;
}

/// What was computed is forgotten: all of it is computed anew by the next act.
void forget(Case& c) {
    fs::remove(c.directory() / "index/trace.keep");
    Database meta(c.directory() / "index/meta.db", Database::Use::Derived);
    meta.execute("DELETE FROM trace_state");
}

/// What an act did to a case, and what computing anew makes of the same act.
class Walk {
public:
    Walk(const fs::path& directory, const fs::path& evidence) : acts_(made(directory / "acts.sillage", evidence)), anew_(made(directory / "anew.sillage", evidence)) {
        acts_->store().eachSession([this](Session&& s) {
            sessions_.push_back(std::move(s));
            return true;
        });
    }
    /// Evidence that comes in later.
    void import(const fs::path& path, const std::string& mailbox = {}) {
        both([&](Case& c) {
            ImportOptions options;
            options.paths = {path};
            options.mailbox = mailbox;
            c.importEvidence(options, &c == acts_.get() ? static_cast<Progress&>(read_) : none_);
        });
    }
    /// Of the last import: how many chunks of events were read, and how many there are.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> read() { return {read_.count, chunksOf(*acts_)}; }
    template <typename Act>
    void both(Act&& act) {
        act(*acts_);
        forget(*anew_);
        act(*anew_);
    }
    [[nodiscard]] Case& acts() { return *acts_; }
    [[nodiscard]] fs::path kept() const { return acts_->directory() / "index/trace.keep"; }

    std::string step(std::mt19937& random) {
        const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
        switch (pick(10)) {
            case 0: return set("habitual-assumption", pick(2) ? "withdrawn" : "");
            case 1: return set("window", pick(2) ? "2025-12-10..2025-12-13" : "");
            case 2: return set("routes-not-applicable", pick(2) ? "shell=x,snapshot=x,backup=x,archive=x,gateway=x,owner-pc=x,mobile-device=x" : "");
            case 3: case 4:
                if (!stated_.empty()) return take(stated_[pick(stated_.size())]);
                [[fallthrough]];
            default: break;
        }
        const Session& s = sessions_[pick(sessions_.size())];
        Indicator i;
        i.actor = pick(4) ? "A" : "B";
        const std::size_t kind = pick(5);
        if (kind == 0) i.session = s.id;
        else if (kind == 1 || s.account.empty()) i.ip = s.clientIp;
        else if (kind == 2) i.ip = s.clientIp, i.account = s.account;
        else if (kind == 3) i.asn = pick(2) ? 64500 : 64501;
        else i.account = s.account, i.from = s.first - 1'000'000, i.to = s.last + 1'000'000;
        if (!i.namesNetwork() && i.account.empty()) i.session = s.id;
        i.grade = static_cast<IndicatorGrade>(pick(3));  // the same conditions again: another grade
        if (i.grade == IndicatorGrade::Exclusive) i.document = pick(2) ? "lease" : "answer of the provider";
        return add(i);
    }

    /// "" where both say the same of everything.
    std::string difference() {
        const auto differ = [](const std::string& what, const std::vector<std::string>& a, const std::vector<std::string>& b) -> std::string {
            if (a == b) return {};
            std::size_t at = 0;
            while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
            return what + ": " + (at < a.size() ? a[at] : "nothing") + "\ninstead of " + (at < b.size() ? b[at] : "nothing");
        };
        for (const View view : {View::Touched, View::Sessions, View::Suspects, View::Coverage})
            if (std::string d = differ(std::string(viewName(view)), rowsOf(*acts_, view), rowsOf(*anew_, view)); !d.empty()) return d;
        for (const char* query : {"grade:undetermined", "grade:>=possible", "rules:T20", "sessions"})
            if (std::string d = differ(query, rowsOf(*acts_, View::Touched, query), rowsOf(*anew_, View::Touched, query)); !d.empty()) return d;
        if (std::string d = differ("proofs", proofsOf(*acts_), proofsOf(*anew_)); !d.empty()) return d;
        if (std::string d = differ("overview", countsOf(*acts_), countsOf(*anew_)); !d.empty()) return d;
        return differ("changes", changes(*acts_), changes(*anew_));
    }

private:
    static std::unique_ptr<Case> made(const fs::path& directory, const fs::path& evidence) {
        auto c = Case::create(directory);
        ImportOptions options;
        options.paths = {evidence};
        NoProgress none;
        c->importEvidence(options, none);
        const fs::path systems = directory.parent_path() / "systems.tsv";
        std::ofstream(systems) << "198.51.100.0\t198.51.100.63\t64501\tFR\tOFFICE\n203.0.113.0\t203.0.113.127\t64500\tNL\tHOSTING\n";
        changeSetting(*c, "asn-database", systems.string(), "test", none);
        return c;
    }
    /// What the last recomputation changed.
    static std::vector<std::string> changes(Case& c) {
        std::vector<std::string> out;
        const auto all = c.store().recomputations();
        if (all.empty()) return out;
        for (const std::uint64_t n : all.back().counts) out.push_back(std::to_string(n));
        for (const auto& sentence : all.back().cause) out.push_back(inEnglish(sentence));
        c.store().gradeChanges(all.back().number - 1, all.back().number, [&](GradeChange&& g) {
            out.push_back(g.touch);
            return true;
        });
        for (const GradeCount& g : c.store().gradeCounts(all.back().number - 1, all.back().number))
            out.push_back(g.mailbox + ' ' + std::string(gradeName(g.grade)) + ' ' + std::to_string(g.before) + ' ' + std::to_string(g.after));
        return out;
    }
    std::string set(const std::string& key, const std::string& value) {
        both([&](Case& c) { changeSetting(c, key, value, "test", none_); });
        return key + " = " + value;
    }
    std::string take(const std::string id) {
        std::erase(stated_, id);
        both([&](Case& c) { removeIndicator(c, id, "test", none_); });
        return "without " + id;
    }
    std::string add(const Indicator& i) {
        std::string id;
        both([&](Case& c) { id = addIndicator(c, i, none_).id; });
        if (std::find(stated_.begin(), stated_.end(), id) == stated_.end()) stated_.push_back(id);
        return "with " + id;
    }

    std::unique_ptr<Case> acts_, anew_;
    std::vector<Session> sessions_;
    std::vector<std::string> stated_;
    NoProgress none_;
    ChunksRead read_;
};

}  // namespace

class ActsTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    [[nodiscard]] fs::path root() const { return dir_.path().toStdString(); }

    static fs::path laboratory() {
        const char* stated = std::getenv("SILLAGE_SHARED");
        return fs::path(stated ? stated : SILLAGE_SOURCE_DIR "/../shared") / "corpus/lab/run1/evidence";
    }

    void walk(const fs::path& evidence, const fs::path& at, unsigned seed, int steps) {
        fs::create_directories(at);
        Walk walk(at, evidence);
        std::mt19937 random(seed);
        const auto before = fs::last_write_time(walk.kept());
        for (int i = 0; i < steps; ++i) {
            const std::string did = walk.step(random);
            const std::string differs = walk.difference();
            QVERIFY2(differs.empty(), ("step " + std::to_string(i) + ", " + did + ": " + differs).c_str());
        }
        QCOMPARE(fs::last_write_time(walk.kept()) == before, true);  // nothing was computed anew on the way
    }

    /// Mailboxes come in one after the other, between acts: new ones, a second state of one that is there, one under another
    /// name; one goes, one is stated to be somebody else's.
    void mailboxesThatComeInLater(const fs::path& evidence, const fs::path& at, unsigned seed) {
        fs::create_directories(at / "logs/var");
        for (const char* part : {"etc", "var/log"})
            if (fs::exists(evidence / part)) fs::copy(evidence / part, at / "logs" / part, fs::copy_options::recursive);
        fs::create_directories(at / "boxes");
        std::vector<std::string> users;
        for (const auto& user : fs::directory_iterator(evidence / "var/vmail")) {
            const std::string name = user.path().filename().string();
            const fs::path to = at / "boxes" / name / "var/vmail" / name / "Maildir";
            fs::create_directories(to);
            fs::copy(user.path() / "Maildir", to, fs::copy_options::recursive);
            users.push_back(name);
        }
        std::sort(users.begin(), users.end());
        Walk walk(at, at / "logs");
        std::mt19937 random(seed);
        const auto before = fs::last_write_time(walk.kept());
        const auto same = [&](const std::string& did) {
            const std::string differs = walk.difference();
            QVERIFY2(differs.empty(), (did + ": " + differs).c_str());
            QVERIFY2(fs::last_write_time(walk.kept()) == before, (did + ": everything was computed anew").c_str());
        };
        for (int i = 0; i < 3; ++i) same(walk.step(random));
        for (const std::string& user : users) {
            walk.import(at / "boxes" / user);
            same("mailbox of " + user);
            for (int i = 0; i < 3; ++i) same(walk.step(random));
        }
        fs::create_directories(at / "second/var/vmail" / users[0]);
        fs::copy(at / "boxes" / users[0] / "var/vmail" / users[0], at / "second/var/vmail" / users[0], fs::copy_options::recursive);
        for (const auto& mail : fs::directory_iterator(at / "second/var/vmail" / users[0] / "Maildir/cur")) {
            fs::remove(mail);
            break;
        }
        walk.import(at / "second");
        same("a second state");
        walk.import(at / "boxes" / users[1] / "var/vmail" / users[1] / "Maildir/cur", "somebody@elsewhere.example");
        same("a part under another name");
        NoProgress none;
        walk.both([&](Case& c) { c.setAlias("somebody@elsewhere.example", users[2], "test", none); });
        same("an alias");
        for (int i = 0; i < 4; ++i) same(walk.step(random));
    }

    /// Logs come in one after the other, between acts; one grows.
    void logsThatComeInLater(const fs::path& evidence, const fs::path& at, unsigned seed) {
        std::vector<fs::path> logs;
        fs::create_directories(at / "first");
        for (const auto& file : fs::recursive_directory_iterator(evidence)) {
            const fs::path relative = fs::relative(file.path(), evidence);
            if (file.is_directory()) continue;
            const bool log = relative.string().starts_with("var/log");
            if (log) logs.push_back(relative);
            if (log && logs.size() % 2) continue;
            fs::create_directories((at / "first" / relative).parent_path());
            fs::copy(file.path(), at / "first" / relative);
        }
        std::sort(logs.begin(), logs.end());
        Walk walk(at, at / "first");
        std::mt19937 random(seed);
        std::uint64_t spared = 0;
        const auto same = [&](const std::string& did) {
            const std::string differs = walk.difference();
            QVERIFY2(differs.empty(), (did + ": " + differs).c_str());
        };
        const auto comes = [&](const fs::path& root, const std::string& did) {
            walk.import(root);
            same(did);
            const auto [read, all] = walk.read();
            QVERIFY2(read <= all, did.c_str());
            spared += all - read;
        };
        for (int i = 0; i < 2; ++i) same(walk.step(random));
        int number = 0;
        for (const fs::path& log : logs) {
            if (fs::exists(at / "first" / log)) continue;
            const fs::path root = at / "later" / std::to_string(number++);
            fs::create_directories((root / log).parent_path());
            fs::copy(evidence / log, root / log);
            comes(root, log.string());
            for (int i = 0; i < 2; ++i) same(walk.step(random));
        }
        std::ofstream(at / "first/var/log" / (fs::exists(at / "first/var/log/mail.log") ? "mail.log" : "dovecot.log"), std::ios::app)
            << "Dec 12 23:02:03 mx dovecot: imap-login: Login: user=<late@x.example>, method=PLAIN, rip=203.0.113.66, lip=10.0.0.1, mpid=7, TLS, session=<abc>\n";
        comes(at / "first", "a log that grew");
        for (int i = 0; i < 4; ++i) same(walk.step(random));
        QVERIFY(spared > 0);
    }

private Q_SLOTS:
    void initTestCase() { writeDemo(root() / "demo"); }

    void anActIsTheWholeComputation_data() {
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : {1u, 2u, 3u, 4u}) QTest::addRow("walk %u", seed) << seed;
    }
    void anActIsTheWholeComputation() {
        QFETCH(unsigned, seed);
        walk(root() / "demo/evidence", root() / ("walk" + std::to_string(seed)), seed, 40);
    }

    void onTheLaboratoryToo() {
        const fs::path run = laboratory();
        if (!fs::exists(run)) QSKIP("the laboratory's evidence is not here");
        walk(run, root() / "lab", 7, 12);
    }

    void whatWasKeptIsTrustedOnlyAsItWasLeft() {
        const fs::path at = root() / "trust";
        fs::create_directories(at);
        Walk walk(at, root() / "demo/evidence");
        std::mt19937 random(5);
        walk.step(random);
        const fs::path kept = walk.kept(), data = kept.string() + "-data";
        const auto spoilt = [&](auto&& spoil) {
            spoil();
            for (int i = 0; i < 2; ++i) walk.step(random);
            return walk.difference();
        };
        QCOMPARE(spoilt([&] {  // cut short
                     fs::resize_file(data, fs::file_size(data) / 2);
                 }),
                 std::string());
        QCOMPARE(spoilt([&] {  // one octet of the head is another
                     std::fstream f(kept, std::ios::in | std::ios::out | std::ios::binary);
                     f.seekg(200);
                     const char c = static_cast<char>(f.get() ^ 1);
                     f.seekp(200);
                     f.put(c);
                 }),
                 std::string());
        QCOMPARE(spoilt([&] {  // a copy
                     fs::copy_file(data, data.string() + "2");
                     fs::rename(data.string() + "2", data);
                 }),
                 std::string());
        QCOMPARE(spoilt([&] { fs::remove(data); }), std::string());
    }

    void mailboxesComeInLater() { mailboxesThatComeInLater(root() / "demo/evidence", root() / "later", 11); }

    void mailboxesOfTheLaboratoryComeInLater() {
        const fs::path run = laboratory();
        if (!fs::exists(run)) QSKIP("the laboratory's evidence is not here");
        mailboxesThatComeInLater(run, root() / "lab-later", 13);
    }

    void logsComeInLater() { logsThatComeInLater(root() / "demo/evidence", root() / "logs-later", 17); }

    void logsOfTheLaboratoryComeInLater() {
        const fs::path run = laboratory();
        if (!fs::exists(run)) QSKIP("the laboratory's evidence is not here");
        logsThatComeInLater(run, root() / "lab-logs-later", 19);
    }

    void whatChangesTheEvidenceComputesAnew() {
        const fs::path at = root() / "more", evidence = at / "evidence";
        fs::create_directories(at);
        fs::copy(root() / "demo/evidence", evidence, fs::copy_options::recursive);
        Walk walk(at, evidence);
        std::mt19937 random(9);
        walk.step(random);
        const std::string before = [&] { std::ifstream f(walk.kept(), std::ios::binary); return std::string(std::istreambuf_iterator<char>(f), {}); }();
        fs::create_directories(at / "other");
        std::ofstream(at / "other/mail.log")
            << "Dec 11 23:02:03 mx dovecot: imap-login: Login: user=<late@x.example>, method=PLAIN, rip=203.0.113.66, lip=10.0.0.1, mpid=7, TLS, session=<abc>\n";
        ImportOptions options;
        options.paths = {at / "other"};
        NoProgress none;
        walk.acts().importEvidence(options, none);
        const std::string after = [&] { std::ifstream f(walk.kept(), std::ios::binary); return std::string(std::istreambuf_iterator<char>(f), {}); }();
        QVERIFY(before != after);
        Indicator late;
        late.account = "late@x.example";
        late.ip = "203.0.113.66";
        addIndicator(walk.acts(), late, none);
        bool found = false;
        walk.acts().store().eachSession([&](Session&& s) {
            found = found || (s.account == "late@x.example" && s.status == "attributed");
            return true;
        });
        QVERIFY(found);
    }
};

QTEST_GUILESS_MAIN(ActsTest)
#include "tst_acts.moc"
