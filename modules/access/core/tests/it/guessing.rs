//! Guessing passwords: slow for guessers, and no trouble for those who know theirs.

use std::{net::IpAddr, num::NonZeroUsize};

use access::{Config, Module};
use access_api::{AccessError, Role, SignIn};
use chrono::TimeDelta;

use crate::house::{ANN, DESK, House, PASSWORD};

const WRONG: &str = "wrong horse battery";

/// An address in a network of its own for each number.
fn anywhere(number: u8) -> IpAddr {
    IpAddr::from([0x2001, 0xdb8, 0, number.into(), 0, 0, 0, 1])
}

fn wrong_at(email: &str, address: IpAddr) -> SignIn {
    SignIn { email: email.to_owned(), password: WRONG.to_owned(), address }
}

/// How many wrong passwords are checked before the next one is refused unseen.
async fn guesses(house: &House, email: &str, address: impl Fn(u8) -> IpAddr) -> u8 {
    let mut checked = 0;
    loop {
        match house.try_sign_in(email, WRONG, address(checked)).await {
            Err(AccessError::Unknown) => checked += 1,
            Err(AccessError::TooMany { retry_after_s }) => {
                assert!((1..=61).contains(&retry_after_s), "{retry_after_s}");
                return checked;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_unknown_e_mail_a_wrong_password_and_a_closed_account_are_answered_alike() {
    let house = House::open().await;
    house.add("owner@example.com", Role::Owner, None).await;
    house.add(ANN, Role::Desk, None).await;
    let bob = house.add("bob@example.com", Role::Desk, None).await;
    house.disable(bob.staff_id).await.unwrap();

    for (email, password) in [
        (ANN, WRONG),
        ("carl@example.com", PASSWORD),
        ("bob@example.com", PASSWORD),
        ("no address", PASSWORD),
    ] {
        let refused = house.try_sign_in(email, password, DESK).await;
        assert_eq!(refused, Err(AccessError::Unknown), "{email}");
    }
}

/// Time itself would tell on a machine that does nothing else. That a hash is made for each tells on any.
#[tokio::test]
async fn an_unknown_e_mail_costs_a_hash_as_a_wrong_password_does() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let config = Config { hashes_at_once: NonZeroUsize::MIN };
    let port = Module::build(config, house.db.clone(), house.clock.clone()).port();
    let all_at_once = async |email: &'static str| {
        let guess = |number| port.sign_in(wrong_at(email, anywhere(number)));
        let answers = futures::future::join_all((0..9).map(guess)).await;
        answers.iter().filter(|answer| matches!(answer, Err(AccessError::Busy))).count()
    };

    let (known, unknown) = (all_at_once(ANN).await, all_at_once("nobody@example.com").await);

    assert!(
        known > 0 && unknown > 0,
        "with one hash at a time some of nine are too many: {known}, {unknown}"
    );
}

#[tokio::test]
async fn an_account_is_guessed_at_ten_times_from_however_many_addresses() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;

    let known = guesses(&house, ANN, anywhere).await;
    let unknown = guesses(&house, "nobody@example.com", anywhere).await;

    assert_eq!((known, unknown), (10, 10), "who does not exist is limited alike");
    let right = house.try_sign_in(ANN, PASSWORD, anywhere(99)).await;
    assert!(matches!(right, Err(AccessError::TooMany { .. })), "not even the right one is looked at");
    house.clock.advance(TimeDelta::minutes(1));
    assert!(house.try_sign_in(ANN, PASSWORD, anywhere(99)).await.is_ok());
}

#[tokio::test]
async fn an_address_guesses_twenty_times_at_however_many_accounts() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;

    for number in 0..20 {
        let email = format!("{number}@example.com");
        assert_eq!(house.try_sign_in(&email, WRONG, anywhere(1)).await, Err(AccessError::Unknown));
    }
    let neighbour = IpAddr::from([0x2001, 0xdb8, 0, 1, 0xffff, 0, 0, 2]);
    let same_network = house.try_sign_in(ANN, PASSWORD, neighbour).await;

    assert!(matches!(same_network, Err(AccessError::TooMany { .. })));
    assert!(house.try_sign_in(ANN, PASSWORD, anywhere(2)).await.is_ok());
}

#[tokio::test]
async fn the_owner_of_an_account_under_attack_still_signs_in_from_their_own_address() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    house.try_sign_in(ANN, PASSWORD, DESK).await.unwrap();

    guesses(&house, ANN, anywhere).await;
    let stranger = house.try_sign_in(ANN, PASSWORD, anywhere(99)).await;
    let victim = house.try_sign_in(ANN, PASSWORD, DESK).await;

    assert!(matches!(stranger, Err(AccessError::TooMany { .. })), "the attack was noticed");
    assert!(victim.is_ok());
}

#[tokio::test]
async fn whoever_knows_their_password_is_never_slowed_down() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;

    for _ in 0..30 {
        house.sign_in(ANN).await;
    }
}
