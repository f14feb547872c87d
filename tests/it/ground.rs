//! A run stands where it says it stands; otherwise all that passes there would prove nothing.

use jumak_tests::{
    Cluster, Database, Ground, Inn, Jumak, PgBouncer, Setup, Sql, eventually, in_days, nights_from, only_on,
};

const SERVERS: [Ground; 2] = [Ground::Postgres, Ground::Replica];

/// Who works in the server's database now, as the database's server sees it.
async fn sessions(database: &Database, of: &str) -> Vec<String> {
    let mut sql = database.sql("booking").await;
    let asked = format!(
        "SELECT DISTINCT {of} FROM pg_stat_activity \
         WHERE datname = current_database() AND usename <> 'postgres' AND state IS NOT NULL"
    );
    sql.texts(&asked).await
}

#[tokio::test]
async fn the_server_logs_in_as_a_user_that_owns_nothing() {
    if !only_on(&SERVERS, "files belong to whoever runs the server") {
        return;
    }
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 1), 1).await;
    let database = inn.database().unwrap();

    assert_eq!(sessions(database, "usename").await, ["jumak_app"]);
    let mut sql = database.sql("booking").await;
    let owned =
        "SELECT COUNT(*) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname = 'jumak_app'";
    assert_eq!(sql.number(owned).await, 0);
    let powers = "SELECT COUNT(*) FROM pg_roles WHERE rolname = 'jumak_app' AND (rolsuper OR rolcreaterole OR rolcreatedb)";
    assert_eq!(sql.number(powers).await, 0);
}

/// How often an operation went there.
async fn routed_to(inn: &Inn, target: &str) -> u64 {
    let metrics = inn.admin().get("/metrics").await.text();
    let label = format!("target=\"{target}\"");
    let lines =
        metrics.lines().filter(|line| line.starts_with("jumak_db_route_total{") && line.contains(&label));
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
}

#[tokio::test]
async fn reads_that_may_be_stale_reach_the_follower_and_writes_pass_the_pooler() {
    if !only_on(&[Ground::Replica], "there is neither a follower nor a pooler") {
        return;
    }
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.guest("ann").book("DBL", stay).await.created();
    let before = routed_to(&inn, "replica").await;

    eventually("a list is read from the follower", async || {
        inn.owner().get(&inn.at("/bookings")).await.ok();
        (routed_to(&inn, "replica").await > before).then_some(())
    })
    .await;

    let url = url::Url::parse(&inn.database().unwrap().url()).unwrap();
    let mut pooler = Sql::at(url.port().unwrap(), "pgbouncer").await;
    assert_ne!(pooler.texts("SHOW POOLS").await, [""; 0], "what listens there is a pooler");
}

#[tokio::test]
async fn negative_control_a_server_that_does_not_know_of_the_pooler_fails_behind_it() {
    if !only_on(&[Ground::Postgres], "one ground with servers is enough") {
        return;
    }
    let cluster = Cluster::start().await;
    let bouncer = PgBouncer::before(cluster.port(), 5).await;
    let database = cluster.database("inn").await;

    let unaware = Jumak::prepare(Setup::default().on(&database.clone().through(&[bouncer.port()]))).await;
    let refused = unaware.run(&["staff", "list"]).await;
    let aware = Jumak::prepare(Setup::default().on(&database.pooled_by(bouncer.port()))).await;

    assert_ne!(refused.code, 0, "{refused}");
    aware.run(&["staff", "list"]).await.ok();
}
