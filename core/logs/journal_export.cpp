// systemd's journal as journalctl writes it (systemd.io, "Journal Export Formats"):
//   "journal-json"    -o json, json-pretty, json-sse, json-seq: objects; a value that is not UTF-8 is an array of octets,
//                     a field that repeats an array of values
//   "journal-export"  -o export: `FIELD=value` lines, or `FIELD`, line end, 64-bit length (little-endian), octets, line
//                     end for values with line ends or binary data; an empty line ends an entry
//   "journal"         the journal's own file (.journal): named, not read; journalctl exports it
#include <simdjson.h>

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_walk.h"
#include "logs/journal_entry.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

void put(JournalEntry& entry, std::string_view field, std::string_view value) {
    std::string* member = entry.member(field);
    if (member && member->empty()) *member = value.substr(0, kMaxJournalValue);
}

/// A string, an array of octets, or the first of several values.
std::string textOf(const dom::element& v) {
    std::string_view s;
    std::int64_t n = 0;
    dom::array list;
    if (v.get(s) == simdjson::SUCCESS) return std::string(s.substr(0, kMaxJournalValue));
    if (v.get(n) == simdjson::SUCCESS) return std::to_string(n);
    std::string out;
    if (v.get(list) != simdjson::SUCCESS) return out;
    for (const dom::element item : list) {
        if (item.get(s) == simdjson::SUCCESS) return std::string(s.substr(0, kMaxJournalValue));
        if (item.get(n) != simdjson::SUCCESS || n < 0 || n > 255 || out.size() >= kMaxJournalValue) break;
        out += static_cast<char>(n);
    }
    return out;
}

void object(Bytes text, std::uint64_t line, JournalMessages& messages, Sink& sink) {
    thread_local dom::parser parser;
    dom::object o;
    JournalEntry entry;
    if (parser.parse(text.data.data(), text.data.size()).get(o) == simdjson::SUCCESS)
        for (const auto [key, value] : o)
            if (entry.member(key)) put(entry, key, textOf(value));
    if (!entry.isEntry()) {
        sink.failed({text.offset, text.size(), phrase("line %1", line), phrase("not a readable journal entry: damaged JSON, or an object without the members of one")});
        return;
    }
    messages.settle(entry, line, text.offset, text.size(), sink);
}

void readJson(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    JournalMessages messages;
    walkJsonRecords(source, range, sink, [&](Bytes text, std::uint64_t line, Sink& out) { object(text, line, messages, out); });
}

void scanJson(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut, std::string& carry) {
    scanJsonRecords(source, data ? data : [](Bytes) {}, cut, carry);
}

Recognition recogniseJson(const Head& head) {
    std::string_view text = head.octets;
    if (const std::size_t brace = text.substr(0, 16).find('{'); brace != std::string_view::npos) text.remove_prefix(brace);  // RS, "data: "
    const auto keys = objectKeys(firstObject(text));
    const auto has = [&](std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    if (has("__REALTIME_TIMESTAMP") && (has("__CURSOR") || has("_BOOT_ID") || has("MESSAGE"))) return {97, phraseText("journal entries as JSON (journalctl -o json)")};
    return {};
}

bool isField(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) { return isDigit(c) || c == '_' || (c >= 'A' && c <= 'Z'); });
}

/// The export format, entry by entry. Large values are passed over, not held.
class ExportReader {
public:
    ExportReader(ByteSource& source, const Range& range, Sink& sink) : source_(source), at_(range.begin), end_(std::min(range.end, source.size())), sink_(sink) {}

    void run() {
        while (!sink_.stopped() && at_ < end_) {
            if (octet(at_) == '\n') {
                ++at_;
                continue;
            }
            entry();
        }
    }

private:
    void entry() {
        const std::uint64_t begin = at_;
        JournalEntry entry;
        sink_.found();
        while (at_ < end_ && octet(at_) != '\n') {
            if (!field(entry)) return broken(begin);
        }
        if (!entry.isEntry()) {
            sink_.failed({begin, at_ - begin, phrase("entry at offset %1", begin), phrase("fields that are no journal entry: neither a cursor nor a time is among them")});
            return;
        }
        messages_.settle(entry, 0, begin, at_ - begin, sink_);
    }

