// Listing and opening a tree of evidence without changing it: every component opened with O_NOFOLLOW, everything
// O_RDONLY and, where the owner allows, O_NOATIME. Links are listed, never followed, so there are no loops.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"

namespace sillage {

struct TreeEntry {
    enum class Kind { File, Directory, Link, Special, Failed };
    std::string path;          ///< raw octets, relative to the root, '/' between components
    Kind kind = Kind::File;
    std::uint64_t size = 0;
    std::int64_t mtimeNs = 0, ctimeNs = 0;
    std::uint64_t inode = 0, device = 0;
    std::string reason;        ///< why it failed
};

/// An open descriptor that closes itself.
class OpenFile {
public:
    explicit OpenFile(int fd = -1) : fd_(fd) {}
    ~OpenFile();
    OpenFile(OpenFile&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
    OpenFile& operator=(OpenFile&& o) noexcept;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_;
};

/// One imported path: a directory, or a single file (then its directory is the root and only it is listed).
/// Opening is thread-safe.
class EvidenceRoot {
public:
    /// Throws Error when path cannot be opened.
    explicit EvidenceRoot(const std::filesystem::path& path);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Everything below, in bytewise order of path. What cannot be listed is an entry of kind Failed.
    [[nodiscard]] std::vector<TreeEntry> walk(const Progress& progress) const;
    /// Throws Error naming the file and the reason.
    [[nodiscard]] OpenFile open(const std::string& relative) const;
    /// "read-only medium" facts for the custody log: "mounted read-only" or "mounted writable".
    [[nodiscard]] std::string medium() const;
    [[nodiscard]] bool noAtime() const { return noAtime_; }

private:
    std::filesystem::path path_;
    std::string single_;
    OpenFile directory_;
    bool noAtime_ = true;
};

/// Fills size, times, inode and device from an open descriptor. False when that fails.
bool describeOpen(int fd, TreeEntry& entry);

}  // namespace sillage
