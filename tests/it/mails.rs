//! Mails: one for each thing that happened to a booking, in the guest's language, exactly once.

use std::{collections::BTreeSet, fs};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use jumak_tests::{Inn, Setup, date, eventually, in_days, krw, nights_from, wish};
use serde_json::{Value, json};

/// Waits until so many mails have been written.
async fn mails(inn: &Inn, count: usize) -> Vec<String> {
    eventually(&format!("{count} mails are written"), async || {
        let written = inn.files().mails();
        (written.len() >= count)
            .then(|| written.iter().map(|path| fs::read_to_string(path).unwrap()).collect())
    })
    .await
}

/// A header's value, unfolded.
fn header(mail: &str, name: &str) -> String {
    let head = mail.split_once("\r\n\r\n").map_or(mail, |(head, _)| head).replace("\r\n ", " ");
    let prefix = format!("{}:", name.to_lowercase());
    let line = head.lines().find(|line| line.to_lowercase().starts_with(&prefix));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The mail's parts, decoded: each its content type and its text.
fn parts(mail: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for section in mail.split("\r\n--") {
        let Some((head, body)) = section.split_once("\r\n\r\n") else { continue };
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ").to_lowercase();
        let field = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned()
        };
        let text = match field("content-transfer-encoding:").as_str() {
            "base64" => from_base64(body),
            "quoted-printable" => from_quoted_printable(body),
            _ => body.to_owned(),
        };
        found.push((field("content-type:"), text));
    }
    found
}

fn from_base64(body: &str) -> String {
    let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap()
}

fn from_quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_str();
    while let Some((plain, coded)) = rest.split_once('=') {
        bytes.extend_from_slice(plain.as_bytes());
        bytes.push(u8::from_str_radix(&coded[..2], 16).unwrap());
        rest = &coded[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap()
}

/// The first part of this kind, decoded.
pub(crate) fn part(mail: &str, kind: &str) -> String {
    let found = parts(mail).into_iter().find(|(content_type, _)| content_type.starts_with(kind));
    found.unwrap_or_else(|| panic!("a mail has a {kind} part:\n{mail}")).1
}

async fn book_in(inn: &Inn, locale: &str, name: &str) -> Value {
    let mut order = inn.guest(name).order(wish("DBL", nights_from(in_days(30), 2)));
    order["guest"]["locale"] = json!(locale);
    inn.api().post(&inn.at("/bookings"), &order).await.created()
}

async fn ready_inn() -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(in_days(30), 4), 20).await
}

#[tokio::test]
async fn a_confirmation_goes_out_in_the_guests_language_with_a_calendar_entry() {
    let inn = ready_inn().await;
    for (number, (locale, total)) in [("en", "200,000"), ("ko", "200,000")].into_iter().enumerate() {
        let booking = book_in(&inn, locale, &format!("ann{locale}")).await;
        let code = booking["confirmation_code"].as_str().unwrap();

        let written = mails(&inn, number + 1).await;
        let mail = written.iter().find(|mail| header(mail, "To").contains(&format!("ann{locale}@"))).unwrap();

        assert_eq!(header(mail, "Content-Language"), locale);
        assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");
        for kind in ["text/plain", "text/html"] {
            let text = part(mail, kind);
            let link = format!("/{locale}/m/{}?code={code}", booking["manage_token"].as_str().unwrap());
            for wanted in [code, total, &link] {
                assert!(text.contains(wanted), "{kind} names {wanted}:\n{text}");
            }
            assert_eq!(
                text.chars().any(|c| ('가'..='힣').contains(&c)),
                locale == "ko",
                "{kind} is in {locale}"
            );
        }
        let entry = part(mail, "text/calendar");
        let day = |date: jumak_tests::Date| date.to_string().replace('-', "");
        assert!(
            entry.contains("BEGIN:VEVENT") && entry.contains(&format!(";VALUE=DATE:{}", day(in_days(30)))),
            "{entry}"
        );
        assert!(entry.contains(&format!(";VALUE=DATE:{}", day(in_days(32)))), "{entry}");
    }
}

