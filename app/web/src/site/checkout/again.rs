//! Lapsed rooms held again, with everything that was typed.

use actix_web::{HttpRequest, HttpResponse, web::Path};
use inventory_api::{HoldTerms, Quote};

use crate::{
    form::Typed,
    guest_form::GuestForm,
    refusal::Refusal,
    respond::see_other,
    site::hold::{Cart, Claimed, NotHeld, claim, expected_total, refuse},
    visit::Visit,
};

use super::{Found, Standing, held_again, settled};

/// The fields of a checkout that outlive its hold.
pub(super) const KEPT: [&str; 5] = ["name", "email", "phone", "language", "note"];

/// Holds the same rooms anew, or what the guest chose instead of them.
pub(crate) async fn again(
    visit: Visit,
    request: HttpRequest,
    hold: Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let found = Found::of(&visit, &hold).await?;
    let form = GuestForm::unchecked(&typed, visit.locale);
    match found.standing(&visit) {
        Standing::Alive => return held_again(&visit, &found, form, None),
        Standing::Ended => {}
        Standing::Booked => return settled(&visit),
    }
    let action = visit.links.hold_again(found.held.hold_id);
    let mut cart = match Cart::of(&visit, &request, &action) {
        Ok(cart) => cart,
        Err(keep_this_one) => return Ok(keep_this_one),
    };
    let terms = terms(&found.held.quote, &typed)?;
    match claim(&visit, found.hotel.id, &terms, &mut cart).await? {
        Claimed::Held(hold) => {
            let found = Found::of(&visit, &hold.to_string()).await?;
            held_again(&visit, &found, form, cart.cookie(&visit))
        }
        Claimed::Refused(refusal) => {
            let not_held =
                NotHeld { hotel: &found.hotel, terms: &terms, refusal, action, kept: kept(&typed) };
            refuse(&visit, not_held, &cart)
        }
    }
}

/// Whoever follows a link to where rooms are held again sees what became of the hold.
pub(crate) async fn back_from_again(visit: Visit, hold: Path<String>) -> Result<HttpResponse, Refusal> {
    let hold = hold.parse().map_err(|_| Refusal::NoPage)?;
    Ok(see_other(&visit.links.checkout(hold)))
}

/// What was typed, for forms that carry it along.
fn kept(typed: &Typed) -> Vec<(String, String)> {
    let fields = typed.pairs().filter(|(name, _)| KEPT.contains(name));
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The terms of the old hold, at the price that the guest saw last; another room type where they chose one.
fn terms(quote: &Quote, typed: &Typed) -> Result<HoldTerms, Refusal> {
    let chosen = |field: &'static str, old: &inventory_api::Code| match typed.get(field) {
        "" => Ok(old.clone()),
        text => text.parse().map_err(|_| Refusal::Senseless(format!("{field}: no code"))),
    };
    Ok(HoldTerms {
        room_type: chosen("room_type", &quote.room_type)?,
        rate_plan: chosen("rate_plan", &quote.rate_plan)?,
        stay: quote.stay,
        rooms: quote.rooms,
        party: quote.party.clone(),
        expected_total: Some(expected_total(typed).unwrap_or(quote.total)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn rooms_are_held_again_at_the_price_that_was_shown_last() {
        let quote = samples::quote();
        let new_price = Typed::default().with("expected_total", 252_000).with("expected_currency", "KRW");

        assert_eq!(terms(&quote, &Typed::default()).unwrap().expected_total, Some(quote.total));
        assert_eq!(terms(&quote, &new_price).unwrap().expected_total.unwrap().amount, 252_000);
        assert!(terms(&quote, &Typed::default().with("room_type", "no code!")).is_err());
    }

    #[test]
    fn what_was_typed_is_carried_along_and_nothing_else() {
        let typed = Typed::default().with("name", "Ann").with("key", "k").with("note", "two\nlines");

        let kept = kept(&typed);

        assert_eq!(
            kept,
            [("name".to_owned(), "Ann".to_owned()), ("note".to_owned(), "two\nlines".to_owned())]
        );
    }
}
