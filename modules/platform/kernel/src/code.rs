//! Confirmation codes: what a guest reads over the telephone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::HotelSlot;

/// Crockford's base 32: no I, L, O or U, so that nothing is misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;
/// The last eight characters are random; the first two are the hotel's slot.
const RANDOM_BITS: u32 = 40;

/// Ten characters of Crockford's base 32 (50 bits): the hotel's slot, then 40 random bits (ADR-0006).
///
/// Reads are forgiving as the alphabet's author asks: lower case, `O` for `0`, `I` and `L` for `1`, and
/// hyphens or spaces anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "3F7K2M9QXR", min_length = 10, max_length = 10)]
pub struct ConfirmationCode(u64);

/// The text is no confirmation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a confirmation code is ten letters and digits, such as 3F7K2M9QXR")]
pub struct InvalidCode;

impl ConfirmationCode {
    /// A new code for a hotel's slot; unguessable, unique but for a chance of 1 in 2⁴⁰ that the store catches.
    pub fn random(slot: HotelSlot) -> Self {
        let (_, random) = Uuid::new_v4().as_u64_pair();
        let low = random & ((1 << RANDOM_BITS) - 1);
        Self((u64::from(slot.number()) << RANDOM_BITS) | low)
    }

    /// The slot of the hotel that gave out this code.
    pub fn slot(self) -> HotelSlot {
        HotelSlot::from_number(u16::try_from(self.0 >> RANDOM_BITS).unwrap_or(0))
    }
}

impl fmt::Display for ConfirmationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for position in (0..LENGTH).rev() {
            let digit = usize::try_from((self.0 >> (5 * position)) & 31).unwrap_or(0);
            let character = ALPHABET.get(digit).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(character))?;
        }
        Ok(())
    }
}

impl FromStr for ConfirmationCode {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let mut value = 0_u64;
        let mut digits = 0;
        for character in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            digits += 1;
            if digits > LENGTH {
                return Err(InvalidCode);
            }
            value = (value << 5) | digit_of(character).ok_or(InvalidCode)?;
        }
        if digits == LENGTH { Ok(Self(value)) } else { Err(InvalidCode) }
    }
}

fn digit_of(character: char) -> Option<u64> {
    let canonical = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(canonical).ok()?;
    let position = ALPHABET.iter().position(|&c| c == byte)?;
    u64::try_from(position).ok()
}

impl TryFrom<String> for ConfirmationCode {
    type Error = InvalidCode;

    fn try_from(text: String) -> Result<Self, InvalidCode> {
        text.parse()
    }
}

impl From<ConfirmationCode> for String {
    fn from(code: ConfirmationCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HotelId;
    use proptest::prelude::*;

    #[test]
    fn a_code_names_the_slot_of_its_hotel() {
        let slot = HotelId::new(chrono::DateTime::UNIX_EPOCH).slot();

        assert_eq!(ConfirmationCode::random(slot).slot(), slot);
    }

    #[test]
    fn a_code_read_over_the_telephone_is_understood() {
        let code: ConfirmationCode = "3F7K2M9Q10".parse().unwrap();

        assert_eq!("3f7k-2m9q-lo".parse(), Ok(code));
        assert_eq!("3F7K2M9QI O".parse(), Ok(code));
        for wrong in ["", "3F7K2M9Q1", "3F7K2M9Q100", "3F7K2M9Q1U", "예약번호예약번호예약"] {
            assert_eq!(wrong.parse::<ConfirmationCode>(), Err(InvalidCode), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_code_survives_being_written_and_read(number in 0_u64..1 << 50) {
            let code = ConfirmationCode(number);

            prop_assert_eq!(code.to_string().parse(), Ok(code));
        }
    }
}
