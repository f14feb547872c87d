//! What each command does.

mod assets;
mod backup;
mod doctor;
mod migrate;
mod moving;
mod probe;
mod staff;

use std::{collections::BTreeSet, io::Write, sync::Arc, time::Duration};

use access_api::AccessError;
use anyhow::Context;
use db::{
    ClusterError,
    outbox::{self, Replay},
};
use inventory_api::Violation;
use kernel::{Clock, SystemClock};
use migrations::MigrateError;
use thiserror::Error;

use crate::{
    cli::{AssetsCommand, Command, EventsCommand, ReplayedEvents},
    compose::{Databases, House},
    config::{Config, ConfigErrors, Database, process_environment},
    demo,
    schema::{self, Unfit},
    serve,
};

/// The answer of a command that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done, or yes.
    Yes,
    /// No.
    No,
}

/// Runs a command to its end.
pub(crate) fn run(command: Command) -> anyhow::Result<Verdict> {
    let flags = match &command {
        Command::Serve(flags) => Some(&**flags),
        _ => None,
    };
    let config = match (Config::from(process_environment(), flags), &command) {
        (Ok(config), _) => config,
        // The doctor reports a broken configuration like everything else.
        (Err(errors), Command::Doctor) => {
            say(&format!("configuration: {errors}"))?;
            return Ok(Verdict::No);
        }
        (Err(errors), _) => return Err(errors.into()),
    };
    observe::init_logs(config.logs.format, &config.logs.filter)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(dispatch(command, config))
}

async fn dispatch(command: Command, config: Config) -> anyhow::Result<Verdict> {
    match command {
        Command::Serve(_) => serve::serve(config).await.map(|()| Verdict::Yes),
        Command::Migrate(wanted) => migrate::run(wanted, &config).await,
        Command::Move(wanted) => moving::run(wanted, &config).await,
        Command::Backup(wanted) => backup::run(wanted, &config).await,
        Command::Demo => load_demo(&config).await,
        Command::Staff(command) => staff::run(command, &config).await,
        Command::Audit { json } => audit(&config, if json { Form::Json } else { Form::Text }).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Openapi => openapi(&config).await,
        Command::Assets(AssetsCommand::Export { directory }) => assets::export(&directory),
        Command::Events(EventsCommand::Replay(events)) => replay(&config, events).await,
        Command::Probe => probe::run(&config).await,
    }
}

/// Says what went wrong, with its causes, where a person looks.
pub(crate) fn complain(error: &anyhow::Error) {
    // Nobody is left to tell when even this cannot be written.
    let _ = writeln!(std::io::stderr().lock(), "jumak: {error:#}");
}

/// What was asked for cannot be done with this configuration.
#[derive(Debug, Error)]
#[error("{0}")]
struct WrongUse(&'static str);

/// Whether a command was given something it cannot use, rather than failing at its work. The same again will not do.
pub(crate) fn is_wrong_use(error: &anyhow::Error) -> bool {
    error.is::<ConfigErrors>()
        || error.is::<WrongUse>()
        || error.is::<Unfit>()
        || matches!(error.downcast_ref(), Some(AccessError::Invalid(..)))
        // A server that is down comes back by itself; what else is wrong with one does not mend.
        || error.downcast_ref().is_some_and(|error| !matches!(error, ClusterError::NoPrimary(_)))
        || error
            .downcast_ref()
            .is_some_and(|error| !matches!(error, MigrateError::InUse { .. } | MigrateError::Database { .. }))
}

/// Prints a line of a command's answer.
fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout().lock(), "{line}")
}

/// The modules on up-to-date schemas, without a server around them.
async fn open_house(config: &Config) -> anyhow::Result<House> {
    let databases = Databases::open(config).await?;
    schema::ensure(&databases, config).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    House::build(config, databases, clock, None, &config.http.public_url(config.http.listen)).await
}

async fn load_demo(config: &Config) -> anyhow::Result<Verdict> {
    let house = open_house(config).await?;
    let loaded = demo::load(&*house.inventory(), &*house.clock).await?;
    house.databases.close().await;
    say(&format!("{loaded} demo hotels loaded; those that were there are left as they are"))?;
    Ok(Verdict::Yes)
}

async fn openapi(config: &Config) -> anyhow::Result<Verdict> {
    // The description needs routes, not data: an empty house does.
    let nowhere = tempfile_dir()?;
    let config = Config { data_dir: nowhere.clone(), database: Database::embedded(), ..config.clone() };
    let house = open_house(&config).await?;
    let text = serve::description(&house).to_pretty_json()?;
    house.databases.close().await;
    std::fs::remove_dir_all(&nowhere).with_context(|| format!("{} is left behind", nowhere.display()))?;
    say(&text)?;
    Ok(Verdict::Yes)
}

fn tempfile_dir() -> anyhow::Result<std::path::PathBuf> {
    let path = std::env::temp_dir().join(format!("jumak-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(path)
}

async fn replay(config: &Config, events: ReplayedEvents) -> anyhow::Result<Verdict> {
    let databases = Databases::open(config).await?;
    let replay =
        Replay { from: Some(events.from), to: events.to, kind: events.kind, is_dead_only: events.dead };
    let mut queued = 0;
    for db in databases.all() {
        queued += outbox::replay(db, &replay, SystemClock.now()).await?;
    }
    databases.close().await;
    say(&format!(
        "{queued} events queued; a running server publishes them now, else the next one that starts"
    ))?;
    Ok(Verdict::Yes)
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Json,
}

/// What is still wrong after this long is no command that was just under way.
const SETTLING: Duration = Duration::from_secs(2);

async fn audit(config: &Config, form: Form) -> anyhow::Result<Verdict> {
    let house = open_house(config).await?;
    let mut violations = recount(&house).await?;
    if !violations.is_empty() {
        // Two modules' tables are not read at one instant: what a running server is just moving from one to the
        // other looks wrong for a moment. A true violation stays.
        tokio::time::sleep(SETTLING).await;
        let still: BTreeSet<_> =
            recount(&house).await?.into_iter().map(|v| (v.invariant, v.detail)).collect();
        violations.retain(|v| still.contains(&(v.invariant.clone(), v.detail.clone())));
    }
    house.databases.close().await;
    match form {
        Form::Json => say(&serde_json::json!({ "violations": violations }).to_string())?,
        Form::Text if violations.is_empty() => say("clean: every counter equals its recount")?,
        Form::Text => {
            for violation in &violations {
                say(&format!("{}: {}", violation.invariant, violation.detail))?;
            }
            say(&format!("{} violations; see docs/RUNBOOK.md", violations.len()))?;
        }
    }
    Ok(if violations.is_empty() { Verdict::Yes } else { Verdict::No })
}

async fn recount(house: &House) -> anyhow::Result<Vec<Violation>> {
    let mut violations = house.inventory().audit().await?;
    violations.extend(house.booking().audit().await?);
    Ok(violations)
}
