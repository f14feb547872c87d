//! `jumak doctor`: everything that this rung stands on, checked.

use std::{io::Write, net::TcpListener, path::Path};

use db::{Column, Db};
use kernel::{Clock, SystemClock};

use super::{Verdict, say};
use crate::{
    compose::{Databases, is_furnished},
    config::{Config, secrets},
};

/// Below this, SQLite may lose a committed page when a log is reset (fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
/// Clocks that were never set begin in 1970.
const PLAUSIBLE_YEAR: i32 = 2025;

/// What a check found: what it looked at, and what is wrong and how to mend it.
type Finding = (String, Result<String, String>);

pub(crate) async fn run(config: &Config) -> anyhow::Result<Verdict> {
    let mut findings = vec![
        ("configuration".to_owned(), Ok("every variable can be used".to_owned())),
        ("clock".to_owned(), clock()),
        (format!("data directory {}", config.data_dir.display()), writable(&config.data_dir)),
        (format!("mail directory {}", config.mail_dir.display()), writable(&config.mail_dir)),
        ("secret keys".to_owned(), secret_keys(config)),
        (format!("JUMAK_LISTEN {}", config.http.listen), address(config.http.listen)),
        (format!("JUMAK_ADMIN_LISTEN {}", config.http.admin_listen), address(config.http.admin_listen)),
    ];
    findings.extend(databases(config).await);
    for notice in &config.notices {
        say(&format!("note  {notice}"))?;
    }
    for (what, found) in &findings {
        match found {
            Ok(fine) => say(&format!("ok    {what}: {fine}"))?,
            Err(wrong) => say(&format!("WRONG {what}: {wrong}"))?,
        }
    }
    let is_well = findings.iter().all(|(_, found)| found.is_ok());
    Ok(if is_well { Verdict::Yes } else { Verdict::No })
}

fn clock() -> Result<String, String> {
    let now = SystemClock.now();
    if chrono::Datelike::year(&now) >= PLAUSIBLE_YEAR {
        Ok(format!("{now}"))
    } else {
        Err(format!("says {now}; set it, for example with NTP: stays and deadlines go by it"))
    }
}

fn writable(directory: &Path) -> Result<String, String> {
    let probe = directory.join(format!(".doctor-{}", uuid::Uuid::new_v4()));
    let written = std::fs::create_dir_all(directory).and_then(|()| {
        let mut file = std::fs::File::create_new(&probe)?;
        file.write_all(&[0; 4096])?;
        file.sync_all()?;
        std::fs::remove_file(&probe)
    });
    written.map(|()| "can be written".to_owned()).map_err(|error| {
        format!("cannot be written ({error}); give this user the right to, or free space on the disk")
    })
}

fn secret_keys(config: &Config) -> Result<String, String> {
    if config.secret_keys.is_some() {
        return Ok("from JUMAK_SECRET_KEY".to_owned());
    }
    match secrets::load(&config.data_dir) {
        Ok(Some(_)) => {
            Ok("in secret.key under the data directory; keep a copy apart from the databases'".to_owned())
        }
        Ok(None) => Ok("none yet; jumak serve makes them".to_owned()),
        Err(error) => Err(format!("{error}; restore the file from a copy, or set JUMAK_SECRET_KEY")),
    }
}

fn address(address: std::net::SocketAddr) -> Result<String, String> {
    match TcpListener::bind(address) {
        Ok(_) => Ok("is free".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok("is in use; fine if that is the running server".to_owned())
        }
        Err(error) => Err(format!("cannot be listened on ({error}); choose another address")),
    }
}

async fn databases(config: &Config) -> Vec<Finding> {
    if !is_furnished(&config.data_dir) {
        return vec![("databases".to_owned(), Ok("none yet; jumak serve makes them".to_owned()))];
    }
    let databases = match Databases::open(&config.data_dir).await {
        Ok(databases) => databases,
        Err(error) => return vec![("databases".to_owned(), Err(format!("{error:#}")))],
    };
    let mut findings = vec![("schemas".to_owned(), schemas(&databases).await)];
    for db in databases.all() {
        findings.push((format!("database {}", db.path().display()), sound(db).await));
    }
    databases.close().await;
    findings
}

async fn schemas(databases: &Databases) -> Result<String, String> {
    match databases.pending_migrations().await {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(steps) => Err(format!("{steps} steps behind; run: jumak migrate (jumak serve does so by itself)")),
        Err(error) => Err(format!("{error:#}")),
    }
}

async fn sound(db: &Db) -> Result<String, String> {
    let read = db.fresh("doctor");
    let ask = async |sql: &'static str| -> Result<String, String> {
        let row = db::one(&read, sql, []).await.map_err(|error| format!("cannot be read: {error}"))?;
        row.ok_or("gives no answer")?.get(0).map_err(|error| error.to_string())
    };
    let integrity = ask("PRAGMA quick_check(1)").await?;
    if integrity != "ok" {
        return Err(format!(
            "is damaged ({integrity}); stop the server and restore a backup, see docs/RUNBOOK.md"
        ));
    }
    let journal = ask("PRAGMA journal_mode").await?;
    if journal != "wal" {
        return Err(format!("keeps its journal as {journal}, not wal; is the disk a network share?"));
    }
    let version = ask("SELECT sqlite_version()").await?;
    if parse(&version).is_none_or(|version| version < SQLITE_MIN) {
        return Err(format!("SQLite {version} is too old; build jumak with its bundled SQLite"));
    }
    Ok(format!("sound (SQLite {version}, write-ahead log)"))
}

fn parse(version: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?))
}
