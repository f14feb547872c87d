//! What the guests' pages say to browsers and caches, and whose forms they take. Plain HTTP, but for what only a browser
//! can tell.

use jumak_tests::{
    Answer, Inn, Jumak, Leaf, Setup, Site, Visitor, assert_page_headers, assert_personal_page, wish,
};
use reqwest::{
    Method,
    header::{CACHE_CONTROL, IF_NONE_MATCH, ORIGIN, SET_COOKIE},
};
use serde_json::{Value, json};

use super::visits::{Plain, inn_with_rooms, offer, offers, particulars, stay};

const HOLD: &str = "/en/hotels/ford/hold";

/// Every page that anybody may see, in its ways.
fn public_pages() -> [String; 7] {
    let search = format!("/ko/search?city=Seoul&check_in={}&check_out={}", stay().from, stay().to);
    let pages = ["/", "/ko", "/en/", "/en/search", &search, "/en/hotels/ford", &offers("ko", stay())];
    pages.map(str::to_owned)
}

/// A booking made on the pages: the guest, and the paths of its pages.
async fn booked_guest(inn: &Inn) -> (Plain, Vec<String>) {
    let guest = Plain::visiting(inn);
    let held = guest.post(HOLD, &offer(stay())).await;
    let checkout = held.header("location").to_owned();
    let booked = guest.post(&checkout, &particulars("ann")).await;
    let confirmation = booked.header("location").to_owned();
    let booking = confirmation.trim_end_matches("/confirmation").to_owned();
    let (change, cancel) = (format!("{booking}/change"), format!("{booking}/cancel"));
    (guest, vec![booking, confirmation, change, cancel, checkout])
}

#[tokio::test]
async fn public_pages_may_be_kept_for_seconds_are_told_apart_and_carry_no_cookie() {
    let inn = inn_with_rooms(2).await;

    for path in public_pages() {
        let page = inn.api().get(&path).await;
        assert_page_headers(&page);
        assert!(page.header(CACHE_CONTROL.as_str()).starts_with("public, max-age="), "{page}");
        assert_eq!(page.headers.get_all(SET_COOKIE).iter().count(), 0, "{page}");
        assert_eq!(page.header("x-request-id").len(), 32, "{path}");
        let varies = page.header("vary").contains("Accept-Language");
        assert_eq!(varies, path == "/", "{path}: {}", page.header("vary"));

        let known = inn.api().request(Method::GET, &path).header(IF_NONE_MATCH, page.header("etag"));
        let again = inn.api().send(known).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), page.header("etag"));
        let head = inn.api().send(inn.api().request(Method::HEAD, &path)).await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_changed_is_sent_again() {
    let inn = inn_with_rooms(2).await;
    let before = inn.api().get(&offers("en", stay())).await;

    inn.guest("bob").book("DBL", stay()).await.created();

    let known = inn.api().request(Method::GET, &offers("en", stay()));
    let after = inn.api().send(known.header(IF_NONE_MATCH, before.header("etag"))).await;
    assert_eq!(after.status, 200);
    assert_ne!(after.header("etag"), before.header("etag"));
}

#[tokio::test]
async fn personal_pages_are_kept_by_no_cache_and_shown_to_nobody_else() {
    let inn = inn_with_rooms(3).await;
    let (guest, pages) = booked_guest(&inn).await;
    let held = guest.post(HOLD, &offer(stay())).await;
    let find = "/en/bookings".to_owned();

    for path in pages.iter().chain([&held.header("location").to_owned(), &find]) {
        assert_personal_page(&guest.get(path).await);
    }
    let mistyped = json!({"name": "", "email": "", "code": ""});
    assert_personal_page(&guest.post(held.header("location"), &mistyped).await);
    assert_personal_page(&guest.post(&find, &mistyped).await);
    for path in &pages[..4] {
        let stranger = Plain::visiting(&inn).get(path).await;
        assert_eq!(stranger.status, 303, "{stranger}");
        assert!(stranger.header("location").starts_with("/en/bookings?code="), "{stranger}");
        assert_eq!(stranger.header("cache-control"), "private, no-store");
    }
}

