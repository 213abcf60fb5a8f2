// resolveTimes and resolveMailboxes on a small case: zone, year, clock offset, names of mailboxes.
#include <QTemporaryDir>
#include <QtTest>

#include "base/time.h"
#include "store/case_store.h"
#include "trace/repeated_hours.h"
#include "trace/trace.h"
#include "trace/years.h"

using namespace sillage;

static Event at(const std::optional<Stamp>& stamp) {
    Event e;
    e.time = stamp.value();
    e.protocol = "imap";
    e.action = Action::Other;
    e.account = "claire@x.example";
    return e;
}

class ResolveTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    int made_ = 0;

    std::unique_ptr<CaseStore> newCase() { return CaseStore::create((dir_.path() + "/c" + QString::number(++made_) + ".sillage").toStdString()); }
    static std::int64_t addLog(IndexWriter& w, const std::string& path, std::int64_t mtimeSeconds = 1766000000) {
        Source s;
        s.path = path;
        s.root = "/evidence";
        s.format = "dovecot";
        s.kind = SourceKind::Log;
        s.mtimeNs = mtimeSeconds * 1'000'000'000;
        return w.addSource(s);
    }
    static std::vector<StoredEvent> events(CaseStore& store) {
        std::vector<StoredEvent> out;
        store.events().scan({}, [&](const StoredEvent& e) { out.push_back(e); return true; });
        return out;
    }
    static QString utc(const StoredEvent& e) { return QString::fromStdString(formatIso(Time(std::chrono::microseconds(e.utc)))); }

