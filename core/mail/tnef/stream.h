// The attributes of a TNEF stream ([MS-OXTNEF] 2.1.1, 2.1.3): level, id, length, octets, checksum. Damage is said and
// read over: a wrong checksum changes nothing else, garbage is searched for the next attribute.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/byte_source.h"

namespace sillage::tnef {

constexpr std::uint32_t kSignature = 0x223e9f78;

/// Attribute ids without their type ([MS-OXTNEF] 2.1.3.3).
enum Id : std::uint16_t {
    kFrom = 0x8000, kSubject = 0x8004, kDateSent = 0x8005, kDateReceived = 0x8006, kMessageClass = 0x8008,
    kBody = 0x800c, kPriority = 0x800d, kAttachData = 0x800f, kAttachTitle = 0x8010, kAttachCreated = 0x8012,
    kAttachModified = 0x8013, kDateModified = 0x8020, kAttachTransportName = 0x9001, kAttachRendering = 0x9002,
    kProperties = 0x9003, kRecipients = 0x9004, kAttachProperties = 0x9005, kVersion = 0x9006, kCodePage = 0x9007
};

struct Attribute {
    std::uint8_t level = 0;        ///< 1 message, 2 attachment
    std::uint32_t id = 0;          ///< with its type in the upper half
    std::uint64_t offset = 0;      ///< of its octets, absolute in the source
    std::uint64_t length = 0;
};

struct Stream {
    std::vector<Attribute> attributes;
    std::vector<std::string> defects;
};

/// Reads [begin, end) of source. Throws Error when no TNEF stream begins there.
Stream readStream(ByteSource& source, std::uint64_t begin, std::uint64_t end);
/// Little-endian; what is beyond the end counts as 0.
std::uint32_t u32(std::string_view octets, std::size_t at);
std::uint16_t u16(std::string_view octets, std::size_t at);

}  // namespace sillage::tnef
