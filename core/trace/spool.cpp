// Arrays that may outgrow memory (see spool.h). POSIX mmap(2), posix_fallocate(3).
#include "trace/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage::tracing {
namespace {

#ifdef __SANITIZE_THREAD__  // which leaves little of the address space
constexpr std::size_t kReserve = std::size_t{1} << 31;
#else
constexpr std::size_t kReserve = std::size_t{1} << 38;    ///< addresses of one array; costs nothing until used
#endif
constexpr std::size_t kInMemory = std::size_t{1} << 20;   ///< of each array, before the file is used
constexpr std::size_t kLargest = std::size_t{64} << 20;   ///< octets taken at once
constexpr std::size_t kPage = 65'536;                     ///< a multiple of every page size
constexpr std::size_t kHuge = std::size_t{2} << 20;       ///< what one entry of a page table spans where all of it lies together

std::size_t rounded(std::size_t octets, std::size_t to = kPage) { return (octets + to - 1) / to * to; }

/// Written from here a file gets large pages, which are mapped, dirtied and found as one; page by page under the hands of whoever
/// fills an array, that costs more than all of the work on it. What cannot be written so reads as zeros all the same.
void fillWithZeros(int descriptor, std::int64_t offset, std::size_t octets) {
    static std::array<char, kHuge> zeros{};  // never written: costs no memory
    for (std::size_t done = 0; done < octets; done += kHuge)
        if (::pwrite(descriptor, zeros.data(), std::min(kHuge, octets - done), offset + static_cast<off_t>(done)) < 0) return;
}

}  // namespace

Spool::~Spool() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::shared_ptr<Spool> Spool::keeping(const std::filesystem::path& file) {
    auto spool = std::make_shared<Spool>(file.parent_path());
    spool->file_ = file;
    return spool;
}

void Spool::open() {
    if (keeps()) {
        descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (descriptor_ < 0) throw Error(phrase("%1: cannot be written", file_.string()), "Check its rights and free space.");
        return;
    }
    std::string name = (directory_ / "trace-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0)
        throw Error(phrase("%1: no temporary file can be made there", directory_.string()), "Check its rights and free space.");
    ::unlink(name.c_str());  // it goes with us, whatever happens
}

std::int64_t Spool::take(std::size_t octets) {
    if (directory_.empty()) return -1;
    const std::size_t to = octets % kHuge == 0 ? kHuge : kPage;
    std::int64_t offset = -1;
    {
        const std::lock_guard lock(mutex_);
        if (descriptor_ < 0) open();
        if (takeBack(octets, to, offset)) return offset;
        offset = static_cast<std::int64_t>(rounded(static_cast<std::size_t>(used_), to));
        if (::posix_fallocate(descriptor_, offset, static_cast<off_t>(octets)) != 0)
            throw Error(phrase("%1: no space left for the trace's working data (%2 MB needed)", directory_.string(), (offset + static_cast<std::int64_t>(octets)) >> 20),
                        "Free some space on the medium that holds the case and repeat the command.");
        used_ = offset + static_cast<std::int64_t>(octets);
    }
    if (to == kHuge) fillWithZeros(descriptor_, offset, octets);
    return offset;
}

/// From the smallest piece that will do.
bool Spool::takeBack(std::size_t octets, std::size_t to, std::int64_t& offset) {
    SpoolPiece* best = nullptr;
    for (SpoolPiece& p : back_)
        if (p.octets >= octets && static_cast<std::size_t>(p.offset) % to == 0 && (!best || p.octets < best->octets)) best = &p;
    if (!best) return false;
    offset = best->offset;
    best->offset += static_cast<std::int64_t>(octets);
    best->octets -= octets;
    if (!best->octets) *best = back_.back(), back_.pop_back();
    return true;
}

void Spool::give(const std::vector<SpoolPiece>& pieces) {
    if (keeps() || pieces.empty()) return;
    const std::lock_guard lock(mutex_);
    back_.insert(back_.end(), pieces.begin(), pieces.end());
}

SpoolPiece Spool::write(const void* octets, std::size_t size) {
    const SpoolPiece piece{take(rounded(std::max<std::size_t>(1, size))), size};
    for (std::size_t done = 0; done < size;) {
        const ssize_t n = ::pwrite(descriptor_, static_cast<const char*>(octets) + done, size - done, piece.offset + static_cast<off_t>(done));
        if (n <= 0) throw Error(phrase("%1: cannot be written", file_.string()), "Check its rights and free space.");
        done += static_cast<std::size_t>(n);
    }
    return piece;
}

bool Spool::takeMemory(std::size_t octets) {
    std::size_t left = memory_;
    while (left >= octets)
        if (memory_.compare_exchange_weak(left, left - octets)) return true;
    return false;
}

SpoolRange::~SpoolRange() {
    if (base_) ::munmap(base_, kReserve);
    if (taken_) spool_->giveMemory(taken_);
    if (spool_) spool_->give(pieces_);
}

void SpoolRange::reserve() {
    if (base_) return;
    void* reserved = ::mmap(nullptr, kReserve + kHuge, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED) throw Error("no address space left for the trace", "Lift the limit on virtual memory (ulimit -v).");
    const std::size_t before = (kHuge - reinterpret_cast<std::uintptr_t>(reserved) % kHuge) % kHuge;
    base_ = static_cast<std::byte*>(reserved) + before;
    if (before) ::munmap(reserved, before);
    if (before < kHuge) ::munmap(base_ + kReserve, kHuge - before);
}

void SpoolRange::restore(int descriptor, const std::vector<SpoolPiece>& pieces) {
    reserve();
    for (const SpoolPiece& p : pieces) {
        if (provided_ + p.octets > kReserve) throw Error("the trace's kept data is damaged", "Repeat the command: it is made anew.");
        void* at = ::mmap(base_ + provided_, p.octets, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_NORESERVE, descriptor, p.offset);
        if (at == MAP_FAILED) throw Error("no memory left for the trace", "Close other programs and repeat the command.");
        provided_ += p.octets;
    }
}

void SpoolRange::provide(std::size_t octets) {
    reserve();
    while (provided_ < octets) {
        const std::size_t half = std::max(provided_ / 2, octets - provided_);
        std::size_t step = rounded(std::clamp(half, kPage, kLargest));
        if (provided_ + step + kHuge > kReserve) throw Error("the trace's working data is larger than it can address", "Split the evidence over several cases.");
        const bool keeps = spool_ && spool_->keeps();
        const bool first = spool_ && !keeps && provided_ < kInMemory;
        if (first) step = std::min(step, kInMemory - provided_);
        const bool memory = spool_ && !keeps && !first && spool_->takeMemory(step);
        if (memory) taken_ += step;
        const bool file = spool_ && !first && !memory;
        const std::size_t until = kHuge - provided_ % kHuge;  // a large page begins
        if (file) step = until < kHuge ? std::min(step, until) : provided_ || step > kHuge ? rounded(step, kHuge) : step;
        const std::int64_t offset = file ? spool_->take(step) : -1;
        const int flags = MAP_FIXED | (offset >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS);
        void* at = ::mmap(base_ + provided_, step, PROT_READ | PROT_WRITE, flags, offset >= 0 ? spool_->descriptor() : -1,
                          std::max<std::int64_t>(0, offset));
        if (at == MAP_FAILED) throw Error("no memory left for the trace", "Close other programs and repeat the command.");
        provided_ += step;
        if (file) pieces_.push_back({offset, step});
    }
}

}  // namespace sillage::tracing
