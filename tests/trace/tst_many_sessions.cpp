// What several threads make of many events is what one look at them in order would have made.
#include <QtTest>

#include <map>
#include <random>
#include <set>

#include "scene.h"
#include "trace/parallel.h"
#include "trace/session_rows.h"

using namespace scene;

namespace {

constexpr int kLines = 60'000;  ///< enough for every step to be divided

std::string pick(std::mt19937& random, const char* what, unsigned of) { return what + std::to_string(random() % of); }

/// Sessions with ids and without, ends before beginnings, one address for many accounts, lines of other protocols between.
void fill(Scene& s) {
    std::mt19937 random(7);
    for (int i = 0; i < kLines; ++i) {
        const std::int64_t at = kNight + (i / 3 + static_cast<int>(random() % 40)) * 20 * kSec;
        const std::string account = pick(random, "user", 200) + "@x.example", ip = "203.0.113." + std::to_string(random() % 200);
        switch (random() % 8) {
            case 0: s.add(Line(Action::Login, "imap", at).account(account).ip(ip).session(pick(random, "session-", 9000)).ok()); break;
            case 1: s.add(Line(Action::Logout, "imap", at).account(account).session(pick(random, "session-", 9000)).field("body_count", "50").field("body_bytes", "9000")); break;
            case 2: s.add(Line(Action::Login, "imap", at).account(account).ip(ip).failed()); break;
            case 3: s.add(Line(Action::Login, "ews", at).account(account).ip(ip).agent(pick(random, "Client/", 5)).ok()); break;
            case 4: s.add(Line(Action::Expunge, "imap", at).account(account).session(pick(random, "session-", 9000)).item("INBOX", static_cast<std::uint32_t>(1 + random() % 90)).ok()); break;
            case 5: s.add(Line(Action::Send, "smtp", at).account(account).ip(ip).session(pick(random, "queue-", 5000)).ok()); break;
            case 6: s.add(Line(Action::Rule, "sieve", at).account(account).session(pick(random, "sieve-", 300)).ok()); break;
            default: s.add(web(Action::Read, at, ip).session(pick(random, "token-", 700)).item("INBOX", 3)); break;
        }
    }
    s.finish();
}

}  // namespace

