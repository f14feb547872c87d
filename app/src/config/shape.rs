//! The shapes of values. Each refusal says what was expected and never repeats the value.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use observe::LogFormat;
use url::Url;

use super::{Demo, Roles};

type Shaped<T> = Result<T, &'static str>;

const DRAIN_S_MAX: u64 = 300;

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

pub(super) fn log_filter(text: &str) -> Shaped<String> {
    observe::check_log_filter(text)
        .map(|()| text.to_owned())
        .map_err(|_| "expected a level (off, error, warn, info, debug, trace), or info,booking=debug")
}

pub(super) fn log_format(text: &str) -> Shaped<LogFormat> {
    text.parse().map_err(|_| "expected text or json")
}
