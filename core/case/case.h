// One open case, as the window and the command line share it: open, import, recompute, settings.
// A façade: it composes ingest, trace and store and computes nothing itself. One object per thread; jobs of the
// window open their own read-only Case on the same directory.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/progress.h"
#include "ingest/import.h"
#include "store/case_store.h"

namespace sillage {

class Case {
public:
    enum class Mode { Read, Write };
    /// Throws Error with a hint for people: exists already, locked (by whom), newer schema, not a case.
    static std::unique_ptr<Case> create(const std::filesystem::path& directory);
    static std::unique_ptr<Case> open(const std::filesystem::path& directory, Mode mode);
    /// Makes the case when it does not exist (import --case).
    static std::unique_ptr<Case> openOrCreate(const std::filesystem::path& directory);
    ~Case();

    [[nodiscard]] const std::filesystem::path& directory() const { return store_->directory(); }
    [[nodiscard]] std::string name() const;  ///< the directory's stem
    CaseStore& store() { return *store_; }

    /// Reads evidence, then names mailboxes, resolves times and computes the answer. Logged in custody. listed is called
    /// between the two: from then on what was read can be listed, filtered and searched.
    ImportReport importEvidence(const ImportOptions& options, Progress& progress,
                                const std::function<void(const ImportReport&)>& listed = {});
    /// Names, times, sessions, touches, coverage anew (after an authored change).
    void recompute(Progress& progress);
    /// After a change of indicators, or of a setting of kActSettings: what it can affect of sessions, touches and coverage.
    void retrace(Progress& progress);

    /// Authored corrections (source set): empty members are left as they are. Recomputes. reason is required.
    struct SourceChange {
        std::string path;        ///< as `sources` prints it
        std::string tz;          ///< IANA zone
        std::string offset;      ///< seconds the source's clock was ahead (+) or behind (-)
        std::string year;
        std::string mailbox;
        std::string reason;
    };
    /// Returns what remains to be done, a sentence; "" = nothing.
    std::string setSource(const SourceChange& change, Progress& progress);
    void setAlias(const std::string& account, const std::string& mailbox, const std::string& reason, Progress& progress);
    void removeSource(const std::string& path, const std::string& reason, Progress& progress);

private:
    void rejoin(Progress& progress);
    void rereadCredentials(const ImportOptions& options, const std::string& accounts, const std::set<std::int64_t>& known, ImportReport& report,
                           Progress& progress);
    explicit Case(std::unique_ptr<CaseStore> store) : store_(std::move(store)) {}
    std::unique_ptr<CaseStore> store_;
};

/// Cases opened before, newest first; kept in the user's configuration directory (XDG_CONFIG_HOME).
std::vector<std::filesystem::path> recentCases();
void rememberCase(const std::filesystem::path& directory);

}  // namespace sillage
