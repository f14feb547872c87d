//! The day at the desk: who comes, who leaves, who is in house, and what there is to do about each.

mod board;

use access_api::permissions::READ_BOOKINGS;
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use booking_api::{Board, BookingError};
use inventory_api::{AriGrid, AriQuery};
use kernel::{ConfirmationCode, Date, Locale};
use uuid::Uuid;

use crate::{
    desk::{
        around::Around,
        done::Done,
        frame::{DeskFrame, Section},
        staff::{Counter, Staff},
    },
    form::Typed,
    frame::Frame,
    links::without_language,
    refusal::Refusal,
    words::words,
};

use board::{Column, Columns};

words! {
    /// What the board says.
    TodayWords {
        title: "오늘" | "Today",
        day: "날짜" | "Day",
        show: "보기" | "Show",
        earlier: "전날" | "Day before",
        later: "다음 날" | "Day after",
        to_today: "오늘로" | "Today",
        new_booking: "새 예약" | "New booking",
        summary: "하루 요약" | "The day in figures",
        arrivals: "도착" | "Arrivals",
        overdue: "미도착" | "Overdue",
        departures: "출발" | "Departures",
        in_house: "투숙 중" | "In house",
        left: "퇴실" | "Checked out",
        free: "남은 객실" | "Free rooms",
        occupancy: "객실 점유율" | "Occupancy",
        no_arrivals: "도착 예정인 손님이 없습니다." | "Nobody is expected.",
        no_departures: "출발 예정인 손님이 없습니다." | "Nobody leaves.",
        no_in_house: "투숙 중인 손님이 없습니다." | "Nobody is in house.",
        no_left: "퇴실한 손님이 없습니다." | "Nobody has left.",
        check_in: "체크인" | "Check in",
        check_out: "체크아웃" | "Check out",
        no_show: "노쇼" | "No-show",
        note: "요청 사항" | "Request",
    }
}

/// A day's board. Nobody plans a hotel's day further away.
const DAYS_AWAY_MAX: u32 = 800;

/// The day at the desk.
#[derive(Template)]
#[template(path = "desk/today.html")]
struct TodayPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static TodayWords,
    day: String,
    day_in_words: String,
    is_today: bool,
    here: String,
    earlier: String,
    later: String,
    today: String,
    new_booking: Option<String>,
    tiles: Vec<Tile>,
    columns: Vec<Column>,
    /// What a form of this page leads back to, without its language.
    back: String,
    notice: Option<String>,
}

/// A figure of the day.
struct Tile {
    label: &'static str,
    figure: String,
    note: String,
    is_urgent: bool,
}

/// What a day's page is made from.
struct Day<'a> {
    around: Around<'a>,
    date: Date,
    board: &'a Board,
    grid: &'a AriGrid,
}

/// Shows a day.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let (typed, around) = (Typed::query(&request), Around::of(&counter));
    let day = day(typed.get("day"), around.today());
    let pages = &counter.visit().pages;
    let ari = AriQuery { hotel: counter.hotel.id.into(), from: day, to: day.plus_days(1) };
    let (board, grid) =
        futures::join!(pages.booking().board(counter.hotel.id, day), pages.inventory().ari(ari));
    let (board, grid) = (board?, grid?);
    let desk = counter.frame(Section::Today, TodayWords::of(around.locale).title).await?;
    let mut page = TodayPage::new(desk, &Day { around, date: day, board: &board, grid: &grid });
    page.notice = notice(&counter, &typed).await?;
    counter.visit().personal(&page)
}

fn day(typed: &str, today: Date) -> Date {
    let near = today.minus_days(DAYS_AWAY_MAX)..=today.plus_days(DAYS_AWAY_MAX);
    typed.parse().ok().filter(|day| near.contains(day)).unwrap_or(today)
}

