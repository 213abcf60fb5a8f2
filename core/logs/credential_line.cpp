#include "logs/credential_line.h"

#include <algorithm>

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::string_view kSeparators = ":|;\t,";

bool isHostChar(char c) { return isAlnum(c) || c == '.' || c == '-' || c == '_'; }

/// `mail.example.fr`, perhaps with a path: a dot, letters behind the last one.
bool looksLikeHost(std::string_view text) {
    text = text.substr(0, text.find('/'));
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 2 >= text.size()) return false;
    const auto letters = [](std::string_view t) { return std::none_of(t.begin(), t.end(), isDigit); };
    return std::all_of(text.begin(), text.end(), isHostChar) && letters(text.substr(dot + 1));
}

bool looksLikeLogin(std::string_view text) {
    if (text.empty() || text.size() > 254 || contains(text, "://")) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; });
}

/// login SEP secret: cut at the first separator behind the login.
bool takePair(std::string_view text, char separator, CredentialLine& out) {
    const std::size_t cut = separator ? text.find(separator) : text.find_first_of(kSeparators);
    if (cut == std::string_view::npos) return false;
    out.login = trim(text.substr(0, cut));
    out.secret = text.substr(cut + 1);
    while (!out.secret.empty() && (out.secret.back() == '\r' || out.secret.back() == ' ')) out.secret.remove_suffix(1);
    return looksLikeLogin(out.login) && !out.secret.empty() && out.secret.size() <= 1000;
}

/// Behind "://": host, port, path, up to the separator that ends the URL; npos when none does.
std::size_t urlEnd(std::string_view text, std::size_t at) {
    const std::size_t path = std::min(text.find('/', at), text.size());
    while (at < text.size()) {
        at = text.find_first_of(":|;\t ,", at);
        if (at == std::string_view::npos) return at;
        if (text[at] != ':') return at;
        const std::string_view digits = leadingDigits(text.substr(at + 1));
        const std::size_t behind = at + 1 + digits.size();
        const bool port = at < path && !digits.empty() && digits.size() <= 5 && behind < text.size() && std::string_view("/:|;\t ,").find(text[behind]) != std::string_view::npos &&
                          std::count(text.begin() + static_cast<std::ptrdiff_t>(behind), text.end(), ':') >= (behind < text.size() && text[behind] == ':' ? 2 : 1);
        if (!port) return at;
        at = behind;
    }
    return std::string_view::npos;
}

bool urlFirst(std::string_view line, std::size_t scheme, CredentialLine& out) {
    const std::size_t end = urlEnd(line, scheme + 3);
    if (end == std::string_view::npos || end == scheme + 3) return false;
    out.url = line.substr(0, end);
    std::string_view rest = line.substr(end + 1);
    if (line[end] == ' ') rest = trim(rest);
    return takePair(rest, line[end] == ' ' ? '\0' : line[end], out) || takePair(rest, '\0', out);
}

/// `login:password:https://…`
bool urlLast(std::string_view line, std::size_t scheme, CredentialLine& out) {
    std::size_t begin = scheme;
    while (begin > 0 && isAlnum(line[begin - 1])) --begin;
    if (begin < 4 || kSeparators.find(line[begin - 1]) == std::string_view::npos) return false;
    out.url = trim(line.substr(begin));
    return out.url.find(' ') == std::string_view::npos && takePair(line.substr(0, begin - 1), line[begin - 1], out);
}

}  // namespace

bool parseCredentialLine(std::string_view whole, CredentialLine& out) {
    out = {};
    if (whole.size() > 4096) return false;
    const std::string_view line = trim(whole);
    const std::size_t scheme = findText(line, "://");
    bool good = false;
    if (scheme != std::string_view::npos) {
        const bool first = scheme > 0 && scheme <= 12 && std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(scheme), isAlnum);
        good = first ? urlFirst(line, scheme, out) : urlLast(line, scheme, out);
    } else {
        const std::size_t cut = line.find_first_of(kSeparators);
        if (cut != std::string_view::npos && looksLikeHost(line.substr(0, cut)) && takePair(line.substr(cut + 1), line[cut], out)) {
            out.url = line.substr(0, cut);
            good = true;
        } else {
            out = {};
            good = takePair(line, '\0', out);
        }
    }
    if (good) out.secretAt = static_cast<std::size_t>(out.secret.data() - whole.data());
    return good;
}

std::string credentialHost(std::string_view url) {
    if (const std::size_t scheme = findText(url, "://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
    url = url.substr(0, url.find(':'));
    return asciiLower(clean(url, 253));
}

CredentialLabel credentialLabel(std::string_view line, std::string_view& value) {
    line = trim(line);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon > 20) return CredentialLabel::None;
    const std::string label = asciiLower(trim(line.substr(0, colon)));
    value = trim(line.substr(colon + 1));
    const auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), label) != names.end(); };
    if (is({"url", "host", "hostname", "link", "origin", "site"})) return CredentialLabel::Url;
    if (is({"username", "user", "login", "user login", "email", "usr"})) return CredentialLabel::Login;
    if (is({"password", "pass", "user password", "pwd", "passw"})) return CredentialLabel::Secret;
    if (is({"application", "soft", "software", "browser", "storage", "app"})) return CredentialLabel::Program;
    return CredentialLabel::None;
}

}  // namespace sillage
