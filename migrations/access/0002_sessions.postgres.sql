-- Who is signed in. Found by the token's hash; the token itself is kept nowhere.

CREATE TABLE sessions (
    token_hash   bytea  NOT NULL,  -- SHA-256 of the token
    staff_id     uuid   NOT NULL,
    started_at   bigint NOT NULL,
    last_seen_at bigint NOT NULL,  -- written at most once a minute
    CONSTRAINT sessions_pk PRIMARY KEY (token_hash),
    CONSTRAINT sessions_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
);

CREATE INDEX sessions_of_staff ON sessions (staff_id, last_seen_at);
CREATE INDEX sessions_unused ON sessions (last_seen_at);

-- When each account was last seen, which outlives its sessions.
CREATE TABLE staff_seen (
    staff_id     uuid   NOT NULL,
    last_seen_at bigint NOT NULL,
    CONSTRAINT staff_seen_pk PRIMARY KEY (staff_id),
    CONSTRAINT staff_seen_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
);

CREATE INDEX staff_roles_in_place ON staff_roles (hotel_id, role);
