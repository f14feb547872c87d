//! The command line: what it answers, and with which code it ends.

use jumak_tests::{Cluster, Ground, Inn, Jumak, Setup, eventually, only_on};
use serde_json::Value;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["migrate"],
    &["move"],
    &["backup"],
    &["demo"],
    &["staff", "add"],
    &["staff", "api-key"],
    &["staff", "list"],
    &["staff", "disable"],
    &["staff", "enable"],
    &["staff", "reset-password"],
    &["staff", "revoke-key"],
    &["audit"],
    &["doctor"],
    &["openapi"],
    &["assets"],
    &["assets", "export"],
    &["events", "replay"],
    &["probe"],
];

async fn not_started() -> Jumak {
    Jumak::prepare(Setup::default()).await
}

#[tokio::test]
async fn every_command_explains_itself_with_an_example() {
    let jumak = not_started().await;

    for command in COMMANDS {
        let help = jumak.run(&[command, &["--help"][..]].concat()).await;
        assert!(help.ok().contains("Example"), "{help}");
        assert!(help.stdout.contains("jumak"), "{help}");
    }
}

#[tokio::test]
async fn wrong_use_ends_with_two_and_says_how_it_is_right() {
    let jumak = not_started().await;

    for wrong in [
        &["nonsense"][..],
        &["--nonsense"],
        &["staff"],
        &["staff", "add"],
        &["staff", "add", "--email", "a@b.cd"],
        &["staff", "add", "--email", "a@b.cd", "--role", "king"],
        &["staff", "api-key", "--email", "a@b.cd"],
        &["staff", "disable"],
        &["staff", "revoke-key", "--id", "laptop"],
        &["assets"],
        &["assets", "export"],
        &["events", "replay"],
        &["events", "replay", "--from", "yesterday"],
        &["audit", "--xml"],
        &["migrate", "now"],
        &["move", "--to"],
        &["backup"],
    ] {
        let refused = jumak.run(wrong).await;
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stdout.is_empty() && !refused.stderr.is_empty(), "{refused}");
    }
}

#[tokio::test]
async fn migrate_check_tells_and_migrate_does() {
    let jumak = Jumak::prepare(Setup::default().without_schema()).await;

    assert_eq!(jumak.run_as_owner(&["migrate", "--check"]).await.code, 1);
    jumak.run_as_owner(&["migrate"]).await.ok();
    jumak.run_as_owner(&["migrate", "--check"]).await.ok();
    jumak.run_as_owner(&["migrate"]).await.ok();

    assert_eq!(jumak.files().modules().await, ["access", "booking", "inventory", "notification"]);
}

#[tokio::test]
async fn two_migrations_at_once_do_not_hurt_each_other() {
    let jumak = Jumak::prepare(Setup::default().without_schema()).await;

    let both = tokio::join!(jumak.run_as_owner(&["migrate"]), jumak.run_as_owner(&["migrate"]));

    both.0.ok();
    both.1.ok();
    jumak.run_as_owner(&["migrate", "--check"]).await.ok();
    jumak.files().assert_sound().await;
}

#[tokio::test]
async fn openapi_prints_what_the_server_serves() {
    let jumak = Jumak::start().await;

    let printed: Value = jumak.run(&["openapi"]).await.json();
    let served = jumak.api().get("/openapi.json").await.ok();

    assert_eq!(printed, served);
}

#[tokio::test]
async fn probe_tells_whether_the_server_is_ready() {
    let mut jumak = Jumak::start().await;
    let (up, address) =
        (jumak.run(&["probe"]).await, jumak.admin().base().trim_start_matches("http://").to_owned());
    jumak.stop().await;

    let down =
        Jumak::prepare(Setup::default().with("JUMAK_ADMIN_LISTEN", &address)).await.run(&["probe"]).await;

    up.ok();
    assert_eq!(down.code, 1, "{down}");
    assert!(!down.stderr.is_empty() || !down.stdout.is_empty(), "it says why");
}

#[tokio::test]
async fn the_doctor_finds_a_healthy_house_healthy_and_names_what_is_ill() {
    // A server of its own: those that the tests share forget everything in a power cut, which is no health.
    let cluster = if Ground::here() == Ground::Sqlite { None } else { Some(Cluster::start().await) };
    let setup = match &cluster {
        Some(cluster) => Setup::default().on(&cluster.database("inn").await),
        None => Setup::default(),
    };
    let jumak = Jumak::with(setup).await;
    let healthy = jumak.run(&["doctor"]).await;
    assert_eq!(healthy.code, 0, "{healthy}");

    let file = jumak.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let inside_a_file = file.join("data");
    let ill = Jumak::prepare(Setup::default().with("JUMAK_DATA_DIR", inside_a_file.to_str().unwrap())).await;
    let told = ill.run(&["doctor"]).await;

    assert_eq!(told.code, 1, "{told}");
    assert!(told.stdout.contains("JUMAK_DATA_DIR") || told.stdout.contains("a-file"), "{told}");
}

#[tokio::test]
async fn negative_control_a_server_that_forgets_in_a_power_cut_is_named() {
    if !only_on(&[Ground::Postgres], "a file is flushed, and the pooler hides the server's settings") {
        return;
    }
    let jumak = Jumak::start().await;

    let told = jumak.run(&["doctor"]).await;

    assert_eq!(told.code, 1, "{told}");
    assert!(told.stdout.lines().any(|line| line.starts_with("WRONG") && line.contains("fsync")), "{told}");
}

