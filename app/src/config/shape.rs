//! The shapes of values. Each refusal says what was expected and never repeats the value.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use db::ServerAddress;
use observe::LogFormat;
use url::Url;

use super::{Demo, Roles, database::Place};

type Shaped<T> = Result<T, &'static str>;

const DRAIN_S_MAX: u64 = 300;
/// Four modules, each with one connection to write and one to read.
const CONNECTIONS_MIN: u32 = 8;
const CONNECTIONS_MAX: u32 = 1_000;
const REPLICA_LAG_S: std::ops::RangeInclusive<u64> = 1..=600;
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

pub(super) fn address(text: &str) -> Shaped<SocketAddr> {
    text.parse().map_err(|_| "expected an address and a port, such as 127.0.0.1:8080 or [::]:8080")
}

/// A base to which paths are added, so without a slash at its end.
pub(super) fn base_url(text: &str) -> Shaped<String> {
    let url = Url::parse(text).ok().filter(|url| {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let is_bare = url.query().is_none() && url.fragment().is_none();
        is_web && is_bare && url.username().is_empty() && url.password().is_none()
    });
    let url = url.ok_or("expected a URL such as https://stay.example.com, without a user, ? or #")?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

pub(super) fn directory(text: &str) -> Shaped<PathBuf> {
    if text.contains('\0') {
        return Err("expected a directory, such as /var/lib/jumak");
    }
    Ok(text.into())
}

/// The directory that a `file:` URL names; `None` for `file:` alone.
pub(super) fn mail_dir(text: &str) -> Shaped<Option<PathBuf>> {
    let expected = "expected file:, file:/some/directory, smtp://host:port or smtps://host:port";
    match text.split_once(':') {
        // A mail server is refused where everything is that this release cannot serve.
        Some(("file", "") | ("smtp" | "smtps", _)) => Ok(None),
        Some(("file", path)) => {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.starts_with('/') { Ok(Some(path.into())) } else { Err(expected) }
        }
        _ => Err(expected),
    }
}

pub(super) fn roles(text: &str) -> Shaped<Roles> {
    let mut roles = Roles { is_web: false, is_worker: false };
    for role in text.split(',').map(str::trim) {
        match role {
            "web" => roles.is_web = true,
            "worker" => roles.is_worker = true,
            _ => return Err("expected web, worker or web,worker"),
        }
    }
    Ok(roles)
}

pub(super) fn demo(text: &str) -> Shaped<Demo> {
    match text {
        "auto" => Ok(Demo::Auto),
        "never" => Ok(Demo::Never),
        _ => Err("expected auto or never"),
    }
}

pub(super) fn drain(text: &str) -> Shaped<Duration> {
    let seconds = text.parse().ok().filter(|seconds| *seconds <= DRAIN_S_MAX);
    seconds.map(Duration::from_secs).ok_or("expected whole seconds from 0 to 300")
}

/// `sqlite:` is the embedded database, wherever the data directory is.
pub(super) fn database(text: &str) -> Result<Place, String> {
    if text == "sqlite:" {
        return Ok(Place::Embedded);
    }
    server(text)
        .map(Place::Server)
        .map_err(|expected| format!("{expected}; sqlite:, or unset, is the embedded database"))
}

/// Several URLs, comma-separated. A comma also stands between the hosts of one URL; one that begins a new URL is
/// known by the scheme behind it.
pub(super) fn replicas(text: &str) -> Result<Vec<ServerAddress>, String> {
    let mut urls: Vec<String> = Vec::new();
    for piece in text.split(',').map(str::trim) {
        match urls.last_mut() {
            Some(url) if !POSTGRES.iter().any(|scheme| piece.starts_with(scheme)) => {
                url.push(',');
                url.push_str(piece);
            }
            _ => urls.push(piece.to_owned()),
        }
    }
    urls.iter().map(|url| server(url)).collect()
}

fn server(text: &str) -> Result<ServerAddress, String> {
    text.parse().map_err(|expected: db::ServerAddressError| format!("expected {expected}"))
}

/// Whether a pooler gives each transaction another session.
pub(super) fn pooler(text: &str) -> Shaped<bool> {
    match text {
        "none" => Ok(false),
        "transaction" => Ok(true),
        _ => Err("expected none or transaction"),
    }
}

pub(super) fn connections(text: &str) -> Shaped<u32> {
    let connections = text.parse().ok().filter(|count| (CONNECTIONS_MIN..=CONNECTIONS_MAX).contains(count));
    connections.ok_or("expected a number of connections from 8 to 1000")
}

pub(super) fn switch(text: &str) -> Shaped<bool> {
    text.parse().map_err(|_| "expected true or false")
}

pub(super) fn replica_lag(text: &str) -> Shaped<Duration> {
    let seconds = text.parse().ok().filter(|seconds| REPLICA_LAG_S.contains(seconds));
    seconds.map(Duration::from_secs).ok_or("expected whole seconds from 1 to 600")
}

pub(super) fn log_filter(text: &str) -> Shaped<String> {
    observe::check_log_filter(text)
        .map(|()| text.to_owned())
        .map_err(|_| "expected a level (off, error, warn, info, debug, trace), or info,booking=debug")
}

pub(super) fn log_format(text: &str) -> Shaped<LogFormat> {
    text.parse().map_err(|_| "expected text or json")
}
