//! `jumak doctor`: everything that this rung stands on, checked.

mod files;
mod finding;
mod servers;

use std::{io::Write, net::TcpListener, path::Path};

use kernel::{Clock, SystemClock};

use self::finding::Finding;
use super::{Verdict, say};
use crate::{
    compose::Databases,
    config::{Config, SECRET_KEY_MISSING, secrets},
    schema,
};

/// Clocks that were never set begin in 1970.
const PLAUSIBLE_YEAR: i32 = 2025;

pub(crate) async fn run(config: &Config) -> anyhow::Result<Verdict> {
    let mut findings = vec![
        Finding::fine("configuration", "every variable can be used"),
        Finding::of("clock", clock()),
        Finding::of(format!("data directory {}", config.data_dir.display()), writable(&config.data_dir)),
        Finding::of(format!("mail directory {}", config.mail_dir.display()), writable(&config.mail_dir)),
        Finding::of("secret keys", secret_keys(config)),
        Finding::of(format!("JUMAK_LISTEN {}", config.http.listen), address(config.http.listen)),
        Finding::of(
            format!("JUMAK_ADMIN_LISTEN {}", config.http.admin_listen),
            address(config.http.admin_listen),
        ),
    ];
    findings.extend(match &config.database.servers {
        None => files::findings(config).await,
        Some(servers) => servers::findings(config, servers).await,
    });
    for notice in &config.notices {
        say(&format!("note  {notice}"))?;
    }
    for finding in &findings {
        say(&finding.to_string())?;
    }
    let is_well = !findings.iter().any(Finding::is_wrong);
    Ok(if is_well { Verdict::Yes } else { Verdict::No })
}

fn clock() -> Result<String, String> {
    let now = SystemClock.now();
    if chrono::Datelike::year(&now) >= PLAUSIBLE_YEAR {
        Ok(format!("{now}"))
    } else {
        Err(format!("says {now}; set it, for example with NTP: stays and deadlines go by it"))
    }
}

fn writable(directory: &Path) -> Result<String, String> {
    let probe = directory.join(format!(".doctor-{}", uuid::Uuid::new_v4()));
    let written = std::fs::create_dir_all(directory).and_then(|()| {
        let mut file = std::fs::File::create_new(&probe)?;
        file.write_all(&[0; 4096])?;
        file.sync_all()?;
        std::fs::remove_file(&probe)
    });
    written.map(|()| "can be written".to_owned()).map_err(|error| {
        format!("cannot be written ({error}); give this user the right to, or free space on the disk")
    })
}

fn secret_keys(config: &Config) -> Result<String, String> {
    if config.secret_keys.is_some() {
        return Ok("from JUMAK_SECRET_KEY".to_owned());
    }
    if config.misses_secret_key() {
        return Err(format!("JUMAK_SECRET_KEY {SECRET_KEY_MISSING}"));
    }
    match secrets::load(&config.data_dir) {
        Ok(Some(_)) => {
            Ok("in secret.key under the data directory; keep a copy apart from the databases'".to_owned())
        }
        Ok(None) => Ok("none yet; jumak serve makes them".to_owned()),
        Err(error) => Err(format!("{error}; restore the file from a copy, or set JUMAK_SECRET_KEY")),
    }
}

fn address(address: std::net::SocketAddr) -> Result<String, String> {
    match TcpListener::bind(address) {
        Ok(_) => Ok("is free".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok("is in use; fine if that is the running server".to_owned())
        }
        Err(error) => Err(format!("cannot be listened on ({error}); choose another address")),
    }
}

/// Whether this release can work with the schemas; `mend` is said where it is behind.
async fn schemas(databases: &Databases, mend: &str) -> Finding {
    let found = match schema::pending(databases).await {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(steps) => Err(format!("{steps} steps behind; run: jumak migrate ({mend})")),
        Err(error) => Err(format!("{error:#}")),
    };
    Finding::of("schemas", found)
}
