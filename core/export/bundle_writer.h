// Writes the evidence bundle (BagIt 1.0, RFC 8493; bundle page): tables, items, attachments, log extracts, findings,
// report and custody. The octets come from whoever may read evidence.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/exposure.h"
#include "base/progress.h"
#include "export/bundle_select.h"
#include "store/case_store.h"

namespace sillage {

/// Reads evidence for a bundle. Every call throws Error where something cannot be read; in order, on one thread.
class BundleEvidence {
public:
    using Octets = std::function<void(std::string_view)>;
    virtual ~BundleEvidence() = default;
    /// Throws Error saying why, where a message is held back.
    virtual void requireOpen(const Placement& placement) = 0;
    /// A message as it lies; of an item that lies as properties, made from them.
    virtual void message(const Placement& placement, const Octets& out) = 0;
    /// Every property of an item that has a locator, as JSON.
    virtual void properties(const Placement& placement, const Octets& out) = 0;
    virtual void attachment(const Placement& placement, const std::string& part, const Octets& out) = 0;
    virtual std::string octets(const FileRow& file, std::uint64_t offset, std::uint64_t length) = 0;
};

/// What a bundle says beside the case's own data.
struct BundleFrame {
    std::string caseName;
    std::vector<std::pair<std::string, std::string>> versions;  ///< the program's first
    std::string rulesJson;                                      ///< texts and versions of the rules
    std::vector<ExposureRow> exposure{};                        ///< what left; empty = not measured
};

/// Writes beside the target and renames at the end; nothing half-done is left under the final name.
BundleReceipt writeBundle(CaseStore& store, const BundleOptions& options, const BundleFrame& frame, BundleEvidence& evidence,
                          Progress& progress);

}  // namespace sillage
