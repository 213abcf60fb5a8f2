#include "store/event_chunk_text.h"

#include <algorithm>
#include <cstring>

#include "store/codec.h"

namespace sillage {
namespace {

constexpr std::uint32_t kBlock = 16;

void putU32(std::string& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
}

std::uint32_t getU32(std::string_view in, std::size_t at) {
    if (at + 4 > in.size()) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{static_cast<unsigned char>(in[at + i])} << (8 * i);
    return value;
}

std::size_t sharedPrefix(std::string_view a, std::string_view b) {
    const std::size_t limit = std::min(a.size(), b.size());
    std::size_t n = 0;
    while (n < limit && a[n] == b[n]) ++n;
    return n;
}

/// Varint at a position of a longer text; false past the end.
bool varint(std::string_view in, std::size_t& at, std::size_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (at >= in.size()) return false;
        const auto octet = static_cast<unsigned char>(in[at++]);
        value |= std::size_t{octet & 0x7fu} << shift;
        if (octet < 0x80) return true;
    }
    return false;
}

}  // namespace

void TextColumnBuilder::add(const EventBlock& block, const EventBlock::Texts& column, std::uint32_t begin, std::uint32_t end) {
    map_.assign(column.count, 0);
    for (std::uint32_t row = begin; row < end; ++row) {
        const std::uint32_t code = block.codeOf(column, row);
        std::uint32_t& here = map_[code];
        if (here == 0) here = pool_.intern(block.entry(column, code)) + 1;
        rows_.push_back(here - 1);
    }
}

/// The codes in order of their values. Most values differ within their first octets, which are compared as a number.
std::vector<std::uint32_t> TextColumnBuilder::sorted() const {
    struct Key {
        std::uint64_t head;
        std::uint32_t code;
    };
    const auto head = [](std::string_view text) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) value = value << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
        return value;
    };
    const auto count = pool_.size();
    const auto value = [this](std::uint32_t code) { return pool_.at(code); };
    std::size_t common = count ? value(0).size() : 0;
    for (std::uint32_t code = 1; code < count && common > 0; ++code)
        common = sharedPrefix(value(0).substr(0, common), value(code));
    std::vector<Key> keys(count);
    for (std::uint32_t code = 0; code < count; ++code) keys[code] = {head(value(code).substr(common)), code};
    const auto less = [&value](const Key& a, const Key& b) {
        return a.head != b.head ? a.head < b.head : value(a.code) < value(b.code);
    };
    if (!std::is_sorted(keys.begin(), keys.end(), less)) std::sort(keys.begin(), keys.end(), less);
    std::vector<std::uint32_t> order(count);
    for (std::uint32_t i = 0; i < count; ++i) order[i] = keys[i].code;
    return order;
}

std::string encodeDictionary(std::span<const std::string_view> sorted) {
    std::string entries, offsets, out;
    std::string_view before;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (i % kBlock == 0) putU32(offsets, static_cast<std::uint32_t>(entries.size()));
        const std::size_t shared = i % kBlock == 0 ? 0 : sharedPrefix(before, sorted[i]);
        putVarint(entries, shared);
        putVarint(entries, sorted[i].size() - shared);
        entries.append(sorted[i].substr(shared));
        before = sorted[i];
    }
    out.reserve(4 + offsets.size() + entries.size());
    putU32(out, static_cast<std::uint32_t>(sorted.size()));
    out += offsets;
    return out += entries;
}

TextColumnBuilder::Encoded TextColumnBuilder::encode() const {
    const std::uint32_t count = pool_.size();
    const std::vector<std::uint32_t> order = sorted();
    Encoded out;
    out.count = count;
    std::vector<std::uint32_t> newCode(count);
    std::vector<std::string_view> values(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        newCode[order[i]] = i;
        values[i] = pool_.at(order[i]);
    }
    out.dictionary = encodeDictionary(values);
    out.width = count <= 1 ? 0 : count <= 256 ? 1 : 2;
    out.codes.resize(rows_.size() * out.width);
    for (std::size_t row = 0; out.width && row < rows_.size(); ++row) {
        const std::uint32_t code = newCode[rows_[row]];
        out.codes[row * out.width] = static_cast<char>(code);
        if (out.width == 2) out.codes[row * 2 + 1] = static_cast<char>(code >> 8);
    }
    return out;
}

DictionaryView::DictionaryView(std::string_view octets) : octets_(octets), count_(getU32(octets, 0)) {
    const std::uint64_t blocks = (std::uint64_t{count_} + kBlock - 1) / kBlock;
    if (4 + blocks * 4 > octets.size()) count_ = 0;
}

std::size_t DictionaryView::blockStart(std::uint32_t block) const {
    const std::size_t entries = 4 + std::size_t{(count_ + kBlock - 1) / kBlock} * 4;
    return entries + getU32(octets_, 4 + std::size_t{block} * 4);
}

/// The next entry at a position, value holding the one before.
bool DictionaryView::decode(std::size_t& at, std::string& value) const {
    std::size_t shared = 0, length = 0;
    if (!varint(octets_, at, shared) || !varint(octets_, at, length)) return false;
    if (shared > value.size() || length > octets_.size() - at) return false;
    value.resize(shared);
    value.append(octets_.substr(at, length));
    at += length;
    return true;
}

std::string_view DictionaryView::entry(std::uint32_t code, std::string& scratch) const {
    scratch.clear();
    if (code >= count_) return {};
    std::size_t at = blockStart(code / kBlock);
    for (std::uint32_t i = 0; i <= code % kBlock; ++i)
        if (!decode(at, scratch)) return {};
    return scratch;
}

void DictionaryView::each(const std::function<void(std::uint32_t, std::string_view)>& visit) const {
    std::string value;
    std::size_t at = 0;
    for (std::uint32_t code = 0; code < count_; ++code) {
        if (code % kBlock == 0) {
            value.clear();
            at = blockStart(code / kBlock);
        }
        if (!decode(at, value)) return;
        visit(code, value);
    }
}

std::optional<std::uint32_t> DictionaryView::find(std::string_view wanted) const {
    std::uint32_t low = 0, high = (count_ + kBlock - 1) / kBlock;
    std::string value;
    while (low < high) {  // the first block that begins after the wanted value
        const std::uint32_t middle = low + (high - low) / 2;
        if (entry(middle * kBlock, value) <= wanted) low = middle + 1;
        else high = middle;
    }
    if (low == 0) return std::nullopt;
    value.clear();
    std::size_t at = blockStart(low - 1);
    for (std::uint32_t code = (low - 1) * kBlock; code < std::min(count_, low * kBlock); ++code) {
        if (!decode(at, value)) return std::nullopt;
        if (value == wanted) return code;
    }
    return std::nullopt;
}

}  // namespace sillage
