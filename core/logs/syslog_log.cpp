// syslog files (mail.log, auth.log, syslog): one source whatever programs are mixed in it. Each line goes to the
// grammar of its program. A line of another mail server is a record that was not read and fails; lines of programs that
// give no access to mail are skipped, counted by name.
#include <set>
#include <string>

#include "base/text.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/cyrus_courier_line.h"
#include "logs/data/library.h"
#include "logs/dovecot_line.h"
#include "logs/postfix_line.h"
#include "logs/roundcube_logs.h"
#include "logs/scan_text.h"
#include "logs/sogo_log.h"
#include "logs/sshd_line.h"
#include "logs/syslog_envelope.h"

namespace sillage {

namespace {

/// Reasons by program, bounded: hostile tags must not grow the reconciliation without end.
class ProgramReasons {
public:
    /// Names the program; with a name that cannot be repeated, other.
    std::string_view of(std::string_view program, std::string_view what, std::string_view other) {
        program = program.substr(0, program.find('('));
        if (program.empty() || program.size() > 32) return other;
        for (const char c : program)
            if (!isAlnum(c) && c != '-' && c != '_' && c != '.' && c != '/') return other;
        std::string reason = phrase("program %1: %2", program, said(what));
        const auto it = seen_.find(reason);
        if (it != seen_.end()) return *it;
        if (seen_.size() >= 64) return other;
        return *seen_.insert(std::move(reason)).first;
    }

private:
    std::set<std::string, std::less<>> seen_;
};

/// Servers that hand mail out or take logins for it, and whose lines no grammar here reads.
bool isUnreadServer(std::string_view program) {
    for (const std::string_view whole :
         {"authdaemond", "saslauthd", "mailboxd", "zmmailboxd", "sendmail", "sm-mta", "smtpd", "opensmtpd"})
        if (program == whole) return true;
    for (const std::string_view family : {"courier", "zimbra", "exim", "qmail", "vpopmail"})
        if (startsWith(program, family)) return true;
    return false;
}

LineVerdict dispatch(const SyslogEnvelope& line, Event& e, std::vector<std::uint32_t>& items, ProgramReasons& reasons) {
    const std::string_view program = line.program;
    if (program == "dovecot" || program == "dovecot-auth") return parseDovecotLine(line.message, e, items);
    if (startsWith(program, "postfix")) return parsePostfixLine(program, line.message, e);
    if (startsWith(program, "sshd")) return parseSshdLine(program, line.message, e);
    if (program == "roundcube") return parseRoundcubeMessage(line.message, e);
    const bool saslLogin = startsWith(line.message, "badlogin: ") || startsWith(line.message, "login: ");
    if (isCyrusProgram(program) || (saslLogin && isCourierProgram(program))) return parseCyrusLine(program, line.message, e);
    if (isCourierProgram(program)) return parseCourierLine(program, line.message, e);
    if (program == "HORDE" || program == "horde") return parseHordeLine(line.message, e);
    if (program == "sogod") return parseSogoMessage(line.message, e);
    if (startsWith(line.message, "pam_unix(dovecot:auth)")) return parseDovecotLine(line.message, e);
    if (Compiled* grammar = syslogGrammar(program)) return grammar->syslogMessage(line.message, e);
    if (startsWith(line.message, "--- last message repeated") || startsWith(line.message, "last message repeated") || startsWith(line.message, "message repeated"))
        return LineVerdict::noise("repetition of the line above");
    // Lines of Dovecot's own log file that were put into a syslog file: no host, no program.
    if (line.host.empty() && looksLikeDovecot(line.tail)) return parseDovecotLine(line.tail, e);
    if (isUnreadServer(program))
        return LineVerdict::bad(reasons.of(program, "a mail server whose log no reader reads", "a mail server whose log no reader reads"));
    return LineVerdict::noise(reasons.of(program, "its lines are not read", "other programs: their lines are not read"));
}

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
    SyslogParser parser;
    ProgramReasons reasons;
    readItemLines(source, range, sink, [&](std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
        const auto envelope = parser.parse(line);
        if (!envelope) {
            if (line[0] == ' ' || line[0] == '\t') return LineVerdict::noise("continuation of the line above");
            return LineVerdict::bad("not a syslog line");
        }
        setTime(e, envelope->stamp, envelope->rawTime);
        return dispatch(*envelope, e, items, reasons);
    });
}

}  // namespace

const Format kSyslogFormat{"syslog", "Syslog (Dovecot, Postfix, sshd, Roundcube)", SourceKind::Log, recognise, read,
                           scanLines, "names item (mail_log, IMAP ID), else session"};

}  // namespace sillage
