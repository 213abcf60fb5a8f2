// An XML element as Windows events have it: attributes, text, elements. Built within limits (binxml.h, xml_text.h), so
// that walking it by recursion is safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage::evtx {

constexpr std::size_t kMaxDepth = 64;           ///< elements inside each other
constexpr std::size_t kMaxElements = 20'000;    ///< of one record
constexpr std::size_t kMaxText = 4u << 20;      ///< octets of names and text of one record

struct XmlElement {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;  ///< of all its own text, in order
    std::vector<XmlElement> children;

    /// "" when it has none of that name.
    [[nodiscard]] std::string_view attribute(std::string_view key) const;
    /// The first of that name, nullptr when there is none.
    [[nodiscard]] const XmlElement* child(std::string_view key) const;
    /// Text of the first child of that name, "" when there is none.
    [[nodiscard]] std::string_view childText(std::string_view key) const;
};

/// As text for people: two blanks a level, an element that has only text on one line.
std::string xmlText(const XmlElement& root);

}  // namespace sillage::evtx
