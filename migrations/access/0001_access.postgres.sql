-- Access: who works here and what they may do. Accounts span hotels, so these tables are copied to every shard.

CREATE TABLE staff (
    staff_id      uuid    NOT NULL,
    email         text    COLLATE "C" NOT NULL,  -- lower case
    password_hash text    COLLATE "C" NOT NULL,  -- PHC string, Argon2id
    is_disabled   boolean NOT NULL DEFAULT false,
    created_at    bigint  NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (staff_id),
    CONSTRAINT staff_email_once UNIQUE (email)
);

-- A role at one hotel, or at all (hotel_id nil).
CREATE TABLE staff_roles (
    staff_id uuid NOT NULL,
    hotel_id uuid NOT NULL,
    role     text COLLATE "C" NOT NULL,
    CONSTRAINT staff_roles_pk PRIMARY KEY (staff_id, hotel_id),
    CONSTRAINT staff_roles_role_known CHECK (role IN ('owner', 'manager', 'desk', 'readonly')),
    CONSTRAINT staff_roles_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
);

CREATE TABLE api_keys (
    api_key_id uuid   NOT NULL,
    staff_id   uuid   NOT NULL,
    name       text   COLLATE "C" NOT NULL,
    key_hash   bytea  NOT NULL,  -- SHA-256 of the key
    hotel_id   uuid   NOT NULL,  -- the only hotel it opens; nil: all that its owner may enter
    created_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT api_keys_pk PRIMARY KEY (api_key_id),
    CONSTRAINT api_keys_key_once UNIQUE (key_hash),
    CONSTRAINT api_keys_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
);
