//! The server's clock and disk, in the test's hand.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use chrono::{DateTime, TimeDelta, Utc};

const DISK_FULL_AT: u64 = 8;

/// Moves the clock, and fills the disk, of the processes that were started with it (see `tests/hand/hand.c`).
#[derive(Debug)]
pub struct Hand {
    path: PathBuf,
    file: File,
}

impl Hand {
    pub(crate) fn open(dir: &Path) -> Self {
        let path = dir.join("hand");
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .expect("the hand's file can be made");
        file.set_len(16).expect("the hand's file has room");
        Self { path, file }
    }

    /// What makes a process obey.
    pub(crate) fn environment(&self) -> [(&'static str, PathBuf); 2] {
        [("TEST_HAND", self.path.clone()), ("LD_PRELOAD", library().to_owned())]
    }

    /// Stops the clock at this instant.
    pub fn set(&self, now: DateTime<Utc>) {
        self.write(0, now.timestamp_micros());
    }

    /// Moves the stopped clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }

    /// Where the stopped clock stands.
    pub fn now(&self) -> DateTime<Utc> {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, 0).expect("the hand can be read");
        DateTime::from_timestamp_micros(i64::from_le_bytes(bytes)).expect("the hand holds an instant")
    }

    /// From now on no file takes another byte.
    pub fn fill_disk(&self) {
        self.write(DISK_FULL_AT, 1);
    }

    /// Files take bytes again.
    pub fn free_disk(&self) {
        self.write(DISK_FULL_AT, 0);
    }

    fn write(&self, at: u64, number: i64) {
        self.file.write_all_at(&number.to_le_bytes(), at).expect("the hand can be written");
    }
}

/// The preloaded library, compiled once beside the tests.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("hand/hand.c");
        let beside = std::env::current_exe().expect("a test knows where it is");
        let library = beside.with_file_name("libhand.so");
        if !is_newer(&library, &source) {
            compile(&source, &library);
        }
        library
    })
}

fn is_newer(library: &Path, source: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    changed(library).is_some_and(|compiled| changed(source).is_some_and(|written| written < compiled))
}

/// Several test processes may do this at once: each writes its own file, and the last one stays.
fn compile(source: &Path, library: &Path) {
    let own = library.with_extension(format!("{}.so", std::process::id()));
    let compiler = Command::new("cc")
        .args(["-O2", "-shared", "-fPIC", "-o"])
        .args([own.as_path(), source])
        .arg("-ldl")
        .status();
    assert!(compiler.expect("a C compiler, which Rust needs too").success(), "hand.c compiles");
    fs::rename(&own, library).expect("the library finds its place");
}
