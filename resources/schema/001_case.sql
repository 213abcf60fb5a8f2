-- case.db: what people wrote. Precious: migrated, backed up before each migration, never rebuilt.
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE indicator (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL,
    ip TEXT NOT NULL, account TEXT NOT NULL, session TEXT NOT NULL, user_agent TEXT NOT NULL,
    from_time INTEGER NOT NULL, to_time INTEGER NOT NULL,
    grade INTEGER NOT NULL,
    document TEXT NOT NULL, reason TEXT NOT NULL,
    created INTEGER NOT NULL);

CREATE TABLE bookmark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item TEXT NOT NULL, selector TEXT NOT NULL,
    tag TEXT NOT NULL, note TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL, bound INTEGER NOT NULL);
CREATE INDEX bookmark_item ON bookmark (item);

CREATE TABLE alias (account TEXT PRIMARY KEY, mailbox TEXT NOT NULL) WITHOUT ROWID;

-- Corrections of a source (zone, clock, year, mailbox): stated by a person, so they outlive the index.
CREATE TABLE correction (
    root TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    tz TEXT NOT NULL, clock_offset INTEGER NOT NULL, year INTEGER NOT NULL, mailbox TEXT NOT NULL,
    PRIMARY KEY (root, path)) WITHOUT ROWID;
