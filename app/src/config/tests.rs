//! The configuration, as an operator meets it.

use db::{ClusterConfig, ServerAddress};

use super::*;
use crate::cli::{Command, VARIABLES, command};

/// 32 bytes in base64; what must never be shown.
const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=";

fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    config_with(variables, &[])
}

fn config_with(variables: &[(&str, &str)], flags: &[&str]) -> Result<Config, ConfigErrors> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let line = ["jumak", "serve"].iter().chain(flags);
    let Ok(Command::Serve(flags)) = command(line) else { panic!("the flags are wrong") };
    Config::from(variables, Some(&flags))
}

fn refusal(variables: &[(&str, &str)]) -> String {
    config(variables).unwrap_err().to_string()
}

#[test]
fn nothing_needs_to_be_set() {
    let config = config(&[("PATH", "/bin"), ("HOME", "/root")]).unwrap();

    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.admin_listen.to_string(), "127.0.0.1:9464");
    assert_eq!(config.http.public_url(config.http.listen), "http://127.0.0.1:8080");
    assert_eq!(config.http.drain, Duration::from_secs(5));
    assert_eq!(config.http.trusted_proxies, TrustedProxies::default());
    assert_eq!((config.data_dir, config.mail_dir), ("./data".into(), "./data/mail".into()));
    assert_eq!(config.roles, Roles { is_web: true, is_worker: true });
    assert_eq!((config.demo, config.logs.filter.as_str()), (Demo::Auto, "info"));
    assert!(!config.http.asset_base.is_remote());
    assert!(config.database.servers.is_none() && !config.database.is_read_only);
    assert!(config.secret_keys.is_none() && config.notices.is_empty());
}

