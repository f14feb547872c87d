-- What a subscriber has received, by hotel like everything else. Of what was received before, nobody wrote down the
-- hotel: those rows keep zero until they are purged.

CREATE TABLE inbox_by_hotel (
    hotel_id    BLOB    NOT NULL,
    consumer    TEXT    NOT NULL,
    event_id    BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    CONSTRAINT inbox_pk PRIMARY KEY (hotel_id, consumer, event_id)
) WITHOUT ROWID;

INSERT INTO inbox_by_hotel (hotel_id, consumer, event_id, received_at)
SELECT zeroblob(16), consumer, event_id, received_at
FROM inbox;

DROP TABLE inbox;

ALTER TABLE inbox_by_hotel RENAME TO inbox;

CREATE INDEX inbox_received ON inbox (received_at);
