-- What every module keeps beside its own tables, so that an effect, its event, its stored answer and its audit
-- row commit together. Instants are microseconds since 1970 (UTC).
--
-- Text is compared by its bytes (COLLATE "C"), as on SQLite: no order changes with the machine's language files.

-- A row leaves outbox_due as soon as it is published, but stays a week: vacuum by the thousand, not by a fifth of the
-- week's rows, so that a relay does not walk over what is long published. No room is left in its pages: measured, it made
-- the table twice as large, and no more of its updates stayed clear of the indexes (half of them change state).
CREATE TABLE outbox (
    hotel_id     uuid    NOT NULL,
    event_id     uuid    NOT NULL,
    aggregate_id uuid    NOT NULL,
    sequence     bigint  NOT NULL,
    kind         text    COLLATE "C" NOT NULL,
    data         text    COLLATE "C" NOT NULL,
    created_at   bigint  NOT NULL,
    state        text    COLLATE "C" NOT NULL DEFAULT 'pending',
    attempts     integer NOT NULL DEFAULT 0,
    next_at      bigint  NOT NULL,
    lease_until  bigint  NOT NULL DEFAULT 0,
    published_at bigint,
    last_error   text    COLLATE "C",
    CONSTRAINT outbox_pk PRIMARY KEY (hotel_id, event_id),
    CONSTRAINT outbox_sequence_once UNIQUE (hotel_id, aggregate_id, sequence),
    CONSTRAINT outbox_sequence_from_one CHECK (sequence >= 1),
    CONSTRAINT outbox_state_known CHECK (state IN ('pending', 'published', 'dead'))
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX outbox_due ON outbox (created_at, sequence) WHERE state = 'pending';
CREATE INDEX outbox_unpublished ON outbox (hotel_id, aggregate_id, sequence) WHERE state = 'pending';
CREATE INDEX outbox_dead ON outbox (created_at) WHERE state = 'dead';

CREATE TABLE inbox (
    consumer    text   COLLATE "C" NOT NULL,
    event_id    uuid   NOT NULL,
    received_at bigint NOT NULL,
    CONSTRAINT inbox_pk PRIMARY KEY (consumer, event_id)
);

CREATE INDEX inbox_received ON inbox (received_at);

-- Purged a few thousand rows at a time: what is freed should be used again before the table grows by a fifth.
CREATE TABLE idempotency (
    hotel_id    uuid   NOT NULL,
    caller      text   COLLATE "C" NOT NULL,
    key         text   COLLATE "C" NOT NULL,
    fingerprint bytea  NOT NULL,
    answer      text   COLLATE "C" NOT NULL,
    created_at  bigint NOT NULL,
    CONSTRAINT idempotency_pk PRIMARY KEY (hotel_id, caller, key)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

CREATE INDEX idempotency_created ON idempotency (created_at);

-- Never changed, never deleted: the module's role may read it and add to it, and nothing else.
CREATE TABLE audit (
    hotel_id   uuid   NOT NULL,  -- nil: concerns all hotels
    audit_id   uuid   NOT NULL,
    actor      text   COLLATE "C" NOT NULL,
    action     text   COLLATE "C" NOT NULL,
    object     text   COLLATE "C" NOT NULL,
    detail     text   COLLATE "C" NOT NULL,
    request_id text   COLLATE "C" NOT NULL,
    at         bigint NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (hotel_id, audit_id)
);
