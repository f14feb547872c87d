//! The form that changes many nights at once: read into one update, and shown again as it was typed.

use inventory_api::{AriUpdate, Code, Hotel};
use kernel::{Date, Locale, Money, Weekday, Words};
use uuid::Uuid;

use crate::{
    desk::{
        amount,
        fields::{Choice, Field, Fields},
        reading::Reading,
    },
    form::{Errors, Typed},
    shown::{name_of_plan, room_choices},
    words::words,
};

words! {
    /// What the form says.
    BulkWords {
        title: "한꺼번에 바꾸기" | "Change many nights",
        hint: "비워 둔 항목은 그대로 둡니다. 표에서 칸을 누르면 날짜가 채워집니다." | "What is left empty stays as it is. Choose a cell of the grid to fill in its night.",
        room_type: "객실 타입" | "Room type",
        rate_plan: "요금제" | "Rate plan",
        stock_only: "객실 타입 전체" | "All of the room type",
        from: "첫 밤" | "First night",
        to: "마지막 밤" | "Last night",
        date_rule: "날짜를 선택해 주세요." | "Choose a date.",
        reversed: "마지막 밤은 첫 밤보다 빠를 수 없습니다." | "The last night cannot be before the first.",
        too_far: "오늘부터 36개월까지의 밤을 바꿀 수 있습니다." | "Nights can be set up to 36 months ahead.",
        weekdays: "요일" | "Days of the week",
        no_weekday: "요일을 하나 이상 골라 주세요." | "Choose a day at least.",
        allotment: "판매 객실 수" | "Rooms for sale",
        overbooking: "초과 판매 허용" | "Overbooking",
        price: "1박 요금" | "Price a night",
        price_rule: "금액을 입력해 주세요. 예: 120,000 또는 94.95" | "Enter an amount such as 120,000 or 94.95, with the currency's decimals.",
        price_needs_plan: "요금을 바꾸려면 요금제를 골라 주세요." | "Choose a rate plan to set a price.",
        min_stay: "최소 숙박" | "Minimum stay",
        max_stay: "최대 숙박" | "Maximum stay",
        clear: "지우기" | "Clear",
        clear_price: "요금 지우기(이 요금제로 팔지 않음)" | "Clear the price (not sold under the plan)",
        clear_min_stay: "최소 숙박 지우기" | "Clear the minimum stay",
        clear_max_stay: "최대 숙박 지우기" | "Clear the maximum stay",
        both: "값을 입력하거나 지우기 가운데 하나만 골라 주세요." | "Enter a value or clear it, not both.",
        closed: "판매" | "Sale",
        arrival: "도착" | "Arrivals",
        departure: "출발" | "Departures",
        leave: "그대로" | "Leave as it is",
        open: "열기" | "Open",
        close: "닫기" | "Close",
        nothing: "바꿀 항목을 하나 이상 입력해 주세요." | "Enter at least one thing to change.",
        refused: "사용할 수 없는 값입니다." | "This value cannot be used.",
        too_many: "한 번에 바꾸기에는 밤이 너무 많습니다. 기간을 나누어 주세요." | "Too many nights at once. Change them in parts.",
    }
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
/// As many rooms as inventory takes.
const ROOMS_MAX: u32 = 100_000;
const NIGHTS_MAX: u16 = 366;
/// More than any room costs (inventory's own limit).
const PRICE_MAX: i64 = 1_000_000_000_000;

/// The form as it is shown.
#[derive(Debug, Clone)]
pub(super) struct BulkForm {
    pub(super) words: &'static BulkWords,
    pub(super) action: String,
    pub(super) key: String,
    pub(super) errors: Errors,
    /// Which nights of what.
    pub(super) place: Vec<Field>,
    pub(super) weekdays: Vec<Tick>,
    /// What changes: rows of fields.
    pub(super) changes: [Vec<Field>; 2],
    pub(super) clear: Vec<Tick>,
}

/// A box to tick, one of several of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) is_ticked: bool,
}

/// What a form about a cell begins with: `room_type`, `rate_plan` and `night` as the cell's link has them.
pub(super) fn typed_for(cell: &Typed, first: Date) -> Typed {
    let night = cell.get("night").parse().unwrap_or(first);
    Typed::default()
        .with("room_type", cell.get("room_type"))
        .with("rate_plan", cell.get("rate_plan"))
        .with("from", night)
        .with("to", night)
}

