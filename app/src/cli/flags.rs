//! The options of `serve`: each the equal of an environment variable.

use std::fmt;

use clap::Args;

macro_rules! serve_flags {
    ($($field:ident $variable:literal $placeholder:literal $meaning:literal),+ $(,)?) => {
        /// What `serve` was given, unread: it is checked together with the environment.
        #[derive(Args, Clone, Default)]
        #[command(next_help_heading = "Options of serve")]
        pub(crate) struct ServeFlags {
            $(
                #[arg(long, value_name = $placeholder, help = concat!($meaning, " [env: ", $variable, "]"))]
                $field: Option<String>,
            )+
        }

        impl ServeFlags {
            /// What was given, under the name of its variable.
            pub(crate) fn given(&self) -> Vec<(&'static str, &str)> {
                [$(($variable, self.$field.as_deref())),+]
                    .into_iter()
                    .filter_map(|(variable, value)| Some((variable, value?)))
                    .collect()
            }
        }

        /// Every variable there is.
        pub(crate) const VARIABLES: &[&str] = &[$($variable),+];
    };
}

serve_flags! {
    listen "JUMAK_LISTEN" "ADDRESS" "Where pages and API listen; port 0 picks a free one [default: 127.0.0.1:8080]",
    admin_listen "JUMAK_ADMIN_LISTEN" "ADDRESS" "Where /metrics, /livez and /readyz listen; never public [default: 127.0.0.1:9464]",
    public_url "JUMAK_PUBLIC_URL" "URL" "The base of absolute links [default: http:// and the listen address]",
    data_dir "JUMAK_DATA_DIR" "DIR" "Embedded databases, generated secrets, mail [default: ./data]",
    database_url "DATABASE_URL" "URL" "The database: postgres://user@host,host/name, or sqlite: for the embedded one; holds a password, so prefer DATABASE_URL_FILE [default: sqlite:]",
    database_replica_urls "DATABASE_REPLICA_URLS" "URLS" "Read replicas of the Postgres, comma-separated",
    db_pooler "JUMAK_DB_POOLER" "KIND" "What stands before Postgres: none, or transaction for a pooler that lends a session for one transaction [default: none]",
    db_connections "JUMAK_DB_CONNECTIONS" "COUNT" "Connections that this process may open to Postgres, 8 to 1000 [default: 32]",
    db_primary_only "JUMAK_DB_PRIMARY_ONLY" "SWITCH" "Whether replicas rest, whatever their state: true, false [default: false]",
    db_read_only "JUMAK_DB_READ_ONLY" "SWITCH" "Whether bookings and all other changes are refused while looking goes on: true, false [default: false]",
    db_replica_lag_s "JUMAK_DB_REPLICA_LAG_S" "SECONDS" "A replica further behind than this rests, 1 to 600 [default: 5]",
    redis_url "REDIS_URL" "URL" "Redis or Valkey [default: none, a cache in memory]",
    events_url "JUMAK_EVENTS_URL" "URL" "The event router [default: local:]",
    mail_url "JUMAK_MAIL_URL" "URL" "Where mail goes; file: writes it under the data directory [default: file:]",
    asset_base_url "JUMAK_ASSET_BASE_URL" "URL" "Where the CDN is that serves /static/ [default: none, this process]",
    secret_key "JUMAK_SECRET_KEY" "KEYS" "32 or more random bytes in base64, the current key first; an option is visible to others on the machine, so prefer JUMAK_SECRET_KEY_FILE [default: generated]",
    trusted_proxies "JUMAK_TRUSTED_PROXIES" "CIDRS" "Networks whose X-Forwarded-* is believed, comma-separated",
    roles "JUMAK_ROLES" "ROLES" "What this process does [default: web,worker]",
    modules "JUMAK_MODULES" "MODULES" "Which modules live in this process [default: all]",
    demo "JUMAK_DEMO" "WHEN" "Whether a new embedded database gets the demo hotels: auto, never [default: auto]",
    drain_s "JUMAK_DRAIN_S" "SECONDS" "How long /readyz says no before the listener closes, 0 to 300 [default: 5]",
    log "JUMAK_LOG" "FILTER" "What is logged: a level, or info,booking=debug [default: info]",
    log_format "JUMAK_LOG_FORMAT" "FORMAT" "text or json [default: text on a terminal, else json]",
}

impl fmt::Debug for ServeFlags {
    /// Names alone: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given().iter().map(|(variable, _)| variable)).finish()
    }
}
