"""Every table of the ledger, in one place: a ledger with other tables is made anew."""

TABLES = """
-- One result: of a stage, for a target, about a subject.
CREATE TABLE stage_row (
    stage TEXT, target TEXT, subject TEXT, inputs BLOB, digest BLOB, value BLOB,
    PRIMARY KEY (stage, target, subject)
) WITHOUT ROWID;

-- Bytes that wait to be published.
CREATE TABLE body (sha256 TEXT PRIMARY KEY, bytes BLOB);
"""
