//! The bad input table: whatever is sent, nothing is booked, nothing breaks, and the answer says what was wrong.

use jumak_tests::{Api, Guest, Inn, Request, Wire, fresh_key, in_days, krw, nights_from, wish};
use serde_json::{Value, json};

use crate::{with, without};

const FIELDS: [&str; 9] = [
    "room_type",
    "rate_plan",
    "check_in",
    "check_out",
    "rooms",
    "adults",
    "children",
    "expected_total",
    "guest",
];

/// Values that fit no field of any type.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!([]),
        json!({}),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("💥".repeat(500)),
        json!(1.5),
        json!(-1),
        json!(1e308),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
    ]
}

fn odd_dates() -> Vec<Value> {
    [
        "2030-02-30",
        "2030-13-01",
        "2030-1-1",
        "0000-00-00",
        "9999-12-31",
        "10000-01-01",
        "-0001-01-01",
        "tomorrow",
        "2030-01-01T00:00:00Z",
        "2030/01/01",
        "20300101",
        "٢٠٣٠-٠١-٠١",
    ]
    .into_iter()
    .map(Value::from)
    .collect()
}

/// Orders with one thing wrong, and what that is.
fn orders(inn: &Inn) -> Vec<(String, Value)> {
    let good = inn.guest("ann").order(wish("DBL", nights_from(in_days(30), 2)));
    let mut table = wrong_types(&good);
    for (field, value) in wrong_values() {
        table.push((format!("{field} = {value}"), with(good.clone(), field, value)));
    }
    for (field, value) in wrong_guests() {
        let mut order = good.clone();
        order["guest"][field] = value.clone();
        table.push((format!("guest.{field} = {value}"), order));
    }
    table
}

/// No children, and nothing said of rooms or the price, are a party and a wish like any other.
fn is_harmless(field: &str, value: &Value) -> bool {
    match field {
        "children" => *value == json!([]) || value.is_null(),
        "expected_total" | "rooms" => value.is_null(),
        _ => false,
    }
}

fn wrong_types(good: &Value) -> Vec<(String, Value)> {
    let mut table = Vec::new();
    for field in FIELDS {
        let dates = if field.starts_with("check_") { odd_dates() } else { Vec::new() };
        for value in odd_values().into_iter().chain(dates).filter(|value| !is_harmless(field, value)) {
            table.push((format!("{field} = {value}"), with(good.clone(), field, value)));
        }
        if !["children", "expected_total", "rooms"].contains(&field) {
            table.push((format!("without {field}"), without(good.clone(), field)));
        }
    }
    table
}

fn wrong_values() -> Vec<(&'static str, Value)> {
    vec![
        ("check_out", json!(in_days(30))),
        ("check_out", json!(in_days(29))),
        ("check_out", json!(in_days(30 + 367))),
        ("rooms", json!(0)),
        ("rooms", json!(51)),
        ("rooms", json!(65_536)),
        ("adults", json!(0)),
        ("adults", json!(201)),
        ("children", json!([18])),
        ("children", json!([-1])),
        ("children", json!([256])),
        ("children", json!(vec![5; 101])),
        ("expected_total", json!({"amount": 1})),
        ("expected_total", json!({"amount": "1", "currency": "KRW"})),
        ("expected_total", json!({"amount": 1, "currency": "won"})),
        ("note", json!("x".repeat(2_001))),
        ("note", json!(1)),
        ("room_type", json!("NOPE")),
        ("rate_plan", json!("NOPE")),
        ("room_type", json!("x".repeat(33))),
        ("room_type", json!("D B L")),
        ("room_type", json!("'; DROP TABLE bookings; --")),
        ("hold_id", json!(fresh_key())),
    ]
}

fn wrong_guests() -> Vec<(&'static str, Value)> {
    vec![
        ("name", json!("")),
        ("name", json!("x".repeat(201))),
        ("name", json!("a\r\nBcc: b@c.d")),
        ("name", Value::Null),
        ("email", json!("a")),
        ("email", json!("a@b")),
        ("email", json!("a b@c.de")),
        ("email", json!("a@b.de\r\nBcc: c@d.ef")),
        ("email", json!(format!("{}@b.de", "a".repeat(255)))),
        ("email", Value::Null),
        ("phone", json!("<script>")),
        ("phone", json!("1".repeat(41))),
        ("locale", json!("fr")),
    ]
}

async fn assert_nothing_happened(inn: &Inn) {
    let page = inn.owner().get(&inn.at("/bookings")).await.ok();
    assert_eq!(page["items"], json!([]), "nothing was booked");
    assert_eq!(inn.available("DBL", nights_from(in_days(30), 2)).await, [5, 5], "no room is taken");
    inn.audit().await.assert_clean();
    assert!(!inn.log().contains("panicked"), "{}", inn.log());
}

async fn ready_inn() -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 5).await
}

