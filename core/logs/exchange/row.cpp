// See row.h.
#include "logs/exchange/row.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

/// A quoted cell from behind its opening quote; what follows the closing quote up to the comma belongs to it.
bool takeQuotedCell(std::string_view& rest, std::string_view& cell, std::string& arena) {
    const std::size_t close = rest.find('"');
    if (close != std::string_view::npos && (close + 1 == rest.size() || rest[close + 1] == ',')) {
        cell = rest.substr(0, close);
        rest.remove_prefix(close + 1);
        return true;
    }
    const std::size_t begin = arena.size();
    bool quoted = true;
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        if (quoted ? rest[i] != '"' : rest[i] != ',') {
            arena += rest[i];
        } else if (!quoted) {
            break;
        } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
            arena += rest[i++];
        } else {
            quoted = false;
        }
    }
    cell = std::string_view(arena).substr(begin);
    rest.remove_prefix(i);
    return !quoted;
}

}  // namespace

bool splitCells(std::string_view text, std::vector<std::string_view>& cells, std::string& arena) {
    cells.clear();
    arena.clear();
    arena.reserve(text.size());  // views into it must stay
    bool closed = true;
    for (;;) {
        std::string_view cell;
        if (!text.empty() && text.front() == '"') {
            text.remove_prefix(1);
            closed = takeQuotedCell(text, cell, arena);
        } else {
            cell = text.substr(0, text.find(','));
            text.remove_prefix(cell.size());
        }
        cells.push_back(cell);
        if (text.empty()) return closed;
        text.remove_prefix(1);
    }
}

std::string_view Row::raw(std::string_view name) const {
    const auto found = header->places.find(name);
    if (found == header->places.end() || found->second >= cells.size()) return {};
    return trim(cells[found->second]);
}

std::string cellText(std::string_view cell, std::size_t max) {
    if (cell.size() > max + 64) cell = cell.substr(0, max + 64);
    if (isUtf8(cell)) return elide(cell, max);
    // A cut may have split the last character: then repairing is right, otherwise another charset is guessed.
    return elide(cell.size() == max + 64 ? repairUtf8(cell) : guessToUtf8(cell), max);
}

std::string Row::text(std::string_view name, std::size_t max) const {
    return cellText(raw(name), max);
}

void Row::field(Event& e, std::string_view key, std::string_view name, std::size_t max) const {
    addText(e, key, raw(name), max);
}

void addText(Event& e, std::string_view key, std::string_view value, std::size_t max) {
    if (!value.empty() && value != "-") addField(e, key, cellText(value, max));
}

void setClient(Event& e, std::string_view text) {
    text = trim(text);
    const auto ip = parseIp(text);
    e.clientIp = ip ? ip->text() : cellText(canonicalIp(text), 300);
    if (ip) e.clientPort = ip->port;
    if (!e.clientIp.empty() && (!ip || text.find('%') != std::string_view::npos))
        addText(e, "raw_ip", text, 300);
}

std::string_view valueBehind(std::string_view text, std::string_view key, char stop) {
    const std::size_t at = findText(text, key);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + key.size());
    return trim(text.substr(0, text.find(stop)));
}

}  // namespace sillage::exchange
