#include "store/packed.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "store/codec.h"

namespace sillage {
namespace {

constexpr char kPlain = 0, kDeflated = 1, kZstandard = 2, kNumbers = 3, kBlocks = 4;
constexpr std::size_t kSmall = 64;
constexpr std::size_t kShort = 1024;                    ///< below it a stream's own tables cost more than they save
constexpr std::size_t kBlock = std::size_t{1} << 20;      ///< octets of one block
constexpr std::size_t kLargest = std::size_t{1} << 30;  ///< of one column

/// Deflates a sample first: most of what does not shrink is known by it.
bool shrinks(std::string_view octets) {
    constexpr std::size_t kSample = 4096;
    if (octets.size() < 4 * kSample) return true;
    const std::string_view sample = octets.substr(octets.size() / 2, kSample);
    Bytef out[kSample + 1024];
    uLongf size = sizeof out;
    if (compress2(out, &size, reinterpret_cast<const Bytef*>(sample.data()), sample.size(), 1) != Z_OK) return false;
    return size < kSample / 8 * 7;
}

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

/// False: libarchive has no Zstandard of its own (it would start a program), or what comes out is not smaller.
bool compressTo(std::string_view octets, std::string& out) {
    const Writer writer(archive_write_new(), &archive_write_free);
    archive* a = writer.get();
    if (!a || archive_write_add_filter_zstd(a) != ARCHIVE_OK || archive_write_set_format_raw(a) != ARCHIVE_OK ||
        archive_write_set_filter_option(a, nullptr, "compression-level", "1") != ARCHIVE_OK)
        return false;
    archive_write_set_bytes_per_block(a, 0);
    const std::size_t head = out.size();
    const std::size_t room = octets.size() / 8 * 7;
    std::size_t used = 0;
    out.resize(head + room);
    if (archive_write_open_memory(a, out.data() + head, room, &used) != ARCHIVE_OK) return false;
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), &archive_entry_free);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    const bool done = archive_write_header(a, entry.get()) == ARCHIVE_OK &&
                      archive_write_data(a, octets.data(), octets.size()) == static_cast<la_ssize_t>(octets.size()) &&
                      archive_write_close(a) == ARCHIVE_OK;
    out.resize(head + used);
    return done;
}

bool uncompressTo(std::string_view packed, std::string& out) {
    const Reader reader(archive_read_new(), &archive_read_free);
    archive* a = reader.get();
    archive_entry* entry = nullptr;
    if (!a || archive_read_support_filter_zstd(a) != ARCHIVE_OK || archive_read_support_format_raw(a) != ARCHIVE_OK ||
        archive_read_open_memory(a, packed.data(), packed.size()) != ARCHIVE_OK ||
        archive_read_next_header(a, &entry) != ARCHIVE_OK)
        return false;
    std::size_t at = 0;
    while (at < out.size()) {
        const la_ssize_t n = archive_read_data(a, out.data() + at, out.size() - at);
        if (n <= 0) return false;
        at += static_cast<std::size_t>(n);
    }
    return true;
}

bool deflateTo(std::string_view octets, std::string& out) {
    const std::size_t head = out.size();
    uLongf size = compressBound(octets.size());
    out.resize(head + size);
    const bool done = compress2(reinterpret_cast<Bytef*>(out.data() + head), &size, reinterpret_cast<const Bytef*>(octets.data()),
                                octets.size(), 1) == Z_OK;
    out.resize(head + size);
    return done && size < octets.size() / 8 * 7;
}

std::string plain(std::string_view octets) {
    std::string out(1, kPlain);
    return out += octets;
}

/// Octet i of every number in row i of a table; of ascending numbers, of the difference to the one before.
template <typename Code>
std::string planes(std::string_view octets, bool ascending) {
    const std::size_t rows = octets.size() / sizeof(Code);
    std::string out(octets.size(), '\0');
    Code before = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        Code code;
        std::memcpy(&code, octets.data() + row * sizeof(Code), sizeof(Code));
        const Code kept = ascending ? static_cast<Code>(code - before) : code;
        before = code;
        for (std::size_t i = 0; i < sizeof(Code); ++i) out[i * rows + row] = static_cast<char>(kept >> (8 * i));
    }
    return out;
}

