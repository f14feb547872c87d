//! The JSON routes, from header to problem.

use std::sync::Arc;

use actix_web::{
    App,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::StatusCode,
    test, web,
};
use async_trait::async_trait;
use http_kit::{AuthError, Authenticator, Grant, Principal, RequestId, with_request_id};
use kernel::{Actor, HotelId};
use serde_json::{Value, json};
use utoipa_actix_web::{AppExt, scope};
use uuid::Uuid;

use crate::house::House;

/// Knows the desk's key, and the key of another hotel.
struct Keys(HotelId);

#[async_trait]
impl Authenticator for Keys {
    async fn by_api_key(&self, key: &str) -> Result<Principal, AuthError> {
        let hotel = match key {
            "jmk_desk" => self.0,
            "jmk_elsewhere" => Uuid::from_u128(99).into(),
            _ => return Err(AuthError::Unknown),
        };
        let permissions = &["bookings.read", "bookings.write"];
        let grants = vec![Grant { hotel: Some(hotel), permissions }];
        Ok(Principal { actor: Actor::ApiKey(Uuid::from_u128(5).into()), grants })
    }
}

/// One request's particulars.
struct Ask<'a> {
    method: &'a str,
    path: String,
    key: Option<&'a str>,
    token: Option<String>,
    body: Option<Value>,
}

fn post(path: impl Into<String>, key: &str, body: Value) -> Ask<'_> {
    Ask { method: "POST", path: path.into(), key: Some(key), token: None, body: Some(body) }
}

fn get<'a>(path: impl Into<String>) -> Ask<'a> {
    Ask { method: "GET", path: path.into(), key: None, token: None, body: None }
}

impl Ask<'_> {
    fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }
}

struct Told {
    status: StatusCode,
    is_replay: bool,
    body: Value,
}

fn request(ask: Ask<'_>) -> test::TestRequest {
    let mut request = test::TestRequest::with_uri(&format!("/api/v1{}", ask.path))
        .method(ask.method.parse().unwrap())
        .peer_addr("192.0.2.1:1234".parse().unwrap());
    if let Some(key) = ask.key {
        request = request.insert_header(("Idempotency-Key", key));
    }
    if let Some(token) = ask.token {
        request = request.insert_header(("Authorization", format!("Bearer {token}")));
    }
    if let Some(body) = ask.body {
        request = request.set_json(body);
    }
    request
}

async fn told<B: MessageBody>(response: ServiceResponse<B>) -> Told {
    let status = response.status();
    let is_replay = response.headers().contains_key("idempotency-replayed");
    let bytes = test::read_body(response).await;
    Told { status, is_replay, body: serde_json::from_slice(&bytes).unwrap_or_default() }
}

/// The module's routes as the app serves them. A macro, because actix does not let its request be named.
macro_rules! serve {
    ($house:expr) => {{
        let keys: Arc<dyn Authenticator> = Arc::new(Keys($house.hotel_id()));
        let (app, _) = App::new()
            .into_utoipa_app()
            .app_data(web::Data::from(keys))
            .service(scope("/api/v1").configure($house.module.routes()))
            .split_for_parts();
        test::init_service(app).await
    }};
}

macro_rules! ask {
    ($app:expr, $ask:expr) => {
        told($app.call(request($ask).to_request()).await.unwrap()).await
    };
}

fn wanted() -> Value {
    json!({
        "room_type": "DBL", "rate_plan": "BAR", "check_in": "2030-05-01", "check_out": "2030-05-03",
        "adults": 2, "guest": { "name": "Ann", "email": "ann@example.com" },
    })
}

const BOOKINGS: &str = "/hotels/jumak-seoul/bookings";

