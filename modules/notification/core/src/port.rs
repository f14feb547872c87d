//! The port, answered from the module's own database.

use std::sync::Arc;

use async_trait::async_trait;
use db::{
    Db, DbError,
    once::{Answers, Recalled},
};
use kernel::{BookingId, By, Clock, Done, HotelId, MessageId, OnceKey};
use notification_api::{MessageList, MessagePage, MessageView, Notification, NotificationError};
use thiserror::Error;
use tokio::sync::Notify;

use crate::{
    list::{self, ListError},
    store,
};

/// Why a message was not sent again.
#[derive(Debug, Error)]
pub(crate) enum ResendError {
    #[error("there is no such message")]
    NotFound,
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    #[error(transparent)]
    Db(#[from] DbError),
}

pub(crate) struct Local {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) queue_wake: Arc<Notify>,
}

impl Local {
    /// A hotel's messages, newest first.
    pub(crate) async fn list(&self, list: &MessageList) -> Result<MessagePage, ListError> {
        list::page(&self.db.fresh("messages"), list).await
    }

    /// Queues a message again; a repeat of the key answers what the first one did, and queues nothing.
    pub(crate) async fn resend_once(
        &self,
        message: (HotelId, MessageId),
        by: &By,
        once: &OnceKey,
    ) -> Result<Done<MessageView>, ResendError> {
        match self.try_resend_once(message, by, once).await {
            // The same key at the same moment, maybe in another process; by now its answer is stored.
            Err(ResendError::Db(error))
                if error.is_constraint() || matches!(error, DbError::Contended(_)) =>
            {
                self.try_resend_once(message, by, once).await
            }
            outcome => outcome,
        }
    }

    async fn try_resend_once(
        &self,
        (hotel, message): (HotelId, MessageId),
        by: &By,
        once: &OnceKey,
    ) -> Result<Done<MessageView>, ResendError> {
        let now = self.clock.now();
        let tx = self.db.begin("mail_resend").await?;
        let mut answers = Answers::load(&tx, [(hotel, once)]).await?;
        match answers.recall(hotel, once)? {
            Recalled::Answered(view) => return Ok(Done::again(view)),
            Recalled::OtherRequest => return Err(ResendError::KeyReused),
            Recalled::New => {}
        }
        let view = store::requeue(&tx, (hotel, message), by, now).await?.ok_or(ResendError::NotFound)?;
        answers.remember(hotel, once, &view)?;
        answers.store(&tx, now).await?;
        tx.commit().await?;
        self.queue_wake.notify_one();
        Ok(Done::first(view))
    }

    async fn requeue(&self, hotel: HotelId, message: MessageId, by: &By) -> Result<(), ResendError> {
        let tx = self.db.begin("mail_resend").await?;
        store::requeue(&tx, (hotel, message), by, self.clock.now()).await?.ok_or(ResendError::NotFound)?;
        tx.commit().await?;
        self.queue_wake.notify_one();
        Ok(())
    }

    async fn requeue_latest(
        &self,
        hotel: HotelId,
        booking: BookingId,
        by: &By,
    ) -> Result<MessageView, ResendError> {
        let tx = self.db.begin("mail_resend").await?;
        let latest = store::latest_about(&tx, hotel, booking).await?.ok_or(ResendError::NotFound)?;
        let queued = store::requeue(&tx, (hotel, latest), by, self.clock.now()).await?;
        let view = queued.ok_or(ResendError::NotFound)?;
        tx.commit().await?;
        self.queue_wake.notify_one();
        Ok(view)
    }
}

#[async_trait]
impl Notification for Local {
    async fn messages(&self, list: MessageList) -> Result<MessagePage, NotificationError> {
        self.list(&list).await.map_err(|error| match error {
            ListError::Invalid(field, reason) => NotificationError::Invalid(field, reason),
            ListError::Db(error) => unavailable(&error),
        })
    }

    async fn resend(&self, hotel: HotelId, message: MessageId, by: By) -> Result<(), NotificationError> {
        self.requeue(hotel, message, &by).await.map_err(unsent)
    }

    async fn resend_latest(
        &self,
        hotel: HotelId,
        booking: BookingId,
        by: By,
    ) -> Result<MessageView, NotificationError> {
        self.requeue_latest(hotel, booking, &by).await.map_err(unsent)
    }

    async fn backlog(&self) -> Result<(u64, u64), NotificationError> {
        store::backlog(&self.db.stale("mail_backlog")).await.map_err(|error| unavailable(&error))
    }
}

fn unsent(error: ResendError) -> NotificationError {
    match error {
        ResendError::NotFound => NotificationError::NotFound,
        ResendError::Db(DbError::ReadOnly) => NotificationError::ReadOnly,
        other => unavailable(&other),
    }
}

/// Logged here with its causes, since they do not travel.
fn unavailable(error: &(dyn std::error::Error + 'static)) -> NotificationError {
    tracing::error!(error, "Notification could not answer");
    NotificationError::Unavailable(error.to_string())
}
