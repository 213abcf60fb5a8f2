// Finding an item again by its locator.
#include "mail/pst/access.h"

#include <charconv>

#include "base/error.h"
#include "mail/mapi/message.h"
#include "mail/pst/messaging/store.h"
#include "mail/pst/recovery/recover.h"

namespace sillage {
namespace {

using namespace pst;

[[noreturn]] void missing(std::string_view locator, const std::string& why) {
    throw Error("the item " + std::string(locator) + " is not in this store: " + why,
                "Check that the evidence is the file that was imported (sillage-cli check).");
}

bool number(std::string_view text, int base, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
    return error == std::errc() && end == text.data() + text.size();
}

/// The piece up to the next '/', cut off.
std::string_view piece(std::string_view& rest) {
    const std::size_t slash = rest.find('/');
    const std::string_view out = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    return out;
}

/// The store and the item in it; the item's functions refer to the store.
struct Opened {
    Opened(ByteSource& source, std::string_view locator) : store(source, {}) {
        std::string_view rest = locator;
        const NodeEntry node = find(locator, rest);
        const std::string top(locator.substr(0, locator.size() - rest.size() - (rest.empty() ? 0 : 1)));
        item = store.item(node, top);
        if (!item) missing(locator, "its data is no list of properties");
        while (!rest.empty()) {
            const std::string_view step = piece(rest);
            std::unique_ptr<mapi::Item> inner;
            for (const mapi::Attachment& a : item->attachments)
                if (a.locator == step && a.embedded) inner = a.embedded();
            if (!inner) missing(locator, "it has no embedded message " + std::string(step));
            outer.push_back(std::move(item));
            item = std::move(inner);
        }
    }

    Store store;
    std::vector<std::unique_ptr<mapi::Item>> outer;
    std::unique_ptr<mapi::Item> item;

private:
    NodeEntry find(std::string_view locator, std::string_view& rest) {
        const std::string_view first = piece(rest);
        std::uint64_t value = 0;
        if (first.starts_with("nid:") && number(first.substr(4), 16, value)) {
            const auto node = store.db().node(static_cast<NodeId>(value));
            if (!node) missing(locator, "no such node");
            return *node;
        }
        const auto node = findRecovered(store, first, rest);
        if (!node) missing(locator, "nothing recoverable lies there");
        return *node;
    }
};

void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    const Opened opened(source, locator);
    mapi::writeEml(*opened.item, attachments, eml);
}

void part(ByteSource& source, std::string_view locator, std::string_view numbered, const ItemAccess::Octets& octets) {
    const Opened opened(source, locator);
    mapi::writePart(*opened.item, numbered, octets);
}

void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    const Opened opened(source, locator);
    mapi::writePropertiesJson(*opened.item, json);
}

std::vector<PropertyView> view(ByteSource& source, std::string_view locator) {
    const Opened opened(source, locator);
    return mapi::viewProperties(*opened.item);
}

}  // namespace

const ItemAccess kPstItems = {rebuild, part, properties, view};

}  // namespace sillage
