//! `jumak move`: from embedded files to a Postgres, with everything that is in them.

use std::path::{Path, PathBuf};

use db::{Cluster, ClusterConfig, ServerAddress};
use migrations::{MoveError, Moved, Moving};

use super::{Verdict, WrongUse, say};
use crate::{cli::Move, config::Config, schema};

/// What an owner's one session needs of the rest of a cluster's settings: nothing.
const CONNECTIONS: u32 = 8;

pub(crate) async fn run(wanted: Move, config: &Config) -> anyhow::Result<Verdict> {
    let from = wanted.from.as_deref().map(directory).transpose()?;
    let from = from.unwrap_or_else(|| config.data_dir.clone());
    let cluster = Cluster::connect(target(wanted.to.as_deref(), config)?).await?;
    let owner = cluster.owner_connection();
    // Whoever does not listen any more has no less a copy.
    let tell = &mut |progress: Moving<'_>| {
        if let Some(line) = said(progress, &from) {
            drop(say(&line));
        }
    };
    let moved = migrations::move_files(&from, &owner, wanted.app_user.as_deref(), tell).await;
    let moved = moved.map_err(|error| match error {
        // What is wrong with a target's rights is as wrong here as for jumak migrate.
        MoveError::Migrate(error) => anyhow::Error::from(error),
        other => other.into(),
    })?;
    owner.close().await?;
    let is_equal = report(&moved)?;
    if is_equal {
        say(&next_steps(&from, wanted.app_user.as_deref()))?;
    }
    Ok(if is_equal { Verdict::Yes } else { Verdict::No })
}

/// The data directory that `sqlite:DIR` names.
fn directory(from: &str) -> anyhow::Result<PathBuf> {
    let named = from.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    named.filter(|path| !path.is_empty()).map(PathBuf::from).ok_or_else(|| {
        WrongUse("--from: expected sqlite: and a data directory, such as sqlite:./data").into()
    })
}

fn target(to: Option<&str>, config: &Config) -> anyhow::Result<ClusterConfig> {
    let Some(to) = to else {
        let servers = config.database.servers.clone();
        return servers.ok_or_else(|| {
            WrongUse("nobody says where to: name the Postgres with --to, or in DATABASE_URL").into()
        });
    };
    // A URL may hold a password, and is not repeated.
    let primary: ServerAddress = to.parse().map_err(|error| {
        anyhow::Error::new(WrongUse("see jumak move --help")).context(format!("--to: expected {error}"))
    })?;
    Ok(ClusterConfig {
        is_pooled: primary.is_behind_pooler(),
        primary,
        replicas: Vec::new(),
        connections: CONNECTIONS,
        is_primary_only: true,
        lag_max: std::time::Duration::ZERO,
    })
}

fn said(progress: Moving<'_>, from: &Path) -> Option<String> {
    Some(match progress {
        Moving::Locked => format!(
            "the files in {} are locked: until this ends, a running server answers 503 to whoever books or changes \
             anything",
            from.display()
        ),
        Moving::Preparing(progress) => schema::said(progress),
        Moving::Copied { of: 0, .. } => return None,
        Moving::Copied { module, table, rows, of } if rows < of => {
            format!("{module}.{table}: {rows} of {of} rows")
        }
        Moving::Copied { module, table, of, .. } => format!("{module}.{table}: {of} rows copied"),
        Moving::Comparing => "reading everything back".to_owned(),
    })
}

/// Prints what each table came to on both sides; answers whether that is the same everywhere.
fn report(moved: &[Moved]) -> anyhow::Result<bool> {
    let names = moved.iter().map(|table| format!("{}.{}", table.module, table.table)).collect::<Vec<_>>();
    let width = names.iter().map(String::len).max().unwrap_or_default();
    say(&format!("\n{:width$}  {:>10}  {:>10}  {:64}", "table", "source", "target", "SHA-256 of all rows"))?;
    for (table, name) in moved.iter().zip(&names) {
        let (source, target) = (&table.source, &table.target);
        let hash = source.hex();
        let verdict =
            if table.is_equal() { "equal".to_owned() } else { format!("DIFFERS: {}", target.hex()) };
        say(&format!("{name:width$}  {:>10}  {:>10}  {hash}  {verdict}", source.rows, target.rows))?;
    }
    let different = moved.iter().filter(|table| !table.is_equal()).count();
    let rows: u64 = moved.iter().map(|table| table.source.rows).sum();
    if different == 0 {
        say(&format!("\n{} tables, {rows} rows: the same on both sides", moved.len()))?;
    } else {
        say(&format!("\n{different} tables differ: do not serve from this target; see docs/RUNBOOK.md"))?;
    }
    Ok(different == 0)
}

fn next_steps(from: &Path, app_user: Option<&str>) -> String {
    let user = app_user.unwrap_or("USER");
    let grant = match app_user {
        Some(_) => String::new(),
        None => "\n  jumak migrate --app-user USER              with the owner's DATABASE_URL: whom the server logs \
                 in as"
            .to_owned(),
    };
    let from = from.display();
    format!(
        "\nThe files stay as they are, and nothing locks them any more: stop the server on them before anybody books \
         there again. Then:{grant}
  DATABASE_URL=postgres://{user}@HOST/DATABASE
  JUMAK_SECRET_KEY_FILE={from}/secret.key    the key that guests' links were signed with, if the server made its own
  JUMAK_DATA_DIR={from}                      photos and mails stay there
  jumak audit                                clean, as it was on the files
  jumak serve"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_directory_of_files() {
        for (from, expected) in [
            ("sqlite:./data", "./data"),
            ("sqlite:/var/lib/jumak", "/var/lib/jumak"),
            ("sqlite:///var/lib/jumak", "/var/lib/jumak"),
        ] {
            assert_eq!(directory(from).unwrap(), Path::new(expected));
        }
        for wrong in ["", "sqlite:", "sqlite://", "./data", "postgres://h/d"] {
            assert!(super::super::is_wrong_use(&directory(wrong).unwrap_err()), "{wrong}");
        }
    }
}
