#include "store/text_segment.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "store/sqlite_varint.h"
#include "store/text_run.h"

namespace sillage {
namespace {

constexpr std::int64_t kTotals = 1, kStructure = 10;  // rows of text_data
constexpr std::uint64_t kMostSegments = 2000;
constexpr std::size_t kHeader = 4;
constexpr std::size_t kIndexedGap = 4;  // pages a word's list runs on before it gets an index of its own
constexpr char kMainIndex = '0';        // stands before every word (others would be prefix indexes)

std::int64_t leafRow(std::uint64_t segment, std::uint64_t page) {
    return static_cast<std::int64_t>(segment << 37 | page);
}
std::int64_t listIndexRow(std::uint64_t segment, std::uint64_t page) {
    return static_cast<std::int64_t>(segment << 37 | std::uint64_t{1} << 36 | page);
}

std::size_t commonPrefix(std::string_view a, std::string_view b) {
    const std::size_t n = std::min(a.size(), b.size());
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin()).first - a.begin());
}

/// Leaves of a segment, one after the other.
class Leaves {
public:
    Leaves(Database& shard, std::uint64_t segment)
        : segment_(segment),
          size_(static_cast<std::size_t>(shard.number("SELECT v FROM text_config WHERE k = 'pgsz'", 4050))),
          data_(shard.prepare("INSERT INTO text_data (id, block) VALUES (?,?)")),
          index_(shard.prepare("INSERT INTO text_idx (segid, term, pgno) VALUES (?,?,?)")) {
        page_.assign(kHeader, '\0');
    }

    void term(std::string_view word) {
        word_.assign(1, kMainIndex).append(word);
        if (full(word_.size() + 2) && page_.size() > kHeader) flush();
        putSqliteVarint(footer_, page_.size() - lastTerm_);
        lastTerm_ = page_.size();
        const std::size_t common = commonPrefix(previous_, word_);
        if (!termless_) {
            putSqliteVarint(page_, common);
            putSqliteVarint(page_, word_.size() - common);
            page_.append(word_, common);
        } else {  // the page is found by just enough of its first word to tell it from the one before
            if (number_ != 1) beginIndexed(std::string_view(word_).substr(0, previous_.empty() ? word_.size() : common + 1));
            putSqliteVarint(page_, word_.size());
            page_ += word_;
        }
        previous_.swap(word_);
        termless_ = rowless_ = false;
        firstOfList_ = true;
        listPage_ = number_;
    }

    void row(std::int64_t id, std::string_view places) {
        if (full(0)) flush();
        if (rowless_) {
            page_[0] = static_cast<char>(page_.size() >> 8);
            page_[1] = static_cast<char>(page_.size());
            addToListIndex(id);
        }
        putSqliteVarint(page_, static_cast<std::uint64_t>(firstOfList_ || rowless_ ? id : id - lastRow_));
        lastRow_ = id;
        firstOfList_ = rowless_ = false;
        if (!full(places.size() + 4)) {
            putSqliteVarint(page_, places.size() * 2);
            page_ += places;
            return;
        }
        entry_.clear();
        putSqliteVarint(entry_, places.size() * 2);
        entry_ += places;
        append(entry_);
    }

    /// The number of the last page.
    std::uint64_t finish() {
        if (page_.size() > kHeader) flush();
        endIndexed();
        return number_ - 1;
    }

private:
    [[nodiscard]] bool full(std::size_t more) const { return page_.size() + footer_.size() + more >= size_; }

    /// Over as many pages as it takes, cut between numbers.
    void append(std::string_view octets) {
        while (page_.size() + footer_.size() + octets.size() > size_) {
            const std::size_t used = page_.size() + footer_.size();
            std::size_t cut = 0;
            for (std::size_t end = 0; end < octets.size();) {
                while (octets[end] & 0x80) ++end;
                ++end;
                if (cut > 0 && used + end > size_) break;
                cut = end;
            }
            page_ += octets.substr(0, cut);
            octets.remove_prefix(cut);
            if (full(0)) flush();
            if (octets.empty()) return;
        }
        page_ += octets;
    }

    void flush() {
        page_[2] = static_cast<char>(page_.size() >> 8);
        page_[3] = static_cast<char>(page_.size());
        if (termless_) {
            ++gap_;
            if (rowless_ && !listIndex_.empty()) listIndex_ += '\0';
        }
        page_ += footer_;
        data_.bind(1, leafRow(segment_, number_)).bindBlobView(2, page_).run();
        page_.assign(kHeader, '\0');
        footer_.clear();
        lastTerm_ = 0;
        ++number_;
        termless_ = rowless_ = true;
    }

    void beginIndexed(std::string_view word) {
        endIndexed();
        indexed_ = word;
        indexedPage_ = number_;
    }

    void endIndexed() {
        const bool has = gap_ >= kIndexedGap && !listIndex_.empty();
        if (has) data_.bind(1, listIndexRow(segment_, listPage_)).bindBlobView(2, listIndex_).run();
        index_.bind(1, segment_).bindBlob(2, indexed_).bind(3, indexedPage_ << 1 | (has ? 1u : 0u)).run();
        listIndex_.clear();
        gap_ = 0;
    }

