// Views by name and their fields by prefix.
#include <algorithm>

#include "base/text.h"
#include "search/field_table.h"
#include "search/suggest.h"

namespace sillage {
namespace {

struct ViewEntry {
    View view;
    std::string_view name;
    FieldList (*fields)();
};

constexpr ViewEntry kViews[] = {
    {View::Sources, "sources", field_table::sources},
    {View::Problems, "problems", field_table::problems},
    {View::Messages, "messages", field_table::messages},
    {View::Attachments, "attachments", field_table::attachments},
    {View::Events, "events", field_table::events},
    {View::Sessions, "sessions", field_table::sessions},
    {View::Suspects, "suspects", field_table::suspects},
    {View::Indicators, "indicators", field_table::indicators},
    {View::Touched, "touched", field_table::touched},
    {View::Coverage, "coverage", field_table::coverage},
    {View::Exposure, "exposure", field_table::exposure},
    {View::Findings, "findings", field_table::findings},
    {View::Bookmarks, "bookmarks", field_table::bookmarks},
    {View::Custody, "custody", field_table::custody},
    {View::Search, "search", field_table::search},
    {View::Regrades, "grades", field_table::regrades},
    {View::Changes, "changes", field_table::changes},
    {View::Effects, "effects", field_table::effects},
};

std::string normalised(std::string_view prefix) {
    std::string out = asciiLower(prefix);
    std::replace(out.begin(), out.end(), '-', '_');
    return out;
}

bool hasAlias(const Field& field, std::string_view name) {
    for (std::string_view alias : split(field.aliases, ' '))
        if (!alias.empty() && alias == name) return true;
    return false;
}

/// Levenshtein distance, both sides at most a few dozen octets (the caller cuts).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view viewName(View v) { return kViews[static_cast<std::size_t>(v)].name; }

std::optional<View> viewFromName(std::string_view name) {
    for (const ViewEntry& entry : kViews)
        if (entry.name == name) return entry.view;
    return std::nullopt;
}

FieldList fields(View view) { return kViews[static_cast<std::size_t>(view)].fields(); }

std::optional<std::size_t> findField(View view, std::string_view prefix) {
    if (prefix.size() > 64) return std::nullopt;
    const std::string name = normalised(prefix);
    const FieldList list = fields(view);
    for (std::size_t i = 0; i < list.size; ++i)
        if (name == list[i].name) return i;
    for (std::size_t i = 0; i < list.size; ++i)
        if (hasAlias(list[i], name)) return i;
    return std::nullopt;
}

std::string nearestField(View view, std::string_view prefix) {
    const std::string name = normalised(prefix.substr(0, 32));
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, name.size() / 2);
    const auto consider = [&](std::string_view candidate) {
        const bool begins = name.size() >= 2 && candidate.substr(0, name.size()) == name;
        const std::size_t d = begins ? 0 : distance(name, candidate);
        if (d > bestDistance || (d == bestDistance && !best.empty())) return;
        bestDistance = d;
        best = candidate;
    };
    for (const Field& field : fields(view)) consider(field.name);
    for (const Field& field : fields(view))
        for (std::string_view alias : split(field.aliases, ' '))
            if (alias.size() > 1) consider(alias);
    return best;
}

}  // namespace sillage
