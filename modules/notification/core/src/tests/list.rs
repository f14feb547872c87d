//! Finding messages: page by page, by booking, by what became of them.

use booking_api::kinds::{CANCELLED, CHANGED, CONFIRMED};
use chrono::TimeDelta;
use kernel::{Actor, BookingId, By, HotelId, Locale};
use notification_api::{MessageList, MessageState, MessageView, NotificationError, Template};

use super::{samples, stand::Stand};

/// Every message of a list, page after page.
async fn all_pages(stand: &Stand, list: MessageList) -> Vec<MessageView> {
    let (mut messages, mut cursor) = (Vec::new(), None);
    loop {
        let page = stand.module.port().messages(MessageList { cursor, ..list.clone() }).await.unwrap();
        assert!(page.items.len() <= usize::from(list.limit));
        messages.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return messages;
        }
    }
}

#[tokio::test]
async fn pages_hold_every_message_once_the_newest_first() {
    let stand = Stand::open().await;
    for batch in 0..3 {
        let bookings: Vec<_> = (0..4).map(|_| stand.booking(Locale::En)).collect();
        // What is received together is queued in one instant.
        let events: Vec<_> = bookings.iter().map(|booking| stand.event(CONFIRMED, booking, 1)).collect();
        stand.receive(&events).await;
        stand.clock.advance(TimeDelta::microseconds(batch));
    }

    let paged = all_pages(&stand, MessageList { limit: 3, ..stand.everything() }).await;

    assert_eq!(paged, stand.messages().await);
    assert_eq!(paged.len(), 12);
    assert!(paged.is_sorted_by(|newer, older| newer.created_at >= older.created_at));
}

#[tokio::test]
async fn a_bookings_messages_stand_in_the_order_of_its_versions() {
    let stand = Stand::open().await;
    let (ours, other) = (stand.booking(Locale::En), stand.booking(Locale::En));
    stand.confirm(&other).await;
    let events = [(CONFIRMED, 1), (CHANGED, 2), (CANCELLED, 3)];
    stand.receive(&events.map(|(kind, version)| stand.event(kind, &ours, version))).await;

    let about = MessageList { booking: Some(ours.booking_id), limit: 2, ..stand.everything() };
    let templates: Vec<_> =
        all_pages(&stand, about).await.into_iter().map(|message| message.template).collect();

    assert_eq!(templates, [Template::Cancellation, Template::Change, Template::Confirmation]);
}

#[tokio::test]
async fn messages_are_found_by_what_became_of_them() {
    let stand = Stand::open().await;
    let mut poison = samples::booking(stand.hotel, Locale::En);
    poison.view.guest.email = "nobody at all".to_owned();
    stand.knows(&poison);
    let sent = stand.booking(Locale::En);
    stand.confirm(&poison).await;
    stand.confirm(&sent).await;
    stand.send().await;
    let queued = stand.booking(Locale::En);
    stand.confirm(&queued).await;

    for (state, booking) in
        [(MessageState::Queued, &queued), (MessageState::Sent, &sent), (MessageState::Failed, &poison)]
    {
        let standing = MessageList { state: Some(state), ..stand.everything() };
        let found = all_pages(&stand, standing.clone()).await;
        let about = MessageList { booking: Some(sent.booking_id), ..standing };

        assert_eq!(found.iter().map(|message| message.booking_id).collect::<Vec<_>>(), [booking.booking_id]);
        assert_eq!(all_pages(&stand, about).await.len(), usize::from(state == MessageState::Sent));
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let stand = Stand::open().await;
    let refused = async |list: MessageList| match stand.module.port().messages(list).await {
        Err(NotificationError::Invalid(field, _)) => field,
        other => panic!("not refused: {other:?}"),
    };

    assert_eq!(refused(MessageList { limit: 0, ..stand.everything() }).await, "limit");
    assert_eq!(refused(MessageList { limit: 101, ..stand.everything() }).await, "limit");
    let cursor = Some("2".to_owned());
    assert_eq!(refused(MessageList { cursor, ..stand.everything() }).await, "cursor");
}

#[tokio::test]
async fn a_guest_who_asks_again_gets_the_newest_message_again() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    stand.confirm(&booking).await;
    stand.receive(&[stand.event(CHANGED, &booking, 2)]).await;
    stand.send().await;
    let by = By { actor: Actor::Guest, request_id: "r1".to_owned() };

    let queued = stand.module.port().resend_latest(stand.hotel, booking.booking_id, by).await.unwrap();

    assert_eq!((queued.template, queued.state), (Template::Change, MessageState::Queued));
    assert_eq!(stand.send().await, 1, "the confirmation is not sent again");
    let audit = db::audit::newest(&stand.place.db.fresh("test"), Some(stand.hotel), 10).await.unwrap();
    let entry = audit.first().unwrap();
    assert_eq!((entry.actor.as_str(), entry.request_id.as_str()), ("guest", "r1"));
    assert_eq!(entry.object, queued.message_id.to_string());
}

#[tokio::test]
async fn a_booking_without_a_message_has_none_to_send_again() {
    let stand = Stand::open().await;
    let booking = stand.booking(Locale::En);
    stand.confirm(&booking).await;
    let port = stand.module.port();

    let unknown = BookingId::new(samples::now());
    let elsewhere = HotelId::new(samples::now());
    for (hotel, booking) in [(stand.hotel, unknown), (elsewhere, booking.booking_id)] {
        let outcome = port.resend_latest(hotel, booking, By::system("test")).await;
        assert!(matches!(outcome, Err(NotificationError::NotFound)), "{outcome:?}");
    }
}
