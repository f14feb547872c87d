//! An open hotel page follows the stock.

use std::time::Duration;

use jumak_tests::{Browser, Inn, Key, Leaf, Site, Visitor, eventually, never_within, room_type};
use serde_json::json;

use super::visits::{inn_with_rooms, look_at, offers, stay};

/// Makes a page show that its stream is open: what happens before is in the page already.
const TELL_WHEN_OPEN: &str = "const Source = EventSource; window.EventSource = class extends Source { \
    constructor(...of) { super(...of); this.addEventListener('open', () => { document.documentElement.dataset.open = ''; }); } \
}";

/// A page that was told of a change asks within this time.
const SPREAD: Duration = Duration::from_secs(3);

/// A browser on the inn's page that listens.
async fn listening(inn: &Inn, visitor: Visitor) -> Browser {
    let browser = inn.browser(visitor).await;
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": TELL_WHEN_OPEN})).await;
    browser.goto(&offers(visitor.language, stay())).await;
    eventually("the page listens", async || browser.exists("html[data-open]").await.then_some(())).await;
    browser
}

#[tokio::test]
async fn an_open_page_says_that_the_last_room_was_sold_elsewhere_and_leaves_the_focus_where_it_was() {
    let inn = inn_with_rooms(1).await;
    let browser = listening(&inn, Visitor::english()).await;
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
    let browser = listening(&inn, Visitor::english()).await;
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
    let browser = listening(&inn, Visitor::korean().on_a_phone()).await;
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
    deaf.goto(&offers("en", stay())).await;
    let listening = listening(&inn, Visitor::english()).await;

    inn.guest("bob").book("DBL", stay()).await.created();

    listening.wait_for_text("#offers .reasons", "old out").await;
    assert!(deaf.exists("#offers form").await);
    deaf.reload().await;
    deaf.wait_for_text("#offers .reasons", "old out").await;
}

#[tokio::test]
async fn a_page_that_a_cache_kept_catches_up_when_it_is_opened_again() {
    let inn = inn_with_rooms(1).await;
    let browser = listening(&inn, Visitor::english()).await;
    browser.goto("/en/").await;

    inn.guest("bob").book("DBL", stay()).await.created();
    browser.goto(&offers("en", stay())).await;

    browser.wait_for_text("#offers .reasons", "old out").await;
}

#[tokio::test]
async fn a_page_that_is_told_it_fell_behind_looks_again() {
    let inn = Inn::open().await;
    let page = inn.api().get("/en/").await.text();
    let script = page.split('"').find(|part| part.contains("/js/live-")).unwrap();
    let script = inn.api().get(script).await.text();
    let start = "import { followAvailability } from '/live.js'; followAvailability(document.querySelector('#status'));";
    let page = r#"<!doctype html><html lang="en"><title>Live</title><p id="status" data-stream="/stream"></p>
        <script type="module" src="/start.js"></script>"#;

    for (event, is_followed) in [("reload", true), ("other", false)] {
        // So late does it ask for the stream again that what it does is the event's doing.
        let events = format!("retry: 600000\nevent: {event}\ndata: {{}}\n\n");
        let site = Site::serve([
            ("/", Leaf::of(page)),
            ("/start.js", Leaf::script(start)),
            ("/live.js", Leaf::script(script.clone())),
            ("/stream", Leaf::events(events)),
        ])
        .await;
        let browser = Browser::open(Visitor::english(), site.base()).await;
        browser.goto("/").await;
        let count = |start: &str| site.asked().iter().filter(|asked| asked.starts_with(start)).count();
        eventually("the page listens", async || (count("GET /stream ") == 1).then_some(())).await;

        if is_followed {
            eventually("the page is asked for again", async || (count("GET / ") == 2).then_some(())).await;
        } else {
            let look_again = async || count("GET / ") > 1;
            never_within(SPREAD, "the page looks again for nothing", look_again).await;
        }
    }
}
