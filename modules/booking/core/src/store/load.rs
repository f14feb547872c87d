//! What a batch of commands must know: a handful of statements, however many commands.

use std::collections::{HashMap, HashSet};

use db::{Column, DbError, WriteTx, many, once::Answers, rows};
use inventory_api::HoldRef;
use kernel::{BookingId, ConfirmationCode, HoldId, HotelId, OnceKey};
use uuid::Uuid;

use super::{
    find::{bookings, nights},
    rows::key,
};
use crate::{
    booking::{BookingKey, Entry},
    command::Command,
    decide::{Decision, State},
};

/// Loads all that the commands touch. The transaction is the only writer, so nothing changes until it commits.
pub(crate) async fn load(tx: &WriteTx, commands: &[&Command]) -> Result<State, DbError> {
    let answers = Answers::load(tx, commands.iter().filter_map(|command| command.once())).await?;
    let holds: Vec<HoldRef> = commands.iter().flat_map(|command| command.holds()).collect();
    let keys: HashSet<BookingKey> = commands.iter().filter_map(|command| command.booking()).collect();
    let keys: Vec<BookingKey> = keys.into_iter().collect();
    Ok(State {
        answers,
        decisions: decisions(tx, &holds).await?,
        bookings: entries(tx, &keys).await?,
        codes_taken: codes_taken(tx, commands).await?,
    })
}

async fn decisions(tx: &WriteTx, holds: &[HoldRef]) -> Result<HashMap<HoldRef, Decision>, DbError> {
    if holds.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: Vec<_> = holds.iter().map(|hold| (hold.hotel_id, hold.hold_id)).collect();
    let found = many(
        tx,
        "SELECT d.hotel_id, d.hold_id, d.booking_id
         FROM json_each($1) AS wanted
         CROSS JOIN decisions AS d  -- primary key
         WHERE d.hotel_id = unhex(wanted.value ->> 0, '-')
           AND d.hold_id = unhex(wanted.value ->> 1, '-')",
        [rows(&wanted)?],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            let hotel_id = HotelId::from(row.get::<Uuid>(0)?);
            let hold_id = HoldId::from(row.get::<Uuid>(1)?);
            let booking = row.get::<Option<Uuid>>(2)?.map(BookingId::from);
            let decision = booking.map_or(Decision::Abandoned, Decision::Booked);
            Ok((HoldRef { hotel_id, hold_id }, decision))
        })
        .collect()
}

async fn entries(tx: &WriteTx, keys: &[BookingKey]) -> Result<HashMap<BookingKey, Entry>, DbError> {
    let mut kept = nights(tx, keys).await?;
    let found = bookings(tx, keys).await?;
    let entry = |booking: crate::booking::Booking| {
        let nights = kept.remove(&booking.key()).unwrap_or_default();
        (booking.key(), Entry { booking, nights })
    };
    Ok(found.into_iter().map(entry).collect())
}

async fn codes_taken(
    tx: &WriteTx,
    commands: &[&Command],
) -> Result<HashSet<(HotelId, ConfirmationCode)>, DbError> {
    let drawn: Vec<_> = commands.iter().flat_map(|command| command.codes()).collect();
    if drawn.is_empty() {
        return Ok(HashSet::new());
    }
    let taken = many(
        tx,
        "SELECT b.hotel_id, b.booking_id, b.code
         FROM json_each($1) AS drawn
         CROSS JOIN bookings AS b  -- bookings_code_once
         WHERE b.hotel_id = unhex(drawn.value ->> 0, '-')
           AND b.code = drawn.value ->> 1",
        [rows(&drawn)?],
    )
    .await?;
    taken.iter().map(|row| Ok((key(row)?.0, row.parse(2)?))).collect()
}

/// What each command touches.
impl Command {
    fn once(&self) -> Option<(HotelId, &OnceKey)> {
        match self {
            Self::Book(book) => Some((book.hotel.id, &book.once)),
            Self::Refuse(refuse) => Some((refuse.hotel_id, &refuse.once)),
            Self::Amend(amend) => Some((amend.hotel.id, &amend.once)),
            Self::Abandon(_) => None,
        }
    }

    fn holds(&self) -> Vec<HoldRef> {
        match self {
            Self::Book(book) => vec![book.hold()],
            Self::Amend(amend) => amend.new_hold().map(|(_, hold)| hold).into_iter().collect(),
            Self::Abandon(holds) => holds.clone(),
            Self::Refuse(_) => Vec::new(),
        }
    }

    fn booking(&self) -> Option<BookingKey> {
        if let Self::Amend(amend) = self { Some(amend.key()) } else { None }
    }

    fn codes(&self) -> impl Iterator<Item = (HotelId, ConfirmationCode)> {
        let book = if let Self::Book(book) = self { Some(book) } else { None };
        book.into_iter().flat_map(|book| book.codes.map(|code| (book.hotel.id, code)))
    }
}
