// The blocks of a raw search and the threads that scan them. Internal to raw_search.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "evidence/byte_source.h"
#include "ingest/plan.h"
#include "ingest/raw_match.h"
#include "store/case_store.h"

namespace sillage {

/// A file of the case, opened by whichever thread needs it first.
class SearchedFile {
public:
    SearchedFile(FileRow row, std::string source) : row_(std::move(row)), source_(std::move(source)) {}
    [[nodiscard]] const FileRow& row() const { return row_; }
    [[nodiscard]] const std::string& source() const { return source_; }
    /// Throws Error when it cannot be read, each time it is asked.
    FdSource octets(const std::filesystem::path& spool);

private:
    void open(const std::filesystem::path& spool);
    FileRow row_;
    std::string source_;
    std::once_flag once_;
    PlanFile plan_;
    OpenFile own_;
    std::string problem_;
};

struct Found {
    std::uint32_t at;     ///< from the begin of the block
    std::uint32_t lines;  ///< newlines before it in the block
};

/// A block of a file: hits that begin in [begin, end).
struct Block {
    std::shared_ptr<SearchedFile> file;
    std::uint64_t begin = 0, end = 0;
    std::uint64_t scannedTo = 0;  ///< short of end when there were more hits than are kept at a time
    std::uint64_t newlines = 0;   ///< in [begin, end)
    std::vector<Found> found;
    std::string problem;
    bool done = false;
};

/// Thread-safe.
class BlockScanner {
public:
    BlockScanner(const std::vector<std::string>& texts, std::filesystem::path spool);
    /// Goes on at scannedTo.
    void scan(Block& block, std::vector<char>& buffer) const;

private:
    void scan(Block& block, std::string_view octets) const;
    std::filesystem::path spool_;
    std::vector<Needle> needles_;
    std::size_t longest_ = 1;
};

/// Threads that take blocks in the order they were given.
class ScanPool {
public:
    ScanPool(const BlockScanner& scanner, unsigned threads);
    ~ScanPool();
    void give(std::shared_ptr<Block> block);
    /// False when it took longer than patience.
    bool wait(const Block& block, std::chrono::milliseconds patience);
    [[nodiscard]] std::size_t size() const { return threads_.size(); }

private:
    void run();
    const BlockScanner& scanner_;
    std::mutex mutex_;
    std::condition_variable changed_, finished_;
    std::deque<std::shared_ptr<Block>> queue_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sillage
