// See audit_event.h.
#include "logs/cloud/audit_event.h"

#include "base/hash.h"
#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/cloud/cloud_text.h"

namespace sillage {

namespace {

void setAddress(Event& event, const M365Record& record) {
    for (const std::string* text : {&record.clientIpAddress, &record.clientIp, &record.actorIp}) {
        if (text->empty()) continue;
        const auto ip = parseIp(*text);
        event.clientIp = ip ? ip->text() : canonicalIp(*text);
        if (ip) event.clientPort = ip->port;
        if (!event.clientIp.empty()) return;
    }
}

// Exports differ in the white space between members.
std::string compact(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (!quoted && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
        if (c == '"') quoted = !quoted;
        out += c;
        if (quoted && c == '\\' && i + 1 < json.size()) out += json[++i];
    }
    return out;
}

/// The Id with the operation and the second it names: exports give one record in several shapes, but
/// anonymised sets use one GUID for many records, and a record must never pass for the duplicate of another.
std::string recordKey(const M365Record& record, const Stamp& time, std::string_view octets) {
    if (isGuid(record.id))
        return asciiLower(record.id) + ":" + asciiLower(record.operation) + ":" +
               (time.present ? std::to_string(time.civil / 1'000'000) : std::string());
    return "sha256:" + toHex(sha256(octets.substr(0, 1) == "{" ? compact(octets) : std::string(octets)));
}

const std::string& firstOf(const std::string& a, const std::string& b, const std::string& c) {
    return !a.empty() ? a : !b.empty() ? b : c;
}

Event whole(M365Record& record, const M365Place& place) {
    Event e;
    e.line = place.line;
    e.offset = place.offset;
    e.length = place.length;
    e.time = m365Time(record.creationTime);
    e.rawTime = record.creationTime;
    setAddress(e, record);
    e.userAgent = record.clientInfo.empty() ? std::move(record.userAgent) : std::move(record.clientInfo);
    e.session = firstOf(record.session, record.aadSession, record.deviceSession);
    e.protocol = "m365";
    e.action = m365Action(record.operation, record.recordType, record.accessType, record.forwarding);
    e.outcome = m365Outcome(record.operation, record.resultStatus);
    e.recordKey = recordKey(record, e.time, place.octets);
    e.account = std::move(record.userId);
    e.mailbox = std::move(record.mailboxOwner);
    e.folder = exchangeFolder(record.folder);
    e.fields = std::move(record.fields);
    if (!record.session.empty() && !record.aadSession.empty())
        e.fields.emplace_back("aad_session_id", std::move(record.aadSession));
    if (!record.destFolder.empty()) e.fields.emplace_back("dest_folder", exchangeFolder(record.destFolder));
    if (!record.damage.empty()) e.fields.emplace_back("damage", record.damage);
    return e;
}

void addItem(Event& e, M365Item& item) {
    const auto field = [&](const char* name, std::string&& value) {
        if (!value.empty()) e.fields.emplace_back(name, std::move(value));
    };
    e.messageId = std::move(item.messageId);
    e.part = std::move(item.part);
    if (!item.folder.empty()) e.folder = exchangeFolder(item.folder);
    if (item.itemId != item.folderId) field("item_id", std::move(item.itemId));
    field("immutable_id", std::move(item.immutableId));
    field("folder_id", std::move(item.folderId));
    field("size", wholeNumber(item.size));
    field("subject", std::move(item.subject));
    if (!item.attachments.empty()) field("attachments", attachmentsJson(item.attachments));
}

// `12/11/2025, 10:14:03.000 PM` as Log Analytics writes it: the comma and the fraction of the second are
// taken out.
std::string plainSlash(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ',') out += c;
    const std::size_t point = out.find('.');
    const std::size_t end =
        point == std::string::npos ? point : out.find_first_not_of("0123456789", point + 1);
    if (point != std::string::npos) out.erase(point, end == std::string::npos ? end : end - point);
    return out;
}

Stamp slashDate(std::string_view text) {
    if (auto us = parseUsStamp(text)) return *us;
    // `18/05/2021 21:13:39`: an export under a day-first culture.
    const std::size_t first = text.find('/');
    const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos || second + 5 > text.size()) return {};
    unsigned long long day = 0, month = 0, year = 0;
    if (!parseUint(text.substr(0, first), day) ||
        !parseUint(text.substr(first + 1, second - first - 1), month) ||
        !parseUint(text.substr(second + 1, 4), year) || day <= 12 || day > 31 || month > 12)
        return {};
    const auto two = [](unsigned long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string iso =
        std::to_string(year) + "-" + two(month) + "-" + two(day) + std::string(text.substr(second + 5));
    return parseIsoStamp(iso).value_or(Stamp{});
}

}  // namespace

Stamp m365Time(std::string_view text) {
    text = trim(text);
    Stamp stamp;
    if (auto iso = parseIsoStamp(text))
        stamp = *iso;
    else if (text.find('/') != std::string_view::npos)
        stamp = slashDate(text.find(',') == std::string_view::npos ? std::string(text) : plainSlash(text));
    if (stamp.present && stamp.zoneMinutes == Stamp::kNoZone) stamp.zoneMinutes = 0;
    return stamp;
}

void emitM365(M365Record&& record, const M365Place& place, Sink& sink) {
    record.settle();
    const auto what = [&] { return phrase("line %1", place.line); };
    if (!record.damage.empty())
        sink.problem(
            {place.offset, place.length, what(),
             phrase("the audit record is damaged (%1): what could be read was kept", said(record.damage))});
    Event base = whole(record, place);
    if (!base.time.present)
        sink.problem({place.offset, place.length, what(),
                      base.rawTime.empty()
                          ? "the audit record states no time"
                          : phrase("the audit record's time is not readable: %1", elide(base.rawTime, 60))});
    const std::size_t count = record.items.size();
    for (std::size_t i = 0; i + 1 < count; ++i) {
        Event e = base;
        e.item = static_cast<std::uint32_t>(i);
        addItem(e, record.items[i]);
        sink.event(std::move(e));
    }
    if (count > 0) {
        base.item = static_cast<std::uint32_t>(count - 1);
        addItem(base, record.items.back());
    }
    sink.event(std::move(base));
}

}  // namespace sillage
