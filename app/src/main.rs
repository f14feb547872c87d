//! jumak, the inn at the roadside: the binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    jumak::run(std::env::args_os())
}
