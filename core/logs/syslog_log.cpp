// syslog files (mail.log, auth.log, syslog): one source whatever programs are mixed in it (syslog_messages.h).
#include "logs/all_formats.h"
#include "logs/syslog_messages.h"

namespace sillage {

namespace {

Recognition recognise(const Head& head) {
    SyslogParser parser;
    std::size_t hits = 0, sampled = 0;
    for (const auto line : headLines(head)) {
        if (line[0] == ' ' || line[0] == '\t' || line[0] == '#') continue;
        ++sampled;
        const auto envelope = parser.parse(line);
        hits += envelope && !envelope->program.empty() && (!envelope->host.empty() || !envelope->pid.empty()) ? 1 : 0;
    }
    return recognisedByLines(hits, sampled, "syslog lines (time, host, program)");
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    SyslogMessages messages;
    readItemLines(source, range, sink, [&](std::string_view line, Event& e, std::vector<std::uint32_t>& items) { return messages.read(line, e, items); });
}

}  // namespace

const Format kSyslogFormat{"syslog", "Syslog (mail servers, sshd, Samba, VPN and others)", SourceKind::Log, recognise, read,
                           scanLines, "names item (mail_log, IMAP ID), else session"};

}  // namespace sillage
