// The item on demand (message.h): as a message, one part of it, its properties.
#include "mail/mapi/message.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/mapi/eml_writer.h"
#include "mail/mapi/property_names.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

constexpr std::size_t kShownBinary = 4096;

void field(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    appendJsonString(out, value);
}

void valueJson(const Property& p, std::string_view octets, int codePage, std::string& out) {
    const std::uint16_t base = p.type & 0x0fff;
    if (base == type::kString || base == type::kString8) return appendJsonString(out, textOf(p, octets, codePage));
    if (base == type::kBoolean) {
        out += numberOf(p, octets).value_or(0) ? "true" : "false";
        return;
    }
    if (base == type::kInteger16 || base == type::kInteger32 || base == type::kInteger64) {
        out += std::to_string(numberOf(p, octets).value_or(0));
        return;
    }
    Property one;
    one.type = base;
    one.values.emplace_back(octets);
    appendJsonString(out, base == type::kBinary || base == type::kObject ? toHex(octets) : valueText(one, codePage, octets.size()));
}

/// A value too large to hold: hexadecimal digits of its octets, as they come.
void streamedJson(const Property& p, std::string& buffer, const Octets& out) {
    buffer += "\"";
    p.content([&](std::string_view piece) {
        buffer += toHex(piece);
        if (buffer.size() > (256u << 10)) {
            out(buffer);
            buffer.clear();
        }
    });
    buffer += "\"";
}

void propertiesJson(const Properties& properties, std::string& buffer, const Octets& out) {
    buffer += "[";
    bool first = true;
    for (const Property& p : properties.list) {
        buffer += first ? "\n{\"tag\":" : ",\n{\"tag\":";
        first = false;
        appendJsonString(buffer, tagText(p));
        if (p.name) field(buffer, "id", tagText(Property{p.id, p.type, {}, {}, {}, 0}));
        if (const std::string_view name = canonicalName(p); !name.empty()) field(buffer, "name", name);
        field(buffer, "type", typeName(p.type));
        if (p.content) {
            field(buffer, "encoding", "hex");
            buffer += ",\"value\":";
            streamedJson(p, buffer, out);
        } else if (p.type & type::kMultiple) {
            buffer += ",\"values\":[";
            for (std::size_t i = 0; i < p.values.size(); ++i) {
                if (i > 0) buffer += ",";
                valueJson(p, p.values[i], properties.codePage, buffer);
            }
            buffer += "]";
        } else {
            buffer += ",\"value\":";
            if (p.values.empty())
                buffer += "null";
            else
                valueJson(p, p.octets(), properties.codePage, buffer);
        }
        buffer += "}";
        if (buffer.size() > (256u << 10)) {
            out(buffer);
            buffer.clear();
        }
    }
    buffer += "]";
}

}  // namespace

void writeEml(const Item& item, bool attachments, const Octets& out) { EmlWriter(attachments, out).write(item); }

void writePart(const Item& item, std::string_view number, const Octets& out) {
    if (EmlWriter(true, out).writePart(item, number)) return;
    throw Error(phrase("Item %1 has no part %2.", item.locator, visible(number)),
                "Read the evidence again if it has changed since it was imported.");
}

void writePropertiesJson(const Item& item, const Octets& out) {
    std::string buffer = "{\"locator\":";
    appendJsonString(buffer, item.locator);
    buffer += ",\"properties\":";
    propertiesJson(item.properties, buffer, out);
    buffer += ",\n\"recipients\":[";
    for (std::size_t i = 0; i < item.recipients.size(); ++i) {
        if (i > 0) buffer += ",\n";
        propertiesJson(item.recipients[i], buffer, out);
    }
    buffer += "],\n\"attachments\":[";
    for (std::size_t i = 0; i < item.attachments.size(); ++i) {
        buffer += i > 0 ? ",\n{\"locator\":" : "{\"locator\":";
        appendJsonString(buffer, item.attachments[i].locator);
        buffer += ",\"properties\":";
        propertiesJson(item.attachments[i].properties, buffer, out);
        buffer += "}";
    }
    buffer += "]}\n";
    out(buffer);
}

std::vector<PropertyView> viewProperties(const Item& item) {
    std::vector<PropertyView> out;
    out.reserve(item.properties.list.size());
    for (const Property& p : item.properties.list)
        out.push_back({tagText(p), std::string(canonicalName(p)), typeName(p.type),
                       visible(valueText(p, item.properties.codePage, kShownBinary), true)});
    return out;
}

}  // namespace sillage::mapi
