// Values that a record puts into its template, as Windows writes them in XML ([MS-EVEN6] 2.2.12 BinXml value types).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage::evtx {

enum ValueType : std::uint8_t {
    kNull = 0x00, kString = 0x01, kAnsi = 0x02, kInt8 = 0x03, kUint8 = 0x04, kInt16 = 0x05, kUint16 = 0x06, kInt32 = 0x07,
    kUint32 = 0x08, kInt64 = 0x09, kUint64 = 0x0a, kReal32 = 0x0b, kReal64 = 0x0c, kBool = 0x0d, kBinary = 0x0e,
    kGuid = 0x0f, kSize = 0x10, kFileTime = 0x11, kSystemTime = 0x12, kSid = 0x13, kHex32 = 0x14, kHex64 = 0x15,
    kBinXml = 0x21, kArray = 0x80,
};

struct Value {
    std::uint8_t type = kNull;
    std::string_view octets;
    std::size_t offset = 0;  ///< of octets, in the chunk
};

/// Little-endian numbers; 0 beyond the end.
std::uint64_t little(std::string_view octets, std::size_t at, std::size_t width);

/// UTF-16LE as UTF-8, up to the first NUL.
std::string wideText(std::string_view octets);
/// `2019-02-02T09:16:52.4790047Z`; 100 ns since 1601.
std::string fileTimeText(std::uint64_t value);
/// A single value (of an array its items, blanks between). What has the wrong size is written as hexadecimal octets.
std::string valueText(const Value& value);
/// The items of an array, one for anything else.
std::vector<std::string> valueItems(const Value& value);

}  // namespace sillage::evtx
