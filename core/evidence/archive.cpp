// libarchive (archive_read(3)) over a ByteSource with seeking, so that zip and 7z are read by their directory.
#include "evidence/archive.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "base/error.h"
#include "evidence/file_time.h"

namespace sillage {
namespace {

constexpr std::size_t kBlock = 256u << 10;

struct Input {
    explicit Input(ByteSource& from) : source(from) {}
    ByteSource& source;
    std::uint64_t position = 0;
    std::vector<char> buffer = std::vector<char>(kBlock);
    std::string failure;  // an exception may not cross libarchive's C frames
};

la_ssize_t readBlock(archive* a, void* data, const void** out) {
    auto& in = *static_cast<Input*>(data);
    try {
        const std::size_t n = in.source.read(in.position, in.buffer.data(), in.buffer.size());
        in.position += n;
        *out = in.buffer.data();
        return static_cast<la_ssize_t>(n);
    } catch (const std::exception& e) {
        in.failure = e.what();
        archive_set_error(a, EIO, "%s", e.what());
        return ARCHIVE_FATAL;
    }
}

la_int64_t skipOver(archive*, void* data, la_int64_t request) {
    auto& in = *static_cast<Input*>(data);
    const std::uint64_t left = in.source.size() - std::min(in.position, in.source.size());
    const auto step = std::min<std::uint64_t>(left, request > 0 ? static_cast<std::uint64_t>(request) : 0);
    in.position += step;
    return static_cast<la_int64_t>(step);
}

la_int64_t seekTo(archive*, void* data, la_int64_t offset, int whence) {
    auto& in = *static_cast<Input*>(data);
    const auto size = static_cast<la_int64_t>(in.source.size());
    const la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<la_int64_t>(in.position) : size;
    if (offset > 0 && base > size - std::min(offset, size)) return ARCHIVE_FATAL;
    if (base + offset < 0) return ARCHIVE_FATAL;
    in.position = static_cast<std::uint64_t>(base + offset);
    return base + offset;
}

struct Freed {
    void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, Freed>;

void supportCompressed(archive* a) {
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_compress(a);
}

/// Only what the format says: a member that looks like another format is opened as a container of its own.
Reader openAs(std::string_view format, bool noTar) {
    Reader reader(archive_read_new());
    if (!reader) throw Error("no memory to open a container", "Close other programs and import again.");
    archive* a = reader.get();
    if (format == "zip") archive_read_support_format_zip(a);
    else if (format == "7z") archive_read_support_format_7zip(a);
    else if (format == "rar") {
        archive_read_support_format_rar(a);
        archive_read_support_format_rar5(a);
    } else {
        supportCompressed(a);
        if (!noTar) archive_read_support_format_tar(a);
        if (format != "tar") {
            archive_read_support_format_raw(a);
            archive_read_support_format_empty(a);
        }
    }
    return reader;
}

std::string lastError(archive* a) {
    const char* text = archive_error_string(a);
    return text && *text ? phrase("%1", text) : phrase("the container is damaged");
}

std::string entryPath(archive_entry* entry) {
    if (const char* raw = archive_entry_pathname(entry)) return raw;
    if (const char* utf8 = archive_entry_pathname_utf8(entry)) return utf8;
    return "unnamed";
}

ArchiveEntry::Kind entryKind(archive_entry* entry) {
    if (archive_entry_hardlink(entry)) return ArchiveEntry::Kind::Link;
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFREG || type == 0) return ArchiveEntry::Kind::File;
    if (type == AE_IFDIR) return ArchiveEntry::Kind::Directory;
    return type == AE_IFLNK ? ArchiveEntry::Kind::Link : ArchiveEntry::Kind::Other;
}

std::string numbers(std::uint64_t expanded, std::uint64_t packed) {
    return phrase("%1 octets came out of %2", expanded, packed);
}

class Walk {
public:
    Walk(archive* a, std::uint64_t packed, const ArchiveLimits& limits, ArchiveSink& sink)
        : a_(a), packed_(packed), limits_(limits), sink_(sink) {}

    [[nodiscard]] std::uint64_t entries() const { return entries_; }
    std::string run() {
        while (limit_.empty() && !sink_.stopped()) {
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(a_, &entry);
            if (status == ARCHIVE_EOF) return {};
            if (status == ARCHIVE_RETRY) {
                if (++retries_ > 100) return lastError(a_);
                continue;
            }
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fatal();
            if (++entries_ > limits_.maxEntries)
                return phrase("not fully examined: the container has more than %1 members", limits_.maxEntries);
            member(entry);
            if (broken_) return fatal();
        }
        return limit_;
    }

private:
    std::string fatal() const {
        if (archive_read_has_encrypted_entries(const_cast<archive*>(a_)) > 0)
            return phrase("the container is encrypted: its content cannot be read without the password (%1)", said(lastError(a_)));
        return phrase("not fully examined: the container is damaged after %1 members: %2", entries_, said(lastError(a_)));
    }

