//! Staff sessions: how they begin, what their cookie says, when they end, and how guessing is slowed down.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use jumak_tests::{Answer, Inn, Setup, assert_personal_page, eventually};
use reqwest::{Method, header::COOKIE};
use serde_json::json;

use crate::{browser::visits::Plain, staff::Clerk};

const TODAY: &str = "/en/desk/ford/today";

/// The session's cookie, as it was set.
fn cookie(client: &Plain) -> String {
    let kept = client.cookie_lines();
    kept.into_iter().find(|line| line.contains("jumak_staff=")).expect("a session has its cookie")
}

/// The name and the token that a browser sends back.
fn token(client: &Plain) -> String {
    cookie(client).split(';').next().unwrap().to_owned()
}

/// What a page answers to whoever shows this cookie.
async fn see(inn: &Inn, cookie: &str) -> Answer {
    inn.api().send(inn.api().request(Method::GET, TODAY).header(COOKIE, cookie)).await
}

fn assert_signed_out(answer: &Answer) {
    assert_eq!(answer.status, 303, "{answer}");
    assert_eq!(answer.header("location"), "/en/desk/sign-in?next=%2Fdesk%2Fford%2Ftoday", "{answer}");
}

#[tokio::test]
async fn a_session_ends_when_it_was_unused_for_half_an_hour_or_is_half_a_day_old() {
    let inn = Inn::with(Setup::default().at("2030-05-10T00:00:00Z")).await;
    let ann = Clerk::hired(&inn, "desk").await;
    let see = async |client: &Plain, later: TimeDelta| {
        inn.hand().advance(later);
        client.get(TODAY).await
    };
    let (minute, second) = (TimeDelta::minutes(1), TimeDelta::seconds(1));

    let idle = ann.at_desk(&inn).await;
    assert_eq!(see(&idle, minute * 30).await.status, 200);
    assert_signed_out(&see(&idle, minute * 30 + second).await);

    let busy = ann.at_desk(&inn).await;
    for _ in 0..24 {
        let answer = see(&busy, minute * 29).await;
        assert_eq!(answer.status, 200, "{answer}");
    }
    assert_eq!(see(&busy, minute * 24).await.status, 200, "twelve hours to the second");
    assert_signed_out(&see(&busy, second).await);
}

