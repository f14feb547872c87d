//! What a hotel's nights bring: how full, at what price, how quickly; as tiles, charts, a table and a file.

mod chart;
mod charts;
mod csv;
mod figures;
mod period;

use access_api::permissions::READ_BOOKINGS;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Path,
};
use askama::Template;
use kernel::{Date, Locale, Money, Words};

use crate::{
    desk::{
        frame::{DeskFrame, Section},
        staff::{Counter, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    links::{query, with_query},
    refusal::Refusal,
    respond::see_other,
    words::words,
};

use chart::Chart;
use figures::{Night, Report, Sums, percent};
use period::Period;

words! {
    /// What the page of reports says.
    ReportWords {
        title: "보고서" | "Reports",
        lead: "지난 밤은 실적이고, 오늘 이후는 지금까지 들어온 예약 기준입니다. 추가 세금은 매출에 넣지 않습니다." | "Past nights are what happened; from today on, what is booked so far. Taxes on top are not counted as revenue.",
        period: "기간" | "Period",
        from: "첫 밤" | "First night",
        to: "마지막 밤" | "Last night",
        show: "보기" | "Show",
        csv: "CSV 내려받기" | "Download CSV",
        key_figures: "주요 지표" | "Key figures",
        occupancy: "점유율" | "Occupancy",
        adr: "ADR" | "ADR",
        revpar: "RevPAR" | "RevPAR",
        revenue: "객실 매출" | "Room revenue",
        arrivals: "도착 객실" | "Arrivals",
        departures: "출발 객실" | "Departures",
        guests: "투숙 인원" | "Guests in house",
        picked_up: "픽업" | "Picked up",
        fell_off: "취소" | "Fell off",
        pick_up: "최근 7일 픽업" | "Pick-up, last 7 days",
        pick_up_chart: "최근 7일 픽업" | "Picked up in the last 7 days",
        prices: "ADR과 RevPAR" | "ADR and RevPAR",
        comings: "도착과 출발" | "Arrivals and departures",
        night: "밤" | "Night",
        allotment: "배정" | "Allotment",
        sold: "판매" | "Sold",
        room_nights: "객실" | "rooms",
        sum: "합계" | "Total",
        table: "날짜별 수치" | "Night by night",
        see_table: "표로 보기" | "See the table",
        today: "오늘" | "Today",
        graph: "그래프" | "chart",
        about_occupancy: "점유율 = 판매 객실 ÷ 배정 객실. 초과 예약을 허용한 밤은 100%를 넘을 수 있습니다." | "Occupancy = rooms sold ÷ rooms allotted. Nights with overbooking can exceed 100%.",
        about_prices: "ADR = 객실 매출 ÷ 판매 객실, RevPAR = 객실 매출 ÷ 배정 객실." | "ADR = room revenue ÷ rooms sold. RevPAR = room revenue ÷ rooms allotted.",
        about_pick_up: "픽업 = 최근 7일 동안 들어와 지금도 유효한 예약의 객실. 취소 = 그 전에 들어온 예약 중 최근 7일 동안 취소된 객실." | "Picked up = rooms of bookings made in the last 7 days that still stand. Fell off = rooms of earlier bookings cancelled in the last 7 days.",
        about_comings: "도착 = 그날부터 묵는 객실, 출발 = 그날 아침에 비우는 객실." | "Arrivals = rooms whose stay begins that day. Departures = rooms left that morning.",
    }
}

/// A hotel's report.
#[derive(Template)]
#[template(path = "desk/reports.html")]
struct ReportsPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static ReportWords,
    errors: Errors,
    here: String,
    csv: String,
    from: String,
    to: String,
    in_words: String,
    tiles: Vec<Tile>,
    charts: Vec<Chart>,
    rows: Vec<Row>,
    sums: [String; 10],
}

/// A figure that says something by itself.
struct Tile {
    label: &'static str,
    value: String,
    note: String,
}

/// A night's figures, or those of all nights, as text.
struct Row {
    night: String,
    cells: [String; 10],
}

impl ReportsPage {
    fn new(desk: DeskFrame, report: &Report, today: Date) -> Self {
        let locale = desk.frame.locale;
        let (say, words) = (Words(locale), ReportWords::of(locale));
        let sums = report.sums();
        let Period { from, to } = report.period;
        Self {
            frame: desk.frame.clone(),
            desk,
            words,
            errors: Errors::default(),
            here: String::new(),
            csv: String::new(),
            from: from.to_string(),
            to: to.to_string(),
            in_words: format!("{} – {}", say.short_date(from), say.short_date(to)),
            tiles: tiles(&sums, report, locale),
            charts: charts::all(report, today, locale),
            rows: report.nights.iter().map(|night| row(night, report, locale)).collect(),
            sums: cells(&sums, report, locale),
        }
    }
}

fn tiles(sums: &Sums, report: &Report, locale: Locale) -> Vec<Tile> {
    let (say, words) = (Words(locale), ReportWords::of(locale));
    let money = |amount| in_money(amount, report, say);
    let tile = |label, value, note: String| Tile { label, value, note };
    let rooms = || words.room_nights.to_owned();
    let (sold, allotment) = (grouped(sums.sold), grouped(sums.allotment));
    vec![
        tile(words.occupancy, in_percent(sums.occupancy()), format!("{sold} / {allotment}")),
        tile(words.adr, money(sums.adr()), String::new()),
        tile(words.revpar, money(sums.revpar()), String::new()),
        tile(words.revenue, money(Some(sums.revenue_minor)), String::new()),
        tile(words.arrivals, grouped(sums.arrivals), rooms()),
        tile(
            words.pick_up,
            grouped(sums.picked_up),
            format!("{} {}", words.fell_off, grouped(sums.fell_off)),
        ),
    ]
}

fn row(night: &Night, report: &Report, locale: Locale) -> Row {
    let sums = Sums::of(night);
    Row { night: Words(locale).day_month(night.date), cells: cells(&sums, report, locale) }
}

/// In the order of the table's head.
fn cells(sums: &Sums, report: &Report, locale: Locale) -> [String; 10] {
    let money = |amount| in_money(amount, report, Words(locale));
    [
        grouped(sums.allotment),
        grouped(sums.sold),
        in_percent(sums.occupancy()),
        money(Some(sums.revenue_minor)),
        money(sums.adr()),
        money(sums.revpar()),
        grouped(sums.arrivals),
        grouped(sums.departures),
        grouped(sums.picked_up),
        grouped(sums.fell_off),
    ]
}

fn in_money(amount: Option<i64>, report: &Report, say: Words) -> String {
    amount.map_or(dash(), |amount| say.money(Money::new(amount, report.currency)))
}

fn in_percent(tenths: Option<i64>) -> String {
    tenths.map_or(dash(), percent)
}

/// What nothing was divided by has no value.
fn dash() -> String {
    "–".to_owned()
}

/// A count with commas between thousands.
fn grouped(count: i64) -> String {
    let shown = Money::new(count, kernel::Currency::KRW).to_string();
    shown.split_once(' ').map_or(shown.clone(), |(_, digits)| digits.to_owned())
}

/// Shows a hotel's report.
pub(crate) async fn show(
    staff: Staff,
    request: HttpRequest,
    hotel: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let (visit, typed) = (counter.visit(), Typed::query(&request));
    let today = counter.today();
    let read = Period::read(&typed, today, visit.locale);
    let (period, errors) = match read {
        Ok(period) => (period, Errors::default()),
        Err(errors) => (Period::around(today), errors),
    };
    let report = figures::report(&counter, period).await?;
    let desk = counter.frame(Section::Reports, ReportWords::of(visit.locale).title).await?;
    let mut page = ReportsPage::new(desk, &report, today);
    page.here = counter.link("reports");
    page.csv = with_query(&counter.link("reports.csv"), &query(period.pairs()));
    if errors.is_empty() {
        return visit.personal(&page);
    }
    typed.get("from").clone_into(&mut page.from);
    typed.get("to").clone_into(&mut page.to);
    page.errors = errors;
    visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The same figures as a file.
pub(crate) async fn file(
    staff: Staff,
    request: HttpRequest,
    hotel: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let Ok(period) = Period::read(&Typed::query(&request), counter.today(), counter.visit().locale) else {
        // What is wrong with the dates, the page tells.
        return Ok(see_other(&with_query(&counter.link("reports"), request.query_string())));
    };
    let report = figures::report(&counter, period).await?;
    let file = csv::file(&report, counter.visit().locale).map_err(|error| {
        tracing::error!(%error, "A report could not be written");
        Refusal::Broken
    })?;
    let name = file_name(&counter, period);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

fn file_name(counter: &Counter, Period { from, to }: Period) -> String {
    format!("{}-{from}-{to}.csv", counter.hotel.profile.slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::LOCALES;

    #[test]
    fn a_report_has_tiles_charts_and_the_figures_behind_them() {
        for locale in LOCALES {
            let report = figures::sample();
            let mut page = ReportsPage::new(DeskFrame::sample(locale), &report, report.period.from);
            page.errors.add("from", "wrong");

            let html = page.render().unwrap();

            let words = ReportWords::of(locale);
            assert!(html.contains("60.0%") && html.contains(words.about_prices), "{html}");
            assert_eq!(html.matches("role=\"img\"").count(), 4);
            assert!(html.contains("id=\"from-error\"") && !html.contains("{{"));
        }
    }

    #[test]
    fn what_nothing_was_divided_by_is_a_dash() {
        let mut report = figures::sample();
        for night in &mut report.nights {
            *night = Night { date: night.date, ..Night::default() };
        }

        let page = ReportsPage::new(DeskFrame::sample(Locale::En), &report, report.period.from);

        let values: Vec<_> = page.tiles.iter().take(3).map(|tile| tile.value.as_str()).collect();
        assert_eq!(values, ["–", "–", "–"]);
        assert_eq!(page.tiles[3].value, "₩0");
        assert!(page.render().is_ok());
    }
}
