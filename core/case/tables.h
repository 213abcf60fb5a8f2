// Every table of the program by name, of an open case: rows for the window, text for the command line.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "export/table_text.h"

namespace sillage {

inline std::vector<std::int64_t> selectRows(Case& c, View view, const std::string& query, const Sort& sort = {}) {
    return selectRows(c.store(), view, query, sort);
}
inline std::vector<Row> fetchRows(Case& c, View view, std::span<const std::int64_t> ids, Language language = Language::English) {
    return fetchRows(c.store(), view, ids, language);
}
inline void writeTable(Case& c, View view, std::span<const std::int64_t> ids, TableFormat format, std::ostream& out,
                       Language language = Language::English) {
    writeTable(c.store(), view, ids, format, out, language);
}

}  // namespace sillage
