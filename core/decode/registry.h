// The registry of every format and the execution of one unit: the only place that knows both mail and logs.
// Linked into the worker; the parent uses formats() for help texts only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/reader.h"
#include "logs/data/library.h"

namespace sillage {

/// All formats, in the order in which equal scores are decided.
std::span<const Format* const> formats();
/// For tests: one more, before all others. Call it before anything is read, in the worker as well.
void addFormat(const Format* format);
/// Makes these the user's formats (logs/data/library.h). Throws Error(Usage) naming the mistakes. check false: the
/// process they come from has checked them.
void useFormats(std::vector<DefinitionFile> files, bool check);
/// nullptr when no such id.
const Format* findFormat(std::string_view id);

/// A range of keys in words: "item 0x200024", "items 0x200024 to 0x200064"; the last key is included.
std::string itemsText(const Range& range);

struct Recognised {
    const Format* format = nullptr;  ///< nullptr = unknown
    std::string reason;
};
/// The best score ≥ 60, or with a matching name ≥ 40; deterministic.
Recognised recognise(const Head& head);

}  // namespace sillage
