-- Booking: bookings and their life. The booking row is the commit record of a sale.

CREATE TABLE bookings (
    hotel_id     uuid    NOT NULL,
    booking_id   uuid    NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    status       text    COLLATE "C" NOT NULL,
    version      bigint  NOT NULL,  -- counts its changes, and numbers its events, from 1
    check_in     date    NOT NULL,
    check_out    date    NOT NULL,
    rooms        integer NOT NULL,
    room_type    text    COLLATE "C" NOT NULL,  -- the hotel's own code, for lists and searches
    rate_plan    text    COLLATE "C" NOT NULL,
    total_minor  bigint  NOT NULL,
    currency     text    COLLATE "C" NOT NULL,
    email        text    COLLATE "C" NOT NULL,  -- lower case, for the look-up by code and e-mail
    guest_name   text    COLLATE "C" NOT NULL,
    token_hash   bytea   NOT NULL,              -- SHA-256 of the manage token
    detail       text    COLLATE "C" NOT NULL,  -- guest, party, quote, penalty: read as a whole, JSON
    created_at   bigint  NOT NULL,
    changed_at   bigint  NOT NULL,
    CONSTRAINT bookings_pk PRIMARY KEY (hotel_id, booking_id),
    CONSTRAINT bookings_code_once UNIQUE (hotel_id, code),
    CONSTRAINT bookings_dates CHECK (check_in < check_out),
    CONSTRAINT bookings_rooms CHECK (rooms >= 1),
    CONSTRAINT bookings_status_known CHECK (
        status IN ('confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show'))
);

CREATE INDEX bookings_arrival ON bookings (hotel_id, check_in, booking_id);

-- The nights a booking keeps, what each costs, and the hold that claims its room.
CREATE TABLE booking_nights (
    hotel_id    uuid   NOT NULL,
    booking_id  uuid   NOT NULL,
    night       date   NOT NULL,
    hold_id     uuid   NOT NULL,
    price_minor bigint NOT NULL,
    CONSTRAINT booking_nights_pk PRIMARY KEY (hotel_id, booking_id, night),
    CONSTRAINT booking_nights_booking FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (hotel_id, booking_id)
);

-- What became of a hold, decided once: a booking's, or nobody's.
CREATE TABLE decisions (
    hotel_id   uuid   NOT NULL,
    hold_id    uuid   NOT NULL,
    outcome    text   COLLATE "C" NOT NULL,
    booking_id uuid,
    decided_at bigint NOT NULL,
    CONSTRAINT decisions_pk PRIMARY KEY (hotel_id, hold_id),
    CONSTRAINT decisions_outcome_known CHECK (
        (outcome = 'booked' AND booking_id IS NOT NULL) OR (outcome = 'abandoned' AND booking_id IS NULL))
);

-- What happened to a booking, in order.
CREATE TABLE booking_history (
    hotel_id   uuid   NOT NULL,
    booking_id uuid   NOT NULL,
    version    bigint NOT NULL,
    action     text   COLLATE "C" NOT NULL,
    actor      text   COLLATE "C" NOT NULL,
    detail     text   COLLATE "C" NOT NULL,
    at         bigint NOT NULL,
    CONSTRAINT booking_history_pk PRIMARY KEY (hotel_id, booking_id, version),
    CONSTRAINT booking_history_booking FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (hotel_id, booking_id)
);
