//! The step to a distributed Postgres, as far as one can go without it: stand-ins of its functions keep to its rules.

use migrations::{MODULES, MigrateError, Progress, citus};

use crate::cluster::{Ground, number, refusal, run, texts};

#[tokio::test]
async fn without_the_extension_nothing_is_distributed() {
    let ground = Ground::migrated().await;

    let refused = citus::distribute(&ground.admin().await, &mut |_: Progress<'_>| {}).await.unwrap_err();

    assert!(matches!(refused, MigrateError::NoCitus), "{refused}");
}

#[tokio::test]
async fn every_table_is_distributed_after_those_it_points_at() {
    let ground = Ground::migrated().await;
    let owner = ground.admin().await;
    run(&owner, STAND_INS).await;

    for module in MODULES {
        run(&owner, &script(module)).await;
    }

    let left = "SELECT c.oid::regclass::text FROM pg_class AS c
        WHERE c.relnamespace::regnamespace::text IN ('access', 'inventory', 'booking', 'notification')
            AND c.relkind = 'r' AND c.relname <> 'seaql_migrations'
            AND c.oid NOT IN (SELECT logicalrelid FROM pg_dist_partition)";
    assert_eq!(texts(&owner, left).await, Vec::<String>::new());
    assert_eq!(number(&owner, "SELECT COUNT(*) FROM pg_dist_partition WHERE partmethod = 'n'").await, 6);

    // A later release's new table is taken in, and nothing else.
    run(&owner, "CREATE TABLE booking.wishes (hotel_id uuid PRIMARY KEY)").await;
    let later = script("booking").replace("'booking_notes'", "'booking_notes', 'wishes'");
    run(&owner, &later).await;
    let taken_in = "SELECT COUNT(*) FROM pg_dist_partition WHERE logicalrelid = 'booking.wishes'::regclass";
    assert_eq!(number(&owner, taken_in).await, 1);
}

/// The stand-ins' own check.
#[tokio::test]
async fn in_the_wrong_order_nothing_is_distributed() {
    let ground = Ground::migrated().await;
    let owner = ground.admin().await;
    run(&owner, STAND_INS).await;

    let children_first = script("inventory")
        .replace("'room_types', 'rate_plans', 'nights'", "'nights', 'room_types', 'rate_plans'");

    assert_eq!(refusal(&owner, &children_first).await, "P0001");
}

fn script(module: &str) -> String {
    format!("BEGIN; SET LOCAL search_path = {module}, public; {}; COMMIT", citus::script(module).unwrap())
}

/// Both functions refuse a table that is distributed, or that points at one that is not; and what is cut has the hotel
/// in its key and lies with the tables it points at.
const STAND_INS: &str = "
    CREATE TABLE public.pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod text, colocation text);

    CREATE FUNCTION public.create_reference_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM pg_constraint AS k
            WHERE k.conrelid = name AND k.contype = 'f' AND NOT EXISTS (
                SELECT FROM public.pg_dist_partition WHERE logicalrelid = k.confrelid AND partmethod = 'n'))
        THEN RAISE '% points at a table that is no reference table', name; END IF;
        INSERT INTO public.pg_dist_partition VALUES (name, 'n', NULL);
    END $$;

    CREATE FUNCTION public.create_distributed_table(name regclass, by text, colocate_with text)
    RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        place text := CASE colocate_with WHEN 'none' THEN name::text ELSE colocate_with::regclass::text END;
    BEGIN
        IF current_setting('citus.enable_local_reference_table_foreign_keys') <> 'off'
        THEN RAISE 'tables that point at % were taken in', name; END IF;
        IF colocate_with <> 'none' AND NOT EXISTS (
            SELECT FROM public.pg_dist_partition WHERE logicalrelid = colocate_with::regclass)
        THEN RAISE '% should lie with a table that is not distributed', name; END IF;
        IF EXISTS (
            SELECT FROM pg_constraint AS k
            WHERE k.conrelid = name AND k.contype = 'f' AND NOT EXISTS (
                SELECT FROM public.pg_dist_partition
                WHERE logicalrelid = k.confrelid AND (partmethod = 'n' OR colocation = place)))
        THEN RAISE '% points at a table that is not distributed', name; END IF;
        IF NOT EXISTS (
            SELECT FROM pg_index AS i
            JOIN pg_attribute AS a ON a.attrelid = name AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = name AND i.indisprimary AND a.attname = by)
        THEN RAISE '% has no % in its key', name, by; END IF;
        INSERT INTO public.pg_dist_partition VALUES (name, 'h', place);
    END $$;";
