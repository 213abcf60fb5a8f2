// Cells from the columns of an SQLite row or from an event. Internal to the table files.
#pragma once

#include <string>

#include "store/event_store.h"
#include "store/table.h"
#include "store/table_view.h"

namespace sillage {

class Statement;
struct CustodyEntry;

Value cellValue(const Statement& row, int column, Cell cell, Language language);
Row eventRow(const EventStore& store, const StoredEvent& event);
Row custodyRow(const CustodyEntry& entry);

}  // namespace sillage
