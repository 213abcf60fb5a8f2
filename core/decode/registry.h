// The registry of every format and the execution of one unit: the only place that knows both mail and logs.
// Linked into the worker; the parent uses formats() for help texts only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "evidence/reader.h"

namespace sillage {

/// All formats, in the order in which equal scores are decided.
std::span<const Format* const> formats();
/// nullptr when no such id.
const Format* findFormat(std::string_view id);

struct Recognised {
    const Format* format = nullptr;  ///< nullptr = unknown
    std::string reason;
};
/// The best score ≥ 60, or with a matching name ≥ 40; deterministic.
Recognised recognise(const Head& head);

}  // namespace sillage
