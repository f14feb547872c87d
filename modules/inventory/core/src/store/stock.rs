//! What a batch needs of nights, rates and holds, and what it leaves behind: whole sets, one statement each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db::{Column, DbError, PrimaryRead, WriteTx, Writes, execute, from_us, many, set};
use inventory_api::{Held, HoldRef, HoldState, Quote, SettleHold};
use kernel::{Date, HotelId, RatePlanId, RoomTypeId};
use uuid::Uuid;

use crate::domain::{
    decide::{Changes, HoldRow, Stock},
    night::{Night, Rate, Rules},
};

/// Lapsed holds are swept every few seconds; what a batch must see of them is a handful.
const LAPSED_MAX: i64 = 256;

/// A night, and the rate plan whose rate is wanted with it.
pub(crate) type ShelfKey = (HotelId, RoomTypeId, Option<RatePlanId>, Date);

pub(super) const NIGHTS: &str = "
    SELECT wanted.hotel_id, wanted.room_type_id, wanted.rate_plan_id, wanted.night,
           n.allotment, n.overbooking, n.taken,
           n.min_stay, n.max_stay, n.closed, n.closed_to_arrival, n.closed_to_departure,
           r.price_minor, r.min_stay, r.max_stay, r.closed, r.closed_to_arrival, r.closed_to_departure
    FROM set($1: hotel_id uuid, room_type_id uuid, rate_plan_id uuid, night date) AS wanted
    LEFT JOIN nights AS n  -- primary key
      ON n.hotel_id = wanted.hotel_id
     AND n.room_type_id = wanted.room_type_id
     AND n.night = wanted.night
    LEFT JOIN rates AS r  -- primary key
      ON r.hotel_id = wanted.hotel_id
     AND r.room_type_id = wanted.room_type_id
     AND r.rate_plan_id = wanted.rate_plan_id
     AND r.night = wanted.night";

/// Adds the nights wanted, and their rates, to the stock.
pub(crate) async fn load_nights(
    read: &impl PrimaryRead,
    wanted: &BTreeSet<ShelfKey>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if wanted.is_empty() {
        return Ok(());
    }
    for row in &many(read, NIGHTS, [set(wanted.iter().copied())]).await? {
        let (hotel, room_type) = (row.get::<Uuid>(0)?.into(), row.get::<Uuid>(1)?.into());
        let (rate_plan, date) = (row.get::<Option<Uuid>>(2)?, row.date(3)?);
        let has_night = row.get::<Option<i32>>(4)?.is_some();
        if has_night {
            stock.nights.insert((hotel, room_type, date), night_from(row, 4)?);
        }
        let has_rate = row.get::<Option<bool>>(15)?.is_some();
        if let Some(rate_plan) = rate_plan.filter(|_| has_rate) {
            stock.rates.insert((hotel, room_type, rate_plan.into(), date), rate_from(row, 12)?);
        }
    }
    Ok(())
}

/// A night from eight columns beginning at `first`: stock, then rules.
pub(crate) fn night_from(row: &db::sea_orm::QueryResult, first: usize) -> Result<Night, DbError> {
    Ok(Night {
        allotment: row.convert::<i32, _>(first)?,
        overbooking: row.convert::<i32, _>(first + 1)?,
        taken: row.convert::<i32, _>(first + 2)?,
        rules: rules_from(row, first + 3)?,
    })
}

/// A rate from six columns beginning at `first`: price, then rules.
pub(crate) fn rate_from(row: &db::sea_orm::QueryResult, first: usize) -> Result<Rate, DbError> {
    let mut rate = Rate::default();
    rate.rules = rules_from(row, first + 1)?;
    rate.set_price_minor(row.get(first)?);
    Ok(rate)
}

fn rules_from(row: &db::sea_orm::QueryResult, first: usize) -> Result<Rules, DbError> {
    let nights = |index| -> Result<Option<u16>, DbError> {
        let stored: Option<i32> = row.get(index)?;
        stored.map(u16::try_from).transpose().map_err(DbError::decode)
    };
    let mut rules = Rules::default();
    rules.set_min_stay(nights(first)?);
    rules.set_max_stay(nights(first + 1)?);
    rules.set_closed(row.get(first + 2)?);
    rules.set_closed_to_arrival(row.get(first + 3)?);
    rules.set_closed_to_departure(row.get(first + 4)?);
    Ok(rules)
}

