//! The outbox: each aggregate's events in order, none lost, none past a gap.

use db::{
    Db,
    outbox::{
        ATTEMPTS_MAX, Claimed, NewEvent, Outcome, Replay, backlog, claim, dead, mark, publish, replay, revive,
    },
};
use kernel::{EventId, HotelId};
use uuid::Uuid;

use crate::{at, place};

async fn written(db: &Db, aggregate: Uuid, sequences: &[i64]) {
    let hotel_id = HotelId::from(Uuid::nil());
    let event = |sequence: &i64| NewEvent {
        hotel_id,
        event_id: EventId::new(at(0)),
        aggregate_id: aggregate,
        sequence: *sequence,
        kind: "jumak.test.happened.v1",
        data: "{}".to_owned(),
        at: at(0),
    };
    let tx = db.begin("test").await.unwrap();
    publish(&tx, &sequences.iter().map(event).collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
}

fn sequences(claimed: &[Claimed]) -> Vec<i64> {
    claimed.iter().map(|event| event.sequence).collect()
}

fn published(claimed: Vec<Claimed>) -> Outcome {
    Outcome { published: claimed, ..Outcome::default() }
}

#[tokio::test]
async fn events_are_handed_out_in_order_and_once() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[2, 1, 3]).await;

    let first = claim(&place.db, at(1), 10).await.unwrap();
    let second = claim(&place.db, at(1), 10).await.unwrap();

    assert_eq!(sequences(&first), [1, 2, 3]);
    assert!(second.is_empty());
    mark(&place.db, &published(first), at(2)).await.unwrap();
    assert_eq!(backlog(&place.db.fresh("test")).await.unwrap().pending, 0);
}

#[tokio::test]
async fn an_event_waits_for_an_earlier_one_that_somebody_else_has() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[1]).await;
    let first = claim(&place.db, at(1), 10).await.unwrap();
    written(&place.db, Uuid::from_u128(1), &[2]).await;
    written(&place.db, Uuid::from_u128(2), &[1]).await;

    let meanwhile = claim(&place.db, at(2), 10).await.unwrap();

    assert_eq!(meanwhile.iter().map(|c| c.aggregate_id).collect::<Vec<_>>(), [Uuid::from_u128(2)]);
    mark(&place.db, &published(first), at(3)).await.unwrap();
    assert_eq!(sequences(&claim(&place.db, at(4), 10).await.unwrap()), [2]);
}

#[tokio::test]
async fn what_a_dead_relay_had_is_handed_out_again_when_its_lease_is_over() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[1, 2]).await;
    claim(&place.db, at(1), 10).await.unwrap();

    assert!(claim(&place.db, at(30), 10).await.unwrap().is_empty());
    assert_eq!(sequences(&claim(&place.db, at(31), 10).await.unwrap()), [1, 2]);
}

#[tokio::test]
async fn an_event_that_always_fails_is_dead_in_the_end_and_holds_up_nobody() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[1, 2]).await;

    let mut now = 1;
    for _ in 0..ATTEMPTS_MAX {
        let mut claimed = claim(&place.db, at(now), 10).await.unwrap();
        let held_back = claimed.split_off(1);
        let failed = claimed.into_iter().map(|event| (event, "broken".to_owned())).collect();
        mark(&place.db, &Outcome { failed, held_back, ..Outcome::default() }, at(now)).await.unwrap();
        now += 400;
    }

    let left = backlog(&place.db.fresh("test")).await.unwrap();
    assert_eq!((left.pending, left.dead), (1, 1));
    assert_eq!(sequences(&claim(&place.db, at(now), 10).await.unwrap()), [2]);
}

#[tokio::test]
async fn stored_events_are_published_again_on_request() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[1, 2]).await;
    let claimed = claim(&place.db, at(1), 10).await.unwrap();
    mark(&place.db, &published(claimed), at(1)).await.unwrap();

    let queued = replay(&place.db, &Replay { from: Some(at(0)), ..Replay::default() }, at(5)).await.unwrap();

    assert_eq!(queued, 2);
    assert_eq!(sequences(&claim(&place.db, at(5), 10).await.unwrap()), [1, 2]);
    let dead = Replay { is_dead_only: true, ..Replay::default() };
    assert_eq!(replay(&place.db, &dead, at(6)).await.unwrap(), 0);
}

