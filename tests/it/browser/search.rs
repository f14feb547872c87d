//! Looking for rooms: from the home page to results, narrowed down, and every way a search can go wrong.

use jumak_tests::{Browser, Inn, Jumak, Setup, Visitor, in_days, nights_from};
use serde_json::{Value, json};

use super::visits::{look_at, stay};

async fn demo_hotels() -> Jumak {
    Jumak::with(Setup::default().with_demo()).await
}

/// The totals on the page, as numbers.
async fn totals(browser: &Browser) -> Vec<u64> {
    let digits = |text: &String| text.chars().filter(char::is_ascii_digit).collect::<String>();
    browser.texts(".hotel-card .price-total").await.iter().map(|text| digits(text).parse().unwrap()).collect()
}

/// Whether every picture of this selector is there and not a broken one.
async fn are_pictures_whole(browser: &Browser, css: &str) -> bool {
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length > 0 && all.every((img) => img.complete && img.naturalWidth > 0)";
    browser.run(script, &[json!(css)]).await == json!(true)
}

#[tokio::test]
async fn a_search_in_a_city_tells_whole_prices_and_is_narrowed_down_without_losing_the_wish() {
    let jumak = demo_hotels().await;
    let words = [
        (
            Visitor::korean().on_a_phone(),
            "서울",
            ["어디로 가시나요?", "체크인", "체크아웃", "어린이 나이"],
            ["무료 취소", "이름순"],
        ),
        (
            Visitor::english().without_scripts(),
            "Seoul",
            ["Where to?", "Check-in", "Check-out", "Children's ages"],
            ["Free cancellation", "Name"],
        ),
    ];

    for (visitor, city, [place, check_in, check_out, children], [free, by_name]) in words {
        let browser = jumak.browser(visitor).await;
        browser.goto("/").await;
        look_at(&browser).await;
        browser.fill_label(place, city).await;
        browser.fill_date(check_in, stay().from).await;
        browser.fill_date(check_out, stay().to).await;
        browser.fill_label(children, "5").await;
        browser.submit("form.search").await;

        browser.wait_for_path(&format!("/{}/search", visitor.language)).await;
        look_at(&browser).await;
        let cheapest_first = totals(&browser).await;
        assert_eq!(cheapest_first, prices_by_api(&jumak, city, visitor.language).await);
        browser.tick(free).await;
        browser.fill("#sort", by_name).await;
        browser.submit("form.filter-bar").await;
        browser.wait_for("input[name=free_cancellation][checked]").await;
        assert_eq!(browser.value("#sort").await, "name");
        assert_eq!(browser.value("#children").await, "5");
        assert_eq!(browser.texts(".hotel-card .badge-good").await.len(), totals(&browser).await.len());
        browser.click(".hotel-card .button").await;
        browser.wait_for_path(&format!("/{}/hotels/", visitor.language)).await;
        look_at(&browser).await;
        assert!(are_pictures_whole(&browser, ".gallery img").await);
        assert_eq!(browser.value("#children").await, "5");
    }
}

