//! A client of the API, with or without a credential. Every write gets a key of its own unless told otherwise.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::Answer;

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    bearer: Option<String>,
    http: reqwest::Client,
}

/// An idempotency key that nobody used before.
pub fn fresh_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl Api {
    pub(crate) fn new(base: String) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_mins(1))
            .build()
            .expect("a plain HTTP client");
        Self { base, bearer: None, http }
    }

    /// The same client with a bearer token.
    #[must_use]
    pub fn bearing(&self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..self.clone() }
    }

    /// The same client without a token.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self { bearer: None, ..self.clone() }
    }

    /// The token, if any.
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    /// `http://host:port`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Reads with a query.
    pub async fn ask(&self, path: &str, query: &[(&str, String)]) -> Answer {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    /// Writes, under a new key.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(&fresh_key(), path, body).await
    }

    /// Writes under this key.
    pub async fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.try_post(key, path, body).await.unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    /// Writes under this key to a server that may be gone.
    pub async fn try_post(&self, key: &str, path: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        self.attempt(self.write(Method::POST, path, key).json(body)).await
    }

    /// Replaces, under a new key.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.write(Method::PUT, path, &fresh_key()).json(body)).await
    }

    /// Changes, under a new key.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.write(Method::PATCH, path, &fresh_key()).json(body)).await
    }

    /// Removes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A request to be finished by hand.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn write(&self, method: Method, path: &str, key: &str) -> RequestBuilder {
        self.request(method, path).header("Idempotency-Key", key)
    }

    /// Sends a request that was finished by hand.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.attempt(request).await.unwrap_or_else(|error| panic!("no answer: {error:?}"))
    }

    /// Sends a request to a server that may be gone.
    pub async fn attempt(&self, request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let request = request.build()?;
        let asked = describe(&request);
        Answer::of(asked, self.http.execute(request).await?).await
    }
}

fn describe(request: &reqwest::Request) -> String {
    let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    let body: String = String::from_utf8_lossy(body).chars().take(600).collect();
    format!("{} {} {body}", request.method(), request.url())
}
