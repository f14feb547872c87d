//! `jumak probe`: is the local process ready?

use std::time::Duration;

use anyhow::Context;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Verdict, say};
use crate::config::Config;

/// A container's health check gives up about then.
const PATIENCE: Duration = Duration::from_secs(3);
const ANSWER_MAX_BYTES: u64 = 8 * 1024;

pub(crate) async fn run(config: &Config) -> anyhow::Result<Verdict> {
    let answer = timeout(PATIENCE, ask(config)).await.context("no answer within 3 s").flatten();
    match answer {
        Ok(answer) => {
            say(answer.split_once("\r\n\r\n").map_or("", |(_, body)| body).trim())?;
            let is_ready = answer.starts_with("HTTP/1.1 200 ");
            Ok(if is_ready { Verdict::Yes } else { Verdict::No })
        }
        Err(error) => {
            say(&format!("unready: {error:#}"))?;
            Ok(Verdict::No)
        }
    }
}

async fn ask(config: &Config) -> anyhow::Result<String> {
    let address = config.http.admin_listen;
    let mut connection =
        TcpStream::connect(address).await.with_context(|| format!("nothing listens on {address}"))?;
    connection.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    connection.take(ANSWER_MAX_BYTES).read_to_string(&mut answer).await?;
    Ok(answer)
}
