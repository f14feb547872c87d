//! The stream of availability that browsers listen to.

use futures::StreamExt;
use jumak_tests::{Days, Inn, in_days, nights_from};
use serde_json::{Value, json};

use crate::members;

/// Reads Server-Sent Events until one satisfies `wanted`.
async fn first_event(response: reqwest::Response, wanted: impl Fn(&str, &Value) -> bool) -> Value {
    let mut bytes = response.bytes_stream();
    let mut text = String::new();
    let reading = async {
        while let Some(chunk) = bytes.next().await {
            text.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let (kind, data) = parse(event);
                text = rest.to_string();
                if wanted(&kind, &data) {
                    return data;
                }
            }
        }
        panic!("the stream ended");
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), reading).await.expect("the event comes")
}

fn parse(event: &str) -> (String, Value) {
    let field = |name: &str| {
        let lines = event.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        lines.map(str::trim_start).collect::<Vec<_>>().join("\n")
    };
    (field("event"), serde_json::from_str(&field("data")).unwrap_or_default())
}

async fn listen(inn: &Inn) -> reqwest::Response {
    let url = format!("{}{}", inn.api().base(), inn.at("/availability/stream"));
    let response = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"].to_str().unwrap().split(';').next(),
        Some("text/event-stream")
    );
    response
}

fn stay() -> Days {
    nights_from(in_days(30), 2)
}

#[tokio::test]
async fn a_booking_is_seen_by_whoever_listens() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 3).await;
    let response = listen(&inn).await;

    inn.guest("ann").book("DBL", stay()).await.created();

    let event =
        first_event(response, |kind, data| kind == "availability" && data["available"] == json!([2, 2]))
            .await;
    for member in ["available", "from", "room_type", "to", "version"] {
        assert!(members(&event).contains(&member), "{member}: {event}");
    }
    assert_eq!(
        (&event["room_type"], &event["from"], &event["to"]),
        (&json!("DBL"), &json!(stay().from), &json!(stay().to))
    );
    assert!(event["version"].is_i64());
}

#[tokio::test]
async fn a_cancellation_and_a_new_allotment_are_seen_too() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 3).await;
    let booking = inn.guest("ann").book("DBL", stay()).await.created();

    let (cancelled, set) = (listen(&inn).await, listen(&inn).await);
    inn.guest("ann").cancel(&booking).await.ok();
    inn.ari(&[json!({"room_type": "DBL", "from": stay().from, "to": stay().to, "allotment": 9})]).await.ok();

    first_event(cancelled, |_, data| data["available"] == json!([3, 3])).await;
    first_event(set, |_, data| data["available"] == json!([9, 9])).await;
}

#[tokio::test]
async fn nobody_hears_of_another_hotel() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 3).await;
    inn.add_hotel("other").await;
    let response = listen(&inn).await;

    let update = json!({"room_type": "DBL", "from": stay().from, "to": stay().to, "allotment": 77});
    inn.owner().put("/api/v1/hotels/other/ari", &json!({"updates": [update]})).await.ok();
    inn.guest("ann").book("DBL", stay()).await.created();

    let first = first_event(response, |kind, data| {
        assert_ne!(data["available"], json!([77, 77]), "that was another hotel's");
        kind == "availability" && data["available"] == json!([2, 2])
    });
    first.await;
}

#[tokio::test]
async fn a_server_with_listeners_still_stops_in_time() {
    let mut inn = Inn::open().await;
    let _listening = listen(&inn).await;

    inn.stop().await;
}
