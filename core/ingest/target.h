// What an import writes into: a case, or a test's memory. Everything is called on the importing thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/case_store.h"

namespace sillage {

class IngestTarget {
public:
    virtual ~IngestTarget() = default;
    virtual std::vector<Source> sources() = 0;
    virtual std::vector<FileRow> filesOf(std::int64_t sourceId) = 0;
    virtual void removeSource(std::int64_t sourceId) = 0;
    virtual void updateSource(const Source& source) = 0;
    virtual std::filesystem::path spoolDirectory() = 0;
    virtual std::unique_ptr<IndexWriter> writer() = 0;
    /// For the custody log.
    virtual void note(const std::string& action, const std::string& detailJson) = 0;
};

/// A case as a target.
class CaseTarget final : public IngestTarget {
public:
    explicit CaseTarget(CaseStore& store) : store_(store) {}
    std::vector<Source> sources() override { return store_.sources(); }
    std::vector<FileRow> filesOf(std::int64_t sourceId) override { return store_.filesOf(sourceId); }
    void removeSource(std::int64_t sourceId) override { store_.removeSource(sourceId); }
    void updateSource(const Source& source) override { store_.updateSource(source); }
    std::filesystem::path spoolDirectory() override { return store_.spoolDirectory(); }
    std::unique_ptr<IndexWriter> writer() override { return store_.writer(); }
    void note(const std::string& action, const std::string& detailJson) override { store_.logCustody(action, detailJson); }

private:
    CaseStore& store_;
};

}  // namespace sillage
