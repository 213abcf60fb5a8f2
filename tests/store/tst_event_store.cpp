// The event store: every field of every event comes back, a filter says what a loop over all events says, orders are
// total and do not depend on the order of import, and a reader sees whole chunks while a writer adds more.
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/ip.h"
#include "base/text.h"
#include "store/database.h"
#include "store/event_chunk.h"
#include "store/event_chunk_store.h"
#include "store/event_store.h"
#include "store/migrations.h"

using namespace sillage;

namespace {

/// Numbers that are the same in every run.
struct Random {
    std::uint64_t state = 88172645463325252ull;
    std::uint64_t next() {
        state ^= state << 13;
        state ^= state >> 7;
        return state ^= state << 17;
    }
    std::size_t below(std::size_t n) { return next() % n; }
    bool one(std::size_t in) { return below(in) == 0; }
    std::string text(std::size_t longest) {
        std::string out;
        for (std::size_t n = below(longest + 1); n > 0; --n) out += static_cast<char>(one(9) ? next() & 0x7f : 'a' + below(26));
        return out;
    }
};

const std::vector<std::string> kAccounts = {"", "claire.martin@interieur.example", "Paul.Durand@interieur.example", "root"};
const std::vector<std::string> kAddresses = {"", "203.0.113.66", "203.0.113.9", "198.51.100.7", "2001:db8::1", "unknown-host"};
const std::vector<std::string> kFolders = {"INBOX", "Réunions/Été", "Sent", ""};

Event randomEvent(Random& r, std::uint64_t line) {
    Event e;
    e.line = line;
    e.offset = line * 120;
    e.length = r.below(500);
    e.item = static_cast<std::uint32_t>(r.one(4) ? 1 + r.below(3) : 0);
    e.time.present = !r.one(10);
    e.time.civil = 1'765'490'000'000'000 + static_cast<std::int64_t>(r.below(100'000)) * 1'000'000;
    e.time.zoneMinutes = r.one(3) ? Stamp::kNoZone : 60;
    e.time.precision = static_cast<Precision>(r.below(6));
    e.time.hasYear = !r.one(5);
    if (r.one(4)) {
        e.timeTo = e.time;
        e.timeTo.civil += 60'000'000;
    }
    e.rawTime = r.text(20);
    e.account = kAccounts[r.below(kAccounts.size())];
    e.mailbox = r.one(3) ? "shared@interieur.example" : "";
    e.clientIp = kAddresses[r.below(kAddresses.size())];
    e.clientPort = static_cast<std::uint16_t>(r.next());
    e.userAgent = r.one(2) ? "Roundcube/1.6" : r.text(30);
    e.session = r.text(12);
    e.protocol = r.one(2) ? "imap" : "webmail";
    e.action = static_cast<Action>(r.below(static_cast<std::size_t>(Action::File) + 1));
    e.outcome = static_cast<Outcome>(r.below(3));
    e.folder = kFolders[r.below(kFolders.size())];
    e.uid = static_cast<std::uint32_t>(r.one(2) ? 0 : r.below(5000));
    e.messageId = r.one(2) ? "<" + r.text(10) + "@x>" : "";
    e.part = r.one(3) ? "1.2" : "";
    e.bytes = r.one(3) ? -1 : static_cast<std::int64_t>(r.below(20'000'000));
    for (std::size_t n = r.below(4); n > 0; --n) e.fields.emplace_back("key" + std::to_string(r.below(5)), r.text(25));
    if (r.one(50)) e.fields.emplace_back("note", "La réunion du Comité");
    e.recordKey = r.one(4) ? r.text(30) : "";
    return e;
}

