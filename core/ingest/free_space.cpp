#include "ingest/free_space.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>

#include "base/error.h"

namespace sillage {
namespace {

std::string gigabytes(std::uint64_t octets) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(octets) / 1e9);
    return text;
}

}  // namespace

std::uint64_t freeSpaceFloor(const std::filesystem::path& directory, const std::optional<std::uint64_t>& stated) {
    if (stated) return *stated;
    std::error_code error;
    const auto space = std::filesystem::space(directory, error);
    if (error) return 0;
    const std::uint64_t floor = std::max<std::uint64_t>(5'000'000'000, space.capacity / 20);
    return std::min<std::uint64_t>(floor, space.capacity / 4);
}

std::uint64_t requireFreeSpace(const std::filesystem::path& directory, const std::optional<std::uint64_t>& stated) {
    std::error_code error;
    const auto space = std::filesystem::space(directory, error);
    if (error) return std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t floor = freeSpaceFloor(directory, stated);
    if (space.available > floor) return space.available - floor;
    throw Error(phrase("%1: %2 are free on the case's disk, and %3 must stay free", directory.string(), gigabytes(space.available), gigabytes(floor)),
                phrase("Free some space or put the case on another disk, then import again: what is already in stays. "
                       "--min-free states another floor."));
}

}  // namespace sillage
