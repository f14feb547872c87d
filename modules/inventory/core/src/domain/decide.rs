//! Deciding commands, first come first served, against the nights as they are. Pure: no clock, no database.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use inventory_api::{
    AriRefusal, AriSet, AriUpdate, Held, HoldRef, HoldRefusal, HoldRooms, HoldState, Hotel, NightConflict,
    RatePlan, ReleaseRooms, Released, RoomType, WhenLapsed,
};
use kernel::{ConfirmationCode, Date, HoldId, HotelId, MoneyError, RatePlanId, RoomTypeId};

use super::{
    evaluate::{Asked, Nights, evaluate},
    night::{Night, Rate, Rules},
    price,
};

/// A room type's night; ordered as rows are locked.
pub(crate) type NightKey = (HotelId, RoomTypeId, Date);
/// A rate plan's night.
pub(crate) type RateKey = (HotelId, RoomTypeId, RatePlanId, Date);

/// More would fill a page without telling staff more.
const BOOKINGS_NAMED_MAX: usize = 100;

/// A hold as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HoldRow {
    pub(crate) room_type_id: RoomTypeId,
    pub(crate) owner: Option<ConfirmationCode>,
    pub(crate) held: Held,
}

/// Everything a batch of commands is decided against, changed as it is decided.
#[derive(Debug, Default)]
pub(crate) struct Stock {
    pub(crate) hotels: HashMap<HotelId, Arc<Hotel>>,
    pub(crate) nights: BTreeMap<NightKey, Night>,
    pub(crate) rates: BTreeMap<RateKey, Rate>,
    pub(crate) holds: BTreeMap<HoldRef, HoldRow>,
    pub(crate) changes: Changes,
}

/// What the batch changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// By how many rooms nights are taken more, or less; merged per night, in lock order.
    pub(crate) taken: BTreeMap<NightKey, i64>,
    /// Nights whose whole row was set.
    pub(crate) nights_set: BTreeSet<NightKey>,
    /// Rates whose whole row was set.
    pub(crate) rates_set: BTreeSet<RateKey>,
    pub(crate) holds_placed: Vec<HoldRef>,
    pub(crate) holds_changed: BTreeSet<HoldRef>,
    /// What to tell, in the order in which it happened.
    pub(crate) told: Vec<Told>,
}

/// Something that happened, as others will hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    Placed(HoldRef),
    Released { hold: HoldRef, nights: Vec<Date> },
    AriSet { hotel_id: HotelId, update: AriUpdate },
}

/// Why a hold was not placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotHeld {
    /// For good.
    Refused(HoldRefusal),
    /// These lapsed holds are in the way.
    Lapsed(Vec<HoldId>),
    NoHotel,
    /// No sum of money fits.
    Overflow,
}

/// One room type under one rate plan, looked up in the batch's nights.
struct Shelf<'a> {
    stock: &'a Stock,
    hotel: HotelId,
    room_type: RoomTypeId,
    rate_plan: RatePlanId,
}

impl Nights for Shelf<'_> {
    fn night(&self, date: Date) -> Option<Night> {
        self.stock.nights.get(&(self.hotel, self.room_type, date)).copied()
    }

    fn rate(&self, date: Date) -> Option<Rate> {
        self.stock.rates.get(&(self.hotel, self.room_type, self.rate_plan, date)).copied()
    }
}

impl Stock {
    /// Places a hold, or answers the one that was placed under this id before.
    pub(crate) fn hold(&mut self, command: &HoldRooms, now: DateTime<Utc>) -> Result<Held, NotHeld> {
        let name = HoldRef { hotel_id: command.hotel_id, hold_id: command.hold_id };
        if let Some(row) = self.holds.get(&name) {
            return Ok(row.held.clone());
        }
        let hotel = self.hotels.get(&command.hotel_id).cloned().ok_or(NotHeld::NoHotel)?;
        let (room_type, rate_plan) = find(&hotel, command).map_err(NotHeld::Refused)?;
        let held = self.offer(command, (&hotel, room_type, rate_plan), now)?;
        for night in &held.claimed {
            self.take((hotel.id, room_type.id, *night), command.terms.rooms.into());
        }
        let row = HoldRow { room_type_id: room_type.id, owner: None, held: held.clone() };
        self.holds.insert(name, row);
        self.changes.holds_placed.push(name);
        self.changes.told.push(Told::Placed(name));
        Ok(held)
    }

