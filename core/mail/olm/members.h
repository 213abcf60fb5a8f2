// The members of a zip by name and place (APPNOTE 6.3.9: 4.3.7 local header, 4.3.12 directory, 4.3.14 zip64), so that
// a message's attachments are read when the message is, not in the order of the archive. Stored and deflated members.
// Without a directory (a file cut short) the local headers are followed instead.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/problem.h"
#include "evidence/byte_source.h"

namespace sillage::olm {

struct Member {
    std::string path;              ///< raw octets
    std::uint64_t header = 0;      ///< position of its local header
    std::uint64_t packed = 0, size = 0;
    std::uint32_t crc = 0;
    std::uint16_t method = 0;      ///< 0 stored, 8 deflated
    bool encrypted = false;
};

class Members {
public:
    static constexpr std::size_t kMost = 2'000'000;
    static constexpr std::uint64_t kMaxMember = 1ull << 30;  ///< octets taken out of one member

    /// The source must outlive it. Damage of the directory is added to problems.
    Members(ByteSource& source, std::vector<Problem>& problems);
    [[nodiscard]] const std::vector<Member>& all() const { return all_; }
    /// nullptr when there is none.
    [[nodiscard]] const Member* find(std::string_view path) const;
    [[nodiscard]] const Member* at(std::uint64_t header) const;
    /// Gives the octets in order. Returns why they are not all there, "" = whole and the checksum holds.
    std::string read(const Member& member, const std::function<void(std::string_view)>& out) const;
    /// Where the packed octets begin; 0 when the local header is damaged.
    [[nodiscard]] std::uint64_t dataOf(const Member& member) const;

private:
    bool readDirectory(std::vector<Problem>& problems);
    void followHeaders();
    ByteSource& source_;
    std::vector<Member> all_;
    std::map<std::string, std::size_t, std::less<>> byPath_;
    std::map<std::uint64_t, std::size_t> byHeader_;
};

}  // namespace sillage::olm
