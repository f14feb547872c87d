//! What happens while a guest chooses and fills in: others are faster, prices move, time runs out. Each has a page with
//! the way on, and what was typed stays.

use chrono::TimeDelta;
use jumak_tests::{Browser, Days, Inn, Setup, Visitor, date, krw, nights_from, room_type};
use serde_json::{Value, json};

use super::visits::{TYPED, bookings, fill_in, inn_with_rooms, look_at, offers, stay};

/// Fails unless the checkout still has everything that was typed into it.
async fn assert_typed_is_kept(browser: &Browser) {
    for (field, text) in TYPED {
        assert_eq!(browser.value(field).await, text, "{field}");
    }
    assert_eq!(browser.value("[name=language]:checked").await, "ko");
}

#[tokio::test]
async fn a_room_that_is_sold_between_the_offer_and_the_click_leads_to_another_room() {
    let inn = inn_with_rooms(1).await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    inn.stock("TWN", stay(), 2).await;
    let browser = inn.browser(Visitor::english().without_scripts().on_a_phone()).await;
    browser.goto(&offers("en", stay())).await;

    inn.guest("bob").book("DBL", stay()).await.created();
    browser.submit("#room-DBL form").await;

    browser.wait_for_text("h1", "Just sold out").await;
    look_at(&browser).await;
    assert_eq!(browser.texts(".reasons li").await.len(), 2, "both nights");
    assert!(browser.text(".offer").await.contains("Room TWN"));
    let back = browser.attribute("main > .actions a", "href").await.unwrap();
    assert!(back.starts_with(&format!("/en/hotels/ford?check_in={}", stay().from)), "{back}");
    browser.submit(".offer form").await;
    browser.wait_for_path("/en/checkout/").await;
    assert!(browser.text(".summary").await.contains("Room TWN"));
}

#[tokio::test]
async fn a_price_that_changes_between_the_offer_and_the_click_is_shown_beside_the_old_one() {
    let inn = inn_with_rooms(2).await;
    let words = [
        (Visitor::korean(), "요금이 바뀌었습니다"),
        (Visitor::english().without_scripts().on_a_phone(), "The price has changed"),
    ];

    for (night, (visitor, title)) in [130_000, 90_000].into_iter().zip(words) {
        let browser = inn.browser(visitor).await;
        browser.goto(&offers(visitor.language, stay())).await;
        let before = browser.text(".offer .price-total").await;
        inn.ari(&[price(stay(), night)]).await.ok();
        browser.submit("#offers form").await;

        browser.wait_for_text("h1", title).await;
        look_at(&browser).await;
        let compared = browser.text(".compare").await;
        let now = browser.text(".offer .price-total").await;
        assert!(compared.contains(&before) && compared.contains(&now) && before != now, "{compared}");
        browser.submit(".offer form").await;
        browser.wait_for_path(&format!("/{}/checkout/", visitor.language)).await;
        assert!(browser.text("[data-needs-hold]").await.contains(&now));
    }
}

/// Another price for every night.
fn price(nights: Days, night: i64) -> Value {
    json!({"room_type": "DBL", "rate_plan": "BAR", "from": nights.from, "to": nights.to, "price": krw(night)})
}

/// An inn in May 2030 whose clock the test holds, and a stay there.
async fn inn_with_a_clock(rooms: u32) -> (Inn, Days) {
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await;
    (
        inn.with_stock("DBL", nights_from(date("2030-05-01"), 40), rooms).await,
        nights_from(date("2030-05-20"), 2),
    )
}

async fn reach_checkout(browser: &Browser, language: &str, stay: Days) {
    browser.goto(&offers(language, stay)).await;
    browser.submit("#offers form").await;
    browser.wait_for_path(&format!("/{language}/checkout/")).await;
    fill_in(browser).await;
}

#[tokio::test]
async fn rooms_whose_time_ran_out_are_held_again_with_everything_that_was_typed() {
    dawdle(Visitor::korean().on_a_phone(), "객실을 잡아 둔 시간이 끝났습니다").await;
}

#[tokio::test]
async fn without_scripts_rooms_are_held_again_just_so() {
    dawdle(Visitor::english().without_scripts(), "Your rooms are held no longer").await;
}

