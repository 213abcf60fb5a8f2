#include "store/packed.h"

#include <zlib.h>

#include "store/codec.h"

namespace sillage {
namespace {

constexpr char kPlain = 0, kDeflated = 1;
constexpr std::size_t kSmall = 64;
constexpr std::size_t kLargest = std::size_t{1} << 30;  ///< of one column

/// Deflates a sample first: most of what does not shrink is known by it.
bool shrinks(std::string_view octets) {
    constexpr std::size_t kSample = 4096;
    if (octets.size() < 4 * kSample) return true;
    const std::string_view sample = octets.substr(octets.size() / 2, kSample);
    Bytef out[kSample + 1024];
    uLongf size = sizeof out;
    if (compress2(out, &size, reinterpret_cast<const Bytef*>(sample.data()), sample.size(), 1) != Z_OK) return false;
    return size < kSample / 8 * 7;
}

}  // namespace

std::string pack(std::string_view octets, bool worthwhile) {
    if (octets.empty()) return {};
    if (worthwhile && octets.size() >= kSmall && octets.size() < kLargest && shrinks(octets)) {
        std::string out(1, kDeflated);
        putVarint(out, octets.size());
        const std::size_t head = out.size();
        uLongf size = compressBound(octets.size());
        out.resize(head + size);
        if (compress2(reinterpret_cast<Bytef*>(out.data() + head), &size, reinterpret_cast<const Bytef*>(octets.data()),
                      octets.size(), 1) == Z_OK && size < octets.size() / 8 * 7) {
            out.resize(head + size);
            out.shrink_to_fit();
            return out;
        }
    }
    std::string out(1, kPlain);
    out += octets;
    return out;
}

bool unpack(std::string_view packed, std::string& out) {
    out.clear();
    if (packed.empty()) return true;
    const char kind = packed.front();
    packed.remove_prefix(1);
    if (kind == kPlain) {
        out = packed;
        return true;
    }
    bool ok = kind == kDeflated;
    const std::uint64_t size = ok ? getVarint(packed, ok) : 0;
    if (!ok || size > kLargest) return false;
    out.resize(size);
    uLongf given = size;
    return uncompress(reinterpret_cast<Bytef*>(out.data()), &given, reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK &&
           given == size;
}

}  // namespace sillage
