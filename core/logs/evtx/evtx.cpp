// "evtx": Windows event logs as Windows keeps them. A record is one record of the log, cited by its octets; its XML is
// made again on demand. Damage costs what it covers: a chunk whose header is broken is searched for records, and so is
// what lies behind the last record of a chunk (older records that were overwritten in part; field recovered = "slack").
// What is found there and is in no way whole is not counted.
#include <algorithm>

#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/evtx/binxml.h"
#include "logs/evtx/chunk.h"
#include "logs/scan_text.h"
#include "logs/windows_record.h"

namespace sillage {

namespace {

using namespace evtx;

/// One chunk in memory. Records of it become events; what is lost, problems.
class ChunkReader {
public:
    ChunkReader(std::string_view chunk, std::uint64_t offset, Sink& sink) : chunk_(chunk), offset_(offset), sink_(sink), xml_(chunk) {}

    void run() {
        const ChunkState state = chunkState(chunk_);
        if (!state.signature || !state.header) {
            damaged(0, chunk_.size(), state.signature ? phrase("the header of a chunk is damaged (its checksum does not hold): every record in it was searched for and read by itself")
                                                      : phrase("these octets are no chunk of an event log: every record in them was searched for and read by itself"));
            search(state.signature ? kChunkHeader : 0, chunk_.size());
            return;
        }
        if (state.end > chunk_.size())
            damaged(chunk_.size(), state.end - chunk_.size(), phrase("the file ends inside a chunk"));
        else if (!state.records)
            damaged(kChunkHeader, state.end - kChunkHeader, phrase("the checksum over the records of a chunk does not hold: what could be read of them was, each by itself"));
        const std::size_t behind = live(std::min(state.end, chunk_.size()));
        slack(behind);
    }

    /// Without a signature: only what can be found, and nothing said where nothing is.
    void carve() {
        RecordPlace first;
        if (nextRecord(chunk_, 0, first)) run();
    }

private:
    void damaged(std::size_t at, std::size_t length, std::string why) {
        sink_.problem({offset_ + at, length, phrase("chunk at offset %1", offset_), std::move(why)});
    }

    /// Records one after the other to end; where one is not, the next that can be found.
    std::size_t live(std::size_t end) {
        std::size_t at = kChunkHeader;
        while (at < end && !sink_.stopped()) {
            RecordPlace place;
            if (recordAt(chunk_, at, place)) {
                record(place);
                at += place.length;
                continue;
            }
            // Some writers pad the last record's chunk with zeros and let the header point behind them.
            if (chunk_.substr(at, end - at).find_first_not_of('\0') == std::string_view::npos) return end;
            const bool more = nextRecord(chunk_, at, place) && place.at < end;
            const std::size_t next = more ? place.at : end;
            sink_.found();
            sink_.failed({offset_ + at, next - at, phrase("record at offset %1", offset_ + at),
                          phrase("no whole record stands here: its header, its size or its end is damaged; there may have been several")});
            at = next;
        }
        return std::max(at, end);
    }

    void search(std::size_t from, std::size_t end) {
        RecordPlace place;
        for (std::size_t at = from; at < end && !sink_.stopped() && nextRecord(chunk_, at, place); at = place.at + place.length)
            record(place);
    }

    void slack(std::size_t from) {
        RecordPlace place;
        for (std::size_t at = from; !sink_.stopped() && nextRecord(chunk_, at, place); at = place.at + 4) {
            XmlElement root;
            WindowsRecord r;
            if (!xml_.read(place.at + kRecordHeader, place.at + place.length - 4, root).empty() || !windowsRecordOf(root, r)) continue;
            sink_.found();
            emit(place, std::move(r), true);
            place.at += place.length - 4;
        }
    }

    void record(const RecordPlace& place) {
        sink_.found();
        XmlElement root;
        WindowsRecord r;
        const std::string wrong = xml_.read(place.at + kRecordHeader, place.at + place.length - 4, root);
        const bool readable = windowsRecordOf(root, r);
        const std::string item = phrase("record %1 at offset %2", place.id, offset_ + place.at);
        if (!readable) {
            sink_.failed({offset_ + place.at, place.length, item,
                          wrong.empty() ? phrase("it holds no event") : phrase("not a readable event: %1", said(wrong))});
            return;
        }
        if (!wrong.empty()) sink_.problem({offset_ + place.at, place.length, item, phrase("only a part of it could be read: %1", said(wrong))});
        emit(place, std::move(r), false);
    }

    /// The record's own header stands in for what its XML does not say.
    void emit(const RecordPlace& place, WindowsRecord&& r, bool recovered) {
        if (r.recordId == 0) r.recordId = place.id;
        if (r.rawTime.empty() || !r.time.present) {
            r.rawTime = fileTimeText(place.written);
            if (const auto stamp = parseIsoStamp(r.rawTime)) r.time = *stamp;
        }
        Event e = windowsEvent(std::move(r));
        e.offset = offset_ + place.at;
        e.length = place.length;
        if (recovered) addField(e, "recovered", "slack");
        sink_.event(std::move(e));
    }

