//! Into the desk and out again, and a look at every page of it.

use std::collections::{BTreeSet, VecDeque};

use jumak_tests::{Browser, Inn, Visitor, eventually, in_days, nights_from};
use serde_json::{Value, json};

use super::visits::{Plain, look_at};
use crate::{
    photos::{png, upload},
    staff::Clerk,
};

#[tokio::test]
async fn staff_sign_in_go_on_to_where_they_wanted_and_sign_out() {
    let inn = Inn::open().await;
    let clerk = Clerk::hired(&inn, "desk").await;
    let words = [
        (
            Visitor::korean().on_a_phone().without_scripts(),
            ["이메일 또는 비밀번호가 맞지 않습니다.", "로그아웃", "로그아웃했습니다."],
        ),
        (Visitor::english(), ["The e-mail or the password is wrong.", "Sign out", "You have signed out."]),
    ];

    for (visitor, [wrong, sign_out, signed_out]) in words {
        let page = format!("/{}/desk/ford/bookings", visitor.language);
        let browser = inn.browser(visitor).await;
        browser.goto(&format!("{page}?status=confirmed")).await;
        browser.wait_for_path(&format!("/{}/desk/sign-in", visitor.language)).await;
        look_at(&browser).await;

        browser.fill("#email", &clerk.email).await;
        browser.fill("#password", "a wrong password").await;
        browser.submit(".sign-in-card").await;
        browser.wait_for_text("#email-error", wrong).await;
        assert_eq!(
            (browser.value("#email").await, browser.value("#password").await),
            (clerk.email.clone(), String::new())
        );
        look_at(&browser).await;

        clerk.fill_in(&browser).await;
        browser.wait_for_path(&page).await;
        assert!(browser.url().await.ends_with("?status=confirmed"), "and with its question");
        browser.click_text(sign_out).await;
        browser.wait_for_text("[role=status]", signed_out).await;
        browser.goto(&page).await;
        browser.wait_for_path(&format!("/{}/desk/sign-in", visitor.language)).await;
        browser.assert_no_complaint().await;
    }
}

#[tokio::test]
async fn whoever_guesses_passwords_reads_when_to_come_back() {
    let inn = Inn::open().await;
    let nobody = Clerk { email: "nobody@staff.example".to_owned(), password: "a wrong password".to_owned() };
    for _ in 0..10 {
        assert_eq!(nobody.sign_in(&Plain::visiting(&inn)).await.status, 422);
    }
    let browser = inn.browser(Visitor::korean().on_a_phone()).await;

    browser.goto("/ko/desk/sign-in").await;
    nobody.fill_in(&browser).await;

    browser.wait_for_text("[role=alert]", "비밀번호를 여러 번 잘못 입력했습니다.").await;
    assert_eq!(browser.value("#email").await, nobody.email);
    look_at(&browser).await;
}

#[tokio::test]
async fn a_page_that_is_not_there_or_not_for_somebody_says_so_and_leads_on() {
    let inn = Inn::open().await;
    inn.add_hotel("other").await;
    let clerk = Clerk::hired_at(&inn, "readonly", "ford").await;
    let browser = inn.browser(Visitor::korean()).await;
    clerk.come_to(&browser, "/ko/desk/ford/today").await;

    for page in ["ford/settings", "other/today", "ford/bookings/0000000000", "ford/nowhere", "nowhere"] {
        browser.goto(&format!("/ko/desk/{page}")).await;
        assert!(!browser.text("h1").await.is_empty(), "{page}");
        assert!(browser.exists("main a[href]").await, "{page} has a way on");
        look_at(&browser).await;
    }
}

#[tokio::test]
async fn whoever_has_no_hotel_yet_is_told_whom_to_ask() {
    let inn = Inn::open().await;
    let clerk = Clerk::hired(&inn, "desk").await;
    let mut access = inn.files().sql("access").await;
    access.run("DELETE FROM staff_roles WHERE role = 'desk'").await.unwrap();
    access.close().await;
    let browser = inn.browser(Visitor::english()).await;

    clerk.come_to(&browser, "/en/desk").await;

    assert_eq!(browser.text("h1").await, "No hotel yet");
    assert!(browser.text("main").await.contains(&clerk.email));
    look_at(&browser).await;
}

