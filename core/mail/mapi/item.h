// What PST, MSG and TNEF have in common: an item is a bag of properties with recipients and attachments, each a bag
// of its own ([MS-OXCDATA] 2.8 and 2.11, [MS-OXCMSG] 2.2). The stores fill these structs; what an item means (Message,
// EML, JSON) is worked out once, in message.h of this folder. Plain data, no store behind it but the content functions
// of large values, which are valid as long as the store they were read from.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sillage::mapi {

using Octets = std::function<void(std::string_view)>;

/// A property set's GUID as it lies (Data1–3 little-endian).
using Guid = std::array<unsigned char, 16>;

/// What stands behind a property id of 0x8000 and above ([MS-OXCDATA] 2.6.1).
struct PropertyName {
    Guid set{};
    std::uint32_t id = 0;      ///< LID; meaningless when name is not empty
    std::string name;          ///< UTF-8
};

/// A value as the store keeps it. Types are [MS-OXCDATA] 2.11.1 (0x001F PtypString …), the 0x1000 bit = multi-valued.
struct Property {
    std::uint16_t id = 0;
    std::uint16_t type = 0;
    std::shared_ptr<const PropertyName> name;  ///< null for id < 0x8000, and where the map has no entry
    /// Little-endian number, UTF-16LE text without terminator, 8-bit text, octets. Multi-valued: one each.
    std::vector<std::string> values;
    /// Of a value too large to hold (> kMaxValue): gives its octets in order; values is then empty.
    std::function<void(const Octets&)> content;
    std::uint64_t size = 0;    ///< octets of the value
    static constexpr std::size_t kMaxValue = 4u << 20;

    [[nodiscard]] std::string_view octets() const { return values.empty() ? std::string_view() : values.front(); }
};

/// Sorted by nothing; a few dozen, searched in order. Text comes out as UTF-8: PtypString from UTF-16LE, PtypString8 by
/// codePage (0 = windows-1252).
struct Properties {
    std::vector<Property> list;
    int codePage = 0;          ///< of PtypString8: PidTagInternetCodepage, PidTagMessageCodepage, or the store's

    /// nullptr when not there; the first of several.
    [[nodiscard]] const Property* find(std::uint16_t id) const;
    /// By LID or by name of a property set (names compare without case).
    [[nodiscard]] const Property* find(const Guid& set, std::uint32_t lid) const;
    [[nodiscard]] const Property* find(const Guid& set, std::string_view name) const;
    [[nodiscard]] std::string text(std::uint16_t id) const;                     ///< "" when absent
    [[nodiscard]] std::optional<std::int64_t> number(std::uint16_t id) const;   ///< any integer or boolean type
    [[nodiscard]] std::optional<std::int64_t> time(std::uint16_t id) const;     ///< PtypTime: microseconds UTC
    [[nodiscard]] std::string_view binary(std::uint16_t id) const;              ///< "" when absent or not held
};

struct Item;

/// PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9).
enum class AttachMethod : std::int32_t { None = 0, Value = 1, Reference = 2, Resolve = 3, ReferenceOnly = 4, Embedded = 5, Ole = 6 };

struct Attachment {
    Properties properties;
    std::string locator;       ///< piece of Message::locator, "att:8025"
    std::uint64_t offset = 0, length = 0;  ///< of its record in the source; 0, 0 = has no place of its own
    std::uint64_t size = 0;    ///< octets content() gives; of methods Value and Ole
    std::function<void(const Octets&)> content;          ///< empty: there is none
    std::function<std::unique_ptr<Item>()> embedded;     ///< method Embedded; may throw Error
    std::vector<std::string> defects;
};

struct Item {
    Properties properties;
    std::vector<Properties> recipients;
    std::vector<Attachment> attachments;
    std::string locator;       ///< whole, from the top-level item down
    std::uint64_t offset = 0, length = 0;  ///< of its own record in the source
    std::vector<std::string> defects;
};

}  // namespace sillage::mapi
