//! What must not be read: logs hold no person and no secret, files are the owner's alone.

use std::{fs, os::unix::fs::PermissionsExt};

use jumak_tests::{Ground, Inn, Setup, in_days, nights_from, only_on};
use serde_json::json;

#[tokio::test]
async fn the_log_names_no_guest_and_no_token_even_when_it_tells_all() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::with(Setup::default().with("JUMAK_LOG", "debug")).await.with_stock("DBL", stay, 1).await;
    let guest = inn.guest("annabella");
    let booking = guest.book("DBL", stay).await.created();
    guest.view(&booking).await.ok();
    guest.book("DBL", stay).await.refused(409, "sold_out");
    inn.api()
        .post("/api/v1/bookings/lookup", &json!({"confirmation_code": "0000000000", "email": guest.email()}))
        .await;
    let note = json!({"text": "annabella is allergic to feathers"});
    inn.owner().post(&jumak_tests::Guest::booking_path(&booking, "/notes"), &note).await.created();
    guest.cancel(&booking).await.ok();

    let log = inn.log();
    let token = booking["manage_token"].as_str().unwrap();
    for secret in ["annabella", "123 4567", token, inn.owner().bearer().unwrap()] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log tells a secret");
    }
}

#[tokio::test]
async fn tokens_and_keys_are_stored_hashed() {
    let stay = nights_from(in_days(30), 1);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let (token, key) =
        (booking["manage_token"].as_str().unwrap().to_owned(), inn.owner().bearer().unwrap().to_owned());
    inn.stop().await;

    let stored = inn.files();
    for secret in [&token, &key] {
        assert_eq!(stored.mentions(secret).await, [""; 0], "a secret is stored");
    }
    let code = booking["confirmation_code"].as_str().unwrap();
    assert_ne!(stored.mentions(code).await, [""; 0], "the negative control: what is stored is found");
}

#[tokio::test]
async fn the_secret_key_is_its_owners_alone() {
    if !only_on(&[Ground::Sqlite], "where the data are no files, the key is given, and none is made") {
        return;
    }
    let inn = Inn::open().await;

    let key =
        inn.files().all().into_iter().find(|path| path.ends_with("secret.key")).expect("a secret was made");

    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o077, 0);
}
