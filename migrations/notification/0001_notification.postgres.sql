-- Notification: one row per (booking, template, version), from queued to proven.

-- Every message is claimed and then sent, each time leaving an entry of messages_due behind: vacuum by the thousand.
CREATE TABLE messages (
    hotel_id        uuid    NOT NULL,
    message_id      uuid    NOT NULL,
    booking_id      uuid    NOT NULL,
    template        text    COLLATE "C" NOT NULL,
    booking_version bigint  NOT NULL,
    mail_id         text    COLLATE "C" NOT NULL,  -- the Message-ID header, derived from the three above
    version         bigint  NOT NULL,              -- numbers the message's events from 1
    state           text    COLLATE "C" NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    next_at         bigint  NOT NULL,
    lease_until     bigint  NOT NULL DEFAULT 0,
    last_error      text    COLLATE "C",
    created_at      bigint  NOT NULL,
    sent_at         bigint,
    CONSTRAINT messages_pk PRIMARY KEY (hotel_id, message_id),
    CONSTRAINT messages_once UNIQUE (hotel_id, booking_id, template, booking_version),
    CONSTRAINT messages_state_known CHECK (state IN ('queued', 'sent', 'failed'))
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX messages_due ON messages (next_at, message_id, hotel_id, lease_until) WHERE state = 'queued';
CREATE INDEX messages_newest ON messages (hotel_id, created_at);
CREATE INDEX messages_failed ON messages (created_at) WHERE state = 'failed';

CREATE TABLE message_attempts (
    hotel_id   uuid    NOT NULL,
    message_id uuid    NOT NULL,
    attempt    integer NOT NULL,
    outcome    text    COLLATE "C" NOT NULL,
    detail     text    COLLATE "C" NOT NULL,
    at         bigint  NOT NULL,
    CONSTRAINT message_attempts_pk PRIMARY KEY (hotel_id, message_id, attempt),
    CONSTRAINT message_attempts_message FOREIGN KEY (hotel_id, message_id) REFERENCES messages (hotel_id, message_id)
);
