// The tree of a proof laid out: lines with branches for a terminal or a file, a page for paper (see proof_tree.h).
#include <algorithm>

#include "base/text.h"
#include "case/proof_tree.h"
#include "export/report.h"

namespace sillage {
namespace {

using Kind = ProofNode::Kind;

/// The octets of text that fit width columns, cut at a space where there is one.
std::size_t fitting(std::string_view text, std::size_t width) {
    std::size_t columns = 0, space = 0, at = 0;
    for (; at < text.size(); ++at) {
        if ((text[at] & 0xc0) == 0x80) continue;
        if (++columns > width) break;
        if (text[at] == ' ') space = at;
    }
    if (at >= text.size()) return text.size();
    return space ? space : at;
}

void wrapped(std::string_view text, const std::string& first, const std::string& next, std::size_t width, std::string& out) {
    const std::size_t indent = fitting(next, SIZE_MAX) == 0 ? 0 : static_cast<std::size_t>(std::count_if(next.begin(), next.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    const std::size_t room = width > indent + 30 ? width - indent : 30;
    const std::string* before = &first;
    while (true) {
        const auto line = text.substr(0, std::min(text.find('\n'), text.size()));
        const std::size_t n = width ? fitting(line, room) : line.size();
        out.append(*before).append(line.substr(0, n)).append("\n");
        text.remove_prefix(std::min(n + (n < text.size() && (text[n] == ' ' || text[n] == '\n')), text.size()));
        if (text.empty()) return;
        before = &next;
    }
}

/// Raw octets are never wrapped: they are to be found again as they stand. Depth is what proofTree makes: bounded.
void lay(const ProofNode& node, Language language, std::size_t width, const std::string& first, const std::string& next, std::string& out) {
    const bool more = !node.children.empty();
    wrapped(proofLine(node, language), first, next + (more ? "│  " : "   "), node.kind == Kind::Raw ? 0 : width, out);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const bool last = i + 1 == node.children.size();
        lay(node.children[i], language, width, next + (last ? "└─ " : "├─ "), next + (last ? "   " : "│  "), out);
    }
}

void page(const ProofNode& node, Language language, std::string& out) {
    const std::string text = escapeHtml(proofLine(node, language));
    switch (node.kind) {
        case Kind::Raw: out += "<pre>" + text + "</pre>"; break;
        case Kind::Item:
        case Kind::Grade:
        case Kind::Axis:
        case Kind::Against:
        case Kind::Coverage: out += "<b>" + text + "</b>"; break;
        case Kind::Paragraph: out += "<i>" + text + "</i>"; break;
        case Kind::Place: out += "<code>" + text + "</code>"; break;
        default: out += text;
    }
    if (node.children.empty()) return;
    out += "<ul>";
    for (const ProofNode& child : node.children) {
        out += "<li>";
        page(child, language, out);
        out += "</li>\n";
    }
    out += "</ul>";
}

}  // namespace

std::string proofLine(const ProofNode& node, Language language) {
    return node.kind == Kind::Raw ? visible(node.text, true) : visible(inLanguage(node.text, language));
}

std::string proofText(const ProofNode& tree, Language language, std::size_t width) {
    std::string out;
    lay(tree, language, width, "", "", out);
    return out;
}

std::string proofHtml(const ProofNode& tree, Language language) {
    std::string out = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><h2>" + escapeHtml(proofLine(tree, language)) + "</h2>";
    for (const ProofNode& child : tree.children) {
        out += "<p>";
        page(child, language, out);
        out += "</p>\n";
    }
    return out + "</body></html>\n";
}

}  // namespace sillage
