// What a term asks of the further fields of events, column by column: a value that repeats is looked at once.
#include <algorithm>
#include <bit>
#include <cstring>

#include "store/event_chunk_terms.h"
#include "store/table_match.h"

namespace sillage::event_terms {
namespace {

/// ASCII letters made small, eight octets at a time.
void toLower(std::string_view text, std::string& out) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ull;
    out.resize(text.size());
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + 8 <= text.size(); at += 8) {
        std::memcpy(&word, text.data() + at, 8);
        const std::uint64_t low = word & (0x7f * kOnes);
        const std::uint64_t upper = (low + (0x80 - 'A') * kOnes) & ~(low + (0x7f - 'Z') * kOnes) & ~word & (0x80 * kOnes);
        word |= upper >> 2;
        std::memcpy(out.data() + at, &word, 8);
    }
    for (; at < text.size(); ++at)
        out[at] = static_cast<char>(text[at] | (static_cast<unsigned char>(text[at] - 'A') < 26 ? 0x20 : 0));
}

/// The value an octet of a frame belongs to, not before first.
std::uint32_t valueAt(const FrameView& values, std::size_t octet, std::uint32_t first) {
    std::uint32_t end = values.count();
    while (first + 1 < end) {
        const std::uint32_t middle = first + (end - first) / 2;
        if (values.start(middle) <= octet) first = middle;
        else end = middle;
    }
    return first;
}

/// A value, or key=value, that matches. What is looked for in capitals and small letters is looked for in whole frames;
/// values are compared where it stands, and where they hold other letters than ASCII's. A regular expression looks at
/// every value.
class FieldWords final : public ChunkFilter {
public:
    FieldWords(const Query& q, FieldType type)
        : matcher_(q, type), each_(q.compare == Compare::Regex || q.compare == Compare::Present) {
        const std::size_t equals = q.kind == Query::Kind::Term ? matcher_.needle().find('=') : std::string::npos;
        pairs_ = !each_ && equals != std::string::npos;
        if (pairs_) key_ = matcher_.needle().substr(0, equals);
    }
    [[nodiscard]] bool wide() const override { return true; }
    RowBits matchAmong(ChunkReader& reader, const RowBits& among) override {
        std::size_t count = 0;
        for (const std::uint64_t word : among) count += static_cast<std::size_t>(std::popcount(word));
        if (count > kFew) return match(reader);
        RowBits bits(among.size(), 0);
        FieldColumns& columns = reader.fieldColumns();
        eachBit(among, [&](std::uint32_t row) {
            bool hit = false;
            columns.each(row, [&](std::uint32_t key, std::string_view value) { hit = hit || says(columns.keys()[key], value); });
            if (hit) bits[row / 64] |= std::uint64_t{1} << (row % 64);
            return true;
        });
        return bits;
    }
    RowBits match(ChunkReader& reader) override {
        FieldColumns& columns = reader.fieldColumns();
        const auto may = [&](std::uint32_t key, const FrameView& values, std::vector<std::uint32_t>& places) {
            worthALook(needleFor(columns.keys()[key]), values, places);
        };
        const auto needle = [&](std::uint32_t key) { return each_ ? std::string_view() : needleFor(columns.keys()[key]); };
        return columns.match(needle, may,
                             [&](std::uint32_t key, std::string_view value) { return says(columns.keys()[key], value); });
    }

private:
    static constexpr std::size_t kFew = 64;  ///< rows do not pay for a look at all of their chunk

    /// What a value of this key holds where it is a hit: of a pair whose key fits, the rest.
    std::string_view needleFor(const std::string& key) {
        const std::string_view needle = matcher_.needle();
        const bool fits = pairs_ && (key.find('=') != std::string::npos || foldedView(key, folded_).ends_with(key_));
        return fits ? needle.substr(key_.size() + 1) : needle;
    }
    void worthALook(std::string_view needle, const FrameView& values, std::vector<std::uint32_t>& places) {
        if (each_ || needle.empty()) {
            for (std::uint32_t i = 0; i < values.count(); ++i) places.push_back(i);
            return;
        }
        withNeedle(needle, values, places);
        if (isAscii(values.all())) return;
        for (std::uint32_t i = 0; i < values.count(); ++i)
            if (!isAscii(values.at(i))) places.push_back(i);
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
    }
    void withNeedle(std::string_view needle, const FrameView& values, std::vector<std::uint32_t>& places) {
        toLower(values.all(), lower_);
        std::uint32_t value = 0;
        for (std::size_t at = 0; at < lower_.size();) {
            const void* hit = memmem(lower_.data() + at, lower_.size() - at, needle.data(), needle.size());
            if (!hit) return;
            at = static_cast<std::size_t>(static_cast<const char*>(hit) - lower_.data());
            value = valueAt(values, at, value);
            places.push_back(value);
            at = value + 1 < values.count() ? std::max(at + 1, values.start(value + 1)) : lower_.size();
        }
    }
    bool says(const std::string& key, std::string_view value) {
        return matcher_(value) || (pairs_ && matcher_(pair_.assign(key).append(1, '=').append(value)));
    }

    ValueMatcher matcher_;
    bool each_, pairs_ = false;
    std::string key_, folded_, lower_, pair_;
};

}  // namespace

std::unique_ptr<ChunkFilter> fieldWords(const Query& q, FieldType type) { return std::make_unique<FieldWords>(q, type); }

}  // namespace sillage::event_terms
