//! Who may do what: every operation of the API against every role. An operation without a row fails the test.

use std::collections::BTreeSet;

use jumak_tests::{Api, Inn, fresh_key, in_days, krw, nights_from, wish};
use reqwest::Method;
use serde_json::{Value, json};

use crate::members;

/// Anybody; with a credential or without.
const ANYBODY: [bool; 5] = [true; 5];
/// Guests, and staff who may; who shows a key that may only look is not a guest.
const GUESTS_AND_WHO_BOOKS: [bool; 5] = [true, true, true, false, true];
/// Owner, manager, desk, readonly, nobody.
const OWNER_AND_MANAGER: [bool; 5] = [true, true, false, false, false];
const WHO_BOOKS: [bool; 5] = [true, true, true, false, false];
const WHO_LOOKS: [bool; 5] = [true, true, true, true, false];

/// Each operation, and who may: owner, manager, desk, readonly, nobody.
const TABLE: &[(&str, &str, [bool; 5])] = &[
    ("get", "/livez", ANYBODY),
    ("get", "/readyz", ANYBODY),
    ("get", "/openapi.json", ANYBODY),
    ("get", "/docs", ANYBODY),
    ("get", "/api/v1/search", ANYBODY),
    ("post", "/api/v1/hotels", OWNER_AND_MANAGER),
    ("get", "/api/v1/hotels/{hotel}", ANYBODY),
    ("patch", "/api/v1/hotels/{hotel}", OWNER_AND_MANAGER),
    ("post", "/api/v1/hotels/{hotel}/room-types", OWNER_AND_MANAGER),
    ("patch", "/api/v1/hotels/{hotel}/room-types/{code}", OWNER_AND_MANAGER),
    ("post", "/api/v1/hotels/{hotel}/rate-plans", OWNER_AND_MANAGER),
    ("patch", "/api/v1/hotels/{hotel}/rate-plans/{code}", OWNER_AND_MANAGER),
    ("post", "/api/v1/hotels/{hotel}/photos", OWNER_AND_MANAGER),
    ("patch", "/api/v1/hotels/{hotel}/photos/{photo}", OWNER_AND_MANAGER),
    ("delete", "/api/v1/hotels/{hotel}/photos/{photo}", OWNER_AND_MANAGER),
    ("get", "/media/{file}", ANYBODY),
    ("get", "/api/v1/hotels/{hotel}/ari", WHO_LOOKS),
    ("put", "/api/v1/hotels/{hotel}/ari", OWNER_AND_MANAGER),
    ("get", "/api/v1/hotels/{hotel}/offers", ANYBODY),
    ("get", "/api/v1/hotels/{hotel}/calendar", ANYBODY),
    ("get", "/api/v1/hotels/{hotel}/availability/stream", ANYBODY),
    ("post", "/api/v1/hotels/{hotel}/holds", GUESTS_AND_WHO_BOOKS),
    ("delete", "/api/v1/holds/{hold_id}", ANYBODY),
    ("post", "/api/v1/hotels/{hotel}/bookings", GUESTS_AND_WHO_BOOKS),
    ("get", "/api/v1/hotels/{hotel}/bookings", WHO_LOOKS),
    ("post", "/api/v1/bookings/lookup", ANYBODY),
    ("get", "/api/v1/bookings/{code}", WHO_LOOKS),
    ("post", "/api/v1/bookings/{code}/cancel", WHO_BOOKS),
    ("post", "/api/v1/bookings/{code}/change", WHO_BOOKS),
    ("post", "/api/v1/bookings/{code}/check-in", WHO_BOOKS),
    ("post", "/api/v1/bookings/{code}/check-out", WHO_BOOKS),
    ("post", "/api/v1/bookings/{code}/no-show", WHO_BOOKS),
    ("get", "/api/v1/bookings/{code}/notes", WHO_LOOKS),
    ("post", "/api/v1/bookings/{code}/notes", WHO_BOOKS),
    ("get", "/api/v1/hotels/{hotel}/messages", WHO_LOOKS),
    ("post", "/api/v1/hotels/{hotel}/messages/{message_id}/resend", WHO_BOOKS),
];

