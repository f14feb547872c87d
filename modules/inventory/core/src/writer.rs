//! The one write path of nights and holds: load what a batch needs, decide, store, tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use db::{
    Combine, Combined, DbError, WriteTx, Writes,
    audit::{self, AuditEntry},
    once::{Answers, Recalled},
    outbox,
};
use inventory_api::{
    Alternative, AriRefusal, AriSet, AriUpdate, Held, HoldRef, HoldRefusal, HoldRooms, ReleaseRooms, SetAri,
    SettleHold, Staffed, WhenLapsed,
};
use kernel::{Clock, Done, HoldId, HotelId, OnceKey};
use tokio::sync::Notify;

use crate::{
    calendar::{CalendarChange, Calendars},
    catalogue::Catalogue,
    domain::{
        announce::announce,
        decide::{NotHeld, Stock, dates_of},
    },
    offers,
    store::{self, stock::ShelfKey},
};

/// A command that changes nights or holds of one hotel.
#[derive(Debug)]
pub(crate) enum Command {
    Hold(HoldRooms),
    Settle(HotelId, Vec<SettleHold>),
    Release(HotelId, Vec<ReleaseRooms>),
    SetAri(Staffed<SetAri>),
}

impl Command {
    fn hotel(&self) -> HotelId {
        match self {
            Self::Hold(hold) => hold.hotel_id,
            Self::Settle(hotel, _) | Self::Release(hotel, _) => *hotel,
            Self::SetAri(set) => set.change.hotel_id,
        }
    }
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Answer {
    Hold(Box<Result<Done<Result<Held, HoldRefusal>>, NoAnswer>>),
    /// Holds were settled or released.
    Ended,
    SetAri(Result<Done<Result<AriSet, AriRefusal>>, NoAnswer>),
}

/// Why there is neither a success nor a refusal that a key could be answered with.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    Lapsed(Vec<HoldId>),
    NoHotel,
    KeyReused,
    Overflow,
}

/// Decides inventory's batches.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) calendars: Arc<Calendars>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) wake: Arc<Notify>,
}

/// A batch being decided.
struct Batch {
    stock: Stock,
    answers: Answers,
    audit: Vec<AuditEntry>,
    now: DateTime<Utc>,
}

impl Combine for Writer {
    type Command = Command;
    type Answer = Answer;
    type Effects = Vec<CalendarChange>;
    const OPERATION: &'static str = "inventory_batch";

    fn hotel(command: &Command) -> HotelId {
        command.hotel()
    }

    async fn decide(
        &self,
        tx: &WriteTx,
        commands: &[&Command],
    ) -> Result<Combined<Answer, Vec<CalendarChange>>, DbError> {
        let now = self.clock.now();
        let (mut batch, versions) = self.load(tx, commands, now).await?;
        let mut answers = Vec::with_capacity(commands.len());
        for command in commands {
            answers.push(self.answer(tx, command, &mut batch).await?);
        }
        let effects = store_batch(tx, batch, &versions).await?;
        Ok(Combined { answers, effects })
    }

    fn committed(&self, effects: Vec<CalendarChange>) {
        if effects.is_empty() {
            return;
        }
        for change in &effects {
            self.calendars.apply(change);
        }
        self.wake.notify_one();
    }
}

impl Writer {
    async fn load(
        &self,
        tx: &WriteTx,
        commands: &[&Command],
        now: DateTime<Utc>,
    ) -> Result<(Batch, BTreeMap<HotelId, i64>), DbError> {
        let mut stock = Stock::default();
        let mut versions = BTreeMap::new();
        for (hotel, locked) in store::lock::lock(tx, hotels_of(commands)).await? {
            versions.insert(hotel, locked.inventory);
            if let Some(profile) = self.catalogue.at_version(tx, hotel, locked.catalogue).await? {
                stock.hotels.insert(hotel, profile);
            }
        }
        let answers = Answers::load(tx, keys_of(commands)).await?;
        // Settling takes no rooms and gives none back: it can go first, and needs no hold to be read.
        store::stock::settle(tx, settled_by(commands)).await?;
        store::stock::load_holds(tx, (&holds_of(commands), &selling(commands)), now, &mut stock).await?;
        store::stock::load_nights(tx, &nights_of(commands, &stock), &mut stock).await?;
        Ok((Batch { stock, answers, audit: Vec::new(), now }, versions))
    }

    async fn answer(&self, tx: &WriteTx, command: &Command, batch: &mut Batch) -> Result<Answer, DbError> {
        match command {
            Command::Hold(hold) => Ok(Answer::Hold(Box::new(self.hold(hold, batch).await?))),
            Command::Settle(..) => Ok(Answer::Ended),
            Command::Release(_, released) => {
                for release in released {
                    batch.stock.release(release);
                }
                Ok(Answer::Ended)
            }
            Command::SetAri(set) => Ok(Answer::SetAri(set_ari(tx, set, batch).await?)),
        }
    }

