// What a bundle says of each item in it: where it lay, whether it was rebuilt from properties, how it was recovered
// (bundle page: findings/items.csv, report).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/phrase.h"
#include "store/case_store.h"

namespace sillage {

/// Remarks on the placements that need one, by id.
using ItemRemarks = std::map<std::int64_t, std::string>;

struct BundleItem {
    std::string file;   ///< in the bundle, under data/; "" = only named
    std::string source; ///< path as `sources` prints it
    Placement place;    ///< without its parts
};

/// "rebuilt from properties", "octets as they lie in the source" …
std::string originOf(const Placement& place);
/// "recovered: how"; "" for a live item.
std::string recoveryOf(const Placement& place);
/// Both where they are to be remarked, ", " between them; "" for a live item that lies as octets.
std::string remarkOn(const Placement& place, Language language);

/// One row an item. Headings stay English, sentences are in the language.
std::string itemsCsv(const std::vector<BundleItem>& items, Language language);

}  // namespace sillage
