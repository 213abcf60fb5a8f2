// One RFC 5322 message a file (.eml, .msg that is text, loose files): read from the first header field on.
// A `From ` line or a few lines of junk before the header are tolerated, and reported with offset and length.
#include "mail/eml.h"

#include <algorithm>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "mail/formats.h"
#include "mail/header.h"
#include "mail/line_window.h"
#include "mail/mbox.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

constexpr std::string_view kStrong[] = {"received",
                                        "message-id",
                                        "mime-version",
                                        "return-path",
                                        "delivered-to",
                                        "x-original-to",
                                        "envelope-to",
                                        "dkim-signature",
                                        "x-mailer",
                                        "in-reply-to",
                                        "resent-from",
                                        "content-transfer-encoding",
                                        "authentication-results",
                                        "arc-seal",
                                        "x-mozilla-status",
                                        "received-spf",
                                        "references",
                                        "list-unsubscribe",
                                        "x-google-smtp-source",
                                        "x-ms-exchange-organization-scl"};
constexpr std::string_view kKnown[] = {
    "from",    "to",         "cc",         "bcc",          "subject",
    "date",    "reply-to",   "sender",     "content-type", "user-agent",
    "list-id", "importance", "x-priority", "thread-topic", "content-disposition"};
constexpr int kJunkLines = 5;

std::string_view nextLine(std::string_view& text) {
    const std::size_t lf = text.find('\n');
    std::string_view line = text.substr(0, lf);
    text.remove_prefix(lf == std::string_view::npos ? text.size() : lf + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

/// Octets before the first header field: a From line, blank lines, junk.
std::size_t junkBefore(std::string_view head) {
    std::string_view rest = head;
    for (int i = 0; i <= kJunkLines && !rest.empty(); ++i) {
        const std::size_t at = head.size() - rest.size();
        const std::string_view line = nextLine(rest);
        if (headerNameLength(line) > 0) return at;
    }
    return 0;
}

/// Whether the message's multipart goes on behind the second separator: an mbox is attached to it.
bool separatorsInside(std::string_view head) {
    const std::size_t at = head.find("boundary=");
    if (at == std::string_view::npos) return false;
    std::string_view boundary = head.substr(at + 9, 80);
    boundary = boundary.substr(0, boundary.find('\n'));
    if (!boundary.empty() && boundary[0] == '"')
        boundary = boundary.substr(1, boundary.find('"', 1) - 1);
    else
        boundary = boundary.substr(0, boundary.find_first_of("; \t\r"));
    std::size_t second = head.find("\nFrom ");
    while (second != std::string_view::npos && countSeparators(head.substr(0, second + 200)) < 2)
        second = head.find("\nFrom ", second + 1);
    const std::size_t end = head.rfind("--" + std::string(boundary));
    return !boundary.empty() && end != std::string_view::npos && second != std::string_view::npos &&
           end > second;
}

Recognition recogniseEml(const Head& head) {
    const HeaderLook look = lookAtHeader(head.octets);
    const std::string name = asciiLower(head.name);
    const bool named =
        name.size() > 4 && (name.ends_with(".eml") || name.ends_with(".msg") || name.ends_with(".mht"));
    if (!looksLikeMessage(look)) {
        if (!named || look.known == 0 || look.junk || look.broken || look.fields > 2 * look.known) return {};
        return {62, phraseText("named as a message file, and it begins with a field of a message header")};
    }
    const std::string why =
        phrase("RFC 5322 header: %1 known fields of %2", look.known, look.fields);
    if (look.fromLine) {
        if (countSeparators(head.octets) > 1) {
            if (named && separatorsInside(head.octets))
                return {96, phrase("%1, whose multipart holds all other From lines", said(why))};
            return {};
        }
        return {named ? 93 : 70, phrase("%1, after one From line", said(why))};
    }
    return {std::min(60 + 5 * look.known, 85) + (named ? 3 : 0) - (look.junk ? 10 : 0), why};
}

void readEml(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    const std::uint64_t size = source.size();
    if (size == 0) return;
    sink.found();
    const std::string head = source.readString(0, 64u << 10);
    std::uint64_t begin = junkBefore(head);
    Message placement;
    placement.mailboxPath = hints.mailboxPath;
    placement.folder = hints.folder;
    placement.folderRaw = hints.folderRaw;
    placement.fileName = hints.name;
    placement.uid = hints.uid;
    placement.uidValidity = hints.uidValidity;
    if (head.substr(0, 5) == "From ") {
        const std::size_t lf = head.find('\n');
        const FromLine from = parseFromLine(std::string_view(head).substr(0, lf));
        placement.internalDate = from.micros;
        if (lf != std::string::npos && begin == 0) begin = lf + 1;
    }
    const std::string_view before = trim(std::string_view(head).substr(0, begin));
    if (!before.empty() && before.substr(0, 5) != "From " && before != "\xEF\xBB\xBF")
        sink.problem(
            {0, begin, phrase("message at offset %1", begin),
             "Lines that are no header field stand before the message's header; they are not part of it."});
    readMessage(source, begin, size - begin, {}, std::move(placement), sink);
}

}  // namespace

HeaderLook lookAtHeader(std::string_view text) {
    HeaderLook look;
    std::set<std::string> seen;
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    look.fromLine = text.substr(0, 5) == "From ";
    if (look.fromLine) nextLine(text);
    int junk = 0;
    while (!text.empty() && look.fields < 500) {
        const std::string_view line = nextLine(text);
        if (line.empty() && look.fields > 0) {
            look.ended = true;
            break;
        }
        if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && look.fields > 0) continue;
        const std::size_t n = headerNameLength(line);
        if (n == 0 || n > 76) {
            if (look.fields == 0 && ++junk <= kJunkLines) {
                look.junk |= !line.empty();
                continue;
            }
            if (istartsWith(line, ">From ") || istartsWith(line, "From ")) continue;
            look.broken = true;
            break;
        }
        ++look.fields;
        const std::string name = asciiLower(line.substr(0, n));
        if (!seen.insert(name).second) continue;
        const bool strong =
            std::find(std::begin(kStrong), std::end(kStrong), std::string_view(name)) != std::end(kStrong);
        look.strong += strong;
        look.known += strong || std::find(std::begin(kKnown), std::end(kKnown), std::string_view(name)) !=
                                    std::end(kKnown);
    }
    return look;
}

// A list of settings or a log may have one such name; a message has several, most of its fields are known or
// X-.
bool looksLikeMessage(const HeaderLook& look) {
    if (look.junk && look.strong < 2) return false;
    if (look.broken && look.known < 3) return false;
    return look.known >= 3 || (look.known == 2 && (look.strong >= 1 || look.fields <= 4));
}

const Format kEmlFormat{
    "eml", "Message file (RFC 5322)", SourceKind::Mailbox, recogniseEml, readEml, nullptr, "names item", 0, &tnef::kEmbeddedItems};

}  // namespace sillage