    /// One field with its line end; false when there is none.
    bool field(JournalEntry& entry) {
        const std::string head = source_.readString(at_, static_cast<std::size_t>(std::min<std::uint64_t>(66, end_ - at_)));
        const std::size_t mark = head.find_first_of("=\n");
        if (mark == std::string::npos || !isField(std::string_view(head).substr(0, mark))) return false;
        const std::string name = head.substr(0, mark);
        if (head[mark] == '=') {
            std::uint64_t stop = 0;
            if (!lineEnd(at_ + mark + 1, stop)) return false;
            keep(entry, name, at_ + mark + 1, stop);
            at_ = stop + 1;
            return true;
        }
        const std::string size = source_.readString(at_ + mark + 1, 8);
        if (size.size() < 8) return false;
        std::uint64_t length = 0;
        for (std::size_t i = 8; i-- > 0;) length = length << 8 | static_cast<std::uint8_t>(size[i]);
        const std::uint64_t value = at_ + mark + 9;
        if (value > end_ || length >= end_ - value || octet(value + length) != '\n') return false;
        keep(entry, name, value, value + length);
        at_ = value + length + 1;
        return true;
    }

    void keep(JournalEntry& entry, const std::string& name, std::uint64_t from, std::uint64_t to) {
        if (entry.member(name)) put(entry, name, source_.readString(from, static_cast<std::size_t>(std::min<std::uint64_t>(to - from, kMaxJournalValue))));
    }

    /// Where the line ends; a last one may end with the range.
    bool lineEnd(std::uint64_t from, std::uint64_t& stop) {
        for (std::uint64_t at = from; at < end_;) {
            load(at);
            const std::string_view rest = std::string_view(window_).substr(static_cast<std::size_t>(at - windowAt_));
            const std::size_t hit = rest.find('\n');
            if (hit != std::string_view::npos) {
                stop = at + hit;
                return stop < end_;
            }
            if (rest.empty()) break;
            at += rest.size();
        }
        return false;
    }

    /// The entry is damaged: reading goes on at the next that begins with its cursor.
    void broken(std::uint64_t begin) {
        constexpr std::string_view kNext = "\n\n__CURSOR=";
        std::uint64_t next = end_;
        for (std::uint64_t at = std::max(at_, begin + 1) - 1; at < end_ && next == end_;) {
            const std::string block = source_.readString(at, static_cast<std::size_t>(std::min<std::uint64_t>(1u << 20, end_ - at)));
            const std::size_t hit = block.find(kNext);
            if (hit != std::string::npos) next = at + hit + 2;
            if (block.size() <= kNext.size()) break;
            at += block.size() - kNext.size();
        }
        sink_.failed({begin, next - begin, phrase("entry at offset %1", begin),
                      phrase("a journal entry is damaged: a field without a name, or a length that cannot be; reading went on at the next entry")});
        at_ = next;
    }

    char octet(std::uint64_t at) {
        load(at);
        const auto index = static_cast<std::size_t>(at - windowAt_);
        return index < window_.size() ? window_[index] : '\0';
    }
    void load(std::uint64_t at) {
        if (at >= windowAt_ && at - windowAt_ < window_.size()) return;
        windowAt_ = at;
        window_ = source_.readString(at, 256u << 10);
    }

    ByteSource& source_;
    std::uint64_t at_, end_;
    Sink& sink_;
    JournalMessages messages_;
    std::string window_;
    std::uint64_t windowAt_ = 0;
};

void readExport(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) { ExportReader(source, range, sink).run(); }

Recognition recogniseExport(const Head& head) {
    if (startsWith(head.octets, "__CURSOR=") && contains(head.octets, "\n__REALTIME_TIMESTAMP=")) return {98, phraseText("journal entries in systemd's export format")};
    return {};
}

Recognition recogniseNative(const Head& head) {
    if (!startsWith(head.octets, "LPKSHHRH")) return {};
    return {100, phraseText("a journal of systemd in its own form (.journal), which this version does not read: export it with `journalctl --file FILE -o export` and import what that gives")};
}

}  // namespace

const Format kJournalJsonFormat{"journal-json", "systemd journal as JSON (journalctl -o json)", SourceKind::Log, recogniseJson, readJson, scanJson, "as syslog"};
const Format kJournalExportFormat{"journal-export", "systemd journal, export format (journalctl -o export)", SourceKind::Log, recogniseExport, readExport, nullptr, "as syslog"};
const Format kJournalFormat{"journal", "systemd journal file (.journal)", SourceKind::Log, recogniseNative, nullptr, nullptr, "nothing"};

}  // namespace sillage
