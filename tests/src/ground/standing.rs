//! The cluster that all tests of a run stand on, as one of them sees it.

use std::{
    env,
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::{Ground, Inside};
use crate::{Database, Sql, eventually, postgres::SUPERUSER, setup};

/// Whoever makes databases waits for the one who does; a template may have no visitors while it is copied.
const MAKING: &str = "SELECT pg_advisory_lock(1)";

/// Where the servers of a ground listen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) primary: u16,
    pub(super) pooler: Option<u16>,
    pub(super) replica: Option<u16>,
}

/// The files by which tests and keeper find each other.
#[derive(Debug)]
pub(super) struct Meeting(PathBuf);

impl Meeting {
    pub(super) fn of(ground: Ground) -> Self {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/test-tools");
        let place = place.join(format!("ground-{}", ground.name()));
        fs::create_dir_all(&place).expect("the target directory can be written");
        Self(place)
    }

    /// Held shared by each test process, so that the keeper knows whether there is one.
    pub(super) fn tests(&self) -> File {
        self.file("tests.lock")
    }

    /// Held by the keeper for its life.
    pub(super) fn keeper(&self) -> File {
        self.file("keeper.lock")
    }

    /// Held by whoever starts a keeper.
    fn starter(&self) -> File {
        self.file("starter.lock")
    }

    fn file(&self, name: &str) -> File {
        File::options().create(true).append(true).open(self.0.join(name)).expect("a lock file")
    }

    pub(super) fn standing(&self) -> Option<Standing> {
        serde_json::from_slice(&fs::read(self.0.join("standing.json")).ok()?).ok()
    }

    /// Tells the tests where it stands, in one step.
    pub(super) fn tell(&self, standing: &Standing) {
        let told = serde_json::to_vec(standing).expect("ports are JSON");
        let draft = self.0.join("standing.part");
        fs::write(&draft, told).expect("the target directory can be written");
        fs::rename(draft, self.0.join("standing.json")).expect("a file finds its place");
    }

    pub(super) fn tell_nothing(&self) {
        // There may be nothing to take back.
        let _ = fs::remove_file(self.0.join("standing.json"));
    }

    /// Where the keeper notes the directory of a cluster, for the next one if it dies.
    pub(super) fn homes(&self) -> PathBuf {
        self.0.join("homes")
    }
}

impl Standing {
    /// The ground's servers, started now unless another test did. They stay while this process lives.
    pub(super) async fn join(ground: Ground) -> &'static Self {
        static JOINED: OnceCell<(Standing, File)> = OnceCell::const_new();
        let joined = JOINED.get_or_init(|| async {
            let meeting = Meeting::of(ground);
            let tests = meeting.tests();
            tests.lock_shared().expect("a lock file can be locked");
            (Self::find(&meeting, ground).await, tests)
        });
        &joined.await.0
    }

    async fn find(meeting: &Meeting, ground: Ground) -> Self {
        let starter = meeting.starter();
        starter.lock().expect("a lock file can be locked");
        // Nobody keeps what was told by a keeper that died.
        let is_kept = meeting.keeper().try_lock_shared().is_err();
        if let Some(standing) = meeting.standing().filter(|_| is_kept) {
            return standing;
        }
        meeting.tell_nothing();
        let mut keeper = Command::new(setup::beside("ground"));
        keeper.args(["keep", ground.name()]).process_group(0).stdin(Stdio::null()).stdout(Stdio::null());
        let log = File::create(meeting.0.join("log")).expect("a log");
        let mut keeper = keeper.stderr(log).spawn().expect("the keeper starts");
        eventually("the keeper has its servers running", async || {
            let ended = keeper.try_wait().expect("the keeper is our child");
            assert!(ended.is_none(), "the keeper ended: {}/log", meeting.0.display());
            meeting.standing()
        })
        .await
    }

    /// Makes a database, in a tenth of a second: a copy of one that was migrated.
    pub(super) async fn create(&self, name: &str, inside: Inside) -> Database {
        let mut sql = Sql::at(self.primary, SUPERUSER).await;
        sql.run(MAKING).await.expect("a lock");
        let template = match inside {
            Inside::Schema => self.template().await,
            Inside::Nothing => "template1".to_owned(),
        };
        let create = format!("CREATE DATABASE {name} OWNER jumak_owner TEMPLATE {template}");
        sql.run(&create).await.unwrap_or_else(|error| panic!("{create}: {error}"));
        sql.close().await;
        Database::at(self.primary, name)
    }

    /// The database that this program migrated, migrated now unless another test did.
    async fn template(&self) -> String {
        let name = format!("template_{}", stamp(&setup::binary()));
        let mut sql = Sql::at(self.primary, SUPERUSER).await;
        let known = format!("SELECT COUNT(*) FROM pg_database WHERE datname = '{name}'");
        if sql.number(&known).await == 0 {
            sql.run("DROP DATABASE IF EXISTS template_draft WITH (FORCE)")
                .await
                .expect("an unfinished one goes");
            sql.run("CREATE DATABASE template_draft OWNER jumak_owner")
                .await
                .expect("a superuser makes databases");
            Database::at(self.primary, "template_draft").migrate().await;
            let rename = format!("ALTER DATABASE template_draft RENAME TO {name}");
            sql.run(&rename).await.expect("a finished one gets its name");
        }
        sql.close().await;
        name
    }
}

/// Tells one build of a program from another.
fn stamp(program: &Path) -> String {
    let changed = fs::metadata(program).and_then(|file| file.modified()).expect("the program is there");
    let since = changed.duration_since(UNIX_EPOCH).expect("files are younger than 1970");
    let inode = std::os::unix::fs::MetadataExt::ino(&fs::metadata(program).expect("the program is there"));
    format!("{inode}_{}", since.as_micros())
}
