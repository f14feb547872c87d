//! From embedded files to a Postgres: everything comes along, once, or the move says what did not.

use std::path::Path;

use jumak_tests::{
    Cluster, Database, Finished, Ground, Guest, Inn, Jumak, Setup, Sql, eventually, in_days, krw,
    nights_from, only_on, room_type,
};
use serde_json::{Value, json};

/// Whom a server on a test's cluster logs in as.
const APP: &str = "jumak_app";
/// Rows of nights that no page holds at once.
const NIGHTS: u32 = 700;

/// A cluster that need not survive anything, and a database on it with every schema.
async fn target() -> (Cluster, Database) {
    let cluster = Cluster::with(&[("fsync", "off")]).await;
    let database = cluster.database("kept").await;
    (cluster, database)
}

/// An inn with bookings in every state, and more nights than fit on a page.
async fn inn_with_a_past() -> (Inn, Vec<Value>) {
    let inn = Inn::open().await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    for code in ["DBL", "TWN"] {
        inn.stock(code, nights_from(in_days(30), NIGHTS), 5).await;
    }
    let mut bookings = Vec::new();
    for (number, name) in ["ann", "bob", "cat", "dan"].into_iter().enumerate() {
        let stay = nights_from(in_days(30 + u32::try_from(number).unwrap()), 2);
        bookings.push(inn.guest(name).book("DBL", stay).await.created());
    }
    inn.guest("ann").cancel(&bookings[0]).await.ok();
    let note = json!({"text": "늦게 도착: after 23:00, \"quiet\" room\n\\ and more"});
    let path = format!("/api/v1/bookings/{}/notes", bookings[1]["confirmation_code"].as_str().unwrap());
    inn.owner().post(&path, &note).await;
    (inn, bookings)
}

fn arguments(database: &Database) -> Vec<String> {
    let to = database.owner_url();
    ["move", "--to", &to, "--app-user", APP].map(str::to_owned).to_vec()
}

async fn run_move(inn: &Inn, database: &Database) -> Finished {
    let arguments = arguments(database);
    inn.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
}

/// A server on the moved rows, with the key that the files' server had made.
async fn moved(inn: &Inn, database: &Database) -> Jumak {
    let key = inn.data().join("secret.key");
    let setup = Setup::default().on(database).with("JUMAK_SECRET_KEY_FILE", text(&key));
    Jumak::with(setup).await
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn rows(sql: &mut Sql, table: &str) -> i64 {
    sql.number(&format!("SELECT COUNT(*) FROM {table}")).await
}

#[tokio::test]
async fn a_house_moves_with_every_row_and_guests_find_their_bookings() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let (mut inn, bookings) = inn_with_a_past().await;
    let (_cluster, database) = target().await;
    inn.stop().await;
    inn.audit().await.assert_clean();

    let report = run_move(&inn, &database).await;
    let again = run_move(&inn, &database).await;
    let there = moved(&inn, &database).await;

    assert!(report.ok().contains("the same on both sides") && !report.stdout.contains("DIFFERS"), "{report}");
    assert!(report.stdout.contains("JUMAK_SECRET_KEY_FILE"), "it says what is next: {report}");
    assert!(again.ok().contains("the same on both sides"), "a move that is over may be repeated: {again}");
    there.audit().await.assert_clean();
    for booking in &bookings {
        let guest = there.api().bearing(booking["manage_token"].as_str().unwrap());
        let found = guest.get(&Guest::booking_path(booking, "")).await.ok();
        assert_eq!(found["confirmation_code"], booking["confirmation_code"]);
    }
    let wish = json!({
        "room_type": "DBL", "rate_plan": "BAR", "check_in": in_days(40), "check_out": in_days(42),
        "rooms": 1, "adults": 2, "children": [], "expected_total": krw(2 * Inn::PRICE),
        "guest": {"name": "Eve", "email": "eve@guest.example"}
    });
    there.api().post("/api/v1/hotels/ford/bookings", &wish).await.created();
    there.audit().await.assert_clean();
}

/// Lets the target wait, while somebody holds this lock, before it takes a second page of nights.
const GATE: &str = "CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT COUNT(*) FROM inventory.nights) >= 1000 THEN PERFORM pg_advisory_xact_lock(42); END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER gate BEFORE INSERT ON inventory.nights FOR EACH STATEMENT EXECUTE FUNCTION public.gate()";

