//! An inventory in memory: one hotel, two room types of one price each, a few rooms a night.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use inventory_api::*;
use kernel::{Clock, Currency, Date, Done, HoldId, HotelId, HotelSlot, ManualClock, Money, PhotoId};
use serde_json::json;
use uuid::Uuid;

/// How long a hold lasts here.
pub(crate) const HOLD_MIN: i64 = 15;
/// Rooms of each type, each night.
const ROOMS: u16 = 2;

pub(crate) struct FakeInventory {
    clock: Arc<ManualClock>,
    hotel: Arc<Hotel>,
    state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) holds: BTreeMap<HoldId, Held>,
    pub(crate) owners: HashMap<HoldId, String>,
    by_key: HashMap<(String, String), HoldId>,
    /// Releases fail as if inventory were down.
    pub(crate) is_down: bool,
}

impl FakeInventory {
    pub(crate) fn new(clock: Arc<ManualClock>) -> Self {
        Self { clock, hotel: Arc::new(hotel()), state: Mutex::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn hotel_id(&self) -> HotelId {
        self.hotel.id
    }

    /// How many rooms of a type are claimed on a night.
    pub(crate) fn taken(&self, room_type: &str, night: &str) -> u16 {
        taken(&self.state(), room_type, night.parse().unwrap())
    }
}

fn taken(state: &State, room_type: &str, night: Date) -> u16 {
    let claims = state.holds.values().filter(|held| {
        held.quote.room_type.as_str() == room_type
            && held.state != HoldState::Released
            && held.claimed.contains(&night)
    });
    claims.map(|held| held.quote.rooms).sum()
}

fn price(room_type: &Code) -> Option<i64> {
    match room_type.as_str() {
        "DBL" => Some(100),
        "SUI" => Some(250),
        _ => None,
    }
}

fn quote(hotel: HotelId, terms: &HoldTerms, price: i64) -> Quote {
    let won = |amount| Money::new(amount, Currency::KRW);
    let nights: Vec<_> = terms.stay.nights().map(|date| NightPrice { date, price: won(price) }).collect();
    let until = |until_days, kind, value| PolicyStep { until_days, penalty: Penalty { kind, value } };
    Quote {
        hotel_id: hotel,
        room_type_id: Uuid::from_u128(u128::try_from(price).unwrap()).into(),
        room_type: terms.room_type.clone(),
        rate_plan_id: Uuid::from_u128(1).into(),
        rate_plan: terms.rate_plan.clone(),
        stay: terms.stay,
        rooms: terms.rooms,
        party: terms.party.clone(),
        total: won(price * i64::from(terms.rooms) * i64::from(terms.stay.len())),
        nights,
        taxes: vec![],
        cancellation: CancellationPolicy(vec![
            until(7, PenaltyKind::None, 0),
            until(0, PenaltyKind::Nights, 1),
        ]),
        time_zone: "Asia/Seoul".parse().unwrap(),
        check_in_time: "15:00".parse().unwrap(),
    }
}

fn refused<T>(refusal: HoldRefusal) -> Result<T, HoldError> {
    Err(HoldError::Refused { refusal, is_replay: false })
}

#[async_trait]
impl Inventory for FakeInventory {
    async fn hotel(&self, hotel: &HotelRef) -> Result<Arc<Hotel>, QueryError> {
        let is_ours = match hotel {
            HotelRef::Id(id) => *id == self.hotel.id,
            HotelRef::Slug(slug) => *slug == self.hotel.profile.slug,
        };
        if is_ours { Ok(Arc::clone(&self.hotel)) } else { Err(QueryError::NoHotel) }
    }

    async fn hotels(&self) -> Result<Vec<Arc<Hotel>>, QueryError> {
        Ok(vec![Arc::clone(&self.hotel)])
    }

    async fn hotels_in_slot(&self, slot: HotelSlot) -> Result<Vec<HotelId>, QueryError> {
        Ok([self.hotel.id].into_iter().filter(|id| id.slot() == slot).collect())
    }

    async fn hold(&self, command: HoldRooms) -> Result<Done<Held>, HoldError> {
        let now = self.clock.now();
        let mut state = self.state();
        let key = command.once.map(|once| (once.caller, once.key));
        let known = key.as_ref().and_then(|key| state.by_key.get(key)).unwrap_or(&command.hold_id);
        if let Some(held) = state.holds.get(known) {
            return Ok(Done::again(held.clone()));
        }
        let Some(price) = price(&command.terms.room_type) else {
            return refused(HoldRefusal::UnknownRoomType);
        };
        let quote = quote(command.hotel_id, &command.terms, price);
        if command.terms.expected_total.is_some_and(|expected| expected != quote.total) {
            return refused(HoldRefusal::PriceChanged { total: quote.total });
        }
        let added: Vec<Date> =
            quote.stay.nights().filter(|night| !command.already_claimed.contains(night)).collect();
        let room_type = quote.room_type.as_str();
        let is_full = |night: &Date| taken(&state, room_type, *night) + quote.rooms > ROOMS;
        let full: Vec<Date> = added.iter().copied().filter(is_full).collect();
        if !full.is_empty() {
            let lapsed: Vec<_> = state.holds.values().filter(|held| has_lapsed(held, now)).collect();
            if command.when_lapsed == WhenLapsed::Report && !lapsed.is_empty() {
                return Err(HoldError::Lapsed(lapsed.iter().map(|held| held.hold_id).collect()));
            }
            return refused(HoldRefusal::SoldOut { nights: full, alternatives: vec![] });
        }
        let held = Held {
            hold_id: command.hold_id,
            expires_at: now + TimeDelta::minutes(HOLD_MIN),
            claimed: added,
            quote,
            state: HoldState::Held,
        };
        state.holds.insert(held.hold_id, held.clone());
        if let Some(key) = key {
            state.by_key.insert(key, held.hold_id);
        }
        Ok(Done::first(held))
    }

    async fn holds(&self, holds: &[HoldRef]) -> Result<Vec<Held>, QueryError> {
        let state = self.state();
        let ours = holds.iter().filter(|hold| hold.hotel_id == self.hotel.id);
        Ok(ours.filter_map(|hold| state.holds.get(&hold.hold_id)).cloned().collect())
    }

    async fn settle(&self, holds: Vec<SettleHold>) -> Result<(), CommandError> {
        let mut state = self.state();
        for SettleHold { hold, owner } in holds {
            if let Some(held) = state.holds.get_mut(&hold.hold_id) {
                held.state = HoldState::Settled;
                state.owners.insert(hold.hold_id, owner.to_string());
            }
        }
        Ok(())
    }

    async fn release(&self, releases: Vec<ReleaseRooms>) -> Result<(), CommandError> {
        let mut state = self.state();
        if state.is_down {
            return Err(CommandError::Unavailable("out for lunch".to_owned()));
        }
        for ReleaseRooms { hold, nights } in releases {
            let Some(held) = state.holds.get_mut(&hold.hold_id) else { continue };
            match nights {
                Released::All => held.claimed.clear(),
                Released::Nights(nights) => held.claimed.retain(|night| !nights.contains(night)),
            }
            if held.claimed.is_empty() {
                held.state = HoldState::Released;
            }
        }
        Ok(())
    }

    async fn lapsed(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<HoldRef>, QueryError> {
        let state = self.state();
        let lapsed = state.holds.values().filter(|held| has_lapsed(held, now));
        let refs = lapsed.map(|held| HoldRef { hotel_id: self.hotel.id, hold_id: held.hold_id });
        Ok(refs.take(usize::try_from(limit).unwrap()).collect())
    }

    async fn search(&self, _: Search) -> Result<SearchPage, QueryError> {
        Err(not_here())
    }

    async fn offers(&self, _: OffersQuery) -> Result<Offers, QueryError> {
        Err(not_here())
    }

    async fn calendar(&self, _: CalendarQuery) -> Result<Calendar, QueryError> {
        Err(not_here())
    }

    async fn ari(&self, _: AriQuery) -> Result<AriGrid, QueryError> {
        Err(not_here())
    }

    async fn create_hotel(&self, _: Staffed<HotelProfile>) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn change_hotel(
        &self,
        _: SeenHotel,
        _: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn add_room_type(
        &self,
        _: HotelId,
        _: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn change_room_type(
        &self,
        _: SeenHotel,
        _: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn add_rate_plan(
        &self,
        _: HotelId,
        _: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn change_rate_plan(
        &self,
        _: SeenHotel,
        _: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(CatalogueError::NotFound("hotel"))
    }

    async fn add_photo(&self, _: Staffed<AddPhoto>) -> Result<Done<Hotel>, PhotoError> {
        Err(PhotoError::NotFound("hotel"))
    }

    async fn change_photo(&self, _: SeenHotel, _: Staffed<ChangePhoto>) -> Result<Done<Hotel>, PhotoError> {
        Err(PhotoError::NotFound("hotel"))
    }

    async fn remove_photo(&self, _: SeenHotel, _: Staffed<PhotoId>) -> Result<Done<Hotel>, PhotoError> {
        Err(PhotoError::NotFound("hotel"))
    }

    async fn set_ari(&self, _: Staffed<SetAri>) -> Result<Done<AriSet>, AriConflict> {
        Err(AriConflict::NoHotel)
    }

    async fn audit(&self) -> Result<Vec<Violation>, QueryError> {
        Ok(vec![])
    }
}

fn has_lapsed(held: &Held, now: DateTime<Utc>) -> bool {
    held.state == HoldState::Held && held.expires_at < now
}

fn not_here() -> QueryError {
    QueryError::Failed("these tests ask nothing of the kind".to_owned())
}

fn hotel() -> Hotel {
    let profile = json!({
        "slug": "jumak-seoul", "name": "Jumak Seoul", "city": "Seoul", "country": "KR",
        "time_zone": "Asia/Seoul", "currency": "KRW",
        "check_in_time": "15:00", "check_out_time": "11:00", "email": "stay@jumak.example",
        "texts": { "ko": { "name": "주막 서울" } },
    });
    Hotel {
        id: Uuid::from_u128(7).into(),
        profile: serde_json::from_value(profile).unwrap(),
        room_types: vec![],
        rate_plans: vec![],
        photos: vec![],
        version: 1,
    }
}
