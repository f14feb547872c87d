//! A guest's own booking: seen, printed, changed, cancelled, by whoever has its manage token in a cookie.

mod calendar_entry;
mod cancel;
mod change;
mod token;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, cookie::Cookie, http::StatusCode, web::Path};
use askama::Template;
use booking_api::{BookingDetail, BookingError, BookingStatus, BookingView, Proof};
use chrono::{DateTime, Utc};
use inventory_api::Hotel;
use kernel::{ConfirmationCode, Locale, OnceKey, Words};
use notification_api::NotificationError;

use crate::{
    changing::is_changeable,
    form::Typed,
    frame::Frame,
    links::{Links, without_language},
    refusal::Refusal,
    respond::see_other,
    shown::{Fact, Status, StayShown, map_link, told},
    site::asks::a_guest,
    visit::Visit,
    words::words,
};

pub(crate) use calendar_entry::show as calendar_entry;
pub(crate) use cancel::{ask as ask_to_cancel, cancel};
pub(crate) use change::{change, show as show_change};
pub(crate) use token::open as open_by_link;

words! {
    /// What a guest's booking says.
    BookingWords {
        title: "내 예약" | "Your booking",
        code: "예약 번호" | "Confirmation code",
        copy: "복사" | "Copy",
        copied: "복사했습니다" | "Copied",
        price: "요금" | "Price",
        guest: "예약자" | "Guest",
        name: "이름" | "Name",
        email: "이메일" | "E-mail",
        phone: "전화번호" | "Telephone",
        note: "요청 사항" | "Requests",
        booked_at: "예약한 때" | "Booked",
        hotel: "호텔" | "Hotel",
        address: "주소" | "Address",
        cancel_now: "지금 취소하실 경우" | "If you cancel now",
        free: "무료입니다." | "It is free of charge.",
        change: "날짜·객실 변경" | "Change dates or room",
        cancel: "예약 취소" | "Cancel this booking",
        cancel_on: "취소 진행하기" | "Go on to cancel",
        calendar: "달력에 추가 (.ics)" | "Add to calendar (.ics)",
        resend: "확인 메일 다시 받기" | "Send the mail again",
        print_hint: "이 페이지를 인쇄해 체크인할 때 보여 주셔도 됩니다." | "You may print this page and show it at check-in.",
        penalty: "취소 수수료" | "Cancellation fee",
        refund: "내지 않으셔도 되는 금액" | "No longer owed",
        changed: "예약이 변경되었습니다. 확인 메일을 보내 드립니다." | "Your booking has been changed. A mail confirms it.",
        cancelled: "예약이 취소되었습니다. 확인 메일을 보내 드립니다." | "Your booking has been cancelled. A mail confirms it.",
        resent: "메일을 다시 보내 드립니다. 몇 분 뒤에도 오지 않으면 스팸함을 확인해 주세요." | "The mail is on its way again. If it is not there in some minutes, look among your spam.",
        on_its_way: "첫 확인 메일이 곧 도착합니다." | "Your first mail is about to arrive.",
        pay_at_hotel: "요금은 호텔에서 내시면 됩니다." | "You pay at the hotel.",
    }
}

/// What a redirect may say has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Changed,
    Cancelled,
    Resent,
    OnItsWay,
}

impl Done {
    const ALL: [Self; 4] = [Self::Changed, Self::Cancelled, Self::Resent, Self::OnItsWay];

    fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Resent => "resent",
            Self::OnItsWay => "on-its-way",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.name() == name)
    }

    fn in_words(self, locale: Locale) -> &'static str {
        let words = BookingWords::of(locale);
        match self {
            Self::Changed => words.changed,
            Self::Cancelled => words.cancelled,
            Self::Resent => words.resent,
            Self::OnItsWay => words.on_its_way,
        }
    }
}

/// The cookie that opens a booking to this browser.
pub(super) fn stay_cookie(visit: &Visit, code: ConfirmationCode, token: String) -> Cookie<'static> {
    visit.pages.cookies.set(&cookie_name(code), token)
}

fn cookie_name(code: ConfirmationCode) -> String {
    format!("stay-{code}")
}

/// A booking whose guest this is.
pub(super) struct Mine {
    pub(super) visit: Visit,
    pub(super) hotel: Arc<Hotel>,
    pub(super) booking: BookingDetail,
    token: String,
}

impl Mine {
    /// The booking with that code, if this browser holds its token. Else the way to find it.
    pub(super) async fn open(visit: &Visit, request: &HttpRequest, code: &str) -> Result<Self, Refusal> {
        let code: ConfirmationCode = code.parse().map_err(|_| Refusal::NoPage)?;
        let elsewhere = || Refusal::SignedOut(visit.links.find_lost_booking(code));
        let token = visit.pages.cookies.get(request, &cookie_name(code)).ok_or_else(elsewhere)?;
        let proven = visit.pages.booking().booking(code, &Proof::ManageToken(token.clone())).await;
        let view = match proven {
            Err(BookingError::NotFound) => return Err(elsewhere()),
            other => other?,
        };
        // The quote, which the deadlines were agreed by, is only there.
        let booking = visit.pages.booking().detail(view.hotel.id, view.booking_id).await?;
        let hotel = visit.pages.inventory().hotel(&view.hotel.id.into()).await?;
        Ok(Self { visit: visit.clone(), hotel, booking: BookingDetail { view, ..booking }, token })
    }

