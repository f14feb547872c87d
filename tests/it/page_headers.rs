//! Every page's headers, and that the check of them notices what is missing.

use std::panic::catch_unwind;

use jumak_tests::{Answer, Inn, Jumak, assert_page_headers, assert_personal_page};

const GOOD: [(&str, &str); 6] = [
    ("content-type", "text/html; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    ("cache-control", "private, no-store"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self' https://cdn.example; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
];

/// A page's answer with one header other than it should be; without it when there is no value.
fn page_with(name: &'static str, value: &str) -> Answer {
    let others = GOOD.into_iter().filter(|(other, _)| *other != name);
    let all = others.chain((!value.is_empty()).then_some((name, value)));
    let headers = all.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    Answer { status: 200, headers, body: Vec::new(), asked: "GET /page".to_owned() }
}

fn is_refused(check: fn(&Answer), name: &'static str, value: &str) -> bool {
    catch_unwind(|| check(&page_with(name, value))).is_err()
}

#[tokio::test]
async fn the_docs_page_carries_the_headers_of_every_page() {
    let jumak = Jumak::start().await;

    assert_page_headers(&jumak.api().get("/docs").await);
}

#[tokio::test]
async fn a_page_that_takes_no_form_says_so_on_a_page() {
    let jumak = Jumak::start().await;
    let form =
        jumak.api().request(reqwest::Method::POST, "/en/search").header("sec-fetch-site", "same-origin");

    let answer = jumak.api().send(form).await;

    assert_page_headers(&answer);
    assert_eq!((answer.status, answer.header("allow")), (405, "GET"));
    assert!(answer.text().contains("There is no such page"), "{}", answer.text());
}

#[tokio::test]
async fn a_cache_that_keeps_the_way_to_a_hotel_asks_each_reader_for_the_language() {
    let inn = Inn::open().await;
    let hotel = inn.api().get("/api/v1/hotels/ford").await.ok();
    let id = hotel["id"].as_str().unwrap();

    let moved = inn.api().get(&format!("/hotels/{id}")).await;
    let in_english = inn.api().get(&format!("/en/hotels/{id}")).await;

    assert_eq!((moved.status, moved.header("vary")), (308, "Accept-Language"));
    assert_eq!((in_english.status, in_english.header("vary")), (308, ""));
    assert_eq!(in_english.header("location"), "/en/hotels/ford");
}

#[test]
fn negative_control_a_missing_or_weak_header_is_noticed() {
    let weak = "default-src 'none'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let faults = [
        ("content-security-policy", weak),
        ("content-security-policy", &weak.replace("'unsafe-inline'", "https:")),
        ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'self'"),
        ("referrer-policy", "unsafe-url"),
        ("x-content-type-options", ""),
        ("cross-origin-opener-policy", ""),
        ("content-type", "text/html"),
    ];

    for (name, value) in faults {
        assert!(is_refused(assert_page_headers, name, value), "{name}: {value}");
    }
    for value in ["", "no-store", "private, max-age=5"] {
        assert!(is_refused(assert_personal_page, "cache-control", value), "cache-control: {value}");
        assert!(!is_refused(assert_page_headers, "cache-control", value), "cache-control: {value}");
    }
    assert_personal_page(&page_with("x-none", ""));
}