#[tokio::test]
async fn the_mailed_link_tells_no_other_site_its_token() {
    let inn = inn_with_rooms(1).await;
    let booking = inn.guest("ann").place(wish("DBL", stay())).await.created();
    let (token, code) =
        (booking["manage_token"].as_str().unwrap(), booking["confirmation_code"].as_str().unwrap());

    let opened = inn.api().get(&format!("/en/m/{token}?code={code}")).await;
    let dead = inn.api().get(&format!("/en/m/x{token}?code={code}")).await;

    assert_eq!((opened.status, dead.status), (303, 404));
    assert_eq!(opened.header("location"), format!("/en/bookings/{code}"));
    for answer in [&opened, &dead] {
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    let cookie = opened.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_personal_page(&dead);
    assert!(!dead.text().contains(token));
}

#[tokio::test]
async fn a_page_that_is_not_there_carries_a_search_and_the_number_of_the_request() {
    let inn = Inn::open().await;

    for path in ["/nowhere", "/ko/hotels/nowhere", "/en/bookings/no-code", "/en/checkout/no-hold"] {
        let page = inn.api().get(path).await;

        assert_page_headers(&page);
        assert_eq!(page.status, 404, "{page}");
        assert!(page.header("cache-control").contains("no-store"), "{page}");
        let text = page.text();
        assert!(text.contains("role=\"search\"") && text.contains(page.header("x-request-id")), "{page}");
    }
    let unread = inn.api().send(inn.api().request(Method::GET, "/ko/bookings/no%00code")).await;
    assert_eq!(unread.status, 404);
}

#[tokio::test]
async fn when_nothing_can_be_written_a_page_says_so_and_the_same_form_works_later() {
    let inn = Inn::with(Setup::default().with_hand()).await.with_stock("DBL", stay(), 2).await;
    let guest = Plain::visiting(&inn);

    inn.hand().fill_disk();
    let refused = guest.post(HOLD, &offer(stay())).await;
    inn.hand().free_disk();
    let held = guest.post(HOLD, &offer(stay())).await;

    assert_page_headers(&refused);
    assert_eq!((refused.status, held.status), (503, 303), "{refused}");
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.text().contains(refused.header("x-request-id")), "{refused}");
    assert!(!refused.text().to_lowercase().contains("sqlite"), "{refused}");
    assert_eq!(inn.available("DBL", stay()).await, [1, 1]);
}

