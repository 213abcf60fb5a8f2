// Which session an event belongs to, as the trace found it. Derived data in meta.db, replaced with the sessions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sillage {

class Database;

/// Six octets of a session's public id as a number; 0 = none.
using SessionNumber = std::uint64_t;
/// nullopt when the text is no "S-" and twelve hexadecimal digits.
std::optional<SessionNumber> sessionNumber(std::string_view publicId);
/// "S-…"; "" for 0.
std::string sessionText(SessionNumber number);

/// Reads one block at a time. Not thread-safe; kept no longer than the results it was opened on.
class EventSessions {
public:
    static constexpr std::int64_t kBlock = 65'536;
    explicit EventSessions(Database& meta) : meta_(meta) {}
    /// Of an event by its id, from 1.
    SessionNumber of(std::int64_t event);

private:
    Database& meta_;
    std::int64_t block_ = -1;
    std::string ids_;
};

/// Replaces what the table holds: sessions in order of event id, from 1.
class EventSessionWriter {
public:
    explicit EventSessionWriter(Database& meta) : meta_(meta) {}
    void add(SessionNumber session);
    void finish();

private:
    Database& meta_;
    std::int64_t block_ = 0;
    std::string ids_;
};

}  // namespace sillage