class ManySessions : public QObject {
    Q_OBJECT
    Scene s_;
    std::unique_ptr<Engine> engine_;

private Q_SLOTS:
    void initTestCase() {
        fill(s_);
        engine_ = std::make_unique<Engine>(s_.input);
        QVERIFY(engine_->sessions().visits.size() > 10'000);
        QVERIFY(s_.input.events.size() > 50'000);
    }
    void listsOfKindsAreComplete() {
        std::vector<std::uint32_t> browser;
        for (std::uint32_t i = 0; i < s_.input.events.size(); ++i)
            if (s_.input.events[i].browser()) browser.push_back(i);
        QVERIFY(!browser.empty() && std::equal(browser.begin(), browser.end(), s_.input.browser.begin(), s_.input.browser.end()));
        finishInput(s_.input);
        QCOMPARE(s_.input.browser.size(), browser.size());
    }
    void sessionsOfServersStandInOrderOfTheirFirstEvents() {
        const auto& visits = engine_->sessions().visits;
        std::map<std::uint32_t, std::vector<std::uint32_t>> eventsOf;
        for (std::uint32_t i = 0; i < s_.input.events.size(); ++i)
            if (const std::int32_t v = s_.input.events[i].session_; v >= 0) eventsOf[static_cast<std::uint32_t>(v)].push_back(i);
        QCOMPARE(eventsOf.size(), visits.size());
        bool web = false;
        for (std::uint32_t v = 0; v < visits.size(); ++v) {
            if (visits[v].route == Route::Webmail) web = true;  // they come behind
            else QVERIFY(!web && (v == 0 || visits[v - 1].firstEvent < visits[v].firstEvent));
            const auto events = engine_->ground().eventsOf(visits[v], v);
            QVERIFY(std::equal(events.begin(), events.end(), eventsOf[v].begin(), eventsOf[v].end()));
            QCOMPARE(visits[v].firstEvent, events.front());
        }
        QVERIFY(web);
    }
    void effectsAndNamesAreThoseOfAllEvents() {
        const Groundwork& ground = engine_->ground();
        std::set<std::uint32_t> effects;
        std::set<Sym> accounts;
        for (const auto& e : ground.effects) QVERIFY(effects.insert(e.event).second);
        std::size_t expected = 0;
        for (std::uint32_t i = 0; i < s_.input.events.size(); ++i) {
            expected += s_.input.events[i].action == Action::Expunge;
            if (s_.input.events[i].action == Action::Expunge) QVERIFY(effects.count(i));
            if (s_.input.events[i].account) accounts.insert(s_.input.events[i].account);
        }
        QCOMPARE(effects.size(), expected);
        QVERIFY(std::is_sorted(ground.effects.begin(), ground.effects.end(), [](const auto& a, const auto& b) { return a.mailbox != b.mailbox ? a.mailbox < b.mailbox : a.event < b.event; }));
        QCOMPARE(std::set<Sym>(ground.accounts.begin(), ground.accounts.end()), accounts);
        QCOMPARE(ground.accounts.size(), accounts.size());
        const MailboxTable& mailboxes = engine_->mailboxes();
        for (std::uint32_t r = 1; r < mailboxes.size(); ++r) QVERIFY(s_.input.view(mailboxes.name(r - 1)) < s_.input.view(mailboxes.name(r)));
        for (const Sym a : accounts) QVERIFY(mailboxes.rankOf(a) != kNone);
        const std::set<Sym> names(ground.names.begin(), ground.names.end());
        QCOMPARE(names.size(), ground.names.size());
        for (const Visit& v : engine_->sessions().visits) QVERIFY(!v.account || names.count(v.account));
    }
    void habitsAreTheFirstTimesOfAllSessions() {
        const auto& sessions = engine_->sessions();
        std::map<Sym, std::int64_t> account;
        std::map<SymPair, std::int64_t> place;
        const auto least = [](auto& map, const auto& key, std::int64_t at) {
            const auto [it, fresh] = map.emplace(key, at);
            if (!fresh) it->second = std::min(it->second, at);
        };
        for (const Visit& v : sessions.visits)
            if (v.account && !v.failedOnly) least(account, v.account, v.first), least(place, SymPair{v.account, v.ip}, v.first);
        const Habits habits(s_.input, sessions);
        for (const Visit& v : sessions.visits) {
            if (!v.account || v.failedOnly) continue;
            const HabitOf h = habits.of(v, v);
            QCOMPARE(h.account, account[v.account]);
            QCOMPARE(h.place, place[(SymPair{v.account, v.ip})]);
        }
    }
    void addressesThatTriedManyAccountsAreFoundByMarks() {
        const Sprays& sprays = engine_->sessions().sprays;
        QVERIFY(!sprays.addresses.empty() && !sprays.marked.empty());
        std::set<Sym> tried;
        for (const Spray& s : sprays.addresses) tried.insert(s.ip);
        for (Sym ip = 0; ip < s_.input.symbols.size() + 70; ++ip) QCOMPARE(sprays.of(ip) != nullptr, tried.count(ip) != 0);
    }
    void rowsAreInOrderOfTimeAndEventsKnowTheirs() {
        auto suspects = std::make_unique<Suspects>(s_.input, engine_->sessions());
        suspects->find();
        const TracedSessions rows(s_.input, engine_->sessions(), engine_->ground(), std::move(suspects));
        for (std::uint32_t r = 1; r < rows.listed(); ++r) QVERIFY(rows.row(r - 1).first <= rows.row(r).first);
        const auto& order = engine_->ground().order;
        for (const Ev& e : s_.input.events) {
            const std::uint32_t row = rows.ofEvents()[e.id - 1];
            QCOMPARE(row != 0, e.session_ >= 0);
            if (row) QCOMPARE(order[row - 1], static_cast<std::uint32_t>(e.session_));
        }
    }
    void whatIsMadeAheadIsTakenInOrder() {
        std::vector<std::size_t> taken;
        inOrder(100, [](std::size_t n) { return n * n; }, [&](std::size_t n, std::size_t made) {
            taken.push_back(made);
            return n < 60;
        });
        QCOMPARE(taken.size(), std::size_t{61});
        for (std::size_t n = 0; n < taken.size(); ++n) QCOMPARE(taken[n], n * n);
        QVERIFY_EXCEPTION_THROWN(inOrder(9, [](std::size_t n) { if (n == 5) throw std::runtime_error("made badly"); return n; }, [](std::size_t, std::size_t) { return true; }), std::runtime_error);
    }
};

QTEST_GUILESS_MAIN(ManySessions)
#include "tst_many_sessions.moc"
