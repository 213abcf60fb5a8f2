// The wide rows: messages with their parts, placements with their witnesses.
#include <cstring>
#include <tuple>

#include <limits>

#include "store/codec.h"
#include "store/index_writer.h"
#include "store/rows.h"

namespace sillage {
namespace {

// Zone unstated: taken as UTC, as the command line does; the written text stays beside it. No date is the least number.
std::int64_t instant(const Stamp& stamp) {
    if (!stamp.present || !stamp.hasYear) return std::numeric_limits<std::int64_t>::min();
    const std::int64_t east = stamp.zoneMinutes == Stamp::kNoZone ? 0 : stamp.zoneMinutes;
    return stamp.civil - east * 60'000'000;
}

// Parts somebody looks for: what can be saved, and enclosed messages.
bool isAttachment(const Part& part) {
    return part.kind == PartKind::Attachment || part.kind == PartKind::Inline ||
           part.kind == PartKind::Message || (part.kind != PartKind::Container && !part.name.empty());
}

}  // namespace

void CaseIndexWriter::insertMessage(const Message& m, std::int64_t row) {
    std::int64_t attachments = 0;
    for (const Part& part : m.parts) attachments += isAttachment(part);
    const std::string to = joinLines(m.to), cc = joinLines(m.cc), bcc = joinLines(m.bcc);
    const std::string defects = joinLines(m.defects), parts = encodeParts(m.parts, m.offset);
    Statement st = meta_.prepare(
        "INSERT INTO message (id, sha256, size, wire_sha256, wire_size, header_wire_size, message_id, "
        "subject, sender, "
        "recipients, cc, bcc, delivered_to, in_reply_to, date_raw, date_utc, text_sha256, defects, rebuilt, "
        "attachments, parts, held, item_class) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    st.bindAll(row, m.sha256, m.length, m.wireSha256, m.wireSize, m.headerWireSize);
    int i = 6;
    for (const std::string* text :
         {&m.messageId, &m.subject, &m.from, &to, &cc, &bcc, &m.deliveredTo, &m.inReplyTo, &m.rawDate})
        st.bindView(++i, *text);
    st.bind(16, instant(m.date));
    if (m.hasText)
        st.bind(17, m.textSha256);
    else
        st.bindNull(17);
    st.bindView(18, defects).bind(19, m.rebuilt).bind(20, attachments).bindBlob(21, parts);
    st.bind(22, m.held).bindView(23, m.itemClass).run();
}

void CaseIndexWriter::insertAttachments(const Message& m, std::int64_t row) {
    for (const Part& part : m.parts) {
        if (!isAttachment(part)) continue;
        meta_.run(
            "INSERT INTO attachment (message, part, kind, name, media_type, size, sha256) VALUES "
            "(?,?,?,?,?,?,?)",
            row, part.number, static_cast<int>(part.kind), part.name, part.mediaType, part.size, part.sha256);
    }
}

// A message that was held everywhere and no longer is: kept whole again.
void CaseIndexWriter::restore(Message& m, std::int64_t row) {
    std::int64_t attachments = 0;
    for (const Part& part : m.parts) attachments += isAttachment(part);
    const std::string defects = joinLines(m.defects), parts = encodeParts(m.parts, m.offset);
    Statement st = meta_.prepare(
        "UPDATE message SET text_sha256 = ?, defects = ?, attachments = ?, parts = ?, held = 0 WHERE id = ?");
    if (m.hasText)
        st.bind(1, m.textSha256);
    else
        st.bindNull(1);
    st.bindView(2, defects).bind(3, attachments).bindBlob(4, parts).bind(5, row).run();
    insertAttachments(m, row);
    indexText(m, row, true);
}

void CaseIndexWriter::release(Message& m, std::int64_t placement) {
    if (!meta_.number("SELECT held FROM placement WHERE id = ?", 0, placement)) return;
    messageRow(m);
    meta_.run("UPDATE placement SET held = 0 WHERE id = ?", placement);
}

/// As kWitnessColumns has them.
void CaseIndexWriter::bindWhere(Statement& st, int first, const Where& where) {
    const int i = first;
    st.bind(i, where.source).bind(i + 1, where.file).bind(i + 2, where.offset).bind(i + 3, where.length);
    st.bind(i + 4, where.uidValidity).bind(i + 5, where.internalDate).bindView(i + 6, where.flags);
    st.bindBlob(i + 7, where.fileName).bindView(i + 8, where.quoting).bindView(i + 9, where.locator);
    st.bindBlob(i + 10, where.sourceKey).bindBlob(i + 11, where.changeKey).bindBlob(i + 12, where.entryId);
    st.bindView(i + 13, where.recoveredHow);
}

std::int64_t CaseIndexWriter::insertPlacement(const Message& m, const PlacementKey& key, std::int64_t message,
                                              std::int64_t mailbox, std::int64_t parent, const Where& where) {
    Statement st = meta_.prepare(
        std::string("INSERT INTO placement (message, key, mailbox, folder, folder_raw, uid, parent, parent_part, "
                    "recovered, held, ") +
        rows::kWitnessColumns + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    st.bind(1, message).bindBlob(2, {reinterpret_cast<const char*>(key.data()), key.size()}).bind(3, mailbox);
    st.bindView(4, m.folder).bindView(5, m.folderRaw).bind(6, m.uid).bind(7, parent).bindView(8, m.parentPart);
    st.bind(9, m.recovered).bind(10, m.held);
    bindWhere(st, 11, where);
    st.run();
    const std::int64_t row = meta_.lastRow();
    std::uint64_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    placements_.add(hash, static_cast<std::uint32_t>(row));
    return row;
}

// Here: this very copy is in. Elsewhere: the same source shows the placement at another offset.
CaseIndexWriter::Seen CaseIndexWriter::seenFrom(std::int64_t placement, const Where& where) {
    Statement st = meta_.prepare(
        "SELECT file, offset FROM placement WHERE id = ?1 AND source = ?2 "
        "UNION ALL SELECT file, offset FROM witness WHERE placement = ?1 AND source = ?2");
    st.bindAll(placement, where.source);
    Seen seen = Seen::No;
    while (st.step()) {
        if (st.integer(0) == where.file && st.natural(1) == where.offset) return Seen::Here;
        seen = Seen::Elsewhere;
    }
    return seen;
}

// Whether a new witness comes before the one the placement is read from: by path, not by order of import.
bool CaseIndexWriter::standsBefore(const Where& where, std::int64_t placement) {
    const auto place = [this](std::int64_t source, std::int64_t file, std::uint64_t offset) {
        Statement st = meta_.prepare(
            "SELECT s.path, s.root, coalesce(f.path, '') FROM source s "
            "LEFT JOIN file f ON f.id = ?2 WHERE s.id = ?1");
        st.bindAll(source, file);
        const bool known = st.step();
        return std::make_tuple(known ? st.text(0) : "", known ? st.text(1) : "", known ? st.text(2) : "",
                               offset);
    };
    Statement st = meta_.prepare("SELECT source, file, offset FROM placement WHERE id = ?");
    st.bind(1, placement);
    return st.step() &&
           place(where.source, where.file, where.offset) < place(st.integer(0), st.integer(1), st.natural(2));
}

void CaseIndexWriter::addWitness(std::int64_t placement, const Where& where) {
    if (standsBefore(where, placement)) {
        meta_.run(std::string("INSERT INTO witness (placement, ") + rows::kWitnessColumns + ") SELECT id, " +
                      rows::kWitnessColumns + " FROM placement WHERE id = ?",
                  placement);
        Statement st = meta_.prepare(std::string("UPDATE placement SET (") + rows::kWitnessColumns +
                                     ") = (?,?,?,?,?,?,?,?,?,?,?,?,?,?), witnesses = witnesses + 1 WHERE id = ?");
        bindWhere(st, 1, where);
        st.bind(15, placement).run();
        return;
    }
    Statement st = meta_.prepare(std::string("INSERT INTO witness (") + rows::kWitnessColumns +
                                 ", placement) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bindWhere(st, 1, where);
    st.bind(15, placement).run();
    meta_.run("UPDATE placement SET witnesses = witnesses + 1 WHERE id = ?", placement);
}

}  // namespace sillage
