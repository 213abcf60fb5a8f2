// Configuration of the servers (dovecot.conf, postfix main.cf, nginx, Apache, Roundcube, rsyslog, etc/timezone, Sieve
// scripts): read for facts (record/fact.h), never for events. A file counts as one found and one skipped record.
// Passwords and keys are never taken over. Further keys than fact.h lists:
//   relayhost            value = host all outgoing mail goes through (postconf(5)): the organisation's own way out
//   web-log-off          key2 = nginx or apache, value = where the access log is switched off (a block, or its condition)
//   syslog-forward       value = host that rsyslog sends copies to
//   roundcube-setting    key2 = log_logins, smtp_log, imap_debug, log_session_id, ip_check, username_domain …
#include <array>

#include "base/text.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/config_facts.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::uint64_t kMaxConfig = 1u << 20;

enum class Kind { None, Dovecot, Postfix, PostfixMaster, Nginx, Apache, Roundcube, Rsyslog, Timezone, Sieve, SieveLink };

bool lineBegins(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        if (begin == 0 || text[begin - 1] == '\n') return true;
    }
    return false;
}

int countLines(std::string_view text, std::initializer_list<std::string_view> words) {
    int hits = 0;
    for (const auto word : words) hits += lineBegins(text, word) ? 1 : 0;
    return hits;
}

bool looksLikeZone(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.size() > 40 || text.find_first_of(" \n\t.@:") != std::string_view::npos) return false;
    return text == "UTC" || (contains(text, "/") && text[0] >= 'A' && text[0] <= 'Z');
}

bool isText(std::string_view octets) { return octets.find('\0') == std::string_view::npos; }

/// What kind of configuration the head is; both the place and the words count.
Kind kindOf(std::string_view name, std::string_view text) {
    if (!isText(text)) return Kind::None;
    if (name == "timezone" && looksLikeZone(text)) return Kind::Timezone;
    if (name == ".dovecot.sieve" && text.size() < 4096 && !contains(text, "\n") && endsWith(trim(text), ".sieve"))
        return Kind::SieveLink;
    const bool sieveName = endsWith(name, ".sieve");
    if (sieveName && (contains(text, ";") || trim(text).empty())) return Kind::Sieve;
    if (name == "main.cf" &&
        countLines(text, {"smtpd_", "mydestination", "myhostname", "inet_interfaces", "relayhost", "myorigin"}) >= 2)
        return Kind::Postfix;
    if (name == "master.cf" && contains(text, "smtpd") && contains(text, "cleanup")) return Kind::PostfixMaster;
    if (contains(text, "<?php") && contains(text, "$config[")) return Kind::Roundcube;
    if (countLines(text, {"mail_location", "protocols", "passdb {", "userdb {", "namespace ", "mail_plugins", "log_path",
                          "protocol ", "auth_mechanisms", "plugin {", "disable_plaintext_auth", "mail_home",
                          "login_trusted_networks", "auth_verbose", "auth_debug", "imap_id_log", "ssl_cert = <"}) >= 2)
        return Kind::Dovecot;
    if (countLines(text, {"server {", "http {", "location ", "log_format ", "access_log ", "listen ", "server_name ",
                          "proxy_pass ", "worker_processes ", "fastcgi_pass "}) >= 2 &&
        contains(text, ";"))
        return Kind::Nginx;
    if (countLines(text, {"LogFormat ", "CustomLog ", "<VirtualHost ", "DocumentRoot ", "ServerName ", "<Directory ",
                          "ErrorLog ", "LoadModule "}) >= 2)
        return Kind::Apache;
    if (contains(text, "$ActionFileDefaultTemplate") || contains(text, "module(load=\"im") ||
        (startsWith(name, "rsyslog") && contains(text, "/var/log/")))
        return Kind::Rsyslog;
    return Kind::None;
}

std::string_view describe(Kind kind) {
    switch (kind) {
        case Kind::Dovecot: return phraseText("settings of Dovecot");
        case Kind::Postfix: return phraseText("settings of Postfix (main.cf)");
        case Kind::PostfixMaster: return phraseText("services of Postfix (master.cf)");
        case Kind::Nginx: return phraseText("configuration of nginx");
        case Kind::Apache: return phraseText("configuration of Apache");
        case Kind::Roundcube: return phraseText("settings of Roundcube");
        case Kind::Rsyslog: return phraseText("configuration of rsyslog");
        case Kind::Timezone: return phraseText("the server's time zone");
        case Kind::Sieve: return phraseText("a Sieve script");
        case Kind::SieveLink: return phraseText("the name of the active Sieve script");
        case Kind::None: break;
    }
    return {};
}

Recognition recognise(const Head& head) {
    const Kind kind = kindOf(head.name, head.octets);
    if (kind == Kind::None) return {};
    return {90, phrase("by name and words: %1", said(describe(kind)))};
}

void read(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    sink.found();
    const std::uint64_t length = std::min(range.end - range.begin, kMaxConfig);
    const std::string text = source.readString(range.begin, static_cast<std::size_t>(length));
    if (length < range.end - range.begin)
        sink.problem({length, range.end - range.begin - length, "configuration",
                      "only the first MiB of this configuration file was read for facts"});
    FactSink facts{sink, range.begin};
    switch (kindOf(hints.name, text)) {
        case Kind::Dovecot: dovecotFacts(text, facts); break;
        case Kind::Postfix: postfixFacts(text, facts); break;
        case Kind::Nginx: nginxFacts(text, facts); break;
        case Kind::Apache: apacheFacts(text, facts); break;
        case Kind::Roundcube: roundcubeFacts(text, facts); break;
        case Kind::Timezone: facts.add("timezone", "", trim(text), 0); break;
        case Kind::Sieve: sieveFacts(text, hints.name, facts); break;
        case Kind::Rsyslog: rsyslogFacts(text, facts); break;
        case Kind::PostfixMaster:
        case Kind::SieveLink:
        case Kind::None: break;
    }
    sink.skipped("configuration: read for its facts");
}

}  // namespace

const Format kConfigFormat{"config", "Server configuration (Dovecot, Postfix, web server, Roundcube, Sieve)",
                           SourceKind::Config, recognise, read, nullptr, "nothing"};

}  // namespace sillage
