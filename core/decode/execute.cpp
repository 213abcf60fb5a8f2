#include "decode/execute.h"

#include "base/error.h"
#include "decode/registry.h"
#include "evidence/archive.h"
#include "mail/formats.h"
#include "mail/mbox.h"

namespace sillage {
namespace {

using namespace wire;

constexpr std::size_t kHead = 64u << 10;
constexpr std::uint64_t kInMemory = 8u << 20;  // read once, hashed and parsed while the octets are hot
constexpr std::size_t kPiece = 1u << 20;

/// Tells the supervisor that reading goes on.
class BeatingSource final : public ByteSource {
public:
    BeatingSource(ByteSource& inner, WireSink& sink) : inner_(inner), sink_(sink) {}
    [[nodiscard]] std::uint64_t size() const override { return inner_.size(); }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override {
        sink_.beat(offset);
        return inner_.read(offset, buffer, count);
    }

private:
    ByteSource& inner_;
    WireSink& sink_;
};

Digest hashOf(ByteSource& source) {
    Sha256 hash;
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) hash.add(block.data);
    return hash.finish();
}

void readAs(const Format* format, ByteSource& source, const UnitItem& item, const ReadHints& hints, WireSink& sink) {
    if (format && format->read) {
        format->read(source, item.range, hints, sink);
    } else {
        sink.found(1);
        sink.skipped(format ? phraseText("recognised, not read by this version") : phraseText("not a format this version reads"), 1);
    }
}

std::string quotingOf(const std::string& carry) {
    MboxTraits traits;
    return MboxTraits::parse(carry, traits) ? traits.quoting : std::string();
}

/// Forwards a container's members as frames.
class EntryFrames final : public ArchiveSink {
public:
    explicit EntryFrames(const FrameOut& out) : out_(out) {}
    void begin(const ArchiveEntry& entry) override {
        Encoder e;
        encode(e, EntryHeader{entry.path, static_cast<EntryKind>(entry.kind), entry.mtimeNs});
        put(Frame::Entry, e.octets());
    }
    void data(std::string_view octets) override {
        for (; !octets.empty(); octets.remove_prefix(std::min(octets.size(), kPiece)))
            put(Frame::EntryData, octets.substr(0, kPiece));
    }
    void end(std::string_view problem) override {
        Encoder e;
        e.text(problem);
        put(Frame::EntryEnd, e.octets());
    }
    [[nodiscard]] bool stopped() const override { return gone_; }

private:
    void put(Frame type, std::string_view payload) { gone_ = gone_ || !out_(type, payload); }
    const FrameOut& out_;
    bool gone_ = false;
};

}  // namespace

void Executor::run(const Unit& unit, std::span<const int> descriptors) {
    if (unit.uidList >= 0 && unit.uidListKey != uidListKey_) {
        if (static_cast<std::size_t>(unit.uidList) >= descriptors.size()) throw Malformed("no such descriptor");
        FdSource list(descriptors[static_cast<std::size_t>(unit.uidList)], unit.uidListBegin, unit.uidListLength);
        uidList_ = readUidList(list);
        uidListKey_ = unit.uidListKey;
    }
    for (const UnitItem& item : unit.items) {
        if (item.descriptor >= descriptors.size()) throw Malformed("no such descriptor");
        FdSource source(descriptors[item.descriptor], item.begin, item.length);
        try {
            if (hook_) hook_(unit.operation, item, source);
            one(item, source, unit);
        } catch (const Error& e) {
            Encoder frame;
            frame.number(item.id);
            frame.text(e.what());
            send(Frame::ItemError, frame.octets());
        }
    }
    send(Frame::Done, {});
}

void Executor::one(const UnitItem& item, ByteSource& source, const Unit& unit) {
    switch (unit.operation) {
        case Operation::Probe: return probe(item, source);
        case Operation::Read: return read(item, source, unit);
        case Operation::Hash: return hashOnly(item, source);
        case Operation::Scan: return scan(item, source);
        case Operation::FindCut: return findCut(item, source);
        case Operation::Expand: return expand(item, source, unit);
        case Operation::View: return unit.locator.empty() ? view(source, unit) : viewItem(item, source, unit);
        case Operation::Part: return unit.locator.empty() ? part(source, unit) : streamItem(item, source, unit);
        case Operation::Rebuild:
        case Operation::Properties: return streamItem(item, source, unit);
        case Operation::Record: return record(item, source, unit);
    }
}

void Executor::probe(const UnitItem& item, ByteSource& source) {
    const std::string octets = source.readString(0, kHead);
    const Recognised hit = recognise({octets, item.length, item.hints.name, item.path});
    Encoder e;
    encode(e, RecognitionResult{item.id, hit.format ? hit.format->id : "", hit.reason});
    send(Frame::Recognition, e.octets());
}

void Executor::read(const UnitItem& item, ByteSource& source, const Unit& unit) {
    Encoder begin;
    begin.number(item.id);
    send(Frame::ItemBegin, begin.octets());
    WireSink sink(item.id, out_);
    ReadHints hints = item.hints;
    if (unit.uidList >= 0) {
        hints.uid = uidList_.uidOf(hints.name);
        hints.uidValidity = uidList_.validity;
    }
    const Format* format = findFormat(item.format);
    BeatingSource beating(source, sink);
    try {
        if (item.range.first && item.range.last && source.size() <= kInMemory) {
            readInMemory(item, source, format, hints, sink);
        } else {
            if (item.hash) sink.setHash(hashOf(beating));
            readAs(format, beating, item, hints, sink);
        }
    } catch (const Error& e) {  // what was read before stays; the rest of the item is one failure
        sink.found(1);
        if (format && format->keys) sink.failed({0, 0, phrase("rest of %1", said(itemsText(item.range))), sentenceOf(e)});
        else sink.failed({item.range.begin, item.range.end - item.range.begin, "rest of the file", sentenceOf(e)});
    }
    sink.done();
}

