//! What the hotel says of itself and sells: changed at the desk, seen by guests.

use jumak_tests::{Visitor, in_days, krw, nights_from};
use serde_json::json;

use super::visits::{inn_with_rooms, look_at, offers, stay};
use crate::staff::Clerk;

const FORM: &str = "form.stack";

#[tokio::test]
async fn what_the_hotel_says_of_itself_is_seen_by_guests_at_once() {
    let inn = inn_with_rooms(2).await;
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::korean().on_a_phone().without_scripts()).await;
    manager.come_to(&browser, "/ko/desk/ford/settings").await;

    browser.fill("#description_ko", "강가의 <b>작은</b> 여관").await;
    browser.fill("#check_in_time", "16:00").await;
    browser.fill("#email", "nobody").await;
    browser.submit(FORM).await;
    browser.wait_for("#email-error").await;
    assert_eq!(browser.value("#description_ko").await, "강가의 <b>작은</b> 여관", "what was typed is kept");
    look_at(&browser).await;
    browser.fill("#email", "stay@ford.example").await;
    browser.submit(FORM).await;

    browser.wait_for_text("[role=status]", "저장했습니다.").await;
    browser.goto("/ko/hotels/ford").await;
    let page = browser.text("main").await;
    assert!(page.contains("강가의 <b>작은</b> 여관") && page.contains("16:00"), "{page}");
    look_at(&browser).await;
}

#[tokio::test]
async fn what_somebody_else_saved_meanwhile_is_shown_before_it_is_replaced() {
    let inn = inn_with_rooms(2).await;
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::korean()).await;
    manager.come_to(&browser, "/ko/desk/ford/settings").await;
    inn.owner().patch(&inn.at(""), &json!({"description": "By the river"})).await.ok();

    browser.fill("#description", "By the sea").await;
    browser.submit(FORM).await;

    browser.wait_for_text(".notice-warning", "다른 직원이 먼저 저장했습니다.").await;
    let differences = browser.text("table.compare tbody").await;
    assert!(differences.contains("By the river") && differences.contains("By the sea"), "{differences}");
    assert_eq!(inn.api().get(&inn.at("")).await.ok()["description"], "By the river", "nothing is lost");
    look_at(&browser).await;
    browser.submit(FORM).await;
    browser.wait_for_text("[role=status]", "저장했습니다.").await;
    assert_eq!(inn.api().get(&inn.at("")).await.ok()["description"], "By the sea");
}

#[tokio::test]
async fn a_new_room_type_under_a_new_rate_plan_is_sold() {
    let inn = inn_with_rooms(2).await;
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::english()).await;
    manager.come_to(&browser, "/en/desk/ford/settings").await;

    browser.click_text("Add a room type").await;
    browser.wait_for_path("/en/desk/ford/room-types/new").await;
    let room = [("#code", "DBL"), ("#name", "Attic"), ("#max_adults", "2"), ("#max_children", "0")];
    for (field, text) in room.into_iter().chain([("#allotment", "4")]) {
        browser.fill(field, text).await;
    }
    browser.submit(FORM).await;
    browser.wait_for("#code-error").await;
    assert_eq!(browser.value("#name").await, "Attic", "what was typed is kept");
    look_at(&browser).await;
    browser.fill("#code", "ATT").await;
    browser.submit(FORM).await;
    browser.wait_for_text("section[aria-labelledby=room-types] tbody", "Attic").await;

    browser.click_text("Add a rate plan").await;
    browser.wait_for_path("/en/desk/ford/rate-plans/new").await;
    let plan = [
        ("#code", "NRF"),
        ("#name", "Early bird"),
        ("#meal_plan", "half_board"),
        ("#step_0_until_days", "0"),
        ("#step_0_kind", "percent"),
        ("#step_0_value", "100"),
    ];
    for (field, text) in plan {
        browser.fill(field, text).await;
    }
    browser.submit(FORM).await;
    browser.wait_for_text("section[aria-labelledby=rate-plans] tbody", "Early bird").await;
    look_at(&browser).await;
    let price = json!({
        "room_type": "ATT", "rate_plan": "NRF", "from": in_days(28), "to": in_days(38), "price": krw(70_000)
    });
    inn.ari(&[price]).await.ok();

    browser.goto(&offers("en", stay())).await;
    let offer = browser.text("#room-ATT").await;
    for words in ["Attic", "Early bird", "140,000", "Half board"] {
        assert!(offer.contains(words), "{words}: {offer}");
    }
    assert_eq!(inn.available("ATT", nights_from(in_days(28), 2)).await, [4, 4]);
}

#[tokio::test]
async fn a_hotel_is_added_by_who_manages_all_of_them() {
    let inn = inn_with_rooms(1).await;
    let owner = Clerk::hired(&inn, "owner").await;
    let browser = inn.browser(Visitor::korean().without_scripts()).await;
    owner.come_to(&browser, "/ko/desk/hotels/new").await;
    let profile = [
        ("#slug", "brook"),
        ("#name", "Brook House"),
        ("#city", "Busan"),
        ("#country", "KR"),
        ("#time_zone", "Asia/Seoul"),
        ("#currency", "KRW"),
        ("#check_in_time", "15:00"),
        ("#check_out_time", "11:00"),
    ];

    browser.submit(FORM).await;
    browser.wait_for("#slug-error").await;
    look_at(&browser).await;
    for (field, text) in profile {
        browser.fill(field, text).await;
    }
    browser.submit(FORM).await;

    browser.wait_for_path("/ko/desk/brook/settings").await;
    browser.wait_for_text("[role=status]", "호텔을 추가했습니다.").await;
    assert_eq!(inn.api().get("/api/v1/hotels/brook").await.ok()["name"], "Brook House");
    look_at(&browser).await;
    browser.fill("#desk-hotel", "ford").await;
    browser.submit("form.hotel-switch").await;
    browser.wait_for_path("/ko/desk/ford/today").await;
}
