-- What every module keeps beside its own tables, so that an effect, its event, its stored answer and its audit
-- row commit together. Instants are microseconds since 1970 (UTC).
--
-- Tables with small rows are WITHOUT ROWID; rows of a kilobyte would spill over into pages of their own there.

CREATE TABLE IF NOT EXISTS outbox (
    hotel_id     BLOB    NOT NULL,
    event_id     BLOB    NOT NULL,
    aggregate_id BLOB    NOT NULL,
    sequence     INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    data         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    state        TEXT    NOT NULL DEFAULT 'pending',
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER NOT NULL,
    lease_until  INTEGER NOT NULL DEFAULT 0,
    published_at INTEGER,
    last_error   TEXT,
    CONSTRAINT outbox_pk PRIMARY KEY (hotel_id, event_id),
    CONSTRAINT outbox_sequence_once UNIQUE (hotel_id, aggregate_id, sequence),
    CONSTRAINT outbox_sequence_from_one CHECK (sequence >= 1),
    CONSTRAINT outbox_state_known CHECK (state IN ('pending', 'published', 'dead'))
);

CREATE INDEX IF NOT EXISTS outbox_due ON outbox (created_at, sequence) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS outbox_unpublished ON outbox (hotel_id, aggregate_id, sequence) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS outbox_dead ON outbox (created_at) WHERE state = 'dead';

CREATE TABLE IF NOT EXISTS inbox (
    consumer    TEXT    NOT NULL,
    event_id    BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    CONSTRAINT inbox_pk PRIMARY KEY (consumer, event_id)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS inbox_received ON inbox (received_at);

CREATE TABLE IF NOT EXISTS idempotency (
    hotel_id    BLOB    NOT NULL,
    caller      TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    CONSTRAINT idempotency_pk PRIMARY KEY (hotel_id, caller, key)
);

CREATE INDEX IF NOT EXISTS idempotency_created ON idempotency (created_at);

CREATE TABLE IF NOT EXISTS audit (
    hotel_id   BLOB    NOT NULL,  -- zero: concerns all hotels
    audit_id   BLOB    NOT NULL,
    actor      TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    object     TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    request_id TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (hotel_id, audit_id)
);

CREATE TRIGGER IF NOT EXISTS audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

CREATE TRIGGER IF NOT EXISTS audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
