// Log formats that are data (logs/data/library.h) in an import: taken in before workers start, named with their hash in
// `sources` and in the custody log, so that a case says which definition read a file; a source whose definition has
// another hash now is read again.
#pragma once

#include <string>
#include <vector>

#include "ingest/import.h"
#include "ingest/plan.h"
#include "ingest/target.h"

namespace sillage {

/// Reads, checks and sets the user's definitions. Throws Error naming what is wrong with one.
void takeUserFormats(const ImportOptions& options);

/// reason, and by which definition: ends in ", sha256 <hex>)". Unchanged where the program's own code reads.
std::string whyBy(const Format& format, const std::string& reason);

/// The same for a file that nothing reads, so that another definition of the user's gives it another chance.
std::string whyUnknown(const std::string& reason);

/// Whether the source was read by a definition that is not the one its format has now.
bool definitionChanged(const Source& known);

/// One line in the custody log for the definitions these sources are read by; none when there are none.
void noteDefinitions(IngestTarget& target, const std::vector<PlanSource>& sources);

}  // namespace sillage
