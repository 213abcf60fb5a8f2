// Thin RAII over the SQLite C interface: a connection, its statements, transactions. Every failure is an
// Error that names the file and what to do. One Database per thread; objects are not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sillage {

class Database;

/// A prepared statement. Indexes of bind() are 1-based, of columns 0-based, as SQLite has them.
class Statement {
public:
    Statement() = default;
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view text);        ///< copied
    Statement& bindBlob(int index, std::string_view octets);  ///< copied
    Statement& bindNull(int index);
    /// Not copied: text must live until the statement is reset or bound anew.
    Statement& bindView(int index, std::string_view text);
    Statement& bindBlobView(int index, std::string_view octets);

    Statement& bind(int index, int value) { return bind(index, std::int64_t{value}); }
    Statement& bind(int index, unsigned value) { return bind(index, std::int64_t{value}); }
    Statement& bind(int index, bool value) { return bind(index, std::int64_t{value}); }
    Statement& bind(int index, std::uint64_t value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, const Digest& digest);
    /// Binds 1…n in order.
    template <typename... Values>
    Statement& bindAll(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }

    /// True while there is a row.
    bool step();
    /// Runs a statement that gives no rows and makes it ready to run again.
    void run();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t natural(int column) const {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Octets of a text or blob; valid until the next step().
    [[nodiscard]] std::string_view view(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    /// Lower-case hexadecimal of a blob; "" of NULL.
    [[nodiscard]] std::string hex(int column) const;
    [[nodiscard]] sqlite3_stmt* handle() const { return statement_; }

private:
    friend class Database;
    Statement(Database* owner, sqlite3_stmt* statement, const std::string* pool)
        : owner_(owner), statement_(statement), pool_(pool) {}
    void check(int code) const;
    Database* owner_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
    const std::string* pool_ = nullptr;  ///< where it goes back to; nullptr = finalised
};

class Database {
public:
    /// How the file is opened and how much is risked for speed (design: performance).
    enum class Use {
        Authored,  ///< synchronous=FULL
        Derived,   ///< synchronous=NORMAL, secure_delete off: a crash of the machine may cost the last units
        ReadOnly   ///< nothing is written, not even when the medium is read-only
    };
    Database(const std::filesystem::path& file, Use use, int cacheKiB = 8192);
    /// An empty database in memory: what a reader sees where a derived file was deleted.
    static Database inMemory();
    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;
    ~Database();

    /// Compiled once and handed out again; safe to ask for twice at the same time.
    Statement prepare(std::string_view sql);
    /// Any number of statements, no values.
    void execute(const std::string& sql);
    template <typename... Values>
    void run(std::string_view sql, const Values&... values) {
        prepare(sql).bindAll(values...).run();
    }
    /// First column of the first row, or fallback.
    template <typename... Values>
    std::int64_t number(std::string_view sql, std::int64_t fallback, const Values&... values) {
        Statement statement = prepare(sql);
        statement.bindAll(values...);
        return statement.step() ? statement.integer(0) : fallback;
    }

    [[nodiscard]] std::int64_t lastRow() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] bool inTransaction() const;
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// A copy of the whole database, consistent whoever writes meanwhile.
    void copyTo(const std::filesystem::path& target);
    /// Throws the Error for a result code of this connection.
    [[noreturn]] void fail(int code, std::string_view doing) const;

private:
    friend class Statement;
    Database() = default;
    void open(const std::string& name, int flags);
    void configure(Use use, int cacheKiB);
    void close() noexcept;
    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
    std::map<std::string, std::vector<sqlite3_stmt*>, std::less<>> idle_;
};

/// Rolls back unless committed. Nests (an inner one is a savepoint).
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool outer_;
    bool open_ = true;
};

/// Version of the SQLite library that is linked, "3.40.1".
std::string sqliteVersion();

}  // namespace sillage
