//! The real server, as a process of its own with a data directory of its own.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use tempfile::TempDir;

use crate::{Api, Database, Files, Finished, Hand, Setup, eventually, ground, setup::binary};

/// 32 bytes; a database outlives its server, and what was signed must stay signed.
const SECRET_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// A running server. Dropped, it is killed; its data and log stay if the test failed.
#[derive(Debug)]
pub struct Jumak {
    dir: Option<TempDir>,
    setup: Setup,
    hand: Option<Hand>,
    database: Option<Database>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    api: Api,
    admin: Api,
}

impl Jumak {
    /// A new server with an empty database.
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// A new server, set up like this.
    pub async fn with(setup: Setup) -> Self {
        let mut jumak = Self::prepare(setup).await;
        // An embedded server loads them itself.
        if jumak.setup.has_demo && jumak.database.is_some() {
            jumak.run(&["demo"]).await.ok();
        }
        jumak.restart().await;
        jumak
    }

    /// A data directory, a database and their surroundings, without a server yet.
    pub async fn prepare(setup: Setup) -> Self {
        let dir = TempDir::with_prefix("jumak-").expect("a temporary directory");
        let hand = setup.has_hand.then(|| Hand::open(dir.path()));
        if let (Some(hand), Some(now)) = (&hand, setup.clock) {
            hand.set(now);
        }
        let database = match &setup.database {
            Some(given) => Some(given.clone()),
            None => ground::new_database(setup.inside).await,
        };
        Self { dir: Some(dir), setup, hand, database, running: None }
    }

    /// Starts it (again) on the same data, and waits until it is ready.
    pub async fn restart(&mut self) {
        self.kill9();
        let log_start = self.log().len();
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log");
        let errors = log.try_clone().expect("one log for both streams");
        let mut command = self.command(&["serve"]);
        let child = command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        let mut child = child.expect("the server starts");
        let (api, admin) = self.addresses(&mut child, log_start).await;
        let running = Running { child, api: Api::new(api), admin: Api::new(admin) };
        let admin = running.admin.clone();
        self.running = Some(running);
        eventually("the server is ready", async || {
            let answer = admin.attempt(admin.request(reqwest::Method::GET, "/readyz")).await;
            answer.ok().filter(|answer| answer.status == 200)
        })
        .await;
    }

    /// Reads the addresses that the server prints once it listens.
    async fn addresses(&self, child: &mut Child, log_start: usize) -> (String, String) {
        eventually("the server prints its addresses", async || {
            let log = self.log();
            let new = log.get(log_start..).unwrap_or_default();
            if let Some(status) = child.try_wait().expect("the server is our child") {
                panic!("the server ended with {status}:\n{new}");
            }
            Some((address(new, "listening on ")?, address(new, "admin on ")?))
        })
        .await
    }

    /// Its command line, in the same surroundings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("JUMAK_DATA_DIR", self.data())
            .env("JUMAK_LISTEN", "127.0.0.1:0")
            .env("JUMAK_ADMIN_LISTEN", "127.0.0.1:0")
            .env("JUMAK_DEMO", "never")
            .env("JUMAK_DRAIN_S", "0")
            .envs(self.database.iter().flat_map(Database::environment));
        if self.database.is_some() && !self.setup.names("JUMAK_SECRET_KEY_FILE") {
            command.env("JUMAK_SECRET_KEY", SECRET_KEY);
        }
        command.envs(self.setup.environment.iter().map(|(name, value)| (name, value)));
        if let Some(hand) = &self.hand {
            command.envs(hand.environment());
        }
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Finished {
        let mut command = self.command(arguments);
        if let Some(running) = &self.running {
            let listens = |api: &Api| api.base().trim_start_matches("http://").to_owned();
            command.env("JUMAK_LISTEN", listens(&running.api));
            command.env("JUMAK_ADMIN_LISTEN", listens(&running.admin));
        }
        Finished::of(command, arguments.join(" ")).await
    }

    /// A client without a credential.
    pub fn api(&self) -> &Api {
        &self.live().api
    }

    /// A client of the admin listener.
    pub fn admin(&self) -> &Api {
        &self.live().admin
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.live().child.id()
    }

    fn live(&self) -> &Running {
        self.running.as_ref().expect("the server runs")
    }

    /// The clock and the disk, if the set-up asked for them.
    pub fn hand(&self) -> &Hand {
        self.hand.as_ref().expect("the set-up asked for a hand")
    }

    /// Kills it as a power cut would.
    pub fn kill9(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.child.kill().expect("the server can be killed");
            running.child.wait().expect("the server ended");
        }
    }

    /// Asks it to end, without waiting.
    pub fn ask_to_stop(&self) {
        let pid = self.pid().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(sent.success(), "the server runs and can be asked to stop");
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut running = self.running.take().expect("the server runs");
        eventually("the server ends", async || running.child.try_wait().expect("our child")).await
    }

    /// Stops it as an operator does; it must end well.
    pub async fn stop(&mut self) {
        self.ask_to_stop();
        let status = self.ended().await;
        assert_eq!(status.code(), Some(0), "the server ends well:\n{}", self.log());
    }

    /// The directory of this test.
    pub fn path(&self) -> &Path {
        self.dir.as_ref().map(TempDir::path).expect("the directory lives as long as the server")
    }

    /// The server's data directory.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// What the server keeps.
    pub fn files(&self) -> Files {
        Files::of(&self.data(), self.database.clone())
    }

    /// Its database, where it is no file of its own.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    fn log_path(&self) -> PathBuf {
        self.path().join("log")
    }

    /// Everything the server has printed.
    pub fn log(&self) -> String {
        fs::read(self.log_path())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }
}

fn address(log: &str, prefix: &str) -> Option<String> {
    let line = log.lines().find_map(|line| line.split_once(prefix))?.1;
    // A line that is still being written has no end yet.
    log.ends_with('\n').then(|| line.split_whitespace().next().unwrap_or_default().to_owned())
}

impl Drop for Jumak {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            // It may have ended already; either way it is gone after this.
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
        if std::thread::panicking()
            && let Some(dir) = self.dir.take()
        {
            eprintln!("the server's data and log are kept in {}", dir.keep().display());
        }
    }
}
