// See attachment_part.h.
#include "mail/mapi/attachment_part.h"

#include <algorithm>

#include "base/text.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

struct TypeOfName {
    std::string_view extension, mediaType;
};
// Only where the type changes what can be searched or descended into.
constexpr TypeOfName kTypes[] = {
    {".txt", "text/plain"}, {".log", "text/plain"},    {".md", "text/plain"},      {".ini", "text/plain"},
    {".csv", "text/csv"},   {".htm", "text/html"},     {".html", "text/html"},     {".xml", "text/xml"},
    {".ics", "text/calendar"}, {".vcf", "text/vcard"}, {".json", "text/plain"},    {".eml", "message/rfc822"},
    {".rtf", "application/rtf"}, {".pdf", "application/pdf"}, {".png", "image/png"}, {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"}, {".gif", "image/gif"},    {".msg", "application/vnd.ms-outlook"},
};

bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
    });
}

bool isMediaType(std::string_view text) {
    const std::size_t slash = text.find('/');
    return text.size() < 70 && slash != std::string_view::npos && isToken(text.substr(0, slash)) &&
           isToken(text.substr(slash + 1));
}

std::string mediaTypeOf(const Properties& p, std::string_view name) {
    const std::string declared = asciiLower(trim(p.text(tag::kAttachMimeTag)));
    const bool usable = isMediaType(declared) && !declared.starts_with("multipart/") &&
                        (!declared.starts_with("message/") || declared == "message/rfc822" ||
                         declared == "message/delivery-status" || declared == "message/disposition-notification");
    if (usable && declared != "application/octet-stream") return declared;
    const std::string lower = asciiLower(name);
    for (const TypeOfName& t : kTypes)
        if (lower.size() > t.extension.size() && lower.ends_with(t.extension)) return std::string(t.mediaType);
    return "application/octet-stream";
}

std::string first(const Properties& p, std::initializer_list<std::uint16_t> ids) {
    for (const std::uint16_t id : ids)
        if (std::string text = p.text(id); !text.empty()) return text;
    return {};
}

}  // namespace

AttachmentPart describe(const Attachment& attachment) {
    const Properties& p = attachment.properties;
    const auto method = p.number(tag::kAttachMethod).value_or(attachment.embedded ? 5 : 1);
    AttachmentPart out;
    out.name = first(p, {tag::kAttachLongFilename, tag::kAttachFilename, tag::kDisplayName});
    out.contentId = p.text(tag::kAttachContentId);
    if (out.contentId.size() > 2 && out.contentId.front() == '<' && out.contentId.back() == '>')
        out.contentId = out.contentId.substr(1, out.contentId.size() - 2);
    out.location = p.text(tag::kAttachContentLocation);
    out.hidden = p.number(tag::kAttachmentHidden).value_or(0) != 0;
    if (attachment.embedded) {
        out.kind = ContentKind::Item;
        out.mediaType = "message/rfc822";
        return out;
    }
    const bool reference = method == 2 || method == 3 || method == 4 || method == 7;
    if (reference) {
        const std::string path = first(p, {tag::kAttachLongPathname, tag::kAttachPathname});
        if (!path.empty()) out.name = out.location = path;
    }
    out.mediaType = mediaTypeOf(p, out.name);
    if (method == 6 && out.name.empty()) out.name = "OLE object";
    if (attachment.content)
        out.kind = out.mediaType == "message/rfc822" ? ContentKind::Mail : ContentKind::Bytes;
    else if (out.mediaType == "message/rfc822")
        out.mediaType = "application/octet-stream";
    return out;
}

}  // namespace sillage::mapi