    async fn hold(
        &self,
        command: &HoldRooms,
        batch: &mut Batch,
    ) -> Result<Result<Done<Result<Held, HoldRefusal>>, NoAnswer>, DbError> {
        let hotel = command.hotel_id;
        if let Some(once) = &command.once {
            match batch.answers.recall(hotel, once)? {
                Recalled::Answered(answer) => return Ok(Ok(Done::again(answer))),
                Recalled::OtherRequest => return Ok(Err(NoAnswer::KeyReused)),
                Recalled::New => {}
            }
        }
        let answer = match batch.stock.hold(command, batch.now) {
            Ok(held) => Ok(held),
            Err(NotHeld::Refused(refusal)) => Err(self.with_alternatives(refusal, command, batch).await),
            Err(NotHeld::Lapsed(holds)) => return Ok(Err(NoAnswer::Lapsed(holds))),
            Err(NotHeld::NoHotel) => return Ok(Err(NoAnswer::NoHotel)),
            Err(NotHeld::Overflow) => return Ok(Err(NoAnswer::Overflow)),
        };
        let is_final = !answer.as_ref().is_err_and(HoldRefusal::is_input);
        if let Some(once) = command.once.as_ref().filter(|_| is_final) {
            batch.answers.remember(hotel, once, &answer)?;
        }
        Ok(Ok(Done::first(answer)))
    }

    /// Adds what could be booked instead, from the calendar in memory.
    async fn with_alternatives(
        &self,
        refusal: HoldRefusal,
        command: &HoldRooms,
        batch: &Batch,
    ) -> HoldRefusal {
        let HoldRefusal::SoldOut { nights, .. } = refusal else { return refusal };
        let alternatives = self.alternatives(command, batch).await.unwrap_or_default();
        HoldRefusal::SoldOut { nights, alternatives }
    }

    async fn alternatives(&self, command: &HoldRooms, batch: &Batch) -> Option<Vec<Alternative>> {
        let hotel = batch.stock.hotels.get(&command.hotel_id)?;
        let today = hotel.profile.time_zone.date_at(batch.now);
        let calendar = self.calendars.get(hotel.id, today).await.ok()?;
        Some(offers::alternatives(hotel, &calendar, &command.terms, batch.now))
    }
}

async fn set_ari(
    tx: &WriteTx,
    command: &Staffed<SetAri>,
    batch: &mut Batch,
) -> Result<Result<Done<Result<AriSet, AriRefusal>>, NoAnswer>, DbError> {
    let change = &command.change;
    match batch.answers.recall(change.hotel_id, &command.once)? {
        Recalled::Answered(answer) => return Ok(Ok(Done::again(answer))),
        Recalled::OtherRequest => return Ok(Err(NoAnswer::KeyReused)),
        Recalled::New => {}
    }
    let Some(hotel) = batch.stock.hotels.get(&change.hotel_id).cloned() else {
        return Ok(Err(NoAnswer::NoHotel));
    };
    let mut answer = batch.stock.set_ari(&hotel, &change.updates);
    if answer.is_err() {
        // Only a refusal wants to know whose rooms these are.
        let room_types = change.updates.iter().filter_map(|update| hotel.room_type(&update.room_type));
        let claimed = room_types.map(|room_type| (hotel.id, room_type.id)).collect();
        store::stock::load_claims(tx, &claimed, &mut batch.stock).await?;
        answer = batch.stock.set_ari(&hotel, &change.updates);
    }
    if answer.is_ok() {
        let detail = serde_json::to_value(&change.updates).map_err(DbError::decode)?;
        let entry = AuditEntry::new(&command.by, "ari.set", &hotel.profile.slug, batch.now);
        batch.audit.push(entry.at_hotel(hotel.id).with_detail(detail));
    }
    batch.answers.remember(change.hotel_id, &command.once, &answer)?;
    Ok(Ok(Done::first(answer)))
}

async fn store_batch(
    tx: &WriteTx,
    batch: Batch,
    versions: &BTreeMap<HotelId, i64>,
) -> Result<Vec<CalendarChange>, DbError> {
    let Batch { stock, mut answers, audit, now } = batch;
    let announcement = announce(&stock, versions, now)?;
    let mut writes = Writes::default();
    let nights = store::stock::add_to(&mut writes, &stock, &announcement.versions, now)?;
    outbox::add_to(&mut writes, &announcement.events);
    answers.add_to(&mut writes, now);
    audit::add_to(&mut writes, &audit);
    let touched = writes.make(tx).await?;
    let taken = touched.first().copied().filter(|_| nights > 0).unwrap_or_default();
    if usize::try_from(taken).ok() != Some(nights) {
        return Err(DbError::decode(format!("{taken} of {nights} nights could be taken")));
    }
    Ok(announcement
        .versions
        .iter()
        .map(|(hotel, after)| calendar_change(&stock, *hotel, versions.get(hotel).copied(), *after))
        .collect())
}

