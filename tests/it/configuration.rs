//! The configuration: what is wrong is named, with what would be right, and nothing secret.

use jumak_tests::{Cluster, Finished, Ground, Jumak, Setup, only_on};

async fn serve_with(variable: &str, value: &str) -> Finished {
    Jumak::prepare(Setup::default().with(variable, value)).await.run(&["serve"]).await
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
        ("DATABASE_URL", "postgres://u@h/db?sslmode=always"),
        ("DATABASE_URL", "postgres://u@h/db?sslmode=prefer"),
        ("DATABASE_REPLICA_URLS", "h1,h2"),
        ("JUMAK_DB_POOLER", "session"),
        ("JUMAK_DB_CONNECTIONS", "7"),
        ("JUMAK_DB_PRIMARY_ONLY", "yes"),
        ("JUMAK_DB_READ_ONLY", ""),
        ("JUMAK_DB_REPLICA_LAG_S", "0"),
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

    let refused = Jumak::prepare(setup).await.run(&["serve"]).await;

    for variable in ["JUMAK_SECRET_KEY", "DATABASE_URL", "JUMAK_DRAIN_S"] {
        assert!(refused.stderr.contains(variable), "{refused}");
    }
    assert!(!refused.stderr.contains("hunter"), "{refused}");
}

#[tokio::test]
async fn what_this_release_cannot_serve_is_refused_and_not_ignored() {
    for (variable, value) in [
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
async fn a_postgres_without_a_key_stops_the_start_and_says_how_to_make_one() {
    if !only_on(&[Ground::Sqlite], "every server there is given a key") {
        return;
    }

    let refused = serve_with("DATABASE_URL", "postgres://u:hunter2@h/db").await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused.stderr.contains("JUMAK_SECRET_KEY") && refused.stderr.contains("openssl rand"),
        "{refused}"
    );
    assert!(!refused.stderr.contains("hunter"), "{refused}");
}

#[tokio::test]
async fn a_replica_without_a_primary_stops_the_start() {
    let setup = Setup::default()
        .with("DATABASE_URL", "sqlite:")
        .with("DATABASE_REPLICA_URLS", "postgres://u:hunter2@h/db");

    let refused = Jumak::prepare(setup).await.run(&["serve"]).await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused.stderr.contains("DATABASE_REPLICA_URLS") && !refused.stderr.contains("hunter"),
        "{refused}"
    );
}

/// What `serve` ends with on a database that it cannot work with: its code, and the one sentence that it says.
async fn ended(setup: Setup) -> (i32, String) {
    let refused = Jumak::prepare(setup.with("JUMAK_LOG", "off")).await.run(&["serve"]).await;
    assert_eq!(refused.stderr.lines().count(), 1, "{refused}");
    assert!(refused.stdout.is_empty(), "{refused}");
    (refused.code, refused.stderr)
}

#[tokio::test]
async fn a_server_that_cannot_be_worked_with_stops_the_start_with_one_sentence() {
    let cluster = Cluster::start().await;
    let inn = cluster.empty_database("inn").await;
    let port = cluster.port();
    let url =
        |user: &str, port: u16, name: &str| format!("postgres://{user}:hunter2@127.0.0.1:{port}/{name}");
    let on = |url: &str| Setup::default().on(&inn).with("DATABASE_URL", url);

    for (url, code, told) in [
        (url("nobody", port, "inn"), 2, "\"nobody\" does not exist"),
        (url("jumak_app", port, "outn"), 2, "\"outn\" does not exist"),
        // It may well come back by itself.
        (url("jumak_app", 1, "inn"), 1, "127.0.0.1:1: "),
        (inn.url(), 2, "run jumak migrate"),
    ] {
        let (ended_with, said) = ended(on(&url)).await;
        assert!(said.contains(told) && !said.contains("hunter"), "{said}");
        assert_eq!(ended_with, code, "{said}");
    }
    Jumak::prepare(on(&inn.owner_url())).await.run(&["migrate"]).await.ok();
    let (code, said) = ended(on(&inn.url())).await;
    assert!(code == 2 && said.contains("--app-user"), "{said}");
    inn.migrate().await;
    let (code, said) = ended(on(&inn.url()).with("DATABASE_REPLICA_URLS", &inn.url())).await;
    assert!(code == 2 && said.contains("DATABASE_REPLICA_URLS") && said.contains("is a primary"), "{said}");
}

#[tokio::test]
async fn a_replica_that_a_fail_over_made_the_primary_does_not_stop_the_start() {
    let cluster = Cluster::start().await;
    let inn = cluster.database("inn").await;
    let leads_now = inn.url();
    // The second host is the one that led before, and is gone.
    let both = inn.clone().through(&[cluster.port(), 1]);
    let setup = Setup::default().on(&both).with("DATABASE_REPLICA_URLS", &leads_now);

    let jumak = Jumak::with(setup).await;

    let reads_go_on =
        jumak.api().get("/api/v1/search?check_in=2030-05-01&check_out=2030-05-02&adults=2").await;
    assert_eq!(reads_go_on.status, 200);
}

#[tokio::test]
async fn a_schema_that_a_later_release_brought_up_to_date_is_worked_with() {
    let cluster = Cluster::start().await;
    let inn = cluster.database("inn").await;
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('booking/9999_later', 0)";
    inn.sql("booking").await.run(later).await.unwrap();

    let mut jumak = Jumak::with(Setup::default().on(&inn)).await;

    jumak.run(&["migrate", "--check"]).await.ok();
    jumak.stop().await;
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
    let jumak = Jumak::prepare(Setup::default().with("JUMAK_DRAIN_S", "1")).await;

    let refused = jumak.run(&["serve", "--drain-s", "soon"]).await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("JUMAK_DRAIN_S"), "{refused}");
}

#[tokio::test]
async fn a_secret_is_read_from_a_file_and_outlives_a_restart() {
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let place = Jumak::prepare(Setup::default()).await;
    let file = place.path().join("key");
    std::fs::write(&file, format!("{key}\n")).unwrap();

    let mut jumak = Jumak::with(Setup::default().with("JUMAK_SECRET_KEY_FILE", file.to_str().unwrap())).await;

    let made = jumak.files().all().into_iter().any(|path| path.ends_with("secret.key"));
    assert!(!made, "a given key needs no generated one");
    assert!(!jumak.log().contains(key));
    jumak.stop().await;
}