    /// What the hold would be, if it may be.
    fn offer(
        &self,
        command: &HoldRooms,
        (hotel, room_type, rate_plan): (&Hotel, &RoomType, &RatePlan),
        now: DateTime<Utc>,
    ) -> Result<Held, NotHeld> {
        let terms = &command.terms;
        let asked = Asked {
            hotel,
            room_type,
            rate_plan,
            stay: terms.stay,
            rooms: terms.rooms,
            party: &terms.party,
            today: hotel.profile.time_zone.date_at(now),
            already_claimed: &command.already_claimed,
        };
        let nights = Shelf { stock: self, hotel: hotel.id, room_type: room_type.id, rate_plan: rate_plan.id };
        let found = evaluate(asked, &nights);
        if !found.reasons.is_empty() {
            return Err(NotHeld::Refused(HoldRefusal::Restricted { reasons: found.why_not() }));
        }
        if !found.sold_out.is_empty() {
            return Err(self.sold_out(command, room_type.id, found.sold_out, now));
        }
        let quote = price::quote(asked, &found.prices).map_err(|_: MoneyError| NotHeld::Overflow)?;
        if terms.expected_total.is_some_and(|expected| expected != quote.total) {
            return Err(NotHeld::Refused(HoldRefusal::PriceChanged { total: quote.total }));
        }
        let claimed = terms.stay.nights().filter(|n| !command.already_claimed.contains(n)).collect();
        Ok(Held {
            hold_id: command.hold_id,
            expires_at: now + TimeDelta::minutes(hotel.profile.hold_minutes.into()),
            claimed,
            quote,
            state: HoldState::Held,
        })
    }

    /// "Sold out" is never false: lapsed holds on those nights are named first.
    fn sold_out(
        &self,
        command: &HoldRooms,
        room_type: RoomTypeId,
        nights: Vec<Date>,
        now: DateTime<Utc>,
    ) -> NotHeld {
        let lapsed: Vec<_> = match command.when_lapsed {
            WhenLapsed::Refuse => Vec::new(),
            WhenLapsed::Report => self
                .holds
                .iter()
                .filter(|(name, row)| name.hotel_id == command.hotel_id && row.room_type_id == room_type)
                .filter(|(_, row)| row.held.state == HoldState::Held && row.held.expires_at <= now)
                .filter(|(_, row)| row.held.claimed.iter().any(|night| nights.contains(night)))
                .map(|(name, _)| name.hold_id)
                .collect(),
        };
        if lapsed.is_empty() {
            NotHeld::Refused(HoldRefusal::SoldOut { nights, alternatives: Vec::new() })
        } else {
            NotHeld::Lapsed(lapsed)
        }
    }

    /// Gives nights back; those that the hold no longer claims are passed over.
    pub(crate) fn release(&mut self, release: &ReleaseRooms) {
        let name = release.hold;
        let Some(row) = self.holds.get_mut(&name) else { return };
        if row.held.state == HoldState::Released {
            return;
        }
        let is_given_back = |night: &Date| match &release.nights {
            Released::All => true,
            Released::Nights(nights) => nights.contains(night),
        };
        let (given_back, kept): (Vec<_>, Vec<_>) = row.held.claimed.iter().copied().partition(is_given_back);
        if given_back.is_empty() && release.nights != Released::All {
            return;
        }
        if kept.is_empty() {
            row.held.state = HoldState::Released;
        }
        row.held.claimed = kept;
        let (room_type, rooms) = (row.room_type_id, i64::from(row.held.quote.rooms));
        for night in &given_back {
            self.take((name.hotel_id, room_type, *night), -rooms);
        }
        self.changes.holds_changed.insert(name);
        self.changes.told.push(Told::Released { hold: name, nights: given_back });
    }

    /// Sets availability, rates and restrictions: all updates, or none.
    pub(crate) fn set_ari(&mut self, hotel: &Hotel, updates: &[AriUpdate]) -> Result<AriSet, AriRefusal> {
        let mut nights = BTreeMap::new();
        let mut rates = BTreeMap::new();
        for update in updates {
            self.apply(hotel, update, &mut nights, &mut rates);
        }
        self.refuse_below_taken(hotel, &nights)?;
        let named: BTreeSet<_> = nights
            .keys()
            .copied()
            .chain(rates.keys().map(|(hotel, room_type, _, date)| (*hotel, *room_type, *date)))
            .collect();
        self.changes.nights_set.extend(nights.keys());
        self.changes.rates_set.extend(rates.keys());
        self.nights.extend(nights);
        self.rates.extend(rates);
        let told = updates.iter().map(|u| Told::AriSet { hotel_id: hotel.id, update: u.clone() });
        self.changes.told.extend(told);
        Ok(AriSet { nights_changed: u64::try_from(named.len()).unwrap_or(u64::MAX) })
    }