impl BulkForm {
    pub(super) fn of(typed: &Typed, errors: Errors, hotel: &Hotel, locale: Locale, action: String) -> Self {
        let (words, fields) = (BulkWords::of(locale), Fields { typed, errors: &errors });
        // A form that was sent has a key; one that was not is about every day of the week.
        let is_new = typed.get("key").is_empty();
        Self {
            words,
            action,
            key: Uuid::new_v4().to_string(),
            place: place(fields, words, hotel, locale),
            weekdays: WEEKDAYS
                .iter()
                .map(|(value, day)| Tick {
                    value,
                    label: Words(locale).short_weekday(*day),
                    is_ticked: is_new || typed.all("weekdays").any(|typed| typed == *value),
                })
                .collect(),
            changes: changes(fields, words),
            clear: clear(typed, words),
            errors,
        }
    }
}

fn place(fields: Fields<'_>, words: &BulkWords, hotel: &Hotel, locale: Locale) -> Vec<Field> {
    let rooms = room_choices(hotel, locale).map(|(code, name)| Choice::new(code, name));
    let plans = hotel
        .rate_plans
        .iter()
        .map(|rate_plan| Choice::new(rate_plan.profile.code.to_string(), name_of_plan(rate_plan, locale)));
    let plans = [Choice::new("", words.stock_only)].into_iter().chain(plans);
    vec![
        fields
            .select("room_type", words.room_type, rooms.collect())
            .attributes("data-ari-field=\"room_type\""),
        fields
            .select("rate_plan", words.rate_plan, plans.collect())
            .attributes("data-ari-field=\"rate_plan\""),
        fields.input("from", words.from, "type=\"date\" required data-ari-field=\"from\""),
        fields.input("to", words.to, "type=\"date\" required data-ari-field=\"to\""),
    ]
}

fn changes(fields: Fields<'_>, words: &BulkWords) -> [Vec<Field>; 2] {
    let count = "type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"100000\"";
    let nights = "type=\"number\" inputmode=\"numeric\" min=\"1\" max=\"366\"";
    let switch = |name, label| {
        let choices = [("", words.leave), ("open", words.open), ("close", words.close)];
        fields.select(name, label, choices.map(|(value, label)| Choice::new(value, label)).into())
    };
    let sold = vec![
        fields.input("allotment", words.allotment, count),
        fields.input("overbooking", words.overbooking, count),
        fields.input("price", words.price, "inputmode=\"decimal\" maxlength=\"20\""),
        switch("closed", words.closed),
    ];
    let stayed = vec![
        fields.input("min_stay", words.min_stay, nights),
        fields.input("max_stay", words.max_stay, nights),
        switch("closed_to_arrival", words.arrival),
        switch("closed_to_departure", words.departure),
    ];
    [sold, stayed]
}

fn clear(typed: &Typed, words: &BulkWords) -> Vec<Tick> {
    let tick = |value, label| Tick { value, label, is_ticked: is_cleared(typed, value) };
    vec![
        tick("price", words.clear_price),
        tick("min_stay", words.clear_min_stay),
        tick("max_stay", words.clear_max_stay),
    ]
}

fn is_cleared(typed: &Typed, field: &str) -> bool {
    typed.all("clear").any(|cleared| cleared == field)
}

/// What the form asks for, or everything that is wrong with it.
pub(super) fn read(typed: &Typed, hotel: &Hotel, locale: Locale) -> Result<AriUpdate, Errors> {
    let mut reading = Reading::new(typed, locale);
    let update = read_update(&mut reading, hotel, BulkWords::of(locale));
    reading.finish(update)
}

fn read_update(reading: &mut Reading<'_>, hotel: &Hotel, words: &BulkWords) -> Option<AriUpdate> {
    let (room_type, rate_plan) = (room_type(reading, hotel, words), rate_plan(reading, hotel, words));
    let nights = nights(reading, words);
    let weekdays = weekdays(reading, words);
    let allotment = reading.number_or_none("allotment", words.allotment, 0..=ROOMS_MAX);
    let overbooking = reading.number_or_none("overbooking", words.overbooking, 0..=ROOMS_MAX);
    let price = price(reading, hotel, words);
    let min_stay = length(reading, "min_stay", words.min_stay, words);
    let max_stay = length(reading, "max_stay", words.max_stay, words);
    let closed = switch(reading, "closed", words.closed);
    let closed_to_arrival = switch(reading, "closed_to_arrival", words.arrival);
    let closed_to_departure = switch(reading, "closed_to_departure", words.departure);
    if changes_nothing(reading.typed) {
        reading.errors.add("allotment", words.nothing);
    }
    let (from, to) = nights?;
    Some(AriUpdate {
        room_type: room_type?,
        rate_plan: rate_plan?,
        from,
        to,
        weekdays,
        allotment,
        overbooking,
        price,
        min_stay,
        max_stay,
        closed,
        closed_to_arrival,
        closed_to_departure,
    })
}

