//! The house put together: command line, configuration, composition, server, life cycle.
//!
//! The only crate that knows the modules themselves; everyone else knows their ports.

mod admin;
mod backroom;
mod cli;
mod commands;
mod compose;
mod config;
mod demo;
mod docs;
mod lifecycle;
mod schema;
mod serve;

use std::{ffi::OsString, process::ExitCode};

use commands::Verdict;

/// Does what the arguments ask for: 0 done, 1 the answer is no, 2 wrong use or configuration.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let command = match cli::command(arguments) {
        Ok(command) => command,
        Err(error) => error.exit(),
    };
    match commands::run(command) {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(error) => {
            commands::complain(&error);
            ExitCode::from(if commands::is_wrong_use(&error) { 2 } else { 1 })
        }
    }
}
