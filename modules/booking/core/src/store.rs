//! Booking's tables, and every statement that touches them.

mod audit;
mod find;
mod list;
mod load;
mod rows;
mod save;

pub(crate) use audit::{
    AuditedBooking, AuditedHold, PAGE as AUDIT_PAGE, audited_bookings, audited_holds, versions,
};
pub(crate) use find::{Sealed, by_code, by_keys, codes_by_hold, history, kept_nights};
pub(crate) use list::{Filter, Place, page};
pub(crate) use load::load;
pub(crate) use save::save;
