// Damaged copies of a file for reader tests: the same ones every time. SILLAGE_MUTANTS sets how many of each.
#pragma once

#include <QtGlobal>
#include <cstdint>
#include <random>
#include <string>

inline int mutantCount() {
    const int n = qEnvironmentVariableIntValue("SILLAGE_MUTANTS");
    return n > 0 ? n : 60;
}

/// Flipped bits, lengths set to extremes, pieces cut out, doubled or overwritten, cut short.
inline std::string mutant(std::string octets, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto upTo = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
    const int changes = 1 + static_cast<int>(upTo(12));
    for (int i = 0; i < changes && !octets.empty(); ++i) {
        // Half of the changes hit the first KiB, where headers and counts are.
        const std::size_t at = random() % 2 ? upTo(octets.size()) : upTo(std::min<std::size_t>(octets.size(), 1024));
        const std::size_t n = std::min(octets.size() - at, 1 + upTo(64));
        static constexpr std::uint32_t extremes[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0x10000};
        switch (random() % 7) {
            case 0: octets[at] = static_cast<char>(octets[at] ^ (1 << upTo(8))); break;
            case 1: octets[at] = static_cast<char>(random()); break;
            case 2: {
                const std::uint32_t v = extremes[upTo(std::size(extremes))];
                for (std::size_t k = 0; k < 4 && at + k < octets.size(); ++k)
                    octets[at + k] = static_cast<char>(v >> (8 * k));
                break;
            }
            case 3: octets.erase(at, n); break;
            case 4: octets.insert(at, octets.substr(upTo(octets.size()), n)); break;
            case 5: octets.replace(at, n, octets.substr(upTo(octets.size()), n)); break;
            default:
                if (i == 0 && random() % 4 == 0) octets.resize(at);
                else octets[at] = static_cast<char>(octets[at] + 1);
        }
    }
    return octets;
}
