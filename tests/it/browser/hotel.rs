//! A hotel's page: its calendar by keyboard and by links, what it says of a stay, and its photos.

use jumak_tests::{Browser, Days, Inn, Jumak, Key, Setup, Visitor, date, nights_from};
use serde_json::json;

use super::visits::{look_at, offers, stay};

/// An inn on the first of May 2030, a Wednesday, with rooms on every night until the end of June.
async fn inn_in_may() -> Inn {
    let nights = nights_from(date("2030-05-01"), 60);
    Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await.with_stock("DBL", nights, 4).await
}

async fn focused_date(browser: &Browser) -> String {
    let focused = browser.run("return document.activeElement.dataset.date ?? ''", &[]).await;
    focused.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_stay_is_chosen_in_the_calendar_with_arrow_keys_and_enter() {
    let inn = inn_in_may().await;
    let browser = inn.browser(Visitor::english()).await;
    browser.goto("/en/hotels/ford").await;
    look_at(&browser).await;

    // The whole calendar is one stop of the tab order, after the link to later months.
    browser.run("document.querySelector('.calendar-nav a[rel=next]').focus()", &[]).await;
    browser.press(Key::Tab).await;
    assert_eq!(focused_date(&browser).await, "2030-05-01");
    for (key, arrived) in [
        (Key::Right, "2030-05-02"),
        (Key::Down, "2030-05-09"),
        (Key::Up, "2030-05-02"),
        (Key::Down, "2030-05-09"),
        (Key::End, "2030-05-12"),
        (Key::Home, "2030-05-06"),
        (Key::PageDown, "2030-06-06"),
        (Key::PageUp, "2030-05-06"),
        (Key::Left, "2030-05-05"),
    ] {
        browser.press(key).await;
        assert_eq!(focused_date(&browser).await, arrived, "{key:?}");
    }
    browser.press(Key::Tab).await;
    assert_eq!(focused_date(&browser).await, "", "the next stop is outside of the calendar");
    browser.press_keys(&[Key::Shift, Key::Tab]).await;
    assert_eq!(focused_date(&browser).await, "2030-05-05");
    browser.press(Key::Enter).await;

    browser.wait_for_text(".calendar-how", "Choose the day you leave").await;
    look_at(&browser).await;
    browser.run("document.querySelector('.calendar-how a').focus()", &[]).await;
    browser.press(Key::Tab).await;
    assert_eq!(focused_date(&browser).await, "2030-05-05", "one goes on from the arrival");
    browser.press(Key::Right).await;
    browser.press(Key::Right).await;
    browser.wait_for("td.is-preview").await;
    browser.press(Key::Enter).await;

    assert_chosen(&browser, nights_from(date("2030-05-05"), 2)).await;
}

#[tokio::test]
async fn without_scripts_a_stay_is_chosen_in_the_calendar_by_links() {
    let inn = inn_in_may().await;
    let browser = inn.browser(Visitor::english().without_scripts().on_a_phone()).await;
    browser.goto("/en/hotels/ford?rooms=2&adults=3").await;

    let says = browser.text("td.is-today a").await;
    assert!(says.contains("1 May") && says.contains("₩100,000"), "{says}");
    browser.click("a[data-date='2030-05-05']").await;
    browser.wait_for_text(".calendar-how", "Choose the day you leave").await;
    look_at(&browser).await;
    browser.click(".calendar-nav a[rel=next]").await;
    browser.wait_for_text(".calendar-months", "July").await;
    browser.click(".calendar-nav a[rel=prev]").await;
    browser.wait_for_text(".calendar-months", "May").await;
    browser.click("a[data-date='2030-05-07']").await;

    assert_chosen(&browser, nights_from(date("2030-05-05"), 2)).await;
    assert_eq!((browser.value("#rooms").await, browser.value("#adults").await), ("2".into(), "3".into()));
}

/// Waits until the page offers that stay and its calendar shows it.
async fn assert_chosen(browser: &Browser, stay: Days) {
    browser.wait_for("#offers form button").await;
    let url = browser.url().await;
    assert!(url.contains(&format!("check_in={}&check_out={}", stay.from, stay.to)), "{url}");
    let said = browser.texts("td.is-check-in, td.is-in-range, td.is-check-out").await;
    assert_eq!(said.len(), stay.nights().count() + 1, "{said:?}");
    assert!(said.first().unwrap().contains("Check-in") && said.last().unwrap().contains("Check-out"));
    look_at(browser).await;
}

#[tokio::test]
async fn each_room_says_what_it_costs_or_why_it_cannot_be_booked() {
    let inn = inn_in_may().await;
    inn.ari(&[json!({"room_type": "DBL", "from": "2030-05-20", "to": "2030-05-25", "min_stay": 3})])
        .await
        .ok();
    let may = |from: &str, nights| nights_from(date(from), nights);

    for (visitor, free, [reason, least]) in [
        (Visitor::korean().on_a_phone(), "무료", ["더 길게 묵으셔야 합니다", "3박부터"]),
        (Visitor::english().without_scripts(), "Free", ["A longer stay is needed", "at least 3 nights"]),
    ] {
        let browser = inn.browser(visitor).await;
        browser.goto(&offers(visitor.language, may("2030-05-10", 2))).await;
        assert!(browser.text(".offer .price-total").await.contains("200,000"));
        assert!(browser.text(".offer .term-good").await.contains(free));
        browser.click(".offer summary").await;
        assert!(browser.text(".offer .breakdown tbody").await.contains("2 × "), "two nights at one price");
        look_at(&browser).await;

        browser.goto(&offers(visitor.language, may("2030-05-20", 2))).await;
        assert!(browser.text(".offer.is-unavailable .reasons").await.contains(reason));
        assert!(browser.text("a[data-date='2030-05-20']").await.contains(least));
        assert!(browser.is_seen("#offers .notice-warning").await);
        look_at(&browser).await;
    }
}

#[tokio::test]
async fn dates_that_cannot_be_booked_are_told_at_the_form_which_keeps_them() {
    let inn = inn_in_may().await;
    let browser = inn.browser(Visitor::korean().without_scripts().on_a_phone()).await;

    for (stay, field, words) in [
        (nights_from(date("2030-04-20"), 2), "check_in", "지난 날짜는 예약하실 수 없습니다."),
        (nights_from(date("2033-05-01"), 2), "check_out", "예약은 오늘부터 24개월 안에 하실 수 있습니다."),
    ] {
        browser.goto(&offers("ko", stay)).await;

        assert_eq!(browser.text(&format!("#{field}-error")).await, words);
        assert_eq!(browser.texts(".error-summary li").await, [words]);
        assert_eq!(browser.value("#check_in").await, stay.from.to_string());
        assert!(!browser.exists("#offers form").await);
        look_at(&browser).await;
    }
}

#[tokio::test]
async fn a_hotel_shows_its_photos_in_the_size_the_screen_needs_and_says_what_is_on_them() {
    let jumak = Jumak::with(Setup::default().with_demo()).await;

    let browser = jumak.browser(Visitor::korean().on_a_phone()).await;
    let mut fetched = Vec::new();
    for (width, language) in [(Visitor::PHONE, "ko"), (Visitor::DESK, "en")] {
        browser.set_width(width).await;
        let dates = format!("check_in={}&check_out={}", stay().from, stay().to);
        browser.goto(&format!("/{language}/hotels/jumak-seoul?{dates}")).await;
        look_at(&browser).await;
        let script = "const first = document.querySelector('.gallery img'); \
                      return [first.currentSrc, first.naturalWidth, first.alt]";
        let first = browser.run(script, &[]).await;
        assert!(first[1].as_u64().unwrap() > 0 && !first[2].as_str().unwrap().is_empty(), "{first}");
        fetched.push(first[0].clone());
        assert!(browser.texts(".room-photo img[alt]").await.len() > 1);
    }
    assert_ne!(fetched[0], fetched[1], "a phone fetches a smaller file");
}

#[tokio::test]
async fn what_a_hotel_writes_about_itself_is_shown_as_it_was_written() {
    let inn = Inn::open().await;
    let text = "Rooms < hall & \"bath\" </script><script>document.title = 'taken'</script>";
    inn.owner().patch(&inn.at(""), &json!({"description": text})).await.ok();
    let browser = inn.browser(Visitor::english()).await;

    browser.goto("/en/hotels/ford").await;

    assert_eq!(browser.text(".prose").await, text);
    assert!(browser.title().await.starts_with("Inn at the Ford"));
    let linked = browser
        .run(
            "return JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)",
            &[],
        )
        .await;
    assert_eq!(linked["description"], text);
    look_at(&browser).await;
}
