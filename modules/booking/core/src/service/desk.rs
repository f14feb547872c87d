//! What the desk looks at: the day's board, and what each night brings.

use booking_api::{Board, FiguresQuery, Group, NightFigures};
use chrono::NaiveTime;
use inventory_api::{Hotel, QueryError};
use kernel::{Date, HotelId};

use super::{Service, unread};
use crate::{booking::Booking, store, store::Listed};

/// A year, leap day included.
const NIGHTS_MAX: i64 = 366;

impl Service {
    pub(crate) async fn board(&self, hotel: HotelId, day: Date) -> Result<Board, QueryError> {
        let hotel = self.inventory.hotel(&hotel.into()).await?;
        let zone = hotel.profile.time_zone;
        let midnight = |date| zone.instant(date, NaiveTime::MIN);
        // Whoever has just checked a guest in looks for the guest among those in house.
        let read = self.db.fresh("desk_board");
        let found = store::day(&read, hotel.id, (day, midnight(day), midnight(day.plus_days(1)))).await;
        let found = found.map_err(|error| unread(&error))?;
        let group = |listed| self.group(&hotel, listed);
        Ok(Board {
            arrivals: group(found.arrivals),
            overdue: group(found.overdue),
            departures: group(found.departures),
            in_house: group(found.in_house),
            left: group(found.left),
        })
    }

    fn group(&self, hotel: &Hotel, listed: Listed) -> Group {
        let now = self.clock.now();
        let show = |booking: &Booking| booking.view(hotel.summary(booking.detail.guest.locale), now);
        Group {
            bookings: listed.bookings.iter().map(show).collect(),
            total: listed.total,
            rooms: listed.rooms,
        }
    }

    pub(crate) async fn figures(&self, query: FiguresQuery) -> Result<Vec<NightFigures>, QueryError> {
        if !(1..=NIGHTS_MAX).contains(&query.to.days_since(query.from)) {
            let reason = format!("to is 1 to {NIGHTS_MAX} days after from");
            return Err(QueryError::Invalid("to", reason));
        }
        self.inventory.hotel(&query.hotel_id.into()).await?;
        let read = self.db.stale("night_figures");
        store::figures(&read, &query).await.map_err(|error| unread(&error))
    }
}
