// Binary XML of the records of one chunk ([MS-EVEN6] 2.2.12; names and templates by their place in the chunk as in the
// public description of libevtx) as elements. Every length and offset is checked against the chunk; templates inside
// values, elements and text are bounded, so that no record can make it loop or grow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logs/evtx/value.h"
#include "logs/evtx/xml_tree.h"

namespace sillage::evtx {

class BinXml {
public:
    /// chunk: as many octets of it as there are, from its signature; must outlive this.
    explicit BinXml(std::string_view chunk) : chunk_(chunk) {}
    /// The element of the fragment in [begin, end) of the chunk. Returns what is wrong with it as a sentence, "" when
    /// nothing is; root then holds what was read until there.
    std::string read(std::size_t begin, std::size_t end, XmlElement& root);

private:
    struct Cursor {
        std::size_t at = 0, end = 0;
    };
    struct Open {  ///< an element that is being read
        XmlElement element;
        bool inTag = true;       ///< attributes may follow
        bool inValue = false;    ///< of its last attribute
        bool onlyNull = false;   ///< that attribute so far is a value that is not there
        bool omitted = false;    ///< depends on a value that is not there
        bool repeated = false;   ///< an array: one element an item
        std::vector<std::string> items;
    };
    using Values = std::vector<Value>;

    void stream(Cursor c, const Values* values, unsigned depth, bool dependencies);
    bool token(Cursor& c, std::uint8_t token, const Values* values, unsigned depth, bool dependencies);
    void openElement(Cursor& c, bool attributes, const Values* values, bool dependencies);
    void openAttribute(Cursor& c);
    void closeTag();
    void closeElement();
    void templateInstance(Cursor& c, unsigned depth);
    Values takeValues(Cursor& c);
    void substitute(Cursor& c, bool optional, const Values* values, unsigned depth);
    void add(std::string_view text);
    std::string takeText(Cursor& c);
    std::uint64_t take(Cursor& c, std::size_t width);
    void skip(Cursor& c, std::size_t count);
    const std::string& takeName(Cursor& c);
    const std::string& nameAt(std::size_t offset);
    void entity(const std::string& name);

    std::string_view chunk_;
    std::unordered_map<std::size_t, std::string> names_;
    std::vector<Open> open_;
    XmlElement root_;
    std::size_t elements_ = 0, text_ = 0, tokens_ = 0;  ///< of the record in hand
    std::size_t spentText_ = 0, spentTokens_ = 0;       ///< of all before it
};

}  // namespace sillage::evtx
