// Writes compound files and Outlook messages for tests, from the specifications ([MS-CFB], [MS-OXMSG]) and not from
// the reader: what one of them got wrong the other shows.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// A storage (with children) or a stream (with octets).
struct CfbNode {
    std::string name;          ///< ASCII
    bool storage = false;
    std::string octets;
    std::vector<CfbNode> children;
};

/// version 3: sectors of 512 octets, 4: of 4096.
std::string writeCompoundFile(const CfbNode& root, int version = 3);

/// A bag of properties as a message file keeps it.
class MsgBag {
public:
    MsgBag& text(std::uint16_t id, const std::string& ascii);         ///< PtypString
    MsgBag& utf16(std::uint16_t id, const std::u16string& value);     ///< PtypString
    MsgBag& string8(std::uint16_t id, const std::string& octets);     ///< PtypString8
    MsgBag& number(std::uint16_t id, std::int32_t value);
    MsgBag& boolean(std::uint16_t id, bool value);
    MsgBag& time(std::uint16_t id, std::int64_t unixSeconds);
    MsgBag& binary(std::uint16_t id, const std::string& octets);
    MsgBag& texts(std::uint16_t id, const std::vector<std::string>& values);  ///< PtypMultipleString

    std::string entries;             ///< of the property stream
    std::vector<CfbNode> streams;

private:
    MsgBag& fixed(std::uint16_t id, std::uint16_t type, std::uint64_t value);
    MsgBag& stream(std::uint16_t id, std::uint16_t type, const std::string& octets, std::size_t stated);
};

struct MsgAttachment;

struct MsgSpec {
    struct Name {
        std::array<unsigned char, 16> set{};
        std::uint32_t lid = 0;
        std::string name;            ///< instead of lid
    };
    MsgBag properties;
    std::vector<MsgBag> recipients;
    std::vector<MsgAttachment> attachments;
    std::vector<Name> names;         ///< n-th = property id 0x8000 + n; of the top-level message
};

struct MsgAttachment {
    MsgBag properties;
    std::vector<MsgSpec> embedded;   ///< none or one
    std::vector<CfbNode> object;     ///< streams of an OLE object
};

CfbNode msgRoot(const MsgSpec& message);
std::string writeMsg(const MsgSpec& message, int version = 3);
