-- What a subscriber has received, by hotel like everything else. Of what was received before, nobody wrote down the
-- hotel: those rows keep the nil id until they are purged.

CREATE TABLE inbox_by_hotel (
    hotel_id    uuid   NOT NULL,
    consumer    text   COLLATE "C" NOT NULL,
    event_id    uuid   NOT NULL,
    received_at bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);  -- purged as idempotency is

INSERT INTO inbox_by_hotel (hotel_id, consumer, event_id, received_at)
SELECT '00000000-0000-0000-0000-000000000000', consumer, event_id, received_at
FROM inbox;

DROP TABLE inbox;

ALTER TABLE inbox_by_hotel RENAME TO inbox;

-- Only now: an index's name is taken as long as the old table stands.
ALTER TABLE inbox ADD CONSTRAINT inbox_pk PRIMARY KEY (hotel_id, consumer, event_id);

CREATE INDEX inbox_received ON inbox (received_at);
