//! The request's id: in its answer, its log lines and its audit rows.

use std::future::Future;

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: RequestId;
}

/// Names one request.
#[derive(Debug, Clone, Copy)]
pub struct RequestId(Uuid);

impl RequestId {
    /// A new one.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// Runs a request under its id.
pub async fn with_request_id<F: Future>(id: RequestId, request: F) -> F::Output {
    CURRENT.scope(id, request).await
}

/// The id of the request that this task works for; empty outside of one.
pub fn current_request_id() -> String {
    CURRENT.try_with(RequestId::to_string).unwrap_or_default()
}
