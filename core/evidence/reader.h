// What a format is to the rest of the program: how it is recognised, cut into units, and read.
// The registry (core/decode) is one explicit array of these, read from top to bottom.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/byte_source.h"
#include "evidence/sink.h"
#include "record/message_view.h"
#include "record/source.h"

namespace sillage {

/// What recognition sees: the first 64 KiB (decompressed), the size, and the name only to break ties.
struct Head {
    std::string_view octets;
    std::uint64_t size = 0;
    std::string_view name;  ///< last path component
    std::string_view path;  ///< whole relative path, for state and config files known by their place
};

/// 0 = not this format; two independent hits give ≥ 60; 100 = certain. reason is for the investigator.
struct Recognition {
    int score = 0;
    std::string reason;
};

/// A place where a source may be cut so that each side reads alone.
struct Cut {
    std::uint64_t offset = 0;  ///< first octet (or key) of the next unit
    std::uint64_t line = 1;    ///< physical line number there
};

/// One contiguous piece of work on one source.
struct Range {
    std::uint64_t begin = 0, end = 0;  ///< octets of the source, or keys of its items (Format::keyed)
    std::uint64_t firstLine = 1;
    std::string carry;         ///< what the format needs from before (a CSV header row, a #Fields line)
    bool first = true;         ///< begins at the start of the source
    bool last = true;          ///< ends at its end
};

/// Placement hints the parent knows without reading (never parsed from content there).
struct ReadHints {
    std::string name;          ///< last path component, raw octets
    std::string folder;        ///< UTF-8 folder for one-file-a-message stores
    std::string folderRaw;
    std::string mailboxPath;
    std::uint32_t uid = 0;
    std::uint32_t uidValidity = 0;
    std::string secretKey;     ///< of the case, for formats that keep secrets only as keyed hashes; else ""
};

using ReadFunction = std::function<void(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink)>;
/// Streams the whole source once; calls data for every block in order (the caller hashes them; an empty data asks a
/// keyed format for its cuts alone) and cut for every cutting place about 4 MB apart. carry is asked once at the end of the scan. nullptr = read as one unit.
using ScanFunction = void (*)(ByteSource& source, const std::function<void(Bytes)>& data,
                              const std::function<void(Cut)>& cut, std::string& carry);

/// Items that keep properties instead of octets, made readable on demand. locator: Message::locator. Both throw Error
/// when the item is not there (any more) or cannot be read; octets come in order, in pieces of any size.
struct ItemAccess {
    using Octets = std::function<void(std::string_view)>;
    /// The item as an RFC 5322 message made from its properties: the same octets every time. attachments false: their
    /// MIME parts are there, empty (what the reading pane needs).
    void (*rebuild)(ByteSource& source, std::string_view locator, bool attachments, const Octets& eml);
    /// The decoded octets of one part, by the number rebuild() and the reader both give it.
    void (*part)(ByteSource& source, std::string_view locator, std::string_view number, const Octets& octets);
    /// Every property of item, recipients and attachments as one JSON object (UTF-8; binary as hex).
    void (*properties)(ByteSource& source, std::string_view locator, const Octets& json);
    /// The item's own properties for the screen.
    std::vector<PropertyView> (*view)(ByteSource& source, std::string_view locator);
};

struct Format {
    const char* id;            ///< stable short id, part of the command line's contract
    const char* title;         ///< for people, English
    SourceKind kind;
    std::function<Recognition(const Head& head)> recognise;
    ReadFunction read;         ///< nullptr: hashed and listed, its kind says why it is not read
    ScanFunction scan;
    const char* proves;        ///< "names item", "names folder", "session", "nothing": for the README's table
    /// Stores with random access: Range counts keys (of a PST node ids) in [0, keys), not octets; scan() cuts in keys
    /// and every unit is given the whole source. 0 = ranges are octets.
    std::uint64_t keys = 0;
    const ItemAccess* items = nullptr;  ///< for formats whose messages carry a locator
    // Formats that are data (core/logs/data).
    std::string_view definition = {};   ///< sha256 (hex) of the definition that reads it; "" = the program's own code
    std::string_view definedIn = {};    ///< file of a user's definition; "" = built in
    /// One record as text for people, where its octets are none (binary logs) or must not be shown. "" = it cannot.
    std::string (*recordText)(ByteSource& source, std::uint64_t offset, std::uint64_t length) = nullptr;
    /// Its octets hold secrets: they are shown only through recordText and copied nowhere unless the examiner says so.
    bool secret = false;
};

/// The scan for formats whose records are lines: cuts before a line that does not start with white space.
void scanLines(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
               std::string& carry);

}  // namespace sillage
