//! The back office: mails and events that failed, staff and keys, the trail of changes, and the figures.

use std::fs;

use jumak_tests::{Date, Inn, Visitor, eventually, in_days, nights_from};
use serde_json::{Value, json};

use super::visits::{Plain, bookings, inn_with_rooms, look_at, stay};
use crate::{items, staff::Clerk};

async fn mails(inn: &Inn, count: usize) {
    let written = async || (inn.files().mails().len() == count).then_some(());
    eventually(&format!("{count} mails are written"), written).await;
}

#[tokio::test]
async fn a_mail_that_failed_is_found_and_sent_again() {
    let inn = inn_with_rooms(2).await;
    let booking = inn.guest("ann").book("DBL", stay()).await.created();
    let code = booking["confirmation_code"].as_str().unwrap();
    mails(&inn, 1).await;
    let mut sql = inn.files().sql("notification").await;
    sql.run("UPDATE messages SET state = 'failed', last_error = 'The mailbox is <full>'").await.unwrap();
    sql.close().await;
    // The same mail has the same name, however often it is sent.
    fs::remove_file(&inn.files().mails()[0]).unwrap();
    let clerk = Clerk::hired(&inn, "desk").await;
    let browser = inn.browser(Visitor::korean().on_a_phone().without_scripts()).await;
    clerk.come_to(&browser, "/ko/desk/ford/messages?state=failed").await;
    assert!(browser.text("tbody tr").await.contains("The mailbox is <full>"));
    look_at(&browser).await;

    browser.click_text(&format!("다시 보내기: {code}")).await;

    browser.wait_for_text("[role=status]", "메일을 다시 보내도록 등록했습니다.").await;
    assert!(browser.url().await.contains("state=failed"), "the view stays");
    mails(&inn, 1).await;
    let looking = Clerk::hired(&inn, "readonly").await.at_desk(&inn).await;
    let page = looking.get("/ko/desk/ford/messages").await.text();
    assert!(page.contains(code) && !page.contains("/resend"), "{page}");
}

/// How many events of bookings are in this state.
async fn events(inn: &Inn, state: &str) -> i64 {
    let mut sql = inn.files().sql("booking").await;
    let count = sql.number(&format!("SELECT COUNT(*) FROM outbox WHERE state = '{state}'")).await;
    sql.close().await;
    count
}

