// Looking at the sources of a case again, and at what an import would do.
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include <unistd.h>

#include "base/error.h"
#include "ingest/definitions.h"
#include "ingest/again.h"
#include "ingest/import.h"
#include "ingest/planner.h"
#include "ingest/reopen.h"

namespace sillage {
namespace {

/// A directory of its own for a dry run, removed at the end.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "sillage-plan-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw Error("cannot make a temporary directory", "Set TMPDIR to one that can be written.");
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// Members are checked through the container they lie in.
bool isMember(const Source& source, const std::set<std::pair<std::string, std::string>>& containers) {
    for (std::size_t at = source.path.find("!/"); at != std::string::npos; at = source.path.find("!/", at + 1))
        if (containers.count({source.root, source.path.substr(0, at)})) return true;
    return false;
}

std::string withoutVersion(const std::string& path) {
    const std::size_t at = path.rfind('@');
    return at == std::string::npos || path.find_first_not_of("0123456789", at + 1) != std::string::npos ? path
                                                                                                         : path.substr(0, at);
}

/// The files on disk behind a source; throws Error when one is gone.
PlanSource onDisk(CaseStore& store, const Source& source) {
    PlanSource out;
    out.row = source;
    auto files = store.filesOf(source.id);
    out.tree = source.kind == SourceKind::Mailbox && (files.size() != 1 || files.front().path != withoutVersion(source.path));
    if (files.empty() || !files.front().spool.empty()) {
        files.assign(1, FileRow());
        files.front().root = source.root;
        files.front().path = withoutVersion(source.path);
        out.tree = false;
    }
    for (const FileRow& row : files) {
        PlanFile file = reopen(row, {}, false);
        TreeEntry now;
        const OpenFile opened = file.open();
        if (describeOpen(opened.fd(), now)) file.length = now.size;
        file.mtimeNs = now.mtimeNs;
        out.files.push_back(std::move(file));
    }
    return out;
}

}  // namespace

std::vector<PlannedSource> planImport(const ImportOptions& options, Progress& progress) {
    takeUserFormats(options);
    const TemporaryDirectory spool;
    WorkerPool pool(options.workers ? options.workers : cores(), options.unsafeNoSandbox);
    const Plan plan = Planner(options, pool, nullptr, spool.path(), progress).make();
    std::vector<PlannedSource> out;
    for (const PlanSource& s : plan.sources) out.push_back({s.row.path, s.row.format, s.row.why, s.row.bytes});
    return out;
}

std::vector<ChangedSource> checkSources(CaseStore& store, Progress& progress) {
    std::vector<ChangedSource> out;
    const auto sources = store.sources();
    std::set<std::pair<std::string, std::string>> containers;
    for (const Source& s : sources)
        if (s.kind == SourceKind::Container) containers.insert({s.root, s.path});
    std::vector<PlanSource> found;
    for (const Source& s : sources) {
        if (s.state == "removed" || s.sha256.empty() || isMember(s, containers)) continue;
        try {
            found.push_back(onDisk(store, s));
        } catch (const Error& e) {
            out.push_back({s, std::string("gone: ") + e.what()});
        }
    }
    if (found.empty()) return out;
    WorkerPool pool(cores(), store.setting("unsafe-no-sandbox") == "1");
    std::vector<const PlanSource*> toHash;
    for (const PlanSource& s : found) toHash.push_back(&s);
    const auto hashes = hashSources(toHash, pool, progress);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (progress.cancelled()) break;
        if (hashes[i].empty()) out.push_back({found[i].row, phrase("cannot be read to its end any more")});
        else if (hashes[i] != found[i].row.sha256)
            out.push_back({found[i].row, phrase("its content has changed: sha256 is now %1", hashes[i])});
    }
    return out;
}

}  // namespace sillage
