// One open case as the window holds it: where readers come from, and every act that writes. Each act blocks
// and is called on a job's thread; acts exclude one another. Throws Error. Tests stand in a host of their
// own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.h"
#include "case/hold.h"
#include "ui/models/case_reader.h"

namespace sillage::ui {

class CaseHost {
public:
    virtual ~CaseHost() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::filesystem::path directory() const = 0;
    /// Thread-safe.
    virtual std::unique_ptr<CaseReader> openReader() = 0;

    virtual ImportReport importEvidence(const ImportOptions& options, Progress& progress) = 0;
    virtual Indicator addIndicator(const Indicator& indicator, Progress& progress) = 0;
    virtual bool removeIndicator(const std::string& id, const std::string& reason, Progress& progress) = 0;
    /// Above the program's grade only with a document.
    virtual void setGrade(const std::string& touch, Grade grade, const std::string& reason, const std::string& document) = 0;
    virtual bool clearGrade(const std::string& touch, const std::string& reason) = 0;
    virtual void addBookmark(const std::string& item, const std::string& tag, const std::string& note) = 0;
    virtual bool removeBookmark(std::int64_t id) = 0;
    /// kind: "account", "domain" or "address".
    virtual HoldReceipt addHold(const std::string& kind, const std::string& value, const std::string& reason, Progress& progress) = 0;
    virtual HoldRemoval removeHold(std::int64_t id, const std::string& reason) = 0;
    virtual std::uint64_t openHeld(const std::string& item, const std::string& authority, const std::string& reason) = 0;
    virtual BundleReceipt exportBundle(const BundleOptions& options, Progress& progress) = 0;
    virtual Verification verifyBundle(const std::filesystem::path& path, Progress& progress) = 0;
    virtual std::vector<ChangedSource> checkSources(Progress& progress) = 0;
    /// For what the window does itself with evidence, such as saving an attachment.
    virtual void logCustody(const std::string& action, const std::string& detailJson) = 0;
    /// Empty when the custody chain holds, else why not.
    virtual std::string custodyFault() = 0;
};

}  // namespace sillage::ui