bool same(const Event& a, const Event& b) {
    const auto stamp = [](const Stamp& x, const Stamp& y) {
        if (!x.present) return !y.present;  // then nothing else of it means anything
        return x.civil == y.civil && x.zoneMinutes == y.zoneMinutes && x.precision == y.precision &&
               x.present == y.present && x.hasYear == y.hasYear;
    };
    return a.line == b.line && a.offset == b.offset && a.length == b.length && a.item == b.item && stamp(a.time, b.time) &&
           stamp(a.timeTo, b.timeTo) && a.rawTime == b.rawTime && a.account == b.account && a.mailbox == b.mailbox &&
           a.clientIp == b.clientIp && a.clientPort == b.clientPort && a.userAgent == b.userAgent &&
           a.session == b.session && a.protocol == b.protocol && a.action == b.action && a.outcome == b.outcome &&
           a.folder == b.folder && a.uid == b.uid && a.messageId == b.messageId && a.part == b.part &&
           a.bytes == b.bytes && a.fields == b.fields && a.recordKey == b.recordKey;
}

struct Case {
    QTemporaryDir directory;
    std::filesystem::path file = std::filesystem::path(directory.path().toStdString()) / "events.db";
    Database database{file, Database::Use::Derived};
    EventStore store{(migrate(database, "events", false), database)};
};

Query parsed(const char* text) {
    const ParsedQuery p = parseQuery(View::Events, text);
    if (!p.ok) qFatal("%s: %s", text, p.error.c_str());
    return p.query;
}

std::vector<StoredEvent> everything(EventStore& store) {
    std::vector<StoredEvent> all;
    store.scan({}, [&all](const StoredEvent& e) {
        all.push_back(e);
        return true;
    });
    return all;
}

std::size_t fieldIndex(const char* name) { return *findField(View::Events, name); }

}  // namespace

class TestEventStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldComesBack();
    void rowsNotYetFlushedAreSeen();
    void itemsShareTheirRecord();
    void scanIsWhatALoopSays();
    void selectIsWhatALoopSays_data();
    void selectIsWhatALoopSays();
    void naturalOrderDoesNotDependOnImport();
    void columnsSortStably_data();
    void columnsSortStably();
    void removedSourcesAreGone();
    void retimeChangesInstantsOnly();
    void publicIdsFindTheirEvents();
    void readersSeeWhatIsWritten();
    void smallFlushesDoNotLeaveSmallChunks();
    void damageIsAnErrorThatSaysWhatToDo();
    void regularExpressionsAreLimited();
};

