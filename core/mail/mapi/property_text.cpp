// How a property is written for people (property_names.h).
#include <cstring>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "mail/mapi/bodies.h"
#include "mail/mapi/property_names.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

std::string hexNumber(std::uint64_t n, int digits) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out(static_cast<std::size_t>(digits), '0');
    for (std::size_t i = out.size(); i-- > 0; n >>= 4) out[i] = kHex[n & 15];
    return "0x" + out;
}

std::string number(double n) {
    char text[40];
    std::snprintf(text, sizeof text, "%.15g", n);
    return text;
}

template <typename Real>
std::string realText(std::string_view octets) {
    Real n = 0;
    if (octets.size() < sizeof n) return {};
    std::memcpy(&n, octets.data(), sizeof n);  // the program runs on little-endian machines only
    return number(static_cast<double>(n));
}

/// Days since 1899-12-30 ([MS-OXCDATA] 2.11.1, PtypFloatingTime).
std::string floatingTime(std::string_view octets) {
    double days = 0;
    if (octets.size() < sizeof days) return {};
    std::memcpy(&days, octets.data(), sizeof days);
    if (!(days > -600'000 && days < 3'000'000)) return number(days);
    const auto micros = static_cast<std::int64_t>((days - 25569.0) * 86'400.0) * 1'000'000;
    return formatIso(Time(std::chrono::microseconds(micros)));
}

std::string binaryText(std::string_view octets, std::uint64_t size, std::size_t most) {
    std::string out = toHex(octets.substr(0, most));
    if (size > most || octets.size() > most) out += "… (" + std::to_string(size) + " octets)";
    return out;
}

std::string oneValue(const Property& p, std::string_view octets, int codePage, std::size_t maxBinary) {
    switch (p.type & 0x0fff) {
        case type::kString:
        case type::kString8: return textOf(p, octets, codePage);
        case type::kBoolean: return numberOf(p, octets).value_or(0) ? "true" : "false";
        case type::kTime: {
            const auto t = timeOf(octets);
            return t ? formatIso(Time(std::chrono::microseconds(*t)), Precision::Microsecond) : "none";
        }
        case type::kErrorCode: return hexNumber(static_cast<std::uint32_t>(numberOf(p, octets).value_or(0)), 8);
        case type::kCurrency: return number(static_cast<double>(numberOf(p, octets).value_or(0)) / 10000.0);
        case type::kFloating32: return realText<float>(octets);
        case type::kFloating64: return realText<double>(octets);
        case type::kFloatingTime: return floatingTime(octets);
        case type::kGuid: return guidText(octets);
        default: break;
    }
    if (const auto n = numberOf(p, octets)) return std::to_string(*n);
    return binaryText(octets, octets.size(), maxBinary);
}

}  // namespace

std::string guidText(std::string_view o) {
    if (o.size() != 16) return toHex(o);
    const auto at = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(o[i])}; };
    const auto part = [](std::uint64_t n, int digits) { return hexNumber(n, digits).substr(2); };
    std::string tail;
    for (std::size_t i = 8; i < 16; ++i) tail += (i == 10 ? "-" : "") + part(at(i), 2);
    return "{" + part(at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24, 8) + "-" + part(at(4) | at(5) << 8, 4) + "-" +
           part(at(6) | at(7) << 8, 4) + "-" + tail + "}";
}

std::string typeName(std::uint16_t t) {
    struct Name {
        std::uint16_t type;
        const char* name;
    };
    static constexpr Name kNames[] = {
        {0x0000, "Unspecified"}, {0x0001, "Null"},       {0x0002, "Integer16"},    {0x0003, "Integer32"},
        {0x0004, "Floating32"},  {0x0005, "Floating64"}, {0x0006, "Currency"},     {0x0007, "FloatingTime"},
        {0x000a, "ErrorCode"},   {0x000b, "Boolean"},    {0x000d, "Object"},       {0x0014, "Integer64"},
        {0x001e, "String8"},     {0x001f, "String"},     {0x0040, "Time"},         {0x0048, "Guid"},
        {0x00fb, "ServerId"},    {0x00fd, "Restriction"}, {0x00fe, "RuleAction"},  {0x0102, "Binary"}};
    for (const Name& n : kNames)
        if (n.type == (t & 0x0fff)) return std::string(t & type::kMultiple ? "PtypMultiple" : "Ptyp") + n.name;
    return hexNumber(t, 4);
}

std::string tagText(const Property& p) {
    if (!p.name) return hexNumber(static_cast<std::uint32_t>(p.id) << 16 | p.type, 8);
    const std::string set = guidText({reinterpret_cast<const char*>(p.name->set.data()), p.name->set.size()});
    return set + "/" + (p.name->name.empty() ? hexNumber(p.name->id, 4) : p.name->name);
}

std::string valueText(const Property& p, int codePage, std::size_t maxBinary) {
    if (p.content) {
        const std::uint16_t base = p.type & 0x0fff;
        const bool text = base == type::kString || base == type::kString8;
        const std::string start = wholeValue(p, text ? 64u << 10 : maxBinary);
        return text ? textOf(p, start, codePage) + "… (" + std::to_string(p.size) + " octets)"
                    : binaryText(start, p.size, maxBinary);
    }
    std::string out;
    for (std::size_t i = 0; i < p.values.size(); ++i) {
        if (i > 0) out += "; ";
        if (out.size() > (1u << 20)) return out + "…";
        out += oneValue(p, p.values[i], codePage, maxBinary);
    }
    return out;
}

}  // namespace sillage::mapi
