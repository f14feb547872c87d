//! Photos at the desk: brought, seen by guests, put in order, removed; and files that are none.

use std::{fs, path::PathBuf};

use jumak_tests::{Browser, Inn, Visitor};
use serde_json::json;

use super::visits::{inn_with_rooms, look_at};
use crate::{
    items,
    photos::{png, upload},
    staff::Clerk,
};

/// A file of the visitor's own.
fn file(inn: &Inn, name: &str, bytes: &[u8]) -> PathBuf {
    let path = inn.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The Korean words of the hotel's photos, in their order.
async fn order(inn: &Inn) -> Vec<String> {
    let hotel = inn.api().get(&inn.at("")).await.ok();
    items(&hotel["photos"])
        .iter()
        .filter_map(|photo| photo["alt"]["ko"].as_str().map(str::to_owned))
        .collect()
}

/// Whether the guest's browser really has the picture.
async fn is_drawn(browser: &Browser, alt: &str) -> bool {
    let script = "const picture = document.querySelector(`main img[alt=\"${arguments[0]}\"]`); \
                  picture?.scrollIntoView(); return !!picture && picture.complete && picture.naturalWidth > 0";
    browser.run(script, &[json!(alt)]).await == json!(true)
}

#[tokio::test]
async fn a_photo_is_brought_and_seen_by_guests_and_a_wrong_file_is_told_with_words_kept() {
    let inn = inn_with_rooms(1).await;
    let manager = Clerk::hired(&inn, "manager").await;
    let good = file(&inn, "yard.png", &png(900, 600));
    let wrong = file(&inn, "wrong.png", b"\x89PNG\r\n\x1a\nnothing of that kind");
    let visitors = [
        (Visitor::korean().on_a_phone().without_scripts(), "마당", "사진을 올렸습니다."),
        (Visitor::english(), "뒷마당", "The photo was added."),
    ];

    for (visitor, alt, done) in visitors {
        let browser = inn.browser(visitor).await;
        manager.come_to(&browser, &format!("/{}/desk/ford/photos", visitor.language)).await;
        browser.fill("form.upload [name=alt_ko]", alt).await;
        browser.attach("#file", &wrong).await;
        browser.submit("form.upload").await;
        browser.wait_for("#file-error").await;
        assert_eq!(browser.value("form.upload [name=alt_ko]").await, alt, "what was typed is kept");
        look_at(&browser).await;
        browser.attach("#file", &good).await;
        browser.submit("form.upload").await;
        browser.wait_for_text("[role=status]", done).await;
        look_at(&browser).await;

        browser.goto(&format!("/{}/hotels/ford", visitor.language)).await;
        jumak_tests::eventually("the guest sees it", async || is_drawn(&browser, alt).await.then_some(()))
            .await;
        browser.assert_no_complaint().await;
    }
    assert_eq!(order(&inn).await, ["마당", "뒷마당"]);
}

#[tokio::test]
async fn photos_are_described_put_in_order_and_removed() {
    let inn = inn_with_rooms(1).await;
    for alt in ["alt_ko=%EA%B0%80", "alt_ko=%EB%82%98", "alt_ko=%EB%8B%A4"] {
        upload(&inn, alt, "image/png", png(320, 240)).await.created();
    }
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::korean().without_scripts()).await;
    manager.come_to(&browser, "/ko/desk/ford/photos").await;

    browser.click_text("앞으로: 다").await;
    browser.wait_for_text("[role=status]", "순서를 바꾸었습니다.").await;
    assert_eq!(order(&inn).await, ["가", "다", "나"]);
    browser.fill(".photo-item:first-child [name=alt_ko]", "라").await;
    browser.click_text("저장: 가").await;
    browser.wait_for_text("[role=status]", "저장했습니다.").await;
    assert_eq!(order(&inn).await, ["라", "다", "나"]);

    browser.click_text("삭제: 나").await;
    browser.wait_for(".confirm-page").await;
    look_at(&browser).await;
    // Somebody else is faster: nothing is removed unseen.
    inn.owner().patch(&inn.at(""), &json!({"description": "New"})).await.ok();
    browser.submit(".confirm-page form").await;
    browser.wait_for(".notice-warning").await;
    assert_eq!(order(&inn).await.len(), 3);
    browser.goto("/ko/desk/ford/photos").await;
    browser.click_text("삭제: 나").await;
    browser.submit(".confirm-page form").await;

    browser.wait_for_text("[role=status]", "사진을 삭제했습니다.").await;
    assert_eq!(order(&inn).await, ["라", "다"]);
}
