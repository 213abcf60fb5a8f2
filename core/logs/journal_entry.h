// One entry of systemd's journal, whatever it was exported as: the fields that matter here, and what becomes of it. An
// entry goes through the same grammars as a line of syslog (its program is SYSLOG_IDENTIFIER, else _COMM), so that the
// same message gives the same event. Time is __REALTIME_TIMESTAMP (microseconds, UTC). Fields beside: unit, boot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/sink.h"
#include "logs/syslog_messages.h"

namespace sillage {

struct JournalEntry {
    std::string cursor, realtime, message, identifier, command, pid, host, unit, boot;
    /// The member of that name, nullptr for one that is not kept.
    std::string* member(std::string_view field);
    [[nodiscard]] bool isEntry() const { return !realtime.empty() || !cursor.empty(); }
};

constexpr std::size_t kMaxJournalValue = 1u << 20;  ///< octets of a field that are kept

/// One object a range; found() has been called by the reader.
class JournalMessages {
public:
    void settle(const JournalEntry& entry, std::uint64_t line, std::uint64_t offset, std::uint64_t length, Sink& sink);

private:
    SyslogMessages messages_;
    std::string line_;
};

}  // namespace sillage
