//! What a booking would become, asked before anything is changed: its price, or why not.

use booking_api::{BookingStatus, BookingView};
use inventory_api::{Code, Hotel, Offers, OffersQuery, Reason, ReasonCode};
use kernel::{Money, Party, Stay};

use crate::{refusal::Refusal, visit::Visit};

/// Other dates or another room type for a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) stay: Stay,
    pub(crate) room_type: Code,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preview {
    /// The changed stay costs this.
    Priced(Money),
    /// Only what the booking has already stands in the way: its price is told when it is tried.
    Unpriced,
    /// It cannot be had.
    Cannot(Vec<Reason>),
}

impl Wanted {
    /// Whether nothing would change.
    pub(crate) fn is_same_as(&self, booking: &BookingView) -> bool {
        self.stay.check_in() == booking.check_in
            && self.stay.check_out() == booking.check_out
            && self.room_type == booking.room_type
    }
}

/// Whether a booking can be changed at all; to what, is asked and decided later.
pub(crate) fn is_changeable(booking: &BookingView) -> bool {
    matches!(booking.status, BookingStatus::Confirmed | BookingStatus::CheckedIn)
}

/// Asks what a booking would become. Nothing is held by it.
pub(crate) async fn preview(
    visit: &Visit,
    hotel: &Hotel,
    booking: &BookingView,
    wanted: &Wanted,
) -> Result<Preview, Refusal> {
    let party = Party::new(booking.adults, booking.children.clone()).map_err(|_| Refusal::Broken)?;
    let query = OffersQuery {
        hotel: hotel.id.into(),
        stay: wanted.stay,
        party,
        rooms: booking.rooms,
        locale: visit.locale,
    };
    let offers = visit.pages.inventory().offers(query).await?;
    Ok(read(&offers, booking, wanted))
}

fn read(offers: &Offers, booking: &BookingView, wanted: &Wanted) -> Preview {
    let wants = |room_type: &Code, rate_plan: &Code| {
        *room_type == wanted.room_type && *rate_plan == booking.rate_plan
    };
    if let Some(offer) = offers.offers.iter().find(|offer| wants(&offer.room_type, &offer.rate_plan)) {
        return Preview::Priced(offer.total);
    }
    let cannot = offers.unavailable.iter().find(|it| wants(&it.room_type, &it.rate_plan));
    let Some(cannot) = cannot else { return Preview::Cannot(Vec::new()) };
    let reasons: Vec<_> =
        cannot.reasons.iter().copied().filter(|reason| !is_ours(*reason, booking, wanted)).collect();
    if reasons.is_empty() { Preview::Unpriced } else { Preview::Cannot(reasons) }
}

/// An offer does not know that some of the nights are this booking's already.
fn is_ours(reason: Reason, booking: &BookingView, wanted: &Wanted) -> bool {
    if wanted.room_type != booking.room_type {
        return false;
    }
    let has = |night| booking.nights.iter().any(|own| Some(own.date) == night);
    match reason.code {
        ReasonCode::SoldOut => has(reason.date),
        ReasonCode::TooLate => booking.status == BookingStatus::CheckedIn && has(reason.date),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use inventory_api::Unavailable;
    use kernel::{Date, Locale};

    fn night(day: u32) -> Date {
        Date::new(2030, 5, day).unwrap()
    }

    /// One night longer than the booking of 10 and 11 May.
    fn longer(room_type: &str) -> Wanted {
        Wanted { stay: Stay::new(night(10), night(13)).unwrap(), room_type: room_type.parse().unwrap() }
    }

    fn sold_out(room_type: &str, days: &[u32]) -> Offers {
        let reason = |day: &u32| Reason { code: ReasonCode::SoldOut, date: Some(night(*day)) };
        let unavailable = Unavailable {
            room_type: room_type.parse().unwrap(),
            rate_plan: "BAR".parse().unwrap(),
            reasons: days.iter().map(reason).collect(),
        };
        Offers {
            hotel: samples::hotel().summary(Locale::En),
            check_in: night(10),
            check_out: night(13),
            rooms: 1,
            offers: vec![],
            unavailable: vec![unavailable],
        }
    }

    #[test]
    fn nights_that_are_the_bookings_own_stand_in_nobodys_way() {
        let booking = samples::booking().view;

        assert_eq!(read(&sold_out("DBL", &[10, 11]), &booking, &longer("DBL")), Preview::Unpriced);
    }

    #[test]
    fn other_nights_and_other_rooms_do() {
        let booking = samples::booking().view;
        let names = |preview| match preview {
            Preview::Cannot(reasons) => reasons.into_iter().filter_map(|reason| reason.date).collect(),
            other => panic!("{other:?}"),
        };

        let lacks_a_night: Vec<Date> = names(read(&sold_out("DBL", &[11, 12]), &booking, &longer("DBL")));
        let other_room: Vec<Date> = names(read(&sold_out("ONDOL", &[11]), &booking, &longer("ONDOL")));

        assert_eq!((lacks_a_night, other_room), (vec![night(12)], vec![night(11)]));
    }
}
