-- Access: who works here and what they may do. Accounts span hotels, so these tables are copied to every shard.

CREATE TABLE IF NOT EXISTS staff (
    staff_id      BLOB    NOT NULL,
    email         TEXT    NOT NULL,  -- lower case
    password_hash TEXT    NOT NULL,  -- PHC string, Argon2id
    is_disabled   INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (staff_id),
    CONSTRAINT staff_email_once UNIQUE (email)
) WITHOUT ROWID;

-- A role at one hotel, or at all (hotel_id zero).
CREATE TABLE IF NOT EXISTS staff_roles (
    staff_id BLOB NOT NULL,
    hotel_id BLOB NOT NULL,
    role     TEXT NOT NULL,
    CONSTRAINT staff_roles_pk PRIMARY KEY (staff_id, hotel_id),
    CONSTRAINT staff_roles_role_known CHECK (role IN ('owner', 'manager', 'desk', 'readonly')),
    CONSTRAINT staff_roles_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS api_keys (
    api_key_id BLOB    NOT NULL,
    staff_id   BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    key_hash   BLOB    NOT NULL,  -- SHA-256 of the key
    hotel_id   BLOB    NOT NULL,  -- the only hotel it opens; zero: all that its owner may enter
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT api_keys_pk PRIMARY KEY (api_key_id),
    CONSTRAINT api_keys_key_once UNIQUE (key_hash),
    CONSTRAINT api_keys_staff FOREIGN KEY (staff_id) REFERENCES staff (staff_id)
) WITHOUT ROWID;