/// What was done before this page was shown again, and to whom.
async fn notice(counter: &Counter, typed: &Typed) -> Result<Option<String>, Refusal> {
    let (done, code) = (Done::of(typed.get("done")), typed.get("code").parse::<ConfirmationCode>());
    let (Some(done), Ok(code)) = (done, code) else { return Ok(None) };
    match counter.visit().pages.booking().booking(code, &counter.proof()).await {
        Ok(booking) => Ok(Some(done.in_words(&booking.guest.name, counter.visit().locale))),
        Err(BookingError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl TodayPage {
    fn new(desk: DeskFrame, of: &Day<'_>) -> Self {
        let (around, day) = (of.around, of.date);
        let words = TodayWords::of(around.locale);
        let is_today = day == around.today();
        let to = |day: Date| around.link(&format!("today?day={day}"));
        let here = if is_today { around.link("today") } else { to(day) };
        Self {
            frame: desk.frame.clone(),
            desk,
            words,
            day: day.to_string(),
            day_in_words: around.say().date(day),
            is_today,
            here: around.link("today"),
            earlier: to(day.minus_days(1)),
            later: to(day.plus_days(1)),
            today: around.link("today"),
            new_booking: around.may_write.then(|| around.link("bookings/new")),
            tiles: tiles(of),
            columns: Columns { around, day, words }.of(of.board),
            back: without_language(&here),
            notice: None,
        }
    }

    /// A new form's own key.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn key(&self) -> Uuid {
        Uuid::new_v4()
    }
}

fn tiles(of: &Day<'_>) -> Vec<Tile> {
    let (words, say) = (TodayWords::of(of.around.locale), of.around.say());
    let rooms = |count: u32| say.count(count, "실", ("room", "rooms"));
    let group = |label, group: &booking_api::Group| Tile {
        label,
        figure: group.total.to_string(),
        note: rooms(group.rooms),
        is_urgent: false,
    };
    let in_house = Tile {
        figure: (of.board.in_house.total + of.board.departures.total).to_string(),
        note: rooms(of.board.in_house.rooms + of.board.departures.rooms),
        ..group(words.in_house, &of.board.in_house)
    };
    let overdue = &of.board.overdue;
    let mut tiles = vec![
        group(words.arrivals, &of.board.arrivals),
        group(words.departures, &of.board.departures),
        in_house,
    ];
    if overdue.total > 0 {
        tiles.push(Tile { is_urgent: true, ..group(words.overdue, overdue) });
    }
    let stock = Stock::of(of.grid);
    let of_all = match of.around.locale {
        Locale::Ko => format!("전체 {}실", stock.allotment),
        Locale::En => format!("of {}", stock.allotment),
    };
    tiles.push(Tile { label: words.free, figure: stock.free.to_string(), note: of_all, is_urgent: false });
    let note = rooms(stock.taken);
    tiles.push(Tile { label: words.occupancy, figure: stock.occupancy(), note, is_urgent: false });
    tiles
}

/// A night's rooms, over all room types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stock {
    allotment: u32,
    taken: u32,
    /// Per room type none less than none: what one has too many of does not fill another.
    free: u32,
}

impl Stock {
    fn of(grid: &AriGrid) -> Self {
        let nights = grid.room_types.iter().filter_map(|room_type| room_type.nights.first());
        nights.fold(Self::default(), |sum, night| Self {
            allotment: sum.allotment + night.allotment,
            taken: sum.taken + night.taken,
            free: sum.free + night.allotment.saturating_sub(night.taken),
        })
    }

    /// `83%`; a dash where there is nothing to fill.
    fn occupancy(self) -> String {
        let percent = (self.taken * 100).checked_div(self.allotment);
        percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};
    use booking_api::{BookingStatus, BookingView, Group};
    use serde_json::json;

    fn group(bookings: Vec<BookingView>) -> Group {
        let total = u32::try_from(bookings.len()).unwrap();
        Group { bookings, total, rooms: total }
    }

    fn grid() -> AriGrid {
        let night = |allotment, taken| {
            json!({"date": "2030-05-10", "allotment": allotment, "overbooking": 0, "taken": taken, "closed": false,
                   "closed_to_arrival": false, "closed_to_departure": false, "min_stay": null, "max_stay": null})
        };
        serde_json::from_value(json!({
            "hotel_id": samples::hotel().id, "from": "2030-05-10", "to": "2030-05-11",
            "room_types": [
                {"room_type": "DBL", "nights": [night(10, 8)], "rate_plans": []},
                {"room_type": "ONDOL", "nights": [night(2, 3)], "rate_plans": []}
            ]
        }))
        .unwrap()
    }

    fn html(locale: Locale, may_write: bool) -> String {
        let (hotel, booking) = (samples::hotel(), samples::booking().view);
        let in_house = BookingView { status: BookingStatus::CheckedIn, ..booking.clone() };
        let board = Board {
            arrivals: group(vec![booking]),
            overdue: group(vec![]),
            departures: group(vec![in_house]),
            in_house: group(vec![]),
            left: group(vec![]),
        };
        let around = Around { may_write, ..Around::sample(&hotel, locale) };
        let day = Day { around, date: around.today(), board: &board, grid: &grid() };
        TodayPage::new(DeskFrame::sample(locale), &day).render().unwrap()
    }

    #[test]
    fn a_day_shows_who_comes_and_who_leaves_with_a_button_for_each() {
        for locale in LOCALES {
            let html = html(locale, true);

            let words = TodayWords::of(locale);
            assert!(html.contains("/desk/jumak-seoul/bookings/3F7K2M9QXR/check-in\""), "{html}");
            assert!(html.contains("/desk/jumak-seoul/bookings/3F7K2M9QXR/check-out\""));
            assert!(html.contains(words.no_in_house) && html.contains("name=\"key\""));
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn whoever_only_looks_has_no_buttons() {
        let html = html(Locale::En, false);

        assert!(!html.contains("/check-in\"") && !html.contains("/bookings/new\""), "{html}");
    }

    #[test]
    fn a_night_counts_free_rooms_by_room_type() {
        let stock = Stock::of(&grid());

        assert_eq!(stock, Stock { allotment: 12, taken: 11, free: 2 });
        assert_eq!((stock.occupancy().as_str(), Stock::default().occupancy().as_str()), ("91%", "–"));
    }

    #[test]
    fn a_day_that_makes_no_sense_is_today() {
        let today = Date::new(2030, 5, 10).unwrap();

        assert_eq!(day("2030-05-12", today), Date::new(2030, 5, 12).unwrap());
        assert_eq!([day("", today), day("soon", today), day("9999-12-31", today)], [today; 3]);
    }
}
