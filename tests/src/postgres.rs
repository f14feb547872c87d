//! Real PostgreSQL servers: started, crashed, hung, promoted and rejoined as a test needs it.
//!
//! A [`Cluster`] is one data directory with its postmaster. It begins as a primary, or as a copy of another one that
//! follows it; which of them it is changes with `promote` and `rejoin`, so both are one type.

mod bouncer;
mod database;
mod member;
mod port;
mod postmaster;
mod programs;

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions, postgres::PgSslMode};
use tempfile::TempDir;

pub use bouncer::PgBouncer;
pub use database::Database;
pub(crate) use port::Port;

use crate::{Hand, Sql, eventually, postgres::postmaster::Postmaster};

/// Whoever may do everything.
pub(crate) const SUPERUSER: &str = "postgres";
/// Who owns the databases and migrates them.
const OWNER: &str = "jumak_owner";
/// Whom the server logs in as: it owns nothing.
const APP: &str = "jumak_app";

/// A server that answers nothing for so long is as good as gone.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);

/// What every cluster is told in `postgresql.conf`; small, because a test has few rows.
const SETTINGS: [(&str, &str); 9] = [
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    ("shared_buffers", "64MB"),
    ("max_connections", "200"),
    ("wal_level", "replica"),
    ("max_wal_senders", "10"),
    // A member that was away for a test comes back without a slot.
    ("wal_keep_size", "256MB"),
    ("wal_retrieve_retry_interval", "100ms"),
    ("log_line_prefix", "%m [%p] %a %e "),
];

/// A data directory and, unless stopped, the server on it. Dropped, it is gone; a failed test keeps its log.
#[derive(Debug)]
pub struct Cluster {
    name: String,
    home: TempDir,
    port: Port,
    hand: Option<Hand>,
    postmaster: Option<Postmaster>,
}

