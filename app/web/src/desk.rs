//! The desk's pages: for staff who signed in, each behind the permission it names.

mod account;
mod amount;
mod ari;
mod around;
mod booking;
mod bookings;
mod done;
mod errands;
mod events;
mod fields;
pub(crate) mod frame;
mod home;
mod keys;
pub(crate) mod links;
mod messages;
mod new_booking;
mod photos;
mod places;
mod profile_form;
mod rate_plans;
mod reach;
mod reading;
mod refused;
mod reports;
mod room_types;
mod secret;
mod settings;
mod sign_in;
pub(crate) mod staff;
mod staff_accounts;
mod tabs;
mod texts;
mod today;
mod trail;
mod who;

use actix_web::web::{self, ServiceConfig};

use staff_accounts::account as account_of;

/// Where the desk's pages are, under `/desk`.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.configure(door).configure(bookings_routes).configure(selling_routes).configure(office_routes);
}

/// In and out, and one's own account.
fn door(config: &mut ServiceConfig) {
    config
        .service(web::resource(["", "/"]).get(home::show))
        .service(web::resource("/sign-in").get(sign_in::show).post(sign_in::sign_in))
        .service(web::resource("/sign-out").get(home::show).post(sign_in::sign_out))
        .service(web::resource("/account").get(account::show))
        .service(web::resource("/account/password").get(account::show).post(account::change_password))
        .service(
            web::resource("/account/sign-out-everywhere")
                .get(account::show)
                .post(account::sign_out_everywhere),
        );
}

/// The day, and bookings.
fn bookings_routes(config: &mut ServiceConfig) {
    let of_booking = |errand: &str| web::resource(format!("/{{hotel}}/bookings/{{code}}{errand}"));
    config
        .service(web::resource("/{hotel}/today").get(today::show))
        .service(web::resource("/{hotel}/bookings").get(bookings::show))
        .service(web::resource("/{hotel}/bookings/new").get(new_booking::show).post(new_booking::book))
        .service(of_booking("").get(booking::show))
        .service(of_booking("/check-in").get(booking::back).post(booking::act::check_in))
        .service(of_booking("/check-out").get(booking::back).post(booking::act::check_out))
        .service(of_booking("/no-show").get(booking::act::ask_no_show).post(booking::act::no_show))
        .service(of_booking("/change").get(booking::change::show).post(booking::change::change))
        .service(of_booking("/cancel").get(booking::cancel::ask).post(booking::cancel::cancel))
        .service(of_booking("/notes").get(booking::back).post(booking::notes::add))
        .service(of_booking("/messages/{message}/resend").get(booking::back).post(booking::notes::resend));
}

/// What is sold: rooms and rates, the hotel's settings, its photos.
fn selling_routes(config: &mut ServiceConfig) {
    let photo = |errand: &str| web::resource(format!("/{{hotel}}/photos/{{photo}}{errand}"));
    config
        .service(web::resource("/hotels/new").get(settings::new_hotel::show).post(settings::new_hotel::add))
        .service(web::resource("/{hotel}/ari").get(ari::show).post(ari::change))
        .service(web::resource("/{hotel}/settings").get(settings::show).post(settings::change))
        .service(web::resource("/{hotel}/room-types/new").get(room_types::show_new).post(room_types::add))
        .service(web::resource("/{hotel}/room-types/{code}").get(room_types::show).post(room_types::change))
        .service(web::resource("/{hotel}/rate-plans/new").get(rate_plans::show_new).post(rate_plans::add))
        .service(web::resource("/{hotel}/rate-plans/{code}").get(rate_plans::show).post(rate_plans::change))
        .service(web::resource("/{hotel}/photos").get(photos::show).post(photos::add))
        .service(photo("").get(photos::back).post(photos::change))
        .service(photo("/move").get(photos::back).post(photos::put))
        .service(photo("/remove").get(photos::ask_remove).post(photos::remove));
}

/// The back office: messages, events, the trail, reports; and who may do what.
fn office_routes(config: &mut ServiceConfig) {
    let of_account = |errand: &str| web::resource(format!("/staff/{{staff}}{errand}"));
    config
        .service(web::resource("/{hotel}/messages").get(messages::show))
        .service(
            web::resource("/{hotel}/messages/{message}/resend")
                .get(messages::back)
                .post(messages::resend_message),
        )
        .service(web::resource("/{hotel}/events").get(events::show))
        .service(web::resource("/{hotel}/events/replay").get(events::show).post(events::replay))
        .service(web::resource("/{hotel}/trail").get(trail::show))
        .service(web::resource("/{hotel}/reports").get(reports::show))
        .service(web::resource("/{hotel}/reports.csv").get(reports::file))
        .service(web::resource("/staff").get(staff_accounts::show).post(staff_accounts::add))
        .service(of_account("").get(account_of::show))
        .service(of_account("/role").get(account_of::back).post(account_of::set_role))
        .service(of_account("/password").get(account_of::back).post(account_of::reset_password))
        .service(of_account("/sessions").get(account_of::back).post(account_of::end_sessions))
        .service(of_account("/disable").get(account_of::back).post(account_of::disable))
        .service(of_account("/enable").get(account_of::back).post(account_of::enable))
        .service(web::resource("/keys").get(keys::show).post(keys::issue))
        .service(web::resource("/keys/{key}/revoke").get(keys::back).post(keys::revoke));
}
