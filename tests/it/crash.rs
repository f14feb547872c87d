//! What was acknowledged survives the death of the process.

use std::collections::BTreeSet;

use jumak_tests::{Buyers, Guest, Inn, in_days, nights_from, wish};

const ROUNDS: usize = 10;
const BUYERS: usize = 8;
/// Enough that every round dies in the middle of its work.
const ORDERS_BEFORE_DEATH: usize = 40;

async fn kept_codes(inn: &Inn) -> Vec<String> {
    let mut booking = inn.files().sql("booking").await;
    booking.texts("SELECT code FROM bookings").await
}

#[tokio::test]
async fn acknowledged_bookings_survive_ten_kills_under_load() {
    let stay = nights_from(in_days(30), 2);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 50_000).await;
    let buyers = Buyers::of(&[inn.slug()], stay);

    for number in 0..ROUNDS {
        let api = inn.api().clone();
        let death = async {
            buyers.answered(ORDERS_BEFORE_DEATH).await;
            inn.kill9();
            buyers.stop();
        };
        tokio::join!(buyers.buy(&api, BUYERS), death);
        inn.restart().await;
        buyers.resume();

        let complaints = buyers.journal().complaints(&kept_codes(&inn).await);
        assert_eq!(complaints, [""; 0], "after death {number}");
        inn.audit().await.assert_clean();
    }
    inn.files().assert_sound().await;
    buyers.settle(inn.api()).await;

    buyers.assert_kept(&inn).await;
    let kept = kept_codes(&inn).await;
    assert_eq!(kept.len(), buyers.journal().len(), "each order happened exactly once");
    assert_eq!(kept.iter().collect::<BTreeSet<_>>().len(), kept.len());
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn holds_of_a_dead_server_lapse_or_are_booked_after_its_return() {
    let stay = nights_from(in_days(30), 1);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let ann = inn.guest("ann");
    let hold = ann.hold(&wish("DBL", stay)).await.created();

    inn.kill9();
    inn.restart().await;

    let booking = inn.guest("ann").book_hold(&hold).await.created();
    assert_eq!(inn.available("DBL", stay).await, [1]);
    assert_ne!(Guest::booking_path(&booking, ""), "");
    inn.audit().await.assert_clean();
}
