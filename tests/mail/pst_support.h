// What the tests of Outlook stores share: reading a whole store as the program does, in ranges of node ids.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "mail/mail_support.h"

/// An open file as a source.
class FileSource {
public:
    explicit FileSource(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0) throw std::runtime_error("cannot open " + path);
        source_.emplace(fd_, 0, static_cast<std::uint64_t>(::lseek(fd_, 0, SEEK_END)));
    }
    ~FileSource() { ::close(fd_); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ByteSource& operator*() { return *source_; }

private:
    int fd_;
    std::optional<FdSource> source_;
};

/// Where the format cuts the store, 0 and the last key included.
inline std::vector<std::uint64_t> pstEdges(ByteSource& source) {
    const Format& format = *mailFormat("pst");
    std::vector<std::uint64_t> edges = {0};
    std::string carry;
    format.scan(
        source, [](Bytes) {}, [&](Cut c) { edges.push_back(c.offset); }, carry);
    edges.push_back(format.keys);
    return edges;
}

inline void readPstRange(ByteSource& source, std::uint64_t begin, std::uint64_t end, Sink& sink) {
    const Format& format = *mailFormat("pst");
    Range range;
    range.begin = begin;
    range.end = end;
    range.first = begin == 0;
    range.last = end == format.keys;
    format.read(source, range, {}, sink);
}

inline KeepingSink readPst(ByteSource& source) {
    KeepingSink sink;
    const auto edges = pstEdges(source);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) readPstRange(source, edges[i], edges[i + 1], sink);
    return sink;
}

inline KeepingSink readPstOctets(std::string_view octets) {
    MemorySource source(octets);
    return readPst(source);
}
