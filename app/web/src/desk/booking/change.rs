//! Changing a booking on a guest's behalf: the difference is shown first, and no other price is taken.

use access_api::permissions::WRITE_BOOKINGS;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use booking_api::{BookingDetail, BookingError, BookingRefusal, BookingStatus, BookingView, ChangeBooking};
use inventory_api::{HoldRefusal, Hotel};
use kernel::{Locale, Money};
use uuid::Uuid;

use crate::{
    changing::{self, Preview, Wanted},
    desk::{
        around::Around,
        done::Done,
        frame::{DeskFrame, Section},
        refused,
        staff::{Counter, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    shown::{ChangedTo, Compare, reasons, refused as refused_words, room_choices},
    wish::{WishWords, read_stay},
    words::words,
};

use super::open;

words! {
    /// What the page of a change says.
    ChangeWords {
        title: "예약 변경" | "Change the booking",
        lead: "숙박 전체의 가격을 오늘 요금으로 다시 계산합니다." | "The whole stay is priced anew at today’s rates.",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        fixed: "투숙 중에는 바꿀 수 없습니다." | "Fixed while the guest is in house.",
        room: "객실" | "Room",
        show: "가격 확인" | "Show the price",
        same: "바뀐 내용이 없습니다. 날짜나 객실을 바꿔 주세요." | "Nothing would change. Choose other dates or another room.",
        unpriced: "이 예약이 이미 쓰고 있는 객실이라 가격을 미리 계산할 수 없습니다. 계속하면 가격이 그대로일 때만 바로 변경하고, 다르면 먼저 보여 드립니다." | "The rooms are this booking’s own, so the price cannot be shown yet. Go on: it is changed at once only if the price stays the same; else you see it first.",
        go_on: "계속" | "Go on",
        not_sold: "이 객실과 요금제로는 더 이상 예약할 수 없습니다." | "That room is not sold at this rate any more.",
        cannot: "이대로는 변경할 수 없습니다" | "It cannot be changed to this",
        back: "변경하지 않기" | "Leave it as it is",
    }
}

/// The page of a change.
#[derive(Template)]
#[template(path = "desk/change.html")]
struct ChangePage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static ChangeWords,
    guest: String,
    code: String,
    here: String,
    back: String,
    form: ChangeForm,
    offered: Option<Offered>,
    problem: Vec<String>,
    key: Uuid,
}

/// Dates and room type: as typed, with what is wrong.
#[derive(Debug, Clone)]
struct ChangeForm {
    errors: Errors,
    check_in: String,
    check_out: String,
    room_type: String,
    /// Code and name of each room type.
    rooms: Vec<(String, String)>,
    is_arrival_fixed: bool,
}

/// What can be had, for the last click.
struct Offered {
    /// Before and after; `None` while the price is not known.
    compare: Option<Compare>,
    expected_minor: i64,
    button: String,
}

impl ChangeForm {
    /// The form as the booking is.
    fn of(booking: &BookingView, hotel: &Hotel, locale: Locale) -> Self {
        Self {
            errors: Errors::default(),
            check_in: booking.check_in.to_string(),
            check_out: booking.check_out.to_string(),
            room_type: booking.room_type.to_string(),
            rooms: room_choices(hotel, locale).collect(),
            is_arrival_fixed: booking.status == BookingStatus::CheckedIn,
        }
    }

    /// The form as somebody filled it in, and what it asks for if nothing is wrong.
    fn read(mut self, typed: &Typed, locale: Locale) -> (Self, Option<Wanted>) {
        let fields = [
            ("check_in", &mut self.check_in),
            ("check_out", &mut self.check_out),
            ("room_type", &mut self.room_type),
        ];
        for (name, kept) in fields {
            typed.get(name).clone_into(kept);
        }
        let stay = read_stay([&self.check_in, &self.check_out], &mut self.errors, WishWords::of(locale));
        let room_type = typed.required("room_type", &mut self.errors, ChangeWords::of(locale).not_sold);
        let wanted = stay.zip(room_type).map(|(stay, room_type)| Wanted { stay, room_type });
        (self, wanted)
    }
}

/// What a change's page is made from.
struct Changing<'a> {
    around: Around<'a>,
    booking: &'a BookingView,
}

/// Shows the form of a change, and what the change would cost once dates are chosen.
pub(crate) async fn show(
    staff: Staff,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let (counter, BookingDetail { view: booking, .. }) =
        open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    let changing = Changing { around: Around::of(&counter), booking: &booking };
    let typed = Typed::query(&request);
    let is_asked = !typed.get("check_in").is_empty() || !typed.get("check_out").is_empty();
    if !changing::is_changeable(&booking) {
        return Ok(see_other(&changing.around.booking(booking.confirmation_code)));
    }
    let mut page = changing.page(&counter).await?;
    if is_asked {
        changing.preview(&counter, &mut page, &typed).await?;
    }
    staff.visit.personal(&page)
}

