//! Pages in a real browser. Two of these run at a time, so their modules belong under this one.

mod booking;
mod desk_ari;
mod desk_bookings;
mod desk_office;
mod desk_photos;
mod desk_settings;
mod desk_sign_in;
mod desk_today;
mod docs;
mod harness;
mod hotel;
mod live;
mod manage;
mod meanwhile;
mod search;
mod site_headers;
mod trust;
pub(crate) mod visits;
mod way;