/// The same operation, whatever its parameters are called.
fn shape(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

async fn documented(inn: &Inn) -> BTreeSet<(String, String)> {
    let document = inn.api().get("/openapi.json").await.ok();
    let mut operations = BTreeSet::new();
    for path in members(&document["paths"]) {
        for method in members(&document["paths"][path]) {
            if ["get", "post", "put", "patch", "delete"].contains(&method) {
                operations.insert((method.to_owned(), shape(path)));
            }
        }
    }
    operations
}

/// A hotel with a booking, and the path and body with which each operation means something.
struct Scene {
    inn: Inn,
    code: String,
}

impl Scene {
    async fn set() -> Self {
        let stay = nights_from(in_days(30), 2);
        let inn = Inn::open().await.with_stock("DBL", stay, 90).await;
        inn.add_hotel("other").await;
        let booking = inn.guest("ann").book("DBL", stay).await.created();
        let code = booking["confirmation_code"].as_str().unwrap().to_owned();
        Self { inn, code }
    }

    fn path(&self, template: &str) -> String {
        let (from, to) = (in_days(30), in_days(31));
        let own_code = if template.contains("room-types") {
            "DBL"
        } else if template.contains("rate-plans") {
            "BAR"
        } else {
            &self.code
        };
        let path = template
            .replace("{hotel}", self.inn.slug())
            .replace("{code}", own_code)
            .replace("{hold_id}", &fresh_key())
            .replace("{photo}", &fresh_key())
            .replace("{message_id}", &fresh_key());
        match template.rsplit('/').next() {
            Some("search" | "offers") => format!("{path}?check_in={from}&check_out={to}&adults=2"),
            Some("calendar" | "ari") => format!("{path}?from={from}&to={to}"),
            _ => path,
        }
    }

    fn body(&self, method: &str, template: &str) -> Value {
        let stay = nights_from(in_days(30), 1);
        match template.rsplit('/').next() {
            Some("hotels") => jumak_tests::hotel(&format!("new-{}", &fresh_key()[..8])),
            Some("room-types") => jumak_tests::room_type(&fresh_key()[..8]),
            Some("rate-plans") => jumak_tests::rate_plan(&fresh_key()[..8]),
            Some("ari") => {
                json!({"updates": [{"room_type": "DBL", "from": stay.from, "to": stay.to, "allotment": 90}]})
            }
            Some("holds") => wish("DBL", stay),
            Some("bookings") => self.inn.guest("bob").order(wish("DBL", stay)),
            Some("lookup") => json!({"confirmation_code": self.code, "email": "ann@guest.example"}),
            Some("notes") => json!({"text": "Called."}),
            Some("change") => json!({"check_in": stay.from, "check_out": stay.to, "expected_total": krw(1)}),
            _ if method == "patch" && template.ends_with("{hotel}") => json!({"description": "New"}),
            _ if method == "patch" => json!({"description": "New"}),
            _ => json!({}),
        }
    }

    /// The status that somebody gets who tries the operation.
    async fn attempt(&self, api: &Api, method: &str, template: &str) -> u16 {
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let mut request = api.request(verb, &self.path(template));
        if ["post", "put", "patch"].contains(&method) {
            request = request.header("Idempotency-Key", fresh_key()).json(&self.body(method, template));
        } else if method == "delete" {
            request = request.header("Idempotency-Key", fresh_key());
        }
        // The stream never ends; its head is enough.
        request.send().await.unwrap().status().as_u16()
    }
}

/// A status that only somebody gets who may; conflicts and absences of the thing itself included.
fn is_let_in(status: u16) -> bool {
    assert!(status < 500, "{status}");
    ![401, 403].contains(&status)
}

#[tokio::test]
async fn every_operation_has_its_row_and_every_row_its_operation() {
    let inn = Inn::open().await;
    let documented = documented(&inn).await;

    let table: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), shape(path))).collect();

    let own = ["/livez", "/readyz", "/openapi.json", "/docs"];
    let without_row: Vec<_> = documented.difference(&table).collect();
    let without_operation: Vec<_> =
        table.difference(&documented).filter(|(_, path)| !own.contains(&path.as_str())).collect();
    assert!(without_row.is_empty(), "operations that nobody decided about: {without_row:?}");
    assert!(without_operation.is_empty(), "rows about nothing: {without_operation:?}");
}

#[tokio::test]
async fn every_role_may_exactly_what_the_table_says() {
    let scene = Scene::set().await;
    let mut wrong = Vec::new();

    for (position, role) in ["owner", "manager", "desk", "readonly", "nobody"].into_iter().enumerate() {
        let api = if role == "nobody" { scene.inn.api().clone() } else { scene.inn.staff(role).await };
        for (method, template, may) in TABLE {
            let status = scene.attempt(&api, method, template).await;
            if is_let_in(status) != may[position] {
                wrong.push(format!("{role}: {method} {template} → {status}"));
            }
        }
    }

    assert_eq!(wrong, [""; 0]);
    scene.inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_role_or_a_key_for_one_hotel_opens_no_other() {
    let scene = Scene::set().await;
    let elsewhere = scene.inn.staff_at("owner", "other").await;
    scene.inn.run(&["staff", "add", "--email", "limited@staff.example", "--role", "owner"]).await.ok();
    let limited = scene.inn.api_key("limited@staff.example", &["--hotel", "other"]).await;
    let mut wrong = Vec::new();

    for api in [&elsewhere, &limited] {
        for (method, template, may) in TABLE.iter().filter(|(_, _, may)| !may[4]) {
            let status = scene.attempt(api, method, template).await;
            if ![403, 404].contains(&status) {
                wrong.push(format!("{method} {template} {may:?} → {status}"));
            }
        }
        let own = api.get("/api/v1/hotels/other/bookings").await;
        assert_eq!(own.status, 200, "but it opens its own: {own}");
    }

    assert_eq!(wrong, [""; 0]);
}

#[tokio::test]
async fn a_guests_token_opens_that_booking_and_nothing_of_the_staffs() {
    let scene = Scene::set().await;
    let booking = scene.inn.guest("bob").book("DBL", nights_from(in_days(30), 1)).await.created();
    let bob = scene.inn.guest("bob").with_token_of(&booking);

    for (method, template, may) in TABLE.iter().filter(|(_, _, may)| !may[4]) {
        let status = scene.attempt(&bob, method, template).await;
        assert!([401, 403, 404].contains(&status), "{method} {template} {may:?} → {status}");
    }
    assert_eq!(scene.inn.guest("bob").view(&booking).await.status, 200);
}