#[tokio::test]
async fn more_events_of_one_instant_than_a_claim_takes_are_all_handed_out_in_order() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &(1..=600).collect::<Vec<_>>()).await;

    let mut seen = Vec::new();
    for _ in 0..6 {
        let claimed = claim(&place.db, at(1), 100).await.unwrap();
        seen.extend(sequences(&claimed));
        mark(&place.db, &published(claimed), at(1)).await.unwrap();
    }

    assert_eq!(seen, (1..=600).collect::<Vec<_>>());
}

#[tokio::test]
async fn many_events_behind_a_failing_one_starve_nobody_and_are_not_forgotten() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &(1..=300).collect::<Vec<_>>()).await;
    let mut claimed = claim(&place.db, at(1), 100).await.unwrap();
    let held_back = claimed.split_off(1);
    let failed = claimed.into_iter().map(|event| (event, "broken".to_owned())).collect();
    mark(&place.db, &Outcome { failed, held_back, ..Outcome::default() }, at(1)).await.unwrap();
    written(&place.db, Uuid::from_u128(2), &[1]).await;

    let meanwhile = claim(&place.db, at(1), 100).await.unwrap();
    let later = claim(&place.db, at(10), 100).await.unwrap();

    assert_eq!(meanwhile.iter().map(|c| c.aggregate_id).collect::<Vec<_>>(), [Uuid::from_u128(2)]);
    assert_eq!(sequences(&later), (1..=100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_replay_of_some_kinds_leaves_gaps_that_hold_up_nothing() {
    let place = place().await;
    written(&place.db, Uuid::from_u128(1), &[1, 2, 3, 4]).await;
    let claimed = claim(&place.db, at(1), 10).await.unwrap();
    mark(&place.db, &published(claimed), at(1)).await.unwrap();
    let tx = place.db.begin("test").await.unwrap();
    let again = "UPDATE outbox SET state = 'pending', lease_until = 0 WHERE sequence IN (2, 4)";
    db::execute(&tx, again, []).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(sequences(&claim(&place.db, at(2), 10).await.unwrap()), [2, 4]);
}

/// Fails an event until it is given up.
async fn given_up(db: &Db, event: Claimed) {
    let failed = vec![(Claimed { attempts: ATTEMPTS_MAX, ..event }, "broken".to_owned())];
    mark(db, &Outcome { failed, ..Outcome::default() }, at(1)).await.unwrap();
}

#[tokio::test]
async fn a_dead_event_of_a_hotel_is_listed_and_due_again_once_it_is_revived() {
    let place = place().await;
    let (hotel, other) = (HotelId::from(Uuid::nil()), HotelId::new(at(0)));
    written(&place.db, Uuid::from_u128(1), &[1]).await;
    written(&place.db, Uuid::from_u128(2), &[1]).await;
    for event in claim(&place.db, at(1), 10).await.unwrap() {
        given_up(&place.db, event).await;
    }
    let listed = dead(&place.db.fresh("test"), hotel, 10).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|event| event.event_id).collect();

    let tx = place.db.begin("test").await.unwrap();
    let of_another_hotel = revive(&tx, other, &ids, at(5)).await.unwrap();
    let revived = revive(&tx, hotel, &ids[..1], at(5)).await.unwrap();
    let repeated = revive(&tx, hotel, &ids[..1], at(5)).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!((listed.len(), listed[0].attempts, listed[0].last_error.as_str()), (2, 1, "broken"));
    assert!(of_another_hotel.is_empty() && repeated.is_empty());
    assert_eq!(revived, ids[..1]);
    let due = claim(&place.db, at(5), 10).await.unwrap();
    assert_eq!(due.iter().map(|event| (event.event_id, event.attempts)).collect::<Vec<_>>(), [(ids[0], 1)]);
    assert_eq!(dead(&place.db.fresh("test"), hotel, 10).await.unwrap(), listed[1..]);
}
