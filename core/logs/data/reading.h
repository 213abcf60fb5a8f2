// Reading a source by a definition, and telling whether it is one.
#pragma once

#include "evidence/reader.h"
#include "logs/data/compiled.h"

namespace sillage {

/// Every record is found once and becomes an event, noise under its reason, or a failure.
void readByDefinition(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink);
Recognition recogniseByDefinition(Compiled& compiled, const Head& head);
/// Nullptr where the source is read as one unit.
ScanFunction scanOf(const Definition& definition);

// The kinds; used by the two above and by samples.
void readDefinedLines(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink);
void readDefinedTable(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink);
void readDefinedJson(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink);
void readDefinedPairs(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink);
bool isDefinedTable(const TableKind& kind, std::string_view head);
/// Whether this line has what the definition requires.
bool isDefinedJson(const JsonKind& kind, std::string_view line);
bool isDefinedPairs(const PairsKind& kind, std::string_view line);

}  // namespace sillage
