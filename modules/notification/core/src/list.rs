//! A hotel's messages, page by page.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use db::{Arg, Column, DbError, FreshRead, from_us, many, sea_orm::QueryResult, us};
use kernel::MessageId;
use notification_api::{MessageList, MessagePage, MessageState, MessageView};
use thiserror::Error;
use uuid::Uuid;

use crate::store::view_from;

const LIMIT_MAX: u16 = 100;

/// Why there is no page.
#[derive(Debug, Error)]
pub(crate) enum ListError {
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A message's place in the list: the newest first, and of those queued together the one about the newer booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    created_at: DateTime<Utc>,
    booking_version: i64,
    message_id: MessageId,
}

/// The statement that reads a page of some messages after a place; `$1` to `$6` as [`arguments`] has them.
macro_rules! page_of {
    ($index:literal, $which:literal) => {
        concat!(
            "SELECT message_id, booking_id, template, state, attempts, last_error, created_at, sent_at,
                    booking_version
             FROM messages  -- ",
            $index,
            "
             WHERE hotel_id = $1
               AND ",
            $which,
            "
               AND (created_at, booking_version, message_id) < ($2, $3, $4)
               AND ($5 IS NULL OR state = $5)
             ORDER BY created_at DESC, booking_version DESC, message_id DESC
             LIMIT $6"
        )
    };
}

const OF_HOTEL: &str = page_of!("messages_newest", "true");
/// Few of a hotel's many messages; the filter must read as the index does.
const UNDELIVERED: &str = page_of!("messages_undelivered", "state <> 'sent'");
/// Without the hint SQLite takes a hotel to have few messages, and reads them all.
const ABOUT_BOOKING: &str =
    page_of!("messages_once", "/* sqlite: likelihood */(booking_id = $7/* sqlite: , 0.0001 */)");

/// A page of a hotel's messages.
pub(crate) async fn page(read: &impl FreshRead, list: &MessageList) -> Result<MessagePage, ListError> {
    if !(1..=LIMIT_MAX).contains(&list.limit) {
        return Err(ListError::Invalid("limit", format!("a page has 1 to {LIMIT_MAX} messages")));
    }
    let after = list.cursor.as_deref().map(str::parse).transpose()?;
    let (sql, arguments) = statement(list, after);
    let mut found = many(read, sql, arguments).await?;
    // One more than asked for tells whether there is a next page.
    let limit = usize::from(list.limit);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let end = found.last().filter(|_| has_more).map(Place::of).transpose()?;
    let items = found.iter().map(view_from).collect::<Result<Vec<MessageView>, _>>()?;
    Ok(MessagePage { items, next_cursor: end.map(|place| place.to_string()) })
}

fn statement(list: &MessageList, after: Option<Place>) -> (&'static str, Vec<Arg<'static>>) {
    let mut arguments = arguments(list, after);
    match (list.booking, list.state) {
        (Some(booking), _) => {
            arguments.push(booking.into());
            (ABOUT_BOOKING, arguments)
        }
        (None, Some(MessageState::Queued | MessageState::Failed)) => (UNDELIVERED, arguments),
        (None, Some(MessageState::Sent) | None) => (OF_HOTEL, arguments),
    }
}

fn arguments(list: &MessageList, after: Option<Place>) -> Vec<Arg<'static>> {
    vec![
        list.hotel.into(),
        after.map_or(i64::MAX, |place| us(place.created_at)).into(),
        after.map_or(i64::MAX, |place| place.booking_version).into(),
        after.map_or(MessageId::from(Uuid::max()), |place| place.message_id).into(),
        list.state.map(MessageState::name).into(),
        (i64::from(list.limit) + 1).into(),
    ]
}

impl Place {
    fn of(row: &QueryResult) -> Result<Self, DbError> {
        Ok(Self {
            message_id: row.get::<Uuid>(0)?.into(),
            created_at: from_us(row.get(6)?),
            booking_version: row.get(8)?,
        })
    }
}

/// A cursor; opaque to whoever carries it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", us(self.created_at), self.booking_version, self.message_id)
    }
}

impl FromStr for Place {
    type Err = ListError;

    fn from_str(cursor: &str) -> Result<Self, ListError> {
        let read = || {
            let mut parts = cursor.splitn(3, '.');
            Some(Self {
                created_at: from_us(parts.next()?.parse().ok()?),
                booking_version: parts.next()?.parse().ok()?,
                message_id: parts.next()?.parse().ok()?,
            })
        };
        read().ok_or_else(|| {
            ListError::Invalid("cursor", "use the next_cursor of the page before, unchanged".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Db;

    /// How the engine means to run a statement.
    async fn plan(sql: &str, arguments: usize) -> String {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("notification.db"), "notification").await.unwrap();
        migrations::up("notification", db.owner_connection().unwrap()).await.unwrap();
        let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
        let nothing = Arg::from(Uuid::nil());
        let found = many(&db.fresh("test"), explain, vec![nothing; arguments]).await.unwrap();
        let steps: Vec<String> = found.iter().map(|row| row.get(3).unwrap()).collect();
        steps.join("\n")
    }

    #[tokio::test]
    async fn no_page_reads_all_of_a_hotels_messages() {
        let newest = plan(OF_HOTEL, 6).await;
        let undelivered = plan(UNDELIVERED, 6).await;
        let about = plan(ABOUT_BOOKING, 7).await;

        assert!(newest.contains("messages_newest (hotel_id=? AND created_at<?)"), "{newest}");
        assert!(undelivered.contains("messages_undelivered (hotel_id=? AND created_at<?)"), "{undelivered}");
        assert!(about.contains("(hotel_id=? AND booking_id=?)"), "{about}");
    }

    #[test]
    fn a_cursor_is_read_back_and_no_other_text_is() {
        let place = Place {
            created_at: "2027-04-01T03:04:05.000006Z".parse().unwrap(),
            booking_version: 3,
            message_id: Uuid::from_u128(7).into(),
        };

        assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
        for wrong in ["", "1", "1.2", "1.2.3", "x.1.00000000-0000-0000-0000-000000000007", "..", "%00"] {
            assert!(matches!(wrong.parse::<Place>(), Err(ListError::Invalid("cursor", _))), "{wrong}");
        }
    }
}
