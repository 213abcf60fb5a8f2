// The supervisor: walk → recognise → deal units to sandboxed workers → hold list → write, in the order of numbered
// units, so that results do not depend on the number of workers. The one place where readers meet the store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/source.h"
#include "store/case_store.h"

namespace sillage {

/// Whether a message is on the hold list: applied before indexing; held items keep hash, size and headers only, and so
/// does what encloses one or lies inside one. mailboxPath: the store's own path (store/placement_key.h).
using HoldPredicate = std::function<bool(const Message&, const std::string& mailboxPath)>;

/// Whether a credential of a list belongs to one of the case's accounts or hosts; it may say in the event why.
using CredentialPredicate = std::function<bool(Event&)>;

struct ImportOptions {
    std::vector<std::filesystem::path> paths;
    std::string tz;              ///< "" = not stated
    std::string asFormat;        ///< "" = recognise
    std::string mailbox;         ///< "" = from the evidence
    unsigned workers = 0;        ///< 0 = as many as cores
    bool rehash = false;
    bool unsafeNoSandbox = false;///< debugging only; marks the case for ever
    std::uint64_t spoolLimit = 4ull << 30;
    std::optional<std::uint64_t> minFree;  ///< octets of the case's disk that stay free; none = free_space.h's floor
    std::filesystem::path formats;  ///< folder of the user's log formats; "" = the usual one (logs/data/library.h)
    HoldPredicate hold;          ///< none = nothing is held
    std::string secretKey;       ///< of the case: secrets in credential lists are kept as HMAC under it
    CredentialPredicate ofCase;  ///< none = every credential is kept
};

struct ImportReport {
    Reconciliation total;
    std::uint64_t sources = 0, unchanged = 0, changed = 0;
    std::uint64_t grown = 0;     ///< logs that went on where they ended at the last import
    std::uint64_t bytes = 0;
    std::uint64_t held = 0;      ///< top-level messages held back: imported, not examined
    bool limitHit = false;       ///< something was not fully examined
    bool interrupted = false;
    std::vector<std::string> media; ///< each root: whether its medium is read-only and access times were kept
    std::string sandbox;         ///< "seccomp on, no_new_privs on, Landlock on", or why not
};

/// Throws Error for what stops the whole import; everything else is in the report and in problems.
ImportReport importEvidence(CaseStore& store, const ImportOptions& options, Progress& progress);

struct PlannedSource {
    std::string path, format, why;
    std::uint64_t bytes = 0;
};
/// What would be read, as what, and why (`import --dry-run`).
std::vector<PlannedSource> planImport(const ImportOptions& options, Progress& progress);

/// Hashes every source again; the ones that differ or are gone.
struct ChangedSource { Source source; std::string what; };
std::vector<ChangedSource> checkSources(CaseStore& store, Progress& progress);

}  // namespace sillage
