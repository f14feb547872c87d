//! The command line: what `jumak` can be told to do.

mod flags;

use std::{ffi::OsString, path::PathBuf};

use access_api::Role;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, CommandFactory, Parser, Subcommand, error::ErrorKind};
use kernel::ApiKeyId;

pub(crate) use flags::{ServeFlags, VARIABLES};

/// A hotel's own reservation system: search, hold, book, change, cancel; every room-night sold once.
#[derive(Debug, Parser)]
#[command(
    name = "jumak",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Without a command, jumak serves.\n\n\
        Exit codes: 0 done, 1 the answer is no, 2 wrong use or configuration.\n\n\
        Example:\n  jumak --listen 0.0.0.0:8080"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeFlags,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start pages, API and background work in one process (the default).
    ///
    /// On the embedded database it also brings the schema up to date, makes its secrets, and loads the demo
    /// hotels if the database is new. Every option can be given as the environment variable it names; an
    /// option wins. A variable with _FILE at its end names a file that holds the value.
    #[command(after_help = "Example:\n  jumak serve --listen 0.0.0.0:8080 --data-dir /var/lib/jumak")]
    Serve(Box<ServeFlags>),

    /// Bring every module's schema up to date, under a lock.
    ///
    /// On Postgres this makes schemas and roles as well, so `DATABASE_URL` names an owner here: one that may create
    /// in the database and, the first time, create roles. It leads to the server itself, past any pooler. The server
    /// of guests works with less, as --app-user.
    #[command(after_help = "Examples:\n  jumak migrate --check || jumak migrate\n  \
        DATABASE_URL=postgres://owner@db/jumak jumak migrate --app-user jumak")]
    Migrate(Migration),

    /// Copy everything from embedded files to a Postgres, and compare both sides; exit 1 if anything differs.
    ///
    /// Nobody can write the files meanwhile: a running server answers 503 to bookings and changes. A move that was
    /// cut short goes on where it stopped. A target that holds anything else is refused. The files stay as they are.
    #[command(
        after_help = "Example:\n  jumak move --from sqlite:./data --to postgres://owner@db/jumak --app-user jumak"
    )]
    Move(Move),

    /// Copy the embedded files, photos and keys while the server runs; or check such a copy: exit 1 if it is damaged.
    ///
    /// The copy shows one moment. Nobody waits for it but for that moment. Where a Postgres is served from, its own
    /// tools make the backup.
    #[command(after_help = "Example:\n  jumak backup /backup/today && jumak backup --check /backup/today")]
    Backup(Backup),

    /// Load the demo hotels. Safe to repeat.
    #[command(after_help = "Example:\n  JUMAK_DATA_DIR=/tmp/try jumak demo")]
    Demo,

    /// Staff accounts and their API keys.
    #[command(subcommand, after_help = "Example:\n  jumak staff add --email ann@example.com --role owner")]
    Staff(StaffCommand),

    /// Recount every counter from bookings, holds and events: exit 1 on any violation.
    #[command(after_help = "Example:\n  jumak audit --json")]
    Audit {
        /// Print one JSON document instead of text.
        #[arg(long)]
        json: bool,
    },

    /// Check the configuration and everything it names; say what is wrong and how to mend it.
    #[command(after_help = "Example:\n  jumak doctor")]
    Doctor,

    /// Print the OpenAPI 3.1 document.
    #[command(after_help = "Example:\n  jumak openapi > openapi.json")]
    Openapi,

    /// The static files: styles, scripts, pictures.
    #[command(subcommand, after_help = "Example:\n  jumak assets export ./cdn")]
    Assets(AssetsCommand),

    /// Stored events.
    #[command(subcommand, after_help = "Example:\n  jumak events replay --from 2030-05-01T00:00:00Z")]
    Events(EventsCommand),

    /// Ask the local process whether it is ready: exit 0 if its /readyz answers 200.
    #[command(after_help = "Example (Dockerfile):\n  HEALTHCHECK CMD [\"jumak\", \"probe\"]")]
    Probe,
}

/// How to bring schemas up to date.
#[derive(Debug, Args)]
pub(crate) struct Migration {
    /// Only tell: exit 1 if a schema is behind.
    #[arg(long, conflicts_with_all = ["app_user", "citus"])]
    pub(crate) check: bool,
    /// On Postgres: the user that jumak serve logs in as; it may work with every schema from now on.
    #[arg(long, value_name = "NAME")]
    pub(crate) app_user: Option<String>,
    /// On Postgres with Citus: distribute the tables by hotel afterwards.
    #[arg(long)]
    pub(crate) citus: bool,
}

