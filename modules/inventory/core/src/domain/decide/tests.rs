//! The decisions, compared with a model that counts rooms one by one.

use std::collections::HashMap;

use inventory_api::{
    CancellationPolicy, HoldTerms, HotelProfile, MealPlan, RatePlanProfile, ReasonCode, RoomTypeProfile,
};
use kernel::{Currency, Money, Party, Stay};
use proptest::prelude::*;

use super::*;

const NIGHTS: u32 = 6;

fn now() -> DateTime<Utc> {
    "2027-05-01T03:00:00Z".parse().unwrap()
}

fn today() -> Date {
    "2027-05-01".parse().unwrap()
}

fn hotel() -> Hotel {
    let profile = HotelProfile {
        slug: "test".parse().unwrap(),
        name: "Test".into(),
        city: "Seoul".into(),
        country: "KR".to_owned().try_into().unwrap(),
        time_zone: "Asia/Seoul".parse().unwrap(),
        currency: Currency::KRW,
        check_in_time: "15:00".parse().unwrap(),
        check_out_time: "11:00".parse().unwrap(),
        hold_minutes: 15,
        taxes: vec![],
        description: String::new(),
        address: String::new(),
        email: None,
        phone: None,
        latitude: None,
        longitude: None,
        texts: BTreeMap::default(),
    };
    let room_type = RoomTypeProfile {
        code: "DBL".parse().unwrap(),
        name: "Double".into(),
        max_adults: 2,
        max_children: 1,
        max_guests: None,
        allotment: 0,
        description: String::new(),
        texts: BTreeMap::default(),
    };
    let rate_plan = RatePlanProfile {
        code: "BAR".parse().unwrap(),
        name: "Flexible".into(),
        meal_plan: MealPlan::RoomOnly,
        cancellation: CancellationPolicy::default(),
        min_advance_days: None,
        max_advance_days: None,
        description: String::new(),
        texts: BTreeMap::default(),
    };
    Hotel {
        id: HotelId::new(now()),
        profile,
        room_types: vec![RoomType { id: RoomTypeId::new(now()), profile: room_type }],
        rate_plans: vec![RatePlan { id: RatePlanId::new(now()), profile: rate_plan }],
        photos: vec![],
        version: 1,
    }
}

/// A hotel with so many rooms on each of the first nights, at 100 a night.
fn stock(rooms: &[u32]) -> (Stock, Hotel) {
    let hotel = hotel();
    let (room_type, rate_plan) = (hotel.room_types[0].id, hotel.rate_plans[0].id);
    let mut stock = Stock::default();
    stock.hotels.insert(hotel.id, Arc::new(hotel.clone()));
    for (date, allotment) in today().until(today().plus_days(400)).zip(rooms.iter().copied()) {
        stock.nights.insert((hotel.id, room_type, date), Night { allotment, ..Night::default() });
        let mut rate = Rate::default();
        rate.set_price_minor(Some(100));
        stock.rates.insert((hotel.id, room_type, rate_plan, date), rate);
    }
    (stock, hotel)
}

fn hold(hotel: &Hotel, hold_id: HoldId, first: u32, length: u32, rooms: u16) -> HoldRooms {
    let check_in = today().plus_days(first);
    HoldRooms {
        hold_id,
        hotel_id: hotel.id,
        terms: HoldTerms {
            room_type: "DBL".parse().unwrap(),
            rate_plan: "BAR".parse().unwrap(),
            stay: Stay::new(check_in, check_in.plus_days(length)).unwrap(),
            rooms,
            party: Party::new(1, vec![]).unwrap(),
            expected_total: None,
        },
        already_claimed: vec![],
        when_lapsed: WhenLapsed::Refuse,
        once: None,
    }
}

fn taken(stock: &Stock, hotel: &Hotel, night: u32) -> u32 {
    stock.nights[&(hotel.id, hotel.room_types[0].id, today().plus_days(night))].taken
}

