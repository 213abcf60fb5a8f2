#include "ingest/dealer.h"

#include <algorithm>

#include "base/hash.h"

namespace sillage {
namespace {

constexpr std::size_t kScansAhead = 2;

/// Octets of the first n of so many pieces.
std::uint64_t share(std::uint64_t octets, std::size_t n, std::size_t pieces) {
    return octets / pieces * n + octets % pieces * n / pieces;
}

}  // namespace

Dealer::Dealer(const Plan& plan, WorkerPool& pool, const SupervisorLimits& limits)
    : plan_(plan), pool_(pool), limits_(limits) {}

wire::UnitItem Dealer::itemOf(const PlanSource& source, const PlanFile& file) const {
    wire::UnitItem item;
    item.begin = file.begin;
    item.length = file.length;
    item.format = source.format ? source.format->id : "";
    item.range.end = source.format && source.format->keys ? source.format->keys : file.length;
    item.path = file.rawPath;
    item.hints.name = file.name;
    item.hints.mailboxPath = source.mailboxPath;
    if (source.format && source.format->secret) item.hints.secretKey = plan_.secretKey;
    if (file.folder < source.folders.size()) {
        item.hints.folder = source.folders[file.folder].folder;
        item.hints.folderRaw = source.folders[file.folder].folderRaw;
    }
    return item;
}

/// Keeps the next large files' scans going while earlier ranges are read.
void Dealer::scanAhead() {
    for (; large_.size() < kScansAhead && ahead_ < plan_.sources.size(); ++ahead_, aheadFile_ = 0) {
        const PlanSource& s = plan_.sources[ahead_];
        if (s.settled) continue;
        for (; aheadFile_ < s.files.size() && large_.size() < kScansAhead; ++aheadFile_) {
            const PlanFile& file = s.files[aheadFile_];
            if (!isLarge(file)) continue;
            Large& large = large_[{ahead_, aheadFile_}];
            if (!s.format || !s.format->scan) continue;
            large.scan = std::make_shared<Job>();
            large.scan->unit.operation = wire::Operation::Scan;
            large.scan->unit.items.push_back(itemOf(s, file));
            large.scan->files.push_back(&file);
            large.scan->unit.items.back().hash = s.format->keys == 0;
            pool_.submit(large.scan);
            if (s.format->keys) hashBeside(large, s, file);
        }
        if (aheadFile_ < s.files.size()) return;
    }
}

/// A store with random access is cut without reading all of it: its digest is a unit of its own.
void Dealer::hashBeside(Large& large, const PlanSource& source, const PlanFile& file) {
    large.hash = std::make_shared<Job>();
    large.hash->unit.operation = wire::Operation::Hash;
    large.hash->unit.items.push_back(itemOf(source, file));
    large.hash->files.push_back(&file);
    pool_.submit(large.hash);
}

bool Dealer::scanFinished(Large& large) {
    if (!large.scan || large.scanned) return true;
    if (!pool_.wait(*large.scan, std::chrono::milliseconds(0))) return false;
    std::string carry;
    for (const JobFrame& frame : large.scan->frames) {
        wire::Decoder in(frame.payload, false);
        if (frame.type == wire::Frame::Cut) {
            wire::decode(in, large.cuts.emplace_back(), carry);
        } else if (frame.type == wire::Frame::ScanDone) {
            wire::decode(in, large.result);
            large.scanned = true;
        }
    }
    pool_.release(*large.scan);
    large.scan.reset();
    return true;  // a scan that failed leaves the file to be read as one unit
}

void Dealer::advance() {
    ++file_;
    while (source_ < plan_.sources.size() && file_ >= plan_.sources[source_].files.size()) {
        ++source_;
        file_ = 0;
        if (source_ < plan_.sources.size() && (plan_.sources[source_].settled || plan_.sources[source_].files.empty()))
            break;
    }
}

Dealer::Got Dealer::next(Dealt& out) {
    out = {};
    scanAhead();
    if (source_ >= plan_.sources.size()) return Got::End;
    const PlanSource& s = plan_.sources[source_];
    if (!s.settled && file_ < s.files.size() && isLarge(s.files[file_])) {
        Large& large = large_[{source_, file_}];
        if (!scanFinished(large)) {
            awaited_ = large.scan.get();
            return Got::Wait;
        }
        dealPiece(large, out);
    } else {
        dealBatch(out);
    }
    if (out.job && !out.underWay) out.job->unit.number = ++number_;
    return Got::Unit;
}

/// One range of the present file.
JobPointer Dealer::pieceOf(const Large& large, std::size_t piece) const {
    const PlanSource& s = plan_.sources[source_];
    const PlanFile& file = s.files[file_];
    wire::UnitItem item = itemOf(s, file);
    if (large.scanned) {
        item.hash = false;
        item.range.carry = large.result.carry;
    }
    if (large.hash) item.hash = false;
    if (piece > 0) {
        item.range.begin = large.cuts[piece - 1].offset;
        item.range.firstLine = large.cuts[piece - 1].line;
        item.range.first = false;
    }
    if (piece < large.cuts.size()) {
        item.range.end = large.cuts[piece].offset;
        item.range.last = false;
    }
    auto job = std::make_shared<Job>();
    job->unit.operation = wire::Operation::Read;
    job->unit.items.push_back(std::move(item));
    job->files.push_back(&file);
    return job;
}

/// With the last items of a store comes the search of the whole file for what was deleted: it takes longest and would
/// leave the other workers idle at the end.
void Dealer::beginLast(Large& large) {
    if (large.piece > 0 || large.last || large.cuts.empty() || !large.hash) return;
    large.last = pieceOf(large, large.cuts.size());
    large.last->unit.number = ++number_;
    pool_.submit(large.last);
}

std::size_t Dealer::early() const {
    std::size_t octets = 0;
    for (const auto& [place, large] : large_)
        if (large.last) octets += large.last->reported;
    return octets;
}

void Dealer::dealPiece(Large& large, Dealt& out) {
    const PlanSource& s = plan_.sources[source_];
    const PlanFile& file = s.files[file_];
    const std::size_t pieces = large.cuts.size() + 1;
    const bool last = large.piece + 1 == pieces;
    beginLast(large);
    Step step{source_, file_, false, large.piece == 0, false, {}, {}, {}, false, 0};
    if (large.scanned) {
        if (!large.hash) step.fileSha256 = toHex(large.result.sha256);
        step.quoting = large.result.quoting;
    }
    out.underWay = last && large.last;
    out.job = out.underWay ? large.last : pieceOf(large, large.piece);
    const Range& range = out.job->unit.items.front().range;
    step.octets = range.end - range.begin;
    if (s.format && s.format->keys)  // keys say nothing about octets: each piece stands for its share of the file
        step.octets = share(file.length, large.piece + 1, pieces) - share(file.length, large.piece, pieces);
    step.lastOfSource = last && file_ + 1 == s.files.size();
    step.hash = large.hash;
    step.lastOfHashed = large.hash && last;
    out.steps.push_back(std::move(step));
    if (++large.piece == pieces) {
        large_.erase({source_, file_});
        advance();
    }
}

/// Adds the present file to the batch; false when it must wait for the next one.
bool Dealer::addItem(Dealt& out, std::uint64_t& octets) {
    const PlanSource& s = plan_.sources[source_];
    const PlanFile& file = s.files[file_];
    const PlanFile* list = s.tree && file.folder < s.folders.size() ? s.folders[file.folder].uidList.get() : nullptr;
    if (out.job) {
        if (out.job->unit.items.size() >= limits_.batchItems || octets + file.length > limits_.batchOctets) return false;
        if (out.job->uidList != list) return false;
    } else {
        out.job = std::make_shared<Job>();
        out.job->unit.operation = wire::Operation::Read;
        out.job->uidList = list;
        if (list) out.job->unit.uidListKey = list->path;
    }
    wire::UnitItem item = itemOf(s, file);
    item.id = static_cast<std::uint32_t>(out.job->unit.items.size());
    out.job->unit.items.push_back(std::move(item));
    out.job->files.push_back(&file);
    octets += file.length;
    out.steps.push_back({source_, file_, false, true, file_ + 1 == s.files.size(), {}, {}, {}, false, file.length});
    return true;
}

void Dealer::dealBatch(Dealt& out) {
    std::uint64_t octets = 0;
    while (source_ < plan_.sources.size() && out.steps.size() < 4 * limits_.batchItems) {
        const PlanSource& s = plan_.sources[source_];
        if (s.settled || s.files.empty()) {
            out.steps.push_back({source_, 0, true, true, true, {}, {}, {}, false, 0});
            ++source_;
            file_ = 0;
            continue;
        }
        if (isLarge(s.files[file_]) || !addItem(out, octets)) return;
        advance();
    }
}

}  // namespace sillage
