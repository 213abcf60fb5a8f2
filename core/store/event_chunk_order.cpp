#include "store/event_chunk_order.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/ip.h"
#include "record/text_pool.h"
#include "store/event_chunk_terms.h"
#include "store/in_parallel.h"
#include "store/radix_sort.h"

namespace sillage {
namespace {

constexpr std::size_t kChunksAThread = 4;          ///< fewer are not worth starting one
constexpr std::size_t kSortDirectly = 500'000;     ///< up to so many hits are sorted without the order of all
constexpr std::size_t kDictionaryEntries = 2'000'000;  ///< beyond, texts sort by their first 8 octets

struct Key {
    std::int64_t utc;
    std::uint32_t rank, row;
    bool operator<(const Key& o) const {
        if (utc != o.utc) return utc < o.utc;
        return rank != o.rank ? rank < o.rank : row < o.row;
    }
};

/// Undated events stand after all others.
std::int64_t timeKey(std::int64_t utc) { return utc == 0 ? std::numeric_limits<std::int64_t>::max() : utc; }

/// Keys of single rows of a chunk.
class KeyReader {
public:
    KeyReader(ChunkStore& store, const ChunkInfo& chunk, const std::unordered_map<std::int64_t, std::uint32_t>& ranks)
        : chunk_(chunk), utcOctets_(store.column(chunk, slotOf(NumberColumn::Utc))),
          sourceOctets_(store.column(chunk, slotOf(NumberColumn::Source))),
          utc_(chunk.header[NumberColumn::Utc], *utcOctets_), source_(chunk.header[NumberColumn::Source], *sourceOctets_),
          ranks_(ranks) {}
    Key at(std::uint32_t row) {
        const std::int64_t source = source_.at(row);
        if (source != lastSource_) {
            const auto found = ranks_.find(source);
            lastRank_ = found == ranks_.end() ? static_cast<std::uint32_t>(source) : found->second;
            lastSource_ = source;
        }
        return {timeKey(utc_.at(row)), lastRank_, static_cast<std::uint32_t>(chunk_.first - 1 + row)};
    }

private:
    const ChunkInfo& chunk_;
    std::shared_ptr<const std::string> utcOctets_, sourceOctets_;
    NumberView utc_, source_;
    const std::unordered_map<std::int64_t, std::uint32_t>& ranks_;
    std::int64_t lastSource_ = -1;
    std::uint32_t lastRank_ = 0;
};

/// One chunk's live rows in order, for the merge.
class Run {
public:
    Run(ChunkStore& store, const ChunkInfo& chunk, const std::unordered_map<std::int64_t, std::uint32_t>& ranks)
        : reader_(store, chunk, ranks) {
        std::vector<Key> keys;
        keys.reserve(chunk.live);
        for (std::uint32_t row = 0; row < chunk.rows; ++row)
            if (!chunk.isDead(row)) keys.push_back(reader_.at(row));
        size_ = static_cast<std::uint32_t>(keys.size());
        if (size_ != chunk.rows || !std::is_sorted(keys.begin(), keys.end())) {
            std::sort(keys.begin(), keys.end());
            for (const Key& key : keys) order_.push_back(static_cast<std::uint16_t>(key.row - (chunk.first - 1)));
        }
        if (size_) key_ = keys.front();
    }
    [[nodiscard]] bool done() const { return at_ >= size_; }
    [[nodiscard]] const Key& key() const { return key_; }
    void next() {
        if (++at_ < size_) key_ = reader_.at(order_.empty() ? at_ : order_[at_]);
    }

private:
    KeyReader reader_;
    std::vector<std::uint16_t> order_;  ///< empty where the chunk is in order already
    std::uint32_t at_ = 0, size_ = 0;
    Key key_{};
};

std::size_t countBits(const std::vector<RowBits>& bits) {
    std::size_t count = 0;
    for (const RowBits& chunk : bits)
        for (std::uint64_t word : chunk) count += static_cast<std::size_t>(__builtin_popcountll(word));
    return count;
}

/// Sort form of a dictionary value: addresses by their octets, before what is none.
std::string sortForm(std::string_view value, bool address) {
    if (!address) return std::string(value);
    if (value.empty()) return {};
    const auto ip = parseIp(value);
    if (!ip) return "\x02" + std::string(value);
    return "\x01" + std::string(reinterpret_cast<const char*>(ip->octets.data()), ip->octets.size());
}

std::uint64_t firstOctets(std::string_view form) {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < 8; ++i) key = key << 8 | (i < form.size() ? static_cast<unsigned char>(form[i]) : 0);
    return key;
}

}  // namespace

