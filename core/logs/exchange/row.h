// One row of an Exchange log: cells under the names of the #Fields line in force (RFC 4180 quoting).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "logs/exchange/envelope.h"
#include "record/event.h"

namespace sillage::exchange {

/// Splits at commas into views of text, or of arena where quotes had to be resolved (arena is cleared first).
/// False when a quoted cell is still open at the end: it is taken as it stands.
bool splitCells(std::string_view text, std::vector<std::string_view>& cells, std::string& arena);

struct Row {
    const Header* header = nullptr;
    std::vector<std::string_view> cells;
    std::string arena;
    std::string_view octets;  ///< the whole record

    /// The cell under that name (lower case), trimmed, as it lies; "" when there is none.
    [[nodiscard]] std::string_view raw(std::string_view name) const;
    /// The same as UTF-8, at most max octets.
    [[nodiscard]] std::string text(std::string_view name, std::size_t max = 2000) const;
    /// e's field key = that cell, unless it is empty or "-".
    void field(Event& e, std::string_view key, std::string_view name, std::size_t max = 2000) const;
};

/// A cell as UTF-8: logs mix encodings inside one line.
std::string cellText(std::string_view cell, std::size_t max = 2000);
/// e's field key = value, unless it is empty or "-".
void addText(Event& e, std::string_view key, std::string_view value, std::size_t max = 2000);
/// Canonical address, with port and the text as written where it says more (field raw_ip).
void setClient(Event& e, std::string_view text);
/// The value behind `key` up to the next stop, "" when key is absent: `ClientType:MOMT, …`, `S:URL=…;`.
std::string_view valueBehind(std::string_view text, std::string_view key, char stop);

}  // namespace sillage::exchange
