// The records of a JSON log whatever its shape (one a line, one array, {"value":[…]}, pretty-printed):
// counted, those that cannot be cut out failed, the others handed over. What is in a record is the caller's
// business.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "evidence/reader.h"

namespace sillage {

/// Calls found() for every record; record() is called for those that can be cut out and must account for
/// each.
void walkJsonRecords(ByteSource& source, const Range& range, Sink& sink,
                     const std::function<void(Bytes text, std::uint64_t line)>& record);
/// The ScanFunction beside it: one record a line is cut at lines, every other shape is one unit.
void scanJsonRecords(ByteSource& source, const std::function<void(Bytes)>& data,
                     const std::function<void(Cut)>& cut, std::string& carry);

}  // namespace sillage
