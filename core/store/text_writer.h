// Feeds one FTS5 shard: a thread and a connection of its own behind a queue bounded by octets. Folding and inverting
// happen on the thread; FTS5 itself would take several times as long (text_segment.h). Nothing is durable before
// awaitCommit() returns; what was not committed is rolled back at the end.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sillage {

class Database;

struct TextItem {
    std::int64_t row = 0;                   ///< message row
    std::string subject, addresses, names;  ///< as decoded; folded by the writer
    std::string body;                       ///< already folded
    bool replaces = false;                  ///< the row is in with these, and nothing else, as it was held:
    std::string oldSubject, oldAddresses;
    [[nodiscard]] std::size_t size() const {
        return subject.size() + addresses.size() + names.size() + body.size();
    }
};

class TextWriter {
public:
    static constexpr std::size_t kQueueOctets = 4u << 20;
    static constexpr std::size_t kBatchOctets = 256u
                                                << 10;  ///< handed over at once: waking a thread costs more
    static constexpr std::size_t kBatchItems = 256;
    explicit TextWriter(const std::filesystem::path& shard);
    ~TextWriter();
    /// The highest message row this shard ever committed; rows are never given twice.
    [[nodiscard]] std::int64_t lastRow() const { return lastRow_; }
    /// Blocks while the queue is full. Throws what the thread met (disk full …).
    void add(TextItem&& item);
    /// Asks for a commit of everything added so far; awaitCommit() waits for it.
    void requestCommit();
    void awaitCommit();
    /// Nothing is added any more: the file is brought to its final form meanwhile; the destructor waits for that.
    void close();

private:
    void run();
    class Inverting;
    void work(Database& database);
    void replace(std::vector<TextItem>& items);
    static void merge(Database& own);
    using Batch = std::vector<TextItem>;
    void handOver();
    bool take(Batch& batch, bool& commit);
    void rethrow();
    std::filesystem::path shard_;
    std::int64_t lastRow_ = 0;
    Batch batch_;              ///< the caller's, not handed over yet
    std::size_t batched_ = 0;  ///< octets in it
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> queue_;
    std::size_t queued_ = 0;  ///< octets
    bool commitAsked_ = false;
    bool stop_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace sillage