void EventOrder::rankSources(const EventSources& sources) {
    std::vector<std::int64_t> ids;
    for (const auto& [id, source] : sources) ids.push_back(id);
    std::sort(ids.begin(), ids.end(), [&sources](std::int64_t a, std::int64_t b) {
        const EventSource &x = sources.at(a), &y = sources.at(b);
        if (x.path != y.path) return x.path < y.path;
        return x.sha256 != y.sha256 ? x.sha256 < y.sha256 : a < b;
    });
    ranks_.clear();
    for (std::size_t i = 0; i < ids.size(); ++i) ranks_[ids[i]] = static_cast<std::uint32_t>(i);
}

const EventOrder::Rows& EventOrder::everyRow() {
    const auto& chunks = store_.chunks();
    std::vector<std::int64_t> versions;
    for (const ChunkInfo& chunk : chunks) versions.push_back(chunk.version);
    if (!rows_.empty() && versions == versions_) return rows_;
    std::vector<std::unique_ptr<Run>> runs;
    std::size_t total = 0;
    for (const ChunkInfo& chunk : chunks)
        if (chunk.live) {
            runs.push_back(std::make_unique<Run>(store_, chunk, ranks_));
            total += chunk.live;
        }
    const auto later = [](const std::unique_ptr<Run>& a, const std::unique_ptr<Run>& b) { return b->key() < a->key(); };
    std::make_heap(runs.begin(), runs.end(), later);
    rows_.clear();
    rows_.reserve(total);
    while (!runs.empty()) {
        std::pop_heap(runs.begin(), runs.end(), later);
        Run& run = *runs.back();
        // Chunks of one log hardly overlap: stay in a run as long as no other has an earlier row.
        do {
            rows_.push_back(run.key().row);
            run.next();
        } while (!run.done() && (runs.size() == 1 || run.key() < runs.front()->key()));
        if (run.done()) runs.pop_back();
        else std::push_heap(runs.begin(), runs.end(), later);
    }
    versions_ = std::move(versions);
    return rows_;
}

EventOrder::Rows EventOrder::natural(const std::vector<RowBits>& bits) {
    const auto& chunks = store_.chunks();
    const std::size_t count = countBits(bits);
    Rows out;
    out.reserve(count);
    if (count <= kSortDirectly) {
        std::vector<Key> keys;
        keys.reserve(count);
        for (std::size_t c = 0; c < chunks.size(); ++c) {
            if (std::all_of(bits[c].begin(), bits[c].end(), [](std::uint64_t w) { return w == 0; })) continue;
            KeyReader reader(store_, chunks[c], ranks_);
            eachBit(bits[c], [&](std::uint32_t row) {
                keys.push_back(reader.at(row));
                return true;
            });
        }
        if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
        for (const Key& key : keys) out.push_back(key.row);
        return out;
    }
    if (count == static_cast<std::size_t>(std::accumulate(chunks.begin(), chunks.end(), std::int64_t{0},
                                         [](std::int64_t sum, const ChunkInfo& c) { return sum + c.live; })))
        return everyRow();
    std::vector<bool> wanted(static_cast<std::size_t>(chunks.back().first - 1 + chunks.back().rows));
    for (std::size_t c = 0; c < chunks.size(); ++c)
        eachBit(bits[c], [&](std::uint32_t row) { return wanted[static_cast<std::size_t>(chunks[c].first - 1) + row] = true; });
    for (std::uint32_t row : everyRow())
        if (wanted[row]) out.push_back(row);
    return out;
}

std::vector<std::uint64_t> EventOrder::numberKeys(const std::vector<RowBits>& bits, std::size_t field) {
    const auto& chunks = store_.chunks();
    const std::string_view name = fields(View::Events)[field].name;
    const NumberColumn column = *event_terms::columnOf(field).number;
    const auto bit = [&name](std::int64_t flags) -> std::int64_t {
        if (name == "precision") return flags & 7;
        return EventFlags::bit(flags, name == "tz_assumed" ? EventFlags::kTzAssumed : EventFlags::kYearAssumed);
    };
    std::int64_t minimum = 0;
    for (const ChunkInfo& chunk : chunks) minimum = std::min(minimum, chunk.header[column].minimum);
    std::vector<std::uint64_t> keys(static_cast<std::size_t>(chunks.back().first - 1 + chunks.back().rows));
    inParallel(chunks.size(), threadsFor(chunks.size(), kChunksAThread), [&](std::size_t c, std::size_t) {
        ChunkReader reader(store_, chunks[c]);
        const NumberView numbers = reader.number(column);
        eachBit(bits[c], [&](std::uint32_t row) {
            std::int64_t value = numbers.at(row);
            if (column == NumberColumn::Flags) value = bit(value);
            if (column == NumberColumn::Source) {
                const auto rank = ranks_.find(value);
                value = rank == ranks_.end() ? value : rank->second;
            }
            keys[static_cast<std::size_t>(chunks[c].first - 1) + row] =
                static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(minimum);
            return true;
        });
    });
    return keys;
}