void TestEventStore::everyFieldComesBack() {
    Case c;
    Random r;
    std::vector<Event> written;
    for (std::uint64_t i = 1; i <= 70'000; ++i) {  // more than one chunk
        Event e = randomEvent(r, i);
        written.push_back(e);
        c.store.append(1 + static_cast<std::int64_t>(i % 3), std::move(e));
    }
    c.store.flush();
    QCOMPARE(c.store.count(), std::int64_t{70'000});
    EventStore again(c.database);
    const auto all = everything(again);
    QCOMPARE(all.size(), written.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        QVERIFY2(same(all[i], written[i]), std::to_string(i).c_str());
        QCOMPARE(all[i].id, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(all[i].sourceId, 1 + static_cast<std::int64_t>((i + 1) % 3));
    }
    const std::int64_t some[] = {69'999, 3, 65'536, 1'000'000, 65'537, 0};
    const auto fetched = again.fetch(some);
    QCOMPARE(fetched.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) {
        const std::int64_t id[] = {69'999, 3, 65'536, 65'537};
        QVERIFY(same(fetched[i], written[static_cast<std::size_t>(id[i]) - 1]));
    }
    QVERIFY(!again.get(70'001) && !again.get(0) && !again.get(-5));
}

void TestEventStore::rowsNotYetFlushedAreSeen() {
    Case c;
    Random r;
    c.store.append(1, randomEvent(r, 1));
    QCOMPARE(c.store.count(), std::int64_t{1});
    QVERIFY(c.store.get(1));
    c.store.append(1, randomEvent(r, 2));
    QCOMPARE(c.store.select({}, {}).size(), std::size_t{2});
    QCOMPARE(c.store.count(), std::int64_t{2});
}

void TestEventStore::itemsShareTheirRecord() {
    Case c;
    for (std::uint32_t item : {0u, 1u, 2u, 0u, 0u, 1u}) {
        Event e;
        e.item = item;
        c.store.append(1, std::move(e));
    }
    std::vector<std::int64_t> records;
    for (const StoredEvent& e : everything(c.store)) records.push_back(e.record);
    QCOMPARE(records, (std::vector<std::int64_t>{1, 1, 1, 4, 5, 5}));
}

void TestEventStore::scanIsWhatALoopSays() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 20'000; ++i) c.store.append(static_cast<std::int64_t>(r.below(4)) + 1, randomEvent(r, i));
    const auto all = everything(c.store);
    for (int round = 0; round < 60; ++round) {
        EventFilter f;
        if (r.one(2)) f.accounts = {asciiLower(kAccounts[r.below(kAccounts.size())]), "root"};
        if (r.one(2)) f.clientIps = {kAddresses[r.below(kAddresses.size())], kAddresses[r.below(kAddresses.size())]};
        if (r.one(4)) f.sessions = {all[r.below(all.size())].session};
        if (r.one(3)) f.protocols = {"imap"};
        if (r.one(3)) f.actions = {static_cast<Action>(r.below(20)), Action::Read};
        if (r.one(3)) f.from = 1'765'490'000'000'000 + static_cast<std::int64_t>(r.below(100'000)) * 1'000'000;
        if (r.one(3)) f.to = 1'765'490'000'000'000 + static_cast<std::int64_t>(r.below(100'000)) * 1'000'000;
        if (r.one(3)) f.sources = {static_cast<std::int64_t>(r.below(6))};
        const auto in = [](const auto& set, const auto& v) { return set.empty() || std::find(set.begin(), set.end(), v) != set.end(); };
        std::vector<std::int64_t> expected, got;
        for (const StoredEvent& e : all)
            if (in(f.accounts, asciiLower(e.account)) && in(f.clientIps, e.clientIp) && in(f.sessions, e.session) &&
                in(f.protocols, e.protocol) && in(f.actions, e.action) && in(f.sources, e.sourceId) &&
                (!(f.from || f.to) || e.utc != 0) && (!f.from || e.utc >= *f.from) && (!f.to || e.utc <= *f.to))
                expected.push_back(e.id);
        c.store.scan(f, [&got](const StoredEvent& e) {
            got.push_back(e.id);
            return true;
        });
        QCOMPARE(got, expected);
    }
    int calls = 0;
    c.store.scan({}, [&calls](const StoredEvent&) { return ++calls < 3; });
    QCOMPARE(calls, 3);
}

void TestEventStore::selectIsWhatALoopSays_data() {
    QTest::addColumn<QByteArray>("query");
    using Predicate = std::function<bool(const StoredEvent&)>;
    QTest::addColumn<Predicate>("predicate");
    const auto add = [](const char* query, Predicate p) { QTest::newRow(query) << QByteArray(query) << p; };
    add("", [](const StoredEvent&) { return true; });
    add("account:martin", [](const StoredEvent& e) { return e.account.starts_with("claire"); });
    add("account:DURAND", [](const StoredEvent& e) { return e.account.starts_with("Paul"); });
    add("account:=root", [](const StoredEvent& e) { return e.account == "root"; });
    add("account:interieur*", [](const StoredEvent& e) { return e.account.find("interieur") != std::string::npos; });
    add("account:eur*", [](const StoredEvent&) { return false; });
    add("has:account", [](const StoredEvent& e) { return !e.account.empty(); });
    add("ip:203.0.113.0/24", [](const StoredEvent& e) { return e.clientIp.starts_with("203.0.113."); });
    add("ip:203.0.113.9", [](const StoredEvent& e) { return e.clientIp == "203.0.113.9"; });
    add("ip:2001:db8::/32", [](const StoredEvent& e) { return e.clientIp == "2001:db8::1"; });
    add("ip:198.51.*", [](const StoredEvent& e) { return e.clientIp == "198.51.100.7"; });
    add("action:view-source", [](const StoredEvent& e) { return e.action == Action::ViewSource; });
    add("action:=read OR action:=list", [](const StoredEvent& e) { return e.action == Action::Read || e.action == Action::List; });
    add("outcome:success", [](const StoredEvent& e) { return e.outcome == Outcome::Success; });
    add("bytes:>10M", [](const StoredEvent& e) { return e.bytes > 10 << 20; });
    add("bytes:<100000", [](const StoredEvent& e) { return e.bytes >= 0 && e.bytes < 100'000; });
    add("bytes:1K..1M", [](const StoredEvent& e) { return e.bytes >= 1024 && e.bytes <= 1 << 20; });
    add("-has:bytes", [](const StoredEvent& e) { return e.bytes < 0; });
    add("uid:17", [](const StoredEvent& e) { return e.uid == 17; });
    add("uid:<=10", [](const StoredEvent& e) { return e.uid >= 1 && e.uid <= 10; });
    add("folder:reunion", [](const StoredEvent& e) { return e.folder.starts_with("R"); });
    add("folder:/^sent$|ete$/", [](const StoredEvent& e) { return e.folder == "Sent" || e.folder.starts_with("R"); });
    add("time:2025-12-12T00..2025-12-12T03", [](const StoredEvent& e) {
        return e.utc >= 1'765'497'600'000'000 && e.utc < 1'765'497'600'000'000 + 4 * 3'600'000'000ll;
    });
    add("has:time", [](const StoredEvent& e) { return e.utc != 0; });
    add("time:<2030", [](const StoredEvent& e) { return e.utc != 0; });
    add("tz_assumed:yes", [](const StoredEvent& e) { return e.tzAssumed; });
    add("is:year_assumed", [](const StoredEvent& e) { return e.yearAssumed; });
    add("precision:minute", [](const StoredEvent& e) { return e.time.precision == Precision::Minute; });
    add("source:mail.log", [](const StoredEvent& e) { return e.sourceId == 1 || e.sourceId == 3; });
    add("comite", [](const StoredEvent& e) { return !e.field("note").empty(); });
    add("\"reunion du com\"*", [](const StoredEvent& e) { return !e.field("note").empty(); });
    add("-(account:root ip:203.0.113.9) protocol:imap", [](const StoredEvent& e) {
        return !(e.account == "root" && e.clientIp == "203.0.113.9") && e.protocol == "imap";
    });
    add("line:>19000 item:0", [](const StoredEvent& e) { return e.line > 19'000 && e.item == 0; });
}

void TestEventStore::selectIsWhatALoopSays() {
    static Case c;
    static const std::vector<StoredEvent> all = [] {
        Random r;
        for (std::uint64_t i = 1; i <= 20'000; ++i) c.store.append(static_cast<std::int64_t>(r.below(3)) + 1, randomEvent(r, i));
        c.store.flush();
        c.store.setSources({{1, {"b/mail.log", "11"}}, {2, {"a/access.log", "22"}}, {3, {"mail.log.1", "33"}}});
        return everything(c.store);
    }();
    QFETCH(QByteArray, query);
    QFETCH(std::function<bool(const StoredEvent&)>, predicate);
    std::vector<std::int64_t> expected;
    for (const StoredEvent& e : all)
        if (predicate(e)) expected.push_back(e.id);
    std::vector<std::int64_t> got = c.store.select(parsed(query.constData()), {});
    std::sort(got.begin(), got.end());
    QCOMPARE(got.size(), expected.size());
    QCOMPARE(got, expected);
    if (query != "account:eur*") QVERIFY(!expected.empty());
}

void TestEventStore::naturalOrderDoesNotDependOnImport() {
    // Two imports of the same two logs, in either order; the places in natural order must be the same.
    const auto import = [](Case& c, std::int64_t firstSource) {
        for (std::int64_t k = 0; k < 2; ++k) {
            const std::int64_t source = k == 0 ? firstSource : 3 - firstSource;
            Random r;
            r.state += static_cast<std::uint64_t>(source);
            for (std::uint64_t i = 1; i <= 40'000; ++i) {
                Event e = randomEvent(r, i);
                e.time.civil = 1'765'490'000'000'000 + static_cast<std::int64_t>(r.below(2000)) * 1'000'000;
                c.store.append(source, std::move(e));
            }
        }
        c.store.flush();
        c.store.setSources({{1, {"zz.log", "11"}}, {2, {"aa.log", "22"}}});
        std::vector<std::string> out;
        std::int64_t before = 0;
        bool sorted = true, undated = false;
        for (const StoredEvent& e : c.store.fetch(c.store.select({}, {}))) {
            sorted = sorted && (e.utc == 0 || (e.utc >= before && !undated));
            undated = undated || e.utc == 0;
            before = e.utc;
            out.push_back(std::to_string(e.sourceId) + ':' + std::to_string(e.line) + ':' + c.store.publicId(e));
        }
        return std::pair(out, sorted);
    };
    Case a, b;
    const auto [first, firstSorted] = import(a, 1);
    const auto [second, secondSorted] = import(b, 2);
    QVERIFY(firstSorted && secondSorted);
    QCOMPARE(first.size(), std::size_t{80'000});
    QVERIFY(first == second);
}

void TestEventStore::columnsSortStably_data() {
    QTest::addColumn<QByteArray>("field");
    for (const char* field : {"account", "client_ip", "bytes", "uid", "session", "source", "action", "time_to", "tz_assumed", "line"})
        QTest::newRow(field) << QByteArray(field);
}

void TestEventStore::columnsSortStably() {
    static Case c;
    if (c.store.count() == 0) {
        Random r;
        for (std::uint64_t i = 1; i <= 30'000; ++i) c.store.append(static_cast<std::int64_t>(r.below(2)) + 1, randomEvent(r, i));
        c.store.setSources({{1, {"b", "11"}}, {2, {"a", "22"}}});
    }
    QFETCH(QByteArray, field);
    const auto key = [&field](const StoredEvent& e) -> std::string {
        const auto number = [](std::int64_t v) {
            const std::string text = std::to_string(v + 10);
            return std::string(24 - text.size(), '0') + text;
        };
        if (field == "account") return e.account;
        if (field == "client_ip") {
            const auto ip = parseIp(e.clientIp);
            return ip ? "1" + std::string(ip->octets.begin(), ip->octets.end()) : e.clientIp.empty() ? "" : "2" + e.clientIp;
        }
        if (field == "bytes") return number(e.bytes);
        if (field == "uid") return number(e.uid);
        if (field == "session") return e.session;
        if (field == "source") return e.sourceId == 2 ? "a" : "b";
        if (field == "action") return number(static_cast<std::int64_t>(e.action));
        if (field == "time_to") return number(e.utcTo);
        if (field == "tz_assumed") return number(e.tzAssumed);
        return number(static_cast<std::int64_t>(e.line));
    };
    for (bool descending : {false, true}) {
        std::vector<std::pair<std::string, std::int64_t>> expected;
        for (const StoredEvent& e : c.store.fetch(c.store.select({}, {}))) expected.emplace_back(key(e), e.id);
        std::stable_sort(expected.begin(), expected.end(), [descending](const auto& x, const auto& y) {
            return descending ? x.first > y.first : x.first < y.first;
        });
        std::vector<std::int64_t> ids;
        for (const auto& [text, id] : expected) ids.push_back(id);
        const auto got = c.store.select({}, {fieldIndex(field.constData()), descending, false});
        QVERIFY(got == ids);
    }
}

void TestEventStore::removedSourcesAreGone() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 1000; ++i) c.store.append(i <= 900 ? static_cast<std::int64_t>(i % 2) + 1 : 3, randomEvent(r, i));
    c.store.removeSource(2);
    QCOMPARE(c.store.count(), std::int64_t{550});
    for (const StoredEvent& e : everything(c.store)) QVERIFY(e.sourceId != 2);
    QCOMPARE(c.store.select({}, {}).size(), std::size_t{550});
    QVERIFY(!c.store.get(1));
    c.store.append(4, randomEvent(r, 1));
    c.store.flush();
    QCOMPARE(c.store.count(), std::int64_t{551});
    QVERIFY(c.store.get(1001));
    for (std::int64_t source : {1, 3, 4}) c.store.removeSource(source);
    QCOMPARE(c.store.count(), std::int64_t{0});
    QVERIFY(c.store.select({}, {}).empty());
    QCOMPARE(c.database.number("SELECT count(*) FROM chunk_column", -1), std::int64_t{0});
}

void TestEventStore::retimeChangesInstantsOnly() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 70'000; ++i) c.store.append(static_cast<std::int64_t>(i % 2) + 1, randomEvent(r, i));
    c.store.flush();
    const auto before = everything(c.store);
    std::vector<std::int64_t> firsts;
    c.store.withChunks([&](const EventChunks& chunks) {
        for (const ChunkInfo& chunk : chunks.list()) firsts.push_back(chunk.first);
    });
    QVERIFY(firsts.size() > 1);
    c.store.retime([&](std::size_t place, ChunkReader& reader, EventStore::ChunkTimes& times) {
        if (reader.chunk().first != firsts[place] || times.utc.size() != reader.chunk().rows) return;  // nothing would change
        for (std::uint32_t row = 0; row < reader.chunk().rows; ++row) {
            if (reader.number(NumberColumn::Source).at(row) != 2) continue;
            times.utc[row] = 1'000'000 * (firsts[place] + row);
            times.utcTo[row] = times.utc[row] + 1;
            times.flags[row] |= std::int64_t{1} << EventFlags::kTzAssumed;
            times.flags[row] &= ~(std::int64_t{1} << EventFlags::kYearAssumed);
        }
    });
    const auto after = everything(c.store);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QVERIFY(same(after[i], before[i]));
        const bool changed = after[i].sourceId == 2;
        QCOMPARE(after[i].utc, changed ? 1'000'000 * after[i].id : before[i].utc);
        QCOMPARE(after[i].utcTo, changed ? after[i].utc + 1 : before[i].utcTo);
        QCOMPARE(after[i].tzAssumed, changed || before[i].tzAssumed);
    }
}

void TestEventStore::publicIdsFindTheirEvents() {
    Case c;
    c.store.setSources({{1, {"a", "aa"}}});
    for (std::uint32_t item : {0u, 1u, 0u}) {
        Event e;
        e.offset = item == 0 ? 100 * static_cast<std::uint64_t>(c.store.count()) : 0;
        e.item = item;
        c.store.append(1, std::move(e));
    }
    const auto all = everything(c.store);
    for (const StoredEvent& e : all) QCOMPARE(c.store.findPublicId(c.store.publicId(e)).value(), e.id);
    QVERIFY(!c.store.findPublicId("E-000000000000"));
    QCOMPARE(c.store.recordPublicId(all[1]), c.store.publicId(all[0]));
    const std::string query = "event:" + c.store.publicId(all[0]);
    QCOMPARE(c.store.select(parsed(query.c_str()), {}), (std::vector<std::int64_t>{1, 2}));
    QVERIFY(c.store.select(parsed("event:E-000000000000"), {}).empty());
}

void TestEventStore::readersSeeWhatIsWritten() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 100; ++i) c.store.append(1, randomEvent(r, i));
    c.store.flush();
    Database readOnly(c.file, Database::Use::ReadOnly);
    EventStore reader(readOnly);
    QCOMPARE(reader.count(), std::int64_t{100});
    int seen = 0;
    reader.scan({}, [&](const StoredEvent&) {
        if (++seen == 1) {  // the writer goes on while the reader is in the middle
            for (std::uint64_t i = 101; i <= 200; ++i) c.store.append(1, randomEvent(r, i));
            c.store.flush();
        }
        return true;
    });
    QCOMPARE(seen, 100);
    QCOMPARE(reader.count(), std::int64_t{200});
    QCOMPARE(everything(reader).size(), std::size_t{200});
    Database empty = Database::inMemory();
    EventStore nothing(empty);
    QCOMPARE(nothing.count(), std::int64_t{0});
    QVERIFY(nothing.select({}, {}).empty() && !nothing.get(1));
}

void TestEventStore::smallFlushesDoNotLeaveSmallChunks() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 40'000; ++i) {
        c.store.append(static_cast<std::int64_t>(i / 400), randomEvent(r, i));
        if (i % 400 == 0) c.store.flush();
    }
    c.store.flush();
    QVERIFY(c.database.number("SELECT count(*) FROM chunk", 0) <= 3);
    QCOMPARE(everything(c.store).size(), std::size_t{40'000});
}

void TestEventStore::damageIsAnErrorThatSaysWhatToDo() {
    Case c;
    Random r;
    for (std::uint64_t i = 1; i <= 5000; ++i) c.store.append(1, randomEvent(r, i));
    c.store.flush();
    // Columns cut or overwritten: what is deflated says so; of the others wrong values may be shown, but nothing is read
    // outside them.
    int noticed = 0;
    for (int round = 0; round < 160; ++round) {
        Transaction transaction(c.database);
        const std::int64_t slot = 64 + static_cast<std::int64_t>(r.below(63));
        const std::string octets = r.text(2000);
        Statement s = c.database.prepare(round % 2 ? "UPDATE chunk_column SET octets = ?, packed = 0 WHERE id = ?"
                                                    : "UPDATE chunk_column SET octets = ? WHERE id = ?");
        s.bindBlob(1, octets).bind(2, slot);
        s.run();
        c.database.execute("UPDATE chunk SET version = version + 1");
        EventStore damaged(c.database);
        try {
            QCOMPARE(everything(damaged).size(), std::size_t{5000});
            damaged.select(parsed("account:martin OR comite"), {fieldIndex("session"), false, false});
        } catch (const Error& error) {
            QVERIFY2(round % 2 == 0, error.what());
            QVERIFY(error.hint().find("index/") != std::string::npos);
            ++noticed;
        }
    }
    QVERIFY(noticed > 0);
    int noticedParts = 0;
    const std::int64_t parts = c.database.number("SELECT count(*) FROM chunk_part", 0);
    QVERIFY(parts > 3);
    for (int round = 0; round < 160; ++round) {
        Transaction transaction(c.database);
        const std::string octets = r.text(2000);
        Statement s = c.database.prepare(round % 2 ? "UPDATE chunk_part SET octets = substr(octets, 1, length(octets) * ? / 100) WHERE id = ?"
                                                   : "UPDATE chunk_part SET octets = ? WHERE id = ?");
        if (round % 2) s.bind(1, static_cast<std::int64_t>(r.below(100)));
        else s.bindBlob(1, octets);
        s.bind(2, (std::int64_t{1} << 24) + static_cast<std::int64_t>(r.below(static_cast<std::size_t>(parts))));
        s.run();
        c.database.execute("UPDATE chunk SET version = version + 1");
        EventStore damaged(c.database);
        try {
            QCOMPARE(everything(damaged).size(), std::size_t{5000});
            damaged.select(parsed("fields:status=404 OR fields:/x$/"), {});
        } catch (const Error& error) {
            QVERIFY(error.hint().find("index/") != std::string::npos);
            ++noticedParts;
        }
    }
    QVERIFY(noticedParts > 100);
    c.database.execute("UPDATE chunk SET header = x'0902'");
    EventStore broken(c.database);
    try {
        QCOMPARE(broken.count(), std::int64_t{-1});
        QFAIL("a damaged header went unnoticed");
    } catch (const Error& e) {
        QVERIFY(QByteArray(e.what()).contains("chunk 1"));
        QVERIFY(QByteArray(e.hint().c_str()).contains("import"));
    }
}

void TestEventStore::regularExpressionsAreLimited() {
    Case c;
    Event e;
    e.folder = std::string(40, 'a') + "!";
    c.store.append(1, std::move(e));
    QVERIFY(c.store.select(parsed("folder:/^a+!$/"), {}).size() == 1);
    for (const char* query : {"folder:/^(a|a)*$/", "folder:/(/"}) {
        try {
            c.store.select(parsed(query), {});
            QFAIL(query);
        } catch (const Error& error) {
            QVERIFY(error.code() == ExitCode::Usage && !error.hint().empty());
        }
    }
}

QTEST_GUILESS_MAIN(TestEventStore)
#include "tst_event_store.moc"
