// What a test reads back from a case.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"
#include "store/text_index.h"
#include "tests/store/case_fixture.h"

namespace fixture {

inline std::vector<Placement> all(CaseStore& store, bool withParts = true) {
    std::vector<Placement> list;
    store.placements(std::nullopt, withParts, [&](Placement&& p) {
        list.push_back(std::move(p));
        return true;
    });
    return list;
}

inline std::int64_t count(CaseStore& store, const std::string& table) {
    return store.meta().number("SELECT count(*) FROM " + table, -1);
}

/// Everything of a listing that must not depend on the order of import: no row ids.
inline std::string listing(CaseStore& store) {
    std::string text;
    for (const Placement& p : all(store)) {
        text += p.key + "|" + p.mailbox + "|" + p.folder + "|" + std::to_string(p.uid) + "|" + p.sha256 +
                "|" + p.flags + "|" + std::to_string(p.offset) + "|" + store.source(p.sourceId)->path + "|" +
                std::to_string(p.parts.size()) + "|" +
                std::to_string(p.parts.empty() ? 0 : p.parts[0].bodyOffset) + "\n";
    }
    return text;
}

inline std::vector<std::int64_t> search(CaseStore& store, const std::string& words, bool prefix = false) {
    std::vector<std::int64_t> rows;
    for (const TextHit& hit : store.text().search(ftsTerm(words, prefix), 100)) rows.push_back(hit.message);
    return rows;
}

}  // namespace fixture
