// Autonomous systems (RFC 4271, RFC 6793) and the addresses a database that the examiner gave says are theirs. The case keeps
// the ranges of the systems that its indicators name, each with the place it was read at, so that an answer needs the
// database no more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"

namespace sillage {

/// "AS12876", "as 12876" or "12876"; nullopt for anything else, and for 0, which is nobody's.
std::optional<std::uint32_t> parseAsn(std::string_view text);
std::string asnText(std::uint32_t asn);  ///< "AS12876"

/// One row of a database: addresses from first to last, both of them in it.
struct AsnRange {
    std::uint32_t asn = 0;
    IpAddress first, last;
    std::string name;        ///< whose it is, as the database says
    std::int64_t file = 0;   ///< AsnFile::id
    std::string place;       ///< "line 12", or of a search tree the network itself
    [[nodiscard]] std::string text() const;  ///< "203.0.113.0 – 203.0.113.255"
};

/// A file of the database that the examiner gave.
struct AsnFile {
    std::int64_t id = 0;
    std::string path;        ///< where it was read
    std::string sha256;      ///< of its octets then, hex
    std::uint64_t rows = 0;  ///< ranges it names
};

/// The ranges a case keeps. Immutable once settled; lookups may run in several threads.
class AsnRanges {
public:
    void add(AsnRange range) { ranges_.push_back(std::move(range)); }
    void setFiles(std::vector<AsnFile> files) { files_ = std::move(files); }
    /// To be called once after the last add.
    void settle();
    /// The range of that system an address is in; null where there is none, or the text is no address.
    [[nodiscard]] const AsnRange* find(std::uint32_t asn, std::string_view canonicalAddress) const;
    [[nodiscard]] const std::vector<AsnFile>& files() const { return files_; }
    [[nodiscard]] const AsnFile* file(std::int64_t id) const;
    [[nodiscard]] bool knows(std::uint32_t asn) const;

private:
    std::vector<AsnRange> ranges_;  ///< ascending by system, then first address
    std::vector<IpAddress> reach_;  ///< of each: the last address of those of its system up to it
    std::vector<AsnFile> files_;
};

}  // namespace sillage