    pub(super) fn view(&self) -> &BookingView {
        &self.booking.view
    }

    pub(super) fn code(&self) -> ConfirmationCode {
        self.booking.view.confirmation_code
    }

    pub(super) fn proof(&self) -> Proof {
        Proof::ManageToken(self.token.clone())
    }

    /// The key under which a form about this booking happens once.
    pub(super) fn once(&self, typed: &Typed) -> Result<OnceKey, Refusal> {
        Ok(OnceKey {
            caller: format!("booking:{}", self.code()),
            key: typed.key()?.to_owned(),
            fingerprint: typed.fingerprint(self.visit.path()),
        })
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.visit.pages.clock().now()
    }

    pub(super) fn stay(&self) -> StayShown {
        StayShown::of(&self.hotel, &self.booking.quote, self.now(), self.visit.say)
    }

    /// The booking's page, saying that something has been done.
    pub(super) fn done(&self, done: Done) -> HttpResponse {
        let page = self.visit.links.booking(self.code());
        see_other(&format!("{page}?done={}", done.name()))
    }

    /// Whether its guest can still call it off.
    pub(super) fn may_cancel(&self) -> bool {
        self.view().status == BookingStatus::Confirmed
    }

    /// Whether its guest can still change it.
    pub(super) fn may_change(&self) -> bool {
        is_changeable(self.view())
    }
}

/// A guest's booking.
#[derive(Template)]
#[template(path = "site/booking.html")]
struct BookingPage {
    frame: Frame,
    words: &'static BookingWords,
    stay: StayShown,
    status: Status,
    code: ConfirmationCode,
    notice: Option<&'static str>,
    /// Why something was not done.
    refusal: Option<&'static str>,
    guest: Vec<Fact>,
    house: Vec<Fact>,
    /// What cancelling costs now; `None` once it cannot be done.
    cancel_now: Option<String>,
    /// What the terms do not say: that an earlier change left something owed.
    owed: Option<String>,
    may_change: bool,
    /// What was kept and what is not owed any more, of a booking called off.
    settled: Option<(String, String)>,
}

/// Shows a booking to its guest.
pub(crate) async fn show(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    let done = Done::of(Typed::query(&request).get("done"));
    visit.personal(&page(&mine, done))
}

/// Sends the booking's newest mail again.
pub(crate) async fn resend(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    visit.pages.limits.resend(mine.code())?;
    let (hotel, booking) = (mine.booking.hotel_id, mine.booking.booking_id);
    match visit.pages.notification().resend_latest(hotel, booking, a_guest()).await {
        Ok(_) => Ok(mine.done(Done::Resent)),
        Err(NotificationError::NotFound) => Ok(mine.done(Done::OnItsWay)),
        Err(error) => Err(error.into()),
    }
}

/// Whoever follows a link to where only forms are sent sees the booking.
pub(crate) async fn back(visit: Visit, code: Path<String>) -> Result<HttpResponse, Refusal> {
    let code = code.parse().map_err(|_| Refusal::NoPage)?;
    Ok(see_other(&visit.links.booking(code)))
}

/// The booking's page with a refusal on top.
fn refused(mine: &Mine, refusal: &'static str) -> Result<HttpResponse, Refusal> {
    let mut page = page(mine, None);
    page.refusal = Some(refusal);
    mine.visit.refused(StatusCode::CONFLICT, &page)
}

fn page(mine: &Mine, done: Option<Done>) -> BookingPage {
    let mut frame = mine.visit.frame(BookingWords::of(mine.visit.locale).title);
    // In the other language nothing has just been done.
    frame.here = without_language(&frame.links.booking(mine.code()));
    made(frame, &mine.booking, &mine.hotel, (mine.stay(), mine.now(), done))
}

fn made(
    frame: Frame,
    booking: &BookingDetail,
    hotel: &Hotel,
    (stay, now, done): (StayShown, DateTime<Utc>, Option<Done>),
) -> BookingPage {
    let (view, say) = (&booking.view, frame.say);
    let money = |amount| say.money(amount);
    BookingPage {
        words: BookingWords::of(frame.locale),
        status: Status::of(view.status, frame.locale),
        code: view.confirmation_code,
        notice: done.map(|done| done.in_words(frame.locale)),
        refusal: None,
        owed: owed_note(booking, now, say),
        guest: guest(booking, say),
        house: house(hotel, &stay, frame.links),
        may_change: is_changeable(view),
        settled: view.penalty.map(|kept| (money(kept), view.refund.map(money).unwrap_or_default())),
        cancel_now: (view.status == BookingStatus::Confirmed).then(|| cancel_now(view, say)),
        stay,
        frame,
    }
}

