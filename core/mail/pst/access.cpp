// Finding an item again by its locator.
#include "mail/pst/access.h"

#include <charconv>

#include "base/error.h"
#include "base/phrase.h"
#include "mail/mapi/item_access.h"
#include "mail/pst/messaging/store.h"
#include "mail/pst/recovery/recover.h"

namespace sillage {
namespace {

using namespace pst;

[[noreturn]] void missing(std::string_view locator, const std::string& why) {
    throw Error(phrase("the item %1 is not in this store: %2", locator, said(why)),
                "Check that the evidence is the file that was imported (sillage-cli check).");
}

/// The piece up to the next '/', cut off.
std::string_view piece(std::string_view& rest) {
    const std::size_t slash = rest.find('/');
    const std::string_view out = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    return out;
}

NodeEntry topNode(Store& store, std::string_view locator, std::string_view& rest) {
    const std::string_view first = piece(rest);
    if (first.starts_with("nid:")) {
        NodeId id = 0;
        const auto [end, error] = std::from_chars(first.data() + 4, first.data() + first.size(), id, 16);
        const auto node = error == std::errc() && end == first.data() + first.size() ? store.db().node(id) : std::nullopt;
        if (!node) missing(locator, "no such node");
        return *node;
    }
    const auto node = findRecovered(store, first, rest);
    if (!node) missing(locator, "nothing recoverable lies there");
    return *node;
}

std::unique_ptr<mapi::Item> open(Store& store, std::string_view locator) {
    std::string_view rest = locator;
    const NodeEntry node = topNode(store, locator, rest);
    const std::size_t left = rest.empty() ? 0 : rest.size() + 1;
    auto item = store.item(node, std::string(locator.substr(0, locator.size() - left)));
    while (item && !rest.empty()) {
        const std::string_view step = piece(rest);
        std::unique_ptr<mapi::Item> inner;
        for (const mapi::Attachment& a : item->attachments)
            if (a.locator == step && a.embedded) inner = a.embedded();
        if (!inner) missing(locator, phrase("it has no embedded message %1", step));
        item = std::move(inner);
    }
    if (!item) missing(locator, "its data is no list of properties");
    return item;
}

/// Calls use with what opens items of a store that lives as long as the call.
template <typename Use>
auto with(ByteSource& source, const Use& use) {
    Store store(source, {});
    return use([&store](std::string_view locator) { return open(store, locator); });
}

void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    with(source, [&](const mapi::OpenItem& opener) { mapi::rebuild(opener, locator, attachments, eml); });
}
void part(ByteSource& source, std::string_view locator, std::string_view number, const ItemAccess::Octets& octets) {
    with(source, [&](const mapi::OpenItem& opener) { mapi::part(opener, locator, number, octets); });
}
void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    with(source, [&](const mapi::OpenItem& opener) { mapi::properties(opener, locator, json); });
}
std::vector<PropertyView> view(ByteSource& source, std::string_view locator) {
    return with(source, [&](const mapi::OpenItem& opener) { return mapi::view(opener, locator); });
}

}  // namespace

const ItemAccess kPstItems = {rebuild, part, properties, view};

}  // namespace sillage
