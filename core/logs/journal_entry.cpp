#include "logs/journal_entry.h"

#include "base/phrase.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

std::string* JournalEntry::member(std::string_view field) {
    if (field == "MESSAGE") return &message;
    if (field == "__REALTIME_TIMESTAMP") return &realtime;
    if (field == "__CURSOR") return &cursor;
    if (field == "SYSLOG_IDENTIFIER") return &identifier;
    if (field == "_COMM") return &command;
    if (field == "_PID" || (field == "SYSLOG_PID" && pid.empty())) return &pid;
    if (field == "_HOSTNAME") return &host;
    if (field == "_SYSTEMD_UNIT") return &unit;
    if (field == "_BOOT_ID") return &boot;
    return nullptr;
}

namespace {

std::string word(std::string_view text, std::string_view otherwise) {
    std::string out = clean(text.substr(0, 200));
    for (char& c : out)
        if (static_cast<unsigned char>(c) <= ' ' || c == ':' || c == '[' || c == ']') c = '_';
    return out.empty() ? std::string(otherwise) : out;
}

bool timeOf(const std::string& micros, Stamp& out) {
    std::int64_t value = 0;
    if (!toInt64(micros, value) || value < 0 || value > 253402300799'999'999) return false;  // to the year 9999, as everywhere
    out.civil = value;
    out.zoneMinutes = 0;
    out.precision = Precision::Microsecond;
    out.present = true;
    return true;
}

}  // namespace

void JournalMessages::settle(const JournalEntry& entry, std::uint64_t line, std::uint64_t offset, std::uint64_t length, Sink& sink) {
    Stamp time;
    if (!timeOf(entry.realtime, time)) {
        sink.failed({offset, length, phrase("entry at offset %1", offset), phrase("a journal entry without a readable __REALTIME_TIMESTAMP")});
        return;
    }
    const std::string iso = formatIso(Time{std::chrono::microseconds(time.civil)}, Precision::Microsecond);
    line_ = iso + " " + word(entry.host, "-") + " " + word(entry.identifier.empty() ? entry.command : entry.identifier, "unknown");
    if (allDigits(entry.pid)) line_ += "[" + entry.pid + "]";
    line_ += ": " + entry.message;
    Event e;
    std::vector<std::uint32_t> items;
    const LineVerdict verdict = messages_.read(line_, e, items);
    if (verdict.kind == LineVerdict::Kind::Noise) return sink.skipped(verdict.reason);
    if (verdict.kind == LineVerdict::Kind::Bad) {
        sink.failed({offset, length, phrase("entry at offset %1", offset), std::string(verdict.reason)});
        return;
    }
    e.line = line;
    e.offset = offset;
    e.length = length;
    setTime(e, time, entry.realtime);
    if (!entry.cursor.empty()) e.recordKey = "journal:" + clean(entry.cursor, 300);
    if (!entry.unit.empty()) addField(e, "unit", clean(entry.unit, 200));
    if (!entry.boot.empty()) addField(e, "boot", clean(entry.boot, 100));
    const Event pattern = e;
    sink.event(std::move(e));
    for (std::size_t i = 0; i < items.size(); ++i) {
        Event further = pattern;
        further.item = static_cast<std::uint32_t>(i + 1);
        further.uid = items[i];
        sink.event(std::move(further));
    }
}

}  // namespace sillage
