//! The servers that the other tests stand on do what those tests believe of them.

use std::time::Duration;

use jumak_tests::{Cluster, PgBouncer, Proxy, Sql, Weather, eventually, never_within};

/// A primary with a table of notes.
async fn primary() -> Cluster {
    let cluster = Cluster::start().await;
    write(&cluster, "CREATE TABLE notes (note INTEGER)").await;
    cluster
}

async fn write(cluster: &Cluster, statement: &str) {
    cluster.sql("postgres").await.run(statement).await.unwrap();
}

async fn note(cluster: &Cluster, number: u32) {
    write(cluster, &format!("INSERT INTO notes VALUES ({number})")).await;
}

async fn notes(cluster: &Cluster) -> Vec<String> {
    cluster.sql("postgres").await.texts("SELECT note FROM notes ORDER BY note").await
}

#[tokio::test]
async fn what_was_committed_survives_a_crash_and_a_hang() {
    let mut cluster = primary().await;
    note(&cluster, 1).await;

    cluster.kill9().await;
    cluster.restart().await;
    assert_eq!(notes(&cluster).await, ["1"]);

    let mut sql = cluster.sql("postgres").await;
    cluster.pause().await;
    let waiting = tokio::spawn(async move { sql.texts("SELECT COUNT(*) FROM notes").await });
    never_within(Duration::from_millis(300), "a paused server answers nothing", async || {
        waiting.is_finished()
    })
    .await;
    cluster.resume();
    assert_eq!(waiting.await.unwrap(), ["1"]);

    cluster.pause().await;
    cluster.kill9().await;
    cluster.restart().await;
    assert_eq!(notes(&cluster).await, ["1"]);
}

#[tokio::test]
async fn a_follower_shows_what_was_committed_late_when_told_so_and_takes_no_writes() {
    let primary = primary().await;
    let replica = primary.replica("r1").await;

    note(&primary, 1).await;
    replica.caught_up_with(&primary).await;
    assert_eq!(notes(&replica).await, ["1"]);
    let refused = replica.sql("postgres").await.run("INSERT INTO notes VALUES (9)").await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "25006");

    replica.pause_replay().await;
    note(&primary, 2).await;
    assert_eq!(notes(&replica).await, ["1"]);
    replica.resume_replay().await;
    replica.caught_up_with(&primary).await;
    assert_eq!(notes(&replica).await, ["1", "2"]);

    replica.delay_replay(Duration::from_secs(20)).await;
    note(&primary, 3).await;
    never_within(Duration::from_millis(300), "it shows nothing yet", async || {
        notes(&replica).await.len() == 3
    })
    .await;
    replica.delay_replay(Duration::ZERO).await;
    replica.caught_up_with(&primary).await;
    assert_eq!(notes(&replica).await, ["1", "2", "3"]);
}

#[tokio::test]
async fn the_follower_takes_over_and_the_old_leader_comes_back_behind_it() {
    let mut old = primary().await;
    let new = old.replica("r1").await;
    old.wait_for_commits_of(&new).await;
    note(&old, 1).await;

    old.kill9().await;
    new.promote().await;
    note(&new, 2).await;
    // What the old leader alone knows is what it did after it was cut off.
    old.restart().await;
    old.wait_for_nobody().await;
    note(&old, 9).await;
    old.rejoin(&new).await;

    assert!(new.is_primary().await && !old.is_primary().await);
    assert_eq!(notes(&old).await, ["1", "2"]);
    note(&new, 3).await;
    old.caught_up_with(&new).await;
    assert_eq!(notes(&old).await, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_commit_waits_for_its_follower_and_for_nobody_else() {
    let primary = primary().await;
    let mut replica = primary.replica("r1").await;
    primary.wait_for_commits_of(&replica).await;
    replica.kill9().await;

    let mut sql = primary.sql("postgres").await;
    let waiting = tokio::spawn(async move { sql.run("INSERT INTO notes VALUES (1)").await });
    never_within(Duration::from_millis(300), "nobody confirms it", async || waiting.is_finished()).await;
    primary.wait_for_nobody().await;

    assert_eq!(waiting.await.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn a_full_disk_stops_a_server_that_comes_back_when_there_is_room() {
    let mut cluster = Cluster::with_hand().await;
    write(&cluster, "CREATE TABLE notes (note INTEGER)").await;
    note(&cluster, 1).await;

    cluster.hand().fill_disk();
    let refused = cluster.sql("postgres").await.run("INSERT INTO notes VALUES (2)").await;
    assert!(refused.is_err());
    cluster.hand().free_disk();
    cluster.restart().await;

    assert_eq!(notes(&cluster).await, ["1"]);
    assert!(cluster.logged("No space left on device").is_some());
}

#[tokio::test]
async fn a_pooler_gives_each_transaction_another_session_and_forgets_no_setting() {
    let cluster = primary().await;
    let bouncer = PgBouncer::before(cluster.port(), 1).await;

    let mut first = Sql::at(bouncer.port(), "postgres").await;
    let mut second = Sql::at(bouncer.port(), "postgres").await;
    first.run("SET search_path = pg_catalog").await.unwrap();

    assert_eq!(second.texts("SHOW search_path").await, ["pg_catalog"], "what leaks, leaks here too");
    let sessions =
        (first.texts("SELECT pg_backend_pid()").await, second.texts("SELECT pg_backend_pid()").await);
    assert_eq!(sessions.0, sessions.1);
}

#[tokio::test]
async fn the_network_fails_as_it_is_told() {
    let cluster = primary().await;
    let proxy = Proxy::to(cluster.port());
    let mut sql = Sql::at(proxy.port(), "postgres").await;
    assert_eq!(proxy.open(), 1);

    proxy.set(Weather::Slow(Duration::from_millis(150)));
    let started = std::time::Instant::now();
    sql.run("INSERT INTO notes VALUES (1)").await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(300), "there and back");

    proxy.set(Weather::Deaf);
    let waiting = tokio::spawn(async move { (sql.run("INSERT INTO notes VALUES (2)").await, sql) });
    eventually("it is written", async || (notes(&cluster).await == ["1", "2"]).then_some(())).await;
    assert!(!waiting.is_finished(), "and nobody is told");
    proxy.set(Weather::Silent);
    proxy.set(Weather::Fair);
    let (written, mut sql) = waiting.await.unwrap();
    assert_eq!(written.unwrap(), 1, "what was kept arrives");

    proxy.break_all();
    assert!(sql.run("INSERT INTO notes VALUES (3)").await.is_err());
    let mut sql = Sql::at(proxy.port(), "postgres").await;
    proxy.half_close_all();
    assert!(sql.run("INSERT INTO notes VALUES (4)").await.is_err());

    proxy.set(Weather::Cut);
    eventually("it refuses", async || Sql::try_at(proxy.port(), "postgres").await.err()).await;
    eventually("all are broken", async || (proxy.open() == 0).then_some(())).await;
    proxy.set(Weather::Fair);
    eventually("it lets in again", async || Sql::try_at(proxy.port(), "postgres").await.ok()).await;
    assert!(!notes(&cluster).await.contains(&"3".to_owned()));
}
