//! Storing what a batch changed: one statement for each table, however many bookings.
//!
//! Another process may have decided the same at the same time. Whoever stores second finds a unique key taken, or a
//! booking at another version than the one it read; nothing of its batch is kept, and all of it is decided again.
//! Everybody writes to the tables in the same order, and to each in the order of its keys, so that two who meet wait
//! for one another and do not deadlock.

use chrono::{DateTime, Utc};
use db::{
    Cells, DbError, WriteTx, Writes, execute,
    outbox::{self, NewEvent},
    set,
};
use inventory_api::HoldRef;
use kernel::{BookingId, EventId};

use super::history;
use crate::{
    booking::Booking,
    decide::{Changed, Changes, Decision, Happening},
};

/// Stores a batch's changes, its events and the answers to its keys.
pub(crate) async fn save(tx: &WriteTx, mut changes: Changes, now: DateTime<Utc>) -> Result<(), DbError> {
    amend(tx, &changes.bookings).await?;
    clear_nights(tx, &changes.bookings).await?;
    let events = events(&changes.happenings, now)?;
    let mut writes = Writes::default();
    add_made(&mut writes, &changes.bookings)?;
    add_nights(&mut writes, &changes.bookings);
    add_decisions(&mut writes, &changes.decisions, now);
    history::add_to(&mut writes, &changes.happenings, now)?;
    outbox::add_to(&mut writes, &events);
    changes.answers.add_to(&mut writes, now);
    writes.make(tx).await.map(|_| ())
}

const MADE: &str = "INSERT INTO bookings (
         hotel_id, booking_id, code, status, version, check_in, check_out, rooms, guests, room_type,
         rate_plan, total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
     SELECT
         hotel_id, booking_id, code, status, version, check_in, check_out, rooms, guests, room_type,
         rate_plan, total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at
     FROM set($1:
         hotel_id uuid, booking_id uuid, code text, status text, version bigint, check_in date, check_out date,
         rooms bigint, guests bigint, room_type text, rate_plan text, total_minor bigint, currency text,
         email text, guest_name text, token_hash bytes, detail text, created_at bigint, changed_at bigint
     ) AS made";

/// New bookings. Their primary key and `bookings_code_once` refuse what somebody else has.
fn add_made<'a>(writes: &mut Writes<'a>, changed: &'a [Changed]) -> Result<(), DbError> {
    let lines = changed
        .iter()
        .filter(|changed| changed.seen.is_none())
        .map(|changed| line(&changed.entry.booking))
        .collect::<Result<Vec<_>, _>>()?;
    if !lines.is_empty() {
        writes.add(MADE, [set(lines)]);
    }
    Ok(())
}

/// A booking's columns, as the statement above names them.
fn line(booking: &Booking) -> Result<impl Cells<'_>, DbError> {
    let (quote, guest) = (booking.quote(), &booking.detail.guest);
    let (check_in, check_out) = (quote.stay.check_in(), quote.stay.check_out());
    let name = (booking.hotel_id, booking.booking_id, booking.code.to_string());
    let state = (booking.status.name(), booking.version);
    let stay = (check_in, check_out, quote.rooms, booking.guests());
    let sold = (quote.room_type.as_str(), quote.rate_plan.as_str());
    let total = (quote.total.amount, quote.total.currency.to_string());
    let owner = (guest.email.to_lowercase(), &guest.name, &booking.token_hash);
    let rest = (detail(booking)?, booking.created_at, booking.changed_at);
    Ok((name, state, stay, sold, total, owner, rest))
}

fn detail(booking: &Booking) -> Result<String, DbError> {
    serde_json::to_string(&booking.detail).map_err(DbError::decode)
}

const AMENDED: &str = "UPDATE bookings
     SET status = amended.status,
         version = amended.version,
         check_in = amended.check_in,
         check_out = amended.check_out,
         room_type = amended.room_type,
         rate_plan = amended.rate_plan,
         total_minor = amended.total_minor,
         detail = amended.detail,
         changed_at = amended.changed_at
     FROM set($1:
         hotel_id uuid, booking_id uuid, seen bigint, status text, version bigint, check_in date, check_out date,
         room_type text, rate_plan text, total_minor bigint, detail text, changed_at bigint
     ) AS amended
     WHERE bookings.hotel_id = amended.hotel_id  -- primary key
       AND bookings.booking_id = amended.booking_id
       AND bookings.version = amended.seen";

