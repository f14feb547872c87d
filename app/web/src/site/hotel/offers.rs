//! A hotel's room types, each with what can be booked, and why the rest cannot.

use inventory_api::{Calendar, InventoryWords, Offer, Offers, RoomType, Unavailable};
use kernel::{Locale, Money};

use crate::{
    shown::{
        Breakdown, Ladder, OfferedStay, Picture, Priced, description_of_plan, description_of_room,
        name_of_room, plan_name, reasons,
    },
    site::search::{FEW_ROOMS, few_left},
};

use super::Ingredients;

/// A room type.
pub(super) struct RoomOnOffer {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) fits: String,
    pub(super) picture: Option<Picture>,
    /// The cheapest night in the months shown.
    pub(super) from_price: Option<String>,
    pub(super) offers: Vec<OfferShown>,
    pub(super) unavailable: Vec<UnavailableShown>,
}

/// Something that can be booked.
pub(super) struct OfferShown {
    pub(super) rate_plan: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) meals: Option<&'static str>,
    pub(super) ladder: Ladder,
    pub(super) breakdown: Breakdown,
    pub(super) total: Money,
    pub(super) few_left: Option<String>,
}

/// Something that cannot.
pub(super) struct UnavailableShown {
    pub(super) name: String,
    pub(super) reasons: Vec<String>,
}

/// Makes the room types of a page.
pub(super) struct Rooms<'a> {
    pub(super) from: &'a Ingredients<'a>,
    pub(super) calendar: &'a Calendar,
    pub(super) offers: Option<&'a Offers>,
}

impl Rooms<'_> {
    /// Every room type in the hotel's order; for a stay, those that can be booked first, cheapest first.
    pub(super) fn all(&self) -> Vec<RoomOnOffer> {
        let mut rooms: Vec<_> =
            self.from.hotel.room_types.iter().map(|room_type| self.room(room_type)).collect();
        if self.offers.is_some() {
            rooms.sort_by_key(|room| room.offers.first().map_or(i64::MAX, |offer| offer.total.amount));
        }
        rooms
    }

    fn room(&self, room_type: &RoomType) -> RoomOnOffer {
        let locale = self.from.say.0;
        let profile = &room_type.profile;
        let (offers, unavailable) = match self.offers {
            Some(found) => (
                found
                    .offers
                    .iter()
                    .filter(|offer| offer.room_type == profile.code)
                    .map(|it| self.offer(it))
                    .collect(),
                found
                    .unavailable
                    .iter()
                    .filter(|it| it.room_type == profile.code)
                    .map(|it| self.unavailable(it))
                    .collect(),
            ),
            None => (Vec::new(), Vec::new()),
        };
        RoomOnOffer {
            code: profile.code.to_string(),
            name: name_of_room(room_type, locale).to_owned(),
            description: description_of_room(room_type, locale).to_owned(),
            fits: fits(profile.max_adults, profile.max_children, locale),
            picture: Picture::of_room(self.from.hotel, &profile.code, locale),
            from_price: self.cheapest_night(room_type),
            offers,
            unavailable,
        }
    }

    fn offer(&self, offer: &Offer) -> OfferShown {
        let Ingredients { say, hotel, wish, .. } = *self.from;
        let (locale, rooms) = (say.0, wish.map_or(1, |wish| wish.rooms));
        let arrival = offer.nights.first().map_or(self.from.today, |night| night.date);
        let stay = OfferedStay::at(hotel, arrival, &offer.nights, rooms, offer.total);
        let priced = Priced { nights: &offer.nights, taxes: &offer.taxes, rooms, total: offer.total };
        OfferShown {
            rate_plan: offer.rate_plan.to_string(),
            name: plan_name(hotel, &offer.rate_plan, locale).to_owned(),
            description: hotel
                .rate_plan(&offer.rate_plan)
                .map(|plan| description_of_plan(plan, locale).to_owned())
                .unwrap_or_default(),
            meals: say.meals(offer.meal_plan),
            ladder: Ladder::of(&offer.cancellation.policy, &stay, self.from.now, say),
            breakdown: Breakdown::of(priced, say),
            total: offer.total,
            few_left: (offer.available <= FEW_ROOMS).then(|| few_left(offer.available, locale)),
        }
    }

    fn unavailable(&self, unavailable: &Unavailable) -> UnavailableShown {
        let say = self.from.say;
        UnavailableShown {
            name: plan_name(self.from.hotel, &unavailable.rate_plan, say.0).to_owned(),
            reasons: reasons::all_in_words(&unavailable.reasons, say),
        }
    }

    fn cheapest_night(&self, room_type: &RoomType) -> Option<String> {
        let shown = self.calendar.room_types.iter().find(|it| it.room_type == room_type.profile.code)?;
        let sellable = shown.nights.iter().filter(|night| night.available > 0 && !night.closed);
        let cheapest = sellable.filter_map(|night| night.price).min_by_key(|price| price.amount)?;
        Some(self.from.say.money(cheapest))
    }
}

fn fits(adults: u16, children: u16, locale: Locale) -> String {
    match (locale, children) {
        (Locale::Ko, 0) => format!("성인 {adults}명까지"),
        (Locale::Ko, _) => format!("성인 {adults}명, 어린이 {children}명까지"),
        (Locale::En, 0) => format!("Up to {}", counted(adults, "adult", "adults")),
        (Locale::En, _) => {
            format!(
                "Up to {} and {}",
                counted(adults, "adult", "adults"),
                counted(children, "child", "children")
            )
        }
    }
}

fn counted(count: u16, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
