-- Photos of hotels and of their room types, in the hotel's order. The pictures themselves are files in the object
-- store, called after their content: two rows may name the same.

CREATE TABLE IF NOT EXISTS photos (
    hotel_id   BLOB    NOT NULL,
    photo_id   BLOB    NOT NULL,
    room_type  TEXT,              -- the code of the room type it shows; none: the hotel itself
    alt        TEXT    NOT NULL,  -- what is seen on it, by language, JSON
    width_px   INTEGER NOT NULL,  -- of the largest file
    height_px  INTEGER NOT NULL,
    name       TEXT    NOT NULL,  -- of its files
    widths     TEXT    NOT NULL,  -- in which there are files, a JSON array
    position   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,           -- no longer the hotel's; the row holds its files for pages that still show them
    CONSTRAINT photos_pk PRIMARY KEY (hotel_id, photo_id),
    CONSTRAINT photos_hotel FOREIGN KEY (hotel_id) REFERENCES hotels (hotel_id),
    CONSTRAINT photos_room_type FOREIGN KEY (hotel_id, room_type) REFERENCES room_types (hotel_id, code)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS photos_removed ON photos (removed_at, hotel_id, photo_id) WHERE removed_at IS NOT NULL;
