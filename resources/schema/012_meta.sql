-- Examiners' grades, copied from case.db so that views can join them, with what the program says now (NULL: no row).
CREATE TABLE regrade (
    ordinal INTEGER PRIMARY KEY,
    touch TEXT NOT NULL UNIQUE,
    grade INTEGER NOT NULL, program INTEGER NOT NULL, now INTEGER, standing INTEGER NOT NULL,
    mailbox TEXT NOT NULL, folder TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    depth INTEGER NOT NULL, actor TEXT NOT NULL,
    reason TEXT NOT NULL, document TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL);

-- What each recomputation changed: rows with an actor one by one, the others as numbers by mailbox and grade
-- (core/store/trace_changes.h).
CREATE TABLE recomputation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    created INTEGER NOT NULL,
    basis TEXT NOT NULL,                                 -- what it was computed from, one line each
    cause TEXT NOT NULL,                                 -- how that differs from the one before: sentences
    added INTEGER NOT NULL, removed INTEGER NOT NULL, raised INTEGER NOT NULL, lowered INTEGER NOT NULL,
    depth INTEGER NOT NULL, rules INTEGER NOT NULL,
    kept INTEGER NOT NULL);                              -- rows of grade_change; fewer than the sum where it was too many
CREATE TABLE grade_change (
    ordinal INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    touch TEXT NOT NULL, mailbox TEXT NOT NULL, folder TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    attachment TEXT NOT NULL, actor TEXT NOT NULL,
    old_grade INTEGER NOT NULL, new_grade INTEGER NOT NULL,   -- -1: no row
    old_depth INTEGER NOT NULL, new_depth INTEGER NOT NULL,
    old_complete INTEGER NOT NULL, new_complete INTEGER NOT NULL,
    old_rules TEXT NOT NULL, new_rules TEXT NOT NULL,
    why TEXT NOT NULL);                                  -- sentences
CREATE INDEX grade_change_number ON grade_change (number);
CREATE TABLE grade_count (
    number INTEGER NOT NULL, mailbox TEXT NOT NULL, grade INTEGER NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL,
    PRIMARY KEY (number, mailbox, grade)) WITHOUT ROWID;

-- What was left behind and what was done, beside reaching items (core/trace/effects.h).
CREATE TABLE effect (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL,
    account TEXT NOT NULL, mailbox TEXT NOT NULL, actor TEXT NOT NULL, attribution INTEGER NOT NULL,
    session TEXT NOT NULL, client_ip TEXT NOT NULL,
    time INTEGER NOT NULL, until INTEGER NOT NULL,       -- 0 = not known
    what TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, direction TEXT NOT NULL,
    message_id TEXT NOT NULL, subject TEXT NOT NULL, folder TEXT NOT NULL,
    in_force TEXT NOT NULL, basis TEXT NOT NULL,
    number INTEGER NOT NULL,                             -- how many records say so
    evidence TEXT NOT NULL);
CREATE INDEX effect_id ON effect (id);
