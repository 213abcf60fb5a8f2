#include "logs/evtx/xml_tree.h"

namespace sillage::evtx {

namespace {

void appendEscaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
}

void append(std::string& out, const XmlElement& e, std::size_t level) {
    out.append(level * 2, ' ');
    out += '<' + e.name;
    for (const auto& [name, value] : e.attributes) {
        out += ' ' + name + "=\"";
        appendEscaped(out, value);
        out += '"';
    }
    if (e.text.empty() && e.children.empty()) {
        out += "/>\n";
        return;
    }
    out += '>';
    appendEscaped(out, e.text);
    if (!e.children.empty()) {
        out += '\n';
        for (const XmlElement& c : e.children) append(out, c, level + 1);
        out.append(level * 2, ' ');
    }
    out += "</" + e.name + ">\n";
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view key) const {
    for (const auto& [name_, value] : attributes)
        if (name_ == key) return value;
    return {};
}

const XmlElement* XmlElement::child(std::string_view key) const {
    for (const XmlElement& c : children)
        if (c.name == key) return &c;
    return nullptr;
}

std::string_view XmlElement::childText(std::string_view key) const {
    const XmlElement* c = child(key);
    return c ? std::string_view(c->text) : std::string_view{};
}

std::string xmlText(const XmlElement& root) {
    std::string out;
    append(out, root, 0);
    return out;
}

}  // namespace sillage::evtx
