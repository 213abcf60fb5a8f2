// What goes into a bundle, decided before anything is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "record/touch.h"

namespace sillage {

class CaseStore;

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

struct BundleSelection {
    std::vector<std::int64_t> placements;                       ///< messages whose octets are included
    std::vector<std::pair<std::int64_t, std::string>> parts;    ///< (placement, part number) of attachments
    std::vector<Touch> touches;                                 ///< with an actor, or with an examiner's grade
    std::uint64_t undetermined = 0, noRecord = 0, ruledOut = 0;
};

/// Throws Error(Usage) for a profile or language there is none of.
void checkBundleOptions(const BundleOptions& options);
/// Likewise, and for a selection there is none of.
BundleSelection selectForBundle(CaseStore& store, const BundleOptions& options);
/// Counts and octets of what would be written; nothing is.
BundleReceipt planBundle(CaseStore& store, const BundleOptions& options);

}  // namespace sillage
