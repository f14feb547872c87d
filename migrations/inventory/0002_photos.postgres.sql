-- Photos of hotels and of their room types, in the hotel's order. The pictures themselves are files in the object
-- store, called after their content: two rows may name the same.

CREATE TABLE photos (
    hotel_id   uuid    NOT NULL,
    photo_id   uuid    NOT NULL,
    room_type  text    COLLATE "C",           -- the code of the room type it shows; none: the hotel itself
    alt        text    COLLATE "C" NOT NULL,  -- what is seen on it, by language, JSON
    width_px   integer NOT NULL,              -- of the largest file
    height_px  integer NOT NULL,
    name       text    COLLATE "C" NOT NULL,  -- of its files
    widths     text    COLLATE "C" NOT NULL,  -- in which there are files, a JSON array
    position   integer NOT NULL,
    created_at bigint  NOT NULL,
    removed_at bigint,  -- no longer the hotel's; the row holds its files for pages that still show them
    CONSTRAINT photos_pk PRIMARY KEY (hotel_id, photo_id),
    CONSTRAINT photos_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id),
    CONSTRAINT photos_room_type FOREIGN KEY (hotel_id, room_type) REFERENCES room_types (hotel_id, code)
);

CREATE INDEX photos_removed ON photos (removed_at, hotel_id, photo_id) WHERE removed_at IS NOT NULL;
