#include "logs/windows_record.h"

#include <charconv>

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxData = 400;          ///< values of one record
constexpr std::size_t kMaxValue = 32u << 10;   ///< octets of one of them

/// <Data Name="x">…</Data>, unnamed <Data>, <Binary>, and the free elements of UserData.
void addData(const evtx::XmlElement& parent, WindowsRecord& out, unsigned& unnamed) {
    for (const evtx::XmlElement& e : parent.children) {
        if (!e.children.empty()) {
            addData(e, out, unnamed);
            continue;
        }
        const std::string_view name = e.attribute("Name");
        if (!name.empty()) out.add(std::string(name), e.text);
        else if (e.name == "Data") out.add("data_" + std::to_string(++unnamed), e.text);
        else if (e.name != "Binary" || !e.text.empty()) out.add(e.name == "Binary" ? "binary" : e.name, e.text);
    }
}

void addSystem(const evtx::XmlElement& system, WindowsRecord& out) {
    if (const auto* e = system.child("Provider")) {
        out.provider = e->attribute("Name");
        if (out.provider.empty()) out.provider = e->attribute("EventSourceName");
    }
    std::uint64_t number = 0;
    if (windowsNumber(trim(system.childText("EventID")), number)) out.eventId = static_cast<std::uint32_t>(number);
    if (windowsNumber(trim(system.childText("EventRecordID")), number)) out.recordId = number;
    if (const auto* e = system.child("TimeCreated")) out.rawTime = e->attribute("SystemTime");
    out.channel = system.childText("Channel");
    out.computer = system.childText("Computer");
    out.keywords = system.childText("Keywords");
    out.level = system.childText("Level");
    if (const auto* e = system.child("Execution")) {
        out.process = e->attribute("ProcessID");
        out.thread = e->attribute("ThreadID");
    }
    if (const auto* e = system.child("Correlation")) out.activity = e->attribute("ActivityID");
    if (const auto* e = system.child("Security")) out.userSid = e->attribute("UserID");
}

}  // namespace

bool windowsNumber(std::string_view text, std::uint64_t& out) {
    const bool hex = startsWith(text, "0x") || startsWith(text, "0X");
    if (hex) text.remove_prefix(2);
    if (text.empty()) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, hex ? 16 : 10);
    return error == std::errc() && end == text.data() + text.size();
}

std::string_view WindowsRecord::value(std::string_view name) const {
    for (const auto& [key, text] : data)
        if (key == name) return text;
    return {};
}

std::string_view WindowsRecord::stated(std::string_view name) const {
    const std::string_view text = trim(value(name));
    if (text == "-" || text == "S-1-0-0" || text == "NULL SID" || iequals(text, "null")) return {};
    std::uint64_t number = 0;
    if (startsWith(text, "0x") && windowsNumber(text, number) && number == 0) return {};
    return text;
}

Outcome WindowsRecord::audit() const {
    std::uint64_t bits = 0;
    if (windowsNumber(keywords, bits)) {
        if (bits & 0x0020'0000'0000'0000) return Outcome::Success;
        if (bits & 0x0010'0000'0000'0000) return Outcome::Failure;
        return Outcome::Unknown;
    }
    const std::string words = asciiLower(keywords);
    if (contains(words, "audit success") || contains(words, "audit_success")) return Outcome::Success;
    if (contains(words, "audit failure") || contains(words, "audit_failure")) return Outcome::Failure;
    return Outcome::Unknown;
}

void WindowsRecord::add(std::string name, std::string text) {
    if (data.size() >= kMaxData) return;
    if (text.size() > kMaxValue) text = elide(text, kMaxValue);
    data.emplace_back(std::move(name), std::move(text));
}

bool windowsRecordOf(const evtx::XmlElement& event, WindowsRecord& out) {
    out = {};
    const evtx::XmlElement* system = event.child("System");
    if (!system) return false;
    addSystem(*system, out);
    unsigned unnamed = 0;
    for (const char* part : {"EventData", "UserData", "DebugData", "BinaryEventData", "ProcessingErrorData"})
        if (const auto* e = event.child(part)) addData(*e, out, unnamed);
    if (const auto* e = event.child("RenderingInfo")) out.message = e->childText("Message");
    if (const auto stamp = parseIsoStamp(out.rawTime)) out.time = *stamp;
    return out.eventId != 0 || !out.provider.empty() || !out.channel.empty();
}

}  // namespace sillage
