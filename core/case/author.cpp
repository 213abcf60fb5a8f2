#include "case/author.h"

#include <chrono>

#include "base/error.h"
#include "base/text.h"

namespace sillage {

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void requireReason(const std::string& reason) {
    if (trim(reason).empty()) throw Error("a reason is required", "State why with --reason: it is written to the custody log.", ExitCode::Usage);
}

}  // namespace sillage
