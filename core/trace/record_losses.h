// T30: what records say of the records themselves: a log that was cleared, removed or rotated by hand, a log daemon that was
// stopped, an audit policy that was cut. What was written before is then gone or may be, and silence proves nothing.
// Follows Windows events 104, 1102 and 4719; sudoers(5) "LOG FORMAT"; journald's and rsyslogd's own messages.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sillage::tracing {

struct RecordLoss {
    enum class What : std::uint8_t {
        Cleared,    ///< emptied or removed: anything before may be missing
        Trimmed,    ///< its oldest part was removed: what stood before its first record is missing
        Rotated,    ///< rotation was forced: the oldest file of each set may be gone
        Stopped,    ///< the daemon that writes it
        Started,
        PolicyCut,  ///< a part of what it records was switched off
        PolicySet,  ///< and on again
    };
    What what = What::Cleared;
    std::int64_t utc = 0;
    std::string log;       ///< path or Windows channel; "journal"; "syslog" for all that rsyslogd writes; "" = that of the record itself
    std::string policy;    ///< PolicyCut, PolicySet: the subcategory
    std::string by;        ///< account, "" = the record names none
    std::string how;       ///< the command, "" = none
    bool own = false;      ///< log is the one that this record itself stands in
    std::int64_t source = 0;
    std::uint64_t line = 0;
};

/// The value of a field of the record by its name, "" = it has none.
using FieldOf = std::function<std::string_view(std::string_view name)>;
/// What an administrative record with this op says; nothing for any other. utc, by, source and line are left to the caller.
std::optional<RecordLoss> recordLoss(const FieldOf& field);
/// What a command given with root's rights does to logs.
std::optional<RecordLoss> lossByCommand(std::string_view command);

}  // namespace sillage::tracing
