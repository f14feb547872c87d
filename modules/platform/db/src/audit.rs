//! Who changed what: written in the transaction of the change, never altered.

use chrono::{DateTime, Utc};
use kernel::{By, HotelId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Column, DbError, Read, WriteTx, execute, from_us, many, rows, us};

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
    if entries.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = entries
        .iter()
        .map(|e| {
            let hotel = e.hotel_id.map_or(Uuid::nil(), HotelId::as_uuid);
            let id = kernel::EventId::new(e.at);
            (hotel, id, &e.actor, &e.action, &e.object, e.detail.to_string(), &e.request_id, us(e.at))
        })
        .collect();
    execute(
        tx,
        "INSERT INTO audit (hotel_id, audit_id, actor, action, object, detail, request_id, at)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), value ->> 2, value ->> 3, value ->> 4,
                value ->> 5, value ->> 6, value ->> 7
         FROM json_each($1)",
        [rows(&lines)?],
    )
    .await?;
    Ok(())
}

/// The newest entries of a hotel (or of what concerns all hotels), newest first.
pub async fn newest(
    read: &impl Read,
    hotel: Option<HotelId>,
    limit: u32,
) -> Result<Vec<AuditEntry>, DbError> {
    let hotel_id = hotel.map_or(Uuid::nil(), HotelId::as_uuid);
    let found = many(
        read,
        "SELECT actor, action, object, detail, request_id, at
         FROM audit  -- primary key
         WHERE hotel_id = $1
         ORDER BY audit_id DESC
         LIMIT $2",
        [hotel_id.into(), i64::from(limit).into()],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            Ok(AuditEntry {
                hotel_id: hotel,
                actor: row.get(0)?,
                action: row.get(1)?,
                object: row.get(2)?,
                detail: row.json(3)?,
                request_id: row.get(4)?,
                at: from_us(row.get(5)?),
            })
        })
        .collect()
}
