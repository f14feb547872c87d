//! The taxes and fees of a hotel, a row of fields each, with empty rows for new ones.

use inventory_api::{TaxKind, TaxRule};
use kernel::{Currency, Locale, Money};

use crate::{
    desk::{
        amount,
        fields::{Choice, Field, Fields, Group},
        reading::Reading,
    },
    form::Typed,
    words::words,
};

words! {
    /// What the rows say.
    TaxWords {
        legend: "세금·봉사료" | "Tax or fee",
        new: "새 세금·봉사료" | "New tax or fee",
        remove: "삭제" | "Remove",
        code: "코드" | "Code",
        code_rule: "1자에서 32자까지 입력해 주세요. 예: vat" | "Enter 1 to 32 characters, such as vat.",
        code_twice: "다른 세금과 코드가 같습니다." | "Another tax has this code.",
        name: "이름" | "Name",
        kind: "계산 방법" | "How it is counted",
        percent_inclusive: "요금에 포함된 비율(%)" | "Percent, included in prices",
        percent_exclusive: "요금에 더하는 비율(%)" | "Percent, on top of prices",
        per_person_night: "1인 1박마다" | "Per person and night",
        per_room_night: "객실 1박마다" | "Per room and night",
        value: "비율 또는 금액" | "Percent or amount",
        percent_rule: "0부터 100까지, 소수점 아래 두 자리까지 입력해 주세요. 예: 10" | "Enter 0 to 100 with two decimals at most, such as 10.",
        amount_rule: "통화에 맞는 금액을 입력해 주세요. 예: 5,000" | "Enter an amount of the hotel's currency, such as 5.00.",
        from_age: "과금 시작 나이" | "From age",
        from_age_rule: "1인 1박 과금에서만 쓸 수 있습니다." | "Only for taxes per person.",
        max_nights: "최대 과금 박수" | "At most so many nights",
        max_nights_rule: "1박마다 받는 금액에서만 쓸 수 있습니다." | "Only for amounts per night.",
        too_many: "세금과 봉사료는 20개까지 등록하실 수 있습니다." | "At most 20 taxes and fees.",
        hint: "쓰지 않는 줄은 비워 두세요." | "Leave rows empty that you do not need.",
    }
}

/// As many as the module takes.
const TAXES_MAX: usize = 20;
/// Rows for new ones, whatever is there.
const EMPTY_ROWS: usize = 2;
/// More than any hotel has (inventory's own limit).
const AMOUNT_MAX: i64 = 1_000_000_000_000;
const KINDS: [(&str, TaxKind); 4] = [
    ("percent_inclusive", TaxKind::PercentInclusive),
    ("percent_exclusive", TaxKind::PercentExclusive),
    ("per_person_night", TaxKind::PerPersonNight),
    ("per_room_night", TaxKind::PerRoomNight),
];
const PARTS: [&str; 5] = ["code", "name", "value", "from_age", "max_nights"];

/// A field of a row.
fn field(row: usize, part: &str) -> String {
    format!("tax_{row}_{part}")
}

/// The field that a path of the profile, such as `taxes[0].code`, speaks of.
pub(super) fn field_of(path: &str) -> Option<String> {
    let row = path.strip_prefix("taxes[")?.split(']').next()?.parse().ok()?;
    Some(field(row, "code"))
}

/// The taxes as fields hold them.
#[must_use]
pub(super) fn typed(mut typed: Typed, taxes: &[TaxRule], currency: Currency) -> Typed {
    for (row, tax) in taxes.iter().enumerate() {
        let kind = KINDS.iter().find(|(_, kind)| *kind == tax.kind).map_or("", |(name, _)| name);
        let value = if is_percent(tax.kind) {
            amount::typed_percent(tax.value)
        } else {
            amount::typed(Money::new(tax.value, currency))
        };
        let optional = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
        typed = typed
            .with(&field(row, "code"), &tax.code)
            .with(&field(row, "name"), &tax.name)
            .with(&field(row, "kind"), kind)
            .with(&field(row, "value"), value)
            .with(&field(row, "from_age"), optional(tax.from_age.map(u16::from)))
            .with(&field(row, "max_nights"), optional(tax.max_nights));
    }
    typed
}

