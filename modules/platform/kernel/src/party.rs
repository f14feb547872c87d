//! Who comes: adults, and children with their ages.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The people of one booking, over all its rooms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Party {
    adults: u16,
    children: Vec<u8>,
}

#[derive(Deserialize)]
struct Unchecked {
    adults: u16,
    children: Vec<u8>,
}

/// What is wrong with a party; the text says what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PartyError {
    #[error("at least one adult must come, and at most 200")]
    Adults,
    #[error("at most 100 children can come in one booking")]
    Children,
    #[error("a child's age is 0 to 17 years")]
    Age,
}

impl PartyError {
    /// The field concerned.
    pub fn field(self) -> &'static str {
        match self {
            Self::Adults => "adults",
            Self::Children | Self::Age => "children",
        }
    }
}

impl Party {
    /// More would be a group, which is not booked in one go.
    pub const ADULTS_MAX: u16 = 200;
    const CHILDREN_MAX: usize = 100;
    const CHILD_AGE_MAX: u8 = 17;

    /// A party of `adults`, and children of these ages in years.
    pub fn new(adults: u16, children: Vec<u8>) -> Result<Self, PartyError> {
        if !(1..=Self::ADULTS_MAX).contains(&adults) {
            return Err(PartyError::Adults);
        }
        if children.len() > Self::CHILDREN_MAX {
            return Err(PartyError::Children);
        }
        if children.iter().any(|age| *age > Self::CHILD_AGE_MAX) {
            return Err(PartyError::Age);
        }
        Ok(Self { adults, children })
    }

    /// How many adults come.
    pub fn adults(&self) -> u16 {
        self.adults
    }

    /// The children's ages in years.
    pub fn children(&self) -> &[u8] {
        &self.children
    }

    /// How many people are `age` or older; adults always are.
    pub fn count_from_age(&self, age: u8) -> u16 {
        let children = self.children.iter().filter(|child| **child >= age).count();
        self.adults.saturating_add(u16::try_from(children).unwrap_or(u16::MAX))
    }
}

impl TryFrom<Unchecked> for Party {
    type Error = PartyError;

    fn try_from(party: Unchecked) -> Result<Self, PartyError> {
        Self::new(party.adults, party.children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_has_an_adult_and_children_are_under_eighteen() {
        assert_eq!(Party::new(0, vec![]), Err(PartyError::Adults));
        assert_eq!(Party::new(201, vec![]), Err(PartyError::Adults));
        assert_eq!(Party::new(1, vec![18]), Err(PartyError::Age));
        assert_eq!(Party::new(1, vec![0; 101]), Err(PartyError::Children));
        assert_eq!(Party::new(2, vec![6, 17]).unwrap().count_from_age(7), 3);
    }
}
