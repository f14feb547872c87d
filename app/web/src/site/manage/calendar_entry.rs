//! The stay as a file for the guest's calendar.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use booking_api::{BookingStatus, CalendarEntry, Venue, calendar_host};

use crate::{refusal::Refusal, visit::Visit};

use super::Mine;

/// The calendar entry of a booking.
pub(crate) async fn show(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    let file = format!("attachment; filename=\"jumak-{}.ics\"", mine.code());
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, file))
        .body(entry(&mine)))
}

fn entry(mine: &Mine) -> String {
    let (stay, profile, quote) = (mine.stay(), &mine.hotel.profile, &mine.booking.quote);
    let entry = CalendarEntry {
        booking: &mine.booking,
        version: mine.view().version,
        is_cancelled: matches!(mine.view().status, BookingStatus::Cancelled | BookingStatus::NoShow),
        now: mine.now(),
        say: mine.visit.say,
        hotel: Venue {
            name: &stay.hotel.name,
            address: Some(stay.hotel.address.as_str()).filter(|address| !address.is_empty()),
            phone: profile.phone.as_deref(),
            check_out_time: profile.check_out_time,
        },
        rooms: &mine.visit.say.rooms(quote.rooms, &stay.room),
        // The same as in mails: a calendar that has the entry from there takes this one for it.
        host: &calendar_host(&mine.visit.pages.config.public_url),
        organizer: None,
    };
    entry.to_string()
}
