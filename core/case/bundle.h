// The evidence bundle (BagIt 1.0, RFC 8493): written from a case, checked without one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "case/case.h"
#include "export/bag.h"

namespace sillage {

struct BundleOptions {
    std::filesystem::path output;      ///< a directory that does not exist yet (or a .zip when zip is set)
    bool zip = false;
    std::string select = "touched";    ///< "touched", "bookmarked", "query:Q"
    std::string profile = "full";      ///< "full", "redacted"
    std::string language = "en";       ///< "en", "fr"
    std::string caseNumber, exhibits, examiner;
};

struct BundleReceipt {
    std::filesystem::path path;
    std::uint64_t items = 0, attachments = 0, logLines = 0, files = 0, octets = 0;
    /// Places selected; copies of the same octets are written once, so items and attachments may be fewer.
    std::uint64_t itemPlaces = 0, attachmentPlaces = 0;
    std::string manifestSha256;        ///< of tagmanifest-sha256.txt
    std::vector<std::string> missing;  ///< what was selected and could not be written, each with its reason
};

/// Writes beside the target and renames at the end; nothing half-done is left under the final name.
BundleReceipt exportBundle(Case& c, const BundleOptions& options, Progress& progress);
/// What would be written: counts and octets, nothing is.
BundleReceipt planBundle(Case& c, const BundleOptions& options);

/// Directory or zip. Checks payload and tag manifests both ways (missing, added, changed), bagit.txt, Payload-Oxum, custody chain.
Verification verifyBundle(const std::filesystem::path& path, Progress& progress);

}  // namespace sillage
