-- A mailbox is a path and, where somebody stated whose it is before it was read, that statement: two people's INBOX.mbox from
-- two folders are two mailboxes (core/store/mailbox_rows.h). note: what is to be said of it, a sentence; "" = nothing.
CREATE TABLE mailbox_now (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    owner TEXT NOT NULL,                 -- lower case, '' = nothing was stated when it was first read
    name TEXT NOT NULL, basis TEXT NOT NULL, proposed TEXT NOT NULL, note TEXT NOT NULL,
    UNIQUE (path, owner));
INSERT INTO mailbox_now SELECT id, path, '', name, basis, proposed, '' FROM mailbox;
DROP TABLE mailbox;
ALTER TABLE mailbox_now RENAME TO mailbox;

-- Which mailbox a path of an imported root is: what is read from there later is the same one's.
CREATE TABLE mailbox_root (
    path TEXT NOT NULL, root TEXT NOT NULL,
    mailbox INTEGER NOT NULL,
    PRIMARY KEY (path, root)) WITHOUT ROWID;
INSERT OR IGNORE INTO mailbox_root
    SELECT b.path, s.root, b.id FROM (SELECT DISTINCT mailbox, source FROM placement) p JOIN mailbox b ON b.id = p.mailbox JOIN source s ON s.id = p.source;
INSERT OR IGNORE INTO mailbox_root
    SELECT b.path, s.root, b.id FROM (SELECT DISTINCT p.mailbox AS mailbox, w.source AS source FROM witness w JOIN placement p ON p.id = w.placement) p
    JOIN mailbox b ON b.id = p.mailbox JOIN source s ON s.id = p.source;
