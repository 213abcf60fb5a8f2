// Signatures as the specifications give them: APPNOTE 4.3.7 (zip), RFC 1952 (gzip), POSIX.1-1988 ustar, 7zFormat.txt,
// xz-file-format 2.1.1, RFC 8878 (zstd), [MS-CFB] 2.2, [MS-OXTNEF] 2.1.1, SQLite file format 1.3.
#include "decode/own_formats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/phrase.h"

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
    if (has(h, 0, "PK\3\4"sv) || has(h, 0, "PK\5\6"sv)) return {90, "begins with a zip header (PK)"};
    return {};
}
Recognition sevenZip(const Head& h) {
    return has(h, 0, "7z\xbc\xaf\x27\x1c"sv) ? Recognition{100, "begins with the 7z signature"} : Recognition{};
}
Recognition rar(const Head& h) {
    return has(h, 0, "Rar!\x1a\x07"sv) ? Recognition{100, "begins with the RAR signature"} : Recognition{};
}
Recognition gzip(const Head& h) {
    return has(h, 0, "\x1f\x8b\x08"sv) ? Recognition{90, "begins with a gzip header"} : Recognition{};
}
Recognition bzip2(const Head& h) {
    const bool yes = has(h, 0, "BZh") && h.octets.size() > 9 && h.octets[3] >= '1' && h.octets[3] <= '9' &&
                     (has(h, 4, "1AY&SY") || has(h, 4, "\x17\x72\x45\x38\x50\x90"sv));
    return yes ? Recognition{100, "begins with a bzip2 header"} : Recognition{};
}
Recognition xz(const Head& h) {
    return has(h, 0, "\xfd" "7zXZ\0"sv) ? Recognition{100, "begins with the xz signature"} : Recognition{};
}
Recognition zstd(const Head& h) {
    return has(h, 0, "\x28\xb5\x2f\xfd"sv) ? Recognition{90, "begins with the zstd signature"} : Recognition{};
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
    return {has(h, 257, "ustar") ? 100 : 70, "begins with a tar header whose checksum holds"};
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
    {0, "!BDN"sv, "pst", "Outlook data file (PST, OST)", "an Outlook data file, which this version does not read"},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "cfb", "Compound file (MSG, DOC, XLS)",
     "a compound file (Outlook .msg or an old Office document), which this version does not read"},
    {0, "\x78\x9f\x3e\x22"sv, "tnef", "TNEF (winmail.dat)", "a TNEF stream, which this version does not read"},
    {4, "\xef\xcd\xab\x89"sv, "ese", "ESE database (Exchange EDB)",
     "an ESE database (Exchange .edb or Windows Search), which this version does not read"},
    {0, "\x1a\x00\x00\x04\x00\x00"sv, "nsf", "Notes database", "a Notes database, which this version does not read"},
    {0, "ElfFile\0"sv, "evtx", "Windows event log", "a Windows event log, which this version does not read"},
    {0, "SQLite format 3\0"sv, "sqlite", "SQLite database",
     "an SQLite database, which this version does not read as a source"},
    {0, "%PDF-"sv, "pdf", "PDF document", "a PDF document: not mail and not a log"},
    {0, "\x89PNG\r\n\x1a\n"sv, "image", "Image", "an image: not mail and not a log"},
    {0, "\xff\xd8\xff"sv, "image", "Image", "an image: not mail and not a log"},
    {0, "GIF8"sv, "image", "Image", "an image: not mail and not a log"},
    {0, "\x7f" "ELF"sv, "executable", "Program", "a program (ELF): not mail and not a log"},
    {0, "MZ"sv, "executable", "Program", "a program (Windows): not mail and not a log"},
};

template <std::size_t I>
Recognition bySignature(const Head& h) {
    const Signature& s = kSignatures[I];
    if (!has(h, s.offset, s.magic)) return {};
    return {s.magic.size() >= 4 ? 90 : s.magic.size() == 3 ? 70 : 60, s.reason};
}

