// See header_block.h.
#include "mail/mapi/header_block.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "mail/header.h"
#include "mail/mapi/bodies.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

constexpr std::size_t kMaxTransport = 1u << 20;

/// The fields of transport headers end at the first empty line: what follows are headers of MIME parts.
std::string_view untilEmptyLine(std::string_view block) {
    bool any = false;
    for (std::size_t i = 0; i < block.size();) {
        std::size_t lf = block.find('\n', i);
        if (lf == std::string_view::npos) lf = block.size();
        const std::string_view line = block.substr(i, lf - i);
        if (trim(line).empty() && any) return block.substr(0, i);
        any |= headerNameLength(line) > 0;
        i = lf + 1;
    }
    return block;
}

/// A line of a field as ASCII: words with anything else become encoded words.
std::string asciiLine(std::string_view line) {
    const auto plain = [](char c) { return (c >= ' ' && c < 0x7f) || c == '\t'; };
    if (std::all_of(line.begin(), line.end(), plain)) return std::string(line);
    std::string out, run;
    const auto flush = [&] {
        if (run.empty()) return;
        const std::string field = headerField("", run);  // ": =?utf-8?B?…?=\r\n"
        out += std::string_view(field).substr(2, field.size() - 4);
        run.clear();
    };
    std::size_t i = 0;
    while (i < line.size()) {
        std::size_t end = line.find(' ', i);
        if (end == std::string_view::npos) end = line.size();
        const std::string_view word = line.substr(i, end - i);
        if (std::all_of(word.begin(), word.end(), plain)) {
            flush();
            out += word;
        } else {
            run += run.empty() ? "" : " ";
            run += word;
            if (end < line.size() && !std::all_of(line.begin() + static_cast<std::ptrdiff_t>(end) + 1,
                                                  line.begin() + static_cast<std::ptrdiff_t>(
                                                                     std::min(line.size(), line.find(' ', end + 1))),
                                                  plain)) {
                i = end + 1;
                continue;
            }
            flush();
        }
        if (end < line.size()) out += ' ';
        i = end + 1;
    }
    flush();
    return out;
}

void appendField(std::string& out, const HeaderField& field) {
    out += field.name;
    out += ':';
    std::string_view value = field.value;
    while (!value.empty()) {
        const std::size_t lf = value.find('\n');
        std::string_view line = value.substr(0, lf);
        value.remove_prefix(lf == std::string_view::npos ? value.size() : lf + 1);
        while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (trim(line).empty() && !value.empty()) continue;  // a line of blanks only could end the header
        out += asciiLine(line);
        out += "\r\n";
    }
    if (out.back() != '\n') out += "\r\n";
}

/// The transport headers; names lower-cased go to seen.
std::string transport(const Properties& properties, std::set<std::string>& seen) {
    std::string out;
    const Property* p = properties.find(tag::kTransportHeaders);
    if (!p) return out;
    const std::string text = textOf(*p, wholeValue(*p, 2 * kMaxTransport), properties.codePage);
    const std::string_view block = untilEmptyLine(std::string_view(text).substr(0, kMaxTransport));
    for (const HeaderField& f : splitHeader(block)) {
        const std::string name = asciiLower(f.name);
        const bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
        if (!ascii || name.starts_with("content-") || name == "mime-version") continue;
        if (trim(f.value).empty()) continue;
        appendField(out, f);
        seen.insert(name);
    }
    return out;
}

std::string rfc5322Date(std::int64_t micros) {
    const std::time_t seconds = static_cast<std::time_t>(micros >= 0 ? micros / 1'000'000 : (micros - 999'999) / 1'000'000);
    std::tm utc{};
    if (!gmtime_r(&seconds, &utc)) return {};
    static constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[static_cast<std::size_t>(utc.tm_wday)],
                  utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                  utc.tm_sec);
    return text;
}

/// Ids must not be encoded (RFC 2047 5): what a field cannot hold is left out.
std::string idField(std::string_view name, std::string_view value, bool brackets) {
    std::string text;
    for (char c : value)
        if (c > ' ' && c < 0x7f)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (text.empty()) return {};
    if (brackets && text.front() != '<' && text.find(' ') == std::string::npos) text = "<" + text + ">";
    std::string out = std::string(name) + ":";
    for (const std::string_view word : split(text, ' ')) {
        const std::size_t line = out.size() - (out.rfind('\n') == std::string::npos ? 0 : out.rfind('\n') + 1);
        if (line + word.size() + 1 > 76 && line > 15) out += "\r\n";
        out += ' ';
        out += word;
    }
    return out + "\r\n";
}

NamedAddress person(const Properties& p, std::uint16_t name, std::uint16_t smtp, std::uint16_t email) {
    NamedAddress out{p.text(name), p.text(smtp)};
    if (out.address.empty()) out.address = p.text(email);
    // Some writers put the whole of "Name <address>" into the address.
    if (const std::size_t open = out.address.find('<'); open != std::string::npos && out.address.back() == '>')
        out.address = out.address.substr(open + 1, out.address.size() - open - 2);
    if (out.address.empty() && out.name.find('@') != std::string::npos && out.name.find(' ') == std::string::npos)
        out.address = out.name;
    return out;
}

std::vector<NamedAddress> recipients(const Item& item, std::int64_t type) {
    std::vector<NamedAddress> out;
    for (const Properties& r : item.recipients)
        if ((r.number(tag::kRecipientType).value_or(1) & 0xf) == type) out.push_back(recipientAddress(r));
    if (!out.empty() || !item.recipients.empty()) return out;
    const std::string list = item.properties.text(type == 1 ? tag::kDisplayTo : type == 2 ? tag::kDisplayCc : tag::kDisplayBcc);
    for (const std::string_view one : split(list, ';'))
        if (!trim(one).empty()) out.push_back({std::string(trim(one)), {}});
    return out;
}

}  // namespace

