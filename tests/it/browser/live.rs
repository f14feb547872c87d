//! An open hotel page follows the stock.

use jumak_tests::{Key, Visitor, room_type};

use super::visits::{inn_with_rooms, look_at, offers, stay};

#[tokio::test]
async fn an_open_page_says_that_the_last_room_was_sold_elsewhere_and_leaves_the_focus_where_it_was() {
    let inn = inn_with_rooms(1).await;
    let browser = inn.browser(Visitor::english()).await;
    browser.goto(&offers("en", stay())).await;
    browser.run("document.querySelector('.is-check-out a').focus()", &[]).await;

    inn.guest("bob").book("DBL", stay()).await.created();

    browser.wait_for_text("#offers .reasons", "old out").await;
    browser.wait_for_text("#live-status", "Availability changed").await;
    assert!(!browser.exists("#offers form").await);
    let there = format!(".is-check-out a[data-date='{}']", stay().to);
    browser.wait_for_focus(&there).await;
    look_at(&browser).await;
}

#[tokio::test]
async fn when_the_offer_in_focus_is_sold_elsewhere_enter_presses_no_other() {
    let inn = inn_with_rooms(1).await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    inn.stock("TWN", stay(), 1).await;
    let browser = inn.browser(Visitor::english()).await;
    browser.goto(&offers("en", stay())).await;
    browser.run("document.querySelector('#room-DBL form button').focus()", &[]).await;

    inn.guest("bob").book("DBL", stay()).await.created();

    browser.wait_for_text("#room-DBL .reasons", "old out").await;
    browser.wait_for_focus("#offers").await;
    browser.press(Key::Enter).await;
    assert_eq!(browser.path().await, "/en/hotels/ford");
    browser.run("document.querySelector('#room-TWN form button').focus()", &[]).await;
    inn.stock("DBL", stay(), 2).await;
    browser.wait_for("#room-DBL form button").await;
    browser.wait_for_focus("#room-TWN form button").await;
    look_at(&browser).await;
}

#[tokio::test]
async fn a_room_that_is_given_back_can_be_booked_on_the_open_page() {
    let inn = inn_with_rooms(1).await;
    let booking = inn.guest("bob").book("DBL", stay()).await.created();
    let browser = inn.browser(Visitor::korean().on_a_phone()).await;
    browser.goto(&offers("ko", stay())).await;
    assert!(!browser.exists("#offers form").await);
    browser.run("document.querySelector('#adults').focus()", &[]).await;
    browser.type_text("7").await;

    inn.guest("bob").cancel(&booking).await.ok();

    browser.wait_for("#offers form button").await;
    assert!(browser.value("#adults").await.contains('7'), "what is being typed is left alone");
    browser.wait_for_focus("#adults").await;
    look_at(&browser).await;
}

#[tokio::test]
async fn negative_control_a_page_that_does_not_listen_does_not_change() {
    let inn = inn_with_rooms(1).await;
    let deaf = inn.browser(Visitor::english().without_scripts()).await;
    let listening = inn.browser(Visitor::english()).await;
    for browser in [&deaf, &listening] {
        browser.goto(&offers("en", stay())).await;
    }

    inn.guest("bob").book("DBL", stay()).await.created();

    listening.wait_for_text("#offers .reasons", "old out").await;
    assert!(deaf.exists("#offers form").await);
    deaf.reload().await;
    deaf.wait_for_text("#offers .reasons", "old out").await;
}
