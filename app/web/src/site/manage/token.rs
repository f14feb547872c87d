//! The link in a mail: its token is exchanged for a cookie, so that it stands in no address any longer than it must.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use booking_api::{BookingError, Proof};
use kernel::ConfirmationCode;

use crate::{
    form::Typed,
    refusal::Refusal,
    respond::see_other_with,
    site::{find, limits::Address},
    visit::Visit,
};

use super::stay_cookie;

/// Opens the booking that a mail is about. Looking changes nothing but what this browser remembers.
pub(crate) async fn open(
    visit: Visit,
    request: HttpRequest,
    address: Address,
    token: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let now = visit.pages.clock().now();
    visit.pages.limits.look_up(address, now)?;
    let typed = Typed::query(&request);
    let token = token.into_inner();
    let mut response = if let Some(code) = opened_by(&visit, &token, typed.get("code")).await? {
        see_other_with(&visit.links.booking(code), [stay_cookie(&visit, code, token)])
    } else {
        visit.pages.limits.failed(address, now);
        find::dead_link(&visit, typed.get("code"))?
    };
    // The address that led here opens the booking: no other site is to learn it.
    response.headers_mut().insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// The code, if a booking has it and the token opens it.
async fn opened_by(visit: &Visit, token: &str, code: &str) -> Result<Option<ConfirmationCode>, Refusal> {
    let Ok(code) = code.parse() else { return Ok(None) };
    match visit.pages.booking().booking(code, &Proof::ManageToken(token.to_owned())).await {
        Ok(view) => Ok(Some(view.confirmation_code)),
        Err(BookingError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
