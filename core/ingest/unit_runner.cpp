#include "ingest/unit_runner.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/phrase.h"
#include "decode/registry.h"

namespace sillage {
namespace {

using namespace wire;

constexpr std::chrono::milliseconds kSilenceOfSuspect{10'000};

/// Whether the item's range counts keys, not octets.
bool keyed(const UnitItem& item) {
    const Format* format = findFormat(item.format);
    return format && format->keys;
}

std::string describe(const UnitItem& item) {
    if (item.range.first && item.range.last) return "file";
    if (keyed(item)) return itemsText(item.range);
    return phrase("octets %1 to %2", item.range.begin, item.range.end);
}

}  // namespace

bool UnitRunner::run(Job& job) {
    pending_.clear();
    pending_.push_back({job.unit.items, false, false});
    while (!pending_.empty()) {
        Piece piece = std::move(pending_.back());
        pending_.pop_back();
        if (!step(job, std::move(piece))) return false;
    }
    return true;
}

Unit UnitRunner::unitOf(const Job& job, const std::vector<UnitItem>& items) const {
    Unit unit = job.unit;
    unit.items = items;
    return unit;
}

void UnitRunner::keep(Job& job, std::vector<JobFrame>&& frames) {
    for (JobFrame& f : frames) {
        job.buffered += f.octets().size() + sizeof(JobFrame);
        job.frames.push_back(std::move(f));
    }
}

/// Opens what the unit's items need; an item whose file cannot be opened is given up and leaves the unit.
bool UnitRunner::openAll(Job& job, Unit& unit, std::vector<OpenFile>& files, std::vector<int>& descriptors) {
    std::map<const void*, std::uint32_t> known;  // members of one spool file share a descriptor
    std::vector<UnitItem> readable;
    for (UnitItem& item : unit.items) {
        const PlanFile* file = job.files.at(item.id);
        const void* key = file->spool ? static_cast<const void*>(file->spool.get()) : file;
        try {
            auto [at, isNew] = known.try_emplace(key, static_cast<std::uint32_t>(descriptors.size()));
            if (isNew && file->spool) {
                descriptors.push_back(file->spool->file.fd());
            } else if (isNew) {
                files.push_back(file->open());
                descriptors.push_back(files.back().fd());
            }
            item.descriptor = at->second;
            readable.push_back(std::move(item));
        } catch (const Error& e) {
            known.erase(key);
            job.lost.push_back({item.id, {0, item.length, "file", e.what()}, true, true});
        }
    }
    unit.items = std::move(readable);
    unit.uidList = -1;
    if (job.uidList) {
        try {
            if (job.uidList->spool) {
                descriptors.push_back(job.uidList->spool->file.fd());
            } else {
                files.push_back(job.uidList->open());
                descriptors.push_back(files.back().fd());
            }
            unit.uidListBegin = job.uidList->begin;
            unit.uidList = static_cast<std::int32_t>(descriptors.size() - 1);
            unit.uidListLength = job.uidList->length;
        } catch (const Error&) {
            // The list is a source of its own: that it cannot be read is said there.
        }
    }
    return !unit.items.empty();
}

void UnitRunner::checkUnchanged(Job& job, const Unit& unit, const std::vector<int>& descriptors) {
    if (unit.operation != Operation::Read && unit.operation != Operation::Hash && unit.operation != Operation::Scan)
        return;
    for (const UnitItem& item : unit.items) {
        const PlanFile* file = job.files.at(item.id);
        TreeEntry now;
        if (file->spool || !describeOpen(descriptors[item.descriptor], now)) continue;
        if (now.size == file->length && now.mtimeNs == file->mtimeNs) continue;
        job.lost.push_back({item.id,
                            {file->length, 0, "file",
                             phrase("the file changed while it was imported (listed with %1 octets, now %2)", file->length, now.size)},
                            false, false});
    }
}

Attempt UnitRunner::attempt(Job& job, const Unit& wanted, bool slow) {
    Unit unit = wanted;
    std::vector<OpenFile> files;
    std::vector<int> descriptors;
    if (!openAll(job, unit, files, descriptors)) return {};
    const auto silence = slow ? std::min(kSilenceOfSuspect, limits_.silence) : limits_.silence;
    Attempt result = link_.run(unit, descriptors, job.stream, silence);
    checkUnchanged(job, unit, descriptors);
    // Items that could not be opened left the unit: count finished ones in terms of the wanted items.
    if (result.end == Attempt::End::Done) {
        result.finished = wanted.items.size();
    } else {
        const std::uint32_t next = result.finished < unit.items.size() ? unit.items[result.finished].id
                                                                       : wanted.items.back().id;
        const auto at = std::find_if(wanted.items.begin(), wanted.items.end(),
                                     [next](const UnitItem& i) { return i.id == next; });
        result.finished = static_cast<std::size_t>(at - wanted.items.begin());
    }
    return result;
}

bool UnitRunner::step(Job& job, Piece&& piece) {
    if (piece.items.empty()) return true;
    Attempt result = attempt(job, unitOf(job, piece.items), piece.slow);
    keep(job, std::move(result.frames));
    if (result.end == Attempt::End::Done) return true;
    if (result.end == Attempt::End::Cancelled) return false;
    if (job.stream) {  // what was streamed cannot be taken back
        job.died = true;
        job.lost.push_back({piece.items.front().id, {0, 0, "file", result.reason}, true, true});
        return true;
    }
    auto& items = piece.items;
    if (result.end == Attempt::End::Malformed && items.size() > 1) {
        const auto half = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
        pending_.push_back({{half, items.end()}, false, false});
        pending_.push_back({{items.begin(), half}, false, false});
        return true;
    }
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(result.finished));
    UnitItem culprit = std::move(items.front());
    items.erase(items.begin());
    if (!items.empty()) pending_.push_back({std::move(items), false, false});
    const bool silent = result.end == Attempt::End::Silent;
    if (!piece.suspect && !silent) pending_.push_back({{std::move(culprit)}, true, false});
    else split(job, {{std::move(culprit)}, true, piece.slow || silent}, result.reason);
    return true;
}

/// Cuts the one item in two, or gives it up.
void UnitRunner::split(Job& job, Piece&& piece, const std::string& reason) {
    UnitItem item = std::move(piece.items.front());
    const Format* format = job.unit.operation == Operation::Read && !item.format.empty() ? findFormat(item.format) : nullptr;
    if (!format || !format->scan) return giveUp(job, item, reason);
    if (item.hash) {
        Unit hash = unitOf(job, {item});
        hash.operation = Operation::Hash;
        Attempt hashed = attempt(job, hash, false);
        if (hashed.end != Attempt::End::Done) return giveUp(job, item, reason);
        keep(job, std::move(hashed.frames));
        item.hash = false;
    }
    Unit find = unitOf(job, {item});
    find.operation = Operation::FindCut;
    const Attempt found = attempt(job, find, false);
    Cut cut;
    std::string carry;
    if (found.end == Attempt::End::Done && !found.frames.empty()) {
        Decoder in(found.frames.front().payload, false);
        decode(in, cut, carry);
    }
    if (cut.offset == 0) return giveUp(job, item, reason);
    UnitItem second = item;
    item.range.end = cut.offset;
    item.range.last = false;
    second.range.begin = cut.offset;
    second.range.firstLine = cut.line;
    second.range.first = false;
    pending_.push_back({{std::move(second)}, true, piece.slow});
    pending_.push_back({{std::move(item)}, true, piece.slow});
}

void UnitRunner::giveUp(Job& job, const UnitItem& item, const std::string& reason) {
    const bool whole = item.range.first && item.range.last;
    Problem problem{item.range.begin, item.range.end - item.range.begin, describe(item), reason};
    if (keyed(item)) problem.offset = 0, problem.length = whole ? item.length : 0;  // its place is not known
    job.lost.push_back({item.id, std::move(problem), whole, true});
    if (job.unit.operation != Operation::Read || !item.hash) return;
    // Not read, but still evidence: its hash does not need a decoder.
    Unit hash = unitOf(job, {item});
    hash.operation = Operation::Hash;
    Attempt hashed = attempt(job, hash, false);
    if (hashed.end == Attempt::End::Done) keep(job, std::move(hashed.frames));
}

}  // namespace sillage
