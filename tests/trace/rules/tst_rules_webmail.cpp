// T14, T15, T21, T22, T25, T27 and T28, webmail: each rule by a case it holds in, one it does not, and the edge.
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"

using namespace scene;

namespace {

constexpr std::int64_t kMin = 60 * kSec;

Scene mailbox() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    s.add(Mail("INBOX", 7, 3000).file("2", "plan.pdf", 900).file("3", "b.pdf", 700));
    return s;
}
Line get(std::uint32_t uid, std::int64_t bytes, std::int64_t at = kNight, const char* part = "2") {
    return web(Action::Download, at).item("INBOX", uid).part(part).bytes(bytes).field("action", "get");
}
Line idLine(std::int64_t at, const std::string& id, const char* action, std::uint32_t uid, const char* part = "") {
    return Line(Action::ClientId, "imap", at).account(kOwner).ip("127.0.0.1").session(id).item("INBOX", uid).part(part).field("task", "mail").field("action", action);
}
Line served(std::int64_t at, const std::string& id, int headers, int bodies, std::int64_t bytes) {
    return counted(at, headers, headers * 300, bodies, bytes).ip("127.0.0.1").session(id);
}
/// The web server's log alone, its octets those sent; the login log says whose session it is.
Scene webOnly() {
    Scene s;
    s.addSource("var/log/nginx/access.log", "access-log");
    s.indicator(kIntruder).fact("web-log-bytes", "", "body");
    s.add(Line(Action::Login, "webmail", kNight - 5 * kSec).account(kOwner).ip(kIntruder).session("abcdefgh").ok());
    s.add(web(Action::Login, kNight - 5 * kSec).source(2));
    return s;
}
Line answered(std::uint32_t uid, std::int64_t bytes, std::int64_t at = kNight) { return get(uid, bytes, at).source(2).session("tok").field("token", "tok"); }

Scene listed(std::uint32_t messages, int rows, const char* page = "") {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    for (std::uint32_t uid = 1; uid <= messages; ++uid) s.add(Mail("INBOX", uid, 1000));
    Line l = web(Action::List, kNight).item("INBOX", 0).field("action", "list");
    Line id = idLine(kNight, "b1", "list", 0);
    if (*page) l.field("page", page), id.field("page", page);
    s.add(l).add(id);
    if (rows >= 0) s.add(served(kNight, "b1", rows, 0, 0));
    return s;
}
std::size_t rowsOf(Scene s) { return withActor(s.run()).size(); }

Scene zimbra() {
    Scene s = mailbox();
    s.input.items[0].messageId = s.input.symbols.intern("<z@x>");
    s.add(Line(Action::Page, "webmail", kNight - 2 * kSec).account(kOwner).ip(kIntruder).ok());
    return s;
}
Line numbered(const char* account, const char* number, const char* id) {
    return Line(Action::Deliver, "zimbra", kNight - 3600 * kSec).account(account).item("INBOX", 0, id).field("item_id", number);
}
Line zimbraGet(const char* number, const char* part) { return web(Action::Download, kNight).part(part).bytes(900).field("item_id", number).field("product", "Zimbra"); }

std::vector<Axis> attributions(const TraceResult& r) {
    std::vector<Axis> out;
    for (const Session& v : r.sessions) out.push_back(v.attribution);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

class RulesWebmail : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void t14PositiveTheRequestNamesTheItem();
    void t14NegativeAPageIsNoDelivery();
    void t14BoundaryOneOctetBelowThePart();
    void t14BoundaryWebServersOctetsAlone();
    void t14BoundaryASecondSizeTellsThemFromAPage();
    void t15PositiveNumberToMessageId();
    void t15NegativeANumberNoLogTies();
    void t15BoundaryTheSameNumberElsewhere();
    void t15BoundarySomeOfTheParts();
    void t21PositiveIdLineTiesThem();
    void t21NegativeAnotherRequestIsQuoted();
    void t21BoundaryThreeSeconds();
    void t21BoundaryTwoClientsInTheSecond();
    void t22PositiveNoSessionInThatSecond();
    void t22NegativeSizeOnlyThePartHas();
    void t22BoundaryOneSizeWhateverIsAsked();
    void t22BoundaryRecorderOnWithinTwelveHours();
    void t22BoundaryAnUnclaimedSessionNearby();
    void t25PositiveOneTokenIsOneSession();
    void t25NegativeAnotherTokenIsAnother();
    void t25BoundaryOverlapOrSequence();
    void t27PositiveThumbnailIsADeliveryWithoutAClick();
    void t27NegativeARefererIsNoAccess();
    void t27BoundaryPagesAroundTheContent();
    void t28PositiveRowsOfThePage();
    void t28NegativeASearchWithoutHits();
    void t28BoundaryLastRowOfThePage();
    void t28BoundaryOneRowMore();
};

