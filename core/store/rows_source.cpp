#include <algorithm>

#include "base/text.h"
#include "store/codec.h"
#include "store/rows.h"

namespace sillage::rows {
namespace {

std::string encodeReasons(const std::map<std::string, std::uint64_t>& reasons) {
    std::vector<std::string> lines;
    for (const auto& [reason, count] : reasons) lines.push_back(std::to_string(count) + " " + reason);
    return joinLines(lines);
}

std::map<std::string, std::uint64_t> decodeReasons(std::string_view text) {
    std::map<std::string, std::uint64_t> reasons;
    for (const std::string& line : splitLines(text)) {
        const std::size_t space = line.find(' ');
        unsigned long long count = 0;
        if (space != std::string::npos && parseUint(std::string_view(line).substr(0, space), count))
            reasons[line.substr(space + 1)] = count;
    }
    return reasons;
}

void bindSource(Statement& st, const Source& s, std::int64_t id) {
    st.bindAll(s.root, s.path, s.format, static_cast<int>(s.kind), s.why, s.bytes, s.sha256, s.first, s.last,
               s.counts.found, s.counts.imported, s.counts.duplicate, s.counts.skipped, s.counts.failed,
               s.counts.problems, s.counts.recovered, encodeReasons(s.counts.skippedWhy), s.state, s.mtimeNs, s.ctimeNs, s.inode,
               s.device, s.tz, s.clockOffsetMicros, s.year, s.mailbox, id);
}

bool corrected(const Source& s) {
    return !s.tz.empty() || s.clockOffsetMicros || s.year || !s.mailbox.empty();
}

// What a person stated about this source, or about the same octets under another root.
Source withCorrections(Database& authored, Source s) {
    if (corrected(s)) return s;
    Statement st = authored.prepare(
        "SELECT tz, clock_offset, year, mailbox FROM correction "
        "WHERE path = ?2 AND (root = ?1 OR (sha256 <> '' AND sha256 = ?3)) ORDER BY root = ?1 DESC, root "
        "LIMIT 1");
    st.bindAll(s.root, s.path, s.sha256);
    if (!st.step()) return s;
    s.tz = st.text(0);
    s.clockOffsetMicros = st.integer(1);
    s.year = static_cast<int>(st.integer(2));
    s.mailbox = st.text(3);
    return s;
}

void keepCorrections(Database& authored, const Source& s) {
    if (!corrected(s)) {
        if (authored.number("SELECT 1 FROM correction WHERE root = ? AND path = ?", 0, s.root, s.path))
            authored.run("DELETE FROM correction WHERE root = ? AND path = ?", s.root, s.path);
        return;
    }
    authored.run(
        "INSERT INTO correction (root, path, sha256, tz, clock_offset, year, mailbox) VALUES "
        "(?1,?2,?3,?4,?5,?6,?7) "
        "ON CONFLICT (root, path) DO UPDATE SET sha256=?3, tz=?4, clock_offset=?5, year=?6, mailbox=?7 "
        "WHERE sha256<>?3 OR tz<>?4 OR clock_offset<>?5 OR year<>?6 OR mailbox<>?7",
        s.root, s.path, s.sha256, s.tz, s.clockOffsetMicros, s.year, s.mailbox);
}

}  // namespace

const char* const kSourceSelect =
    "SELECT root, path, format, kind, why, bytes, sha256, first, last, found, imported, duplicate, skipped, "
    "failed, "
    "problems, recovered, skipped_why, state, mtime_ns, ctime_ns, inode, device, tz, clock_offset, year, mailbox, id "
    "FROM source ";

Source source(const Statement& row) {
    Source s;
    int i = 0;
    s.root = row.text(i++);
    s.path = row.text(i++);
    s.format = row.text(i++);
    s.kind = static_cast<SourceKind>(row.integer(i++));
    s.why = row.text(i++);
    s.bytes = row.natural(i++);
    s.sha256 = row.text(i++);
    s.first = row.integer(i++);
    s.last = row.integer(i++);
    for (std::uint64_t* n : {&s.counts.found, &s.counts.imported, &s.counts.duplicate, &s.counts.skipped,
                             &s.counts.failed, &s.counts.problems, &s.counts.recovered})
        *n = row.natural(i++);
    s.counts.skippedWhy = decodeReasons(row.view(i++));
    s.state = row.text(i++);
    s.mtimeNs = row.integer(i++);
    s.ctimeNs = row.integer(i++);
    s.inode = row.natural(i++);
    s.device = row.natural(i++);
    s.tz = row.text(i++);
    s.clockOffsetMicros = row.integer(i++);
    s.year = static_cast<int>(row.integer(i++));
    s.mailbox = row.text(i++);
    s.id = row.integer(i++);
    return s;
}

std::int64_t insertSource(Database& meta, Database& authored, const Source& given, std::int64_t id) {
    const Source s = withCorrections(authored, given);
    if (corrected(given)) keepCorrections(authored, given);
    const std::int64_t removed = meta.number(
        "SELECT id FROM source WHERE path = ? AND root = ? AND state = 'removed'", 0, s.path, s.root);
    if (removed) {
        Source again = s;
        again.id = removed;
        updateSource(meta, authored, again, Corrections::Keep);
        return removed;
    }
    Statement st = meta.prepare(
        "INSERT INTO source (root, path, format, kind, why, bytes, sha256, first, last, found, imported, "
        "duplicate, "
        "skipped, failed, problems, recovered, skipped_why, state, mtime_ns, ctime_ns, inode, device, tz, clock_offset, "
        "year, "
        "mailbox, id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bindSource(st, s, id);
    st.run();
    return id;
}

void updateSource(Database& meta, Database& authored, const Source& given, Corrections corrections) {
    const Source s = corrections == Corrections::Keep ? withCorrections(authored, given) : given;
    Statement st = meta.prepare(
        "UPDATE source SET root=?, path=?, format=?, kind=?, why=?, bytes=?, sha256=?, first=?, last=?, "
        "found=?, "
        "imported=?, duplicate=?, skipped=?, failed=?, problems=?, recovered=?, skipped_why=?, state=?, mtime_ns=?, "
        "ctime_ns=?, "
        "inode=?, device=?, tz=?, clock_offset=?, year=?, mailbox=? WHERE id=?");
    bindSource(st, s, s.id);
    st.run();
    keepCorrections(authored, s);
}

void settleCounts(Database& meta) {
    meta.run(
        "UPDATE source SET imported = n.own, duplicate = imported + duplicate - n.own FROM "
        "(SELECT s.id AS id, (SELECT count(*) FROM placement p WHERE p.source = s.id AND p.parent = 0 AND "
        "p.recovered = 0) AS own "
        "FROM source s WHERE EXISTS (SELECT 1 FROM placement p WHERE p.source = s.id) "
        "OR EXISTS (SELECT 1 FROM witness w WHERE w.source = s.id)) n "
        "WHERE n.id = source.id AND n.own <> source.imported AND n.own <= imported + duplicate");
}

const char* const kWitnessColumns =
    "source, file, offset, length, uid_validity, internal_date, flags, file_name, quoting, locator, source_key, "
    "change_key, entry_id, recovered_how";

const char* const kFileSelect =
    "SELECT id, source, path, root, spool, begin, length, sha256, mtime_ns, ctime_ns, inode, device FROM "
    "file ";

FileRow file(const Statement& row) {
    FileRow f;
    f.id = row.integer(0);
    f.sourceId = row.integer(1);
    f.path = row.text(2);
    f.root = row.text(3);
    f.spool = row.text(4);
    f.begin = row.natural(5);
    f.length = row.natural(6);
    f.sha256 = row.hex(7);
    f.mtimeNs = row.integer(8);
    f.ctimeNs = row.integer(9);
    f.inode = row.natural(10);
    f.device = row.natural(11);
    return f;
}

}  // namespace sillage::rows