#[tokio::test]
async fn no_odd_order_books_anything() {
    let inn = ready_inn().await;

    for (what, order) in orders(&inn) {
        for (path, body) in [("/bookings", order.clone()), ("/holds", without(order, "guest"))] {
            if path == "/holds"
                && (what.contains("guest") || what.starts_with("note") || what.starts_with("hold_id"))
            {
                continue;
            }
            let answer = inn.api().post(&inn.at(path), &body).await;
            let is_conflict = answer.status == 409 && what.starts_with("expected_total");
            assert!(answer.status == 400 || is_conflict || is_restricted(&answer), "{what}: {answer}");
            answer.refused(answer.status, answer.json()["code"].as_str().unwrap());
        }
    }

    assert_nothing_happened(&inn).await;
}

/// A stay that is only too far away, or a party that is only too large, is understood and refused.
fn is_restricted(answer: &jumak_tests::Answer) -> bool {
    answer.status == 409 && answer.json()["code"] == "restricted"
}

#[tokio::test]
async fn no_odd_body_breaks_anything() {
    let inn = ready_inn().await;
    let huge = format!("{{\"note\":\"{}\"}}", "x".repeat(3 * 1024 * 1024));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));

    for (path, method) in [
        (inn.at("/bookings"), "POST"),
        (inn.at("/holds"), "POST"),
        (inn.at("/ari"), "PUT"),
        ("/api/v1/hotels".to_owned(), "POST"),
        ("/api/v1/bookings/lookup".to_owned(), "POST"),
    ] {
        for body in [
            &b""[..],
            b"{",
            b"null",
            b"[]",
            b"\"x\"",
            b"{\"a\":1,}",
            b"\xff\xfe{}",
            b"{\"room_type\":\"\xff\"}",
            b"{}{}",
            b"\xef\xbb\xbf{}",
            b"\x00",
            huge.as_bytes(),
            deep.as_bytes(),
            b"{\"rooms\":1,\"rooms\":1}",
        ] {
            let status = send(&inn, (method, &path), "application/json", body).await;
            assert!(
                (400..500).contains(&status),
                "{method} {path} {:?}… → {status}",
                &body[..body.len().min(20)]
            );
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""] {
            assert_eq!(send(&inn, (method, &path), kind, b"{}").await, 415, "{kind}");
        }
    }

    assert_nothing_happened(&inn).await;
}

async fn send(inn: &Inn, (method, path): (&str, &str), kind: &str, body: &[u8]) -> u16 {
    let token = inn.owner().bearer().unwrap();
    let headers = format!(
        "authorization: Bearer {token}\r\nidempotency-key: {}\r\ncontent-type: {kind}\r\n",
        fresh_key()
    );
    let mut wire = Wire::connect(inn.api().base()).await.unwrap();
    // The server may refuse a huge body before it has all arrived, and close.
    let sent = wire.send(Request { method, path, headers: &headers, body }).await;
    match wire.receive().await {
        Ok(reply) => reply.status,
        Err(error) if body.len() > 1_000_000 && sent.is_err() => panic!("the refusal was lost: {error}"),
        Err(_) if body.len() > 1_000_000 => 413,
        Err(error) => panic!("no answer: {error}"),
    }
}

#[tokio::test]
async fn no_odd_question_breaks_anything() {
    let inn = ready_inn().await;
    let (from, to) = (in_days(30), in_days(31));
    let mut questions = Vec::new();
    for odd in
        ["", "x", "-1", "0", "65536", "1e9", "%00", "%FF", "9223372036854775808", "2030-02-30", "%E2%80%AE"]
    {
        for field in [
            "check_in",
            "check_out",
            "adults",
            "children",
            "rooms",
            "free_cancellation",
            "meals",
            "limit",
            "cursor",
            "sort",
        ] {
            let fields =
                [("check_in", from.to_string()), ("check_out", to.to_string()), ("adults", "2".to_owned())];
            let others = fields.iter().filter(|(name, _)| *name != field);
            let rest = others.fold(String::new(), |query, (name, value)| query + name + "=" + value + "&");
            questions.push(format!("/api/v1/search?{rest}{field}={odd}"));
            questions.push(inn.at(&format!("/offers?{rest}{field}={odd}")));
        }
        questions.push(inn.at(&format!("/calendar?from={odd}&to={to}")));
        questions.push(inn.at(&format!("/ari?from={odd}&to={to}")));
        questions.push(inn.at(&format!("/bookings?status={odd}")));
        questions.push(inn.at(&format!("/bookings?arrival_from={odd}&q={odd}&cursor={odd}")));
        questions.push(format!("/api/v1/hotels/{odd}/offers?check_in={from}&check_out={to}&adults=2"));
        questions.push(format!("/api/v1/bookings/{odd}"));
    }
    questions.push(inn.at("/offers"));
    questions.push(inn.at(&format!("/offers?check_in={to}&check_out={from}&adults=2")));
    questions.push(inn.at("/offers?check_in=0001-01-01&check_out=0001-01-02&adults=2"));
    questions.push(inn.at("/offers?check_in=9999-12-30&check_out=9999-12-31&adults=2"));
    questions.push(inn.at("/ari?from=0001-01-01&to=0001-01-02"));
    questions.push(inn.at("/ari?from=9999-12-30&to=9999-12-31"));
    questions.push(format!("/api/v1/search?city={}", "x".repeat(6_000)));
    let mut wire = Wire::connect(inn.api().base()).await.unwrap();
    let headers = format!("authorization: Bearer {}\r\n", inn.owner().bearer().unwrap());

    for path in questions {
        let reply =
            wire.ask(Request { method: "GET", path: &path, headers: &headers, body: b"" }).await.unwrap();
        assert!(reply.status < 500, "{path} → {} {}", reply.status, String::from_utf8_lossy(&reply.body));
        if reply.status >= 400 {
            assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{path}");
        }
    }

    assert_nothing_happened(&inn).await;
}

