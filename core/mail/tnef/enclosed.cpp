#include "mail/tnef/enclosed.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/tags.h"
#include "mail/tnef/stream.h"

namespace sillage::tnef {
namespace {

namespace tag = mapi::tag;
namespace type = mapi::type;
using mapi::Properties;

constexpr std::size_t kMostAttachments = 10'000, kMostRecipients = 100'000, kMaxLegacy = 1u << 20;

void add(Properties& p, std::uint16_t id, std::uint16_t kind, std::string octets) {
    mapi::Property property;
    property.id = id;
    property.type = kind;
    property.size = octets.size();
    property.values.push_back(std::move(octets));
    p.list.push_back(std::move(property));
}

void addNumber(Properties& p, std::uint16_t id, std::uint32_t v) {
    std::string octets;
    for (int i = 0; i < 4; ++i) octets += static_cast<char>(v >> (8 * i));
    add(p, id, type::kInteger32, std::move(octets));
}

void addText8(Properties& p, std::uint16_t id, std::string octets) {
    octets.resize(std::min(octets.find('\0'), octets.size()));
    if (!octets.empty() && !p.find(id)) add(p, id, type::kString8, std::move(octets));
}

/// 2.1.3.3.2 DTR: year, month, day, hour, minute, second, day of week; each 16 bits; UTC.
void addDate(Properties& p, std::uint16_t id, std::string_view dtr) {
    if (dtr.size() < 12 || p.find(id)) return;
    const auto micros = civilMicros(u16(dtr, 0), u16(dtr, 2), u16(dtr, 4), u16(dtr, 6), u16(dtr, 8), u16(dtr, 10));
    if (!micros || *micros < -11'644'473'600'000'000ll) return;
    const auto filetime = static_cast<std::uint64_t>(*micros + 11'644'473'600'000'000ll) * 10;
    std::string octets;
    for (int i = 0; i < 8; ++i) octets += static_cast<char>(filetime >> (8 * i));
    add(p, id, type::kTime, std::move(octets));
}

/// The program's own classes have older names in TNEF (2.2.3.1.4).
std::string modernClass(std::string name) {
    name.resize(std::min(name.find('\0'), name.size()));
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"IPM.Microsoft Mail.Note", "IPM.Note"}, {"IPM.Microsoft Mail.Read Receipt", "REPORT.IPM.Note.IPNRN"},
        {"IPM.Microsoft Mail.Non-Delivery", "REPORT.IPM.Note.NDR"}, {"IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"},
        {"IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"}, {"IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"},
        {"IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"}, {"IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"}};
    for (const auto& [old, now] : names)
        if (iequals(name, old)) return std::string(now);
    return name;
}

/// 2.1.3.3.1 TRP: id, lengths, then the name and "SMTP:address", each with a terminator.
void addSender(Properties& p, std::string_view trp) {
    const std::size_t name = u16(trp, 4), address = u16(trp, 6);
    if (8 + name > trp.size()) return;
    addText8(p, tag::kSenderName, std::string(trp.substr(8, name)));
    std::string email(trp.substr(std::min(trp.size(), 8 + name), address));
    email.resize(std::min(email.find('\0'), email.size()));
    const std::size_t colon = email.find(':');
    if (colon == std::string::npos) return;
    addText8(p, tag::kSenderAddressType, email.substr(0, colon));
    addText8(p, tag::kSenderEmail, email.substr(colon + 1));
}

class Reader {
public:
    Reader(ByteSource& source, std::uint64_t begin, std::uint64_t end)
        : source_(source), stream_(readStream(source, begin, end)) {}

    Enclosed read() {
        out_.defects = std::move(stream_.defects);
        for (const Attribute& a : stream_.attributes)
            if ((a.id & 0xffff) == kCodePage && a.level == 1) out_.codePage = static_cast<int>(u32(octets(a, 4), 0) & 0xffff);
        out_.properties.codePage = out_.codePage;
        for (const Attribute& a : stream_.attributes)  // properties before the older attributes that only complete them
            if (a.level == 1 && (a.id & 0xffff) == kProperties) properties(a);
        for (const Attribute& a : stream_.attributes) a.level == 1 ? message(a) : attachment(a);
        for (EnclosedAttachment& a : out_.attachments) finish(a);
        return std::move(out_);
    }

private:
    std::string octets(const Attribute& a, std::size_t most = kMaxLegacy) const {
        return source_.readString(a.offset, static_cast<std::size_t>(std::min<std::uint64_t>(a.length, most)));
    }