#[tokio::test]
async fn a_sessions_cookie_is_seen_by_no_script_and_its_token_is_stored_nowhere() {
    let inn = Inn::open().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let client = ann.at_desk(&inn).await;

    let (secret, flags) =
        cookie(&client).split_once("; ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (name, value) = secret.split_once('=').unwrap();
    assert_eq!((name, flags.as_str()), ("jumak_staff", "HttpOnly; SameSite=Lax; Path=/"));
    assert!(value.len() >= 22, "128 bits at least: {} characters", value.len());

    let stored = inn.files();
    assert_ne!(stored.mentions(&ann.email).await, [""; 0], "the negative control: what is stored is found");
    for secret in [value, &ann.password] {
        assert_eq!(stored.mentions(secret).await, [""; 0]);
    }
    assert!(!inn.log().contains(value) && !inn.log().contains(&ann.password));
}

#[tokio::test]
async fn behind_tls_a_sessions_cookie_belongs_to_this_host_alone() {
    let inn = Inn::with(Setup::default().with("JUMAK_PUBLIC_URL", "https://inn.example")).await;
    let client = Clerk::hired(&inn, "desk").await.at_desk(&inn).await;

    let set = cookie(&client);

    assert!(set.starts_with("__Host-jumak_staff="), "{set}");
    assert!(set.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/"), "{set}");
    assert_eq!(client.get(TODAY).await.status, 200);
}

#[tokio::test]
async fn each_sign_in_has_a_token_of_its_own_and_signing_out_ends_it_on_every_client() {
    let inn = Inn::open().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let (one, other) = (ann.at_desk(&inn).await, ann.at_desk(&inn).await);
    let (first, second) = (token(&one), token(&other));
    assert_ne!(first, second);
    // Whoever put a token of their choice into the browser beforehand does not know the one after.
    let planted = "jumak_staff=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let form = json!({"email": ann.email, "password": ann.password});
    let request = inn.api().request(Method::POST, "/en/desk/sign-in").header(COOKIE, planted);
    let answer = inn.api().send(request.header("sec-fetch-site", "same-origin").form(&form)).await;
    assert_eq!(answer.status, 303, "{answer}");
    assert!(!answer.header("set-cookie").starts_with(planted));
    assert_signed_out(&see(&inn, planted).await);
    assert_eq!(see(&inn, &first).await.status, 200);

    let answer = one.post("/en/desk/sign-out", &json!({})).await;

    assert_eq!(answer.header("location"), "/en/desk/sign-in?done=signed-out", "{answer}");
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{answer:?}");
    assert_signed_out(&see(&inn, &first).await);
    assert_eq!(see(&inn, &second).await.status, 200, "another session goes on");
    other.post("/en/desk/account/sign-out-everywhere", &json!({})).await;
    assert_signed_out(&see(&inn, &second).await);
}

/// How long a running server may not know what was decided elsewhere.
const KNOWS_WITHIN: Duration = Duration::from_secs(5);

#[tokio::test]
async fn whoever_is_disabled_is_out_within_five_seconds_and_does_not_come_in_again() {
    let inn = Inn::open().await;
    let ann = Clerk::hired(&inn, "owner").await;
    let client = ann.at_desk(&inn).await;
    assert_eq!(client.get(TODAY).await.status, 200);

    inn.run(&["staff", "disable", "--email", &ann.email]).await.ok();
    let disabled_at = Instant::now();

    eventually("the session is over", async || {
        let waited = disabled_at.elapsed();
        let answer = client.get(TODAY).await;
        assert!(answer.status == 303 || waited < KNOWS_WITHIN, "after {waited:?}: {answer}");
        (answer.status == 303).then(|| assert_signed_out(&answer))
    })
    .await;
    assert_eq!(ann.sign_in(&Plain::visiting(&inn)).await.status, 422);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_the_old_one_opens_nothing() {
    let inn = Inn::open().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let (here, elsewhere) = (ann.at_desk(&inn).await, ann.at_desk(&inn).await);
    let new = "correct horse battery staple";
    let change = async |current: &str, repeat: &str| {
        let form = json!({"current": current, "new": new, "repeat": repeat});
        here.post("/en/desk/account/password", &form).await
    };

    assert_eq!(change("wrong password 1", new).await.status, 422);
    assert_eq!(change(&ann.password, "another one 123").await.status, 422);
    assert_eq!(elsewhere.get(TODAY).await.status, 200, "nothing has happened yet");
    let answer = change(&ann.password, new).await;

    assert_eq!(answer.header("location"), "/en/desk/account?done=password", "{answer}");
    assert_eq!(here.get(TODAY).await.status, 200, "who changed it goes on");
    assert_signed_out(&elsewhere.get(TODAY).await);
    assert_eq!(ann.sign_in(&elsewhere).await.status, 422);
    let ann = Clerk { password: new.to_owned(), ..ann };
    assert_eq!(ann.sign_in(&elsewhere).await.status, 303);
}

/// A server that believes a proxy on this machine, so that a test can come from anywhere.
async fn inn_behind_a_proxy() -> Inn {
    Inn::with(Setup::default().with("JUMAK_TRUSTED_PROXIES", "127.0.0.0/8")).await
}

async fn sign_in_from(inn: &Inn, address: &str, email: &str, password: &str) -> Answer {
    let request = inn.api().request(Method::POST, "/en/desk/sign-in").header("X-Forwarded-For", address);
    let form = json!({"email": email, "password": password});
    inn.api().send(request.header("sec-fetch-site", "same-origin").form(&form)).await
}

/// Guesses until it is refused to try again; answers how often one could, and the refusal.
async fn guess(inn: &Inn, address: &str, email: impl Fn(usize) -> String) -> (usize, Answer) {
    for tries in 0..40 {
        let answer = sign_in_from(inn, address, &email(tries), "a wrong password").await;
        if answer.status == 429 {
            return (tries, answer);
        }
        assert_eq!(answer.status, 422, "{answer}");
    }
    panic!("forty guesses from {address} are too many");
}

fn assert_slowed_down(answer: &Answer) {
    let retry_after_s: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&retry_after_s), "{retry_after_s}");
    assert!(answer.text().contains("Too many wrong passwords."), "{answer}");
    assert_personal_page(answer);
}

#[tokio::test]
async fn whoever_guesses_at_an_account_is_slowed_down_and_its_owner_still_gets_in() {
    let inn = inn_behind_a_proxy().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let (home, stranger) = ("203.0.113.1", "198.51.100.7");
    let from = async |address| sign_in_from(&inn, address, &ann.email, &ann.password).await;
    assert_eq!(from(home).await.status, 303);

    let (tries, refusal) = guess(&inn, stranger, |_| ann.email.clone()).await;

    assert_eq!(tries, 10);
    assert_slowed_down(&refusal);
    assert_eq!(from(stranger).await.status, 429, "not even the right password is looked at");
    assert_eq!(from("198.51.100.8").await.status, 429, "nor from another strange address");
    assert_eq!(from(home).await.status, 303, "but where they signed in before");
}

#[tokio::test]
async fn whoever_guesses_at_many_accounts_is_slowed_down_by_address() {
    let inn = inn_behind_a_proxy().await;
    let ann = Clerk::hired(&inn, "desk").await;

    let (tries, refusal) = guess(&inn, "198.51.100.7", |tries| format!("nobody-{tries}@staff.example")).await;

    assert_eq!(tries, 20);
    assert_slowed_down(&refusal);
    assert_eq!(sign_in_from(&inn, "198.51.100.7", &ann.email, &ann.password).await.status, 429);
    assert_eq!(sign_in_from(&inn, "203.0.113.1", &ann.email, &ann.password).await.status, 303);
}

#[tokio::test]
async fn a_sign_in_does_not_tell_whether_there_is_such_an_account() {
    let inn = inn_behind_a_proxy().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let gone = Clerk::hired(&inn, "desk").await;
    inn.run(&["staff", "disable", "--email", &gone.email]).await.ok();
    let answers = async |address: &str, email: &str, password: &str| {
        let mut said = Vec::new();
        for _ in 0..11 {
            let answer = sign_in_from(&inn, address, email, password).await;
            let text = answer.text().replace(email, "E-MAIL");
            said.push((answer.status, answer.header("set-cookie").to_owned(), text));
        }
        said
    };

    let known = answers("203.0.113.1", &ann.email, "a wrong password").await;
    let unknown = answers("203.0.113.2", "nobody@staff.example", "a wrong password").await;
    let disabled = answers("203.0.113.3", &gone.email, &gone.password).await;

    let statuses = |said: &[(u16, String, String)]| said.iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(statuses(&known), [vec![422; 10], vec![429]].concat());
    assert_eq!((statuses(&unknown), statuses(&disabled)), (statuses(&known), statuses(&known)));
    // The refusal says how many seconds are left; what comes before it is the same to the letter.
    assert_eq!(known[..10], unknown[..10]);
    assert_eq!(known[..10], disabled[..10]);
}

#[tokio::test]
async fn after_the_sign_in_only_a_page_of_the_desk_is_next() {
    let inn = Inn::open().await;
    let ann = Clerk::hired(&inn, "desk").await;
    let next = [
        ("/desk/ford/bookings?status=confirmed", "/en/desk/ford/bookings?status=confirmed"),
        ("https://evil.example/desk", "/en/desk"),
        ("//evil.example", "/en/desk"),
        ("/desk/\\evil.example", "/en/desk"),
    ];

    for (wanted, there) in next {
        let client = Plain::visiting(&inn);
        let form = json!({"email": ann.email, "password": ann.password, "next": wanted});
        let answer = client.post("/en/desk/sign-in", &form).await;
        assert_eq!((answer.status, answer.header("location")), (303, there));
        let answer = client.get(&format!("/en/desk/sign-in?next={wanted}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, there), "who is signed in goes on");
    }
}
