//! A small web site of planted pages: faults that a check must find, forms that the harness must fill.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Enough for whatever a browser asks of a planted page.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// One page of a planted site.
#[derive(Debug, Clone, Default)]
pub struct Leaf {
    /// Its type, and what else is sent with it; each line ends with CRLF.
    headers: Vec<String>,
    body: String,
}

impl Leaf {
    /// A page of this HTML.
    pub fn of(html: impl Into<String>) -> Self {
        Self { body: html.into(), ..Self::default() }.with("content-type", "text/html; charset=utf-8")
    }

    /// A script.
    pub fn script(javascript: impl Into<String>) -> Self {
        Self { body: javascript.into(), ..Self::default() }
            .with("content-type", "text/javascript; charset=utf-8")
    }

    /// What a server says to whoever listens (`text/event-stream`), and then hangs up.
    pub fn events(events: impl Into<String>) -> Self {
        Self { body: events.into(), ..Self::default() }.with("content-type", "text/event-stream")
    }

    /// Sends a header with it.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push(format!("{name}: {value}\r\n"));
        self
    }
}

/// A site that is served as long as this lives.
#[derive(Debug)]
pub struct Site {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Site {
    /// Serves these pages by their paths; any other is a 404.
    pub async fn serve<const N: usize>(leaves: [(&str, Leaf); N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let leaves = leaves.map(|(path, leaf)| (path.to_owned(), leaf));
        let leaves = Arc::new(BTreeMap::from(leaves));
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let serving = tokio::spawn({
            let asked = Arc::clone(&asked);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    // A browser opens connections that it may never use.
                    tokio::spawn(answer(stream, Arc::clone(&leaves), Arc::clone(&asked)));
                }
            }
        });
        Self { base, asked, serving }
    }

    /// `http://host:port`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The request lines and headers that came so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no request fails while it holds this").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    leaves: Arc<BTreeMap<String, Leaf>>,
    asked: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    let head = head(&mut stream).await?;
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    asked.lock().expect("no request fails while it holds this").push(head);
    let reply = match leaves.get(&path) {
        Some(leaf) => page("200 OK", leaf),
        None => page("404 Not Found", &Leaf::of("<!doctype html><title>Nothing</title>")),
    };
    stream.write_all(reply.as_bytes()).await?;
    stream.shutdown().await
}

fn page(status: &str, Leaf { headers, body }: &Leaf) -> String {
    let (headers, length) = (headers.concat(), body.len());
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}")
}

/// A request's first line and headers; planted forms are sent by GET, so there is nothing after them.
async fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if bytes.len() > HEAD_BYTES_MAX || stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
