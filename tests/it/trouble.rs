//! A disk that is full, a table that somebody else holds: told honestly, and over when it is over.

use std::time::Duration;

use jumak_tests::{
    Ground, Inn, Setup, eventually, fresh_key, in_days, never_within, nights_from, only_on, wish,
};

async fn inn_in_our_hand() -> Inn {
    Inn::with(Setup::default().with_hand()).await.with_stock("DBL", nights_from(in_days(30), 1), 50).await
}

fn stay() -> jumak_tests::Days {
    nights_from(in_days(30), 1)
}

#[tokio::test]
async fn a_full_disk_refuses_bookings_for_now_and_books_nothing() {
    if !only_on(&[Ground::Sqlite], "the server itself writes no rows to a disk") {
        return;
    }
    let mut inn = inn_in_our_hand().await;
    let before = inn.guest("ann").book("DBL", stay()).await.created();
    let key = fresh_key();

    inn.hand().fill_disk();
    for _ in 0..5 {
        let refused = inn.guest("bob").place_as(&key, wish("DBL", stay())).await;
        assert_eq!(refused.status, 503, "{refused}");
        refused.refused(503, refused.json()["code"].as_str().unwrap());
        assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    }
    assert_eq!(inn.api().get("/livez").await.status, 200, "the process itself is well");
    assert_eq!(inn.guest("ann").view(&before).await.status, 200, "reading goes on");
    inn.hand().free_disk();

    let booked = eventually("bookings go on by themselves", async || {
        Some(inn.guest("bob").place_as(&key, wish("DBL", stay())).await).filter(|answer| answer.status == 201)
    })
    .await;
    assert_eq!(booked.json()["status"], "confirmed");
    eventually("exactly two rooms are taken", async || {
        (inn.available("DBL", stay()).await == [48]).then_some(())
    })
    .await;
    inn.kill9();
    inn.restart().await;
    let kept = inn.files().sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert_eq!(kept, 2, "what was acknowledged after the trouble is on the disk");
    inn.audit().await.assert_clean();
    inn.files().assert_sound().await;
}

#[tokio::test]
async fn a_disk_that_fills_under_load_leaves_no_half_booking() {
    if !only_on(&[Ground::Sqlite], "the server itself writes no rows to a disk") {
        return;
    }
    let inn = inn_in_our_hand().await;
    let guest = inn.guest("ann");

    let bookings = futures::future::join_all((0..30).map(|_| guest.book("DBL", stay())));
    let trouble = async {
        for _ in 0..5 {
            inn.hand().fill_disk();
            tokio::task::yield_now().await;
            inn.hand().free_disk();
        }
    };
    let (answers, ()) = tokio::join!(bookings, trouble);

    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(answers.iter().all(|answer| [201, 503].contains(&answer.status)));
    let mut booking = inn.files().sql("booking").await;
    let kept = booking.number("SELECT COUNT(*) FROM bookings").await;
    assert!(usize::try_from(kept).unwrap() >= booked, "no acknowledged booking is missing");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_table_locked_for_a_moment_makes_bookings_wait_not_fail() {
    let inn = inn_in_our_hand().await;
    let mut other = inn.files().sql("booking").await;
    other.lock("bookings").await;

    let guest = inn.guest("ann");
    let booking = tokio::spawn(async move { guest.book("DBL", stay()).await });
    never_within(Duration::from_millis(500), "a booking waits for the table", async || booking.is_finished())
        .await;
    other.run("ROLLBACK").await.unwrap();

    booking.await.unwrap().created();
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_table_locked_for_long_is_told_and_over_when_it_is_free() {
    let inn = inn_in_our_hand().await;
    let mut other = inn.files().sql("inventory").await;
    other.lock("nights").await;

    let refused = inn.guest("ann").book("DBL", stay()).await;
    other.run("ROLLBACK").await.unwrap();

    assert_eq!(refused.status, 503, "{refused}");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    inn.guest("ann").book("DBL", stay()).await.created();
    assert_eq!(inn.available("DBL", stay()).await, [49]);
    inn.audit().await.assert_clean();
}
