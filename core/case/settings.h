// What the examiner states about the whole case. A closed list: a misspelt key is an error, not a silent nothing.
#pragma once

#include <span>
#include <string>

#include "case/case.h"

namespace sillage {

struct SettingKey {
    const char* name;
    const char* help;
};
std::span<const SettingKey> settingKeys();
/// Custody first, then the setting, then everything is computed anew. Error(Usage): unknown key, bad value, no reason.
void changeSetting(Case& c, const std::string& key, const std::string& value, const std::string& reason, Progress& progress);

}  // namespace sillage
