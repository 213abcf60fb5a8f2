#include "ingest/raw_search.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <thread>

#include "base/error.h"
#include "ingest/raw_scan.h"

namespace sillage {
namespace {

constexpr std::uint64_t kBlock = 1u << 20;  // what a core keeps in its cache between reading and scanning it

/// The blocks of everything in scope, in order.
class BlockWalk {
public:
    BlockWalk(CaseStore& store, bool everywhere) : store_(store) {
        for (Source& s : store.sources()) {
            if (s.state == "removed" || !inScope(s.kind, everywhere)) continue;
            total_ += s.bytes;
            sources_.push_back(std::move(s));
        }
    }
    [[nodiscard]] std::uint64_t total() const { return total_; }

    /// nullptr at the end.
    std::shared_ptr<Block> next() {
        while (!file_ || begin_ >= file_->row().length)
            if (!nextFile()) return nullptr;
        auto block = std::make_shared<Block>();
        block->file = file_;
        block->begin = block->scannedTo = begin_;
        block->end = begin_ = std::min(begin_ + kBlock, file_->row().length);
        return block;
    }

private:
    static bool inScope(SourceKind kind, bool everywhere) {
        if (kind == SourceKind::Container) return false;  // its members are sources of their own
        return everywhere || kind == SourceKind::Log || kind == SourceKind::Config || kind == SourceKind::State;
    }
    bool nextFile() {
        while (files_.empty()) {
            if (at_ == sources_.size()) return false;
            auto rows = store_.filesOf(sources_[at_++].id);
            files_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        }
        file_ = std::make_shared<SearchedFile>(std::move(files_.front()), sources_[at_ - 1].path);
        files_.pop_front();
        begin_ = 0;
        return true;
    }
    CaseStore& store_;
    std::vector<Source> sources_;
    std::size_t at_ = 0;
    std::deque<FileRow> files_;
    std::shared_ptr<SearchedFile> file_;
    std::uint64_t begin_ = 0, total_ = 0;
};

/// The line around a hit, read again: the last newline before it to the first after it.
void readLine(FdSource& source, RawHit& hit) {
    constexpr std::uint64_t kMore = RawHit::kLongest, kBefore = RawHit::kLongest / 4;
    for (const std::uint64_t reach : {std::uint64_t{2048}, kMore}) {
        const std::uint64_t from = hit.at - std::min(hit.at, reach);
        const std::string text = source.readString(from, static_cast<std::size_t>(hit.at - from + reach));
        const auto place = static_cast<std::size_t>(hit.at - from);
        const std::size_t before = place ? text.rfind('\n', place - 1) : std::string::npos;
        std::size_t begin = before == std::string::npos ? 0 : before + 1, end = text.find('\n', place);
        const bool whole = (begin > 0 || from == 0) && (end != std::string::npos || from + text.size() == hit.fileLength);
        if (!whole && reach < kMore) continue;
        end = std::min(end, text.size());
        if (end - begin > RawHit::kLongest) {
            begin = std::max<std::size_t>(begin, place - std::min<std::size_t>(place, kBefore));
            end = std::min<std::size_t>(end, begin + RawHit::kLongest);
        }
        if (whole && end > begin && text[end - 1] == '\r') --end;
        hit.offset = from + begin;
        hit.length = end - begin;
        hit.octets = text.substr(begin, end - begin);
        return;
    }
}

class RawSearch {
public:
    RawSearch(CaseStore& store, const RawQuery& query, Progress& progress, const RawSink& sink)
        : spool_(store.spoolDirectory()), progress_(progress), sink_(sink), scanner_(query.any, spool_),
          walk_(store, query.everywhere), pool_(scanner_, threadsOf(query)) {}

    RawReport run() {
        while (!report_.cancelled) {
            while (window_.size() < 4 * pool_.size()) {
                auto block = walk_.next();
                if (!block) break;
                pool_.give(block);
                window_.push_back(std::move(block));
            }
            if (window_.empty()) break;
            report_.cancelled = progress_.cancelled();
            if (report_.cancelled || !pool_.wait(*window_.front(), std::chrono::milliseconds(50))) continue;
            const auto block = std::move(window_.front());
            window_.pop_front();
            if (!take(*block)) break;
        }
        return std::move(report_);
    }

private:
    static unsigned threadsOf(const RawQuery& query) {
        return query.threads ? query.threads : std::max(1u, std::thread::hardware_concurrency());
    }

    /// False when the caller has enough.
    bool take(Block& block) {
        if (block.begin == 0) {
            lines_ = skipTo_ = 0;
            ++report_.files;
            progress_.note(block.file->source());
        }
        if (!block.problem.empty()) return unread(block);
        while (true) {
            for (const Found& found : block.found)
                if (!deliver(block, found)) return false;
            if (block.scannedTo >= block.end) break;
            scanner_.scan(block, buffer_);
        }
        lines_ += block.newlines;
        report_.octets += block.end - block.begin;
        progress_.advance(report_.octets, std::max(report_.octets, walk_.total()));
        return true;
    }

    bool unread(const Block& block) {
        if (report_.unread.empty() || lastUnread_ != block.file->row().id)
            report_.unread.emplace_back(block.file->row().path, block.problem);
        lastUnread_ = block.file->row().id;
        return true;
    }

    bool deliver(const Block& block, const Found& found) {
        RawHit hit;
        hit.at = block.begin + found.at;
        if (hit.at < skipTo_) return true;
        const FileRow& row = block.file->row();
        hit.sourceId = row.sourceId;
        hit.fileId = row.id;
        hit.source = block.file->source();
        hit.fileLength = row.length;
        hit.line = lines_ + found.lines + 1;
        FdSource source = block.file->octets(spool_);
        readLine(source, hit);
        skipTo_ = sink_(hit);
        return skipTo_ != kEnough;
    }

    std::filesystem::path spool_;
    Progress& progress_;
    const RawSink& sink_;
    BlockScanner scanner_;
    BlockWalk walk_;
    std::deque<std::shared_ptr<Block>> window_;
    RawReport report_;
    std::uint64_t lines_ = 0, skipTo_ = 0;
    std::int64_t lastUnread_ = 0;
    std::vector<char> buffer_;
    ScanPool pool_;  // last: its threads end before what they use
};

}  // namespace

RawReport searchRaw(CaseStore& store, const RawQuery& query, Progress& progress, const RawSink& sink) {
    if (query.any.empty() || std::any_of(query.any.begin(), query.any.end(), [](const auto& t) { return t.empty(); }))
        throw Error("there is nothing to look for", "Give at least one letter or digit.", ExitCode::Usage);
    return RawSearch(store, query, progress, sink).run();
}

}  // namespace sillage
