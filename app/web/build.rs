//! Makes the files under `static/` ready to be embedded: named after their content, compressed, listed in a table.

#[path = "build/assets.rs"]
mod assets;

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use assets::{BuildError, Effort};

/// Where the sources are, seen from this crate.
const STATIC: &str = "../../static";

fn main() -> ExitCode {
    let mut cargo = io::stdout().lock();
    // Cargo looks at every file of a directory, and runs this again when one comes, goes or changes.
    let told = writeln!(cargo, "cargo::rerun-if-changed={STATIC}");
    match told.map_err(|error| error.to_string()).and_then(|()| make().map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            // Shown as an error of this crate; when even that cannot be written, the exit code is left.
            let _ = writeln!(cargo, "cargo::error={wrong}");
            ExitCode::FAILURE
        }
    }
}

fn make() -> Result<(), BuildError> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // Whoever changes a stylesheet should not wait for the last percent.
    let is_release = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let effort = if is_release { Effort::Best } else { Effort::Quick };
    assets::embed(Path::new(STATIC), &out, effort)
}
