//! A light HTTP/1.1 client for crowds: one connection, one request after the other, nothing else.

use std::io;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A keep-alive connection.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    /// Bytes that belong to the next answer.
    rest: Vec<u8>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// The path and query.
    pub path: &'a str,
    /// Further header lines, each ended by CRLF.
    pub headers: &'a str,
    /// The body; sent with its length.
    pub body: &'a [u8],
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The status line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Wire {
    /// Connects to `http://host:port`.
    pub async fn connect(base: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(base.trim_start_matches("http://")).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, rest: Vec::new() })
    }

    /// Asks, and reads the whole answer.
    pub async fn ask(&mut self, request: Request<'_>) -> io::Result<Reply> {
        self.send(request).await?;
        self.receive().await
    }

    /// Writes JSON under a key.
    pub async fn post(&mut self, path: &str, key: &str, body: &[u8]) -> io::Result<Reply> {
        let headers = format!("content-type: application/json\r\nidempotency-key: {key}\r\n");
        self.ask(Request { method: "POST", path, headers: &headers, body }).await
    }

    /// Reads.
    pub async fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.ask(Request { method: "GET", path, headers: "", body: b"" }).await
    }

    /// Asks without waiting for the answer.
    pub async fn send(&mut self, request: Request<'_>) -> io::Result<()> {
        let Request { method, path, headers, body } = request;
        let length = body.len();
        let mut bytes =
            format!("{method} {path} HTTP/1.1\r\nhost: jumak\r\ncontent-length: {length}\r\n{headers}\r\n")
                .into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).await
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Reads the next answer.
    pub async fn receive(&mut self) -> io::Result<Reply> {
        let head_end = self.read_until_found(b"\r\n\r\n").await?;
        let head: Vec<u8> = self.rest.drain(..head_end).collect();
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        let mut reply = Reply { status, head, body: Vec::new() };
        if let Some(length) = reply.header("content-length").and_then(|length| length.parse().ok()) {
            reply.body = self.take(length).await?;
        } else if reply
            .header("transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
        {
            reply.body = self.take_chunks().await?;
        }
        Ok(reply)
    }

    async fn take_chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line_end = self.read_until_found(b"\r\n").await?;
            let line: Vec<u8> = self.rest.drain(..line_end).collect();
            let size =
                usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16).map_err(|_| broken())?;
            let chunk = self.take(size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(chunk.get(..size).unwrap_or_default());
        }
    }

    async fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.rest.len() < length {
            self.read_more().await?;
        }
        Ok(self.rest.drain(..length).collect())
    }

    async fn read_until_found(&mut self, mark: &[u8]) -> io::Result<usize> {
        loop {
            if let Some(at) = self.rest.windows(mark.len()).position(|window| window == mark) {
                return Ok(at + mark.len());
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        self.rest.reserve(4_096);
        match self.stream.read_buf(&mut self.rest).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP")
}