/// Fields that change something once they are filled.
const CHANGES: [&str; 9] = [
    "allotment",
    "overbooking",
    "price",
    "min_stay",
    "max_stay",
    "clear",
    "closed",
    "closed_to_arrival",
    "closed_to_departure",
];

fn changes_nothing(typed: &Typed) -> bool {
    CHANGES.iter().all(|field| typed.get(field).is_empty())
}

fn room_type(reading: &mut Reading<'_>, hotel: &Hotel, words: &BulkWords) -> Option<Code> {
    let typed = reading.typed.get("room_type").parse().ok();
    let known = typed.filter(|code| hotel.room_type(code).is_some());
    if known.is_none() {
        reading.wrong("room_type", words.room_type, reading.words.choose);
    }
    known
}

/// None inside for the room type itself.
fn rate_plan(reading: &mut Reading<'_>, hotel: &Hotel, words: &BulkWords) -> Option<Option<Code>> {
    let typed = reading.typed.get("rate_plan");
    if typed.is_empty() {
        return Some(None);
    }
    let known = typed.parse().ok().filter(|code| hotel.rate_plan(code).is_some());
    if known.is_none() {
        reading.wrong("rate_plan", words.rate_plan, reading.words.choose);
    }
    known.map(Some)
}

/// The first night, and the night after the last: people name both ends, programs leave the last one out.
fn nights(reading: &mut Reading<'_>, words: &BulkWords) -> Option<(Date, Date)> {
    let from: Option<Date> = reading.parsed("from", words.from, words.date_rule);
    let to: Option<Date> = reading.parsed("to", words.to, words.date_rule);
    let (from, to) = (from?, to?);
    if to < from {
        reading.errors.add("to", words.reversed);
        return None;
    }
    Some((from, to.plus_days(1)))
}

/// None for every day of the week.
fn weekdays(reading: &mut Reading<'_>, words: &BulkWords) -> Option<Vec<Weekday>> {
    let is_typed = |name: &str| reading.typed.all("weekdays").any(|typed| typed == name);
    let days: Vec<_> = WEEKDAYS.iter().filter(|(name, _)| is_typed(name)).map(|(_, day)| *day).collect();
    if days.is_empty() {
        reading.errors.add("weekdays", words.no_weekday);
    }
    Some(days).filter(|days| days.len() < WEEKDAYS.len())
}

fn price(reading: &mut Reading<'_>, hotel: &Hotel, words: &BulkWords) -> Option<Option<Money>> {
    let typed = reading.typed.get("price");
    let is_cleared = is_cleared(reading.typed, "price");
    if typed.is_empty() && !is_cleared {
        return None;
    }
    if reading.typed.get("rate_plan").is_empty() {
        reading.errors.add("price", words.price_needs_plan);
    }
    if typed.is_empty() {
        return Some(None);
    }
    if is_cleared {
        reading.wrong("price", words.price, words.both);
    }
    let price = amount::read_money(typed, hotel.profile.currency);
    let price = price.filter(|price| price.amount <= PRICE_MAX);
    if price.is_none() {
        reading.wrong("price", words.price, words.price_rule);
    }
    Some(price)
}

fn length(
    reading: &mut Reading<'_>,
    field: &'static str,
    label: &str,
    words: &BulkWords,
) -> Option<Option<u16>> {
    let is_cleared = is_cleared(reading.typed, field);
    let nights = reading.number_or_none(field, label, 1..=NIGHTS_MAX);
    if is_cleared && !reading.typed.get(field).is_empty() {
        reading.wrong(field, label, words.both);
    }
    if is_cleared { Some(None) } else { nights.map(Some) }
}

/// Whether to close; none to leave things as they are.
fn switch(reading: &mut Reading<'_>, field: &str, label: &str) -> Option<bool> {
    match reading.typed.get(field) {
        "" => None,
        "open" => Some(false),
        "close" => Some(true),
        _ => {
            reading.wrong(field, label, reading.words.choose);
            None
        }
    }
}