/// Small sources are read from the medium once: hashed and parsed while the octets are hot.
void Executor::readInMemory(const UnitItem& item, ByteSource& source, const Format* format, const ReadHints& hints,
                            WireSink& sink) {
    const std::string octets = source.readString(0, static_cast<std::size_t>(source.size()));
    if (item.hash) sink.setHash(sha256(octets));
    if (octets.size() < source.size())
        sink.problem({octets.size(), source.size() - octets.size(), "file",
                      "the file became shorter while it was read"});
    MemorySource memory(octets);
    UnitItem fitted = item;
    const bool keyed = format && format->keys;
    if (!keyed) fitted.range.end = std::min<std::uint64_t>(fitted.range.end, octets.size());
    if (format && format->scan && format->kind == SourceKind::Mailbox) {
        format->scan(memory, [](Bytes) {}, [](Cut) {}, fitted.range.carry);
        if (!keyed) sink.setQuoting(quotingOf(fitted.range.carry));
    }
    readAs(format, memory, fitted, hints, sink);
}

void Executor::hashOnly(const UnitItem& item, ByteSource& source) {
    WireSink sink(item.id, out_);
    BeatingSource beating(source, sink);
    sink.setHash(hashOf(beating));
    sink.done();
}

void Executor::scan(const UnitItem& item, ByteSource& source) {
    const Format* format = findFormat(item.format);
    if (!format || !format->scan) throw Malformed("a format that cannot be cut");
    WireSink beats(item.id, out_);
    BeatingSource beating(source, beats);
    Sha256 hash;
    std::uint64_t hashed = 0;
    std::string carry;
    std::function<void(Bytes)> data;  // none where the digest is another unit's work
    if (item.hash)
        data = [&](Bytes block) {
            hash.add(block.data);
            hashed += block.size();
        };
    format->scan(
        beating, data,
        [&](Cut cut) {
            Encoder e;
            encode(e, cut, carry);
            send(Frame::Cut, e.octets());
        },
        carry);
    Encoder e;
    encode(e, ScanResult{hashed, hash.finish(), carry, format->keys ? std::string() : quotingOf(carry)});
    send(Frame::ScanDone, e.octets());
}

void Executor::findCut(const UnitItem& item, ByteSource& source) {
    const Format* format = findFormat(item.format);
    const Cut cut = format && format->keys ? middleKey(item.range)
                                           : middleCut(source, item.range, format && format->kind == SourceKind::Mailbox);
    Encoder e;
    encode(e, cut, {});
    send(Frame::Place, e.octets());
}

void Executor::expand(const UnitItem& item, ByteSource& source, const Unit& unit) {
    WireSink beats(item.id, out_);
    BeatingSource beating(source, beats);
    // Hashed first: the container's name in the spool is its content.
    beats.setHash(hashOf(beating));
    EntryFrames frames(out_);
    const ArchiveLimits limits{unit.maxEntries, unit.maxExpanded, unit.maxRatio, unit.ratioFrom};
    const std::string problem = readArchive(beating, item.format, limits, frames);
    if (!problem.empty()) beats.problem({0, 0, "container", problem});
    beats.done();
}

void Executor::view(ByteSource& source, const Unit& unit) {
    MessageOptions options;
    options.quoting = unit.quoting;
    options.mboxHeaders = !unit.quoting.empty();
    MessageView shown = viewMessage(source, unit.offset, unit.length, options);
    Encoder e;
    encode(e, shown);
    send(Frame::View, e.octets());
}

void Executor::part(ByteSource& source, const Unit& unit) {
    decodePart(source, unit.part, [this](std::string_view octets) { sendPieces(octets); });
}

void Executor::sendPieces(std::string_view octets) {
    for (; !octets.empty(); octets.remove_prefix(std::min(octets.size(), kPiece)))
        send(Frame::PartData, octets.substr(0, kPiece));
}

Cut middleCut(ByteSource& source, const Range& range, bool mailbox) {
    const std::uint64_t middle = range.begin + (range.end - range.begin) / 2;
    LineReader reader(source, range.begin, range.end, range.firstLine, kPiece);
    LineReader::Line line;
    Cut before, after;
    while (after.offset == 0 && reader.next(line)) {
        const std::string_view text = line.text.data;
        const bool place = mailbox ? text.starts_with("From ") && isSeparator(source, line.text.offset)
                                   : !text.empty() && text[0] != ' ' && text[0] != '\t';
        if (!place || line.text.offset <= range.begin) continue;
        (line.text.offset < middle ? before : after) = {line.text.offset, line.number};
    }
    return after.offset != 0 ? after : before;
}

Cut middleKey(const Range& range) {
    if (range.end - range.begin < 2) return {0, 1};
    return {range.begin + (range.end - range.begin) / 2, range.firstLine};
}

}  // namespace sillage
