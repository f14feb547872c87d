//! A booking made at the desk, for whoever stands before it or is on the telephone: what there is, then for whom.

mod guest;
mod offers;

use access_api::permissions::WRITE_BOOKINGS;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use booking_api::{BookingError, BookingRefusal, BookingView, DeskAction, DeskCommand, PlaceBooking, Rooms};
use inventory_api::{Code, HoldRefusal, HoldTerms, Offer, Offers, OffersQuery};
use kernel::{Money, OnceKey};

use crate::{
    desk::{
        around::Around,
        done::Done,
        frame::Section,
        staff::{Counter, Staff},
    },
    form::Typed,
    guest_form::GuestForm,
    refusal::Refusal,
    shown::refused,
    site::hotel::checked,
    wish::{Wish, WishForm},
    words::words,
};

use guest::{GuestPage, Taken};
use offers::OffersPage;

words! {
    /// What both steps say.
    NewBookingWords {
        title: "새 예약" | "New booking",
        gone: "방금 고르신 객실은 더 이상 예약할 수 없습니다. 다시 골라 주세요." | "What you chose cannot be booked any more. Please choose again.",
        hold_expired: "잡아 둔 객실이 풀렸습니다. 다시 시도해 주세요." | "The rooms were let go. Please try again.",
    }
}

/// What is to be booked.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    wish: Wish,
    room_type: Code,
    rate_plan: Code,
}

impl Choice {
    fn read(typed: &Typed, wish: Wish) -> Option<Self> {
        let (room_type, rate_plan) = (typed.get("room_type").parse(), typed.get("rate_plan").parse());
        Some(Self { wish, room_type: room_type.ok()?, rate_plan: rate_plan.ok()? })
    }

    fn offer<'a>(&self, offers: &'a Offers) -> Option<&'a Offer> {
        let mut offers = offers.offers.iter();
        offers.find(|offer| offer.room_type == self.room_type && offer.rate_plan == self.rate_plan)
    }

    /// Names and values, for links and hidden fields.
    fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        let chosen = [("room_type", self.room_type.to_string()), ("rate_plan", self.rate_plan.to_string())];
        self.wish.pairs().into_iter().chain(chosen)
    }
}

/// Shows what there is to book, or asks for whom once something is chosen.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(WRITE_BOOKINGS, &hotel).await?;
    let (typed, around) = (Typed::query(&request), Around::of(&counter));
    let form = wish_form(&counter, &typed);
    let desk = counter.frame(Section::NewBooking, NewBookingWords::of(around.locale).title).await?;
    let Some(wish) = form.wish.clone() else {
        return staff.visit.personal(&OffersPage::without_offers(desk, around, form));
    };
    let offers = offers(&counter, &wish).await?;
    let choice = Choice::read(&typed, wish.clone());
    if let Some((choice, offer)) = choice.as_ref().and_then(|choice| Some((choice, choice.offer(&offers)?))) {
        let taken = Taken { choice, offer: Some(offer), expected: offer.total };
        return staff.visit.personal(&GuestPage::new(desk, around, &taken, GuestForm::blank(around.locale)));
    }
    let mut page = OffersPage::new(desk, around, form, (&wish, &offers));
    if choice.is_some() {
        page.problem = vec![NewBookingWords::of(around.locale).gone.to_owned()];
    }
    staff.visit.personal(&page)
}

/// The form; whoever opens it looks for tonight.
fn wish_form(counter: &Counter, typed: &Typed) -> WishForm {
    let (today, visit) = (counter.today(), counter.visit());
    let has_dates = !typed.get("check_in").is_empty() || !typed.get("check_out").is_empty();
    let typed = typed.clone();
    let typed =
        if has_dates { typed } else { typed.with("check_in", today).with("check_out", today.plus_days(1)) };
    checked(WishForm::read(&typed, visit.locale), today, visit)
}

async fn offers(counter: &Counter, wish: &Wish) -> Result<Offers, Refusal> {
    let query = OffersQuery {
        hotel: counter.hotel.id.into(),
        stay: wish.stay,
        party: wish.party.clone(),
        rooms: wish.rooms,
        locale: counter.visit().locale,
    };
    Ok(counter.visit().pages.inventory().offers(query).await?)
}

/// Books, and checks in at once where that was asked for.
pub(crate) async fn book(staff: Staff, hotel: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(WRITE_BOOKINGS, &hotel).await?;
    let senseless = || Refusal::Senseless("a booking of nothing".to_owned());
    let wish = WishForm::read(&typed, staff.visit.locale).wish.ok_or_else(senseless)?;
    let choice = Choice::read(&typed, wish).ok_or_else(senseless)?;
    let expected = typed.get("expected").parse().map_err(|_| senseless())?;
    let expected = Money::new(expected, counter.hotel.profile.currency);
    let (choice, expected) = instead(&typed, (&choice, expected)).unwrap_or((choice, expected));
    let form = GuestForm::read(&with_email(&typed, &counter), staff.visit.locale);
    let asked = Asked { counter: &counter, typed: &typed, choice: &choice, expected };
    if !form.errors.is_empty() {
        return asked.come_back(form, StatusCode::UNPROCESSABLE_ENTITY, |_| {}).await;
    }
    match staff.visit.pages.booking().place(asked.command(&form)?).await {
        Ok(placed) => asked.placed(&placed.answer).await,
        Err(BookingError::Refused { refusal, .. }) => asked.refused(form, refusal).await,
        Err(error) => Err(error.into()),
    }
}

