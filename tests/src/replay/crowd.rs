//! Many clients with one credential, each on a connection of its own.

use std::sync::Arc;

use futures::{StreamExt, stream};
use tokio::sync::Mutex;

use crate::{Api, Reply, Request, Wire};

/// As many as keep a two-core machine busy; more only wait for each other.
const CLIENTS: usize = 32;

/// One write to be sent.
#[derive(Debug)]
pub(super) struct Errand {
    /// The line of the file that it is for.
    pub(super) line: usize,
    pub(super) path: String,
    pub(super) key: String,
    pub(super) body: String,
}

#[derive(Debug)]
pub(super) struct Crowd {
    owner: Api,
    idle: Arc<Mutex<Vec<Wire>>>,
}

impl Crowd {
    pub(super) fn of(owner: Api) -> Self {
        Self { owner, idle: Arc::default() }
    }

    /// Sends all of them side by side; answers in any order.
    pub(super) async fn run(&self, errands: Vec<Errand>) -> Vec<(usize, Reply)> {
        stream::iter(errands).map(|errand| self.send(errand)).buffer_unordered(CLIENTS).collect().await
    }

    async fn send(&self, errand: Errand) -> (usize, Reply) {
        let idle = self.idle.lock().await.pop();
        let mut wire = match idle {
            Some(wire) => wire,
            None => Wire::connect(self.owner.base()).await.expect("the server takes connections"),
        };
        let headers = format!(
            "content-type: application/json\r\nidempotency-key: {}\r\nauthorization: Bearer {}\r\n",
            errand.key,
            self.owner.bearer().unwrap_or_default()
        );
        let request =
            Request { method: "POST", path: &errand.path, headers: &headers, body: errand.body.as_bytes() };
        let reply = wire.ask(request).await.expect("the server answers");
        self.idle.lock().await.push(wire);
        (errand.line, reply)
    }
}
