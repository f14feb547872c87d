//! The guests' pages.

mod asks;
mod checkout;
mod confirmation;
mod find;
mod hold;
pub(crate) mod home;
pub(crate) mod hotel;
mod limits;
mod manage;
mod search;

use actix_web::web::{self, ServiceConfig};

pub(crate) use limits::Limits;

/// Where the guests' pages are.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(["", "/"]).get(home::show))
        .service(web::resource("/search").get(search::show))
        .service(web::resource("/hotels/{hotel}").get(hotel::show))
        .service(web::resource("/hotels/{hotel}/hold").get(hold::show).post(hold::place))
        .service(web::resource("/checkout/{hold}").get(checkout::show).post(checkout::place))
        .service(web::resource("/checkout/{hold}/again").get(checkout::back_from_again).post(checkout::again))
        .service(
            web::resource("/checkout/{hold}/give-up")
                .get(checkout::back_from_give_up)
                .post(checkout::give_up),
        )
        .service(web::resource("/bookings").get(find::show).post(find::look_up))
        .service(web::resource("/m/{token}").get(manage::open_by_link))
        .service(web::resource("/bookings/{code}").get(manage::show))
        .service(web::resource("/bookings/{code}/confirmation").get(confirmation::show))
        .service(web::resource("/bookings/{code}/stay.ics").get(manage::calendar_entry))
        .service(web::resource("/bookings/{code}/change").get(manage::show_change).post(manage::change))
        .service(web::resource("/bookings/{code}/cancel").get(manage::ask_to_cancel).post(manage::cancel))
        .service(web::resource("/bookings/{code}/resend").get(manage::back).post(manage::resend));
}
