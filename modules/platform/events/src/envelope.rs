//! An event as the outside sees it: CloudEvents 1.0 in JSON.

use chrono::{DateTime, Utc};
use db::outbox::Claimed;
use kernel::{EventId, HotelId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use uuid::Uuid;

/// An event in its envelope (CloudEvents 1.0, structured JSON). Never holds a person's name, e-mail or phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `1.0`.
    pub specversion: String,
    /// Unique with its source; consumers deduplicate by it.
    pub id: EventId,
    /// `/jumak/<region>/<module>`.
    pub source: String,
    /// `jumak.<aggregate>.<past tense>.v<n>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The hotel's id.
    pub subject: HotelId,
    /// When it happened, UTC.
    pub time: DateTime<Utc>,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// What changed: a booking's id, or the hotel's own for its inventory.
    pub aggregate: Uuid,
    /// Counts the aggregate's events from 1, without gaps.
    pub sequence: i64,
    /// The payload, as its module wrote it.
    pub data: Box<RawValue>,
}

impl Envelope {
    /// Puts a module's outbox row into its envelope.
    pub fn of(claimed: &Claimed, region: &str, module: &str) -> Result<Self, serde_json::Error> {
        Ok(Self {
            specversion: "1.0".to_owned(),
            id: claimed.event_id,
            source: format!("/jumak/{region}/{module}"),
            kind: claimed.kind.clone(),
            subject: claimed.hotel_id,
            time: claimed.at,
            datacontenttype: "application/json".to_owned(),
            aggregate: claimed.aggregate_id,
            sequence: claimed.sequence,
            data: RawValue::from_string(claimed.data.clone())?,
        })
    }

    /// Reads the payload. Fields that a newer release added are passed over.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.data.get())
    }
}
