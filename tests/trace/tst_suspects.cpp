// Signals of suspects, each said for what was seen, not said where it was not, and at its boundary; and sign-ins joined to
// the audit log of the same session (evidence model §1 families, T06, T25, T30).
#include <QtTest>

#include "tests/trace/scene.h"

#include "base/phrase.h"
#include "trace/travel.h"

using namespace scene;

namespace {

constexpr std::int64_t kDaySec = 86'400 * kSec;
const std::string kAad = "0f3c1a52-9a1b-4c7d-8e21-3b5d6f7a8b9c", kOther = "5e1f0a2b-3c4d-4e5f-8a9b-0c1d2e3f4a5b";

Line login(std::int64_t utc, const std::string& ip, const std::string& session, const std::string& account = kOwner) {
    Line l(Action::Login, "imap", utc);
    l.account(account).ip(ip).session(session).ok();
    return l;
}

Line signIn(std::int64_t utc, const std::string& ip, const std::string& factors, const std::string& session = {}) {
    Line l(Action::Login, "m365", utc);
    l.account(kOwner).ip(ip).agent("Firefox/132").session(session).ok();
    if (!factors.empty()) l.field("authentication_requirement", factors);
    return l;
}

Line bind(std::int64_t utc, const std::string& ip, const std::string& agent, const std::string& session = {}) {
    Line l(Action::Access, "m365", utc);
    l.account(kOwner).ip(ip).agent(agent).session(session).item("\\Inbox", 0, "<m1@x>").ok().field("mail_access_type", "Bind");
    return l;
}

Line listed(std::int64_t utc, const std::string& name = kOwner) {
    Line l(Action::Other, "credential-list", utc);
    l.account(name);
    return l;
}

/// A session that lasts: its first and last line.
void live(Scene& s, std::int64_t from, std::int64_t to, const std::string& ip, const std::string& id, const std::string& agent) {
    s.add(Line(Action::Login, "imap", from).account(kOwner).ip(ip).session(id).agent(agent).ok());
    s.add(Line(Action::Select, "imap", to).account(kOwner).ip(ip).session(id).agent(agent).ok());
}

std::string reasons(const TraceResult& r, const std::string& ip) {
    std::string out;
    for (const auto& s : r.suspects)
        if (s.clientIp == ip)
            for (const auto& w : s.reasons) out += inEnglish(w) + "\n";
    return out;
}

bool says(const TraceResult& r, const std::string& ip, const std::string& what) { return reasons(r, ip).find(what) != std::string::npos; }

const Session& at(const TraceResult& r, const std::string& ip, const std::string& agent = {}) {
    for (const auto& s : r.sessions)
        if (s.clientIp == ip && (agent.empty() || s.userAgent == agent)) return s;
    static const Session none;
    return none;
}

}  // namespace

class SuspectsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Listed stolen credential.
    void aListedAccountAtANewAddress() {
        Scene s;
        s.add(listed(kNight - 10 * kDaySec)).add(login(kNight - 20 * kDaySec, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        const auto r = s.run();
        QVERIFY2(says(r, kIntruder, "credential: a list of stolen credentials of 2025-12-01 names the account"), reasons(r, kIntruder).c_str());
        QVERIFY(!says(r, kDesk, "list of stolen"));  // known there before
    }
    void aListProvesNothingByItself() {
        Scene s;
        s.add(listed(kNight - 10 * kDaySec));
        const auto r = s.run();
        QVERIFY(r.suspects.empty());
        QVERIFY(r.sessions.empty());
    }
    void aListOfLaterSaysNothingOfEarlier() {
        Scene s;
        s.add(listed(kNight + 1 * kSec)).add(login(kNight - 20 * kDaySec, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        QVERIFY(!says(s.run(), kIntruder, "list of stolen"));
        Scene same;  // the boundary: of the same instant
        same.add(listed(kNight)).add(login(kNight - 20 * kDaySec, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        QVERIFY(says(same.run(), kIntruder, "list of stolen"));
    }
    void aListWithoutADateSaysSo() {
        Scene s;
        s.add(listed(0, "claire")).add(login(kNight - 20 * kDaySec, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        QVERIFY(says(s.run(), kIntruder, "a list of stolen credentials without a date"));
    }
    void anotherAccountsCredentialSaysNothing() {
        Scene s;
        s.add(listed(kNight - 10 * kDaySec, "martin@x.example")).add(login(kNight - 20 * kDaySec, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        QVERIFY(!says(s.run(), kIntruder, "list of stolen"));
    }

    // Factors.
    void oneFactorWhereOthersTookSeveral() {
        Scene s;
        for (int i = 0; i < 4; ++i) s.add(signIn(kNight - (20 - i) * kDaySec, kDesk, "multiFactorAuthentication"));
        s.add(signIn(kNight, kIntruder, "singleFactorAuthentication"));
        const auto r = s.run();
        QVERIFY2(says(r, kIntruder, "credential: signed in with one factor, where 4 other sign-ins of this account took several"), reasons(r, kIntruder).c_str());
    }
    void atThreeItIsTooFewToSay() {
        Scene s;
        for (int i = 0; i < 3; ++i) s.add(signIn(kNight - (20 - i) * kDaySec, kDesk, "multiFactorAuthentication"));
        s.add(signIn(kNight, kIntruder, "singleFactorAuthentication"));
        QVERIFY(!says(s.run(), kIntruder, "one factor"));
    }
    void anAccountThatNeverTookSeveralSaysNothing() {
        Scene s;
        for (int i = 0; i < 9; ++i) s.add(signIn(kNight - (20 - i) * kDaySec, kDesk, "singleFactorAuthentication"));
        s.add(signIn(kNight, kIntruder, "singleFactorAuthentication"));
        QVERIFY(!says(s.run(), kIntruder, "one factor"));
        Scene unsaid;
        for (int i = 0; i < 9; ++i) unsaid.add(signIn(kNight - (20 - i) * kDaySec, kDesk, "multiFactorAuthentication"));
        unsaid.add(signIn(kNight, kIntruder, ""));  // the log does not say
        QVERIFY(!says(unsaid.run(), kIntruder, "one factor"));
    }

    // Two networks at once.
    void twoNetworksAtOnceWithTwoClients() {
        Scene s;
        live(s, kNight - kDaySec, kNight - kDaySec + 600 * kSec, kDesk, "before", "Thunderbird");
        live(s, kNight, kNight + 3600 * kSec, kDesk, "desk", "Thunderbird");
        live(s, kNight + 600 * kSec, kNight + 900 * kSec, kIntruder, "his", "curl");
        const auto r = s.run();
        QVERIFY2(says(r, kIntruder, "network: in use at the same time as session " + at(r, kDesk).id) || says(r, kIntruder, "network: in use at the same time as session S-"),
                 reasons(r, kIntruder).c_str());
        QVERIFY(says(r, kIntruder, "at 198.51.100.11 in another network"));
        QVERIFY(!says(r, kIntruder, "nobody travels"));  // nothing is called impossible without a distance
        QVERIFY(!says(r, kDesk, "in use at the same time"));
    }
    void oneAfterTheOtherIsNoOverlap() {
        Scene s;
        live(s, kNight, kNight + 600 * kSec, kDesk, "desk", "Thunderbird");
        live(s, kNight + 601 * kSec, kNight + 900 * kSec, kIntruder, "his", "curl");
        QVERIFY(!says(s.run(), kIntruder, "at the same time"));
        Scene touching;  // the boundary: begins in the instant the other ends
        live(touching, kNight, kNight + 600 * kSec, kDesk, "desk", "Thunderbird");
        live(touching, kNight + 600 * kSec, kNight + 900 * kSec, kIntruder, "his", "curl");
        QVERIFY(says(touching.run(), kIntruder, "at the same time"));
    }
    void oneClientInTwoNetworksIsAPhoneChangingThem() {
        Scene s;
        live(s, kNight, kNight + 3600 * kSec, kDesk, "desk", "K-9");
        live(s, kNight + 600 * kSec, kNight + 900 * kSec, kIntruder, "his", "K-9");
        QVERIFY(!says(s.run(), kIntruder, "at the same time"));
    }
    void twoAddressesOfOneNetworkSayNothing() {
        Scene s;
        live(s, kNight, kNight + 3600 * kSec, kDesk, "desk", "Thunderbird");
        live(s, kNight + 600 * kSec, kNight + 900 * kSec, "198.51.7.7", "his", "curl");
        QVERIFY(!says(s.run(), "198.51.7.7", "at the same time"));
    }

    // Travel, where locations are known.
    void tooFarTooSoon() {
        Scene s;
        s.input.settings["address-locations"] = "198.51.100.0/24,FR,48.85,2.35\n203.0.113.0/24,US,40.71,-74.01\n";
        s.add(login(kNight, kDesk, "desk")).add(login(kNight + 3600 * kSec, kIntruder, "his"));
        const auto r = s.run();
        QVERIFY2(says(r, kIntruder, "was at 198.51.100.11, 583") && says(r, kIntruder, "60 minutes apart: nobody travels so fast"), reasons(r, kIntruder).c_str());
    }
    void aFlightIsNoSignal() {
        Scene s;
        s.input.settings["address-locations"] = "198.51.100.0/24,FR,48.85,2.35;203.0.113.0/24,US,40.71,-74.01";
        s.add(login(kNight, kDesk, "desk")).add(login(kNight + 6 * 3600 * kSec, kIntruder, "his"));
        QVERIFY(!says(s.run(), kIntruder, "nobody travels"));  // 5837 km in six hours
        Scene faster;
        faster.input.settings["address-locations"] = "198.51.100.0/24,FR,48.85,2.35;203.0.113.0/24,US,40.71,-74.01";
        faster.add(login(kNight, kDesk, "desk")).add(login(kNight + 5 * 3600 * kSec, kIntruder, "his"));
        QVERIFY(says(faster.run(), kIntruder, "300 minutes apart"));
    }
    void nearPlacesSayNothing() {
        Scene s;
        s.input.settings["address-locations"] = "198.51.100.0/24,FR,48.85,2.35;203.0.113.0/24,FR,45.76,4.84";  // 392 km
        s.add(login(kNight, kDesk, "desk")).add(login(kNight, kIntruder, "his"));
        QVERIFY(!says(s.run(), kIntruder, "nobody travels"));
    }
    void aSignInsOwnPlaceCounts() {
        Scene s;
        s.add(signIn(kNight, kDesk, "").field("latitude", "48.85").field("longitude", "2.35").field("country", "FR"));
        s.add(signIn(kNight + 1800 * kSec, kIntruder, "").field("latitude", "40.71").field("longitude", "-74.01").field("country", "US"));
        QVERIFY(says(s.run(), kIntruder, "30 minutes apart: nobody travels so fast"));
    }
    void twoCountriesAtOnce() {
        Scene s;
        s.input.settings["address-locations"] = "198.51.100.0/24,FR;203.0.113.0/24,NL";
        live(s, kNight, kNight + 3600 * kSec, kDesk, "desk", "Thunderbird");
        live(s, kNight + 600 * kSec, kNight + 900 * kSec, kIntruder, "his", "Thunderbird");
        QVERIFY(says(s.run(), kIntruder, "network: in use in NL at the same time as session S-"));
        Scene one;
        one.input.settings["address-locations"] = "198.51.100.0/24,FR;203.0.113.0/24,FR";
        live(one, kNight, kNight + 3600 * kSec, kDesk, "desk", "Thunderbird");
        live(one, kNight + 600 * kSec, kNight + 900 * kSec, kIntruder, "his", "curl");
        QVERIFY(!says(one.run(), kIntruder, "at the same time"));
    }
    void linesOfPlacesAreChecked() {
        QCOMPARE(badLocation("203.0.113.0/24,NL\n# a comment\n 2001:db8::/32,FR,48.85,2.35 \n"), std::string());
        QCOMPARE(badLocation("203.0.113.0/24,NL;nowhere,NL"), std::string("nowhere,NL"));
        QCOMPARE(badLocation("203.0.113.0/24,NL,95,4"), std::string("203.0.113.0/24,NL,95,4"));
        QCOMPARE(badLocation("203.0.113.0/24"), std::string("203.0.113.0/24"));
        const Locations two("203.0.0.0/8,NL;203.0.113.0/24,FR");
        QCOMPARE(two.of("203.0.113.66")->country, std::string("FR"));  // the narrower
        QCOMPARE(two.of("203.9.9.9")->country, std::string("NL"));
        QVERIFY(!two.of("198.51.100.1"));
    }

    void theServersOwnAddressIsNoNews() {
        Scene s;
        s.add(bind(kNight - kDaySec, kDesk, "Client=OWA")).add(bind(kNight, "2603:10a6:800:125::13", "Client=OWA")).add(bind(kNight, kIntruder, "Client=OWA"));
        const auto r = s.run();
        QVERIFY(says(r, kIntruder, "first time this account is seen at"));
        QVERIFY(reasons(r, "2603:10a6:800:125::13").empty());
    }

    // Clients, applications.
    void aClientNeverSeenOnTheAccount() {
        Scene s;
        live(s, kNight - kDaySec, kNight - kDaySec, kDesk, "desk", "Thunderbird");
        live(s, kNight, kNight, kIntruder, "his", "python-imaplib");
        const auto r = s.run();
        QVERIFY(says(r, kIntruder, "client: first time this account is seen with this client"));
        QVERIFY(!says(r, kDesk, "with this client"));  // the first client of all is no news
    }
    void aClientKnownFromElsewhereOnTheAccountIsNoNews() {
        Scene s;
        live(s, kNight - kDaySec, kNight - kDaySec, kDesk, "desk", "Thunderbird");
        live(s, kNight, kNight, kIntruder, "his", "Thunderbird");
        QVERIFY(!says(s.run(), kIntruder, "with this client"));
    }
    void anApplicationNeverSeenOnTheAccount() {
        Scene s;
        s.add(bind(kNight - kDaySec, kDesk, "Client=REST").field("app_id", "11111111-aaaa-4aaa-8aaa-111111111111"));
        s.add(bind(kNight, kIntruder, "Client=REST").field("app_id", "22222222-BBBB-4bbb-8bbb-222222222222"));
        const auto r = s.run();
        QVERIFY2(says(r, kIntruder, "client: first time the application 22222222-bbbb-4bbb-8bbb-222222222222 is seen on this account"), reasons(r, kIntruder).c_str());
        QVERIFY(!says(r, kDesk, "the application"));
    }

    // Conduct.
    void massReading() {
        for (const int reads : {39, 40}) {
            Scene s;
            for (int i = 0; i < reads; ++i) s.add(bind(kNight + i * kSec, kIntruder, "Client=OWA", kAad));
            QCOMPARE(says(s.run(), kIntruder, "conduct: 40 records of something opened"), reads == 40);
        }
    }
    void aClearedLog() {
        Scene s;
        s.add(Line(Action::Admin, "windows", kNight).account("admin").session("0x3e7").ok().field("op", "log-cleared"));
        s.add(Line(Action::Admin, "windows", kNight + kDaySec).account("other").session("0x3e8").ok().field("op", "service-installed"));
        const auto r = s.run();
        QCOMPARE(r.suspects.size(), std::size_t{1});
        QCOMPARE(r.suspects[0].account, std::string("admin"));
        QVERIFY(inEnglish(r.suspects[0].reasons.at(0)).find("a log was cleared in it") != std::string::npos);
    }
    void auditingSwitchedOff() {
        Scene s;
        const auto change = [](const char* account, const char* value) {
            Line l(Action::Admin, "m365", kNight);
            l.account(account).ip(kIntruder).ok().field("operation", "Set-Mailbox").field("parameters", std::string("{\"AuditEnabled\":\"") + value + "\"}");
            return l;
        };
        s.add(change("admin@x.example", "False"));
        QVERIFY(says(s.run(), kIntruder, "conduct: auditing was switched off in it"));
        Scene on;
        on.add(change("admin@x.example", "True"));
        QVERIFY(!says(on.run(), kIntruder, "auditing"));
    }

    // Sign-in and audit log.
    void aSignInAndTheAuditSessionAreOneActorSession() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(signIn(kNight, kIntruder, "", kAad));
        s.add(bind(kNight + 60 * kSec, "2603:10a6:800:125::13", "Client=OWA;Action=ViaProxy", kAad));
        const auto r = s.run();
        const Session& service = at(r, "2603:10a6:800:125::13");
        QCOMPARE(service.actorSession, at(r, kIntruder).actorSession);
        QCOMPARE(service.actor, std::string("A"));
        QCOMPARE(service.attribution, Axis::Top);  // Microsoft's own server, the same session: not another network
        QVERIFY(inEnglish(service.reasons.back()).find("T25@1: bears the token of session " + at(r, kIntruder).id) == 0);
        QVERIFY(!says(r, kIntruder, "is seen at 2 addresses"));
    }
    void atASecondAddressItIsPossibleOnly() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(signIn(kNight, kIntruder, "", kAad)).add(bind(kNight + 60 * kSec, kDesk, "Client=OWA", kAad));
        const auto r = s.run();
        QCOMPARE(at(r, kDesk).attribution, Axis::Possible);
        QVERIFY(says(r, kDesk, "its session token is seen at 2 addresses"));
    }
    void atTheSameAddressTheLogsNameTheClientDifferently() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(signIn(kNight, kIntruder, "", kAad)).add(bind(kNight + 60 * kSec, "", "Client=OWA", kAad));
        const auto r = s.run();
        QCOMPARE(at(r, "", "Client=OWA").attribution, Axis::Top);
        QCOMPARE(r.sessions.size(), std::size_t{2});  // each recorder's stays its own
    }
    void theTokensIdTiesWhereTheSessionsIsMissing() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(signIn(kNight, kIntruder, "", kAad).field("unique_token_id", "Zm9vYmFyYmF6cXV4MTIzNA"));
        s.add(bind(kNight + 60 * kSec, "2603:10a6::1", "Client=REST;;").field("unique_token_id", "Zm9vYmFyYmF6cXV4MTIzNA"));
        s.add(bind(kNight + 60 * kSec, "2603:10a6::2", "Client=REST;;").field("unique_token_id", "another-token-id-000001"));
        const auto r = s.run();
        QCOMPARE(at(r, "2603:10a6::1").actor, std::string("A"));
        QCOMPARE(at(r, "2603:10a6::2").actor, std::string());
    }
    void otherSessionsOfTheAccountStayTheirOwn() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(signIn(kNight, kIntruder, "", kAad)).add(bind(kNight + 60 * kSec, "2603:10a6::1", "Client=OWA", kOther));
        QCOMPARE(at(s.run(), "2603:10a6::1").actor, std::string());
    }
    void wordsInPlaceOfIdsTieNothing() {
        for (const char* id : {"ANONYMIZED", "00000000-0000-0000-0000-000000000000"}) {
            Scene s;
            s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
            s.add(signIn(kNight, kIntruder, "", id)).add(bind(kNight + 60 * kSec, "2603:10a6::1", "Client=OWA", id));
            QCOMPARE(at(s.run(), "2603:10a6::1").actor, std::string());
        }
    }
};

QTEST_GUILESS_MAIN(SuspectsTest)
#include "tst_suspects.moc"
