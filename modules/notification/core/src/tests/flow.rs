//! From an event to a mail that lies in the directory, and what happens when it cannot.

use std::time::Duration;

use booking_api::kinds::{CANCELLED, CHANGED, CHECKED_IN, CONFIRMED};
use chrono::TimeDelta;
use kernel::{By, HotelId, Locale, MessageId, OnceKey};
use notification_api::{MessageState, NotificationError, Template, kinds};
use tokio_util::sync::CancellationToken;

use super::{samples, stand::Stand};
use crate::{
    queue::{self, TRIES_MAX, Tried},
    sender::Sender,
};

#[tokio::test]
async fn a_confirmed_booking_becomes_one_mail_with_its_proof() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);

    stand.confirm(&booking).await;
    let due = stand.send().await;

    assert_eq!(due, 1);
    let message = stand.messages().await.pop().unwrap();
    assert_eq!((message.state, message.attempts, message.last_error), (MessageState::Sent, 1, None));
    assert_eq!(message.sent_at, Some(samples::now()));
    assert_eq!(stand.files(), [format!("2027-04-01/{}.eml", message.message_id)]);
    let id = format!("Message-ID: <{}.confirmation.1@jumak.example>\r\n", booking.booking_id);
    assert!(stand.mails().pop().unwrap().contains(&id));
    assert_eq!(stand.events().await, [(kinds::MESSAGE_SENT.to_owned(), 1)]);
    assert_eq!(stand.proofs().await, [(1, "sent".to_owned())]);
    assert_eq!(stand.send().await, 0);
}

#[tokio::test]
async fn an_event_that_comes_twice_is_one_message() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::Ko);
    let event = stand.event(CONFIRMED, &booking, 1);

    stand.receive(std::slice::from_ref(&event)).await;
    stand.receive(&[event.clone(), event]).await;
    // Published anew under another id, as after a restored backup.
    stand.receive(&[stand.event(CONFIRMED, &booking, 1)]).await;

    assert_eq!(stand.messages().await.len(), 1);
}

#[tokio::test]
async fn each_change_has_its_own_message_and_arrivals_have_none() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    let subscribers = stand.module.subscribers();

    let events = [(CONFIRMED, 1), (CHANGED, 2), (CHANGED, 3), (CANCELLED, 4)];
    stand.receive(&events.map(|(kind, version)| stand.event(kind, &booking, version))).await;

    let mut templates: Vec<_> = stand.messages().await.iter().map(|message| message.template).collect();
    templates.sort();
    assert_eq!(
        templates,
        [Template::Confirmation, Template::Change, Template::Change, Template::Cancellation]
    );
    assert!(subscribers.iter().all(|subscriber| !subscriber.wants(CHECKED_IN)));
}

#[tokio::test]
async fn a_bookings_mails_leave_in_the_order_of_its_versions() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    let cancelled = stand.event(CANCELLED, &booking, 2);
    stand.receive(&[cancelled]).await;
    stand.confirm(&booking).await;

    let claimed = queue::claim(&stand.place.db, samples::now()).await.unwrap();

    let order: Vec<_> = claimed.iter().map(|message| message.template).collect();
    assert_eq!(order, [Template::Confirmation, Template::Cancellation]);
}

#[tokio::test]
async fn a_mail_that_cannot_be_written_is_tried_again_and_at_last_given_up() {
    let stand = Stand::with_unwritable_mail().await;
    let booking = stand.booking(Locale::En);
    stand.confirm(&booking).await;

    stand.send().await;
    let after_one = stand.messages().await.pop().unwrap();
    let due_at_once = stand.send().await;
    for _ in 1..TRIES_MAX {
        stand.clock.advance(TimeDelta::minutes(13));
        assert_eq!(stand.send().await, 1);
    }
    stand.clock.advance(TimeDelta::minutes(13));

    assert_eq!((after_one.state, after_one.attempts), (MessageState::Queued, 1));
    assert!(after_one.last_error.unwrap().contains("could not be written"));
    assert_eq!(due_at_once, 0, "the next try waits");
    let given_up = stand.messages().await.pop().unwrap();
    assert_eq!((given_up.state, given_up.attempts), (MessageState::Failed, TRIES_MAX));
    assert_eq!(stand.send().await, 0);
    assert_eq!(stand.events().await, [(kinds::MESSAGE_FAILED.to_owned(), 1)]);
    assert_eq!(stand.proofs().await.len(), 12);
    assert_eq!(stand.module.port().backlog().await.unwrap(), (0, 1));
}

