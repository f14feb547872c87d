//! Which encoding a client gets, by what it accepts (RFC 9110 §12.5.3).

/// A content coding that the build makes, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Brotli.
    Br,
    /// Zstandard.
    Zstd,
    /// Gzip.
    Gzip,
}

/// A weight in thousandths, 0 to 1000: three digits are as fine as they get.
type Weight = u16;
const WEIGHT_MAX: Weight = 1000;

impl Encoding {
    /// Every encoding, the one that we like best first.
    pub(crate) const ALL: [Self; 3] = [Self::Br, Self::Zstd, Self::Gzip];

    /// Its name in HTTP.
    pub(crate) fn token(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// What a file's name ends with.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Zstd => "zst",
            Self::Gzip => "gz",
        }
    }

    /// What the client likes best of what there is, then what we do; `None`: as it is.
    ///
    /// Also for a client that accepts nothing at all: a page that works is worth more than a 406.
    pub(crate) fn accepted(header: &str, is_there: impl Fn(Self) -> bool) -> Option<Self> {
        let plain = weight_of(header, "identity").unwrap_or_default();
        let mut best = None;
        for encoding in Self::ALL {
            let weight = weight_of(header, encoding.token()).or_else(|| weight_of(header, "*")).unwrap_or(0);
            let to_beat = best.map_or(plain.max(1), |(_, weight)| weight + 1);
            if weight >= to_beat && is_there(encoding) {
                best = Some((encoding, weight));
            }
        }
        best.map(|(encoding, _)| encoding)
    }
}

/// The weight that a header gives to a coding; `None` when it does not name it, or not in a way that means anything.
fn weight_of(header: &str, coding: &str) -> Option<Weight> {
    header.split(',').find_map(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        name.trim().eq_ignore_ascii_case(coding).then(|| weight_from(weight.trim()))?
    })
}

/// `q=0.5` is 500.
fn weight_from(text: &str) -> Option<Weight> {
    let (name, value) = text.split_once('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if !name.eq_ignore_ascii_case("q") || fraction.len() > 3 {
        return None;
    }
    let mut thousandths = 0;
    for (digit, worth) in fraction.chars().zip([100, 10, 1]) {
        thousandths += Weight::try_from(digit.to_digit(10)?).ok()? * worth;
    }
    match (whole, thousandths) {
        ("0", _) => Some(thousandths),
        ("1", 0) => Some(WEIGHT_MAX),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_all(header: &str) -> Option<Encoding> {
        Encoding::accepted(header, |_| true)
    }

    #[test]
    fn the_client_decides_and_where_it_does_not_we_do() {
        for (header, expected) in [
            ("gzip, deflate, br, zstd", Some(Encoding::Br)),
            ("gzip, deflate, zstd", Some(Encoding::Zstd)),
            ("GZIP", Some(Encoding::Gzip)),
            ("gzip;q=1.0, br;q=0.5", Some(Encoding::Gzip)),
            ("br;q=0.001", Some(Encoding::Br)),
            ("br ; q=0.9 , zstd; Q=0.95", Some(Encoding::Zstd)),
            ("*", Some(Encoding::Br)),
            ("br;q=0, *", Some(Encoding::Zstd)),
            ("identity, gzip;q=0.5", None),
            ("identity;q=0.5, gzip;q=0.5", Some(Encoding::Gzip)),
            ("identity;q=0, gzip", Some(Encoding::Gzip)),
        ] {
            assert_eq!(of_all(header), expected, "{header}");
        }
    }

    #[test]
    fn what_is_refused_or_makes_no_sense_is_not_sent() {
        for header in [
            "",
            "deflate",
            "br;q=0",
            "br;q=0.000, gzip;q=0, zstd;q=0",
            "*;q=0",
            "identity;q=0",
            "br;q=2",
            "br;q=1.001",
            "br;q=0.0001",
            "br;q=-1",
            "br;q=+1",
            "br;q=0.é",
            "br;q=0.12345678901234567890",
            "br;q=",
            "br;q=0.5x",
            "br;level=1",
            "brr, xgzip",
            ",;=,;",
        ] {
            assert_eq!(of_all(header), None, "{header}");
        }
    }

    #[test]
    fn what_is_not_there_is_passed_over() {
        let has_gzip_alone = |encoding| encoding == Encoding::Gzip;

        assert_eq!(Encoding::accepted("br, gzip;q=0.1", has_gzip_alone), Some(Encoding::Gzip));
        assert_eq!(Encoding::accepted("br", has_gzip_alone), None);
    }
}
