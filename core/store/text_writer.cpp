#include "store/text_writer.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "store/database.h"
#include "store/sqlite_varint.h"
#include "store/text_run.h"
#include "store/text_segment.h"
#include "store/text_tokens.h"

namespace sillage {
namespace {

constexpr int kCacheKiB = 2048;
constexpr std::size_t kRunOctets = 16u << 20;  ///< gathered before it becomes a segment; four shards have as much each
constexpr std::size_t kManySegments = 16;      ///< of one level, before FTS5 is told to merge them
constexpr std::int64_t kMergePages = 1 << 30;  ///< as many as there are

}  // namespace

/// What becomes a segment at the next flush. All of it lies within one transaction.
class TextWriter::Inverting {
public:
    explicit Inverting(Database& database) : database_(database), tokens_(database) {}

    void add(const TextItem& item) {
        if (!transaction_) transaction_.emplace(database_);
        run_.beginRow(item.row);
        const std::string subject = fold(item.subject), addresses = fold(item.addresses), names = fold(item.names);
        const std::array<std::string_view, TextRun::kColumns> columns = {subject, addresses, names, item.body};
        sizes_.clear();
        for (unsigned c = 0; c < columns.size(); ++c) {
            std::uint32_t position = 0;
            tokens_.each(columns[c], [&](std::string_view word) { run_.word(c, position++, word); });
            putSqliteVarint(sizes_, position);
            words_[c] += position;
        }
        Statement st = database_.prepare("INSERT INTO text_docsize (id, sz) VALUES (?,?)");
        st.bind(1, item.row).bindBlobView(2, sizes_).run();
        ++rows_;
        lastRow_ = std::max(lastRow_, item.row);
        if (run_.octets() >= kRunOctets) flush();
    }

    void commit() {
        if (!transaction_) return;
        flush();
        addTotals(database_, rows_, words_);
        database_.run("INSERT OR REPLACE INTO state (key, value) VALUES ('last-row', ?)", lastRow_);
        transaction_->commit();
        transaction_.reset();
        rows_ = 0;
        words_.assign(TextRun::kColumns, 0);
    }

private:
    void flush() {
        writeSegment(database_, run_);
        run_.clear();
    }

    Database& database_;
    TextTokens tokens_;
    TextRun run_;
    std::optional<Transaction> transaction_;
    std::string sizes_;
    std::uint64_t rows_ = 0;
    std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>(TextRun::kColumns);
    std::int64_t lastRow_ = 0;
};

TextWriter::TextWriter(const std::filesystem::path& shard) : shard_(shard) {
    Database database(shard_, Database::Use::Derived, kCacheKiB);
    lastRow_ = database.number("SELECT value FROM state WHERE key = 'last-row'", 0);
    thread_ = std::thread([this] { run(); });
}

void TextWriter::close() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
}

TextWriter::~TextWriter() {
    close();
    thread_.join();
}

void TextWriter::rethrow() {
    if (failure_) std::rethrow_exception(failure_);
}

void TextWriter::add(TextItem&& item) {
    batched_ += item.size();
    batch_.push_back(std::move(item));
    if (batched_ >= kBatchOctets || batch_.size() >= kBatchItems) handOver();
}

void TextWriter::handOver() {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return failure_ || queue_.empty() || queued_ + batched_ <= kQueueOctets; });
        rethrow();
        queued_ += batched_;
        queue_.push_back(std::move(batch_));
    }
    batch_ = {};
    batched_ = 0;
    changed_.notify_all();
}

void TextWriter::requestCommit() {
    if (!batch_.empty()) handOver();
    {
        const std::lock_guard lock(mutex_);
        rethrow();
        commitAsked_ = true;
    }
    changed_.notify_all();
}

void TextWriter::awaitCommit() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || !commitAsked_; });
    rethrow();
}

bool TextWriter::take(Batch& batch, bool& commit) {
    batch.clear();
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || commitAsked_ || !queue_.empty(); });
        if (stop_) return false;
        commit = queue_.empty();
        if (commit) return true;
        batch = std::move(queue_.front());
        queue_.pop_front();
        for (const TextItem& item : batch) queued_ -= item.size();
    }
    changed_.notify_all();
    return true;
}

/// Rows that are in already: FTS5 takes the old words out itself. On a connection of its own (text_segment.h).
void TextWriter::replace(std::vector<TextItem>& items) {
    if (items.empty()) return;
    Database database(shard_, Database::Use::Derived, kCacheKiB);
    Transaction transaction(database);
    for (const TextItem& item : items) {
        database.run("INSERT INTO text (text, rowid, subject, addresses, names, body) VALUES ('delete',?,?,?,'','')",
                     item.row, fold(item.oldSubject), fold(item.oldAddresses));
        database.run("INSERT INTO text (rowid, subject, addresses, names, body) VALUES (?,?,?,?,?)", item.row,
                     fold(item.subject), fold(item.addresses), fold(item.names), item.body);
    }
    transaction.commit();
    items.clear();
}

/// Fewer and larger segments, once there are many: every query looks into each of them.
void TextWriter::merge(Database& own) {
    const TextStructure structure = TextStructure::read(own);
    const bool many = std::any_of(structure.levels.begin(), structure.levels.end(),
                                  [](const auto& level) { return level.segments.size() >= kManySegments; });
    if (!many) return;
    Database database(own.file(), Database::Use::Derived, kCacheKiB);
    database.run("INSERT INTO text (text, rank) VALUES ('merge', ?)", kMergePages);
}

void TextWriter::work(Database& database) {
    Inverting inverting(database);
    std::vector<TextItem> replaced;
    Batch batch;
    bool commit = false;
    while (take(batch, commit)) {
        for (TextItem& item : batch) {
            if (item.replaces) replaced.push_back(std::move(item));
            else inverting.add(item);
        }
        if (!commit) continue;
        inverting.commit();
        replace(replaced);
        {
            const std::lock_guard lock(mutex_);
            commitAsked_ = false;
        }
        changed_.notify_all();
        merge(database);
    }
}

void TextWriter::run() {
    try {
        Database database(shard_, Database::Use::Derived, kCacheKiB);
        work(database);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
        queue_.clear();
        queued_ = 0;
    }
    changed_.notify_all();
}

}  // namespace sillage
