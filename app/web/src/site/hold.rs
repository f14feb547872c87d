//! Holding rooms: from an offer to the checkout, or to a page that says why not and what else there is.
//!
//! The form of an offer stands on a page that caches share, so it carries no key. The visitor's cart makes its
//! repetition harmless instead: the same terms in the same cart are one hold.

mod cart;
mod refused;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use booking_api::PlaceHold;
use inventory_api::{HoldError, HoldRef, HoldRefusal, HoldState, HoldTerms, Hotel};
use kernel::{HoldId, HotelId, Money};

use crate::{
    form::Typed,
    refusal::Refusal,
    respond::{see_other, see_other_with},
    visit::Visit,
    wish::{Wish, WishForm},
};

pub(super) use cart::Cart;
pub(super) use refused::{NotHeld, RefusedPage};

/// What came of claiming rooms.
pub(super) enum Claimed {
    Held(HoldId),
    Refused(HoldRefusal),
}

/// A cart whose answer is of no use any more is turned over; after so many turns it is replaced.
const TURNS_MAX: usize = 8;

/// Holds what an offer promised.
pub(crate) async fn place(
    visit: Visit,
    request: HttpRequest,
    name: Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let hotel = visit.hotel(&name).await?;
    let terms = terms(&typed, &visit)?;
    let mut cart = match Cart::of(&visit, &request, &visit.links.hold(&hotel.profile.slug)) {
        Ok(cart) => cart,
        Err(keep_this_one) => return Ok(keep_this_one),
    };
    match claim(&visit, hotel.id, &terms, &mut cart).await? {
        Claimed::Held(hold) => Ok(see_other_with(&visit.links.checkout(hold), cart.cookie(&visit))),
        Claimed::Refused(refusal) => {
            let action = visit.links.hold(&hotel.profile.slug);
            let not_held = NotHeld { hotel: &hotel, terms: &terms, refusal, action, kept: Vec::new() };
            refuse(&visit, not_held, &cart)
        }
    }
}

/// Whoever comes back to the form's address by a link looks for rooms again.
pub(crate) async fn show(visit: Visit, name: Path<String>) -> Result<HttpResponse, Refusal> {
    let hotel = visit.hotel(&name).await?;
    Ok(see_other(&visit.links.hotel(&hotel.profile.slug)))
}

/// The page that says why rooms were not held.
pub(super) fn refuse(visit: &Visit, not_held: NotHeld<'_>, cart: &Cart) -> Result<HttpResponse, Refusal> {
    let page = RefusedPage::of(visit, not_held).ok_or(Refusal::NoPage)?;
    let mut response = visit.refused(StatusCode::CONFLICT, &page)?;
    if let Some(cookie) = cart.cookie(visit) {
        response.add_cookie(&cookie).map_err(|_| Refusal::Broken)?;
    }
    Ok(response)
}

/// Claims rooms: a repetition in the same cart is the same hold while that is alive, else a new one.
pub(super) async fn claim(
    visit: &Visit,
    hotel_id: HotelId,
    terms: &HoldTerms,
    cart: &mut Cart,
) -> Result<Claimed, Refusal> {
    for turn in 0..=TURNS_MAX {
        if turn == TURNS_MAX {
            cart.replace();
        }
        let command = PlaceHold { hotel_id, terms: terms.clone(), once: cart.once(hotel_id, terms)? };
        match visit.pages.booking().hold(command).await {
            Ok(done) if !done.is_replay => return Ok(Claimed::Held(done.answer.hold_id)),
            Ok(done) => {
                let hold_id = done.answer.hold_id;
                if is_alive(visit, HoldRef { hotel_id, hold_id }).await? {
                    return Ok(Claimed::Held(hold_id));
                }
                cart.turn_over(&hold_id.to_string());
            }
            Err(HoldError::Refused { refusal, is_replay: false }) => return Ok(Claimed::Refused(refusal)),
            Err(HoldError::Refused { is_replay: true, .. }) => cart.turn_over("refused"),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Refusal::Unavailable)
}

async fn is_alive(visit: &Visit, hold: HoldRef) -> Result<bool, Refusal> {
    let now = visit.pages.clock().now();
    let found = visit.pages.inventory().holds(&[hold]).await?;
    Ok(found.iter().any(|held| held.state == HoldState::Held && held.expires_at > now))
}

/// What a form of ours asks for. Its fields are hidden, so what is wrong with them nobody typed.
fn terms(typed: &Typed, visit: &Visit) -> Result<HoldTerms, Refusal> {
    let senseless = |field: &str| Refusal::Senseless(format!("{field}: not as our forms have it"));
    let wish = WishForm::read(typed, visit.locale).wish.ok_or_else(|| senseless("check_in"))?;
    Ok(HoldTerms {
        room_type: typed.get("room_type").parse().map_err(|_| senseless("room_type"))?,
        rate_plan: typed.get("rate_plan").parse().map_err(|_| senseless("rate_plan"))?,
        stay: wish.stay,
        rooms: wish.rooms,
        party: wish.party,
        expected_total: Some(expected_total(typed).ok_or_else(|| senseless("expected_total"))?),
    })
}

/// The price that a form showed.
pub(super) fn expected_total(typed: &Typed) -> Option<Money> {
    let amount = typed.get("expected_total").parse().ok()?;
    Some(Money::new(amount, typed.get("expected_currency").parse().ok()?))
}

/// Where rooms of that hotel are chosen anew, with what was wanted.
pub(super) fn offers_link(visit: &Visit, hotel: &Hotel, terms: &HoldTerms) -> String {
    visit.links.offers(&hotel.profile.slug, &wish_of(terms))
}

/// What whoever asks for these terms looked for.
fn wish_of(terms: &HoldTerms) -> Wish {
    Wish { stay: terms.stay, party: terms.party.clone(), rooms: terms.rooms }
}

impl From<HoldError> for Refusal {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::NoHotel => Self::NoPage,
            HoldError::KeyReused | HoldError::Refused { .. } => Self::SentBefore,
            HoldError::Lapsed(_) => Self::Unavailable,
            HoldError::Failed(cause) => cause.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_has_an_amount_and_a_currency() {
        let typed = |amount, currency| {
            Typed::default().with("expected_total", amount).with("expected_currency", currency)
        };

        assert_eq!(expected_total(&typed("240000", "KRW")).map(|total| total.amount), Some(240_000));
        assert_eq!(expected_total(&typed("2e5", "KRW")), None);
        assert_eq!(expected_total(&typed("240000", "won")), None);
    }
}
