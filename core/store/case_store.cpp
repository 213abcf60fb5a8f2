// Making and opening a case: directory, lock, databases. The nouns are in the case_store_*.cpp beside this
// file.
#include "store/case_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "store/case_store_impl.h"
#include "store/event_chunk_upgrade.h"
#include "store/index_writer.h"
#include "store/migrations.h"

namespace sillage {
namespace {

namespace fs = std::filesystem;

void makeDirectory(const fs::path& directory) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error)
        throw Error(phrase("%1: cannot be made: %2", directory.string(), error.message()),
                    "Choose a folder you may write to, on a disk with space.");
}

bool derivedComplete(const fs::path& index) {
    bool complete = fs::exists(index / "meta.db") && fs::exists(index / "events.db");
    for (unsigned i = 0; i < kTextShards; ++i) complete = complete && fs::exists(shardFile(index, i));
    return complete;
}

// What an import that was killed had begun to expand: nothing refers to it, and only the holder of the lock writes here.
void dropUnfinishedSpool(const fs::path& spool) {
    std::error_code ignored;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(spool, ignored))
        if (entry.path().filename().string().starts_with("expanding-")) left.push_back(entry.path());
    for (const fs::path& file : left) fs::remove(file, ignored);
}

// Derived files only make sense together: where one was deleted the others go too.
void dropDerived(const fs::path& index) {
    for (const auto& entry : fs::directory_iterator(index)) {
        const std::string name = entry.path().filename().string();
        if (name.find(".db") != std::string::npos || name.starts_with("trace.keep")) fs::remove(entry.path());
    }
}

void requireCase(const fs::path& directory) {
    if (fs::exists(directory / "case.db")) return;
    throw Error(phrase("%1: is not a case (it holds no case.db)", directory.string()),
                "Name a case directory, usually NAME.sillage; `import --case` makes one.", ExitCode::Usage);
}

}  // namespace

CaseStore::CaseStore() : impl_(std::make_unique<Impl>()) {}
CaseStore::~CaseStore() = default;

std::unique_ptr<CaseStore> CaseStore::create(const fs::path& directory) {
    std::error_code ignored;
    if (fs::exists(directory, ignored) &&
        !(fs::is_directory(directory, ignored) && fs::is_empty(directory, ignored)))
        throw Error(phrase("%1: exists already and is not an empty folder", directory.string()),
                    "Choose another name, or open the case that is there. Nothing was changed.",
                    ExitCode::Usage);
    makeDirectory(directory);
    makeDirectory(directory / "index");
    makeDirectory(directory / "spool");
    std::unique_ptr<CaseStore> store(new CaseStore);
    store->impl_->directory = fs::canonical(directory);
    store->impl_->mode = Mode::Write;
    store->impl_->lock = CaseLock::acquire(directory);
    store->impl_->openFiles(true);
    store->logCustody("create", JsonWriter().beginObject().key("case").string(directory.filename().string()).endObject().text());
    return store;
}

std::unique_ptr<CaseStore> CaseStore::open(const fs::path& directory, Mode mode) {
    requireCase(directory);
    std::unique_ptr<CaseStore> store(new CaseStore);
    store->impl_->directory = fs::canonical(directory);
    store->impl_->mode = mode;
    if (mode == Mode::Write) {
        store->impl_->lock = CaseLock::acquire(directory);
        dropUnfinishedSpool(directory / "spool");
    }
    store->impl_->openFiles(false);
    return store;
}

void CaseStore::Impl::openFiles(bool fresh) {
    const bool writing = mode == Mode::Write;
    authored.emplace(directory / "case.db", writing ? Database::Use::Authored : Database::Use::ReadOnly,
                     2048);
    if (writing)
        migrate(*authored, "case", true);
    else
        requireVersion(*authored, "case");
    openDerived(fresh);
}

void CaseStore::Impl::openDerived(bool fresh) {
    if (mode == Mode::Read) {
        indexMissing = !derivedComplete(index());
        const auto reader = [this](const char* name, const char* series) {
            if (!indexMissing) {
                Database database(index() / name, Database::Use::ReadOnly, 16384);
                requireVersion(database, series);
                return database;
            }
            Database empty = Database::inMemory();
            migrate(empty, series, false);
            return empty;
        };
        meta.emplace(reader("meta.db", "meta"));
        eventsFile.emplace(reader("events.db", "events"));
        return;
    }
    makeDirectory(index());
    makeDirectory(directory / "spool");
    if (!fresh && !derivedComplete(index())) {
        dropDerived(index());
        authored->run("INSERT OR REPLACE INTO setting (key, value) VALUES ('index', 'rebuild needed')");
    }
    meta.emplace(index() / "meta.db", Database::Use::Derived, 16384);
    migrate(*meta, "meta", false);
    eventsFile.emplace(index() / "events.db", Database::Use::Derived, 8192);
    migrate(*eventsFile, "events", false);
    upgradeChunks(*eventsFile);
    for (unsigned i = 0; i < kTextShards; ++i) {
        Database shard(shardFile(index(), i), Database::Use::Derived, 1024);
        migrate(shard, "text", false);
    }
}

void CaseStore::Impl::requireWriting(const char* what) const {
    if (mode == Mode::Write) return;
    throw Error(phrase("%1: %2 needs the case to be open for writing", directory.string(), what),
                "Another window or command may hold it; close that one and open the case again.",
                ExitCode::Locked);
}

const fs::path& CaseStore::directory() const {
    return impl_->directory;
}
fs::path CaseStore::spoolDirectory() const {
    return impl_->directory / "spool";
}
bool CaseStore::writable() const {
    return impl_->mode == Mode::Write;
}
Database& CaseStore::meta() {
    return *impl_->meta;
}
Database& CaseStore::authored() {
    return *impl_->authored;
}

EventStore& CaseStore::events() {
    if (!impl_->events) impl_->events = std::make_unique<EventStore>(*impl_->eventsFile);
    return *impl_->events;
}

TextIndex& CaseStore::text() {
    if (!impl_->text) impl_->text = std::make_unique<TextIndex>(impl_->index());
    return *impl_->text;
}

std::unique_ptr<IndexWriter> CaseStore::writer() {
    impl_->requireWriting("importing");
    return std::make_unique<CaseIndexWriter>(*impl_->meta, *impl_->authored, events(), impl_->index());
}

void CaseStore::logCustody(std::string_view action, std::string_view detailJson) {
    impl_->requireWriting("an entry in the custody log");
    const std::lock_guard guard(impl_->lock->custody);
    CustodyLog(impl_->directory / "custody.jsonl", *impl_->authored).append(action, detailJson);
}

std::vector<CustodyEntry> CaseStore::custody() {
    return CustodyLog(impl_->directory / "custody.jsonl", *impl_->authored).entries();
}

CaseStore::ChainState CaseStore::verifyCustody() {
    return CustodyLog(impl_->directory / "custody.jsonl", *impl_->authored).verify();
}

}  // namespace sillage