void RulesWebmail::t14PositiveTheRequestNamesTheItem() {
    Scene s = mailbox();
    const auto r = s.add(get(7, 912)).add(idLine(kNight, "b1", "get", 7, "2")).add(served(kNight, "b1", 1, 1, 900)).run();
    QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Recorded);
    QVERIFY(rowOf(r, 7, true, "3").id.empty());
}

void RulesWebmail::t14NegativeAPageIsNoDelivery() {
    for (const char* action : {"pagenav", "headers"}) {
        Scene s = mailbox();
        QVERIFY(withActor(s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7).bytes(5000).field("action", action)).run()).empty());
    }
}

void RulesWebmail::t14BoundaryOneOctetBelowThePart() {
    for (const int bytes : {899, 900}) {
        Scene s = mailbox();
        s.add(get(7, 912)).add(idLine(kNight, "b1", "get", 7, "2")).add(served(kNight, "b1", 1, 1, bytes));
        const Touch t = rowOf(s.run(), 7, true, "2");
        QCOMPARE(t.grade, bytes == 900 ? Grade::Recorded : Grade::Probable);
        QCOMPARE(t.complete, bytes == 900);
    }
}

void RulesWebmail::t14BoundaryWebServersOctetsAlone() {
    // Larger than any page, octets sent counted: the part, or a transfer that is not it.
    for (const int bytes : {199'999, 200'000}) {
        Scene s = webOnly();
        s.add(Mail("INBOX", 8, 300'000).file("2", "plan.pdf", 200'000));
        const Touch t = rowOf(s.add(answered(8, bytes)).run(), 8, true, "2");
        QCOMPARE(t.grade, bytes == 200'000 ? Grade::Recorded : Grade::Possible);
        QCOMPARE(t.complete, bytes == 200'000);
    }
    for (const std::uint64_t size : {65'536u, 65'537u}) {  // a page may be as large as the first
        Scene s = webOnly();
        s.add(Mail("INBOX", 8, 300'000).file("2", "plan.pdf", size));
        QCOMPARE(rowOf(s.add(answered(8, 65'600)).run(), 8, true, "2").grade, size > 65'536 ? Grade::Recorded : Grade::Possible);
    }
}

void RulesWebmail::t14BoundaryASecondSizeTellsThemFromAPage() {
    // 10 000 octets fit parts of 9216 to 10 000: another answer proves it only if no page could have both sizes.
    for (const std::uint64_t other : {10'800u, 10'801u}) {
        Scene s = webOnly();
        s.add(Mail("INBOX", 8, 20'000).file("2", "plan.pdf", 10'000)).add(Mail("INBOX", 9, 20'000).file("2", "b.pdf", other));
        s.add(answered(8, 10'010)).add(answered(9, static_cast<std::int64_t>(other) + 10, kNight + kSec));
        QCOMPARE(rowOf(s.run(), 8, true, "2").grade, other > 10'800 ? Grade::Recorded : Grade::Possible);
    }
}

void RulesWebmail::t15PositiveNumberToMessageId() {
    Scene s = zimbra();
    const auto r = s.add(numbered(kOwner, "2977", "<z@x>")).add(zimbraGet("2977", "2")).run();
    QCOMPARE(rowOf(r, 7, true, "2").grade, Grade::Probable);
    QVERIFY(rowOf(r, 7, true, "3").id.empty());
}

void RulesWebmail::t15NegativeANumberNoLogTies() {
    Scene s = zimbra();
    QVERIFY(withActor(s.add(numbered(kOwner, "2977", "<z@x>")).add(zimbraGet("2978", "2")).run()).empty());
}

void RulesWebmail::t15BoundaryTheSameNumberElsewhere() {
    // Numbers are a mailbox's own: 2977 of another account is another message.
    Scene s = zimbra();
    QVERIFY(withActor(s.add(numbered("denis@x.example", "2977", "<z@x>")).add(zimbraGet("2977", "2")).run()).empty());
}

void RulesWebmail::t15BoundarySomeOfTheParts() {
    Scene s = zimbra();
    s.add(Mail("INBOX", 8, 9000));
    s.input.items[0].wireSize = 3000;
    Line two = zimbraGet("2977", "2,3");
    two.e.action = Action::Export;
    const auto r = s.add(numbered(kOwner, "2977", "<z@x>")).add(two.field("scope", "attachments")).run();
    QVERIFY(!rowOf(r, 7, true, "2").id.empty() && !rowOf(r, 7, true, "3").id.empty());
    Scene one = zimbra();
    Line three = zimbraGet("2977", "3");
    three.e.action = Action::Export;
    const auto o = one.add(numbered(kOwner, "2977", "<z@x>")).add(three.field("scope", "attachments")).run();
    QVERIFY(rowOf(o, 7, true, "2").id.empty() && !rowOf(o, 7, true, "3").id.empty());
}

void RulesWebmail::t21PositiveIdLineTiesThem() {
    Scene s = mailbox();
    const auto r = s.add(get(7, 6100)).add(idLine(kNight, "b1", "get", 7, "2")).add(served(kNight, "b1", 1, 1, 900)).run();
    QCOMPARE(rowOf(r, 7, true, "2").identity, Axis::Top);
    QCOMPARE(rowOf(r, 7, true, "2").evidence.size(), std::size_t(3));
}

void RulesWebmail::t21NegativeAnotherRequestIsQuoted() {
    Scene s = mailbox();
    s.add(get(7, 6100)).add(idLine(kNight, "b1", "get", 8, "2")).add(served(kNight, "b1", 1, 1, 900));
    QVERIFY(rowOf(s.run(), 7, true, "2").id.empty());  // that session is not this request's: nothing says whose account
}

void RulesWebmail::t21BoundaryThreeSeconds() {
    for (const std::int64_t late : {0, 1}) {
        Scene s = mailbox();
        const std::int64_t at = kNight - 3 * kSec - late;
        s.add(get(7, 6100)).add(idLine(at, "b1", "get", 7, "2")).add(served(at, "b1", 1, 1, 900));
        QCOMPARE(rowOf(s.run(), 7, true, "2").id.empty(), late == 1);
    }
}

void RulesWebmail::t21BoundaryTwoClientsInTheSecond() {
    // Without an ID line the second and the counters tie them: of two clients, neither surely.
    const auto grade = [](bool second) {
        Scene s = mailbox();
        s.add(get(7, 6100)).add(served(kNight, "b1", 1, 1, 900));
        if (second) s.add(web(Action::Download, kNight, kDesk).item("INBOX", 7).part("3").bytes(700).field("action", "get"));
        return rowOf(s.run(), 7, true, "2").grade;
    };
    QCOMPARE(grade(false), Grade::Probable);
    QCOMPARE(grade(true), Grade::Undetermined);  // no row: whose session it was is open
}

void RulesWebmail::t22PositiveNoSessionInThatSecond() {
    Scene s = mailbox();
    s.add(get(7, 912)).add(idLine(kNight, "b1", "get", 7, "2")).add(served(kNight, "b1", 1, 1, 900));
    s.add(get(7, 6100, kNight + 10 * kMin, "3"));
    const auto r = s.run();
    QVERIFY(!rowOf(r, 7, true, "2").id.empty());
    QVERIFY(rowOf(r, 7, true, "3").id.empty());
}

void RulesWebmail::t22NegativeSizeOnlyThePartHas() {
    Scene s = mailbox();
    s.fact("web-log-bytes", "", "body");
    s.add(Mail("INBOX", 8, 300'000).file("2", "big.pdf", 200'000));
    s.add(get(7, 912)).add(idLine(kNight, "b1", "get", 7, "2")).add(served(kNight, "b1", 1, 1, 900));
    s.add(get(8, 200'010, kNight + 10 * kMin));
    const Touch t = rowOf(s.run(), 8, true, "2");
    QVERIFY(t.delivery == Axis::Top);
    QVERIFY(!t.against.empty());  // the silence is said
}

void RulesWebmail::t22BoundaryOneSizeWhateverIsAsked() {
    const auto rows = [](int items, std::int64_t spread) {
        Scene s = webOnly();
        for (int i = 0; i < items; ++i) {
            const auto uid = static_cast<std::uint32_t>(8 + i);
            s.add(Mail("INBOX", uid, 50'000).file("2", "plan.pdf", 20'000 + uid));
            s.add(answered(uid, 6100 + (i == items - 1 ? spread : 0), kNight + i * kSec));
        }
        return withActor(s.run()).size();
    };
    QCOMPARE(rows(2, 0), std::size_t(2));   // two alike may be chance: possible
    QCOMPARE(rows(3, 0), std::size_t(0));   // three are a page
    QCOMPARE(rows(3, 64), std::size_t(0));  // which echoes the address it was asked for
    QCOMPARE(rows(3, 65), std::size_t(3));
}

void RulesWebmail::t22BoundaryRecorderOnWithinTwelveHours() {
    for (const std::int64_t beyond : {0, 1}) {
        Scene s = webOnly();
        s.add(Mail("INBOX", 7, 30'000).file("2", "plan.pdf", 9000)).add(Mail("INBOX", 8, 3000).file("2", "b.pdf", 900));
        const std::int64_t joined = kNight + 12 * 60 * kMin + beyond;
        s.add(answered(7, 6100));
        s.add(answered(8, 912, joined)).add(idLine(joined, "b1", "get", 8, "2").field("token", "tok")).add(served(joined, "b1", 1, 1, 900));
        QCOMPARE(rowOf(s.run(), 7, true, "2").id.empty(), beyond == 0);
    }
}

void RulesWebmail::t22BoundaryAnUnclaimedSessionNearby() {
    for (const std::int64_t beyond : {0, 1}) {
        Scene s = webOnly();
        s.add(Mail("INBOX", 7, 30'000).file("2", "plan.pdf", 9000)).add(Mail("INBOX", 8, 3000).file("2", "b.pdf", 900));
        s.add(answered(7, 6100));
        s.add(answered(8, 912, kNight + kMin)).add(idLine(kNight + kMin, "b1", "get", 8, "2").field("token", "tok")).add(served(kNight + kMin, "b1", 1, 1, 900));
        s.add(served(kNight + 3 * kSec + beyond, "b2", 3, 9, 9999).account("denis@x.example"));  // nobody's: may be its
        QCOMPARE(rowOf(s.run(), 7, true, "2").id.empty(), beyond == 1);
    }
}

void RulesWebmail::t25PositiveOneTokenIsOneSession() {
    Scene s = mailbox();
    s.add(get(7, 912).session("tok").field("token", "tok")).add(get(7, 912, kNight + 50 * kMin, "3").session("tok").field("token", "tok"));
    QCOMPARE(s.run().sessions.size(), std::size_t(1));
}

void RulesWebmail::t25NegativeAnotherTokenIsAnother() {
    Scene s = mailbox();
    s.add(get(7, 912).session("tok").field("token", "tok"));
    s.add(web(Action::Page, kNight + kMin, "192.0.2.9").session("other").field("token", "other").field("action", "list"));
    QCOMPARE(attributions(s.run()), (std::vector<Axis>{Axis::None, Axis::Top}));
}

void RulesWebmail::t25BoundaryOverlapOrSequence() {
    // One token at two addresses is possible, one after the other or both at once; "replayed" needs the overlap and
    // another client.
    const auto sessions = [](std::int64_t secondAt, const char* agent) {
        Scene s = mailbox();
        s.add(get(7, 912).session("tok").field("token", "tok")).add(get(7, 912, kNight + 10 * kMin, "3").session("tok").field("token", "tok"));
        s.add(web(Action::List, secondAt, "192.0.2.9").agent(agent).session("tok").field("token", "tok").item("INBOX", 0).field("action", "list"));
        return s.run();
    };
    const auto replayed = [](const TraceResult& r) {
        return std::any_of(r.sessions.begin(), r.sessions.end(), [](const Session& v) {
            return std::any_of(v.reasons.begin(), v.reasons.end(), [](const std::string& why) { return inEnglish(why).find("replayed") != std::string::npos; });
        });
    };
    const std::vector<Axis> possible{Axis::Possible, Axis::Top};
    for (const std::int64_t at : {kNight + 10 * kMin, kNight + 10 * kMin + 1, kNight + 5 * kMin}) QCOMPARE(attributions(sessions(at, "Other/2")), possible);
    QVERIFY(replayed(sessions(kNight + 5 * kMin, "Other/2")));
    QVERIFY(replayed(sessions(kNight + 10 * kMin, "Other/2")));       // touching intervals meet
    QVERIFY(!replayed(sessions(kNight + 10 * kMin + 1, "Other/2")));  // a sequence
    QVERIFY(!replayed(sessions(kNight + 5 * kMin, "Browser/1")));     // the same client, another network
}

void RulesWebmail::t27PositiveThumbnailIsADeliveryWithoutAClick() {
    Scene s = mailbox();
    s.add(get(7, 4000).field("thumb", "1").field("embed", "1"));
    s.add(idLine(kNight, "b1", "get", 7, "2").field("thumb", "1").field("embed", "1")).add(served(kNight, "b1", 1, 1, 900));
    const Touch t = rowOf(s.run(), 7, true, "2");
    QCOMPARE(t.grade, Grade::Recorded);
    QCOMPARE(t.rules.at(0), std::string("T27@1"));
}

void RulesWebmail::t27NegativeARefererIsNoAccess() {
    Scene s = mailbox();
    s.add(web(Action::Refresh, kNight).account(kOwner).field("action", "refresh").field("referer_folder", "INBOX"));
    QVERIFY(withActor(s.run()).empty());
}

void RulesWebmail::t27BoundaryPagesAroundTheContent() {
    for (const char* page : {"frame", "preload"}) {
        Scene s = mailbox();
        QVERIFY(withActor(s.add(get(7, 6900).account(kOwner).field(page, "1")).run()).empty());
    }
    Scene s = mailbox();
    QVERIFY(!rowOf(s.add(get(7, 912).account(kOwner).field("embed", "1")).run(), 7, true, "2").id.empty());
}

void RulesWebmail::t28PositiveRowsOfThePage() {
    const auto r = listed(60, 50).run();
    QCOMPARE(withActor(r).size(), std::size_t(50));
    for (const Touch& t : withActor(r)) QCOMPARE(t.grade, Grade::Probable);
}

void RulesWebmail::t28NegativeASearchWithoutHits() {
    Scene s = mailbox();
    s.add(web(Action::Search, kNight).item("INBOX", 0).field("action", "search").field("search", "zebra").field("headers", "subject"));
    s.add(idLine(kNight, "b1", "search", 0).field("search", "zebra").field("headers", "subject")).add(served(kNight, "b1", 0, 0, 0));
    QVERIFY(withActor(s.run()).empty());
}

void RulesWebmail::t28BoundaryLastRowOfThePage() {
    const auto first = listed(60, 50).run();
    QVERIFY(!rowOf(first, 11, false).id.empty() && rowOf(first, 10, false).id.empty());
    const auto second = listed(60, 10, "2").run();
    QVERIFY(rowOf(second, 11, false).id.empty() && !rowOf(second, 10, false).id.empty());
    QCOMPARE(rowsOf(listed(60, 0, "3")), std::size_t(0));
}

void RulesWebmail::t28BoundaryOneRowMore() {
    // hdr_count counts the rows exactly: a page of another length than reconstructed is not that page.
    QCOMPARE(rowOf(listed(12, 12).run(), 12, false).grade, Grade::Probable);
    QCOMPARE(rowOf(listed(12, 11).run(), 12, false).grade, Grade::Possible);
    QCOMPARE(rowOf(listed(12, 13).run(), 12, false).grade, Grade::Possible);
    Scene uncounted = listed(12, -1);
    uncounted.input.events[uncounted.input.events.size() - 2].account = uncounted.input.symbols.intern(kOwner);
    uncounted.input.events[uncounted.input.events.size() - 2].mailbox = uncounted.input.symbols.intern(kOwner);
    QCOMPARE(rowOf(uncounted.run(), 12, false).grade, Grade::Possible);
}

QTEST_GUILESS_MAIN(RulesWebmail)
#include "tst_rules_webmail.moc"
