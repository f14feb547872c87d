//! Bookings at the desk: found, looked into, changed, cancelled, and made for who stands there or calls.

use jumak_tests::{Browser, Inn, Setup, Visitor, date, eventually, nights_from, wish};
use serde_json::json;

use super::visits::{bookings, inn_with_rooms, look_at, stay};
use crate::{items, staff::Clerk};

#[tokio::test]
async fn bookings_are_found_by_name_code_status_and_day() {
    let inn = inn_with_rooms(4).await;
    inn.guest("ann").book("DBL", stay()).await.created();
    let mut order = inn.guest("sky").order(wish("DBL", nights_from(stay().from.plus_days(2), 1)));
    order["guest"]["name"] = json!("김하늘");
    let sky = inn.api().post(&inn.at("/bookings"), &order).await.created();
    let code = sky["confirmation_code"].as_str().unwrap();
    let clerk = Clerk::hired(&inn, "readonly").await;
    let browser = inn.browser(Visitor::korean().without_scripts()).await;
    clerk.come_to(&browser, "/ko/desk/ford/bookings?status=confirmed").await;
    assert_eq!(browser.texts("tbody tr").await.len(), 2);
    let found = async |field: &str, text: &str| {
        browser.goto("/ko/desk/ford/bookings?status=").await;
        browser.fill(field, text).await;
        browser.submit("main form[role=search]").await;
        browser
            .wait_for(&format!("{field}:is([value=\"{text}\"], :has([value=\"{text}\"][selected]))"))
            .await;
        browser.texts("tbody tr").await
    };

    for (field, text) in [
        ("#q", "하늘"),
        ("#q", "sky@guest.example"),
        ("#arrival_from", stay().from.plus_days(1).to_string().as_str()),
        ("#departure_from", stay().from.plus_days(3).to_string().as_str()),
    ] {
        let rows = found(field, text).await;
        assert!(rows.len() == 1 && rows[0].contains("김하늘"), "{field} {text}: {rows:?}");
    }
    assert_eq!(found("#arrival_to", &stay().from.to_string()).await.len(), 1);
    browser.fill("#q", code).await;
    browser.submit("main form[role=search]").await;
    browser.wait_for_path(&format!("/ko/desk/ford/bookings/{code}")).await;
    assert_eq!(found("#status", "cancelled").await.len(), 0);
    assert_eq!(browser.text(".empty h2").await, "조건에 맞는 예약이 없습니다");
    look_at(&browser).await;
    browser.goto("/ko/desk/ford/bookings?arrival_from=soon").await;
    browser.wait_for_text("#arrival_from-error", "YYYY-MM-DD").await;
    look_at(&browser).await;
}

