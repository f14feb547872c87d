//! The process that drives the browser, and everything it starts.

use std::{
    fs::{self, File},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use tempfile::TempDir;

use crate::eventually;

/// A killed process is gone in milliseconds; one that is not is somebody else's trouble.
const FAREWELL: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
/// Evidence is worth a moment, not a hanging test.
const EVIDENCE_DEADLINE: Duration = Duration::from_secs(5);

/// It takes a free IPv6 port and wants the same one of IPv4, which another process may have: then it ends.
const PORT_IS_TAKEN: &str = "IPv4 port not available";
const PORTS_MAX: u32 = 5;

/// A running chromedriver with a directory for itself and its browser.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    dir: TempDir,
    address: String,
}

impl Driver {
    /// Starts one on a port of its own and waits until it listens.
    pub(super) async fn start() -> Self {
        for _ in 0..PORTS_MAX {
            if let Some(driver) = Self::on_some_port().await {
                return driver;
            }
        }
        panic!("chromedriver found no port in {PORTS_MAX} attempts");
    }

    /// One that listens, unless its port was taken.
    async fn on_some_port() -> Option<Self> {
        let dir = TempDir::with_prefix("jumak-browser-").expect("a temporary directory");
        let log = File::create(dir.path().join("log")).expect("a log");
        let errors = log.try_clone().expect("one log for both streams");
        let child = Command::new("chromedriver")
            .arg("--port=0")
            // A killed browser leaves files behind; here they go with the directory.
            .env("TMPDIR", dir.path())
            .env("XDG_CONFIG_HOME", dir.path())
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn();
        let child = child.expect("chromedriver starts; tests/run installs it");
        let mut driver = Self { child, dir, address: String::new() };
        driver.address = driver.listening().await?;
        Some(driver)
    }

    async fn listening(&mut self) -> Option<String> {
        eventually("chromedriver listens", async || {
            let ended = self.child.try_wait().expect("chromedriver is our child");
            let log = self.log();
            if log.contains(PORT_IS_TAKEN) {
                return Some(None);
            }
            assert!(ended.is_none(), "chromedriver ended:\n{log}");
            let port = log.split_once("started successfully on port ")?.1.split_once('.')?.0;
            Some(Some(format!("http://127.0.0.1:{port}")))
        })
        .await
    }

    /// Where it listens.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Where it and its browser write.
    pub(super) fn directory(&self) -> &Path {
        self.dir.path()
    }

    /// What it and the browser have printed.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// Keeps a picture and the source of the page as it is, and says where.
    pub(super) fn keep_evidence(&self, session: &str) {
        let Ok(place) = TempDir::with_prefix("jumak-page-") else { return };
        let place = place.keep();
        let session = format!("{}/session/{session}", self.address);
        // The test's own runtime is in the middle of its panic.
        let asking = std::thread::spawn({
            let place = place.clone();
            move || keep(&session, &place)
        });
        if matches!(asking.join(), Ok(Some(()))) {
            eprintln!("the browser's page is kept in {}", place.display());
        }
    }
}

/// Writes `page.png` and `page.html`.
fn keep(session: &str, place: &Path) -> Option<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(async {
        let http = reqwest::Client::builder().no_proxy().timeout(EVIDENCE_DEADLINE).build().ok()?;
        let value = async |what: &str| {
            let answer = http.get(format!("{session}/{what}")).send().await.ok()?;
            let answer: Value = answer.json().await.ok()?;
            answer["value"].as_str().map(str::to_owned)
        };
        fs::write(place.join("page.html"), value("source").await?).ok()?;
        let picture = BASE64_STANDARD.decode(value("screenshot").await?).ok()?;
        fs::write(place.join("page.png"), picture).ok()
    })
}

impl Drop for Driver {
    /// Leaves no process behind, and none that still writes into the directory that goes away next.
    fn drop(&mut self) {
        // It may be gone already; either way it starts nothing after this.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let deadline = Instant::now() + FAREWELL;
        loop {
            // A browser may have started another process while it was killed.
            let left = started_in(self.dir.path());
            if left.is_empty() || Instant::now() > deadline {
                return;
            }
            let _ = Command::new("kill").arg("-KILL").args(left).stderr(Stdio::null()).status();
            std::thread::sleep(PAUSE);
        }
    }
}

/// The processes that were told of this directory, which all of a browser's are.
fn started_in(directory: &Path) -> Vec<String> {
    let directory = directory.to_string_lossy();
    let is_told = |process: &Path| {
        // What has ended and waits to be counted has no command line any more (proc(5)).
        fs::read(process.join("cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&*directory))
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let told = processes.filter(|process| is_told(&process.path()));
    told.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}
