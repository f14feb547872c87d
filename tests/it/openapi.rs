//! The OpenAPI document is exact: every answer is one that it documents, in the form that it documents.

use jumak_tests::{Answer, Guest, Inn, fresh_key, in_days, krw, nights_from, wish};
use serde_json::{Value, json};

use crate::{
    members, photos,
    schema::{surprises, unnamed},
    with,
};

/// What the document says about an operation's answer, and what the answer has that it does not.
fn complaints(document: &Value, method: &str, template: &str, answer: &Answer) -> Vec<String> {
    let operation = &document["paths"][template][method];
    let documented = &operation["responses"][answer.status.to_string()];
    let mut found = Vec::new();
    if !documented.is_object() {
        found.push(format!("{method} {template}: {} is not documented", answer.status));
        return found;
    }
    let kind = answer.header("content-type").split(';').next().unwrap_or_default();
    let schema = &documented["content"][kind]["schema"];
    if answer.body.is_empty() {
        return found;
    }
    if schema.is_null() {
        found.push(format!("{method} {template} {}: {kind} is not documented", answer.status));
        return found;
    }
    if !kind.ends_with("json") {
        return found;
    }
    found.extend(surprises(document, schema, &answer.json()));
    if answer.status < 400 {
        let body = answer.json();
        found.extend(
            unnamed(document, schema, &body).into_iter().map(|name| format!("{name} is not documented")),
        );
    }
    found.iter().map(|what| format!("{method} {template} {}: {what}", answer.status)).collect()
}

/// An operation, and an answer it gave.
type Given = (&'static str, &'static str, Answer);

const HOTEL: &str = "/api/v1/hotels/{hotel}";
const PHOTOS: &str = "/api/v1/hotels/{hotel}/photos";
const PHOTO: &str = "/api/v1/hotels/{hotel}/photos/{photo}";
const NOTES: &str = "/api/v1/bookings/{code}/notes";

async fn answers_of_staff(inn: &Inn) -> Vec<Given> {
    let owner = inn.owner();
    let rooms =
        json!({"updates": [{"room_type": "DBL", "from": in_days(30), "to": in_days(40), "allotment": 3}]});
    let none =
        json!({"updates": [{"room_type": "DBL", "from": in_days(30), "to": in_days(40), "allotment": 0}]});
    vec![
        ("post", "/api/v1/hotels", owner.post("/api/v1/hotels", &jumak_tests::hotel("second")).await),
        ("post", "/api/v1/hotels", owner.post("/api/v1/hotels", &jumak_tests::hotel("second")).await),
        ("post", "/api/v1/hotels", owner.post("/api/v1/hotels", &json!({})).await),
        ("post", "/api/v1/hotels", inn.api().post("/api/v1/hotels", &json!({})).await),
        ("patch", HOTEL, owner.patch(&inn.at(""), &json!({"name": "New"})).await),
        (
            "patch",
            "/api/v1/hotels/{hotel}/room-types/{room_type}",
            owner.patch(&inn.at("/room-types/DBL"), &json!({"name": "New"})).await,
        ),
        (
            "patch",
            "/api/v1/hotels/{hotel}/rate-plans/{rate_plan}",
            owner.patch(&inn.at("/rate-plans/BAR"), &json!({"name": "New"})).await,
        ),
        (
            "get",
            "/api/v1/hotels/{hotel}/ari",
            owner.get(&inn.at(&format!("/ari?from={}&to={}", in_days(29), in_days(33)))).await,
        ),
        ("get", "/api/v1/hotels/{hotel}/ari", owner.get(&inn.at("/ari")).await),
        ("put", "/api/v1/hotels/{hotel}/ari", owner.put(&inn.at("/ari"), &rooms).await),
        ("put", "/api/v1/hotels/{hotel}/ari", owner.put(&inn.at("/ari"), &none).await),
        ("put", "/api/v1/hotels/{hotel}/ari", owner.put(&inn.at("/ari"), &json!({"updates": [{}]})).await),
        ("get", "/api/v1/hotels/{hotel}/bookings", owner.get(&inn.at("/bookings")).await),
        ("get", "/api/v1/hotels/{hotel}/bookings", owner.get(&inn.at("/bookings?status=x")).await),
        ("get", "/api/v1/hotels/{hotel}/messages", owner.get(&inn.at("/messages")).await),
        ("get", "/api/v1/hotels/{hotel}/messages", owner.get(&inn.at("/messages?booking=x")).await),
        ("get", "/api/v1/hotels/{hotel}/messages", owner.get(&inn.at("/messages?state=sent&limit=0")).await),
        (
            "post",
            "/api/v1/hotels/{hotel}/messages/{message_id}/resend",
            owner.post(&inn.at(&format!("/messages/{}/resend", fresh_key())), &json!({})).await,
        ),
    ]
}

