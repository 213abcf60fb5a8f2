#include "case/demo/demo_server.h"

#include <cstdio>
#include <fstream>

#include "base/error.h"
#include "base/ip.h"
#include "base/text.h"
#include "base/time.h"

namespace sillage::demo {

namespace {

constexpr const char* kDovecot = "var/log/dovecot.log";
constexpr const char* kNginx = "var/log/nginx/access.log";
constexpr const char* kLogins = "var/log/roundcube/userlogins.log";
constexpr const char* kMail = "var/log/mail.log";
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "2025-12-11T22:14:03Z" pieces of a time moved to CET or left in UTC.
std::string iso(std::int64_t t, bool local) { return formatIso(Time(std::chrono::seconds(t + (local ? 3600 : 0))), Precision::Second); }

std::string month(const std::string& i) { return kMonths[std::stoi(i.substr(5, 2)) - 1]; }

std::string syslogStamp(std::int64_t t) {
    const std::string i = iso(t, true);
    const std::string day = i[8] == '0' ? " " + i.substr(9, 1) : i.substr(8, 2);
    return month(i) + " " + day + " " + i.substr(11, 8);
}

std::string clfStamp(std::int64_t t) {
    const std::string i = iso(t, true);
    return i.substr(8, 2) + "/" + month(i) + "/" + i.substr(0, 4) + ":" + i.substr(11, 8) + " +0100";
}

std::string roundcubeStamp(std::int64_t t) {
    const std::string i = iso(t, false);
    return i.substr(8, 2) + "-" + month(i) + "-" + i.substr(0, 4) + " " + i.substr(11, 8) + " +0000";
}

std::string number(std::uint64_t n) { return std::to_string(n); }

}  // namespace

void Server::line(const std::string& log, std::int64_t t, const std::string& text) { lines_.emplace(std::pair(log, t), text); }

std::string Server::session(std::int64_t t, const std::string& ip) {
    const std::uint64_t micros = static_cast<std::uint64_t>(t) * 1000000 + static_cast<std::uint64_t>(pid_) * 37 % 900000;
    std::string octets;
    for (int i = 0; i < 6; ++i) octets.push_back(static_cast<char>(micros >> (8 * i) & 0xff));
    const int port = 40000 + pid_ % 20000;
    octets.push_back(static_cast<char>(port & 0xff));
    octets.push_back(static_cast<char>(port >> 8));
    const auto address = parseIp(ip);
    for (std::size_t i = address->isV4() ? 12 : 0; i < 16; ++i) octets.push_back(static_cast<char>(address->octets[i]));
    std::string id = base64Encode(octets);
    while (!id.empty() && id.back() == '=') id.pop_back();
    return id;
}

void Server::imapLogin(std::int64_t t, const std::string& account, const std::string& ip, const Counters& c, int seconds) {
    const std::string s = session(t, ip), pid = number(static_cast<std::uint64_t>(++pid_));
    line(kDovecot, t, syslogStamp(t) + " imap-login: Info: Login: user=<" + account + ">, method=PLAIN, rip=" + ip +
                          ", lip=10.20.0.10, mpid=" + pid + ", TLS, session=<" + s + ">");
    line(kDovecot, t + seconds, syslogStamp(t + seconds) + " imap(" + account + ")<" + pid + "><" + s + ">: Info: Disconnected: Logged out in=" +
                          number(300 + c.bodies * 8) + " out=" + number(2400 + c.bodyOctets + c.headerOctets + 40 * c.bodies) +
                          " deleted=0 expunged=0 trashed=0 hdr_count=" + number(c.headers) + " hdr_bytes=" + number(c.headerOctets) +
                          " body_count=" + number(c.bodies) + " body_bytes=" + number(c.bodyOctets));
}

void Server::imapRefused(std::int64_t t, const std::string& account, const std::string& ip) {
    line(kDovecot, t, syslogStamp(t) + " imap-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 2 secs): user=<" +
                          account + ">, method=PLAIN, rip=" + ip + ", lip=10.20.0.10, TLS, session=<" + session(t, ip) + ">");
    ++pid_;
}

void Server::webLogin(std::int64_t t, const Browser& b, bool success) {
    line(kNginx, t, b.ip + " - - [" + clfStamp(t) + "] \"POST /?_task=login HTTP/1.1\" " + (success ? "302 5" : "401 2731") +
                        " \"https://webmail.interieur.example/\" \"" + b.agent + "\"");
    const std::string id = asciiLower(b.token.substr(0, 8));
    line(kLogins, t, "[" + roundcubeStamp(t) + "]: <" + id + "> " +
                         (success ? "Successful login for " + b.account + " (ID: 3) from " + b.ip + " in session " + id + "q7v2m4k9"
                                  : "Failed login for " + b.account + " from " + b.ip + " in session " + id + "q7v2m4k9 (error: 0)"));
    if (success) {
        imapLogin(t, b.account, "::1", {}, 0);
        web(t + 1, b, "GET", "_task=mail&_token=" + b.token, 200, 34120, nullptr);
    } else {
        imapRefused(t, b.account, "::1");
    }
}

void Server::web(std::int64_t t, const Browser& b, const std::string& method, const std::string& query, int status, std::uint64_t octets,
                 const Counters* imap, const std::vector<std::string>& mailLog) {
    const std::string uri = "/?" + query;
    line(kNginx, t, b.ip + " - - [" + clfStamp(t) + "] \"" + method + " " + uri + " HTTP/1.1\" " + number(static_cast<std::uint64_t>(status)) + " " +
                        number(octets) + " \"https://webmail.interieur.example/?_task=mail&_mbox=INBOX\" \"" + b.agent + "\"");
    if (!imap) return;
    const std::string s = session(t, "::1"), pid = number(static_cast<std::uint64_t>(++pid_));
    const std::string prefix = syslogStamp(t) + " imap(" + b.account + ")<" + pid + "><" + s + ">: Info: ";
    line(kDovecot, t, syslogStamp(t) + " imap-login: Info: Login: user=<" + b.account + ">, method=PLAIN, rip=::1, lip=::1, mpid=" + pid +
                          ", secured, session=<" + s + ">");
    const std::string command = uri.size() > 100 ? uri.substr(0, 97) + "..." : uri;
    line(kDovecot, t, prefix + "ID sent: name=Roundcube, version=1.6.5, php=8.2.36, os=Linux, command=" + command);
    for (const auto& text : mailLog) line(kDovecot, t, prefix + text);
    line(kDovecot, t, prefix + "Disconnected: Logged out in=412 out=" + number(1900 + imap->headerOctets + imap->bodyOctets) +
                          " deleted=0 expunged=0 trashed=0 hdr_count=" + number(imap->headers) + " hdr_bytes=" + number(imap->headerOctets) +
                          " body_count=" + number(imap->bodies) + " body_bytes=" + number(imap->bodyOctets));
}

void Server::sieveUpload(std::int64_t t, const std::string& account, const std::string& ip) {
    const std::string s = session(t, ip), pid = number(static_cast<std::uint64_t>(++pid_));
    line(kDovecot, t, syslogStamp(t) + " managesieve-login: Info: Login: user=<" + account + ">, method=PLAIN, rip=" + ip +
                          ", lip=10.20.0.10, mpid=" + pid + ", TLS, session=<" + s + ">");
    line(kDovecot, t + 1, syslogStamp(t + 1) + " managesieve(" + account + ")<" + pid + "><" + s + ">: Info: Disconnected: Logged out bytes=128/95");
}

void Server::deliver(std::int64_t t, const std::string& account, const Mail& m, const std::string& redirectedTo) {
    const auto queueId = [this] {
        char id[16];
        std::snprintf(id, sizeof id, "%X23A%03X", 0x4DC0 + queue_ * 7, 0x100 + queue_);
        ++queue_;
        return std::string(id);
    };
    const std::string q = queueId(), stamp = syslogStamp(t) + " mail postfix/", pid = number(static_cast<std::uint64_t>(++pid_));
    const std::string address = m.from.substr(m.from.find('<'));
    line(kMail, t, stamp + "smtpd[189]: " + q + ": client=mx.prefecture.example[198.51.100.200]");
    line(kMail, t, stamp + "cleanup[195]: " + q + ": message-id=" + m.messageId);
    line(kMail, t, stamp + "qmgr[133]: " + q + ": from=" + address + ", size=" + number(m.octets.size() - 80) + ", nrcpt=1 (queue active)");
    line(kMail, t, stamp + "lmtp[196]: " + q + ": to=<" + account + ">, relay=mail.interieur.example[private/dovecot-lmtp], delay=0.05, "
                          "delays=0.01/0.01/0.02/0.01, dsn=2.0.0, status=sent (250 2.0.0 <" + account + "> Saved)");
    line(kMail, t, stamp + "qmgr[133]: " + q + ": removed");
    const std::string prefix = syslogStamp(t) + " lmtp(" + account + ")<" + pid + "><" + q + "AAAAGYYd3A>: Info: ";
    line(kDovecot, t, prefix + "save: box=INBOX, uid=" + number(m.uid) + ", msgid=" + m.messageId + ", size=" + number(m.octets.size()) +
                          ", from=" + m.from + ", subject=" + m.subject + ", flags=()");
    if (redirectedTo.empty()) {
        line(kDovecot, t, prefix + "msgid=" + m.messageId + ": saved mail to INBOX");
        return;
    }
    line(kDovecot, t, prefix + "sieve: msgid=" + m.messageId + ": redirect action: forwarded to <" + redirectedTo + ">");
    line(kDovecot, t, prefix + "sieve: msgid=" + m.messageId + ": stored mail into mailbox 'INBOX'");
    const std::string out = queueId();
    line(kMail, t, stamp + "pickup[2701]: " + out + ": uid=5000 from=<" + account + ">");
    line(kMail, t, stamp + "cleanup[195]: " + out + ": message-id=" + m.messageId);
    line(kMail, t, stamp + "qmgr[133]: " + out + ": from=<" + account + ">, size=" + number(m.octets.size()) + ", nrcpt=1 (queue active)");
    line(kMail, t + 1, syslogStamp(t + 1) + " mail postfix/smtp[2705]: " + out + ": to=<" + redirectedTo + ">, relay=relais-courrier.example[198.51.100.250]:25, "
                          "delay=0.9, delays=0.1/0/0.3/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 7F2B9D01)");
    line(kMail, t + 1, syslogStamp(t + 1) + " mail postfix/qmgr[133]: " + out + ": removed");
}

void Server::write(const std::filesystem::path& root) const {
    std::map<std::string, std::string> files;
    for (const auto& [key, text] : lines_) files[key.first] += text + "\n";
    for (const auto& [name, octets] : files) {
        std::filesystem::create_directories((root / name).parent_path());
        std::ofstream out(root / name, std::ios::binary);
        out << octets;
        if (!out.flush()) throw Error("cannot write " + (root / name).string(), "Is there space?");
    }
}

}  // namespace sillage::demo
