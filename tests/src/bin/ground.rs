//! The servers that the tests of one run share.
//!
//! `ground keep NAME` keeps them while somebody needs them; a test starts it. `ground on NAME COMMAND…` runs a command
//! that needs them, and tells it where they are.

use std::process::ExitCode;

use jumak_tests::Ground;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["keep", name] => match Ground::named(name) {
            Some(ground) => jumak_tests::keep(ground).await,
            None => return ExitCode::from(2),
        },
        ["on", name, program, ref rest @ ..] => match Ground::named(name) {
            Some(ground) => return jumak_tests::run_on(ground, program, rest).await,
            None => return ExitCode::from(2),
        },
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}
