//! A transaction pooler between the server and its database.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::{APP, OWNER, SUPERUSER, port::Port, programs};
use crate::eventually;

/// Lends its connections for one transaction at a time. Its settings are Debian's wherever they can be.
#[derive(Debug)]
pub struct PgBouncer {
    home: TempDir,
    port: Port,
    child: Option<Child>,
}

impl PgBouncer {
    /// Before the server that listens on this port of 127.0.0.1, with so many connections to each of its databases.
    pub async fn before(server: u16, connections: u32) -> Self {
        let home = TempDir::with_prefix("jumak-pgbouncer-").expect("a temporary directory");
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("the directory is ours");
        let mut bouncer = Self { home, port: Port::reserve(), child: None };
        bouncer
            .write("users.txt", &[SUPERUSER, OWNER, APP].map(|user| format!("\"{user}\" \"\"\n")).concat());
        bouncer.write("pgbouncer.ini", &bouncer.settings(server, connections));
        bouncer.restart().await;
        bouncer
    }

    fn settings(&self, server: u16, connections: u32) -> String {
        let users = self.home.path().join("users.txt");
        format!(
            "[databases]\n* = host=127.0.0.1 port={server}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = {}\nadmin_users = {SUPERUSER}\n\
             pool_mode = transaction\ndefault_pool_size = {connections}\nmax_client_conn = 2000\n\
             server_idle_timeout = 5\n",
            self.port(),
            users.display()
        )
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.home.path().join(name), text).expect("its directory can be written");
    }

    /// Starts it (again), and waits until it listens.
    pub async fn restart(&mut self) {
        self.end_now();
        let mut command = programs::as_server_user(Command::new("pgbouncer"));
        let log = fs::File::create(self.home.path().join("log")).expect("a log");
        command.arg(self.home.path().join("pgbouncer.ini")).stdout(Stdio::null()).stderr(log);
        let mut child = command.spawn().expect("PgBouncer starts; tests/run installs it");
        let port = self.port();
        eventually("PgBouncer listens", async || {
            let ended = child.try_wait().expect("PgBouncer is our child");
            assert!(ended.is_none(), "PgBouncer ended:\n{}", self.log());
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        self.child = Some(child);
    }

    /// Ends it at once, with all it carries.
    pub fn end_now(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("PgBouncer can be killed");
            child.wait().expect("PgBouncer ended");
        }
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        self.end_now();
        if std::thread::panicking() {
            super::keep_log("pgbouncer", &self.home.path().join("log"));
        }
    }
}
