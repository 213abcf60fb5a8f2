#include "record/asn.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace sillage {

std::optional<std::uint32_t> parseAsn(std::string_view text) {
    text = trim(text);
    if (text.size() > 2 && asciiLower(text.substr(0, 2)) == "as") text = trim(text.substr(2));
    unsigned long long number = 0;
    if (text.empty() || !parseUint(text, number) || number == 0 || number > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(number);
}

std::string asnText(std::uint32_t asn) { return "AS" + std::to_string(asn); }

std::string AsnRange::text() const { return first == last ? first.text() : first.text() + " – " + last.text(); }

void AsnRanges::settle() {
    std::sort(ranges_.begin(), ranges_.end(), [](const AsnRange& a, const AsnRange& b) {
        return std::tie(a.asn, a.first.octets, a.last.octets, a.file) < std::tie(b.asn, b.first.octets, b.last.octets, b.file);
    });
    reach_.clear();
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
        const bool goesOn = i && ranges_[i - 1].asn == ranges_[i].asn && ranges_[i].last.octets < reach_[i - 1].octets;
        reach_.push_back(goesOn ? reach_[i - 1] : ranges_[i].last);
    }
}

const AsnRange* AsnRanges::find(std::uint32_t asn, std::string_view canonicalAddress) const {
    if (ranges_.empty()) return nullptr;
    const auto ip = parseIp(canonicalAddress);
    if (!ip) return nullptr;
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), ip->octets, [asn](const auto& octets, const AsnRange& r) {
        return std::tie(asn, octets) < std::tie(r.asn, r.first.octets);
    });
    for (auto i = static_cast<std::size_t>(after - ranges_.begin()); i-- > 0;) {  // two files may say it twice
        if (ranges_[i].asn != asn || reach_[i].octets < ip->octets) return nullptr;
        if (ip->octets <= ranges_[i].last.octets) return &ranges_[i];
    }
    return nullptr;
}

const AsnFile* AsnRanges::file(std::int64_t id) const {
    const auto at = std::find_if(files_.begin(), files_.end(), [id](const AsnFile& f) { return f.id == id; });
    return at == files_.end() ? nullptr : &*at;
}

bool AsnRanges::knows(std::uint32_t asn) const {
    const auto at = std::lower_bound(ranges_.begin(), ranges_.end(), asn, [](const AsnRange& r, std::uint32_t a) { return r.asn < a; });
    return at != ranges_.end() && at->asn == asn;
}

}  // namespace sillage