fn is_percent(kind: TaxKind) -> bool {
    matches!(kind, TaxKind::PercentInclusive | TaxKind::PercentExclusive)
}

fn is_empty(typed: &Typed, row: usize) -> bool {
    PARTS.iter().all(|part| typed.get(&field(row, part)).is_empty())
}

/// How many rows there are to show: those filled, and empty ones.
fn rows(typed: &Typed) -> usize {
    let filled = (0..TAXES_MAX + EMPTY_ROWS).rev().find(|row| !is_empty(typed, *row));
    filled.map_or(0, |last| last + 1) + EMPTY_ROWS
}

/// A group of fields for each tax.
pub(super) fn groups(fields: Fields<'_>, locale: Locale) -> Vec<Group> {
    let words = TaxWords::of(locale);
    let group = |row| {
        let is_new = is_empty(fields.typed, row);
        let legend = if is_new { words.new.to_owned() } else { format!("{} {}", words.legend, row + 1) };
        let hint = if is_new { words.hint } else { "" };
        Group::new(legend, row_of(fields, row, words)).hint(hint)
    };
    (0..rows(fields.typed)).map(group).collect()
}

fn row_of(fields: Fields<'_>, row: usize, words: &TaxWords) -> Vec<Vec<Field>> {
    let labels =
        [words.percent_inclusive, words.percent_exclusive, words.per_person_night, words.per_room_night];
    let kinds = KINDS.iter().zip(labels).map(|((name, _), label)| Choice::new(*name, label)).collect();
    let named = |part| field(row, part);
    let mut last = vec![
        fields.input(&named("value"), words.value, "inputmode=\"decimal\" maxlength=\"20\""),
        fields.input(&named("from_age"), words.from_age, "inputmode=\"numeric\" maxlength=\"3\"").optional(),
        fields
            .input(&named("max_nights"), words.max_nights, "inputmode=\"numeric\" maxlength=\"5\"")
            .optional(),
    ];
    if !is_empty(fields.typed, row) {
        last.push(fields.check(&named("remove"), words.remove));
    }
    let first = vec![
        fields.input(&named("code"), words.code, "maxlength=\"32\" autocapitalize=\"none\""),
        fields.input(&named("name"), words.name, "maxlength=\"200\""),
        fields.select(&named("kind"), words.kind, kinds),
    ];
    vec![first, last]
}

/// Reads the rows that are neither empty nor to be removed. Amounts are in the hotel's currency; without one they
/// cannot be told right from wrong.
pub(super) fn read(reading: &mut Reading<'_>, currency: Option<Currency>) -> Vec<TaxRule> {
    let words = TaxWords::of(reading.locale);
    let typed = reading.typed;
    let rows = 0..rows(typed);
    let kept = rows.filter(|row| !is_empty(typed, *row) && !typed.is_ticked(&field(*row, "remove")));
    let mut taxes: Vec<TaxRule> = Vec::new();
    for row in kept {
        let Some(tax) = read_row(reading, row, words, currency) else { continue };
        if taxes.iter().any(|known| known.code == tax.code) {
            reading.wrong(&field(row, "code"), words.code, words.code_twice);
        }
        taxes.push(tax);
    }
    if taxes.len() > TAXES_MAX {
        reading.errors.add(field(TAXES_MAX, "code"), words.too_many);
    }
    taxes
}

fn read_row(
    reading: &mut Reading<'_>,
    row: usize,
    words: &TaxWords,
    currency: Option<Currency>,
) -> Option<TaxRule> {
    let named = |part| field(row, part);
    let code = reading.typed.get(&named("code")).to_owned();
    if !(1..=32).contains(&code.chars().count()) || code.chars().any(char::is_control) {
        reading.wrong(&named("code"), words.code, words.code_rule);
    }
    let name = reading.name(&named("name"), words.name);
    let kind = kind(reading, row, words);
    let value = kind.and_then(|kind| value(reading, row, kind, words, currency));
    let from_age = reading.number_or_none(&named("from_age"), words.from_age, 0..=99_u8);
    let max_nights = reading.number_or_none(&named("max_nights"), words.max_nights, 1..=u16::MAX);
    if from_age.is_some() && kind.is_some_and(|kind| kind != TaxKind::PerPersonNight) {
        reading.wrong(&named("from_age"), words.from_age, words.from_age_rule);
    }
    if max_nights.is_some() && kind.is_some_and(is_percent) {
        reading.wrong(&named("max_nights"), words.max_nights, words.max_nights_rule);
    }
    Some(TaxRule { code, name: name?, kind: kind?, value: value?, from_age, max_nights })
}

