//! What the harness lets a visitor do, on planted pages, with JavaScript and without.

use jumak_tests::{Browser, Key, Leaf, Site, Visitor, date};
use serde_json::json;

const FORM: &str = r#"<!doctype html><html lang="en"><title>Form</title><h1>Search</h1>
    <form action="/found">
      <label for="where">Where to?</label><input id="where" name="where" value="Seoul">
      <label>Check-in <input type="date" name="from"></label>
      <span id="of">Rooms</span><input type="number" name="rooms" value="1" aria-labelledby="of">
      <label>Adults <select name="adults"><option value="1">One</option><option value="2">Two</option></select></label>
      <label>Breakfast <input type="checkbox" name="breakfast" value="yes"></label>
      <textarea name="note" aria-label="Note"></textarea>
      <label style="display: none">Where to <input name="trap"></label>
      <button>Search now</button>
    </form>
    <a href="/found">Elsewhere</a>"#;

const FOUND: &str = r#"<!doctype html><html lang="en"><title>Found</title><h1>Found it</h1>"#;

const LIVELY: &str = r#"<!doctype html><html lang="en"><title>Lively</title>
    <h1>As sent</h1><noscript><p id="plain">Plain</p></noscript>
    <button type="button">Press</button><output>0</output><script src="/lively.js"></script>"#;

const LIVELY_SCRIPT: &str = r#"
    document.querySelector("h1").textContent = "Changed";
    const output = document.querySelector("output");
    document.querySelector("button").addEventListener("click", () => { output.textContent++; });
    document.addEventListener("keydown", (event) => { document.title = `${event.shiftKey} ${event.key}`; });
    const late = document.createElement("button");
    late.textContent = "Late";
    late.id = "late";
    late.addEventListener("click", () => { location = "/found"; });
    setTimeout(() => document.body.append(late), 300);"#;

async fn site() -> Site {
    Site::serve([
        ("/", Leaf::of(FORM)),
        ("/found", Leaf::of(FOUND)),
        ("/lively", Leaf::of(LIVELY)),
        ("/lively.js", Leaf::script(LIVELY_SCRIPT)),
    ])
    .await
}

#[tokio::test]
async fn a_form_is_filled_by_its_labels_whether_scripts_run_or_not() {
    let site = site().await;
    let visitor = Visitor::korean();

    for visitor in [visitor, visitor.without_scripts(), Visitor::english()] {
        let browser = Browser::open(visitor, site.base()).await;
        browser.goto("/").await;
        browser.fill_label("Where to?", "부산 & Jeju").await;
        browser.fill_date("Check-in", date("2030-05-01")).await;
        browser.fill_label("Rooms", "2").await;
        browser.fill_label("Adults", "Two").await;
        browser.fill("textarea", "Late").await;
        browser.tick("Breakfast").await;
        browser.click_text("Search").await;

        browser.wait_for_path("/found").await;
        assert_eq!(browser.text("h1").await, "Found it");
        let sent = "where=%EB%B6%80%EC%82%B0+%26+Jeju&from=2030-05-01&rooms=2&adults=2&breakfast=yes&note=Late&trap=";
        assert_eq!(browser.url().await, format!("{}/found?{sent}", site.base()));
    }
}

#[tokio::test]
async fn a_form_is_sent_by_its_button_and_a_link_is_followed_and_left_again() {
    let site = site().await;
    let browser = Browser::open(Visitor::english().without_scripts(), site.base()).await;

    browser.goto("/").await;
    browser.submit("form").await;
    browser.wait_for_path("/found").await;
    assert!(browser.url().await.contains("/found?where=Seoul&"));
    browser.back().await;
    browser.click_text("Elsewhere").await;

    browser.wait_for_path("/found").await;
    assert_eq!((browser.path().await, browser.title().await), ("/found".to_owned(), "Found".to_owned()));
}

#[tokio::test]
async fn with_scripts_a_page_lives_and_the_harness_waits_for_it() {
    let site = site().await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/lively").await;
    browser.click("button").await;
    browser.double_click("button").await;

    browser.wait_for_text("output", "3").await;
    assert_eq!(browser.text("h1").await, "Changed");
    assert!(!browser.exists("#plain").await);
    browser.click_text("Late").await;
    browser.wait_for_path("/found").await;
    browser.wait_until_gone("button").await;
}

