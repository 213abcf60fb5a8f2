// "windows-events-json": Windows events as JSON, one object a line, an array or pretty-printed. Shapes, told by the members
// of each object:
//   winlog{…}, @timestamp                    winlogbeat 7 and later (ECS)
//   event_id, event_data{…}, record_number   winlogbeat before
//   Event{System{…}, EventData|UserData}     evtx_dump (also with its lines "Record 1" between)
//   Payload "…", EventId, MapDescription     EvtxECmd
//   EventID, Hostname | Computer, Channel …  flat: NXLog, Sentinel's SecurityEvent, the shape of HELK
// The same event gives the same Event as from the log itself, but for what the shape leaves out.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_walk.h"
#include "logs/scan_text.h"
#include "logs/windows_export.h"
#include "logs/windows_message.h"
#include "logs/windows_record.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;
constexpr unsigned kDepth = 16;

std::string scalar(const dom::element& v) {
    std::string_view s;
    std::int64_t n = 0;
    std::uint64_t u = 0;
    bool b = false;
    double d = 0;
    if (v.get(s) == simdjson::SUCCESS) return clean(s);
    if (v.get(n) == simdjson::SUCCESS) return std::to_string(n);
    if (v.get(u) == simdjson::SUCCESS) return std::to_string(u);
    if (v.get(b) == simdjson::SUCCESS) return b ? "true" : "false";
    if (v.get(d) == simdjson::SUCCESS) return std::to_string(d);
    return {};
}

/// The first of these members that is there and says something.
std::string first(const dom::object& o, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        dom::element v;
        if (o[key].get(v) != simdjson::SUCCESS) continue;
        dom::array list;
        std::string text;
        if (v.get(list) == simdjson::SUCCESS) {
            for (const dom::element item : list) text += (text.empty() ? "" : ", ") + scalar(item);
        } else {
            text = scalar(v);
        }
        if (!text.empty()) return text;
    }
    return {};
}

/// Named values wherever they are in EventData, UserData, event_data.
void collect(const dom::element& v, std::string_view name, WindowsRecord& r, unsigned& unnamed, unsigned depth) {
    dom::object o;
    dom::array list;
    if (depth > kDepth) return;
    if (v.get(list) == simdjson::SUCCESS) {
        for (const dom::element item : list) collect(item, name, r, unnamed, depth + 1);
        return;
    }
    if (v.get(o) != simdjson::SUCCESS) {
        const bool anonymous = name.empty() || name == "Data" || name == "#text";
        r.add(anonymous ? "data_" + std::to_string(++unnamed) : std::string(name), scalar(v));
        return;
    }
    std::string_view own;
    if (o["@Name"].get(own) == simdjson::SUCCESS) {
        r.add(clean(own), first(o, {"#text"}));
        return;
    }
    for (const auto [key, inner] : o)
        if (key != "#attributes" && !startsWith(key, "@xmlns") && !startsWith(key, "xmlns")) collect(inner, key == "#text" ? name : key, r, unnamed, depth + 1);
}

void number(const std::string& text, std::uint64_t& out) { windowsNumber(text, out); }

void fill(const dom::object& o, WindowsRecord& r) {
    std::uint64_t n = 0;
    number(first(o, {"EventID", "EventId", "event_id", "Id"}), n);
    r.eventId = static_cast<std::uint32_t>(n);
    number(first(o, {"EventRecordID", "EventRecordId", "RecordNumber", "record_id", "record_number", "RecordId"}), r.recordId);
    r.provider = first(o, {"ProviderName", "Provider", "provider_name", "source_name", "EventSourceName", "SourceName"});
    r.channel = first(o, {"Channel", "channel", "log_name", "LogName"});
    r.computer = first(o, {"Computer", "computer_name", "Hostname", "MachineName", "host"});
    r.keywords = first(o, {"Keywords", "keywords", "EventType"});
    r.rawTime = first(o, {"TimeCreated", "EventTime", "@timestamp", "TimeGenerated"});
    r.message = first(o, {"Message", "message", "RenderedDescription"});
    r.process = first(o, {"ExecutionProcessID"});
    r.userSid = first(o, {"UserID"});
}

