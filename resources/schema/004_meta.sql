-- No date is a value of its own: 1970-01-01T00:00:00Z, which is 0, is a date like any other.
UPDATE message SET date_utc = -9223372036854775808 WHERE date_utc = 0;

-- Session of each event: 65,536 events a row, six octets each of their session's public id; zeros = none. A result of
-- the trace, replaced with the sessions.
CREATE TABLE event_session (block INTEGER PRIMARY KEY, ids BLOB NOT NULL);
