//! Stored answers: a write repeated with its key happens once and answers the same.
//!
//! The answer is stored in the transaction of its effect, so there is no key without an effect and no effect
//! without its key.

use std::{collections::HashMap, fmt::Write};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{HotelId, OnceKey};
use sea_orm::Value;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Column, DbError, FreshRead, WriteTx, execute, many, rows, us};

/// Callers may count on a day; two make sure that no repeat falls between.
const KEPT: TimeDelta = TimeDelta::hours(48);
const PURGE_BATCH: i64 = 5_000;

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recalled<A> {
    /// Never seen.
    New,
    /// Answered before, with this.
    Answered(A),
    /// Used before for another request.
    OtherRequest,
}

/// The stored answers of one batch's keys, and those the batch adds.
#[derive(Debug, Default)]
pub struct Answers {
    known: HashMap<(HotelId, String, String), Stored>,
    added: Vec<NewRow>,
}

#[derive(Debug)]
struct Stored {
    fingerprint: Vec<u8>,
    answer: String,
}

/// (hotel, caller, key, fingerprint in hexadecimal, answer), as the statement below reads them.
type NewRow = (HotelId, String, String, String, String);

impl Answers {
    /// Loads what is stored for these keys.
    pub async fn load<'a>(
        read: &impl FreshRead,
        keys: impl IntoIterator<Item = (HotelId, &'a OnceKey)> + Send,
    ) -> Result<Self, DbError> {
        let keys: Vec<_> = keys.into_iter().map(|(hotel, once)| (hotel, &once.caller, &once.key)).collect();
        if keys.is_empty() {
            return Ok(Self::default());
        }
        let found = many(
            read,
            "SELECT i.hotel_id, i.caller, i.key, i.fingerprint, i.answer
             FROM json_each($1) AS wanted
             CROSS JOIN idempotency AS i  -- primary key
             WHERE i.hotel_id = unhex(wanted.value ->> 0, '-')
               AND i.caller = wanted.value ->> 1
               AND i.key = wanted.value ->> 2",
            [rows(&keys)?],
        )
        .await?;
        let known = found
            .iter()
            .map(|row| {
                let hotel = HotelId::from(row.get::<uuid::Uuid>(0)?);
                let stored = Stored { fingerprint: row.get(3)?, answer: row.get(4)? };
                Ok(((hotel, row.get(1)?, row.get(2)?), stored))
            })
            .collect::<Result<_, DbError>>()?;
        Ok(Self { known, added: Vec::new() })
    }

    /// What was answered to this key before, also by an earlier command of the same batch.
    pub fn recall<A: DeserializeOwned>(
        &self,
        hotel: HotelId,
        once: &OnceKey,
    ) -> Result<Recalled<A>, DbError> {
        let slot = (hotel, once.caller.clone(), once.key.clone());
        match self.known.get(&slot) {
            None => Ok(Recalled::New),
            Some(stored) if stored.fingerprint != once.fingerprint => Ok(Recalled::OtherRequest),
            Some(stored) => {
                serde_json::from_str(&stored.answer).map(Recalled::Answered).map_err(DbError::decode)
            }
        }
    }

    /// Remembers an answer, to be stored with [`Answers::store`].
    pub fn remember<A: Serialize>(
        &mut self,
        hotel: HotelId,
        once: &OnceKey,
        answer: &A,
    ) -> Result<(), DbError> {
        let answer = serde_json::to_string(answer).map_err(DbError::decode)?;
        let fingerprint = once.fingerprint.to_vec();
        let hex = hexadecimal(&once.fingerprint);
        self.added.push((hotel, once.caller.clone(), once.key.clone(), hex, answer.clone()));
        self.known.insert((hotel, once.caller.clone(), once.key.clone()), Stored { fingerprint, answer });
        Ok(())
    }

    /// Stores what was remembered.
    pub async fn store(self, tx: &WriteTx, now: DateTime<Utc>) -> Result<(), DbError> {
        if self.added.is_empty() {
            return Ok(());
        }
        execute(
            tx,
            "INSERT INTO idempotency (hotel_id, caller, key, fingerprint, answer, created_at)
             SELECT unhex(value ->> 0, '-'), value ->> 1, value ->> 2, unhex(value ->> 3), value ->> 4, $2
             FROM json_each($1)",
            [rows(&self.added)?, us(now).into()],
        )
        .await?;
        Ok(())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Forgets answers older than two days, a few thousand at a time. Answers how many were forgotten.
pub async fn purge(tx: &WriteTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    let oldest_kept = us(now - KEPT);
    execute(
        tx,
        "DELETE FROM idempotency
         WHERE (hotel_id, caller, key) IN (
             SELECT hotel_id, caller, key
             FROM idempotency  -- idempotency_created
             WHERE created_at < $1
             LIMIT $2)",
        [Value::from(oldest_kept), PURGE_BATCH.into()],
    )
    .await
}
