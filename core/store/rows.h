// Rows of meta.db to structs and back: one place for each table's column order.
#pragma once

#include <string>

#include "store/case_store.h"
#include "store/database.h"

namespace sillage::rows {

/// SELECT … FROM source, without WHERE.
extern const char* const kSourceSelect;
Source source(const Statement& row);
/// Row id of a new source, or of the removed one of the same path that it replaces. Corrections in force are
/// applied.
std::int64_t insertSource(Database& meta, Database& authored, const Source& source, std::int64_t id);
/// Replace: what source states (zone, clock, year, mailbox) becomes the correction in case.db, nothing
/// removes it. Keep: a source that states nothing keeps the correction in force.
/// Sources of messages: imported = the placements read from it, duplicate = what another source shows too and stands
/// before it by path. So that counts do not depend on what was imported, interrupted or removed first.
void settleCounts(Database& meta);

enum class Corrections { Replace, Keep };
void updateSource(Database& meta, Database& authored, const Source& source, Corrections corrections);

/// What differs between the witnesses of a placement: the columns that placement and witness share.
extern const char* const kWitnessColumns;

extern const char* const kFileSelect;
FileRow file(const Statement& row);

/// SELECT … FROM placement p JOIN message m JOIN mailbox b, without WHERE; the last column holds the parts.
std::string placementSelect(bool withParts);
Placement placement(const Statement& row, bool withParts);
/// The same with few columns (CaseStore::itemsOf).
extern const char* const kItemSelect;
Placement item(const Statement& row);

/// SELECT … FROM touch_row t, without WHERE: the one way a touch is read. touch_row composes it (schema 010_meta.sql).
extern const char* const kTouchSelect;
Touch touch(const Statement& row);

}  // namespace sillage::rows
