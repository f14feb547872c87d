//! The guest's whole way, from the home page to a booking that is called off: in both languages, on a phone and at a
//! desk, with JavaScript and without.

use jumak_tests::{Browser, Inn, Visitor, nights_from};
use serde_json::json;

use super::visits::{TYPED, ask_for, bookings, fill_in, inn_with_rooms, look_at, stay};

/// What the pages are called on the way.
const KOREAN: [&str; 6] =
    ["객실 검색", "예약하기", "예약이 확정되었습니다", "내 예약", "예약 변경", "정말 취소할까요?"];
const ENGLISH: [&str; 6] = [
    "Find a room",
    "Book your stay",
    "Your booking is confirmed",
    "Your booking",
    "Change your booking",
    "Cancel this booking?",
];

#[tokio::test]
async fn a_korean_with_a_phone_books_changes_and_cancels() {
    go(Visitor::korean().on_a_phone(), KOREAN).await;
}

#[tokio::test]
async fn a_reader_of_english_at_a_desk_books_changes_and_cancels() {
    go(Visitor::english(), ENGLISH).await;
}

#[tokio::test]
async fn a_korean_at_a_desk_without_scripts_books_changes_and_cancels() {
    go(Visitor::korean().without_scripts(), KOREAN).await;
}

#[tokio::test]
async fn a_reader_of_english_with_a_phone_without_scripts_books_changes_and_cancels() {
    go(Visitor::english().on_a_phone().without_scripts(), ENGLISH).await;
}

async fn go(visitor: Visitor, [search, checkout, confirmation, booking, change, cancel]: [&str; 6]) {
    let inn = inn_with_rooms(3).await;
    let browser = inn.browser(visitor).await;

    browser.goto("/").await;
    look_at(&browser).await;
    browser.fill("#city", "Seoul").await;
    ask_for(&browser, stay()).await;
    arrive(&browser, search).await;
    browser.click(".hotel-card .button").await;
    browser.wait_for("#offers form").await;
    look_at(&browser).await;
    browser.submit("#offers form").await;
    arrive(&browser, checkout).await;
    assert_eq!(inn.available("DBL", stay()).await, [2, 2], "the room is held");
    assert!(browser.text(".ladder").await.contains("50"), "what cancelling costs stands before the button");
    fill_in(&browser).await;
    browser.click("[data-needs-hold]").await;
    arrive(&browser, confirmation).await;
    assert_booked(&inn).await;
    browser.click("main .actions .button").await;
    arrive(&browser, booking).await;
    browser.click(".actions a[href$='/change']").await;
    arrive(&browser, change).await;
    stay_longer(&browser, change).await;
    assert_eq!(bookings(&inn).await[0]["total"]["amount"], 3 * Inn::PRICE);
    look_at(&browser).await;
    browser.click(".danger-zone a").await;
    arrive(&browser, cancel).await;
    browser.submit(".confirm-page form").await;
    browser.wait_for(".status-cancelled").await;
    arrive(&browser, booking).await;
    assert!(browser.is_seen(".notice-success").await);

    assert_eq!(inn.available("DBL", stay()).await, [3, 3], "the room is free again");
    inn.audit().await.assert_clean();
}

/// Waits for the page of this title, and looks it over.
async fn arrive(browser: &Browser, title: &str) {
    browser.wait_for_text("h1", title).await;
    look_at(browser).await;
}

/// One night more, at the price that is shown first.
async fn stay_longer(browser: &Browser, change: &str) {
    ask_for(browser, nights_from(stay().from, 3)).await;
    browser.wait_for(".compare").await;
    arrive(browser, change).await;
    let difference = browser.text(".compare tfoot").await;
    assert!(difference.contains("100,000"), "{difference}");
    browser.submit("form[method=post][action$='/change']").await;
    browser.wait_for(".notice-success").await;
}

async fn assert_booked(inn: &Inn) {
    let bookings = bookings(inn).await;
    assert_eq!(bookings.len(), 1);
    let (guest, booking) = (&bookings[0]["guest"], &bookings[0]);
    assert_eq!((&guest["name"], &booking["note"]), (&json!(TYPED[0].1), &json!(TYPED[3].1)));
    assert_eq!((&guest["locale"], &booking["status"]), (&json!("ko"), &json!("confirmed")));
    assert_eq!(booking["total"]["amount"], 2 * Inn::PRICE);
}