async fn dawdle(visitor: Visitor, title: &str) {
    let (inn, stay) = inn_with_a_clock(1).await;
    let browser = inn.browser(visitor).await;
    reach_checkout(&browser, visitor.language, stay).await;
    inn.hand().advance(TimeDelta::minutes(16));
    browser.click("[data-needs-hold]").await;

    browser.wait_for_text("h1", title).await;
    look_at(&browser).await;
    browser.submit("form[action$='/again']").await;
    browser.wait_for("[data-needs-hold]").await;
    look_at(&browser).await;
    assert_typed_is_kept(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;

    assert_eq!(bookings(&inn).await.len(), 1);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn rooms_that_were_sold_or_cost_more_once_their_time_ran_out_keep_what_was_typed() {
    let (inn, stay) = inn_with_a_clock(1).await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    inn.stock("TWN", stay, 2).await;
    let browser = inn.browser(Visitor::english().without_scripts()).await;
    reach_checkout(&browser, "en", stay).await;

    inn.hand().advance(TimeDelta::minutes(16));
    inn.guest("bob").book("DBL", stay).await.created();
    browser.click("[data-needs-hold]").await;
    browser.wait_for_text("h1", "Your rooms are held no longer").await;
    browser.submit("form[action$='/again']").await;
    browser.wait_for_text("h1", "Just sold out").await;
    look_at(&browser).await;
    browser.submit(".offer form").await;
    browser.wait_for("[data-needs-hold]").await;
    assert_typed_is_kept(&browser).await;

    inn.hand().advance(TimeDelta::minutes(16));
    let dearer = json!({"room_type": "TWN", "rate_plan": "BAR", "from": stay.from, "to": stay.to, "price": krw(150_000)});
    inn.ari(&[dearer]).await.ok();
    browser.click("[data-needs-hold]").await;
    browser.wait_for_text("h1", "Your rooms are held no longer").await;
    browser.submit("form[action$='/again']").await;
    browser.wait_for_text("h1", "The price has changed").await;
    browser.submit(".offer form").await;
    browser.wait_for_text("[data-needs-hold]", "₩300,000").await;
    assert_typed_is_kept(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;
    assert_eq!(browser.text(".breakdown tfoot").await, "Total ₩300,000");
}

#[tokio::test]
async fn an_open_checkout_counts_down_and_offers_to_hold_the_rooms_again() {
    let (inn, stay) = inn_with_a_clock(2).await;
    let browser = inn.browser(Visitor::english()).await;
    reach_checkout(&browser, "en", stay).await;
    assert!(
        browser.text(".countdown-left").await.starts_with("14:5")
            || browser.text(".countdown-left").await == "15:00 left"
    );

    // The page counts by the server's clock: opened two seconds before the end, it ends in two seconds.
    inn.hand().advance(TimeDelta::minutes(15) - TimeDelta::seconds(2));
    let checkout = browser.path().await;
    browser.goto(&checkout).await;
    fill_in(&browser).await;
    browser.wait_for("[data-expired]").await;
    assert!(browser.exists("[data-needs-hold]:disabled").await);
    look_at(&browser).await;

    inn.hand().advance(TimeDelta::seconds(2));
    browser.click("[data-expired] button").await;
    browser.wait_for("[data-needs-hold]:enabled").await;
    assert_typed_is_kept(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;
    assert_eq!(bookings(&inn).await.len(), 1);
}

#[tokio::test]
async fn rooms_that_are_given_up_are_for_sale_at_once() {
    let inn = inn_with_rooms(1).await;
    let browser = inn.browser(Visitor::korean().without_scripts().on_a_phone()).await;
    browser.goto(&offers("ko", stay())).await;
    browser.submit("#offers form").await;
    browser.wait_for_path("/ko/checkout/").await;
    assert_eq!(inn.available("DBL", stay()).await, [0, 0]);

    browser.submit("form[action$='/give-up']").await;

    browser.wait_for_path("/ko/hotels/ford").await;
    assert_eq!(inn.available("DBL", stay()).await, [1, 1]);
    browser.reload().await;
    browser.submit("#offers form").await;
    browser.wait_for_path("/ko/checkout/").await;
}
