// See msg_item.h; section numbers are those of [MS-OXMSG].
#include "mail/msg_item.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/cfb/storage_image.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/tags.h"

namespace sillage {
namespace {

using mapi::Property;
constexpr std::size_t kMostNamed = 5;  ///< missing streams of one storage that are named
constexpr std::string_view kProperties = "__properties_version1.0", kNames = "__nameid_version1.0",
                           kStream = "__substg1.0_", kRecipient = "__recip_version1.0_#",
                           kAttachment = "__attach_version1.0_#", kObjectData = "__substg1.0_3701000D",
                           kBinaryData = "__substg1.0_37010102";
constexpr std::size_t kMaxRows = 100'000, kMaxPropertyStream = 4u << 20, kMaxNames = 0x7fff;

std::uint32_t number(std::string_view octets, std::size_t at, std::size_t size) {
    std::uint32_t n = 0;
    for (std::size_t i = size; i-- > 0;)
        n = n << 8 | (at + i < octets.size() ? static_cast<unsigned char>(octets[at + i]) : 0u);
    return n;
}

/// "0037001F" → 0x0037001F; false unless all are hexadecimal digits.
bool parseHex(std::string_view digits, std::uint32_t& out) {
    if (digits.empty() || digits.size() > 8) return false;
    out = 0;
    for (const char c : digits) {
        const int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0) return false;
        out = out << 4 | static_cast<std::uint32_t>(d);
    }
    return true;
}

/// Octets of a value that has a fixed size, 0 for others ([MS-OXCDATA] 2.11.1).
std::size_t fixedSize(std::uint16_t type) {
    switch (type) {
        case mapi::type::kInteger16:
        case mapi::type::kBoolean: return 2;
        case mapi::type::kInteger32:
        case mapi::type::kFloating32:
        case mapi::type::kErrorCode: return 4;
        case mapi::type::kFloating64:
        case mapi::type::kCurrency:
        case mapi::type::kFloatingTime:
        case mapi::type::kInteger64:
        case mapi::type::kTime: return 8;
        case mapi::type::kGuid: return 16;
        default: return 0;
    }
}

std::string hexTag(std::uint32_t propertyTag) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out(8, '0');
    for (std::size_t i = 8; i-- > 0; propertyTag >>= 4) out[i] = kHex[propertyTag & 15];
    return out;
}

/// 8-bit text is in the message's code page. Without one the locale's is the next best, and the code page of the
/// HTML body last; but English, which software states for want of another, says nothing.
int codePageOf(const mapi::Properties& p) {
    const auto stated = [&](std::uint16_t id) {
        const auto n = p.number(id);
        return n && !mapi::charsetOf(*n).empty() && *n != 1200 && *n != 1201 ? static_cast<int>(*n) : 0;
    };
    if (const int own = stated(mapi::tag::kMessageCodePage)) return own;
    const std::int64_t locale = p.number(mapi::tag::kMessageLocale).value_or(0);
    const int body = stated(mapi::tag::kInternetCodePage);
    constexpr std::int64_t kEnglish = 0x09;
    if (body != 0 && (locale & 0x3ff) == kEnglish) return body;
    const int ofLocale = mapi::codePageOfLocale(locale);
    return ofLocale != 0 ? ofLocale : body;
}

}  // namespace

std::shared_ptr<MsgFile> MsgFile::open(ByteSource& source) {
    const std::shared_ptr<MsgFile> out(new MsgFile(source));
    out->readNames();
    return out;
}

bool MsgFile::isMessage() const { return file_.child(cfb::CompoundFile::kRoot, kProperties).has_value(); }

std::unique_ptr<mapi::Item> MsgFile::topItem(std::string locator) {
    std::unique_ptr<mapi::Item> out = item(cfb::CompoundFile::kRoot, Level::Top, std::move(locator));
    out->offset = 0;  // the whole file is this item
    out->length = size_;
    return out;
}

// 2.2.3: what the ids of 0x8000 and above mean in this file.
void MsgFile::readNames() {
    const auto storage = file_.child(cfb::CompoundFile::kRoot, kNames);
    if (!storage || file_.entry(*storage).type != cfb::EntryType::Storage) return;
    const auto stream = [&](const char* name) {
        const auto s = file_.child(*storage, name);
        return s ? file_.readAll(*s, kMaxPropertyStream) : std::string();
    };
    const std::string guids = stream("__substg1.0_00020102"), entries = stream("__substg1.0_00030102"),
                      strings = stream("__substg1.0_00040102");
    for (std::size_t at = 0; at + 8 <= entries.size(); at += 8) {
        const std::uint32_t idOrOffset = number(entries, at, 4), kind = number(entries, at + 4, 2),
                            index = number(entries, at + 6, 2);
        if (index > kMaxNames) continue;
        auto name = std::make_shared<mapi::PropertyName>();
        const std::size_t guid = kind >> 1;
        if (guid == 1)
            name->set = mapi::kMapiSet;
        else if (guid == 2)
            name->set = mapi::kPublicStrings;
        else if (guid >= 3 && (guid - 2) * 16 <= guids.size())
            std::copy_n(guids.begin() + static_cast<std::ptrdiff_t>((guid - 3) * 16), 16, name->set.begin());
        if (kind & 1) {
            const std::size_t length = number(strings, idOrOffset, 4);
            if (std::uint64_t{idOrOffset} + 4 > strings.size()) continue;
            name->name = mapi::utf16ToUtf8(std::string_view(strings).substr(idOrOffset + 4, std::min<std::size_t>(length, 1024)));
        } else {
            name->id = idOrOffset;
        }
        if (names_.size() <= index) names_.resize(index + 1);
        if (!names_[index]) names_[index] = std::move(name);
    }
}

