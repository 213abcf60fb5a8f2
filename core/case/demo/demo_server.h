// The logs of the worked example: lines as Dovecot 2.3, nginx, Roundcube 1.6 and Postfix 3.7 write them, on a server
// whose clock is Europe/Paris (CET, UTC+1).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "case/demo/demo_mail.h"

namespace sillage::demo {

/// A browser session of the webmail.
struct Browser {
    std::string account, ip, agent, token;
};

/// What a fetch put on the wire (Dovecot's logout counters).
struct Counters {
    std::uint64_t headers = 0, headerOctets = 0, bodies = 0, bodyOctets = 0;
};

class Server {
public:
    /// Times are seconds UTC.
    void imapLogin(std::int64_t t, const std::string& account, const std::string& ip, const Counters& counters, int seconds);
    void imapRefused(std::int64_t t, const std::string& account, const std::string& ip);
    void webLogin(std::int64_t t, const Browser& b, bool success);
    /// One request of the webmail and the IMAP session behind it. query begins with "_task=…".
    void web(std::int64_t t, const Browser& b, const std::string& method, const std::string& query, int status, std::uint64_t octets,
             const Counters* imap, const std::vector<std::string>& mailLog = {});
    void sieveUpload(std::int64_t t, const std::string& account, const std::string& ip);
    /// A message arrives by SMTP and LMTP; redirectedTo = where a Sieve script sends it on ("" = nowhere).
    void deliver(std::int64_t t, const std::string& account, const Mail& m, const std::string& redirectedTo);
    void write(const std::filesystem::path& root) const;

private:
    void line(const std::string& log, std::int64_t t, const std::string& text);
    std::string session(std::int64_t t, const std::string& ip);
    std::multimap<std::pair<std::string, std::int64_t>, std::string> lines_;
    int pid_ = 2100;
    int queue_ = 0;
};

}  // namespace sillage::demo
