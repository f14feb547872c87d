//! The command line, and what it answers.

use std::{
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::io::AsyncWriteExt;

use crate::{Api, Jumak};

/// More than any command of a test takes; one that goes on for so long would never end.
const DEADLINE: Duration = Duration::from_mins(2);

/// A command that has ended.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Its exit code.
    pub code: i32,
    /// What it answered.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
    /// What was run.
    pub line: String,
}

/// What `jumak audit` found.
#[derive(Debug, Clone)]
pub struct AuditReport(pub Finished);

impl AuditReport {
    /// Fails unless every counter agrees with what it counts.
    pub fn assert_clean(&self) {
        assert_eq!(self.0.code, 0, "the audit is clean: {}", self.0);
    }

    /// Fails unless this promise was found broken.
    pub fn assert_broken(&self, invariant: &str) {
        assert_eq!(self.0.code, 1, "the audit finds fault: {}", self.0);
        assert!(self.0.stdout.contains(invariant), "{invariant} is named: {}", self.0);
    }

    /// The report itself.
    pub fn json(&self) -> Value {
        self.0.json()
    }
}

impl Finished {
    pub(crate) async fn of(command: Command, line: String) -> Self {
        Self::fed(command, line, String::new()).await
    }

    async fn fed(command: Command, line: String, input: String) -> Self {
        let ended = tokio::time::timeout(DEADLINE, feed(command.into(), &input)).await;
        let output = ended.unwrap_or_else(|_| panic!("{line} goes on after {DEADLINE:?}"));
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            line,
        }
    }

    /// Its answer, when it went well.
    pub fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self}");
        self.stdout.trim()
    }

    /// Its answer as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

/// Runs a program to its end; it is killed when nobody waits for that any more.
async fn feed(mut command: tokio::process::Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("the program starts");
    if let Some(mut stdin) = child.stdin.take() {
        // A command that reads no input may be gone already.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    child.wait_with_output().await.expect("the program ends")
}

impl std::fmt::Display for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "jumak {} → {}\n{}\n{}", self.line, self.code, self.stdout, self.stderr)
    }
}

impl Jumak {
    /// Recounts everything.
    pub async fn audit(&self) -> AuditReport {
        AuditReport(self.run(&["audit", "--json"]).await)
    }

    /// Begins a command and leaves it to itself.
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// Runs a command that reads this from its standard input.
    pub async fn run_fed(&self, arguments: &[&str], input: &str) -> Finished {
        Finished::fed(self.command(arguments), arguments.join(" "), input.to_owned()).await
    }

    /// Runs a command as whoever owns the database; on SQLite that is everybody.
    pub async fn run_as_owner(&self, arguments: &[&str]) -> Finished {
        let mut command = self.command(arguments);
        if let Some(database) = self.database() {
            // The server itself: a pooler gives each transaction another session, and a follower has no owner.
            command.env_remove("JUMAK_DB_POOLER").env_remove("DATABASE_REPLICA_URLS");
            command.env("DATABASE_URL", database.owner_url());
        }
        Finished::of(command, arguments.join(" ")).await
    }

    /// A client with the key of a new member of staff in this role at every hotel.
    pub async fn staff(&self, role: &str) -> Api {
        self.add_staff(role, &[]).await
    }

    /// A client with the key of a new member of staff in this role at one hotel.
    pub async fn staff_at(&self, role: &str, hotel: &str) -> Api {
        self.add_staff(role, &["--hotel", hotel]).await
    }

    async fn add_staff(&self, role: &str, place: &[&str]) -> Api {
        let email = format!("{role}-{}@staff.example", crate::fresh_key());
        self.run(&[&["staff", "add", "--email", &email, "--role", role], place].concat()).await.ok();
        self.api_key(&email, &[]).await
    }

    /// A client with a new key of this account.
    pub async fn api_key(&self, email: &str, place: &[&str]) -> Api {
        let issue = [&["staff", "api-key", "--email", email, "--name", "test"], place].concat();
        let key = self.run(&issue).await;
        assert!(key.ok().starts_with("jmk_"), "only the key is printed: {key}");
        self.api().bearing(key.ok())
    }
}
