//! What clients remember of their writes, to be compared with what the server remembers after a crash.

use std::collections::BTreeMap;

/// The clients' own record: each key, and what they were told.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: BTreeMap<String, Verdict>,
}

/// What a client was told about a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was done, under this confirmation code.
    Acknowledged(String),
    /// It was refused for good.
    Refused,
    /// The connection broke, or the server said that it does not know: it happened once, or not at all.
    Unknown,
}

impl Journal {
    /// Notes what was told about a key. A later word replaces an earlier "unknown".
    pub fn note(&mut self, key: &str, verdict: Verdict) {
        self.entries.insert(key.to_owned(), verdict);
    }

    /// The keys whose outcome nobody knows.
    pub fn unknown(&self) -> Vec<String> {
        self.entries
            .iter()
            .filter(|(_, verdict)| **verdict == Verdict::Unknown)
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// The codes that were acknowledged.
    pub fn acknowledged(&self) -> Vec<&str> {
        let codes = self.entries.values().filter_map(|verdict| match verdict {
            Verdict::Acknowledged(code) => Some(code.as_str()),
            _ => None,
        });
        codes.collect()
    }

    /// What is wrong with the server's memory: its codes, one for each booking.
    pub fn complaints(&self, kept: &[String]) -> Vec<String> {
        let mut complaints = Vec::new();
        for code in self.acknowledged() {
            match kept.iter().filter(|found| found.as_str() == code).count() {
                1 => {}
                0 => complaints.push(format!("{code} was acknowledged and is lost")),
                several => complaints.push(format!("{code} is there {several} times")),
            }
        }
        let known = self.acknowledged();
        let strangers = kept.iter().filter(|code| !known.contains(&code.as_str())).count();
        if strangers > self.unknown().len() {
            let unknown = self.unknown().len();
            complaints.push(format!(
                "{strangers} bookings that nobody was told of, but only {unknown} unknown answers"
            ));
        }
        complaints
    }

    /// How many writes were noted.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let mut journal = Journal::default();
        journal.note("a", Verdict::Acknowledged("AAA".to_owned()));
        journal.note("b", Verdict::Acknowledged("BBB".to_owned()));
        journal.note("c", Verdict::Unknown);
        journal
    }

    fn codes(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_server_that_remembers_everything_gives_no_cause_for_complaint() {
        assert_eq!(journal().complaints(&codes("AAA BBB")), [""; 0]);
        assert_eq!(journal().complaints(&codes("AAA BBB CCC")), [""; 0]);
    }

    #[test]
    fn a_planted_lost_booking_is_noticed() {
        assert_eq!(journal().complaints(&codes("AAA CCC")), ["BBB was acknowledged and is lost"]);
    }

    #[test]
    fn a_planted_double_booking_is_noticed() {
        assert_eq!(journal().complaints(&codes("AAA AAA BBB")).len(), 1);
        assert_eq!(journal().complaints(&codes("AAA BBB CCC DDD")).len(), 1);
    }
}
