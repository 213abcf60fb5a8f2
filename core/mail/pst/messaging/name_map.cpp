// NAMEID records in three streams: GUIDs, entries, strings ([MS-PST] 2.4.7.1 to 2.4.7.4).
#include "mail/pst/messaging/name_map.h"

#include "mail/pst/ltp/properties.h"

namespace sillage::pst {
namespace {

// [MS-OXPROPS] 1.3.2, as they lie.
constexpr mapi::Guid kMapi = {0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};
constexpr mapi::Guid kPublicStrings = {0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};

/// UTF-16LE to UTF-8; half pairs become U+FFFD.
std::string narrow(std::string_view wide) {
    std::string out;
    for (std::size_t i = 0; i + 2 <= wide.size(); i += 2) {
        std::uint32_t c = loadAt<std::uint16_t>(wide, i);
        if (c >= 0xD800 && c < 0xDC00) {
            const std::uint32_t low = loadAt<std::uint16_t>(wide, i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            } else {
                c = 0xFFFD;
            }
        } else if (c >= 0xDC00 && c < 0xE000) {
            c = 0xFFFD;
        }
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
        } else if (c < 0x10000) {
            out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
                    static_cast<char>(0x80 | (c & 63))};
        } else {
            out += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
                    static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
        }
    }
    return out;
}

}  // namespace

void NameMap::load(Database& db) {
    const auto node = db.node(kNameMapNode);
    if (!node) return;
    const auto subNodes = readSubNodes(db, node->sub);
    std::vector<mapi::Property> list;
    std::vector<std::string> defects;
    if (!readProperties({&db, node->data, &subNodes, nullptr}, list, defects))
        db.problem({0, 0, "named properties", "the map of named properties cannot be read; they keep their numbers"});
    for (const mapi::Property& p : list) {
        if (p.type != 0x0102) continue;
        if (p.id == 2) guids_ = p.octets();
        if (p.id == 3) entries_ = p.octets();
        if (p.id == 4) strings_ = p.octets();
    }
    for (std::size_t at = 0; at + 8 <= entries_.size(); at += 8)
        places_.emplace(static_cast<std::uint16_t>(0x8000 + loadAt<std::uint16_t>(entries_, at + 6)), at);
}

std::shared_ptr<const mapi::PropertyName> NameMap::name(std::uint16_t id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return nullptr;
    auto& made = made_[id];
    if (made) return made;
    auto out = std::make_shared<mapi::PropertyName>();
    const auto value = loadAt<std::uint32_t>(entries_, place->second);
    const auto set = loadAt<std::uint16_t>(entries_, place->second + 4);
    const std::size_t index = set >> 1;
    if (index == 1) out->set = kMapi;
    if (index == 2) out->set = kPublicStrings;
    if (index >= 3 && (index - 2) * 16 <= guids_.size())
        std::memcpy(out->set.data(), guids_.data() + (index - 3) * 16, 16);
    if (set & 1) {
        const std::size_t length = loadAt<std::uint32_t>(strings_, value);
        if (std::size_t{value} + 4 <= strings_.size() && length <= strings_.size() - value - 4)
            out->name = narrow(std::string_view(strings_).substr(value + 4, length));
    } else {
        out->id = value;
    }
    return made = out;
}

}  // namespace sillage::pst
