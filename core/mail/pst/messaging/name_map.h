// The map from property ids of 0x8000 and above to names ([MS-PST] 2.4.7).
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "mail/mapi/item.h"
#include "mail/pst/ndb/database.h"

namespace sillage::pst {

class NameMap {
public:
    void load(Database& db);
    /// nullptr when the map does not know it. Made when first asked for.
    std::shared_ptr<const mapi::PropertyName> name(std::uint16_t id);

private:
    std::string guids_, strings_, entries_;
    std::unordered_map<std::uint16_t, std::size_t> places_;  ///< id → offset in entries_
    std::unordered_map<std::uint16_t, std::shared_ptr<const mapi::PropertyName>> made_;
};

}  // namespace sillage::pst
