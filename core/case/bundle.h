// The evidence bundle (BagIt 1.0, RFC 8493): written from a case, checked without one.
#pragma once

#include <filesystem>

#include "case/case.h"
#include "export/bag.h"
#include "export/bundle_select.h"

namespace sillage {

/// Writes beside the target and renames at the end; nothing half-done is left under the final name.
BundleReceipt exportBundle(Case& c, const BundleOptions& options, Progress& progress);
/// What would be written: counts and octets, nothing is.
BundleReceipt planBundle(Case& c, const BundleOptions& options);

/// Directory or zip. Checks payload and tag manifests both ways (missing, added, changed), bagit.txt, Payload-Oxum, custody chain.
Verification verifyBundle(const std::filesystem::path& path, Progress& progress);

}  // namespace sillage
