//! What a batch needs of nights, rates and holds, and what it leaves behind: whole sets, one statement each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db::{Column, DbError, Read, WriteTx, execute, from_us, many, rows, rows_of, us};
use inventory_api::{Held, HoldRef, HoldState, Quote, SettleHold};
use kernel::{Date, HotelId};
use uuid::Uuid;

use crate::domain::{
    decide::{Changes, HoldRow, NightKey, RateKey, Stock},
    night::{Night, Rate, Rules},
};

/// Lapsed holds are swept every few seconds; what a batch must see of them is a handful.
const LAPSED_MAX: i64 = 256;

/// (hotel, catalogue version, inventory version) of the hotels named.
pub(crate) async fn versions(
    read: &impl Read,
    hotels: &BTreeSet<HotelId>,
) -> Result<Vec<(HotelId, i64, i64)>, DbError> {
    let found = many(
        read,
        "SELECT h.hotel_id, h.version, v.version
         FROM json_each($1) AS wanted
         CROSS JOIN hotels AS h  -- primary key
         CROSS JOIN inventory_versions AS v  -- primary key
         WHERE h.hotel_id = unhex(wanted.value, '-')
           AND v.hotel_id = h.hotel_id",
        [rows_of(hotels)?],
    )
    .await?;
    found.iter().map(|row| Ok((row.get::<Uuid>(0)?.into(), row.get(1)?, row.get(2)?))).collect()
}

/// Adds the nights named to the stock. On a database with row locks these would be taken here, in key order.
pub(crate) async fn load_nights(
    read: &impl Read,
    keys: &BTreeSet<NightKey>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if keys.is_empty() {
        return Ok(());
    }
    let found = many(
        read,
        "SELECT n.hotel_id, n.room_type_id, n.night, n.allotment, n.overbooking, n.taken,
                n.min_stay, n.max_stay, n.closed, n.closed_to_arrival, n.closed_to_departure
         FROM json_each($1) AS wanted
         CROSS JOIN nights AS n  -- primary key
         WHERE n.hotel_id = unhex(wanted.value ->> 0, '-')
           AND n.room_type_id = unhex(wanted.value ->> 1, '-')
           AND n.night = wanted.value ->> 2",
        [rows_of(keys)?],
    )
    .await?;
    for row in &found {
        let key = (row.get::<Uuid>(0)?.into(), row.get::<Uuid>(1)?.into(), row.parse(2)?);
        stock.nights.insert(key, night_from(row, 3)?);
    }
    Ok(())
}

/// Adds the rates named to the stock.
pub(crate) async fn load_rates(
    read: &impl Read,
    keys: &BTreeSet<RateKey>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if keys.is_empty() {
        return Ok(());
    }
    let found = many(
        read,
        "SELECT r.hotel_id, r.room_type_id, r.rate_plan_id, r.night, r.price_minor,
                r.min_stay, r.max_stay, r.closed, r.closed_to_arrival, r.closed_to_departure
         FROM json_each($1) AS wanted
         CROSS JOIN rates AS r  -- primary key
         WHERE r.hotel_id = unhex(wanted.value ->> 0, '-')
           AND r.room_type_id = unhex(wanted.value ->> 1, '-')
           AND r.rate_plan_id = unhex(wanted.value ->> 2, '-')
           AND r.night = wanted.value ->> 3",
        [rows_of(keys)?],
    )
    .await?;
    for row in &found {
        let key = (
            row.get::<Uuid>(0)?.into(),
            row.get::<Uuid>(1)?.into(),
            row.get::<Uuid>(2)?.into(),
            row.parse(3)?,
        );
        stock.rates.insert(key, rate_from(row, 4)?);
    }
    Ok(())
}

