//! How far the database had come, on its way to a client and back: whoever wrote reads their own write, on any replica.
//!
//! The position is signed, so that nobody can send a house's reads to its primary, or learn where that is by trying.

use std::{fmt, sync::Arc};

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    cookie::{Cookie, SameSite, time},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta};
use db::{Position, position};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Clock;
use sha2::Sha256;

/// Carries how far the writer's database had come, for a client that wants to read its own write. Clients without a
/// store for cookies send it back as it is.
pub const POSITION: &str = "Jumak-Position";
const HEADER: HeaderName = HeaderName::from_static("jumak-position");
/// Keeps positions apart from whatever else is signed with the same keys.
const PURPOSE: &[u8] = b"position.v1.";
/// 128 bits, more than anybody guesses within [`VALID_S`].
const MAC_BYTES: usize = 16;
/// Far longer than a replica in rotation lags. Whoever comes later, and shows nothing, reads on the primary.
const VALID_S: i64 = 30;

/// Signs positions, and knows its own again. The first key signs, all of them verify.
pub struct Positions {
    keys: Vec<Hmac<Sha256>>,
    clock: Arc<dyn Clock>,
    is_tls: bool,
}

impl Positions {
    /// Positions signed with these keys, for a site at this base.
    pub fn new<'a>(
        secret_keys: impl IntoIterator<Item = &'a [u8]>,
        clock: Arc<dyn Clock>,
        public_url: &str,
    ) -> Self {
        // HMAC takes keys of any length, so none is ever left out.
        let keys = secret_keys.into_iter().filter_map(|key| Hmac::new_from_slice(key).ok()).collect();
        Self { keys, clock, is_tls: public_url.starts_with("https://") }
    }

    /// `<timeline>.<lsn>.<second>.<signature>`, the numbers in hexadecimal.
    fn sign(&self, position: Position) -> Option<String> {
        let signed = format!("{position}.{:x}", self.clock.now().timestamp());
        let mac = mac(self.keys.first()?, &signed).finalize().into_bytes();
        let mac = URL_SAFE_NO_PAD.encode(mac.first_chunk::<MAC_BYTES>()?);
        Some(format!("{signed}.{mac}"))
    }

    /// The position, unless the token is broken, not ours, or older than [`VALID_S`].
    fn verified(&self, token: &str) -> Option<Position> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // A part of a signature would verify too.
        let signature: [u8; MAC_BYTES] = signature.try_into().ok()?;
        let is_ours = self.keys.iter().any(|key| mac(key, signed).verify_truncated_left(&signature).is_ok());
        let (position, second) = signed.rsplit_once('.').filter(|_| is_ours)?;
        let signed_at = DateTime::from_timestamp(i64::from_str_radix(second, 16).ok()?, 0)?;
        // Another replica's clock may be ahead of ours.
        let is_valid = (self.clock.now() - signed_at).abs() <= TimeDelta::seconds(VALID_S);
        position.parse().ok().filter(|_| is_valid)
    }

    /// What the client shows. Nothing is safe: then what must be fresh is read on the primary.
    fn shown_by(&self, request: &ServiceRequest) -> Option<Position> {
        if let Some(token) = request.headers().get(HEADER) {
            return self.verified(token.to_str().ok()?);
        }
        self.verified(request.cookie(self.cookie_name())?.value())
    }

    /// Tells the client where it wrote.
    fn tell<B>(&self, written: Option<Position>, response: &mut HttpResponse<B>) {
        let Some(token) = written.and_then(|position| self.sign(position)) else {
            // What wrote nothing has no position, and on a server none is "embedded".
            response.headers_mut().remove(HEADER);
            return;
        };
        if !is_for_everybody(response.headers()) {
            // The token has no character that a cookie or a header would refuse.
            let _ = response.add_cookie(&self.cookie(token.clone()));
        }
        if let Ok(value) = HeaderValue::try_from(token) {
            response.headers_mut().insert(HEADER, value);
        }
    }

    fn cookie(&self, token: String) -> Cookie<'static> {
        Cookie::build(self.cookie_name(), token)
            .path("/")
            .http_only(true)
            .secure(self.is_tls)
            .same_site(SameSite::Lax)
            .max_age(time::Duration::seconds(VALID_S))
            .finish()
    }

    /// On a plain connection browsers refuse the prefix.
    fn cookie_name(&self) -> &'static str {
        if self.is_tls { "__Host-position" } else { "position" }
    }
}