#[tokio::test]
async fn a_move_that_is_killed_in_the_middle_goes_on_from_there() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let (mut inn, _) = inn_with_a_past().await;
    let (cluster, database) = target().await;
    let (mut gate, mut sql) = (cluster.sql("kept").await, cluster.sql("kept").await);
    gate.run(GATE).await.unwrap();
    gate.run("SELECT pg_advisory_lock(42)").await.unwrap();

    let arguments = arguments(&database);
    let mut first = inn.begin(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    eventually("the second page of nights waits", async || {
        let waiting =
            "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND NOT granted";
        (sql.number(waiting).await == 1).then_some(())
    })
    .await;
    let meanwhile = inn.guest("eve").book("DBL", nights_from(in_days(50), 1)).await;
    inn.stop().await;
    first.kill().unwrap();
    first.wait().unwrap();
    gate.run("SELECT pg_advisory_unlock(42)").await.unwrap();
    gate.run("DROP TRIGGER gate ON inventory.nights").await.unwrap();
    let brought = (rows(&mut sql, "inventory.nights").await, rows(&mut sql, "booking.bookings").await);
    let second = run_move(&inn, &database).await;

    assert_eq!(meanwhile.status, 503, "nobody writes what is being moved: {meanwhile}");
    assert_eq!(brought, (1000, 0), "it died in the middle");
    assert!(second.ok().contains("the same on both sides"), "{second}");
    let nights = rows(&mut inn.files().sql("inventory").await, "nights").await;
    assert_eq!(rows(&mut sql, "inventory.nights").await, nights);
    assert!(nights >= i64::from(2 * NIGHTS), "{nights}");
    moved(&inn, &database).await.audit().await.assert_clean();
}

/// What changes one amount on its way.
const FORGER: &str = "CREATE FUNCTION public.forge() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.total_minor := NEW.total_minor + 1; RETURN NEW; END $$;
    CREATE TRIGGER forge BEFORE INSERT ON booking.bookings FOR EACH ROW
    WHEN (NEW.guest_name = 'bob') EXECUTE FUNCTION public.forge()";

#[tokio::test]
async fn negative_control_one_amount_that_changes_on_the_way_is_found() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let (mut inn, _) = inn_with_a_past().await;
    let (cluster, database) = target().await;
    cluster.sql("kept").await.run(FORGER).await.unwrap();
    inn.stop().await;

    let report = run_move(&inn, &database).await;

    assert_eq!(report.code, 1, "{report}");
    let different: Vec<_> = report.stdout.lines().filter(|line| line.contains("DIFFERS")).collect();
    assert_eq!(different.len(), 1, "{report}");
    assert!(different[0].starts_with("booking.bookings "), "{report}");
}

#[tokio::test]
async fn a_target_with_anything_else_in_it_is_refused_and_left_as_it_was() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let (mut inn, _) = inn_with_a_past().await;
    let (cluster, database) = target().await;
    inn.stop().await;
    run_move(&inn, &database).await.ok();
    let mut sql = cluster.sql("kept").await;

    for (fault, mending, table) in [
        (
            "UPDATE booking.bookings SET total_minor = total_minor + 1 WHERE guest_name = 'bob'",
            "UPDATE booking.bookings SET total_minor = total_minor - 1 WHERE guest_name = 'bob'",
            "booking.bookings",
        ),
        (
            "INSERT INTO access.inbox VALUES (gen_random_uuid(), 'stranger', gen_random_uuid(), 1)",
            "DELETE FROM access.inbox WHERE consumer = 'stranger'",
            "access.inbox",
        ),
    ] {
        assert_eq!(sql.run(fault).await.unwrap(), 1, "{fault}");
        let before = rows(&mut sql, table).await;

        let refused = run_move(&inn, &database).await;

        assert_eq!(refused.code, 1, "{refused}");
        assert!(refused.stderr.contains(table), "{refused}");
        assert_eq!(rows(&mut sql, table).await, before);
        sql.run(mending).await.unwrap();
    }
    run_move(&inn, &database).await.ok();
}

#[tokio::test]
async fn what_cannot_be_moved_is_said_in_a_sentence() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let nothing = Jumak::prepare(Setup::default()).await;
    let (_cluster, database) = target().await;
    let to = database.owner_url();

    let wrong_scheme = nothing.run(&["move", "--to", "mysql://me:hunter2@db/jumak"]).await;
    let no_target = nothing.run(&["move"]).await;
    let no_source = nothing.run(&["move", "--to", &to]).await;
    let wrong_source = nothing.run(&["move", "--from", "postgres://h/d", "--to", &to]).await;

    assert_eq!(wrong_scheme.code, 2, "{wrong_scheme}");
    assert!(!wrong_scheme.stderr.contains("hunter2"), "{wrong_scheme}");
    assert_eq!(no_target.code, 2, "{no_target}");
    assert_eq!(no_source.code, 1, "{no_source}");
    assert!(no_source.stderr.contains("access.db"), "{no_source}");
    assert_eq!(wrong_source.code, 2, "{wrong_source}");
}

#[tokio::test]
async fn a_source_that_is_behind_is_not_copied() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let mut inn = Inn::open().await;
    inn.stop().await;
    let (_cluster, database) = target().await;
    let mut sql = inn.files().sql("booking").await;
    let forget = "DELETE FROM seaql_migrations WHERE version = 'platform/0003_inbox_by_hotel'";
    assert_eq!(sql.run(forget).await.unwrap(), 1);
    sql.close().await;

    let refused = run_move(&inn, &database).await;

    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("booking is 1 steps behind"), "{refused}");
}
