// Hours that come twice, and hours that do not come (Europe/Paris: 26 October and 30 March 2025).
#include <QtTest>

#include "trace/repeated_hours.h"

using namespace sillage;
using sillage::tracing::RepeatedHours;
using Kind = RepeatedHours::Kind;

static std::int64_t civil(unsigned month, unsigned day, unsigned hour, unsigned minute) { return *civilMicros(2025, month, day, hour, minute, 0); }
static std::int64_t utc(const char* text) { return parseUtc(text)->time_since_epoch().count(); }

static std::vector<RepeatedHours::Instant> resolve(const std::vector<std::int64_t>& stamps, const char* zone = "Europe/Paris") {
    RepeatedHours hours(*Zone::find(zone));
    for (const auto s : stamps) hours.survey(s);
    std::vector<RepeatedHours::Instant> out;
    for (const auto s : stamps) out.push_back(hours.resolve(s));
    return out;
}

class ClockRepeatedHours : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theOrderOfLinesSettlesTheRepeatedHour() {
        const auto i = resolve({civil(10, 26, 1, 59), civil(10, 26, 2, 10), civil(10, 26, 2, 50), civil(10, 26, 2, 5), civil(10, 26, 2, 55), civil(10, 26, 3, 1)});
        const char* expected[] = {"2025-10-25T23:59:00Z", "2025-10-26T00:10:00Z", "2025-10-26T00:50:00Z", "2025-10-26T01:05:00Z", "2025-10-26T01:55:00Z", "2025-10-26T02:01:00Z"};
        for (std::size_t n = 0; n < i.size(); ++n) {
            QCOMPARE(i[n].from, utc(expected[n]));
            QCOMPARE(i[n].to, i[n].from);
        }
        QCOMPARE(i[1].kind, Kind::Settled);
        QCOMPARE(i[0].kind, Kind::Plain);
    }
    void withoutAStepBackItIsAnInterval() {
        const auto i = resolve({civil(10, 26, 1, 30), civil(10, 26, 2, 30), civil(10, 26, 4, 0)});
        QCOMPARE(i[1].kind, Kind::Repeated);
        QCOMPARE(i[1].from, utc("2025-10-26T00:30:00Z"));
        QCOMPARE(i[1].to, utc("2025-10-26T01:30:00Z"));
        QCOMPARE(i[2].from, utc("2025-10-26T03:00:00Z"));
    }
    void aLittleDisorderIsNoSecondPass() {
        const auto i = resolve({civil(10, 26, 2, 30), civil(10, 26, 2, 28), civil(10, 26, 2, 31)});
        for (const auto& one : i) QCOMPARE(one.kind, Kind::Repeated);
    }
    void theSkippedHourIsAnInterval() {
        const auto i = resolve({civil(3, 30, 1, 59), civil(3, 30, 2, 30), civil(3, 30, 3, 0)});
        QCOMPARE(i[0].from, utc("2025-03-30T00:59:00Z"));
        QCOMPARE(i[1].kind, Kind::Missing);
        QCOMPARE(i[1].from, utc("2025-03-30T00:30:00Z"));
        QCOMPARE(i[1].to, utc("2025-03-30T01:30:00Z"));
        QCOMPARE(i[2].from, utc("2025-03-30T01:00:00Z"));
    }
    void otherDaysAndZonesWithoutChangesAreAsTheZoneSays() {
        RepeatedHours paris(*Zone::find("Europe/Paris"));
        for (int d = 0; d < 800; ++d) {
            const std::int64_t stamp = civil(1, 1, 12, 34) + d * 86'400'000'000LL;
            QCOMPARE(paris.resolve(stamp).from, Zone::find("Europe/Paris")->toUtc(stamp).time_since_epoch().count());
        }
        QCOMPARE(resolve({civil(10, 26, 2, 30)}, "Asia/Tokyo")[0].kind, Kind::Plain);
        QCOMPARE(resolve({civil(10, 26, 2, 30)}, "UTC")[0].from, civil(10, 26, 2, 30));
        // Half an hour in Lord Howe: 5 April 2026, 01:30 to 02:00 twice.
        const auto i = resolve({*civilMicros(2026, 4, 5, 1, 45, 0)}, "Australia/Lord_Howe");
        QCOMPARE(i[0].to - i[0].from, 30 * 60'000'000LL);
    }
    void theSecondPassMayBeginAnywhere() {
        const std::vector<std::int64_t> stamps{civil(10, 26, 1, 59), civil(10, 26, 2, 10), civil(10, 26, 2, 50), civil(10, 26, 2, 5), civil(10, 26, 2, 55), civil(10, 26, 3, 1)};
        const auto whole = resolve(stamps);
        for (std::size_t begin = 0; begin <= stamps.size(); ++begin) {
            RepeatedHours before(*Zone::find("Europe/Paris")), all = before;
            for (std::size_t i = 0; i < begin; ++i) before.survey(stamps[i]);
            for (const auto s : stamps) all.survey(s);
            all.resolveAfter(before);
            for (std::size_t i = begin; i < stamps.size(); ++i) {
                const auto instant = all.resolve(stamps[i]);
                QCOMPARE(instant.from, whole[i].from);
                QCOMPARE(instant.kind, whole[i].kind);
            }
        }
    }
    void leapSecondsAreTaken() {
        const auto stamp = parseIsoStamp("2016-12-31T23:59:60Z");
        QVERIFY(stamp.has_value());
        QCOMPARE(stamp->civil, *civilMicros(2017, 1, 1, 0, 0, 0));
        QVERIFY(parseSyslogStamp("Dec 31 23:59:60").has_value());
        QVERIFY(parseClfStamp("31/Dec/2016:23:59:60 +0000").has_value());
    }
};

QTEST_GUILESS_MAIN(ClockRepeatedHours)
#include "tst_clock_repeated_hours.moc"