#[test]
fn everything_can_be_set() {
    let config = config(&[
        ("JUMAK_LISTEN", "0.0.0.0:0"),
        ("JUMAK_ADMIN_LISTEN", "[::1]:9000"),
        ("JUMAK_PUBLIC_URL", "https://stay.example.com/"),
        ("JUMAK_ASSET_BASE_URL", "https://cdn.example.com/jumak/"),
        ("JUMAK_DATA_DIR", "/var/lib/jumak"),
        ("JUMAK_EVENTS_URL", "local:"),
        ("JUMAK_MAIL_URL", "file:/var/spool/jumak"),
        ("JUMAK_SECRET_KEY", SECRET),
        ("JUMAK_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("JUMAK_ROLES", "worker"),
        ("JUMAK_MODULES", "inventory,booking,notification,access"),
        ("JUMAK_DEMO", "never"),
        ("JUMAK_DRAIN_S", "0"),
        ("JUMAK_LOG", "warn,booking=debug"),
        ("JUMAK_LOG_FORMAT", "json"),
    ])
    .unwrap();

    assert_eq!(config.http.public_url(config.http.listen), "https://stay.example.com");
    assert_eq!(config.http.asset_base.origin(), Some("https://cdn.example.com"));
    assert_eq!((config.data_dir, config.mail_dir), ("/var/lib/jumak".into(), "/var/spool/jumak".into()));
    assert_eq!(config.secret_keys, SecretKeys::parse(SECRET).ok());
    assert_eq!(config.roles, Roles { is_web: false, is_worker: true });
    assert_eq!((config.demo, config.http.drain), (Demo::Never, Duration::ZERO));
    assert_eq!((config.logs.filter.as_str(), config.logs.format), ("warn,booking=debug", LogFormat::Json));
}

/// A primary with two places to be, and what it needs beside.
const ON_POSTGRES: [(&str, &str); 2] =
    [("DATABASE_URL", "postgres://u:hunter2@a.example,b.example/jumak"), ("JUMAK_SECRET_KEY", SECRET)];

fn servers(variables: &[(&str, &str)]) -> ClusterConfig {
    config(&[&ON_POSTGRES, variables].concat()).unwrap().database.servers.unwrap()
}

#[test]
fn a_postgres_needs_a_url_and_a_key_and_nothing_more() {
    let servers = servers(&[]);

    assert_eq!(servers.primary.names(), ["a.example:5432", "b.example:5432"]);
    assert!(servers.replicas.is_empty() && !servers.is_pooled && !servers.is_primary_only);
    assert_eq!((servers.connections, servers.lag_max), (32, Duration::from_secs(5)));
}

#[test]
fn everything_about_a_postgres_can_be_set() {
    let servers = servers(&[
        ("DATABASE_REPLICA_URLS", "postgres://u@r1,r2/jumak, postgresql://u@r3:5433/jumak"),
        ("JUMAK_DB_POOLER", "transaction"),
        ("JUMAK_DB_CONNECTIONS", "8"),
        ("JUMAK_DB_PRIMARY_ONLY", "true"),
        ("JUMAK_DB_REPLICA_LAG_S", "600"),
    ]);

    let replicas: Vec<_> = servers.replicas.iter().map(ServerAddress::names).collect();
    assert_eq!(replicas, [vec!["r1:5432", "r2:5432"], vec!["r3:5433"]]);
    assert!(servers.is_pooled && servers.is_primary_only);
    assert_eq!((servers.connections, servers.lag_max), (8, Duration::from_mins(10)));
}

#[test]
fn a_url_without_a_statement_cache_says_that_there_is_a_pooler() {
    let uncached = "postgres://u@pooler/jumak?statement-cache-capacity=0";

    let config = config(&[("DATABASE_URL", uncached), ("JUMAK_SECRET_KEY", SECRET)]).unwrap();

    assert!(config.database.servers.unwrap().is_pooled);
}

#[test]
fn the_embedded_database_may_be_named() {
    let config = config(&[("DATABASE_URL", "sqlite:"), ("JUMAK_DB_READ_ONLY", "true")]).unwrap();

    assert!(config.database.servers.is_none() && config.database.is_read_only);
    assert!(config.notices[0].contains("JUMAK_DB_READ_ONLY is true"), "{:?}", config.notices);
}

#[test]
fn a_server_of_guests_on_postgres_needs_a_key_that_was_given() {
    let variables = [("DATABASE_URL".to_owned(), "postgres://u:hunter2@h/jumak".to_owned())];

    let refused = Config::from(variables.clone().into_iter(), Some(&ServeFlags::default())).unwrap_err();
    let command = Config::from(variables.into_iter(), None).unwrap();

    let told = "JUMAK_SECRET_KEY: is needed with Postgres, the same for every process";
    assert!(refused.to_string().contains(told) && refused.to_string().contains("openssl rand"), "{refused}");
    assert!(!refused.to_string().contains("hunter2"), "{refused}");
    assert!(command.misses_secret_key());
}

#[test]
fn a_replica_follows_a_primary_that_was_named() {
    let replica = ("DATABASE_REPLICA_URLS", "postgres://u:hunter2@r1/jumak");

    for alone in [&[replica][..], &[replica, ("DATABASE_URL", "sqlite:")]] {
        let refusal = refusal(alone);

        assert!(refusal.contains("DATABASE_REPLICA_URLS: replicas follow a Postgres"), "{refusal}");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
    let beside_a_wrong_one = refusal(&[replica, ("DATABASE_URL", "mysql://h")]);
    assert_eq!(beside_a_wrong_one.lines().count(), 2, "{beside_a_wrong_one}");
}

#[test]
fn nothing_of_a_url_is_told() {
    for broken in [
        "postgres//u:hunter2@h/db",
        "postgres://u:hunter2@h:port/db",
        "postgres://u:hun?ter2@h/db",
        "postgres://u:hun?ter2=hunter2@h/db",
        "postgres://u:1#hunter2@h/db",
        "postgres://u:hunter2@h/db?sslmode=hunter2",
        "hunter2",
    ] {
        for variable in ["DATABASE_URL", "DATABASE_REPLICA_URLS"] {
            let refusal = refusal(&[(variable, broken)]);

            assert!(refusal.contains(variable), "{refusal}");
            assert!(!refusal.contains("ter2"), "{refusal}");
        }
    }
    let config = config(&ON_POSTGRES).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"), "{config:?}");
}

#[test]
fn what_the_embedded_database_has_no_use_for_is_noticed() {
    let config = config(&[("JUMAK_DB_CONNECTIONS", "64"), ("JUMAK_DB_POOLER", "none")]).unwrap();

    assert_eq!(config.notices.len(), 2, "{:?}", config.notices);
    assert!(config.notices[0].contains("the embedded database has no use for it"));
}

#[test]
fn links_follow_the_port_that_was_picked() {
    let config = config(&[("JUMAK_LISTEN", "127.0.0.1:0")]).unwrap();

    assert_eq!(config.http.public_url("127.0.0.1:54321".parse().unwrap()), "http://127.0.0.1:54321");
}

#[test]
fn a_flag_wins_over_its_variable_and_over_its_file() {
    let variables = [("JUMAK_LISTEN", "127.0.0.1:1"), ("JUMAK_DATA_DIR_FILE", "/nowhere")];

    let config = config_with(&variables, &["--listen", "127.0.0.1:2", "--data-dir", "/tmp"]).unwrap();

    assert_eq!((config.http.listen.port(), config.data_dir), (2, "/tmp".into()));
}

#[test]
fn every_variable_has_a_flag_named_after_it() {
    for variable in VARIABLES {
        let flag = variable.trim_start_matches("JUMAK_").to_lowercase().replace('_', "-");

        assert!(command(["jumak", &format!("--{flag}"), "x"]).is_ok(), "{flag}");
    }
}

#[test]
fn each_wrong_value_is_named_with_the_shape_expected() {
    for (variable, wrong, expected) in [
        ("JUMAK_LISTEN", "8080", "an address and a port"),
        ("JUMAK_ADMIN_LISTEN", "localhost", "an address and a port"),
        ("JUMAK_PUBLIC_URL", "stay.example.com", "https://stay.example.com"),
        ("JUMAK_PUBLIC_URL", "https://ann:pw@stay.example.com", "without a user"),
        ("JUMAK_ASSET_BASE_URL", "cdn.example.com", "https://cdn.example.com"),
        ("JUMAK_ASSET_BASE_URL", "https://cdn.example.com?v=1", "without a user, ? or #"),
        ("JUMAK_MAIL_URL", "mail.example.com", "file:"),
        ("JUMAK_MAIL_URL", "file:here", "file:/some/directory"),
        ("JUMAK_SECRET_KEY", "tooshort", "32 or more random bytes in base64"),
        ("JUMAK_TRUSTED_PROXIES", "10.0.0.0/99", "networks such as"),
        ("JUMAK_ROLES", "web,cook", "web, worker or web,worker"),
        ("JUMAK_DEMO", "always", "auto or never"),
        ("JUMAK_DRAIN_S", "301", "0 to 300"),
        ("JUMAK_DRAIN_S", "5s", "0 to 300"),
        ("JUMAK_LOG", "booking=loud", "a level"),
        ("JUMAK_LOG_FORMAT", "xml", "text or json"),
        ("JUMAK_LISTEN", "", "leave it unset"),
        ("DATABASE_URL", "mysql://host/db", "postgres://"),
        ("DATABASE_URL", "sqlite:/var/lib/jumak", "sqlite:, or unset, is the embedded database"),
        ("DATABASE_URL", "postgres://u@h:port/db", "postgres://"),
        ("DATABASE_URL", "postgres://u@h/db?sslmode=prefer", "sslmode=verify-full"),
        ("DATABASE_URL", "postgres://u@h/db?sslmode=always", "sslmode=verify-full"),
        ("DATABASE_URL", "postgres://u@h/db?ssl=true", "no other parameters than sslmode"),
        ("DATABASE_REPLICA_URLS", "r1,r2", "postgres://"),
        ("JUMAK_DB_POOLER", "session", "none or transaction"),
        ("JUMAK_DB_CONNECTIONS", "7", "from 8 to 1000"),
        ("JUMAK_DB_CONNECTIONS", "1001", "from 8 to 1000"),
        ("JUMAK_DB_PRIMARY_ONLY", "yes", "true or false"),
        ("JUMAK_DB_READ_ONLY", "1", "true or false"),
        ("JUMAK_DB_REPLICA_LAG_S", "0", "1 to 600"),
        ("JUMAK_DB_REPLICA_LAG_S", "601", "1 to 600"),
        ("REDIS_URL", "host:6379", "redis://"),
        ("JUMAK_EVENTS_URL", "nats", "nats://"),
        ("JUMAK_MODULES", "inventory,kitchen", "some of access,booking,inventory,notification"),
    ] {
        let refusal = refusal(&[(variable, wrong)]);

        assert!(refusal.contains(&format!("  {variable}: ")) && refusal.contains(expected), "{refusal}");
    }
}

#[test]
fn what_this_release_cannot_serve_stops_the_start() {
    for (variable, value) in [
        ("REDIS_URL", "redis+sentinel://:hunter2@s1:26379,s2:26379/jumak"),
        ("JUMAK_EVENTS_URL", "nats://u:hunter2@nats:4222"),
        ("JUMAK_MAIL_URL", "smtp://u:hunter2@mail.example.com:587"),
        ("JUMAK_MODULES", "inventory"),
        ("JUMAK_BOOKING_URL", "http://booking:8080"),
    ] {
        let refusal = refusal(&[(variable, value)]);

        assert!(refusal.contains(&format!("  {variable}: this release serves ")), "{refusal}");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let refusal = refusal(&[("JUMAK_LISTEN", "x"), ("JUMAK_DRAIN_S", "x"), ("JUMAK_NOPE", "x")]);

    assert_eq!(refusal.lines().count(), 4, "{refusal}");
}

#[test]
fn an_unknown_variable_is_named_with_the_nearest_known_one() {
    for (unknown, hint) in [
        ("JUMAK_LISTEM", "did you mean JUMAK_LISTEN?"),
        ("JUMAK_TRUSTED_PROXY", "did you mean JUMAK_TRUSTED_PROXIES?"),
        ("JUMAK_SECRET_KEYS_FILE", "did you mean JUMAK_SECRET_KEY?"),
        ("JUMAK_DRAIN", "did you mean JUMAK_DRAIN_S?"),
    ] {
        let refusal = refusal(&[(unknown, "value")]);

        assert!(refusal.contains(&format!("{unknown}: there is no such variable; {hint}")), "{refusal}");
    }
    assert!(refusal(&[("JUMAK_XYZZY", "value")]).ends_with("JUMAK_XYZZY: there is no such variable"));
}

#[test]
fn what_kubernetes_says_of_a_service_named_jumak_is_no_configuration() {
    let links = [
        ("JUMAK_SERVICE_HOST", "10.0.0.1"),
        ("JUMAK_SERVICE_PORT_HTTP", "80"),
        ("JUMAK_PORT", "tcp://10.0.0.1:80"),
        ("JUMAK_PORT_80_TCP_ADDR", "10.0.0.1"),
    ];

    let beside = config(&[links.as_slice(), &[("KUBERNETES_SERVICE_HOST", "10.0.0.2")]].concat());

    assert!(beside.is_ok());
    assert!(config(&links).is_err());
}

#[test]
fn a_secret_may_come_from_a_file_and_is_shown_nowhere() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{SECRET}\n")).unwrap();
    let path = file.path().to_str().unwrap();

    let config = config(&[("JUMAK_SECRET_KEY_FILE", path)]).unwrap();
    let both = refusal(&[("JUMAK_SECRET_KEY_FILE", path), ("JUMAK_SECRET_KEY", SECRET)]);
    let missing = refusal(&[("JUMAK_SECRET_KEY_FILE", "/nowhere/key")]);

    assert_eq!(config.secret_keys, SecretKeys::parse(SECRET).ok());
    let shown = format!("{config:?}");
    assert!(shown.contains("[secret]") && !shown.contains("c2VjcmV0"), "{shown}");
    assert!(both.contains("give one of the two") && !both.contains("c2VjcmV0"), "{both}");
    assert!(missing.contains("JUMAK_SECRET_KEY: JUMAK_SECRET_KEY_FILE names a file"), "{missing}");
}

#[test]
fn no_flag_and_no_refusal_shows_a_secret() {
    let Ok(command) = command(["jumak", "--secret-key", "hunter2"]) else { panic!("the flag is known") };
    let refusal = refusal(&[("JUMAK_SECRET_KEY", "hunter2")]);

    assert!(!format!("{command:?}").contains("hunter2"));
    assert!(!refusal.contains("hunter2"), "{refusal}");
}

#[test]
fn traces_that_will_not_come_are_noticed() {
    let config = config(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel:4317")]).unwrap();

    assert_eq!(config.notices.len(), 1);
    assert!(config.notices[0].contains("exports no traces"));
}
