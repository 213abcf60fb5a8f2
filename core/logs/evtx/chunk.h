// A Windows event log (EVTX 3.1, 3.2): the file's header, chunks of 64 KiB, records. The layout is the public description
// of libevtx; [MS-EVEN6] describes only what is inside a record. Checks, and finding records where headers are damaged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage::evtx {

constexpr std::size_t kFileHeader = 4096, kChunk = 65536, kChunkHeader = 512, kRecordHeader = 24;
inline constexpr std::string_view kFileMagic{"ElfFile\0", 8}, kChunkMagic{"ElfChnk\0", 8}, kRecordMagic{"**\0\0", 4};

struct FileHeader {
    bool valid = false;     ///< signature and checksum hold
    bool checksum = false;
    bool dirty = false;     ///< was not closed: counts in it lag behind
    std::uint64_t chunks = 0, nextRecord = 0;
};
FileHeader fileHeader(std::string_view octets);

struct ChunkState {
    bool signature = false, header = false, records = false;  ///< the signature is there, the checksums hold
    std::size_t end = kChunkHeader;                           ///< behind the last record
};
ChunkState chunkState(std::string_view chunk);

struct RecordPlace {
    std::size_t at = 0, length = 0;  ///< in the chunk
    std::uint64_t id = 0, written = 0;
};
/// The record that begins exactly there: signature, a size that fits, the size again at its end.
bool recordAt(std::string_view chunk, std::size_t at, RecordPlace& out);
/// The next record that begins at or after from; false when there is none.
bool nextRecord(std::string_view chunk, std::size_t from, RecordPlace& out);

}  // namespace sillage::evtx
