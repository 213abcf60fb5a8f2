// A JSON document (RFC 8259) as a tree that knows the line of every value, so that a mistake in a definition is named
// with its place. For small files of the investigator; evidence is never read with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

struct JsonNode {
    enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };
    Kind kind = Kind::Null;
    std::string text;               ///< of a string its value, of a number or boolean as written
    std::vector<std::string> keys;  ///< of an object, in the order of the file; items[i] is the value of keys[i]
    std::vector<JsonNode> items;
    std::uint64_t line = 0;         ///< 1-based

    /// nullptr when there is no such member.
    [[nodiscard]] const JsonNode* find(std::string_view key) const;
};

/// What is wrong with the text itself.
struct JsonMistake {
    std::uint64_t line = 0;
    std::string what;  ///< a sentence; "" = nothing is wrong
};

/// At most 32 levels and 4 MiB; a member named twice is a mistake.
JsonMistake parseJsonTree(std::string_view octets, JsonNode& root);

}  // namespace sillage
