//! The page of the API, as a visitor has it.

use jumak_tests::{Jumak, Visitor};

#[tokio::test]
async fn the_docs_page_is_accessible_on_every_screen_and_complains_of_nothing() {
    let jumak = Jumak::start().await;
    let visitor = Visitor::english();

    for visitor in [visitor, visitor.on_a_phone(), visitor.in_the_dark(), visitor.without_scripts()] {
        let browser = jumak.browser(visitor).await;
        browser.goto("/docs").await;

        assert_eq!(browser.text("h1").await, "Jumak API");
        browser.assert_accessible().await;
        browser.assert_no_complaint().await;
    }
}

#[tokio::test]
async fn the_docs_page_fits_the_narrowest_screen_and_names_every_route() {
    let jumak = Jumak::start().await;
    let browser = jumak.browser(Visitor::english().on_a_narrow_screen()).await;

    browser.goto("/docs").await;

    browser.assert_fits().await;
    browser.wait_for_text("code", "/api/v1/hotels/{hotel}/room-types/{room_type}").await;
}
