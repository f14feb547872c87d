//! What a schema must keep to so that it can be distributed by hotel: read from the catalog, broken rules told.

use sea_orm::DatabaseConnection;

use crate::cluster::texts;

/// Tables that every node has whole: small, and not of one hotel.
const REFERENCE: [&str; 6] = [
    "access.staff",
    "access.staff_roles",
    "access.api_keys",
    "access.sessions",
    "access.staff_seen",
    "inventory.hotels",
];

/// The migrator's own; it stays on the coordinator.
const HISTORY: &str = "seaql_migrations";

/// Every rule that the schemas break, by name.
pub(crate) async fn broken(owner: &DatabaseConnection) -> Vec<String> {
    let mut broken = Vec::new();
    for rule in
        [NO_HOTEL, KEY_WITHOUT_HOTEL, REFERENCE_ACROSS, TRIGGER, ORDERED_BY_LANGUAGE, VOLATILE, ROUTINE]
    {
        broken.extend(texts(owner, &format!("{} {rule}", common())).await);
    }
    broken
}

fn common() -> String {
    let reference = REFERENCE.map(|name| format!("'{name}'")).join(", ");
    format!(
        "WITH tables AS (
            SELECT c.oid, n.nspname || '.' || c.relname AS name,
                n.nspname || '.' || c.relname IN ({reference}) AS is_reference
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('access', 'inventory', 'booking', 'notification')
                AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S') AND c.relname <> '{HISTORY}'),
        hotel AS (
            SELECT attrelid AS oid, attnum
            FROM pg_attribute
            WHERE attname = 'hotel_id' AND attnotnull AND atttypid = 'uuid'::regtype AND NOT attisdropped)"
    )
}

const NO_HOTEL: &str = "
    SELECT 'no hotel: ' || t.name
    FROM tables AS t
    WHERE NOT t.is_reference AND NOT EXISTS (SELECT FROM hotel AS h WHERE h.oid = t.oid)";

/// Primary keys, unique constraints and exclusions are all indexes; so are unique indexes, partial or not.
const KEY_WITHOUT_HOTEL: &str = "
    SELECT 'key without hotel: ' || i.indexrelid::regclass
    FROM tables AS t
    JOIN pg_index AS i ON i.indrelid = t.oid AND (i.indisunique OR i.indisexclusion)
    WHERE NOT t.is_reference
        AND NOT EXISTS (
            SELECT FROM hotel AS h
            WHERE h.oid = t.oid AND h.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
    UNION ALL
    SELECT 'no primary key: ' || t.name
    FROM tables AS t
    WHERE NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisprimary)";

/// To a reference table, or with the hotel at the same place on both sides; from a reference table to another only.
const REFERENCE_ACROSS: &str = "
    SELECT 'foreign key across hotels: ' || t.name || ' ' || k.conname
    FROM tables AS t
    JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
    LEFT JOIN tables AS target ON target.oid = k.confrelid
    WHERE target.oid IS NULL
        OR NOT target.is_reference AND (
            t.is_reference
            OR NOT EXISTS (
                SELECT FROM hotel AS h
                JOIN hotel AS there ON there.oid = k.confrelid
                JOIN generate_subscripts(k.conkey, 1) AS place
                    ON k.conkey[place] = h.attnum AND k.confkey[place] = there.attnum
                WHERE h.oid = t.oid))";

const TRIGGER: &str = "
    SELECT 'trigger: ' || t.name || ' ' || g.tgname
    FROM tables AS t
    JOIN pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal
    UNION ALL
    SELECT 'rule: ' || t.name || ' ' || r.rulename
    FROM tables AS t
    JOIN pg_rewrite AS r ON r.ev_class = t.oid";

const ORDERED_BY_LANGUAGE: &str = "
    SELECT 'not in byte order: ' || t.name || '.' || a.attname
    FROM tables AS t
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE a.attcollation <> 0 AND a.attcollation <> '\"C\"'::regcollation";

/// Defaults are values: no clock, no chance, and so no function an UPDATE ... SET x = DEFAULT could smuggle in.
const VOLATILE: &str = "
    SELECT 'not a plain value: ' || t.name || '.' || a.attname
    FROM tables AS t
    JOIN pg_attrdef AS d ON d.adrelid = t.oid
    JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    WHERE pg_get_expr(d.adbin, d.adrelid) ~ '[(]' OR a.attidentity <> '' OR a.attgenerated <> ''";

const ROUTINE: &str = "
    SELECT 'routine: ' || p.oid::regprocedure
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname IN ('access', 'inventory', 'booking', 'notification')";