fn calendar_change(stock: &Stock, hotel: HotelId, before: Option<i64>, after: i64) -> CalendarChange {
    let changes = &stock.changes;
    let nights = changes.taken.keys().chain(&changes.nights_set).filter(|key| key.0 == hotel);
    let rates = changes.rates_set.iter().filter(|key| key.0 == hotel);
    CalendarChange {
        hotel,
        before: before.unwrap_or_default(),
        after,
        nights: nights.filter_map(|key| Some((key.1, key.2, *stock.nights.get(key)?))).collect(),
        rates: rates.filter_map(|key| Some((key.1, key.2, key.3, *stock.rates.get(key)?))).collect(),
    }
}

fn hotels_of(commands: &[&Command]) -> BTreeSet<HotelId> {
    commands.iter().map(|command| command.hotel()).collect()
}

/// Hotels where a lapsed hold may have to be named.
fn selling(commands: &[&Command]) -> BTreeSet<HotelId> {
    let sold_at = |command: &&Command| match command {
        Command::Hold(hold) => Some(hold.hotel_id).filter(|_| hold.when_lapsed == WhenLapsed::Report),
        Command::Settle(..) | Command::Release(..) | Command::SetAri(_) => None,
    };
    commands.iter().filter_map(sold_at).collect()
}

fn settled_by<'a>(commands: &[&'a Command]) -> impl Iterator<Item = &'a SettleHold> {
    let settled = |command: &&'a Command| match command {
        Command::Settle(_, settled) => settled.as_slice(),
        _ => &[],
    };
    commands.iter().flat_map(settled)
}

fn keys_of<'a>(commands: &[&'a Command]) -> Vec<(HotelId, &'a OnceKey)> {
    let key_of = |command: &&'a Command| match command {
        Command::Hold(hold) => hold.once.as_ref().map(|once| (hold.hotel_id, once)),
        Command::SetAri(set) => Some((set.change.hotel_id, &set.once)),
        Command::Settle(..) | Command::Release(..) => None,
    };
    commands.iter().filter_map(key_of).collect()
}

fn holds_of(commands: &[&Command]) -> BTreeSet<HoldRef> {
    let mut holds = BTreeSet::new();
    for command in commands {
        match command {
            Command::Hold(hold) => {
                holds.insert(HoldRef { hotel_id: hold.hotel_id, hold_id: hold.hold_id });
            }
            Command::Release(_, released) => holds.extend(released.iter().map(|release| release.hold)),
            Command::Settle(..) | Command::SetAri(_) => {}
        }
    }
    holds
}

fn nights_of(commands: &[&Command], stock: &Stock) -> BTreeSet<ShelfKey> {
    let mut nights = BTreeSet::new();
    for command in commands {
        match command {
            Command::Hold(hold) => nights.extend(nights_to_sell(hold, stock).into_iter().flatten()),
            Command::Release(_, released) => nights.extend(nights_released(released, stock)),
            Command::SetAri(set) => nights.extend(nights_set(&set.change, stock).into_iter().flatten()),
            Command::Settle(..) => {}
        }
    }
    nights
}

/// The day of departure too: it may be closed to departures.
fn nights_to_sell(hold: &HoldRooms, stock: &Stock) -> Option<impl Iterator<Item = ShelfKey>> {
    let hotel = stock.hotels.get(&hold.hotel_id)?;
    let room_type = hotel.room_type(&hold.terms.room_type)?.id;
    let rate_plan = hotel.rate_plan(&hold.terms.rate_plan)?.id;
    let (hotel, stay) = (hotel.id, hold.terms.stay);
    let dates = stay.check_in().until(stay.check_out().plus_days(1));
    Some(dates.map(move |date| (hotel, room_type, Some(rate_plan), date)))
}

fn nights_released(released: &[ReleaseRooms], stock: &Stock) -> impl Iterator<Item = ShelfKey> {
    released
        .iter()
        .filter_map(|release| Some((release.hold.hotel_id, stock.holds.get(&release.hold)?)))
        .flat_map(|(hotel, row)| {
            row.held.claimed.iter().map(move |date| (hotel, row.room_type_id, None, *date))
        })
}

fn nights_set<'a>(set: &'a SetAri, stock: &'a Stock) -> Option<impl Iterator<Item = ShelfKey>> {
    let hotel = stock.hotels.get(&set.hotel_id)?;
    let known = |update: &'a AriUpdate| Some((update, hotel.room_type(&update.room_type)?.id));
    Some(set.updates.iter().filter_map(known).flat_map(move |(update, room_type)| {
        let rate_plan = update.rate_plan.as_ref().and_then(|code| hotel.rate_plan(code)).map(|plan| plan.id);
        dates_of(update).map(move |date| (hotel.id, room_type, rate_plan, date))
    }))
}
