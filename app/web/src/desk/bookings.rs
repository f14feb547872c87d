//! A hotel's bookings: found by guest, code, dates and status.

use access_api::permissions::READ_BOOKINGS;
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use booking_api::{BookingError, BookingList, BookingPage, BookingStatus, BookingView};
use chrono::Datelike;
use kernel::{ConfirmationCode, Date};

use crate::{
    desk::{
        around::Around,
        frame::{DeskFrame, Section},
        staff::{Counter, Staff},
        tabs::Tab,
    },
    form::{Errors, Typed},
    frame::Frame,
    links::query,
    refusal::Refusal,
    respond::see_other,
    shown::{Status, nights_of},
    words::words,
};

words! {
    /// What the list says.
    BookingsWords {
        title: "예약" | "Bookings",
        new_booking: "새 예약" | "New booking",
        views: "예약 보기" | "Views",
        upcoming: "도착 예정" | "Upcoming",
        in_house: "투숙 중" | "In house",
        all: "전체" | "All",
        find: "예약 찾기" | "Find bookings",
        q: "이름, 이메일, 예약 번호" | "Name, e-mail or code",
        status: "상태" | "Status",
        any_status: "전체" | "Any",
        arrival_from: "도착일부터" | "Arriving from",
        arrival_to: "도착일까지" | "Arriving until",
        departure_from: "출발일부터" | "Leaving from",
        departure_to: "출발일까지" | "Leaving until",
        search: "찾기" | "Find",
        wrong_date: "날짜를 YYYY-MM-DD로 입력해 주세요." | "Enter a date as YYYY-MM-DD.",
        list: "예약 목록" | "Bookings",
        code: "예약 번호" | "Code",
        guest: "예약자" | "Guest",
        stay: "숙박" | "Stay",
        room: "객실" | "Room",
        total: "합계" | "Total",
        pages: "예약 목록 페이지" | "Pages of bookings",
        first: "처음으로" | "First page",
        next: "다음" | "Next",
        nothing: "조건에 맞는 예약이 없습니다" | "No booking is like that",
        nothing_help: "이름의 일부만 입력하거나 조건을 줄여 보세요." | "Try a part of the name, or fewer conditions.",
        clear: "모든 예약 보기" | "See all bookings",
    }
}

/// How many bookings a page shows.
const BOOKINGS_A_PAGE: u16 = 50;

/// The filter's dates.
const DATES: [&str; 4] = ["arrival_from", "arrival_to", "departure_from", "departure_to"];

/// A hotel's bookings.
#[derive(Template)]
#[template(path = "desk/bookings.html")]
struct BookingsPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static BookingsWords,
    here: String,
    new_booking: Option<String>,
    /// Filters that are asked for often.
    tabs: Vec<Tab>,
    filter: Filter,
    statuses: Vec<Status>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    clear: String,
}

/// The filter: as typed, with what is wrong.
#[derive(Debug, Clone)]
struct Filter {
    errors: Errors,
    q: String,
    status: String,
    dates: Vec<DateField>,
    cursor: String,
}

/// A date of the filter.
#[derive(Debug, Clone)]
struct DateField {
    name: &'static str,
    label: &'static str,
    typed: String,
    date: Option<Date>,
}

/// A booking in the list.
struct Row {
    code: String,
    link: String,
    guest: String,
    email: String,
    stay: String,
    nights: String,
    room: String,
    status: Status,
    total: String,
}

impl Filter {
    /// The filter as a query says; without any query, those expected from today on.
    fn read(typed: &Typed, around: Around<'_>) -> Self {
        let words = BookingsWords::of(around.locale);
        let is_first_look = typed.pairs().next().is_none();
        let typed = if is_first_look { upcoming(around.today()) } else { typed.clone() };
        let mut errors = Errors::default();
        let labels = [words.arrival_from, words.arrival_to, words.departure_from, words.departure_to];
        let dates = DATES.into_iter().zip(labels).map(|(name, label)| DateField {
            name,
            label,
            typed: typed.get(name).to_owned(),
            date: typed.optional(name, &mut errors, words.wrong_date),
        });
        Self {
            dates: dates.collect(),
            errors,
            q: typed.get("q").to_owned(),
            status: typed.get("status").to_owned(),
            cursor: typed.get("cursor").to_owned(),
        }
    }

    fn date(&self, name: &str) -> Option<Date> {
        self.dates.iter().find(|field| field.name == name).and_then(|field| field.date)
    }

    /// The form's last day is a day that counts; the port's is the day after.
    fn before(&self, name: &str) -> Option<Date> {
        self.date(name).map(|date| date.plus_days(1))
    }

    fn list(&self, around: Around<'_>) -> BookingList {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        BookingList {
            hotel_id: around.hotel.id,
            status: self.status.parse().ok(),
            arrival_from: self.date("arrival_from"),
            arrival_to: self.before("arrival_to"),
            departure_from: self.date("departure_from"),
            departure_to: self.before("departure_to"),
            q: filled(&self.q),
            limit: BOOKINGS_A_PAGE,
            cursor: filled(&self.cursor),
        }
    }

    /// This list from another place on.
    fn page(&self, around: Around<'_>, cursor: &str) -> String {
        let dates = self.dates.iter().map(|field| (field.name, field.typed.clone()));
        let others = [("q", self.q.clone()), ("status", self.status.clone()), ("cursor", cursor.to_owned())];
        let query = query(dates.chain(others));
        // A list of everything is asked for, too: no question at all means those to come.
        let query = if query.is_empty() { "status=".to_owned() } else { query };
        around.link(&format!("bookings?{query}"))
    }

    fn is(&self, status: &str, arrival_from: &str) -> bool {
        let of = |name: &str| self.dates.iter().find(|field| field.name == name);
        let is_from = of("arrival_from").is_some_and(|field| field.typed == arrival_from);
        let others = ["arrival_to", "departure_from", "departure_to"];
        let is_open = others.iter().all(|name| of(name).is_some_and(|field| field.typed.is_empty()));
        self.q.is_empty() && self.status == status && is_from && is_open
    }
}

