//! The words every module speaks: ids, dates, money, the clock. Plain types, no I/O, no async.
//!
//! Does not belong here: anything that needs a connection, a request, or a noun of one module alone.

mod actor;
mod clock;
mod code;
mod country;
mod date;
mod id;
mod locale;
mod money;
mod once;
mod party;
mod stay;
mod time_of_day;
mod words;
mod zone;

pub use actor::{Actor, By};
pub use clock::{Clock, ManualClock, SystemClock};
pub use code::{ConfirmationCode, InvalidCode};
pub use country::{Country, UnknownCountry};
pub use date::{Date, InvalidDate, Weekday};
pub use id::{
    ApiKeyId, BookingId, EventId, HoldId, HotelId, HotelSlot, MessageId, NoteId, PhotoId, RatePlanId,
    RoomTypeId, StaffId,
};
pub use locale::Locale;
pub use money::{Currency, Money, MoneyError, UnknownCurrency, share};
pub use once::{Done, OnceKey};
pub use party::{Party, PartyError};
pub use stay::{Stay, StayError};
pub use time_of_day::{InvalidTime, TimeOfDay};
pub use words::Words;
pub use zone::{UnknownZone, Zone};