    /// Without the terminators at its end.
    Place trimmed(Place p, bool wide) const {
        const std::uint64_t unit = wide ? 2 : 1;
        while (p.length >= unit) {
            const std::string last = source_.readString(p.offset + p.length - unit, static_cast<std::size_t>(unit));
            if (last.find_first_not_of('\0') != std::string::npos || last.size() < unit) break;
            p.length -= unit;
        }
        return p;
    }

    void properties(const Attribute& a) {
        PropertyList list = readProperties(source_, a.offset, a.offset + a.length, out_.codePage);
        if (!list.damage.empty()) out_.defects.push_back(phrase("The properties of the message are damaged: %1.", said(list.damage)));
        const auto body = [&](std::uint16_t id) {
            const ValuePlace* v = list.place(id);
            return v ? Place{v->offset, v->length} : Place{};
        };
        if (const ValuePlace* v = list.place(tag::kBody)) {
            const bool wide = (v->type & 0xfff) == type::kString;
            out_.text = trimmed(body(tag::kBody), wide);
            out_.textCharset = wide ? "utf-16le" : charset();
        }
        if (const ValuePlace* v = list.place(tag::kHtml)) {
            const bool wide = (v->type & 0xfff) == type::kString;
            out_.html = trimmed(body(tag::kHtml), wide);
            const auto cpid = list.properties.number(tag::kInternetCodePage);
            out_.htmlCharset = wide ? "utf-16le" : cpid ? std::string(mapi::charsetOf(*cpid)) : std::string();
        }
        out_.rtf = body(tag::kRtfCompressed);
        std::move(list.properties.list.begin(), list.properties.list.end(), std::back_inserter(out_.properties.list));
    }

    std::string charset() const {
        const std::string_view name = mapi::charsetOf(out_.codePage);
        return name.empty() ? "windows-1252" : std::string(name);
    }

    void message(const Attribute& a) {
        Properties& p = out_.properties;
        switch (a.id & 0xffff) {
            case kSubject: addText8(p, tag::kSubject, octets(a)); break;
            case kFrom: addSender(p, octets(a)); break;
            case kDateSent: addDate(p, tag::kClientSubmitTime, octets(a)); break;
            case kDateReceived: addDate(p, tag::kMessageDeliveryTime, octets(a)); break;
            case kDateModified: addDate(p, tag::kLastModificationTime, octets(a)); break;
            case kMessageClass: addText8(p, tag::kMessageClass, modernClass(octets(a))); break;
            case kBody:
                if (out_.text.any()) break;
                out_.text = trimmed({a.offset, a.length}, false);
                out_.textCharset = charset();
                if (!p.find(tag::kBody)) {
                    mapi::Property body;
                    body.id = tag::kBody;
                    body.type = type::kString8;
                    body.size = out_.text.length;
                    body.values.push_back(source_.readString(out_.text.offset, static_cast<std::size_t>(std::min<std::uint64_t>(out_.text.length, 32u << 20))));
                    p.list.push_back(std::move(body));
                }
                break;
            case kPriority:  // 1 high, 2 normal, 3 low; importance counts the other way round
                if (const std::uint16_t v = u16(octets(a, 2), 0); v >= 1 && v <= 3 && !p.find(tag::kImportance)) addNumber(p, tag::kImportance, 3u - v);
                break;
            case kRecipients: recipients(a); break;
            default: break;
        }
    }

    void recipients(const Attribute& a) {
        const std::uint32_t rows = u32(octets(a, 4), 0);
        std::uint64_t at = a.offset + 4;
        for (std::uint32_t i = 0; i < rows && out_.recipients.size() < kMostRecipients; ++i) {
            PropertyList row = readProperties(source_, at, a.offset + a.length, out_.codePage);
            if (!row.properties.list.empty()) out_.recipients.push_back(std::move(row.properties));
            at = row.end;
            if (row.damage.empty()) continue;
            out_.defects.push_back(phrase("The list of recipients is damaged after %1 of %2: %3.", i, rows, said(row.damage)));
            return;
        }
    }

    void attachment(const Attribute& a) {
        const std::uint32_t id = a.id & 0xffff;
        if (id == kAttachRendering || out_.attachments.empty()) {
            if (out_.attachments.size() >= kMostAttachments) return;
            EnclosedAttachment& fresh = out_.attachments.emplace_back();
            fresh.properties.codePage = out_.codePage;
            fresh.record.offset = a.offset - 9;
            if (id != kAttachRendering) fresh.defects.push_back(phrase("An attachment of the TNEF stream has no beginning (attAttachRendData)."));
            else last().ole = u16(octets(a, 2), 0) == 2;
        }
        EnclosedAttachment& now = out_.attachments.back();
        now.record.length = a.offset + a.length - now.record.offset;
        switch (id) {
            case kAttachData: last().data = {a.offset, a.length}; break;
            case kAttachTitle: last().title = octets(a, 4096); break;
            case kAttachTransportName: last().transport = octets(a, 4096); break;
            case kAttachCreated: last().created = octets(a, 14); break;
            case kAttachModified: last().modified = octets(a, 14); break;
            case kAttachProperties: attachProperties(a, now); break;
            default: break;
        }
    }

