// What to ask for when a way is not covered: of whom, and until when it is typically kept. A table of texts and days; what
// an organisation really keeps is its own affair, so every text says "typically".
#pragma once

#include <span>

#include "trace/coverage_routes.h"

namespace sillage::tracing {

struct Retention {
    Way way;
    Platform platform;      ///< Unknown = any
    const char* ask;        ///< a sentence
    const char* whom;       ///< a sentence
    int days;               ///< kept so long, typically; 0 = no term is usual
    const char* term;       ///< a sentence that says so
};
std::span<const Retention> retentions();
/// The entry for a way where these platforms are in evidence: the platform's own before the general one.
const Retention& retentionOf(Way way, const Platforms& platforms);

}  // namespace sillage::tracing
