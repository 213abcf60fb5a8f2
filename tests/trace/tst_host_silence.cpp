// A hole in every log of a host at once, and one that a log has where another goes on: what betrays it, what does not, and
// that "no record" is not said of what could have been reached in it (evidence model §3, T30, T31).
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/companions.h"
#include "trace/coverage_matrix.h"
#include "trace/host_silence.h"

using namespace scene;

namespace {

constexpr std::int64_t kMin = 60 * kSec;
constexpr std::int64_t kHr = 60 * kMin;
constexpr std::int64_t kDy = 24 * kHr;

/// Something every `step` from one time to the next; nothing in [from, to).
Activity every(std::int64_t step, std::int64_t begin, std::int64_t end, std::int64_t from = 0, std::int64_t to = 0) {
    Activity a;
    for (std::int64_t t = begin; t <= end; t += step)
        if (t < from || t >= to) a.add(t);
    return a;
}

/// Process numbers as a log names them: `rate` a minute, and `extra` more in the hour from kNight on.
ProcessNumbers numbers(std::uint32_t rate, std::uint32_t extra) {
    std::vector<CoverageGround::Processes> list;
    std::uint32_t before = 0;
    for (std::int64_t t = kNight - 6 * kHr; t <= kNight + 6 * kHr; t += 30 * kMin) {
        if (t >= kNight && t < kNight + 70 * kMin) continue;
        const auto n = 1000 + rate * static_cast<std::uint32_t>((t - (kNight - 6 * kHr)) / kMin) + (t >= kNight ? extra : 0);
        list.push_back({1, Activity::slotOf(t), n > before ? n : 0, n + 2});
        before = n + 2;
    }
    return ProcessNumbers(std::move(list));
}
/// Half an hour apart, and nothing for the hour from kNight on: too few days to know a habit.
Activity halfHours() { return every(30 * kMin, kNight - 6 * kHr, kNight + 6 * kHr, kNight, kNight + 70 * kMin); }

Line login(std::int64_t at, const std::string& ip, const std::string& session) {
    return Line(Action::Login, "imap", at).account(kOwner).ip(ip).session(session).ok();
}

/// The owner every ten minutes, the intruder at the beginning and the end of the night; nothing in [from, to).
void night(Scene& s, std::int64_t from, std::int64_t to, std::int64_t source = 1) {
    const auto add = [&](std::int64_t t, const std::string& ip, const std::string& id) {
        if (t >= from && t < to) return;
        s.add(login(t, ip, id).source(source)).add(counted(t + kSec, 0, 0, 0, 0).ip(ip).session(id).source(source));
    };
    for (std::int64_t t = kNight - 6 * kHr; t <= kNight + 6 * kHr; t += 10 * kMin) add(t, kDesk, "own" + std::to_string(t) + "-" + std::to_string(source));
    add(kNight - 2 * kHr + kMin, kIntruder, "evil1");
    add(kNight + 2 * kHr + kMin, kIntruder, "evil2");
}

void declareRest(Scene& s) {
    std::string all;
    for (const char* route : {"shell", "snapshot", "backup", "archive", "gateway", "owner-pc", "mobile-device", "rules", "pop3", "webmail"})
        all += std::string(all.empty() ? "" : ",") + route + "=there was none";
    s.input.settings["routes-not-applicable"] = all;
    s.indicator(kIntruder);
}

Touch without(const TraceResult& r, std::uint32_t uid) {
    for (const Touch& t : r.touches)
        if (t.actor.empty() && t.uid == uid) return t;
    return {};
}

std::vector<Coverage> silences(const TraceResult& r) {
    std::vector<Coverage> out;
    std::copy_if(r.cells.begin(), r.cells.end(), std::back_inserter(out), [](const Coverage& c) { return c.kind == "silence"; });
    return out;
}

}  // namespace

class HostSilenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anHourMissingFromEveryLogIsNoQuietHour() {
        Scene s;
        const auto mail = s.addSource("var/log/mail.log", "syslog");
        night(s, kNight, kNight + kHr);
        for (std::int64_t t = kNight - 6 * kHr; t <= kNight + 6 * kHr; t += 20 * kMin)
            if (t < kNight || t >= kNight + kHr) s.add(Line(Action::Deliver, "lmtp", t).account("other@x.example").ok().source(mail));
        s.add(Mail("INBOX", 1, 1000)).add(Mail("INBOX", 2, 1000).arrived(kNight + 90 * kMin));
        declareRest(s);
        const TraceResult r = s.run();
        const auto rows = silences(r);
        QCOMPARE(rows.size(), std::size_t{1});  // one for the host, not one for each log
        QVERIFY(inEnglish(rows[0].detail).find("all 2 recorders of the host are silent together for") == 0);
        QVERIFY(inEnglish(rows[0].detail).find("too few days") != std::string::npos);
        QVERIFY(!rows[0].ask.empty() && !rows[0].whom.empty());
        QVERIFY(rows[0].source.find("var/log/mail.log") != std::string::npos && rows[0].source.find(", ") != std::string::npos);
        QCOMPARE(without(r, 1).grade, Grade::Undetermined);
        QVERIFY(inEnglish(without(r, 1).why.at(0)).find("silent together") != std::string::npos);
        QCOMPARE(without(r, 2).grade, Grade::NoRecord);  // it arrived after the silence
        const auto cells = coverageMatrix(r.cells, {"imap", kOwner, kNight - kHr, kNight + 2 * kHr});
        QCOMPARE(cells.size(), std::size_t{3});
        QCOMPARE(cells[1].state, std::string("not-covered"));
    }
    void nothingMissingIsNothingSaid() {
        Scene s;
        night(s, 0, 0);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        const TraceResult r = s.run();
        QCOMPARE(silences(r).size(), std::size_t{0});
        QCOMPARE(without(r, 1).grade, Grade::NoRecord);
    }
    void whereSilenceIsTheRuleAnHourOfItSaysNothing() {
        Scene s;  // a record every other hour
        const auto log = s.addSource("var/log/dovecot.log", "dovecot");
        for (std::int64_t t = kNight - 8 * kHr; t <= kNight + 8 * kHr; t += 2 * kHr)
            s.add(Line(Action::Login, "imap", t).account(kOwner).ip(t == kNight || t == kNight + 2 * kHr ? kIntruder : kDesk).session("s" + std::to_string(t)).ok().source(log));
        declareRest(s);
        QCOMPARE(silences(s.run()).size(), std::size_t{0});
    }
    void halfAnHourOfOneNightIsEverydaySilence() {
        Scene s;
        night(s, kNight, kNight + 40 * kMin);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        QCOMPARE(without(s.run(), 1).grade, Grade::NoRecord);
    }
    void anHourBeforeTheActorCameIsNotAskedAbout() {
        Scene s;
        night(s, kNight - 5 * kHr, kNight - 4 * kHr);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        QCOMPARE(without(s.run(), 1).grade, Grade::NoRecord);
        Scene asked;  // unless somebody asks about it
        night(asked, kNight - 5 * kHr, kNight - 4 * kHr);
        asked.add(Mail("INBOX", 1, 1000));
        declareRest(asked);
        asked.input.settings["window"] = "2025-12-11T16:30:00Z..2025-12-12T03:00:00Z";
        QCOMPARE(without(asked.run(), 1).grade, Grade::Undetermined);
    }
    void aCopyOnAnotherHostCoversIt() {
        Scene s;
        const auto copy = s.addSource("collector/var/log/dovecot.log", "dovecot");
        night(s, kNight, kNight + kHr);
        night(s, 0, 0, copy);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        const TraceResult r = s.run();
        QCOMPARE(silences(r).at(0).state, std::string("covered"));
        QVERIFY(inEnglish(silences(r)[0].detail).find("collector/var/log/dovecot.log covers that time") != std::string::npos);
        QCOMPARE(without(r, 1).grade, Grade::NoRecord);
    }
    void whatMicrosoftKeepsIsNoHostOfTheCase() {
        Recorder r;
        r.root = "/e";
        r.name = "audit.csv";
        r.format = "m365-audit-csv";
        QCOMPARE(hostOf(r), std::string());
        r.format = "dovecot";
        r.name = "a/var/log/dovecot.log";
        Recorder other = r;
        other.name = "b/var/log/dovecot.log";
        QVERIFY(hostOf(r) != hostOf(other));
        other.name = "a/var/vmail/claire/dovecot.rawlog/*";
        QCOMPARE(hostOf(r), hostOf(other));
    }
    void aHostAtRestWasQuiet() {
        const Activity a = halfHours();
        const auto found = [&](const ProcessNumbers& p) { return hostSilences(a, p, kNight - 5 * kHr, kNight + 5 * kHr); };
        QCOMPARE(found(ProcessNumbers({})).size(), std::size_t{1});  // nothing known of its processes
        QCOMPARE(found(numbers(1, 0)).size(), std::size_t{0});
        const auto busy = found(numbers(1, 200));
        QCOMPARE(busy.size(), std::size_t{1});
        QVERIFY(busy[0].counted && busy[0].processes > busy[0].atRest && busy[0].processes >= 200);
        QCOMPARE(hostSilences(a, numbers(1, 200), 0, 0).size(), std::size_t{0});  // nobody was there
    }
    void processNumbersThatBeganAnewSayNothing() {
        const Activity::Gap gap{kNight, kNight + kHr};
        const ProcessNumbers restarted({{1, Activity::slotOf(kNight - 5 * kMin), 900, 950}, {1, Activity::slotOf(kNight + kHr), 0, 120}});
        QVERIFY(!restarted.startedIn(gap));
        const ProcessNumbers on({{1, Activity::slotOf(kNight - 5 * kMin), 900, 950}, {1, Activity::slotOf(kNight + kHr), 1000, 1010}, {2, Activity::slotOf(kNight + kHr), 0, 133}});
        QCOMPARE(*on.startedIn(gap), std::uint64_t{49});
        QVERIFY(!on.startedIn({kNight + 9 * kHr, kNight + 10 * kHr}));
    }
    void theSameHoursOfOtherDaysDecide() {
        // Ten weekdays from Monday on, every ten minutes but for the nights' first hours, which are silent on every second day.
        const std::int64_t monday = kNight - 3 * kDy;
        const auto days = [&](bool hole) {
            Activity a;
            for (int d = 0; d < 12; ++d)
                for (std::int64_t t = monday + d * kDy; t < monday + (d + 1) * kDy; t += 10 * kMin) {
                    const std::int64_t hour = (t - monday - d * kDy) / kHr;
                    if ((hour == 4 && d % 2) || (hole && d == 7 && hour == 12)) continue;
                    a.add(t);
                }
            return a;
        };
        const auto silences = [&](bool hole) { return hostSilences(days(hole), ProcessNumbers({}), monday + 6 * kDy, monday + 9 * kDy); };
        QCOMPARE(silences(false).size(), std::size_t{0});  // silent at that hour is what it is every other day
        const auto found = silences(true);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].gap.from >= monday + 7 * kDy + 12 * kHr - 10 * kMin && found[0].gap.to <= monday + 7 * kDy + 13 * kHr + 10 * kMin);
        QVERIFY(found[0].why == HostSilence::Why::Habit || found[0].silentDays == 0);
    }
    void oneThatAlwaysWritesWithAnotherIsMissedWhereThatOneGoesOn() {
        const Activity web = every(2 * kMin, kNight - 2 * kHr, kNight + 2 * kHr);
        const Activity server = every(2 * kMin, kNight - 2 * kHr, kNight + 2 * kHr, kNight, kNight + 20 * kMin);
        const auto found = companionSilences(server, {nullptr, &web}, 0, 0);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].companion, std::size_t{1});
        QVERIFY(found[0].gap.from >= kNight - 5 * kMin && found[0].gap.to <= kNight + 25 * kMin);
        QVERIFY(found[0].minutes >= 6);
        QCOMPARE(found[0].together, found[0].otherMinutes);
        QCOMPARE(companionSilences(web, {&server}, 0, 0).size(), std::size_t{0});  // it goes on alone, and that is no silence
    }
    void companionsAreLearnedNotAssumed() {
        const Activity server = every(2 * kMin, kNight - 2 * kHr, kNight + 2 * kHr, kNight, kNight + 20 * kMin);
        const Activity seldom = every(2 * kMin, kNight, kNight + 20 * kMin);  // never seen together
        QCOMPARE(companionSilences(server, {&seldom}, 0, 0).size(), std::size_t{0});
        // Four of ten minutes of the other are without it: no rule.
        const Activity loose = every(kMin, kNight - 2 * kHr, kNight + 2 * kHr);
        const Activity hourly = every(30 * kMin, kNight - 2 * kHr, kNight + 2 * kHr);
        QCOMPARE(companionSilences(hourly, {&loose}, 0, 0).size(), std::size_t{0});
        QCOMPARE(companionSilences(server, {}, 0, 0).size(), std::size_t{0});
        QCOMPARE(companionSilences(Activity(), {&loose}, 0, 0).size(), std::size_t{0});
    }
    void oneThatWasNeverAloneNeedNotBeAloneForLong() {
        const Activity deliveries = every(10 * kMin, kNight - 2 * kHr, kNight + 2 * kHr, kNight + 20 * kMin, kNight + 50 * kMin);
        const Activity server = every(10 * kMin, kNight - 2 * kHr, kNight + 2 * kHr, kNight, kNight + 50 * kMin);  // two deliveries of it missing
        QCOMPARE(companionSilences(server, {&deliveries}, 0, 0).size(), std::size_t{0});
        const auto inside = companionSilences(server, {&deliveries}, kNight - kHr, kNight + kHr);
        QCOMPARE(inside.size(), std::size_t{1});
        QCOMPARE(inside[0].minutes, std::uint64_t{2});
        QCOMPARE(companionSilences(server, {&deliveries}, kNight + 30 * kMin, kNight + kHr).size(), std::size_t{0});
        Activity once = server;  // the server was without it, and it without the server, once before
        Activity alone = deliveries;
        alone.add(kNight - 85 * kMin);
        QCOMPARE(companionSilences(once, {&alone}, kNight - kHr, kNight + kHr).size(), std::size_t{0});
    }
    void aRuleSetInAHoleServesItsOwnerAfterIt() {
        const auto scene = [](bool sent, bool known) {
            Scene s;
            night(s, kNight, kNight + kHr);
            if (known) s.add(Line(Action::Login, "sieve", kNight - kHr).account(kOwner).ip(kDesk).session("rules").ok());
            if (sent) s.add(Line(Action::Redirect, "lmtp", kNight + 90 * kMin).account(kOwner).item("INBOX", 9, "<other@x>").ok());
            s.add(Mail("INBOX", 2, 1000).arrived(kNight + 80 * kMin));
            declareRest(s);
            auto& declared = s.input.settings["routes-not-applicable"];
            declared.replace(declared.find("rules=there was none,"), 21, "");
            return without(s.run(), 2);
        };
        QCOMPARE(scene(false, false).grade, Grade::NoRecord);
        QCOMPARE(scene(true, false).grade, Grade::Undetermined);
        QVERIFY(inEnglish(scene(true, false).why.at(0)).find("who set it is not recorded") != std::string::npos);
        for (const std::string& why : scene(true, true).why) QVERIFY(inEnglish(why).find("who set it is not recorded") == std::string::npos);
    }
    void aLogThatIsSilentWhileItsWebmailGoesOnHasAHole() {
        for (const bool refused : {false, true}) {
            Scene s;
            const auto trace = s.addSource("var/log/roundcube/imap.log", "roundcube-imap");
            night(s, kNight, kNight + 30 * kMin);
            for (std::int64_t t = kNight - 6 * kHr; t <= kNight + 6 * kHr; t += 10 * kMin) {
                Line l(Action::Login, "imap", t);
                if (refused && t >= kNight && t < kNight + 30 * kMin) l.failed();
                s.add(l.account(kOwner).session("w" + std::to_string(t)).source(trace));
                Line again(Action::Login, "imap", t + 60 * kSec);
                if (t >= kNight && t < kNight + 30 * kMin) s.add((refused ? again.failed() : again.ok()).account(kOwner).session("x" + std::to_string(t)).source(trace));
            }
            s.add(Mail("INBOX", 1, 1000));
            declareRest(s);
            const TraceResult r = s.run();
            QCOMPARE(silences(r).size(), std::size_t{refused ? 0u : 1u});  // who is refused opens no session
            if (refused) continue;
            QCOMPARE(silences(r)[0].recorder, std::string("var/log/dovecot.log"));
            QVERIFY(inEnglish(silences(r)[0].detail).find("while var/log/roundcube/imap.log wrote of \"login\"") != std::string::npos);
            QCOMPARE(without(r, 1).grade, Grade::Undetermined);
        }
    }
};

QTEST_GUILESS_MAIN(HostSilenceTest)
#include "tst_host_silence.moc"
