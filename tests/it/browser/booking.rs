//! From an offer to a booking: once, however impatient the hand, and with every mistake told beside its field.

use jumak_tests::{Inn, Visitor, eventually, nights_from};
use reqwest::Method;
use serde_json::{Value, json};

use super::visits::{
    Plain, TYPED, bookings, fill_in, inn_with_rooms, look_at, offer, offers, particulars, stay,
};

#[tokio::test]
async fn a_double_click_holds_once_and_another_books_once() {
    let inn = inn_with_rooms(3).await;

    for (visitor, left) in [(Visitor::korean(), 2), (Visitor::english().on_a_phone().without_scripts(), 1)] {
        let browser = inn.browser(visitor).await;
        browser.goto(&offers(visitor.language, stay())).await;
        browser.double_click("#offers form button").await;
        browser.wait_for_path(&format!("/{}/checkout/", visitor.language)).await;
        assert_eq!(inn.available("DBL", stay()).await, [left, left]);

        fill_in(&browser).await;
        browser.double_click("[data-needs-hold]").await;
        browser.wait_for("#code").await;

        assert_eq!(bookings(&inn).await.len(), 3 - usize::try_from(left).unwrap());
        assert_eq!(inn.available("DBL", stay()).await, [left, left]);
        browser.assert_no_complaint().await;
    }
    inn.audit().await.assert_clean();
}

/// Presses the button of the page's first offer twice, keeps its form from leaving, and tells how often it would have.
const PRESS_TWICE: &str = "let sent = 0; \
    const count = (event) => { sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); }; \
    addEventListener('submit', count); \
    const button = document.querySelector('#offers form button'); \
    button.click(); button.click(); removeEventListener('submit', count); return sent";

#[tokio::test]
async fn a_button_pressed_twice_sends_its_form_once_and_without_its_mark_twice() {
    let inn = inn_with_rooms(1).await;
    let browser = inn.browser(Visitor::english()).await;
    browser.goto(&offers("en", stay())).await;

    assert_eq!(browser.run(PRESS_TWICE, &[]).await, 1);

    browser.goto(&offers("en", stay())).await;
    browser.run("delete document.querySelector('#offers form').dataset.once", &[]).await;
    assert_eq!(
        browser.run(PRESS_TWICE, &[]).await,
        2,
        "the negative control: the mark is what keeps it back"
    );
}