bool isEnvelope(std::string_view key) {
    constexpr std::array<std::string_view, 50> kKeys{
        "EventID", "EventId", "event_id", "EventRecordID", "EventRecordId", "RecordNumber", "record_number", "RecordId", "ProviderName", "Provider",
        "EventSourceName", "SourceName", "source_name", "Channel", "log_name", "Computer", "Hostname", "MachineName", "host", "computer_name", "Keywords",
        "EventType", "TimeCreated", "EventTime", "@timestamp", "TimeGenerated", "Message", "message", "ProviderGuid", "Level", "Task", "Opcode", "OpcodeValue",
        "Version", "Severity", "SeverityValue", "EventReceivedTime", "SourceModuleName", "SourceModuleType", "tags", "port", "@version", "type",
        "TenantId", "SourceSystem", "Type", "ExecutionProcessID", "ExecutionThreadID", "ManagementGroupName", "_ResourceId"};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

void flat(const dom::object& o, WindowsRecord& r) {
    fill(o, r);
    unsigned unnamed = 0;
    dom::element data;
    for (const char* key : {"event_data", "user_data"})
        if (o[key].get(data) == simdjson::SUCCESS) collect(data, "", r, unnamed, 0);
    for (const auto [key, v] : o) {
        dom::object inner;
        if (isEnvelope(key) || v.get(inner) == simdjson::SUCCESS) continue;
        std::string text = first(o, {std::string(key).c_str()});
        if (!text.empty()) r.add(clean(key), std::move(text));
    }
}

void winlogbeat(const dom::object& o, const dom::object& winlog, WindowsRecord& r) {
    fill(winlog, r);
    if (r.rawTime.empty()) r.rawTime = first(o, {"@timestamp"});
    r.message = first(o, {"message"});
    unsigned unnamed = 0;
    dom::element data;
    for (const char* key : {"event_data", "user_data"})
        if (winlog[key].get(data) == simdjson::SUCCESS) collect(data, "", r, unnamed, 0);
}

std::string attribute(const dom::object& system, const char* element, const char* name) {
    dom::object o;
    std::string_view s;
    if (system[element]["#attributes"].get(o) == simdjson::SUCCESS && o[name].get(s) == simdjson::SUCCESS) return clean(s);
    return {};
}

void dumped(const dom::object& event, WindowsRecord& r) {
    dom::object system;
    if (event["System"].get(system) != simdjson::SUCCESS) return;
    fill(system, r);
    std::uint64_t n = r.eventId;
    dom::object id;
    if (system["EventID"].get(id) == simdjson::SUCCESS) number(first(id, {"#text"}), n);
    r.eventId = static_cast<std::uint32_t>(n);
    r.provider = attribute(system, "Provider", "Name");
    r.rawTime = attribute(system, "TimeCreated", "SystemTime");
    r.process = attribute(system, "Execution", "ProcessID");
    r.userSid = attribute(system, "Security", "UserID");
    unsigned unnamed = 0;
    dom::element data;
    for (const char* key : {"EventData", "UserData"})
        if (event[key].get(data) == simdjson::SUCCESS) collect(data, "", r, unnamed, 0);
}

}  // namespace

void readWindowsPayload(std::string_view text, WindowsRecord& r) {
    thread_local dom::parser parser;
    dom::element root, data;
    const std::string copy(text);
    if (parser.parse(copy).get(root) != simdjson::SUCCESS) return;
    unsigned unnamed = 0;
    for (const char* key : {"EventData", "UserData"})
        if (root[key].get(data) == simdjson::SUCCESS) collect(data, "", r, unnamed, 0);
}

/// NXLog writes 64-bit keywords as a signed number.
void settleWindowsRecord(WindowsRecord& r) {
    std::int64_t negative = 0;
    if (startsWith(r.keywords, "-") && std::from_chars(r.keywords.data(), r.keywords.data() + r.keywords.size(), negative).ec == std::errc()) {
        char text[20];
        std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(negative));
        r.keywords = text;
    }
    if (const auto stamp = parseIsoStamp(r.rawTime)) r.time = *stamp;
    if (!r.message.empty() && r.value("TargetUserName").empty() && r.value("SubjectUserName").empty()) readWindowsMessage(r);
}

