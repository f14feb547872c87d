//! Changing a booking's dates or room type: the difference in price is shown first, and agreed to.

mod page;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use booking_api::{BookingError, BookingRefusal, ChangeBooking};
use inventory_api::{Code, HoldRefusal};
use kernel::Money;

use crate::{
    changing::{self, Preview as Outlook, Wanted},
    form::{Errors, Typed},
    refusal::Refusal,
    respond::see_other,
    site::{asks::a_guest, hold::expected_total},
    visit::Visit,
    wish::{WishWords, read_stay},
};

use super::{Done, Mine, refused};
use page::{ChangePage, ChangeWords, Notice, Preview};

/// The form of a change: as typed, with what is wrong, and what is wanted if nothing is.
#[derive(Debug, Clone)]
struct ChangeForm {
    check_in: String,
    check_out: String,
    room_type: String,
    errors: Errors,
    wanted: Option<Wanted>,
}

/// Asks for new dates; with them, shows what the change comes to.
pub(crate) async fn show(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    if !mine.may_change() {
        return Ok(see_other(&visit.links.booking(mine.code())));
    }
    let typed = Typed::query(&request);
    if typed.get("check_in").is_empty() && typed.get("check_out").is_empty() {
        return visit.personal(&ChangePage::of(&mine, ChangeForm::as_booked(&mine)));
    }
    let form = ChangeForm::read(&typed, &mine);
    let Some(wanted) = form.wanted.clone() else {
        return visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &ChangePage::of(&mine, form));
    };
    let mut page = ChangePage::of(&mine, form);
    if wanted.is_same_as(mine.view()) {
        page.notice = Some(Notice::plain(page.words.same));
        return visit.personal(&page);
    }
    match changing::preview(&visit, &mine.hotel, mine.view(), &wanted).await? {
        Outlook::Priced(total) => page.show_price(&mine, &wanted, total),
        Outlook::Unpriced => page.preview = Some(Preview::unpriced(&wanted)),
        Outlook::Cannot(reasons) => page.notice = Some(Notice::cannot(&reasons, visit.say)),
    }
    visit.personal(&page)
}

/// Changes a booking.
pub(crate) async fn change(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    let form = ChangeForm::read(&typed, &mine);
    let Some(wanted) = form.wanted.clone() else {
        return visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &ChangePage::of(&mine, form));
    };
    let expected = expected_total(&typed);
    let command = ChangeBooking {
        code: mine.code(),
        proof: mine.proof(),
        stay: wanted.stay,
        room_type: Some(wanted.room_type.clone()),
        expected_total: Some(expected.unwrap_or_else(|| unheard_of(&mine))),
        by: a_guest(),
        once: mine.once(&typed)?,
    };
    match visit.pages.booking().change(command).await {
        Ok(_) => Ok(mine.done(Done::Changed)),
        Err(BookingError::Refused { refusal, .. }) => {
            // Whoever changed it meanwhile, the page shows the booking as it is.
            let mine = Mine::open(&visit, &request, &code).await?;
            let was_asked = expected.is_none();
            unchanged(&mine, (form, &wanted), refusal, was_asked)
        }
        Err(error) => Err(error.into()),
    }
}

/// A price that no stay has: whoever has not seen the price yet is told it, and books nothing at one they did not see.
fn unheard_of(mine: &Mine) -> Money {
    Money::new(-1, mine.view().total.currency)
}

/// Why the booking is what it was, and the way on.
fn unchanged(
    mine: &Mine,
    (form, wanted): (ChangeForm, &Wanted),
    refusal: BookingRefusal,
    was_asked: bool,
) -> Result<HttpResponse, Refusal> {
    let (visit, words) = (&mine.visit, ChangeWords::of(mine.visit.locale));
    let mut page = ChangePage::of(mine, form);
    page.notice = Some(match refusal {
        BookingRefusal::Rooms(HoldRefusal::PriceChanged { total }) if was_asked => {
            page.show_price(mine, wanted, total);
            return visit.personal(&page);
        }
        BookingRefusal::Rooms(HoldRefusal::PriceChanged { total }) => {
            page.show_price(mine, wanted, total);
            Notice::plain(words.price_changed)
        }
        BookingRefusal::Rooms(HoldRefusal::SoldOut { nights, .. }) => Notice::sold_out(&nights, visit.say),
        BookingRefusal::Rooms(HoldRefusal::Restricted { reasons }) => Notice::cannot(&reasons, visit.say),
        BookingRefusal::Rooms(HoldRefusal::UnknownRoomType | HoldRefusal::UnknownRatePlan) => {
            Notice::plain(words.not_sold)
        }
        BookingRefusal::BelowPenalty { penalty } => Notice::below_penalty(penalty, visit.say),
        BookingRefusal::WrongStatus { .. } if !mine.may_change() => return refused(mine, words.too_late),
        BookingRefusal::WrongStatus { .. } | BookingRefusal::WrongDay { .. } => Notice::plain(words.in_house),
        BookingRefusal::ChangedMeanwhile | BookingRefusal::HoldExpired => {
            Notice::plain(words.changed_meanwhile)
        }
    });
    visit.refused(StatusCode::CONFLICT, &page)
}

impl ChangeForm {
    /// The booking as it is.
    fn as_booked(mine: &Mine) -> Self {
        let quote = &mine.booking.quote;
        Self {
            check_in: quote.stay.check_in().to_string(),
            check_out: quote.stay.check_out().to_string(),
            room_type: quote.room_type.to_string(),
            errors: Errors::default(),
            wanted: None,
        }
    }

    fn read(typed: &Typed, mine: &Mine) -> Self {
        Self::checked(typed, &mine.booking.quote.room_type, WishWords::of(mine.visit.locale))
    }

    /// The form as typed. Without a room type it is the one that was booked.
    fn checked(typed: &Typed, booked: &Code, words: &'static WishWords) -> Self {
        let mut errors = Errors::default();
        let (check_in, check_out) = (typed.get("check_in"), typed.get("check_out"));
        let stay = read_stay([check_in, check_out], &mut errors, words);
        // A list offers the room types, so another one nobody chose.
        let room_type = typed.get("room_type").parse().unwrap_or_else(|_| booked.clone());
        Self {
            check_in: check_in.to_owned(),
            check_out: check_out.to_owned(),
            room_type: room_type.to_string(),
            wanted: stay.map(|stay| Wanted { stay, room_type }),
            errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    fn form(check_in: &str, check_out: &str, room_type: &str) -> ChangeForm {
        let typed = Typed::default()
            .with("check_in", check_in)
            .with("check_out", check_out)
            .with("room_type", room_type);
        ChangeForm::checked(&typed, &"DBL".parse().unwrap(), WishWords::of(Locale::En))
    }

    #[test]
    fn a_form_without_a_room_type_keeps_the_one_that_was_booked() {
        let kept = form("2030-05-11", "2030-05-13", "").wanted.unwrap();
        let other = form("2030-05-11", "2030-05-13", "ONDOL").wanted.unwrap();

        assert_eq!((kept.room_type.as_str(), other.room_type.as_str()), ("DBL", "ONDOL"));
    }

    #[test]
    fn wrong_dates_are_told_at_once_and_kept() {
        let (missing, reversed) = (form("", "soon", "DBL"), form("2030-05-13", "2030-05-11", "DBL"));

        let fields: Vec<_> = missing.errors.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["check_in", "check_out"]);
        assert_eq!(missing.check_out, "soon");
        assert!(!reversed.errors.of("check_out").is_empty() && reversed.wanted.is_none());
    }
}
