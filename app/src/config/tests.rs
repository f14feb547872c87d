//! The configuration, as an operator meets it.

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
    Config::from(variables, &flags)
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
        ("DATABASE_URL", "postgres://u:hunter2@db.example.com/jumak"),
        ("DATABASE_REPLICA_URLS", "postgres://u:hunter2@r1/jumak,postgres://u:hunter2@r2/jumak"),
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