/// What cancelling costs now.
fn cancel_now(view: &BookingView, say: Words) -> String {
    let penalty = view.cancellation.penalty_now;
    if penalty.amount == 0 {
        return BookingWords::of(say.0).free.to_owned();
    }
    match say.0 {
        Locale::Ko => format!("취소 수수료는 {}입니다.", say.money(penalty)),
        Locale::En => format!("It costs {}.", say.money(penalty)),
    }
}

/// A change to a cheaper or later stay leaves owed what cancelling cost before it, whatever the ladder says now.
pub(super) fn owed_note(booking: &BookingDetail, now: DateTime<Utc>, say: Words) -> Option<String> {
    let by_terms = booking.quote.cancellation.penalty_at(now, &booking.quote);
    let owed = booking.view.cancellation.penalty_now;
    let is_open = booking.view.status == BookingStatus::Confirmed;
    (is_open && owed.amount > by_terms.amount).then(|| match say.0 {
        Locale::Ko => format!("변경 전 예약의 규정에 따라 취소 수수료는 {} 이상입니다.", say.money(owed)),
        Locale::En => {
            format!("By the terms before your change, cancelling costs {} at least.", say.money(owed))
        }
    })
}

fn guest(booking: &BookingDetail, say: Words) -> Vec<Fact> {
    let (words, view) = (BookingWords::of(say.0), &booking.view);
    told([
        Fact::new(words.name, &view.guest.name),
        Fact::new(words.email, &view.guest.email),
        Fact::new(words.phone, view.guest.phone.clone().unwrap_or_default()),
        Fact::new(words.note, view.note.clone().unwrap_or_default()),
        Fact::new(words.booked_at, say.instant(view.created_at, booking.quote.time_zone)),
    ])
}

/// How the hotel is found and reached.
pub(super) fn house(hotel: &Hotel, stay: &StayShown, links: Links) -> Vec<Fact> {
    let (words, profile) = (BookingWords::of(links.0), &hotel.profile);
    let in_words = &stay.hotel;
    told([
        Fact::linked(words.name, &in_words.name, links.hotel(&profile.slug)),
        Fact::linked(words.address, &in_words.address, map_link(hotel, in_words)),
        Fact::phone(words.phone, profile.phone.as_ref()),
        Fact::mail(words.email, profile.email.as_ref()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};
    use kernel::{Currency, Money};

    fn html(locale: Locale, change: impl FnOnce(&mut BookingDetail), done: Option<Done>) -> String {
        let (hotel, mut booking) = (samples::hotel(), samples::booking());
        change(&mut booking);
        let say = Words(locale);
        let now = "2030-05-01T00:00:00Z".parse().unwrap();
        let stay = StayShown::of(&hotel, &booking.quote, now, say);
        made(samples::frame(locale), &booking, &hotel, (stay, now, done)).render().unwrap()
    }

    #[test]
    fn a_booking_tells_its_code_its_terms_and_what_can_be_done() {
        for locale in LOCALES {
            let words = BookingWords::of(locale);

            let html = html(locale, |_| (), Some(Done::Resent));

            for part in ["3F7K2M9QXR", "240,000", words.change, words.cancel_on, words.free, words.resent] {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert!(html.contains("status-confirmed") && html.contains("/bookings/3F7K2M9QXR/stay.ics"));
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
        }
    }

    #[test]
    fn a_cancelled_booking_tells_what_is_kept_and_offers_nothing_more() {
        let won = |amount| Some(Money::new(amount, Currency::KRW));

        let html = html(
            Locale::En,
            |booking| {
                booking.view.status = BookingStatus::Cancelled;
                (booking.view.penalty, booking.view.refund) = (won(110_000), won(130_000));
            },
            None,
        );

        assert!(html.contains("₩110,000") && html.contains("₩130,000"), "{html}");
        assert!(!html.contains("/cancel\"") && !html.contains("/change\""));
    }

    #[test]
    fn what_an_earlier_change_left_owed_is_told_beside_the_terms() {
        let owing = |amount| {
            html(
                Locale::En,
                |booking| booking.view.cancellation.penalty_now = Money::new(amount, Currency::KRW),
                None,
            )
        };

        assert!(owing(50_000).contains("cancelling costs ₩50,000 at least"));
        assert!(!owing(0).contains("at least"));
    }

    #[test]
    fn what_a_redirect_says_is_one_of_a_few_things() {
        assert!(Done::ALL.into_iter().all(|done| Done::of(done.name()) == Some(done)));
        assert_eq!(Done::of("<script>"), None);
    }
}
