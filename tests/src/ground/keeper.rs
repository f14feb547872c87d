//! Who starts the cluster of a run, and ends it when nobody needs it any more.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use tokio::signal::unix::{SignalKind, signal};

use super::{
    Ground,
    standing::{Meeting, Standing},
};
use crate::{Cluster, PgBouncer, postgres::remove_later};

/// Between two tests of a run, and between two builds, nobody is there for a moment.
const PATIENCE: Duration = Duration::from_secs(8);
const PAUSE: Duration = Duration::from_millis(200);

/// To the tests of one server at most; a few tests run at a time.
const POOLED_CONNECTIONS: u32 = 40;

/// Nothing here is to survive a crash, and a few tests want their connections at a time.
const SETTINGS: [(&str, &str); 4] =
    [("fsync", "off"), ("full_page_writes", "off"), ("max_connections", "500"), ("max_wal_size", "512MB")];

/// Keeps a ground's servers until no test has needed them for a while, or it is told to end.
pub async fn keep(ground: Ground) {
    let meeting = Meeting::of(ground);
    let life = meeting.keeper();
    life.lock().expect("a lock file can be locked");
    clear_up(&meeting.homes());
    let primary = Cluster::with(&SETTINGS).await;
    fs::write(meeting.homes(), primary.data().display().to_string())
        .expect("the target directory can be written");
    let (replica, pooler) = match ground {
        Ground::Replica => {
            let replica = primary.replica("replica").await;
            let homes = format!("{}\n{}", primary.data().display(), replica.data().display());
            fs::write(meeting.homes(), homes).expect("the target directory can be written");
            (Some(replica), Some(PgBouncer::before(primary.port(), POOLED_CONNECTIONS).await))
        }
        Ground::Sqlite | Ground::Postgres => (None, None),
    };
    meeting.tell(&Standing {
        primary: primary.port(),
        pooler: pooler.as_ref().map(PgBouncer::port),
        replica: replica.as_ref().map(Cluster::port),
    });
    tokio::select! {
        () = until_nobody_is_there(&meeting) => {}
        () = until_told() => meeting.tell_nothing(),
    }
    drop(pooler);
    replica.into_iter().chain([primary]).for_each(Cluster::abandon);
    let _ = fs::remove_file(meeting.homes());
}

async fn until_nobody_is_there(meeting: &Meeting) {
    let tests = meeting.tests();
    let mut last_seen = Instant::now();
    loop {
        tokio::time::sleep(PAUSE).await;
        if tests.try_lock().is_err() {
            last_seen = Instant::now();
        } else if last_seen.elapsed() < PATIENCE {
            tests.unlock().expect("a lock is given back");
        } else {
            // Whoever comes now waits for this lock, and then finds nothing told.
            return meeting.tell_nothing();
        }
    }
}

async fn until_told() {
    let mut terminate = signal(SignalKind::terminate()).expect("a process hears signals");
    let mut interrupt = signal(SignalKind::interrupt()).expect("a process hears signals");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Ends the servers of a keeper that could not, and removes their data.
fn clear_up(homes: &Path) {
    for data in fs::read_to_string(homes).unwrap_or_default().lines().map(Path::new) {
        let pid = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        let pid = pid.lines().next().unwrap_or_default().to_owned();
        let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        // The number may be somebody else's by now.
        if !pid.is_empty() && line.contains(&data.display().to_string()) {
            // It ends its children and leaves its directory; what does not end is in nobody's way.
            let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        }
        if let Some(home) = data.parent().filter(|home| home.starts_with(std::env::temp_dir())) {
            remove_later(home);
        }
    }
    let _ = fs::remove_file(homes);
}
