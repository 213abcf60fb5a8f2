// What the readers of Windows events as XML and as tables share.
#pragma once

#include <string_view>

#include "logs/evtx/xml_tree.h"

namespace sillage {

/// One element of XML 1.0 as text (UTF-8): attributes, text, CDATA, elements, the predefined entities and numeric ones.
/// Within the limits of xml_tree.h; false when it is not well-formed (root then holds what was read).
bool parseXmlElement(std::string_view text, evtx::XmlElement& root);

/// Members of an EvtxECmd Payload cell (JSON) are added to the record's data.
struct WindowsRecord;
void readWindowsPayload(std::string_view json, WindowsRecord& record);
/// Keywords and time as the exports write them, and what only the message says.
void settleWindowsRecord(WindowsRecord& record);

}  // namespace sillage
