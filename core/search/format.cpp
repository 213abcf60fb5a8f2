// A query tree back to text (query.h). Depth is what parseQuery admits, so recursion is bounded.
#include "search/query.h"

namespace sillage {
namespace {

bool needsQuotes(std::string_view text) {
    if (text.empty() || text == "AND" || text == "OR" || text == "NOT") return true;
    if (std::string_view("-/><=").find(text[0]) != std::string_view::npos) return true;
    return text.find_first_of(" \t\n\r\f\v()\"*:") != std::string_view::npos || text.find("..") != std::string_view::npos;
}

std::string quoted(std::string_view text, bool force) {
    if (!force && !needsQuotes(text)) return std::string(text);
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string wild(const Query& q) {
    return quoted(q.text, q.phrase) + (q.prefix ? "*" : "");
}

std::string regex(std::string_view pattern) {
    std::string out = "/";
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) out += pattern[i++];
        else if (pattern[i] == '/') out += '\\';
        out += pattern[i];
    }
    return out + '/';
}

std::string rangeEnd(std::string_view text) { return text.empty() ? std::string() : quoted(text, false); }

std::string value(const Query& q) {
    switch (q.compare) {
        case Compare::Equal: return "=" + quoted(q.text, q.phrase);
        case Compare::Less: return "<" + quoted(q.text, false);
        case Compare::LessEqual: return "<=" + quoted(q.text, false);
        case Compare::Greater: return ">" + quoted(q.text, false);
        case Compare::GreaterEqual: return ">=" + quoted(q.text, false);
        case Compare::Range: return rangeEnd(q.text) + ".." + rangeEnd(q.text2);
        case Compare::Regex: return regex(q.text);
        case Compare::Present: return "*";
        default: return wild(q);
    }
}

std::string joined(View view, const Query& q, std::string_view separator, bool enclose);

std::string text(View view, const Query& q, bool inner) {
    switch (q.kind) {
        case Query::Kind::All: return {};
        case Query::Kind::FullText: return wild(q);
        case Query::Kind::Term: return std::string(fields(view)[q.field].name) + ':' + value(q);
        case Query::Kind::Not: return "-" + text(view, q.children.front(), true);
        case Query::Kind::And: return joined(view, q, " ", inner);
        default: return joined(view, q, " OR ", inner);
    }
}

std::string joined(View view, const Query& q, std::string_view separator, bool enclose) {
    std::string out;
    for (const Query& child : q.children) {
        if (!out.empty()) out += separator;
        out += text(view, child, true);
    }
    return enclose ? "(" + out + ")" : out;
}

}  // namespace

std::string formatQuery(View view, const Query& query) { return text(view, query, false); }

}  // namespace sillage
