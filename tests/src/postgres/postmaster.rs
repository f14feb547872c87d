//! The processes of a server, and signals to them.

use std::{
    fs::{self, File},
    path::Path,
    process::{Child, Command},
};

/// A server's first process; all others are its children.
#[derive(Debug)]
pub(super) struct Postmaster(Child);

impl Postmaster {
    /// Starts one that writes to this log.
    pub(super) fn spawn(mut command: Command, log: &Path) -> Self {
        let log = File::options().create(true).append(true).open(log).expect("a log");
        let errors = log.try_clone().expect("one log for both streams");
        Self(command.stdout(log).stderr(errors).spawn().expect("the server starts"))
    }

    pub(super) fn pid(&self) -> u32 {
        self.0.id()
    }

    pub(super) fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("the postmaster is our child").is_some()
    }

    pub(super) fn signal(&self, name: &str) {
        signal(&[self.pid()], name);
    }

    /// Its children now; a session that is just being opened may come after.
    pub(super) fn children(&self) -> Vec<u32> {
        let told = Command::new("pgrep").args(["-P", &self.pid().to_string()]).output().expect("pgrep runs");
        let pids = String::from_utf8_lossy(&told.stdout).into_owned();
        pids.lines().filter_map(|line| line.trim().parse().ok()).collect()
    }

    /// Ends all of them without writing anything more, also when they hang.
    pub(super) fn end_now(&mut self) {
        let mut family = self.children();
        family.push(self.pid());
        signal(&family, "CONT");
        self.signal("QUIT");
        // It kills what does not end in five seconds, and then it ends itself.
        let _ = self.0.wait();
    }
}

/// Sends a signal; who has gone meanwhile needs none.
pub(super) fn signal(pids: &[u32], name: &str) {
    if !pids.is_empty() {
        let pids = pids.iter().map(u32::to_string);
        Command::new("kill").arg(format!("-{name}")).args(pids).output().expect("kill runs");
    }
}

/// Whether there is such a process.
pub(super) fn is_there(pid: u32) -> bool {
    state(pid).is_some_and(|state| state != 'Z')
}

/// Whether a process was stopped by a signal, or is gone.
pub(super) fn is_paused(pid: u32) -> bool {
    state(pid).is_none_or(|state| ['T', 'Z'].contains(&state))
}

/// The letter after the name in `/proc/PID/stat`; the name is in parentheses and may hold anything.
fn state(pid: u32) -> Option<char> {
    let told = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    told.rsplit_once(") ")?.1.chars().next()
}
