-- index/text-N.db: one of four shards of the positional full text. rowid = message row in meta.db.
CREATE VIRTUAL TABLE text USING fts5(subject, addresses, names, body, content='', detail=full,
    tokenize='unicode61 remove_diacritics 2');
CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
