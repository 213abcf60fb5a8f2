// Sentences that are not in the program's catalogue but come with data that has both languages (definitions of log
// formats). Thread-safe.
#pragma once

#include <string_view>

namespace sillage {

/// From now on inLanguage() knows the French of this English template. What the catalogue has stays as it is.
void learnPhrase(std::string_view english, std::string_view french);

/// Called once, before the first French sentence is looked up: whoever holds such data brings it then.
void phraseSource(void (*load)());

}  // namespace sillage
