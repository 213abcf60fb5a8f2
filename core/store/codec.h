// How lists and parts lie in a column: lists as lines (newline and backslash escaped), parts as one compact
// blob.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"
#include "record/touch.h"

namespace sillage {

/// An empty list is ""; a list of one empty text is "\e".
std::string joinLines(const std::vector<std::string>& list);
std::vector<std::string> splitLines(std::string_view text);

/// Offsets are kept relative to base, the offset of the message, so that one blob serves every copy of it.
std::string encodeParts(const std::vector<Part>& parts, std::uint64_t base);
/// Damaged blobs give the parts up to the damage.
std::vector<Part> decodeParts(std::string_view blob, std::uint64_t base);

std::string encodeCitations(const std::vector<Citation>& list);
std::vector<Citation> decodeCitations(std::string_view blob);

/// LEB128; get returns 0 and sets ok to false past the end.
void putVarint(std::string& out, std::uint64_t value);
std::uint64_t getVarint(std::string_view& in, bool& ok);

}  // namespace sillage