#[test]
fn the_same_hold_twice_takes_its_rooms_once() {
    let (mut stock, hotel) = stock(&[2, 2]);
    let command = hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 2, 1);

    let first = stock.hold(&command, now()).unwrap();
    let second = stock.hold(&command, now()).unwrap();

    assert_eq!(first, second);
    assert_eq!((taken(&stock, &hotel, 0), taken(&stock, &hotel, 1)), (1, 1));
    assert_eq!(first.quote.total, Money::new(200, Currency::KRW));
}

#[test]
fn sold_out_names_the_full_nights_alone() {
    let (mut stock, hotel) = stock(&[2, 0, 2]);

    let refused = stock.hold(&hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 3, 1), now());

    let nights = vec![today().plus_days(1)];
    assert_eq!(refused, Err(NotHeld::Refused(HoldRefusal::SoldOut { nights, alternatives: vec![] })));
    assert!(stock.changes.taken.is_empty());
}

#[test]
fn a_lapsed_hold_in_the_way_is_named_before_anything_is_sold_out() {
    let (mut stock, hotel) = stock(&[1]);
    let lapsed = HoldId::in_hotel(hotel.id, now());
    stock.hold(&hold(&hotel, lapsed, 0, 1, 1), now()).unwrap();
    let later = now() + TimeDelta::minutes(16);
    let mut asked = hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 1, 1);
    asked.when_lapsed = WhenLapsed::Report;

    assert_eq!(stock.hold(&asked, later), Err(NotHeld::Lapsed(vec![lapsed])));

    let name = HoldRef { hotel_id: hotel.id, hold_id: lapsed };
    stock.release(&ReleaseRooms { hold: name, nights: Released::All });
    assert!(stock.hold(&asked, later).is_ok());
}

#[test]
fn nights_that_the_caller_has_are_priced_and_not_taken_again() {
    let (mut stock, hotel) = stock(&[1, 1, 1]);
    stock.hold(&hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 2, 1), now()).unwrap();
    let mut longer = hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 3, 1);
    longer.already_claimed = vec![today(), today().plus_days(1)];

    let held = stock.hold(&longer, now()).unwrap();

    assert_eq!(held.claimed, [today().plus_days(2)]);
    assert_eq!(held.quote.total, Money::new(300, Currency::KRW));
    assert_eq!((0..3).map(|n| taken(&stock, &hotel, n)).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_stay_is_sold_from_today_to_two_years_ahead() {
    let (mut stock, hotel) = stock(&[1; 400]);
    let mut reason = |first: i64| {
        let mut command = hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 1, 1);
        let check_in =
            if first < 0 { today().minus_days(1) } else { today().plus_days(first.try_into().unwrap()) };
        command.terms.stay = Stay::new(check_in, check_in.plus_days(1)).unwrap();
        match stock.hold(&command, now()) {
            Err(NotHeld::Refused(HoldRefusal::Restricted { reasons })) => Some(reasons[0].code),
            _ => None,
        }
    };

    assert_eq!(reason(-1), Some(ReasonCode::TooLate));
    assert_eq!(reason(0), None);
    assert_eq!(reason(730), Some(ReasonCode::Closed));
    assert_eq!(reason(731), Some(ReasonCode::TooEarly));
}

#[test]
fn an_allotment_is_never_lowered_below_what_is_taken() {
    let (mut stock, hotel) = stock(&[3]);
    stock.hold(&hold(&hotel, HoldId::in_hotel(hotel.id, now()), 0, 1, 2), now()).unwrap();
    let set = |allotment, overbooking| AriUpdate {
        room_type: "DBL".parse().unwrap(),
        rate_plan: None,
        from: today(),
        to: today().plus_days(1),
        weekdays: None,
        allotment,
        overbooking,
        price: None,
        min_stay: None,
        max_stay: None,
        closed: None,
        closed_to_arrival: None,
        closed_to_departure: None,
    };

    let refused = stock.set_ari(&hotel, &[set(Some(1), None)]);

    assert!(matches!(refused, Err(AriRefusal::BelowTaken { nights, .. }) if nights[0].taken == 2));
    assert!(stock.changes.nights_set.is_empty());
    assert_eq!(stock.set_ari(&hotel, &[set(Some(1), Some(1))]), Ok(AriSet { nights_changed: 1 }));
}