impl Changing<'_> {
    async fn page(&self, counter: &Counter) -> Result<ChangePage, Refusal> {
        let title = ChangeWords::of(self.around.locale).title;
        Ok(self.page_in(counter.frame(Section::Bookings, title).await?))
    }

    fn page_in(&self, desk: DeskFrame) -> ChangePage {
        let (around, booking) = (self.around, self.booking);
        ChangePage {
            frame: desk.frame.clone(),
            desk,
            words: ChangeWords::of(around.locale),
            guest: booking.guest.name.clone(),
            code: booking.confirmation_code.to_string(),
            here: around.errand(booking.confirmation_code, "change"),
            back: around.booking(booking.confirmation_code),
            form: ChangeForm::of(booking, around.hotel, around.locale),
            offered: None,
            problem: Vec::new(),
            key: Uuid::new_v4(),
        }
    }

    /// Puts what was typed into the page, and what it would cost.
    async fn preview(&self, counter: &Counter, page: &mut ChangePage, typed: &Typed) -> Result<(), Refusal> {
        let (form, wanted) = page.form.clone().read(typed, self.around.locale);
        page.form = form;
        let Some(wanted) = wanted else { return Ok(()) };
        if wanted.is_same_as(self.booking) {
            page.form.errors.add("check_in", page.words.same);
            return Ok(());
        }
        match changing::preview(counter.visit(), &counter.hotel, self.booking, &wanted).await? {
            Preview::Priced(total) => page.offered = Some(self.offered(&wanted, total)),
            Preview::Unpriced => {
                let button = page.words.go_on.to_owned();
                let expected_minor = self.booking.total.amount;
                page.offered = Some(Offered { compare: None, expected_minor, button });
            }
            Preview::Cannot(why) if why.is_empty() => page.problem = vec![page.words.not_sold.to_owned()],
            Preview::Cannot(why) => page.problem = reasons::all_in_words(&why, self.around.say()),
        }
        Ok(())
    }

    fn offered(&self, wanted: &Wanted, total: Money) -> Offered {
        let around = self.around;
        let to = ChangedTo { stay: wanted.stay, room_type: &wanted.room_type, total };
        let amount = around.say().money(total);
        Offered {
            compare: Some(Compare::of(self.booking, &to, around.hotel, around.locale)),
            expected_minor: total.amount,
            button: match around.locale {
                Locale::Ko => format!("{amount}에 변경"),
                Locale::En => format!("Change for {amount}"),
            },
        }
    }
}

/// Changes a booking, at the price that was shown.
pub(crate) async fn change(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (counter, BookingDetail { view: booking, .. }) =
        open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    let changing = Changing { around: Around::of(&counter), booking: &booking };
    let mut page = changing.page(&counter).await?;
    let (form, wanted) = page.form.clone().read(&typed, staff.visit.locale);
    page.form = form;
    let Some(wanted) = wanted else {
        return staff.visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let (code, expected) = (booking.confirmation_code, typed.get("expected").parse());
    let expected = expected.map_err(|_| Refusal::Senseless("a change without its price".to_owned()))?;
    let command = ChangeBooking {
        code,
        proof: counter.proof(),
        stay: wanted.stay,
        room_type: Some(wanted.room_type.clone()),
        expected_total: Some(Money::new(expected, booking.total.currency)),
        by: staff.by(),
        once: staff.once(&typed)?,
    };
    match staff.visit.pages.booking().change(command).await {
        Ok(_) => Ok(Done::Changed.see(&changing.around.booking(code), code)),
        Err(BookingError::Refused { refusal, .. }) => {
            changing.refused(&counter, page, &wanted, &refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

impl Changing<'_> {
    /// What can be mended in the form comes back with it; the rest has its page.
    async fn refused(
        &self,
        counter: &Counter,
        mut page: ChangePage,
        wanted: &Wanted,
        refusal: &BookingRefusal,
    ) -> Result<HttpResponse, Refusal> {
        match refusal {
            BookingRefusal::Rooms(rooms) => {
                page.problem = refused_words::rooms_in_words(rooms, self.around.say());
                if let HoldRefusal::PriceChanged { total } = rooms {
                    page.offered = Some(self.offered(wanted, *total));
                }
            }
            BookingRefusal::BelowPenalty { .. } => {
                let (today, say) = (self.around.today(), self.around.say());
                page.problem = refused_words::in_words(refusal, self.booking, today, say);
            }
            other => return refused::page(counter, self.booking, other).await,
        }
        counter.visit().refused(StatusCode::CONFLICT, &page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value))
    }

    #[test]
    fn a_change_shows_the_difference_before_its_button() {
        let (hotel, booking) = (samples::hotel(), samples::booking().view);
        for locale in LOCALES {
            let changing = Changing { around: Around::sample(&hotel, locale), booking: &booking };
            let mut page = changing.page_in(DeskFrame::sample(locale));
            let (form, wanted) = page.form.clone().read(
                &typed(&[("check_in", "2030-05-10"), ("check_out", "2030-05-13"), ("room_type", "ONDOL")]),
                locale,
            );
            let total = Money::new(326_000, booking.total.currency);
            page.offered = Some(changing.offered(&wanted.unwrap(), total));
            page.form = form;

            let html = page.render().unwrap();

            assert!(html.contains("name=\"expected\" value=\"326000\"") && html.contains("86,000"), "{html}");
            assert!(html.contains("value=\"ONDOL\" selected") && html.contains("value=\"2030-05-13\""));
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }

    #[test]
    fn a_form_that_makes_no_sense_is_kept_and_told() {
        let (hotel, booking) = (samples::hotel(), samples::booking().view);
        let form = ChangeForm::of(&booking, &hotel, Locale::En);

        let (form, wanted) = form.read(
            &typed(&[("check_in", "2030-05-13"), ("check_out", "2030-05-10"), ("room_type", "DBL")]),
            Locale::En,
        );

        assert!(wanted.is_none() && !form.errors.of("check_out").is_empty());
        assert_eq!(form.check_in, "2030-05-13");
    }
}