impl fmt::Debug for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Positions").field("is_tls", &self.is_tls).finish_non_exhaustive()
    }
}

/// Lets the request read what its client wrote before, and tells the client where this request wrote. Needs
/// [`Positions`] among the app's data. For a database on a server: an embedded one has but one place.
pub async fn positioned<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(positions) = request.app_data::<web::Data<Positions>>().cloned() else {
        return next.call(request).await;
    };
    let shown = positions.shown_by(&request);
    let (answered, written) = position::of_request(shown, next.call(request)).await;
    let mut response = answered?;
    positions.tell(written, response.response_mut());
    Ok(response)
}

fn mac(key: &Hmac<Sha256>, signed: &str) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(PURPOSE);
    mac.update(signed.as_bytes());
    mac
}

/// Whether a cache that many share may keep the answer, cookies and all.
fn is_for_everybody(headers: &HeaderMap) -> bool {
    let told = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
    told.is_some_and(|told| !told.contains("private") && !told.contains("no-store"))
}

#[cfg(test)]
mod tests {
    use actix_web::{App, middleware::from_fn, test};
    use db::once::{Answers, Recalled};
    use kernel::{HotelId, ManualClock, OnceKey};
    use uuid::Uuid;

    use super::*;

    const HERE: Position = Position { timeline: 3, lsn: 0x16_b374 };
    const THERE: Position = Position { timeline: 3, lsn: 0x20_0000 };
    const SITE: &str = "https://inn.example";

    fn clock() -> Arc<ManualClock> {
        Arc::new(ManualClock::at("2030-05-01T09:00:00Z".parse().unwrap()))
    }

    fn keyed(keys: &[[u8; 32]], clock: Arc<ManualClock>, site: &str) -> Positions {
        Positions::new(keys.iter().map(<[u8; 32]>::as_slice), clock, site)
    }

    fn positions() -> Positions {
        keyed(&[[1; 32]], clock(), SITE)
    }

    #[test]
    async fn a_position_is_read_back_for_thirty_seconds_and_no_longer() {
        let clock = clock();
        let positions = keyed(&[[1; 32]], clock.clone(), SITE);
        let token = positions.sign(HERE).unwrap();

        assert!(token.starts_with("3.16b374."), "{token}");
        assert_eq!(positions.verified(&token), Some(HERE));
        clock.advance(TimeDelta::seconds(30));
        assert_eq!(positions.verified(&token), Some(HERE));
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(positions.verified(&token), None);
    }

    #[test]
    async fn a_position_that_somebody_made_up_or_altered_is_none() {
        let positions = positions();
        let token = positions.sign(HERE).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let farther = token.replacen("16b374", "ffffff", 1);
        let part = format!("{signed}.{}", &signature[..8]);
        let unsigned = format!("{signed}.");

        for forged in
            [&farther, &part, &unsigned, signed, "", ".", "...", "embedded", "3.16b374", &"A".repeat(9_000)]
        {
            assert_eq!(positions.verified(forged), None, "{forged}");
        }
    }

    #[test]
    async fn keys_are_rotated_without_losing_a_position_and_another_houses_key_opens_none() {
        let token = keyed(&[[1; 32]], clock(), SITE).sign(HERE).unwrap();

        let rotated = keyed(&[[2; 32], [1; 32]], clock(), SITE);

        assert_eq!(rotated.verified(&token), Some(HERE));
        assert_ne!(rotated.sign(HERE).unwrap(), token);
        assert_eq!(keyed(&[[2; 32]], clock(), SITE).verified(&token), None);
        assert_eq!(keyed(&[], clock(), SITE).sign(HERE), None);
    }

    #[test]
    async fn a_signature_for_another_purpose_is_no_position() {
        let (positions, signed) = (positions(), format!("{HERE}.{:x}", clock().now().timestamp()));
        let mut mac = positions.keys.first().unwrap().clone();
        mac.update(signed.as_bytes());
        let mac = mac.finalize().into_bytes();

        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(&mac[..MAC_BYTES]));