/// A night from six columns beginning at `first`: stock, then rules.
pub(crate) fn night_from(row: &db::sea_orm::QueryResult, first: usize) -> Result<Night, DbError> {
    Ok(Night {
        allotment: row.convert::<i64, _>(first)?,
        overbooking: row.convert::<i64, _>(first + 1)?,
        taken: row.convert::<i64, _>(first + 2)?,
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
        let stored: Option<i64> = row.get(index)?;
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

/// Adds the holds named, and the few that have lapsed at these hotels, to the stock.
pub(crate) async fn load_holds(
    read: &impl Read,
    (names, hotels): (&BTreeSet<HoldRef>, &BTreeSet<HotelId>),
    now: DateTime<Utc>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    let keys: Vec<_> = names.iter().map(|name| (name.hotel_id, name.hold_id)).collect();
    let found = many(
        read,
        "SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
         FROM json_each($1) AS wanted
         CROSS JOIN holds AS h  -- primary key
         WHERE h.hotel_id = unhex(wanted.value ->> 0, '-')
           AND h.hold_id = unhex(wanted.value ->> 1, '-')
         UNION ALL
         SELECT * FROM (
             SELECT hotel_id, hold_id, room_type_id, nights, state, expires_at, owner, quote
             FROM holds  -- holds_lapsing
             WHERE state = 'held' AND expires_at <= $2
               -- The plus keeps the planner from reading all holds of the hotel instead of the few that lapsed.
               AND +hotel_id IN (SELECT unhex(value, '-') FROM json_each($4))
             ORDER BY expires_at
             LIMIT $3)",
        [rows(&keys)?, us(now).into(), LAPSED_MAX.into(), rows_of(hotels)?],
    )
    .await?;
    for row in &found {
        let (name, hold) = hold_from(row)?;
        stock.holds.insert(name, hold);
    }
    Ok(())
}

/// Adds every hold that claims rooms of these room types to the stock.
pub(crate) async fn load_claims(
    read: &impl Read,
    room_types: &BTreeSet<(HotelId, kernel::RoomTypeId)>,
    stock: &mut Stock,
) -> Result<(), DbError> {
    if room_types.is_empty() {
        return Ok(());
    }
    let found = many(
        read,
        "SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
         FROM json_each($1) AS wanted
         CROSS JOIN holds AS h  -- all of the hotel's: a refusal is rare, an index would cost every hold
         WHERE h.hotel_id = unhex(wanted.value ->> 0, '-')
           AND h.room_type_id = unhex(wanted.value ->> 1, '-')
           AND h.state <> 'released'",
        [rows_of(room_types)?],
    )
    .await?;
    for row in &found {
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

/// Writes what a batch changed.
pub(crate) async fn store(
    tx: &WriteTx,
    stock: &Stock,
    versions: &[(HotelId, i64)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let changes = &stock.changes;
    set_nights(tx, stock).await?;
    set_rates(tx, stock).await?;
    take_nights(tx, changes).await?;
    insert_holds(tx, stock, now).await?;
    update_holds(tx, stock).await?;
    set_versions(tx, versions).await
}

/// The guarded update: takes and gives back, each night once, in key order. The row's own guard repeats what was
/// decided, and `nights_not_oversold` stands behind it.
async fn take_nights(tx: &WriteTx, changes: &Changes) -> Result<(), DbError> {
    let deltas: Vec<_> = changes
        .taken
        .iter()
        .filter(|(key, delta)| **delta != 0 && !changes.nights_set.contains(key))
        .map(|((hotel, room_type, night), delta)| (hotel, room_type, night, delta))
        .collect();
    if deltas.is_empty() {
        return Ok(());
    }
    let taken = execute(
        tx,
        "UPDATE nights
         SET taken = nights.taken + change.delta
         FROM (
             SELECT unhex(value ->> 0, '-') AS hotel_id, unhex(value ->> 1, '-') AS room_type_id,
                    value ->> 2 AS night, value ->> 3 AS delta
             FROM json_each($1)) AS change
         WHERE nights.hotel_id = change.hotel_id
           AND nights.room_type_id = change.room_type_id
           AND nights.night = change.night
           AND nights.taken + change.delta BETWEEN 0 AND nights.allotment + nights.overbooking",
        [rows(&deltas)?],
    )
    .await?;
    if usize::try_from(taken).ok() == Some(deltas.len()) {
        Ok(())
    } else {
        Err(DbError::decode(format!("{taken} of {} nights could be taken", deltas.len())))
    }
}

async fn set_nights(tx: &WriteTx, stock: &Stock) -> Result<(), DbError> {
    let set: Vec<_> = stock
        .changes
        .nights_set
        .iter()
        .filter_map(|key| Some((key, stock.nights.get(key)?)))
        .map(|((hotel, room_type, date), night)| {
            let stock = (night.allotment, night.overbooking, night.taken);
            (hotel, room_type, date, stock, rule_columns(night.rules))
        })
        .collect();
    if set.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "INSERT INTO nights (hotel_id, room_type_id, night, allotment, overbooking, taken,
                             min_stay, max_stay, closed, closed_to_arrival, closed_to_departure)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), value ->> 2,
                value ->> '$[3][0]', value ->> '$[3][1]', value ->> '$[3][2]',
                value ->> '$[4][0]', value ->> '$[4][1]', value ->> '$[4][2]', value ->> '$[4][3]',
                value ->> '$[4][4]'
         FROM json_each($1)
         WHERE true  -- else ON is read as a join's
         ON CONFLICT (hotel_id, room_type_id, night) DO UPDATE
         SET allotment = excluded.allotment, overbooking = excluded.overbooking, taken = excluded.taken,
             min_stay = excluded.min_stay, max_stay = excluded.max_stay, closed = excluded.closed,
             closed_to_arrival = excluded.closed_to_arrival,
             closed_to_departure = excluded.closed_to_departure",
        [rows(&set)?],
    )
    .await?;
    Ok(())
}

async fn set_rates(tx: &WriteTx, stock: &Stock) -> Result<(), DbError> {
    let set: Vec<_> = stock
        .changes
        .rates_set
        .iter()
        .filter_map(|key| Some((key, stock.rates.get(key)?)))
        .map(|((hotel, room_type, rate_plan, date), rate)| {
            (hotel, room_type, rate_plan, date, rate.price_minor(), rule_columns(rate.rules))
        })
        .collect();
    if set.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "INSERT INTO rates (hotel_id, room_type_id, rate_plan_id, night, price_minor,
                            min_stay, max_stay, closed, closed_to_arrival, closed_to_departure)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), unhex(value ->> 2, '-'), value ->> 3,
                value ->> 4, value ->> '$[5][0]', value ->> '$[5][1]', value ->> '$[5][2]',
                value ->> '$[5][3]', value ->> '$[5][4]'
         FROM json_each($1)
         WHERE true  -- else ON is read as a join's
         ON CONFLICT (hotel_id, room_type_id, rate_plan_id, night) DO UPDATE
         SET price_minor = excluded.price_minor, min_stay = excluded.min_stay,
             max_stay = excluded.max_stay, closed = excluded.closed,
             closed_to_arrival = excluded.closed_to_arrival,
             closed_to_departure = excluded.closed_to_departure",
        [rows(&set)?],
    )
    .await?;
    Ok(())
}