private Q_SLOTS:
    void zoneOfTheTreeAndYearOfTheSession() {
        auto store = newCase();
        auto w = store->writer();
        const auto log = addLog(*w, "var/log/dovecot.log", 2000000000);  // a copy made in 2033
        Source zone;
        zone.path = "etc/timezone";
        zone.root = "/evidence";
        zone.kind = SourceKind::Config;
        const auto z = w->addSource(zone);
        w->addFact(z, {"timezone", "", "Europe/Paris", 0});
        Event e = at(parseSyslogStamp("Dec 11 22:31:00"));
        e.session = "9INy3LNFqaHLAHFC";
        w->addEvent(log, std::move(e));
        w->addEvent(log, at(parseSyslogStamp("Dec 11 22:31:05")));
        w->finish();
        NoProgress quiet;
        resolveTimes(*store, quiet);
        const auto all = events(*store);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(utc(all[0]), QString("2025-12-11T21:31:00Z"));
        QVERIFY(!all[0].tzAssumed);
        QVERIFY(!all[0].yearAssumed);  // the line's own session id says it
        QVERIFY(all[1].yearAssumed);
        QCOMPARE(utc(all[1]), QString("2025-12-11T21:31:05Z"));
        QCOMPARE(store->source(log)->first, all[0].utc);
        QCOMPARE(store->source(log)->last, all[1].utc);
    }
    void statedZoneYearAndOffsetWin() {
        auto store = newCase();
        auto w = store->writer();
        const auto id = addLog(*w, "mail.log");
        w->addEvent(id, at(parseSyslogStamp("Jul 01 12:00:00")));
        w->finish();
        Source s = *store->source(id);
        s.tz = "America/New_York";
        s.year = 2021;
        s.clockOffsetMicros = 90'000'000;  // the clock ran a minute and a half ahead
        store->updateSource(s);
        NoProgress quiet;
        resolveTimes(*store, quiet);
        QCOMPARE(utc(events(*store)[0]), QString("2021-07-01T15:58:30Z"));
    }
    void utcIsAssumedAndSaid() {
        auto store = newCase();
        auto w = store->writer();
        const auto id = addLog(*w, "mail.log", 1766000000);  // 2025-12-17
        w->addEvent(id, at(parseSyslogStamp("Dec 31 23:59:59")));
        w->addEvent(id, at(parseSyslogStamp("Jan  1 00:00:01")));
        w->finish();
        NoProgress quiet;
        resolveTimes(*store, quiet);
        const auto all = events(*store);
        QVERIFY(all[0].tzAssumed && all[0].yearAssumed);
        QCOMPARE(utc(all[0]), QString("2024-12-31T23:59:59Z"));
        QCOMPARE(utc(all[1]), QString("2025-01-01T00:00:01Z"));
    }
    void theStampsOwnZoneBeatsEverything() {
        auto store = newCase();
        auto w = store->writer();
        const auto id = addLog(*w, "access.log");
        w->addEvent(id, at(parseClfStamp("11/Dec/2025:23:02:03 +0100")));
        w->finish();
        store->setSetting("tz", "Asia/Tokyo");
        NoProgress quiet;
        resolveTimes(*store, quiet);
        const auto all = events(*store);
        QCOMPARE(utc(all[0]), QString("2025-12-11T22:02:03Z"));
        QVERIFY(!all[0].tzAssumed && !all[0].yearAssumed);
    }
    void theRepeatedHourKeepsTheOrderOfLines() {
        auto store = newCase();
        auto w = store->writer();
        const auto id = addLog(*w, "mail.log");
        for (const char* stamp : {"2025-10-26 02:10:00", "2025-10-26 02:50:00", "2025-10-26 02:05:00", "2025-10-26 02:40:00", "2025-10-26 03:05:00"})
            w->addEvent(id, at(parseIsoStamp(stamp)));
        w->finish();
        store->setSetting("tz", "Europe/Paris");
        NoProgress quiet;
        resolveTimes(*store, quiet);
        const auto all = events(*store);
        QCOMPARE(utc(all[0]), QString("2025-10-26T00:10:00Z"));
        QCOMPARE(utc(all[2]), QString("2025-10-26T01:05:00Z"));
        for (std::size_t i = 1; i < all.size(); ++i) QVERIFY2(all[i].utc > all[i - 1].utc, qPrintable(utc(all[i])));
    }
    /// What the order of lines settles does not stop where one chunk of events ends and the next begins.
    void orderGoesOnFromChunkToChunk() {
        auto store = newCase();
        auto w = store->writer();
        const auto log = addLog(*w, "mail.log", 1798800000);  // the first day of 2027
        const auto other = addLog(*w, "other.log", 1798800000);
        std::vector<std::string> stamps;
        const auto lines = [&](std::size_t until, const std::function<std::string(std::size_t)>& stamp) {
            while (stamps.size() < until) stamps.push_back(stamp(stamps.size()));
        };
        const auto minute = [](const char* hour, std::size_t n) { return std::string(hour) + ":" + QString("%1:00").arg(n % 60, 2, 10, QChar('0')).toStdString(); };
        lines(65'530, [](std::size_t) { return "Oct 25 12:00:00"; });
        lines(65'540, [&](std::size_t n) { return minute("Oct 26 02", 10 + n - 65'530); });  // the hour comes the first time
        lines(65'550, [&](std::size_t n) { return minute("Oct 26 02", n - 65'540); });       // and again
        lines(131'071, [](std::size_t) { return "Dec 31 23:00:00"; });
        lines(131'100, [&](std::size_t n) { return n % 7 == 3 ? "Dec 31 23:59:59" : "Jan  1 00:00:00"; });
        for (std::size_t i = 0; i < stamps.size(); ++i) {
            w->addEvent(log, at(parseSyslogStamp(stamps[i])));
            if (i % 30'000 == 0) w->addEvent(other, at(parseSyslogStamp("Jun  1 00:00:00")));
        }
        w->finish();
        store->setSetting("tz", "Europe/Paris");
        NoProgress quiet;
        resolveTimes(*store, quiet);
        // One walk over all lines says what each must be.
        const Zone zone = *Zone::find("Europe/Paris");
        tracing::RepeatedHours hours(zone);
        std::vector<std::int64_t> civil;
        tracing::YearWalker walker;
        for (const auto& s : stamps) {
            const std::int64_t c = parseSyslogStamp(s)->civil;
            civil.push_back(tracing::inYear(c, 2026 + walker.step(c)));
        }
        for (const auto c : civil) hours.survey(c);
        std::size_t line = 0, of = 0;
        for (const StoredEvent& e : events(*store)) {
            QVERIFY(e.yearAssumed);
            if (e.sourceId == other && ++of) continue;
            const auto expected = hours.resolve(civil[line]);
            QVERIFY2(e.utc == expected.from && e.utcTo == expected.to, qPrintable(QString("line %1: %2").arg(line).arg(utc(e))));
            ++line;
        }
        QCOMPARE(line, stamps.size());
        QCOMPARE(of, std::size_t{5});
        for (const SourceTime& t : store->sourceTimes()) {
            QCOMPARE(t.year, 2026);
            QCOMPARE(t.repeated, std::uint64_t{0});
        }
        const auto before = events(*store);
        resolveTimes(*store, quiet);  // a second time nothing moves
        const auto again = events(*store);
        for (std::size_t i = 0; i < again.size(); ++i) QCOMPARE(again[i].utc, before[i].utc);
    }
    void mailboxesByDelivery() {
        auto store = newCase();
        auto w = store->writer();
        const auto put = [&](const std::string& path, const std::vector<std::string>& deliveredTo) {
            Source s;
            s.path = path;
            s.root = "/evidence";
            s.kind = SourceKind::Mailbox;
            const auto source = w->addSource(s);
            for (std::size_t i = 0; i < deliveredTo.size(); ++i) {
                Message m;
                m.sha256 = sha256(path + std::to_string(i));
                m.folder = "INBOX";
                m.uid = static_cast<std::uint32_t>(i + 1);
                m.deliveredTo = deliveredTo[i];
                std::int64_t placement = 0;
                w->addMessage(source, 0, std::move(m), 0, "", placement);
            }
        };
        put("seized/claire/box1", {"Claire@x.example", "", "claire@x.example", "claire@X.example"});
        put("seized/claire/box2", {"claire@x.example", "claire@x.example", "claire@x.example", "all@x.example"});
        put("seized/paul/box3", {"paul@x.example", "paul@x.example"});
        put("seized/box4", {"paul@x.example", "paul@x.example", "paul@x.example"});
        w->finish();
        resolveMailboxes(*store);
        std::map<std::string, std::string> names;
        for (const auto& m : store->mailboxes()) names[m.path] = m.name + ", " + m.basis + ", " + m.proposed;
        QCOMPARE(names["seized/claire/box1"], std::string("claire@x.example, Delivered-To, "));
        QCOMPARE(names["seized/claire/box2"], std::string("seized/claire/box2, path, "));  // two addresses: nobody's for certain
        QCOMPARE(names["seized/paul/box3"], std::string("seized/paul/box3, path, "));      // two messages are too few to say so
        QCOMPARE(names["seized/box4"], std::string("seized/box4, path, paul@x.example"));  // mail may have been forwarded here
    }
    void mailboxesByConfigurationAliasAndArchive() {
        auto store = newCase();
        auto w = store->writer();
        const auto log = addLog(*w, "dovecot.log");
        w->addEvent(log, at(parseSyslogStamp("Dec 11 22:31:00")));
        w->addFact(log, {"mail-home", "", "/var/vmail/%Ln", 0});
        const auto put = [&](const std::string& path, const std::string& body) {
            Source s;
            s.path = path;
            s.root = "/evidence";
            s.kind = SourceKind::Mailbox;
            s.format = "maildir";
            const auto source = w->addSource(s);
            Message m;
            m.sha256 = sha256(body);
            m.mailboxPath = "";
            m.folder = "INBOX";
            m.uid = 1;
            FileRow f;
            f.sourceId = source;
            f.path = path;
            f.root = "/evidence";
            std::int64_t placement = 0;
            w->addMessage(source, w->addFile(f), std::move(m), 0, "", placement);
        };
        put("var/vmail/claire/Maildir", "a");
        put("old.tar.gz!/var/vmail/claire/Maildir", "b");
        put("loose/stranger", "c");
        w->finish();
        resolveMailboxes(*store);
        std::map<std::string, std::string> names;
        for (const auto& m : store->mailboxes()) names[m.name] += m.basis + ";";
        QCOMPARE(names["claire@x.example"], std::string("dovecot mail-home;"));  // inside the archive it is the same mailbox, another state
        QCOMPARE(names["loose/stranger"], std::string("path;"));
        store->addAlias("paul@x.example", "loose/stranger");
        resolveMailboxes(*store);
        names.clear();
        for (const auto& m : store->mailboxes()) names[m.name] += m.basis + ";";
        QCOMPARE(names["paul@x.example"], std::string("stated;"));
    }
};

QTEST_GUILESS_MAIN(ResolveTest)
#include "tst_resolve.moc"
