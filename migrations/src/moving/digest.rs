//! What a table's rows come to: the same on every engine if the rows are the same.

use std::fmt::Write;

use sha2::{Digest as _, Sha256};

/// A row as both engines write it: each value as text, in the order of the target's columns.
pub(super) type Row = Vec<Option<String>>;

/// How many rows there are, and what they come to in the order of their key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// How many.
    pub rows: u64,
    /// SHA-256 over all values: whether there is one, how long it is, and its bytes.
    pub sha256: [u8; 32],
}

/// A digest under way.
#[derive(Debug, Default)]
pub(super) struct Builder {
    rows: u64,
    hash: Sha256,
}

impl Digest {
    pub(super) fn builder() -> Builder {
        Builder::default()
    }

    /// The SHA-256 in hexadecimal digits.
    pub fn hex(&self) -> String {
        self.sha256.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl Builder {
    pub(super) fn add(&mut self, row: &Row) {
        self.rows += 1;
        for value in row {
            match value {
                None => self.hash.update([0]),
                Some(text) => {
                    self.hash.update([1]);
                    // Without its length, the end of one value could pass for the beginning of the next.
                    self.hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                    self.hash.update(text);
                }
            }
        }
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn finish(self) -> Digest {
        Digest { rows: self.rows, sha256: self.hash.finalize().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[&[Option<&str>]]) -> Digest {
        let mut builder = Digest::builder();
        for row in rows {
            builder.add(&row.iter().map(|value| value.map(str::to_owned)).collect());
        }
        builder.finish()
    }

    #[test]
    fn equal_rows_come_to_the_same() {
        assert_eq!(digest(&[&[Some("a"), None]]), digest(&[&[Some("a"), None]]));
    }

    #[test]
    fn what_differs_in_any_value_or_in_its_place_comes_to_something_else() {
        let tables: [&[&[Option<&str>]]; 6] = [
            &[],
            &[&[Some("ab"), Some("c")]],
            &[&[Some("a"), Some("bc")]],
            &[&[Some(""), None]],
            &[&[None, Some("")]],
            &[&[None, None]],
        ];
        for (index, one) in tables.iter().enumerate() {
            for other in tables.iter().skip(index + 1) {
                assert_ne!(digest(one), digest(other), "{one:?} {other:?}");
            }
        }
    }
}
