// The floor of free space on the case's disk (hostile evidence, default limits): an import stops before it, so that
// neither the case nor the machine is left without room.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace sillage {

/// max(5 GB, 5 % of the disk), on small disks never more than a quarter of it; stated: the investigator's own figure.
std::uint64_t freeSpaceFloor(const std::filesystem::path& directory, const std::optional<std::uint64_t>& stated);
/// Octets that may be written before the floor; throws Error with both figures when there are none. What cannot be
/// asked counts as free.
std::uint64_t requireFreeSpace(const std::filesystem::path& directory, const std::optional<std::uint64_t>& stated);

}  // namespace sillage
