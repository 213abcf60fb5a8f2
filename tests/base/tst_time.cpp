#include <QtTest>

#include "base/time.h"

using namespace sillage;

class TestTime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTheStampsOfEveryFormat_data();
    void readsTheStampsOfEveryFormat();
    void refusesWhatIsNoStamp();
    void syslogHasNeitherYearNorZone();
    void mailDatesAreReadTolerantly_data();
    void mailDatesAreReadTolerantly();
    void zonesKnowSummerTime();
    void ambiguousAndMissingHoursAreFlagged();
    void printsWithThePrecisionTheSourceHad();
};

static QString utcOf(const Stamp& s) {
    const std::int64_t zone = s.zoneMinutes == Stamp::kNoZone ? 0 : s.zoneMinutes;
    return QString::fromStdString(formatIso(Time(std::chrono::microseconds(s.civil - zone * 60000000)), s.precision));
}

void TestTime::readsTheStampsOfEveryFormat_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc");
    QTest::newRow("iso with zone") << "iso" << "2025-12-11T22:14:03.120Z" << "2025-12-11T22:14:03.120Z";
    QTest::newRow("iso offset, microseconds") << "iso" << "2026-11-21T14:22:30.817366-03:00" << "2026-11-21T17:22:30.817366Z";
    QTest::newRow("zimbra comma") << "iso" << "2021-03-03 19:26:38,616" << "2021-03-03T19:26:38.616Z";
    QTest::newRow("clf") << "clf" << "11/Dec/2025:23:02:03 +0100" << "2025-12-11T22:02:03Z";
    QTest::newRow("clf GMT") << "clf" << "24/Mar/2013:08:58:32 GMT" << "2013-03-24T08:58:32Z";
    QTest::newRow("roundcube") << "roundcube" << "11-Dec-2025 21:41:02 +0000" << "2025-12-11T21:41:02Z";
    QTest::newRow("US afternoon") << "us" << "5/18/2021 9:13:39 PM" << "2021-05-18T21:13:39Z";
    QTest::newRow("US midnight") << "us" << "5/18/2021 12:00:01 AM" << "2021-05-18T00:00:01Z";
}

void TestTime::readsTheStampsOfEveryFormat() {
    QFETCH(QString, format);
    QFETCH(QString, text);
    QFETCH(QString, utc);
    const std::string t = text.toStdString();
    const auto stamp = format == "iso" ? parseIsoStamp(t) : format == "clf" ? parseClfStamp(t) : format == "us" ? parseUsStamp(t) : parseRoundcubeStamp(t);
    QVERIFY(stamp.has_value());
    QCOMPARE(utcOf(*stamp), utc);
}

void TestTime::refusesWhatIsNoStamp() {
    for (const char* text : {"", "2025-13-01T00:00:00", "2025-02-29T00:00:00", "2025-12-11", "2025-12-11T25:00:00", "2025-12-11T10:00:00 and more"})
        QVERIFY2(!parseIsoStamp(text), text);
    for (const char* text : {"", "Dez 11 10:00:00", "Feb 30 10:00:00", "Dec 11 10:61:00"}) QVERIFY2(!parseSyslogStamp(text), text);
    QVERIFY(!parseUsStamp("13/1/2021 9:00:00 PM"));
    QVERIFY(!parseUsStamp("5/18/2021 13:00:00 PM"));
}

void TestTime::syslogHasNeitherYearNorZone() {
    std::size_t used = 0;
    const auto stamp = parseSyslogStamp("Feb 29 03:02:01 mail dovecot: x", &used);
    QVERIFY(stamp.has_value());
    QCOMPARE(used, std::size_t{15});
    QVERIFY(!stamp->hasYear);
    QCOMPARE(stamp->zoneMinutes, Stamp::kNoZone);
    QVERIFY(parseSyslogStamp("Dec  1 03:02:01").has_value());
}

void TestTime::mailDatesAreReadTolerantly_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc");
    QTest::newRow("standard") << "Thu, 18 Nov 2021 08:35:34 +0200" << "2021-11-18T06:35:34Z";
    QTest::newRow("no weekday, no seconds") << "6 Mar 2006 00:07 +0000" << "2006-03-06T00:07:00Z";
    QTest::newRow("two-digit year, named zone") << "Mon, 1 Jan 96 12:00:00 EST" << "1996-01-01T17:00:00Z";
    QTest::newRow("comment") << "Fri, 5 Aug 2016 10:57:20 +0000 (UTC)" << "2016-08-05T10:57:20Z";
    QTest::newRow("no zone") << "Sat, 27 May 2017 10:27:30" << "2017-05-27T10:27:30Z";
}

void TestTime::mailDatesAreReadTolerantly() {
    QFETCH(QString, text);
    QFETCH(QString, utc);
    const auto stamp = parseRfc5322Date(text.toStdString());
    QVERIFY(stamp.has_value());
    const std::int64_t zone = stamp->zoneMinutes == Stamp::kNoZone ? 0 : stamp->zoneMinutes;
    QCOMPARE(QString::fromStdString(formatIso(Time(std::chrono::microseconds(stamp->civil - zone * 60000000)))), utc);
}

void TestTime::zonesKnowSummerTime() {
    const auto paris = Zone::find("Europe/Paris");
    QVERIFY(paris.has_value());
    QCOMPARE(QString::fromStdString(formatIso(paris->toUtc(*civilMicros(2025, 12, 11, 23, 31, 0)))), QString("2025-12-11T22:31:00Z"));
    QCOMPARE(QString::fromStdString(formatIso(paris->toUtc(*civilMicros(2025, 7, 1, 12, 0, 0)))), QString("2025-07-01T10:00:00Z"));
    QCOMPARE(paris->offsetMinutes(*parseUtc("2025-07-01")), 120);
    QCOMPARE(QString::fromStdString(formatIso(Zone::find("+05:30")->toUtc(*civilMicros(2025, 1, 1, 5, 30, 0)))), QString("2025-01-01T00:00:00Z"));
    QVERIFY(!Zone::find("Mars/Olympus"));
}

void TestTime::ambiguousAndMissingHoursAreFlagged() {
    const auto paris = Zone::find("Europe/Paris");
    bool ambiguous = false;
    const Time first = paris->toUtc(*civilMicros(2025, 10, 26, 2, 30, 0), &ambiguous);
    QVERIFY(ambiguous);
    QCOMPARE(QString::fromStdString(formatIso(first)), QString("2025-10-26T00:30:00Z"));
    paris->toUtc(*civilMicros(2025, 3, 30, 2, 30, 0), &ambiguous);
    QVERIFY(ambiguous);
    paris->toUtc(*civilMicros(2025, 3, 30, 3, 30, 0), &ambiguous);
    QVERIFY(!ambiguous);
}

void TestTime::printsWithThePrecisionTheSourceHad() {
    const Time t = *parseUtc("2025-12-11T22:14:03.120456Z");
    QCOMPARE(QString::fromStdString(formatIso(t, Precision::Microsecond)), QString("2025-12-11T22:14:03.120456Z"));
    QCOMPARE(QString::fromStdString(formatIso(t, Precision::Millisecond)), QString("2025-12-11T22:14:03.120Z"));
    QCOMPARE(QString::fromStdString(formatIso(t, Precision::Day)), QString("2025-12-11"));
}

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
