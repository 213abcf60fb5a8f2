// The worked example: a small invented breach whose mailboxes and logs agree, modelled on the night of
// 11–12 December 2025. Written, never shipped as data: README, tour and tests all use what this writes.
#pragma once

#include <filesystem>

namespace sillage {

/// Writes DIR/evidence and DIR/truth; Error(Usage) when DIR exists and is not empty. Same octets every time.
void writeDemo(const std::filesystem::path& directory);

}  // namespace sillage
