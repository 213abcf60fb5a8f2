// See rtf_compressed.h; section numbers are those of [MS-OXRTFCP].
#include "mail/mapi/rtf_compressed.h"
#include "base/phrase.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sillage::mapi {
namespace {

constexpr std::size_t kHeader = 16;
constexpr std::uint32_t kCompressed = 0x75465a4c, kStored = 0x414c454d;
constexpr std::size_t kDictionary = 4096;
// 2.1.2.1: what the dictionary holds before the first octet.
constexpr std::string_view kInitial =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kInitial.size() == 207);

std::uint32_t u32(std::string_view octets, std::size_t at) {
    std::uint32_t n = 0;
    for (std::size_t i = 4; i-- > 0;) n = n << 8 | static_cast<unsigned char>(octets[at + i]);
    return n;
}

/// 2.1.3.2: CRC-32 with neither the first nor the last complement.
std::uint32_t crcOf(std::string_view octets) {
    uLong crc = 0xffffffffu;
    while (!octets.empty()) {
        const std::size_t n = std::min<std::size_t>(octets.size(), 1u << 30);
        crc = crc32(crc, reinterpret_cast<const Bytef*>(octets.data()), static_cast<uInt>(n));
        octets.remove_prefix(n);
    }
    return static_cast<std::uint32_t>(crc) ^ 0xffffffffu;
}

/// 2.2: false when the stream ends before its end mark.
bool unpack(std::string_view in, std::size_t limit, std::string& out) {
    std::array<char, kDictionary> dictionary{};
    std::copy(kInitial.begin(), kInitial.end(), dictionary.begin());
    std::size_t write = kInitial.size();
    const auto put = [&](char c) {
        out += c;
        dictionary[write] = c;
        write = (write + 1) % kDictionary;
    };
    std::size_t i = 0;
    while (i < in.size()) {
        const unsigned control = static_cast<unsigned char>(in[i++]);
        for (unsigned bit = 0; bit < 8; ++bit) {
            if (out.size() >= limit) return true;
            if (!(control >> bit & 1u)) {
                if (i >= in.size()) return false;
                put(in[i++]);
                continue;
            }
            if (i + 1 >= in.size()) return false;
            const unsigned reference =
                static_cast<unsigned>(static_cast<unsigned char>(in[i]) << 8 | static_cast<unsigned char>(in[i + 1]));
            i += 2;
            std::size_t from = reference >> 4;
            if (from == write) return true;
            for (unsigned n = (reference & 15u) + 2; n > 0 && out.size() < limit; --n) {
                put(dictionary[from]);
                from = (from + 1) % kDictionary;
            }
        }
    }
    return false;
}

}  // namespace

std::string decompressRtf(std::string_view octets, std::vector<std::string>& defects) {
    std::string out;
    if (octets.size() < kHeader) {
        if (!octets.empty()) defects.push_back(phrase("The compressed RTF body is shorter than its header."));
        return out;
    }
    const std::uint64_t announced = std::uint64_t{u32(octets, 0)} + 4;
    const std::size_t raw = u32(octets, 4);
    const std::uint32_t kind = u32(octets, 8);
    if (announced > octets.size())
        defects.emplace_back(phrase("The compressed RTF body is cut short: %1 of %2 octets are there.", octets.size(), announced));
    else
        octets = octets.substr(0, std::max<std::size_t>(kHeader, static_cast<std::size_t>(announced)));
    const std::string_view in = octets.substr(kHeader);
    if (kind == kStored) {
        out = in.substr(0, std::min(raw, kMaxRtf));
        return out;
    }
    if (kind != kCompressed) {
        defects.push_back(phrase("The RTF body is neither compressed (LZFu) nor stored (MELA); it was not read."));
        return out;
    }
    if (announced <= octets.size() && crcOf(in) != u32(octets, 12))
        defects.push_back(phrase("The checksum of the compressed RTF body does not hold; what could be unpacked is shown."));
    const std::size_t limit = std::min(raw, kMaxRtf);
    out.reserve(std::min(limit, in.size() * 4));
    if (!unpack(in, limit, out) && out.size() < raw)
        defects.emplace_back(phrase("The compressed RTF body ends early: %1 of %2 octets were unpacked.", out.size(), raw));
    if (raw > kMaxRtf) defects.push_back(phrase("The RTF body is larger than 64 MiB; the rest was not read."));
    return out;
}

}  // namespace sillage::mapi
