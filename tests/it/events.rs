//! Events: each once, in order, without secrets; published again without harm.

use chrono::TimeDelta;
use jumak_tests::{Date, Inn, Setup, date, eventually, krw, nights_from};
use serde_json::{Value, json};

const MODULES: [&str; 3] = ["inventory", "booking", "notification"];

async fn inn_in_2030() -> Inn {
    Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await
}

/// A day in the May of that year and after.
fn may(day: u32) -> Date {
    date("2030-05-01").plus_days(day - 1)
}

/// Kills it and starts it again, past the leases of what the dead process had claimed.
async fn die_and_return(inn: &mut Inn) {
    inn.kill9();
    inn.restart().await;
    inn.hand().advance(TimeDelta::minutes(2));
}

/// Some bookings with all that can happen to them.
async fn busy_inn() -> Inn {
    let inn = inn_in_2030().await.with_stock("DBL", nights_from(may(30), 5), 20).await;
    for name in ["ann", "bob", "cat"] {
        let guest = inn.guest(name);
        let booking = guest.book("DBL", nights_from(may(30), 2)).await.created();
        let longer = json!({"check_in": may(30), "check_out": may(33), "expected_total": krw(300_000)});
        guest.change(&booking, &longer).await.ok();
        if name == "cat" {
            guest.cancel(&booking).await.ok();
        }
    }
    settle(&inn).await;
    inn
}

/// Waits until no event and no message waits any more.
async fn settle(inn: &Inn) {
    for module in MODULES {
        let mut sql = inn.files().sql(module).await;
        eventually(&format!("{module} has published its events"), async || {
            (sql.number("SELECT COUNT(*) FROM outbox WHERE state <> 'published'").await == 0).then_some(())
        })
        .await;
    }
    let mut notification = inn.files().sql("notification").await;
    eventually("every message has left", async || {
        (notification.number("SELECT COUNT(*) FROM messages WHERE state <> 'sent'").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn events_are_numbered_per_aggregate_from_one_without_gaps() {
    let inn = busy_inn().await;

    for module in MODULES {
        let mut sql = inn.files().sql(module).await;
        let broken = sql
            .number(
                "SELECT COUNT(*) FROM (SELECT aggregate_id FROM outbox GROUP BY hotel_id, aggregate_id \
                 HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)) AS broken",
            )
            .await;
        assert_eq!(broken, 0, "{module}");
    }
}

#[tokio::test]
async fn events_are_named_as_the_contract_names_them_and_hold_no_person() {
    let inn = busy_inn().await;
    let known = [
        "jumak.booking.confirmed.v1",
        "jumak.booking.changed.v1",
        "jumak.booking.cancelled.v1",
        "jumak.inventory.hold_placed.v1",
        "jumak.inventory.hold_released.v1",
        "jumak.inventory.availability_changed.v1",
        "jumak.inventory.ari_changed.v1",
        "jumak.notification.message_sent.v1",
    ];
    let mut seen = Vec::new();

    for module in MODULES {
        let mut sql = inn.files().sql(module).await;
        seen.extend(sql.texts("SELECT DISTINCT kind FROM outbox").await);
        for data in sql.texts("SELECT data FROM outbox").await {
            assert!(serde_json::from_str::<Value>(&data).is_ok());
            for secret in ["ann", "@guest.example", "123 4567"] {
                assert!(!data.contains(secret), "{secret} is in {data}");
            }
        }
    }

    assert!(seen.iter().all(|kind| known.contains(&kind.as_str())), "{seen:?}");
    for kind in known.iter().filter(|kind| !kind.contains("hold_released")) {
        assert!(seen.iter().any(|found| found == kind), "{kind} was published: {seen:?}");
    }
}

#[tokio::test]
async fn events_published_again_do_no_harm() {
    let mut inn = busy_inn().await;
    let nights = nights_from(may(30), 5);
    let before = (inn.available("DBL", nights).await, inn.files().mails().len());

    for _ in 0..2 {
        let replayed = inn.run(&["events", "replay", "--from", "2020-01-01T00:00:00Z"]).await;
        replayed.ok();
        settle(&inn).await;
    }

    assert_eq!((inn.available("DBL", nights).await, inn.files().mails().len()), before);
    let mut notification = inn.files().sql("notification").await;
    assert_eq!(
        notification.number("SELECT COUNT(*) FROM messages").await,
        7,
        "3 made, 3 changed, 1 called off"
    );
    inn.audit().await.assert_clean();
    die_and_return(&mut inn).await;
    settle(&inn).await;
    assert_eq!((inn.available("DBL", nights).await, inn.files().mails().len()), before);
}

#[tokio::test]
async fn a_settled_hold_is_never_swept_even_when_its_event_comes_late() {
    let stay = nights_from(may(30), 1);
    let mut inn = inn_in_2030().await.with_stock("DBL", stay, 1).await;
    inn.guest("ann").book("DBL", stay).await.created();

    die_and_return(&mut inn).await;
    settle(&inn).await;

    assert_eq!(inn.available("DBL", stay).await, [0]);
    let mut inventory = inn.files().sql("inventory").await;
    assert_eq!(inventory.texts("SELECT DISTINCT state FROM holds").await, ["settled"]);
    inn.audit().await.assert_clean();
}
