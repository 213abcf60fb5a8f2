#include "logs/config_facts.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

void FactSink::add(std::string_view key, std::string_view key2, std::string_view value, std::uint64_t offset) {
    sink.fact({std::string(key), elide(repairUtf8(key2), 500), elide(repairUtf8(value), 2000), base + offset});
}

namespace {

std::string_view unquoted(std::string_view value) {
    value = trim(value);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
        return value.substr(1, value.size() - 2);
    return value;
}

/// Calls each(line, offset) with comments kept, white space trimmed.
template <typename Each>
void eachLine(std::string_view text, Each each) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        each(trim(text.substr(at, end - at)), at);
        at = end + 1;
    }
}

constexpr std::array kDovecotSettings = {
    std::string_view("mail_log_events"), std::string_view("mail_log_fields"), std::string_view("imap_id_log"),
    std::string_view("rawlog_dir"), std::string_view("login_trusted_networks"), std::string_view("auth_verbose"),
    std::string_view("auth_verbose_passwords"), std::string_view("auth_debug"), std::string_view("mail_debug"),
    std::string_view("log_path"), std::string_view("info_log_path"), std::string_view("syslog_facility"),
    std::string_view("log_timestamp"), std::string_view("protocols"), std::string_view("mail_plugins"),
    std::string_view("imap_logout_format"), std::string_view("pop3_logout_format"),
    std::string_view("login_log_format_elements"), std::string_view("login_log_format"),
    std::string_view("mail_log_prefix"), std::string_view("disable_plaintext_auth"),
    std::string_view("auth_mechanisms"), std::string_view("sieve"), std::string_view("auth_username_format"),
    std::string_view("haproxy_trusted_networks"), std::string_view("pop3_uidl_format")};

void dovecotSetting(std::string_view key, std::string_view value, std::string_view block, std::uint64_t offset,
                    FactSink& facts) {
    if (key == "mail_home") facts.add("mail-home", "", value, offset);
    else if (key == "mail_location") facts.add("mail-location", "", value, offset);
    else if (key == "separator" && startsWith(block, "namespace")) facts.add("namespace-separator", block, value, offset);
    else if (key == "location" && startsWith(block, "namespace") && !value.empty())
        facts.add("mail-location", block, value, offset);
    else if (key == "auth_default_realm" && !value.empty()) facts.add("mail-domain", key, value, offset);
    else if (key == "args" && startsWith(block, "userdb")) {
        const std::size_t home = value.find("home=");
        if (home != std::string_view::npos && (home == 0 || value[home - 1] == ' '))
            facts.add("mail-home", "", value.substr(home + 5, value.substr(home + 5).find(' ')), offset);
        const std::size_t mail = value.find("mail=");
        if (mail != std::string_view::npos && (mail == 0 || value[mail - 1] == ' '))
            facts.add("mail-location", "", value.substr(mail + 5, value.substr(mail + 5).find(' ')), offset);
    } else if (std::find(kDovecotSettings.begin(), kDovecotSettings.end(), key) != kDovecotSettings.end()) {
        facts.add("dovecot-setting", key, value, offset);
    }
}

}  // namespace

void dovecotFacts(std::string_view text, FactSink& facts) {
    std::vector<std::string> blocks;
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        if (startsWith(line, "# 2.") || startsWith(line, "# 3.")) {  // doveconf writes its version first
            const std::string_view version = line.substr(2, line.substr(2).find(' '));
            facts.add("software", "dovecot", version, offset);
            return;
        }
        if (line.empty() || line[0] == '#') return;
        if (line == "}") {
            if (!blocks.empty()) blocks.pop_back();
            return;
        }
        if (endsWith(line, "{")) {
            if (blocks.size() < 64) blocks.emplace_back(trim(line.substr(0, line.size() - 1)));
            return;
        }
        const std::size_t eq = line.find('=');
        if (eq == std::string_view::npos) return;
        const std::string_view block = blocks.empty() ? std::string_view{} : std::string_view(blocks.back());
        dovecotSetting(trim(line.substr(0, eq)), unquoted(line.substr(eq + 1)), block, offset, facts);
    });
}

namespace {

/// `[mail.example.org]:587`, `mail.example.org`: the host alone; a macro or a socket names none.
void relayhostFact(std::string_view value, std::uint64_t offset, FactSink& facts) {
    std::string_view host = trim(value);
    const bool literal = startsWith(host, "[");
    if (literal) host = host.substr(1, host.find(']') == std::string_view::npos ? std::string_view::npos : host.find(']') - 1);
    else host = host.substr(0, host.find(':'));
    if (!host.empty() && host.find_first_of("/$ \t") == std::string_view::npos) facts.add("relayhost", "", asciiLower(host), offset);
}

}  // namespace

void postfixFacts(std::string_view text, FactSink& facts) {
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        const std::size_t eq = line.find('=');
        if (line.empty() || line[0] == '#' || eq == std::string_view::npos) return;
        const std::string_view key = trim(line.substr(0, eq));
        if (key == "relayhost") relayhostFact(line.substr(eq + 1), offset, facts);
        if (key != "myorigin" && key != "virtual_mailbox_domains" && key != "mydomain" && key != "virtual_alias_domains")
            return;
        std::string_view rest = line.substr(eq + 1);
        while (!rest.empty()) {
            const std::size_t end = rest.find_first_of(", \t");
            const std::string_view domain = rest.substr(0, end);
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            // Paths, tables (hash:…) and macros say nothing by themselves.
            if (contains(domain, ".") && domain.find_first_of("/:$") == std::string_view::npos)
                facts.add("mail-domain", key, domain, offset);
        }
    });
}