#[actix_web::test]
async fn a_guest_holds_books_looks_up_changes_and_cancels() {
    let house = House::open().await;
    let app = serve!(house);
    let mut hold = wanted();
    hold.as_object_mut().unwrap().remove("guest");

    let held = ask!(app, post("/hotels/jumak-seoul/holds", "k1", hold));
    assert_eq!(held.status, StatusCode::CREATED);
    let book = json!({ "hold_id": held.body["hold_id"], "guest": wanted()["guest"], "note": "Late" });
    let booked = ask!(app, post(BOOKINGS, "k2", book));
    assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
    let code = booked.body["confirmation_code"].as_str().unwrap();
    let token = booked.body["manage_token"].as_str().unwrap();

    let shown = ask!(app, get(format!("/bookings/{code}")).with_token(token));
    assert_eq!((shown.status, &shown.body["note"]), (StatusCode::OK, &json!("Late")));
    let body = json!({ "confirmation_code": code.to_lowercase(), "email": "ANN@example.com" });
    let found = ask!(app, post("/bookings/lookup", "-", body));
    assert_eq!(found.body["manage_token"], booked.body["manage_token"]);
    let later = json!({ "check_in": "2030-05-02", "check_out": "2030-05-04" });
    let changed = ask!(app, post(format!("/bookings/{code}/change"), "k3", later).with_token(token));
    assert_eq!(changed.body["check_out"], "2030-05-04", "{}", changed.body);
    let mut nothing = post(format!("/bookings/{code}/cancel"), "k4", json!({})).with_token(token);
    nothing.body = None;
    let cancelled = ask!(app, nothing);
    assert_eq!(cancelled.body["status"], "cancelled", "{}", cancelled.body);
    assert_eq!(cancelled.body["refund"]["amount"], 200);
    let again = ask!(app, post(format!("/bookings/{code}/cancel"), "k4", json!({})).with_token(token));
    assert!(again.is_replay, "no body and an empty object are the same request");
    assert_eq!(again.body, cancelled.body);
}

#[actix_web::test]
async fn refusals_say_what_to_do_and_are_repeated() {
    let house = House::open().await;
    let app = serve!(house);
    for key in ["k1", "k2"] {
        assert_eq!(ask!(app, post(BOOKINGS, key, wanted())).status, StatusCode::CREATED);
    }

    let first = ask!(app, post(BOOKINGS, "k3", wanted()));
    let again = ask!(app, post(BOOKINGS, "k3", wanted()));
    let mut other = wanted();
    other["adults"] = json!(1);
    let reused = ask!(app, post(BOOKINGS, "k3", other));

    assert_eq!(first.status, StatusCode::CONFLICT);
    assert_eq!(first.body["code"], "sold_out");
    assert_eq!(first.body["nights"], json!(["2030-05-01", "2030-05-02"]));
    assert!(!first.is_replay && again.is_replay);
    assert_eq!(again.body["code"], "sold_out");
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reused.body["code"], "idempotency_key_reused");
}

#[actix_web::test]
async fn wrong_input_is_named_field_by_field() {
    let house = House::open().await;
    let app = serve!(house);
    let with = |field: &str, value: Value| {
        let mut body = wanted();
        body[field] = value;
        body
    };
    let cases = [
        (with("room_type", json!("NONE")), "room_type"),
        (with("rooms", json!(0)), "rooms"),
        (with("adults", json!(0)), "adults"),
        (with("check_out", json!("2030-05-01")), "check_out"),
        (with("check_in", json!("2030-02-30")), "check_in"),
        (with("guest", json!({ "name": "", "email": "ann@example.com" })), "guest.name"),
        (with("beds", json!(1)), "beds"),
        (with("hold_id", json!("018f3a5e-0000-7000-8000-000000000000")), "hold_id"),
    ];

    for (number, (body, field)) in cases.into_iter().enumerate() {
        let key = format!("k{number}");
        let told = ask!(app, post(BOOKINGS, &key, body));
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{field}: {}", told.body);
        assert_eq!(told.body["errors"][0]["field"], field);
    }
    let mut keyless = post(BOOKINGS, "", wanted());
    keyless.key = None;
    assert_eq!(ask!(app, keyless).body["code"], "idempotency_key_required");
    let extra = post("/bookings/3F7K2M9QXR/cancel", "k", json!({ "x": 1 })).with_token("t");
    assert_eq!(ask!(app, extra).body["errors"][0]["field"], "x");
}

