// The indexes of meta.db that queries need: built after the rows (with them live, inserting is thirty times
// slower).
#pragma once

namespace sillage {

class Database;

void buildIndexes(Database& meta);
void dropIndexes(Database& meta);
bool hasIndexes(Database& meta);

}  // namespace sillage
