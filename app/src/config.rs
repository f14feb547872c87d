//! The configuration: read once at the start, checked as a whole, typed from here on.

mod database;
mod environment;
pub(crate) mod secrets;
mod shape;
mod unserved;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use http_kit::TrustedProxies;
use observe::LogFormat;
use web::AssetBase;

use crate::cli::ServeFlags;

pub(crate) use database::Database;
use environment::Environment;
pub(crate) use environment::{ConfigErrors, process_environment};
use secrets::SecretKeys;

/// What this process was told to be.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) http: Http,
    pub(crate) logs: Logs,
    pub(crate) database: Database,
    /// Embedded databases, generated secrets, mail.
    pub(crate) data_dir: PathBuf,
    /// Where mail is written.
    pub(crate) mail_dir: PathBuf,
    /// What guards tokens and cookies; `None`: whatever [`secrets::load_or_generate`] finds or makes.
    pub(crate) secret_keys: Option<SecretKeys>,
    pub(crate) roles: Roles,
    pub(crate) demo: Demo,
    /// What the operator should know, though nothing is wrong.
    pub(crate) notices: Vec<String>,
}

/// How this process is reached.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    /// Pages and API.
    pub(crate) listen: SocketAddr,
    /// Metrics and health.
    pub(crate) admin_listen: SocketAddr,
    /// Whose word about the client's address is believed.
    pub(crate) trusted_proxies: TrustedProxies,
    /// How long `/readyz` says no before the listener closes.
    pub(crate) drain: Duration,
    /// Where browsers find the static files.
    pub(crate) asset_base: AssetBase,
    public_url: Option<String>,
}

impl Http {
    /// The base of absolute links, without a slash at its end. `bound` is what the listener got.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{bound}"))
    }
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub(crate) struct Logs {
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
}

/// What this process does; at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Roles {
    /// Answers requests.
    pub(crate) is_web: bool,
    /// Does the background work.
    pub(crate) is_worker: bool,
}

/// When the demo hotels are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demo {
    /// Into a new embedded database.
    Auto,
    /// Not at all.
    Never,
}

const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
const ADMIN_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9464);
const DRAIN: Duration = Duration::from_secs(5);
const SECRET_KEY: &str = "JUMAK_SECRET_KEY";
/// Several processes serve one Postgres; a key that one of them made is unknown to the others.
pub(crate) const SECRET_KEY_MISSING: &str = "is needed with Postgres, the same for every process: 32 or more random \
    bytes in base64 (openssl rand -base64 32)";

impl Config {
    /// Reads the configuration; a flag wins over its variable. Tells everything that is wrong at once.
    ///
    /// Without the flags of `serve` nobody is served, and what only a server needs may be missing.
    pub(crate) fn from(
        environment: impl Iterator<Item = (String, String)>,
        flags: Option<&ServeFlags>,
    ) -> Result<Self, ConfigErrors> {
        let mut env = Environment::new(environment, flags.map(ServeFlags::given).unwrap_or_default());
        let config = Self::read(&mut env);
        unserved::refuse(&mut env);
        if flags.is_some() && config.misses_secret_key() && !env.is_set(SECRET_KEY) {
            env.refuse(SECRET_KEY, SECRET_KEY_MISSING.to_owned());
        }
        env.checked(config)
    }

    /// Whether a server could not tell its own tokens from another process's.
    pub(crate) fn misses_secret_key(&self) -> bool {
        self.database.servers.is_some() && self.secret_keys.is_none()
    }

    fn read(env: &mut Environment) -> Self {
        let data_dir = env.get("JUMAK_DATA_DIR", shape::directory).unwrap_or_else(|| "./data".into());
        let database = Database::read(env);
        let mut notices = unserved::notices(env);
        notices.extend(database.notices(env));
        Self {
            http: Http::read(env),
            logs: Logs::read(env),
            database,
            mail_dir: env
                .get("JUMAK_MAIL_URL", shape::mail_dir)
                .flatten()
                .unwrap_or_else(|| data_dir.join("mail")),
            data_dir,
            secret_keys: env.get(SECRET_KEY, SecretKeys::parse),
            roles: env.get("JUMAK_ROLES", shape::roles).unwrap_or(Roles { is_web: true, is_worker: true }),
            demo: env.get("JUMAK_DEMO", shape::demo).unwrap_or(Demo::Auto),
            notices,
        }
    }
}

impl Http {
    fn read(env: &mut Environment) -> Self {
        Self {
            listen: env.get("JUMAK_LISTEN", shape::address).unwrap_or(LISTEN),
            admin_listen: env.get("JUMAK_ADMIN_LISTEN", shape::address).unwrap_or(ADMIN_LISTEN),
            trusted_proxies: env.get("JUMAK_TRUSTED_PROXIES", TrustedProxies::parse).unwrap_or_default(),
            drain: env.get("JUMAK_DRAIN_S", shape::drain).unwrap_or(DRAIN),
            asset_base: env.get("JUMAK_ASSET_BASE_URL", AssetBase::parse).unwrap_or_default(),
            public_url: env.get("JUMAK_PUBLIC_URL", shape::base_url),
        }
    }
}

impl Logs {
    fn read(env: &mut Environment) -> Self {
        Self {
            filter: env.get("JUMAK_LOG", shape::log_filter).unwrap_or_else(|| "info".to_owned()),
            format: env.get("JUMAK_LOG_FORMAT", shape::log_format).unwrap_or_else(LogFormat::for_stderr),
        }
    }
}

#[cfg(test)]
mod tests;
