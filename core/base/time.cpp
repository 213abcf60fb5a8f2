#include "base/time.h"

#include <QByteArray>
#include <QDateTime>
#include <QTimeZone>
#include <array>
#include <cstdio>
#include <map>
#include <mutex>

#include "base/text.h"

namespace sillage {

using namespace std::chrono;

std::chrono::microseconds granularity(Precision precision) {
    switch (precision) {
        case Precision::Microsecond: return microseconds(1);
        case Precision::Millisecond: return milliseconds(1);
        case Precision::Second: return seconds(1);
        case Precision::Minute: return minutes(1);
        case Precision::Hour: return hours(1);
        case Precision::Day: return hours(24);
    }
    return seconds(1);
}

std::string formatIso(Time t, Precision precision) {
    const auto day = floor<days>(t);
    const year_month_day date(day);
    const auto clock = duration_cast<microseconds>(t - day).count();
    char text[40];
    int n = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (precision == Precision::Day) return {text, static_cast<std::size_t>(n)};
    const auto second = clock / 1000000;
    n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), "T%02d:%02d:%02d",
                       static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60),
                       static_cast<int>(second % 60));
    const auto rest = static_cast<std::size_t>(n);
    if (precision == Precision::Microsecond)
        n += std::snprintf(text + n, sizeof text - rest, ".%06d", static_cast<int>(clock % 1000000));
    else if (precision == Precision::Millisecond)
        n += std::snprintf(text + n, sizeof text - rest, ".%03d", static_cast<int>(clock % 1000000 / 1000));
    return std::string(text, static_cast<std::size_t>(n)) + "Z";
}

std::optional<Time> parseUtc(std::string_view text) {
    text = trim(text);
    std::string whole(text);
    if (text.size() == 10) whole += "T00:00:00";
    if (text.size() == 16) whole += ":00";
    const auto stamp = parseIsoStamp(whole);
    if (!stamp) return std::nullopt;
    const std::int64_t zone = stamp->zoneMinutes == Stamp::kNoZone ? 0 : stamp->zoneMinutes;
    return Time(microseconds(stamp->civil - zone * 60000000));
}

namespace {

// QTimeZone reads the zone files: found once a name, then only asked from memory.
std::mutex zonesMutex;

const QTimeZone* findZone(const std::string& name) {
    static std::map<std::string, QTimeZone> zones;
    const std::lock_guard lock(zonesMutex);
    auto it = zones.find(name);
    if (it == zones.end()) it = zones.emplace(name, QTimeZone(QByteArray::fromStdString(name))).first;
    return it->second.isValid() ? &it->second : nullptr;
}

std::optional<int> fixedOffset(std::string_view name) {
    if (name == "UTC" || name == "Z" || name == "GMT") return 0;
    if (name.size() < 5 || (name[0] != '+' && name[0] != '-')) return std::nullopt;
    const bool colon = name.size() == 6 && name[3] == ':';
    unsigned long long hour = 0, minute = 0;
    if (!parseUint(name.substr(1, 2), hour) || !parseUint(name.substr(colon ? 4 : 3), minute) || hour > 15 ||
        minute > 59 || name.size() != (colon ? 6u : 5u))
        return std::nullopt;
    const int total = static_cast<int>(hour * 60 + minute);
    return name[0] == '-' ? -total : total;
}

int offsetAt(const QTimeZone& zone, std::int64_t utcMicros) {
    return zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utcMicros / 1000, Qt::UTC));
}

}  // namespace

std::optional<Zone> Zone::find(const std::string& name) {
    Zone zone;
    zone.name_ = name;
    if (const auto fixed = fixedOffset(name)) {
        zone.fixedMinutes_ = *fixed;
        return zone;
    }
    zone.fixed_ = false;
    if (!findZone(name)) return std::nullopt;
    return zone;
}

Zone Zone::utc() {
    Zone zone;
    zone.name_ = "UTC";
    return zone;
}

Time Zone::toUtc(std::int64_t civil, bool* ambiguous) const {
    if (ambiguous) *ambiguous = false;
    if (fixed_) return Time(microseconds(civil - fixedMinutes_ * 60000000LL));
    const QTimeZone& zone = *findZone(name_);
    // The offsets a day before and after differ only around a change: try both and see which fit.
    constexpr std::int64_t kDay = 86400000000LL;
    const std::int64_t before = offsetAt(zone, civil - kDay) * 1000000LL;
    const std::int64_t after = offsetAt(zone, civil + kDay) * 1000000LL;
    if (before == after) return Time(microseconds(civil - before));
    const bool fitsBefore = offsetAt(zone, civil - before) * 1000000LL == before;
    const bool fitsAfter = offsetAt(zone, civil - after) * 1000000LL == after;
    if (ambiguous) *ambiguous = fitsBefore == fitsAfter;
    if (fitsAfter && !fitsBefore) return Time(microseconds(civil - after));
    return Time(microseconds(civil - before));
}

int Zone::offsetMinutes(Time t) const {
    if (fixed_) return fixedMinutes_;
    return offsetAt(*findZone(name_), t.time_since_epoch().count()) / 60;
}

}  // namespace sillage
