//! Two things at the same moment: either order is right, a mixture is not.

use futures::future::join_all;
use jumak_tests::{Answer, Inn, Setup, date, in_days, krw, nights_from, wish};
use serde_json::json;

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[tokio::test]
async fn a_hold_given_up_and_booked_at_once_is_one_or_the_other() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 20).await;
    let guest = inn.guest("ann");
    let mut booked = 0;

    for _ in 0..20 {
        let hold = guest.hold(&wish("DBL", stay)).await.created();
        let path = format!("/api/v1/holds/{}", hold["hold_id"].as_str().unwrap());
        let (given_up, booking) = tokio::join!(inn.api().delete(&path), guest.book_hold(&hold));
        assert_eq!(given_up.status, 204);
        match booking.status {
            201 => booked += 1,
            _ => drop(booking.refused(409, "hold_expired")),
        }
    }

    assert_eq!(inn.available("DBL", stay).await, [20 - booked]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn ten_bookings_of_one_hold_are_one_booking() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let guest = inn.guest("ann");
    let hold = guest.hold(&wish("DBL", stay)).await.created();

    let answers = join_all((0..10).map(|_| guest.book_hold(&hold))).await;

    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 9));
    assert_eq!(inn.available("DBL", stay).await, [4]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn ten_cancellations_of_one_booking_give_its_room_back_once() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let guest = inn.guest("ann");
    let booking = guest.book("DBL", stay).await.created();
    guest.book("DBL", stay).await.created();

    let answers = join_all((0..10).map(|_| guest.cancel(&booking))).await;

    assert_eq!((count(&answers, 200), count(&answers, 409)), (1, 9));
    assert_eq!(inn.available("DBL", stay).await, [1]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn changes_and_a_cancellation_at_once_leave_whole_books() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 12), 3).await;
    let guest = inn.guest("ann");
    for _ in 0..10 {
        let booking = guest.book("DBL", nights_from(in_days(30), 2)).await.created();
        let moves = (1..=3).map(|days| {
            let stay = nights_from(in_days(30 + 2 * days), 2);
            json!({"check_in": stay.from, "check_out": stay.to, "expected_total": krw(200_000)})
        });
        let moves: Vec<_> = moves.collect();

        let changes = join_all(moves.iter().map(|change| guest.change(&booking, change)));
        let (changes, cancelled) = tokio::join!(changes, guest.cancel(&booking));

        assert!(changes.iter().all(|answer| [200, 409].contains(&answer.status)));
        if cancelled.status != 200 {
            cancelled.refused(409, "changed_meanwhile");
            guest.cancel(&booking).await.ok();
        }
    }

    assert_eq!(inn.available("DBL", nights_from(in_days(30), 12)).await, [3; 12], "every room came back");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn an_allotment_lowered_while_everybody_books_is_never_oversold() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 40).await;
    let guest = inn.guest("ann");

    let bookings = join_all((0..40).map(|_| guest.book("DBL", stay)));
    let lower = json!({"room_type": "DBL", "from": stay.from, "to": stay.to, "allotment": 10});
    let (answers, lowered) = tokio::join!(bookings, async {
        tokio::task::yield_now().await;
        inn.ari(&[lower]).await
    });

    let booked = count(&answers, 201);
    match lowered.status {
        200 => assert!(booked <= 10, "{booked} rooms of ten"),
        _ => assert!(lowered.status == 409 && booked > 10, "{lowered}"),
    }
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_lapsing_hold_and_a_hungry_crowd_share_one_room_once() {
    let stay = nights_from(date("2030-05-10"), 1);
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await.with_stock("DBL", stay, 1).await;
    let holder = inn.guest("ann");
    let hold = holder.hold(&wish("DBL", stay)).await.created();
    inn.hand().advance(chrono::TimeDelta::minutes(16));
    let crowd: Vec<_> = (0..30).map(|name| inn.guest(&format!("guest{name}"))).collect();

    let (late, answers) =
        tokio::join!(holder.book_hold(&hold), join_all(crowd.iter().map(|guest| guest.book("DBL", stay))));

    late.refused(409, "hold_expired");
    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 29));
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn crossing_changes_of_two_full_types_do_not_deadlock() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 10).await;
    inn.owner().post(&inn.at("/room-types"), &jumak_tests::room_type("TWN")).await.created();
    inn.stock("TWN", stay, 10).await;
    let guest = inn.guest("ann");
    let mut bookings = Vec::new();
    for code in ["DBL", "TWN"].repeat(8) {
        bookings.push((code, guest.book(code, stay).await.created()));
    }

    let crossing = bookings.iter().map(async |(code, booking)| {
        let other = if *code == "DBL" { "TWN" } else { "DBL" };
        let change = json!({
            "check_in": stay.from, "check_out": stay.to, "room_type": other, "expected_total": krw(200_000)
        });
        guest.change(booking, &change).await
    });
    let answers = join_all(crossing).await;

    assert!(answers.iter().all(|answer| [200, 409].contains(&answer.status)));
    let taken: u64 = inn.available("DBL", stay).await.iter().chain(&inn.available("TWN", stay).await).sum();
    assert_eq!(taken, 2 * (20 - 16));
    inn.audit().await.assert_clean();
}
