//! Who may see and do what at the desk: every page and form against every role. A route without a row fails the test.

use std::{collections::BTreeSet, fs, path::Path};

use jumak_tests::{
    Answer, Inn, assert_page_headers, assert_personal_page, eventually, fresh_key, in_days, nights_from,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::visits::Plain,
    photos::{png, upload},
    staff::Clerk,
};

/// What somebody gets: the page or the deed, or one of the refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gets {
    /// 200, or what a form leads to.
    In,
    /// 303 to a page that says the rest.
    Sent,
    /// 403.
    Forbidden,
    /// 404: not even that there is such a thing.
    Nothing,
    /// 303 to the sign-in.
    SignIn,
}

use Gets::{Forbidden, In, Nothing, Sent, SignIn};

/// Owner, manager, desk, readonly, no role, owner of another hotel, nobody.
type Row = [Gets; 7];

const ANYBODY: Row = [In; 7];
/// Who is signed in already goes on.
const DOOR: Row = [Sent, Sent, Sent, Sent, Sent, Sent, In];
/// On to a hotel's day; without one, whom to ask.
const HOME: Row = [Sent, Sent, Sent, Sent, In, Sent, SignIn];
const STAFF: Row = [In, In, In, In, In, In, SignIn];
const WHO_LOOKS: Row = [In, In, In, In, Nothing, Nothing, SignIn];
const WHO_BOOKS: Row = [In, In, In, Forbidden, Nothing, Nothing, SignIn];
const WHO_MANAGES: Row = [In, In, Forbidden, Forbidden, Nothing, Nothing, SignIn];
/// Where a form's address leads when it is only looked at.
const BACK_FOR_WHO_LOOKS: Row = [Sent, Sent, Sent, Sent, Nothing, Nothing, SignIn];
const BACK_FOR_WHO_MANAGES: Row = [Sent, Sent, Forbidden, Forbidden, Nothing, Nothing, SignIn];
/// Adding a hotel is for who manages all of them.
const WHO_MANAGES_ALL: Row = [In, In, Forbidden, Forbidden, Forbidden, Forbidden, SignIn];
const WHO_HIRES: Row = [In, Forbidden, Forbidden, Forbidden, Forbidden, In, SignIn];
/// An account or a key of this hotel is nothing to who hires at another.
const WHO_HIRES_HERE: Row = [In, Forbidden, Forbidden, Forbidden, Forbidden, Nothing, SignIn];
const BACK_FOR_WHO_HIRES_HERE: Row = [Sent, Forbidden, Forbidden, Forbidden, Forbidden, Nothing, SignIn];
const BACK_FOR_WHO_HIRES: Row = [Sent, Forbidden, Forbidden, Forbidden, Forbidden, Sent, SignIn];

