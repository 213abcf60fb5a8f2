// Looking up and converting property values (item.h; [MS-OXCDATA] 2.11.1).
#include <limits>

#include "base/text.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/item.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

std::uint64_t littleEndian(std::string_view octets) {
    std::uint64_t n = 0;
    for (std::size_t i = octets.size() < 8 ? octets.size() : 8; i-- > 0;)
        n = n << 8 | static_cast<unsigned char>(octets[i]);
    return n;
}

}  // namespace

const Property* Properties::find(std::uint16_t id) const {
    for (const Property& p : list)
        if (p.id == id) return &p;
    return nullptr;
}

const Property* Properties::find(const Guid& set, std::uint32_t lid) const {
    for (const Property& p : list)
        if (p.name && p.name->name.empty() && p.name->id == lid && p.name->set == set) return &p;
    return nullptr;
}

const Property* Properties::find(const Guid& set, std::string_view name) const {
    if (name.empty()) return nullptr;
    for (const Property& p : list)
        if (p.name && p.name->set == set && iequals(p.name->name, name)) return &p;
    return nullptr;
}

std::string textOf(const Property& property, std::string_view value, int codePage) {
    const std::uint16_t base = property.type & 0x0fff;
    std::string out;
    if (base == type::kString)
        out = utf16ToUtf8(value);
    else if (base == type::kString8)
        out = string8ToUtf8(value, codePage);
    else
        return {};
    while (!out.empty() && out.back() == '\0') out.pop_back();
    return out;
}

std::optional<std::int64_t> numberOf(const Property& property, std::string_view value) {
    const std::uint64_t n = littleEndian(value);
    switch (property.type & 0x0fff) {
        case type::kBoolean: return (n & 0xff) != 0;
        case type::kInteger16: return static_cast<std::int16_t>(n & 0xffff);
        case type::kInteger32:
        case type::kErrorCode: return static_cast<std::int32_t>(n & 0xffffffff);
        case type::kInteger64:
        case type::kCurrency:
        case type::kTime: return static_cast<std::int64_t>(n);
        default: return std::nullopt;
    }
}

// FILETIME counts 100 ns from 1601-01-01 UTC. 0 and the largest values stand for "none" ([MS-DTYP] 2.3.3).
std::optional<std::int64_t> timeOf(std::string_view value) {
    constexpr std::uint64_t kEpoch = 116'444'736'000'000'000;
    constexpr std::uint64_t kNever = 0x0cb34557'a3dd4000;  ///< 4501-01-01, the "no date" of calendars
    if (value.size() < 8) return std::nullopt;
    const std::uint64_t n = littleEndian(value);
    if (n == 0 || n >= kNever) return std::nullopt;
    return (static_cast<std::int64_t>(n) - static_cast<std::int64_t>(kEpoch)) / 10;
}

std::string Properties::text(std::uint16_t id) const {
    for (const Property& p : list)
        if (p.id == id && !p.values.empty()) {
            std::string out = textOf(p, p.octets(), codePage);
            if (!out.empty()) return out;
        }
    return {};
}

std::optional<std::int64_t> Properties::number(std::uint16_t id) const {
    const Property* p = find(id);
    if (!p || p->values.empty()) return std::nullopt;
    return numberOf(*p, p->octets());
}

std::optional<std::int64_t> Properties::time(std::uint16_t id) const {
    const Property* p = find(id);
    if (!p || p->values.empty() || p->type != type::kTime) return std::nullopt;
    return timeOf(p->octets());
}

std::string_view Properties::binary(std::uint16_t id) const {
    const Property* p = find(id);
    return p ? p->octets() : std::string_view{};
}

}  // namespace sillage::mapi
