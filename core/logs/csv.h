// Comma-separated values as RFC 4180 has them, streamed from a range of a source: doubled quotes, embedded
// line ends, CRLF, LF and lone CR, octets as they lie or UTF-16 with a byte order mark. Every record is cited
// by its original octets and its physical line. Damage never stops reading: see CsvRecord. Memory: one record
// (≤ 16 MiB) and one block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "logs/source_window.h"

namespace sillage {

enum class CsvEncoding : std::uint8_t { Octets, Utf16Le, Utf16Be };

struct CsvDialect {
    CsvEncoding encoding = CsvEncoding::Octets;
    char separator = ',';
    unsigned bom = 0;  ///< octets of the byte order mark at the start of the source
};

/// Encoding by the byte order mark of a source's first octets; the separator stays the default.
CsvDialect sniffCsv(std::string_view head);
/// The same, and UTF-16 without a mark where every other octet of the first 32 or more is zero (Latin text).
CsvDialect sniffWide(std::string_view head);
/// Octets of that encoding as UTF-8 (Octets: unchanged). A half code unit at the end is dropped.
std::string csvText(std::string_view octets, CsvEncoding encoding);

/// LF octets in text; lines are long, so it hops from one to the next.
std::uint64_t countLineEnds(std::string_view text);

/// Where records end, one code unit at a time; for readers and for scans that only look for cutting places.
/// A quote opens a quoted cell only as the first character of a cell; text after the closing quote is plain
/// again.
class CsvBoundary {
public:
    explicit CsvBoundary(char separator = ',') : separator_(separator) {}
    enum class Step : std::uint8_t {
        Inside,
        Ends,         ///< this unit is the (last octet of the) line end
        BeganBefore,  ///< the unit before was a lone CR and ended the record: feed this one again
    };
    Step feed(unsigned unit) {
        switch (state_) {
            case State::AfterCr:
                state_ = State::CellStart;
                return unit == '\n' ? Step::Ends : Step::BeganBefore;
            case State::Quoted:
                if (unit == '"') state_ = State::QuoteInQuoted;
                return Step::Inside;
            case State::QuoteInQuoted:
                if (unit == '"') {
                    state_ = State::Quoted;
                    return Step::Inside;
                }
                return plain(unit);
            case State::CellStart:
                if (unit == '"') {
                    state_ = State::Quoted;
                    return Step::Inside;
                }
                return plain(unit);
            case State::Plain:
                break;
        }
        return plain(unit);
    }
    /// While inQuotes(), over octets: the next place that has to be fed (text.size() when nothing has).
    static std::size_t skipQuoted(std::string_view text, std::size_t i) {
        while ((i = text.find('"', i)) != std::string_view::npos) {
            if (i + 1 >= text.size() || text[i + 1] != '"') return i;
            i += 2;
        }
        return text.size();
    }
    [[nodiscard]] bool inQuotes() const { return state_ == State::Quoted; }
    [[nodiscard]] bool afterCr() const { return state_ == State::AfterCr; }

private:
    enum class State : std::uint8_t { CellStart, Plain, Quoted, QuoteInQuoted, AfterCr };
    Step plain(unsigned unit) {
        if (unit == '\n') {
            state_ = State::CellStart;
            return Step::Ends;
        }
        if (unit == '\r')
            state_ = State::AfterCr;
        else
            state_ = unit == static_cast<unsigned char>(separator_) ? State::CellStart : State::Plain;
        return Step::Inside;
    }
    State state_ = State::CellStart;
    char separator_;
};

struct CsvRecord {
    std::uint64_t line = 0;               ///< 1-based physical line where the record begins
    std::uint64_t offset = 0;             ///< of its first octet in the source
    std::string_view octets;              ///< as they lie, without the line end; empty when tooLong
    std::uint64_t length = 0;             ///< octets of the record without its line end
    std::vector<std::string_view> cells;  ///< unquoted; UTF-8 where the source was UTF-16, else as they lie
    std::string_view rest;                ///< what follows cell kMaxColumns, raw
    std::uint64_t columns = 0;            ///< cells the record has, mapped or not
    /// A quoted cell stayed open to the end of the range or for kMaxRecord: the record is its first physical
    /// line, reading goes on at the next.
    bool unterminated = false;
    bool tooLong =
        false;  ///< a record or line over kMaxRecord: no cells, length says how much was passed over
};

class CsvReader {
public:
    static constexpr std::size_t kMaxRecord = 16u << 20;
    static constexpr std::size_t kMaxColumns = 2000;
    /// Reads [begin, end) of source; begin lies after a byte order mark. kMaxRecord is lowered by tests only.
    CsvReader(ByteSource& source, std::uint64_t begin, std::uint64_t end, CsvDialect dialect,
              std::uint64_t firstLine = 1, std::size_t maxRecord = kMaxRecord);
    /// False at the end. What the record views is valid until the next call. Blank lines are records of
    /// length 0.
    bool next(CsvRecord& record);

private:
    [[nodiscard]] unsigned unitAt(std::size_t index) const;
    [[nodiscard]] std::uint64_t lineEnds(std::size_t length) const;
    [[nodiscard]] std::size_t lineEnd(std::size_t from, std::size_t to) const;
    void finish(CsvRecord& record, std::size_t length, std::size_t consumed);
    void firstLineOnly(CsvRecord& record);
    void split(CsvRecord& record);

    SourceWindow window_;
    CsvDialect dialect_;
    std::size_t width_, maxRecord_;
    std::uint64_t line_;
    std::string decoded_, text_;
    struct Span {
        std::size_t begin, length;
        bool inText;
    };
    std::vector<Span> spans_;
};

}  // namespace sillage
