// One record of syslog to one verdict: the envelope, then the grammar of its program.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "logs/line_log.h"
#include "logs/syslog_envelope.h"

namespace sillage {

/// Reasons by program, bounded: hostile tags must not grow the reconciliation without end.
class ProgramReasons {
public:
    /// Names the program; with a name that cannot be repeated, other.
    std::string_view of(std::string_view program, std::string_view what, std::string_view other);

private:
    std::set<std::string, std::less<>> seen_;
};

/// Whether the program's own code reads the messages of this syslog program: no definition can.
bool isReadByCode(std::string_view program);

/// One object a range.
class SyslogMessages {
public:
    LineVerdict read(std::string_view record, Event& e, std::vector<std::uint32_t>& items);

private:
    SyslogParser parser_;
    ProgramReasons reasons_;
};

}  // namespace sillage