        assert_eq!(positions.verified(&token), None);
    }

    #[test]
    async fn a_header_beats_a_cookie_and_what_is_broken_shows_nothing() {
        let positions = positions();
        let (here, there) = (positions.sign(HERE).unwrap(), positions.sign(THERE).unwrap());
        let request = || test::TestRequest::get().cookie(Cookie::new("__Host-position", here.clone()));

        let by_cookie = request().to_srv_request();
        let by_both = request().insert_header((POSITION, there)).to_srv_request();
        let by_broken_header = request().insert_header((POSITION, "embedded")).to_srv_request();
        let by_plain_cookie =
            test::TestRequest::get().cookie(Cookie::new("position", here.clone())).to_srv_request();

        assert_eq!(positions.shown_by(&by_cookie), Some(HERE));
        assert_eq!(positions.shown_by(&by_both), Some(THERE));
        assert_eq!(positions.shown_by(&by_broken_header), None);
        assert_eq!(positions.shown_by(&by_plain_cookie), None);
        assert_eq!(positions.shown_by(&test::TestRequest::get().to_srv_request()), None);
    }

    /// The answer's header and its cookies, after it was told where it wrote.
    fn told(
        site: &str,
        cache_control: Option<&str>,
        written: Option<Position>,
    ) -> (Option<String>, Vec<String>) {
        let mut response = HttpResponse::Ok();
        response.insert_header((POSITION, "embedded"));
        cache_control.map(|told| response.insert_header((header::CACHE_CONTROL, told)));
        let mut response = response.finish();
        keyed(&[[1; 32]], clock(), site).tell(written, &mut response);
        let header = response.headers().get(HEADER).map(|value| value.to_str().unwrap().to_owned());
        (header, response.cookies().map(|cookie| cookie.to_string()).collect())
    }

    #[test]
    async fn an_answer_that_wrote_carries_its_position_for_programs_and_for_browsers() {
        let (header, cookies) = told(SITE, Some("private, no-store"), Some(HERE));
        let (_, plain) = told("http://127.0.0.1:8080", None, Some(HERE));

        let token = positions().sign(HERE).unwrap();
        let rest = "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=30";
        assert_eq!(header, Some(token.clone()));
        assert_eq!(cookies, [format!("__Host-position={token}; {rest}")]);
        assert_eq!(plain, [format!("position={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=30")]);
    }

    #[test]
    async fn what_caches_may_keep_for_everybody_sets_no_cookie() {
        let (header, cookies) = told(SITE, Some("public, max-age=5"), Some(HERE));

        assert!(header.is_some() && cookies.is_empty(), "{header:?} {cookies:?}");
    }

    #[test]
    async fn an_answer_that_wrote_nothing_carries_nothing() {
        assert_eq!(told(SITE, Some("private, no-store"), None), (None, Vec::new()));
    }

    /// Answers again what it answered before, as a handler does whose key comes a second time.
    async fn again() -> HttpResponse {
        let once = OnceKey { caller: "a".to_owned(), key: "k".to_owned(), fingerprint: [0; 32] };
        let (hotel, mut answers) = (HotelId::from(Uuid::nil()), Answers::default());
        answers.remember(hotel, &once, &1).unwrap();
        assert_eq!(answers.recall(hotel, &once).unwrap(), Recalled::Answered(1));
        HttpResponse::Ok().finish()
    }

    #[actix_web::test]
    async fn whoever_is_answered_a_second_time_is_sent_to_the_primary_for_it_may_have_been_another_who_wrote()
    {
        let data = web::Data::new(positions());
        let app = App::new()
            .app_data(data.clone())
            .route("/again", web::post().to(again))
            .route("/look", web::get().to(HttpResponse::Ok))
            .wrap(from_fn(positioned));
        let app = test::init_service(app).await;

        let repeated = test::call_service(&app, test::TestRequest::post().uri("/again").to_request()).await;
        let looked = test::call_service(&app, test::TestRequest::get().uri("/look").to_request()).await;

        let token = repeated.headers().get(HEADER).unwrap().to_str().unwrap();
        assert!(data.verified(token).unwrap() > THERE, "{token}");
        assert!(looked.headers().get(HEADER).is_none() && looked.response().cookies().next().is_none());
    }
}
