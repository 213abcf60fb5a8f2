// Derived data as it is read back: sources, files, facts, problems, mailboxes, placements.
#include <map>

#include "store/case_store_impl.h"
#include "store/mailbox_rows.h"
#include "store/rows.h"

namespace sillage {

std::vector<Source> CaseStore::sources() {
    std::vector<Source> list;
    Statement st = meta().prepare(std::string(rows::kSourceSelect) + "ORDER BY path, root, id");
    while (st.step()) list.push_back(rows::source(st));
    return list;
}

std::optional<Source> CaseStore::source(std::int64_t id) {
    Statement st = meta().prepare(std::string(rows::kSourceSelect) + "WHERE id = ?");
    st.bind(1, id);
    return st.step() ? std::optional(rows::source(st)) : std::nullopt;
}

std::optional<Source> CaseStore::sourceByPath(std::string_view root, std::string_view path) {
    Statement st =
        meta().prepare(std::string(rows::kSourceSelect) + "WHERE path = ? AND root = ? ORDER BY id DESC");
    st.bindAll(path, root);
    return st.step() ? std::optional(rows::source(st)) : std::nullopt;
}

void CaseStore::updateSource(const Source& s) {
    impl_->requireWriting("changing a source");
    rows::updateSource(meta(), authored(), s, rows::Corrections::Replace);
}

std::optional<FileRow> CaseStore::file(std::int64_t id) {
    Statement st = meta().prepare(std::string(rows::kFileSelect) + "WHERE id = ?");
    st.bind(1, id);
    return st.step() ? std::optional(rows::file(st)) : std::nullopt;
}

std::vector<FileRow> CaseStore::filesOf(std::int64_t sourceId) {
    std::vector<FileRow> list;
    Statement st = meta().prepare(std::string(rows::kFileSelect) + "WHERE source = ? ORDER BY path, id");
    st.bind(1, sourceId);
    while (st.step()) list.push_back(rows::file(st));
    return list;
}

std::vector<std::pair<std::int64_t, Fact>> CaseStore::factsWithSource(std::string_view key) {
    std::vector<std::pair<std::int64_t, Fact>> list;
    Statement st = meta().prepare(
        "SELECT f.source, f.key, f.key2, f.value, f.offset FROM fact f JOIN source s ON s.id = f.source "
        "WHERE ?1 = '' OR f.key = ?1 ORDER BY s.path, s.root, f.offset, f.key, f.key2, f.value");
    st.bind(1, key);
    while (st.step())
        list.emplace_back(st.integer(0), Fact{st.text(1), st.text(2), st.text(3), st.natural(4)});
    return list;
}

std::vector<std::pair<std::int64_t, Fact>> CaseStore::factsWithoutUids() {
    std::vector<std::pair<std::int64_t, Fact>> list;
    Statement st = meta().prepare("SELECT source, key, key2, value, offset FROM fact WHERE key <> 'uid' ORDER BY source, key, key2, value, offset");
    while (st.step()) list.emplace_back(st.integer(0), Fact{st.text(1), st.text(2), st.text(3), st.natural(4)});
    return list;
}

std::vector<CaseStore::MailboxContent> CaseStore::mailboxContents() {
    std::map<std::int64_t, MailboxContent> byId;
    Statement st = meta().prepare("SELECT mailbox, id, message, uid, recovered, source, offset, uid_validity, internal_date, witnesses FROM placement");
    while (st.step()) {
        MailboxContent& c = byId[st.integer(0)];
        ++c.placements;
        std::uint64_t row = 0;
        for (int i = 1; i <= 9; ++i) row = (row ^ static_cast<std::uint64_t>(st.integer(i))) * 0x9e3779b97f4a7c15u, row ^= row >> 31;
        c.digest += row;
    }
    std::vector<MailboxContent> list;
    for (auto& [id, c] : byId) {
        c.mailbox = id;
        list.push_back(c);
    }
    return list;
}

namespace {

constexpr const char* kReadWithLogs[] = {"trusted-proxies", "own-networks", "address-locations", "tz"};

void addRows(std::string& text, Database& database, const std::string& sql) {
    Statement st = database.prepare(sql);
    while (st.step()) text.append("\n").append(st.view(0));
}

constexpr const char* kSourceText = "SELECT id || ' ' || path || ' ' || sha256 || ' ' || imported || ' ' || found || ' ' || state || ' ' || tz || ' ' || clock_offset || ' ' || year || ' ' || mailbox FROM source ";

}  // namespace

std::string CaseStore::evidenceText() {
    std::string text = std::to_string(events().count());
    addRows(text, meta(), std::string(kSourceText) + "ORDER BY id");
    addRows(text, meta(), "SELECT id || ' ' || name FROM mailbox ORDER BY id");
    addRows(text, meta(), "SELECT coalesce(max(id), 0) FROM placement UNION ALL SELECT coalesce(max(id), 0) FROM message UNION ALL SELECT coalesce(max(id), 0) FROM fact UNION ALL SELECT coalesce(max(id), 0) FROM problem");
    for (const auto& [account, mailbox] : aliases()) text.append("\n").append(account).append("=").append(mailbox);
    for (const char* key : kReadWithLogs) text.append("\n").append(setting(key));
    return text;
}

bool CaseStore::messagesStand() {
    return meta().number("SELECT EXISTS (SELECT 1 FROM placement WHERE held <> 0) OR EXISTS (SELECT 1 FROM beside)", 0) == 0;
}

std::string CaseStore::logsText() {
    std::string text = std::to_string(events().count());
    const auto kind = [](SourceKind k) { return std::to_string(static_cast<int>(k)); };
    addRows(text, meta(), std::string(kSourceText) + "WHERE kind IN (" + kind(SourceKind::Log) + ", " + kind(SourceKind::Config) + ", " + kind(SourceKind::State) +
                              ") OR tz <> '' OR clock_offset <> 0 OR year <> 0 ORDER BY id");
    addRows(text, meta(), "SELECT key || ' ' || key2 || ' ' || value FROM fact WHERE key NOT IN ('uid', 'uidvalidity') ORDER BY 1");
    // What of a message is read beside its placement: these change it where it stands.
    if (!messagesStand()) addRows(text, meta(), "SELECT max(id) FROM placement");
    for (const char* key : kReadWithLogs) text.append("\n").append(setting(key));
    return text;
}

std::vector<Fact> CaseStore::facts(std::string_view key) {
    std::vector<Fact> list;
    for (auto& [source, fact] : factsWithSource(key)) list.push_back(std::move(fact));
    return list;
}

std::vector<std::pair<std::int64_t, Problem>> CaseStore::problems() {
    std::vector<std::pair<std::int64_t, Problem>> list;
    Statement st = meta().prepare(
        "SELECT p.source, p.offset, p.length, p.item, p.reason FROM problem p JOIN source s ON s.id = "
        "p.source "
        "ORDER BY s.path, s.root, p.offset, p.item, p.reason");
    while (st.step())
        list.emplace_back(st.integer(0), Problem{st.natural(1), st.natural(2), st.text(3), st.text(4)});
    return list;
}

std::vector<Mailbox> CaseStore::mailboxes() {
    std::vector<Mailbox> list;
    Statement st = meta().prepare("SELECT id, path, name, basis, proposed, owner, note FROM mailbox ORDER BY name, path, owner");
    while (st.step()) list.push_back({st.integer(0), st.text(1), st.text(2), st.text(3), st.text(4), st.text(5), st.text(6)});
    return list;
}

void CaseStore::setMailbox(const Mailbox& m) {
    impl_->requireWriting("naming a mailbox");
    meta().run("UPDATE mailbox SET name = ?, basis = ?, proposed = ?, note = ? WHERE id = ?", m.name, m.basis,
               m.proposed, m.note, m.id);
}

std::vector<MailboxRoot> CaseStore::mailboxRoots() {
    std::vector<MailboxRoot> list;
    Statement st = meta().prepare("SELECT mailbox, root FROM mailbox_root ORDER BY mailbox, root");
    while (st.step()) list.push_back({st.integer(0), st.text(1)});
    return list;
}

std::vector<std::pair<std::string, std::string>> CaseStore::rootsInCommon(std::int64_t mailboxId) {
    std::vector<std::pair<std::string, std::string>> list;
    Statement st = meta().prepare(
        "SELECT DISTINCT a.root, b.root FROM placement p JOIN witness w ON w.placement = p.id JOIN source a ON a.id = p.source "
        "JOIN source b ON b.id = w.source WHERE p.mailbox = ? AND p.parent = 0 AND a.root <> b.root ORDER BY a.root, b.root");
    st.bind(1, mailboxId);
    while (st.step()) list.emplace_back(st.text(0), st.text(1));
    return list;
}

void CaseStore::readAgain(const std::string& root, const std::string& path) {
    impl_->requireWriting("reading a source again");
    meta().run("UPDATE source SET state = 'interrupted' WHERE root = ? AND path = ? AND state <> 'removed'", root, path);
}

std::vector<std::pair<std::string, std::uint64_t>> CaseStore::deliveredTo(std::int64_t mailboxId) {
    std::vector<std::pair<std::string, std::uint64_t>> list;
    Statement st = meta().prepare(
        "SELECT lower(m.delivered_to) AS address, count(*) AS messages FROM "
        "(SELECT message FROM placement WHERE mailbox = ? AND parent = 0 ORDER BY folder, uid, key LIMIT 4000) p "
        "JOIN message m ON m.id = p.message WHERE m.delivered_to <> '' GROUP BY address ORDER BY messages DESC, address LIMIT 2");
    st.bind(1, mailboxId);
    while (st.step()) list.emplace_back(st.text(0), st.natural(1));
    return list;
}

std::optional<Placement> CaseStore::placement(std::int64_t id) {
    Statement st = meta().prepare(rows::placementSelect(true) + "WHERE p.id = ?");
    st.bind(1, id);
    return st.step() ? std::optional(rows::placement(st, true)) : std::nullopt;
}

void CaseStore::placements(std::optional<std::int64_t> mailboxId, bool withParts,
                           const std::function<bool(Placement&&)>& row) {
    // One mailbox at a time streams from the index; only states of one mailbox under one name have to be
    // merged.
    std::vector<std::vector<std::int64_t>> groups;
    std::string name;
    for (const Mailbox& mailbox : mailboxes()) {
        if (mailboxId && mailbox.id != *mailboxId) continue;
        if (groups.empty() || mailbox.name != name) groups.emplace_back();
        groups.back().push_back(mailbox.id);
        name = mailbox.name;
    }
    bool goOn = true;
    for (const auto& group : groups)
        if (goOn) placementsOf(group, withParts, [&](Placement&& p) { return goOn = row(std::move(p)); });
}

/// Behind a SELECT of placements: those of these mailboxes, in order folder, uid, key.
static std::string ofMailboxes(const std::vector<std::int64_t>& mailboxIds) {
    std::string ids;
    for (const std::int64_t id : mailboxIds) (ids += ids.empty() ? "" : ",") += std::to_string(id);
    const bool one = mailboxIds.size() == 1;
    return (one ? "WHERE p.mailbox = " : "WHERE p.mailbox IN (") + ids + (one ? "" : ")") + " ORDER BY p.folder, p.uid, p.key";
}

void CaseStore::placementsOf(const std::vector<std::int64_t>& mailboxIds, bool withParts,
                             const std::function<bool(Placement&&)>& row) {
    if (mailboxIds.empty()) return;
    Statement st = meta().prepare(rows::placementSelect(withParts) + ofMailboxes(mailboxIds));
    while (st.step())
        if (!row(rows::placement(st, withParts))) return;
}

void CaseStore::itemsOf(const std::vector<std::int64_t>& mailboxIds, const std::function<bool(Placement&&)>& row) {
    if (mailboxIds.empty()) return;
    Statement st = meta().prepare(rows::kItemSelect + ofMailboxes(mailboxIds));
    while (st.step())
        if (!row(rows::item(st))) return;
}

std::vector<std::int64_t> CaseStore::placementsByMessageId(std::string_view messageId) {
    std::vector<std::int64_t> list;
    if (messageId.empty()) return list;
    Statement st = meta().prepare(
        "SELECT p.id FROM message m JOIN placement p ON p.message = m.id JOIN mailbox b ON b.id = p.mailbox "
        "WHERE m.message_id = ? ORDER BY b.name, p.folder, p.uid, p.key");
    st.bind(1, messageId);
    while (st.step()) list.push_back(st.integer(0));
    return list;
}

std::vector<std::pair<std::string, std::int64_t>> CaseStore::enclosed(std::int64_t placementId) {
    std::vector<std::pair<std::string, std::int64_t>> list;
    Statement st = meta().prepare("SELECT parent_part, id FROM placement WHERE parent = ? AND parent <> 0 ORDER BY id");
    st.bind(1, placementId);
    while (st.step()) list.emplace_back(st.text(0), st.integer(1));
    return list;
}

// Placements that another source shows too are read from there; message rows stay (their text is indexed by
// row), but nothing lists a message without placement.
void CaseStore::removeSource(std::int64_t sourceId) {
    impl_->requireWriting("removing a source");
    events().removeSource(sourceId);
    Database& db = meta();
    Transaction transaction(db);
    const std::vector<std::int64_t> mailboxes = mailboxesOf(db, sourceId);
    db.run("DELETE FROM witness WHERE source = ?", sourceId);
    db.run(std::string("UPDATE placement SET (") + rows::kWitnessColumns +
               ") = (SELECT w.source, w.file, w.offset, w.length, "
               "w.uid_validity, w.internal_date, w.flags, w.file_name, w.quoting, w.locator, w.source_key, "
               "w.change_key, w.entry_id, w.recovered_how FROM witness w "
               "JOIN source s ON s.id = w.source LEFT JOIN file f ON f.id = w.file WHERE w.placement = "
               "placement.id "
               "ORDER BY s.path, s.root, f.path, w.offset LIMIT 1) "
               "WHERE source = ? AND EXISTS (SELECT 1 FROM witness w WHERE w.placement = placement.id)",
           sourceId);
    db.run("DELETE FROM placement WHERE source = ?", sourceId);
    db.run(
        "DELETE FROM witness WHERE EXISTS (SELECT 1 FROM placement p WHERE p.id = witness.placement AND "
        "p.source = witness.source AND p.file = witness.file AND p.offset = witness.offset)");
    db.run(
        "UPDATE placement SET witnesses = 1 + (SELECT count(*) FROM witness w WHERE w.placement = "
        "placement.id) "
        "WHERE witnesses > 1");
    for (const char* table : {"file", "problem", "fact", "record_key"})
        db.run(std::string("DELETE FROM ") + table + " WHERE source = ?", sourceId);
    db.run(
        "UPDATE source SET state = 'removed', found = 0, imported = 0, duplicate = 0, skipped = 0, failed = "
        "0, "
        "problems = 0, recovered = 0, skipped_why = '', first = 0, last = 0 WHERE id = ?",
        sourceId);
    forgetMailboxes(db, sourceId, mailboxes);
    rows::settleCounts(db);
    transaction.commit();
}

}  // namespace sillage