    void attachProperties(const Attribute& a, EnclosedAttachment& now) {
        PropertyList list = readProperties(source_, a.offset, a.offset + a.length, out_.codePage);
        if (!list.damage.empty()) now.defects.push_back(phrase("The properties of an attachment are damaged: %1.", said(list.damage)));
        if (const ValuePlace* v = list.place(tag::kAttachData)) {
            now.octets = {v->offset, v->length};
            // 2.1.3.4.2: an object's octets come after the id of its interface.
            if ((v->type & 0xfff) == type::kObject && v->length >= 16) now.octets = {v->offset + 16, v->length - 16};
        }
        for (mapi::Property& p : list.properties.list)
            if (p.id != tag::kAttachData) now.properties.list.push_back(std::move(p));
    }

    void finish(EnclosedAttachment& a) {
        const Legacy& old = legacyOf(a);
        Properties& p = a.properties;
        if (!a.octets.any()) a.octets = old.data;
        addText8(p, tag::kAttachLongFilename, old.transport);
        addText8(p, tag::kAttachFilename, old.title);
        addDate(p, tag::kCreationTime, old.created);
        addDate(p, tag::kLastModificationTime, old.modified);
        const bool stream = a.octets.length >= 4 && u32(source_.readString(a.octets.offset, 4), 0) == kSignature;
        const auto method = p.number(tag::kAttachMethod);
        a.embedded = method ? *method == 5 && stream : false;
        if (method && *method == 5 && !stream) a.defects.push_back(phrase("An attached message is not a TNEF stream; its octets were kept as they are."));
        if (!method || (*method == 5 && !stream) || (*method == 0 && a.octets.any())) {
            std::erase_if(p.list, [](const mapi::Property& one) { return one.id == tag::kAttachMethod; });
            addNumber(p, tag::kAttachMethod, old.ole ? 6 : 1);
        }
    }

    struct Legacy {
        Place data;
        std::string title, transport, created, modified;
        bool ole = false;
    };
    Legacy& last() {
        if (legacy_.size() < out_.attachments.size()) legacy_.resize(out_.attachments.size());
        return legacy_[out_.attachments.size() - 1];
    }
    const Legacy& legacyOf(const EnclosedAttachment& a) {
        const auto i = static_cast<std::size_t>(&a - out_.attachments.data());
        if (legacy_.size() < out_.attachments.size()) legacy_.resize(out_.attachments.size());
        return legacy_[i];
    }

    ByteSource& source_;
    Stream stream_;
    Enclosed out_;
    std::vector<Legacy> legacy_;
};

void give(ByteSource& source, Place place, const mapi::Octets& out) {
    std::string block(256u << 10, '\0');
    while (place.length > 0) {
        const std::size_t n = source.read(place.offset, block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(place.length, block.size())));
        if (n == 0) return;
        out(std::string_view(block).substr(0, n));
        place.offset += n;
        place.length -= n;
    }
}

}  // namespace

Enclosed readEnclosed(ByteSource& source, std::uint64_t begin, std::uint64_t end) { return Reader(source, begin, end).read(); }

std::unique_ptr<mapi::Item> itemOf(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::string locator) {
    Enclosed in = readEnclosed(source, begin, end);
    auto item = std::make_unique<mapi::Item>();
    item->properties = std::move(in.properties);
    item->recipients = std::move(in.recipients);
    item->defects = std::move(in.defects);
    item->offset = begin;
    item->length = end - begin;
    item->locator = std::move(locator);
    for (std::size_t i = 0; i < in.attachments.size(); ++i) {
        EnclosedAttachment& from = in.attachments[i];
        mapi::Attachment& a = item->attachments.emplace_back();
        a.properties = std::move(from.properties);
        a.defects = std::move(from.defects);
        a.locator = "att:" + std::to_string(i);
        a.offset = from.record.offset;
        a.length = from.record.length;
        a.size = from.octets.length;
        const Place octets = from.octets;
        if (from.embedded)
            a.embedded = [&source, octets, inner = item->locator + "/att:" + std::to_string(i)] {
                return itemOf(source, octets.offset, octets.offset + octets.length, inner);
            };
        else if (octets.any())
            a.content = [&source, octets](const mapi::Octets& out) { give(source, octets, out); };
    }
    return item;
}

}  // namespace sillage::tnef
