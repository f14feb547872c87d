//! The embedded databases, examined.

use db::{Column, Db};

use super::{Finding, schemas};
use crate::{compose::Databases, config::Config};

/// Below this, SQLite may lose a committed page when a log is reset (fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);

pub(super) async fn findings(config: &Config) -> Vec<Finding> {
    let is_furnished = migrations::MODULES.iter().all(|m| config.data_dir.join(format!("{m}.db")).exists());
    if !is_furnished {
        return vec![Finding::fine("databases", "none yet; jumak serve makes them")];
    }
    let databases = match Databases::open(config).await {
        Ok(databases) => databases,
        Err(error) => return vec![Finding::wrong("databases", format!("{error:#}"))],
    };
    let mut findings = vec![schemas(&databases, "jumak serve does so by itself").await];
    for db in databases.all() {
        let path = db.path().map(|path| path.display().to_string()).unwrap_or_default();
        findings.push(Finding::of(format!("database {path}"), sound(db).await));
    }
    databases.close().await;
    findings
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
