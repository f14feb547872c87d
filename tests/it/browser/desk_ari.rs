//! Rooms and rates at the desk: a cell, a range, days of the week; and nothing that would take a room from a guest.

use jumak_tests::{Browser, Inn, Visitor, in_days, nights_from};
use serde_json::Value;

use super::visits::look_at;
use crate::staff::Clerk;

async fn inn_with_a_month() -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(in_days(0), 28), 9).await
}

/// The cell of a night: of the room type, or of its rate plan.
fn cell(row: &str, days: u32) -> String {
    format!("tr.{row}[data-room-type=DBL] td[data-date=\"{}\"]", in_days(days))
}

/// Waits until the form's field holds this.
async fn wait_for_value(browser: &Browser, field: &str, value: &str) {
    jumak_tests::eventually(&format!("{field} holds {value}"), async || {
        (browser.value(field).await == value).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_night_is_changed_from_its_cell_with_and_without_scripts() {
    let inn = inn_with_a_month().await;
    let manager = Clerk::hired(&inn, "manager").await;
    let visitors = [
        (Visitor::korean().on_a_phone().without_scripts(), 5, "1박의 객실·요금을 변경했습니다."),
        (Visitor::english(), 6, "1 night changed."),
    ];

    for (visitor, days, done) in visitors {
        let browser = inn.browser(visitor).await;
        manager.come_to(&browser, &format!("/{}/desk/ford/ari", visitor.language)).await;
        browser.click(&format!("{} a", cell("ari-stock", days))).await;
        wait_for_value(&browser, "#bulk [name=from]", &in_days(days).to_string()).await;
        wait_for_value(&browser, "#bulk [name=to]", &in_days(days).to_string()).await;
        assert_eq!(browser.value("#bulk [name=rate_plan]").await, "");
        browser.fill("#allotment", "7").await;
        browser.submit("#bulk").await;

        browser.wait_for_text("[role=status]", done).await;
        assert!(browser.text(&cell("ari-stock", days)).await.contains('7'));
        assert_eq!(inn.available("DBL", nights_from(in_days(days), 1)).await, [7]);
        look_at(&browser).await;
    }
    assert_eq!(inn.available("DBL", nights_from(in_days(7), 1)).await, [9], "its neighbour stays");
}

/// What a guest pays for one night.
async fn price(inn: &Inn, days: u32) -> Value {
    let offers = inn.offers(nights_from(in_days(days), 1)).await;
    offers["offers"][0]["total"]["amount"].clone()
}

#[tokio::test]
async fn a_price_is_set_for_some_days_of_the_week_of_a_range() {
    let inn = inn_with_a_month().await;
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::english()).await;
    manager.come_to(&browser, "/en/desk/ford/ari").await;
    browser.click(&format!("{} a", cell("ari-rate", 7))).await;
    wait_for_value(&browser, "#bulk [name=rate_plan]", "BAR").await;
    browser.fill("#bulk [name=to]", &in_days(13).to_string()).await;
    // A week has one of each; only the day of its first night is left ticked.
    let first = format!("{:?}", in_days(7).weekday()).to_lowercase();
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].into_iter().filter(|day| *day != first) {
        browser.click(&format!("[name=weekdays][value={day}]")).await;
    }
    browser.fill("#price", "a lot").await;
    browser.submit("#bulk").await;
    browser.wait_for("#price-error").await;
    assert_eq!(browser.texts("[name=weekdays]:checked").await.len(), 1, "what was ticked is kept");
    look_at(&browser).await;

    browser.fill("#price", "120,000").await;
    browser.submit("#bulk").await;

    browser.wait_for_text("[role=status]", "1 night changed.").await;
    assert_eq!(price(&inn, 7).await, 120_000);
    for days in [8, 13, 14] {
        assert_eq!(price(&inn, days).await, Inn::PRICE);
    }
    browser.fill("#bulk [name=from]", &in_days(20).to_string()).await;
    browser.fill("#bulk [name=to]", &in_days(22).to_string()).await;
    browser.fill("#bulk [name=rate_plan]", "BAR").await;
    browser.fill("#min_stay", "2").await;
    browser.submit("#bulk").await;
    browser.wait_for_text("[role=status]", "3 nights changed.").await;
    let offers = inn.offers(nights_from(in_days(20), 1)).await;
    assert_eq!(offers["offers"].as_array().map(Vec::len), Some(0), "one night is too short now: {offers}");
}

#[tokio::test]
async fn fewer_rooms_than_are_taken_are_refused_and_the_bookings_are_named() {
    let inn = inn_with_a_month().await;
    let booking = inn.guest("ann").book("DBL", nights_from(in_days(3), 1)).await.created();
    let code = booking["confirmation_code"].as_str().unwrap();
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::korean().without_scripts()).await;
    manager.come_to(&browser, "/ko/desk/ford/ari").await;
    browser.click(&format!("{} a", cell("ari-stock", 3))).await;
    browser.fill("#bulk [name=from]", &in_days(2).to_string()).await;
    browser.fill("#bulk [name=to]", &in_days(4).to_string()).await;
    browser.fill("#allotment", "0").await;
    browser.submit("#bulk").await;

    browser.wait_for(".notice-danger").await;
    assert!(browser.text(".notice-danger").await.contains(code));
    assert_eq!(browser.value("#allotment").await, "0", "what was typed is kept");
    assert_eq!(inn.available("DBL", nights_from(in_days(2), 3)).await, [9, 8, 9], "all or nothing");
    look_at(&browser).await;
    browser.click_text(code).await;
    browser.wait_for_path(&format!("/ko/desk/ford/bookings/{code}")).await;
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn whoever_may_only_look_at_rates_has_no_form() {
    let inn = inn_with_a_month().await;
    for (role, has_form) in [("manager", true), ("desk", false), ("readonly", false)] {
        let client = Clerk::hired(&inn, role).await.at_desk(&inn).await;

        let page = client.get("/en/desk/ford/ari").await.text();

        assert!(page.contains("data-room-type=\"DBL\""), "{role}");
        assert_eq!(page.contains("id=\"bulk\""), has_form, "{role}");
        assert_eq!(page.contains("<a class=\"ari-cell\""), has_form, "{role}");
    }
}
