-- Inventory: hotels, what they sell, and the stock of every night. Dates are the hotel's own; amounts are minor units
-- of the hotel's currency.

-- Small, copied to every shard.
CREATE TABLE hotels (
    hotel_id   uuid    NOT NULL,
    slug       text    COLLATE "C" NOT NULL,
    slot       integer NOT NULL,              -- the drawer that codes and hold ids name
    profile    text    COLLATE "C" NOT NULL,  -- names, texts, zone, currency, taxes: read as a whole, JSON
    version    bigint  NOT NULL,              -- of the catalogue: this row, its room types, its rate plans
    created_at bigint  NOT NULL,
    CONSTRAINT hotels_pk PRIMARY KEY (hotel_id),
    CONSTRAINT hotels_slug_once UNIQUE (slug)
);

CREATE INDEX hotels_slot ON hotels (slot);

CREATE TABLE room_types (
    hotel_id     uuid    NOT NULL,
    room_type_id uuid    NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    profile      text    COLLATE "C" NOT NULL,
    position     integer NOT NULL,
    CONSTRAINT room_types_pk PRIMARY KEY (hotel_id, room_type_id),
    CONSTRAINT room_types_code_once UNIQUE (hotel_id, code),
    CONSTRAINT room_types_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
);

CREATE TABLE rate_plans (
    hotel_id     uuid    NOT NULL,
    rate_plan_id uuid    NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    profile      text    COLLATE "C" NOT NULL,
    position     integer NOT NULL,
    CONSTRAINT rate_plans_pk PRIMARY KEY (hotel_id, rate_plan_id),
    CONSTRAINT rate_plans_code_once UNIQUE (hotel_id, code),
    CONSTRAINT rate_plans_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
);

-- One row per room type and night, made ahead: no row means not for sale.
--
-- Each sale rewrites `taken`, which no index contains. With a little room in every page the next version of a row
-- stays on its page, no index is touched (HOT), and the page is cleaned by whoever comes by, not by vacuum.
CREATE TABLE nights (
    hotel_id            uuid    NOT NULL,
    room_type_id        uuid    NOT NULL,
    night               date    NOT NULL,
    allotment           integer NOT NULL,
    overbooking         integer NOT NULL DEFAULT 0,
    taken               integer NOT NULL DEFAULT 0,
    closed              boolean NOT NULL DEFAULT false,
    min_stay            integer,
    max_stay            integer,
    closed_to_arrival   boolean NOT NULL DEFAULT false,
    closed_to_departure boolean NOT NULL DEFAULT false,
    CONSTRAINT nights_pk PRIMARY KEY (hotel_id, room_type_id, night),
    CONSTRAINT nights_not_oversold CHECK (taken >= 0 AND taken <= allotment + overbooking),
    CONSTRAINT nights_counts CHECK (allotment >= 0 AND overbooking >= 0),
    CONSTRAINT nights_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id)
) WITH (fillfactor = 80);

-- What a rate plan asks for a room type's night. No row, or no price: not sold under that plan.
CREATE TABLE rates (
    hotel_id            uuid    NOT NULL,
    room_type_id        uuid    NOT NULL,
    rate_plan_id        uuid    NOT NULL,
    night               date    NOT NULL,
    price_minor         bigint,
    closed              boolean NOT NULL DEFAULT false,
    min_stay            integer,
    max_stay            integer,
    closed_to_arrival   boolean NOT NULL DEFAULT false,
    closed_to_departure boolean NOT NULL DEFAULT false,
    CONSTRAINT rates_pk PRIMARY KEY (hotel_id, room_type_id, rate_plan_id, night),
    CONSTRAINT rates_price CHECK (price_minor IS NULL OR price_minor >= 0),
    CONSTRAINT rates_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id),
    CONSTRAINT rates_rate_plan FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rate_plans (hotel_id, rate_plan_id)
);

-- A claim on nights of one room type. While its nights are listed here they are counted in nights.taken.
--
-- Every hold is written twice, and its end takes it out of holds_lapsing: vacuum by the thousand, so that the sweep
-- does not walk over what is long gone.
CREATE TABLE holds (
    hotel_id     uuid    NOT NULL,
    hold_id      uuid    NOT NULL,
    room_type_id uuid    NOT NULL,
    rooms        integer NOT NULL,
    nights       text    COLLATE "C" NOT NULL,  -- the nights still claimed, a JSON array of dates
    state        text    COLLATE "C" NOT NULL,
    expires_at   bigint  NOT NULL,
    owner        text    COLLATE "C",           -- the code of the booking it was settled for
    quote        text    COLLATE "C" NOT NULL,  -- price, taxes and terms as they were when it was placed, JSON
    created_at   bigint  NOT NULL,
    CONSTRAINT holds_pk PRIMARY KEY (hotel_id, hold_id),
    CONSTRAINT holds_rooms CHECK (rooms >= 1),
    CONSTRAINT holds_state_known CHECK (state IN ('held', 'settled', 'released')),
    CONSTRAINT holds_room_type FOREIGN KEY (hotel_id, room_type_id) REFERENCES room_types (hotel_id, room_type_id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX holds_lapsing ON holds (expires_at, hotel_id, hold_id) WHERE state = 'held';

-- Numbers a hotel's inventory events from 1; also the version of its calendar.
--
-- The busiest row of a hotel: every batch of sales locks and rewrites it. Few rows share a page, so that each has room
-- for many versions, and hotels do not wait for each other's page.
CREATE TABLE inventory_versions (
    hotel_id uuid   NOT NULL,
    version  bigint NOT NULL,
    CONSTRAINT inventory_versions_pk PRIMARY KEY (hotel_id),
    CONSTRAINT inventory_versions_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id)
) WITH (fillfactor = 20);
