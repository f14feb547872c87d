//! What a stay costs, line by line.

use inventory_api::{InventoryWords, NightPrice, TaxLine};
use kernel::{Date, Money, Words};

/// A line of a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) amount: String,
    /// Whether the lines above contain it already.
    pub(crate) is_included: bool,
}

/// A price: nights, taxes, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breakdown {
    pub(crate) lines: Vec<Line>,
    pub(crate) total: String,
}

/// What a price is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced<'a> {
    pub(crate) nights: &'a [NightPrice],
    pub(crate) taxes: &'a [TaxLine],
    pub(crate) rooms: u16,
    pub(crate) total: Money,
}

impl Breakdown {
    /// Every night at its price, those of one price in a row as one line.
    pub(crate) fn of(priced: Priced<'_>, say: Words) -> Self {
        let nights = priced.nights.chunk_by(|one, next| one.price == next.price);
        let mut lines: Vec<_> = nights.filter_map(|run| night_line(run, priced.rooms, say)).collect();
        lines.extend(priced.taxes.iter().map(|tax| Line {
            label: say.tax(&tax.name, tax.is_included),
            amount: say.money(tax.amount),
            is_included: tax.is_included,
        }));
        Self { lines, total: say.money(priced.total) }
    }
}

fn night_line(run: &[NightPrice], rooms: u16, say: Words) -> Option<Line> {
    let (first, last) = (run.first()?, run.last()?);
    let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
    let one = say.money(first.price);
    let times = count.saturating_mul(rooms.into());
    let dates = dates(first.date, last.date, say);
    // `2 × ₩120,000`: nights and rooms multiplied, for the reader to check.
    let label = if times == 1 { dates } else { format!("{dates} · {times} × {one}") };
    let amount = first.price.times(times).map_or(one, |sum| say.money(sum));
    Some(Line { label, amount, is_included: false })
}

fn dates(first: Date, last: Date, say: Words) -> String {
    if first == last {
        say.day_month(first)
    } else {
        format!("{} – {}", say.day_month(first), say.day_month(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, Locale};

    #[test]
    fn nights_of_one_price_share_a_line() {
        let won = |amount| Money::new(amount, Currency::KRW);
        let night = |day, price| NightPrice { date: Date::new(2030, 5, day).unwrap(), price: won(price) };
        let nights = [night(1, 100_000), night(2, 100_000), night(3, 130_000)];
        let vat = TaxLine { code: "vat".into(), name: "VAT".into(), is_included: true, amount: won(60_000) };
        let priced = Priced { nights: &nights, taxes: &[vat], rooms: 2, total: won(660_000) };

        let shown = Breakdown::of(priced, Words(Locale::En));

        let lines: Vec<_> =
            shown.lines.iter().map(|line| (line.label.as_str(), line.amount.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("Wed 1 May – Thu 2 May · 4 × ₩100,000", "₩400,000"),
                ("Fri 3 May · 2 × ₩130,000", "₩260,000"),
                ("VAT (included in the price)", "₩60,000"),
            ]
        );
        assert_eq!(shown.total, "₩660,000");
    }
}
