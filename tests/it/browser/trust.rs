//! Negative controls of the harness: what it must notice, and what it must leave behind.

use std::{fs, panic::AssertUnwindSafe, path::Path};

use futures::FutureExt;
use jumak_tests::{Browser, Leaf, Site, Visitor};

const FAULTY: &str = r##"<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
    <img src="/photo.png">
    <p style="color: #bbb; background: #fff">Too pale to read</p>
    <a href="#a" style="display: inline-block; width: 8px; height: 8px; background: #000" aria-label="A"></a><a
       href="#b" style="display: inline-block; width: 8px; height: 8px; background: #000" aria-label="B"></a></main>"##;

fn plain(body: &str) -> Leaf {
    Leaf::of(format!(r#"<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>{body}</main>"#))
}

/// Whether a process was started with this directory.
fn is_in_use(directory: &Path) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.any(|line| String::from_utf8_lossy(&line).contains(&*directory.to_string_lossy()))
}

async fn message_of(check: impl Future<Output = ()>) -> String {
    let failure = AssertUnwindSafe(check).catch_unwind().await.expect_err("the check fails");
    *failure.downcast::<String>().expect("a message")
}

#[tokio::test]
async fn negative_control_a_page_that_not_everybody_can_use_is_noticed() {
    let site = Site::serve([("/", Leaf::of(FAULTY)), ("/good", plain("<p>Good</p>"))]).await;

    for visitor in [Visitor::english(), Visitor::english().without_scripts()] {
        let browser = Browser::open(visitor, site.base()).await;
        browser.goto("/").await;

        let mut found: Vec<String> = browser.axe().await.into_iter().map(|violation| violation.id).collect();
        found.sort();
        assert_eq!(found, ["color-contrast", "image-alt", "target-size"]);
        let message = message_of(browser.assert_accessible()).await;
        assert!(message.contains("img") && message.contains("/photo.png"), "{message}");
        browser.goto("/good").await;
        browser.assert_accessible().await;
    }
}

#[tokio::test]
async fn a_checker_works_under_the_strictest_policy() {
    let policy = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    let site = Site::serve([("/", Leaf::of(FAULTY).with("content-security-policy", policy))]).await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/").await;

    assert!(browser.axe().await.iter().any(|violation| violation.id == "image-alt"));
}

#[tokio::test]
async fn negative_control_what_the_policy_forbids_is_noticed() {
    let policy = ("content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self'");
    let inline = plain("<p>Text</p><script>document.title = 'Run'</script>").with(policy.0, policy.1);
    let style = plain(r#"<p style="color: red">Red</p>"#).with(policy.0, policy.1);
    let site = Site::serve([("/script", inline), ("/style", style)]).await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/script").await;
    assert_eq!(browser.title().await, "Page");
    browser.goto("/style").await;

    let errors = browser.console_errors().await;
    let of = |path: &str, directive: &str| {
        errors.iter().filter(|error| error.contains(path) && error.contains(directive)).count()
    };
    assert_eq!(
        (of("/script", "script-src"), of("/style", "style-src"), errors.len()),
        (1, 1, 2),
        "{errors:?}"
    );
}

#[tokio::test]
async fn negative_control_a_failing_script_and_a_missing_file_are_noticed() {
    let page = plain(
        r#"<script>console.error("first"); nothing.at.all()</script><link rel="stylesheet" href="/no.css">"#,
    );
    let site = Site::serve([("/", page), ("/calm", plain(""))]).await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/").await;
    browser.goto("/calm").await;

    let errors = browser.console_errors().await;
    for what in ["first", "ReferenceError", "/no.css"] {
        assert!(errors.iter().any(|error| error.contains(what)), "{what}: {errors:?}");
    }
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(message_of(browser.assert_no_complaint()).await.contains("/no.css"));
}

#[tokio::test]
async fn a_page_that_is_refused_is_no_complaint() {
    let site = Site::serve([]).await;
    let browser = Browser::open(Visitor::english(), site.base()).await;

    browser.goto("/nowhere?at=all#there").await;
    browser.goto("/neither").await;

    browser.assert_no_complaint().await;
}

#[tokio::test]
async fn negative_control_a_page_that_is_too_wide_is_noticed() {
    let wide = plain(r#"<table id="wide"><tr><td style="min-width: 500px">Wide</td></tr></table>"#);
    let word = plain(&format!("<p>{}</p>", "long".repeat(40)));
    let site = Site::serve([("/", wide), ("/word", word), ("/good", plain("Good"))]).await;
    let browser = Browser::open(Visitor::english().on_a_narrow_screen(), site.base()).await;

    browser.goto("/").await;
    let message = message_of(browser.assert_fits()).await;
    assert!(message.contains("<table#wide>"), "{message}");
    browser.goto("/word").await;
    assert!(message_of(browser.assert_fits()).await.contains("<p> longlong"));
    browser.goto("/good").await;
    browser.assert_fits().await;
}

#[tokio::test]
async fn a_browser_that_is_closed_leaves_no_process_and_no_file() {
    let site = Site::serve([("/", plain("Here"))]).await;

    let browser = Browser::open(Visitor::english(), site.base()).await;
    browser.goto("/").await;
    let directory = browser.directory().to_owned();
    assert!(is_in_use(&directory) && directory.join("profile").is_dir());
    drop(browser);

    assert!(!is_in_use(&directory));
    assert!(!directory.exists());
}
