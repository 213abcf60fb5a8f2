// A word's places are kept as a stream of small numbers in slices of growing size, linked by their last four octets:
// value << 2 | what it is. A common language has more words than a processor's near memory holds, so nearly every word
// would wait for the far one three times: words are therefore taken in dozens, and fetched ahead.
#include "store/text_run.h"

#include <algorithm>
#include <cstring>

#include "store/sqlite_varint.h"

namespace sillage {
namespace {

enum What : std::uint64_t { Place, Column, Row };  // place: distance from the last one in the same column
constexpr std::uint32_t kLink = 4;
constexpr std::array<std::uint32_t, 8> kSlices = {12, 20, 36, 68, 132, 260, 516, 1028};  // octets; the last one again
constexpr std::uint32_t kNoRow = ~std::uint32_t{0};

std::uint32_t sizeOf(std::size_t slice) { return kSlices[std::min(slice, kSlices.size() - 1)]; }

std::uint64_t load(const char* p, std::size_t n) {
    std::uint64_t v = 0;
    std::memcpy(&v, p, n);
    return v;
}

std::uint64_t hashOf(std::string_view word) {
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15u;
    std::uint64_t h = word.size() * kOdd;
    const char* p = word.data();
    std::size_t left = word.size();
    for (; left > 8; left -= 8, p += 8) {
        h = (h ^ load(p, 8)) * kOdd;
        h ^= h >> 32;
    }
    h = (h ^ load(p, left)) * kOdd;
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9u;
    return h ^ h >> 32;
}

}  // namespace

TextRun::TextRun() { clear(); }

void TextRun::clear() {
    terms_.clear();
    names_.clear();
    pool_.clear();
    words_.clear();
    waiting_ = 0;
    slots_.assign(std::max<std::size_t>(slots_.size(), 1u << 12), 0);
}

void TextRun::beginRow(std::int64_t row) {
    if (empty()) first_ = row;
    row_ = static_cast<std::uint32_t>(row - first_);
}

void TextRun::word(unsigned column, std::uint32_t position, std::string_view word) {
    Waiting& w = queue_[waiting_++];
    w.hash = hashOf(word);
    w.order = __builtin_bswap64(load(word.data(), std::min<std::size_t>(word.size(), 8)));
    w.name = static_cast<std::uint32_t>(words_.size());
    w.size = static_cast<std::uint32_t>(word.size());
    w.position = position;
    w.column = column;
    w.row = row_;
    words_ += word;
    __builtin_prefetch(&slots_[w.hash & (slots_.size() - 1)]);
    if (waiting_ == kMostWaiting) drain();
}

void TextRun::drain() {
    const std::size_t mask = slots_.size() - 1;
    std::array<const Term*, kMostWaiting> likely;
    for (std::size_t i = 0; i < waiting_; ++i) {
        const auto index = static_cast<std::uint32_t>(slots_[queue_[i].hash & mask]);
        likely[i] = index ? &terms_[index - 1] : nullptr;
        if (index) __builtin_prefetch(likely[i], 1);
    }
    for (std::size_t i = 0; i < waiting_; ++i)
        if (likely[i] && likely[i]->at < pool_.size()) __builtin_prefetch(&pool_[likely[i]->at], 1);
    for (std::size_t i = 0; i < waiting_; ++i) {
        const Waiting& w = queue_[i];
        Term& t = termOf(w);
        if (t.row != w.row) {
            put(t, std::uint64_t{w.row - (t.row == kNoRow ? 0 : t.row)} << 2 | Row);
            t.row = w.row;
            t.column = 0;
            t.position = 0;
        }
        if (t.column != w.column) {
            put(t, std::uint64_t{w.column} << 2 | Column);
            t.column = static_cast<std::uint8_t>(w.column);
            t.position = 0;
        }
        put(t, std::uint64_t{w.position - t.position} << 2 | Place);
        t.position = w.position;
    }
    waiting_ = 0;
    words_.clear();
}

TextRun::Term& TextRun::termOf(const Waiting& w) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = w.hash & mask;
    for (; slots_[i]; i = (i + 1) & mask) {
        if (slots_[i] >> 32 != w.hash >> 32) continue;
        Term& t = terms_[static_cast<std::uint32_t>(slots_[i]) - 1];
        if (t.size == w.size && t.order == w.order &&
            (w.size <= 8 || std::memcmp(names_.data() + t.name, words_.data() + w.name, w.size) == 0))
            return t;
    }
    return newTerm(w, i);
}