/// Bookings that were there, each only if it is still at the version on which its change was decided.
async fn amend(tx: &WriteTx, changed: &[Changed]) -> Result<(), DbError> {
    let lines = changed
        .iter()
        .filter_map(|changed| changed.seen.map(|seen| (seen, &changed.entry.booking)))
        .map(|(seen, booking)| {
            let quote = booking.quote();
            let name = (booking.hotel_id, booking.booking_id, seen);
            let state = (booking.status.name(), booking.version);
            let stay = (quote.stay.check_in(), quote.stay.check_out());
            let sold = (quote.room_type.as_str(), quote.rate_plan.as_str(), quote.total.amount);
            Ok((name, state, stay, sold, detail(booking)?, booking.changed_at))
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    if lines.is_empty() {
        return Ok(());
    }
    let expected = lines.len();
    let written = execute(tx, AMENDED, [set(lines)]).await?;
    if u64::try_from(expected).is_ok_and(|expected| expected == written) {
        return Ok(());
    }
    Err(DbError::overtaken(format!("{written} of {expected} bookings were still as they had been read")))
}

/// Removes the nights of bookings that get others.
async fn clear_nights(tx: &WriteTx, changed: &[Changed]) -> Result<(), DbError> {
    let outdated = changed.iter().filter(|changed| changed.has_new_nights && changed.had_nights);
    let outdated: Vec<_> = outdated.map(|changed| changed.entry.booking.key()).collect();
    if !outdated.is_empty() {
        execute(
            tx,
            "DELETE FROM booking_nights
             WHERE (hotel_id, booking_id) IN (  -- primary key
                 SELECT hotel_id, booking_id FROM set($1: hotel_id uuid, booking_id uuid) AS outdated)",
            [set(outdated)],
        )
        .await?;
    }
    Ok(())
}

fn add_nights(writes: &mut Writes<'_>, changed: &[Changed]) {
    let kept: Vec<_> = changed
        .iter()
        .filter(|changed| changed.has_new_nights)
        .flat_map(|changed| {
            let key = changed.entry.booking.key();
            changed.entry.nights.iter().map(move |night| (key, night.date, night.hold_id, night.price_minor))
        })
        .collect();
    if kept.is_empty() {
        return;
    }
    writes.add(
        "INSERT INTO booking_nights (hotel_id, booking_id, night, hold_id, price_minor)
         SELECT hotel_id, booking_id, night, hold_id, price_minor
         FROM set($1: hotel_id uuid, booking_id uuid, night date, hold_id uuid, price_minor bigint) AS kept",
        [set(kept)],
    );
}

/// `decisions_pk` refuses a second decision about a hold, whatever was loaded.
fn add_decisions(writes: &mut Writes<'_>, decisions: &[(HoldRef, Decision)], now: DateTime<Utc>) {
    if decisions.is_empty() {
        return;
    }
    let lines = set(decisions.iter().map(|(hold, decision)| {
        let (outcome, booking): (_, Option<BookingId>) = match decision {
            Decision::Booked(booking) => ("booked", Some(*booking)),
            Decision::Abandoned => ("abandoned", None),
        };
        (hold.hotel_id, hold.hold_id, outcome, booking)
    }));
    writes.add(
        "INSERT INTO decisions (hotel_id, hold_id, outcome, booking_id, decided_at)
         SELECT hotel_id, hold_id, outcome, booking_id, $2
         FROM set($1: hotel_id uuid, hold_id uuid, outcome text, booking_id uuid) AS decided",
        [lines, now.into()],
    );
}

fn events(happenings: &[Happening], now: DateTime<Utc>) -> Result<Vec<NewEvent>, DbError> {
    happenings
        .iter()
        .map(|happening| {
            let event = &happening.event;
            Ok(NewEvent {
                hotel_id: event.hotel_id,
                event_id: EventId::new(now),
                aggregate_id: event.booking_id.as_uuid(),
                sequence: event.version,
                kind: happening.kind,
                data: serde_json::to_string(event).map_err(DbError::decode)?,
                at: now,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        amend::Amendment,
        command::{Answer, Command},
        decide::{
            decide,
            samples::{amend, arrival_noon, book, held, once},
        },
        store::{load, plan},
    };

    async fn decided(tx: &WriteTx, command: Command) -> Changes {
        let state = load(tx, &[&command]).await.unwrap();
        let (changes, answers) = decide(state, &[&command], arrival_noon()).unwrap();
        assert!(matches!(answers.as_slice(), [Answer::Written(_)]), "{answers:?}");
        changes
    }

    #[tokio::test]
    async fn a_change_is_not_stored_over_one_that_it_did_not_see() {
        let place = db_testing::place("booking").await;
        let tx = place.db.begin("test").await.unwrap();
        let cancel = |key| Command::Amend(Box::new(amend(1, Amendment::Cancel, once(key, 0))));
        let booked = decided(&tx, Command::Book(Box::new(book(1, held(1), once("book", 0))))).await;
        save(&tx, booked, arrival_noon()).await.unwrap();
        let (first, second) = (decided(&tx, cancel("a")).await, decided(&tx, cancel("b")).await);
        save(&tx, first, arrival_noon()).await.unwrap();

        let outcome = save(&tx, second, arrival_noon()).await;

        assert!(matches!(outcome, Err(DbError::Contended(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_booking_is_changed_by_its_key() {
        let plan = plan(AMENDED, 1).await;

        assert!(plan.contains("SEARCH bookings USING"), "{plan}");
        assert!(plan.contains("(hotel_id=? AND booking_id=?)"), "{plan}");
        assert!(!plan.contains("AUTOMATIC"), "{plan}");
    }
}
