-- What a person decided about a source's clock; the offset itself stands in the source's correction.
CREATE TABLE clock (
    root TEXT NOT NULL, path TEXT NOT NULL,
    offset INTEGER NOT NULL,                             -- microseconds its clock was ahead; 0 = declared right
    basis TEXT NOT NULL CHECK (basis IN ('accepted', 'set')),
    detail TEXT NOT NULL, reason TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (root, path)) WITHOUT ROWID;