#[tokio::test]
async fn whoever_goes_back_after_booking_is_told_that_it_is_done() {
    let inn = inn_with_rooms(3).await;

    for (visitor, count) in [(Visitor::english(), 1), (Visitor::english().without_scripts(), 2)] {
        let browser = inn.browser(visitor).await;
        browser.goto(&offers("en", stay())).await;
        browser.submit("#offers form").await;
        browser.wait_for_path("/en/checkout/").await;
        let checkout = browser.path().await;
        fill_in(&browser).await;
        browser.click("[data-needs-hold]").await;
        browser.wait_for("#code").await;
        // What the booking decided reaches the hold by an event.
        eventually("the hold is settled", async || {
            (inn.api().get(&checkout).await.status == 409).then_some(())
        })
        .await;

        browser.back().await;
        browser.wait_for_text("h1", "These rooms are booked already").await;
        look_at(&browser).await;
        browser.click_text("Find my booking").await;
        browser.wait_for_path("/en/bookings").await;

        assert_eq!(bookings(&inn).await.len(), count);
    }
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_form_sent_twice_at_once_holds_once_and_books_once() {
    let inn = inn_with_rooms(5).await;
    let (guest, hold) = (Plain::visiting(&inn), "/en/hotels/ford/hold");
    // From now on it has a cart.
    guest.post(hold, &offer(nights_from(stay().from, 1))).await;

    let form = offer(stay());
    let (one, other) = tokio::join!(guest.post(hold, &form), guest.post(hold, &form));
    let checkout = one.header("location").to_owned();
    assert_eq!((one.status, other.header("location")), (303, checkout.as_str()));
    assert_eq!(inn.available("DBL", nights_from(stay().to.minus_days(1), 1)).await, [4]);

    let form = particulars("ann");
    let (one, other) = tokio::join!(guest.post(&checkout, &form), guest.post(&checkout, &form));
    assert!(one.header("location").ends_with("/confirmation"), "{one}");
    assert_eq!((one.status, other.header("location")), (303, one.header("location")));
    let again = guest.post(&checkout, &particulars("bob")).await;
    assert_eq!(again.status, 409, "{again}");
    assert_eq!(bookings(&inn).await.len(), 1);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn negative_control_without_its_cart_the_same_form_holds_and_books_twice() {
    let inn = inn_with_rooms(5).await;
    let guest = Plain::visiting(&inn);

    let mut codes = Vec::new();
    for _ in 0..2 {
        let held = guest.post("/en/hotels/ford/hold", &offer(stay())).await;
        let booked = guest.post(held.header("location"), &particulars("ann")).await;
        codes.push(booked.header("location").to_owned());
        guest.forget();
    }

    assert_ne!(codes[0], codes[1]);
    assert_eq!(inn.available("DBL", stay()).await, [3, 3]);
    assert_eq!(bookings(&inn).await.len(), 2);
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_still_books() {
    let inn = inn_with_rooms(2).await;
    let forgetful = async |path: &str, form: &Value| {
        let request = inn.api().request(Method::POST, path).header("Sec-Fetch-Site", "same-origin");
        inn.api().send(request.form(form)).await
    };

    let keep_this = forgetful("/en/hotels/ford/hold", &offer(stay())).await;
    let held = forgetful(keep_this.header("location"), &offer(stay())).await;
    let booked = forgetful(held.header("location"), &particulars("ann")).await;

    assert_eq!((keep_this.status, held.status, booked.status), (307, 303, 303));
    assert_eq!(bookings(&inn).await.len(), 1);
    let page = inn.api().get(booked.header("location")).await;
    assert!(page.header("location").contains("/en/bookings?code="), "{page}");
}

#[tokio::test]
async fn what_is_wrong_with_a_checkout_stands_beside_its_field_and_in_the_summary_and_what_was_typed_stays() {
    mistype(Visitor::korean().on_a_phone(), ["이름을 1자에서", "이메일 주소를 확인해"]).await;
}

#[tokio::test]
async fn without_scripts_a_checkout_tells_what_is_wrong_just_so() {
    mistype(Visitor::english().without_scripts(), ["Enter a name", "Enter an e-mail address"]).await;
}

async fn mistype(visitor: Visitor, [wrong_name, wrong_email]: [&str; 2]) {
    let inn = inn_with_rooms(1).await;
    let browser = inn.browser(visitor).await;
    browser.goto(&offers(visitor.language, stay())).await;
    browser.submit("#offers form").await;
    browser.wait_for_path(&format!("/{}/checkout/", visitor.language)).await;
    fill_in(&browser).await;
    browser.fill("#name", "").await;
    browser.fill("#email", "ann@nowhere").await;
    browser.click("[data-needs-hold]").await;

    browser.wait_for(".error-summary").await;
    look_at(&browser).await;
    let errors = browser.texts(".field-error").await;
    assert_eq!(browser.texts(".error-summary li").await, errors);
    assert!(errors[0].starts_with(wrong_name) && errors[1].starts_with(wrong_email), "{errors:?}");
    for (field, note) in [("#name", "name-error"), ("#email", "email-hint email-error")] {
        assert_eq!(browser.attribute(field, "aria-invalid").await.as_deref(), Some("true"));
        assert_eq!(browser.attribute(field, "aria-describedby").await.as_deref(), Some(note));
    }
    assert_eq!(browser.value("#email").await, "ann@nowhere");
    assert_eq!(browser.value("#note").await, TYPED[3].1);
    assert_eq!(browser.value("[name=language]:checked").await, "ko");
    if visitor.is_scripted {
        browser.wait_for_focus(".error-summary").await;
    }
    browser.click(".error-summary a[href='#email']").await;
    browser.wait_for_focus("#email").await;
    fill_in(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;
    assert_eq!(bookings(&inn).await[0]["guest"]["name"], TYPED[0].1);
}

#[tokio::test]
async fn several_rooms_for_a_family_are_held_and_booked_together() {
    let inn = inn_with_rooms(3).await;
    let browser = inn.browser(Visitor::english()).await;
    let page = format!(
        "/en/hotels/ford?check_in={}&check_out={}&rooms=2&adults=3&children=5",
        stay().from,
        stay().to
    );
    browser.goto(&page).await;
    browser.submit("#offers form").await;
    browser.wait_for_path("/en/checkout/").await;
    assert!(browser.text(".summary").await.contains("2 rooms"));
    fill_in(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;

    let booking = &bookings(&inn).await[0];
    assert_eq!((&booking["rooms"], &booking["total"]["amount"]), (&json!(2), &json!(4 * Inn::PRICE)));
    assert_eq!(inn.available("DBL", stay()).await, [1, 1]);
}

#[tokio::test]
async fn the_checkout_fits_the_narrowest_screen_and_can_be_read_in_the_dark() {
    let inn = inn_with_rooms(3).await;
    let browser = inn.browser(Visitor::korean().on_a_narrow_screen().in_the_dark()).await;
    browser.goto(&offers("ko", stay())).await;
    browser.submit("#offers form").await;
    browser.wait_for_path("/ko/checkout/").await;
    look_at(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for(".error-summary").await;
    look_at(&browser).await;
    fill_in(&browser).await;
    browser.click("[data-needs-hold]").await;
    browser.wait_for("#code").await;
    look_at(&browser).await;
    browser.click("main .actions .button").await;
    browser.wait_for(".danger-zone").await;
    look_at(&browser).await;
}
