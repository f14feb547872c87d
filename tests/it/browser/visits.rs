//! What tests of the guests' pages share: an inn with rooms, a look at each page, and a visitor made of plain HTTP.

use std::{collections::BTreeMap, sync::Mutex};

use jumak_tests::{Answer, Api, Browser, Days, Inn, in_days, nights_from};
use reqwest::{
    Method, RequestBuilder,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};

/// The stay of most tests.
pub(super) fn stay() -> Days {
    nights_from(in_days(30), 2)
}

/// An inn with so many rooms of the type `DBL` around that stay.
pub(super) async fn inn_with_rooms(count: u32) -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(in_days(28), 10), count).await
}

/// The inn's page, with what it offers two adults for a stay.
pub(super) fn offers(language: &str, stay: Days) -> String {
    format!("/{language}/hotels/ford?check_in={}&check_out={}&rooms=1&adults=2", stay.from, stay.to)
}

/// Fails unless everybody can use the page, it fits its screen, and the browser has nothing against it.
pub(crate) async fn look_at(browser: &Browser) {
    browser.assert_accessible().await;
    browser.assert_fits().await;
    browser.assert_no_complaint().await;
}

/// What the form of an offer of one `DBL` for two says, field by field.
pub(super) fn offer(stay: Days) -> Value {
    let nights = i64::try_from(stay.nights().count()).unwrap();
    json!({
        "room_type": "DBL", "rate_plan": "BAR", "check_in": stay.from, "check_out": stay.to,
        "rooms": "1", "adults": "2", "children": "",
        "expected_total": (Inn::PRICE * nights).to_string(), "expected_currency": "KRW"
    })
}

/// The form of a checkout, filled in.
pub(super) fn particulars(name: &str) -> Value {
    json!({"name": name, "email": format!("{name}@guest.example"), "phone": "", "language": "en", "note": ""})
}

/// What guests type into the checkout: by field.
pub(super) const TYPED: [(&str, &str); 4] = [
    ("#name", "Ann \"Söhne\" <b>"),
    ("#email", "ann@guest.example"),
    ("#phone", "+82 2 123 4567"),
    ("#note", "Late arrival\n두 번째 줄"),
];

/// Types a guest's particulars into the checkout, and chooses mails in Korean.
pub(super) async fn fill_in(browser: &Browser) {
    for (field, text) in TYPED {
        browser.fill(field, text).await;
    }
    browser.tick("한국어").await;
}

/// What was booked at the inn, newest first.
pub(super) async fn bookings(inn: &Inn) -> Vec<Value> {
    let page = inn.owner().get(&inn.at("/bookings")).await.ok();
    page["items"].as_array().cloned().unwrap()
}

/// Puts a stay into the form of dates on the page, and sends it.
pub(super) async fn ask_for(browser: &Browser, stay: Days) {
    browser.fill("#check_in", &stay.from.to_string()).await;
    browser.fill("#check_out", &stay.to.to_string()).await;
    browser.submit("form.search").await;
}

/// A browser as the server sees it: it keeps cookies, and says that its forms come from the site's own pages.
#[derive(Debug)]
pub(crate) struct Plain {
    api: Api,
    /// By name: the cookie as it was set.
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Plain {
    pub(crate) fn visiting(inn: &Inn) -> Self {
        Self { api: inn.api().clone(), cookies: Mutex::default() }
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form, and again wherever it is told to send it (307).
    pub(crate) async fn post(&self, path: &str, fields: &Value) -> Answer {
        let form =
            |path| self.request(Method::POST, path).header("sec-fetch-site", "same-origin").form(fields);
        let answer = self.send(form(path)).await;
        match answer.status {
            307 => self.send(form(answer.header("location"))).await,
            _ => answer,
        }
    }

    /// A request with the cookies that are kept, to be finished by hand.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let kept = self.cookie_lines();
        let cookies: Vec<_> = kept.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        self.api.request(method, path).header(COOKIE, cookies.join("; "))
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = self.api.send(request).await;
        let mut kept = self.cookies.lock().expect("nothing fails while it is held");
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, _) = cookie.split_once('=').unwrap();
            kept.insert(name.to_owned(), cookie.to_owned());
        }
        drop(kept);
        answer
    }

    /// The cookies that are kept, as they were set.
    pub(crate) fn cookie_lines(&self) -> Vec<String> {
        self.cookies.lock().expect("nothing fails while it is held").values().cloned().collect()
    }

    /// Forgets every cookie.
    pub(crate) fn forget(&self) {
        self.cookies.lock().expect("nothing fails while it is held").clear();
    }
}