async fn answers_about_photos(inn: &Inn) -> Vec<Given> {
    let added = photos::upload(inn, "alt_en=A+yard", "image/png", photos::png(600, 400)).await;
    let made = added.created();
    let path = inn.at(&format!("/photos/{}", made["id"].as_str().unwrap()));
    let file = format!("/media/{}-480.jpg", made["name"].as_str().unwrap());
    let owner = inn.owner();
    vec![
        ("post", PHOTOS, added),
        ("post", PHOTOS, photos::upload(inn, "alt_en=A+yard", "image/png", b"words".to_vec()).await),
        ("post", PHOTOS, photos::upload(inn, "alt_en=A+yard", "text/plain", b"words".to_vec()).await),
        ("post", PHOTOS, photos::upload(inn, "", "image/png", photos::png(6, 4)).await),
        ("get", HOTEL, owner.get(&inn.at("")).await),
        ("patch", PHOTO, owner.patch(&path, &json!({"position": 0})).await),
        ("patch", PHOTO, owner.patch(&path, &json!({"alt": {"en": null}})).await),
        ("get", "/media/{file}", inn.api().get(&file).await),
        ("get", "/media/{file}", inn.api().get("/media/none.jpg").await),
        ("delete", PHOTO, photos::remove(inn, &path).await),
        ("delete", PHOTO, photos::remove(inn, &path).await),
    ]
}

async fn answers_of_looking(inn: &Inn) -> Vec<Given> {
    let stay = format!("check_in={}&check_out={}&adults=2", in_days(30), in_days(32));
    let get = async |path: &str| inn.api().get(path).await;
    vec![
        ("get", HOTEL, get(&inn.at("")).await),
        ("get", HOTEL, get("/api/v1/hotels/nowhere").await),
        ("get", "/api/v1/search", get(&format!("/api/v1/search?{stay}")).await),
        (
            "get",
            "/api/v1/search",
            get(&format!("/api/v1/search?{stay}&rooms=9&free_cancellation=true&meals=breakfast")).await,
        ),
        ("get", "/api/v1/search", get("/api/v1/search").await),
        ("get", "/api/v1/hotels/{hotel}/offers", get(&inn.at(&format!("/offers?{stay}"))).await),
        ("get", "/api/v1/hotels/{hotel}/offers", get(&inn.at(&format!("/offers?{stay}&rooms=9"))).await),
        ("get", "/api/v1/hotels/{hotel}/offers", get(&inn.at("/offers")).await),
        (
            "get",
            "/api/v1/hotels/{hotel}/calendar",
            get(&inn.at(&format!("/calendar?from={}&to={}", in_days(29), in_days(33)))).await,
        ),
        ("get", "/api/v1/hotels/{hotel}/calendar", get(&inn.at("/calendar")).await),
        ("get", "/livez", get("/livez").await),
        ("get", "/readyz", get("/readyz").await),
    ]
}

