// Containers read as a stream through libarchive: zip, 7z, rar, tar with every compression, and single .gz, .bz2,
// .xz, .zst. Runs in the worker. Nothing is unpacked by name; the caller receives each member's octets in order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/byte_source.h"

namespace sillage {

struct ArchiveLimits {
    std::uint64_t maxEntries = 100'000;
    std::uint64_t maxExpanded = 0;        ///< octets of all members together; 0 = no room
    std::uint64_t maxRatio = 100;         ///< expanded ÷ packed …
    std::uint64_t ratioFrom = 100u << 20; ///< … once so many octets came out
};

struct ArchiveEntry {
    std::string path;                     ///< raw octets; "" = the one stream of a single compressed file
    enum class Kind { File, Directory, Link, Other } kind = Kind::File;
    std::int64_t mtimeNs = 0;
};

class ArchiveSink {
public:
    virtual ~ArchiveSink() = default;
    virtual void begin(const ArchiveEntry& entry) = 0;
    virtual void data(std::string_view octets) = 0;
    /// problem says why the member is not whole; "" = it is.
    virtual void end(std::string_view problem) = 0;
    [[nodiscard]] virtual bool stopped() const { return false; }
};

/// format is the container's id in the registry. Returns why the container could not be read to its end, with
/// numbers where a limit was met; "" = it was. Throws Error on an I/O failure.
std::string readArchive(ByteSource& source, std::string_view format, const ArchiveLimits& limits, ArchiveSink& sink);

/// Uses every part of libarchive once, so that nothing has to be opened in the sandbox. Call after setlocale.
void primeArchive();

}  // namespace sillage