/// What each code of each chunk's dictionary stands for in the order: its place among all values, or where these are too
/// many its first octets.
std::vector<std::vector<std::uint64_t>> EventOrder::textRanks(TextColumn column) {
    const auto& chunks = store_.chunks();
    const bool address = column == TextColumn::ClientIp;
    std::size_t total = 0;
    for (const ChunkInfo& chunk : chunks) total += chunk.header[column].count;
    const bool exact = total <= kDictionaryEntries;
    std::vector<std::vector<std::uint64_t>> rank(chunks.size());
    std::vector<std::vector<std::string>> forms(chunks.size());
    inParallel(chunks.size(), threadsFor(chunks.size(), kChunksAThread), [&](std::size_t c, std::size_t) {
        if (!chunks[c].live) return;
        TextReader reader(store_, chunks[c], column);
        rank[c].resize(std::max<std::uint32_t>(1, reader.dictionary().count()));
        reader.dictionary().each([&](std::uint32_t code, std::string_view value) {
            if (exact) forms[c].push_back(sortForm(value, address));
            else rank[c][code] = firstOctets(sortForm(value, address));
        });
    });
    if (!exact) return rank;
    TextPool pool;  // chunks of one log share most of their values
    for (std::size_t c = 0; c < chunks.size(); ++c)
        for (std::size_t code = 0; code < forms[c].size(); ++code) rank[c][code] = pool.intern(forms[c][code]);
    std::vector<std::uint32_t> order(pool.size()), place(pool.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&pool](std::uint32_t a, std::uint32_t b) { return pool.at(a) < pool.at(b); });
    for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    for (auto& ofChunk : rank)
        for (std::uint64_t& r : ofChunk) r = r < place.size() ? place[r] : 0;
    return rank;
}

std::vector<std::uint64_t> EventOrder::textKeys(const std::vector<RowBits>& bits, TextColumn column) {
    const auto& chunks = store_.chunks();
    const std::vector<std::vector<std::uint64_t>> rank = textRanks(column);
    std::vector<std::uint64_t> keys(static_cast<std::size_t>(chunks.back().first - 1 + chunks.back().rows));
    inParallel(chunks.size(), threadsFor(chunks.size(), kChunksAThread), [&](std::size_t c, std::size_t) {
        if (!chunks[c].live) return;
        TextReader reader(store_, chunks[c], column);
        eachBit(bits[c], [&](std::uint32_t row) {
            const std::uint32_t code = reader.code(row);
            keys[static_cast<std::size_t>(chunks[c].first - 1) + row] = code < rank[c].size() ? rank[c][code] : 0;
            return true;
        });
    });
    return keys;
}

void EventOrder::byColumn(Rows& rows, const std::vector<RowBits>& bits, std::size_t field, bool descending) {
    const event_terms::FieldColumn column = event_terms::columnOf(field);
    if (rows.empty() || (!column.text && !column.number)) return;
    std::vector<std::uint64_t> keys = column.text ? textKeys(bits, *column.text) : numberKeys(bits, field);
    if (descending) {
        std::uint64_t largest = 0;
        for (std::uint32_t row : rows) largest = std::max(largest, keys[row]);
        for (std::uint32_t row : rows) keys[row] = largest - keys[row];
    }
    radixSort(rows, keys);
}

std::vector<std::int64_t> EventOrder::select(const std::vector<RowBits>& bits, const EventSources& sources,
                                             const Sort& sort) {
    if (bits.empty()) return {};
    rankSources(sources);
    Rows rows = natural(bits);
    const bool byTime = fields(View::Events)[sort.field].name == std::string_view("time");
    const bool natural = sort.natural || byTime;
    if (!natural) byColumn(rows, bits, sort.field, sort.descending);
    std::vector<std::int64_t> ids(rows.size());
    std::transform(rows.begin(), rows.end(), ids.begin(), [](std::uint32_t row) { return std::int64_t{row} + 1; });
    if (natural && sort.descending) std::reverse(ids.begin(), ids.end());
    return ids;
}

}  // namespace sillage