/// A hotel of which every page of the desk has something to show.
async fn busy_inn() -> Inn {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(0), 40), 9).await;
    for (name, days) in [("ann", 0), ("bob", 3)] {
        inn.guest(name).book("DBL", nights_from(in_days(days), 2)).await.created();
    }
    upload(&inn, "alt_en=A+yard&alt_ko=%EB%A7%88%EB%8B%B9", "image/png", png(640, 480)).await.created();
    eventually("the mails are sent", async || (inn.files().mails().len() == 2).then_some(())).await;
    let mut booking = inn.files().sql("booking").await;
    booking.run("UPDATE outbox SET state = 'dead' WHERE state = 'published'").await.unwrap();
    booking.close().await;
    inn
}

/// The pages of the desk that this one leads to, without their questions.
async fn ways(browser: &Browser, language: &str) -> Vec<String> {
    let script = "return [...document.links].map((link) => link.pathname)";
    let links = browser.run(script, &[]).await;
    let links = links.as_array().into_iter().flatten().filter_map(Value::as_str);
    let begin = format!("/{language}/desk/");
    let is_page = |path: &&str| path.starts_with(&begin) && !path.contains("/reports.");
    links.filter(is_page).map(str::to_owned).collect()
}

/// Looks at every page of the desk that links lead to, once of each kind, and answers the kinds.
async fn look_at_all(browser: &Browser, language: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([format!("/{language}/desk/ford/today")]);
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(kind(&path)) {
            continue;
        }
        browser.goto(&path).await;
        assert!(browser.exists("main h1").await, "{path} has a heading");
        look_at(browser).await;
        waiting.extend(ways(browser, language).await);
    }
    seen
}

/// What a page is about: a booking, an account, a photo, whichever.
fn kind(path: &str) -> String {
    let is_own = |part: &str| {
        let is_code =
            part.len() == 10 && part.chars().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase());
        is_code || part.len() == 36
    };
    let parts = path.split('/').skip(3);
    parts.map(|part| if is_own(part) { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

const PAGES: [&str; 22] = [
    "account",
    "ford/ari",
    "ford/bookings",
    "ford/bookings/new",
    "ford/bookings/{}",
    "ford/bookings/{}/cancel",
    "ford/bookings/{}/change",
    "ford/bookings/{}/no-show",
    "ford/events",
    "ford/messages",
    "ford/photos",
    "ford/photos/{}/remove",
    "ford/rate-plans/BAR",
    "ford/rate-plans/new",
    "ford/reports",
    "ford/room-types/DBL",
    "ford/room-types/new",
    "ford/settings",
    "ford/today",
    "ford/trail",
    "hotels/new",
    "keys",
];

async fn every_page_is_for_everybody(visitor: Visitor) {
    let inn = busy_inn().await;
    let owner = Clerk::hired(&inn, "owner").await;
    let browser = inn.browser(visitor).await;
    owner.come_to(&browser, &format!("/{}/desk/ford/today", visitor.language)).await;

    let seen = look_at_all(&browser, visitor.language).await;

    let staff = ["staff", "staff/{}"];
    let missing: Vec<_> = PAGES.into_iter().chain(staff).filter(|page| !seen.contains(*page)).collect();
    assert!(missing.is_empty(), "nobody finds {missing:?}; only {seen:?}");
    assert_eq!(json!(seen.len()), json!(PAGES.len() + staff.len()), "{seen:?}");
}

#[tokio::test]
async fn every_page_of_the_desk_is_found_and_for_everybody_at_a_desk() {
    every_page_is_for_everybody(Visitor::english()).await;
}

#[tokio::test]
async fn every_page_of_the_desk_is_found_and_for_everybody_on_a_phone_without_scripts() {
    every_page_is_for_everybody(Visitor::korean().on_a_phone().without_scripts()).await;
}

#[tokio::test]
async fn every_page_of_the_desk_is_for_everybody_in_the_dark_on_a_narrow_screen() {
    every_page_is_for_everybody(Visitor::korean().on_a_narrow_screen().in_the_dark()).await;
}