namespace {

bool parse(std::string_view json, WindowsRecord& r) {
    thread_local dom::parser parser;
    dom::object o, inner;
    std::string_view text;
    if (parser.parse(json.data(), json.size()).get(o) != simdjson::SUCCESS) return false;
    if (o["winlog"].get(inner) == simdjson::SUCCESS) winlogbeat(o, inner, r);
    else if (o["Event"].get(inner) == simdjson::SUCCESS) dumped(inner, r);
    else if (o["Payload"].get(text) == simdjson::SUCCESS && !first(o, {"EventId"}).empty()) {
        fill(o, r);
        readWindowsPayload(text, r);
    } else {
        flat(o, r);
    }
    settleWindowsRecord(r);
    if (const auto us = r.time.present ? std::nullopt : parseUsStamp(r.rawTime)) r.time = *us;
    return r.eventId != 0 || (!r.channel.empty() && !r.provider.empty());
}

/// Says once that the times of an export are not the UTC they claim to be: Sysmon states its own beside.
class UtcCheck {
public:
    void look(const WindowsRecord& r, Bytes where, std::uint64_t line, Sink& sink) {
        const auto utc = said_ ? std::nullopt : parseIsoStamp(trim(r.value("UtcTime")));
        if (!utc || r.time.zoneMinutes != 0) return;
        const std::int64_t minutes = (r.time.civil - utc->civil) / 60'000'000;
        if (minutes > -15 && minutes < 15) return;
        said_ = true;
        sink.problem({where.offset, where.size(), phrase("line %1", line),
                      phrase("the times of this export are not the UTC they claim to be: here Sysmon's own UtcTime differs from it by %1 minutes; state the difference with `source set --offset`", minutes)});
    }

private:
    bool said_ = false;
};

void object(Bytes text, std::uint64_t line, UtcCheck& check, Sink& sink) {
    WindowsRecord r;
    if (!parse(text.data, r)) {
        sink.failed({text.offset, text.size(), phrase("line %1", line), phrase("not a readable Windows event: damaged JSON, or an object that names no event")});
        return;
    }
    check.look(r, text, line, sink);
    Event e = windowsEvent(std::move(r));
    e.line = line;
    e.offset = text.offset;
    e.length = text.size();
    sink.event(std::move(e));
}

bool isNumbered(std::string_view text) {
    std::string_view rest = text;
    return take(rest, "Record ") && !leadingDigits(rest).empty();
}

/// evtx_dump: a line "Record 1" before each object.
void readNumbered(ByteSource& source, const Range& range, UtcCheck& check, Sink& sink) {
    JsonObjects objects(source, range.begin, range.end, range.firstLine);
    JsonObject o;
    while (!sink.stopped() && objects.next(o)) {
        sink.found();
        if (o.stray && isNumbered(source.readString(o.text.offset, 40))) sink.skipped(phraseText("a line of evtx_dump that numbers the next record"));
        else if (o.stray || o.tooLong) sink.failed({o.text.offset, o.length, phrase("line %1", o.line), phrase("text outside any JSON object, or an object over 16 MiB")});
        else object(o.text, o.line, check, sink);
    }
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    UtcCheck check;
    if (isNumbered(source.readString(0, 40))) return readNumbered(source, range, check, sink);
    walkJsonRecords(source, range, sink, [&](Bytes text, std::uint64_t line, Sink& out) { object(text, line, check, out); });
}

void scan(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut, std::string& carry) {
    scanJsonRecords(source, data ? data : [](Bytes) {}, cut, carry);
}

Recognition recognise(const Head& head) {
    std::string_view text = head.octets;
    if (isNumbered(text)) takeUntil(text, "\n");
    const auto keys = objectKeys(firstObject(text));
    const auto has = [&](std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    const auto count = [&](std::initializer_list<std::string_view> names) { return std::count_if(names.begin(), names.end(), has); };
    if (has("winlog") && has("@timestamp")) return {95, phraseText("JSON records of winlogbeat: Windows events")};
    if (has("Event") && contains(text, "\"System\"") && contains(text, "\"EventID\"")) return {95, phraseText("JSON records of evtx_dump: Windows events")};
    if (has("Payload") && has("EventId") && count({"Channel", "Provider", "EventRecordId", "ChunkNumber", "MapDescription"}) >= 2)
        return {95, phraseText("JSON records of EvtxECmd: Windows events")};
    if (has("event_id") && count({"computer_name", "log_name", "source_name", "record_number", "event_data"}) >= 2)
        return {92, phraseText("JSON records of winlogbeat: Windows events")};
    if (has("EventID") && count({"Channel", "Hostname", "Computer", "SourceName", "ProviderGuid", "EventSourceName", "EventRecordID", "RecordNumber"}) >= 2)
        return {92, phraseText("JSON records with EventID and the members of Windows events")};
    return {};
}

}  // namespace

const Format kWindowsJsonFormat{"windows-events-json", "Windows events as JSON (winlogbeat, NXLog, evtx_dump, EvtxECmd, Sentinel)", SourceKind::Log,
                                recognise, read, scan, "names file (4663, 5145), session"};

}  // namespace sillage