impl Cluster {
    /// A new primary that keeps every promise of a commit.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A new primary with further settings.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let mut cluster = Self::prepare("primary");
        cluster.initialise(settings).await;
        cluster.restart().await;
        cluster.add_users().await;
        cluster
    }

    /// A new primary whose disk is in the test's hand.
    pub async fn with_hand() -> Self {
        let mut cluster = Self::prepare("primary");
        cluster.hand = Some(Hand::open(cluster.home.path()));
        cluster.initialise(&[]).await;
        cluster.restart().await;
        cluster.add_users().await;
        cluster
    }

    /// A directory and a port, without data yet.
    fn prepare(name: &str) -> Self {
        let home = TempDir::with_prefix("jumak-postgres-").expect("a temporary directory");
        // The server's own user looks into it.
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("the directory is ours");
        if let Some((user, group)) = programs::server_user() {
            chown(home.path(), Some(user), Some(group)).expect("root gives a directory away");
        }
        Self { name: name.to_owned(), home, port: Port::reserve(), hand: None, postmaster: None }
    }

    async fn initialise(&self, settings: &[(&str, &str)]) {
        let mut initdb = programs::program("initdb");
        initdb.arg("-D").arg(self.data()).args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]);
        // Checksums, because pg_rewind asks for them.
        initdb.args(["--locale=C.UTF-8", "-k", "-N"]);
        programs::run(initdb).await;
        for (name, value) in SETTINGS.iter().chain(settings) {
            self.write_setting("postgresql.conf", name, value);
        }
    }

    async fn add_users(&self) {
        let mut sql = self.sql(SUPERUSER).await;
        let users = format!("CREATE ROLE {OWNER} LOGIN CREATEROLE; CREATE ROLE {APP} LOGIN");
        sql.run(&users).await.expect("the superuser adds users");
        sql.close().await;
    }

    /// Appends to a file of settings; the last word counts.
    fn write_setting(&self, file: &str, name: &str, value: &str) {
        let path = self.data().join(file);
        let known = fs::read_to_string(&path).expect("a data directory has its settings");
        let value = value.replace('\'', "''");
        // Written in place: the file stays its owner's.
        fs::write(&path, format!("{known}\n{name} = '{value}'\n")).expect("its settings can be written");
    }

    /// The name by which other members know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        fs::read(self.log_path())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.home.path().join("log")
    }

    /// The disk, if it was started with a hand.
    pub fn hand(&self) -> &Hand {
        self.hand.as_ref().expect("the cluster was started with a hand")
    }

    /// A superuser's shell on a database.
    pub async fn sql(&self, database: &str) -> Sql {
        Sql::at(self.port(), database).await
    }

    /// Starts it (again) on its data, and waits until it answers.
    pub async fn restart(&mut self) {
        self.kill9().await;
        eventually(&format!("{} answers", self.name), async || {
            // It refuses to start while a process of its last life is still there.
            if self.postmaster.as_mut().is_none_or(Postmaster::has_ended) {
                self.postmaster = Some(Postmaster::spawn(self.postgres(), &self.log_path()));
            }
            let mut connection = connect(self.port(), SUPERUSER).await.ok()?;
            sqlx::query("SELECT 1").execute(&mut connection).await.ok()
        })
        .await;
    }

    fn postgres(&self) -> Command {
        let mut command = programs::program("postgres");
        command.arg("-D").arg(self.data());
        // On the command line: a member that is rewound takes the other's files of settings.
        command.args(["-c", &format!("port={}", self.port())]);
        if let Some(hand) = &self.hand {
            command.envs(hand.environment());
        }
        command
    }

    /// Stops it as an operator does: sessions are ended, everything is written.
    pub async fn stop(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            postmaster.signal("INT");
            eventually(&format!("{} stops", self.name), async || postmaster.has_ended().then_some(())).await;
        }
    }

    /// Kills it as a power cut would, also while it is paused.
    pub async fn kill9(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            let children = postmaster.children();
            postmaster.signal("KILL");
            // Its children end when they notice, and only a process that runs can notice.
            postmaster::signal(&children, "CONT");
            eventually(&format!("{} is dead", self.name), async || {
                (postmaster.has_ended() && children.iter().all(|pid| !postmaster::is_there(*pid)))
                    .then_some(())
            })
            .await;
        }
    }

    /// Lets it hang, as a host does that is out of reach: connections stay open, nothing answers.
    pub async fn pause(&self) {
        self.live().signal("STOP");
        eventually(&format!("{} hangs", self.name), async || {
            let awake = self.live().children().into_iter().filter(|pid| !postmaster::is_paused(*pid));
            let awake: Vec<u32> = awake.collect();
            postmaster::signal(&awake, "STOP");
            awake.is_empty().then_some(())
        })
        .await;
    }

    /// Lets it go on.
    pub fn resume(&self) {
        postmaster::signal(&self.live().children(), "CONT");
        self.live().signal("CONT");
    }

    /// Ends it at once; its data go when there is time. Those of hundreds of databases take a minute.
    pub(crate) fn abandon(mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            postmaster.end_now();
        }
        self.home.disable_cleanup(true);
        remove_later(self.home.path());
    }

    fn live(&self) -> &Postmaster {
        self.postmaster.as_ref().expect("the cluster runs")
    }

    /// Changes a setting that needs no restart, and waits until it counts.
    pub async fn set(&self, name: &str, value: &str) {
        let mut sql = self.sql(SUPERUSER).await;
        let value = value.replace('\'', "''");
        let before = sql.texts("SELECT pg_conf_load_time()").await;
        sql.run(&format!("ALTER SYSTEM SET {name} = '{value}'"))
            .await
            .expect("a superuser changes a setting");
        sql.run("SELECT pg_reload_conf()").await.expect("a superuser reloads the settings");
        eventually(&format!("{} reads its settings", self.name), async || {
            (sql.texts("SELECT pg_conf_load_time()").await != before).then_some(())
        })
        .await;
        sql.close().await;
    }

    /// Puts a rule before all others of `pg_hba.conf`.
    pub async fn admit(&self, rule: &str) {
        let path = self.data().join("pg_hba.conf");
        let known = fs::read_to_string(&path).expect("a data directory has its rules");
        fs::write(&path, format!("{rule}\n{known}")).expect("its rules can be written");
        let mut sql = self.sql(SUPERUSER).await;
        sql.run("SELECT pg_reload_conf()").await.expect("a superuser reloads the rules");
        let wrong = "SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL";
        assert_eq!(sql.texts(wrong).await, [""; 0], "{rule}");
        sql.close().await;
    }

    /// The first line of its log that says this, if any.
    pub fn logged(&self, what: &str) -> Option<String> {
        self.log().lines().find(|line| line.contains(what)).map(str::to_owned)
    }
}

/// A superuser's session on a database of the server at this port.
pub(crate) async fn connect(port: u16, database: &str) -> Result<PgConnection, String> {
    let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(port).username(SUPERUSER);
    let options = options.database(database).ssl_mode(PgSslMode::Disable).application_name("test");
    // A pooler of Debian's knows no such thing.
    let options = options.extra_float_digits(None).disable_statement_logging();
    match tokio::time::timeout(CONNECT_DEADLINE, options.connect()).await {
        Ok(connected) => connected.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer in {CONNECT_DEADLINE:?}")),
    }
}

/// Waits until the follower at one port shows all that the leader at the other has.
pub(crate) async fn is_shown_by(follower: u16, leader: u16) {
    let mut sql = Sql::at(leader, SUPERUSER).await;
    let position = sql.texts("SELECT pg_current_wal_flush_lsn()").await.concat();
    sql.close().await;
    member::shows(&mut Sql::at(follower, SUPERUSER).await, &position).await;
}

/// Removes a directory without waiting for it.
pub(crate) fn remove_later(directory: &Path) {
    let mut remove = Command::new("rm");
    remove.arg("-rf").arg(directory).process_group(0);
    remove.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It goes on after this process has ended.
    let _ = remove.spawn();
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(postmaster) = &mut self.postmaster {
            postmaster.end_now();
        }
        if std::thread::panicking() {
            keep_log(&self.name, &self.log_path());
        }
    }
}

/// The log outlives the data, which would fill a disk.
fn keep_log(name: &str, log: &Path) {
    let kept = std::env::temp_dir().join(format!("jumak-{name}-{}.log", crate::fresh_key()));
    if fs::copy(log, &kept).is_ok() {
        eprintln!("the log of {name} is kept in {}", kept.display());
    }
}