    void member(archive_entry* entry) {
        ArchiveEntry out;
        const bool single = archive_format(a_) == ARCHIVE_FORMAT_RAW;
        if (!single) out.path = entryPath(entry);
        out.kind = entryKind(entry);
        if (archive_entry_mtime_is_set(entry))
            out.mtimeNs = nanosecondsOf(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry));
        sink_.begin(out);
        if (out.kind != ArchiveEntry::Kind::File) return sink_.end({});
        if (archive_entry_is_data_encrypted(entry) > 0)
            return sink_.end(phraseText("encrypted: its content cannot be read without the password"));
        sink_.end(content());
    }

    std::string content() {
        std::uint64_t position = 0;
        for (;;) {
            const void* block = nullptr;
            std::size_t size = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(a_, &block, &size, &offset);
            if (status == ARCHIVE_EOF) return {};
            if (status == ARCHIVE_FATAL) broken_ = true;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
                return phrase("damaged after %1 octets: %2", position, said(lastError(a_)));
            if (!zeros(position, static_cast<std::uint64_t>(offset)) || !room(size)) return limit_;
            sink_.data({static_cast<const char*>(block), size});
            position += size;
            if (sink_.stopped()) return "stopped";
        }
    }

    /// A sparse member: the hole's zeros are part of its octets.
    bool zeros(std::uint64_t& position, std::uint64_t until) {
        static constexpr char kZeros[4096] = {};
        while (position < until) {
            const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof kZeros, until - position));
            if (!room(step)) return false;
            sink_.data({kZeros, step});
            position += step;
        }
        return true;
    }

    bool room(std::size_t more) {
        expanded_ += more;
        if (expanded_ > limits_.maxExpanded)
            limit_ = phrase("not fully examined: no room in the spool for what it expands to (%1, the limit is %2)", said(numbers(expanded_, packed_)), limits_.maxExpanded);
        else if (expanded_ > limits_.ratioFrom && expanded_ / limits_.maxRatio > packed_)
            limit_ = phrase("not fully examined: expansion stopped as a possible bomb (%1, more than %2 times)", said(numbers(expanded_, packed_)), limits_.maxRatio);
        return limit_.empty();
    }

    archive* a_;
    std::uint64_t packed_;
    const ArchiveLimits& limits_;
    ArchiveSink& sink_;
    std::uint64_t entries_ = 0, expanded_ = 0;
    unsigned retries_ = 0;
    bool broken_ = false;
    std::string limit_;
};

}  // namespace

namespace {

std::string walkOnce(ByteSource& source, std::string_view format, bool noTar, const ArchiveLimits& limits,
                     ArchiveSink& sink, std::uint64_t& entries) {
    const Reader reader = openAs(format, noTar);
    archive* a = reader.get();
    Input input(source);
    archive_read_set_callback_data(a, &input);
    archive_read_set_read_callback(a, readBlock);
    archive_read_set_skip_callback(a, skipOver);
    archive_read_set_seek_callback(a, seekTo);
    std::string why;
    if (archive_read_open1(a) != ARCHIVE_OK) {
        why = phrase("the container cannot be opened: %1", said(lastError(a)));
    } else {
        Walk walk(a, source.size(), limits, sink);
        why = walk.run();
        entries = walk.entries();
    }
    if (!input.failure.empty()) throw Error(input.failure);
    return why;
}

}  // namespace

std::string readArchive(ByteSource& source, std::string_view format, const ArchiveLimits& limits,
                        ArchiveSink& sink) {
    std::uint64_t entries = 0;
    std::string why = walkOnce(source, format, false, limits, sink, entries);
    const bool compressed = format != "zip" && format != "7z" && format != "rar" && format != "tar";
    if (entries > 0 || !compressed || !why.empty()) return why;
    // Zeros look like the end of a tar: what is in there is then one stream, or nothing at all.
    why = walkOnce(source, format, true, limits, sink, entries);
    if (entries > 0 || !why.empty()) return why;
    sink.begin({});
    sink.end({});
    return why;
}

void primeArchive() {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, "\xc3\xa9t\xc3\xa9");
    static_cast<void>(archive_entry_pathname(entry));
    static_cast<void>(archive_entry_pathname_w(entry));
    archive_entry_free(entry);
    struct Nothing final : ArchiveSink {
        void begin(const ArchiveEntry&) override {}
        void data(std::string_view) override {}
        void end(std::string_view) override {}
    } nothing;
    MemorySource empty("");
    for (const char* format : {"zip", "7z", "rar", "tar", "gzip"}) readArchive(empty, format, {}, nothing);
}

}  // namespace sillage
