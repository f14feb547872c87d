//! `jumak migrate`: every schema up to date, or whether it is.

use super::{Verdict, WrongUse, say};
use crate::{cli::Migration, compose::Databases, config::Config, schema};

pub(crate) async fn run(wanted: Migration, config: &Config) -> anyhow::Result<Verdict> {
    if config.database.servers.is_none() && (wanted.app_user.is_some() || wanted.citus) {
        return Err(WrongUse("--app-user and --citus go with a Postgres; name it in DATABASE_URL").into());
    }
    if !wanted.check && config.database.servers.as_ref().is_some_and(|servers| servers.is_pooled) {
        // What a migration says is prepared in one session and must be found there.
        return Err(WrongUse("migrate past the pooler: give it a DATABASE_URL of the server itself").into());
    }
    let databases = Databases::open(config).await?;
    let verdict =
        if wanted.check { check(&databases).await } else { migrate(&wanted, &databases, config).await };
    databases.close().await;
    verdict
}

async fn check(databases: &Databases) -> anyhow::Result<Verdict> {
    let steps = schema::pending(databases).await?;
    if steps == 0 {
        say("every schema is up to date")?;
        return Ok(Verdict::Yes);
    }
    say(&format!("{steps} steps behind; run: jumak migrate"))?;
    Ok(Verdict::No)
}

async fn migrate(wanted: &Migration, databases: &Databases, config: &Config) -> anyhow::Result<Verdict> {
    // Whoever does not listen any more has no less a schema.
    let tell = &mut |line: &str| drop(say(line));
    let steps = match &databases.cluster {
        None => schema::migrate_files(databases, &config.data_dir, tell).await?,
        Some(cluster) => schema::migrate_servers(cluster, wanted.app_user.as_deref(), tell).await?,
    };
    if let Some(cluster) = databases.cluster.as_ref().filter(|_| wanted.citus) {
        schema::distribute(cluster, tell).await?;
        say("every table is distributed by hotel, or whole on every node")?;
    }
    say(&format!("every schema is up to date ({steps} steps taken)"))?;
    Ok(Verdict::Yes)
}
