// See bodies.h.
#include "mail/mapi/bodies.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/rtf.h"
#include "mail/mapi/rtf_compressed.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

std::string body(const Properties& properties, const Property& property, Bodies& out) {
    bool cut = false;
    const std::string octets = wholeValue(property, kMaxBody, &cut);
    if (cut) out.defects.push_back(phrase("A body is larger than 32 MiB; the rest was not read."));
    const std::uint16_t base = property.type & 0x0fff;
    if (base == type::kString || base == type::kString8) return textOf(property, octets, properties.codePage);
    return octets;
}

/// The charset that an HTML document declares itself (WHATWG HTML 13.2.3.2, reduced); "" = none.
std::string declaredCharset(std::string_view html) {
    const std::string head = asciiLower(html.substr(0, 4096));
    const std::size_t at = head.find("charset=");
    if (at == std::string::npos) return {};
    std::size_t from = at + 8;
    while (from < head.size() && (head[from] == '"' || head[from] == '\'' || head[from] == ' ')) ++from;
    const std::size_t end = head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:", from);
    return head.substr(from, std::min(end, from + 40) - from);
}

void readHtml(const Properties& properties, Bodies& out) {
    const Property* p = properties.find(tag::kHtml);
    if (!p || p->size == 0) return;
    out.html = body(properties, *p, out);
    const bool wide = p->type == type::kBinary && out.html.size() >= 4 &&
                      (out.html.starts_with("\xff\xfe") || (out.html[1] == '\0' && out.html[3] == '\0'));
    while (!wide && !out.html.empty() && out.html.back() == '\0') out.html.pop_back();
    if (trim(out.html).empty()) return;
    out.hasHtml = true;
    if (p->type != type::kBinary) {
        out.htmlCharset = "utf-8";
        return;
    }
    if (wide) {
        out.htmlCharset = "utf-16le";
        return;
    }
    const std::string_view declared = charsetOf(properties.number(tag::kInternetCodePage).value_or(0));
    out.htmlCharset = declared.empty() ? declaredCharset(out.html) : std::string(declared);
    if (out.htmlCharset.starts_with("utf-16")) out.htmlCharset = declaredCharset(out.html);
}

void readRtfBody(const Properties& properties, Bodies& out) {
    const Property* p = properties.find(tag::kRtfCompressed);
    if (!p || (out.hasText && out.hasHtml)) return;
    bool cut = false;
    const std::string packed = wholeValue(*p, kMaxBody, &cut);
    if (cut) out.defects.push_back(phrase("The compressed RTF body is larger than 32 MiB; the rest was not read."));
    RtfText rtf = readRtf(decompressRtf(packed, out.defects));
    if (rtf.origin == RtfText::Origin::Html) {
        if (out.hasHtml || trim(rtf.utf8).empty()) return;
        out.html = std::move(rtf.utf8);
        out.htmlCharset = "utf-8";
        out.hasHtml = true;
    } else if (!out.hasText && !trim(rtf.utf8).empty()) {
        out.text = crlfText(rtf.utf8);
        out.hasText = true;
    }
}

}  // namespace

std::string wholeValue(const Property& property, std::size_t limit, bool* cut) {
    std::string out;
    const auto take = [&](std::string_view piece) {
        const std::size_t room = limit - out.size();
        out += piece.substr(0, room);
        if (cut && piece.size() > room) *cut = true;
    };
    if (property.content)
        property.content(take);
    else
        take(property.octets());
    return out;
}

std::string crlfText(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && text[end] != '\r' && text[end] != '\n') ++end;
        out.append(text, i, end - i);
        if (end == text.size()) break;
        out += "\r\n";
        i = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
    }
    return out;
}

Bodies readBodies(const Properties& properties) {
    Bodies out;
    if (const Property* p = properties.find(tag::kBody); p && (p->size > 0 || !p->values.empty())) {
        out.text = crlfText(body(properties, *p, out));
        out.hasText = !trim(out.text).empty();
    }
    readHtml(properties, out);
    readRtfBody(properties, out);
    return out;
}

}  // namespace sillage::mapi