/// Where everything is copied.
#[derive(Debug, Args)]
pub(crate) struct Move {
    /// The files: sqlite: and a data directory [default: `JUMAK_DATA_DIR`].
    #[arg(long, value_name = "SOURCE")]
    pub(crate) from: Option<String>,
    /// The Postgres, as its owner, as for jumak migrate; may hold a password that others on the machine would see, so
    /// prefer the default [default: `DATABASE_URL`].
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
    /// The user that jumak serve will log in as; it may work with every schema from now on.
    #[arg(long, value_name = "NAME")]
    pub(crate) app_user: Option<String>,
}

/// A backup to take, or one to check.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The backup's own directory: empty, or made.
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// Only look whether the backup in DIR is whole, sound and adds up. Needs as much room again among temporary files.
    #[arg(long)]
    pub(crate) check: bool,
}

/// What to do about staff.
#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Add an account, or give an existing one another role. Prints the password it makes, once.
    #[command(after_help = "Example:\n  jumak staff add --email ann@example.com --role desk --hotel seaside")]
    Add(NewStaff),

    /// Print one new API key: only the key, on standard output. It cannot be shown again.
    #[command(
        after_help = "Example:\n  jumak staff api-key --email ann@example.com --name channel-manager > key"
    )]
    ApiKey(NewApiKey),

    /// List the accounts with their roles, and the keys that still work.
    #[command(after_help = "Example:\n  jumak staff list")]
    List,

    /// Close an account: its password and its keys open nothing any more, and its sessions are over.
    #[command(after_help = "Example:\n  jumak staff disable --email ann@example.com")]
    Disable(KnownStaff),

    /// Open an account again that was closed. Its keys work again; its sessions stay over.
    #[command(after_help = "Example:\n  jumak staff enable --email ann@example.com")]
    Enable(KnownStaff),

    /// Replace a lost password. Prints the one it makes, once; all sessions of the account are over.
    #[command(after_help = "Example:\n  jumak staff reset-password --email ann@example.com")]
    ResetPassword(KnownStaff),

    /// Revoke an API key, for ever.
    #[command(after_help = "Example:\n  jumak staff revoke-key --id 0195f1a0-0000-7000-8000-000000000000")]
    RevokeKey {
        /// The key's id, as `jumak staff list` shows it.
        #[arg(long)]
        id: ApiKeyId,
    },
}

/// An account that is there.
#[derive(Debug, Args)]
pub(crate) struct KnownStaff {
    /// The e-mail they sign in with.
    #[arg(long)]
    pub(crate) email: String,
}

/// An account to add.
#[derive(Debug, Args)]
pub(crate) struct NewStaff {
    /// The e-mail they sign in with.
    #[arg(long)]
    pub(crate) email: String,
    /// What they are: owner, manager, desk or readonly.
    #[arg(long)]
    pub(crate) role: Role,
    /// The hotel's slug or id; without it, all hotels.
    #[arg(long)]
    pub(crate) hotel: Option<String>,
    /// Read the password from standard input instead of making one (12 to 128 characters).
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// A key to issue.
#[derive(Debug, Args)]
pub(crate) struct NewApiKey {
    /// The account whose rights the key has.
    #[arg(long)]
    pub(crate) email: String,
    /// What the key is for.
    #[arg(long)]
    pub(crate) name: String,
    /// The slug or id of the only hotel it opens; without it, all that its owner may enter.
    #[arg(long)]
    pub(crate) hotel: Option<String>,
}

/// What to do about static files.
#[derive(Debug, Subcommand)]
pub(crate) enum AssetsCommand {
    /// Write the static files into a directory, as a CDN's bucket wants them: named after their content, beside
    /// each its br, gzip and zstd, and a manifest.json that says how each is to be served.
    ///
    /// What is there already stays: pages of an earlier release may still be open and want their files. Then
    /// start the server with --asset-base-url and the URL at which the bucket is read.
    #[command(after_help = "Example:\n  jumak assets export ./cdn")]
    Export {
        /// Where to; made if it is not there.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// What to do about events.
#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// Publish stored events again. Subscribers drop what they have already had.
    #[command(
        after_help = "Example:\n  jumak events replay --from 2030-05-01 --type jumak.booking.confirmed.v1"
    )]
    Replay(ReplayedEvents),
}

