// Chunks of an older Sillage, which kept fields row by row: brought into the form of now, chunk by chunk.
#pragma once

namespace sillage {

class Database;

/// To be called once events.db stands at the latest schema, by whoever writes. Each chunk in a transaction of its own;
/// whoever is interrupted goes on where it ended. Throws Error where a chunk is damaged.
void upgradeChunks(Database& events);

}  // namespace sillage
