//! Amounts as people type them: in a currency's own units, with its decimals.

use kernel::{Currency, Money};

/// Reads `120,000` or `94.95` into the smallest units, of which so many decimals make one. `None` for what is no such
/// number: commas stand between thousands or nowhere, so that nobody's `94,95` becomes 9,495.
pub(crate) fn read(text: &str, decimals: u8) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = usize::from(decimals);
    if whole.is_empty() || !is_plain(fraction) || fraction.len() > decimals || text.ends_with('.') {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let is_grouped = rest.iter().all(|group| group.len() == 3 && is_plain(group));
    let is_led = is_plain(first) && !first.is_empty() && (rest.is_empty() || first.len() <= 3);
    if !is_grouped || !is_led {
        return None;
    }
    format!("{first}{}{fraction:0<decimals$}", rest.concat()).parse().ok()
}

/// Reads an amount of a currency, in minor units.
pub(crate) fn read_money(text: &str, currency: Currency) -> Option<Money> {
    read(text, currency.exponent()).map(|amount| Money::new(amount, currency))
}

/// An amount without its currency, as [`read_money`] reads it: `120,000`, `94.95`.
pub(crate) fn typed(money: Money) -> String {
    let shown = money.to_string();
    shown.split_once(' ').map_or(shown.clone(), |(_, amount)| amount.to_owned())
}

/// A percentage from its hundredths, as short as it can be: `10`, `5.5`.
pub(crate) fn typed_percent(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_in_the_currencys_own_units() {
        assert_eq!(read("120000", 0), Some(120_000));
        assert_eq!(read("1,120,000", 0), Some(1_120_000));
        assert_eq!(read("94.95", 2), Some(9_495));
        assert_eq!(read("94.9", 2), Some(9_490));
        assert_eq!(read("1,234", 2), Some(123_400));
        assert_eq!(read("0", 3), Some(0));
    }

    #[test]
    fn what_could_mean_two_amounts_means_none() {
        for text in
            ["", ".", "94,95", "94.955", "1,00", ",100", "1000,000", "-1", "+1", "1e3", "1.", "١", "1 000"]
        {
            assert_eq!(read(text, 2), None, "{text}");
        }
        assert_eq!(read("94.95", 0), None);
        assert_eq!(read("99999999999999999999", 0), None);
    }

    #[test]
    fn what_is_shown_can_be_typed_again() {
        let euros = Money::new(123_456_789, Currency::EUR);

        assert_eq!(typed(euros), "1,234,567.89");
        assert_eq!(read_money(&typed(euros), Currency::EUR), Some(euros));
        assert_eq!((typed_percent(1_000), typed_percent(550)), ("10".to_owned(), "5.5".to_owned()));
        assert_eq!((typed_percent(7), typed_percent(0)), ("0.07".to_owned(), "0".to_owned()));
    }
}
