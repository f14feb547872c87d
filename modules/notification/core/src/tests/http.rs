//! Messages over HTTP: who may see them, and sending one again.

use std::sync::Arc;

use access_api::permissions::{READ_BOOKINGS, WRITE_BOOKINGS};
use actix_web::{
    App,
    http::StatusCode,
    test::{self, TestRequest},
    web,
};
use async_trait::async_trait;
use http_kit::{AuthError, Authenticator, Grant, Principal};
use kernel::{Actor, HotelId, Locale, StaffId};
use serde_json::{Value, json};
use utoipa_actix_web::{AppExt, scope};

use super::{samples, stand::Stand};

/// Knows `desk`, who may write, and `looker`, who may look; both at one hotel.
struct TwoKeys(HotelId, StaffId);

#[async_trait]
impl Authenticator for TwoKeys {
    async fn by_api_key(&self, key: &str) -> Result<Principal, AuthError> {
        let permissions: &'static [&'static str] = match key {
            "desk" => &[READ_BOOKINGS, WRITE_BOOKINGS],
            "looker" => &[READ_BOOKINGS],
            _ => return Err(AuthError::Unknown),
        };
        let actor = Actor::Staff(self.1);
        Ok(Principal { actor, grants: vec![Grant { hotel: Some(self.0), permissions }] })
    }
}

struct Answer {
    status: StatusCode,
    is_replay: bool,
    body: Value,
}

async fn call(stand: &Stand, request: TestRequest) -> Answer {
    let authenticator: Arc<dyn Authenticator> =
        Arc::new(TwoKeys(stand.hotel, StaffId::from(stand.hotel.as_uuid())));
    let (app, _) = App::new()
        .into_utoipa_app()
        .app_data(web::Data::from(authenticator))
        .service(scope("/api/v1").configure(stand.module.routes()))
        .split_for_parts();
    let app = test::init_service(app).await;
    let response = test::call_service(&app, request.to_request()).await;
    Answer {
        status: response.status(),
        is_replay: response.headers().contains_key(http_kit::REPLAYED),
        body: test::read_body_json(response).await,
    }
}

fn get(path: &str, key: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(("Authorization", format!("Bearer {key}")))
}

fn post(path: &str, key: &str, idempotency_key: &str) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("Authorization", format!("Bearer {key}")))
        .insert_header(("Idempotency-Key", idempotency_key))
        .set_json(json!({}))
}

#[actix_web::test]
async fn staff_see_a_bookings_messages() {
    let stand = Stand::open().await;
    let (ours, other) = (stand.booking(Locale::En), stand.booking(Locale::En));
    stand.confirm(&ours).await;
    stand.confirm(&other).await;

    let path = format!("/api/v1/hotels/jumak-seoul/messages?booking={}", ours.booking_id);
    let about_ours = call(&stand, get(&path, "looker")).await;
    let all = call(&stand, get("/api/v1/hotels/jumak-seoul/messages", "looker")).await;

    assert_eq!(about_ours.status, StatusCode::OK);
    assert_eq!(about_ours.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(about_ours.body["items"][0]["booking_id"], json!(ours.booking_id));
    assert_eq!(about_ours.body["items"][0]["state"], "queued");
    assert_eq!(about_ours.body["next_cursor"], Value::Null);
    assert_eq!(all.body["items"].as_array().unwrap().len(), 2);
    let path = |query: &str| format!("/api/v1/hotels/jumak-seoul/messages?state=queued&limit=1{query}");
    let first = call(&stand, get(&path(""), "looker")).await;
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = call(&stand, get(&path(&format!("&cursor={cursor}")), "looker")).await;
    assert_eq!(json!([first.body["items"][0], second.body["items"][0]]), all.body["items"]);
    assert_eq!(second.body["next_cursor"], Value::Null);
}

#[actix_web::test]
async fn sending_again_happens_once_for_a_key() {
    let stand = Stand::open().await;
    stand.confirm(&stand.booking(Locale::En)).await;
    stand.send().await;
    let message = stand.messages().await.pop().unwrap().message_id;
    let path = format!("/api/v1/hotels/{}/messages/{message}/resend", stand.hotel);

    let first = call(&stand, post(&path, "desk", "k1")).await;
    stand.send().await;
    let again = call(&stand, post(&path, "desk", "k1")).await;

    assert_eq!((first.status, first.is_replay), (StatusCode::OK, false));
    assert_eq!(first.body["state"], "queued");
    assert_eq!((again.status, again.is_replay), (StatusCode::OK, true));
    assert_eq!(again.body, first.body);
    assert_eq!(stand.send().await, 0, "the repeat queued nothing");
}

#[actix_web::test]
async fn what_may_not_be_is_refused() {
    let stand = Stand::open().await;
    stand.confirm(&stand.booking(Locale::En)).await;
    let message = stand.messages().await.pop().unwrap().message_id;
    let resend = format!("/api/v1/hotels/jumak-seoul/messages/{message}/resend");
    let list = "/api/v1/hotels/jumak-seoul/messages";

    let refusals = [
        (get(list, "stranger"), 401, "unauthenticated"),
        (get("/api/v1/hotels/elsewhere/messages", "desk"), 404, "not_found"),
        (get(&format!("{list}?bookings=1"), "desk"), 400, "invalid_input"),
        (get(&format!("{list}?booking=1"), "desk"), 400, "invalid_input"),
        (get(&format!("{list}?limit=0"), "desk"), 400, "invalid_input"),
        (get(&format!("{list}?limit=101"), "desk"), 400, "invalid_input"),
        (get(&format!("{list}?cursor=1"), "desk"), 400, "invalid_input"),
        (get(&format!("{list}?state=lost"), "desk"), 400, "invalid_input"),
        (post(&resend, "looker", "k"), 403, "forbidden"),
        (
            post(&resend, "desk", "").set_json(json!({"to": "eve@example.com"})),
            400,
            "idempotency_key_invalid",
        ),
        (post(&resend, "desk", "k").set_json(json!({"to": "eve@example.com"})), 400, "invalid_input"),
        (post(&format!("{list}/{}/resend", StaffId::new(samples::now())), "desk", "k"), 404, "not_found"),
        (post(&format!("{list}/1/resend"), "desk", "k"), 404, "not_found"),
    ];

    for (request, status, code) in refusals {
        let answer = call(&stand, request).await;
        assert_eq!((answer.status.as_u16(), answer.body["code"].as_str()), (status, Some(code)));
    }
}
