// What the trace found of sessions into meta.db, as columns. Chunks are encoded by several threads and written in order.
#pragma once

#include "store/session_source.h"

namespace sillage {

class Database;

/// Replaces what is there. Inside the caller's transaction.
void writeSessions(Database& meta, const SessionSource& source);
/// Whose they are, in these chunks, and wherever the texts of it changed; the rest stays. Inside the caller's transaction.
void changeSessions(Database& meta, const SessionSource& source, const std::vector<bool>& chunks);

}  // namespace sillage
