//! A server with a hotel on it, ready to be sold.

use std::ops::{Deref, DerefMut};

use serde_json::{Value, json};

use crate::{Answer, Api, Days, Guest, Jumak, Setup};

/// A server with one hotel: a room type `DBL` for two adults and a child, and a rate plan `BAR`.
#[derive(Debug)]
pub struct Inn {
    jumak: Jumak,
    owner: Api,
    slug: String,
}

/// A hotel in Seoul that keeps its books in won.
pub fn hotel(slug: &str) -> Value {
    json!({
        "slug": slug, "name": "Inn at the Ford", "city": "Seoul", "country": "KR",
        "time_zone": "Asia/Seoul", "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00"
    })
}

/// A room type for two adults and a child.
pub fn room_type(code: &str) -> Value {
    json!({"code": code, "name": format!("Room {code}"), "max_adults": 2, "max_children": 1})
}

/// A rate plan that is free to cancel until a week before, half until the day before, and all after that.
pub fn rate_plan(code: &str) -> Value {
    json!({"code": code, "name": format!("Plan {code}"), "meal_plan": "breakfast", "cancellation": [
        {"until_days": 7, "penalty": {"kind": "none", "value": 0}},
        {"until_days": 1, "penalty": {"kind": "percent", "value": 50}},
        {"until_days": 0, "penalty": {"kind": "percent", "value": 100}}
    ]})
}

/// An amount of won.
pub fn krw(amount: i64) -> Value {
    json!({"amount": amount, "currency": "KRW"})
}

/// What somebody wants: one `room_type` under `BAR` for two.
pub fn wish(room_type: &str, stay: Days) -> Value {
    json!({
        "room_type": room_type, "rate_plan": "BAR", "check_in": stay.from, "check_out": stay.to,
        "rooms": 1, "adults": 2, "children": []
    })
}

impl Jumak {
    /// Adds the hotel of most tests.
    pub async fn with_hotel(self) -> Inn {
        let owner = self.staff("owner").await;
        let inn = Inn { jumak: self, owner, slug: "ford".to_owned() };
        inn.add_hotel("ford").await;
        inn
    }

    /// A hotel with rooms to sell.
    pub async fn with_stock(self, room_type: &str, nights: Days, allotment: u32) -> Inn {
        self.with_hotel().await.with_stock(room_type, nights, allotment).await
    }
}

impl Inn {
    /// The price of a night unless a test sets another.
    pub const PRICE: i64 = 100_000;

    /// A new server with a hotel.
    pub async fn open() -> Self {
        Jumak::start().await.with_hotel().await
    }

    /// A new server with a hotel, set up like this.
    pub async fn with(setup: Setup) -> Self {
        Jumak::with(setup).await.with_hotel().await
    }

    /// Adds another hotel of the same make.
    pub async fn add_hotel(&self, slug: &str) {
        self.owner.post("/api/v1/hotels", &hotel(slug)).await.created();
        self.owner.post(&format!("/api/v1/hotels/{slug}/room-types"), &room_type("DBL")).await.created();
        self.owner.post(&format!("/api/v1/hotels/{slug}/rate-plans"), &rate_plan("BAR")).await.created();
    }

    /// Puts rooms on sale at the usual price.
    pub async fn with_stock(self, room_type: &str, nights: Days, allotment: u32) -> Self {
        self.stock(room_type, nights, allotment).await;
        self
    }

    /// Puts rooms on sale at the usual price.
    pub async fn stock(&self, room_type: &str, nights: Days, allotment: u32) {
        let update = json!({
            "room_type": room_type, "rate_plan": "BAR", "from": nights.from, "to": nights.to,
            "allotment": allotment, "price": krw(Self::PRICE)
        });
        self.ari(&[update]).await.ok();
    }

    /// Changes availability, rates and restrictions.
    pub async fn ari(&self, updates: &[Value]) -> Answer {
        self.owner.put(&self.at("/ari"), &json!({"updates": updates})).await
    }

    /// A path under this hotel.
    pub fn at(&self, path: &str) -> String {
        format!("/api/v1/hotels/{}{path}", self.slug)
    }

    /// The hotel's name in URLs.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The key of a member of staff who may do everything.
    pub fn owner(&self) -> &Api {
        &self.owner
    }

    /// Somebody who books here.
    pub fn guest(&self, name: &str) -> Guest {
        Guest::new(self.api().clone(), &self.slug, name)
    }

    /// What the hotel offers two adults for a stay.
    pub async fn offers(&self, stay: Days) -> Value {
        self.offers_for(stay, &[("adults", "2")]).await
    }

    /// What the hotel offers for a stay.
    pub async fn offers_for(&self, stay: Days, party: &[(&str, &str)]) -> Value {
        let mut query = vec![("check_in", stay.from.to_string()), ("check_out", stay.to.to_string())];
        query.extend(party.iter().map(|(name, value)| (*name, (*value).to_owned())));
        self.api().ask(&self.at("/offers"), &query).await.ok()
    }

    /// How many rooms of a type are left, night by night.
    pub async fn available(&self, room_type: &str, nights: Days) -> Vec<u64> {
        let query = [("from", nights.from.to_string()), ("to", nights.to.to_string())];
        let calendar = self.api().ask(&self.at("/calendar"), &query).await.ok();
        let types = calendar["room_types"].as_array().cloned().unwrap_or_default();
        let found = types.iter().find(|entry| entry["room_type"] == room_type);
        let nights = found.and_then(|entry| entry["nights"].as_array()).cloned().unwrap_or_default();
        nights.iter().filter_map(|night| night["available"].as_u64()).collect()
    }
}

impl Deref for Inn {
    type Target = Jumak;

    fn deref(&self) -> &Jumak {
        &self.jumak
    }
}

impl DerefMut for Inn {
    fn deref_mut(&mut self) -> &mut Jumak {
        &mut self.jumak
    }
}
