-- index/events.db: events as columnar chunks (store/event_chunk.h). Deletable; rebuilt by importing again.
-- Ids of events are dense: chunk n holds first … first + rows - 1, of which dead (a bitmap) were removed.
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL, rows INTEGER NOT NULL, live INTEGER NOT NULL,
    version INTEGER NOT NULL,                 -- counts rewrites, so that readers drop what they hold
    header BLOB NOT NULL,                     -- encoding, minimum and maximum of every column
    dead BLOB);
-- id = chunk * 64 + slot
CREATE TABLE chunk_column (id INTEGER PRIMARY KEY, octets BLOB NOT NULL);
