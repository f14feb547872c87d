//! Somebody who books.

use serde_json::{Value, json};

use crate::{Answer, Api, Days, fresh_key, wish};

/// Somebody who books at one hotel.
#[derive(Debug, Clone)]
pub struct Guest {
    api: Api,
    hotel: String,
    name: String,
}

impl Guest {
    pub(crate) fn new(api: Api, hotel: &str, name: &str) -> Self {
        Self { api, hotel: hotel.to_owned(), name: name.to_owned() }
    }

    /// The guest's particulars.
    pub fn particulars(&self) -> Value {
        json!({"name": self.name, "email": self.email(), "phone": "+82 2 123 4567", "locale": "en"})
    }

    /// The guest's address.
    pub fn email(&self) -> String {
        format!("{}@guest.example", self.name)
    }

    /// A wish with the guest's particulars: the body of a one-step booking.
    pub fn order(&self, mut wish: Value) -> Value {
        wish["guest"] = self.particulars();
        wish
    }

    /// Books one room for two in one step.
    pub async fn book(&self, room_type: &str, stay: Days) -> Answer {
        self.place(wish(room_type, stay)).await
    }

    /// Books a wish in one step.
    pub async fn place(&self, wish: Value) -> Answer {
        self.place_as(&fresh_key(), wish).await
    }

    /// Books a wish in one step, under this key.
    pub async fn place_as(&self, key: &str, wish: Value) -> Answer {
        self.api.post_as(key, &self.path("bookings"), &self.order(wish)).await
    }

    /// Holds a wish.
    pub async fn hold(&self, wish: &Value) -> Answer {
        self.api.post(&self.path("holds"), wish).await
    }

    /// Books what was held.
    pub async fn book_hold(&self, hold: &Value) -> Answer {
        let order = json!({"hold_id": hold["hold_id"], "guest": self.particulars()});
        self.api.post(&self.path("bookings"), &order).await
    }

    /// The client that carries a booking's manage token.
    pub fn with_token_of(&self, booking: &Value) -> Api {
        self.api.bearing(booking["manage_token"].as_str().unwrap_or_default())
    }

    /// Looks at a booking of theirs.
    pub async fn view(&self, booking: &Value) -> Answer {
        self.with_token_of(booking).get(&Self::booking_path(booking, "")).await
    }

    /// Cancels a booking of theirs.
    pub async fn cancel(&self, booking: &Value) -> Answer {
        self.with_token_of(booking).post(&Self::booking_path(booking, "/cancel"), &json!({})).await
    }

    /// Moves a booking of theirs.
    pub async fn change(&self, booking: &Value, change: &Value) -> Answer {
        self.with_token_of(booking).post(&Self::booking_path(booking, "/change"), change).await
    }

    /// Where a booking is.
    pub fn booking_path(booking: &Value, action: &str) -> String {
        format!("/api/v1/bookings/{}{action}", booking["confirmation_code"].as_str().unwrap_or_default())
    }

    fn path(&self, thing: &str) -> String {
        format!("/api/v1/hotels/{}/{thing}", self.hotel)
    }
}
