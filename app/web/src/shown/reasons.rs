//! Why something cannot be booked, and what would help.

use inventory_api::{Reason, ReasonCode};
use kernel::Words;

use crate::words::words;

words! {
    /// Reasons without a date.
    ReasonWords {
        sold_out: "매진되었습니다" | "Sold out",
        closed: "판매하지 않는 날짜입니다" | "Not for sale",
        min_stay: "더 길게 묵으셔야 합니다" | "A longer stay is needed",
        max_stay: "더 짧게 묵으셔야 합니다" | "A shorter stay is needed",
        closed_to_arrival: "이날은 체크인할 수 없습니다" | "No arrivals on that day",
        closed_to_departure: "이날은 체크아웃할 수 없습니다" | "No departures on that day",
        too_many_guests: "인원이 너무 많습니다. 객실을 늘려 보세요" | "Too many guests; try more rooms",
        no_rate: "요금이 없는 날짜가 있습니다" | "No price for one of the nights",
        too_late: "지금 예약하기에는 늦은 날짜입니다" | "Too late to book",
        too_early: "아직 예약할 수 없는 날짜입니다" | "Not bookable yet",
    }
}

/// A reason in words: `Sold out: Fri 3 May`.
pub(crate) fn in_words(reason: Reason, say: Words) -> String {
    let words = ReasonWords::of(say.0);
    let what = match reason.code {
        ReasonCode::SoldOut => words.sold_out,
        ReasonCode::Closed => words.closed,
        ReasonCode::MinStay => words.min_stay,
        ReasonCode::MaxStay => words.max_stay,
        ReasonCode::ClosedToArrival => words.closed_to_arrival,
        ReasonCode::ClosedToDeparture => words.closed_to_departure,
        ReasonCode::TooManyGuests => words.too_many_guests,
        ReasonCode::NoRate => words.no_rate,
        ReasonCode::TooLate => words.too_late,
        ReasonCode::TooEarly => words.too_early,
    };
    reason.date.map_or_else(|| what.to_owned(), |date| format!("{what}: {}", say.day_month(date)))
}

/// Nights in a row that are told as from and to; fewer are told one by one.
const RUN: usize = 3;

/// Reasons in words, nights of one reason together: `Sold out: Fri 3 May, Sun 5 May – Wed 8 May`.
pub(crate) fn all_in_words(reasons: &[Reason], say: Words) -> Vec<String> {
    let mut sorted = reasons.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|one, next| one.code == next.code)
        .filter_map(|same| {
            let what = in_words(Reason { date: None, ..*same.first()? }, say);
            let nights = nights(same, say);
            Some(if nights.is_empty() { what } else { format!("{what}: {nights}") })
        })
        .collect()
}

/// The nights of sorted reasons: `Fri 3 May, Sun 5 May – Wed 8 May`.
fn nights(reasons: &[Reason], say: Words) -> String {
    let dates: Vec<_> = reasons.iter().filter_map(|reason| reason.date).collect();
    let runs = dates.chunk_by(|one, next| one.plus_days(1) == *next);
    let told: Vec<_> = runs
        .flat_map(|run| match run {
            [first, .., last] if run.len() >= RUN => {
                vec![format!("{} – {}", say.day_month(*first), say.day_month(*last))]
            }
            few => few.iter().map(|date| say.day_month(*date)).collect(),
        })
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Date, Locale};

    #[test]
    fn nights_of_one_reason_are_told_together() {
        let sold_out = |day| Reason { code: ReasonCode::SoldOut, date: Date::new(2030, 5, day).ok() };
        let crowded = Reason { code: ReasonCode::TooManyGuests, date: None };
        let reasons = [sold_out(4), crowded, sold_out(3)];

        assert_eq!(
            all_in_words(&reasons, Words(Locale::En)),
            ["Sold out: Fri 3 May, Sat 4 May", "Too many guests; try more rooms"]
        );
        let long: Vec<_> = [3, 5, 6, 7, 8].map(sold_out).into();
        assert_eq!(all_in_words(&long, Words(Locale::En)), ["Sold out: Fri 3 May, Sun 5 May – Wed 8 May"]);
        assert_eq!(all_in_words(&reasons[..1], Words(Locale::Ko)), ["매진되었습니다: 5월 4일 (토)"]);
    }
}
