//! Where PostgreSQL's programs are, and as whom they run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use std::os::unix::process::CommandExt;

use crate::Finished;

/// Where Debian puts each version's programs.
const VERSIONS: &str = "/usr/lib/postgresql";

/// One of PostgreSQL's programs, to be run as the user that it wants.
pub(super) fn program(name: &str) -> Command {
    as_server_user(Command::new(programs().join(name)))
}

/// The same command, run as the server's user where it is root's.
pub(super) fn as_server_user(mut command: Command) -> Command {
    if let Some((user, group)) = server_user() {
        command.uid(user).gid(group);
    }
    command.current_dir("/").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command
}

/// Runs a program to its good end.
pub(super) async fn run(command: Command) -> Finished {
    let line = command.get_program().to_string_lossy().into_owned();
    let finished = Finished::of(command, line).await;
    finished.ok();
    finished
}

/// The programs' directory: `JUMAK_TEST_PG_BIN`, or that of the newest version.
fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let given = env::var_os("JUMAK_TEST_PG_BIN").map(PathBuf::from);
        given.or_else(newest).expect("PostgreSQL is installed; tests/run installs it")
    })
}

fn newest() -> Option<PathBuf> {
    let versions = fs::read_dir(VERSIONS).ok()?.flatten();
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let programs = |path: &PathBuf| path.join("bin/initdb").is_file();
    let newest = versions.map(|entry| entry.path()).filter(programs).max_by_key(|path| number(path));
    newest.map(|path| path.join("bin"))
}

/// The user and group of the server, when root must choose one: it refuses to run as root.
pub(super) fn server_user() -> Option<(u32, u32)> {
    static USER: OnceLock<Option<(u32, u32)>> = OnceLock::new();
    *USER.get_or_init(|| {
        let is_root = number(&["-u"]) == 0;
        is_root.then(|| (number(&["-u", super::SUPERUSER]), number(&["-g", super::SUPERUSER])))
    })
}

fn number(arguments: &[&str]) -> u32 {
    let told = Command::new("id").args(arguments).output().expect("id runs");
    let told = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    told.parse().unwrap_or_else(|_| panic!("id {} tells a number: {told:?}", arguments.join(" ")))
}
