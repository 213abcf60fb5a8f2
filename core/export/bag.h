// A BagIt 1.0 bag (RFC 8493), written and verified. Payload names are ours and checked: relative, ASCII, no "..".
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/progress.h"

namespace sillage {

/// Writes beside the target (TARGET.partial) and renames in finish(): nothing half-done stands under the final name.
/// Without finish() the partial directory is removed. Throws Error when the target exists or writing fails.
class BagWriter {
public:
    explicit BagWriter(std::filesystem::path target);
    ~BagWriter();
    BagWriter(const BagWriter&) = delete;
    BagWriter& operator=(const BagWriter&) = delete;

    /// One payload file below data/, streamed; the last one must be closed before the next opens.
    void open(const std::string& name);
    void write(std::string_view octets);
    void close();
    void add(const std::string& name, std::string_view octets);
    [[nodiscard]] bool has(const std::string& name) const { return manifest_.count("data/" + name) > 0; }
    /// Takes back what open() and write() began (an item that could not be read to its end).
    void abandon();

    /// A file beside the payload (VERIFY.md); covered by the tag manifest.
    void addTag(const std::string& name, std::string_view octets);
    /// bagit.txt, bag-info.txt, manifests. Returns the SHA-256 of tagmanifest-sha256.txt: what to seal.
    std::string finish(const std::vector<std::pair<std::string, std::string>>& info);

    [[nodiscard]] std::uint64_t files() const { return manifest_.size(); }
    [[nodiscard]] std::uint64_t octets() const { return octets_; }

private:
    void put(const std::string& name, std::string_view octets, std::map<std::string, std::string>& manifest);
    std::filesystem::path target_, partial_;
    std::map<std::string, std::string> manifest_, tags_;  ///< path → hex
    std::uint64_t octets_ = 0;
    std::string openName_;
    std::uint64_t openOctets_ = 0;
    std::unique_ptr<std::ofstream> out_;
    Sha256 hash_;
    bool finished_ = false;
};

/// What the verification of a bundle found.
struct Verification {
    bool ok = true;
    std::uint64_t files = 0, octets = 0;
    std::vector<std::string> faults;  ///< one sentence each: file and what is wrong
};

/// A directory or a zip of one. Both manifests are checked both ways (missing, added, changed), bagit.txt and
/// Payload-Oxum too; a zip also for duplicate members and names that lead outside.
Verification verifyBag(const std::filesystem::path& path, Progress& progress);

/// Packs a directory as DIRECTORY.zip with names under its last component, in order of name; then removes it.
/// DIRECTORY.zip.sha256 beside it pins the zip itself, which no manifest inside can.
std::filesystem::path packBag(const std::filesystem::path& directory);

}  // namespace sillage
