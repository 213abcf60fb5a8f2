// "credential-list": lists of stolen credentials (one a line) and "stealer-passwords": the Passwords.txt of infostealers
// (blocks of labelled lines). Of each credential only login, host and the HMAC-SHA-256 of the secret under the case's key
// are handed on; never the secret. Their octets are marked secret: they are shown with the secrets masked.
// Every line is handed over (protocol credential-list, action Other); the supervisor keeps those of the case's accounts.
// A list proves that a credential was known to others, never an access.
//
// Fields: host, url (without its query), secret_hmac, application.
#include <algorithm>

#include "base/hmac.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/credential_line.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::string_view kMask = "[password not shown]";

/// A date in the file's name (2025-11-30, 20251130): the day the list says it is of.
Stamp dateOf(std::string_view name) {
    for (std::size_t i = 0; i + 8 <= name.size(); ++i) {
        if (!startsWith(name.substr(i), "20") || (i > 0 && isDigit(name[i - 1]))) continue;
        std::string digits;
        std::size_t at = i;
        for (; at < name.size() && digits.size() < 8; ++at) {
            if (isDigit(name[at])) digits += name[at];
            else if (digits.size() != 4 && digits.size() != 6) break;
        }
        std::uint32_t n = 0;
        if (digits.size() != 8 || (at < name.size() && isDigit(name[at])) || !toUint32(digits, n)) continue;
        const auto civil = civilMicros(static_cast<int>(n / 10000), n / 100 % 100, n % 100, 0, 0, 0);
        if (!civil) continue;
        Stamp s;
        s.civil = *civil;
        s.precision = Precision::Day;
        s.present = true;
        return s;
    }
    return {};
}

struct Found {
    std::string_view url, login, secret, program;
};

void emit(const Found& f, const ReadHints& hints, const Stamp& date, Event&& e, Sink& sink) {
    e.action = Action::Other;
    e.protocol = "credential-list";
    e.account = clean(f.login, 254);
    e.time = date;
    if (date.present) e.rawTime = clean(hints.name, 200);
    if (const std::string host = credentialHost(f.url); !host.empty()) addField(e, "host", host);
    if (!f.url.empty()) addField(e, "url", clean(f.url.substr(0, f.url.find_first_of("?#")), 500));
    if (!f.program.empty()) addField(e, "application", clean(f.program, 100));
    if (!f.secret.empty() && !hints.secretKey.empty()) addField(e, "secret_hmac", toHex(hmacSha256(hints.secretKey, f.secret)));
    sink.event(std::move(e));
}

void readCredentialLines(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    const Stamp date = dateOf(hints.name);
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    std::uint64_t overlong = 0;
    while (!sink.stopped() && lines.next(line)) {
        if (line.piece && line.number == overlong) continue;
        sink.found();
        CredentialLine c;
        if (line.piece) overlong = line.number;
        if (line.piece || !parseCredentialLine(line.text.data, c)) {
            sink.skipped(line.text.empty() ? phraseText("empty line") : phraseText("a line of a credential list that is no login and password"));
            continue;
        }
        emit({c.url, c.login, c.secret, {}}, hints, date, eventAt(line), sink);
    }
}

bool isMail(std::string_view login) {
    const std::size_t at = login.find('@');
    return at != std::string_view::npos && at > 0 && login.find('@', at + 1) == std::string_view::npos && login.find('.', at) != std::string_view::npos;
}

/// Lines of passwd files and maps have the same look: `a@b:{SHA}…`, `a@b: c@d`.
bool isConfiguration(std::string_view secret) {
    return secret[0] == '{' || secret[0] == '$' || secret[0] == ' ' || secret[0] == '\t' || isMail(secret) || contains(secret, "::") || contains(secret, "://") ||
           contains(secret, " ");
}

Recognition recogniseLines(const Head& head) {
    std::size_t withUrl = 0, pairs = 0, sampled = 0;
    for (const auto line : headLines(head)) {
        ++sampled;
        CredentialLine c;
        if (!parseCredentialLine(line, c) || isConfiguration(c.secret)) continue;
        const bool schemed = contains(c.url, "://");
        if (schemed || (!c.url.empty() && isMail(c.login))) ++withUrl;
        else if (isMail(c.login) && c.url.empty()) ++pairs;
    }
    if (withUrl >= 3 && (withUrl + pairs) * 10 >= sampled * 9 && withUrl * 2 >= sampled)
        return {88, phrase("%1 of the first %2 lines are address of a site, login and password: a list of stolen credentials", withUrl, sampled)};
    if (pairs >= 10 && (withUrl + pairs) * 20 >= sampled * 19)
        return {80, phrase("%1 of the first %2 lines are e-mail address and password: a list of stolen credentials", pairs, sampled)};
    return {};
}

// Blocks --------------------------------------------------------------------------------------------------------------

struct Block {
    std::string url, login, secret, program;
    std::uint64_t offset = 0, end = 0, line = 0;
    bool any = false, hasSecret = false, hasLogin = false;
};

class BlockReader {
public:
    BlockReader(const ReadHints& hints, Sink& sink) : hints_(hints), sink_(sink), date_(dateOf(hints.name)) {}

