//! Who changed what: written in the transaction of the change, never altered.

use chrono::{DateTime, Utc};
use kernel::{By, EventId, HotelId};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Arg, Column, DbError, Read, WriteTx, Writes, from_us, many, set, us};

/// One privileged change. `detail` holds ids, codes, dates and amounts, never a person's data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The hotel concerned; `None` for what concerns all of them.
    pub hotel_id: Option<HotelId>,
    /// Who did it.
    pub actor: String,
    /// What was done, such as `ari.update`.
    pub action: String,
    /// To what, such as a code or an id.
    pub object: String,
    /// Before and after, as JSON.
    pub detail: serde_json::Value,
    /// The request that asked for it.
    pub request_id: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl AuditEntry {
    /// An entry without details yet.
    pub fn new(by: &By, action: &str, object: impl ToString, at: DateTime<Utc>) -> Self {
        Self {
            hotel_id: None,
            actor: by.actor.to_string(),
            action: action.to_owned(),
            object: object.to_string(),
            detail: serde_json::Value::Null,
            request_id: by.request_id.clone(),
            at,
        }
    }

    /// Names the hotel concerned.
    #[must_use]
    pub fn at_hotel(mut self, hotel: HotelId) -> Self {
        self.hotel_id = Some(hotel);
        self
    }

    /// Adds what changed.
    #[must_use]
    pub fn with_detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Writes entries in the transaction of what they describe.
pub async fn record(tx: &WriteTx, entries: &[AuditEntry]) -> Result<(), DbError> {
    let mut writes = Writes::default();
    add_to(&mut writes, entries);
    writes.make(tx).await.map(|_| ())
}

/// Adds entries to what is stored with what they describe.
pub fn add_to<'a>(writes: &mut Writes<'a>, entries: &'a [AuditEntry]) {
    if entries.is_empty() {
        return;
    }
    let lines = entries.iter().map(|e| {
        let hotel = e.hotel_id.map_or(Uuid::nil(), HotelId::as_uuid);
        (
            hotel,
            EventId::new(e.at),
            &e.actor,
            &e.action,
            &e.object,
            e.detail.to_string(),
            &e.request_id,
            us(e.at),
        )
    });
    writes.add(
        "INSERT INTO audit (hotel_id, audit_id, actor, action, object, detail, request_id, at)
         SELECT hotel_id, audit_id, actor, action, object, detail, request_id, at
         FROM set($1: hotel_id uuid, audit_id uuid, actor text, action text, object text, detail text,
                      request_id text, at bigint) AS done",
        [set(lines)],
    );
}

/// An entry that was written, with its id: entries are read in the order of their ids.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its id, which ends a page and begins the next.
    pub id: EventId,
    /// What it says.
    pub entry: AuditEntry,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// The hotel they concern; `None` for those that concern all hotels.
    pub hotel: Option<HotelId>,
    /// Only those about this object.
    pub object: Option<&'a str>,
    /// Only those before this one.
    pub before: Option<EventId>,
    /// At most so many.
    pub limit: u32,
}

const NEWEST: &str = "SELECT audit_id, actor, action, object, detail, request_id, at
     FROM audit  -- primary key
     WHERE hotel_id = $1 AND audit_id < $2
     ORDER BY audit_id DESC
     LIMIT $3";

const NEWEST_OF_OBJECT: &str = "SELECT audit_id, actor, action, object, detail, request_id, at
     FROM audit  -- audit_of_object
     WHERE hotel_id = $1 AND audit_id < $2 AND object = $4
     ORDER BY audit_id DESC
     LIMIT $3";

/// Entries, newest first.
pub async fn list(read: &impl Read, wanted: &Wanted<'_>) -> Result<Vec<Recorded>, DbError> {
    let before = wanted.before.map_or(Uuid::max(), EventId::as_uuid);
    let mut values: Vec<Arg<'_>> = vec![
        wanted.hotel.map_or(Uuid::nil(), HotelId::as_uuid).into(),
        before.into(),
        i64::from(wanted.limit).into(),
    ];
    values.extend(wanted.object.map(Arg::from));
    let sql = if wanted.object.is_some() { NEWEST_OF_OBJECT } else { NEWEST };
    let found = many(read, sql, values).await?;
    found.iter().map(|row| recorded_from(row, wanted.hotel)).collect()
}

/// The newest entries of a hotel (or of what concerns all hotels), newest first.
pub async fn newest(
    read: &impl Read,
    hotel: Option<HotelId>,
    limit: u32,
) -> Result<Vec<AuditEntry>, DbError> {
    let found = list(read, &Wanted { hotel, limit, ..Wanted::default() }).await?;
    Ok(found.into_iter().map(|recorded| recorded.entry).collect())
}

fn recorded_from(row: &QueryResult, hotel_id: Option<HotelId>) -> Result<Recorded, DbError> {
    let entry = AuditEntry {
        hotel_id,
        actor: row.get(1)?,
        action: row.get(2)?,
        object: row.get(3)?,
        detail: row.json(4)?,
        request_id: row.get(5)?,
        at: from_us(row.get(6)?),
    };
    Ok(Recorded { id: row.get::<Uuid>(0)?.into(), entry })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;

    #[tokio::test]
    async fn a_page_of_the_trail_reads_no_more_than_it_shows() {
        let newest = plan(NEWEST, 3).await;
        let of_object = plan(NEWEST_OF_OBJECT, 4).await;

        assert!(
            newest.contains("USING INDEX sqlite_autoindex_audit_1 (hotel_id=? AND audit_id<?)"),
            "{newest}"
        );
        let index = "USING INDEX audit_of_object (hotel_id=? AND object=? AND audit_id<?)";
        assert!(of_object.contains(index), "{of_object}");
        assert!(
            !newest.contains("TEMP B-TREE") && !of_object.contains("TEMP B-TREE"),
            "{newest} {of_object}"
        );
    }
}
