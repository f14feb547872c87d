//! Listens to bookings and queues what their guests must be told.

use std::sync::Arc;

use async_trait::async_trait;
use booking_api::{BookingEvent, kinds};
use db::{Db, DbError, inbox};
use events::{Envelope, ReceiveError, Subscriber};
use kernel::Clock;
use notification_api::Template;
use tokio::sync::Notify;

use crate::queue::{self, NewMessage};

const CONSUMER: &str = "mail";

pub(crate) struct Mail {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) host: String,
    pub(crate) queue_wake: Arc<Notify>,
}

#[async_trait]
impl Subscriber for Mail {
    fn name(&self) -> &'static str {
        CONSUMER
    }

    fn wants(&self, kind: &str) -> bool {
        template_for(kind).is_some()
    }

    async fn receive(&self, events: &[Envelope]) -> Result<(), ReceiveError> {
        let messages = events.iter().map(|event| self.message_for(event)).collect::<Result<Vec<_>, _>>()?;
        self.enqueue(events, messages).await.map_err(ReceiveError::because)?;
        self.queue_wake.notify_one();
        Ok(())
    }
}

impl Mail {
    fn message_for(&self, event: &Envelope) -> Result<Option<NewMessage>, ReceiveError> {
        let Some(template) = template_for(&event.kind) else {
            return Ok(None);
        };
        let booked: BookingEvent = event.payload().map_err(ReceiveError::because)?;
        Ok(Some(NewMessage::new(&booked, template, &self.host)))
    }

    async fn enqueue(&self, events: &[Envelope], messages: Vec<Option<NewMessage>>) -> Result<(), DbError> {
        let now = self.clock.now();
        let tx = self.db.begin("mail_enqueue").await?;
        let new =
            inbox::receive(&tx, CONSUMER, events.iter().map(|event| (event.subject, event.id)), now).await?;
        let due: Vec<_> = events
            .iter()
            .zip(messages)
            .filter(|(event, _)| new.contains(&event.id))
            .filter_map(|(_, message)| message)
            .collect();
        queue::enqueue(&tx, &due, now).await?;
        tx.commit().await
    }
}

fn template_for(kind: &str) -> Option<Template> {
    match kind {
        kinds::CONFIRMED => Some(Template::Confirmation),
        kinds::CHANGED => Some(Template::Change),
        kinds::CANCELLED => Some(Template::Cancellation),
        _ => None,
    }
}
