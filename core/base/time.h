// Time as evidence has it. A reader emits a Stamp (civil time as written, with zone and precision); only the
// process that holds the case turns it into a UTC Time, so that a corrected zone, year or clock offset is a
// recomputation and never a new import.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace sillage {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

enum class Precision : std::uint8_t { Microsecond, Millisecond, Second, Minute, Hour, Day };

/// A time as a source writes it.
struct Stamp {
    static constexpr std::int32_t kNoZone = std::numeric_limits<std::int32_t>::min();
    /// The year stamps without a year carry until one is inferred; a leap year, so that 29 February exists.
    static constexpr int kPlaceholderYear = 1972;

    std::int64_t civil = 0;               ///< microseconds from 1970-01-01T00:00 to the civil time as written
    std::int32_t zoneMinutes = kNoZone;   ///< minutes east of UTC as written; kNoZone = the source does not say
    Precision precision = Precision::Second;
    bool present = false;                 ///< false: the record has no time
    bool hasYear = true;                  ///< false: civil is in kPlaceholderYear
};

/// Microseconds of a proleptic Gregorian civil time; out-of-range fields give nullopt.
std::optional<std::int64_t> civilMicros(int year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                                        unsigned second, std::int64_t micros = 0);

/// The parsers below take exactly the stamp (no surrounding text) unless they return the length used.
/// ISO 8601 / RFC 3339: `2025-12-11T22:14:03.120Z`, `2025-12-11 22:14:03,616`, with or without zone, T or space.
std::optional<Stamp> parseIsoStamp(std::string_view text, std::size_t* used = nullptr);
/// RFC 3164: `Dec 11 23:31:00`, `Dec  1 03:02:01` (no year, no zone).
std::optional<Stamp> parseSyslogStamp(std::string_view text, std::size_t* used = nullptr);
/// NCSA common log: `11/Dec/2025:23:02:03 +0100` (also `GMT`).
std::optional<Stamp> parseClfStamp(std::string_view text);
/// Roundcube: `11-Dec-2025 21:41:02 +0000`.
std::optional<Stamp> parseRoundcubeStamp(std::string_view text);
/// RFC 5322 date-time with the obsolete forms; tolerant: missing weekday, two-digit year, missing seconds or zone.
std::optional<Stamp> parseRfc5322Date(std::string_view text);
/// US `5/18/2021 9:13:39 PM`, as Microsoft exports write it (no zone).
std::optional<Stamp> parseUsStamp(std::string_view text);

/// `2025-12-11T22:14:03.120Z` with the digits the precision has; Day gives `2025-12-11`.
std::string formatIso(Time t, Precision precision = Precision::Second);
/// Strict ISO 8601 UTC; a zoneless text is UTC; a date alone is its midnight.
std::optional<Time> parseUtc(std::string_view text);
/// Width of the interval a stamp of that precision stands for.
std::chrono::microseconds granularity(Precision precision);

/// Rules of an IANA zone ("Europe/Paris"), "UTC", or a fixed "+01:00". Immutable, shareable between threads.
class Zone {
public:
    /// nullopt when the name is unknown.
    static std::optional<Zone> find(const std::string& name);
    static Zone utc();
    [[nodiscard]] const std::string& name() const { return name_; }
    /// The instant of a civil time; of two (autumn) the first, with *ambiguous set; one that does not exist
    /// (spring) is moved forward by the gap, with *ambiguous set.
    Time toUtc(std::int64_t civilMicros, bool* ambiguous = nullptr) const;
    /// Minutes east of UTC at an instant.
    [[nodiscard]] int offsetMinutes(Time t) const;

private:
    Zone() = default;
    std::string name_;
    int fixedMinutes_ = 0;
    bool fixed_ = true;
};

}  // namespace sillage
