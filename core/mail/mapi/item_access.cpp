// See item_access.h.
#include "mail/mapi/item_access.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/attached_item.h"

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

/// An item, and the files it had to be taken out of, which it reads from.
class Opened {
public:
    Opened(const OpenItem& open, std::string_view locator) {
        constexpr std::string_view kFile = "/file:";
        std::size_t at = std::min(locator.find(kFile), locator.size());
        item_ = open(locator.substr(0, at));
        while (at < locator.size()) {
            const std::size_t begin = at + kFile.size();
            at = std::min(locator.find(kFile, begin), locator.size());
            const std::string_view way = locator.substr(begin, at - begin);
            const std::size_t slash = std::min(way.find('/'), way.size());
            if (files_.size() >= kMaxFilesInside || slash == way.size()) throw Error(phrase("not the name of an item: %1", visible(locator)));
            step(way.substr(0, slash), way.substr(slash + 1), locator.substr(0, begin + slash));
        }
    }
    [[nodiscard]] const Item& item() const { return *item_; }

private:
    struct File {
        std::string octets;
        MemorySource source{std::string_view()};
    };

    void step(std::string_view number, std::string_view way, std::string_view carrier) {
        files_.push_back(std::make_unique<File>());
        File& file = *files_.back();
        writePart(*item_, number, [&](std::string_view piece) {
            file.octets += piece.substr(0, kMaxAttachedFile - std::min(kMaxAttachedFile, file.octets.size()));
        });
        file.source = MemorySource(file.octets);
        item_ = itemInFile(file.source, way, std::string(carrier));
        if (!item_)
            throw Error(phrase("The file attached as part %1 holds no message.", visible(number)),
                        "Read the evidence again if it has changed since it was imported.");
    }

    std::vector<std::unique_ptr<File>> files_;
    std::unique_ptr<Item> item_;  // goes before the files
};

}  // namespace

void rebuild(const OpenItem& open, std::string_view locator, bool attachments, const Octets& eml) {
    const Place place = placeOf(locator);
    const Opened opened(open, place.item);
    if (place.part.empty())
        writeEml(opened.item(), attachments, eml);
    else
        writePart(opened.item(), place.part, eml);
}

void part(const OpenItem& open, std::string_view locator, std::string_view number, const Octets& octets) {
    const Place place = placeOf(locator);
    const Opened opened(open, place.item);
    const std::string inner(place.part);
    writePart(opened.item(), inner.empty() ? std::string(number) : inner + "." + std::string(number), octets);
}

void properties(const OpenItem& open, std::string_view locator, const Octets& json) {
    const Place place = placeOf(locator);
    if (!place.part.empty()) return json("{}");
    writePropertiesJson(Opened(open, place.item).item(), json);
}

std::vector<PropertyView> view(const OpenItem& open, std::string_view locator) {
    const Place place = placeOf(locator);
    if (!place.part.empty()) return {};
    return viewProperties(Opened(open, place.item).item());
}

}  // namespace sillage::mapi
