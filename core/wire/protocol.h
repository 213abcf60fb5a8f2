// What supervisor and worker say to each other. The supervisor sends units with read-only descriptors; the worker
// answers with frames and ends each unit with Done. A frame: length (u32 little-endian, of the payload), type (u8),
// payload. Everything the worker says is checked by Decoder and then against the unit it was given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/reader.h"
#include "wire/records.h"

namespace sillage::wire {

constexpr std::size_t kMaxDescriptors = 250;  ///< of one unit (the kernel takes 253 a message)

enum class Frame : std::uint8_t {
    Unit,         ///< supervisor → worker; everything below is worker → supervisor
    Ready,        ///< sandbox state, text
    Recognition,  ///< item, format id ("" = unknown), reason
    ItemBegin,    ///< item
    Records,      ///< item, then tagged records
    Events,       ///< item, then a block of events (record/event_block.h)
    ItemDone,     ///< item, digest, found, skipped reasons
    ItemError,    ///< item, reason: the item could not be read (I/O)
    Cut,          ///< offset, line, carry so far
    ScanDone,     ///< a ScanResult
    Entry,        ///< a member of a container begins
    EntryData,    ///< raw octets of the member
    EntryEnd,     ///< problem ("" = complete)
    View,         ///< a MessageView
    PartData,     ///< raw octets: of Part, Rebuild and Properties
    Place,        ///< answer to FindCut: offset (0 = none), line
    Heartbeat,    ///< item, position
    Done,         ///< the unit is finished
    Definitions,  ///< supervisor → worker, before everything else: the user's log formats
};

enum class Operation : std::uint8_t { Probe, Read, Hash, Scan, FindCut, Expand, View, Part, Rebuild, Properties, Record };

/// One item of a unit: a range of a descriptor, as some format.
struct UnitItem {
    std::uint32_t id = 0;        ///< the supervisor's index; comes back in every frame about it
    std::uint32_t descriptor = 0;///< index among the unit's descriptors
    std::uint64_t begin = 0, length = 0;  ///< where in the descriptor the source lies
    std::string format;          ///< id; "" = only hashed
    Range range;                 ///< what of the source to read
    bool hash = true;            ///< hash the whole source and say so in ItemDone
    std::string path;            ///< whole relative path (probe), raw octets
    ReadHints hints;
};

struct Unit {
    std::uint64_t number = 0;
    Operation operation = Operation::Probe;
    std::vector<UnitItem> items;
    std::int32_t uidList = -1;   ///< descriptor of the Maildir folder's uid list, -1 = none
    std::uint64_t uidListBegin = 0, uidListLength = 0;
    std::string uidListKey;      ///< names the list, so that slices of one folder parse it once
    // View and Part; with a locator, and for Rebuild and Properties, the item's format knows how (Format::items).
    // Record: the octets of a log's record, as its format makes them readable (Format::recordText).
    std::uint64_t offset = 0, length = 0;
    std::string locator;
    std::string quoting;
    sillage::Part part;
    // Expand.
    std::uint64_t maxEntries = 100'000, maxExpanded = 0, maxRatio = 100, ratioFrom = 100u << 20;
};

enum class Tag : std::uint8_t { Message, Problem, Failed, Fact };

enum class EntryKind : std::uint8_t { File, Directory, Link, Other };
struct EntryHeader {
    std::string path;            ///< raw octets as the container has them
    EntryKind kind = EntryKind::File;
    std::int64_t mtimeNs = 0;
};

struct Skip {
    std::string reason;
    std::uint64_t count = 0;
};
struct ItemResult {
    std::uint32_t item = 0;
    bool hashed = false;
    Digest sha256{};
    std::uint64_t found = 0;
    std::vector<Skip> skipped;
    std::string quoting;         ///< of an mbox: how body lines were quoted
};

struct ScanResult {
    std::uint64_t octets = 0;
    Digest sha256{};
    std::string carry;
    std::string quoting;
};

struct RecognitionResult {
    std::uint32_t item = 0;
    std::string format, reason;
};

void encode(Encoder& out, const Unit& u);
void decode(Decoder& in, Unit& u);
void encode(Encoder& out, const EntryHeader& e);
void decode(Decoder& in, EntryHeader& e);
void encode(Encoder& out, const ItemResult& r);
void decode(Decoder& in, ItemResult& r);
void encode(Encoder& out, const ScanResult& r);
void decode(Decoder& in, ScanResult& r);
void encode(Encoder& out, const RecognitionResult& r);
void decode(Decoder& in, RecognitionResult& r);
void encode(Encoder& out, const Cut& c, std::string_view carry);
void decode(Decoder& in, Cut& c, std::string& carry);

}  // namespace sillage::wire
