//! The configuration: what is wrong is named, with what would be right, and nothing secret.

use jumak_tests::{Finished, Jumak, Setup};

async fn serve_with(variable: &str, value: &str) -> Finished {
    Jumak::prepare(Setup::default().with(variable, value)).run(&["serve"]).await
}

#[tokio::test]
async fn a_wrong_value_stops_the_start_and_is_named() {
    for (variable, value) in [
        ("JUMAK_LISTEN", "everywhere"),
        ("JUMAK_LISTEN", "127.0.0.1:99999"),
        ("JUMAK_ADMIN_LISTEN", ""),
        ("JUMAK_PUBLIC_URL", "not a url"),
        ("JUMAK_ASSET_BASE_URL", "cdn.example.com"),
        ("JUMAK_ASSET_BASE_URL", "https://cdn.example.com/?v=1"),
        ("JUMAK_DRAIN_S", "soon"),
        ("JUMAK_DRAIN_S", "-1"),
        ("JUMAK_DRAIN_S", "301"),
        ("JUMAK_DEMO", "yes"),
        ("JUMAK_ROLES", "king"),
        ("JUMAK_ROLES", ""),
        ("JUMAK_LOG_FORMAT", "xml"),
        ("JUMAK_TRUSTED_PROXIES", "10.0.0.0/40"),
        ("JUMAK_SECRET_KEY", "c2hvcnQ="),
        ("JUMAK_MODULES", "kitchen"),
        ("DATABASE_URL", "mysql://u:p@h/db"),
    ] {
        let refused = serve_with(variable, value).await;
        assert_eq!(refused.code, 2, "{variable}={value}: {refused}");
        assert!(refused.stderr.contains(variable), "{variable}={value}: {refused}");
    }
}

#[tokio::test]
async fn an_unknown_variable_stops_the_start_with_the_nearest_known_name() {
    let refused = serve_with("JUMAK_LISTN", "127.0.0.1:0").await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("JUMAK_LISTN") && refused.stderr.contains("JUMAK_LISTEN"), "{refused}");
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once_and_no_secret_is() {
    let setup = Setup::default()
        .with("JUMAK_SECRET_KEY", "hunter2hunter2")
        .with("DATABASE_URL", "mysql://root:hunter3@h/db")
        .with("JUMAK_DRAIN_S", "soon");

    let refused = Jumak::prepare(setup).run(&["serve"]).await;

    for variable in ["JUMAK_SECRET_KEY", "DATABASE_URL", "JUMAK_DRAIN_S"] {
        assert!(refused.stderr.contains(variable), "{refused}");
    }
    assert!(!refused.stderr.contains("hunter"), "{refused}");
}

#[tokio::test]
async fn what_this_release_cannot_serve_is_refused_and_not_ignored() {
    for (variable, value) in [
        ("DATABASE_URL", "postgres://u:hunter2@h/db"),
        ("REDIS_URL", "redis://h"),
        ("JUMAK_EVENTS_URL", "nats://h"),
        ("JUMAK_MAIL_URL", "smtp://u:hunter2@h"),
        ("JUMAK_MODULES", "booking"),
    ] {
        let refused = serve_with(variable, value).await;
        assert_eq!(refused.code, 2, "{variable}: {refused}");
        assert!(refused.stderr.contains(variable) && !refused.stderr.contains("hunter2"), "{refused}");
    }
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let jumak = Jumak::start().await;
    let address = jumak.api().base().trim_start_matches("http://").to_owned();

    let refused = serve_with("JUMAK_LISTEN", &address).await;

    assert!([1, 2].contains(&refused.code), "{refused}");
    assert!(refused.stderr.contains(&address), "{refused}");
}

#[tokio::test]
async fn a_flag_wins_over_its_variable() {
    let jumak = Jumak::prepare(Setup::default().with("JUMAK_DRAIN_S", "1"));

    let refused = jumak.run(&["serve", "--drain-s", "soon"]).await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("JUMAK_DRAIN_S"), "{refused}");
}

#[tokio::test]
async fn a_secret_is_read_from_a_file_and_outlives_a_restart() {
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let place = Jumak::prepare(Setup::default());
    let file = place.path().join("key");
    std::fs::write(&file, format!("{key}\n")).unwrap();

    let mut jumak = Jumak::with(Setup::default().with("JUMAK_SECRET_KEY_FILE", file.to_str().unwrap())).await;

    let made = jumak.files().all().into_iter().any(|path| path.ends_with("secret.key"));
    assert!(!made, "a given key needs no generated one");
    assert!(!jumak.log().contains(key));
    jumak.stop().await;
}
