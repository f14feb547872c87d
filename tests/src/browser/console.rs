//! What the browser complains about: scripts that fail, files that are missing, what the page's policy forbids.

use serde_json::{Value, json};

use super::{Browser, Extension};

impl Browser {
    /// Every complaint since the browser was opened.
    ///
    /// That a page itself was answered with 4xx is no complaint: a form with mistakes is answered so. Nor is a missing
    /// `/favicon.ico`, which no page asks for; nor is what the browser's own pages say, such as its first empty tab.
    pub async fn console_errors(&self) -> Vec<String> {
        self.listen().await;
        self.errors.lock().expect("no test fails while it holds this").clone()
    }

    /// Fails when the browser has complained.
    pub async fn assert_no_complaint(&self) {
        let errors = self.console_errors().await;
        assert!(errors.is_empty(), "the console has errors:\n{}", errors.join("\n"));
    }

    /// Takes down what was said since the last time; before each step, while the page it is about is still open.
    pub(super) async fn listen(&self) {
        let log = Extension { path: "se/log", body: json!({"type": "browser"}) };
        let said = self.ask(self.client.issue_cmd(log)).await.expect("chromedriver keeps a log");
        let said = said.as_array().map(Vec::as_slice).unwrap_or_default();
        if said.is_empty() {
            return;
        }
        let page = self.url().await;
        let complaints = said.iter().filter_map(|entry| complaint(entry, &page));
        self.errors.lock().expect("no test fails while it holds this").extend(complaints);
    }
}

/// An entry of the log, if it is one to act on.
fn complaint(entry: &Value, page: &str) -> Option<String> {
    let message = entry["message"].as_str()?;
    let is_error = entry["level"] == "SEVERE";
    (is_error && !is_expected(message, page)).then(|| message.to_owned())
}

/// `http://host/path - Failed to load resource: the server responded with a status of 404 (Not Found)`
fn is_expected(message: &str, page: &str) -> bool {
    if message.starts_with("chrome://") {
        return true;
    }
    let Some((url, rest)) = message.split_once(" - Failed to load resource: ") else { return false };
    let whole = |url: &str| url.split('#').next().map(str::to_owned);
    let is_page_refused = whole(url) == whole(page) && rest.contains("a status of 4");
    is_page_refused || url.ends_with("/favicon.ico")
}
