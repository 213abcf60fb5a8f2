// See envelope.h.
#include "logs/exchange/envelope.h"

#include <algorithm>

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

constexpr std::size_t kCutEvery = 4u << 20;
constexpr std::size_t kMaxCarry = 64u << 10;
constexpr std::size_t kMaxHeaderLine = 32u << 10;

/// Follows lines over blocks: the text of header lines, the first octets of all others.
class Scanner {
public:
    Scanner(const std::function<void(Cut)>& cut, std::string& carry) : cut_(cut), carry_(carry) {}

    void add(Bytes block) {
        std::string_view rest = block.data;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            const std::string_view piece = rest.substr(0, end);
            const std::size_t room = begin_.empty() && piece.empty() ? 0 : limit(piece);
            if (begin_.size() < room) begin_.append(piece.substr(0, room - begin_.size()));
            if (!decided_ && (begin_.size() >= 10 || end != std::string_view::npos)) decide();
            const std::size_t used = end == std::string_view::npos ? rest.size() : end + 1;
            position_ += used;
            rest.remove_prefix(used);
            if (end != std::string_view::npos) endLine();
        }
    }
    void finish() {
        if (!begin_.empty()) endLine();
    }

private:
    std::size_t limit(std::string_view piece) const {
        const char first = begin_.empty() ? piece.front() : begin_.front();
        return first == '#' || first == '\xef' ? kMaxHeaderLine : 10;
    }
    /// The beginning of a line is known: may the source be cut before it?
    void decide() {
        decided_ = true;
        if (!open_ && lineStart_ - lastCut_ >= kCutEvery && beginsWithDate(begin_))
            cut_({lastCut_ = lineStart_, line_});
    }
    void endLine() {
        std::string_view text = begin_;
        if (line_ == 1) sillage::take(text, "\xef\xbb\xbf");
        if (!text.empty() && text.front() == '#' && header_.take(text)) note();
        begin_.clear();
        decided_ = false;
        ++line_;
        lineStart_ = position_;
    }
    void note() {
        if (header_.fields.empty()) return;
        if (header_.has("time") && !header_.has("date")) open_ = true;  // dates are counted from #Date on
        std::string entry = std::to_string(position_) + '\t' + header_.type + '\t' + header_.fields + '\n';
        if (carry_.size() + entry.size() > kMaxCarry)
            open_ = true;
        else
            carry_ += entry;
    }

    const std::function<void(Cut)>& cut_;
    std::string& carry_;
    Header header_;
    std::string begin_;
    std::uint64_t position_ = 0, lineStart_ = 0, lastCut_ = 0, line_ = 1;
    bool decided_ = false;
    bool open_ = false;  ///< no more cuts: what follows needs more than the carry holds
};

}  // namespace

bool beginsWithDate(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
        if (!isDigit(text[i])) return false;
    return true;
}

void Header::setFields(std::string_view text) {
    fields.assign(text);
    names.clear();
    places.clear();
    const auto add = [&](std::string_view name) {
        names.push_back(asciiLower(trim(name)));
        places.emplace(names.back(), names.size() - 1);
    };
    if (text.find(',') != std::string_view::npos) {
        for (const auto name : split(text, ',')) add(name);
        return;
    }
    for (const auto name : split(text, ' '))
        if (!trim(name).empty()) add(name);
}

bool Header::take(std::string_view line) {
    if (!sillage::take(line, "#")) return false;
    const std::string_view key = trim(takeUntil(line, ":"));
    const std::string value = clean(trim(line));
    if (iequals(key, "Log-type")) {
        const bool changed = value != type;
        type = value;
        return changed;
    }
    if (iequals(key, "Date")) date = value;
    if (!iequals(key, "Fields") || value == fields) return false;
    setFields(value);
    return true;
}

Header headerAt(const Range& range) {
    Header header;
    std::string_view entries = range.carry, found;
    while (!range.first && !entries.empty()) {
        const std::string_view entry = takeUntil(entries, "\n");
        std::uint64_t at = 0;
        for (const char c : leadingDigits(entry)) at = at * 10 + static_cast<unsigned>(c - '0');
        if (at > range.begin) break;
        found = entry;
    }
    if (found.empty()) return header;
    takeUntil(found, "\t");
    header.type.assign(takeUntil(found, "\t"));
    header.setFields(found);
    return header;
}

CsvDialect encodingOf(ByteSource& source, const Range& range) {
    return range.first ? sniffCsv(source.readString(range.begin, 3)) : CsvDialect{};
}

void scanHeaders(ByteSource& source, const std::function<void(Bytes)>& data,
                 const std::function<void(Cut)>& cut, std::string& carry) {
    carry.clear();
    const bool octets = sniffCsv(source.readString(0, 3)).encoding == CsvEncoding::Octets;
    Scanner scanner(cut, carry);
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) {
        data(block);
        if (octets) scanner.add(block);
    }
    if (octets) scanner.finish();
}

}  // namespace sillage::exchange
