//! An answer, and what can be asked of it.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// What the server said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as sent.
    pub body: Vec<u8>,
    /// What was asked, for the message of a test that fails.
    pub asked: String,
}

impl Answer {
    pub(crate) async fn of(asked: String, response: reqwest::Response) -> Result<Self, reqwest::Error> {
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
            asked,
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// A header's value; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON of an answer with this status.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The JSON of a 200.
    pub fn ok(&self) -> Value {
        self.expect(200)
    }

    /// The JSON of a 201.
    pub fn created(&self) -> Value {
        self.expect(201)
    }

    /// The problem of a refusal, whose form is checked to the letter (RFC 9457, and the contract).
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{self}");
        assert_eq!(problem["status"], status, "{self}");
        for member in ["type", "title", "detail", "request_id"] {
            let text = problem[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{member} is missing: {self}");
        }
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{self}");
        self.check_field_errors(&problem);
        problem
    }

    /// The problem of a refused input, which names this field.
    pub fn names_field(&self, field: &str) -> Value {
        let problem = self.refused(400, "invalid_input");
        let fields: Vec<&str> = field_names(&problem);
        assert!(fields.contains(&field), "{field} is not among {fields:?}: {self}");
        problem
    }

    fn check_field_errors(&self, problem: &Value) {
        let Some(errors) = problem.get("errors") else { return };
        for error in errors.as_array().expect("errors is a list") {
            for member in ["field", "code", "detail"] {
                assert!(error[member].is_string(), "errors have {member}: {self}");
            }
        }
    }

    /// Whether the stored answer of an earlier request was given again.
    pub fn is_replay(&self) -> bool {
        self.header("idempotency-replayed") == "true"
    }
}

fn field_names(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["field"].as_str()).collect()
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.text().chars().take(2_000).collect();
        write!(f, "{} → {} {}", self.asked, self.status, text)
    }
}
