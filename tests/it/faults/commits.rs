//! A commit that waits for a standby which is not there.

use std::time::Duration;

use futures::future::join_all;
use jumak_tests::{fresh_key, wish};

use super::{ANSWER_MAX, House, assert_come_back, stay, timed};

const ORDERS: usize = 5;
/// Our own clock at a commit, and a moment to say so.
const TOLD_WITHIN: Duration = Duration::from_secs(7);

#[tokio::test]
async fn a_commit_that_hangs_is_told_as_unknown_and_its_key_finds_the_one_booking() {
    let house = House::open().await;
    let guest = house.inn.guest("ann");
    house.primary.set("synchronous_standby_names", "FIRST 1 (nobody)").await;
    let first = fresh_key();

    let (answer, took) = timed(guest.place_as(&first, wish("DBL", stay()))).await;
    assert_come_back(&answer, "outcome_unknown");
    assert!(took <= TOLD_WITHIN, "told after {took:?}");
    // Those behind it wait for its lock, or at a commit of their own.
    let keys: Vec<String> = (0..ORDERS).map(|_| fresh_key()).collect();
    let behind = join_all(keys.iter().map(|key| timed(guest.place_as(key, wish("DBL", stay()))))).await;
    for (answer, took) in &behind {
        assert_eq!(answer.status, 503, "{answer}");
        assert!(*took <= ANSWER_MAX, "told after {took:?}: {answer}");
    }
    house.primary.wait_for_nobody().await;

    for key in keys.iter().chain([&first]) {
        let again = guest.place_as(key, wish("DBL", stay())).await.created();
        let replayed = guest.place_as(key, wish("DBL", stay())).await;
        assert!(replayed.is_replay(), "{replayed}");
        assert_eq!(replayed.created(), again);
    }
    let bookings = "SELECT COUNT(*) FROM bookings";
    let mut sql = house.database.sql("booking").await;
    assert_eq!(sql.number(bookings).await, i64::try_from(ORDERS + 1).unwrap(), "one for each key");
    // The control: who asks again under another key has booked again.
    guest.place_as(&fresh_key(), wish("DBL", stay())).await.created();
    assert_eq!(sql.number(bookings).await, i64::try_from(ORDERS + 2).unwrap(), "negative control");
    house.inn.audit().await.assert_clean();
    let longest = behind.iter().map(|(_, took)| *took).max().unwrap_or_default();
    eprintln!("{} hanging orders, the first told after {took:?}, those behind after {longest:?}", ORDERS + 1);
}
