-- Attachments that a store keeps in files of their own, joined to the part of the message they were taken from
-- (core/store/case_store_beside.cpp). size and sha256 are what the part itself had.
CREATE TABLE beside (
    message INTEGER NOT NULL,
    part TEXT NOT NULL,
    source INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (message, part)
) WITHOUT ROWID;
