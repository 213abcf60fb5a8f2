// What the readers of ASN databases share: rows in, ranges and problems out.
#pragma once

#include "case/asn_database.h"

namespace sillage {

/// Counts rows, keeps those asked for, notices rows that contradict each other.
class AsnRows {
public:
    AsnRows(AsnReading& reading, const std::set<std::uint32_t>& wanted) : reading_(reading), wanted_(wanted) {}
    /// place: the row's place in words. offset: where it stands in the file. asn 0: nobody's, and only counted as read.
    void add(AsnRange range, std::uint64_t offset);
    void problem(Problem problem);
    /// To be called after the last row.
    void end();

private:
    static constexpr std::size_t kMost = 8'000'000;  ///< rows: ten times what the largest database has
    struct Span {
        std::array<std::uint8_t, 16> first, last;
        std::uint64_t offset;
    };
    AsnReading& reading_;
    const std::set<std::uint32_t>& wanted_;
    std::vector<Span> spans_;
};

void readAsnText(const std::filesystem::path& path, AsnRows& rows, Progress& progress);
void readAsnTree(const std::filesystem::path& path, AsnRows& rows, Progress& progress);
/// The file ends with the metadata of a MaxMind DB.
bool isAsnTree(const std::filesystem::path& path);

}  // namespace sillage
