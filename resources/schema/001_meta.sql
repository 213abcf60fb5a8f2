-- index/meta.db: what was derived from the evidence. Deletable; rebuilt by importing again.
-- Instants are microseconds UTC; digests are raw octets unless a column says hex; lists are lines (store/codec.h).
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    root TEXT NOT NULL, path TEXT NOT NULL,
    format TEXT NOT NULL, kind INTEGER NOT NULL, why TEXT NOT NULL,
    bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    found INTEGER NOT NULL, imported INTEGER NOT NULL, duplicate INTEGER NOT NULL,
    skipped INTEGER NOT NULL, failed INTEGER NOT NULL, problems INTEGER NOT NULL,
    skipped_why TEXT NOT NULL, state TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, device INTEGER NOT NULL,
    tz TEXT NOT NULL, clock_offset INTEGER NOT NULL, year INTEGER NOT NULL, mailbox TEXT NOT NULL);
CREATE INDEX source_path ON source (path, root);

CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    path TEXT NOT NULL, root TEXT NOT NULL, spool TEXT NOT NULL,
    begin INTEGER NOT NULL, length INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, device INTEGER NOT NULL);

CREATE TABLE problem (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    offset INTEGER NOT NULL, length INTEGER NOT NULL, item TEXT NOT NULL, reason TEXT NOT NULL);

CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    key TEXT NOT NULL, key2 TEXT NOT NULL, value TEXT NOT NULL, offset INTEGER NOT NULL);

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,           -- identity: the path inside its container
    name TEXT NOT NULL, basis TEXT NOT NULL, proposed TEXT NOT NULL);

-- A message is its content, stored once. parts: compact (store/codec.h), offsets relative to the message.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    wire_sha256 BLOB NOT NULL, wire_size INTEGER NOT NULL, header_wire_size INTEGER NOT NULL,
    message_id TEXT NOT NULL, subject TEXT NOT NULL,
    sender TEXT NOT NULL, recipients TEXT NOT NULL, cc TEXT NOT NULL, bcc TEXT NOT NULL,
    delivered_to TEXT NOT NULL, in_reply_to TEXT NOT NULL,
    date_raw TEXT NOT NULL, date_utc INTEGER NOT NULL,   -- 0 = none
    text_sha256 BLOB,                                    -- NULL = no body text
    defects TEXT NOT NULL,
    rebuilt INTEGER NOT NULL,
    attachments INTEGER NOT NULL,                        -- how many rows in attachment
    parts BLOB NOT NULL);

-- The parts somebody may look for by name, type or hash: attachments, inline files, enclosed messages.
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL, part TEXT NOT NULL, kind INTEGER NOT NULL,
    name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL);

-- A message at its place. The octets it is read from are the first of its witnesses by source path and offset.
CREATE TABLE placement (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    key BLOB NOT NULL,
    mailbox INTEGER NOT NULL,
    folder TEXT NOT NULL, folder_raw TEXT NOT NULL,
    uid INTEGER NOT NULL,
    parent INTEGER NOT NULL, parent_part TEXT NOT NULL,
    recovered INTEGER NOT NULL,
    source INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    uid_validity INTEGER NOT NULL, internal_date INTEGER NOT NULL, flags TEXT NOT NULL,
    file_name BLOB NOT NULL, quoting TEXT NOT NULL,
    witnesses INTEGER NOT NULL DEFAULT 1);               -- sources that show it, this one included

CREATE TABLE witness (
    placement INTEGER NOT NULL,
    source INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    uid_validity INTEGER NOT NULL, internal_date INTEGER NOT NULL, flags TEXT NOT NULL,
    file_name BLOB NOT NULL, quoting TEXT NOT NULL);
CREATE INDEX witness_placement ON witness (placement);

-- Records with an identity of their own (audit logs): 64 bits of its hash, the source that brought it.
CREATE TABLE record_key (hash INTEGER PRIMARY KEY, source INTEGER NOT NULL);

-- Results of the trace, replaced as a whole.
CREATE TABLE session (
    ordinal INTEGER PRIMARY KEY,
    suspect INTEGER NOT NULL,
    id TEXT NOT NULL, actor_session TEXT NOT NULL,
    account TEXT NOT NULL, client_ip TEXT NOT NULL, user_agent TEXT NOT NULL, protocol TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    events INTEGER NOT NULL, bytes_out INTEGER NOT NULL,
    actor TEXT NOT NULL, attribution INTEGER NOT NULL, status TEXT NOT NULL, reasons TEXT NOT NULL);
CREATE INDEX session_id ON session (id);

CREATE TABLE touch (
    ordinal INTEGER PRIMARY KEY,                          -- output order: mailbox, folder, uid, key, part
    id TEXT NOT NULL,
    placement INTEGER NOT NULL,
    mailbox TEXT NOT NULL, folder TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    uid INTEGER NOT NULL, is_attachment INTEGER NOT NULL, attachment TEXT NOT NULL, part TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, stored INTEGER NOT NULL,
    depth INTEGER NOT NULL, complete INTEGER NOT NULL, destination INTEGER NOT NULL, effects TEXT NOT NULL,
    grade INTEGER NOT NULL, actor TEXT NOT NULL,
    attribution INTEGER NOT NULL, delivery INTEGER NOT NULL, identity INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    sessions TEXT NOT NULL, rules TEXT NOT NULL, evidence TEXT NOT NULL,
    why TEXT NOT NULL, against TEXT NOT NULL, coverage TEXT NOT NULL);
CREATE INDEX touch_id ON touch (id);

CREATE TABLE coverage (
    ordinal INTEGER PRIMARY KEY,
    route TEXT NOT NULL, account TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, detail TEXT NOT NULL, ask TEXT NOT NULL);