async fn answers_of_booking(inn: &Inn) -> Vec<Given> {
    let stay = nights_from(in_days(30), 2);
    let ann = inn.guest("ann");
    let (holds, bookings) = ("/api/v1/hotels/{hotel}/holds", "/api/v1/hotels/{hotel}/bookings");
    let hold = ann.hold(&wish("DBL", stay)).await;
    let booking = ann.place(with(wish("DBL", stay), "note", "Late")).await;
    let made = booking.created();
    let path = |action: &str| Guest::booking_path(&made, action);
    let change =
        json!({"check_in": stay.from, "check_out": stay.to.plus_days(1), "expected_total": krw(300_000)});
    let lookup = json!({"confirmation_code": made["confirmation_code"], "email": ann.email()});
    let delete = format!("/api/v1/holds/{}", hold.json()["hold_id"].as_str().unwrap());
    vec![
        ("post", holds, hold),
        ("post", bookings, booking),
        ("post", holds, ann.hold(&with(wish("DBL", stay), "adults", 9)).await),
        ("post", holds, ann.hold(&with(wish("DBL", stay), "expected_total", krw(1))).await),
        ("post", bookings, ann.place(with(with(wish("DBL", stay), "rooms", 9), "adults", 9)).await),
        ("post", bookings, ann.place(json!({})).await),
        ("get", "/api/v1/bookings/{code}", ann.view(&made).await),
        ("get", "/api/v1/bookings/{code}", inn.api().get(&path("")).await),
        ("post", "/api/v1/bookings/lookup", inn.api().post("/api/v1/bookings/lookup", &lookup).await),
        (
            "post",
            "/api/v1/bookings/lookup",
            inn.api().post("/api/v1/bookings/lookup", &with(lookup, "email", "x@y.zz")).await,
        ),
        ("post", "/api/v1/bookings/{code}/change", ann.change(&made, &change).await),
        (
            "post",
            "/api/v1/bookings/{code}/change",
            ann.change(&made, &with(change, "expected_total", krw(1))).await,
        ),
        ("post", "/api/v1/bookings/{code}/check-in", inn.owner().post(&path("/check-in"), &json!({})).await),
        (
            "post",
            "/api/v1/bookings/{code}/check-out",
            inn.owner().post(&path("/check-out"), &json!({})).await,
        ),
        ("post", "/api/v1/bookings/{code}/no-show", inn.owner().post(&path("/no-show"), &json!({})).await),
        ("post", NOTES, inn.owner().post(&path("/notes"), &json!({"text": "Called."})).await),
        ("post", NOTES, inn.owner().post(&path("/notes"), &json!({"text": ""})).await),
        ("get", NOTES, inn.owner().get(&path("/notes")).await),
        ("get", NOTES, inn.api().get(&path("/notes")).await),
        ("post", "/api/v1/bookings/{code}/cancel", ann.cancel(&made).await),
        ("post", "/api/v1/bookings/{code}/cancel", ann.cancel(&made).await),
        ("delete", "/api/v1/holds/{hold_id}", inn.api().delete(&delete).await),
        ("delete", "/api/v1/holds/{hold_id}", inn.api().delete("/api/v1/holds/x").await),
    ]
}

#[tokio::test]
async fn every_answer_is_documented_and_has_the_documented_form() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 10), 5).await;
    let document = inn.api().get("/openapi.json").await.ok();

    let mut given = answers_of_booking(&inn).await;
    given.extend(answers_of_looking(&inn).await);
    given.extend(answers_of_staff(&inn).await);
    given.extend(answers_about_photos(&inn).await);

    let found: Vec<String> = given
        .iter()
        .flat_map(|(method, template, answer)| complaints(&document, method, template, answer))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn negative_control_the_checker_sees_what_is_missing_wrong_and_new() {
    let document = json!({"components": {"schemas": {"Night": {
        "type": "object", "required": ["date"], "properties": {"date": {"type": "string"}, "left": {"type": ["integer", "null"]}}
    }}}});
    let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Night"}});
    let found = |value: Value| surprises(&document, &schema, &value).len();

    assert_eq!(found(json!([{"date": "x", "left": null}, {"date": "y", "left": 1}])), 0);
    assert_eq!(found(json!([{"left": 1}])), 1);
    assert_eq!(found(json!([{"date": 1}])), 1);
    assert_eq!(found(json!({})), 1);
    assert_eq!(unnamed(&document, &schema["items"], &json!({"date": "x", "colour": "red"})), ["colour"]);
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let inn = Inn::open().await;
    let document = inn.api().get("/openapi.json").await.ok();
    let mut names = Vec::new();

    for path in members(&document["paths"]) {
        for method in members(&document["paths"][path]) {
            let operation = &document["paths"][path][method];
            let words =
                operation["summary"].as_str().or(operation["description"].as_str()).unwrap_or_default();
            assert!(!words.is_empty(), "{method} {path} says what it does");
            names.push(operation["operationId"].as_str().unwrap_or_default().to_owned());
        }
    }

    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "generated clients need a name for each operation");
}