#[tokio::test]
async fn a_change_and_a_cancellation_are_mailed_too() {
    let inn = ready_inn().await;
    let booking = book_in(&inn, "en", "ann").await;
    let longer = json!({"check_in": in_days(30), "check_out": in_days(33), "expected_total": krw(300_000)});
    inn.guest("ann").change(&booking, &longer).await.ok();
    inn.guest("ann").cancel(&booking).await.ok();

    let written = mails(&inn, 3).await;

    let ids: BTreeSet<String> = written.iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids.len(), 3, "each has its own id");
    let cancelled =
        written.iter().filter(|mail| part(mail, "text/calendar").contains("STATUS:CANCELLED")).count();
    assert_eq!(cancelled, 1);
    assert!(written.iter().any(|mail| part(mail, "text/plain").contains("300,000")));
    assert_eq!(written.len(), 3);
}

#[tokio::test]
async fn a_name_cannot_smuggle_a_header() {
    let inn = ready_inn().await;
    let mut order = inn.guest("ann").order(wish("DBL", nights_from(in_days(30), 2)));
    order["guest"]["name"] = json!("Ann \"O'Hara\" <script>alert(1)</script>, 김 & Söhne; =?utf-8?q?x?=");
    inn.api().post(&inn.at("/bookings"), &order).await.created();

    let written = mails(&inn, 1).await;

    let mail = &written[0];
    assert_eq!(header(mail, "Bcc"), "");
    assert!(header(mail, "To").contains("ann@guest.example"));
    assert!(!part(mail, "text/html").contains("<script>"));
}

#[tokio::test]
async fn every_mail_goes_out_exactly_once_whatever_dies() {
    let setup = Setup::default().at("2030-05-01T03:00:00Z");
    let stay = nights_from(date("2030-05-20"), 2);
    let mut inn = Inn::with(setup).await.with_stock("DBL", stay, 20).await;
    for round in 0..3 {
        for guest in 0..4 {
            inn.guest(&format!("guest{round}x{guest}")).book("DBL", stay).await.created();
        }
        inn.kill9();
        inn.restart().await;
        // What the dead process had claimed is free again when its lease is over.
        inn.hand().advance(TimeDelta::minutes(2));
    }

    let written = mails(&inn, 12).await;
    settle(&inn).await;

    assert_eq!(inn.files().mails().len(), 12);
    let ids: BTreeSet<String> = written.iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids.len(), 12);
    assert!(written.iter().all(|mail| mail.ends_with("\r\n")), "no mail is half written");
}

/// Waits until every message has left.
async fn settle(inn: &Inn) {
    let mut notification = inn.files().sql("notification").await;
    eventually("every message has left", async || {
        (notification.number("SELECT COUNT(*) FROM messages WHERE state <> 'sent'").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn staff_see_a_mails_proof_and_can_send_it_again() {
    let inn = ready_inn().await;
    book_in(&inn, "en", "ann").await;
    mails(&inn, 1).await;
    settle(&inn).await;
    let desk = inn.staff("desk").await;

    let messages = desk.get(&inn.at("/messages")).await.ok();
    let message = &messages["items"][0];
    assert_eq!((&message["template"], &message["state"]), (&json!("confirmation"), &json!("sent")));
    let id = message["message_id"].as_str().unwrap();
    desk.post(&inn.at(&format!("/messages/{id}/resend")), &json!({})).await.ok();
    settle(&inn).await;

    assert_eq!(inn.files().mails().len(), 1, "the same mail has the same name");
}

#[tokio::test]
async fn messages_are_listed_page_by_page_and_by_what_became_of_them() {
    let inn = ready_inn().await;
    for guest in ["ann", "bob", "cho"] {
        book_in(&inn, "en", guest).await;
    }
    mails(&inn, 3).await;
    settle(&inn).await;
    let desk = inn.staff("desk").await;
    let list = async |query: &str| desk.get(&inn.at(&format!("/messages?{query}"))).await.ok();

    let first = list("state=sent&limit=2").await;
    let rest = list(&format!("state=sent&limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;

    let ids = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|message| message["message_id"].clone()).collect()
    };
    assert_eq!((ids(&first).len(), ids(&rest).len()), (2, 1));
    assert_eq!([ids(&first), ids(&rest)].concat(), ids(&list("").await));
    assert_eq!(rest["next_cursor"], Value::Null);
    assert_eq!(list("state=failed").await["items"], json!([]));
    desk.get(&inn.at("/messages?cursor=x")).await.refused(400, "invalid_input");
}
