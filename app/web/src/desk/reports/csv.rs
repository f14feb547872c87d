//! A report as a file for spreadsheets: UTF-8 with a byte order mark, which they need to see that it is.

use ::csv::{Error, Terminator, WriterBuilder};
use kernel::{Locale, Money};

use super::{
    ReportWords,
    figures::{Night, Report, Sums},
};
use crate::desk::amount;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The report, a line for each night. Figures are plain numbers: amounts in the currency's own units, shares in
/// percent; what has no value is empty.
pub(super) fn file(report: &Report, locale: Locale) -> Result<Vec<u8>, Error> {
    let lines = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    write(lines, report, locale)
}

fn write(mut lines: ::csv::Writer<Vec<u8>>, report: &Report, locale: Locale) -> Result<Vec<u8>, Error> {
    lines.write_record(head(report, locale).map(|cell| harmless(&cell)))?;
    for night in &report.nights {
        lines.write_record(line(night, report).map(|cell| harmless(&cell)))?;
    }
    lines.into_inner().map_err(|error| Error::from(error.into_error()))
}

fn head(report: &Report, locale: Locale) -> [String; 12] {
    let words = ReportWords::of(locale);
    let money = |label: &str| format!("{label} ({})", report.currency);
    [
        words.night.to_owned(),
        words.allotment.to_owned(),
        words.sold.to_owned(),
        format!("{} (%)", words.occupancy),
        money(words.revenue),
        money(words.adr),
        money(words.revpar),
        words.arrivals.to_owned(),
        words.departures.to_owned(),
        words.guests.to_owned(),
        words.picked_up.to_owned(),
        words.fell_off.to_owned(),
    ]
}

fn line(night: &Night, report: &Report) -> [String; 12] {
    let sums = Sums::of(night);
    let money = |amount: Option<i64>| {
        let shown = amount.map(|amount| amount::typed(Money::new(amount, report.currency)));
        shown.unwrap_or_default().replace(',', "")
    };
    let occupancy = sums.occupancy().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    [
        night.date.to_string(),
        night.allotment.to_string(),
        night.sold.to_string(),
        occupancy.unwrap_or_default(),
        money(Some(sums.revenue_minor)),
        money(sums.adr()),
        money(sums.revpar()),
        night.arrivals.to_string(),
        night.departures.to_string(),
        night.guests.to_string(),
        night.picked_up.to_string(),
        night.fell_off.to_string(),
    ]
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection). Numbers stay numbers.
fn harmless(cell: &str) -> String {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if is_formula && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{super::figures::sample, *};

    #[test]
    fn a_report_is_a_file_that_spreadsheets_read() {
        let file = String::from_utf8(file(&sample(), Locale::En).unwrap()).unwrap();

        let lines: Vec<_> = file.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
        assert!(lines[0].starts_with("Night,Allotment,Sold,Occupancy (%),Room revenue (KRW),ADR (KRW)"));
        assert_eq!(lines[1], "2030-05-01,10,5,50.0,500000,100000,50000,5,0,0,2,0");
        assert_eq!(lines[3], "2030-05-03,0,0,,0,,,0,4,0,0,1");
    }

    #[test]
    fn no_cell_begins_a_formula_and_numbers_stay_numbers() {
        for dangerous in ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "-=1"] {
            assert_eq!(harmless(dangerous), format!("'{dangerous}"));
        }
        for plain in ["-94.95", "120000", "2030-05-01", "ADR (KRW)", "", "점유율"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
