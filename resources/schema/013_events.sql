-- What events say beside the columns, as columns of its own (store/field_columns.h): part 0 of a chunk is the directory.
-- id = chunk * 2^24 + part. Chunks of before are rewritten when the case is opened for writing (store/event_chunk_upgrade.h).
CREATE TABLE chunk_part (id INTEGER PRIMARY KEY, octets BLOB NOT NULL);