#[tokio::test]
async fn a_page_that_goes_away_while_it_is_looked_at_is_looked_for_again() {
    let hop = r#"<!doctype html><html lang="en"><title>Hop</title><h1>Hop</h1><script>
        const hops = Number(location.search.slice(1)) + 1;
        setTimeout(() => { location = hops > 30 ? "/found" : `/?${hops}`; }, hops % 5);</script>"#;
    let site = Site::serve([("/", Leaf::of(hop)), ("/found", Leaf::of(FOUND))]).await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/").await;
    browser.wait_for_text("h1", "Found it").await;
    browser.goto("/").await;
    browser.wait_for_path("/found").await;

    browser.assert_no_complaint().await;
}

#[tokio::test]
async fn without_scripts_no_script_of_a_page_runs() {
    let site = site().await;
    let browser = Browser::open(Visitor::english().without_scripts(), site.base()).await;

    browser.goto("/lively").await;
    browser.click("button").await;
    browser.goto("/found").await;
    browser.back().await;
    // The checker lets timers run for a moment; the page's own scripts must not.
    browser.axe().await;
    browser.click("button").await;

    assert_eq!(browser.texts("h1, output, #plain, #late").await, ["As sent", "Plain", "0"]);
    assert!(!site.asked().iter().any(|asked| asked.contains("lively.js")));
}

#[tokio::test]
async fn keys_go_where_the_focus_is() {
    let site = site().await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/lively").await;
    browser.press(Key::Tab).await;
    browser.wait_for_focus("button").await;
    browser.press(Key::Enter).await;
    browser.wait_for_text("output", "1").await;
    browser.press_keys(&[Key::Shift, Key::Right]).await;

    assert_eq!(browser.title().await, "true ArrowRight");
    browser.goto("/").await;
    browser.click("textarea").await;
    browser.type_text("가나다").await;
    assert_eq!(browser.value("textarea").await, "가나다");
}

#[tokio::test]
async fn a_visitor_asks_for_pages_in_their_language() {
    let site = site().await;

    for (language, wanted) in [("ko", "ko-KR,ko;q=0.9"), ("en", "en-US,en;q=0.9")] {
        let browser = Browser::open(Visitor::speaking(language), site.base()).await;
        browser.goto("/found").await;

        let asked = site.asked().into_iter().rfind(|asked| asked.starts_with("GET /found ")).unwrap();
        let header = asked.lines().find_map(|line| line.strip_prefix("Accept-Language: ")).unwrap();
        assert_eq!(header, wanted);
        let own = browser.run("return new Intl.DateTimeFormat().resolvedOptions().locale", &[]).await;
        assert!(own.as_str().unwrap().starts_with(language), "{own}");
    }
}

#[tokio::test]
async fn a_screen_keeps_its_width_and_its_darkness_from_page_to_page() {
    let site = site().await;
    let dark = r#"return [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches]"#;

    let phone = Browser::open(Visitor::english().on_a_phone().in_the_dark(), site.base()).await;
    phone.goto("/").await;
    assert_eq!(phone.run(dark, &[]).await, json!([390, true]));
    phone.goto(&site.base().replace("127.0.0.1", "localhost")).await;
    assert_eq!(phone.run(dark, &[]).await, json!([390, true]));
    phone.set_width(Visitor::DESK).await;
    assert_eq!(phone.run(dark, &[]).await, json!([1280, true]));

    let desk = Browser::open(Visitor::english(), site.base()).await;
    desk.goto("/").await;
    assert_eq!(desk.run(dark, &[]).await, json!([1280, false]));
}

#[tokio::test]
async fn a_picture_shows_the_whole_page() {
    let tall = r#"<!doctype html><html lang="en"><title>Tall</title><div style="height: 3000px">Tall</div>"#;
    let site = Site::serve([("/", Leaf::of(tall))]).await;
    let browser = Browser::open(Visitor::english().on_a_phone(), site.base()).await;
    let directory = tempfile::tempdir().unwrap();

    browser.goto("/").await;
    let path = browser.screenshot(directory.path().join("tall.png")).await;

    let png = std::fs::read(path).unwrap();
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!(number(16), 390, "width, in the first chunk of a PNG (ISO 15948, 11.2.1)");
    assert!((3000..3100).contains(&number(20)), "{}", number(20));
}
