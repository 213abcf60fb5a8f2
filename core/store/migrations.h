// Numbered schema files (resources/schema/NNN_series.sql, compiled in) and the version a database stands at
// (PRAGMA user_version). Series: case, meta, events, text.
#pragma once

#include <string_view>

namespace sillage {

class Database;

/// The newest version this program knows of a series; 0 when it has no files.
int latestVersion(std::string_view series);
/// Brings the database to the latest version, each step in a transaction of its own. Throws Error when it is
/// newer than this program. backup: a copy FILE.before-NNN is made first when there is anything to lose.
void migrate(Database& database, std::string_view series, bool backup);
/// The copy: FILE.before-NNN, NNN being the version that follows; one that is there already stays.
void backUpBeforeMigrating(Database& database, int version);
/// For readers: throws Error when the schema is newer or older than this program can read.
void requireVersion(Database& database, std::string_view series);

}  // namespace sillage
