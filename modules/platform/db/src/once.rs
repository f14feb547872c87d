//! Stored answers: a write repeated with its key happens once and answers the same.
//!
//! The answer is stored in the transaction of its effect, so there is no key without an effect and no effect
//! without its key.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{HotelId, OnceKey};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Arg, Column, DbError, Position, PrimaryRead, WriteTx, Writes, execute, many, position, set, us};

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
    /// Their fingerprints and answers are among the known.
    added: Vec<(HotelId, OnceKey)>,
}

#[derive(Debug)]
struct Stored {
    fingerprint: Vec<u8>,
    answer: String,
}

impl Answers {
    /// Loads what is stored for these keys.
    pub async fn load<'a>(
        read: &impl PrimaryRead,
        keys: impl IntoIterator<Item = (HotelId, &'a OnceKey)> + Send,
    ) -> Result<Self, DbError> {
        let keys: Vec<_> = keys.into_iter().map(|(hotel, once)| (hotel, &once.caller, &once.key)).collect();
        if keys.is_empty() {
            return Ok(Self::default());
        }
        let found = many(
            read,
            "SELECT i.hotel_id, i.caller, i.key, i.fingerprint, i.answer
             FROM set($1: hotel_id uuid, caller text, key text) AS wanted
             CROSS JOIN idempotency AS i  -- primary key
             WHERE i.hotel_id = wanted.hotel_id
               AND i.caller = wanted.caller
               AND i.key = wanted.key",
            [set(keys)],
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
                // Nobody knows where that was written, nor whether the caller was ever told.
                position::wrote(Position::NOWHERE);
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
        let stored = Stored { fingerprint: once.fingerprint.to_vec(), answer };
        self.known.insert((hotel, once.caller.clone(), once.key.clone()), stored);
        self.added.push((hotel, once.clone()));
        Ok(())
    }

    /// Stores what was remembered.
    pub async fn store(mut self, tx: &WriteTx, now: DateTime<Utc>) -> Result<(), DbError> {
        let mut writes = Writes::default();
        self.add_to(&mut writes, now);
        writes.make(tx).await.map(|_| ())
    }

    /// Adds what was remembered to what is stored, in the order of its keys: two batches that share some wait for one
    /// another, and do not deadlock.
    pub fn add_to<'a>(&'a mut self, writes: &mut Writes<'a>, now: DateTime<Utc>) {
        if self.added.is_empty() {
            return;
        }
        self.added.sort_unstable_by(|(a_hotel, a), (b_hotel, b)| {
            (a_hotel, &a.caller, &a.key).cmp(&(b_hotel, &b.caller, &b.key))
        });
        let lines = self.added.iter().filter_map(|(hotel, once)| {
            let slot = (*hotel, once.caller.clone(), once.key.clone());
            let stored = self.known.get(&slot)?;
            Some((*hotel, &once.caller, &once.key, stored.fingerprint.as_slice(), &stored.answer))
        });
        writes.add(
            "INSERT INTO idempotency (hotel_id, caller, key, fingerprint, answer, created_at)
             SELECT hotel_id, caller, key, fingerprint, answer, $2
             FROM set($1: hotel_id uuid, caller text, key text, fingerprint bytes, answer text) AS added",
            [set(lines), now.into()],
        );
    }
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
        [Arg::from(oldest_kept), PURGE_BATCH.into()],
    )
    .await
}