pub(super) const HOLDS: &str = "
    SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
    FROM set($1: hotel_id uuid, hold_id uuid) AS wanted
    CROSS JOIN holds AS h  -- primary key
    WHERE h.hotel_id = wanted.hotel_id
      AND h.hold_id = wanted.hold_id
    UNION ALL
    SELECT * FROM (
        SELECT hotel_id, hold_id, room_type_id, nights, state, expires_at, owner, quote
        FROM holds  -- holds_lapsing
        WHERE state = 'held' AND expires_at <= $2
          -- The plus keeps SQLite from reading all holds of the hotel instead of the few that lapsed.
          AND /* sqlite: + */hotel_id IN (SELECT hotel_id FROM set($3: hotel_id uuid) AS selling)
        ORDER BY expires_at
        LIMIT $4) AS lapsed";

/// Adds the holds named, and the few that have lapsed at hotels that are to sell, to the stock.
pub(crate) async fn load_holds(
    read: &impl PrimaryRead,
    (names, selling): (&BTreeSet<HoldRef>, &BTreeSet<HotelId>),
    now: DateTime<Utc>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if names.is_empty() && selling.is_empty() {
        return Ok(());
    }
    let names = set(names.iter().map(|name| (name.hotel_id, name.hold_id)));
    let arguments = [names, now.into(), set(selling.iter().copied()), LAPSED_MAX.into()];
    for row in &many(read, HOLDS, arguments).await? {
        let (name, hold) = hold_from(row)?;
        stock.holds.insert(name, hold);
    }
    Ok(())
}

/// All of the hotel's holds are read: a refusal is rare, an index would cost every hold.
pub(super) const CLAIMS: &str = "
    SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
    FROM set($1: hotel_id uuid, room_type_id uuid) AS wanted
    CROSS JOIN holds AS h  -- primary key
    WHERE h.hotel_id = wanted.hotel_id
      AND h.room_type_id = wanted.room_type_id
      AND h.state <> 'released'";

/// Adds every hold that claims rooms of these room types to the stock.
pub(crate) async fn load_claims(
    read: &impl PrimaryRead,
    room_types: &BTreeSet<(HotelId, RoomTypeId)>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if room_types.is_empty() {
        return Ok(());
    }
    for row in &many(read, CLAIMS, [set(room_types.iter().copied())]).await? {
        let (name, hold) = hold_from(row)?;
        stock.holds.entry(name).or_insert(hold);
    }
    Ok(())
}

/// A hold from eight columns.
pub(crate) fn hold_from(row: &db::sea_orm::QueryResult) -> Result<(HoldRef, HoldRow), DbError> {
    let name = HoldRef { hotel_id: row.get::<Uuid>(0)?.into(), hold_id: row.get::<Uuid>(1)?.into() };
    let owner: Option<String> = row.get(6)?;
    let hold = HoldRow {
        room_type_id: row.get::<Uuid>(2)?.into(),
        owner: owner.map(|code| code.parse()).transpose().map_err(DbError::decode)?,
        held: Held {
            hold_id: name.hold_id,
            claimed: row.json(3)?,
            state: state_from(&row.get::<String>(4)?)?,
            expires_at: from_us(row.get(5)?),
            quote: row.json::<Quote>(7)?,
        },
    };
    Ok((name, hold))
}

fn state_from(name: &str) -> Result<HoldState, DbError> {
    match name {
        "held" => Ok(HoldState::Held),
        "settled" => Ok(HoldState::Settled),
        "released" => Ok(HoldState::Released),
        other => Err(DbError::decode(format!("a hold's state is {other}"))),
    }
}

fn state_name(state: HoldState) -> &'static str {
    match state {
        HoldState::Held => "held",
        HoldState::Settled => "settled",
        HoldState::Released => "released",
    }
}

/// Adds what a batch changed to what is stored. Answers how many nights are taken from or given back to: the first
/// of the writes touches so many rows, or nothing may be kept.
pub(crate) fn add_to(
    writes: &mut Writes<'_>,
    stock: &Stock,
    versions: &[(HotelId, i64)],
    now: DateTime<Utc>,
) -> Result<usize, DbError> {
    let taken = add_taken(writes, &stock.changes);
    add_nights(writes, stock);
    add_rates(writes, stock);
    add_holds(writes, stock, now)?;
    add_changed_holds(writes, stock)?;
    add_versions(writes, versions);
    Ok(taken)
}