fn kind(reading: &mut Reading<'_>, row: usize, words: &TaxWords) -> Option<TaxKind> {
    let typed = reading.typed.get(&field(row, "kind"));
    let kind = KINDS.iter().find(|(name, _)| *name == typed).map(|(_, kind)| *kind);
    if kind.is_none() {
        reading.wrong(&field(row, "kind"), words.kind, reading.words.choose);
    }
    kind
}

fn value(
    reading: &mut Reading<'_>,
    row: usize,
    kind: TaxKind,
    words: &TaxWords,
    currency: Option<Currency>,
) -> Option<i64> {
    let typed = reading.typed.get(&field(row, "value"));
    let (value, rule) = if is_percent(kind) {
        (amount::read(typed, 2).filter(|hundredths| *hundredths <= 10_000), words.percent_rule)
    } else {
        let money = amount::read_money(typed, currency?).map(|money| money.amount);
        (money.filter(|amount| *amount <= AMOUNT_MAX), words.amount_rule)
    };
    if value.is_none() {
        reading.wrong(&field(row, "value"), words.value, rule);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city_tax() -> TaxRule {
        TaxRule {
            code: "city".into(),
            name: "City tax".into(),
            kind: TaxKind::PerPersonNight,
            value: 250,
            from_age: Some(16),
            max_nights: Some(7),
        }
    }

    fn vat() -> TaxRule {
        TaxRule {
            code: "vat".into(),
            name: "VAT".into(),
            kind: TaxKind::PercentInclusive,
            value: 1_050,
            from_age: None,
            max_nights: None,
        }
    }

    fn read_all(typed: &Typed) -> (Vec<TaxRule>, Vec<String>) {
        let mut reading = Reading::new(typed, Locale::En);
        let taxes = read(&mut reading, Some(Currency::EUR));
        (taxes, reading.errors.list().iter().map(|(field, _)| field.clone()).collect())
    }

    #[test]
    fn taxes_come_back_from_their_rows_as_they_went_in() {
        let taxes = [vat(), city_tax()];

        let (read, wrong) = read_all(&typed(Typed::default(), &taxes, Currency::EUR));

        assert_eq!((read.as_slice(), wrong.len()), (taxes.as_slice(), 0));
    }

    #[test]
    fn a_row_that_is_ticked_away_or_emptied_is_gone() {
        let shown = typed(Typed::default(), &[vat(), city_tax()], Currency::EUR);
        let ticked = shown.clone().with("tax_0_remove", "yes");
        let emptied = PARTS.iter().fold(shown, |typed, part| typed.with(&field(0, part), ""));

        assert_eq!(read_all(&ticked), (vec![city_tax()], vec![]));
        assert_eq!(read_all(&emptied), (vec![city_tax()], vec![]));
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_beside_its_fields() {
        let shown = typed(Typed::default(), &[vat(), vat()], Currency::EUR)
            .with("tax_0_value", "101")
            .with("tax_1_from_age", "16")
            .with("tax_1_max_nights", "3")
            .with("tax_2_name", "Fee");

        let (_, wrong) = read_all(&shown);

        assert_eq!(wrong, ["tax_0_value", "tax_1_from_age", "tax_1_max_nights", "tax_2_code", "tax_2_kind"]);
    }

    #[test]
    fn there_are_always_two_rows_more() {
        let errors = crate::form::Errors::default();
        let shown = typed(Typed::default(), &[vat()], Currency::EUR);

        let groups = groups(Fields { typed: &shown, errors: &errors }, Locale::Ko);

        let legends: Vec<_> = groups.iter().map(|group| group.legend.as_str()).collect();
        assert_eq!(legends, ["세금·봉사료 1", "새 세금·봉사료", "새 세금·봉사료"]);
    }
}