std::shared_ptr<const mapi::PropertyName> MsgFile::nameOf(std::uint16_t id) const {
    const std::size_t index = id >= 0x8000 ? id - 0x8000u : names_.size();
    return index < names_.size() ? names_[index] : nullptr;
}

// 2.4.2: fixed values stand in the property stream itself.
void MsgFile::fixedValues(std::uint32_t storage, Level level, mapi::Properties& out, std::vector<std::string>& defects) {
    const auto stream = file_.child(storage, kProperties);
    if (!stream || file_.entry(*stream).type != cfb::EntryType::Stream) {
        defects.push_back(phrase("A storage has no property stream; only values in streams of their own were read."));
        return;
    }
    std::string problem;
    const std::string octets = file_.readAll(*stream, kMaxPropertyStream, &problem);
    if (!problem.empty()) defects.push_back(phrase("The property stream is damaged. %1", said(problem)));
    std::size_t lost = 0;
    const std::size_t header = level == Level::Top ? 32 : level == Level::Embedded ? 24 : 8;
    for (std::size_t at = header; at + 16 <= octets.size(); at += 16) {
        Property p;
        p.type = static_cast<std::uint16_t>(number(octets, at, 2));
        p.id = static_cast<std::uint16_t>(number(octets, at + 2, 2));
        const std::size_t size = fixedSize(p.type);
        if (size == 0 || size > 8) {
            const std::uint32_t propertyTag = number(octets, at, 4);
            // 2.1.3: the size stated counts a text's terminator (two octets, one of 8-bit text).
            const std::uint32_t stated = number(octets, at + 8, 4);
            const bool missing = p.type != mapi::type::kObject && propertyTag != 0 && stated > 2 && stated != 0xffffffff &&
                                 !file_.child(storage, std::string(kStream) + hexTag(propertyTag));
            if (missing && ++lost <= kMostNamed)
                defects.push_back(phrase("The stream of property 0x%1 is missing: %2 octets were announced.", hexTag(propertyTag), stated));
            continue;
        }
        p.size = size;
        p.values.emplace_back(octets.substr(at + 8, size));
        p.name = nameOf(p.id);
        out.list.push_back(std::move(p));
    }
    if (lost > kMostNamed) defects.push_back(phrase("The streams of %1 more properties are missing.", lost - kMostNamed));
}

// 2.1.3 and 2.1.4: every other value has a stream of its own, named by its tag.
void MsgFile::streamValues(std::uint32_t storage, mapi::Properties& out, std::vector<std::string>& defects) {
    for (const std::uint32_t c : file_.entry(storage).children) {
        const cfb::Entry& e = file_.entry(c);
        std::uint32_t propertyTag = 0;
        if (e.type != cfb::EntryType::Stream || !istartsWith(e.name, kStream) ||
            !parseHex(std::string_view(e.name).substr(kStream.size()), propertyTag) || propertyTag == 0x37010102)
            continue;
        Property p = value(c, propertyTag, defects);
        if (p.type & mapi::type::kMultiple) multipleValue(storage, c, p, defects);
        p.name = nameOf(p.id);
        out.list.push_back(std::move(p));
    }
}

Property MsgFile::value(std::uint32_t stream, std::uint32_t propertyTag, std::vector<std::string>& defects) {
    Property p;
    p.id = static_cast<std::uint16_t>(propertyTag >> 16);
    p.type = static_cast<std::uint16_t>(propertyTag & 0xffff);
    p.size = file_.entry(stream).size;
    if (p.type & mapi::type::kMultiple) return p;
    if (p.size > Property::kMaxValue) {
        p.content = [self = shared_from_this(), stream](const mapi::Octets& octets) { self->file_.read(stream, octets); };
        return p;
    }
    std::string problem;
    p.values.push_back(file_.readAll(stream, Property::kMaxValue, &problem));
    p.size = p.values.front().size();
    if (!problem.empty()) defects.push_back(phrase("Property 0x%1 is damaged. %2", hexTag(propertyTag), said(problem)));
    return p;
}

