// The words of many messages in memory, inverted: every word with the rows, columns and positions it stands at. Filled
// row by row in ascending order, read once, word by word in the order of their octets. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

class TextRun {
public:
    static constexpr std::size_t kColumns = 4;
    TextRun();
    /// What word() adds belongs to this row from now on; rows ascend.
    void beginRow(std::int64_t row);
    /// The next word of a column; columns of a row come in ascending order.
    void word(unsigned column, std::uint32_t position, std::string_view word);
    [[nodiscard]] bool empty() const { return terms_.empty() && waiting_ == 0; }
    /// Memory in use, near enough.
    [[nodiscard]] std::size_t octets() const {
        return pool_.size() + names_.size() + terms_.size() * sizeof(Term) + slots_.size() * sizeof(slots_[0]);
    }
    /// term() for each word, in order of octets; then row() for each row it stands in, with its places as FTS5 writes
    /// them down (a "poslist").
    template <typename TermFunction, typename RowFunction>
    void each(TermFunction&& term, RowFunction&& row);
    /// Forgets everything; keeps the memory for the next run.
    void clear();

private:
    struct Term {
        std::uint64_t order = 0;                ///< first octets, big-endian: for sorting and comparing
        std::uint32_t name = 0;                 ///< in names_
        std::uint16_t size = 0;
        std::uint8_t column = 0;                ///< last one
        std::uint8_t slice = 0;                 ///< how many there are before the last one
        std::uint32_t first = 0, at = 0, end = 0;  ///< in pool_: first slice, next octet, end of the last slice
        std::uint32_t row = 0;                  ///< last one, from first_
        std::uint32_t position = 0;             ///< last one in the column
    };
    /// A word on its way: memory is asked for while others are worked on (drain()).
    struct Waiting {
        std::uint64_t hash, order;
        std::uint32_t name, size, position, column, row;
    };
    static constexpr std::size_t kMostWaiting = 64;
    /// Takes what octet() put down apart again.
    class Places;

    void drain();
    Term& termOf(const Waiting& w);
    Term& newTerm(const Waiting& w, std::size_t slot);
    void grow();
    void put(Term& term, std::uint64_t value);
    void octet(Term& term, std::uint8_t value);
    void sort();
    [[nodiscard]] std::string_view nameOf(const Term& t) const { return {names_.data() + t.name, t.size}; }
    /// The next row of the term at places; false at the end.
    bool nextRow(const Term& t, Places& places);

    std::vector<Term> terms_;
    std::vector<std::uint64_t> slots_;  ///< high half of the hash, then the term's index + 1; 0 = free
    std::string names_;
    std::vector<std::uint8_t> pool_;
    std::array<Waiting, kMostWaiting> queue_;
    std::size_t waiting_ = 0;
    std::string words_;                 ///< of what waits
    std::int64_t first_ = 0;
    std::uint32_t row_ = 0;
};

class TextRun::Places {
public:
    std::int64_t row = 0;
    std::string list;

private:
    friend class TextRun;
    std::uint32_t at = 0, end = 0;
    std::uint64_t ahead = 0;  ///< the next row's mark, read already
    std::size_t slice = 0;
    bool begun = false;
};

template <typename TermFunction, typename RowFunction>
void TextRun::each(TermFunction&& term, RowFunction&& row) {
    sort();
    Places places;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        const Term& t = terms_[i];
        if (i + 8 < terms_.size()) __builtin_prefetch(&pool_[terms_[i + 8].first]);
        term(nameOf(t));
        places.begun = false;
        while (nextRow(t, places)) row(places.row, places.list);
    }
}

}  // namespace sillage
