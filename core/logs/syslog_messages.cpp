// What the lines of syslog mean, whatever they came in: each goes to the grammar of its program, in code or by definition.
// A line of another mail server is a record that was not read and fails; lines of programs that give no access to mail are
// skipped, counted by name.
#include "logs/syslog_messages.h"

#include "base/phrase.h"
#include "base/text.h"
#include "logs/auth_line.h"
#include "logs/cyrus_courier_line.h"
#include "logs/data/library.h"
#include "logs/dovecot_line.h"
#include "logs/postfix_line.h"
#include "logs/roundcube_logs.h"
#include "logs/scan_text.h"
#include "logs/sogo_log.h"
#include "logs/sshd_line.h"

namespace sillage {

std::string_view ProgramReasons::of(std::string_view program, std::string_view what, std::string_view other) {
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

namespace {

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
    if (isAuthProgram(program)) return parseAuthLine(program, line.message, e);
    if (Compiled* grammar = syslogGrammar(program)) return grammar->syslogMessage(line.message, e);
    if (startsWith(line.message, "--- last message repeated") || startsWith(line.message, "last message repeated") || startsWith(line.message, "message repeated"))
        return LineVerdict::noise("repetition of the line above");
    // Lines of Dovecot's own log file that were put into a syslog file: no host, no program.
    if (line.host.empty() && looksLikeDovecot(line.tail)) return parseDovecotLine(line.tail, e);
    if (isUnreadServer(program))
        return LineVerdict::bad(reasons.of(program, "a mail server whose log no reader reads", "a mail server whose log no reader reads"));
    return LineVerdict::noise(reasons.of(program, "its lines are not read", "other programs: their lines are not read"));
}

}  // namespace

bool isReadByCode(std::string_view program) {
    for (const std::string_view name : {"dovecot", "dovecot-auth", "roundcube", "HORDE", "horde", "sogod"})
        if (program == name) return true;
    return startsWith(program, "postfix") || startsWith(program, "sshd") || isCyrusProgram(program) || isCourierProgram(program);
}

LineVerdict SyslogMessages::read(std::string_view record, Event& e, std::vector<std::uint32_t>& items) {
    const auto envelope = parser_.parse(record);
    if (!envelope) {
        if (!record.empty() && (record[0] == ' ' || record[0] == '\t')) return LineVerdict::noise("continuation of the line above");
        return LineVerdict::bad("not a syslog line");
    }
    if (envelope->stamp.present) setTime(e, envelope->stamp, envelope->rawTime);
    return dispatch(*envelope, e, items, reasons_);
}

}  // namespace sillage