    std::string_view chunk_;
    std::uint64_t offset_;
    Sink& sink_;
    BinXml xml_;
};

void readHeader(ByteSource& source, Sink& sink) {
    const FileHeader h = fileHeader(source.readString(0, kFileHeader));
    if (!h.checksum)
        sink.problem({0, kFileHeader, "file header", phrase("the file's header is damaged (its checksum does not hold); its chunks were looked for without it")});
    const std::uint64_t room = source.size() > kFileHeader ? (source.size() - kFileHeader) / kChunk : 0;
    if (h.valid && !h.dirty && h.chunks > room)
        sink.problem({source.size(), 0, "file header", phrase("the header counts %1 chunks of 64 KiB and the file has room for %2: its end is missing", h.chunks, room)});
}

/// Where the next chunk begins at or after from: in its place, or wherever its signature is; npos beyond the end.
/// Octets that were passed are searched for records.
std::uint64_t nextChunk(ByteSource& source, std::uint64_t from, std::uint64_t end, Sink& sink) {
    while (from < end && !sink.stopped()) {
        const std::string window = source.readString(from, kChunk + 7);
        if (window.empty()) break;
        const std::size_t hit = std::string_view(window).find(kChunkMagic);
        if (hit == 0) return from;
        const std::size_t passed = std::min({hit, kChunk, window.size()});
        ChunkReader(std::string_view(window).substr(0, passed), from, sink).carve();
        from += passed;
    }
    return ~std::uint64_t{0};
}

/// A chunk belongs to the range its first octet lies in, so that any cut reads each once.
void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    std::uint64_t at = range.begin;
    if (range.first) {
        readHeader(source, sink);
        at = std::max<std::uint64_t>(at, std::min<std::uint64_t>(kFileHeader, range.end));
    } else if (at > kFileHeader) {
        at = kFileHeader + (at - kFileHeader + kChunk - 1) / kChunk * kChunk;
    } else {
        at = kFileHeader;
    }
    while ((at = nextChunk(source, at, range.end, sink)) < range.end && !sink.stopped()) {
        const std::string chunk = source.readString(at, kChunk);
        // A chunk that lost octets ends where the next begins.
        const std::size_t next = chunk.find(kChunkMagic, kChunkHeader);
        const bool intact = next == std::string::npos || chunkState(chunk).records;
        const std::string_view own = std::string_view(chunk).substr(0, intact ? std::string::npos : next);
        ChunkReader(own, at, sink).run();
        at += own.size();
    }
}

void scan(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut, std::string&) {
    if (data) {
        Stream stream(source, 0, source.size());
        for (Bytes block = stream.next(); !block.empty(); block = stream.next()) data(block);
    }
    constexpr std::uint64_t kStep = kChunk * std::uint64_t{64};
    for (std::uint64_t at = kFileHeader + kStep; at < source.size(); at += kStep) cut({at, 1});
}

Recognition recognise(const Head& head) {
    if (!startsWith(head.octets, kFileMagic)) {
        if (startsWith(head.octets, kChunkMagic) && head.octets.size() >= kChunkHeader && chunkState(head.octets).header)
            return {90, phraseText("a chunk of a Windows event log (EVTX) without the file's header")};
        return {};
    }
    return {100, phraseText("a Windows event log (EVTX)")};
}

/// The record as the XML Windows would show.
std::string recordXml(ByteSource& source, std::uint64_t offset, std::uint64_t length) {
    std::uint64_t begin = offset < kFileHeader ? 0 : kFileHeader + (offset - kFileHeader) / kChunk * kChunk;
    std::string chunk = source.readString(begin, kChunk);
    if (!startsWith(chunk, kChunkMagic)) {  // out of its place: the last signature before
        const std::uint64_t from = offset > kChunk ? offset - kChunk : 0;
        const std::string before = source.readString(from, static_cast<std::size_t>(offset - from) + 8);
        if (const std::size_t hit = before.rfind(kChunkMagic); hit != std::string::npos) {
            begin = from + hit;
            chunk = source.readString(begin, kChunk);
        }
    }
    RecordPlace place;
    if (!recordAt(chunk, static_cast<std::size_t>(offset - begin), place) || place.length != length) return {};
    BinXml xml(chunk);
    XmlElement root;
    const std::string wrong = xml.read(place.at + kRecordHeader, place.at + place.length - 4, root);
    std::string text = root.name.empty() ? std::string() : xmlText(root);
    if (!wrong.empty()) text += "<!-- " + inEnglish(wrong) + " -->\n";
    return text;
}

}  // namespace

const Format kEvtxFormat = [] {
    Format f{"evtx", "Windows event log (EVTX)", SourceKind::Log, recognise, read, scan, "names file (4663, 5145), session"};
    f.recordText = recordXml;
    return f;
}();

}  // namespace sillage
