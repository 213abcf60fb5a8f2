-- What an act changes and what it does not lie apart, so that accepting a session rewrites little.
-- A row of `touched` is composed by the view touch_row alone (core/store/rows_result.cpp reads it, table_view.cpp lists it):
--   untouched: one row an item of the stores, whatever anybody is said to have done. Its grade, rules and sentences are those
--     of its class: mailbox (ordinal >> 43) -> schedule -> the span of time in which it arrived -> touch_class. veiled: rows of
--     an actor say that its content was touched, so that it has no row without an actor.
--   regrade (012_meta.sql): what an examiner holds of a row, beside it.
--   touch: rows of an actor, and rows of items that only logs name. arrival: a row without an actor, whose grade is its
--     class's too; NULL = the row has its own. coverage: NULL = the mailbox's.
DROP TABLE touch;
DELETE FROM session_head;
INSERT INTO session_head (id, version, listed, rows, suspects) SELECT 1, 0, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM source);

-- ordinal: output order: mailbox, folder, uid, key, part. arrival: microseconds UTC; the least = not known.
CREATE TABLE untouched (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    placement INTEGER NOT NULL,
    mailbox TEXT NOT NULL, folder TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    uid INTEGER NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL,
    arrival INTEGER NOT NULL, veiled INTEGER NOT NULL);
CREATE INDEX untouched_id ON untouched (id);
CREATE INDEX untouched_placement ON untouched (placement);

CREATE TABLE touch (
    ordinal INTEGER PRIMARY KEY,
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
    why TEXT NOT NULL, against TEXT NOT NULL, coverage TEXT, arrival INTEGER);
CREATE INDEX touch_id ON touch (id);
CREATE INDEX touch_placement ON touch (placement);

-- coverage: the statement on which rows of this mailbox rest; known: rows of an actor rest on it too.
CREATE TABLE touch_mailbox (rank INTEGER PRIMARY KEY, name TEXT NOT NULL, schedule INTEGER NOT NULL, coverage TEXT NOT NULL, known INTEGER NOT NULL);
-- until: of the first instant after the span
CREATE TABLE touch_span (schedule INTEGER NOT NULL, until INTEGER NOT NULL, class INTEGER NOT NULL, PRIMARY KEY (schedule, until)) WITHOUT ROWID;
CREATE TABLE touch_class (id INTEGER PRIMARY KEY, grade INTEGER NOT NULL, rules TEXT NOT NULL, why TEXT NOT NULL, against TEXT NOT NULL);

-- Rows without an actor, counted.
CREATE TABLE touch_count (mailbox TEXT NOT NULL, grade INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (mailbox, grade)) WITHOUT ROWID;
CREATE INDEX untouched_veiled ON untouched (ordinal) WHERE veiled <> 0;

CREATE VIEW touch_row AS
SELECT u.ordinal AS ordinal, u.id AS id, u.placement AS placement, u.mailbox AS mailbox, u.folder AS folder,
    u.message_id AS message_id, u.subject AS subject, u.uid AS uid, 0 AS is_attachment, '' AS attachment, '' AS part,
    lower(hex(u.sha256)) AS sha256, u.size AS size, 1 AS stored, 5 AS depth, 0 AS complete, 0 AS destination, '' AS effects,
    c.grade AS grade, '' AS actor, 0 AS attribution, 0 AS delivery, 0 AS identity, 0 AS first, 0 AS last, '' AS sessions,
    c.rules AS rules, '' AS evidence, c.why AS why, c.against AS against,
    (SELECT b.coverage FROM touch_mailbox b WHERE b.rank = u.ordinal >> 43) AS coverage,
    g.grade AS examiner_grade, g.standing AS examiner_standing, g.reason AS examiner_reason, g.document AS examiner_document,
    g.author AS examiner, g.created AS examined, g.touch AS examined_touch
FROM untouched u LEFT JOIN regrade g ON g.touch = u.id LEFT JOIN touch_class c ON c.id = (
    SELECT s.class FROM touch_mailbox b JOIN touch_span s ON s.schedule = b.schedule AND s.until > u.arrival
    WHERE b.rank = u.ordinal >> 43 ORDER BY s.until LIMIT 1)
WHERE u.veiled = 0
UNION ALL
SELECT t.ordinal, t.id, t.placement, t.mailbox, t.folder, t.message_id, t.subject, t.uid, t.is_attachment, t.attachment, t.part,
    t.sha256, t.size, t.stored, t.depth, t.complete, t.destination, t.effects, coalesce(c.grade, t.grade), t.actor,
    t.attribution, t.delivery, t.identity, t.first, t.last, t.sessions, coalesce(c.rules, t.rules), t.evidence,
    coalesce(c.why, t.why), coalesce(c.against, t.against),
    coalesce(t.coverage, (SELECT iif(t.actor = '' OR b.known, b.coverage, '') FROM touch_mailbox b WHERE b.rank = t.ordinal >> 43), ''),
    g.grade, g.standing, g.reason, g.document, g.author, g.created, g.touch
FROM touch t LEFT JOIN regrade g ON g.touch = t.id LEFT JOIN touch_class c ON t.arrival IS NOT NULL AND c.id = (
    SELECT s.class FROM touch_mailbox b JOIN touch_span s ON s.schedule = b.schedule AND s.until > t.arrival
    WHERE b.rank = t.ordinal >> 43 ORDER BY s.until LIMIT 1);

-- What the answer was computed with: kept beside the case (core/trace/kept.h) only while this says the same.
CREATE TABLE trace_state (id INTEGER PRIMARY KEY CHECK (id = 1), basis TEXT NOT NULL, acts BLOB NOT NULL);
