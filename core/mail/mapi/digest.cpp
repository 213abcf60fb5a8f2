// See digest.h.
#include "mail/mapi/digest.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "mail/mapi/property_names.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

/// What a copy of the item may have differently, outside of the ranges that are left out as a whole.
constexpr std::uint16_t kOfTheCopy[] = {
    0x003b, 0x003f, 0x0041, 0x0043, 0x0045, 0x0046, 0x0047, 0x0051, 0x0052, 0x0053, 0x0054, 0x0059, 0x005b,
    0x005c, 0x0c19, 0x0c1d, 0x0c24, 0x0c25, 0x1080, 0x1081, 0x1082, 0x1090, 0x1091, 0x1095, 0x10c3, 0x10c4,
    0x10c5, 0x10c6, 0x10ca, 0x10f2, 0x10f3, 0x10f4, 0x10f5, 0x10f6, 0x3007, 0x3008, 0x300b, 0x3009, 0x3902,
    0x39ff, 0x3701};

bool counts(const Property& p) {
    if (p.name) return true;
    const std::uint16_t id = p.id;
    if (id == tag::kMessageDeliveryTime || id == tag::kNormalizedSubject) return true;
    if (std::find(std::begin(kOfTheCopy), std::end(kOfTheCopy), id) != std::end(kOfTheCopy)) return false;
    const auto within = [id](std::uint16_t first, std::uint16_t last) { return id >= first && id <= last; };
    return within(0x0001, 0x0dff) || within(0x1000, 0x2fff) || within(0x3000, 0x33ff) || within(0x3700, 0x3bff);
}

/// Hashes many small pieces with few calls.
class Gathered {
public:
    void add(std::string_view octets) {
        const bool large = octets.size() > kBuffer / 2;
        if (large || buffer_.size() + octets.size() > kBuffer) flush();
        if (large)
            hash_.add(octets);
        else
            buffer_.append(octets);
    }
    void add(std::uint64_t n) {
        char octets[8];
        for (char& c : octets) {
            c = static_cast<char>(n & 0xff);
            n >>= 8;
        }
        add({octets, sizeof octets});
    }
    void add(const Digest& d) { add({reinterpret_cast<const char*>(d.data()), d.size()}); }
    Digest finish() {
        flush();
        return hash_.finish();
    }

private:
    static constexpr std::size_t kBuffer = 4096;
    void flush() {
        hash_.add(buffer_);
        buffer_.clear();
    }
    Sha256 hash_;
    std::string buffer_;
};

/// The id without the type; of a named property its set and name.
std::string keyOf(const Property& p) {
    if (p.name) return asciiLower(tagText(p));
    std::string key = "0x0000";
    for (std::size_t i = 0; i < 4; ++i) key[5 - i] = "0123456789ABCDEF"[p.id >> 4 * i & 15];
    return key;
}

void addValue(Gathered& hash, const Property& p, int codePage) {
    const std::uint16_t base = p.type & 0x0fff;
    const bool text = base == type::kString || base == type::kString8;
    hash.add(std::uint64_t{text ? type::kString : base});
    if (p.content) {
        hash.add(p.size);
        p.content([&](std::string_view piece) { hash.add(piece); });
        return;
    }
    hash.add(std::uint64_t{p.values.size()});
    for (const std::string& v : p.values) {
        const std::string converted = text ? textOf(p, v, codePage) : std::string();
        const std::string_view octets = text ? converted : v;
        hash.add(std::uint64_t{octets.size()});
        hash.add(octets);
    }
}

}  // namespace

Digest propertiesDigest(const Properties& properties) {
    std::vector<std::pair<std::string, const Property*>> ordered;
    ordered.reserve(properties.list.size());
    for (const Property& p : properties.list)
        if (counts(p)) ordered.emplace_back(keyOf(p), &p);
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Gathered hash;
    for (const auto& [key, p] : ordered) {
        hash.add(std::uint64_t{key.size()});
        hash.add(key);
        addValue(hash, *p, properties.codePage);
    }
    return hash.finish();
}

Digest itemDigest(const Item& item) {
    std::vector<Digest> recipients;
    for (const Properties& r : item.recipients) recipients.push_back(propertiesDigest(r));
    std::sort(recipients.begin(), recipients.end());
    Gathered hash;
    hash.add("sillage item 1\n");
    hash.add(propertiesDigest(item.properties));
    hash.add(std::uint64_t{recipients.size()});
    for (const Digest& r : recipients) hash.add(r);
    return hash.finish();
}

Digest withAttachments(const Digest& item, const std::vector<std::pair<Digest, Digest>>& attachments) {
    Gathered hash;
    hash.add(item);
    std::vector<std::pair<Digest, Digest>> ordered = attachments;
    std::sort(ordered.begin(), ordered.end());
    for (const auto& [properties, content] : ordered) {
        hash.add(properties);
        hash.add(content);
    }
    return hash.finish();
}

}  // namespace sillage::mapi
