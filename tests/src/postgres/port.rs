//! Ports that stay a server's own while it is down.

use std::{
    env,
    fs::{self, File, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
};

use rand::RngExt;

/// Below what the kernel hands out to clients, who would take a server's port while it restarts.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
const ATTEMPTS_MAX: u32 = 1_000;

/// A port of 127.0.0.1 that no other test takes while this lives.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    /// Locked; the lock ends with the process at the latest.
    _claim: File,
}

impl Port {
    pub(crate) fn reserve() -> Self {
        let found = (0..ATTEMPTS_MAX).find_map(|_| Self::claim(rand::rng().random_range(PORTS)));
        found.expect("a machine has a free port")
    }

    fn claim(number: u16) -> Option<Self> {
        let directory = env::temp_dir().join("jumak-test-ports");
        if fs::create_dir(&directory).is_ok() {
            // Everybody's, as the ports are.
            fs::set_permissions(&directory, Permissions::from_mode(0o1777)).ok()?;
        }
        let claim =
            File::options().create(true).append(true).open(directory.join(number.to_string())).ok()?;
        claim.try_lock().ok()?;
        TcpListener::bind(("127.0.0.1", number)).ok()?;
        Some(Self { number, _claim: claim })
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }
}
