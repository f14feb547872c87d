//! What a statement is given: single values, and sets of lines.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use kernel::{
    ApiKeyId, BookingId, Date, EventId, HoldId, HotelId, MessageId, NoteId, PhotoId, RatePlanId, RoomTypeId,
    StaffId,
};
use uuid::Uuid;

use crate::us;

/// One argument of a statement. Each is of one type, also when it is empty: engines ask before they look.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    /// An id.
    Uuid(Option<Uuid>),
    /// A count, an amount, or an instant in microseconds since 1970.
    Int(Option<i64>),
    /// A flag.
    Bool(Option<bool>),
    /// A hotel's own date.
    Date(Option<Date>),
    /// Text, or JSON that is kept as it is.
    Text(Option<Cow<'a, str>>),
    /// A hash.
    Bytes(Option<Cow<'a, [u8]>>),
    /// Lines that the statement declares as `set($1: hotel_id uuid, night date) AS wanted`.
    Set(Set<'a>),
}

/// Lines of equal width, however many: a set costs one statement.
#[derive(Debug, Clone, Default)]
pub struct Set<'a> {
    /// Line after line.
    pub(crate) cells: Vec<Arg<'a>>,
    pub(crate) lines: usize,
}

impl Set<'_> {
    /// How many values a line has.
    pub(crate) fn width(&self) -> usize {
        self.cells.len().checked_div(self.lines).unwrap_or(0)
    }
}

/// What one line of a set is made of: a value, or a tuple of such.
pub trait Cells<'a> {
    /// Adds its values at the end of the line.
    fn add_to(self, line: &mut Vec<Arg<'a>>);
}

/// A set as one argument.
pub fn set<'a, L: Cells<'a>>(lines: impl IntoIterator<Item = L>) -> Arg<'a> {
    let mut set = Set::default();
    for line in lines {
        line.add_to(&mut set.cells);
        set.lines += 1;
    }
    Arg::Set(set)
}

macro_rules! values {
    ($($variant:ident: $($type:ty = |$value:ident| $into:expr),+;)+) => {$($(
        impl<'a> From<$type> for Arg<'a> {
            fn from($value: $type) -> Self {
                Self::$variant(Some($into))
            }
        }

        impl<'a> From<Option<$type>> for Arg<'a> {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$value: $type| $into))
            }
        }

        impl<'a> Cells<'a> for $type {
            fn add_to(self, line: &mut Vec<Arg<'a>>) {
                line.push(self.into());
            }
        }

        impl<'a> Cells<'a> for Option<$type> {
            fn add_to(self, line: &mut Vec<Arg<'a>>) {
                line.push(self.into());
            }
        }
    )+)+};
}

values! {
    Uuid:
        Uuid = |id| id,
        HotelId = |id| id.as_uuid(),
        RoomTypeId = |id| id.as_uuid(),
        RatePlanId = |id| id.as_uuid(),
        PhotoId = |id| id.as_uuid(),
        HoldId = |id| id.as_uuid(),
        BookingId = |id| id.as_uuid(),
        EventId = |id| id.as_uuid(),
        StaffId = |id| id.as_uuid(),
        ApiKeyId = |id| id.as_uuid(),
        MessageId = |id| id.as_uuid(),
        NoteId = |id| id.as_uuid();
    Int:
        i64 = |number| number,
        i32 = |number| number.into(),
        u32 = |number| number.into(),
        u16 = |number| number.into(),
        DateTime<Utc> = |instant| us(instant);
    Bool: bool = |flag| flag;
    Date: Date = |date| date;
    Text:
        &'a str = |text| Cow::Borrowed(text),
        &'a String = |text| Cow::Borrowed(text.as_str()),
        String = |text| Cow::Owned(text);
    Bytes:
        &'a [u8] = |bytes| Cow::Borrowed(bytes),
        &'a [u8; 32] = |bytes| Cow::Borrowed(bytes.as_slice()),
        Vec<u8> = |bytes| Cow::Owned(bytes);
}

macro_rules! lines {
    ($($cell:ident)+) => {
        impl<'a, $($cell: Cells<'a>),+> Cells<'a> for ($($cell,)+) {
            fn add_to(self, line: &mut Vec<Arg<'a>>) {
                #[expect(non_snake_case, reason = "a cell and its type are called the same")]
                let ($($cell,)+) = self;
                $($cell.add_to(line);)+
            }
        }
    };
}

lines!(A);
lines!(A B);
lines!(A B C);
lines!(A B C D);
lines!(A B C D E);
lines!(A B C D E F);
lines!(A B C D E F G);
lines!(A B C D E F G H);
lines!(A B C D E F G H I);
lines!(A B C D E F G H I J);
