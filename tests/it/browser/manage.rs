//! A guest's own booking: opened by the mailed link or by code and e-mail, changed, cancelled.

use std::fs;

use chrono::TimeDelta;
use jumak_tests::{
    Answer, Browser, Days, Inn, Setup, Visitor, assert_personal_page, date, eventually, nights_from, wish,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::visits::{Plain, ask_for, inn_with_rooms, look_at, stay};
use crate::mails::part;

/// A booking that reads its mails in a language.
async fn book_in(inn: &Inn, language: &str, stay: Days) -> Value {
    let mut order = inn.guest("ann").order(wish("DBL", stay));
    order["guest"]["locale"] = json!(language);
    inn.api().post(&inn.at("/bookings"), &order).await.created()
}

fn code_of(booking: &Value) -> &str {
    booking["confirmation_code"].as_str().unwrap()
}

/// The way into a booking that its first mail has.
async fn mailed_link(inn: &Inn, booking: &Value) -> String {
    let code = code_of(booking);
    let mail = eventually("the confirmation is written", async || {
        let mails = inn.files().mails().into_iter().map(|path| fs::read_to_string(path).unwrap());
        mails.map(|mail| part(&mail, "text/plain")).find(|text| text.contains(code))
    })
    .await;
    let link = mail.split_whitespace().find(|word| word.contains("/m/")).expect("a mail has the link");
    link.to_owned()
}

/// Opens a booking in a browser that knows nothing of it.
async fn open(browser: &Browser, language: &str, booking: &Value) {
    let token = booking["manage_token"].as_str().unwrap();
    browser.goto(&format!("/{language}/m/{token}?code={}", code_of(booking))).await;
    browser.wait_for_path(&format!("/{language}/bookings/{}", code_of(booking))).await;
}

#[tokio::test]
async fn the_mailed_link_opens_the_booking_as_often_as_it_is_followed_and_leaves_no_token_behind() {
    let inn = inn_with_rooms(4).await;

    for visitor in [Visitor::korean().on_a_phone(), Visitor::english().without_scripts()] {
        let booking = book_in(&inn, visitor.language, stay()).await;
        let link = mailed_link(&inn, &booking).await;
        assert!(link.starts_with(inn.api().base()), "{link}");
        let page = format!("/{}/bookings/{}", visitor.language, code_of(&booking));

        let browser = inn.browser(visitor).await;
        for _ in 0..2 {
            browser.goto(&link).await;
            assert_eq!(browser.url().await, format!("{}{page}", inn.api().base()));
            assert_eq!(browser.text("#code").await, code_of(&booking));
        }
        look_at(&browser).await;
        let token = booking["manage_token"].as_str().unwrap();
        assert!(!browser.html().await.contains(token), "the token stands on no page");
        assert_eq!(browser.run("return document.cookie", &[]).await, "", "no script can read it");
        let elsewhere = inn.browser(visitor).await;
        elsewhere.goto(&link).await;
        assert_eq!(elsewhere.path().await, page);
    }
}

#[tokio::test]
async fn a_link_that_was_cut_off_leads_to_the_form_that_finds_the_booking() {
    let inn = inn_with_rooms(1).await;
    let booking = book_in(&inn, "en", stay()).await;
    let link = mailed_link(&inn, &booking).await;
    let (cut, code) = (link.split('?').next().unwrap(), code_of(&booking));
    let browser = inn.browser(Visitor::english().on_a_phone()).await;

    for broken in [cut.to_owned(), link.replace("?code=", "x?code=")] {
        browser.goto(&broken).await;
        browser.wait_for_text(".notice-warning", "This link opens no booking").await;
        look_at(&browser).await;
    }
    assert_eq!(browser.value("#code").await, code);
    browser.fill("#email", "ann@guest.example").await;
    browser.submit("main form").await;
    browser.wait_for_path(&format!("/en/bookings/{code}")).await;
}

#[tokio::test]
async fn code_and_email_open_a_booking_and_whatever_is_wrong_is_answered_alike() {
    let inn = inn_with_rooms(1).await;
    let booking = book_in(&inn, "en", stay()).await;
    let code = code_of(&booking);
    let browser = inn.browser(Visitor::english().without_scripts().on_a_phone()).await;

    browser.goto(&format!("/en/bookings/{code}")).await;
    browser.wait_for_text(".notice-warning", "This browser cannot open the booking by itself").await;
    look_at(&browser).await;
    assert_eq!(browser.value("#code").await, code);
    browser.submit("main form").await;
    browser.wait_for_text("#email-error", "Enter your e-mail.").await;
    look_at(&browser).await;

    let mut answers = Vec::new();
    for (code, email) in [(code, "bob@guest.example"), ("0000000000", "ann@guest.example")] {
        browser.fill("#code", code).await;
        browser.fill("#email", email).await;
        browser.submit("main form").await;
        browser.wait_for_text(".field-error", "No booking has this code and e-mail.").await;
        look_at(&browser).await;
        assert_eq!(
            (browser.value("#code").await, browser.value("#email").await),
            (code.into(), email.into())
        );
        answers.push(browser.text("main").await);
    }
    assert_eq!(answers[0], answers[1]);

    // As it is read over the telephone.
    browser.fill("#code", &format!("{}-{}", &code[..5], &code[5..]).to_lowercase()).await;
    browser.fill("#email", "Ann@Guest.Example").await;
    browser.submit("main form").await;
    browser.wait_for_path(&format!("/en/bookings/{code}")).await;
    look_at(&browser).await;
}

/// A guess by somebody at that address, as the proxy in front says it.
async fn guess_from(guesser: &Plain, inn: &Inn, address: &str) -> Answer {
    let guess = json!({"code": "0000000000", "email": "ann@guest.example"});
    let request = guesser.request(Method::POST, "/en/bookings").header("sec-fetch-site", "same-origin");
    inn.api().send(request.header("x-forwarded-for", address).form(&guess)).await
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_and_a_guest_elsewhere_is_not() {
    let inn = Inn::with(Setup::default().with("JUMAK_TRUSTED_PROXIES", "127.0.0.0/8")).await;
    let guesser = Plain::visiting(&inn);

    let mut answers = Vec::new();
    while answers.len() < 60 && answers.iter().all(|answer: &Answer| answer.status == 404) {
        answers.push(guess_from(&guesser, &inn, "203.0.113.9").await);
    }

    let (last, others) = answers.split_last().unwrap();
    assert!(others.len() >= 5, "a guest may mistype: {}", others.len());
    assert_eq!(last.status, 429, "{last}");
    assert!(last.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert!(last.text().contains("Please wait a moment"), "{last}");
    assert_personal_page(others.last().unwrap());
    assert_eq!(guess_from(&guesser, &inn, "203.0.113.10").await.status, 404);
}

/// An inn in May 2030 whose clock the test holds, and a booking that is free to cancel until 7 days before.
async fn booked_in_may(rooms: u32) -> (Inn, Value) {
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await;
    let inn = inn.with_stock("DBL", nights_from(date("2030-05-01"), 40), rooms).await;
    let booking = book_in(&inn, "en", may("2030-05-20", 2)).await;
    (inn, booking)
}

fn may(from: &str, nights: u32) -> Days {
    nights_from(date(from), nights)
}

#[tokio::test]
async fn a_change_that_cannot_be_made_says_why_and_leaves_the_booking_as_it_was() {
    let (inn, booking) = booked_in_may(1).await;
    inn.guest("bob").book("DBL", may("2030-05-24", 1)).await.created();
    let browser = inn.browser(Visitor::english().without_scripts().on_a_phone()).await;
    open(&browser, "en", &booking).await;
    browser.click(".actions a[href$='/change']").await;

    ask_for(&browser, may("2030-05-20", 2)).await;
    browser.wait_for_text(".notice", "These are the dates and room you have").await;
    look_at(&browser).await;
    ask_for(&browser, may("2030-05-23", 2)).await;
    browser.wait_for_text(".notice", "The booking cannot be changed like this.").await;
    assert!(browser.text(".notice .reasons").await.contains("24 May"));
    look_at(&browser).await;
    let reversed = Days { from: date("2030-05-23"), to: date("2030-05-21") };
    ask_for(&browser, reversed).await;
    browser.wait_for_text("#check_out-error", "Check-out must be after check-in.").await;
    assert_eq!(browser.value("#check_in").await, "2030-05-23");
    look_at(&browser).await;

    let now = inn.guest("ann").view(&booking).await.ok();
    assert_eq!((&now["check_in"], &now["version"]), (&json!("2030-05-20"), &booking["version"]));
}

#[tokio::test]
async fn a_change_that_overtakes_the_guest_is_shown_before_anything_is_booked() {
    let (inn, booking) = booked_in_may(2).await;
    let browser = inn.browser(Visitor::korean()).await;
    open(&browser, "ko", &booking).await;
    browser.click(".actions a[href$='/change']").await;
    ask_for(&browser, may("2030-05-20", 3)).await;
    browser.wait_for(".compare").await;
    look_at(&browser).await;

    let dearer = json!({"room_type": "DBL", "rate_plan": "BAR", "from": "2030-05-20", "to": "2030-05-25",
        "price": {"amount": 120_000, "currency": "KRW"}});
    inn.ari(&[dearer]).await.ok();
    browser.submit("form[method=post][action$='/change']").await;
    browser.wait_for_text(".notice", "보시는 사이에 요금이 바뀌었습니다").await;
    look_at(&browser).await;
    assert!(browser.text(".compare").await.contains("360,000원"));
    browser.submit("form[method=post][action$='/change']").await;
    browser.wait_for(".notice-success").await;

    let now = inn.guest("ann").view(&booking).await.ok();
    assert_eq!((&now["check_out"], &now["total"]["amount"]), (&json!("2030-05-23"), &json!(360_000)));
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_fee_that_rose_while_the_guest_was_looking_is_asked_about_again() {
    let (inn, booking) = booked_in_may(1).await;
    let browser = inn.browser(Visitor::english().on_a_phone()).await;
    open(&browser, "en", &booking).await;
    assert!(browser.text(".danger-zone").await.contains("It is free of charge."));
    browser.click(".danger-zone a").await;
    assert_eq!(browser.text(".confirm-page form button").await, "Cancel free of charge");

    inn.hand().advance(TimeDelta::days(14));
    browser.submit(".confirm-page form").await;
    browser.wait_for_text(".notice-warning", "A deadline has passed").await;
    look_at(&browser).await;
    assert_eq!(browser.text(".confirm-page form button").await, "Cancel for ₩100,000");
    assert_eq!(inn.guest("ann").view(&booking).await.ok()["status"], "confirmed");
    browser.double_click(".confirm-page form button").await;
    browser.wait_for(".status-cancelled").await;

    let now = inn.guest("ann").view(&booking).await.ok();
    assert_eq!((&now["penalty"]["amount"], &now["status"]), (&json!(100_000), &json!("cancelled")));
    assert!(!browser.exists(".danger-zone").await);
    look_at(&browser).await;
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_mail_is_sent_again_and_the_stay_goes_into_a_calendar() {
    let inn = inn_with_rooms(1).await;
    let booking = book_in(&inn, "ko", stay()).await;
    mailed_link(&inn, &booking).await;
    let browser = inn.browser(Visitor::korean().without_scripts()).await;
    open(&browser, "ko", &booking).await;

    browser.submit("form[action$='/resend']").await;
    browser.wait_for_text(".notice-success", "메일").await;
    look_at(&browser).await;

    let guest = Plain::visiting(&inn);
    let code = code_of(&booking);
    let token = booking["manage_token"].as_str().unwrap();
    guest.get(&format!("/ko/m/{token}?code={code}")).await;
    let entry = guest.get(&format!("/ko/bookings/{code}/stay.ics")).await;
    assert_eq!(entry.header("content-type"), "text/calendar; charset=utf-8");
    assert!(entry.header("content-disposition").contains(&format!("jumak-{code}.ics")));
    assert_eq!(entry.header("cache-control"), "private, no-store");
    let day = stay().from.to_string().replace('-', "");
    assert!(entry.text().contains("BEGIN:VEVENT") && entry.text().contains(&day), "{entry}");
    let nobody = Plain::visiting(&inn).get(&format!("/ko/bookings/{code}/stay.ics")).await;
    assert_eq!(nobody.status, 303);
}

#[tokio::test]
async fn a_booking_changed_elsewhere_is_shown_as_it_is_now() {
    let inn = inn_with_rooms(2).await;
    let booking = book_in(&inn, "en", stay()).await;
    let browser = inn.browser(Visitor::english()).await;
    open(&browser, "en", &booking).await;
    browser.click(".danger-zone a").await;

    inn.guest("ann").cancel(&booking).await.ok();
    browser.submit(".confirm-page form").await;

    browser.wait_for(".status-cancelled").await;
    for page in ["change", "cancel", "confirmation"] {
        browser.goto(&format!("/en/bookings/{}/{page}", code_of(&booking))).await;
        assert_eq!(browser.path().await, format!("/en/bookings/{}", code_of(&booking)), "{page}");
    }
}
