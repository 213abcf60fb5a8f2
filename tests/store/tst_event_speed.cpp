// How fast the event store is, printed and not asserted (design: performance, targets 3 and 7), on
// SILLAGE_BENCH_EVENTS events (default 300,000); that the results are right is asserted.
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <ctime>

#include "store/database.h"
#include "store/event_store.h"
#include "store/migrations.h"

using namespace sillage;

namespace {

Event accessLine(std::uint64_t i) {
    Event e;
    e.line = i + 1;
    e.offset = i * 180;
    e.length = 179;
    e.time.present = true;
    e.time.zoneMinutes = 60;
    e.time.civil = 1'765'400'000'000'000 + static_cast<std::int64_t>(i / 20) * 1'000'000;
    e.rawTime = "11/Dec/2025:" + std::to_string(i / 72'000 % 24) + ":" + std::to_string(i / 1200 % 60) + ":" +
                std::to_string(i / 20 % 60) + " +0100";
    const std::uint64_t h = i * 0x9e3779b97f4a7c15ull >> 40;
    e.account = "user" + std::to_string(h % 400) + "@interieur.example";
    e.clientIp = "198.51." + std::to_string(h % 7) + "." + std::to_string(h / 7 % 250);
    e.userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:" + std::to_string(h % 60) + ".0) Gecko/20100101";
    e.protocol = "webmail";
    e.session = "s" + std::to_string(i / 50);
    e.action = static_cast<Action>(h % 20);
    e.outcome = Outcome::Success;
    e.folder = h % 3 ? "INBOX" : "Sent";
    e.uid = static_cast<std::uint32_t>(h % 9000);
    e.bytes = static_cast<std::int64_t>(h % 100'000);
    e.fields = {{"method", "GET"}, {"status", "200"}, {"path", "/?_task=mail&_mbox=INBOX&_uid=" + std::to_string(h % 9000)}};
    return e;
}

Query parsed(const char* text) {
    const ParsedQuery p = parseQuery(View::Events, text);
    if (!p.ok) qFatal("%s: %s", text, p.error.c_str());
    return p.query;
}

}  // namespace

class TestEventSpeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figures();
};

void TestEventSpeed::figures() {
    const auto asked = qEnvironmentVariableIntValue("SILLAGE_BENCH_EVENTS");
    const std::uint64_t count = asked > 0 ? static_cast<std::uint64_t>(asked) : 300'000;
    QTemporaryDir directory;
    const auto file = std::filesystem::path(directory.path().toStdString()) / "events.db";
    QElapsedTimer timer;
    const auto report = [&timer](const char* what, std::size_t rows) {
        qInfo("%-44s %8.1f ms  %zu rows", what, static_cast<double>(timer.nsecsElapsed()) / 1e6, rows);
        timer.start();
    };
    {
        Database database(file, Database::Use::Derived);
        migrate(database, "events", false);
        EventStore store(database);
        double wall = 0, processor = 0;
        std::vector<Event> batch;
        for (std::uint64_t i = 0; i < count;) {
            batch.clear();
            for (; batch.size() < 50'000 && i < count; ++i) batch.push_back(accessLine(i));
            timer.start();
            const std::clock_t before = std::clock();
            for (Event& e : batch)
                store.append(1 + static_cast<std::int64_t>(e.line / (count / 2 + 1)), std::move(e));
            if (i >= count) store.flush();
            wall += static_cast<double>(timer.nsecsElapsed()) / 1e9;
            processor += static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        }
        qInfo("append %.2f M events/s wall, %.2f M events/s of processor time", static_cast<double>(count) / wall / 1e6,
              static_cast<double>(count) / processor / 1e6);
    }
    Database database(file, Database::Use::ReadOnly);
    qInfo("%.1f octets an event on disk", static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(count));
    EventStore store(database);
    QCOMPARE(store.count(), static_cast<std::int64_t>(count));
    timer.start();
    for (const char* text : {"account:nobody@nowhere.example", "account:user17", "ip:198.51.3.0/24 action:download",
                             "bytes:>99900", "time:2031", "line:>=17 uid:88", "session:=s17", "_uid=8999"}) {
        const auto ids = store.select(parsed(text), {});
        report(text, ids.size());
    }
    EventFilter filter;
    filter.accounts = {"nobody@nowhere.example"};
    std::size_t rows = 0;
    store.scan(filter, [&rows](const StoredEvent&) { return ++rows > 0; });
    report("scan, no dictionary holds the account", rows);
    filter.accounts = {"user17@interieur.example"};
    store.scan(filter, [&rows](const StoredEvent&) { return ++rows > 0; });
    report("scan of one account", rows);
    const auto first = store.select({}, {});
    report("everything in natural order, first time", first.size());
    QCOMPARE(first.size(), static_cast<std::size_t>(count));
    report("everything in natural order, again", store.select({}, {}).size());
    for (const char* field : {"account", "client_ip", "bytes", "session"}) {
        const auto ids = store.select({}, {*findField(View::Events, field), true, false});
        report((std::string("sorted by ") + field).c_str(), ids.size());
        const auto window = store.fetch(std::span(ids).subspan(ids.size() / 2, 200), false);
        report("  a window of 200 rows", window.size());
        report("  the same window again", store.fetch(std::span(ids).subspan(ids.size() / 2, 200), false).size());
    }
    rows = 0;
    store.scan({}, [&rows](const StoredEvent&) { return ++rows > 0; });
    report("scan of everything, every field decoded", rows);
    QCOMPARE(rows, static_cast<std::size_t>(count));
}

QTEST_GUILESS_MAIN(TestEventSpeed)
#include "tst_event_speed.moc"
