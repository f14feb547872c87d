//! A visitor's cart: a random name that makes the same wish, sent twice, one hold.

use actix_web::{HttpRequest, HttpResponse, cookie::Cookie, http::header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use inventory_api::HoldTerms;
use kernel::{HotelId, OnceKey};
use sha2::{Digest, Sha256};

use crate::{form::Typed, refusal::Refusal, visit::Visit};

const COOKIE: &str = "cart";
/// Says in the address that the browser was given a cart already.
const KEPT: &str = "kept";

/// A visitor's cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::site) struct Cart {
    id: u128,
    /// Whether the browser must be told to keep this one.
    is_new: bool,
}

impl Cart {
    /// The visitor's cart. A browser without one is first sent back to `here` with one to keep, so that two clicks
    /// in a row carry the same; one that keeps none gets a cart for this time.
    pub(in crate::site) fn of(
        visit: &Visit,
        request: &HttpRequest,
        here: &str,
    ) -> Result<Self, HttpResponse> {
        let cookie = visit.pages.cookies.get(request, COOKIE);
        if let Some(id) = cookie.and_then(|text| u128::from_str_radix(&text, 16).ok()) {
            return Ok(Self { id, is_new: false });
        }
        let cart = Self { id: rand::random(), is_new: true };
        if Typed::query(request).is_ticked(KEPT) {
            return Ok(cart);
        }
        // 307 keeps method and body (RFC 9110 §15.4.8).
        let mut again = HttpResponse::TemporaryRedirect();
        again.insert_header((header::LOCATION, format!("{here}?{KEPT}=1")));
        again.insert_header((header::CACHE_CONTROL, "private, no-store"));
        if let Some(cookie) = cart.cookie(visit) {
            again.cookie(cookie);
        }
        Err(again.finish())
    }

    /// What the browser must keep, if it does not have it.
    pub(in crate::site) fn cookie(&self, visit: &Visit) -> Option<Cookie<'static>> {
        self.is_new.then(|| visit.pages.cookies.set(COOKIE, format!("{:032x}", self.id)))
    }

    /// The key under which these terms are held once.
    pub(super) fn once(&self, hotel: HotelId, terms: &HoldTerms) -> Result<OnceKey, Refusal> {
        let terms = serde_json::to_vec(&(hotel, terms)).map_err(|error| {
            tracing::error!(%error, "Terms of a hold cannot be written down");
            Refusal::Broken
        })?;
        let fingerprint: [u8; 32] = Sha256::digest(terms).into();
        let key = URL_SAFE_NO_PAD.encode(fingerprint);
        Ok(OnceKey { caller: format!("cart:{:032x}", self.id), key, fingerprint })
    }

    /// The cart after this one. It follows from what ended it, so that two clicks come to the same one.
    pub(super) fn turn_over(&mut self, ended_by: &str) {
        let digest = Sha256::new().chain_update(self.id.to_be_bytes()).chain_update(ended_by).finalize();
        self.id = digest.first_chunk().copied().map_or_else(rand::random, u128::from_be_bytes);
        self.is_new = true;
    }

    /// A cart that has nothing to do with this one.
    pub(super) fn replace(&mut self) {
        *self = Self { id: rand::random(), is_new: true };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, terms};
    use kernel::Money;

    #[test]
    fn the_same_terms_in_the_same_cart_are_one_hold() {
        let (hotel, cart) = (samples::hotel().id, Cart { id: 7, is_new: false });
        let other_price =
            HoldTerms { expected_total: Some(Money::zero(samples::quote().total.currency)), ..terms() };

        let key = |cart: &Cart, terms: &HoldTerms| cart.once(hotel, terms).unwrap();

        assert_eq!(key(&cart, &terms()), key(&cart, &terms()));
        assert_ne!(key(&cart, &terms()).key, key(&cart, &other_price).key);
        assert_ne!(key(&cart, &terms()), key(&Cart { id: 8, is_new: false }, &terms()));
    }

    #[test]
    fn two_clicks_after_a_hold_has_ended_come_to_the_same_new_cart() {
        let turned = |ended_by: &str| {
            let mut cart = Cart { id: 7, is_new: false };
            cart.turn_over(ended_by);
            cart
        };

        assert_eq!(turned("one hold"), turned("one hold"));
        assert_ne!(turned("one hold"), turned("another"));
        assert!(turned("one hold").is_new && turned("one hold").id != 7);
    }
}