fn upcoming(today: Date) -> Typed {
    Typed::default().with("status", BookingStatus::Confirmed).with("arrival_from", today)
}

/// Shows a hotel's bookings; a code leads to its booking at once.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let around = Around::of(&counter);
    let filter = Filter::read(&Typed::query(&request), around);
    if let Some(code) = the_code(&counter, &filter.q).await? {
        return Ok(see_other(&around.booking(code)));
    }
    let found = if filter.errors.is_empty() {
        counter.visit().pages.booking().list(filter.list(around)).await?
    } else {
        BookingPage { items: Vec::new(), next_cursor: None }
    };
    let desk = counter.frame(Section::Bookings, BookingsWords::of(around.locale).title).await?;
    counter.visit().personal(&BookingsPage::new(desk, around, filter, &found))
}

/// The code that was typed, if a booking of this hotel has it. A name may look like a code.
async fn the_code(counter: &Counter, typed: &str) -> Result<Option<ConfirmationCode>, Refusal> {
    let Ok(code) = typed.parse() else { return Ok(None) };
    match counter.visit().pages.booking().booking(code, &counter.proof()).await {
        Ok(_) => Ok(Some(code)),
        Err(BookingError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl BookingsPage {
    fn new(desk: DeskFrame, around: Around<'_>, filter: Filter, found: &BookingPage) -> Self {
        Self {
            frame: desk.frame.clone(),
            desk,
            words: BookingsWords::of(around.locale),
            here: around.link("bookings"),
            new_booking: around.may_write.then(|| around.link("bookings/new")),
            tabs: tabs(around, &filter),
            statuses: BookingStatus::ALL.map(|status| Status::of(status, around.locale)).to_vec(),
            rows: found.items.iter().map(|booking| Row::of(booking, around)).collect(),
            first: Some(filter.page(around, "")).filter(|_| !filter.cursor.is_empty()),
            next: found.next_cursor.as_ref().map(|cursor| filter.page(around, cursor)),
            clear: around.link("bookings?status="),
            filter,
        }
    }
}

fn tabs(around: Around<'_>, filter: &Filter) -> Vec<Tab> {
    let words = BookingsWords::of(around.locale);
    let today = around.today().to_string();
    let tab = |label, status: &str, from: &str| Tab {
        label,
        link: match from {
            "" => around.link(&format!("bookings?status={status}")),
            from => around.link(&format!("bookings?status={status}&arrival_from={from}")),
        },
        is_here: filter.is(status, from),
    };
    vec![
        tab(words.upcoming, BookingStatus::Confirmed.name(), &today),
        tab(words.in_house, BookingStatus::CheckedIn.name(), ""),
        tab(words.all, "", ""),
    ]
}

impl Row {
    fn of(booking: &BookingView, around: Around<'_>) -> Self {
        let say = around.say();
        Self {
            code: booking.confirmation_code.to_string(),
            link: around.booking(booking.confirmation_code),
            guest: booking.guest.name.clone(),
            email: booking.guest.email.clone(),
            stay: between(booking, around),
            nights: say.nights(nights_of(booking)),
            room: say.rooms(booking.rooms, around.room(&booking.room_type)),
            status: Status::of(booking.status, around.locale),
            total: say.money(booking.total),
        }
    }
}

/// From when to when; the year goes without saying in the present one.
fn between(booking: &BookingView, around: Around<'_>) -> String {
    let (say, year) = (around.say(), |date: Date| date.to_naive().year());
    let is_this_year = year(booking.check_in) == year(around.today());
    let day = |date| if is_this_year { say.day_month(date) } else { say.short_date(date) };
    format!("{} – {}", day(booking.check_in), say.day_month(booking.check_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};
    use kernel::Locale;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value))
    }

    #[test]
    fn a_list_names_guests_and_leads_to_their_bookings() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let around = Around::sample(&hotel, locale);
            let found =
                BookingPage { items: vec![samples::booking().view], next_cursor: Some("abc".to_owned()) };
            let filter = Filter::read(&typed(&[("q", samples::MISCHIEF)]), around);

            let html = BookingsPage::new(DeskFrame::sample(locale), around, filter, &found).render().unwrap();

            assert!(
                html.contains("/desk/jumak-seoul/bookings/3F7K2M9QXR\"") && html.contains("rel=\"next\"")
            );
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"), "{html}");
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn without_a_question_those_to_come_are_shown() {
        let hotel = samples::hotel();
        let around = Around::sample(&hotel, Locale::En);

        let list = Filter::read(&Typed::default(), around).list(around);
        let all = Filter::read(&typed(&[("status", "")]), around).list(around);

        assert_eq!((list.status, list.arrival_from), (Some(BookingStatus::Confirmed), Some(around.today())));
        assert_eq!((all.status, all.arrival_from), (None, None));
    }

    #[test]
    fn the_last_day_of_a_filter_counts_and_a_wrong_one_is_told() {
        let hotel = samples::hotel();
        let around = Around::sample(&hotel, Locale::En);

        let until = Filter::read(&typed(&[("arrival_to", "2030-05-10")]), around).list(around);
        let wrong = Filter::read(&typed(&[("departure_from", "soon")]), around);

        assert_eq!(until.arrival_to, Date::new(2030, 5, 11).ok());
        assert!(!wrong.errors.of("departure_from").is_empty());
    }
}
