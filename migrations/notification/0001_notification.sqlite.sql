-- Notification: one row per (booking, template, version), from queued to proven.

CREATE TABLE IF NOT EXISTS messages (
    hotel_id        BLOB    NOT NULL,
    message_id      BLOB    NOT NULL,
    booking_id      BLOB    NOT NULL,
    template        TEXT    NOT NULL,
    booking_version INTEGER NOT NULL,
    mail_id         TEXT    NOT NULL,  -- the Message-ID header, derived from the three above
    version         INTEGER NOT NULL,  -- numbers the message's events from 1
    state           TEXT    NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_at         INTEGER NOT NULL,
    lease_until     INTEGER NOT NULL DEFAULT 0,
    last_error      TEXT,
    created_at      INTEGER NOT NULL,
    sent_at         INTEGER,
    CONSTRAINT messages_pk PRIMARY KEY (hotel_id, message_id),
    CONSTRAINT messages_once UNIQUE (hotel_id, booking_id, template, booking_version),
    CONSTRAINT messages_state_known CHECK (state IN ('queued', 'sent', 'failed'))
);

CREATE INDEX IF NOT EXISTS messages_due ON messages (next_at, message_id, hotel_id, lease_until) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS messages_newest ON messages (hotel_id, created_at);
CREATE INDEX IF NOT EXISTS messages_failed ON messages (created_at) WHERE state = 'failed';

CREATE TABLE IF NOT EXISTS message_attempts (
    hotel_id   BLOB    NOT NULL,
    message_id BLOB    NOT NULL,
    attempt    INTEGER NOT NULL,
    outcome    TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT message_attempts_pk PRIMARY KEY (hotel_id, message_id, attempt),
    CONSTRAINT message_attempts_message FOREIGN KEY (hotel_id, message_id) REFERENCES messages (hotel_id, message_id)
) WITHOUT ROWID;
