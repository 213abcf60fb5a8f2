#include "store/text_writer.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "store/database.h"

namespace sillage {
namespace {

constexpr int kCacheKiB = 2048;
// FTS5 collects this much before it writes a segment. Larger is faster and costs that memory four times.
constexpr const char* kTuning =
    "INSERT INTO text(text, rank) VALUES('hashsize', 8388608); INSERT INTO text(text, rank) "
    "VALUES('automerge', 8)";

}  // namespace

TextWriter::TextWriter(const std::filesystem::path& shard) : shard_(shard) {
    Database database(shard_, Database::Use::Derived, kCacheKiB);
    database.execute(kTuning);
    lastRow_ = database.number("SELECT value FROM state WHERE key = 'last-row'", 0);
    thread_ = std::thread([this] { run(); });
}

TextWriter::~TextWriter() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
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

void TextWriter::work(Database& database) {
    Statement insert =
        database.prepare("INSERT INTO text (rowid, subject, addresses, names, body) VALUES (?,?,?,?,?)");
    Statement remove = database.prepare(
        "INSERT INTO text (text, rowid, subject, addresses, names, body) VALUES ('delete',?,?,?,'','')");
    std::optional<Transaction> transaction;
    Batch batch;
    bool commit = false;
    while (take(batch, commit)) {
        for (const TextItem& item : batch) {
            if (!transaction) transaction.emplace(database);
            const std::string subject = fold(item.subject), addresses = fold(item.addresses),
                              names = fold(item.names);
            if (item.replaces)
                remove.bind(1, item.row).bind(2, fold(item.oldSubject)).bind(3, fold(item.oldAddresses)).run();
            insert.bind(1, item.row).bindView(2, subject).bindView(3, addresses).bindView(4, names);
            insert.bindView(5, item.body).run();
            lastRow_ = std::max(lastRow_, item.row);
        }
        if (!commit) continue;
        if (transaction) {
            database.run("INSERT OR REPLACE INTO state (key, value) VALUES ('last-row', ?)", lastRow_);
            transaction->commit();
            transaction.reset();
        }
        {
            const std::lock_guard lock(mutex_);
            commitAsked_ = false;
        }
        changed_.notify_all();
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
