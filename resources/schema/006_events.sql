-- Columns may be deflated (store/packed.h): packed says whether the octets are to be unpacked.
ALTER TABLE chunk_column ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;
-- Records with an identity of their own (audit logs): 64 bits of its hash each, ascending; what one stretch of a source
-- brought. They stand beside the events they keep from being imported twice.
CREATE TABLE record_run (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, octets BLOB NOT NULL);
CREATE INDEX record_run_source ON record_run (source);
