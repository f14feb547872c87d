//! A backup of the embedded house: taken while it sells, checked, and worked with.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use jumak_tests::{
    Buyers, Finished, Ground, Guest, Inn, Jumak, Setup, eventually, in_days, nights_from, only_on,
};

const BUYERS: usize = 8;
const BACKUPS: usize = 5;
const FILES: [&str; 4] = ["access.db", "booking.db", "inventory.db", "notification.db"];

async fn backup(inn: &Inn, name: &str) -> (PathBuf, Finished) {
    let directory = inn.path().join(name);
    let taken = inn.run(&["backup", directory.to_str().unwrap()]).await;
    (directory, taken)
}

async fn check(inn: &Jumak, directory: &Path) -> Finished {
    inn.run(&["backup", "--check", directory.to_str().unwrap()]).await
}

/// A server on a copy of a backup, as the runbook restores it: a day later, when nothing can be under way any more.
async fn restored(directory: &Path) -> Jumak {
    let mut jumak = Jumak::prepare(tomorrow()).await;
    copy(directory, &jumak.data());
    jumak.restart().await;
    for module in ["inventory", "booking", "notification"] {
        let mut sql = jumak.files().sql(module).await;
        eventually("what was under way is mended", async || {
            (sql.number("SELECT COUNT(*) FROM outbox WHERE state = 'pending'").await == 0).then_some(())
        })
        .await;
    }
    jumak
}

fn tomorrow() -> Setup {
    Setup::default().at(&format!("{}T12:00:00Z", in_days(1)))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Somebody who books and cancels without end, so that both modules change together all the time.
async fn change_minds(inn: &Inn, buyers: &Buyers) {
    let stay = nights_from(in_days(40), 2);
    let guest = inn.guest("fickle");
    while !buyers.is_stopped() {
        let answer = guest.book("DBL", stay).await;
        if answer.status == 201 {
            guest.cancel(&answer.json()).await;
        }
    }
}

#[tokio::test]
async fn backups_taken_under_load_add_up_and_hold_every_booking_of_before() {
    if !only_on(&[Ground::Sqlite], "a Postgres has its own tools") {
        return;
    }
    let stay = nights_from(in_days(30), 20);
    let inn = Inn::open().await.with_stock("DBL", stay, 50_000).await;
    let buyers = Buyers::of(&[inn.slug()], nights_from(in_days(30), 2));
    let mut taken = Vec::new();
    let take = async {
        for number in 0..BACKUPS {
            buyers.acknowledged(20).await;
            let known: Vec<String> = buyers.journal().acknowledged().into_iter().map(str::to_owned).collect();
            let (directory, report) = backup(&inn, &format!("backup-{number}")).await;
            taken.push((directory, report, known));
        }
        buyers.stop();
    };

    tokio::join!(
        buyers.buy(inn.api(), BUYERS),
        change_minds(&inn, &buyers),
        change_minds(&inn, &buyers),
        take
    );

    for (directory, report, known) in &taken {
        report.ok();
        let checked = check(&inn, directory).await;
        assert!(checked.ok().contains("clean"), "{checked}");
        let copy = restored(directory).await;
        copy.audit().await.assert_clean();
        let kept = copy.files().sql("booking").await.texts("SELECT code FROM bookings").await;
        let lost: Vec<_> = known.iter().filter(|code| !kept.contains(code)).collect();
        assert!(lost.is_empty(), "acknowledged before, and not in the backup: {lost:?}");
    }
    let (directory, ..) = taken.last().unwrap();
    let copy = restored(directory).await;
    let sold = copy.files().sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert!(sold >= i64::try_from(20 * BACKUPS).unwrap(), "{sold}");
}

/// What a backup must not be: each file at a moment of its own.
#[tokio::test]
async fn negative_control_files_copied_one_after_another_do_not_add_up() {
    if !only_on(&[Ground::Sqlite], "a Postgres has its own tools") {
        return;
    }
    let stay = nights_from(in_days(30), 2);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    inn.stop().await;
    let (directory, taken) = backup(&inn, "backup").await;
    taken.ok();
    inn.restart().await;
    inn.guest("ann").cancel(&booking).await.ok();
    inn.stop().await;
    let (later, taken) = backup(&inn, "later").await;
    taken.ok();

    let whole = restored(&directory).await.audit().await;
    fs::copy(later.join("inventory.db"), directory.join("inventory.db")).unwrap();
    let mixed = restored(&directory).await.audit().await;

    whole.assert_clean();
    mixed.assert_broken("booking_nights_equal_claims");
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    if !only_on(&[Ground::Sqlite], "a Postgres has its own tools") {
        return;
    }
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.guest("ann").book("DBL", stay).await.created();
    let (directory, taken) = backup(&inn, "backup").await;
    taken.ok();
    check(&inn, &directory).await.ok();

    for (damage, named) in [("a flipped bit", "booking.db"), ("a lost file", "inventory.db")] {
        let damaged = inn.path().join(damage.replace(' ', "-"));
        copy(&directory, &damaged);
        let file = damaged.join(named);
        if damage == "a lost file" {
            fs::remove_file(&file).unwrap();
        } else {
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&file, bytes).unwrap();
        }

        let refused = check(&inn, &damaged).await;

        assert_eq!(refused.code, 1, "{damage}: {refused}");
        assert!(refused.stdout.contains(&format!("WRONG {named}")), "{damage}: {refused}");
    }
    let unfinished = inn.path().join("unfinished");
    copy(&directory, &unfinished);
    fs::remove_file(unfinished.join("manifest.json")).unwrap();
    assert_eq!(check(&inn, &unfinished).await.code, 1);
}

#[tokio::test]
async fn negative_control_a_backup_of_a_house_that_does_not_add_up_is_refused() {
    if !only_on(&[Ground::Sqlite], "a Postgres has its own tools") {
        return;
    }
    let stay = nights_from(in_days(30), 2);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.guest("ann").book("DBL", stay).await.created();
    inn.stop().await;
    let mut sql = inn.files().sql("inventory").await;
    assert!(sql.run("UPDATE nights SET taken = taken + 1 WHERE taken > 0").await.unwrap() > 0);
    sql.close().await;
    let (directory, taken) = backup(&inn, "backup").await;
    taken.ok();

    let refused = check(&inn, &directory).await;

    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stdout.contains("WRONG"), "{refused}");
}

#[tokio::test]
async fn a_backup_has_a_place_and_a_key_of_its_own() {
    if !only_on(&[Ground::Sqlite], "a Postgres has its own tools") {
        return;
    }
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();

    let (directory, taken) = backup(&inn, "backup").await;
    let (_, again) = backup(&inn, "backup").await;
    let (_, inside) = backup(&inn, "data/backup").await;

    taken.ok();
    assert_eq!((again.code, inside.code), (2, 2), "{again} {inside}");
    for file in FILES.into_iter().chain(["secret.key", "manifest.json"]) {
        let mode = fs::metadata(directory.join(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{file}");
    }
    let copy = restored(&directory).await;
    let guest = copy.api().bearing(booking["manage_token"].as_str().unwrap());
    assert_eq!(guest.get(&Guest::booking_path(&booking, "")).await.status, 200, "the link in her mail works");
}

#[tokio::test]
async fn a_postgres_is_left_to_its_own_tools() {
    if !only_on(&[Ground::Postgres], "only there is another way") {
        return;
    }
    let jumak = Jumak::prepare(Setup::default()).await;

    let refused = jumak.run(&["backup", jumak.path().join("backup").to_str().unwrap()]).await;

    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("pg_dump") && refused.stderr.contains("RUNBOOK"), "{refused}");
}
