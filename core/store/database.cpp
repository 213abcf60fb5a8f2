// SQLite 3.40, multi-thread mode (one connection a thread). Pragmas follow the performance page.
#include "store/database.h"

#include <sqlite3.h>

#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage {
namespace {

constexpr int kBusyMilliseconds = 10'000;

std::string hintFor(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return "The disk is full. Free space (sqlite needs about as much again as the file) and "
                   "run the command again; what was committed is kept.";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "Another process is writing to the case. Wait until it is done and try again.";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return "Check that the file and its folder exist and that you may read and write them.";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "The file is damaged. A file in index/ can be deleted and rebuilt by importing the "
                   "evidence again; for case.db use the copy beside it or your backup.";
        case SQLITE_IOERR:
            return "Check the disk (dmesg, SMART) and the connection of the medium.";
        case SQLITE_NOMEM:
            return "Close other programs and try again.";
        default:
            return {};
    }
}

// SQLite's memory statistics take one mutex for every allocation of every thread; four shard writers feel it.
void prepareLibrary() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);  // SQLITE_MISUSE when something else opened a database first: only slower
}

}  // namespace

Database::Database(const std::filesystem::path& file, Use use, int cacheKiB) : file_(file) {
    if (use != Use::ReadOnly) {
        open(file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    } else {
        open(file.string(), SQLITE_OPEN_READONLY);
        // A WAL database on a medium where no -shm can be made opens only as immutable.
        if (sqlite3_exec(handle_, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr) != SQLITE_OK) {
            std::error_code ignored;
            const auto wal = std::filesystem::file_size(file.string() + "-wal", ignored);
            if (ignored || wal == 0) {
                close();
                std::string uri = "file:";
                for (const char c : file.string()) {
                    if (c == '?' || c == '#' || c == '%') {
                        static const char* digits = "0123456789abcdef";
                        uri += {'%', digits[(c >> 4) & 15], digits[c & 15]};
                    } else {
                        uri += c;
                    }
                }
                open(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
            }
        }
    }
    try {
        configure(use, cacheKiB);
    } catch (...) {
        close();
        throw;
    }
}

Database Database::inMemory() {
    Database database;
    database.file_ = ":memory:";
    database.open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    return database;
}

Database::Database(Database&& other) noexcept
    : file_(std::move(other.file_)),
      handle_(std::exchange(other.handle_, nullptr)),
      idle_(std::move(other.idle_)) {}

Database::~Database() {
    close();
}

void Database::close() noexcept {
    for (auto& [sql, statements] : idle_)
        for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    idle_.clear();
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void Database::open(const std::string& name, int flags) {
    prepareLibrary();
    const int code = sqlite3_open_v2(name.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
        const Error error(phrase("%1: cannot be opened: %2", file_.string(), sqlite3_errstr(code)), hintFor(code));
        close();
        throw error;
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
}

void Database::configure(Use use, int cacheKiB) {
    execute("PRAGMA cache_size=-" + std::to_string(cacheKiB) +
            "; PRAGMA temp_store=FILE; PRAGMA trusted_schema=OFF");
    if (use == Use::ReadOnly) {
        execute("PRAGMA query_only=ON");
        return;
    }
    execute("PRAGMA journal_mode=WAL; PRAGMA threads=4");
    if (use == Use::Authored)
        execute("PRAGMA synchronous=FULL");
    else
        execute(
            "PRAGMA synchronous=NORMAL; PRAGMA secure_delete=OFF; PRAGMA wal_autocheckpoint=4000; "
            "PRAGMA journal_size_limit=67108864");
}

void Database::fail(int code, std::string_view doing) const {
    std::string message = phrase("%1: %2: %3", file_.string(), said(doing), handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
    const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    std::string hint = hintFor(code);
    if ((code & 0xff) == SQLITE_FULL) {
        std::error_code ignored;
        const auto space = std::filesystem::space(file_.parent_path(), ignored);
        if (!ignored) message = phrase("%1 (%2 bytes left on that file system)", said(message), space.available);
    }
    throw Error(message, hint, busy ? ExitCode::Locked : ExitCode::Io);
}

Statement Database::prepare(std::string_view sql) {
    auto at = idle_.find(sql);
    if (at == idle_.end()) at = idle_.emplace(std::string(sql), std::vector<sqlite3_stmt*>()).first;
    if (!at->second.empty()) {
        sqlite3_stmt* statement = at->second.back();
        at->second.pop_back();
        return Statement(this, statement, &at->first);
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code, "a query could not be prepared");
    return Statement(this, statement, &at->first);
}

void Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, "writing failed");
}

std::int64_t Database::lastRow() const {
    return sqlite3_last_insert_rowid(handle_);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_);
}

bool Database::inTransaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

void Database::copyTo(const std::filesystem::path& target) {
    Database copy;
    copy.file_ = target;
    copy.open(target.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3_backup* backup = sqlite3_backup_init(copy.handle_, "main", handle_, "main");
    if (!backup) copy.fail(sqlite3_errcode(copy.handle_), "no copy could be made");
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) copy.fail(code, "no copy could be made");
}

Statement::Statement(Statement&& other) noexcept
    : owner_(other.owner_), statement_(std::exchange(other.statement_, nullptr)), pool_(other.pool_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(owner_, other.owner_);
    std::swap(statement_, other.statement_);
    std::swap(pool_, other.pool_);
    return *this;
}

Statement::~Statement() {
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    const auto at = owner_->idle_.find(*pool_);
    if (at != owner_->idle_.end() && at->second.size() < 8)
        at->second.push_back(statement_);
    else
        sqlite3_finalize(statement_);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) owner_->fail(code, "a value could not be bound");
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value));
    return *this;
}

