#include "logs/evtx/chunk.h"

#include <zlib.h>

#include "logs/evtx/value.h"

namespace sillage::evtx {

namespace {

std::uint32_t crc(std::uint32_t before, std::string_view octets) {
    return static_cast<std::uint32_t>(crc32(before, reinterpret_cast<const Bytef*>(octets.data()), static_cast<uInt>(octets.size())));
}

}  // namespace

FileHeader fileHeader(std::string_view o) {
    FileHeader h;
    if (o.size() < 128 || o.substr(0, 8) != kFileMagic) return h;
    h.checksum = crc(0, o.substr(0, 120)) == little(o, 124, 4);
    h.valid = h.checksum;
    h.dirty = little(o, 120, 4) & 1;
    h.chunks = little(o, 42, 2);
    h.nextRecord = little(o, 24, 8);
    return h;
}

ChunkState chunkState(std::string_view chunk) {
    ChunkState s;
    s.signature = chunk.substr(0, 8) == kChunkMagic;
    if (!s.signature || chunk.size() < kChunkHeader) return s;
    s.header = crc(crc(0, chunk.substr(0, 120)), chunk.substr(128, kChunkHeader - 128)) == little(chunk, 124, 4);
    const auto free = static_cast<std::size_t>(little(chunk, 48, 4));
    if (free < kChunkHeader || free > kChunk) {
        s.header = false;
        return s;
    }
    s.end = free;
    s.records = free <= chunk.size() && crc(0, chunk.substr(kChunkHeader, free - kChunkHeader)) == little(chunk, 52, 4);
    return s;
}

bool recordAt(std::string_view chunk, std::size_t at, RecordPlace& out) {
    if (at > chunk.size() || chunk.size() - at < kRecordHeader + 8 || chunk.substr(at, 4) != kRecordMagic) return false;
    const auto length = static_cast<std::size_t>(little(chunk, at + 4, 4));
    if (length < kRecordHeader + 8 || length > chunk.size() - at) return false;
    if (little(chunk, at + length - 4, 4) != length) return false;
    out = {at, length, little(chunk, at + 8, 8), little(chunk, at + 16, 8)};
    return true;
}

bool nextRecord(std::string_view chunk, std::size_t from, RecordPlace& out) {
    for (std::size_t at = chunk.find(kRecordMagic, from); at != std::string_view::npos; at = chunk.find(kRecordMagic, at + 1))
        if (recordAt(chunk, at, out)) return true;
    return false;
}

}  // namespace sillage::evtx
