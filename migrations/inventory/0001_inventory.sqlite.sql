-- Inventory: hotels, what they sell, and the stock of every night. Dates are the hotel's own, YYYY-MM-DD;
-- amounts are minor units of the hotel's currency.

-- Small, copied to every shard.
CREATE TABLE IF NOT EXISTS hotels (
    hotel_id   BLOB    NOT NULL,
    slug       TEXT    NOT NULL,
    slot       INTEGER NOT NULL,  -- the drawer that codes and hold ids name
    profile    TEXT    NOT NULL,  -- names, texts, zone, currency, taxes: read as a whole, JSON
    version    INTEGER NOT NULL,  -- of the catalogue: this row, its room types, its rate plans
    created_at INTEGER NOT NULL,
    CONSTRAINT hotels_pk PRIMARY KEY (hotel_id),
    CONSTRAINT hotels_slug_once UNIQUE (slug)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS hotels_slot ON hotels (slot);

CREATE TABLE IF NOT EXISTS room_types (
    hotel_id     BLOB    NOT NULL,
    room_type_id BLOB    NOT NULL,
    code         TEXT    NOT NULL,
    profile      TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    CONSTRAINT room_types_pk PRIMARY KEY (hotel_id, room_type_id),
    CONSTRAINT room_types_code_once UNIQUE (hotel_id, code),
    CONSTRAINT room_types_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rate_plans (
    hotel_id     BLOB    NOT NULL,
    rate_plan_id BLOB    NOT NULL,
    code         TEXT    NOT NULL,
    profile      TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    CONSTRAINT rate_plans_pk PRIMARY KEY (hotel_id, rate_plan_id),
    CONSTRAINT rate_plans_code_once UNIQUE (hotel_id, code),
    CONSTRAINT rate_plans_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
) WITHOUT ROWID;

-- One row per room type and night, made ahead: no row means not for sale.
CREATE TABLE IF NOT EXISTS nights (
    hotel_id            BLOB    NOT NULL,
    room_type_id        BLOB    NOT NULL,
    night               TEXT    NOT NULL,
    allotment           INTEGER NOT NULL,
    overbooking         INTEGER NOT NULL DEFAULT 0,
    taken               INTEGER NOT NULL DEFAULT 0,
    closed              INTEGER NOT NULL DEFAULT 0,
    min_stay            INTEGER,
    max_stay            INTEGER,
    closed_to_arrival   INTEGER NOT NULL DEFAULT 0,
    closed_to_departure INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT nights_pk PRIMARY KEY (hotel_id, room_type_id, night),
    CONSTRAINT nights_not_oversold CHECK (taken >= 0 AND taken <= allotment + overbooking),
    CONSTRAINT nights_counts CHECK (allotment >= 0 AND overbooking >= 0),
    CONSTRAINT nights_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id)
) WITHOUT ROWID;

-- What a rate plan asks for a room type's night. No row, or no price: not sold under that plan.
CREATE TABLE IF NOT EXISTS rates (
    hotel_id            BLOB    NOT NULL,
    room_type_id        BLOB    NOT NULL,
    rate_plan_id        BLOB    NOT NULL,
    night               TEXT    NOT NULL,
    price_minor         INTEGER,
    closed              INTEGER NOT NULL DEFAULT 0,
    min_stay            INTEGER,
    max_stay            INTEGER,
    closed_to_arrival   INTEGER NOT NULL DEFAULT 0,
    closed_to_departure INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT rates_pk PRIMARY KEY (hotel_id, room_type_id, rate_plan_id, night),
    CONSTRAINT rates_price CHECK (price_minor IS NULL OR price_minor >= 0),
    CONSTRAINT rates_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id),
    CONSTRAINT rates_rate_plan FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rate_plans (hotel_id, rate_plan_id)
) WITHOUT ROWID;

-- A claim on nights of one room type. While its nights are listed here they are counted in nights.taken.
CREATE TABLE IF NOT EXISTS holds (
    hotel_id     BLOB    NOT NULL,
    hold_id      BLOB    NOT NULL,
    room_type_id BLOB    NOT NULL,
    rooms        INTEGER NOT NULL,
    nights       TEXT    NOT NULL,  -- the nights still claimed, a JSON array of dates
    state        TEXT    NOT NULL,
    expires_at   INTEGER NOT NULL,
    owner        TEXT,              -- the code of the booking it was settled for
    quote        TEXT    NOT NULL,  -- price, taxes and terms as they were when it was placed, JSON
    created_at   INTEGER NOT NULL,
    CONSTRAINT holds_pk PRIMARY KEY (hotel_id, hold_id),
    CONSTRAINT holds_rooms CHECK (rooms >= 1),
    CONSTRAINT holds_state_known CHECK (state IN ('held', 'settled', 'released')),
    CONSTRAINT holds_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id)
);

CREATE INDEX IF NOT EXISTS holds_lapsing ON holds (expires_at, hotel_id, hold_id) WHERE state = 'held';

-- Numbers a hotel's inventory events from 1; also the version of its calendar.
CREATE TABLE IF NOT EXISTS inventory_versions (
    hotel_id BLOB    NOT NULL,
    version  INTEGER NOT NULL,
    CONSTRAINT inventory_versions_pk PRIMARY KEY (hotel_id),
    CONSTRAINT inventory_versions_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
) WITHOUT ROWID;