/// Each route under `/desk`, and what becomes of whom. Those that end a session come last.
const TABLE: &[(&str, &str, Row)] = &[
    ("get", "", HOME),
    ("get", "/sign-in", DOOR),
    ("get", "/sign-out", HOME),
    ("get", "/account", STAFF),
    ("get", "/account/password", STAFF),
    ("get", "/account/sign-out-everywhere", STAFF),
    ("get", "/{hotel}/today", WHO_LOOKS),
    ("get", "/{hotel}/bookings", WHO_LOOKS),
    ("get", "/{hotel}/bookings/new", WHO_BOOKS),
    ("post", "/{hotel}/bookings/new", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}", WHO_LOOKS),
    ("get", "/{hotel}/bookings/{code}/check-in", BACK_FOR_WHO_LOOKS),
    ("post", "/{hotel}/bookings/{code}/check-in", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/check-out", BACK_FOR_WHO_LOOKS),
    ("post", "/{hotel}/bookings/{code}/check-out", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/no-show", WHO_BOOKS),
    ("post", "/{hotel}/bookings/{code}/no-show", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/change", WHO_BOOKS),
    ("post", "/{hotel}/bookings/{code}/change", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/cancel", WHO_BOOKS),
    ("post", "/{hotel}/bookings/{code}/cancel", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/notes", BACK_FOR_WHO_LOOKS),
    ("post", "/{hotel}/bookings/{code}/notes", WHO_BOOKS),
    ("get", "/{hotel}/bookings/{code}/messages/{message}/resend", BACK_FOR_WHO_LOOKS),
    ("post", "/{hotel}/bookings/{code}/messages/{message}/resend", WHO_BOOKS),
    ("get", "/hotels/new", WHO_MANAGES_ALL),
    ("post", "/hotels/new", WHO_MANAGES_ALL),
    ("get", "/{hotel}/ari", WHO_LOOKS),
    ("post", "/{hotel}/ari", WHO_MANAGES),
    ("get", "/{hotel}/settings", WHO_MANAGES),
    ("post", "/{hotel}/settings", WHO_MANAGES),
    ("get", "/{hotel}/room-types/new", WHO_MANAGES),
    ("post", "/{hotel}/room-types/new", WHO_MANAGES),
    ("get", "/{hotel}/room-types/{code}", WHO_MANAGES),
    ("post", "/{hotel}/room-types/{code}", WHO_MANAGES),
    ("get", "/{hotel}/rate-plans/new", WHO_MANAGES),
    ("post", "/{hotel}/rate-plans/new", WHO_MANAGES),
    ("get", "/{hotel}/rate-plans/{code}", WHO_MANAGES),
    ("post", "/{hotel}/rate-plans/{code}", WHO_MANAGES),
    ("get", "/{hotel}/photos", WHO_MANAGES),
    ("post", "/{hotel}/photos", WHO_MANAGES),
    ("get", "/{hotel}/photos/{photo}", BACK_FOR_WHO_MANAGES),
    ("post", "/{hotel}/photos/{photo}", WHO_MANAGES),
    ("get", "/{hotel}/photos/{photo}/move", BACK_FOR_WHO_MANAGES),
    ("post", "/{hotel}/photos/{photo}/move", WHO_MANAGES),
    ("get", "/{hotel}/photos/{photo}/remove", WHO_MANAGES),
    ("post", "/{hotel}/photos/{photo}/remove", WHO_MANAGES),
    ("get", "/{hotel}/messages", WHO_LOOKS),
    ("get", "/{hotel}/messages/{message}/resend", BACK_FOR_WHO_LOOKS),
    ("post", "/{hotel}/messages/{message}/resend", WHO_BOOKS),
    ("get", "/{hotel}/events", WHO_MANAGES),
    ("get", "/{hotel}/events/replay", WHO_MANAGES),
    ("post", "/{hotel}/events/replay", WHO_MANAGES),
    ("get", "/{hotel}/trail", WHO_MANAGES),
    ("get", "/{hotel}/reports", WHO_LOOKS),
    ("get", "/{hotel}/reports.csv", WHO_LOOKS),
    ("get", "/staff", WHO_HIRES),
    ("post", "/staff", WHO_HIRES),
    ("get", "/staff/{staff}", WHO_HIRES_HERE),
    ("get", "/staff/{staff}/role", BACK_FOR_WHO_HIRES_HERE),
    ("post", "/staff/{staff}/role", WHO_HIRES_HERE),
    ("get", "/staff/{staff}/password", BACK_FOR_WHO_HIRES_HERE),
    ("post", "/staff/{staff}/password", WHO_HIRES_HERE),
    ("get", "/staff/{staff}/sessions", BACK_FOR_WHO_HIRES_HERE),
    ("post", "/staff/{staff}/sessions", WHO_HIRES_HERE),
    ("get", "/staff/{staff}/disable", BACK_FOR_WHO_HIRES_HERE),
    ("post", "/staff/{staff}/disable", WHO_HIRES_HERE),
    ("get", "/staff/{staff}/enable", BACK_FOR_WHO_HIRES_HERE),
    ("post", "/staff/{staff}/enable", WHO_HIRES_HERE),
    ("get", "/keys", WHO_HIRES),
    ("post", "/keys", WHO_HIRES),
    ("get", "/keys/{key}/revoke", BACK_FOR_WHO_HIRES),
    ("post", "/keys/{key}/revoke", WHO_HIRES_HERE),
    ("post", "/account/password", STAFF),
    ("post", "/sign-in", ANYBODY),
    // Whoever has no session is signed out already.
    ("post", "/sign-out", ANYBODY),
];

/// Ends the session of whoever tries it, so each role would need another: `sessions.rs` has it.
const ELSEWHERE: [(&str, &str); 1] = [("post", "/account/sign-out-everywhere")];

fn source() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/web/src/desk.rs");
    fs::read_to_string(path).unwrap()
}

/// The desk's routes, as its source lists them: pages are in no document as operations of the API are.
fn routes(source: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for service in source.split(".service(").skip(1) {
        let (maker, rest) = service.split_once('"').unwrap();
        let (path, methods) = rest.split_once('"').unwrap();
        let begin = [
            ("of_booking(", "/{hotel}/bookings/{code}"),
            ("photo(", "/{hotel}/photos/{photo}"),
            ("of_account(", "/staff/{staff}"),
        ];
        let begin = begin.into_iter().find(|(name, _)| maker.trim_start().starts_with(name));
        let path = format!("{}{path}", begin.map_or("", |(_, begin)| begin));
        // What follows a service in a chain belongs to it; a new statement does not.
        let methods = methods.split(';').next().unwrap();
        for method in ["get", "post"] {
            if methods.contains(&format!(".{method}(")) {
                found.insert((method.to_owned(), path.clone()));
            }
        }
    }
    found
}

/// The rows, as routes.
fn rows() -> BTreeSet<(String, String)> {
    let table = TABLE.iter().map(|(method, path, _)| (*method, *path)).chain(ELSEWHERE);
    table.map(|(method, path)| (method.to_owned(), path.to_owned())).collect()
}

/// Routes that nobody decided about, and rows about nothing.
fn differences(source: &str) -> [Vec<(String, String)>; 2] {
    let (routes, rows) = (routes(source), rows());
    [routes.difference(&rows).cloned().collect(), rows.difference(&routes).cloned().collect()]
}

#[test]
fn every_route_of_the_desk_has_its_row_and_every_row_its_route() {
    assert_eq!(differences(&source()), [vec![], vec![]]);
}

#[test]
fn negative_control_a_route_without_a_row_and_a_row_without_a_route_are_noticed() {
    let service = ".service(web::resource(\"/{hotel}/today\").get(today::show))";
    let source = source();
    assert!(source.contains(service), "the routes are listed as they were");

    let [without_row, without_route] =
        differences(&source.replace(
            service,
            ".service(of_booking(\"/split\").get(booking::back).post(booking::act::split))",
        ));

    let split = |method: &str| (method.to_owned(), "/{hotel}/bookings/{code}/split".to_owned());
    assert_eq!(without_row, [split("get"), split("post")]);
    assert_eq!(without_route, [("get".to_owned(), "/{hotel}/today".to_owned())]);
}

/// A hotel with one of everything that the desk has pages about.
struct Scene {
    inn: Inn,
    code: String,
    message: String,
    photo: String,
    staff: String,
    key: String,
}

impl Scene {
    async fn set() -> Self {
        let stay = nights_from(in_days(30), 2);
        let inn = Inn::open().await.with_stock("DBL", stay, 9).await;
        inn.add_hotel("other").await;
        let booking = inn.guest("ann").book("DBL", stay).await.created();
        let code = booking["confirmation_code"].as_str().unwrap().to_owned();
        let message = eventually("a mail is queued", async || {
            let messages = inn.owner().get(&inn.at("/messages")).await.ok();
            messages["items"][0]["message_id"].as_str().map(str::to_owned)
        })
        .await;
        let photo = upload(&inn, "alt_en=A+yard", "image/png", png(64, 48)).await.created();
        let clerk = Clerk::hired_at(&inn, "desk", "ford").await;
        inn.api_key(&clerk.email, &["--hotel", "ford"]).await;
        let owner = Clerk::hired(&inn, "owner").await.at_desk(&inn).await;
        let staff = linked(&owner.get("/en/desk/staff").await.text(), "/en/desk/staff/", &clerk.email);
        let keys = owner.get("/en/desk/keys").await.text();
        let key = linked(&keys[keys.find(&clerk.email).unwrap()..], "/en/desk/keys/", "/revoke");
        let photo = photo["id"].as_str().unwrap().to_owned();
        Self { inn, code, message, photo, staff, key }
    }

    fn path(&self, template: &str) -> String {
        let code = match template {
            _ if template.contains("room-types") => "DBL",
            _ if template.contains("rate-plans") => "BAR",
            _ => &self.code,
        };
        let path = template.replace("{hotel}", "ford").replace("{code}", code);
        let path = path.replace("{message}", &self.message).replace("{photo}", &self.photo);
        format!("/en/desk{}", path.replace("{staff}", &self.staff).replace("{key}", &self.key))
    }

    /// Asks for a page, or sends its form empty: what is asked first is who sends it.
    async fn attempt(&self, client: &Plain, method: &str, template: &str) -> Answer {
        match method {
            "get" => client.get(&self.path(template)).await,
            _ => client.post(&self.path(template), &json!({"none": ""})).await,
        }
    }
}

/// The part of a link between `begin` and the next quote or slash, the last one before `mark`.
fn linked(html: &str, begin: &str, mark: &str) -> String {
    let before = &html[..html.find(mark).unwrap_or_else(|| panic!("{mark} is not on the page"))];
    let (_, rest) = before.rsplit_once(begin).unwrap_or_else(|| panic!("no link to {begin} before {mark}"));
    rest.split(['"', '/']).next().unwrap().to_owned()
}

fn gets(answer: &Answer, method: &str) -> Option<Gets> {
    let leads_to_sign_in = answer.header("location").starts_with("/en/desk/sign-in?next=");
    match answer.status {
        303 if leads_to_sign_in => Some(SignIn),
        303 if method == "get" => Some(Sent),
        200 | 303 | 400 | 409 | 422 => Some(In),
        403 => Some(Forbidden),
        404 => Some(Nothing),
        _ => None,
    }
}

#[tokio::test]
async fn every_role_sees_and_does_exactly_what_the_table_says() {
    let scene = Scene::set().await;
    let mut wrong = Vec::new();

    for (position, role) in
        ["owner", "manager", "desk", "readonly", "none", "elsewhere", "nobody"].iter().enumerate()
    {
        let client = somebody(&scene, role).await;
        for (method, template, row) in TABLE {
            let answer = scene.attempt(&client, method, template).await;
            if gets(&answer, method) != Some(row[position]) {
                wrong
                    .push(format!("{role}: {method} {template} → {} for {:?}", answer.status, row[position]));
            }
            match answer.status {
                303 => {}
                200 if answer.header("content-type").starts_with("text/csv") => {}
                200 | 409 | 422 => assert_personal_page(&answer),
                _ => assert_page_headers(&answer),
            }
            if !answer.header("cache-control").contains("no-store") && answer.status != 303 {
                wrong.push(format!("{role}: {method} {template} may be kept by a cache"));
            }
        }
    }

    assert_eq!(wrong, [""; 0]);
    scene.inn.audit().await.assert_clean();
}

/// A client of somebody in that position.
async fn somebody(scene: &Scene, role: &str) -> Plain {
    match role {
        "nobody" => Plain::visiting(&scene.inn),
        "elsewhere" => Clerk::hired_at(&scene.inn, "owner", "other").await.at_desk(&scene.inn).await,
        "none" => without_role(scene).await,
        role => Clerk::hired(&scene.inn, role).await.at_desk(&scene.inn).await,
    }
}

/// Somebody whose only role was taken away again.
async fn without_role(scene: &Scene) -> Plain {
    let clerk = Clerk::hired_at(&scene.inn, "desk", "ford").await;
    let client = clerk.at_desk(&scene.inn).await;
    let owner = Clerk::hired(&scene.inn, "owner").await.at_desk(&scene.inn).await;
    let staff = linked(&owner.get("/en/desk/staff").await.text(), "/en/desk/staff/", &clerk.email);
    let taken = json!({"place": "ford", "role": "desk", "take": "yes"});
    let answer = owner.post(&format!("/en/desk/staff/{staff}/role"), &taken).await;
    assert_eq!(answer.status, 303, "{answer}");
    client
}

/// A form with something for every field that a deed about one thing asks for.
fn filled_in(version: &str) -> Value {
    let stay = nights_from(in_days(30), 1);
    json!({
        "key": fresh_key(), "version": version, "text": "Let me in", "to": "later", "alt_en": "Mine", "room_type": "DBL",
        "check_in": stay.from, "check_out": stay.to, "expected": "100000", "penalty": "0", "state": ""
    })
}

#[tokio::test]
async fn what_belongs_to_one_hotel_is_reached_through_no_other() {
    let scene = Scene::set().await;
    let stranger = Clerk::hired_at(&scene.inn, "owner", "other").await.at_desk(&scene.inn).await;
    let settings = stranger.get("/en/desk/other/settings").await.text();
    let (_, version) = settings.split_once("name=\"version\" value=\"").expect("a version");
    let version = version.split('"').next().unwrap().to_owned();
    let own = ["bookings/{code}", "photos/{photo}", "messages/{message}"];
    let before = scene.inn.owner().get(&format!("/api/v1/bookings/{}", scene.code)).await.ok();
    let mails = scene.inn.files().mails().len();

    for (method, template, _) in TABLE.iter().filter(|(_, it, _)| own.iter().any(|own| it.contains(own))) {
        let path = scene.path(template).replace("/ford/", "/other/");
        if *method == "get" {
            // Where a form's address leads back to, nothing is told yet.
            let answer = stranger.get(&path).await;
            assert!([303, 404].contains(&answer.status), "{answer}");
            assert!(!answer.text().contains("ann@guest.example"), "{answer}");
        } else {
            let answer = stranger.post(&path, &filled_in(&version)).await;
            // Of a photo that is not there any more it is told so.
            let is_gone = answer.status == 404 || (answer.status == 409 && template.contains("photo"));
            assert!(is_gone, "{answer}");
        }
    }

    assert_eq!(scene.inn.owner().get(&format!("/api/v1/bookings/{}", scene.code)).await.ok(), before);
    assert_eq!(scene.inn.owner().get(&scene.inn.at("")).await.ok()["photos"][0]["id"], json!(scene.photo));
    assert_eq!(scene.inn.files().mails().len(), mails);
    scene.inn.audit().await.assert_clean();
}

#[tokio::test]
async fn who_hires_at_one_hotel_gives_nobody_a_role_or_a_key_for_another() {
    let scene = Scene::set().await;
    let clerk = Clerk::hired_at(&scene.inn, "owner", "other").await;
    let local = clerk.at_desk(&scene.inn).await;
    let hire = async |email: &str, place: &str| {
        local.post("/en/desk/staff", &json!({"email": email, "role": "owner", "place": place})).await
    };
    let issue = async |place: &str| {
        let form = json!({"name": fresh_key(), "owner": clerk.email, "place": place});
        local.post("/en/desk/keys", &form).await
    };

    for place in ["ford", "*", "", "nowhere"] {
        let answer = hire("eve@staff.example", place).await;
        assert_eq!(answer.status, 422, "{place}: {answer}");
        assert_eq!(issue(place).await.status, 422, "{place}");
    }
    assert!(!scene.inn.run(&["staff", "list"]).await.ok().contains("eve@staff.example"));
    assert_eq!(hire("eve@staff.example", "other").await.status, 200, "but at their own");
    assert_eq!(issue("other").await.status, 200);
    let staff = local.get("/en/desk/staff").await.text();
    assert!(staff.contains("eve@staff.example") && !staff.contains("ford"), "and sees nobody else: {staff}");
}

#[tokio::test]
async fn no_form_of_the_desk_is_taken_from_another_site() {
    let scene = Scene::set().await;
    let owner = Clerk::hired(&scene.inn, "owner").await.at_desk(&scene.inn).await;
    let forms = TABLE.iter().map(|(method, template, _)| (*method, *template)).chain(ELSEWHERE);

    for (_, template) in forms.filter(|(method, _)| *method == "post") {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("x-none", "")]
        {
            let request = owner.request(Method::POST, &scene.path(template)).header(name, value);
            let answer = scene.inn.api().send(request.form(&json!({"none": ""}))).await;
            assert_eq!(answer.status, 403, "{name}: {value}: {answer}");
        }
    }
    assert_eq!(owner.get("/en/desk/ford/today").await.status, 200, "and the session goes on");
}
