// The hold list (trace page, 6): who is on it, what an authority opened, and what the index still keeps of the held.
#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <set>
#include <thread>

#include "base/hash.h"
#include "store/case_store_impl.h"
#include "store/codec.h"
#include "store/held_text.h"

namespace sillage {
namespace {

constexpr const char* kSubjects =
    "SELECT p.id, p.parent, p.held, b.name, b.path, m.sender, m.delivered_to, m.recipients, m.cc, m.bcc FROM placement p "
    "JOIN message m ON m.id = p.message JOIN mailbox b ON b.id = p.mailbox ";

HoldSubject subject(const Statement& row) {
    HoldSubject s;
    s.mailboxPath = row.text(4);
    if (row.text(3) != s.mailboxPath) s.mailbox = row.text(3);
    s.from = row.text(5);
    s.deliveredTo = row.text(6);
    s.to = splitLines(row.view(7));
    s.cc = splitLines(row.view(8));
    s.bcc = splitLines(row.view(9));
    return s;
}

/// Placements to hold: those named, all they enclose (it lies in their octets), and what encloses them.
class HeldPlacements {
public:
    HeldPlacements(Database& meta, const HoldTest& test) {
        Statement st = meta.prepare(kSubjects);
        while (st.step()) {
            const std::int64_t id = st.integer(0), parent = st.integer(1);
            if (parent) parents_[id] = parent;
            if (st.integer(2)) already_.insert(id);
            if (test(subject(st))) named_.insert(id);
        }
    }
    /// Not held yet, ascending.
    [[nodiscard]] std::vector<std::int64_t> fresh() const {
        std::set<std::int64_t> all = named_;
        for (const std::int64_t id : named_)
            for (auto at = parents_.find(id); at != parents_.end(); at = parents_.find(at->second)) all.insert(at->second);
        for (const auto& [id, parent] : parents_)
            for (auto at = parents_.find(id); at != parents_.end(); at = parents_.find(at->second))
                if (named_.count(at->second)) {
                    all.insert(id);
                    break;
                }
        std::vector<std::int64_t> out;
        std::set_difference(all.begin(), all.end(), already_.begin(), already_.end(), std::back_inserter(out));
        return out;
    }

private:
    std::map<std::int64_t, std::int64_t> parents_;  ///< an enclosing message stands before what it encloses: no loops
    std::set<std::int64_t> already_, named_;
};

/// Messages that no placement shows openly any more, and that are still kept whole: (row, content).
std::vector<std::pair<std::int64_t, Digest>> keptWhole(Database& meta) {
    std::vector<std::pair<std::int64_t, Digest>> rows;
    Statement st = meta.prepare(
        "SELECT DISTINCT m.id, m.sha256 FROM placement h JOIN message m ON m.id = h.message WHERE h.held <> 0 AND m.held = 0 "
        "AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.message = m.id AND p.held = 0) ORDER BY m.id");
    while (st.step()) {
        rows.emplace_back(st.integer(0), Digest{});
        fromHex(st.hex(1), rows.back().second);
    }
    return rows;
}

void strip(Database& meta, const std::filesystem::path& index,
           const std::vector<std::pair<std::int64_t, Digest>>& rows) {
    std::array<std::vector<HeaderText>, kTextShards> shards;
    for (const auto& [row, digest] : rows) shards[shardOf(digest)].push_back(headerText(meta, row));
    std::array<std::exception_ptr, kTextShards> failures;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kTextShards; ++i)
        if (!shards[i].empty())
            threads.emplace_back([&, i] {
                try {
                    stripText(shardFile(index, i), shards[i]);
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
    for (std::thread& thread : threads) thread.join();
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
    for (const auto& [row, digest] : rows) {
        meta.run("DELETE FROM attachment WHERE message = ?", row);
        meta.run("UPDATE message SET held = 1, text_sha256 = NULL, defects = '', attachments = 0, parts = x'' WHERE id = ?", row);
    }
}

}  // namespace

std::vector<Hold> CaseStore::holds() {
    std::vector<Hold> list;
    Statement st = authored().prepare("SELECT id, kind, value, reason, author, created FROM hold ORDER BY id");
    while (st.step())
        list.push_back({st.integer(0), st.text(1), st.text(2), st.text(3), st.text(4), st.integer(5)});
    return list;
}

std::int64_t CaseStore::addHold(const Hold& h) {
    impl_->requireWriting("the hold list");
    authored().run(
        "INSERT INTO hold (kind, value, reason, author, created) VALUES (?1,?2,?3,?4,?5) ON CONFLICT (kind, value) DO UPDATE "
        "SET reason=?3, author=?4, created=?5",
        h.kind, h.value, h.reason, h.author, h.created);
    return authored().number("SELECT id FROM hold WHERE kind = ? AND value = ?", 0, h.kind, h.value);
}

bool CaseStore::removeHold(std::int64_t id) {
    impl_->requireWriting("the hold list");
    authored().run("DELETE FROM hold WHERE id = ?", id);
    return authored().changes() > 0;
}

std::vector<HoldOpening> CaseStore::holdOpenings() {
    std::vector<HoldOpening> list;
    Statement st = authored().prepare("SELECT id, placement, authority, reason, author, created FROM hold_opening ORDER BY id");
    while (st.step())
        list.push_back({st.integer(0), st.text(1), st.text(2), st.text(3), st.text(4), st.integer(5)});
    return list;
}

void CaseStore::addHoldOpening(const HoldOpening& o) {
    impl_->requireWriting("opening a held message");
    authored().run("INSERT INTO hold_opening (placement, authority, reason, author, created) VALUES (?,?,?,?,?)", o.placement,
                   o.authority, o.reason, o.author, o.created);
}

bool CaseStore::isClosed(const Placement& p) {
    return p.held && !authored().number("SELECT 1 FROM hold_opening WHERE placement = ? LIMIT 1", 0, p.key);
}

std::optional<HoldSubject> CaseStore::holdSubject(std::int64_t placementId) {
    Statement st = meta().prepare(std::string(kSubjects) + "WHERE p.id = ?");
    st.bind(1, placementId);
    return st.step() ? std::optional(subject(st)) : std::nullopt;
}

std::uint64_t CaseStore::holdBack(const HoldTest& test) {
    impl_->requireWriting("the hold list");
    Database& db = meta();
    const std::vector<std::int64_t> fresh = HeldPlacements(db, test).fresh();
    if (fresh.empty() && keptWhole(db).empty()) return 0;
    impl_->text.reset();  // its connections would keep what is taken out
    db.execute("PRAGMA secure_delete=ON");
    {
        Transaction transaction(db);
        for (const std::int64_t id : fresh) db.run("UPDATE placement SET held = 1 WHERE id = ?", id);
        strip(db, impl_->index(), keptWhole(db));
        transaction.commit();
    }
    db.execute("PRAGMA secure_delete=OFF");
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    return fresh.size();
}

std::vector<MessagePlace> CaseStore::places(std::int64_t sourceId, bool closedOnly) {
    std::set<std::string> opened;
    for (HoldOpening& o : holdOpenings()) opened.insert(std::move(o.placement));
    const std::string which = closedOnly ? " AND p.held <> 0" : "";
    Statement st = meta().prepare(
        "SELECT p.file, p.offset, p.length, p.id, p.held, p.key, p.locator <> '' FROM placement p WHERE p.source = ?1" + which +
        " UNION ALL SELECT w.file, w.offset, w.length, p.id, p.held, p.key, w.locator <> '' FROM witness w "
        "JOIN placement p ON p.id = w.placement WHERE w.source = ?1" + which + " ORDER BY 1, 2, 3 DESC");
    st.bind(1, sourceId);
    std::vector<MessagePlace> list;
    std::int64_t scattered = 0;  // a file in which what a closed item says may lie anywhere
    while (st.step()) {
        const bool closed = st.integer(4) && !opened.count(st.hex(5));
        MessagePlace place{st.integer(0), st.natural(1), st.natural(2), st.integer(3), closed};
        if (closed && st.integer(6)) {
            if (place.file == scattered) continue;
            scattered = place.file;
            place.offset = 0;
            place.length = static_cast<std::uint64_t>(meta().number("SELECT length FROM file WHERE id = ?", 0, place.file));
        }
        if (closed || !closedOnly) list.push_back(place);
    }
    return list;
}

std::vector<std::pair<std::string, std::uint64_t>> CaseStore::heldBySource() {
    std::vector<std::pair<std::string, std::uint64_t>> list;
    Statement st = meta().prepare(
        "SELECT s.path, count(*) FROM placement p JOIN source s ON s.id = p.source WHERE p.held <> 0 AND p.parent = 0 "
        "GROUP BY s.id ORDER BY s.path");
    while (st.step()) list.emplace_back(st.text(0), st.natural(1));
    return list;
}

}  // namespace sillage
