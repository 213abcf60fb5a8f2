// Events of one chunk to the compact form, column by column: a text is looked up once, however many rows bear it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/event_chunk_store.h"
#include "trace/fields.h"

namespace sillage::tracing {

/// Static files of a web server witness nothing about mail.
inline bool worthless(Action action, std::string_view protocol, std::string_view session) {
    return action == Action::Page && protocol == "http" && session.empty();
}
/// A rotated login line: the session id says address (T24).
void addressFromSession(Input& input, std::string_view session, Ev& e);
inline std::uint32_t narrow(std::uint64_t n) { return static_cast<std::uint32_t>(std::min<std::uint64_t>(n, UINT32_MAX)); }

/// Of one reader, for one thread.
class Columns {
public:
    Columns(Input& input, ChunkReader& reader);
    /// Adds the row's event to the input.
    void append(std::uint32_t row);
    /// Fills in what is read later.
    void enrich(std::uint32_t row, Ev& e);

private:
    enum class Form { AsIs, Lower, Trimmed };
    std::int64_t number(NumberColumn c, std::uint32_t row);
    void numbers(std::uint32_t row, Ev& e);
    void rest(std::uint32_t row, Ev& e);
    Sym sym(TextColumn c, std::uint32_t row, Form form);
    void parseFields(std::uint32_t row);
    Input& input_;
    ChunkReader& reader_;
    std::vector<std::optional<FieldKey>> keys_;
    std::vector<std::string> protocols_;  ///< of the chunk, by code
    std::vector<Route> routes_;
    std::array<std::optional<NumberView>, kNumberColumns> numbers_;
    std::array<std::vector<Sym>, kTextColumns> syms_;
    struct Found {
        FieldKey key;
        std::size_t size;
    };
    Fields fields_;
    std::vector<Found> found_;  ///< of the row in hand
    std::string values_;        ///< theirs, one behind the other
    std::string scratch_;
};

}  // namespace sillage::tracing
