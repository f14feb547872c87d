//! Time zones: from an instant to the hotel's date, and back.

use std::{fmt, str::FromStr};

use chrono::{DateTime, LocalResult, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::Date;

/// A hotel's time zone, by its IANA name such as `Asia/Seoul`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Asia/Seoul")]
pub struct Zone(chrono_tz::Tz);

/// No time zone has that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a time zone is an IANA name, such as Asia/Seoul")]
pub struct UnknownZone;

/// The longest gap any zone ever had is a skipped day (Pacific/Apia, 2011-12-30).
const GAP_MAX_MIN: i64 = 25 * 60;

impl Zone {
    /// The date on the hotel's wall at that instant.
    pub fn date_at(self, instant: DateTime<Utc>) -> Date {
        Date::try_from(instant.with_timezone(&self.0).date_naive()).unwrap_or(Date::LAST)
    }

    /// What the hotel's calendar and clock show at that instant.
    pub fn local_at(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }

    /// The instant at which the hotel's clock shows that date and time.
    ///
    /// A local time that a clock change skips means the first instant after the gap; one that comes twice
    /// means the first of the two.
    pub fn instant(self, date: Date, time: NaiveTime) -> DateTime<Utc> {
        let local = date.to_naive().and_time(time);
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
            LocalResult::None => self.first_after_gap(local),
        }
    }

    fn first_after_gap(self, local: NaiveDateTime) -> DateTime<Utc> {
        (1..=GAP_MAX_MIN)
            .find_map(|minutes| {
                let later = local.checked_add_signed(TimeDelta::minutes(minutes))?;
                self.0.from_local_datetime(&later).earliest()
            })
            .map_or_else(|| local.and_utc(), |instant| instant.to_utc())
    }

    /// Every zone there is.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.iter().copied().map(Self)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_skipped_time_moves_forward_and_a_repeated_one_is_the_first() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();

        let skipped = berlin.instant("2027-03-28".parse().unwrap(), half_past_two);
        let repeated = berlin.instant("2027-10-31".parse().unwrap(), half_past_two);

        assert_eq!(skipped, instant("2027-03-28T01:00:00Z"));
        assert_eq!(repeated, instant("2027-10-31T00:30:00Z"));
    }

    #[test]
    fn a_day_that_a_zone_skipped_still_has_its_deadline() {
        let apia: Zone = "Pacific/Apia".parse().unwrap();

        let noon = apia.instant("2011-12-30".parse().unwrap(), NaiveTime::from_hms_opt(12, 0, 0).unwrap());

        assert_eq!(noon, instant("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn in_every_zone_a_deadline_falls_on_its_date_or_right_after_a_gap() {
        let times =
            [(0, 0), (2, 30), (15, 0), (23, 59)].map(|(h, m)| NaiveTime::from_hms_opt(h, m, 0).unwrap());
        let first: Date = "2026-01-01".parse().unwrap();
        for zone in Zone::all() {
            let mut before = DateTime::<Utc>::MIN_UTC;
            for date in first.until(first.plus_days(800)) {
                for time in times {
                    let instant = zone.instant(date, time);
                    let wanted = date.to_naive().and_time(time);
                    let shown = instant.with_timezone(&zone.0).naive_local();
                    let is_skipped = zone.0.from_local_datetime(&wanted).earliest().is_none();

                    assert_eq!(shown > wanted, is_skipped, "{zone} {wanted}");
                    assert!(shown >= wanted, "{zone} {wanted}");
                    assert!(instant >= before, "{zone} {wanted}: deadlines keep their order");
                    assert_eq!(zone.date_at(instant), shown.date().try_into().unwrap());
                    before = instant;
                }
            }
        }
    }
}
