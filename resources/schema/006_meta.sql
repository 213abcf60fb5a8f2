-- Sessions as columns (store/session_chunk.h): 65,536 rows a chunk in order of output, then those that only suspects show.
-- Without a head the trace has not been computed since: whoever opens the case for writing does it.
DROP TABLE session;
CREATE TABLE session_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,                 -- counts changes, so that readers drop what they hold
    listed INTEGER NOT NULL, rows INTEGER NOT NULL, suspects INTEGER NOT NULL);
CREATE TABLE session_chunk (id INTEGER PRIMARY KEY, header BLOB NOT NULL);
-- id = chunk * 32 + slot; a chunk of suspects has slots of its own
CREATE TABLE session_column (id INTEGER PRIMARY KEY, octets BLOB NOT NULL);
-- Texts of all sessions in order of their octets, each once. id = column << 32 | block of 4,096
CREATE TABLE session_text (id INTEGER PRIMARY KEY, octets BLOB NOT NULL);
CREATE TABLE actor_account (account TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO session_head (id, version, listed, rows, suspects) SELECT 1, 0, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM source);

-- Session of each event: 65,536 events a row, numbers of rows of the sessions + 1 (0 = none) as number columns are kept.
DROP TABLE event_session;
CREATE TABLE event_session (block INTEGER PRIMARY KEY, header BLOB NOT NULL, octets BLOB NOT NULL);
