// Random access to the octets of one piece of evidence: a descriptor's range, or memory. Read with pread into the
// caller's buffer, never mapped (failing media must be an error, not a signal). Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace sillage {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Reads up to count octets at offset; fewer only at the end. Throws Error on an I/O failure.
    virtual std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) = 0;
    std::string readString(std::uint64_t offset, std::size_t count);
};

/// A range of an open descriptor (not owned). Offsets given to read() are relative to the range.
class FdSource final : public ByteSource {
public:
    FdSource(int fd, std::uint64_t begin, std::uint64_t length) : fd_(fd), begin_(begin), length_(length) {}
    [[nodiscard]] std::uint64_t size() const override { return length_; }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override;

private:
    int fd_;
    std::uint64_t begin_, length_;
};

class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view octets) : octets_(octets) {}
    [[nodiscard]] std::uint64_t size() const override { return octets_.size(); }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override;

private:
    std::string_view octets_;
};

/// Sequential reading in 4 MB steps over a range of a source: the way every streaming reader consumes evidence.
class Stream {
public:
    static constexpr std::size_t kBlock = 4u << 20;
    /// Reads [begin, end) of source.
    Stream(ByteSource& source, std::uint64_t begin, std::uint64_t end);
    /// The next block, empty at the end; valid until the next call.
    Bytes next();

private:
    ByteSource& source_;
    std::uint64_t position_, end_;
    std::vector<char> buffer_;
};

/// Lines over a range, whatever their length: a line longer than maxLine is delivered in pieces, each flagged.
/// Handles LF and CRLF (the line end is not part of text), a missing last newline, NULs. Memory ≤ block + maxLine.
class LineReader {
public:
    static constexpr std::size_t kMaxLine = 16u << 20;
    LineReader(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine = 1,
               std::size_t maxLine = kMaxLine);
    struct Line {
        Bytes text;               ///< without the line end; valid until the next call
        std::uint64_t number = 0; ///< 1-based physical line
        bool piece = false;       ///< the line was longer than maxLine and goes on (or is such a rest)
    };
    /// False at the end.
    bool next(Line& line);

private:
    bool fill();
    ByteSource& source_;
    std::uint64_t position_, end_;
    std::uint64_t lineNumber_;
    std::size_t maxLine_;
    std::vector<char> buffer_;
    std::size_t head_ = 0, tail_ = 0;
    std::uint64_t bufferOffset_ = 0;
    bool inPiece_ = false;
};

}  // namespace sillage