    void line(const LineReader::Line& line) {
        std::string_view value;
        const CredentialLabel label = credentialLabel(line.text.data, value);
        if (label == CredentialLabel::None) {
            if (block_.hasSecret || trim(line.text.data).empty()) finish();
            return;
        }
        std::string* member = label == CredentialLabel::Url ? &block_.url : label == CredentialLabel::Login ? &block_.login
                              : label == CredentialLabel::Secret ? &block_.secret : &block_.program;
        const bool repeated = (label == CredentialLabel::Secret && block_.hasSecret) || (label == CredentialLabel::Login && block_.hasLogin) || !member->empty();
        if (repeated) finish();
        if (!block_.any) block_.offset = line.text.offset, block_.line = line.number;
        block_.any = true;
        block_.end = line.text.end();
        block_.hasSecret |= label == CredentialLabel::Secret;
        block_.hasLogin |= label == CredentialLabel::Login;
        *member = value.substr(0, 4096);
    }

    void finish() {
        Block b = std::move(block_);
        block_ = {};
        if (!b.any) return;
        sink_.found();
        if (!b.hasLogin || !b.hasSecret) return sink_.skipped(phraseText("a block of a stealer's list without login or password"));
        Event e;
        e.line = b.line;
        e.offset = b.offset;
        e.length = b.end - b.offset;
        emit({b.url, b.login, b.secret, b.program}, hints_, date_, std::move(e), sink_);
    }

private:
    const ReadHints& hints_;
    Sink& sink_;
    Stamp date_;
    Block block_;
};

void readBlocks(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    BlockReader blocks(hints, sink);
    while (!sink.stopped() && lines.next(line))
        if (!line.piece) blocks.line(line);
    blocks.finish();
}

Recognition recogniseBlocks(const Head& head) {
    std::size_t blocks = 0;
    bool url = false, login = false;
    for (const auto line : headLines(head)) {
        std::string_view value;
        const CredentialLabel label = credentialLabel(line, value);
        url |= label == CredentialLabel::Url;
        login |= label == CredentialLabel::Login && url;
        if (label == CredentialLabel::Secret) {
            blocks += login ? 1 : 0;
            url = login = false;
        }
    }
    const bool named = contains(asciiLower(head.name), "password");
    if (blocks >= 2 || (blocks == 1 && named)) return {blocks >= 2 ? 86 : 75, phraseText("blocks of URL, user name and password: the list of an infostealer")};
    return {};
}

// What is only named --------------------------------------------------------------------------------------------------

Recognition recogniseCookies(const Head& head) {
    std::size_t hits = 0, sampled = 0;
    for (const auto line : headLines(head)) {
        if (line[0] == '#' && !startsWith(line, "#HttpOnly_")) continue;
        ++sampled;
        const auto cells = split(line, '\t');
        const auto flag = [](std::string_view t) { return iequals(t, "TRUE") || iequals(t, "FALSE"); };
        hits += cells.size() == 7 && flag(cells[1]) && flag(cells[3]) && allDigits(cells[4]) ? 1 : 0;
    }
    if (hits >= 2 && hits * 10 >= sampled * 9)
        return {85, phraseText("a browser's cookies (Netscape format): they open sessions, so they are named and not read")};
    return {};
}

/// The octets with every secret masked; a line that cannot be understood is not shown at all.
std::string masked(ByteSource& source, std::uint64_t offset, std::uint64_t length) {
    constexpr std::uint64_t kMost = 1u << 20;
    std::string text = source.readString(offset, static_cast<std::size_t>(std::min(length, kMost))), out;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = takeUntil(rest, "\n");
        std::string_view value;
        CredentialLine c;
        const CredentialLabel label = credentialLabel(line, value);
        if (!out.empty()) out += '\n';
        if (label == CredentialLabel::Secret) out += std::string(line.substr(0, line.find(':') + 1)) + " " + std::string(kMask);
        else if (label != CredentialLabel::None && !parseCredentialLine(value, c)) out += line;
        else if (label == CredentialLabel::Url && !contains(line, "|")) out += line;
        else if (parseCredentialLine(line, c)) out += std::string(line.substr(0, c.secretAt)) + std::string(kMask) + std::string(line.substr(c.secretAt + c.secret.size()));
        else out += trim(line).empty() ? "" : kMask;
    }
    return repairUtf8(out);
}

Format secretFormat(Format f) {
    f.secret = true;
    f.recordText = masked;
    return f;
}

}  // namespace

const Format kCredentialListFormat = secretFormat({"credential-list", "List of stolen credentials (url:login:password, login:password)", SourceKind::Log,
                                                   recogniseLines, readCredentialLines, scanLines, "that a credential was known"});
const Format kStealerFormat = secretFormat({"stealer-passwords", "Infostealer's Passwords.txt", SourceKind::Log, recogniseBlocks, readBlocks, nullptr,
                                            "that a credential was known"});
const Format kCookiesFormat = secretFormat({"cookies", "Browser cookies (Netscape)", SourceKind::Unknown, recogniseCookies, nullptr, nullptr, "nothing"});

}  // namespace sillage
