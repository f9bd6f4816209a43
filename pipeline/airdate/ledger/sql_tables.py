"""Every table of the ledger, in one place: a ledger with other tables is made anew."""

TABLES = """
-- One result: of a stage, for a target, about a subject. A large value lies in a table of its own,
-- so that the digests of ten thousand rows are read from a few pages.
CREATE TABLE stage_row (
    stage TEXT, target TEXT, subject TEXT, inputs BLOB, digest BLOB, size INTEGER, value BLOB,
    PRIMARY KEY (stage, target, subject)
) WITHOUT ROWID;
CREATE TABLE stage_value (
    stage TEXT, target TEXT, subject TEXT, value BLOB, PRIMARY KEY (stage, target, subject)
) WITHOUT ROWID;
CREATE TRIGGER stage_value_goes AFTER DELETE ON stage_row WHEN old.value IS NULL BEGIN
    DELETE FROM stage_value
    WHERE stage = old.stage AND target = old.target AND subject = old.subject;
END;

-- Bytes that wait to be published: where each begins in a file beside this one.
CREATE TABLE body (sha256 TEXT PRIMARY KEY, start INTEGER, size INTEGER) WITHOUT ROWID;

-- Entries of a shard of a manifest (see `store/shards.py`). Shards never change; `key` is where one
-- is in the store, NULL where it is not.
CREATE TABLE shard (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, sha256 TEXT, size INTEGER, entries INTEGER
);
CREATE TABLE shard_object (
    shard INTEGER, hash INTEGER, key TEXT, sha256 TEXT, size INTEGER, type TEXT, cache TEXT,
    layer INTEGER, since INTEGER, unused_since TEXT, collected INTEGER,
    PRIMARY KEY (shard, hash, key)
) WITHOUT ROWID;
CREATE TABLE shard_episode (
    shard INTEGER, hash INTEGER, guid TEXT, slugs TEXT, title TEXT, live INTEGER, digest TEXT,
    was_private INTEGER, changed TEXT, body BLOB,
    PRIMARY KEY (shard, hash, guid)
) WITHOUT ROWID;

-- Manifests that were read or made: a root, and a shard for each place.
CREATE TABLE manifest (
    id INTEGER PRIMARY KEY, target TEXT, key TEXT, sha256 TEXT, size INTEGER, bits INTEGER,
    root BLOB
);
CREATE TABLE manifest_shard (
    manifest INTEGER, place INTEGER, shard INTEGER, PRIMARY KEY (manifest, place)
) WITHOUT ROWID;

-- What is to be published, by what wants it: an episode, the pages, a feed. `source` is the path of
-- its bytes, '' where the store has them, NULL where they wait in `body`.
CREATE TABLE wanted (
    target TEXT, hash INTEGER, key TEXT, owner TEXT, sha256 TEXT, size INTEGER, type TEXT,
    cache TEXT, layer INTEGER, source TEXT,
    PRIMARY KEY (target, hash, key, owner)
) WITHOUT ROWID;
CREATE INDEX wanted_by_owner ON wanted (target, owner);
"""