#[tokio::test]
async fn a_poison_message_holds_up_no_other() {
    let stand = Stand::open().await;
    let mut poison = samples::booking(stand.hotel, Locale::En);
    poison.view.guest.email = "nobody at all".to_owned();
    stand.knows(&poison);
    let unknown = samples::booking(stand.hotel, Locale::En);
    let sound = stand.booking(Locale::Ko);
    for booking in [&poison, &unknown, &sound] {
        stand.confirm(booking).await;
    }

    stand.send().await;

    let messages = stand.messages().await;
    let state_of = |id| messages.iter().find(|message| message.booking_id == id).unwrap().state;
    assert_eq!(state_of(poison.booking_id), MessageState::Failed);
    assert_eq!(state_of(unknown.booking_id), MessageState::Queued);
    assert_eq!(state_of(sound.booking_id), MessageState::Sent);
    let reasons: String = messages.iter().filter_map(|message| message.last_error.clone()).collect();
    assert!(!reasons.contains("nobody"), "no guest's particulars in what is stored");
}

#[tokio::test]
async fn a_sender_that_died_is_followed_by_another_and_its_late_word_counts_for_nothing() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    stand.confirm(&booking).await;
    let dead = queue::claim(&stand.place.db, samples::now()).await.unwrap();

    let within_lease = stand.send().await;
    stand.clock.advance(TimeDelta::seconds(61));
    let after_lease = stand.send().await;
    let late: Vec<_> = dead.into_iter().map(|message| (message, Tried::Later("slow".to_owned()))).collect();
    let events = queue::mark(&stand.place.db, &late, samples::now()).await.unwrap();

    assert_eq!((within_lease, after_lease, events), (0, 1, 0));
    assert_eq!(stand.messages().await.pop().unwrap().state, MessageState::Sent);
    assert_eq!(stand.files().len(), 1);
}

#[tokio::test]
async fn of_two_senders_in_two_processes_each_message_has_one() {
    let stand = Stand::open().await;
    let elsewhere = stand.elsewhere().await;
    let bookings: Vec<_> = (0..200).map(|_| stand.booking(Locale::En)).collect();
    let events: Vec<_> = bookings.iter().map(|booking| stand.event(CONFIRMED, booking, 1)).collect();
    stand.receive(&events).await;
    let until_done = async |sender: &Sender| {
        let mut sent = 0;
        while stand.module.port().backlog().await.unwrap().0 > 0 {
            sent += sender.turn().await.unwrap();
        }
        sent
    };

    let (here, there) = tokio::join!(until_done(stand.module.sender()), until_done(elsewhere.sender()));

    assert_eq!(here + there, 200, "{here} and {there}");
    let proofs = stand.proofs().await;
    assert!(proofs.len() == 200 && proofs.iter().all(|proof| *proof == (1, "sent".to_owned())));
}

#[tokio::test]
async fn a_key_that_comes_twice_at_once_queues_a_message_once() {
    let stand = Stand::open().await;
    stand.confirm(&stand.booking(Locale::En)).await;
    let message = (stand.hotel, stand.messages().await.pop().unwrap().message_id);
    let elsewhere = stand.elsewhere().await;
    let by = By::system("test");

    for key in ["a", "b", "c", "d", "e"] {
        let once = OnceKey { caller: "ann".to_owned(), key: key.to_owned(), fingerprint: [1; 32] };
        let (here, there) = tokio::join!(
            stand.module.local().resend_once(message, &by, &once),
            elsewhere.local().resend_once(message, &by, &once),
        );

        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(here.answer, there.answer);
        assert!(here.is_replay != there.is_replay);
    }
    let audit = db::audit::newest(&stand.place.db.fresh("test"), Some(stand.hotel), 10).await.unwrap();
    assert_eq!(audit.len(), 5);
}

