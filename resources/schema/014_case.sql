-- Indicators by device, application and autonomous system (core/record/touch.h, asn.h). Of the database that the examiner
-- gave stands here which files it was, and the ranges of the systems that indicators name: the answer rests on these.
ALTER TABLE indicator ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator ADD COLUMN app TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator ADD COLUMN asn INTEGER NOT NULL DEFAULT 0;

CREATE TABLE asn_file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL, sha256 TEXT NOT NULL,
    ranges INTEGER NOT NULL);                            -- that it names, of whatever system

CREATE TABLE asn_range (
    asn INTEGER NOT NULL,
    first BLOB NOT NULL, last BLOB NOT NULL,             -- sixteen octets, IPv4 mapped
    name TEXT NOT NULL,
    file INTEGER NOT NULL, place TEXT NOT NULL);
CREATE INDEX asn_range_asn ON asn_range (asn);