// 2.1.4: fixed values lie one after the other; of others the stream gives lengths, each value has its own stream.
void MsgFile::multipleValue(std::uint32_t storage, std::uint32_t stream, Property& p, std::vector<std::string>& defects) {
    const std::uint32_t propertyTag = std::uint32_t{p.id} << 16 | p.type;
    const auto base = static_cast<std::uint16_t>(p.type & 0x0fff);
    std::string problem;
    const std::string octets = file_.readAll(stream, Property::kMaxValue, &problem);
    p.size = 0;
    if (const std::size_t size = fixedSize(base); size > 0) {
        for (std::size_t at = 0; at + size <= octets.size() && p.values.size() < kMaxRows; at += size)
            p.values.push_back(octets.substr(at, size));
        p.size = octets.size();
    } else {
        const std::size_t count = octets.size() / (base == mapi::type::kBinary ? 8 : 4);
        const std::string prefix = std::string(kStream) + hexTag(propertyTag) + "-";
        for (std::size_t i = 0; i < count && p.values.size() < 10'000 && p.size < Property::kMaxValue; ++i) {
            const auto one = file_.child(storage, prefix + hexTag(static_cast<std::uint32_t>(i)));
            if (!one) {
                defects.push_back(phrase("Value %1 of the multiple property 0x%2 is missing.", i, hexTag(propertyTag)));
                break;
            }
            p.values.push_back(file_.readAll(*one, Property::kMaxValue, &problem));
            p.size += p.values.back().size();
        }
    }
    if (!problem.empty()) defects.push_back(phrase("Property 0x%1 is damaged. %2", hexTag(propertyTag), said(problem)));
}

mapi::Properties MsgFile::properties(std::uint32_t storage, Level level, int codePage, std::vector<std::string>& defects) {
    mapi::Properties out;
    fixedValues(storage, level, out, defects);
    streamValues(storage, out, defects);
    out.codePage = level == Level::Row ? codePage : codePageOf(out);
    if (out.codePage == 0) out.codePage = codePage;
    return out;
}

std::unique_ptr<mapi::Item> MsgFile::item(std::uint32_t storage, Level level, std::string locator) {
    auto out = std::make_unique<mapi::Item>();
    out->locator = std::move(locator);
    out->properties = properties(storage, level, 0, out->defects);
    const auto place = file_.place(storage);
    out->offset = place.offset;
    out->length = place.length;
    for (const std::uint32_t c : file_.entry(storage).children) {
        const cfb::Entry& e = file_.entry(c);
        if (e.type != cfb::EntryType::Storage) continue;
        if (istartsWith(e.name, kRecipient) && out->recipients.size() < kMaxRows)
            out->recipients.push_back(properties(c, Level::Row, out->properties.codePage, out->defects));
        else if (istartsWith(e.name, kAttachment) && out->attachments.size() < kMaxRows)
            out->attachments.push_back(attachment(c, out->properties.codePage, out->locator));
    }
    return out;
}

mapi::Attachment MsgFile::attachment(std::uint32_t storage, int codePage, const std::string& itemLocator) {
    mapi::Attachment a;
    a.locator = "att:" + std::to_string(storage);
    a.properties = properties(storage, Level::Row, codePage, a.defects);
    const auto place = file_.place(storage);
    a.offset = place.offset;
    a.length = place.length;
    content(storage, a, itemLocator);
    return a;
}

void MsgFile::content(std::uint32_t storage, mapi::Attachment& a, const std::string& itemLocator) {
    const auto self = shared_from_this();
    if (const auto data = file_.child(storage, kBinaryData); data && file_.entry(*data).type == cfb::EntryType::Stream) {
        const auto place = file_.place(*data);
        a.offset = place.offset;
        a.length = place.length;
        a.size = file_.entry(*data).size;
        a.content = [self, stream = *data](const mapi::Octets& octets) { self->file_.read(stream, octets); };
        return;
    }
    const auto object = file_.child(storage, kObjectData);
    if (!object) return;
    const cfb::Entry& e = file_.entry(*object);
    if (e.type == cfb::EntryType::Storage && file_.child(*object, kProperties)) {
        a.embedded = [self, object = *object, locator = itemLocator + "/" + a.locator] {
            return self->item(object, Level::Embedded, locator);
        };
        return;
    }
    if (e.type == cfb::EntryType::Storage) {  // an OLE object: what saving it would give
        a.content = [self, storage = *object](const mapi::Octets& octets) { cfb::StorageImage(self->file_, storage).write(octets); };
        return;
    }
    if (e.type == cfb::EntryType::Stream) {
        a.size = e.size;
        a.content = [self, stream = *object](const mapi::Octets& octets) { self->file_.read(stream, octets); };
    }
}

}  // namespace sillage
