// One record of a Windows event log, whatever file it came out of: the binary log (evtx/), its XML, or one of the JSON
// and CSV shapes tools export. The same record gives the same WindowsRecord, and so the same Event.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logs/evtx/xml_tree.h"
#include "record/event.h"

namespace sillage {

struct WindowsRecord {
    std::string provider, channel, computer;
    std::uint32_t eventId = 0;
    std::uint64_t recordId = 0;   ///< 0 = not stated
    std::string rawTime;          ///< TimeCreated as written
    Stamp time;
    std::string keywords;         ///< "0x8020000000000000", or words; "" = not stated
    std::string level, process, thread, activity, userSid;
    std::string message;          ///< rendered, where the shape has it
    std::vector<std::pair<std::string, std::string>> data;  ///< EventData or UserData, in order; unnamed ones "data_1" …

    [[nodiscard]] std::string_view value(std::string_view name) const;
    /// "-", "S-1-0-0", "0x0" and their like count as nothing.
    [[nodiscard]] std::string_view stated(std::string_view name) const;
    /// Audit success, audit failure, or unknown, from the keywords.
    [[nodiscard]] Outcome audit() const;
    void add(std::string name, std::string value);
};

/// A number as the log has it or as tools write it: "4624", "0x1210"; false otherwise.
bool windowsNumber(std::string_view text, std::uint64_t& out);
/// An `<Event>` element of http://schemas.microsoft.com/win/2004/08/events/event; false when it names no event.
bool windowsRecordOf(const evtx::XmlElement& event, WindowsRecord& out);

/// See windows_event.cpp for what becomes of which event.
Event windowsEvent(WindowsRecord&& record);

}  // namespace sillage