template <std::size_t... I>
constexpr auto signatureFormats(std::index_sequence<I...>) {
    return std::array<Format, sizeof...(I)>{
        Format{kSignatures[I].id, kSignatures[I].title, SourceKind::Unknown, bySignature<I>, nullptr, nullptr,
               "nothing"}...};
}
constexpr auto kUnreadBySignature = signatureFormats(std::make_index_sequence<std::size(kSignatures)>{});

Recognition officePackage(const Head& h) {
    return isOfficePackage(h) ? Recognition{95, "an Office, OpenDocument or Java package: not mail and not a log"}
                              : Recognition{};
}
Recognition olm(const Head& h) {
    return contains(h, 4096, "com.microsoft.__Messages") || contains(h, 4096, "Accounts/")
               ? (has(h, 0, "PK\3\4"sv) && h.name.ends_with(".olm")
                      ? Recognition{95, "an Outlook for Mac archive, which this version does not read"}
                      : Recognition{})
               : Recognition{};
}
std::uint32_t number32(const Head& h, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(h.octets[at + i]);
    return value;
}

/// utmp(5) on 64-bit Linux: records of 384 octets, type at 0, the terminal at 8, seconds since 1970 at 340.
Recognition utmp(const Head& h) {
    constexpr std::size_t kRecord = 384;
    if (h.size == 0 || h.size % kRecord || h.octets.size() < kRecord) return {};
    std::size_t good = 0;
    const std::size_t records = std::min<std::size_t>(h.octets.size() / kRecord, 8);
    for (std::size_t r = 0; r < records; ++r) {
        const std::size_t at = r * kRecord;
        const std::uint32_t type = number32(h, at), seconds = number32(h, at + 340);
        const bool text = std::all_of(h.octets.begin() + static_cast<std::ptrdiff_t>(at) + 8, h.octets.begin() + static_cast<std::ptrdiff_t>(at) + 40,
                                      [](char c) { return c == 0 || (c >= 0x20 && c < 0x7f); });
        good += type >= 1 && type <= 9 && text && seconds > 631'152'000 ? 1 : 0;  // 1990
    }
    if (good != records) return {};
    return {85, phraseText("a Linux record of logins (wtmp, btmp or utmp), which this version does not read; `last -f FILE --time-format iso` "
                "(`lastb -f` for btmp) lists it, and auth.log says the same in words: import that")};
}

Recognition empty(const Head& h) {
    return h.size == 0 ? Recognition{100, phraseText("an empty file: there is nothing to read")} : Recognition{};
}

constexpr Format kContainers[] = {
    {"zip", "Zip archive", SourceKind::Container, zip, nullptr, nullptr, "nothing"},
    {"7z", "7-Zip archive", SourceKind::Container, sevenZip, nullptr, nullptr, "nothing"},
    {"rar", "RAR archive", SourceKind::Container, rar, nullptr, nullptr, "nothing"},
    {"tar", "Tar archive", SourceKind::Container, tar, nullptr, nullptr, "nothing"},
    {"gzip", "Gzip (.gz, .tar.gz)", SourceKind::Container, gzip, nullptr, nullptr, "nothing"},
    {"bzip2", "Bzip2 (.bz2, .tar.bz2)", SourceKind::Container, bzip2, nullptr, nullptr, "nothing"},
    {"xz", "Xz (.xz, .tar.xz)", SourceKind::Container, xz, nullptr, nullptr, "nothing"},
    {"zstd", "Zstandard (.zst, .tar.zst)", SourceKind::Container, zstd, nullptr, nullptr, "nothing"},
};
constexpr Format kUnread[] = {
    {"empty", "Empty file", SourceKind::Unknown, empty, nullptr, nullptr, "nothing"},
    {"olm", "Outlook for Mac archive", SourceKind::Unknown, olm, nullptr, nullptr, "nothing"},
    {"utmp", "Linux login records (wtmp, btmp, utmp)", SourceKind::Unknown, utmp, nullptr, nullptr, "nothing"},
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
