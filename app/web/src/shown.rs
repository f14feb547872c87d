//! How pages show what modules know: hotels, pictures, prices, terms, and why something cannot be booked.

mod compare;
mod hotel;
mod mail;
mod picture;
mod price;
mod reach;
pub(crate) mod reasons;
pub(crate) mod refused;
mod status;
mod stay;
mod terms;

pub(crate) use compare::{ChangedTo, Compare};
pub(crate) use hotel::{
    HotelInWords, description_of_plan, description_of_room, name_of_plan, name_of_room, plan_name,
    room_and_plan, room_choices, room_name,
};
pub(crate) use mail::{mail_name, mail_state};
pub(crate) use picture::Picture;
pub(crate) use price::{Breakdown, Priced};
pub(crate) use reach::{Fact, mail_link, map_link, phone_link, told};
pub(crate) use status::Status;
pub(crate) use stay::{StayShown, between, nights_of, wanted, wish_of};
pub(crate) use terms::{Ladder, OfferedStay, free_until};