TextRun::Term& TextRun::newTerm(const Waiting& w, std::size_t slot) {
    Term t;
    t.order = w.order;
    t.name = static_cast<std::uint32_t>(names_.size());
    t.size = static_cast<std::uint16_t>(w.size);
    t.row = kNoRow;
    names_.append(words_, w.name, w.size);
    t.first = t.at = static_cast<std::uint32_t>(pool_.size());
    pool_.resize(pool_.size() + sizeOf(0));
    t.end = t.at + sizeOf(0) - kLink;
    terms_.push_back(t);
    slots_[slot] = (w.hash & ~std::uint64_t{0xffffffff}) | terms_.size();
    if (terms_.size() * 2 > slots_.size()) grow();
    return terms_.back();
}

void TextRun::grow() {
    std::vector<std::uint64_t> wider(slots_.size() * 2);
    const std::size_t mask = wider.size() - 1;
    for (const std::uint64_t slot : slots_) {
        if (!slot) continue;
        std::size_t i = hashOf(nameOf(terms_[static_cast<std::uint32_t>(slot) - 1])) & mask;
        while (wider[i]) i = (i + 1) & mask;
        wider[i] = slot;
    }
    slots_.swap(wider);
}

void TextRun::octet(Term& t, std::uint8_t value) {
    if (t.at == t.end) {
        const auto next = static_cast<std::uint32_t>(pool_.size());
        if (t.slice < kSlices.size()) ++t.slice;
        const std::uint32_t size = sizeOf(t.slice);
        pool_.resize(pool_.size() + size);
        std::memcpy(pool_.data() + t.end, &next, kLink);
        t.at = next;
        t.end = next + size - kLink;
    }
    pool_[t.at++] = value;
}

void TextRun::put(Term& t, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) octet(t, static_cast<std::uint8_t>(value | 0x80));
    octet(t, static_cast<std::uint8_t>(value));
}

void TextRun::sort() {
    drain();
    std::sort(terms_.begin(), terms_.end(), [this](const Term& a, const Term& b) {
        return a.order != b.order ? a.order < b.order : nameOf(a) < nameOf(b);
    });
}

/// FTS5's form of the same: sqlite's varints, 1 before the number of another column, distances plus 2.
bool TextRun::nextRow(const Term& t, Places& p) {
    const auto next = [&]() -> std::uint8_t {
        if (p.at == p.end) {
            std::memcpy(&p.at, pool_.data() + p.end, kLink);
            p.end = p.at + sizeOf(++p.slice) - kLink;
            std::uint32_t after = 0;  // the next slice but one
            std::memcpy(&after, pool_.data() + p.end, kLink);
            __builtin_prefetch(pool_.data() + after);
        }
        return pool_[p.at++];
    };
    const auto number = [&] {
        std::uint64_t value = next();
        if (value < 0x80) return value;
        value &= 0x7f;
        for (unsigned shift = 7;; shift += 7) {
            const std::uint8_t octet = next();
            value |= static_cast<std::uint64_t>(octet & 0x7f) << shift;
            if (!(octet & 0x80)) return value;
        }
    };
    if (!p.begun) {
        p.begun = true;
        p.at = t.first;
        p.end = p.at + sizeOf(0) - kLink;
        p.slice = 0;
        p.row = first_ + static_cast<std::int64_t>(number() >> 2);
    } else if (p.at == t.at) {
        return false;
    } else {
        p.row += static_cast<std::int64_t>(p.ahead >> 2);
    }
    p.list.clear();
    while (p.at != t.at) {
        const std::uint64_t value = number();
        if ((value & 3) == Row) {
            p.ahead = value;
            return true;
        }
        if ((value & 3) == Column) p.list += '\1';
        putSqliteVarint(p.list, (value >> 2) + ((value & 3) == Place ? 2 : 0));
    }
    return true;
}

}  // namespace sillage
