#include "ingest/raw_match.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace sillage {
namespace {

typedef unsigned char Octets __attribute__((vector_size(16)));
constexpr std::size_t kVector = sizeof(Octets), kBlock = 4 * kVector;

Octets load(const char* from) {
    Octets out;
    std::memcpy(&out, from, sizeof out);
    return out;
}

Octets fill(char c) { return Octets{} + static_cast<unsigned char>(c); }

bool any(Octets v) {
    std::uint64_t half[2];
    std::memcpy(half, &v, sizeof half);
    return (half[0] | half[1]) != 0;
}

/// The rarer, the larger: what lines of logs are made of, from the most frequent octet on.
std::size_t rarity(char c) {
    static constexpr std::string_view kFrequent = " 0e1ta23in.o:rs/5-4l9d678\"=mc,pu_hg[]f@<>()bvwk;?&%+x{}yjzq\n";
    const std::size_t at = kFrequent.find(c);
    return at == std::string_view::npos ? kFrequent.size() : at;
}

}  // namespace

Needle::Needle(std::string_view text) : text_(asciiLower(text)) {
    for (const char c : text_) fold_.push_back(c >= 'a' && c <= 'z' ? 0x20 : 0);
    for (std::size_t i = 1; i < text_.size(); ++i)
        if (rarity(text_[i]) > rarity(text_[rarer_])) rarer_ = i;
    rare_ = rarer_ == 0 && text_.size() > 1 ? 1 : 0;
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (i != rarer_ && rarity(text_[i]) > rarity(text_[rare_])) rare_ = i;
}

bool Needle::standsAt(const char* place) const {
    for (std::size_t i = 0; i < text_.size(); ++i)
        if ((place[i] | fold_[i]) != text_[i]) return false;
    return true;
}

/// block: the next kBlock places; npos when the text begins at none of them.
std::size_t Needle::findInBlock(const char* block) const {
    for (std::size_t i = 0; i < kBlock; ++i)
        if ((block[i + rarer_] | fold_[rarer_]) == text_[rarer_] && standsAt(block + i)) return i;
    return std::string_view::npos;
}

std::size_t Needle::find(std::string_view hay, std::size_t from) const {
    if (hay.size() < text_.size()) return std::string_view::npos;
    const std::size_t places = hay.size() - text_.size() + 1;
    const Octets a = fill(text_[rarer_]), b = fill(text_[rare_]), foldA = fill(fold_[rarer_]), foldB = fill(fold_[rare_]);
    for (; from + kBlock <= places; from += kBlock) {
        const char* const pa = hay.data() + from + rarer_;
        const char* const pb = hay.data() + from + rare_;
        Octets both{};
        for (std::size_t v = 0; v < kBlock; v += kVector)
            both |= static_cast<Octets>(((load(pa + v) | foldA) == a) & ((load(pb + v) | foldB) == b));
        if (!any(both)) continue;
        const std::size_t at = findInBlock(hay.data() + from);
        if (at != std::string_view::npos) return from + at;
    }
    for (; from < places; ++from)
        if (standsAt(hay.data() + from)) return from;
    return std::string_view::npos;
}

std::uint64_t countNewlines(std::string_view octets) {
    constexpr std::size_t kRound = 255 * kVector;  // as many vectors as an octet can count
    std::uint64_t count = 0;
    const Octets newline = fill('\n');
    std::size_t at = 0;
    while (octets.size() - at >= kVector) {
        const std::size_t end = at + std::min(kRound, (octets.size() - at) / kVector * kVector);
        Octets sums{};
        for (; at < end; at += kVector) sums -= static_cast<Octets>(load(octets.data() + at) == newline);
        for (std::size_t i = 0; i < kVector; ++i) count += sums[i];
    }
    for (; at < octets.size(); ++at) count += octets[at] == '\n';
    return count;
}

}  // namespace sillage
