//! What a cancellation costs, step by step: a row of fields each, with empty rows for new ones.

use inventory_api::{CancellationPolicy, Penalty, PenaltyKind, PolicyStep};
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
    LadderFormWords {
        legend: "취소 규정" | "Cancellation",
        hint: "도착 며칠 전 체크인 시각까지 취소할 때 얼마를 받는지 적어 주세요. 마지막 단계는 그 이후와 노쇼에도 적용됩니다. 빈 줄은 무시하며, 단계가 없으면 언제나 무료로 취소할 수 있습니다." | "Say what cancelling costs until the check-in time so many days before arrival. The last step also holds afterwards, and for a no-show. Empty rows are passed over; without steps cancelling is always free.",
        until_days: "도착 며칠 전까지" | "Until days before arrival",
        until_twice: "같은 날짜의 단계가 이미 있습니다." | "Another step has the same day.",
        kind: "위약금" | "Penalty",
        none: "없음(무료)" | "None (free)",
        percent: "총액의 비율(%)" | "Percent of the total",
        nights: "처음 몇 박 요금" | "First nights",
        amount: "정해진 금액" | "An amount",
        value: "비율, 박수 또는 금액" | "Percent, nights or amount",
        percent_rule: "0부터 100까지의 숫자를 입력해 주세요." | "Enter a number from 0 to 100.",
        nights_rule: "0부터 366까지의 숫자를 입력해 주세요." | "Enter a number from 0 to 366.",
        amount_rule: "통화에 맞는 금액을 입력해 주세요. 예: 50,000" | "Enter an amount of the hotel's currency, such as 50.00.",
        too_many: "단계는 12개까지 등록하실 수 있습니다." | "At most 12 steps.",
    }
}

/// Rows for new steps, whatever is there.
const EMPTY_ROWS: usize = 2;
const DAYS_MAX: u16 = 730;
const NIGHTS_MAX: i64 = 366;
const KINDS: [(&str, PenaltyKind); 4] = [
    ("none", PenaltyKind::None),
    ("percent", PenaltyKind::Percent),
    ("nights", PenaltyKind::Nights),
    ("amount", PenaltyKind::Amount),
];

/// A field of a row.
pub(super) fn field(row: usize, part: &str) -> String {
    format!("step_{row}_{part}")
}

/// The ladder as fields hold it.
#[must_use]
pub(super) fn typed(mut typed: Typed, policy: &CancellationPolicy, currency: Currency) -> Typed {
    for (row, step) in policy.0.iter().enumerate() {
        let Penalty { kind, value } = step.penalty;
        let name = KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name);
        let value = match kind {
            PenaltyKind::None => String::new(),
            PenaltyKind::Percent | PenaltyKind::Nights => value.to_string(),
            PenaltyKind::Amount => amount::typed(Money::new(value, currency)),
        };
        typed = typed
            .with(&field(row, "until_days"), step.until_days)
            .with(&field(row, "kind"), name)
            .with(&field(row, "value"), value);
    }
    typed
}

fn is_empty(typed: &Typed, row: usize) -> bool {
    typed.get(&field(row, "until_days")).is_empty() && typed.get(&field(row, "value")).is_empty()
}

fn rows(typed: &Typed) -> usize {
    let most = CancellationPolicy::STEPS_MAX + EMPTY_ROWS;
    let filled = (0..most).rev().find(|row| !is_empty(typed, *row));
    filled.map_or(0, |last| last + 1) + EMPTY_ROWS
}

/// The fields of every step.
pub(super) fn group(fields: Fields<'_>, locale: Locale) -> Group {
    let words = LadderFormWords::of(locale);
    let rows = (0..rows(fields.typed)).map(|row| row_of(fields, row, words)).collect();
    Group::new(words.legend, rows).hint(words.hint)
}

fn row_of(fields: Fields<'_>, row: usize, words: &LadderFormWords) -> Vec<Field> {
    let labels = [words.none, words.percent, words.nights, words.amount];
    let kinds = KINDS.iter().zip(labels).map(|((name, _), label)| Choice::new(*name, label)).collect();
    let numbered = |label: &str| format!("{}. {label}", row + 1);
    vec![
        fields.input(
            &field(row, "until_days"),
            numbered(words.until_days),
            "type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"730\"",
        ),
        fields.select(&field(row, "kind"), numbered(words.kind), kinds),
        fields.input(&field(row, "value"), numbered(words.value), "inputmode=\"decimal\" maxlength=\"20\""),
    ]
}