Statement& Statement::bind(int index, double value) {
    check(sqlite3_bind_double(statement_, index, value));
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    check(sqlite3_bind_text64(statement_, index, text.empty() ? "" : text.data(), text.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindView(int index, std::string_view text) {
    check(sqlite3_bind_text64(statement_, index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindBlob(int index, std::string_view octets) {
    check(sqlite3_bind_blob64(statement_, index, octets.empty() ? "" : octets.data(), octets.size(),
                              SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bindBlobView(int index, std::string_view octets) {
    check(sqlite3_bind_blob64(statement_, index, octets.empty() ? "" : octets.data(), octets.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::bind(int index, const Digest& digest) {
    return bindBlob(index, {reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Statement& Statement::bindNull(int index) {
    check(sqlite3_bind_null(statement_, index));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    owner_->fail(code, sqlite3_stmt_readonly(statement_) ? "reading failed" : "writing failed");
}

void Statement::run() {
    while (step()) {
    }
    sqlite3_reset(statement_);
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}

std::string_view Statement::view(int column) const {
    const void* octets = sqlite3_column_blob(statement_, column);
    if (!octets) return {};
    return {static_cast<const char*>(octets),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Statement::text(int column) const {
    return std::string(view(column));
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string Statement::hex(int column) const {
    return toHex(view(column));
}

Transaction::Transaction(Database& database) : database_(database), outer_(!database.inTransaction()) {
    database_.execute(outer_ ? "BEGIN IMMEDIATE" : "SAVEPOINT inner_step");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        if (outer_)
            database_.execute("ROLLBACK");
        else
            database_.execute("ROLLBACK TO inner_step; RELEASE inner_step");
    } catch (const Error&) {
        // SQLite rolled back by itself (disk full, I/O error); the error that got us here is already on its
        // way.
    }
}

void Transaction::commit() {
    database_.execute(outer_ ? "COMMIT" : "RELEASE inner_step");
    open_ = false;
}

std::string sqliteVersion() {
    return sqlite3_libversion();
}

}  // namespace sillage
