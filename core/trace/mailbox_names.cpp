// Which account a mailbox of the store belongs to (see mailbox_names.h; Dovecot 2.3 variables, doc/config_variables).
#include "trace/mailbox_names.h"

#include <algorithm>

#include "base/text.h"

namespace sillage::tracing {
namespace {

std::string_view localPart(std::string_view account) { return account.substr(0, account.find('@')); }
std::string_view domainPart(std::string_view account) {
    const auto at = account.find('@');
    return at == std::string_view::npos ? std::string_view() : account.substr(at + 1);
}

bool expandOne(char variable, bool lower, std::string_view account, std::string& out) {
    std::string_view value;
    if (variable == 'u') value = account;
    else if (variable == 'n') value = localPart(account);
    else if (variable == 'd') value = domainPart(account);
    else return false;
    out += lower ? asciiLower(value) : std::string(value);
    return true;
}

bool expandLong(std::string_view body, std::string_view account, std::string& out) {
    const bool lower = body.find("lower") != std::string_view::npos;
    const auto name = trim(body.substr(0, body.find('|')));
    const bool local = body.find("username") != std::string_view::npos;
    if (name == "user") return expandOne(local ? 'n' : 'u', lower, account, out);
    if (name == "username") return expandOne('n', lower, account, out);
    if (name == "domain") return expandOne('d', lower, account, out);
    return false;
}

/// True when path ends with tail at a directory boundary, or contains it followed by one.
bool holdsTail(std::string_view path, std::string_view tail) {
    while (!tail.empty() && tail.front() == '/') tail.remove_prefix(1);
    while (!tail.empty() && tail.back() == '/') tail.remove_suffix(1);
    if (tail.empty()) return false;
    for (auto at = path.find(tail); at != std::string_view::npos; at = path.find(tail, at + 1)) {
        const bool left = at == 0 || path[at - 1] == '/';
        const auto end = at + tail.size();
        if (left && (end == path.size() || path[end] == '/')) return true;
    }
    return false;
}

/// Directories a mail-location names outside the home ("INBOX=/var/mail/%u", "maildir:/srv/%d/%n").
std::vector<std::string> absolutePlaces(const std::string& location) {
    std::vector<std::string> places;
    for (const auto piece : split(location, ':')) {
        const auto eq = piece.find('=');
        const auto value = eq == std::string_view::npos ? piece : piece.substr(eq + 1);
        if (!value.empty() && value.front() == '/' && value.find('%') != std::string_view::npos)
            places.emplace_back(value);
    }
    return places;
}

MailboxName byConfiguration(std::string_view path, const NamingFacts& facts) {
    std::vector<std::string> patterns = facts.homes;
    for (const auto& l : facts.locations)
        for (auto& place : absolutePlaces(l)) patterns.push_back(std::move(place));
    std::vector<std::string> fits;
    for (const auto& account : facts.accounts)
        for (const auto& pattern : patterns)
            if (pattern.find('%') != std::string::npos && holdsTail(path, expandHome(pattern, account))) {
                fits.push_back(account);
                break;
            }
    // Aliases without domain ("camille" beside "camille@x") are one person when the local part is the same.
    if (fits.size() > 1)
        fits.erase(std::remove_if(fits.begin(), fits.end(), [&](const std::string& a) {
            return a.find('@') == std::string::npos &&
                   std::any_of(fits.begin(), fits.end(), [&](const std::string& b) {
                       return &a != &b && b.size() > a.size() && localPart(b) == a;
                   });
        }), fits.end());
    if (fits.size() == 1) return {fits[0], "dovecot mail-home", ""};
    return {"", "", fits.empty() ? "" : fits[0]};
}

MailboxName byLocalPart(std::string_view path, const NamingFacts& facts) {
    const auto components = split(path, '/');
    for (auto c = components.rbegin(); c != components.rend(); ++c) {
        const std::string local = asciiLower(*c);
        if (local.empty()) continue;
        std::vector<std::string> fits;
        for (const auto& account : facts.accounts)
            if (account == local) return {account, "path is the account", ""};
            else if (localPart(account) == local) fits.push_back(account);
        if (fits.size() > 1)  // several domains: the directory above may say which
            for (const auto& account : fits)
                if (std::find(components.begin(), components.end(), domainPart(account)) != components.end())
                    return {account, "path names local part and domain", ""};
        if (fits.size() == 1) return {fits[0], "one account has that local part", ""};
        if (!fits.empty()) return {"", "", fits[0]};
    }
    return {};
}

}  // namespace

std::string expandHome(std::string_view pattern, std::string_view account) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            out += pattern[i];
            continue;
        }
        if (++i >= pattern.size()) return {};
        if (pattern[i] == '%') {
            out += '%';
        } else if (pattern[i] == '{') {
            const auto end = pattern.find('}', i);
            if (end == std::string_view::npos || !expandLong(pattern.substr(i + 1, end - i - 1), account, out)) return {};
            i = end;
        } else {
            const bool lower = pattern[i] == 'L';
            if (lower && ++i >= pattern.size()) return {};
            if (!expandOne(pattern[i], lower, account, out)) return {};
        }
    }
    return out;
}

MailboxName nameMailbox(std::string_view path, const NamingFacts& facts) {
    MailboxName byConfig = byConfiguration(path, facts);
    if (!byConfig.name.empty()) return byConfig;
    MailboxName byPath = byLocalPart(path, facts);
    if (byPath.name.empty() && byPath.proposed.empty()) byPath.proposed = byConfig.proposed;
    return byPath;
}

std::string mailboxTail(std::string_view path) {
    if (const auto inner = path.rfind("!/"); inner != std::string_view::npos) path = path.substr(inner + 2);
    while (!path.empty() && path.back() == '/') path.remove_suffix(1);
    const auto last = path.rfind('/');
    if (last == std::string_view::npos || last == 0) return std::string(path);
    const auto before = path.rfind('/', last - 1);
    return std::string(before == std::string_view::npos ? path : path.substr(before + 1));
}

}  // namespace sillage::tracing
