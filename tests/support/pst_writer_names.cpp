// The name-to-id map ([MS-PST] 2.4.7) and LZFu-compressed RTF ([MS-OXRTFCP]).
#include "support/pst_writer_message.h"

#include <algorithm>

namespace sillage::pstw {
namespace {

constexpr uint32_t kBuckets = 251;

uint8_t nibble(char c) {
    return uint8_t(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

// What the compressor's window holds at the start ([MS-OXRTFCP] 2.1.3.1.2).
const std::string& initialWindow() {
    static const std::string window =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
        "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
        "\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    return window;
}

struct Match {
    size_t at = 0, length = 0;
};

// The longest earlier text, among the initial window and the last 300 octets: enough to have real references.
Match longestMatch(const std::string& history, std::string_view rest) {
    Match best;
    const size_t known = initialWindow().size();
    const auto look = [&](size_t from, size_t to) {
        for (size_t at = from; at < to; ++at) {
            size_t length = 0;
            while (length < 17 && length < rest.size() && at + length < history.size() &&
                   history[at + length] == rest[length])
                ++length;
            if (length > best.length) best = {at, length};
        }
    };
    if (history.size() < 4000) look(0, known);  // later the window has wrapped over it
    look(std::max(known, history.size() - std::min<size_t>(history.size(), 300)), history.size());
    return best;
}

}  // namespace

std::string guidOctets(std::string_view text) {
    std::string octets;
    for (size_t i = 0; i + 1 < text.size(); i += text[i] == '-' ? 1 : 2)
        if (text[i] != '-') octets.push_back(char(nibble(text[i]) << 4 | nibble(text[i + 1])));
    std::reverse(octets.begin(), octets.begin() + 4);
    std::reverse(octets.begin() + 4, octets.begin() + 6);
    std::reverse(octets.begin() + 6, octets.begin() + 8);
    return octets;
}

uint16_t Names::idOf(const NamedValue& named) {
    const std::string key = named.set + '/' + (named.name.empty() ? std::to_string(named.id) : named.name);
    const auto [at, isNew] = ids_.emplace(key, uint16_t(0x8000 + entries_.size()));
    if (isNew) entries_.push_back({guidOctets(named.set), named.id, named.name});
    return at->second;
}

Content Names::write(NodeFile& file) const {
    static const std::string mapi = guidOctets("00020328-0000-0000-c000-000000000046");
    static const std::string publicStrings = guidOctets("00020329-0000-0000-c000-000000000046");
    std::string guids, entries, strings;
    std::vector<std::string> buckets(kBuckets), sets;
    for (size_t i = 0; i < entries_.size(); ++i) {
        const auto& entry = entries_[i];
        auto known = std::find(sets.begin(), sets.end(), entry.set);
        uint32_t set = entry.set == mapi ? 1 : entry.set == publicStrings ? 2 : 0;
        if (set == 0) {
            set = uint32_t(known - sets.begin()) + 3;
            if (known == sets.end()) {
                sets.push_back(entry.set);
                guids += entry.set;
            }
        }
        const bool isName = !entry.name.empty();
        const auto kind = uint16_t(set << 1 | (isName ? 1 : 0));
        const std::string name = utf16(entry.name);
        std::string tail;
        put16(tail, kind);
        put16(tail, uint16_t(i));
        const uint32_t hashed = isName ? crcOf(name) : entry.id;
        buckets[(hashed ^ kind) % kBuckets] += int32(hashed) + tail;
        entries += int32(isName ? uint32_t(strings.size()) : entry.id) + tail;
        if (!isName) continue;
        strings += int32(uint32_t(name.size())) + name;
        strings.resize((strings.size() + 3) / 4 * 4);
    }
    Properties p(file.layout());
    p.setInt(0x0001, kBuckets);
    p.set(0x0002, kBinary, guids);
    p.set(0x0003, kBinary, entries);
    p.set(0x0004, kBinary, strings);
    for (uint32_t i = 0; i < kBuckets; ++i)
        if (!buckets[i].empty()) p.set(uint16_t(0x1000 + i), kBinary, buckets[i]);
    return writeProperties(file, p);
}

std::string compressedRtf(std::string_view rtf) {
    std::string history = initialWindow(), packed, run;
    uint8_t control = 0;
    int tokens = 0;
    const auto flush = [&] {
        put8(packed, control);
        packed += run;
        run.clear();
        control = 0;
        tokens = 0;
    };
    const auto reference = [&](size_t at, size_t length) {
        const auto word = uint16_t((at % 4096) << 4 | (length - 2));
        put8(run, uint8_t(word >> 8));
        put8(run, uint8_t(word));
        control = uint8_t(control | 1 << tokens);
    };
    for (size_t at = 0; at < rtf.size();) {
        const auto match = longestMatch(history, rtf.substr(at));
        const size_t length = match.length >= 3 ? match.length : 1;
        if (match.length >= 3)
            reference(match.at, length);
        else
            run.push_back(rtf[at]);
        history += rtf.substr(at, length);
        at += length;
        if (++tokens == 8) flush();
    }
    reference(history.size(), 2);  // points at the write position: the end
    flush();
    std::string out = int32(uint32_t(packed.size() + 12)) + int32(uint32_t(rtf.size())) + "LZFu" + int32(crcOf(packed));
    return out + packed;
}

}  // namespace sillage::pstw
