//! What a hotel's nights bring, counted by the database.

use std::collections::BTreeMap;

use booking_api::{FiguresQuery, NightFigures};
use db::{Column, DbError, Read, many, sea_orm::QueryResult};
use kernel::{Date, Stay};

/// Two counts in one statement, so that both see the same bookings: the nights that bookings keep, and the stays that
/// were cancelled. A row is what one count adds to a night, or to each night of a stay.
///
/// `$2` is the day before the first night, `$4` the earliest arrival of a stay that can reach it.
const FIGURES: &str = "
    SELECT n.night, NULL, SUM(b.rooms), CAST(SUM(b.rooms * n.price_minor) AS BIGINT),
           COALESCE(SUM(b.rooms) FILTER (WHERE n.night = b.check_in), 0), SUM(b.guests),
           COALESCE(SUM(b.rooms) FILTER (WHERE b.created_at >= $5), 0), 0
    FROM bookings AS b  -- bookings_stays
    CROSS JOIN booking_nights AS n  -- primary key
    WHERE b.hotel_id = $1
      AND b.check_in >= $4
      AND b.check_in < $3
      AND b.check_out > $2
      AND b.status IN ('confirmed', 'checked_in', 'checked_out')
      AND n.hotel_id = b.hotel_id
      AND n.booking_id = b.booking_id
      AND n.night >= $2
      AND n.night < $3
    GROUP BY n.night
    UNION ALL
    SELECT b.check_in, b.check_out, 0, 0, 0, 0, 0, SUM(b.rooms)
    FROM bookings AS b  -- bookings_stays
    WHERE b.hotel_id = $1
      AND b.check_in >= $4
      AND b.check_in < $3
      AND b.check_out > $2
      AND b.status = 'cancelled'
      AND b.created_at < $5
      AND b.changed_at >= $5  -- a cancellation is a booking's last change
    GROUP BY b.check_in, b.check_out";

/// One entry for each night asked for, in order.
pub(crate) async fn figures(read: &impl Read, query: &FiguresQuery) -> Result<Vec<NightFigures>, DbError> {
    let day_before = query.from.minus_days(1);
    let found = many(
        read,
        FIGURES,
        [
            query.hotel_id.into(),
            day_before.into(),
            query.to.into(),
            day_before.minus_days(Stay::NIGHTS_MAX - 1).into(),
            query.picked_up_since.into(),
        ],
    )
    .await?;
    let mut nights: BTreeMap<Date, NightFigures> =
        day_before.until(query.to).map(|date| (date, nothing(date))).collect();
    for row in &found {
        let first = row.date(0)?;
        let end = row.date_if_any(1)?.unwrap_or(first.plus_days(1));
        for (_, night) in nights.range_mut(first..end) {
            add(night, row)?;
        }
    }
    Ok(with_departures(nights.into_values().collect()))
}

/// Whoever slept here the night before and does not tonight has left: a booking's nights have no gaps. The night
/// before the first is needed for that alone.
fn with_departures(mut nights: Vec<NightFigures>) -> Vec<NightFigures> {
    let mut sold_before = 0;
    for night in &mut nights {
        night.departures = (sold_before + night.arrivals).saturating_sub(night.rooms_sold);
        sold_before = night.rooms_sold;
    }
    nights.split_off(1)
}

fn nothing(date: Date) -> NightFigures {
    NightFigures {
        date,
        rooms_sold: 0,
        revenue_minor: 0,
        arrivals: 0,
        departures: 0,
        guests_in_house: 0,
        picked_up: 0,
        fell_off: 0,
    }
}

fn add(night: &mut NightFigures, row: &QueryResult) -> Result<(), DbError> {
    let count = |index| row.convert::<i64, u32>(index);
    night.rooms_sold += count(2)?;
    night.revenue_minor += row.get::<i64>(3)?;
    night.arrivals += count(4)?;
    night.guests_in_house += count(5)?;
    night.picked_up += count(6)?;
    night.fell_off += count(7)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plan;

    #[tokio::test]
    async fn figures_read_the_stays_that_can_reach_their_nights_and_no_others() {
        let plan = plan(FIGURES, 5).await;

        let stays = "SEARCH b USING INDEX bookings_stays (hotel_id=? AND check_in>? AND check_in<?)";
        assert!(plan.contains(&stays.replace("INDEX", "COVERING INDEX")), "{plan}");
        assert!(plan.contains(stays), "{plan}");
        assert!(
            plan.contains("SEARCH n USING PRIMARY KEY (hotel_id=? AND booking_id=? AND night>?"),
            "{plan}"
        );
    }
}
