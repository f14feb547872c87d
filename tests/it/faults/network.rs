//! The primary, or the way to it, falls silent and comes back.

use std::time::Duration;

use jumak_tests::{Buyers, Cluster, Proxy, Weather, never_within};

use super::{ANSWER_MAX, BUYERS, House, assert_each_once, inn_on, stay};

/// Before and after a fault.
const ORDERS: usize = 60;
/// Longer than anybody may wait: who is answered only because it is over has waited too long.
const SILENCE: Duration = ANSWER_MAX.saturating_add(Duration::from_secs(3));
const BREAKS: usize = 20;

/// What all of these promise: who asked was answered in time, and each order happened once.
async fn assert_went_on(buyers: &Buyers, house: &House, fault: &str) {
    let (acknowledged, doubts) = assert_each_once(buyers, &house.inn, &house.database).await;
    let (wait, silence) = (buyers.longest_wait(), buyers.longest_silence());
    eprintln!(
        "{fault}: {acknowledged} acknowledged, none lost; {doubts} answers in doubt; longest answer {wait:?}, \
         without a sale {silence:?}"
    );
    assert!(wait <= ANSWER_MAX, "somebody waited {wait:?}");
}

/// Nobody can be served for that long, and nobody is left without an answer.
async fn endure(buyers: &Buyers) {
    never_within(SILENCE, "an answer took too long", async || buyers.longest_wait() > ANSWER_MAX).await;
}

#[tokio::test]
async fn a_primary_paused_under_load_leaves_nobody_waiting_and_goes_on() {
    let house = House::open().await;
    let buyers = Buyers::of(&[house.inn.slug()], stay());
    let api = house.inn.api().clone();
    let mut patient = house.database.sql("booking").await;

    let fault = async {
        buyers.acknowledged(ORDERS).await;
        house.primary.pause().await;
        let waiting = tokio::spawn(async move { patient.texts("SELECT 1").await });
        let before = buyers.journal().acknowledged().len();
        endure(&buyers).await;
        assert!(buyers.journal().acknowledged().len() <= before + BUYERS, "a paused server sells nothing");
        // The control: a client without a deadline of its own waits as long as the server is away.
        assert!(!waiting.is_finished(), "negative control: without a clock of its own nobody is answered");
        house.primary.resume();
        assert_eq!(waiting.await.unwrap(), ["1"]);
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
    };
    tokio::join!(buyers.buy(&api, BUYERS), fault);

    assert_went_on(&buyers, &house, "paused").await;
}

/// A house whose inn reaches its server through a proxy.
async fn house_behind_a_proxy() -> (House, Proxy) {
    let primary = Cluster::start().await;
    let proxy = Proxy::to(primary.port());
    let database = primary.database("inn").await.through(&[proxy.port()]);
    let inn = inn_on(&database).await;
    (House { primary, database, inn }, proxy)
}

/// Buys through bad weather that lasts.
async fn buy_in(weather: Weather) {
    let (house, proxy) = house_behind_a_proxy().await;
    let buyers = Buyers::of(&[house.inn.slug()], stay());
    let api = house.inn.api().clone();

    let fault = async {
        buyers.acknowledged(ORDERS).await;
        proxy.set(weather);
        endure(&buyers).await;
        proxy.set(Weather::Fair);
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
    };
    tokio::join!(buyers.buy(&api, BUYERS), fault);

    assert!(house.primary.is_primary().await, "nobody took its place");
    assert_went_on(&buyers, &house, &format!("{weather:?}")).await;
}

#[tokio::test]
async fn a_network_that_swallows_everything_leaves_nobody_waiting_and_loses_nothing() {
    buy_in(Weather::Silent).await;
}

#[tokio::test]
async fn a_network_that_swallows_the_answers_leaves_nobody_waiting_and_books_nothing_twice() {
    buy_in(Weather::Deaf).await;
}

#[tokio::test]
async fn a_network_that_is_gone_leaves_nobody_waiting_and_loses_nothing() {
    buy_in(Weather::Cut).await;
}

#[tokio::test]
async fn connections_that_break_or_close_by_half_again_and_again_lose_and_double_nothing() {
    let (house, proxy) = house_behind_a_proxy().await;
    let buyers = Buyers::of(&[house.inn.slug()], stay());
    let api = house.inn.api().clone();

    let fault = async {
        for number in 0..BREAKS {
            buyers.acknowledged(10).await;
            if number % 2 == 0 { proxy.break_all() } else { proxy.half_close_all() }
        }
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
    };
    tokio::join!(buyers.buy(&api, BUYERS), fault);

    assert_went_on(&buyers, &house, &format!("{BREAKS} breaks and half-closes")).await;
}

#[tokio::test]
async fn negative_control_a_booking_that_went_missing_or_came_twice_is_noticed() {
    let house = House::open().await;
    let buyers = Buyers::of(&[house.inn.slug()], stay());
    let api = house.inn.api().clone();
    tokio::join!(buyers.buy(&api, 2), async {
        buyers.acknowledged(5).await;
        buyers.stop();
    });
    assert_each_once(&buyers, &house.inn, &house.database).await;
    let mut sql = house.database.sql("booking").await;
    let kept = sql.texts("SELECT code FROM bookings ORDER BY code").await;

    let double = [kept.as_slice(), &kept[..1]].concat();
    let stranger = [kept.as_slice(), &["STRANGER".to_owned()]].concat();

    for wrong in [kept[1..].to_vec(), double, stranger] {
        assert_eq!(buyers.journal().complaints(&wrong).len(), 1, "{wrong:?}");
    }
    // Gone from the table, not only from our list.
    let gone = format!(
        "DELETE FROM booking_nights; DELETE FROM booking_history; DELETE FROM bookings WHERE code = '{}'",
        kept[0]
    );
    sql.run(&gone).await.unwrap();
    assert_eq!(buyers.lost(&house.inn).await, [kept[0].clone()]);
    house.inn.audit().await.assert_broken("booked_hold_has_booking");
}
