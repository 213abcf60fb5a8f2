// Arrays that may outgrow memory (see spool.h). POSIX mmap(2), posix_fallocate(3).
#include "trace/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kReserve = std::size_t{1} << 38;    ///< addresses of one array; costs nothing until used
constexpr std::size_t kInMemory = std::size_t{1} << 20;   ///< of each array, before the file is used
constexpr std::size_t kLargest = std::size_t{64} << 20;   ///< octets taken at once
constexpr std::size_t kPage = 65'536;                     ///< a multiple of every page size

std::size_t rounded(std::size_t octets) { return (octets + kPage - 1) / kPage * kPage; }

}  // namespace

Spool::~Spool() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Spool::open() {
    std::string name = (directory_ / "trace-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0)
        throw Error(phrase("%1: no temporary file can be made there", directory_.string()), "Check its rights and free space.");
    ::unlink(name.c_str());  // it goes with us, whatever happens
}

std::int64_t Spool::take(std::size_t octets) {
    if (directory_.empty()) return -1;
    if (descriptor_ < 0) open();
    const std::int64_t offset = used_;
    if (::posix_fallocate(descriptor_, offset, static_cast<off_t>(octets)) != 0)
        throw Error(phrase("%1: no space left for the trace's working data (%2 MB needed)", directory_.string(), (offset + static_cast<std::int64_t>(octets)) >> 20),
                    "Free some space on the medium that holds the case and repeat the command.");
    used_ += static_cast<std::int64_t>(octets);
    return offset;
}

SpoolRange::~SpoolRange() {
    if (base_) ::munmap(base_, kReserve);
}

void SpoolRange::provide(std::size_t octets) {
    if (!base_) {
        void* reserved = ::mmap(nullptr, kReserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (reserved == MAP_FAILED) throw Error("no address space left for the trace", "Lift the limit on virtual memory (ulimit -v).");
        base_ = static_cast<std::byte*>(reserved);
    }
    while (provided_ < octets) {
        const std::size_t half = std::max(provided_ / 2, octets - provided_);
        const std::size_t step = rounded(std::max(std::min(half, kLargest), std::min<std::size_t>(kPage, kLargest)));
        if (provided_ + step > kReserve) throw Error("the trace's working data is larger than it can address", "Split the evidence over several cases.");
        const bool file = spool_ && provided_ >= kInMemory;
        const std::int64_t offset = file ? spool_->take(step) : -1;
        const int flags = MAP_FIXED | (offset >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS);
        void* at = ::mmap(base_ + provided_, step, PROT_READ | PROT_WRITE, flags, offset >= 0 ? spool_->descriptor() : -1,
                          std::max<std::int64_t>(0, offset));
        if (at == MAP_FAILED) throw Error("no memory left for the trace", "Close other programs and repeat the command.");
        provided_ += step;
    }
}

}  // namespace sillage::tracing