/// What inventory found wrong, beside the fields it speaks of: `updates[0].price.amount` is about the price.
pub(super) fn explain(invalid: &[(String, String)], locale: Locale) -> Errors {
    let (words, mut errors) = (BulkWords::of(locale), Errors::default());
    for (path, _) in invalid {
        let field = path.strip_prefix("updates[0].").unwrap_or_default();
        match field.split('.').next().unwrap_or_default() {
            "to" => errors.add("to", words.too_far),
            "price" => errors.add("price", words.price_rule),
            "" => errors.add("to", words.too_many),
            other => errors.add(other, words.refused),
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::Currency;

    /// A whole form; weekdays one by one, for a field of that name comes seven times.
    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let whole = Typed::default()
            .with("key", "k")
            .with("room_type", "DBL")
            .with("from", "2030-05-03")
            .with("to", "2030-05-05")
            .with("weekdays", "fri");
        pairs.iter().fold(whole, |typed, (name, value)| typed.with(name, value))
    }

    fn read_ok(pairs: &[(&str, &str)]) -> AriUpdate {
        read(&typed(pairs), &samples::hotel(), Locale::En).unwrap()
    }

    fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
        let errors = read(&typed(pairs), &samples::hotel(), Locale::En).unwrap_err();
        errors.list().iter().map(|(field, _)| field.clone()).collect()
    }

    #[test]
    fn the_last_night_is_changed_too() {
        let update = read_ok(&[("allotment", "5")]);

        assert_eq!(
            (update.from.to_string(), update.to.to_string()),
            ("2030-05-03".into(), "2030-05-06".into())
        );
        assert_eq!((update.allotment, update.rate_plan, update.price), (Some(5), None, None));
        assert_eq!(update.weekdays, Some(vec![Weekday::Fri]));
    }

    #[test]
    fn a_price_is_typed_in_the_hotels_currency() {
        let update = read_ok(&[("rate_plan", "BAR"), ("price", "120,000")]);

        assert_eq!(update.price, Some(Some(Money::new(120_000, Currency::KRW))));
        assert_eq!(wrong(&[("rate_plan", "BAR"), ("price", "94.95")]), ["price"]);
        assert_eq!(wrong(&[("price", "120000")]), ["price"]);
    }

    #[test]
    fn what_is_cleared_is_told_from_what_is_left() {
        let update = read_ok(&[("rate_plan", "BAR"), ("clear", "min_stay"), ("max_stay", "7")]);

        assert_eq!((update.min_stay, update.max_stay, update.price), (Some(None), Some(Some(7)), None));
        assert_eq!(wrong(&[("min_stay", "2"), ("clear", "min_stay")]), ["min_stay"]);
    }

    #[test]
    fn a_switch_opens_closes_or_leaves() {
        let update = read_ok(&[("closed", "close"), ("closed_to_arrival", "open")]);

        assert_eq!(
            (update.closed, update.closed_to_arrival, update.closed_to_departure),
            (Some(true), Some(false), None)
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = wrong(&[
            ("room_type", "GONE"),
            ("rate_plan", "GONE"),
            ("to", "2030-05-01"),
            ("weekdays", "someday"),
            ("allotment", "-1"),
            ("min_stay", "0"),
            ("closed", "perhaps"),
        ]);

        assert_eq!(wrong, ["room_type", "rate_plan", "to", "weekdays", "allotment", "min_stay", "closed"]);
    }

    #[test]
    fn a_form_that_changes_nothing_says_so() {
        assert_eq!(wrong(&[]), ["allotment"]);
    }

    #[test]
    fn what_inventory_finds_wrong_is_told_beside_its_field() {
        let invalid = ["updates[0].price.amount", "updates[0].to", "updates[0].weekdays", "updates"];
        let invalid = invalid.map(|path| (path.to_owned(), "in English".to_owned()));

        let errors = explain(&invalid, Locale::Ko);

        let fields: Vec<_> = errors.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["price", "to", "weekdays", "to"]);
        assert!(errors.list().iter().all(|(_, words)| !words.contains("English")));
    }

    #[test]
    fn a_new_form_is_about_every_day_and_a_sent_one_about_those_ticked() {
        let ticked = |typed: &Typed| {
            let form = BulkForm::of(typed, Errors::default(), &samples::hotel(), Locale::En, String::new());
            form.weekdays.iter().filter(|day| day.is_ticked).count()
        };

        assert_eq!((ticked(&Typed::default()), ticked(&typed(&[]))), (7, 1));
    }
}
