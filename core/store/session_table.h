// The sessions of a case as they lie in meta.db: columns loaded when asked for, through a cache of bounded size. One object
// a thread; sees every change of the database at its next refresh(). Damage is an Error that says to compute again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "record/touch.h"
#include "store/session_chunk.h"

namespace sillage {

class Database;

class SessionTable {
public:
    explicit SessionTable(Database& meta) : meta_(meta) {}

    /// To be called before each answer.
    void refresh();
    /// False: the trace has not been computed since the case was brought to this format.
    [[nodiscard]] bool computed() const { return version_ >= 0; }
    [[nodiscard]] std::uint32_t listed() const { return listed_; }
    [[nodiscard]] std::uint32_t rows() const { return rows_; }
    [[nodiscard]] std::uint32_t suspects() const { return suspects_; }
    [[nodiscard]] std::uint32_t chunks() const { return static_cast<std::uint32_t>(headers_.size()); }
    /// Rows of a chunk, and suspects of it.
    [[nodiscard]] std::uint32_t rowsOf(std::uint32_t chunk) const { return ofChunk(rows_, chunk); }
    [[nodiscard]] std::uint32_t suspectsOf(std::uint32_t chunk) const { return ofChunk(suspects_, chunk); }

    /// A column and the octets it views.
    struct Numbers {
        std::shared_ptr<const std::string> octets;
        NumberView view;
        [[nodiscard]] std::int64_t at(std::uint32_t row) const { return view.at(row); }
    };
    Numbers numbers(std::uint32_t chunk, SessionColumn column);
    Numbers suspectRows(std::uint32_t chunk);
    std::shared_ptr<const std::string> ids(std::uint32_t chunk);
    const std::vector<SessionGroup>& groups(std::uint32_t chunk);

    /// What is said, encoded (record/session_words.h), row by row of a chunk.
    class Words {
    public:
        [[nodiscard]] std::string_view at(std::uint32_t row) const;

    private:
        friend class SessionTable;
        std::shared_ptr<const std::string> octets_;
        std::vector<std::uint32_t> ends_;
    };
    /// Valid until the same is asked of another chunk.
    const Words& words(std::uint32_t chunk);
    const Words& verdicts(std::uint32_t chunk);
    const Words& signals(std::uint32_t chunk);

    /// The text at a place of one of the text columns; places are in order of octets.
    std::string text(SessionColumn column, std::uint32_t place);
    void eachText(SessionColumn column, const std::function<void(std::uint32_t place, std::string_view text)>& visit);

    std::uint64_t idOf(std::uint32_t row);
    /// Rows that have this id, ascending.
    std::vector<std::uint32_t> find(std::uint64_t id);
    /// The suspect that shows a row.
    std::optional<std::uint32_t> suspectWith(std::uint32_t row);
    Session session(std::uint32_t row);
    /// The same without its reasons, which are the widest of it.
    Session sessionOnly(std::uint32_t row);
    Session suspect(std::uint32_t suspect);
    /// Row + 1 of the session an event belongs to, by its id; 0 = none.
    std::uint32_t rowOfEvent(std::int64_t event);

private:
    [[nodiscard]] static std::uint32_t ofChunk(std::uint32_t count, std::uint32_t chunk) {
        const std::uint64_t begin = std::uint64_t{chunk} * kSessionsAChunk;
        return begin >= count ? 0 : static_cast<std::uint32_t>(std::min<std::uint64_t>(kSessionsAChunk, count - begin));
    }
    enum class Place : std::uint8_t { Column, Text };
    std::shared_ptr<const std::string> octets(Place place, std::int64_t id);
    std::shared_ptr<const std::string> column(std::uint32_t chunk, unsigned slot) {
        return octets(Place::Column, static_cast<std::int64_t>(std::uint64_t{chunk} * kSessionSlots + slot));
    }
    template <typename T>
    struct Last {
        std::uint32_t chunk = UINT32_MAX;
        T value;
    };
    const Words& wordsIn(Last<Words>& last, std::uint32_t chunk, const Numbers& lengths, std::uint32_t rows, unsigned slot);
    void fill(std::uint32_t row, Session& s);
    [[nodiscard]] std::size_t bucketOf(std::uint64_t id) const;
    void index();
    std::vector<std::uint32_t> findByLooking(std::uint64_t id);
    void loadEvents(std::int64_t block);
    void evict();
    [[noreturn]] void damaged() const;

    struct Cached {
        std::uint64_t key;
        std::shared_ptr<const std::string> octets;
    };
    Database& meta_;
    std::int64_t version_ = -2;
    std::uint32_t listed_ = 0, rows_ = 0, suspects_ = 0;
    std::vector<SessionHeader> headers_;
    unsigned asked_ = 0, bucketBits_ = 0;        ///< of find()
    std::vector<std::uint32_t> buckets_, byId_;  ///< where each bucket begins; the rows
    std::list<Cached> recent_;
    std::unordered_map<std::uint64_t, std::list<Cached>::iterator> cached_;
    std::size_t cachedOctets_ = 0;
    Last<Words> words_, verdicts_, signals_;
    Last<std::vector<SessionGroup>> groups_;
    std::int64_t eventBlock_ = -1;
    std::uint64_t eventRows_ = 0;
    std::string eventOctets_;
    NumberView events_;
};

}  // namespace sillage