#[tokio::test]
async fn a_generated_password_is_printed_once_and_a_given_one_not_at_all() {
    let jumak = not_started().await;
    let add = ["staff", "add", "--email", "ann@staff.example", "--role", "desk"];

    let generated = jumak.run(&add).await;
    let again = jumak.run(&["staff", "add", "--email", "ANN@staff.example", "--role", "manager"]).await;
    let given = jumak
        .run_fed(
            &["staff", "add", "--email", "bob@staff.example", "--role", "desk", "--password-stdin"],
            "correct horse battery\n",
        )
        .await;

    let has_password = |text: &str| {
        text.split_whitespace().any(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).len() >= 16)
    };
    assert!(has_password(&generated.ok().replace("ann@staff.example", "")), "{generated}");
    assert!(
        !has_password(&again.ok().replace("ANN@staff.example", "").replace("ann@staff.example", "")),
        "{again}"
    );
    assert!(!given.ok().contains("correct horse"), "{given}");
}

#[tokio::test]
async fn impossible_staff_are_refused() {
    let jumak = not_started().await;
    jumak.run_as_owner(&["migrate"]).await.ok();

    let short = jumak
        .run_fed(&["staff", "add", "--email", "a@b.cd", "--role", "desk", "--password-stdin"], "short\n")
        .await;
    let address = jumak.run(&["staff", "add", "--email", "nobody", "--role", "desk"]).await;
    let hotel =
        jumak.run(&["staff", "add", "--email", "a@b.cd", "--role", "desk", "--hotel", "no-such-inn"]).await;
    let unknown = jumak.run(&["staff", "api-key", "--email", "x@y.zz", "--name", "n"]).await;

    for refused in [short, address, hotel, unknown] {
        assert!([1, 2].contains(&refused.code), "{refused}");
        assert!(!refused.stderr.is_empty() && !refused.stderr.contains("panicked"), "{refused}");
        assert!(!refused.stdout.contains("jmk_"), "{refused}");
    }
}

#[tokio::test]
async fn an_account_is_closed_and_opened_and_its_key_revoked_while_the_server_runs() {
    const EMAIL: &str = "ann@staff.example";
    let inn = Inn::open().await;
    inn.run(&["staff", "add", "--email", EMAIL, "--role", "desk", "--hotel", inn.slug()]).await.ok();
    let ann = inn.api_key(EMAIL, &[]).await;
    let status = async || ann.get(&inn.at("/bookings")).await.status;
    assert_eq!(status().await, 200);

    inn.run(&["staff", "disable", "--email", EMAIL]).await.ok();
    eventually("the closed account is refused", async || (status().await == 401).then_some(())).await;
    inn.run(&["staff", "enable", "--email", EMAIL]).await.ok();
    eventually("the open account is let in", async || (status().await == 200).then_some(())).await;
    let listed = inn.run(&["staff", "list"]).await;
    let line = listed.ok().lines().skip_while(|line| !line.starts_with(EMAIL)).nth(1).unwrap();
    let id = line.split_whitespace().nth(1).unwrap();
    inn.run(&["staff", "revoke-key", "--id", id]).await.ok();
    eventually("the revoked key is refused", async || (status().await == 401).then_some(())).await;

    let after = inn.run(&["staff", "list"]).await;
    assert!(listed.stdout.contains(&format!("desk at {}", inn.slug())), "{listed}");
    assert!(after.stdout.contains(EMAIL) && !after.stdout.contains(id), "{after}");
}

#[tokio::test]
async fn a_lost_password_is_replaced_and_the_last_owner_is_kept() {
    let jumak = not_started().await;
    jumak.run(&["staff", "add", "--email", "ann@staff.example", "--role", "owner"]).await.ok();

    let reset = jumak.run(&["staff", "reset-password", "--email", "Ann@staff.example"]).await;
    let last_owner = jumak.run(&["staff", "disable", "--email", "ann@staff.example"]).await;
    let nobody = jumak.run(&["staff", "reset-password", "--email", "bob@staff.example"]).await;

    let password = reset.ok().rsplit(' ').next().unwrap();
    assert_eq!(password.len(), 20, "{reset}");
    for refused in [last_owner, nobody] {
        assert_eq!(refused.code, 1, "{refused}");
        assert!(refused.stdout.is_empty() && !refused.stderr.is_empty(), "{refused}");
    }
}

#[tokio::test]
async fn the_demo_is_loaded_once_however_often_it_is_asked_for() {
    let jumak = not_started().await;
    jumak.run(&["demo"]).await.ok();
    let mut inventory = jumak.files().sql("inventory").await;
    let hotels = inventory.number("SELECT COUNT(*) FROM hotels").await;
    let rates = inventory.number("SELECT COUNT(*) FROM rates").await;

    jumak.run(&["demo"]).await.ok();

    assert!(hotels >= 5, "{hotels} hotels to try");
    assert_eq!(inventory.number("SELECT COUNT(*) FROM hotels").await, hotels);
    assert_eq!(inventory.number("SELECT COUNT(*) FROM rates").await, rates);
    jumak.audit().await.assert_clean();
}

#[tokio::test]
async fn a_key_made_while_the_server_runs_works_at_once() {
    let inn = Inn::open().await;

    let desk = inn.staff("desk").await;

    assert_eq!(desk.get(&inn.at("/bookings")).await.status, 200);
}
