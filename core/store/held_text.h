// Full text of held messages: of them the index holds headers only (trace page, 6).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sillage {

class Database;

/// The addresses column of the index, made the same way whoever writes it.
std::string indexedAddresses(const std::string& from, std::initializer_list<const std::vector<std::string>*> lists,
                             const std::string& deliveredTo);

/// What the index holds of a held message.
struct HeaderText {
    std::int64_t row = 0;  ///< message row
    std::string subject, addresses;
    bool indexed = false;  ///< there is such a message
};
HeaderText headerText(Database& meta, std::int64_t messageRow);

/// Leaves of these rows of a shard the headers only. What else stood there is taken out of the index and off the disk.
/// One pass over the shard for every 8 million words taken out. Nobody else may be writing to it.
void stripText(const std::filesystem::path& shard, const std::vector<HeaderText>& rows);

}  // namespace sillage