#[tokio::test]
async fn bytes_that_are_no_http_are_refused_and_the_server_goes_on() {
    let inn = ready_inn().await;

    for bytes in [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n\r\n\r\n",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\nx: \x00\r\n\r\n", b"GET /livez HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n"]
    {
        let mut wire = Wire::connect(inn.api().base()).await.unwrap();
        wire.send_raw(bytes).await.unwrap();
        let answer = tokio::time::timeout(std::time::Duration::from_millis(200), wire.receive()).await;
        if let Ok(Ok(reply)) = answer {
            assert!(reply.status < 500, "{:?} → {}", String::from_utf8_lossy(bytes), reply.status);
        }
    }

    assert_eq!(inn.api().get("/livez").await.status, 200);
    assert_nothing_happened(&inn).await;
}

#[tokio::test]
async fn no_odd_ari_changes_anything() {
    let inn = ready_inn().await;
    let good = json!({"room_type": "DBL", "rate_plan": "BAR", "from": in_days(30), "to": in_days(32)});
    let update = |field: &str, value: Value| with(good.clone(), field, value);

    for odd in [
        update("room_type", json!("NOPE")),
        update("rate_plan", json!("NOPE")),
        update("to", json!(in_days(30))),
        update("to", json!(in_days(29))),
        update("to", json!("9999-12-31")),
        update("from", json!("0001-01-01")),
        update("allotment", json!(-1)),
        update("allotment", json!(100_001)),
        update("overbooking", json!(100_001)),
        update("price", json!(100)),
        update("price", json!({"amount": -1, "currency": "KRW"})),
        update("price", json!({"amount": 1, "currency": "EUR"})),
        update("price", krw(i64::MAX)),
        update("min_stay", json!(0)),
        update("min_stay", json!(367)),
        update("max_stay", json!(0)),
        update("closed", json!("yes")),
        update("weekdays", json!(["monday"])),
        update("weekdays", json!("mon")),
        update("colour", json!("red")),
        without(update("price", krw(1)), "rate_plan"),
    ] {
        let answer = inn.ari(&[update("allotment", json!(4)), odd]).await;
        assert_eq!(answer.status, 400, "{answer}");
    }
    let many: Vec<Value> = (0..20_000).map(|_| update("allotment", json!(4))).collect();
    assert!(inn.ari(&many).await.status < 500);

    let offers = inn.offers(nights_from(in_days(30), 2)).await;
    assert_eq!(offers["offers"][0]["total"], krw(200_000));
}

#[tokio::test]
async fn sums_that_would_not_fit_are_refused_and_never_wrap() {
    let inn = ready_inn().await;
    let dear = 1_000_000_000_000_i64;
    let update = json!({
        "room_type": "DBL", "rate_plan": "BAR", "from": in_days(30), "to": in_days(32), "price": krw(dear)
    });
    assert!(inn.ari(&[update]).await.status < 500);

    let stay = nights_from(in_days(30), 2);
    let offers = inn.offers_for(stay, &[("adults", "8"), ("rooms", "5")]).await;

    for offer in offers["offers"].as_array().unwrap() {
        assert!(offer["total"]["amount"].as_i64().unwrap() > 0, "{offer}");
    }
}

#[tokio::test]
async fn odd_credentials_open_nothing() {
    let inn = ready_inn().await;
    let booking = inn.guest("ann").book("DBL", nights_from(in_days(30), 1)).await.created();
    let path = Guest::booking_path(&booking, "");

    for token in ["", " ", "x", "jmk_", "jmk_x", "null", "undefined", "..", &"x".repeat(4_000)] {
        let api: Api = inn.api().bearing(token);
        let answer = api.get(&path).await;
        assert!([401, 404].contains(&answer.status), "{token}: {answer}");
        assert_eq!(api.get(&inn.at("/bookings")).await.status, 401, "{token}");
    }
    for header in ["Basic YTpi", "Bearer", "bearer", "Token x"] {
        let request = inn.api().request(reqwest::Method::GET, &path).header("Authorization", header);
        assert_eq!(inn.api().send(request).await.status, 401, "{header}");
    }
}
