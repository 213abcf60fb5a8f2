-- Grades as an examiner holds them, beside the program's (core/store/case_store_grades.cpp). Kept by the touch's public id;
-- the row is described as it was, for when no row bears that id any more.
CREATE TABLE regrade (
    touch TEXT PRIMARY KEY,
    grade INTEGER NOT NULL, program INTEGER NOT NULL,
    mailbox TEXT NOT NULL, folder TEXT NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    depth INTEGER NOT NULL, actor TEXT NOT NULL,
    reason TEXT NOT NULL, document TEXT NOT NULL, author TEXT NOT NULL,
    created INTEGER NOT NULL) WITHOUT ROWID;

-- Names people gave to a state of the answer, to compare with later.
CREATE TABLE answer_name (
    name TEXT PRIMARY KEY,
    number INTEGER NOT NULL,                             -- of the recomputation, in meta.db
    author TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
