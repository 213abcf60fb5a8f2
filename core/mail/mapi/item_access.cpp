// See item_access.h.
#include "mail/mapi/item_access.h"

namespace sillage::mapi {
namespace {

struct Place {
    std::string_view item, part;
};

Place placeOf(std::string_view locator) {
    const std::size_t at = locator.rfind("/part:");
    if (at == std::string_view::npos) return {locator, {}};
    return {locator.substr(0, at), locator.substr(at + 6)};
}

}  // namespace

void rebuild(const OpenItem& open, std::string_view locator, bool attachments, const Octets& eml) {
    const Place place = placeOf(locator);
    const std::unique_ptr<Item> item = open(place.item);
    if (place.part.empty())
        writeEml(*item, attachments, eml);
    else
        writePart(*item, place.part, eml);
}

void part(const OpenItem& open, std::string_view locator, std::string_view number, const Octets& octets) {
    const Place place = placeOf(locator);
    const std::unique_ptr<Item> item = open(place.item);
    const std::string inner(place.part);
    writePart(*item, inner.empty() ? std::string(number) : inner + "." + std::string(number), octets);
}

void properties(const OpenItem& open, std::string_view locator, const Octets& json) {
    const Place place = placeOf(locator);
    if (!place.part.empty()) return json("{}");
    writePropertiesJson(*open(place.item), json);
}

std::vector<PropertyView> view(const OpenItem& open, std::string_view locator) {
    const Place place = placeOf(locator);
    if (!place.part.empty()) return {};
    return viewProperties(*open(place.item));
}

}  // namespace sillage::mapi
