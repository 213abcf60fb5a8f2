// The records of a JSON log whatever its shape (one a line, one array, {"value":[…]}, pretty-printed):
// counted, those that cannot be cut out failed, the others handed over. What is in a record is the caller's
// business.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "evidence/reader.h"

namespace sillage {

/// Calls found() for every record; record() is called for those that can be cut out and must account for each
/// in the sink it is given (of a UTF-16 source it puts places back).
using JsonRecords = std::function<void(Bytes text, std::uint64_t line, Sink& sink)>;
void walkJsonRecords(ByteSource& source, const Range& range, Sink& sink, const JsonRecords& record);
/// The ScanFunction beside it: one record a line is cut at lines, every other shape and UTF-16
/// are one unit.
void scanJsonRecords(ByteSource& source, const std::function<void(Bytes)>& data,
                     const std::function<void(Cut)>& cut, std::string& carry);

}  // namespace sillage
