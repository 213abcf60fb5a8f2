#include "ingest/raw_scan.h"

#include <algorithm>

#include "base/error.h"
#include "ingest/reopen.h"

namespace sillage {

static constexpr std::size_t kMostFound = 1u << 18;  ///< of one block at a time; the rest when these are used up

FdSource SearchedFile::octets(const std::filesystem::path& spool) {
    std::call_once(once_, [&] { open(spool); });
    if (!problem_.empty()) throw Error(problem_);
    return {plan_.spool ? plan_.spool->file.fd() : own_.fd(), plan_.begin, plan_.length};
}

void SearchedFile::open(const std::filesystem::path& spool) {
    try {
        plan_ = reopen(row_, spool);
        if (!plan_.spool) own_ = plan_.open();
    } catch (const Error& e) {
        problem_ = std::string(e.what()) + (e.hint().empty() ? "" : ". " + e.hint());
    }
}

BlockScanner::BlockScanner(const std::vector<std::string>& texts, std::filesystem::path spool)
    : spool_(std::move(spool)) {
    for (const std::string& text : texts) needles_.emplace_back(text);
    for (const Needle& n : needles_) longest_ = std::max(longest_, n.size());
}

void BlockScanner::scan(Block& block, std::vector<char>& buffer) const {
    try {
        FdSource source = block.file->octets(spool_);
        const auto want = static_cast<std::size_t>(block.end - block.begin) + longest_ - 1;
        if (buffer.size() < want) buffer.resize(want);
        scan(block, std::string_view(buffer.data(), source.read(block.begin, buffer.data(), want)));
    } catch (const Error& e) {
        block.problem = e.what();
        block.scannedTo = block.end;
    }
}

void BlockScanner::scan(Block& block, std::string_view octets) const {
    const auto length = std::min(octets.size(), static_cast<std::size_t>(block.end - block.begin));
    auto from = static_cast<std::size_t>(block.scannedTo - block.begin);
    std::vector<std::size_t> next;
    for (const Needle& n : needles_) next.push_back(n.find(octets, from));
    std::size_t counted = 0;
    std::uint64_t lines = 0;
    block.found.clear();
    while (block.found.size() < kMostFound) {
        const auto first = static_cast<std::size_t>(std::min_element(next.begin(), next.end()) - next.begin());
        const std::size_t at = next[first];
        if (at >= length) {
            from = length;
            break;
        }
        lines += countNewlines(octets.substr(counted, at - counted));
        counted = at;
        block.found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(lines)});
        from = at + needles_[first].size();
        for (std::size_t i = 0; i < next.size(); ++i)
            if (next[i] < from) next[i] = needles_[i].find(octets, from);
    }
    block.newlines = lines + countNewlines(octets.substr(counted, length - counted));
    block.scannedTo = from >= length ? block.end : block.begin + from;
}

ScanPool::ScanPool(const BlockScanner& scanner, unsigned threads) : scanner_(scanner) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

ScanPool::~ScanPool() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    for (std::thread& t : threads_) t.join();
}

void ScanPool::give(std::shared_ptr<Block> block) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(block));
    }
    changed_.notify_one();
}

bool ScanPool::wait(const Block& block, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return finished_.wait_for(lock, patience, [&] { return block.done; });
}

void ScanPool::run() {
    std::vector<char> buffer;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stop_ || !queue_.empty(); });
        if (stop_) return;
        const std::shared_ptr<Block> block = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        scanner_.scan(*block, buffer);
        lock.lock();
        block->done = true;
        finished_.notify_all();
    }
}

}  // namespace sillage
