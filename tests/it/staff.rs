//! Staff as tests of the desk have them: with a password, signed in by a browser or by plain HTTP.

use jumak_tests::{Answer, Browser, Inn, fresh_key};
use serde_json::json;

use crate::browser::visits::Plain;

/// Somebody who may sign in.
#[derive(Debug)]
pub(crate) struct Clerk {
    pub(crate) email: String,
    pub(crate) password: String,
}

impl Clerk {
    /// A new account with this role at every hotel.
    pub(crate) async fn hired(inn: &Inn, role: &str) -> Self {
        Self::add(inn, role, &[]).await
    }

    /// A new account with this role at one hotel.
    pub(crate) async fn hired_at(inn: &Inn, role: &str, hotel: &str) -> Self {
        Self::add(inn, role, &["--hotel", hotel]).await
    }

    async fn add(inn: &Inn, role: &str, place: &[&str]) -> Self {
        let email = format!("{role}-{}@staff.example", &fresh_key()[..8]);
        let added = inn.run(&[&["staff", "add", "--email", &email, "--role", role], place].concat()).await;
        let (_, password) = added.ok().split_once("password (shown only now): ").expect("a new password");
        Self { password: password.to_owned(), email }
    }

    /// Sends the sign-in's form.
    pub(crate) async fn sign_in(&self, client: &Plain) -> Answer {
        let form = json!({"email": self.email, "password": self.password, "next": ""});
        client.post("/en/desk/sign-in", &form).await
    }

    /// A client of plain HTTP that is signed in.
    pub(crate) async fn at_desk(&self, inn: &Inn) -> Plain {
        let client = Plain::visiting(inn);
        let answer = self.sign_in(&client).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/en/desk"), "{answer}");
        client
    }

    /// Goes to a page of the desk, such as `/en/desk/ford/today`, by way of the sign-in.
    pub(crate) async fn come_to(&self, browser: &Browser, page: &str) {
        browser.goto(page).await;
        self.fill_in(browser).await;
        let path = page.split('?').next().unwrap();
        browser.wait_for_path(path).await;
    }

    /// Types e-mail and password into the sign-in, and sends them.
    pub(crate) async fn fill_in(&self, browser: &Browser) {
        browser.fill("#email", &self.email).await;
        browser.fill("#password", &self.password).await;
        browser.submit(".sign-in-card").await;
    }
}