#[tokio::test]
async fn where_nobody_may_write_messages_are_shown_and_none_is_sent_again() {
    let stand = Stand::open().await;
    stand.confirm(&stand.booking(Locale::En)).await;
    let message = stand.messages().await.pop().unwrap().message_id;
    let port = stand.over(stand.place.db.clone().read_only(true)).port();

    let shown = port.messages(stand.everything()).await.unwrap();
    let refused = port.resend(stand.hotel, message, By::system("test")).await;

    assert_eq!(shown.items.len(), 1);
    assert!(matches!(refused, Err(NotificationError::ReadOnly)), "{refused:?}");
}

#[tokio::test]
async fn a_message_sent_again_replaces_its_file_and_is_told_again() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    stand.confirm(&booking).await;
    stand.send().await;
    let sent = stand.messages().await.pop().unwrap();
    stand.clock.advance(TimeDelta::days(2));

    stand.module.port().resend(stand.hotel, sent.message_id, By::system("test")).await.unwrap();
    let queued = stand.messages().await.pop().unwrap();
    stand.send().await;

    assert_eq!((queued.state, queued.attempts), (MessageState::Queued, 0));
    let twice = (kinds::MESSAGE_SENT.to_owned(), 1);
    assert_eq!(stand.events().await, [twice.clone(), (twice.0, 2)]);
    assert_eq!(stand.proofs().await, [(1, "sent".to_owned()), (2, "sent".to_owned())]);
    assert_eq!(stand.files(), [format!("2027-04-01/{}.eml", sent.message_id)]);
    let audit = db::audit::newest(&stand.place.db.fresh("test"), Some(stand.hotel), 10).await.unwrap();
    assert_eq!(audit.first().unwrap().action, "message.resend");
}

#[tokio::test]
async fn a_message_of_another_hotel_is_no_message() {
    let stand = Stand::open().await;
    stand.confirm(&stand.booking(Locale::En)).await;
    let message = stand.messages().await.pop().unwrap().message_id;
    let port = stand.module.port();

    let elsewhere = port.resend(HotelId::new(samples::now()), message, By::system("test")).await;
    let unknown = port.resend(stand.hotel, MessageId::new(samples::now()), By::system("test")).await;

    assert!(matches!(elsewhere, Err(NotificationError::NotFound)));
    assert!(matches!(unknown, Err(NotificationError::NotFound)));
}

#[tokio::test]
async fn the_tasks_send_what_is_queued_and_end_when_told() {
    let stand = Stand::open().await;
    let stop = CancellationToken::new();
    let tasks = stand.module.tasks(&stop);
    let running: Vec<_> = tasks.into_iter().map(|(_, task)| tokio::spawn(task)).collect();
    let sent = stand.module.outbox_wake();

    stand.confirm(&stand.booking(Locale::Ko)).await;
    tokio::time::timeout(Duration::from_secs(30), sent.notified()).await.unwrap();
    stop.cancel();

    for task in running {
        tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap();
    }
    assert_eq!(stand.messages().await.pop().unwrap().state, MessageState::Sent);
}

#[tokio::test]
async fn a_backlog_larger_than_a_batch_leaves_batch_by_batch() {
    let stand = Stand::open().await;
    let bookings: Vec<_> = (0..100).map(|_| stand.booking(Locale::En)).collect();
    let events: Vec<_> = bookings.iter().map(|booking| stand.event(CONFIRMED, booking, 1)).collect();
    stand.receive(&events).await;

    let waiting = stand.module.port().backlog().await.unwrap();
    let batches = [stand.send().await, stand.send().await, stand.send().await];

    assert_eq!(waiting, (100, 0));
    assert_eq!(batches, [64, 36, 0]);
    assert_eq!(stand.files().len(), 100);
}
