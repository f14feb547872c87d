//! The places where roles and keys hold: each hotel by its name, and all of them together.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use inventory_api::Hotel;
use kernel::{HotelId, Locale, Words};

use crate::{
    desk::{fields::Choice, reach::Reach},
    refusal::Refusal,
    visit::Visit,
    words::words,
};

/// What stands for all hotels in a form; no slug can be it.
const EVERYWHERE: &str = "*";

words! {
    /// What places without a name of their own are called.
    PlaceWords {
        everywhere: "모든 호텔" | "All hotels",
        gone: "알 수 없는 호텔" | "An unknown hotel",
        choose: "골라 주세요" | "Choose one",
    }
}

/// Every hotel there is.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    hotels: Vec<Arc<Hotel>>,
    locale: Locale,
}

impl Places {
    pub(crate) async fn known(visit: &Visit) -> Result<Self, Refusal> {
        Ok(Self { hotels: visit.pages.inventory().hotels().await?, locale: visit.locale })
    }

    /// What a place is called.
    pub(crate) fn name(&self, place: Option<HotelId>) -> String {
        let words = PlaceWords::of(self.locale);
        let Some(id) = place else { return words.everywhere.to_owned() };
        let hotel = self.hotels.iter().find(|hotel| hotel.id == id);
        hotel.map_or(words.gone.to_owned(), |hotel| hotel.summary(self.locale).name)
    }

    /// The places that somebody may choose: those where they decide. None is chosen for them, least of all everywhere.
    pub(crate) fn choices(&self, reach: &Reach) -> Vec<Choice> {
        let everywhere = reach.covers(None).then(|| Choice::new(EVERYWHERE, self.name(None)));
        let hotels = self.hotels.iter().filter(|hotel| reach.covers(Some(hotel.id)));
        let hotels = hotels.map(|it| Choice::new(it.profile.slug.as_str(), it.summary(self.locale).name));
        let nothing = Choice::new("", PlaceWords::of(self.locale).choose);
        [nothing].into_iter().chain(everywhere).chain(hotels).collect()
    }

    /// A place as forms send it.
    pub(crate) fn typed(&self, place: Option<HotelId>) -> String {
        let hotel = self.hotels.iter().find(|hotel| Some(hotel.id) == place);
        hotel.map_or(EVERYWHERE.to_owned(), |hotel| hotel.profile.slug.to_string())
    }

    /// The place that a form names, if somebody decides there.
    pub(crate) fn chosen(&self, typed: &str, reach: &Reach) -> Option<Option<HotelId>> {
        let place = if typed == EVERYWHERE {
            None
        } else {
            Some(self.hotels.iter().find(|hotel| hotel.profile.slug.as_str() == typed)?.id)
        };
        reach.covers(place).then_some(place)
    }

    /// A moment on the wall of the first hotel: accounts belong to no single one.
    pub(crate) fn instant(&self, at: DateTime<Utc>) -> String {
        match self.hotels.first() {
            Some(hotel) => Words(self.locale).instant(at, hotel.profile.time_zone),
            None => at.format("%Y-%m-%d %H:%M UTC").to_string(),
        }
    }
}

#[cfg(test)]
impl Places {
    /// One hotel, for tests.
    pub(crate) fn sample(locale: Locale) -> Self {
        Self { hotels: vec![Arc::new(crate::samples::hotel())], locale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::StaffId;

    #[test]
    fn a_form_reaches_only_places_where_its_sender_decides() {
        let places = Places::sample(Locale::En);
        let (here, me) = (places.hotels[0].id, StaffId::new(DateTime::UNIX_EPOCH));
        let mighty = Reach::sample(me, None);
        let (local, stranger) = (Reach::sample(me, Some(vec![here])), Reach::sample(me, Some(Vec::new())));

        assert_eq!(places.chosen("*", &mighty), Some(None));
        assert_eq!(places.chosen("*", &local), None);
        assert_eq!(places.chosen("jumak-seoul", &local), Some(Some(here)));
        assert_eq!(places.chosen("jumak-seoul", &stranger), None);
        assert_eq!(places.chosen("nowhere", &mighty), None);
        let labels: Vec<_> = places.choices(&local).into_iter().map(|choice| choice.label).collect();
        assert_eq!(labels, ["Choose one", "Jumak Seoul"]);
    }
}