template <typename Code>
void fromPlanes(std::string_view planes, bool ascending, std::string& out) {
    const std::size_t rows = planes.size() / sizeof(Code);
    Code before = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        Code code = 0;
        for (std::size_t i = 0; i < sizeof(Code); ++i)
            code = static_cast<Code>(code | static_cast<Code>(Code{static_cast<unsigned char>(planes[i * rows + row])} << (8 * i)));
        before = ascending ? static_cast<Code>(before + code) : code;
        std::memcpy(out.data() + row * sizeof(Code), &before, sizeof(Code));
    }
}

}  // namespace

std::string pack(std::string_view octets, bool worthwhile) {
    if (octets.empty()) return {};
    if (!worthwhile || octets.size() < kSmall || octets.size() >= kLargest) return plain(octets);
    for (const char kind : {kZstandard, kDeflated}) {
        if (kind == kZstandard ? octets.size() < kShort : !shrinks(octets)) continue;
        std::string out(1, kind);
        putVarint(out, octets.size());
        if (kind == kZstandard ? !compressTo(octets, out) : !deflateTo(octets, out)) continue;
        out.shrink_to_fit();
        return out;
    }
    return plain(octets);
}

std::string packNumbers(std::string_view octets, std::uint8_t width, bool ascending) {
    if ((width != 2 && width != 4 && width != 8) || octets.size() % width != 0) return pack(octets);
    const std::string table = width == 2   ? planes<std::uint16_t>(octets, ascending)
                              : width == 4 ? planes<std::uint32_t>(octets, ascending)
                                           : planes<std::uint64_t>(octets, ascending);
    const std::string packed = pack(table);
    if (packed.empty() || packed.front() == kPlain) return plain(octets);
    std::string out(1, kNumbers);
    out += static_cast<char>(width << 1 | (ascending ? 1 : 0));
    return out += packed;
}

std::string packBlocks(std::string_view octets) {
    if (octets.size() <= kBlock || octets.size() >= kLargest) return pack(octets);
    std::string out(1, kBlocks);
    putVarint(out, octets.size());
    for (std::size_t at = 0; at < octets.size(); at += kBlock) {
        const std::string one = pack(octets.substr(at, kBlock));
        putVarint(out, one.size());
        out += one;
    }
    return out;
}

bool unpack(std::string_view packed, std::string& out) {
    out.clear();
    if (packed.empty()) return true;
    const char kind = packed.front();
    packed.remove_prefix(1);
    if (kind == kPlain) {
        out = packed;
        return true;
    }
    if (kind == kNumbers) {
        const unsigned layout = packed.empty() ? 0 : static_cast<unsigned char>(packed.front());
        const unsigned width = layout >> 1;
        std::string table;
        if ((width != 2 && width != 4 && width != 8) || packed.size() < 2 || packed[1] == kNumbers ||
            !unpack(packed.substr(1), table) || table.size() % width != 0)
            return false;
        out.resize(table.size());
        const bool ascending = layout & 1;
        if (width == 2) fromPlanes<std::uint16_t>(table, ascending, out);
        else if (width == 4) fromPlanes<std::uint32_t>(table, ascending, out);
        else fromPlanes<std::uint64_t>(table, ascending, out);
        return true;
    }
    if (kind == kBlocks) {
        bool fits = true;
        const std::uint64_t size = getVarint(packed, fits);
        if (!fits || size > kLargest) return false;
        out.reserve(size);
        std::string one;
        while (!packed.empty()) {
            const std::uint64_t length = getVarint(packed, fits);
            if (!fits || length == 0 || length > packed.size() || packed.front() == kBlocks ||
                !unpack(packed.substr(0, length), one) || one.size() > size - out.size())
                return false;
            out += one;
            packed.remove_prefix(length);
        }
        return out.size() == size;
    }
    bool ok = kind == kDeflated || kind == kZstandard;
    const std::uint64_t size = ok ? getVarint(packed, ok) : 0;
    if (!ok || size > kLargest) return false;
    out.resize(size);
    if (kind == kZstandard) return uncompressTo(packed, out);
    uLongf given = size;
    return uncompress(reinterpret_cast<Bytef*>(out.data()), &given, reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK &&
           given == size;
}

}  // namespace sillage