pub(super) const TAKE: &str = "
    UPDATE nights
    SET taken = nights.taken + change.delta
    FROM set($1: hotel_id uuid, room_type_id uuid, night date, delta bigint) AS change
    WHERE nights.hotel_id = change.hotel_id
      AND nights.room_type_id = change.room_type_id
      AND nights.night = change.night
      AND nights.taken + change.delta BETWEEN 0 AND nights.allotment + nights.overbooking";

/// The guarded update: takes and gives back, each night once, in key order. The row's own guard repeats what was
/// decided, and `nights_not_oversold` stands behind it.
fn add_taken(writes: &mut Writes<'_>, changes: &Changes) -> usize {
    let deltas: Vec<_> = changes
        .taken
        .iter()
        .filter(|(key, delta)| **delta != 0 && !changes.nights_set.contains(key))
        .map(|(key, delta)| (*key, *delta))
        .collect();
    let count = deltas.len();
    if count > 0 {
        writes.add(TAKE, [set(deltas)]);
    }
    count
}

pub(super) const SET_NIGHTS: &str = "
    INSERT INTO nights (hotel_id, room_type_id, night, allotment, overbooking, taken,
                        min_stay, max_stay, closed, closed_to_arrival, closed_to_departure)
    SELECT hotel_id, room_type_id, night, allotment, overbooking, taken,
           min_stay, max_stay, closed, closed_to_arrival, closed_to_departure
    FROM set($1: hotel_id uuid, room_type_id uuid, night date,
                 allotment bigint, overbooking bigint, taken bigint,
                 min_stay bigint, max_stay bigint,
                 closed boolean, closed_to_arrival boolean, closed_to_departure boolean) AS given
    WHERE true  -- else ON is read as a join's
    ON CONFLICT (hotel_id, room_type_id, night) DO UPDATE
    SET allotment = excluded.allotment, overbooking = excluded.overbooking, taken = excluded.taken,
        min_stay = excluded.min_stay, max_stay = excluded.max_stay, closed = excluded.closed,
        closed_to_arrival = excluded.closed_to_arrival,
        closed_to_departure = excluded.closed_to_departure";

fn add_nights(writes: &mut Writes<'_>, stock: &Stock) {
    let given: Vec<_> = stock
        .changes
        .nights_set
        .iter()
        .filter_map(|key| Some((*key, stock.nights.get(key)?)))
        .map(|(key, night)| {
            (key, (night.allotment, night.overbooking, night.taken), rule_columns(night.rules))
        })
        .collect();
    if !given.is_empty() {
        writes.add(SET_NIGHTS, [set(given)]);
    }
}

pub(super) const SET_RATES: &str = "
    INSERT INTO rates (hotel_id, room_type_id, rate_plan_id, night, price_minor,
                       min_stay, max_stay, closed, closed_to_arrival, closed_to_departure)
    SELECT hotel_id, room_type_id, rate_plan_id, night, price_minor,
           min_stay, max_stay, closed, closed_to_arrival, closed_to_departure
    FROM set($1: hotel_id uuid, room_type_id uuid, rate_plan_id uuid, night date, price_minor bigint,
                 min_stay bigint, max_stay bigint,
                 closed boolean, closed_to_arrival boolean, closed_to_departure boolean) AS given
    WHERE true  -- else ON is read as a join's
    ON CONFLICT (hotel_id, room_type_id, rate_plan_id, night) DO UPDATE
    SET price_minor = excluded.price_minor, min_stay = excluded.min_stay,
        max_stay = excluded.max_stay, closed = excluded.closed,
        closed_to_arrival = excluded.closed_to_arrival,
        closed_to_departure = excluded.closed_to_departure";

fn add_rates(writes: &mut Writes<'_>, stock: &Stock) {
    let given: Vec<_> = stock
        .changes
        .rates_set
        .iter()
        .filter_map(|key| Some((*key, stock.rates.get(key)?)))
        .map(|(key, rate)| (key, rate.price_minor(), rule_columns(rate.rules)))
        .collect();
    if !given.is_empty() {
        writes.add(SET_RATES, [set(given)]);
    }
}