/// (min stay, max stay, closed, closed to arrival, closed to departure), as the statements above read them.
type RuleColumns = (Option<u16>, Option<u16>, u8, u8, u8);

fn rule_columns(rules: Rules) -> RuleColumns {
    (
        rules.min_stay(),
        rules.max_stay(),
        rules.is_closed().into(),
        rules.is_closed_to_arrival().into(),
        rules.is_closed_to_departure().into(),
    )
}

async fn insert_holds(tx: &WriteTx, stock: &Stock, now: DateTime<Utc>) -> Result<(), DbError> {
    let placed: Vec<_> = stock
        .changes
        .holds_placed
        .iter()
        .filter_map(|name| Some((name, stock.holds.get(name)?)))
        .map(|(name, row)| {
            let columns = hold_columns(row)?;
            let quote = json(&row.held.quote)?;
            Ok((
                name.hotel_id,
                name.hold_id,
                row.room_type_id,
                row.held.quote.rooms,
                columns,
                us(row.held.expires_at),
                quote,
            ))
        })
        .collect::<Result<_, DbError>>()?;
    if placed.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "INSERT INTO holds (hotel_id, hold_id, room_type_id, rooms, nights, state, owner, expires_at, quote,
                            created_at)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), unhex(value ->> 2, '-'), value ->> 3,
                value ->> '$[4][0]', value ->> '$[4][1]', value ->> '$[4][2]', value ->> 5, value ->> 6, $2
         FROM json_each($1)",
        [rows(&placed)?, us(now).into()],
    )
    .await?;
    Ok(())
}

async fn update_holds(tx: &WriteTx, stock: &Stock) -> Result<(), DbError> {
    let placed: BTreeSet<_> = stock.changes.holds_placed.iter().collect();
    let changed: Vec<_> = stock
        .changes
        .holds_changed
        .iter()
        .filter(|name| !placed.contains(name))
        .filter_map(|name| Some((name, stock.holds.get(name)?)))
        .map(|(name, row)| Ok((name.hotel_id, name.hold_id, hold_columns(row)?)))
        .collect::<Result<_, DbError>>()?;
    if changed.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "UPDATE holds
         SET nights = change.nights, state = change.state, owner = change.owner
         FROM (
             SELECT unhex(value ->> 0, '-') AS hotel_id, unhex(value ->> 1, '-') AS hold_id,
                    value ->> '$[2][0]' AS nights, value ->> '$[2][1]' AS state,
                    value ->> '$[2][2]' AS owner
             FROM json_each($1)) AS change
         WHERE holds.hotel_id = change.hotel_id
           AND holds.hold_id = change.hold_id",
        [rows(&changed)?],
    )
    .await?;
    Ok(())
}

/// Makes holds their bookings' own, unless they were given back meanwhile.
pub(crate) async fn settle(tx: &WriteTx, settled: &[SettleHold]) -> Result<(), DbError> {
    if settled.is_empty() {
        return Ok(());
    }
    let owners: Vec<_> = settled.iter().map(|s| (s.hold.hotel_id, s.hold.hold_id, s.owner)).collect();
    execute(
        tx,
        "UPDATE holds
         SET state = 'settled', owner = change.owner
         FROM (
             SELECT unhex(value ->> 0, '-') AS hotel_id, unhex(value ->> 1, '-') AS hold_id,
                    value ->> 2 AS owner
             FROM json_each($1)) AS change
         WHERE holds.hotel_id = change.hotel_id
           AND holds.hold_id = change.hold_id
           AND holds.state = 'held'",
        [rows(&owners)?],
    )
    .await?;
    Ok(())
}

/// (nights as JSON, state, owner).
fn hold_columns(row: &HoldRow) -> Result<(String, &'static str, Option<String>), DbError> {
    let owner = row.owner.map(|code| code.to_string());
    Ok((json::<Vec<Date>>(&row.held.claimed)?, state_name(row.held.state), owner))
}

async fn set_versions(tx: &WriteTx, versions: &[(HotelId, i64)]) -> Result<(), DbError> {
    if versions.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "UPDATE inventory_versions
         SET version = change.version
         FROM (
             SELECT unhex(value ->> 0, '-') AS hotel_id, value ->> 1 AS version
             FROM json_each($1)) AS change
         WHERE inventory_versions.hotel_id = change.hotel_id",
        [rows(versions)?],
    )
    .await?;
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(DbError::decode)
}
