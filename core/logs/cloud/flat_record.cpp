// See flat_record.h.
#include "logs/cloud/flat_record.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "logs/cloud/audit_keys.h"

namespace sillage {

namespace {

constexpr std::string_view kPrefixes[] = {
    "o365.audit.",        "o365audit.",    "office365.audit.",         "AuditData.",
    "auditData.",         "RawEventData.", "properties.RawEventData.", "RawEventData_",
    "_source.o365.audit."};
constexpr std::size_t kMaxDepth = 4;
constexpr std::size_t kMaxParts = 20'000;

std::string_view withoutPrefix(std::string_view name) {
    for (const std::string_view prefix : kPrefixes)
        if (name.substr(0, prefix.size()) == prefix) return name.substr(prefix.size());
    return name;
}

// Log Analytics writes the type of a custom column behind it ("_s"), and the zone behind a time.
std::string_view withoutSuffix(std::string_view name) {
    const std::size_t bracket = name.find(" [");
    if (bracket != std::string_view::npos && name.back() == ']') name = name.substr(0, bracket);
    if (m365Key(name)) return name;
    if (name.size() > 2 && name[name.size() - 2] == '_' &&
        std::string_view("sdgbt").find(name.back()) != std::string_view::npos)
        name.remove_suffix(2);
    while (!name.empty() && name.back() == '_' && !m365Key(name)) name.remove_suffix(1);
    return name;
}

bool isList(std::string_view name) {
    constexpr std::string_view names[] = {"Folders", "FolderItems", "AffectedItems", "Messages",
                                          "MessageItems"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool isPairs(std::string_view name) {
    constexpr std::string_view names[] = {"Parameters", "OperationProperties", "ExtendedProperties",
                                          "DeviceProperties"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// The values of a cell: lines, or the strings of a JSON array.
std::vector<std::string> valuesOf(std::string_view text) {
    std::vector<std::string> out;
    for (const auto line : split(text, '\n'))
        if (out.size() < kMaxParts) out.emplace_back(trim(line));
    return out;
}

// ["Send"] as Elastic's fields have it, one value: Send.
std::string single(std::string value) {
    const std::string_view text = trim(value);
    if (text.size() < 4 || text.substr(0, 2) != "[\"" || text.substr(text.size() - 2) != "\"]") return value;
    const std::string_view inner = text.substr(2, text.size() - 4);
    if (inner.find_first_of("\"\\") != std::string_view::npos) return value;
    return std::string(inner);
}

}  // namespace

std::string FlatRecord::path(std::string_view column) {
    std::string name(withoutSuffix(withoutPrefix(trim(column))));
    for (std::size_t at = name.find("{}"); at != std::string::npos; at = name.find("{}")) name.erase(at, 2);
    if (m365Key(name)) return name;
    const std::size_t dot = name.find('.');
    if (dot != std::string::npos) return m365Key(name.substr(0, dot)) ? name : std::string();
    // Item_ParentFolder_Path
    const std::size_t bar = name.find('_');
    if (bar == std::string::npos || bar == 0) return {};
    const std::string first = name.substr(0, bar);
    const M365Key* key = m365Key(first);
    if (!key || key->what == M365Key::What::Scalar || key->what == M365Key::What::Raw) return {};
    std::replace(name.begin(), name.end(), '_', '.');
    return name;
}

bool FlatRecord::dotted(std::string_view member) {
    const std::string_view rest = withoutPrefix(member);
    return rest.size() < member.size() && !path(rest).empty();
}

void FlatRecord::add(std::string_view column, std::string value) {
    const std::string where = path(column);
    if (!where.empty()) addPath(where, std::move(value));
}

void FlatRecord::addPath(std::string_view where, std::string value) {
    if (trim(value).empty()) return;
    std::vector<Node>* level = &roots_;
    Node* node = nullptr;
    std::size_t depth = 0;
    for (std::string_view rest = where; !rest.empty() && depth < kMaxDepth; ++depth) {
        const std::size_t dot = depth + 1 < kMaxDepth ? rest.find('.') : std::string_view::npos;
        const std::string_view name = rest.substr(0, dot);
        const auto same =
            std::find_if(level->begin(), level->end(), [&](const Node& n) { return n.name == name; });
        node = same != level->end() ? &*same : &level->emplace_back(Node{std::string(name), {}, {}});
        level = &node->members;
        rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    }
    if (!node || !node->value.empty()) return;
    node->value = single(std::move(value));
    ++count_;
}

void FlatRecord::clear() {
    roots_.clear();
    count_ = 0;
}

// A list whose members came as columns: the n-th lines belong together. What has one line only belongs to
// all.
void FlatRecord::writeList(const Node& node, std::string& out) {
    std::vector<std::pair<const Node*, std::vector<std::string>>> columns;
    const Node* inner = nullptr;
    std::size_t count = 1;
    for (const Node& member : node.members) {
        if (!member.members.empty()) {
            inner = &member;
            continue;
        }
        columns.emplace_back(&member, valuesOf(member.value));
        count = std::max(count, columns.back().second.size());
    }
    const bool merged =
        inner && isList(inner->name) && count > 1;  // which item lay in which folder is not said
    if (merged) count = 1;
    out += '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        out += '{';
        bool first = true;
        const auto key = [&](const std::string& name) {
            if (!first) out += ',';
            first = false;
            appendJsonString(out, name);
            out += ':';
        };
        for (const auto& [member, values] : columns) {
            if (merged && values.size() > 1) continue;
            key(member->name);
            appendJsonString(out, values.size() == 1  ? values[0]
                                  : i < values.size() ? values[i]
                                                      : std::string());
        }
        if (inner) {
            key(inner->name);
            write(*inner, out);
        }
        out += '}';
    }
    out += ']';
}

void FlatRecord::write(const Node& node, std::string& out) {
    if (node.members.empty()) {
        appendJsonString(out, node.value);
        return;
    }
    const bool named =
        std::any_of(node.members.begin(), node.members.end(), [](const Node& n) { return n.name == "Name"; });
    if (isList(node.name) || (isPairs(node.name) && named)) {
        writeList(node, out);
        return;
    }
    out += '{';
    for (std::size_t i = 0; i < node.members.size(); ++i) {
        if (i > 0) out += ',';
        appendJsonString(out, node.members[i].name);
        out += ':';
        write(node.members[i], out);
    }
    out += '}';
}

std::string FlatRecord::json() const {
    Node all;
    all.members = roots_;
    if (roots_.empty()) return "{}";
    std::string out;
    write(all, out);
    return out;
}

}  // namespace sillage
