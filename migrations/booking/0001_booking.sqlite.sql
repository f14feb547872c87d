-- Booking: bookings and their life. The booking row is the commit record of a sale.

CREATE TABLE IF NOT EXISTS bookings (
    hotel_id     BLOB    NOT NULL,
    booking_id   BLOB    NOT NULL,
    code         TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    version      INTEGER NOT NULL,  -- counts its changes, and numbers its events, from 1
    check_in     TEXT    NOT NULL,
    check_out    TEXT    NOT NULL,
    rooms        INTEGER NOT NULL,
    room_type    TEXT    NOT NULL,  -- the hotel's own code, for lists and searches
    rate_plan    TEXT    NOT NULL,
    total_minor  INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    email        TEXT    NOT NULL,  -- lower case, for the look-up by code and e-mail
    guest_name   TEXT    NOT NULL,
    token_hash   BLOB    NOT NULL,  -- SHA-256 of the manage token
    detail       TEXT    NOT NULL,  -- guest, party, quote, penalty: read as a whole, JSON
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    CONSTRAINT bookings_pk PRIMARY KEY (hotel_id, booking_id),
    CONSTRAINT bookings_code_once UNIQUE (hotel_id, code),
    CONSTRAINT bookings_dates CHECK (check_in < check_out),
    CONSTRAINT bookings_rooms CHECK (rooms >= 1),
    CONSTRAINT bookings_status_known CHECK (
        status IN ('confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show'))
);

CREATE INDEX IF NOT EXISTS bookings_arrival ON bookings (hotel_id, check_in, booking_id);

-- The nights a booking keeps, what each costs, and the hold that claims its room.
CREATE TABLE IF NOT EXISTS booking_nights (
    hotel_id    BLOB    NOT NULL,
    booking_id  BLOB    NOT NULL,
    night       TEXT    NOT NULL,
    hold_id     BLOB    NOT NULL,
    price_minor INTEGER NOT NULL,
    CONSTRAINT booking_nights_pk PRIMARY KEY (hotel_id, booking_id, night),
    CONSTRAINT booking_nights_booking FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (hotel_id, booking_id)
) WITHOUT ROWID;

-- What became of a hold, decided once: a booking's, or nobody's.
CREATE TABLE IF NOT EXISTS decisions (
    hotel_id   BLOB    NOT NULL,
    hold_id    BLOB    NOT NULL,
    outcome    TEXT    NOT NULL,
    booking_id BLOB,
    decided_at INTEGER NOT NULL,
    CONSTRAINT decisions_pk PRIMARY KEY (hotel_id, hold_id),
    CONSTRAINT decisions_outcome_known CHECK (
        (outcome = 'booked' AND booking_id IS NOT NULL) OR (outcome = 'abandoned' AND booking_id IS NULL))
) WITHOUT ROWID;

-- What happened to a booking, in order.
CREATE TABLE IF NOT EXISTS booking_history (
    hotel_id   BLOB    NOT NULL,
    booking_id BLOB    NOT NULL,
    version    INTEGER NOT NULL,
    action     TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT booking_history_pk PRIMARY KEY (hotel_id, booking_id, version),
    CONSTRAINT booking_history_booking FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (hotel_id, booking_id)
) WITHOUT ROWID;
