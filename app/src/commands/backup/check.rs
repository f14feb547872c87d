//! Whether a backup is whole: what a restore would find out when it is too late.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context;
use db::sea_orm::sqlx::{self, ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use kernel::{Clock, ManualClock};
use migrations::MODULES;

use super::{
    files,
    manifest::{Entry, Manifest},
};
use crate::{
    commands::{Verdict, recount, say, tempfile_dir},
    compose::{Databases, House},
    config::{Config, Database},
    schema,
};

pub(super) async fn check(directory: &Path, config: &Config) -> anyhow::Result<Verdict> {
    let manifest = Manifest::read(directory)?;
    say(&format!("taken at {} by jumak {}", manifest.taken_at, manifest.jumak))?;
    let mut wrong = whole(directory, &manifest)?;
    if wrong.is_empty() {
        say(&format!("{} files, {} bytes: as the manifest says", manifest.files.len(), manifest.bytes()))?;
        wrong = sound(directory, &manifest).await?;
    }
    if wrong.is_empty() {
        say("every database is sound")?;
        wrong = audited(directory, &manifest, config).await?;
    }
    for line in &wrong {
        say(&format!("WRONG {line}"))?;
    }
    if wrong.is_empty() {
        say("clean: every counter equals its recount")?;
        return Ok(Verdict::Yes);
    }
    say("do not rely on this backup; take another, and see docs/RUNBOOK.md")?;
    Ok(Verdict::No)
}

/// Every file is there, and is what was written.
fn whole(directory: &Path, manifest: &Manifest) -> anyhow::Result<Vec<String>> {
    let missing = MODULES.into_iter().filter(|module| manifest.database(module).is_none());
    let mut wrong: Vec<_> = missing.map(|module| format!("{module}.db is not in the manifest")).collect();
    for file in &manifest.files {
        wrong.extend(file.complaint(directory).map(|complaint| format!("{} {complaint}", file.path)));
    }
    // What an engine left beside a copy, it would apply to it.
    let left = files::below(directory)?.into_iter().map(|path| path.display().to_string());
    let left = left.filter(|path| path.ends_with(".db-wal") || path.ends_with(".db-journal"));
    wrong.extend(left.map(|path| format!("{path} is here: somebody has worked on the copy")));
    Ok(wrong)
}

/// The engine finds no fault with any database.
async fn sound(directory: &Path, manifest: &Manifest) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in MODULES.into_iter().filter_map(|module| manifest.database(module)) {
        let complaints = complaints(directory, file).await;
        let complaints = complaints.with_context(|| format!("{} cannot be read", file.path))?;
        wrong.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", file.path)));
    }
    Ok(wrong)
}

async fn complaints(directory: &Path, file: &Entry) -> Result<Vec<String>, sqlx::Error> {
    // Immutable: nothing is written beside it, and the medium may be one that cannot be written.
    let options = SqliteConnectOptions::new().filename(directory.join(&file.path));
    let options = options.read_only(true).immutable(true).disable_statement_logging();
    let mut copy = options.connect().await?;
    let mut found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(10)").fetch_all(&mut copy).await?;
    found.retain(|line| line != "ok");
    let orphans = "SELECT \"table\" || ' names a row of ' || parent || ' that is not there'
        FROM pragma_foreign_key_check
        LIMIT 10";
    found.extend(sqlx::query_scalar::<_, String>(orphans).fetch_all(&mut copy).await?);
    copy.close().await?;
    Ok(found)
}

/// Every counter equals its recount, on a copy of the copy: a recount brings the schema up to date, and writes for it.
async fn audited(directory: &Path, manifest: &Manifest, config: &Config) -> anyhow::Result<Vec<String>> {
    let place = tempfile_dir()?;
    let violations = audit_in(&place, directory, manifest, config).await;
    fs::remove_dir_all(&place).with_context(|| format!("{} is left behind", place.display()))?;
    violations
}

async fn audit_in(
    place: &Path,
    directory: &Path,
    manifest: &Manifest,
    config: &Config,
) -> anyhow::Result<Vec<String>> {
    for file in MODULES.into_iter().filter_map(|module| manifest.database(module)) {
        let copied = fs::copy(directory.join(&file.path), place.join(&file.path));
        copied.with_context(|| format!("{} cannot be copied to {}", file.path, place.display()))?;
    }
    let config = Config { data_dir: place.to_owned(), database: Database::embedded(), ..config.clone() };
    let databases = Databases::embedded(place).await?;
    let steps = schema::pending(&databases).await?;
    if steps > 0 {
        say(&format!("its schemas are {steps} steps behind this release, which takes them when it starts"))?;
    }
    schema::ensure(&databases, &config).await?;
    // What was under way at that moment was no violation then, and is none now.
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(manifest.taken_at));
    let public_url = config.http.public_url(config.http.listen);
    let house = House::build(&config, databases, clock, None, &public_url).await?;
    let violations = recount(&house).await;
    house.databases.close().await;
    let violations = violations?.into_iter();
    Ok(violations.map(|violation| format!("{}: {}", violation.invariant, violation.detail)).collect())
}