/// Something that happens at a hotel of six nights.
#[derive(Debug, Clone)]
enum Step {
    Hold { id: usize, first: u32, length: u32, rooms: u16 },
    Release { id: usize, only: Option<u32> },
    SetAllotment { night: u32, allotment: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let id = 0_usize..8;
    prop_oneof![
        (id.clone(), 0..NIGHTS, 1_u32..4, 1_u16..3).prop_map(|(id, first, length, rooms)| Step::Hold {
            id,
            first,
            length,
            rooms
        }),
        (id, prop::option::of(0..NIGHTS)).prop_map(|(id, only)| Step::Release { id, only }),
        (0..NIGHTS, 0_u32..5).prop_map(|(night, allotment)| Step::SetAllotment { night, allotment }),
    ]
}

/// A model with a list of claims and nothing else: a night's taken rooms are counted anew each time.
#[derive(Debug, Default)]
struct Model {
    allotment: Vec<u32>,
    claims: HashMap<usize, (u32, Vec<u32>)>,
}

impl Model {
    fn taken(&self, night: u32) -> u32 {
        self.claims.values().filter(|(_, nights)| nights.contains(&night)).map(|(rooms, _)| rooms).sum()
    }

    fn hold(&mut self, id: usize, nights: Vec<u32>, rooms: u32) -> bool {
        if self.claims.contains_key(&id) {
            return true;
        }
        let fits = nights.iter().all(|night| {
            self.allotment
                .get(usize::try_from(*night).unwrap())
                .is_some_and(|a| self.taken(*night) + rooms <= *a)
        });
        if fits {
            self.claims.insert(id, (rooms, nights));
        }
        fits
    }
}

proptest! {
    #[test]
    fn decisions_equal_those_of_a_naive_model(steps in prop::collection::vec(step(), 1..60)) {
        let (mut stock, hotel) = stock(&[2; 6]);
        let ids: Vec<_> = (0..8).map(|_| HoldId::in_hotel(hotel.id, now())).collect();
        let mut model = Model { allotment: vec![2; 6], ..Model::default() };

        for step in steps {
            match step {
                Step::Hold { id, first, length, rooms } => {
                    let held = stock.hold(&hold(&hotel, ids[id], first, length, rooms), now()).is_ok();
                    let nights = (first..first + length).collect();
                    prop_assert_eq!(held, model.hold(id, nights, rooms.into()));
                }
                Step::Release { id, only } => {
                    let nights = only.map_or(Released::All, |night| Released::Nights(vec![today().plus_days(night)]));
                    stock.release(&ReleaseRooms { hold: HoldRef { hotel_id: hotel.id, hold_id: ids[id] }, nights });
                    if let Some((_, nights)) = model.claims.get_mut(&id) {
                        nights.retain(|night| only.is_some_and(|only| only != *night));
                    }
                }
                Step::SetAllotment { night, allotment } => {
                    let date = today().plus_days(night);
                    let update = AriUpdate {
                        room_type: "DBL".parse().unwrap(), rate_plan: None, from: date, to: date.plus_days(1),
                        weekdays: None, allotment: Some(allotment), overbooking: None, price: None, min_stay: None,
                        max_stay: None, closed: None, closed_to_arrival: None, closed_to_departure: None,
                    };
                    let is_set = stock.set_ari(&hotel, &[update]).is_ok();
                    prop_assert_eq!(is_set, model.taken(night) <= allotment);
                    if is_set {
                        model.allotment[usize::try_from(night).unwrap()] = allotment;
                    }
                }
            }
            for night in 0..NIGHTS {
                prop_assert_eq!(taken(&stock, &hotel, night), model.taken(night));
                prop_assert!(taken(&stock, &hotel, night) <= model.allotment[usize::try_from(night).unwrap()]);
            }
        }
        for (key, delta) in &stock.changes.taken {
            let night = u32::try_from(key.2.days_since(today())).unwrap();
            prop_assert_eq!(*delta, i64::from(model.taken(night)), "what is stored is what was decided");
        }
    }
}