/// Reads the steps that are not empty, earliest first whatever the order of the rows.
pub(super) fn read(reading: &mut Reading<'_>, currency: Currency) -> CancellationPolicy {
    let (words, typed) = (LadderFormWords::of(reading.locale), reading.typed);
    let mut steps: Vec<PolicyStep> = Vec::new();
    for row in (0..rows(typed)).filter(|row| !is_empty(typed, *row)) {
        let Some(step) = read_step(reading, row, words, currency) else { continue };
        if steps.iter().any(|known| known.until_days == step.until_days) {
            reading.wrong(&field(row, "until_days"), words.until_days, words.until_twice);
        }
        steps.push(step);
    }
    if steps.len() > CancellationPolicy::STEPS_MAX {
        reading.errors.add(field(CancellationPolicy::STEPS_MAX, "until_days"), words.too_many);
    }
    steps.sort_by_key(|step| std::cmp::Reverse(step.until_days));
    CancellationPolicy(steps)
}

fn read_step(
    reading: &mut Reading<'_>,
    row: usize,
    words: &LadderFormWords,
    currency: Currency,
) -> Option<PolicyStep> {
    let until_days = reading.number(&field(row, "until_days"), words.until_days, 0..=DAYS_MAX);
    let typed = reading.typed.get(&field(row, "kind"));
    let kind = KINDS.iter().find(|(name, _)| *name == typed).map(|(_, kind)| *kind);
    if kind.is_none() {
        reading.wrong(&field(row, "kind"), words.kind, reading.words.choose);
    }
    let value = kind.and_then(|kind| value(reading, row, kind, words, currency));
    Some(PolicyStep { until_days: until_days?, penalty: Penalty { kind: kind?, value: value? } })
}

fn value(
    reading: &mut Reading<'_>,
    row: usize,
    kind: PenaltyKind,
    words: &LadderFormWords,
    currency: Currency,
) -> Option<i64> {
    let typed = reading.typed.get(&field(row, "value"));
    let up_to = |most| amount::read(typed, 0).filter(|value| *value <= most);
    let (value, rule) = match kind {
        PenaltyKind::None => return Some(0),
        PenaltyKind::Percent => (up_to(100), words.percent_rule),
        PenaltyKind::Nights => (up_to(NIGHTS_MAX), words.nights_rule),
        PenaltyKind::Amount => {
            (amount::read_money(typed, currency).map(|money| money.amount), words.amount_rule)
        }
    };
    if value.is_none() {
        reading.wrong(&field(row, "value"), words.value, rule);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(until_days: u16, kind: PenaltyKind, value: i64) -> PolicyStep {
        PolicyStep { until_days, penalty: Penalty { kind, value } }
    }

    fn read_all(typed: &Typed) -> (CancellationPolicy, Vec<String>) {
        let mut reading = Reading::new(typed, Locale::En);
        let policy = read(&mut reading, Currency::EUR);
        (policy, reading.errors.list().iter().map(|(field, _)| field.clone()).collect())
    }

    #[test]
    fn a_ladder_comes_back_from_its_rows_as_it_went_in() {
        let policy = CancellationPolicy(vec![
            step(7, PenaltyKind::None, 0),
            step(3, PenaltyKind::Amount, 4_950),
            step(1, PenaltyKind::Nights, 1),
            step(0, PenaltyKind::Percent, 100),
        ]);

        assert_eq!(read_all(&typed(Typed::default(), &policy, Currency::EUR)), (policy, vec![]));
    }

    #[test]
    fn empty_rows_are_passed_over_and_steps_put_in_order() {
        let typed = Typed::default()
            .with("step_0_kind", "none")
            .with("step_1_until_days", 0)
            .with("step_1_kind", "percent")
            .with("step_1_value", 100)
            .with("step_3_until_days", 3)
            .with("step_3_kind", "none");

        let (policy, wrong) = read_all(&typed);

        assert_eq!(policy.0, [step(3, PenaltyKind::None, 0), step(0, PenaltyKind::Percent, 100)]);
        assert!(wrong.is_empty() && policy.check().is_ok());
    }

    #[test]
    fn what_is_wrong_with_a_step_is_told_beside_its_fields() {
        let typed = Typed::default()
            .with("step_0_until_days", 800)
            .with("step_0_kind", "percent")
            .with("step_0_value", 101)
            .with("step_1_until_days", 1)
            .with("step_1_kind", "none")
            .with("step_2_until_days", 1)
            .with("step_2_kind", "amount")
            .with("step_2_value", "1.234");

        let (_, wrong) = read_all(&typed);

        assert_eq!(wrong, ["step_0_until_days", "step_0_value", "step_2_value"]);
        let twice = typed.with("step_2_value", "1.23");
        assert!(read_all(&twice).1.contains(&"step_2_until_days".to_owned()));
    }
}
