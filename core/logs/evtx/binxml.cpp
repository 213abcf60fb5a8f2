#include "logs/evtx/binxml.h"

#include "base/hash.h"
#include "base/phrase.h"
#include "base/utf8.h"

namespace sillage::evtx {

namespace {

constexpr std::size_t kMaxTokens = 200'000, kMaxChunkTokens = 4'000'000;
constexpr std::size_t kMaxChunkText = 64u << 20;  ///< all records of a chunk, which has 64 KiB
constexpr unsigned kMaxTemplates = 8;  ///< inside each other
constexpr std::uint8_t kMore = 0x40;

enum Token : std::uint8_t {
    kEnd = 0x00, kOpenElement = 0x01, kCloseStart = 0x02, kCloseEmpty = 0x03, kEndElement = 0x04, kText = 0x05,
    kAttribute = 0x06, kCData = 0x07, kCharacter = 0x08, kEntity = 0x09, kPiTarget = 0x0a, kPiData = 0x0b,
    kTemplate = 0x0c, kNormal = 0x0d, kOptional = 0x0e, kFragment = 0x0f,
};

struct Damage {
    std::string sentence;
};

}  // namespace

std::string BinXml::read(std::size_t begin, std::size_t end, XmlElement& root) {
    open_.clear();
    root_ = {};
    elements_ = text_ = tokens_ = 0;
    if (spentText_ > kMaxChunkText || spentTokens_ > kMaxChunkTokens)
        return phrase("the records of its chunk expand beyond all measure: it was not read");
    std::string wrong;
    try {
        stream({begin, std::min(end, chunk_.size())}, nullptr, 0, true);
    } catch (const Damage& d) {
        wrong = d.sentence;
    }
    if (wrong.empty() && !open_.empty()) wrong = phrase("its XML ends inside an element");
    while (!open_.empty()) closeElement();
    spentText_ += text_;
    spentTokens_ += tokens_;
    root = std::move(root_);
    return wrong;
}

std::uint64_t BinXml::take(Cursor& c, std::size_t width) {
    if (c.at > c.end || width > c.end - c.at) throw Damage{phrase("its binary XML is cut off")};
    const std::uint64_t value = little(chunk_, c.at, width);
    c.at += width;
    return value;
}

void BinXml::skip(Cursor& c, std::size_t count) {
    if (c.at > c.end || count > c.end - c.at) throw Damage{phrase("its binary XML is cut off")};
    c.at += count;
}

/// Name: u32 next of the same hash, u16 hash, u16 characters, UTF-16, NUL.
const std::string& BinXml::nameAt(std::size_t offset) {
    if (const auto known = names_.find(offset); known != names_.end()) return known->second;
    const std::size_t length = little(chunk_, offset + 6, 2) * 2;
    if (offset > chunk_.size() || chunk_.size() - offset < 8 + length || length == 0)
        throw Damage{phrase("a name lies outside of the chunk")};
    return names_.emplace(offset, wideText(chunk_.substr(offset + 8, length))).first->second;
}

/// A name stands where it is first used and is pointed to from everywhere else.
const std::string& BinXml::takeName(Cursor& c) {
    const auto offset = static_cast<std::size_t>(take(c, 4));
    const std::string& name = nameAt(offset);
    if (offset == c.at) skip(c, 8 + little(chunk_, offset + 6, 2) * 2 + 2);
    return name;
}

std::string BinXml::takeText(Cursor& c) {
    const std::size_t length = take(c, 2) * 2, at = c.at;
    skip(c, length);
    return wideText(chunk_.substr(at, length));
}

void BinXml::add(std::string_view text) {
    text_ += text.size();
    if (text_ > kMaxText) throw Damage{phrase("it is larger than 4 MB once written out")};
    if (open_.empty()) return;
    Open& top = open_.back();
    if (top.inTag && top.inValue) {
        top.onlyNull = false;
        top.element.attributes.back().second += text;
    } else if (!top.inTag) {
        top.element.text += text;
    }
}

void BinXml::entity(const std::string& name) {
    if (name == "amp") add("&");
    else if (name == "lt") add("<");
    else if (name == "gt") add(">");
    else if (name == "quot") add("\"");
    else if (name == "apos") add("'");
    else add("&" + name + ";");
}

void BinXml::stream(Cursor c, const Values* values, unsigned depth, bool dependencies) {
    while (c.at < c.end) {
        if (++tokens_ > kMaxTokens) throw Damage{phrase("it has more parts than any event has")};
        if (!token(c, static_cast<std::uint8_t>(take(c, 1)), values, depth, dependencies)) return;
    }
}

/// False at the end of the fragment.
bool BinXml::token(Cursor& c, std::uint8_t token, const Values* values, unsigned depth, bool dependencies) {
    switch (token & static_cast<std::uint8_t>(~kMore)) {
        case kEnd: return false;
        case kFragment: skip(c, 3); break;
        case kOpenElement: openElement(c, token & kMore, values, dependencies); break;
        case kAttribute: openAttribute(c); break;
        case kCloseStart: closeTag(); break;
        case kCloseEmpty:
        case kEndElement:
            if (open_.empty()) throw Damage{phrase("an element ends that did not begin")};
            closeElement();
            break;
        case kText: skip(c, 1); add(takeText(c)); break;
        case kCData: add(takeText(c)); break;
        case kCharacter: {
            std::string text;
            const auto code = static_cast<char32_t>(take(c, 2));
            appendUtf8(text, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
            add(text);
            break;
        }
        case kEntity: entity(takeName(c)); break;
        case kPiTarget: takeName(c); break;
        case kPiData: takeText(c); break;
        case kTemplate: templateInstance(c, depth); break;
        case kNormal: substitute(c, false, values, depth); break;
        case kOptional: substitute(c, true, values, depth); break;
        default: throw Damage{phrase("there is no token 0x%1 in binary XML", toHex(std::string_view(reinterpret_cast<const char*>(&token), 1)))};
    }
    return true;
}

void BinXml::openElement(Cursor& c, bool attributes, const Values* values, bool dependencies) {
    const std::size_t dependency = dependencies ? static_cast<std::size_t>(take(c, 2)) : 0xffff;
    skip(c, 4);
    const std::string& name = takeName(c);
    if (attributes) skip(c, 4);
    if (++elements_ > kMaxElements || open_.size() >= kMaxDepth) throw Damage{phrase("it has more parts than any event has")};
    if (!open_.empty()) closeTag();
    Open next;
    next.element.name = name;
    next.omitted = values && dependency < values->size() && (*values)[dependency].type == kNull;
    open_.push_back(std::move(next));
    text_ += name.size();
}

void BinXml::openAttribute(Cursor& c) {
    const std::string& name = takeName(c);
    if (open_.empty() || !open_.back().inTag) throw Damage{phrase("an attribute stands outside of an element")};
    Open& top = open_.back();
    if (top.inValue && top.onlyNull) top.element.attributes.pop_back();
    top.element.attributes.emplace_back(name, std::string());
    top.inValue = true;
    top.onlyNull = false;
    text_ += name.size();
}

void BinXml::closeTag() {
    if (open_.empty()) throw Damage{phrase("an element ends that did not begin")};
    Open& top = open_.back();
    if (top.inTag && top.inValue && top.onlyNull) top.element.attributes.pop_back();
    top.inTag = top.inValue = top.onlyNull = false;
}

void BinXml::closeElement() {
    closeTag();
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.omitted) return;
    if (open_.empty()) {
        if (root_.name.empty()) root_ = std::move(done.element);
        return;
    }
    auto& siblings = open_.back().element.children;
    if (!done.repeated || done.items.empty()) {
        siblings.push_back(std::move(done.element));
        return;
    }
    for (std::string& item : done.items) {
        if (++elements_ > kMaxElements) return;
        siblings.push_back(done.element);
        siblings.back().text += item;
    }
}

/// u8 version, u32 id, u32 place of the definition (u32 next, GUID, u32 size, fragment), which stands here where it is
/// first used; then the values.
void BinXml::templateInstance(Cursor& c, unsigned depth) {
    if (depth >= kMaxTemplates) throw Damage{phrase("its templates stand in each other without end")};
    skip(c, 5);
    const auto place = static_cast<std::size_t>(take(c, 4));
    if (place > chunk_.size() || chunk_.size() - place < 24) throw Damage{phrase("a template lies outside of the chunk")};
    const auto size = static_cast<std::size_t>(little(chunk_, place + 20, 4));
    if (size > chunk_.size() - place - 24) throw Damage{phrase("a template lies outside of the chunk")};
    if (place == c.at) skip(c, 24 + size);
    const Values values = takeValues(c);
    stream({place + 24, place + 24 + size}, &values, depth + 1, true);
}

BinXml::Values BinXml::takeValues(Cursor& c) {
    const auto count = static_cast<std::size_t>(take(c, 4));
    if (count > (c.end - c.at) / 4) throw Damage{phrase("its binary XML is cut off")};
    tokens_ += count;
    Values values(count);
    std::size_t at = c.at + count * 4;
    for (Value& v : values) {
        const auto size = static_cast<std::size_t>(take(c, 2));
        v.type = static_cast<std::uint8_t>(take(c, 2) & 0xff);
        if (at > c.end || size > c.end - at) throw Damage{phrase("its binary XML is cut off")};
        v.octets = chunk_.substr(at, size);
        v.offset = at;
        at += size;
    }
    c.at = at;
    return values;
}

void BinXml::substitute(Cursor& c, bool optional, const Values* values, unsigned depth) {
    const auto id = static_cast<std::size_t>(take(c, 2));
    skip(c, 1);
    if (!values || id >= values->size()) throw Damage{phrase("its template asks for a value that it does not have")};
    const Value& value = (*values)[id];
    if (value.type == kNull) {
        if (optional && !open_.empty() && open_.back().inValue && open_.back().element.attributes.back().second.empty())
            open_.back().onlyNull = true;
        return;
    }
    if (value.type == kBinXml) {
        if (depth >= kMaxTemplates) throw Damage{phrase("its templates stand in each other without end")};
        return stream({value.offset, value.offset + value.octets.size()}, nullptr, depth + 1, false);
    }
    if ((value.type & kArray) && !open_.empty() && !open_.back().inTag) {
        Open& top = open_.back();
        top.repeated = true;
        for (std::string& item : valueItems(value)) {
            text_ += item.size();
            if (text_ > kMaxText) throw Damage{phrase("it is larger than 4 MB once written out")};
            top.items.push_back(std::move(item));
        }
        return;
    }
    add(valueText(value));
}

}  // namespace sillage::evtx
