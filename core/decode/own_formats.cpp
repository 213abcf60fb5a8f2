// Signatures as the specifications give them: APPNOTE 4.3.7 (zip), RFC 1952 (gzip), POSIX.1-1988 ustar, 7zFormat.txt,
// xz-file-format 2.1.1, RFC 8878 (zstd), [MS-CFB] 2.2, [MS-OXTNEF] 2.1.1, SQLite file format 1.3.
#include "decode/own_formats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {
namespace {

using namespace std::literals;

bool has(const Head& head, std::size_t offset, std::string_view magic) {
    return head.octets.size() >= offset + magic.size() && head.octets.substr(offset, magic.size()) == magic;
}

bool contains(const Head& head, std::size_t within, std::string_view text) {
    return head.octets.substr(0, within).find(text) != std::string_view::npos;
}

bool isOfficePackage(const Head& head) {
    return has(head, 0, "PK\3\4"sv) && (has(head, 30, "[Content_Types].xml") || has(head, 30, "mimetype") ||
                                        has(head, 30, "_rels/.rels") || has(head, 30, "META-INF/MANIFEST.MF"));
}

Recognition zip(const Head& h) {
    if (isOfficePackage(h)) return {};
    if (has(h, 0, "PK\3\4"sv) || has(h, 0, "PK\5\6"sv)) return {90, phraseText("begins with a zip header (PK)")};
    return {};
}
Recognition sevenZip(const Head& h) {
    return has(h, 0, "7z\xbc\xaf\x27\x1c"sv) ? Recognition{100, phraseText("begins with the 7z signature")} : Recognition{};
}
Recognition rar(const Head& h) {
    return has(h, 0, "Rar!\x1a\x07"sv) ? Recognition{100, phraseText("begins with the RAR signature")} : Recognition{};
}
Recognition gzip(const Head& h) {
    return has(h, 0, "\x1f\x8b\x08"sv) ? Recognition{90, phraseText("begins with a gzip header")} : Recognition{};
}
Recognition bzip2(const Head& h) {
    const bool yes = has(h, 0, "BZh") && h.octets.size() > 9 && h.octets[3] >= '1' && h.octets[3] <= '9' &&
                     (has(h, 4, "1AY&SY") || has(h, 4, "\x17\x72\x45\x38\x50\x90"sv));
    return yes ? Recognition{100, phraseText("begins with a bzip2 header")} : Recognition{};
}
Recognition xz(const Head& h) {
    return has(h, 0, "\xfd" "7zXZ\0"sv) ? Recognition{100, phraseText("begins with the xz signature")} : Recognition{};
}
Recognition zstd(const Head& h) {
    return has(h, 0, "\x28\xb5\x2f\xfd"sv) ? Recognition{90, phraseText("begins with the zstd signature")} : Recognition{};
}

/// POSIX: the sum of the header's octets, the checksum field itself counted as blanks, stands in octal at 148.
Recognition tar(const Head& h) {
    if (h.octets.size() < 512 || h.octets[0] == '\0') return {};
    unsigned sum = 0, written = 0;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(h.octets[i]);
    for (std::size_t i = 148; i < 156; ++i)
        if (h.octets[i] >= '0' && h.octets[i] <= '7') written = written * 8 + static_cast<unsigned>(h.octets[i] - '0');
    if (sum != written) return {};
    return {has(h, 257, "ustar") ? 100 : 70, phraseText("begins with a tar header whose checksum holds")};
}

struct Signature {
    std::size_t offset;
    std::string_view magic;
    const char* id;
    const char* title;
    const char* reason;
};

// What is listed, hashed and named, but not read.
constexpr Signature kSignatures[] = {
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "cfb", "Compound file (DOC, XLS …)",
     phraseText("a compound file that is no Outlook message (old Office document, database of thumbnails …)")},
    {0, "\x1a\x00\x00\x04\x00\x00"sv, "nsf", "Notes database", phraseText("a Notes database (.nsf), which this version does not read: open it in Notes and save the mail as .eml files, or export it to an mbox, and import that")},
    {0, "SQLite format 3\0"sv, "sqlite", "SQLite database",
     phraseText("an SQLite database, which this version does not read as a source")},
    {0, "%PDF-"sv, "pdf", "PDF document", phraseText("a PDF document: not mail and not a log")},
    {0, "\x89PNG\r\n\x1a\n"sv, "image", "Image", phraseText("an image: not mail and not a log")},
    {0, "\xff\xd8\xff"sv, "image", "Image", phraseText("an image: not mail and not a log")},
    {0, "GIF8"sv, "image", "Image", phraseText("an image: not mail and not a log")},
    {0, "\x7f" "ELF"sv, "executable", "Program", phraseText("a program (ELF): not mail and not a log")},
    {0, "MZ"sv, "executable", "Program", phraseText("a program (Windows): not mail and not a log")},
};

template <std::size_t I>
Recognition bySignature(const Head& h) {
    const Signature& s = kSignatures[I];
    if (!has(h, s.offset, s.magic)) return {};
    return {s.magic.size() >= 4 ? 90 : s.magic.size() == 3 ? 70 : 60, s.reason};
}

template <std::size_t... I>
auto signatureFormats(std::index_sequence<I...>) {
    return std::array<Format, sizeof...(I)>{
        Format{kSignatures[I].id, kSignatures[I].title, SourceKind::Unknown, bySignature<I>, nullptr, nullptr,
               "nothing"}...};
}
const auto kUnreadBySignature = signatureFormats(std::make_index_sequence<std::size(kSignatures)>{});

