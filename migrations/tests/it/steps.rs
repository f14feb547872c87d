//! Steps are taken once, in whichever order migrators come.

use migrations::{MODULES, MigrateError, Progress};

use crate::cluster::{Ground, migrate, number, refusal, run, texts};

const NIL: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn an_empty_database_gets_every_schema_and_the_second_time_nothing() {
    let ground = Ground::new().await;
    let owner = ground.admin().await;
    let mut behind = 0;
    for module in MODULES {
        behind += migrations::pending(module, &owner).await.unwrap();
    }
    let mut seen = Vec::new();

    let steps = migrations::up_all_postgres(&owner, None, &mut |progress| {
        if let Progress::Step { module, name } = progress {
            seen.push(format!("{module}: {name}"));
        }
    })
    .await
    .unwrap();

    assert_eq!((steps, seen.len()), (behind, behind));
    assert!(steps > 0 && seen[0] == "access: platform/0001_events", "{seen:?}");
    for module in MODULES {
        assert_eq!(migrations::pending(module, &owner).await.unwrap(), 0, "{module}");
    }
    assert_eq!(migrate(&owner, None).await.unwrap(), 0);
}

#[tokio::test]
async fn two_migrators_at_once_take_every_step_once() {
    let ground = Ground::new().await;
    let (first, second) = (ground.admin().await, ground.admin().await);

    let (a, b) = tokio::join!(migrate(&first, None), migrate(&second, None));

    let recorded = "SELECT (SELECT COUNT(*) FROM access.seaql_migrations)
        + (SELECT COUNT(*) FROM inventory.seaql_migrations)
        + (SELECT COUNT(*) FROM booking.seaql_migrations)
        + (SELECT COUNT(*) FROM notification.seaql_migrations)";
    let recorded = number(&first, recorded).await;
    assert_eq!(i64::try_from(a.unwrap() + b.unwrap()).unwrap(), recorded);
}

#[tokio::test]
async fn a_migrator_says_that_it_waits_for_another() {
    let ground = Ground::new().await;
    let (other, owner) = (ground.admin().await, ground.admin().await);
    let lock = i64::from_be_bytes(*b"\0\0\0jumak");
    run(&other, &format!("SELECT pg_advisory_lock({lock})")).await;
    let (waits, told) = tokio::sync::oneshot::channel();
    let mut waits = Some(waits);

    let migrating = tokio::spawn(async move {
        let mut listen = |progress: Progress<'_>| {
            if progress == Progress::Waiting
                && let Some(waits) = waits.take()
            {
                waits.send(()).unwrap();
            }
        };
        migrations::up_all_postgres(&owner, None, &mut listen).await
    });
    told.await.unwrap();
    assert!(
        texts(&other, "SELECT nspname::text FROM pg_namespace WHERE nspname = 'booking'").await.is_empty()
    );
    run(&other, &format!("SELECT pg_advisory_unlock({lock})")).await;

    assert!(migrating.await.unwrap().unwrap() > 0);
}

#[tokio::test]
async fn a_step_does_not_queue_behind_a_table_in_use_for_long() {
    let ground = Ground::migrated().await;
    let (reader, owner) = (ground.admin().await, ground.admin().await);
    run(&owner, "DELETE FROM booking.seaql_migrations WHERE version = 'platform/0003_inbox_by_hotel'").await;
    run(&reader, "BEGIN; SELECT * FROM booking.inbox").await;

    let refused = migrate(&owner, None).await.unwrap_err();

    assert!(matches!(&refused, MigrateError::InUse { module, .. } if module == "booking"), "{refused}");
    assert_eq!(migrations::pending("booking", &owner).await.unwrap(), 1);
    run(&reader, "COMMIT").await;
    assert_eq!(migrate(&owner, None).await.unwrap(), 1);
}

#[tokio::test]
async fn a_later_release_s_steps_do_not_trouble_this_one() {
    let ground = Ground::migrated().await;
    let owner = ground.admin().await;

    run(&owner, "INSERT INTO booking.seaql_migrations VALUES ('booking/9999_later', 1)").await;

    assert_eq!(migrations::pending("booking", &owner).await.unwrap(), 0);
    assert_eq!(migrate(&owner, None).await.unwrap(), 0);
}

#[tokio::test]
async fn a_database_that_is_not_utf8_is_refused() {
    let ground = Ground::made_with("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0").await;

    let refused = migrate(&ground.admin().await, None).await.unwrap_err();

    assert!(matches!(&refused, MigrateError::NotUtf8 { found, .. } if found == "LATIN1"), "{refused}");
}

#[tokio::test]
async fn postgres_is_not_brought_up_to_date_module_by_module() {
    let ground = Ground::new().await;

    assert!(migrations::up("booking", &ground.admin().await).await.is_err());
}

#[tokio::test]
async fn rows_of_the_first_steps_come_along() {
    let ground = Ground::new().await;
    let owner = ground.admin().await;
    run(&owner, "CREATE SCHEMA booking; SET search_path = booking").await;
    run(&owner, include_str!("../../platform/0001_events.postgres.sql")).await;
    run(&owner, include_str!("../../booking/0001_booking.postgres.sql")).await;
    let booking = format!(
        r#"INSERT INTO bookings (
            hotel_id, booking_id, code, status, version, check_in, check_out, rooms, room_type, rate_plan,
            total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
        VALUES ('{NIL}', '{NIL}', 'A', 'confirmed', 1, '2030-05-01', '2030-05-02', 1, 'DBL', 'BAR', 1, 'KRW', 'a@b.cc',
            'Ann', '\x03', '{{"quote": {{"party": {{"adults": 2, "children": [4, 9]}}}}}}', 1, 1)"#
    );
    run(&owner, &booking).await;
    run(&owner, &format!("INSERT INTO inbox VALUES ('settlement', '{NIL}', 7)")).await;

    run(&owner, include_str!("../../booking/0002_desk.postgres.sql")).await;
    run(&owner, include_str!("../../platform/0003_inbox_by_hotel.postgres.sql")).await;

    assert_eq!(number(&owner, "SELECT guests::bigint FROM bookings").await, 4);
    let kept = format!("SELECT COUNT(*) FROM inbox WHERE hotel_id = '{NIL}' AND consumer = 'settlement'");
    assert_eq!(number(&owner, &kept).await, 1);
    let twice = format!("INSERT INTO inbox VALUES ('{NIL}', 'settlement', '{NIL}', 8)");
    assert_eq!(refusal(&owner, &twice).await, "23505");
}
