-- The hold list: whose messages are not examined, and what a named authority has opened all the same.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'domain', 'address')),
    value TEXT NOT NULL, reason TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (kind, value));

CREATE TABLE hold_opening (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    placement TEXT NOT NULL,                             -- placement key, hex
    authority TEXT NOT NULL, reason TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL);
CREATE INDEX hold_opening_placement ON hold_opening (placement);