#[actix_web::test]
async fn what_is_not_there_and_what_is_not_yours_look_the_same() {
    let house = House::open().await;
    let app = serve!(house);
    let booked = ask!(app, post(BOOKINGS, "k1", wanted()));
    let code = booked.body["confirmation_code"].as_str().unwrap();

    for path in [format!("/bookings/{code}"), "/bookings/3F7K2M9QXR".into(), "/bookings/nonsense".into()] {
        for token in ["wrong", "jmk_elsewhere"] {
            let told = ask!(app, get(path.clone()).with_token(token));
            assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(told.body["detail"], "There is no such booking, or you may not see it.");
        }
        assert_eq!(ask!(app, get(path)).status, StatusCode::UNAUTHORIZED);
    }
    let unknown = ask!(app, get(format!("/bookings/{code}")).with_token("jmk_unknown"));
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    let delete = |id: &str| Ask { method: "DELETE", ..get(format!("/holds/{id}")) };
    let gone = ask!(app, delete("018f3a5e-0000-7000-8000-000000000000"));
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(ask!(app, delete("nonsense")).status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_desk_checks_in_and_out_and_lists() {
    let house = House::open().await;
    let app = serve!(house);
    let booked = ask!(app, post(BOOKINGS, "k1", wanted()));
    let code = booked.body["confirmation_code"].as_str().unwrap();
    let token = booked.body["manage_token"].as_str().unwrap();
    let desk = |action: &str, key, token: &str| {
        post(format!("/bookings/{code}/{action}"), key, json!({})).with_token(token)
    };

    assert_eq!(ask!(app, desk("check-in", "k2", token)).status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask!(app, desk("check-in", "k3", "jmk_elsewhere")).status, StatusCode::NOT_FOUND);
    let early = ask!(app, desk("check-in", "k4", "jmk_desk"));
    assert_eq!((early.status, &early.body["code"]), (StatusCode::CONFLICT, &json!("wrong_day")));
    house.noon_of("2030-05-01");
    assert_eq!(ask!(app, desk("check-in", "k5", "jmk_desk")).body["status"], "checked_in");
    let late = ask!(app, desk("no-show", "k6", "jmk_desk"));
    assert_eq!(
        (&late.body["code"], &late.body["booking_status"]),
        (&json!("wrong_status"), &json!("checked_in"))
    );
    assert_eq!(ask!(app, desk("check-out", "k7", "jmk_desk")).body["status"], "checked_out");

    let list = |query: &str| get(format!("{BOOKINGS}{query}")).with_token("jmk_desk");
    let listed = ask!(app, list("?status=checked_out&q=ann"));
    assert_eq!(listed.body["items"][0]["confirmation_code"], code);
    assert_eq!(listed.body["next_cursor"], Value::Null);
    let left = ask!(app, list("?departure_from=2030-05-03&departure_to=2030-05-04"));
    assert_eq!(left.body["items"].as_array().unwrap().len(), 1);
    let stays = ask!(app, list("?departure_from=2030-05-04"));
    assert_eq!(stays.body["items"], json!([]));
    for query in
        ["?departure_to=soon", "?limit=0", "?limit=101", "?status=lost", "?cursor=x", "?page=1", "?q=a&q=b"]
    {
        assert_eq!(ask!(app, list(query)).status, StatusCode::BAD_REQUEST, "{query}");
    }
    let elsewhere = ask!(app, get(BOOKINGS).with_token("jmk_elsewhere"));
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn the_desk_writes_notes_down_and_no_guest_sees_them() {
    let house = House::open().await;
    let app = serve!(house);
    let booked = ask!(app, post(BOOKINGS, "k1", wanted()));
    let code = booked.body["confirmation_code"].as_str().unwrap();
    let token = booked.body["manage_token"].as_str().unwrap();
    let path = format!("/bookings/{code}/notes");
    let note = |text: &str| post(path.clone(), "k2", json!({ "text": text })).with_token("jmk_desk");

    let written = ask!(app, note(" Allergic to feathers. "));
    let again = ask!(app, note(" Allergic to feathers. "));
    let reused = ask!(app, note("Something else."));

    assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
    assert_eq!(written.body["text"], "Allergic to feathers.");
    assert_eq!((again.is_replay, &again.body), (true, &written.body));
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let listed = ask!(app, get(path.clone()).with_token("jmk_desk"));
    assert_eq!(listed.body, json!({ "items": [written.body], "next_cursor": null }));
    for (token, status) in [(token, 401), ("jmk_elsewhere", 404), ("jmk_unknown", 401)] {
        let write = post(path.clone(), "k3", json!({ "text": "x" })).with_token(token);
        assert_eq!(ask!(app, get(path.clone()).with_token(token)).status.as_u16(), status);
        assert_eq!(ask!(app, write).status.as_u16(), status);
    }
    for body in
        [json!({ "text": " " }), json!({ "text": "x".repeat(2_001) }), json!({ "text": 1 }), json!({})]
    {
        let told = ask!(app, post(path.clone(), "k4", body).with_token("jmk_desk"));
        assert_eq!(
            (told.status, &told.body["errors"][0]["field"]),
            (StatusCode::BAD_REQUEST, &json!("text"))
        );
    }
    let nobodys = post("/bookings/3F7K2M9QXR/notes", "k5", json!({ "text": "x" })).with_token("jmk_desk");
    assert_eq!(ask!(app, nobodys).status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn what_a_guest_does_is_kept_with_its_request() {
    let house = House::open().await;
    let app = serve!(house);
    let booked = ask!(app, post(BOOKINGS, "k1", wanted()));
    let code = booked.body["confirmation_code"].as_str().unwrap();
    let token = booked.body["manage_token"].as_str().unwrap();
    let cancel = post(format!("/bookings/{code}/cancel"), "k2", json!({})).with_token(token);

    let (id, call) = (RequestId::random(), app.call(request(cancel).to_request()));
    with_request_id(id, call).await.unwrap();

    let kept = house.texts("SELECT detail FROM booking_history ORDER BY version").await;
    let newest: serde_json::Value = serde_json::from_str(kept.last().unwrap()).unwrap();
    assert_eq!(newest["request_id"], id.to_string());
}

#[actix_web::test]
async fn a_house_that_is_closed_for_changes_says_so_and_goes_on_showing() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let closed = house.closed_for_changes();
    let app = serve!(closed);
    let (path, token) = (format!("/bookings/{}", booking.confirmation_code), booking.manage_token.unwrap());

    let refused = ask!(app, post(format!("{path}/cancel"), "k", json!({})).with_token(&token));
    let note = post(format!("{path}/notes"), "n", json!({ "text": "Late." })).with_token("jmk_desk");
    let unwritten = ask!(app, note);
    let shown = ask!(app, get(path).with_token(&token));

    for closed in [refused, unwritten] {
        assert_eq!(closed.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(closed.body["code"], "read_only", "{}", closed.body);
    }
    assert_eq!((shown.status, &shown.body["status"]), (StatusCode::OK, &json!("confirmed")));
}

#[actix_web::test]
async fn a_guesser_is_slowed_down() {
    let house = House::open().await;
    let app = serve!(house);
    let guess = || {
        let body = json!({ "confirmation_code": "3F7K2M9QXR", "email": "ann@example.com" });
        post("/bookings/lookup", "-", body)
    };

    for _ in 0..20 {
        assert_eq!(ask!(app, guess()).status, StatusCode::NOT_FOUND);
    }

    assert_eq!(ask!(app, guess()).status, StatusCode::TOO_MANY_REQUESTS);
}

#[actix_web::test]
async fn every_route_is_documented_with_its_refusals() {
    let house = House::open().await;

    let (_, api) = App::new()
        .into_utoipa_app()
        .service(scope("/api/v1").configure(house.module.routes()))
        .split_for_parts();

    let api = serde_json::to_value(api).unwrap();
    let paths = api["paths"].as_object().unwrap();
    let operations: Vec<_> = paths.values().flat_map(|path| path.as_object().unwrap().values()).collect();
    assert_eq!(operations.len(), 13);
    for operation in operations {
        assert!(operation["responses"].as_object().unwrap().len() >= 4, "{operation}");
    }
    let schemas = api["components"]["schemas"].as_object().unwrap();
    let told = api.to_string();
    for reference in told.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is used and not described");
    }
}
