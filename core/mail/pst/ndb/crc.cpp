// CRC of [MS-PST] 5.3. Every octet of a store passes through it once or twice, so where the processor multiplies
// without carry the checksum is folded (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
// Instruction", Intel 2009): 64 octets a step are replaced by 16 that have the same remainder.
#include <zlib.h>

#include "mail/pst/ndb/layout.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SILLAGE_FOLDS 1
#endif

namespace sillage::pst {
namespace {

std::uint32_t plain(std::uint32_t crc, const char* at, std::size_t size) {
    // zlib inverts before and after; both inversions are undone here.
    return static_cast<std::uint32_t>(
               ::crc32_z(crc ^ 0xFFFFFFFFU, reinterpret_cast<const Bytef*>(at), size)) ^ 0xFFFFFFFFU;
}

#ifdef SILLAGE_FOLDS
constexpr std::size_t kStep = 64;

__attribute__((target("pclmul,sse2"))) __m128i octetsAt(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

/// What x leaves so many octets further on, where next lies.
__attribute__((target("pclmul,sse2"))) __m128i fold(__m128i x, __m128i by, __m128i next) {
    return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(x, by, 0x00), _mm_clmulepi64_si128(x, by, 0x11)), next);
}

/// Of at least kStep octets.
__attribute__((target("pclmul,sse2"))) std::uint32_t folded(const char* at, std::size_t size) {
    // x^(512+32), x^(512-32), x^(128+32), x^(128-32) modulo the polynomial, bits reflected.
    const __m128i by64 = _mm_set_epi64x(0x1C6E41596, 0x154442BD4), by16 = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
    __m128i a = octetsAt(at), b = octetsAt(at + 16), c = octetsAt(at + 32), d = octetsAt(at + 48);
    for (at += kStep, size -= kStep; size >= kStep; at += kStep, size -= kStep) {
        a = fold(a, by64, octetsAt(at));
        b = fold(b, by64, octetsAt(at + 16));
        c = fold(c, by64, octetsAt(at + 32));
        d = fold(d, by64, octetsAt(at + 48));
    }
    a = fold(fold(fold(a, by16, b), by16, c), by16, d);
    char rest[16];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(rest), a);
    return plain(plain(0, rest, sizeof rest), at, size);
}
#endif

}  // namespace

std::uint32_t crcOf(std::string_view octets) {
#ifdef SILLAGE_FOLDS
    static const bool folds = __builtin_cpu_supports("pclmul");
    if (folds && octets.size() >= kStep) return folded(octets.data(), octets.size());
#endif
    return plain(0, octets.data(), octets.size());
}

}  // namespace sillage::pst
