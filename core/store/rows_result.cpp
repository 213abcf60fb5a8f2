#include "store/codec.h"
#include "store/rows.h"

namespace sillage::rows {

std::string placementSelect(bool withParts) {
    return std::string(
               "SELECT p.id, p.message, p.key, b.name, p.mailbox, p.folder, p.uid, p.uid_validity, "
               "m.message_id, "
               "m.subject, m.sender, m.date_raw, m.date_utc, p.internal_date, p.flags, m.size, m.wire_size, "
               "m.header_wire_size, m.sha256, m.wire_sha256, p.source, p.file, p.offset, p.length, p.parent, "
               "p.quoting, p.held, p.locator, "
               "iif(p.locator = '', '', (SELECT format FROM source WHERE id = p.source)), m.item_class, p.source_key, "
               "p.change_key, p.entry_id, m.rebuilt, p.recovered, p.recovered_how, ") +
           (withParts ? "m.parts" : "NULL") +
           " FROM placement p JOIN message m ON m.id = p.message JOIN mailbox b ON b.id = p.mailbox ";
}

Placement placement(const Statement& row, bool withParts) {
    Placement p;
    int i = 0;
    p.id = row.integer(i++);
    p.messageRow = row.integer(i++);
    p.key = row.hex(i++);
    p.mailbox = row.text(i++);
    p.mailboxId = row.integer(i++);
    p.folder = row.text(i++);
    p.uid = static_cast<std::uint32_t>(row.integer(i++));
    p.uidValidity = static_cast<std::uint32_t>(row.integer(i++));
    for (std::string* text : {&p.messageId, &p.subject, &p.from, &p.date}) *text = row.text(i++);
    p.dateUtc = row.integer(i++);
    p.internalDate = row.integer(i++);
    p.flags = row.text(i++);
    p.size = row.natural(i++);
    p.wireSize = row.natural(i++);
    p.headerWireSize = row.natural(i++);
    p.sha256 = row.hex(i++);
    p.wireSha256 = row.hex(i++);
    p.sourceId = row.integer(i++);
    p.fileId = row.integer(i++);
    p.offset = row.natural(i++);
    p.length = row.natural(i++);
    p.parent = row.integer(i++);
    p.quoting = row.text(i++);
    p.held = row.integer(i++) != 0;
    for (std::string* text : {&p.locator, &p.format, &p.itemClass}) *text = row.text(i++);
    for (std::string* octets : {&p.sourceKey, &p.changeKey, &p.entryId}) *octets = row.hex(i++);
    p.rebuilt = row.integer(i++) != 0;
    p.recovered = row.integer(i++) != 0;
    p.recoveredHow = row.text(i++);
    if (withParts && !p.held) p.parts = decodeParts(row.view(i), p.offset);
    return p;
}

const char* const kItemSelect =
    "SELECT p.id, p.key, b.name, p.folder, p.uid, m.message_id, m.subject, p.internal_date, m.size, m.sha256, p.parent, p.recovered "
    "FROM placement p JOIN message m ON m.id = p.message JOIN mailbox b ON b.id = p.mailbox ";

Placement item(const Statement& row) {
    Placement p;
    int i = 0;
    p.id = row.integer(i++);
    p.key = row.hex(i++);
    p.mailbox = row.text(i++);
    p.folder = row.text(i++);
    p.uid = static_cast<std::uint32_t>(row.integer(i++));
    p.messageId = row.text(i++);
    p.subject = row.text(i++);
    p.internalDate = row.integer(i++);
    p.size = row.natural(i++);
    p.sha256 = row.hex(i++);
    p.parent = row.integer(i++);
    p.recovered = row.integer(i++) != 0;
    return p;
}

// The view composes a row of what an act changes and what it does not (resources/schema/010_meta.sql).
const char* const kTouchSelect =
    "SELECT t.id, t.placement, t.mailbox, t.folder, t.message_id, t.subject, t.uid, t.is_attachment, t.attachment, t.part, t.sha256, "
    "t.size, t.stored, t.depth, t.complete, t.destination, t.effects, t.grade, t.actor, t.attribution, t.delivery, t.identity, "
    "t.first, t.last, t.sessions, t.rules, t.evidence, t.why, t.against, t.coverage FROM touch_row t ";

Touch touch(const Statement& row) {
    Touch t;
    int i = 0;
    t.id = row.text(i++);
    t.placement = row.integer(i++);
    for (std::string* text : {&t.mailbox, &t.folder, &t.messageId, &t.subject}) *text = row.text(i++);
    t.uid = static_cast<std::uint32_t>(row.integer(i++));
    t.isAttachment = row.integer(i++) != 0;
    for (std::string* text : {&t.attachment, &t.part, &t.sha256}) *text = row.text(i++);
    t.size = row.integer(i++);
    t.stored = row.integer(i++) != 0;
    t.depth = static_cast<Depth>(row.integer(i++));
    t.complete = row.integer(i++) != 0;
    t.destination = static_cast<Destination>(row.integer(i++));
    t.effects = splitLines(row.view(i++));
    t.grade = static_cast<Grade>(row.integer(i++));
    t.actor = row.text(i++);
    for (Axis* axis : {&t.attribution, &t.delivery, &t.identity}) *axis = static_cast<Axis>(row.integer(i++));
    t.first = row.integer(i++);
    t.last = row.integer(i++);
    t.sessions = splitLines(row.view(i++));
    t.rules = splitLines(row.view(i++));
    t.evidence = decodeCitations(row.view(i++));
    t.why = splitLines(row.view(i++));
    t.against = splitLines(row.view(i++));
    t.coverage = row.text(i++);
    return t;
}

}  // namespace sillage::rows