/// Which events to publish again.
#[derive(Debug, Args)]
pub(crate) struct ReplayedEvents {
    /// From this instant (RFC 3339) or day (UTC) on.
    #[arg(long, value_parser = instant)]
    pub(crate) from: DateTime<Utc>,
    /// Up to, not including, this one.
    #[arg(long, value_parser = instant)]
    pub(crate) to: Option<DateTime<Utc>>,
    /// Only events of this type.
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// Only events that were given up.
    #[arg(long)]
    pub(crate) dead: bool,
}

/// What the command line asks for. A wrong use, `--help` and `--version` are errors that know how to leave:
/// [`clap::Error::exit`].
pub(crate) fn command<I, T>(arguments: I) -> Result<Command, clap::Error>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = Cli::try_parse_from(arguments)?;
    match cli.command {
        None => Ok(Command::Serve(Box::new(cli.serve))),
        Some(Command::Events(EventsCommand::Replay(events))) if events.is_empty() => {
            let message = "--to must be later than --from";
            Err(Cli::command().error(ErrorKind::ValueValidation, message))
        }
        Some(command) => Ok(command),
    }
}

impl ReplayedEvents {
    fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let midnight = || text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc())
        .or_else(|_| midnight())
        .map_err(|_| "expected an instant such as 2030-05-01T09:00:00Z, or a day such as 2030-05-01")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Result<Command, clap::Error> {
        command(line.split_whitespace())
    }

    #[test]
    fn without_a_command_it_serves_with_the_same_options() {
        for line in ["jumak --listen [::]:80", "jumak serve --listen [::]:80"] {
            let Ok(Command::Serve(flags)) = told(line) else { panic!("{line}") };

            assert_eq!(flags.given(), [("JUMAK_LISTEN", "[::]:80")]);
        }
        assert!(matches!(told("jumak"), Ok(Command::Serve(flags)) if flags.given().is_empty()));
    }

    #[test]
    fn every_command_of_the_contract_is_understood() {
        for line in [
            "jumak migrate --check",
            "jumak migrate --app-user jumak --citus",
            "jumak move",
            "jumak move --from sqlite:./data --to postgres://o@h/d --app-user jumak",
            "jumak backup dir",
            "jumak backup --check dir",
            "jumak demo",
            "jumak staff add --email a@b.co --role owner --hotel h --password-stdin",
            "jumak staff api-key --email a@b.co --name n --hotel h",
            "jumak staff list",
            "jumak staff disable --email a@b.co",
            "jumak staff enable --email a@b.co",
            "jumak staff reset-password --email a@b.co",
            "jumak staff revoke-key --id 0195f1a0-0000-7000-8000-000000000000",
            "jumak audit --json",
            "jumak doctor",
            "jumak openapi",
            "jumak assets export dir",
            "jumak events replay --from 2030-05-01 --to 2030-05-02T00:00:00+09:00 --type t --dead",
            "jumak probe",
        ] {
            assert!(told(line).is_ok(), "{line}: {:?}", told(line));
        }
    }

    #[test]
    fn wrong_use_exits_with_two_and_help_with_zero() {
        for line in [
            "jumak serv",
            "jumak migrate --check --citus",
            "jumak backup",
            "jumak --unknown",
            "jumak staff add --email a@b.co",
            "jumak staff add --email a@b.co --role king",
            "jumak staff disable",
            "jumak staff revoke-key --id laptop",
            "jumak assets",
            "jumak assets export",
            "jumak events replay",
            "jumak events replay --from yesterday",
            "jumak events replay --from 2030-05-02 --to 2030-05-01",
            "jumak --listen [::]:80 migrate",
        ] {
            assert_eq!(told(line).unwrap_err().exit_code(), 2, "{line}");
        }
        assert_eq!(told("jumak --help").unwrap_err().exit_code(), 0);
    }

    #[test]
    fn every_command_has_help_with_an_example() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "{}", command.get_name());
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for option in command.get_arguments() {
                assert!(option.get_help().is_some(), "{}: {}", command.get_name(), option.get_id());
            }
            command.get_subcommands().for_each(check);
        }

        Cli::command().debug_assert();
        check(&Cli::command());
    }
}
