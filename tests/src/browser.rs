//! A real browser, driven as a visitor uses it: by what stands on the page.
//!
//! Nothing here sleeps: an action waits until what it needs is on the page, and fails after a deadline. A test that
//! fails keeps a picture and the source of the page it last saw, and prints where.

mod axe;
mod console;
mod driver;
mod eyes;
mod hands;
mod visitor;

use std::{future::Future, path::Path, sync::Mutex, time::Duration};

use fantoccini::{Client, ClientBuilder, error::CmdError, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use self::driver::Driver;
use crate::{Jumak, patience::eventually_ok};

pub use self::{
    axe::{Place, Violation},
    visitor::Visitor,
};
pub use fantoccini::key::Key;

/// Longer than the browser's own limits for a page and for a script: who waits this long waits for a dead one.
const ANSWER_DEADLINE: Duration = Duration::from_mins(1);

/// A browser of its own, with no history. Dropped, it is killed with everything it started.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    driver: Driver,
    session: String,
    base: String,
    visitor: Visitor,
    errors: Mutex<Vec<String>>,
}

/// A command that the standard does not know and chromedriver does.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Jumak {
    /// A visitor's browser that knows this server's address.
    pub async fn browser(&self, visitor: Visitor) -> Browser {
        Browser::open(visitor, self.api().base()).await
    }
}

impl Browser {
    /// Opens a browser; the paths it is sent to are those of `base`, `http://host:port`.
    pub async fn open(visitor: Visitor, base: &str) -> Self {
        let driver = Driver::start().await;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(visitor.capabilities(&driver.directory().join("profile")));
        let connecting = tokio::time::timeout(ANSWER_DEADLINE, builder.connect(driver.address()));
        let client = connecting.await.expect("the browser opens in time");
        let client = client.unwrap_or_else(|error| panic!("no browser: {error}\n{}", driver.log()));
        let session = client.session_id().await.ok().flatten().expect("an open browser has a session");
        let errors = Mutex::default();
        let browser = Self { client, driver, session, base: base.to_owned(), visitor, errors };
        browser.settle_in().await;
        browser
    }

    /// Makes the screen, the colours, the formats and the scripts what the visitor has.
    async fn settle_in(&self) {
        self.devtools("Emulation.setLocaleOverride", json!({"locale": self.visitor.language})).await;
        self.set_width(self.visitor.width).await;
        let scheme = if self.visitor.is_dark { "dark" } else { "light" };
        // A page that moves is another one in each picture.
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"}
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await;
        self.run_scripts_of_pages(self.visitor.is_scripted).await;
    }

    /// Whether scripts that belong to a page run. The harness's own always do, without timers.
    async fn run_scripts_of_pages(&self, do_run: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({"value": !do_run})).await;
    }

    /// Makes the window this wide, in CSS pixels, and as high as such screens are.
    pub async fn set_width(&self, width: u32) {
        let screen = json!({
            "width": width, "height": Visitor::height(width), "deviceScaleFactor": 1, "mobile": false
        });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Asks the browser's developer tools, such as `Emulation.setTimezoneOverride`.
    pub async fn devtools(&self, command: &str, params: Value) -> Value {
        let body = json!({"cmd": command, "params": params});
        let answer = self.ask(self.client.issue_cmd(Extension { path: "goog/cdp/execute", body })).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Where the browser keeps everything it writes, as long as it is open.
    pub fn directory(&self) -> &Path {
        self.driver.directory()
    }

    /// Opens a path of the server, or any URL, and waits until it is loaded.
    pub async fn goto(&self, path: &str) {
        self.listen().await;
        let is_whole = path.starts_with("data:") || path.contains("://");
        let url = if is_whole { path.to_owned() } else { format!("{}{path}", self.base) };
        self.ask(self.client.goto(&url)).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// The page before.
    pub async fn back(&self) {
        self.listen().await;
        self.ask(self.client.back()).await.expect("there is a page before");
    }

    /// The same page once more; a form that was sent is sent again.
    pub async fn reload(&self) {
        self.listen().await;
        self.ask(self.client.refresh()).await.expect("the page loads again");
    }

    /// Runs the body of a function in the page and answers what it returns, whether the page's own scripts run or not.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.try_run(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What a script that changes nothing answers, on this page or on the one that is just coming.
    async fn look(&self, script: &str, arguments: &[Value]) -> Value {
        self.steadily(script, async || self.try_run(script, arguments).await).await
    }

    /// The answer to a command that changes nothing and may come between two pages.
    async fn steadily<T>(&self, what: &str, mut command: impl AsyncFnMut() -> Result<T, CmdError>) -> T {
        eventually_ok(what, async || match command().await {
            Err(error) if !is_between_pages(&error) => panic!("{what}: {error}"),
            answer => answer,
        })
        .await
    }

    /// Runs a script that may come between two pages.
    async fn try_run(&self, script: &str, arguments: &[Value]) -> Result<Value, CmdError> {
        let script = format!("{}\n{script}", include_str!("browser/page.js"));
        self.ask(self.client.execute(&script, arguments.to_vec())).await
    }

    /// What the browser answers to a command, which it does soon or never.
    async fn ask<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, CmdError> {
        let answer = tokio::time::timeout(ANSWER_DEADLINE, command).await;
        answer.unwrap_or_else(|_| panic!("the browser does not answer:\n{}", self.driver.log()))
    }
}

/// Whether the page went away while it was asked. Chromedriver has several errors for that, told apart by their words.
fn is_between_pages(error: &CmdError) -> bool {
    let words = error.to_string();
    ["no such execution context", "aborted by navigation"].iter().any(|known| words.contains(known))
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.driver.keep_evidence(&self.session);
        }
    }
}