Recognition officePackage(const Head& h) {
    return isOfficePackage(h) ? Recognition{95, phraseText("an Office, OpenDocument or Java package: not mail and not a log")}
                              : Recognition{};
}
std::uint32_t number32(const Head& h, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(h.octets[at + i]);
    return value;
}

bool named(const Head& h, std::initializer_list<std::string_view> beginnings) {
    const std::string name = asciiLower(h.name);
    return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return name.starts_with(b); });
}

/// Extensible Storage Engine (signature at 4); whose database it is, is told by the tables' names where the head has
/// them and by the file's own name where not: Exchange since 2010 has pages so large that the catalogue lies behind.
Recognition ese(const Head& h) {
    if (!has(h, 4, "\xef\xcd\xab\x89"sv)) return {};
    const auto any = [&](std::initializer_list<std::string_view> texts) {
        return std::any_of(texts.begin(), texts.end(), [&](std::string_view t) { return contains(h, h.octets.size(), t); });
    };
    if (any({"SystemIndex_"}) || named(h, {"windows.edb"}))
        return {95, phraseText("the index of Windows Search (an ESE database): no mailbox, not read")};
    if (any({"sd_table", "hiddentable"}) || named(h, {"ntds.dit"}))
        return {95, phraseText("an Active Directory database (ESE): no mailbox, not read")};
    if (named(h, {"webcachev"}))
        return {95, phraseText("a browser's cache and history (an ESE database): no mailbox, not read")};
    if (any({"MailboxTable", "ReplidGuidMap", "DeliveredTo", "PerUserRead"}) ||
        named(h, {"priv", "pub1", "mailbox database", "mdb", "public folder database"}))
        return {95, phraseText("an Exchange database (.edb), which this version does not read: mount it and export its mailboxes with "
                               "New-MailboxExportRequest, or with a tool that opens it offline, to PST, and import those")};
    return {90, phraseText("an ESE database without the signs of an Exchange one in its head (many programs of Windows use the format), "
                           "not read; should it be a mailbox database, export its mailboxes to PST with New-MailboxExportRequest")};
}

/// [MS-PST] 2.2.2.6 has the same header with another client ("SM", "SO"); "AB" are address books.
Recognition addressBook(const Head& h) {
    if (!has(h, 0, "!BDN"sv) || !has(h, 8, "AB"sv)) return {};
    return {100, phraseText("a personal address book of Outlook (.pab), which holds contacts and no mail, not read: import it into Outlook's "
                            "contacts and export them as CSV to read it")};
}

/// [MS-OXOAB] 2.9.1, 2.3: the version comes first; the name must agree.
Recognition offlineAddressBook(const Head& h) {
    if (h.octets.size() < 12 || !asciiLower(h.name).ends_with(".oab")) return {};
    const std::uint32_t version = number32(h, 0);
    if (version != 0x20 && version != 0x07 && (version < 0x0a || version > 0x0e)) return {};
    return {85, phraseText("an offline address book of Exchange (.oab): addresses and no mail, not read; export the address list with "
                           "Get-Recipient on the server to read it")};
}

Recognition empty(const Head& h) {
    return h.size == 0 ? Recognition{100, phraseText("an empty file: there is nothing to read")} : Recognition{};
}

const Format kContainers[] = {
    {"zip", "Zip archive", SourceKind::Container, zip, nullptr, nullptr, "nothing"},
    {"7z", "7-Zip archive", SourceKind::Container, sevenZip, nullptr, nullptr, "nothing"},
    {"rar", "RAR archive", SourceKind::Container, rar, nullptr, nullptr, "nothing"},
    {"tar", "Tar archive", SourceKind::Container, tar, nullptr, nullptr, "nothing"},
    {"gzip", "Gzip (.gz, .tar.gz)", SourceKind::Container, gzip, nullptr, nullptr, "nothing"},
    {"bzip2", "Bzip2 (.bz2, .tar.bz2)", SourceKind::Container, bzip2, nullptr, nullptr, "nothing"},
    {"xz", "Xz (.xz, .tar.xz)", SourceKind::Container, xz, nullptr, nullptr, "nothing"},
    {"zstd", "Zstandard (.zst, .tar.zst)", SourceKind::Container, zstd, nullptr, nullptr, "nothing"},
};
const Format kUnread[] = {
    {"empty", "Empty file", SourceKind::Unknown, empty, nullptr, nullptr, "nothing"},
    {"ese", "ESE database (Exchange EDB and others)", SourceKind::Unknown, ese, nullptr, nullptr, "nothing"},
    {"pab", "Outlook personal address book (.pab)", SourceKind::Unknown, addressBook, nullptr, nullptr, "nothing"},
    {"oab", "Offline address book (.oab)", SourceKind::Unknown, offlineAddressBook, nullptr, nullptr, "nothing"},
    {"office", "Office document", SourceKind::Unknown, officePackage, nullptr, nullptr, "nothing"},
};

constexpr const Format* kContainerList[] = {&kContainers[0], &kContainers[1], &kContainers[2], &kContainers[3],
                                            &kContainers[4], &kContainers[5], &kContainers[6], &kContainers[7]};

const auto kUnreadList = [] {
    std::array<const Format*, std::size(kUnread) + std::size(kSignatures)> list{};
    std::size_t n = 0;
    for (const Format& f : kUnread) list[n++] = &f;
    for (const Format& f : kUnreadBySignature) list[n++] = &f;
    return list;
}();

}  // namespace

std::span<const Format* const> containerFormats() { return kContainerList; }
std::span<const Format* const> unreadFormats() { return kUnreadList; }

}  // namespace sillage
