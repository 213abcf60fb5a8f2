// The values of one record under names that do not depend on the export: JSON members by their path, in lower
// case
// ("status.errorcode"), Sentinel's texts that hold JSON opened, columns by their header. Graph writes
// camelCase, Sentinel PascalCase, the portal words with blanks: the maps of the readers list every spelling
// once.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

class CloudValues {
public:
    /// The first value under a name is kept. Empty values are none.
    void add(std::string_view name, std::string_view value);
    /// The same for a cell, whose JSON (Log Analytics keeps objects so) is opened.
    void addCell(std::string_view name, const std::string& value);
    /// All members of a JSON object, to a depth of 6 and 2,000 values; arrays as JSON text, and their first
    /// object's members beside. False when it is not readable to its end (what was read is kept).
    bool addJson(std::string_view object);
    /// The first of these names that has a value, "" when none has.
    [[nodiscard]] const std::string& get(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] const std::string& get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !get(name).empty(); }
    [[nodiscard]] bool empty() const { return values_.empty(); }
    void clear() { values_.clear(); }

    /// A name as it is compared: lower case, accents and apostrophes folded, white space single.
    static std::string folded(std::string_view name);

private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// The strings under member of the objects in a JSON array, at most 50: the names of policies, of methods.
std::vector<std::string> eachOf(std::string_view array, std::string_view member);
/// The value of the pair named name in [{"key":…,"value":…}].
std::string pairOf(std::string_view array, std::string_view name);

}  // namespace sillage
