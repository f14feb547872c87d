//! Where a Postgres is: one URL, one or several hosts.

use std::{net::IpAddr, str::FromStr};

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use thiserror::Error;

/// The hosts of one URL, in its order.
#[derive(Clone)]
pub struct ServerAddress {
    hosts: Vec<PgConnectOptions>,
    is_behind_pooler: bool,
}

/// What is wrong with a URL; never says what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServerAddressError {
    /// It is no URL of a Postgres.
    #[error("a URL such as postgres://user:password@host:5432/database, with hosts separated by commas")]
    Shape,
    /// TLS that gives in.
    #[error(
        "sslmode=verify-full (or verify-ca, require, disable); prefer and allow fall back to plain text without a word"
    )]
    SslMode,
    /// A parameter that nobody reads. It is not told: it may be part of a password that was not encoded.
    #[error("no other parameters than {}", PARAMETERS.join(", "))]
    Parameter(String),
}

/// Parameters that the driver reads. It warns of others and goes on; a misspelt sslmode must not pass.
const PARAMETERS: [&str; 6] =
    ["sslmode", "sslrootcert", "sslcert", "sslkey", "statement-cache-capacity", "application_name"];
/// Those that do what they say or nothing.
const SSL_MODES: [&str; 4] = ["disable", "require", "verify-ca", "verify-full"];
/// A parameter of libpq that says what we find out by ourselves.
const IGNORED: &str = "target_session_attrs";

impl ServerAddress {
    /// The hosts, each ready to be connected to.
    pub fn hosts(&self) -> &[PgConnectOptions] {
        &self.hosts
    }

    /// Whether the URL says that a pooler is in between, by turning off prepared statements.
    pub fn is_behind_pooler(&self) -> bool {
        self.is_behind_pooler
    }

    /// The hosts' names, for messages.
    pub fn names(&self) -> Vec<String> {
        self.hosts.iter().map(name).collect()
    }
}

/// A host's name, for messages and metrics.
pub(super) fn name(host: &PgConnectOptions) -> String {
    match host.get_socket() {
        Some(path) => path.display().to_string(),
        None => format!("{}:{}", host.get_host(), host.get_port()),
    }
}

impl std::fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerAddress").field("hosts", &self.names()).finish_non_exhaustive()
    }
}

impl FromStr for ServerAddress {
    type Err = ServerAddressError;

    fn from_str(url: &str) -> Result<Self, ServerAddressError> {
        let shape = || ServerAddressError::Shape;
        let (scheme, rest) = url.split_once("://").ok_or_else(shape)?;
        // Behind an unencoded # nothing is read, and a password may hold one.
        if !matches!(scheme, "postgres" | "postgresql") || rest.contains('#') {
            return Err(shape());
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_once('/').unwrap_or((place, ""));
        let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let parameters = checked_parameters(query)?;
        let is_behind_pooler = parameters.iter().any(|p| p.as_str() == "statement-cache-capacity=0");
        let user = if user.is_empty() { String::new() } else { format!("{user}@") };
        let hosts = hosts
            .split(',')
            .map(|host| {
                let one = format!("postgres://{user}{host}/{path}?{}", parameters.join("&"));
                let options: PgConnectOptions = one.parse().map_err(|_| ServerAddressError::Shape)?;
                // A pooler may refuse what it does not know; no number of ours is rounded.
                Ok(with_tls(options, &parameters).extra_float_digits(None))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { hosts, is_behind_pooler })
    }
}

fn checked_parameters(query: &str) -> Result<Vec<String>, ServerAddressError> {
    let mut kept = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name == IGNORED {
            continue;
        }
        if name == "sslmode" && !SSL_MODES.contains(&value) {
            return Err(ServerAddressError::SslMode);
        }
        if !PARAMETERS.contains(&name) {
            return Err(ServerAddressError::Parameter(name.to_owned()));
        }
        kept.push(parameter.to_owned());
    }
    Ok(kept)
}

/// On this machine plain text is as good; to another one the certificate is checked unless the URL says otherwise.
fn with_tls(options: PgConnectOptions, parameters: &[String]) -> PgConnectOptions {
    if parameters.iter().any(|parameter| parameter.starts_with("sslmode=")) {
        return options;
    }
    let host = options.get_host().trim_start_matches('[').trim_end_matches(']');
    let is_here = options.get_socket().is_some()
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    options.ssl_mode(if is_here { PgSslMode::Disable } else { PgSslMode::VerifyFull })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_hosts_share_user_database_and_parameters() {
        let address: ServerAddress =
            "postgres://u:p%40w@10.0.0.1:5433,10.0.0.2/jumak?sslmode=disable&target_session_attrs=read-write"
                .parse()
                .unwrap();

        assert_eq!(address.names(), ["10.0.0.1:5433", "10.0.0.2:5432"]);
        assert!(address.hosts().iter().all(|host| host.get_database() == Some("jumak")));
        assert!(!address.is_behind_pooler());
    }

    #[test]
    fn another_machine_is_believed_only_with_its_certificate() {
        let modes = |url: &str| url.parse::<ServerAddress>().unwrap().hosts()[0].get_ssl_mode();

        assert!(matches!(modes("postgres://u@db.example/jumak"), PgSslMode::VerifyFull));
        assert!(matches!(modes("postgres://u@127.0.0.1/jumak"), PgSslMode::Disable));
        assert!(matches!(modes("postgres://u@db.example/jumak?sslmode=require"), PgSslMode::Require));
        let refused = "postgres://u@db.example/jumak?sslmode=prefer".parse::<ServerAddress>().unwrap_err();
        assert_eq!(refused, ServerAddressError::SslMode);
    }

    #[test]
    fn what_nobody_would_read_is_refused() {
        let refused = "postgres://u@h/d?ssl_mode=require".parse::<ServerAddress>().unwrap_err();

        assert_eq!(refused, ServerAddressError::Parameter("ssl_mode".to_owned()));
        assert_eq!("mysql://u@h/d".parse::<ServerAddress>().unwrap_err(), ServerAddressError::Shape);
    }

    #[test]
    fn nothing_of_a_password_is_ever_printed() {
        let address: ServerAddress = "postgres://u:secret@127.0.0.1/d".parse().unwrap();

        assert!(!format!("{address:?}").contains("secret"));
    }
}
