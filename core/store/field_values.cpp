#include "store/field_values.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "store/codec.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr std::size_t kFrame = 64u << 10;   ///< octets; a longer value has one for itself
constexpr std::size_t kInside = 192;        ///< so few octets stay in the directory
constexpr std::uint32_t kMostDistinct = 65'536;
constexpr std::uint32_t kLook = 1024;       ///< values between two looks at whether they repeat

unsigned char small(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

std::uint32_t numberOf(unsigned char a, unsigned char b, unsigned char c) {
    return ((std::uint32_t{a} << 14 ^ std::uint32_t{b} << 7 ^ c) * 0x9e3779b1u) >> 16;
}

}  // namespace

bool isAscii(std::string_view text) {
    std::uint64_t all = 0;
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + 8 <= text.size(); at += 8) {
        std::memcpy(&word, text.data() + at, 8);
        all |= word;
    }
    for (; at < text.size(); ++at) all |= static_cast<unsigned char>(text[at]);
    return (all & 0x8080808080808080ull) == 0;
}

std::string charactersOf(std::string_view octets) {
    std::string bits(65'536 / 8, '\0');
    for (std::size_t i = 2; i < octets.size(); ++i) {
        const std::uint32_t n = numberOf(small(octets[i - 2]), small(octets[i - 1]), small(octets[i]));
        bits[n / 8] = static_cast<char>(bits[n / 8] | 1 << n % 8);
    }
    return bits;
}

bool mayHold(std::string_view characters, std::string_view text) {
    if (characters.size() != 65'536 / 8 || !isAscii(text)) return true;
    for (std::size_t i = 2; i < text.size(); ++i) {
        const std::uint32_t n = numberOf(small(text[i - 2]), small(text[i - 1]), small(text[i]));
        if ((static_cast<unsigned char>(characters[n / 8]) >> n % 8 & 1) == 0) return false;
    }
    return true;
}

std::shared_ptr<const std::string> PartPlace::load(const LoadPart& load, bool keep) const {
    return part ? load(part, keep) : std::make_shared<const std::string>(inside);
}

void putPart(std::string_view octets, std::uint8_t width, FieldParts& parts, std::string& directory) {
    if (octets.size() <= kInside) {
        putVarint(directory, 0);
        putVarint(directory, octets.size());
        directory += octets;
        return;
    }
    putVarint(directory, parts.size());
    parts.push_back(width > 1 ? packNumbers(octets, width, false) : pack(octets));
}

bool getPart(std::string_view& directory, PartPlace& out) {
    bool ok = true;
    const std::uint64_t part = getVarint(directory, ok);
    out = {};
    out.part = static_cast<std::uint32_t>(part);
    if (!ok || part > std::numeric_limits<std::uint32_t>::max()) return false;
    if (part) return true;
    const std::uint64_t size = getVarint(directory, ok);
    if (!ok || size > directory.size()) return false;
    out.inside = directory.substr(0, size);
    directory.remove_prefix(size);
    return true;
}

std::size_t ValueFrames::find(std::uint32_t value) const {
    return static_cast<std::size_t>(
        std::upper_bound(frames.begin(), frames.end(), value, [](std::uint32_t v, const Frame& f) { return v < f.end; }) - frames.begin());
}

void putFrames(std::string_view octets, const std::vector<std::uint32_t>& lengths, FieldParts& parts, std::string& directory) {
    std::string described, frame;
    std::uint64_t frames = 0;
    for (std::size_t begin = 0; begin < lengths.size(); ++frames) {
        std::size_t end = begin, size = 0;
        frame.clear();
        do {
            putVarint(frame, lengths[end]);
            size += lengths[end++];
        } while (end < lengths.size() && size + lengths[end] <= kFrame);
        frame += octets.substr(0, size);
        octets.remove_prefix(size);
        putVarint(described, end - begin);
        putPart(frame, 0, parts, described);
        begin = end;
    }
    putVarint(directory, frames);
    directory += described;
}

bool getFrames(std::string_view& directory, ValueFrames& out) {
    bool ok = true;
    const std::uint64_t frames = getVarint(directory, ok);
    out.frames.clear();
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; ok && i < frames; ++i) {
        const std::uint64_t count = getVarint(directory, ok);
        ValueFrames::Frame frame;
        if (!ok || count == 0 || count > std::numeric_limits<std::uint32_t>::max() - total || !getPart(directory, frame.place)) return false;
        total += count;
        frame.end = static_cast<std::uint32_t>(total);
        out.frames.push_back(std::move(frame));
    }
    return ok;
}

bool FrameView::open(std::shared_ptr<const std::string> octets, std::uint32_t count) {
    octets_ = std::move(octets);
    std::string_view rest = *octets_;
    ends_.clear();
    if (count > rest.size()) return false;
    ends_.reserve(count);
    bool ok = true;
    std::uint64_t end = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t length = getVarint(rest, ok);
        if (!ok || length > octets_->size()) return false;
        end += length;
        ends_.push_back(static_cast<std::uint32_t>(end));
    }
    all_ = rest;
    return end == rest.size() && end <= std::numeric_limits<std::uint32_t>::max();
}

void ValueColumnBuilder::add(std::string_view value) {
    ++count_;
    if (plain_) {
        octets_ += value;
        lengths_.push_back(static_cast<std::uint32_t>(value.size()));
        return;
    }
    const bool again = !codes_.empty() && pool_.at(codes_.back()) == value;
    codes_.push_back(again ? codes_.back() : pool_.intern(value));
    if (count_ % kLook == 0 && tooMany()) asTheyCome();
}

/// A first look finds what hardly ever repeats, later ones ask for more.
bool ValueColumnBuilder::tooMany() const {
    const std::uint64_t distinct = pool_.size();
    if (distinct >= kMostDistinct) return true;
    return count_ < 4 * kLook ? distinct * 16 > std::uint64_t{count_} * 15 : distinct * 2 > count_;
}

void ValueColumnBuilder::asTheyCome() {
    plain_ = true;
    for (const std::uint32_t code : codes_) {
        octets_ += pool_.at(code);
        lengths_.push_back(static_cast<std::uint32_t>(pool_.at(code).size()));
    }
    codes_ = {};
    pool_ = {};
}

void ValueColumnBuilder::encode(FieldParts& parts, std::string& directory) {
    if (!plain_ && (pool_.size() > kMostDistinct || (pool_.size() > 1 && std::uint64_t{pool_.size()} * 2 > count_))) asTheyCome();
    putVarint(directory, count_);
    putVarint(directory, plain_ ? 0 : pool_.size());
    if (plain_) {
        putFrames(octets_, lengths_, parts, directory);
        const bool noted = octets_.size() > kFrame && isAscii(octets_);
        putVarint(directory, noted);
        if (noted) putPart(charactersOf(octets_), 0, parts, directory);
        return;
    }
    const std::size_t width = pool_.size() == 1 ? 0 : pool_.size() <= 256 ? 1 : 2;
    if (width) {
        std::string codes;
        codes.reserve(codes_.size() * width);
        for (const std::uint32_t code : codes_) {
            codes += static_cast<char>(code);
            if (width == 2) codes += static_cast<char>(code >> 8);
        }
        putPart(codes, static_cast<std::uint8_t>(width), parts, directory);
    }
    std::vector<std::uint32_t> lengths;
    for (std::uint32_t code = 0; code < pool_.size(); ++code) lengths.push_back(static_cast<std::uint32_t>(pool_.at(code).size()));
    putFrames(pool_.octets(), lengths, parts, directory);
}

}  // namespace sillage