    /// The first row of each page that a word's list runs on to.
    void addToListIndex(std::int64_t row) {
        if (listIndex_.empty()) {
            listIndex_ += '\0';  // one record, whatever its size: root and leaf
            putSqliteVarint(listIndex_, number_);
            putSqliteVarint(listIndex_, static_cast<std::uint64_t>(row));
        } else {
            putSqliteVarint(listIndex_, static_cast<std::uint64_t>(row - listRow_));
        }
        listRow_ = row;
    }

    std::uint64_t segment_;
    std::size_t size_;
    Statement data_, index_;
    std::string page_, footer_, word_, previous_, entry_;
    std::uint64_t number_ = 1;
    std::size_t lastTerm_ = 0;
    bool termless_ = true, rowless_ = true, firstOfList_ = true;  ///< of the page; of the word's list
    std::int64_t lastRow_ = 0, listRow_ = 0;
    std::string indexed_;            ///< begins the page indexedPage_
    std::uint64_t indexedPage_ = 1, listPage_ = 1;
    std::size_t gap_ = 0;            ///< pages since then without a word's beginning
    std::string listIndex_;
};

Error damaged(Database& shard) {
    return Error(phrase("%1: the list of its segments is damaged", shard.file().string()),
                 "A file in index/ can be deleted and rebuilt by importing the evidence again.");
}

std::string record(Database& shard, std::int64_t row) {
    Statement st = shard.prepare("SELECT block FROM text_data WHERE id = ?");
    st.bind(1, row);
    return st.step() ? st.text(0) : std::string();
}

void putRecord(Database& shard, std::int64_t row, const std::string& octets) {
    Statement st = shard.prepare("REPLACE INTO text_data (id, block) VALUES (?,?)");
    st.bind(1, row).bindBlob(2, octets).run();
}

}  // namespace

TextStructure TextStructure::read(Database& shard) {
    const std::string octets = record(shard, kStructure);
    if (octets.size() < kHeader) throw damaged(shard);
    TextStructure out;
    out.cookie = octets.substr(0, kHeader);
    std::string_view in = std::string_view(octets).substr(kHeader);
    const std::uint64_t levels = takeSqliteVarint(in), segments = takeSqliteVarint(in);
    out.written = takeSqliteVarint(in);
    if (levels > 64 || segments > kMostSegments) throw damaged(shard);
    std::uint64_t seen = 0;
    for (std::uint64_t i = 0; i < levels; ++i) {
        Level& level = out.levels.emplace_back();
        level.merging = takeSqliteVarint(in);
        const std::uint64_t count = takeSqliteVarint(in);
        if ((seen += count) > segments) throw damaged(shard);
        for (std::uint64_t k = 0; k < count; ++k) {
            Segment& s = level.segments.emplace_back();
            s.id = takeSqliteVarint(in);
            s.first = takeSqliteVarint(in);
            s.last = takeSqliteVarint(in);
        }
    }
    return out;
}

void TextStructure::write(Database& shard) const {
    std::size_t count = 0;
    for (const Level& level : levels) count += level.segments.size();
    std::string out = cookie;
    putSqliteVarint(out, levels.size());
    putSqliteVarint(out, count);
    putSqliteVarint(out, written);
    for (const Level& level : levels) {
        putSqliteVarint(out, level.merging);
        putSqliteVarint(out, level.segments.size());
        for (const Segment& s : level.segments)
            for (const std::uint64_t n : {s.id, s.first, s.last}) putSqliteVarint(out, n);
    }
    putRecord(shard, kStructure, out);
}

std::uint64_t TextStructure::freeId() const {
    std::set<std::uint64_t> taken;
    for (const Level& level : levels)
        for (const Segment& s : level.segments) taken.insert(s.id);
    std::uint64_t id = 1;
    while (taken.count(id)) ++id;
    return id;
}

void writeSegment(Database& shard, TextRun& run) {
    if (run.empty()) return;
    TextStructure structure = TextStructure::read(shard);
    const std::uint64_t id = structure.freeId();
    if (id >= kMostSegments) throw damaged(shard);
    Leaves leaves(shard, id);
    run.each([&](std::string_view word) { leaves.term(word); },
             [&](std::int64_t row, std::string_view places) { leaves.row(row, places); });
    const std::uint64_t last = leaves.finish();
    if (structure.levels.empty()) structure.levels.emplace_back();
    structure.levels.front().segments.push_back({id, 1, last});
    structure.written += last;
    structure.write(shard);
}

void addTotals(Database& shard, std::uint64_t rows, const std::vector<std::uint64_t>& words) {
    const std::string old = record(shard, kTotals);
    std::string_view in = old;
    std::string out;
    putSqliteVarint(out, takeSqliteVarint(in) + rows);
    for (const std::uint64_t n : words) putSqliteVarint(out, takeSqliteVarint(in) + n);
    putRecord(shard, kTotals, out);
}

}  // namespace sillage
