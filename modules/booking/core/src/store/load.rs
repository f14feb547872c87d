//! What a batch of commands must know: a handful of statements, however many commands.

use std::collections::{HashMap, HashSet};

use db::{Column, DbError, WriteTx, many, once::Answers, set};
use inventory_api::HoldRef;
use kernel::{BookingId, ConfirmationCode, HoldId, HotelId, OnceKey};
use uuid::Uuid;

use super::find::{bookings, nights};
use crate::{
    booking::{BookingKey, Entry},
    command::Command,
    decide::{Decision, State},
};

/// Loads all that the commands touch. Another process may change it before this transaction commits: then `save` fails
/// on a unique key or on a booking's version, and the batch is decided again on what is there by then.
pub(crate) async fn load(tx: &WriteTx, commands: &[&Command]) -> Result<State, DbError> {
    let answers = Answers::load(tx, commands.iter().filter_map(|command| command.once())).await?;
    let (decisions, codes_taken) = taken(tx, commands).await?;
    let keys: HashSet<BookingKey> = commands.iter().filter_map(|command| command.booking()).collect();
    let keys: Vec<BookingKey> = keys.into_iter().collect();
    Ok(State { answers, decisions, bookings: entries(tx, &keys).await?, codes_taken })
}

/// Of the holds wanted and the codes drawn, those that are taken: a line has a hold or a code.
const TAKEN: &str = "SELECT d.hotel_id, d.hold_id, d.booking_id, NULL
     FROM set($1: hotel_id uuid, hold_id uuid) AS wanted
     CROSS JOIN decisions AS d  -- primary key
     WHERE d.hotel_id = wanted.hotel_id AND d.hold_id = wanted.hold_id
     UNION ALL
     SELECT b.hotel_id, NULL, NULL, b.code
     FROM set($2: hotel_id uuid, code text) AS drawn
     CROSS JOIN bookings AS b  -- bookings_code_once
     WHERE b.hotel_id = drawn.hotel_id AND b.code = drawn.code";

/// What was decided about holds, and which codes are in use.
type Taken = (HashMap<HoldRef, Decision>, HashSet<(HotelId, ConfirmationCode)>);

async fn taken(tx: &WriteTx, commands: &[&Command]) -> Result<Taken, DbError> {
    let holds: Vec<_> = commands.iter().flat_map(|command| command.holds()).collect();
    let (mut decisions, mut codes) = Taken::default();
    if holds.is_empty() {
        // Nothing is drawn where nothing is booked.
        return Ok((decisions, codes));
    }
    let wanted = set(holds.into_iter().map(|hold| (hold.hotel_id, hold.hold_id)));
    let drawn = commands.iter().flat_map(|command| command.codes());
    let drawn = set(drawn.map(|(hotel, code)| (hotel, code.to_string())));
    for row in many(tx, TAKEN, [wanted, drawn]).await? {
        let hotel_id = HotelId::from(row.get::<Uuid>(0)?);
        let Some(hold_id) = row.get::<Option<Uuid>>(1)?.map(HoldId::from) else {
            codes.insert((hotel_id, row.parse(3)?));
            continue;
        };
        let booking = row.get::<Option<Uuid>>(2)?.map(BookingId::from);
        let decision = booking.map_or(Decision::Abandoned, Decision::Booked);
        decisions.insert(HoldRef { hotel_id, hold_id }, decision);
    }
    Ok((decisions, codes))
}

async fn entries(tx: &WriteTx, keys: &[BookingKey]) -> Result<HashMap<BookingKey, Entry>, DbError> {
    let found = bookings(tx, keys).await?;
    // In this order: nights that somebody else rewrites in between belong to a later version than the booking that was
    // read, and `save` refuses to write over that.
    let mut kept = nights(tx, keys).await?;
    let entry = |booking: crate::booking::Booking| {
        let nights = kept.remove(&booking.key()).unwrap_or_default();
        (booking.key(), Entry { booking, nights })
    };
    Ok(found.into_iter().map(entry).collect())
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
            Self::Abandon(abandon) => abandon.refs().collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_taken_is_found_by_the_keys_that_take_it() {
        let plan = crate::store::plan(TAKEN, 2).await;

        assert!(plan.contains("SEARCH d USING PRIMARY KEY (hotel_id=? AND hold_id=?)"), "{plan}");
        assert!(
            plan.contains(
                "SEARCH b USING COVERING INDEX sqlite_autoindex_bookings_2 (hotel_id=? AND code=?)"
            ),
            "{plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
