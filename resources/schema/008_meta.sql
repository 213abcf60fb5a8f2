-- Coverage says what kind of row each is, of which recorder, whom to ask and until when.
ALTER TABLE coverage ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE coverage ADD COLUMN recorder TEXT NOT NULL DEFAULT '';
ALTER TABLE coverage ADD COLUMN whom TEXT NOT NULL DEFAULT '';
ALTER TABLE coverage ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;

-- How the stamps of each source became instants.
CREATE TABLE source_time (
    source INTEGER PRIMARY KEY,
    zone TEXT NOT NULL, zone_basis TEXT NOT NULL, zone_assumed INTEGER NOT NULL,
    year INTEGER NOT NULL, year_basis TEXT NOT NULL,
    repeated INTEGER NOT NULL, missing INTEGER NOT NULL);

-- What events that two recorders both saw say about their clocks. Nothing uses it before a person accepts it.
CREATE TABLE clock_proposal (
    ordinal INTEGER PRIMARY KEY,
    root TEXT NOT NULL, recorder TEXT NOT NULL, reference_root TEXT NOT NULL, reference TEXT NOT NULL,
    offset INTEGER NOT NULL, applied INTEGER NOT NULL, spread INTEGER NOT NULL, drift INTEGER NOT NULL,
    pairs INTEGER NOT NULL, considered INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, basis TEXT NOT NULL);