/// (min stay, max stay, closed, closed to arrival, closed to departure), as the statements above read them.
type RuleColumns = (Option<u16>, Option<u16>, bool, bool, bool);

fn rule_columns(rules: Rules) -> RuleColumns {
    (
        rules.min_stay(),
        rules.max_stay(),
        rules.is_closed(),
        rules.is_closed_to_arrival(),
        rules.is_closed_to_departure(),
    )
}

pub(super) const INSERT_HOLDS: &str = "
    INSERT INTO holds (hotel_id, hold_id, room_type_id, rooms, nights, state, owner, expires_at, quote, created_at)
    SELECT hotel_id, hold_id, room_type_id, rooms, nights, state, owner, expires_at, quote, $2
    FROM set($1: hotel_id uuid, hold_id uuid, room_type_id uuid, rooms bigint,
                 nights text, state text, owner text, expires_at bigint, quote text) AS placed";

fn add_holds(writes: &mut Writes<'_>, stock: &Stock, now: DateTime<Utc>) -> Result<(), DbError> {
    let placed: Vec<_> = stock
        .changes
        .holds_placed
        .iter()
        .filter_map(|name| Some((name, stock.holds.get(name)?)))
        .map(|(name, row)| {
            let ids = (name.hotel_id, name.hold_id, row.room_type_id);
            let quote = json(&row.held.quote)?;
            Ok((ids, row.held.quote.rooms, hold_columns(row)?, row.held.expires_at, quote))
        })
        .collect::<Result<_, DbError>>()?;
    if !placed.is_empty() {
        writes.add(INSERT_HOLDS, [set(placed), now.into()]);
    }
    Ok(())
}

pub(super) const UPDATE_HOLDS: &str = "
    UPDATE holds
    SET nights = change.nights, state = change.state, owner = change.owner
    FROM set($1: hotel_id uuid, hold_id uuid, nights text, state text, owner text) AS change
    WHERE holds.hotel_id = change.hotel_id
      AND holds.hold_id = change.hold_id";

fn add_changed_holds(writes: &mut Writes<'_>, stock: &Stock) -> Result<(), DbError> {
    let placed: BTreeSet<_> = stock.changes.holds_placed.iter().collect();
    let changed: Vec<_> = stock
        .changes
        .holds_changed
        .iter()
        .filter(|name| !placed.contains(name))
        .filter_map(|name| Some((name, stock.holds.get(name)?)))
        .map(|(name, row)| Ok((name.hotel_id, name.hold_id, hold_columns(row)?)))
        .collect::<Result<_, DbError>>()?;
    if !changed.is_empty() {
        writes.add(UPDATE_HOLDS, [set(changed)]);
    }
    Ok(())
}

pub(super) const SETTLE: &str = "
    UPDATE holds
    SET state = 'settled', owner = change.owner
    FROM set($1: hotel_id uuid, hold_id uuid, owner text) AS change
    WHERE holds.hotel_id = change.hotel_id
      AND holds.hold_id = change.hold_id
      AND holds.state = 'held'";

/// Makes holds their bookings' own, unless they were given back meanwhile.
pub(crate) async fn settle(
    tx: &WriteTx,
    settled: impl IntoIterator<Item = &SettleHold>,
) -> Result<(), DbError> {
    let owner_of =
        |settled: &SettleHold| (settled.hold.hotel_id, settled.hold.hold_id, settled.owner.to_string());
    let owners: Vec<_> = settled.into_iter().map(owner_of).collect();
    if !owners.is_empty() {
        execute(tx, SETTLE, [set(owners)]).await?;
    }
    Ok(())
}

/// (nights as JSON, state, owner).
fn hold_columns(row: &HoldRow) -> Result<(String, &'static str, Option<String>), DbError> {
    let owner = row.owner.map(|code| code.to_string());
    Ok((json::<Vec<Date>>(&row.held.claimed)?, state_name(row.held.state), owner))
}

pub(super) const SET_VERSIONS: &str = "
    UPDATE inventory_versions
    SET version = change.version
    FROM set($1: hotel_id uuid, version bigint) AS change
    WHERE inventory_versions.hotel_id = change.hotel_id";

fn add_versions(writes: &mut Writes<'_>, versions: &[(HotelId, i64)]) {
    if !versions.is_empty() {
        writes.add(SET_VERSIONS, [set(versions.iter().copied())]);
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(DbError::decode)
}