std::string subjectOf(const Properties& properties) {
    std::string subject = properties.text(tag::kSubject);
    if (!subject.empty() && subject[0] == '\x01') subject.erase(0, std::min<std::size_t>(2, subject.size()));
    if (!subject.empty()) return subject;
    const std::string rest = properties.text(tag::kNormalizedSubject);
    return rest.empty() ? rest : properties.text(tag::kSubjectPrefix) + rest;
}

std::optional<std::int64_t> dateOf(const Properties& properties) {
    for (const std::uint16_t id : {tag::kClientSubmitTime, tag::kMessageDeliveryTime, tag::kCreationTime,
                                   tag::kLastModificationTime})
        if (const auto t = properties.time(id)) return t;
    return std::nullopt;
}

NamedAddress recipientAddress(const Properties& recipient) {
    NamedAddress out{recipient.text(tag::kDisplayName), recipient.text(tag::kSmtpAddress)};
    if (out.address.empty()) out.address = recipient.text(tag::kEmailAddress);
    if (out.address.empty()) {
        const NamedAddress hidden = oneOff(recipient.binary(tag::kEntryId));
        out.address = hidden.address;
        if (out.name.empty()) out.name = hidden.name;
    }
    return out;
}

std::string shown(const NamedAddress& address) {
    if (address.address.empty() || address.address == address.name) return address.name;
    return address.name.empty() ? address.address : address.name + " <" + address.address + ">";
}

NamedAddress oneOff(std::string_view entryId) {
    using namespace std::literals;
    constexpr std::string_view kProvider = "\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\x00\xdd\x01\x0f\x54\x02"sv;
    if (entryId.size() < 24 || entryId.substr(4, 16) != kProvider) return {};
    const bool unicode = static_cast<unsigned char>(entryId[23]) & 0x80u;
    std::array<std::string, 3> fields;  // name, address type, address
    std::size_t at = 24;
    for (std::string& field : fields) {
        std::size_t end = at;
        if (unicode) {
            while (end + 1 < entryId.size() && (entryId[end] != '\0' || entryId[end + 1] != '\0')) end += 2;
            field = utf16ToUtf8(entryId.substr(at, std::min(end, entryId.size()) - at));
            at = std::min(entryId.size(), end + 2);
        } else {
            while (end < entryId.size() && entryId[end] != '\0') ++end;
            field = string8ToUtf8(entryId.substr(at, end - at), 0);
            at = std::min(entryId.size(), end + 1);
        }
    }
    return {fields[0], fields[2]};
}

std::string headerBlock(const Item& item) {
    const Properties& p = item.properties;
    std::set<std::string> seen;
    std::string out = transport(p, seen);
    const auto missing = [&](const char* name) { return !seen.count(name); };
    const NamedAddress from =
        person(p, tag::kSentRepresentingName, tag::kSentRepresentingSmtp, tag::kSentRepresentingEmail);
    const NamedAddress sender = person(p, tag::kSenderName, tag::kSenderSmtp, tag::kSenderEmail);
    const NamedAddress& author = shown(from).empty() ? sender : from;
    if (missing("from") && !shown(author).empty()) out += addressField("From", {author});
    if (missing("sender") && missing("from") && !sender.address.empty() && !iequals(sender.address, author.address))
        out += addressField("Sender", {sender});
    struct List {
        const char* name;
        const char* lower;
        std::int64_t type;
    };
    for (const List& l : {List{"To", "to", 1}, List{"Cc", "cc", 2}, List{"Bcc", "bcc", 3}}) {
        if (!missing(l.lower)) continue;
        const std::vector<NamedAddress> list = recipients(item, l.type);
        if (!list.empty()) out += addressField(l.name, list);
    }
    if (const std::string subject = subjectOf(p); missing("subject") && !subject.empty())
        out += headerField("Subject", subject);
    if (const auto date = dateOf(p); missing("date") && date) out += "Date: " + rfc5322Date(*date) + "\r\n";
    if (missing("message-id")) out += idField("Message-ID", p.text(tag::kInternetMessageId), true);
    if (missing("in-reply-to")) out += idField("In-Reply-To", p.text(tag::kInReplyTo), false);
    if (missing("references")) out += idField("References", p.text(tag::kInternetReferences), false);
    return out;
}

}  // namespace sillage::mapi
