// The envelope of a syslog line as files hold it: RFC 3164 (traditional, no year, no zone), rsyslog's file format
// with an RFC 3339 stamp, multilog's TAI64N, RFC 5424, each with or without <PRI>. Only the envelope; messages have their own grammars.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"
#include "logs/line_log.h"

namespace sillage {

struct SyslogEnvelope {
    Stamp stamp;
    std::string_view rawTime;
    std::string_view host;     ///< "" where the line has none
    std::string_view program;  ///< "postfix/smtpd", "sshd"; without pid; "" where the line has none
    std::string_view pid;      ///< digits or ""
    std::string_view message;  ///< what follows the tag, leading spaces cut
    std::string_view tail;     ///< everything behind the stamp
};

/// `@` and 24 hexadecimal digits: TAI64N, seconds since 1970 TAI (10 s ahead of UTC labels) and nanoseconds.
std::optional<Stamp> parseTai64n(std::string_view text);

/// Parses envelopes; remembers the last stamp, so one object a range.
class SyslogParser {
public:
    /// nullopt when line does not begin with a stamp this envelope knows.
    std::optional<SyslogEnvelope> parse(std::string_view line);

private:
    bool takeStamp(std::string_view& text, SyslogEnvelope& e);
    std::string lastRaw_;
    Stamp lastStamp_;
};

}  // namespace sillage
