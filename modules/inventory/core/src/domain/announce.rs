//! What a batch tells the world: one event per hold and ARI update, one per range of nights whose stock changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use db::{DbError, outbox::NewEvent};
use inventory_api::{AriChanged, AriUpdate, AvailabilityChanged, HoldPlaced, HoldRef, HoldReleased, kinds};
use kernel::{Date, EventId, HotelId, RoomTypeId};
use serde::Serialize;

use super::decide::{Stock, Told};

/// The batch's events, and each hotel's version after them.
pub(crate) struct Announcement {
    pub(crate) events: Vec<NewEvent>,
    pub(crate) versions: Vec<(HotelId, i64)>,
}

/// Numbers each hotel's events on from its `versions`.
pub(crate) fn announce(
    stock: &Stock,
    versions: &BTreeMap<HotelId, i64>,
    now: DateTime<Utc>,
) -> Result<Announcement, DbError> {
    let mut press = Press { versions: versions.clone(), events: Vec::new(), now };
    for told in &stock.changes.told {
        match told {
            Told::Placed(hold) => press.placed(stock, *hold)?,
            Told::Released { hold, nights } => press.released(stock, *hold, nights)?,
            Told::AriSet { hotel_id, update } => press.ari_set(stock, *hotel_id, update)?,
        }
    }
    for ((hotel, room_type), dates) in changed_nights(stock) {
        for range in contiguous(&dates) {
            press.availability(stock, (hotel, room_type), &range)?;
        }
    }
    let versions = press.versions.into_iter().filter(|(hotel, version)| versions.get(hotel) != Some(version));
    Ok(Announcement { events: press.events, versions: versions.collect() })
}

struct Press {
    versions: BTreeMap<HotelId, i64>,
    events: Vec<NewEvent>,
    now: DateTime<Utc>,
}

impl Press {
    fn next(&mut self, hotel: HotelId) -> i64 {
        let version = self.versions.entry(hotel).or_default();
        *version += 1;
        *version
    }

    fn print(
        &mut self,
        hotel_id: HotelId,
        sequence: i64,
        kind: &'static str,
        data: &impl Serialize,
    ) -> Result<(), DbError> {
        self.events.push(NewEvent {
            hotel_id,
            event_id: EventId::new(self.now),
            aggregate_id: hotel_id.as_uuid(),
            sequence,
            kind,
            data: serde_json::to_string(data).map_err(DbError::decode)?,
            at: self.now,
        });
        Ok(())
    }

    fn placed(&mut self, stock: &Stock, name: HoldRef) -> Result<(), DbError> {
        let Some(row) = stock.holds.get(&name) else { return Ok(()) };
        let quote = &row.held.quote;
        let event = HoldPlaced {
            hotel_id: name.hotel_id,
            hold_id: name.hold_id,
            room_type_id: row.room_type_id,
            room_type: quote.room_type.clone(),
            check_in: quote.stay.check_in(),
            check_out: quote.stay.check_out(),
            rooms: quote.rooms,
            total: quote.total,
            expires_at: row.held.expires_at,
        };
        let sequence = self.next(name.hotel_id);
        self.print(name.hotel_id, sequence, kinds::HOLD_PLACED, &event)
    }

    fn released(&mut self, stock: &Stock, name: HoldRef, nights: &[Date]) -> Result<(), DbError> {
        let Some(row) = stock.holds.get(&name) else { return Ok(()) };
        let event = HoldReleased {
            hotel_id: name.hotel_id,
            hold_id: name.hold_id,
            room_type_id: row.room_type_id,
            nights: nights.to_vec(),
            rooms: row.held.quote.rooms,
        };
        let sequence = self.next(name.hotel_id);
        self.print(name.hotel_id, sequence, kinds::HOLD_RELEASED, &event)
    }

    fn ari_set(&mut self, stock: &Stock, hotel: HotelId, update: &AriUpdate) -> Result<(), DbError> {
        let Some(profile) = stock.hotels.get(&hotel) else { return Ok(()) };
        let Some(room_type) = profile.room_type(&update.room_type) else { return Ok(()) };
        let rate_plan = update.rate_plan.as_ref().and_then(|code| profile.rate_plan(code));
        let sequence = self.next(hotel);
        let event = AriChanged {
            hotel_id: hotel,
            room_type_id: room_type.id,
            room_type: update.room_type.clone(),
            rate_plan_id: rate_plan.map(|rate_plan| rate_plan.id),
            rate_plan: update.rate_plan.clone(),
            from: update.from,
            to: update.to,
            version: sequence,
        };
        self.print(hotel, sequence, kinds::ARI_CHANGED, &event)
    }

    fn availability(
        &mut self,
        stock: &Stock,
        (hotel, room_type): (HotelId, RoomTypeId),
        range: &[Date],
    ) -> Result<(), DbError> {
        let (Some(from), Some(last)) = (range.first(), range.last()) else { return Ok(()) };
        let code = stock
            .hotels
            .get(&hotel)
            .and_then(|profile| profile.room_types.iter().find(|known| known.id == room_type));
        let Some(code) = code.map(|known| known.profile.code.clone()) else { return Ok(()) };
        let available = range
            .iter()
            .map(|date| stock.nights.get(&(hotel, room_type, *date)).map_or(0, |n| n.available()));
        let sequence = self.next(hotel);
        let event = AvailabilityChanged {
            hotel_id: hotel,
            room_type_id: room_type,
            room_type: code,
            from: *from,
            to: last.plus_days(1),
            available: available.collect(),
            version: sequence,
        };
        self.print(hotel, sequence, kinds::AVAILABILITY_CHANGED, &event)
    }
}

fn changed_nights(stock: &Stock) -> BTreeMap<(HotelId, RoomTypeId), BTreeSet<Date>> {
    let taken = stock.changes.taken.iter().filter(|(_, delta)| **delta != 0).map(|(key, _)| key);
    let mut changed: BTreeMap<_, BTreeSet<Date>> = BTreeMap::new();
    for (hotel, room_type, date) in taken.chain(&stock.changes.nights_set) {
        changed.entry((*hotel, *room_type)).or_default().insert(*date);
    }
    changed
}

/// Cuts dates into runs without gaps.
fn contiguous(dates: &BTreeSet<Date>) -> Vec<Vec<Date>> {
    let mut runs: Vec<Vec<Date>> = Vec::new();
    for date in dates {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last.plus_days(1) == *date) => run.push(*date),
            _ => runs.push(vec![*date]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_cut_where_a_night_is_missing() {
        let date = |day| Date::new(2027, 5, day).unwrap();

        let runs = contiguous(&[1, 2, 3, 7, 9, 10].map(date).into());

        assert_eq!(runs, [vec![date(1), date(2), date(3)], vec![date(7)], vec![date(9), date(10)]]);
        assert!(contiguous(&BTreeSet::new()).is_empty());
    }
}