/// What the API says a family pays in a city, cheapest first.
async fn prices_by_api(jumak: &Jumak, city: &str, language: &str) -> Vec<u64> {
    let query = [
        ("city", city.to_owned()),
        ("check_in", stay().from.to_string()),
        ("check_out", stay().to.to_string()),
        ("adults", "2".to_owned()),
        ("children", "5".to_owned()),
    ];
    let request = jumak.api().request(reqwest::Method::GET, "/api/v1/search").query(&query);
    let found: Value = jumak.api().send(request.header("Accept-Language", language)).await.ok();
    let items = found["items"].as_array().cloned().unwrap();
    assert!(items.len() > 1, "{found}");
    items.iter().map(|item| item["offer"]["total"]["amount"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn what_is_wrong_with_a_search_stands_beside_its_field_and_in_the_summary_and_what_was_typed_stays() {
    let inn = Inn::open().await;
    let browser = inn.browser(Visitor::english().without_scripts().on_a_phone()).await;

    browser.goto("/en/").await;
    browser.fill_label("Where to?", "Seoul").await;
    browser.fill_date("Check-in", stay().to).await;
    browser.fill_date("Check-out", stay().from).await;
    browser.fill_label("Children's ages", "five").await;
    browser.submit("form.search").await;

    browser.wait_for_text(".error-summary", "Please check what you entered.").await;
    look_at(&browser).await;
    assert_eq!(browser.texts(".error-summary li").await, browser.texts(".field-error").await);
    let reversed = "Check-out must be after check-in.";
    assert_eq!(browser.text("#check_out-error").await, reversed);
    let described = browser.attribute("#check_out", "aria-describedby").await;
    assert_eq!(described.as_deref(), Some("check_out-error"));
    assert!(browser.text("#children-error").await.contains("0 to 17"));
    for (field, typed) in [
        ("#city", "Seoul".to_owned()),
        ("#check_in", stay().to.to_string()),
        ("#check_out", stay().from.to_string()),
        ("#children", "five".to_owned()),
    ] {
        assert_eq!(browser.value(field).await, typed, "{field}");
    }
    browser.click_text(reversed).await;
    browser.wait_for_focus("#check_out").await;
}

#[tokio::test]
async fn a_reader_with_scripts_begins_at_what_is_wrong_and_cannot_choose_dates_the_wrong_way_round() {
    let inn = Inn::open().await;
    let browser = inn.browser(Visitor::korean()).await;

    browser.goto(&format!("/ko/search?check_in={}&check_out={}", stay().to, stay().from)).await;
    browser.wait_for_focus(".error-summary").await;
    look_at(&browser).await;
    browser.goto("/ko/").await;
    browser.fill_date("체크아웃", in_days(40)).await;
    browser.fill_date("체크인", in_days(50)).await;

    assert!(browser.value("#check_out").await > in_days(50).to_string(), "check-out follows check-in");
}

#[tokio::test]
async fn a_search_without_a_hotel_to_book_says_why_and_how_to_go_on() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(28), 20), 1).await;
    inn.guest("ann").book("DBL", stay()).await.created();
    let browser = inn.browser(Visitor::english().on_a_phone()).await;
    let search = |place: &str| {
        format!("/en/search?city={place}&check_in={}&check_out={}&adults=2", stay().from, stay().to)
    };

    browser.goto(&search("Seoul")).await;
    browser.wait_for_text(".empty", "Nothing can be booked for this search").await;
    look_at(&browser).await;
    assert!(browser.text(".cannot .reasons").await.to_lowercase().contains("sold out"));
    browser.click(".empty .actions a:last-child").await;
    browser.wait_for_text(".hotel-card", "Inn at the Ford").await;

    browser.goto(&search("Atlantis")).await;
    browser.wait_for_text(".empty", "We have no such city or hotel").await;
    look_at(&browser).await;
    browser.click_text("Seoul").await;
    browser.wait_for_text(".cannot", "Inn at the Ford").await;

    browser.goto(&search("inn%20at%20the%20ford")).await;
    browser.wait_for_path("/en/hotels/ford").await;
    assert_eq!(browser.value("#check_in").await, stay().from.to_string());
}

#[tokio::test]
async fn a_page_that_is_not_there_offers_a_search_in_the_readers_language() {
    let inn = Inn::open().await;

    for (visitor, title) in [
        (Visitor::korean().on_a_phone(), "페이지를 찾을 수 없습니다"),
        (Visitor::english().without_scripts(), "There is no such page"),
    ] {
        let browser = inn.browser(visitor).await;
        browser.goto(&format!("/{}/hotels/nowhere", visitor.language)).await;
        assert_eq!(browser.text("h1").await, title);
        look_at(&browser).await;
        browser.fill("#city", "Seoul").await;
        browser.submit("form.search").await;
        browser.wait_for_path(&format!("/{}/search", visitor.language)).await;
    }
}

#[tokio::test]
async fn public_pages_fit_the_narrowest_screen_and_dark_ones_can_be_read() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(28), 10), 2).await;
    let results = format!("/ko/search?city=Seoul&check_in={}&check_out={}", stay().from, stay().to);
    let hotel = super::visits::offers("ko", stay());

    let browser = inn.browser(Visitor::korean().on_a_narrow_screen().in_the_dark()).await;
    for page in ["/ko/", &results, &hotel, "/ko/nowhere"] {
        browser.goto(page).await;
        look_at(&browser).await;
    }
}
