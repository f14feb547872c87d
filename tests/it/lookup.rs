//! Finding a booking by its code and the guest's e-mail.

use jumak_tests::{Answer, Guest, Inn, Setup, in_days, nights_from};
use serde_json::{Value, json};

use crate::without;

async fn inn_with_a_booking() -> (Inn, Value) {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    (inn, booking)
}

fn question(code: &Value, email: &str) -> Value {
    json!({"confirmation_code": code, "email": email})
}

#[tokio::test]
async fn code_and_email_open_the_booking() {
    let (inn, booking) = inn_with_a_booking().await;

    let found = inn
        .api()
        .post("/api/v1/bookings/lookup", &question(&booking["confirmation_code"], "ANN@guest.example"))
        .await
        .ok();

    assert_eq!(found["confirmation_code"], booking["confirmation_code"]);
    let token = found["manage_token"].as_str().expect("it comes with a token");
    inn.api().bearing(token).get(&Guest::booking_path(&booking, "")).await.ok();
}

#[tokio::test]
async fn a_wrong_email_and_a_wrong_code_are_answered_alike() {
    let (inn, booking) = inn_with_a_booking().await;
    let ask = async |question: Value| {
        let answer = inn.api().post("/api/v1/bookings/lookup", &question).await;
        without(answer.refused(404, "not_found"), "request_id")
    };

    let wrong_email = ask(question(&booking["confirmation_code"], "bob@guest.example")).await;
    let wrong_code = ask(question(&json!("0000000000"), "ann@guest.example")).await;
    let no_code = ask(question(&json!("no code"), "ann@guest.example")).await;

    assert_eq!(wrong_email, wrong_code);
    assert_eq!(wrong_code, no_code);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_told_when_to_come_back() {
    let (inn, booking) = inn_with_a_booking().await;
    let mut refused = None;
    for attempt in 0..60 {
        let answer = inn
            .api()
            .post("/api/v1/bookings/lookup", &question(&json!("0000000000"), "ann@guest.example"))
            .await;
        if answer.status == 429 {
            refused = Some((attempt, answer));
            break;
        }
        answer.refused(404, "not_found");
    }

    let (attempts, refusal) = refused.expect("sixty guesses in a row are too many");
    refusal.refused(429, "too_many_requests");
    assert!(refusal.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert!(attempts >= 5, "a guest may mistype: {attempts}");
    let own = inn.guest("ann").view(&booking).await;
    assert_eq!(own.status, 200, "who has the token is not slowed down");
}

/// Guesses as somebody who says that they come from `client`.
async fn guess_from(inn: &Inn, client: &str) -> Answer {
    let request = inn.api().request(reqwest::Method::POST, "/api/v1/bookings/lookup");
    let question = question(&json!("0000000000"), "ann@guest.example");
    inn.api().send(request.header("X-Forwarded-For", client).json(&question)).await
}

async fn are_slowed_down(inn: &Inn, client: impl Fn(usize) -> String) -> bool {
    for attempt in 0..60 {
        if guess_from(inn, &client(attempt)).await.status == 429 {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn nobody_escapes_by_lying_about_where_they_come_from() {
    let inn = Inn::open().await;

    assert!(are_slowed_down(&inn, |attempt| format!("203.0.113.{attempt}")).await);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_is_counted_alone() {
    let inn = Inn::with(Setup::default().with("JUMAK_TRUSTED_PROXIES", "127.0.0.0/8")).await;

    assert!(are_slowed_down(&inn, |_| "203.0.113.9".to_owned()).await);
    guess_from(&inn, "203.0.113.10").await.refused(404, "not_found");
    assert!(
        are_slowed_down(&inn, |attempt| format!("198.51.100.{attempt}, 203.0.113.11")).await,
        "only what the proxy itself added is believed"
    );
}
