// Offsets of [MS-PST] 2.2.2.6; both checksums where the version has them.
#include "mail/pst/ndb/header.h"
#include "base/phrase.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kHeader = 564;

std::optional<Variant> variantOf(std::uint16_t version) {
    if (version == 14 || version == 15) return Variant::Ansi;
    if (version >= 36 && version < 256) return Variant::Unicode4k;
    if (version >= 21 && version < 36) return Variant::Unicode;
    return std::nullopt;
}

void readRoot(const std::string& h, Header& out) {
    const Layout& l = out.layout;
    const std::size_t root = l.ansi() ? 168 : 184;  // ibFileEof
    const auto word = [&](std::size_t n) { return l.wordAt(h.data() + root + n * l.word); };
    out.fileSize = word(0);
    out.nodes = {word(4), word(5)};
    out.blocks = {word(6), word(7)};
    out.mapsValid = h[root + 8 * l.word] != 0;
    const auto crypt = static_cast<std::uint8_t>(h[l.ansi() ? 461 : 513]);
    out.crypt = static_cast<Crypt>(crypt);
    constexpr std::uint8_t kEdpCrypted = 0x10;  // NDB_CRYPT_EDPCRYPTED, [MS-PST] 2.2.2.6
    if (crypt == kEdpCrypted)
        out.defects.push_back(phrase("the header says that Windows Information Protection encrypted this store (0x10): what follows can be read only "
                                     "where that is not so; decrypt the file on the device that wrote it, or have the mailbox exported anew"));
    if (crypt > 2) {
        if (crypt != kEdpCrypted) out.defects.push_back(phrase("the header names the unknown encryption %1; the usual one (permute) is assumed", crypt));
        out.crypt = Crypt::Permute;
    }
}

}  // namespace

std::optional<Header> readHeader(ByteSource& source) {
    std::string h = source.readString(0, kHeader);
    if (h.size() < 512 || h.compare(0, 4, "!BDN") != 0) return std::nullopt;
    h.resize(kHeader);
    const auto variant = variantOf(load<std::uint16_t>(h.data() + 10));
    if (!variant) return std::nullopt;
    Header out;
    out.layout = Layout::of(*variant);
    if (h.compare(8, 2, "SM") != 0 && h.compare(8, 2, "SO") != 0 && h.compare(8, 2, "AB") != 0)
        out.defects.push_back(phrase("the header's client signature is none of PST, OST or PAB (SM, SO, AB)"));
    // dwCRCPartial covers 471 octets from wMagicClient, dwCRCFull (not in ANSI) 516.
    if (crcOf(std::string_view(h).substr(8, 471)) != load<std::uint32_t>(h.data() + 4))
        out.defects.push_back(phrase("the header's checksum does not match its content; its roots are used if they hold"));
    if (!out.layout.ansi() && crcOf(std::string_view(h).substr(8, 516)) != load<std::uint32_t>(h.data() + 524))
        out.defects.push_back(phrase("the header's full checksum does not match its content"));
    readRoot(h, out);
    if (out.fileSize > source.size())
        out.defects.push_back(phrase("the header says the store has %1 octets, the file %2: its end is missing", out.fileSize, source.size()));
    return out;
}

}  // namespace sillage::pst
