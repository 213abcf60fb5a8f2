// Limits of the supervisor (hostile evidence, default limits). Tests make them short.
#pragma once

#include <chrono>
#include <cstdint>

namespace sillage {

struct SupervisorLimits {
    std::chrono::milliseconds silence{60'000};        ///< no word from a worker
    std::chrono::milliseconds itemBase{30'000};       ///< one item may take this …
    std::chrono::milliseconds itemPerMegabyte{2'000}; ///< … and this for each megabyte
    std::uint64_t growth = 256ull << 20;              ///< anonymous octets after which a worker is replaced
    std::uint64_t itemsPerWorker = 1'000'000;
    std::uint64_t largeFile = 4ull << 20;             ///< octets above which a file is cut
    std::uint64_t batchOctets = 4ull << 20;
    std::size_t batchItems = 240;
    std::uint64_t buffered = 96ull << 20;             ///< octets of results waiting for their turn
};

}  // namespace sillage