/// Reads the booking's page again until its timeline says this.
async fn wait_for_timeline(browser: &Browser, wanted: &str) {
    eventually(wanted, async || {
        browser.reload().await;
        browser.texts(".timeline li").await.iter().any(|item| item.contains(wanted)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_noted_changed_and_cancelled_and_its_timeline_tells_of_each() {
    let inn = inn_with_rooms(4).await;
    let booking = inn.guest("ann").book("DBL", stay()).await.created();
    let code = booking["confirmation_code"].as_str().unwrap();
    let clerk = Clerk::hired(&inn, "desk").await;
    let browser = inn.browser(Visitor::english()).await;
    let page = format!("/en/desk/ford/bookings/{code}");
    clerk.come_to(&browser, &page).await;
    wait_for_timeline(&browser, "Mail: ").await;
    wait_for_timeline(&browser, "Send again").await;
    browser.submit(".timeline form").await;
    browser.wait_for_text("[role=status]", "The mail is sent again.").await;

    browser.submit("section[aria-labelledby=notes] form").await;
    browser.wait_for("#text-error").await;
    look_at(&browser).await;
    browser.fill("#text", "Arrives late <b>\nby taxi").await;
    browser.submit("section[aria-labelledby=notes] form").await;
    browser.wait_for_text("[role=status]", "The note is kept.").await;
    let note = browser.text("section[aria-labelledby=notes] li").await;
    assert!(note.contains("Arrives late <b> by taxi") && note.contains(&clerk.email), "{note}");

    browser.click("main a[href$='/change']").await;
    browser.wait_for_path(&format!("{page}/change")).await;
    browser.fill("#check_out", &stay().to.plus_days(1).to_string()).await;
    browser.submit("form[data-dates]").await;
    browser.wait_for("main section.panel form").await;
    assert!(
        browser.text("main section.panel").await.contains("300,000"),
        "the new price before it is charged"
    );
    look_at(&browser).await;
    browser.submit("main section.panel form").await;
    browser.wait_for_text("[role=status]", "The booking of ann is changed.").await;
    assert_eq!(inn.available("DBL", nights_from(stay().from, 3)).await, [3, 3, 3]);

    browser.click("main a[href$='/cancel']").await;
    browser.wait_for(".confirm-page").await;
    look_at(&browser).await;
    browser.submit(".confirm-page form").await;
    browser.wait_for_text("[role=status]", "The booking of ann is cancelled.").await;
    assert!(browser.is_seen(".status-cancelled").await);
    assert_eq!(inn.available("DBL", nights_from(stay().from, 3)).await, [4, 4, 4]);
    let timeline = browser.text(".timeline").await;
    for item in ["Booked", "Note", "Changed", "Cancelled", &clerk.email] {
        assert!(timeline.contains(item), "{item}: {timeline}");
    }
    assert!(
        !browser.exists("main a[href$='/change']").await && !browser.exists("main a[href$='/cancel']").await
    );
    look_at(&browser).await;
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_form_that_is_sent_again_happens_once_and_with_other_words_not_at_all() {
    let inn = inn_with_rooms(2).await;
    let booking = inn.guest("ann").book("DBL", stay()).await.created();
    let code = booking["confirmation_code"].as_str().unwrap();
    let client = Clerk::hired(&inn, "desk").await.at_desk(&inn).await;
    let note = async |key: &str, text: &str| {
        let form = json!({"key": key, "text": text});
        client.post(&format!("/en/desk/ford/bookings/{code}/notes"), &form).await.status
    };

    assert_eq!([note("one", "Called").await, note("one", "Called").await], [303, 303]);
    assert_eq!(note("one", "Called twice").await, 409);
    assert_eq!(note("", "Called without a key").await, 400);

    let notes = inn.owner().get(&format!("/api/v1/bookings/{code}/notes")).await.ok();
    let texts: Vec<_> = items(&notes["items"]).iter().map(|note| note["text"].clone()).collect();
    assert_eq!(texts, ["Called"], "{notes}");
}

/// Noon in Seoul on 10 May, with rooms.
async fn noon() -> Inn {
    let inn = Inn::with(Setup::default().at("2030-05-10T03:00:00Z")).await;
    inn.with_stock("DBL", nights_from(date("2030-05-10"), 5), 4).await
}

/// The first step: dates and an offer of them.
async fn choose(browser: &Browser) {
    browser.fill("#check_in", "2030-05-10").await;
    browser.fill("#check_out", "2030-05-12").await;
    browser.fill("#adults", "2").await;
    browser.submit("main form.search").await;
    browser.click("tbody .button").await;
    browser.wait_for(".checkout-form").await;
}

#[tokio::test]
async fn whoever_walks_in_is_booked_and_checked_in_at_one_go_and_once() {
    let inn = noon().await;
    let clerk = Clerk::hired(&inn, "desk").await;
    let visitors = [
        (
            Visitor::korean().on_a_phone().without_scripts(),
            "예약하면서 바로 체크인",
            "김하늘 님의 예약을 만들고 체크인했습니다.",
        ),
        (Visitor::english(), "Check in at once", "김하늘 is booked and checked in."),
    ];

    for (count, (visitor, check_in_now, done)) in visitors.into_iter().enumerate() {
        let browser = inn.browser(visitor).await;
        clerk.come_to(&browser, &format!("/{}/desk/ford/bookings/new", visitor.language)).await;
        look_at(&browser).await;
        choose(&browser).await;
        assert!(browser.text(".summary").await.contains("200,000"));
        browser.fill("#email", "sky@guest.example").await;
        browser.tick(check_in_now).await;
        browser.submit(".checkout-form").await;
        browser.wait_for("#name-error").await;
        assert_eq!(browser.value("#email").await, "sky@guest.example");
        assert!(browser.exists("[name=check_in_now]:checked").await, "what was ticked stays ticked");
        look_at(&browser).await;
        browser.fill("#name", "김하늘").await;
        browser.double_click(".checkout-form .button-large").await;

        browser.wait_for_text("[role=status]", done).await;
        assert!(browser.is_seen(".status-checked_in").await);
        look_at(&browser).await;
        assert_eq!(bookings(&inn).await.len(), count + 1);
    }
    assert_eq!(inn.available("DBL", nights_from(date("2030-05-10"), 3)).await, [2, 2, 4]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_caller_whose_room_is_sold_meanwhile_is_offered_another_and_nothing_typed_is_lost() {
    let inn = noon().await;
    inn.owner().post(&inn.at("/room-types"), &jumak_tests::room_type("TWN")).await.created();
    let clerk = Clerk::hired(&inn, "desk").await;
    let browser = inn.browser(Visitor::english()).await;
    clerk.come_to(&browser, "/en/desk/ford/bookings/new").await;
    choose(&browser).await;
    inn.stock("TWN", nights_from(date("2030-05-10"), 5), 1).await;
    for name in ["bob", "cat", "dan", "eve"] {
        inn.guest(name).book("DBL", nights_from(date("2030-05-10"), 2)).await.created();
    }

    browser.fill("#name", "Fay").await;
    browser.fill("#email", "fay@guest.example").await;
    browser.submit(".checkout-form").await;
    browser.wait_for(".notice-danger").await;
    assert_eq!(browser.value("#name").await, "Fay");
    look_at(&browser).await;
    browser.click("button[name=instead]").await;

    browser.wait_for_text("[role=status]", "Fay is booked.").await;
    assert_eq!(inn.available("TWN", nights_from(date("2030-05-10"), 1)).await, [0]);
    inn.audit().await.assert_clean();
}