/// What was chosen instead of what is sold out: room type, rate plan, price in minor units.
fn instead(typed: &Typed, (choice, expected): (&Choice, Money)) -> Option<(Choice, Money)> {
    let mut chosen = typed.get("instead").split(' ');
    let (room_type, rate_plan) = (chosen.next()?.parse().ok()?, chosen.next()?.parse().ok()?);
    let amount = chosen.next()?.parse().ok()?;
    Some((Choice { room_type, rate_plan, ..choice.clone() }, Money::new(amount, expected.currency)))
}

/// A guest without an e-mail of their own is written to at the hotel's.
fn with_email(typed: &Typed, counter: &Counter) -> Typed {
    match &counter.hotel.profile.email {
        Some(email) if typed.is_ticked("without_email") => typed.clone().with("email", email),
        _ => typed.clone(),
    }
}

/// A form that asks for a booking.
struct Asked<'a> {
    counter: &'a Counter,
    typed: &'a Typed,
    choice: &'a Choice,
    expected: Money,
}

impl Asked<'_> {
    fn command(&self, form: &GuestForm) -> Result<PlaceBooking, Refusal> {
        let (choice, staff) = (self.choice, &self.counter.staff);
        let terms = HoldTerms {
            room_type: choice.room_type.clone(),
            rate_plan: choice.rate_plan.clone(),
            stay: choice.wish.stay,
            rooms: choice.wish.rooms,
            party: choice.wish.party.clone(),
            expected_total: Some(self.expected),
        };
        Ok(PlaceBooking {
            hotel_id: self.counter.hotel.id,
            rooms: Rooms::Wanted(terms),
            guest: form.guest(),
            note: form.wanted(),
            by: staff.by(),
            once: staff.once(self.typed)?,
        })
    }

    /// On to the booking; whoever stands at the desk is checked in on the way.
    async fn placed(&self, booking: &BookingView) -> Result<HttpResponse, Refusal> {
        let code = booking.confirmation_code;
        let is_here = self.typed.is_ticked("check_in_now") && booking.check_in == self.counter.today();
        let done = if is_here && self.check_in(booking).await? { Done::WalkedIn } else { Done::Booked };
        Ok(done.see(&Around::of(self.counter).booking(code), code))
    }

    async fn check_in(&self, booking: &BookingView) -> Result<bool, Refusal> {
        let staff = &self.counter.staff;
        let once = staff.once(self.typed)?;
        let command = DeskCommand {
            code: booking.confirmation_code,
            proof: self.counter.proof(),
            action: DeskAction::CheckIn,
            by: staff.by(),
            // The form's key names the booking already; this is its second effect.
            once: OnceKey { key: format!("{} check-in", once.key), ..once },
        };
        match staff.visit.pages.booking().desk(command).await {
            Ok(_) => Ok(true),
            // The booking stands; its page shows what can still be done.
            Err(BookingError::Refused { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn refused(&self, form: GuestForm, refusal: BookingRefusal) -> Result<HttpResponse, Refusal> {
        let around = Around::of(self.counter);
        let (words, say) = (NewBookingWords::of(around.locale), around.say());
        let lines = match &refusal {
            BookingRefusal::Rooms(rooms) => refused::rooms_in_words(rooms, say),
            BookingRefusal::HoldExpired => vec![words.hold_expired.to_owned()],
            _ => return Err(Refusal::SentBefore),
        };
        let asked = match &refusal {
            BookingRefusal::Rooms(HoldRefusal::PriceChanged { total }) => Asked { expected: *total, ..*self },
            _ => Asked { ..*self },
        };
        asked
            .come_back(form, StatusCode::CONFLICT, |page| {
                page.problem = lines;
                if let BookingRefusal::Rooms(HoldRefusal::SoldOut { alternatives, .. }) = &refusal {
                    page.offer_instead(alternatives, around);
                }
            })
            .await
    }

    /// The form once more, with all that was typed.
    async fn come_back(
        &self,
        form: GuestForm,
        status: StatusCode,
        tell: impl FnOnce(&mut GuestPage),
    ) -> Result<HttpResponse, Refusal> {
        let around = Around::of(self.counter);
        let title = NewBookingWords::of(around.locale).title;
        let (desk, offers) = futures::join!(
            self.counter.frame(Section::NewBooking, title),
            offers(self.counter, &self.choice.wish)
        );
        let offers = offers?;
        let offer = self.choice.offer(&offers).filter(|offer| offer.total == self.expected);
        let taken = Taken { choice: self.choice, offer, expected: self.expected };
        let mut page = GuestPage::new(desk?, around, &taken, form);
        page.is_without_email = self.typed.is_ticked("without_email");
        page.is_checking_in = self.typed.is_ticked("check_in_now");
        tell(&mut page);
        self.counter.visit().refused(status, &page)
    }
}
