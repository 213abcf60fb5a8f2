// What left, from logs to rows: a web session and the IMAP sessions that served it are one flow, refused ones sent
// nothing, what is open has no ceiling, and every number is the sum of lines one can count by hand.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "base/phrase.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/demo.h"
#include "case/exposure.h"
#include "case/settings.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

const ExposureRow* find(const Exposure& e, const std::string& level, const std::string& name) {
    for (const ExposureRow& r : e.rows)
        if (r.level == level && r.name == name) return &r;
    return nullptr;
}

std::string imap(int second, const std::string& user, const std::string& ip, const std::string& session, const std::string& end) {
    char stamp[64];
    std::snprintf(stamp, sizeof stamp, "2025-12-11T22:%02d:%02d.000000+00:00 mx dovecot: ", second / 60, second % 60);
    std::string out = std::string(stamp) + "imap-login: Login: user=<" + user + ">, method=PLAIN, rip=" + ip + ", lip=10.0.0.1, mpid=1, TLS, session=<" + session + ">\n";
    if (!end.empty()) out += std::string(stamp) + "imap(" + user + ")<1><" + session + ">: " + end + "\n";
    return out;
}

std::string out(int octets) {
    return "Logged out in=50 out=" + std::to_string(octets) + " deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=1 body_bytes=" + std::to_string(octets / 2);
}

const std::string kClaire = "claire@x.example", kMartin = "martin@x.example", kHim = "203.0.113.66", kDesk = "198.51.100.11";

std::string mailLog() {
    std::string log = imap(0, kClaire, kHim, "AAAAAAAAAAAAAAAA", out(1000));
    log += imap(60, kClaire, kHim, "BBBBBBBBBBBBBBBB", out(2500));
    log += imap(120, kMartin, kDesk, "CCCCCCCCCCCCCCCC", out(90000));
    for (int i = 0; i < 3; ++i)
        log += "2025-12-11T22:03:0" + std::to_string(i) + ".000000+00:00 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<" + kMartin +
               ">, method=PLAIN, rip=203.0.113.99, lip=10.0.0.1, session=<DDDDDDDDDDDDDDD" + std::to_string(i) + ">\n";
    return log;
}

std::string get(const std::string& ip, int second, const std::string& url, int status, int octets) {
    char stamp[64];
    std::snprintf(stamp, sizeof stamp, "[11/Dec/2025:22:%02d:%02d +0000]", second / 60, second % 60);
    return ip + " - - " + stamp + " \"GET " + url + " HTTP/1.1\" " + std::to_string(status) + " " + std::to_string(octets) + " \"-\" \"Mozilla/5.0\"\n";
}

std::string accessLog() {
    return get(kHim, 600, "/?_task=mail&_mbox=INBOX&_uid=4&_action=show", 200, 7000) + get(kHim, 601, "/?_task=mail&_mbox=INBOX&_uid=5,6&_action=show", 200, 300) +
           get(kHim, 602, "/?_task=mail&_mbox=INBOX&_uid=7&_part=2&_action=get&_download=1", 404, 555) +
           get(kHim, 603, "/?_task=mail&_mbox=INBOX&_uid=8&_part=2&_action=get&_download=1", 499, 40000) + get(kHim, 604, "/dump.zip", 200, 123456) +
           get(kDesk, 700, "/index.html", 200, 99);
}

}  // namespace

class ExposureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        write(root() / "ev/var/log/mail.log", mailLog());
        write(root() / "ev/var/log/nginx/access.log", accessLog());
        case_ = Case::create(root() / "a.sillage");
        ImportOptions options;
        options.paths = {root() / "ev"};
        case_->importEvidence(options, none_);
    }

    void beforeAnybodyIsNamedNothingIsAFloor() {
        const Exposure e = exposure(*case_, {}, none_);
        QVERIFY(!e.attributed);
        const ExposureRow* total = find(e, "total", "");
        QVERIFY(total);
        QCOMPARE(total->octets.floor, 0u);
        QCOMPARE(total->octets.ceiling, 1000u + 2500 + 90000 + 7000 + 300 + 40000 + 123456 + 99);
        QVERIFY(total->octets.bounded());
        QCOMPARE(total->logged, total->octets.ceiling);
        QVERIFY(!find(e, "actor", "A"));
    }

    void theActorsOctetsAreCountedOnce() {
        Indicator i;
        i.ip = kHim;
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(*case_, i, none_);
        const Exposure e = exposure(*case_, {}, none_);
        QVERIFY(e.attributed);
        const ExposureRow* actor = find(e, "actor", "A");
        QVERIFY(actor);
        QCOMPARE(actor->octets.floor, 1000u + 2500 + 7000 + 300 + 40000 + 123456);
        QCOMPARE(actor->octets.ceiling, actor->octets.floor);
        QCOMPARE(find(e, "channel", "imap")->octets.floor, 3500u);
        QCOMPARE(find(e, "channel", "webmail")->octets.floor, 47300u);  // 404 sent nothing of the mailbox, 499 a part
        QCOMPARE(find(e, "channel", "web")->octets.floor, 123456u);
        QCOMPARE(find(e, "address", kHim)->octets.floor, 123456u);
        QCOMPARE(find(e, "account", kClaire)->octets.floor, 3500u);
        const ExposureRow* total = find(e, "total", "");
        QCOMPARE(total->octets.floor, actor->octets.floor);
        QCOMPARE(total->octets.ceiling, actor->octets.ceiling + 90000 + 99);  // whose those are is not decided
    }

    void everyNumberNamesItsCounter() {
        const Exposure e = exposure(*case_, {}, none_);
        QCOMPARE(find(e, "channel", "imap")->octets.floorFrom, bit(OctetCounter::SessionOut));
        QCOMPARE(find(e, "channel", "webmail")->octets.floorFrom, bit(OctetCounter::NginxBody));
        QCOMPARE(find(e, "total", "")->octets.floorFrom, bit(OctetCounter::SessionOut) | bit(OctetCounter::NginxBody));
    }

    void refusedSessionsAreNowhere() {
        const Exposure e = exposure(*case_, {std::nullopt, true}, none_);
        for (const ExposureRow& r : e.rows) QVERIFY(r.clientIp != "203.0.113.99");
        QCOMPARE(find(e, "account", kMartin)->sessions, 1u);
    }

    void whatNoRouteLogsMakesAClaimNotTestable() {
        ExposureQuestion q;
        q.claim = Claim{16'000'000, 200, 20};
        const Exposure e = exposure(*case_, q, none_);
        QVERIFY(e.answer);
        QCOMPARE(e.answer->verdict, Verdict::NotTestable);
    }

    void withEveryRouteDecidedItIsRefuted() {
        changeSetting(*case_, "routes-not-applicable",
                      "webmail=whole,pop3=off,shell=none,snapshot=none,backup=none,archive=none,gateway=none,owner-pc=examined,mobile-device=none,rules=examined", "test", none_);
        ExposureQuestion q;
        q.claim = Claim{16'000'000, 200, 20};
        const Exposure e = exposure(*case_, q, none_);
        std::string left;
        for (const std::string& w : e.answer->why) left += inEnglish(w) + "; ";
        QVERIFY2(e.answer->verdict == Verdict::Refuted, left.c_str());
        q.claim = Claim{1000, 200, 1};
        QCOMPARE(exposure(*case_, q, none_).answer->verdict, Verdict::Compatible);
    }

    void anOpenSessionTakesTheCeilingAway() {
        write(root() / "open/var/log/mail.log", mailLog() + imap(240, kClaire, kHim, "EEEEEEEEEEEEEEEE", ""));
        const Exposure e = of("open");
        QCOMPARE(find(e, "channel", "imap")->octets.open, bit(Unbounded::NoEnd));
        QCOMPARE(find(e, "total", "")->unbounded, 1u);
        QCOMPARE(find(e, "total", "")->octets.floor, 3500u);
        QVERIFY(!find(e, "total", "")->why.empty());
    }

    void aSessionCutWhileItsAnswerWaitedIsNoFloor() {
        write(root() / "cut/var/log/mail.log",
              imap(0, kClaire, kHim, "AAAAAAAAAAAAAAAA",
                   "Connection closed (UID FETCH running for 0.003 + waiting input/output for 1.0 secs, 3 B in + 20+0 B out, state=wait-output) in=50 out=5000000 deleted=0 "
                   "expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=1 body_bytes=4000000"));
        const Exposure e = of("cut");
        QCOMPARE(find(e, "actor", "A")->octets.floor, 0u);
        QCOMPARE(find(e, "actor", "A")->octets.ceiling, 5'000'000u);
        QVERIFY(find(e, "actor", "A")->octets.bounded());
    }

    void popCountsWhatItRetrieved() {
        write(root() / "pop/var/log/mail.log",
              "2025-12-11T22:00:00.000000+00:00 mx dovecot: pop3-login: Login: user=<claire@x.example>, method=PLAIN, rip=203.0.113.66, lip=10.0.0.1, mpid=1, TLS, "
              "session=<AAAAAAAAAAAAAAAA>\n"
              "2025-12-11T22:00:09.000000+00:00 mx dovecot: pop3(claire@x.example)<1><AAAAAAAAAAAAAAAA>: Disconnected: Logged out top=2/700, retr=16/546510, del=0/16, "
              "size=546231\n");
        const Exposure e = of("pop");
        QCOMPARE(find(e, "actor", "A")->octets.floor, 547210u);
        QCOMPARE(find(e, "actor", "A")->octets.ceiling, 547210u);
        QCOMPARE(find(e, "actor", "A")->octets.floorFrom, bit(OctetCounter::Retrieved));
    }

    void aCopyOfTheLogAddsNothing() {
        write(root() / "copy/var/log/mail.log", mailLog());
        write(root() / "copy/var/log/dovecot.log", mailLog());
        const Exposure e = of("copy");
        QCOMPARE(find(e, "actor", "A")->octets.floor, 3500u);
        QCOMPARE(find(e, "actor", "A")->octets.ceiling, 3500u);
    }

    /// IIS and HttpProxy write one request: its octets count once, as the one of them says that counts them (T09).
    void oneRequestToExchangeIsOneFlow() {
        const auto iis = [](bool bytes, const char* id, int status, int octets) {
            return std::string("2025-12-11 22:14:03 10.0.0.5 GET /owa/service.svc action=GetFileAttachment&cafeReqId=") + id + "; 443 claire@x.example 203.0.113.66 Mozilla/5.0 - " +
                   std::to_string(status) + " 0 0 " + (bytes ? std::to_string(octets) + " " : std::string()) + "31\r\n";
        };
        const auto fields = [](bool bytes) {
            return std::string("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2025-12-11 22:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query "
                               "s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status ") + (bytes ? "sc-bytes " : "") + "time-taken\r\n";
        };
        const auto proxy = [](const char* id, const char* octets) {
            return std::string("2025-12-11T22:14:03.120Z,") + id + ",15,1,2375,7,,Owa,mail.x.example,/owa/service.svc,,Fba,true,claire@x.example,,,Mozilla/5.0,203.0.113.66,MX,200,200,,GET,100," +
                   octets + ",31,?action=GetFileAttachment,,\r\n";
        };
        const std::string head =
            "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2375.007\r\n#Log-type: HttpProxy Logs\r\n#Date: 2025-12-11T22:00:00.000Z\r\n"
            "#Fields: DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,"
            "IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,RequestBytes,"
            "ResponseBytes,TotalRequestTime,UrlQuery,GenericInfo,GenericErrors\r\n";
        const char *one = "3fe8b64c-9d09-495d-9123-c7759ae9bbfb", *two = "9b241890-db8d-44c5-a50e-ccdc753cab92", *refused = "7119d1a3-0b37-4261-a966-39f54264937e";
        write(root() / "both/inetpub/logs/LogFiles/W3SVC1/u_ex251211.log", fields(true) + iis(true, one, 200, 5000) + iis(true, two, 200, 700) + iis(true, refused, 403, 900));
        write(root() / "both/Logging/HttpProxy/Owa/HttpProxy_2025121122-1.LOG", head + proxy(one, "4600") + proxy(two, "400"));
        const Exposure both = of("both");
        QCOMPARE(find(both, "actor", "A")->octets.floor, 5700u);
        QCOMPARE(find(both, "actor", "A")->octets.ceiling, 5700u);
        write(root() / "usual/inetpub/logs/LogFiles/W3SVC1/u_ex251211.log", fields(false) + iis(false, one, 200, 0) + iis(false, two, 200, 0) + iis(false, refused, 403, 0));
        write(root() / "usual/Logging/HttpProxy/Owa/HttpProxy_2025121122-1.LOG", head + proxy(one, "4600") + proxy(two, "400"));
        const Exposure usual = of("usual");
        QCOMPARE(find(usual, "actor", "A")->octets.floor, 5000u);
        QVERIFY(find(usual, "actor", "A")->octets.bounded());
        QCOMPARE(find(usual, "actor", "A")->octets.floorFrom, bit(OctetCounter::HttpProxy));
        write(root() / "alone/inetpub/logs/LogFiles/W3SVC1/u_ex251211.log", fields(false) + iis(false, one, 200, 0) + iis(false, two, 200, 0));
        const Exposure alone = of("alone");  // as IIS logs by default: nobody counted
        QCOMPARE(find(alone, "actor", "A")->octets.open, bit(Unbounded::Uncounted));
        QCOMPARE(find(alone, "actor", "A")->octets.floor, 0u);
    }

    void microsoft365HasNoCounters() {
        write(root() / "cloud/audit.jsonl",
              R"({"CreationTime":"2025-12-11T22:14:03","Id":"6f1c2d3e-1111-4a2b-8c3d-0123456789ab","Operation":"MailItemsAccessed","RecordType":50,"OrganizationId":"0f3c1a52-9a1b-4c7d-8e21-3b5d6f7a8b9c","Workload":"Exchange","UserId":"claire@x.example","MailboxOwnerUPN":"claire@x.example","ClientIPAddress":"203.0.113.66","ClientInfoString":"Client=OWA;Mozilla/5.0","LogonType":0,"SessionId":"5e1f0a2b-3c4d-4e5f-8a9b-0c1d2e3f4a5b","OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}],"Folders":[{"FolderItems":[{"InternetMessageId":"<m1@x.example>","SizeInBytes":48213}],"Path":"\\Inbox"}],"OperationCount":1})" "\n");
        const Exposure e = of("cloud");
        const ExposureRow* actor = find(e, "actor", "A");
        QVERIFY(actor);
        QCOMPARE(actor->octets.open, bit(Unbounded::CloudAudit));
        QCOMPARE(actor->octets.floor, 0u);
        QCOMPARE(inEnglish(actor->why.at(0)), std::string("the Microsoft 365 audit log counts no octets"));
    }

    /// The worked example has webmail sessions with back ends, counted items and a redirect.
    void theWorkedExample() {
        writeDemo(root() / "demo");
        fs::rename(root() / "demo/evidence", root() / "example");
        const Exposure e = of("example");
        const ExposureRow* total = find(e, "total", "");
        QVERIFY(total->counted);
        QCOMPARE(total->items.ceiling, total->items.floor + total->items.probable + total->items.possible + total->items.undetermined);
        std::uint64_t messages = 0;  // every one is counted once: touched, or without an actor
        auto c = Case::open(root() / "example.sillage", Case::Mode::Read);
        c->store().placements(std::nullopt, false, [&](Placement&& p) {
            messages += p.parent == 0 && !p.recovered;
            return true;
        });
        QVERIFY(total->items.ceiling + total->items.noRecord + total->items.ruledOut >= messages);
        const ExposureRow* actor = find(e, "actor", "A");
        QVERIFY(actor->items.floor > 0);
        QVERIFY(actor->octets.floor <= actor->octets.ceiling);
        std::uint64_t channels = 0, sessions = 0;
        for (const ExposureRow& r : e.rows) {
            QVERIFY2(r.octets.floor <= r.octets.ceiling, r.name.c_str());
            if (r.octets.floor) QVERIFY2(r.octets.floorFrom != 0, r.name.c_str());
            if (r.level == "channel") channels += r.octets.floor;
            if ((r.level == "session" && r.attribution == "shown") || r.level == "address") sessions += r.octets.floor;
        }
        QCOMPARE(channels, total->octets.floor);
        QVERIFY(sessions <= channels);  // and what rules sent on, which no session did
    }

private:
    fs::path root() const { return directory_.path().toStdString(); }
    Exposure of(const std::string& evidence) {
        auto c = Case::create(root() / (evidence + ".sillage"));
        ImportOptions options;
        options.paths = {root() / evidence};
        c->importEvidence(options, none_);
        Indicator i;
        i.ip = kHim;
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(*c, i, none_);
        return exposure(*c, {}, none_);
    }
    QTemporaryDir directory_;
    std::unique_ptr<Case> case_;
    NoProgress none_;
};

QTEST_GUILESS_MAIN(ExposureTest)
#include "tst_exposure.moc"
