// A chunk of sessions: up to 65,536 rows as columns. This file is the encoding alone; session_writer.h makes chunks from
// what the trace found, session_table.h reads them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/event_chunk_number.h"

namespace sillage {

enum class SessionColumn : std::uint8_t {
    Account, Ip, Agent, Protocol, Actor, Status,  ///< places in the texts of that column
    First, Duration, Events, BytesOut, Attribution,
    WordsLength, VerdictLength
};
inline constexpr std::size_t kSessionColumns = 13;
inline constexpr std::size_t kSessionTexts = 6;  ///< the first so many columns are places in texts
/// Slots after those of the number columns.
inline constexpr unsigned kSessionIds = 13, kSessionGroups = 14, kSessionWords = 15, kSessionVerdicts = 16;
/// Of a chunk of suspects: rows, lengths of what speaks against each, and that.
inline constexpr unsigned kSuspectRows = 20, kSuspectLength = 21, kSuspectWords = 22;
inline constexpr unsigned kSessionSlots = 32;
inline constexpr std::uint32_t kSessionsAChunk = 65'536;
inline constexpr std::uint32_t kTextsABlock = 4'096;
inline constexpr std::size_t kSessionIdOctets = 6;

/// Of the sessions, and of the suspects that have the same number.
struct SessionHeader {
    std::array<NumberEncoding, kSessionColumns> sessions;
    std::array<NumberEncoding, 2> suspects;  ///< rows, lengths
    [[nodiscard]] const NumberEncoding& operator[](SessionColumn c) const { return sessions[static_cast<std::size_t>(c)]; }
    [[nodiscard]] std::string encode() const;
    static bool decode(std::string_view octets, SessionHeader& out);
};

void putEncoding(std::string& out, const NumberEncoding& encoding);
/// False where it is none.
bool getEncoding(std::string_view& in, NumberEncoding& encoding);

/// Six octets, the most significant first.
inline void putSessionId(std::string& out, std::uint64_t id) {
    for (std::size_t i = kSessionIdOctets; i-- > 0;) out.push_back(static_cast<char>(id >> (8 * i) & 255));
}
inline std::uint64_t sessionIdAt(std::string_view octets, std::size_t row) {
    std::uint64_t id = 0;
    if ((row + 1) * kSessionIdOctets > octets.size()) return 0;
    for (std::size_t i = 0; i < kSessionIdOctets; ++i)
        id = id << 8 | static_cast<unsigned char>(octets[row * kSessionIdOctets + i]);
    return id;
}

/// Groups are their session's own id but for few: {row, id} of those, both ascending by row.
struct SessionGroup {
    std::uint32_t row;
    std::uint64_t group;
};
std::string encodeGroups(const std::vector<SessionGroup>& groups);
std::vector<SessionGroup> decodeGroups(std::string_view octets);

}  // namespace sillage
