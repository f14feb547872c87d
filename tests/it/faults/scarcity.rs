//! No connection, no lock, no room on the disk.

use std::time::Duration;

use futures::future::join_all;
use jumak_tests::{Answer, Buyers, Cluster, Guest, Sql, eventually, fresh_key, in_days, nights_from, wish};

use super::{ANSWER_MAX, BUYERS, House, assert_come_back, assert_each_once, stay, timed};

const ORDERS: usize = 60;
const REFUSALS: usize = 10;

/// Sessions of others, until the server lets nobody in.
async fn take_every_connection(house: &House) -> Vec<Sql> {
    let mut sql = house.primary.sql("postgres").await;
    // Ours are ended too, and come back only when the others have everything.
    sql.run("ALTER ROLE jumak_app CONNECTION LIMIT 0").await.unwrap();
    sql.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'jumak_app'")
        .await
        .unwrap();
    let mut others = vec![];
    eventually("the others have every connection", async || {
        match Sql::try_at(house.primary.port(), "postgres").await {
            Ok(other) => others.push(other),
            Err(refused) if refused.contains("too many clients") => return Some(()),
            Err(refused) => panic!("{refused}"),
        }
        None
    })
    .await;
    sql.run("ALTER ROLE jumak_app CONNECTION LIMIT -1").await.unwrap();
    others.push(sql);
    others
}

#[tokio::test]
async fn a_server_without_a_free_connection_is_told_and_over_when_there_is_one() {
    let house = House::on(Cluster::with(&[("max_connections", "30")]).await).await;
    let guest = house.inn.guest("ann");
    guest.book("DBL", stay()).await.created();
    let others = take_every_connection(&house).await;
    let keys: Vec<String> = (0..REFUSALS).map(|_| fresh_key()).collect();

    let asked = keys.iter().map(|key| timed(guest.place_as(key, wish("DBL", stay()))));
    let refused = join_all(asked).await;

    for (answer, took) in &refused {
        assert_come_back(answer, "database_unavailable");
        assert!(*took <= ANSWER_MAX, "told after {took:?}");
    }
    // The control: the server is full for everybody.
    assert!(Sql::try_at(house.primary.port(), "postgres").await.is_err(), "negative control");
    for other in others {
        other.close().await;
    }
    for key in &keys {
        booked_by_itself(&guest, key).await;
    }
    let mut sql = house.database.sql("booking").await;
    assert_eq!(sql.number("SELECT COUNT(*) FROM bookings").await, i64::try_from(REFUSALS + 1).unwrap());
    house.inn.audit().await.assert_clean();
    let longest = refused.iter().map(|(_, took)| *took).max().unwrap_or_default();
    eprintln!("{REFUSALS} orders refused, the last after {longest:?}; all booked once afterwards");
}

/// Asks on until the order is booked.
async fn booked_by_itself(guest: &Guest, key: &str) -> Answer {
    eventually("bookings go on by themselves", async || {
        Some(guest.place_as(key, wish("DBL", stay())).await).filter(|answer| answer.status == 201)
    })
    .await
}

#[tokio::test]
async fn a_table_that_somebody_locks_for_long_is_told_and_what_memory_knows_is_answered() {
    let house = House::open().await;
    let guest = house.inn.guest("ann");
    let free = house.inn.available("DBL", stay()).await;
    let mut other = house.database.sql("inventory").await;
    other.lock("nights").await;
    let keys: Vec<String> = (0..REFUSALS).map(|_| fresh_key()).collect();

    let orders = join_all(keys.iter().map(|key| timed(guest.place_as(key, wish("DBL", stay())))));
    let (refused, looks) = tokio::join!(orders, look_on(&house));

    for (answer, took) in &refused {
        assert_come_back(answer, "database_unavailable");
        assert!(*took <= ANSWER_MAX, "told after {took:?}");
    }
    // The control: the table is locked for everybody.
    let mut third = house.database.sql("inventory").await;
    third.run("SET lock_timeout = '100ms'").await.unwrap();
    let waited = third.run("SELECT 1 FROM nights LIMIT 1").await.unwrap_err();
    assert_eq!(waited.as_database_error().unwrap().code().unwrap(), "55P03", "negative control");
    other.run("ROLLBACK").await.unwrap();
    for key in &keys {
        booked_by_itself(&guest, key).await;
    }
    let sold = u64::try_from(REFUSALS).unwrap();
    eventually("each was sold one room", async || {
        let now = house.inn.available("DBL", stay()).await;
        now.iter().zip(&free).all(|(now, before)| now + sold == *before).then_some(())
    })
    .await;
    house.inn.audit().await.assert_clean();
    let longest = refused.iter().map(|(_, took)| *took).max().unwrap_or_default();
    eprintln!(
        "{REFUSALS} refused after {longest:?}; {looks} looks answered meanwhile; each booked once afterwards"
    );
}

/// What needs no row of a night is answered at once.
async fn look_on(house: &House) -> usize {
    let days = format!("?from={}&to={}", stay().from, stay().to);
    let (calendar, search) = (
        house.inn.at(&format!("/calendar{days}")),
        format!("/api/v1/search?city=Seoul&check_in={}&check_out={}&adults=2", stay().from, stay().to),
    );
    let paths = [house.inn.at(""), calendar, search, "/en".to_owned()];
    for path in &paths {
        let (answer, took) = timed(house.inn.api().get(path)).await;
        assert_eq!(answer.status, 200, "{answer}");
        assert!(took < Duration::from_secs(2), "{path} took {took:?}");
    }
    paths.len()
}

#[tokio::test]
async fn a_disk_full_under_load_acknowledges_nothing_that_is_lost() {
    let mut house = House::on(Cluster::with_hand().await).await;
    let buyers = Buyers::of(&[house.inn.slug()], stay());
    let api = house.inn.api().clone();

    let fault = async {
        buyers.acknowledged(ORDERS).await;
        house.primary.hand().fill_disk();
        eventually("the server says that its disk is full", async || {
            house.primary.logged("No space left on device")
        })
        .await;
        // What was committed before is still told.
        buyers.answered(BUYERS).await;
        let before = buyers.journal().acknowledged().len();
        buyers.answered(BUYERS).await;
        assert_eq!(
            buyers.journal().acknowledged().len(),
            before,
            "negative control: a full disk sells nothing"
        );
        house.primary.hand().free_disk();
        // As its supervisor would: it ends itself when it cannot write its log.
        house.primary.restart().await;
        let ((), back) = timed(buyers.acknowledged(1)).await;
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
        back
    };
    let ((), back) = tokio::join!(buyers.buy(&api, BUYERS), fault);

    let (acknowledged, doubts) = assert_each_once(&buyers, &house.inn, &house.database).await;
    let night = nights_from(in_days(30), 1);
    assert_eq!(house.inn.available("DBL", night).await, [50_000 - u64::try_from(acknowledged).unwrap()]);
    eprintln!(
        "{acknowledged} acknowledged, none lost; {doubts} answers in doubt; sold again {back:?} after the server was back"
    );
}