    /// Lays one update over what is stored and what earlier updates made of it.
    fn apply(
        &self,
        hotel: &Hotel,
        update: &AriUpdate,
        nights: &mut BTreeMap<NightKey, Night>,
        rates: &mut BTreeMap<RateKey, Rate>,
    ) {
        let Some(room_type) = hotel.room_type(&update.room_type) else { return };
        let rate_plan = update.rate_plan.as_ref().and_then(|code| hotel.rate_plan(code));
        for date in dates_of(update) {
            let key = (hotel.id, room_type.id, date);
            if update.allotment.is_some() || update.overbooking.is_some() || rate_plan.is_none() {
                let new = Night { allotment: room_type.profile.allotment, ..Night::default() };
                let stored = self.nights.get(&key).copied().unwrap_or(new);
                let night = nights.entry(key).or_insert(stored);
                night.allotment = update.allotment.unwrap_or(night.allotment);
                night.overbooking = update.overbooking.unwrap_or(night.overbooking);
                if rate_plan.is_none() {
                    restrict(&mut night.rules, update);
                }
            }
            if let Some(rate_plan) = rate_plan {
                let key = (hotel.id, room_type.id, rate_plan.id, date);
                let stored = self.rates.get(&key).copied().unwrap_or_default();
                let rate = rates.entry(key).or_insert(stored);
                if let Some(price) = update.price {
                    rate.set_price_minor(price.map(|price| price.amount));
                }
                restrict(&mut rate.rules, update);
            }
        }
    }

    fn refuse_below_taken(
        &self,
        hotel: &Hotel,
        nights: &BTreeMap<NightKey, Night>,
    ) -> Result<(), AriRefusal> {
        let below: Vec<_> =
            nights.iter().filter(|(_, night)| u64::from(night.taken) > night.limit()).collect();
        if below.is_empty() {
            return Ok(());
        }
        let concerned = |row: &&HoldRow| {
            row.held.state != HoldState::Released
                && below.iter().any(|((_, room_type, date), _)| {
                    row.room_type_id == *room_type && row.held.claimed.contains(date)
                })
        };
        let rows: Vec<_> = self.holds.values().filter(concerned).collect();
        let bookings: BTreeSet<_> = rows.iter().filter_map(|row| row.owner).collect();
        let holds = rows.iter().filter(|row| row.owner.is_none()).count();
        let code_of = |id: &RoomTypeId| hotel.room_types.iter().find(|room_type| room_type.id == *id);
        let nights = below
            .iter()
            .filter_map(|((_, room_type, date), night)| {
                Some(NightConflict {
                    room_type: code_of(room_type)?.profile.code.clone(),
                    date: *date,
                    taken: night.taken,
                    limit: i64::try_from(night.limit()).unwrap_or(i64::MAX),
                })
            })
            .collect();
        let bookings = bookings.into_iter().take(BOOKINGS_NAMED_MAX).collect();
        Err(AriRefusal::BelowTaken { nights, bookings, holds: u32::try_from(holds).unwrap_or(u32::MAX) })
    }

    /// Takes rooms of a night, or gives them back when negative.
    fn take(&mut self, key: NightKey, rooms: i64) {
        let night = self.nights.entry(key).or_default();
        let taken = i64::from(night.taken) + rooms;
        // The row's own guard refuses what this could not count.
        night.taken = u32::try_from(taken).unwrap_or(0);
        *self.changes.taken.entry(key).or_default() += rooms;
    }
}

fn find<'a>(hotel: &'a Hotel, command: &HoldRooms) -> Result<(&'a RoomType, &'a RatePlan), HoldRefusal> {
    let room_type = hotel.room_type(&command.terms.room_type).ok_or(HoldRefusal::UnknownRoomType)?;
    let rate_plan = hotel.rate_plan(&command.terms.rate_plan).ok_or(HoldRefusal::UnknownRatePlan)?;
    Ok((room_type, rate_plan))
}

/// The nights an update names.
pub(crate) fn dates_of(update: &AriUpdate) -> impl Iterator<Item = Date> {
    let is_named =
        |date: &Date| update.weekdays.as_ref().is_none_or(|weekdays| weekdays.contains(&date.weekday()));
    update.from.until(update.to).filter(is_named)
}

fn restrict(rules: &mut Rules, update: &AriUpdate) {
    if let Some(nights) = update.min_stay {
        rules.set_min_stay(nights);
    }
    if let Some(nights) = update.max_stay {
        rules.set_max_stay(nights);
    }
    if let Some(is_set) = update.closed {
        rules.set_closed(is_set);
    }
    if let Some(is_set) = update.closed_to_arrival {
        rules.set_closed_to_arrival(is_set);
    }
    if let Some(is_set) = update.closed_to_departure {
        rules.set_closed_to_departure(is_set);
    }
}

#[cfg(test)]
mod tests;