#[tokio::test]
async fn dead_events_are_delivered_again_and_the_trail_tells_who_did_it() {
    let inn = inn_with_rooms(3).await;
    for name in ["ann", "bob", "cat"] {
        inn.guest(name).book("DBL", stay()).await.created();
    }
    eventually("the events are published", async || (events(&inn, "published").await == 3).then_some(()))
        .await;
    let mut sql = inn.files().sql("booking").await;
    sql.run("UPDATE outbox SET state = 'dead', last_error = 'no <disk>'").await.unwrap();
    sql.close().await;
    let manager = Clerk::hired(&inn, "manager").await;
    let browser = inn.browser(Visitor::english()).await;
    manager.come_to(&browser, "/en/desk/ford/events").await;
    assert_eq!(browser.texts("tbody tr").await.len(), 3);
    assert!(browser.text("tbody tr").await.contains("no <disk>"));
    look_at(&browser).await;

    browser.submit("tbody tr form").await;
    browser.wait_for_text("[role=status]", "Queued again").await;
    eventually("one is delivered", async || (events(&inn, "published").await == 1).then_some(())).await;
    browser.click_text("Deliver all again").await;
    browser.wait_for_text("h2", "Every event was delivered").await;
    eventually("all are delivered", async || (events(&inn, "published").await == 3).then_some(())).await;
    look_at(&browser).await;

    browser.goto("/en/desk/ford/trail").await;
    let revived = browser.texts("tbody tr").await;
    let revived: Vec<_> = revived.iter().filter(|row| row.contains("Event delivered again")).collect();
    assert_eq!(revived.len(), 3, "{revived:?}");
    assert!(revived.iter().all(|row| row.contains(&manager.email)), "{revived:?}");
    assert_eq!(inn.files().mails().len(), 3, "nothing is done twice");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn somebody_is_hired_signs_in_with_the_password_shown_once_and_loses_the_role() {
    let inn = inn_with_rooms(2).await;
    let owner = Clerk::hired(&inn, "owner").await;
    let browser = inn.browser(Visitor::korean().on_a_phone().without_scripts()).await;
    owner.come_to(&browser, "/ko/desk/staff").await;
    browser.fill("#email", "eve").await;
    browser.fill("#place", "ford").await;
    browser.submit("section[aria-labelledby=add] form").await;
    browser.wait_for("#email-error").await;
    look_at(&browser).await;
    browser.fill("#email", "eve@staff.example").await;
    assert_eq!(browser.value("#place").await, "ford", "what was chosen is kept");
    browser.fill("#role", "manager").await;
    browser.submit("section[aria-labelledby=add] form").await;
    let password = browser.text("#secret").await;
    look_at(&browser).await;

    let eve = Clerk { email: "eve@staff.example".to_owned(), password };
    let at_desk = eve.at_desk(&inn).await;
    assert_eq!(at_desk.get("/ko/desk/ford/settings").await.status, 200);
    browser.click_text("직원 목록으로").await;
    browser.click_text(&eve.email).await;
    browser.wait_for("ul.roles").await;
    browser.fill("#role-1", "readonly").await;
    browser.click("ul.roles button:not([name])").await;
    browser.wait_for_text("[role=status]", "역할을 저장했습니다.").await;
    assert_eq!(at_desk.get("/ko/desk/ford/settings").await.status, 403, "at once");
    assert_eq!(at_desk.get("/ko/desk/ford/today").await.status, 200);
    browser.click("ul.roles button[name=take]").await;
    browser.wait_for_text("[role=status]", "역할을 회수했습니다.").await;
    assert_eq!(at_desk.get("/ko/desk/ford/today").await.status, 404);

    browser.click_text("계정 사용 중지").await;
    browser.wait_for_text("[role=status]", "계정 사용을 중지했습니다.").await;
    assert_eq!(at_desk.get("/ko/desk/account").await.status, 303);
    assert_eq!(eve.sign_in(&Plain::visiting(&inn)).await.status, 422);
    look_at(&browser).await;
}

#[tokio::test]
async fn a_key_is_shown_once_opens_its_hotel_and_is_revoked() {
    let inn = inn_with_rooms(2).await;
    inn.add_hotel("other").await;
    let owner = Clerk::hired(&inn, "owner").await;
    let browser = inn.browser(Visitor::english()).await;
    owner.come_to(&browser, "/en/desk/keys").await;
    browser.submit("section[aria-labelledby=issue] form").await;
    browser.wait_for("#name-error").await;
    look_at(&browser).await;
    browser.fill("#name", "channel").await;
    browser.fill("#owner", &owner.email).await;
    browser.fill("#place", "ford").await;
    browser.submit("section[aria-labelledby=issue] form").await;
    let key = browser.text("#secret").await;
    look_at(&browser).await;

    let program = inn.api().bearing(&key);
    let at = |slug: &str| format!("/api/v1/hotels/{slug}/bookings");
    assert_eq!(program.get(&at("ford")).await.status, 200);
    assert_ne!(program.get(&at("other")).await.status, 200);
    browser.click_text("Back to the keys").await;
    browser.wait_for_text("tbody", "channel").await;
    assert!(!browser.html().await.contains(&key), "it is not shown again");
    browser.click_text("Revoke: channel").await;
    browser.click_text("Revoke this key: channel").await;
    browser.wait_for_text("[role=status]", "The key is revoked.").await;
    assert_eq!(program.get(&at("ford")).await.status, 401, "at once");
    look_at(&browser).await;
}

#[tokio::test]
async fn the_trail_tells_who_changed_what_and_the_houses_own_only_to_who_hires_everywhere() {
    let inn = inn_with_rooms(2).await;
    let (manager, owner) = (Clerk::hired(&inn, "manager").await, Clerk::hired(&inn, "owner").await);
    let browser = inn.browser(Visitor::english().without_scripts()).await;
    manager.come_to(&browser, "/en/desk/ford/settings").await;
    browser.fill("#description", "By the <ford>").await;
    browser.submit("form.stack").await;
    browser.wait_for_text("[role=status]", "Saved.").await;

    browser.goto("/en/desk/ford/trail").await;
    let newest = browser.text("tbody tr").await;
    for words in ["Hotel changed", &manager.email, "By the <ford>"] {
        assert!(newest.contains(words), "{words}: {newest}");
    }
    assert!(
        browser.texts("tbody tr").await.iter().any(|row| row.contains("API key “test”")),
        "programs, too"
    );
    browser.fill("#object", "DBL").await;
    browser.submit("form.filter-bar").await;
    browser.wait_for("#object[value=DBL]").await;
    assert!(browser.texts("tbody tr").await.iter().all(|row| row.contains("DBL")));
    look_at(&browser).await;

    let page = owner.at_desk(&inn).await.get("/en/desk/ford/trail").await.text();
    let everywhere =
        page.split('"').find(|part| part.contains("/trail?scope=")).expect("a view of all hotels");
    let staff = owner.at_desk(&inn).await.get(everywhere).await;
    assert!(staff.text().contains("Staff added") && staff.text().contains("Signed in"), "{staff}");
    let manager = manager.at_desk(&inn).await;
    assert_eq!(manager.get(everywhere).await.status, 403);
    assert!(!manager.get("/en/desk/ford/trail").await.text().contains("Signed in"));
}

/// What a report must say of a night: rooms sold, their price, arrivals and departures, counted from the bookings.
fn recount(bookings: &[Value], night: Date) -> [i64; 4] {
    let day = |booking: &Value, field: &str| -> Date { booking[field].as_str().unwrap().parse().unwrap() };
    let standing = || bookings.iter().filter(|booking| booking["status"] != "cancelled");
    let rooms = |is_meant: &dyn Fn(&Value) -> bool| -> i64 {
        standing().filter(|booking| is_meant(booking)).map(|booking| booking["rooms"].as_i64().unwrap()).sum()
    };
    let sold = rooms(&|it| day(it, "check_in") <= night && night < day(it, "check_out"));
    [
        sold,
        sold * Inn::PRICE,
        rooms(&|it| day(it, "check_in") == night),
        rooms(&|it| day(it, "check_out") == night),
    ]
}

/// A report as a file: a line for each night, without its head.
async fn lines(client: &Plain, from: Date, to: Date) -> Vec<Vec<String>> {
    let file = client.get(&format!("/en/desk/ford/reports.csv?from={from}&to={to}")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"), "{file}");
    assert_eq!(file.header("cache-control"), "private, no-store");
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"ford-"));
    let mut reader = csv::Reader::from_reader(file.body.strip_prefix(b"\xef\xbb\xbf").expect("a mark"));
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_reports_figures_are_those_of_the_bookings_and_every_chart_has_its_table() {
    let inn = inn_with_rooms(9).await;
    let (from, to) = (in_days(29), in_days(33));
    for (name, after, nights) in [("ann", 0, 2), ("bob", 1, 1), ("cat", 1, 3), ("dan", 2, 1)] {
        let stay = nights_from(from.plus_days(after), nights);
        let booking = inn.guest(name).book("DBL", stay).await.created();
        if name == "dan" {
            inn.guest(name).cancel(&booking).await.ok();
        }
    }
    let clerk = Clerk::hired(&inn, "readonly").await;
    let booked = bookings(&inn).await;
    assert_eq!(items(&json!(booked)).len(), 4);

    let lines = lines(&clerk.at_desk(&inn).await, from, to).await;

    assert_eq!(lines.len(), 5);
    for (line, night) in lines.iter().zip(nights_from(from, 5).nights()) {
        let [sold, revenue, arrivals, departures] = recount(&booked, night);
        let adr = if sold == 0 { String::new() } else { Inn::PRICE.to_string() };
        let occupancy = format!("{}.{}", sold * 1_000 / 9 / 10, sold * 1_000 / 9 % 10);
        let [sold, revpar] = [sold, revenue / 9].map(|number| number.to_string());
        let expected = [
            night.to_string(),
            "9".to_owned(),
            sold,
            occupancy,
            revenue.to_string(),
            adr,
            revpar,
            arrivals.to_string(),
            departures.to_string(),
        ];
        assert_eq!(line[..9], expected);
    }
    let cells = || lines.iter().flatten();
    assert!(
        !cells().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t'])),
        "no cell is a formula: {lines:?}"
    );

    let browser = inn.browser(Visitor::korean().on_a_phone().without_scripts()).await;
    clerk.come_to(&browser, &format!("/ko/desk/ford/reports?from={from}&to={to}")).await;
    let charts = browser.texts("figure.chart").await.len();
    assert!(charts >= 3, "{charts}");
    assert_eq!(
        browser.texts("figure.chart:has(svg[aria-describedby]):has(a[href='#nights'])").await.len(),
        charts
    );
    let table = browser.texts("#nights + div tbody tr").await;
    assert_eq!(table.len(), 5);
    for (row, line) in table.iter().zip(&lines) {
        assert!(row.contains(&format!("{}%", line[3])), "the table says what the file says: {row} {line:?}");
    }
    look_at(&browser).await;
    browser.fill("#from", &to.to_string()).await;
    browser.fill("#to", &from.to_string()).await;
    browser.submit("main form.filter-bar").await;
    browser.wait_for(".field-error").await;
    assert_eq!(browser.value("#from").await, to.to_string(), "what was typed is kept");
    look_at(&browser).await;
}
