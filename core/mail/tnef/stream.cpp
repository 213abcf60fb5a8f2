#include "mail/tnef/stream.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage::tnef {
namespace {

constexpr std::size_t kHead = 9, kMostAttributes = 200'000;
constexpr std::uint64_t kBegin = 6;

/// 2.1.3.4: the sum of the octets, modulo 65536.
std::uint16_t checksum(ByteSource& source, std::uint64_t begin, std::uint64_t length) {
    std::uint32_t sum = 0;
    char block[16 << 10];
    while (length > 0) {
        const std::size_t n = source.read(begin, block, static_cast<std::size_t>(std::min<std::uint64_t>(length, sizeof block)));
        if (n == 0) break;
        for (std::size_t i = 0; i < n; ++i) sum += static_cast<unsigned char>(block[i]);
        begin += n;
        length -= n;
    }
    return static_cast<std::uint16_t>(sum);
}

bool knownId(std::uint32_t id) {
    const std::uint32_t type = id >> 16, low = id & 0xffff;
    return type <= 9 && ((low >= 0x8000 && low <= 0x8020) || (low >= 0x9001 && low <= 0x9008) || low <= 9);
}

/// The next place where an attribute lies whole: known id, checksum that holds. Looks at each octet once; what the
/// candidates' checksums cost is bounded.
std::uint64_t resynchronise(ByteSource& source, std::uint64_t from, std::uint64_t end) {
    std::uint64_t budget = 4 * (end - from) + (1u << 20);
    while (from + kHead + 2 <= end) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(end - from, 256u << 10));
        const std::string block = source.readString(from, size);
        if (block.size() < kHead + 2) return end;
        for (std::size_t i = 0; i + kHead <= block.size(); ++i) {
            if ((block[i] != 1 && block[i] != 2) || !knownId(u32(block, i + 1))) continue;
            const std::uint64_t data = from + i + kHead;
            const std::uint64_t length = u32(block, i + 5);
            if (length > end || data + length + 2 > end || length > budget) continue;
            budget -= length;
            if (checksum(source, data, length) == u16(source.readString(data + length, 2), 0)) return from + i;
        }
        from += block.size() - (kHead - 1);
    }
    return end;
}

std::string name(const Attribute& a) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "0x";
    for (int shift = 28; shift >= 0; shift -= 4) out += digits[a.id >> shift & 15];
    return phrase("attribute %1 at offset %2", out, a.offset - kHead);
}

}  // namespace

std::uint32_t u32(std::string_view o, std::size_t at) {
    std::uint32_t v = 0;
    for (std::size_t i = 4; i-- > 0;) v = v << 8 | (at + i < o.size() ? static_cast<unsigned char>(o[at + i]) : 0u);
    return v;
}

std::uint16_t u16(std::string_view o, std::size_t at) { return static_cast<std::uint16_t>(u32(o, at)); }

Stream readStream(ByteSource& source, std::uint64_t begin, std::uint64_t end) {
    Stream out;
    if (end < begin + 4 || u32(source.readString(begin, 4), 0) != kSignature)
        throw Error("not a TNEF stream: its signature is missing");
    const auto say = [&](std::string text) {
        if (out.defects.size() < 50) out.defects.push_back(std::move(text));
    };
    std::uint64_t at = begin + kBegin;
    while (at < end && out.attributes.size() < kMostAttributes) {
        const std::string head = source.readString(at, static_cast<std::size_t>(std::min<std::uint64_t>(kHead, end - at)));
        if (head.size() < kHead || (head[0] != 1 && head[0] != 2)) {
            const std::uint64_t next = resynchronise(source, at, end);
            say(next == end ? phrase("The last %1 octets from offset %2 on are no TNEF attribute.", next - at, at)
                            : phrase("%1 octets from offset %2 on are no TNEF attribute; reading went on behind them.", next - at, at));
            at = next;
            continue;
        }
        Attribute a;
        a.level = static_cast<std::uint8_t>(head[0]);
        a.id = u32(head, 1);
        a.offset = at + kHead;
        a.length = u32(head, 5);
        const std::uint64_t room = end - a.offset;
        if (a.length > room) {
            const std::uint64_t next = knownId(a.id) ? end : resynchronise(source, at + 1, end);
            if (next != end) {
                say(phrase("The %1 is longer than the stream; it was passed over.", said(name(a))));
                at = next;
                continue;
            }
            say(phrase("The %1 is cut short: %2 octets are announced, %3 are there.", said(name(a)), a.length, room));
            a.length = room;
            at = end;
        } else {
            at = std::min(end, a.offset + a.length + 2);
            if (a.offset + a.length + 2 > end)
                say(phrase("The checksum of the %1 is cut off.", said(name(a))));
            else if (checksum(source, a.offset, a.length) != u16(source.readString(a.offset + a.length, 2), 0))
                say(phrase("The checksum of the %1 does not hold; it was read all the same.", said(name(a))));
        }
        out.attributes.push_back(a);
    }
    if (out.attributes.size() == kMostAttributes) say("The stream has more than 200000 attributes; the rest was not examined.");
    return out;
}

}  // namespace sillage::tnef
