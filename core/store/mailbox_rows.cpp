#include "store/mailbox_rows.h"

#include "base/text.h"
#include "store/placement_key.h"

namespace sillage {

bool concernsMailbox(std::string_view sourcePath, std::string_view mailboxPath) {
    const std::string_view source = withoutVersion(sourcePath);
    const std::size_t slash = source.rfind('/');
    const std::string_view directory = slash == std::string_view::npos ? std::string_view() : source.substr(0, slash);
    if (directory == (mailboxPath == "." ? std::string_view() : mailboxPath)) return true;
    if (mailboxPath.substr(0, source.size()) != source) return false;
    const std::string_view rest = mailboxPath.substr(source.size());
    return rest.empty() || rest[0] == '/' || rest[0] == '!';
}

const MailboxRows::Row& MailboxRows::of(std::int64_t source, const std::string& path) {
    if (last_ && last_->first.first == source && last_->first.second == path) return last_->second;
    auto at = known_.find({source, path});
    if (at == known_.end()) {
        Row row;
        row.id = find(source, path);
        meta_.run("INSERT OR IGNORE INTO mailbox_root (path, root, mailbox) SELECT ?, root, ? FROM source WHERE id = ?", path, row.id, source);
        Statement st = meta_.prepare("SELECT owner FROM mailbox WHERE id = ?");
        st.bind(1, row.id);
        if (st.step()) row.owner = st.text(0);
        if (known_.size() > 50'000) known_.clear();
        at = known_.emplace(std::pair(source, path), std::move(row)).first;
    }
    return (last_ = &*at)->second;
}

std::int64_t MailboxRows::find(std::int64_t source, const std::string& path) {
    if (const std::int64_t row = meta_.number("SELECT r.mailbox FROM mailbox_root r JOIN source s ON s.root = r.root WHERE r.path = ? AND s.id = ?", 0, path, source))
        return row;
    if (const std::int64_t row = ofSameOctets(source, path)) return row;
    Statement st = meta_.prepare("SELECT lower(mailbox) FROM source WHERE id = ?");
    st.bind(1, source);
    const std::string stated = st.step() ? st.text(0) : std::string();
    if (const std::int64_t row = ofOwner(path, stated)) return row;
    meta_.run("INSERT INTO mailbox (path, owner, name, basis, proposed, note) VALUES (?,?,?,'path','','')", path, stated, path);
    return meta_.lastRow();
}

/// The same file, copied elsewhere, is the same mailbox (its hash is known beforehand where ingest looked).
std::int64_t MailboxRows::ofSameOctets(std::int64_t source, const std::string& path) {
    return meta_.number("SELECT r.mailbox FROM source s JOIN source o ON o.sha256 = s.sha256 AND o.id <> s.id AND o.path = s.path AND o.state <> 'removed' "
                        "JOIN mailbox_root r ON r.root = o.root AND r.path = ? WHERE s.id = ? AND s.sha256 <> '' ORDER BY o.root LIMIT 1", 0, path, source);
}

/// By what was stated when a row was made, or has been stated since of what lies in it.
std::int64_t MailboxRows::ofOwner(const std::string& path, const std::string& stated) {
    if (const std::int64_t row = meta_.number("SELECT id FROM mailbox WHERE path = ? AND owner = ?", 0, path, stated)) return row;
    if (stated.empty()) return 0;
    Statement st = meta_.prepare("SELECT r.mailbox, s.path FROM mailbox_root r JOIN source s ON s.root = r.root AND lower(s.mailbox) = ? AND s.state <> 'removed' "
                                 "WHERE r.path = ? ORDER BY r.root, s.path");
    st.bindAll(stated, path);
    while (st.step())
        if (concernsMailbox(st.text(1), path) && meta_.number("SELECT 1 FROM placement p JOIN source s ON s.id = p.source WHERE p.mailbox = ? AND lower(s.mailbox) = ? LIMIT 1",
                                                              0, st.integer(0), stated))
            return st.integer(0);
    return 0;
}

std::vector<std::int64_t> mailboxesOf(Database& meta, std::int64_t source) {
    std::vector<std::int64_t> list;
    Statement st = meta.prepare("SELECT mailbox FROM placement WHERE source = ?1 UNION SELECT p.mailbox FROM witness w JOIN placement p ON p.id = w.placement WHERE w.source = ?1");
    st.bind(1, source);
    while (st.step()) list.push_back(st.integer(0));
    return list;
}

void forgetMailboxes(Database& meta, std::int64_t source, const std::vector<std::int64_t>& mailboxes) {
    meta.run("DELETE FROM mailbox WHERE NOT EXISTS (SELECT 1 FROM placement p WHERE p.mailbox = mailbox.id)");
    meta.run("DELETE FROM mailbox_root WHERE NOT EXISTS (SELECT 1 FROM mailbox b WHERE b.id = mailbox_root.mailbox)");
    for (const std::int64_t mailbox : mailboxes)
        meta.run("DELETE FROM mailbox_root WHERE mailbox = ?1 AND root = (SELECT root FROM source WHERE id = ?2) "
                 "AND NOT EXISTS (SELECT 1 FROM placement p JOIN source s ON s.id = p.source WHERE p.mailbox = ?1 AND s.root = mailbox_root.root) "
                 "AND NOT EXISTS (SELECT 1 FROM placement p JOIN witness w ON w.placement = p.id JOIN source s ON s.id = w.source "
                 "WHERE p.mailbox = ?1 AND p.witnesses > 1 AND s.root = mailbox_root.root)", mailbox, source);
}

}  // namespace sillage
