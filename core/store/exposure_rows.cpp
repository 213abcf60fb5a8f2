#include "store/exposure_rows.h"

#include <algorithm>
#include <unordered_map>

#include "store/case_store.h"
#include "store/database.h"
#include "store/event_chunk_store.h"
#include "store/session_table.h"

namespace sillage {

void withSessions(CaseStore& store, const std::function<void(SessionTable&)>& use) {
    ReadSnapshot snapshot(store.meta());
    SessionTable& table = store.sessionTable();
    table.refresh();
    use(table);
}

std::vector<TouchCount> countTouches(CaseStore& store) {
    std::vector<TouchCount> out;
    Statement st = store.meta().prepare(
        "SELECT t.mailbox, t.actor, t.grade, t.destination, t.depth >= ?1, t.is_attachment, IFNULL(p.held, 0), COUNT(*), SUM(MAX(t.size, 0)) "
        "FROM touch_row t LEFT JOIN placement p ON p.id = t.placement GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7");
    st.bind(1, static_cast<std::int64_t>(Depth::Body));
    while (st.step()) {
        TouchCount c;
        c.mailbox = st.text(0);
        c.actor = st.text(1);
        c.grade = static_cast<Grade>(std::clamp<std::int64_t>(st.integer(2), 0, 5));
        c.destination = static_cast<Destination>(std::clamp<std::int64_t>(st.integer(3), 0, 2));
        c.content = st.integer(4) != 0;
        c.attachment = st.integer(5) != 0;
        c.held = st.integer(6) != 0;
        c.rows = st.natural(7);
        c.octets = st.natural(8);
        out.push_back(std::move(c));
    }
    return out;
}

void eachItemSize(CaseStore& store, const std::function<void(const std::string&, std::uint64_t)>& item) {
    std::unordered_map<std::int64_t, std::string> names;
    for (const Mailbox& m : store.mailboxes()) names[m.id] = m.name;
    Statement st = store.meta().prepare("SELECT p.mailbox, MAX(m.wire_size, m.size) FROM placement p JOIN message m ON m.id = p.message WHERE p.parent = 0 AND p.recovered = 0");
    while (st.step()) {
        const auto name = names.find(st.integer(0));
        if (name != names.end()) item(name->second, st.natural(1));
    }
}

}  // namespace sillage
