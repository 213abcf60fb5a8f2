-- placement.held: on the hold list. message.held: every placement of it is, so that nothing but hash, size and headers
-- is kept of it.
ALTER TABLE placement ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX placement_held ON placement (source, file, offset) WHERE held <> 0;
