//! Forms from elsewhere are refused: by Fetch Metadata, and by `Origin` where a browser sends none.

use actix_web::{
    Error,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web,
};
use url::Url;

use crate::{Pages, refusal::Refusal};

/// Lets a request that changes something pass only if one of our own pages made it.
///
/// `Sec-Fetch-Site` decides where there is one. Browsers leave it out on plain connections to other machines; there
/// `Origin` must name this site. Neither of them: refused, for every browser sends one with a form.
pub(crate) async fn ours_only<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if request.method().is_safe() || is_ours(&request) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    Ok(request.error_response(Refusal::CrossSite).map_into_right_body())
}

fn is_ours(request: &ServiceRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let is_this_host = || {
        let host = text(header::HOST).unwrap_or_default();
        Url::parse(origin).is_ok_and(|origin| origin.authority() == host)
    };
    let is_configured = || {
        let pages = request.app_data::<web::Data<Pages>>();
        pages
            .and_then(|pages| Url::parse(&pages.config.public_url).ok())
            .is_some_and(|ours| ours.origin().ascii_serialization() == origin)
    };
    is_configured() || is_this_host()
}
