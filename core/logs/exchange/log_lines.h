// Physical lines of the logs Exchange and IIS write: octets as they lie, or UTF-16 with a byte order mark
// (logs saved again by an editor or by PowerShell). Every line is cited by its original octets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "evidence/byte_source.h"
#include "logs/csv.h"

namespace sillage::exchange {

struct LogLine {
    std::string_view text;     ///< without line end; UTF-8 where the source is UTF-16, else as it lies
    std::uint64_t offset = 0;  ///< in the source
    std::uint64_t length = 0;  ///< octets in the source, without the line end
    std::uint64_t number = 0;  ///< 1-based
    bool overlong = false;     ///< longer than kMaxLine: text is its beginning only
};

/// Memory: one line (≤ 16 MiB) and one block.
class LogLines {
public:
    static constexpr std::size_t kMaxLine = 16u << 20;
    /// Reads [begin, end) of source, which begins behind any byte order mark. maxLine is lowered by tests
    /// only.
    LogLines(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine,
             CsvEncoding encoding, std::size_t maxLine = kMaxLine);
    /// False at the end; what line views is valid until the next call.
    bool next(LogLine& line);

private:
    bool nextUtf16(LogLine& line);
    bool finishUtf16(LogLine& line, std::uint64_t octets);

    std::optional<LineReader> octets_;
    std::uint64_t lastOverlong_ = 0;

    Stream stream_;
    CsvEncoding encoding_;
    std::size_t maxLine_;
    Bytes block_;
    std::uint64_t position_, number_;
    std::string units_, text_;
};

}  // namespace sillage::exchange
