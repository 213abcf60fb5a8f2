// Where a table's rows come from. A source belongs to one thread at a time; each background request takes one
// from the pool (case_reader.h), so that no read-only connection is ever shared between threads.
#pragma once

#include <span>
#include <vector>

#include "search/query.h"
#include "store/table.h"

namespace sillage::ui {

class TableSource {
public:
    virtual ~TableSource() = default;
    virtual std::vector<std::int64_t> select(View view, const Query& query, const Sort& sort) = 0;
    virtual std::vector<Row> fetch(View view, std::span<const std::int64_t> ids) = 0;
};

}  // namespace sillage::ui
