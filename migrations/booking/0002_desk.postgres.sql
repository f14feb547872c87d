-- Booking: what the desk looks at all day, and what it writes down.

-- How many people come, for reports: reading it out of every booking's detail would cost more than the report.
ALTER TABLE bookings ADD COLUMN guests integer NOT NULL DEFAULT 1 CONSTRAINT bookings_guests CHECK (guests >= 1);

UPDATE bookings
SET guests = (detail::jsonb #>> '{quote,party,adults}')::integer
    + jsonb_array_length(detail::jsonb #> '{quote,party,children}');

CREATE INDEX bookings_expected ON bookings (hotel_id, check_in) WHERE status = 'confirmed';
CREATE INDEX bookings_in_house ON bookings (hotel_id, check_out) WHERE status = 'checked_in';
CREATE INDEX bookings_left ON bookings (hotel_id, changed_at) WHERE status = 'checked_out';

-- A report counts the stays that touch its nights by this index alone.
CREATE INDEX bookings_stays
    ON bookings (hotel_id, check_in, check_out, status, rooms, guests, created_at, booking_id);

-- What staff wrote down about a booking.
CREATE TABLE booking_notes (
    hotel_id   uuid   NOT NULL,
    booking_id uuid   NOT NULL,
    note_id    uuid   NOT NULL,
    text       text   COLLATE "C" NOT NULL,
    actor      text   COLLATE "C" NOT NULL,
    at         bigint NOT NULL,
    CONSTRAINT booking_notes_pk PRIMARY KEY (hotel_id, booking_id, note_id),
    CONSTRAINT booking_notes_booking FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (hotel_id, booking_id),
    CONSTRAINT booking_notes_text CHECK (length(text) BETWEEN 1 AND 2000)
);
