-- Mailboxes as the trace knows them (core/trace/mailbox_table.h), so that one that comes in or changes is computed alone. Ordinals of
-- touch, untouched and touch_mailbox.rank begin with the number. arrivals: eight octets an item, the lowest first.
CREATE TABLE traced_mailbox (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    placements INTEGER NOT NULL, content INTEGER NOT NULL,
    arrivals BLOB NOT NULL);
DELETE FROM trace_state;
ALTER TABLE trace_state ADD COLUMN names BLOB NOT NULL DEFAULT x'';   -- the number of each name of the logs, four octets

-- Events of actors' sessions in their natural order (core/store/actor_event_codec.h).
CREATE TABLE actor_event (piece INTEGER PRIMARY KEY, octets BLOB NOT NULL);
