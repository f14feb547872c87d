//! The day's board: who comes, who goes, who did not come.

use chrono::TimeDelta;
use jumak_tests::{Browser, Inn, Setup, Visitor, date, nights_from};

use super::visits::{look_at, stay};
use crate::staff::Clerk;

/// Six in the evening of 10 May in Seoul, with rooms from that day on.
async fn evening() -> Inn {
    let inn = Inn::with(Setup::default().at("2030-05-10T09:00:00Z")).await;
    inn.with_stock("DBL", nights_from(date("2030-05-10"), 5), 9).await
}

async fn book(inn: &Inn, name: &str, nights: u32) -> String {
    let booking = inn.guest(name).book("DBL", nights_from(date("2030-05-10"), nights)).await.created();
    booking["confirmation_code"].as_str().unwrap().to_owned()
}

/// Who stands in a column of the board, by name.
async fn column(browser: &Browser, id: &str) -> Vec<String> {
    let mut names = browser.texts(&format!("section[aria-labelledby={id}] .board-who a")).await;
    names.sort();
    names
}

#[tokio::test]
async fn guests_are_checked_in_and_out_from_the_board_with_and_without_scripts() {
    let inn = evening().await;
    for name in ["ann", "bob"] {
        book(&inn, name, 1).await;
    }
    let clerk = Clerk::hired(&inn, "desk").await;
    let at_desk = inn.browser(Visitor::english()).await;
    let on_phone = inn.browser(Visitor::korean().on_a_phone().without_scripts()).await;
    clerk.come_to(&at_desk, "/en/desk/ford/today").await;
    clerk.come_to(&on_phone, "/ko/desk/ford/today").await;
    assert_eq!(column(&at_desk, "arrivals").await, ["ann", "bob"]);
    assert_eq!(at_desk.text("#arrivals .count").await, "2");

    at_desk.click_text("Check in: ann").await;
    at_desk.wait_for_text("[role=status]", "ann is checked in.").await;
    assert_eq!(column(&at_desk, "arrivals").await, ["bob"]);
    assert_eq!(column(&at_desk, "in-house").await, ["ann"]);
    // The other board does not know yet.
    on_phone.click_text("체크인: ann").await;
    on_phone.wait_for(".error-page").await;
    assert!(on_phone.text(".error-page").await.contains("ann"));
    look_at(&on_phone).await;
    on_phone.click_text("오늘").await;
    on_phone.click_text("체크인: bob").await;
    on_phone.wait_for_text("[role=status]", "bob 님이 체크인했습니다.").await;
    look_at(&on_phone).await;

    inn.hand().advance(TimeDelta::hours(16));
    clerk.come_to(&at_desk, "/en/desk/ford/today").await;
    clerk.come_to(&on_phone, "/ko/desk/ford/today").await;
    assert_eq!(column(&at_desk, "departures").await, ["ann", "bob"]);
    at_desk.click_text("Check out: ann").await;
    at_desk.wait_for_text("[role=status]", "ann is checked out.").await;
    on_phone.click_text("체크아웃: bob").await;
    on_phone.wait_for_text("[role=status]", "bob 님이 체크아웃했습니다.").await;
    assert_eq!(column(&on_phone, "left").await, ["ann", "bob"]);
    look_at(&at_desk).await;
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_no_show_is_asked_about_first_and_gives_back_the_nights_to_come() {
    let inn = evening().await;
    let (cat, dan) = (book(&inn, "cat", 3).await, book(&inn, "dan", 2).await);
    let nights = nights_from(date("2030-05-11"), 2);
    let clerk = Clerk::hired(&inn, "desk").await;
    let browser = inn.browser(Visitor::korean().on_a_phone()).await;
    clerk.come_to(&browser, "/ko/desk/ford/today").await;

    browser.click_text("노쇼: cat").await;
    browser.wait_for_text("h1", "노쇼 처리").await;
    // The first step of the ladder that still holds is the last: everything.
    assert!(browser.text(".facts").await.contains("300,000"));
    look_at(&browser).await;
    browser.click_text("돌아가기").await;
    browser.wait_for_path(&format!("/ko/desk/ford/bookings/{cat}")).await;
    assert!(browser.is_seen(".status-confirmed").await, "nothing has happened yet");
    assert_eq!(inn.available("DBL", nights).await, [7, 8]);

    browser.click_text("노쇼 처리").await;
    browser.submit(".confirm-page form").await;
    browser.wait_for_text("[role=status]", "cat 님을 노쇼로 처리했습니다.").await;
    assert!(browser.is_seen(".status-no_show").await);
    assert_eq!(inn.available("DBL", nights).await, [8, 9]);

    inn.hand().advance(TimeDelta::hours(16));
    let late = inn.browser(Visitor::english().without_scripts()).await;
    clerk.come_to(&late, "/en/desk/ford/today").await;
    assert_eq!(column(&late, "overdue").await, ["dan"], "who was expected yesterday");
    assert!(late.is_seen(".board-card.is-late").await);
    late.click_text("No-show: dan").await;
    late.submit(".confirm-page form").await;
    late.wait_for_text("[role=status]", "dan is recorded as a no-show.").await;
    assert!(late.path().await.ends_with(&dan));
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn whoever_may_only_look_sees_the_day_and_nothing_to_press() {
    let inn = evening().await;
    let code = book(&inn, "ann", 1).await;
    let board = async |role: &str| {
        let client = Clerk::hired(&inn, role).await.at_desk(&inn).await;
        client.get("/en/desk/ford/today").await.text()
    };

    let (looking, working) = (board("readonly").await, board("desk").await);

    let errand = format!("/bookings/{code}/check-in");
    assert!(working.contains(&errand) && working.contains("/bookings/new\""));
    assert!(looking.contains(&code) && !looking.contains(&errand) && !looking.contains("/bookings/new\""));
    let other_day = stay().from;
    let client = Clerk::hired(&inn, "readonly").await.at_desk(&inn).await;
    let page = client.get(&format!("/en/desk/ford/today?day={other_day}")).await;
    assert_eq!(page.status, 200, "{page}");
}