#[tokio::test]
async fn behind_tls_cookies_belong_to_this_host_and_browsers_come_back_over_tls_only() {
    for (url, is_tls) in [("https://inn.example", true), ("http://127.0.0.1:8080", false)] {
        let inn = Inn::with(Setup::default().with("JUMAK_PUBLIC_URL", url)).await;
        let inn = inn.with_stock("DBL", stay(), 2).await;
        let (guest, pages) = booked_guest(&inn).await;
        let kept = guest.cookie_lines();

        assert_eq!(kept.len(), 2, "{kept:?}");
        for cookie in kept {
            assert_eq!(cookie.starts_with("__Host-"), is_tls, "{cookie}");
            assert_eq!(cookie.contains("; Secure"), is_tls, "{cookie}");
            for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        for path in ["/en/", "/nowhere", &pages[0]] {
            let page = guest.get(path).await;
            assert_eq!(page.header("strict-transport-security").starts_with("max-age=31536000"), is_tls);
        }
    }
}

/// How a form may come: its headers, and whether it is taken.
const SENDERS: [(&[(&str, &str)], bool); 7] = [
    (&[("sec-fetch-site", "cross-site")], false),
    (&[("sec-fetch-site", "same-site")], false),
    (&[("sec-fetch-site", "cross-site"), ("origin", "SELF")], false),
    (&[("origin", "https://elsewhere.example")], false),
    (&[], false),
    (&[("sec-fetch-site", "same-origin")], true),
    (&[("origin", "SELF")], true),
];

async fn send(inn: &Inn, sender: &[(&str, &str)], path: &str, form: &Value) -> Answer {
    let mut request = inn.api().request(Method::POST, path).form(form);
    for (name, value) in sender {
        request = request.header(*name, value.replace("SELF", inn.api().base()));
    }
    inn.api().send(request).await
}

#[tokio::test]
async fn a_form_that_no_page_of_ours_made_is_refused_and_nothing_happens() {
    let inn = inn_with_rooms(5).await;
    let hold = format!("{HOLD}?kept=1");

    for (sender, is_taken) in SENDERS {
        let before = inn.available("DBL", stay()).await;
        let answer = send(&inn, sender, &hold, &offer(stay())).await;

        let after = inn.available("DBL", stay()).await;
        assert_eq!(answer.status, if is_taken { 303 } else { 403 }, "{sender:?}: {answer}");
        assert_eq!(before != after, is_taken, "{sender:?}");
        if !is_taken {
            assert_page_headers(&answer);
            assert_eq!(answer.headers.get_all(SET_COOKIE).iter().count(), 0);
        }
    }
}

#[tokio::test]
async fn every_form_of_a_guest_is_refused_from_elsewhere_even_with_the_guests_cookies() {
    let inn = inn_with_rooms(3).await;
    let (guest, pages) = booked_guest(&inn).await;
    let (booking, checkout) = (&pages[0], &pages[4]);
    let forms = [
        HOLD.to_owned(),
        checkout.clone(),
        format!("{checkout}/again"),
        format!("{checkout}/give-up"),
        "/en/bookings".to_owned(),
        format!("{booking}/change"),
        format!("{booking}/cancel"),
        format!("{booking}/resend"),
    ];
    let form = json!({"key": "k", "penalty": "0", "name": "bob", "email": "bob@guest.example"});

    for path in &forms {
        let forged =
            guest.request(Method::POST, path).header(ORIGIN, "https://elsewhere.example").form(&form);
        assert_eq!(inn.api().send(forged).await.status, 403, "{path}");
    }
    assert!(guest.get(booking).await.text().contains("status-confirmed"));
    let own = guest.request(Method::POST, &forms[6]).header("sec-fetch-site", "same-origin").form(&form);
    assert_eq!(inn.api().send(own).await.status, 303);
    assert!(guest.get(booking).await.text().contains("status-cancelled"));
}

/// An inn whose static files are at that base.
async fn inn_with_files_at(base: &str) -> Inn {
    let inn = Inn::with(Setup::default().with("JUMAK_ASSET_BASE_URL", base)).await;
    inn.with_stock("DBL", stay(), 1).await
}

#[tokio::test]
async fn files_from_a_cdn_are_named_in_the_policy_checked_by_the_browser_and_work() {
    let cdn = Jumak::start().await;
    let inn = inn_with_files_at(cdn.api().base()).await;

    let page = inn.api().get(&offers("en", stay())).await;
    assert_page_headers(&page);
    let policy = page.header("content-security-policy");
    for kind in ["script-src", "style-src", "img-src", "font-src"] {
        let directive = policy.split(';').find(|directive| directive.trim().starts_with(kind)).unwrap();
        assert!(directive.contains(cdn.api().base()), "{policy}");
    }
    let text = page.text();
    let tags: Vec<_> =
        text.split('<').filter(|tag| tag.contains(&format!("{}/static/js/", cdn.api().base()))).collect();
    assert!(tags.len() > 3, "{tags:?}");
    for tag in tags {
        assert!(tag.contains("integrity=\"sha384-") && tag.contains("crossorigin=\"anonymous\""), "{tag}");
    }

    let browser = inn.browser(Visitor::english()).await;
    browser.goto(&offers("en", stay())).await;
    browser.wait_for("[role=grid]").await;
    browser.assert_accessible().await;
    browser.assert_no_complaint().await;
}

#[tokio::test]
async fn negative_control_a_file_that_was_changed_at_the_cdn_is_not_used() {
    let text = Inn::open().await.api().get("/en/").await.text();
    let style = text.split('"').find(|part| part.starts_with("/static/css/")).unwrap().to_owned();
    let changed = Leaf::of("h1 { color: red }").with("access-control-allow-origin", "*");
    let cdn = Site::serve([(&style, changed)]).await;
    let inn = inn_with_files_at(cdn.base()).await;
    let browser = inn.browser(Visitor::english()).await;

    browser.goto("/en/").await;

    let errors = browser.console_errors().await;
    assert!(errors.iter().any(|error| error.contains("integrity") && error.contains(&style)), "{errors:?}");
}