void nginxFacts(std::string_view text, FactSink& facts) {
    bool accessLog = false;
    std::vector<std::string> blocks;
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        if (startsWith(line, "#")) return;
        if (startsWith(line, "access_log off")) facts.add("web-log-off", "nginx", blocks.empty() ? std::string_view("http") : std::string_view(blocks.back()), offset);
        if (startsWith(line, "access_log ") && contains(line, " if=")) facts.add("web-log-off", "nginx", line, offset);
        if (endsWith(line, "{") && blocks.size() < 64) blocks.emplace_back(trim(line.substr(0, line.size() - 1)));
        else if (startsWith(line, "}") && !blocks.empty()) blocks.pop_back();
        if (startsWith(line, "log_format ")) {
            std::string_view rest = line.substr(11);
            const std::string_view name = takeUntil(rest, " ");
            const std::string_view body = text.substr(offset, text.substr(offset).find(';'));
            facts.add("web-log-bytes", name,
                      contains(body, "$body_bytes_sent") ? "body" : contains(body, "$bytes_sent") ? "total" : "unknown",
                      offset);
        } else if (startsWith(line, "access_log ") && !accessLog && !startsWith(line, "access_log off")) {
            const std::string_view value = line.substr(11, line.find(';') == std::string_view::npos
                                                               ? std::string_view::npos
                                                               : line.find(';') - 11);
            const auto words = split(trim(value), ' ');
            // Without a name, or as combined, nginx logs $body_bytes_sent.
            if (words.size() == 1 || words[1] == "combined" || contains(words[1], "=")) {
                facts.add("web-log-bytes", "combined", "body", offset);
                accessLog = true;
            }
        }
    });
}

namespace {

/// The host after @ or @@ of a selector line, or target="…" of an omfwd action; "" = none.
std::string_view forwardTarget(std::string_view line) {
    if (contains(line, "omfwd")) {
        const std::size_t at = line.find("target=");
        if (at == std::string_view::npos) return {};
        std::string_view rest = trim(line.substr(at + 7));
        if (!rest.empty() && rest[0] == '"') rest.remove_prefix(1);
        return rest.substr(0, rest.find_first_of("\" )"));
    }
    const std::size_t at = line.find_first_of(" \t");
    if (at == std::string_view::npos || !contains(line.substr(0, at), ".")) return {};
    std::string_view action = trim(line.substr(at));
    if (!startsWith(action, "@")) return {};
    while (startsWith(action, "@")) action.remove_prefix(1);
    if (startsWith(action, "(")) action.remove_prefix(std::min(action.size(), action.find(')') + 1));
    return action.substr(0, action.find_first_of(":; \t"));
}

}  // namespace

void rsyslogFacts(std::string_view text, FactSink& facts) {
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        if (line.empty() || line[0] == '#') return;
        if (const std::string_view host = forwardTarget(line); !host.empty()) facts.add("syslog-forward", "", host, offset);
    });
}

void apacheFacts(std::string_view text, FactSink& facts) {
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        if (startsWith(line, "CustomLog ") && contains(line, "env=!")) facts.add("web-log-off", "apache", line.substr(line.find("env=!")), offset);
        if (!startsWith(line, "LogFormat ")) return;
        const std::size_t close = line.rfind('"');
        if (close == std::string_view::npos) return;
        const std::string_view format = line.substr(0, close);
        facts.add("web-log-bytes", trim(line.substr(close + 1)),
                  contains(format, "%O") ? "total" : contains(format, "%b") || contains(format, "%B") ? "body" : "unknown",
                  offset);
    });
}

void roundcubeFacts(std::string_view text, FactSink& facts) {
    eachLine(text, [&](std::string_view line, std::uint64_t offset) {
        if (!take(line, "$config['")) return;
        const std::string_view key = takeUntil(line, "'");
        const std::size_t eq = line.find('=');
        if (eq == std::string_view::npos) return;
        std::string_view value = trim(line.substr(eq + 1));
        if (endsWith(value, ";")) value.remove_suffix(1);
        value = unquoted(value);
        if (key == "username_domain" || key == "mail_domain") facts.add("mail-domain", key, value, offset);
        for (const std::string_view kept :
             {"log_driver", "log_dir", "log_logins", "log_session_id", "smtp_log", "imap_debug", "session_debug",
              "ip_check", "session_lifetime", "mail_pagesize", "proxy_whitelist", "login_lc", "plugins", "imap_host",
              "default_host", "trash_mbox", "log_date_format", "timezone"})
            if (key == kept) facts.add("roundcube-setting", key, value, offset);
    });
}

void sieveFacts(std::string_view text, std::string_view name, FactSink& facts) {
    bool redirect = false;
    for (std::size_t n = 0; n < text.size();) {
        const char c = text[n];
        if (c == '#') {
            n = std::min(text.find('\n', n), text.size());
        } else if (text.substr(n, 2) == "/*") {
            const std::size_t end = text.find("*/", n + 2);
            n = end == std::string_view::npos ? text.size() : end + 2;
        } else if (c == '"') {
            std::string value;
            const std::size_t begin = n++;
            for (; n < text.size() && text[n] != '"'; ++n) {
                if (text[n] == '\\' && n + 1 < text.size()) ++n;
                value += text[n];
            }
            ++n;
            if (redirect) facts.add("sieve-redirect", name, value, begin);
            redirect = false;
        } else if (isAlnum(c) || c == '_') {
            const std::size_t begin = n;
            while (n < text.size() && (isAlnum(text[n]) || text[n] == '_')) ++n;
            const bool tag = begin > 0 && text[begin - 1] == ':';
            if (!tag) redirect = iequals(text.substr(begin, n - begin), "redirect");
        } else {
            if (c == ';' || c == '{' || c == '}') redirect = false;
            ++n;
        }
    }
}

}  // namespace sillage
