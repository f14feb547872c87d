//! What a visitor sees, and waits to see.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use url::Url;

use super::Browser;
use crate::eventually;

impl Browser {
    /// The whole address.
    pub async fn url(&self) -> String {
        self.address().await.to_string()
    }

    /// The path of the address, without its query.
    pub async fn path(&self) -> String {
        self.address().await.path().to_owned()
    }

    async fn address(&self) -> Url {
        self.steadily("the address", async || self.ask(self.client.current_url()).await).await
    }

    /// The page's title.
    pub async fn title(&self) -> String {
        self.steadily("the title", async || self.ask(self.client.title()).await).await
    }

    /// The page as it now is.
    pub async fn html(&self) -> String {
        self.steadily("the source", async || self.ask(self.client.source()).await).await
    }

    /// The visible text of the first element of this selector, once there is one.
    pub async fn text(&self, css: &str) -> String {
        let first = async || self.texts(css).await.into_iter().next();
        eventually(&format!("{css} is on the page"), first).await
    }

    /// The visible texts of all elements of this selector that are there now.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((found) => words(found.innerText))";
        strings(&self.look(script, &[json!(css)]).await)
    }

    /// What the field of this selector holds.
    pub async fn value(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.value ?? null";
        let held = async || self.look(script, &[json!(css)]).await.as_str().map(str::to_owned);
        eventually(&format!("{css} is on the page"), held).await
    }

    /// An attribute of the first element of this selector that is there now.
    pub async fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        self.look(script, &[json!(css), json!(name)]).await.as_str().map(str::to_owned)
    }

    /// Whether there is such an element now, seen or not.
    pub async fn exists(&self, css: &str) -> bool {
        self.look("return !!document.querySelector(arguments[0])", &[json!(css)]).await == json!(true)
    }

    /// Whether such an element is to be seen now.
    pub async fn is_seen(&self, css: &str) -> bool {
        self.look("return !!bySelector(arguments[0])", &[json!(css)]).await == json!(true)
    }

    /// Waits until such an element is to be seen.
    pub async fn wait_for(&self, css: &str) {
        let seen = async || self.is_seen(css).await.then_some(());
        eventually(&format!("{css} is seen"), seen).await;
    }

    /// Waits until no such element is to be seen.
    pub async fn wait_until_gone(&self, css: &str) {
        let gone = async || (!self.is_seen(css).await).then_some(());
        eventually(&format!("{css} is gone"), gone).await;
    }

    /// Waits until an element of this selector says this, among other things.
    pub async fn wait_for_text(&self, css: &str, needle: &str) {
        let said = async || self.texts(css).await.iter().any(|text| text.contains(needle)).then_some(());
        eventually(&format!("{css} says {needle}"), said).await;
    }

    /// Waits until the path begins like this and the page there is loaded.
    pub async fn wait_for_path(&self, prefix: &str) {
        let arrived = async || {
            let loaded = "return document.readyState === 'complete' ? location.pathname : null";
            let path = self.look(loaded, &[]).await;
            path.as_str().is_some_and(|path| path.starts_with(prefix)).then_some(())
        };
        eventually(&format!("the visitor comes to {prefix}"), arrived).await;
    }

    /// Waits until the element of this selector has the focus.
    pub async fn wait_for_focus(&self, css: &str) {
        let script = "return document.activeElement?.matches(arguments[0]) ?? false";
        let focused = async || (self.look(script, &[json!(css)]).await == json!(true)).then_some(());
        eventually(&format!("{css} has the focus"), focused).await;
    }

    /// What makes the page wider than the screen; nothing when it fits.
    pub async fn too_wide(&self) -> Vec<String> {
        strings(&self.look("return tooWide()", &[]).await)
    }

    /// Fails when the page has to be scrolled sideways.
    pub async fn assert_fits(&self) {
        let found = self.too_wide().await;
        assert!(found.is_empty(), "{} is too wide:\n{}", self.url().await, found.join("\n"));
    }

    /// A picture of the whole page as a PNG file; a relative path is below `target/screenshots/`.
    pub async fn screenshot(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots").join(path);
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await["cssContentSize"].clone();
        let whole = json!({
            "x": 0, "y": 0, "width": self.visible_width().await, "height": size["height"], "scale": 1
        });
        let picture = json!({"format": "png", "captureBeyondViewport": true, "clip": whole});
        let picture = self.devtools("Page.captureScreenshot", picture).await;
        let picture = BASE64_STANDARD.decode(picture["data"].as_str().unwrap_or_default());
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory");
        fs::write(&path, picture.expect("a picture")).expect("the picture can be written");
        path
    }

    async fn visible_width(&self) -> Value {
        self.look("return innerWidth", &[]).await
    }
}

fn strings(list: &Value) -> Vec<String> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
