//! What the engine's own benchmark reaches on the same server.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use jumak_tests::Cluster;
use tempfile::TempDir;

use super::Aim;

/// A database with a night for each of five room types of 1,000 hotels in a year, and pgbench's scripts.
pub(crate) struct Limit {
    port: u16,
    scripts: TempDir,
}

const TABLES: &str = "
    CREATE TABLE nights (
        hotel_id integer NOT NULL, room_type_id integer NOT NULL, night date NOT NULL,
        allotment integer NOT NULL, taken integer NOT NULL DEFAULT 0,
        PRIMARY KEY (hotel_id, room_type_id, night),
        CHECK (taken >= 0 AND taken <= allotment)) WITH (fillfactor = 70);
    INSERT INTO nights (hotel_id, room_type_id, night, allotment)
    SELECT hotel, kind, date '2030-01-01' + day, 10000000
    FROM generate_series(1, 1000) AS hotel, generate_series(1, 5) AS kind, generate_series(0, 364) AS day;
    CREATE TABLE bookings (
        booking_id uuid PRIMARY KEY, hotel_id integer NOT NULL, room_type_id integer NOT NULL, night date NOT NULL,
        guest text NOT NULL, detail text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX bookings_of_hotel ON bookings (hotel_id, night);
    CREATE TABLE outbox (event_id uuid PRIMARY KEY, hotel_id integer NOT NULL, payload text NOT NULL);
    VACUUM ANALYZE";

const SPREAD: &str = "\\set hotel random(1, 1000)\n\\set kind random(1, 5)\n\\set day random(0, 360)\n";
const HOT: &str = "\\set hotel 1\n\\set kind 1\n\\set day 100\n";

/// Five round trips, as a program without batches makes them.
const BOOKING: &str = "
BEGIN;
UPDATE nights SET taken = taken + 1 WHERE hotel_id = :hotel AND room_type_id = :kind AND night >= date '2030-01-01' + :day::integer AND night < date '2030-01-01' + :day::integer + 2 AND taken + 1 <= allotment;
INSERT INTO bookings (booking_id, hotel_id, room_type_id, night, guest, detail) VALUES (gen_random_uuid(), :hotel, :kind, date '2030-01-01' + :day::integer, 'Ann Example', repeat('detail of a booking ', 20));
INSERT INTO outbox (event_id, hotel_id, payload) VALUES (gen_random_uuid(), :hotel, repeat('what happened ', 20));
COMMIT;
";

impl Limit {
    pub(crate) async fn prepare(cluster: &Cluster) -> Self {
        cluster.sql("postgres").await.run("CREATE DATABASE pgbench").await.expect("a database for pgbench");
        let mut sql = cluster.sql("pgbench").await;
        for statement in TABLES.split(';') {
            sql.run(statement).await.expect("its tables");
        }
        sql.close().await;
        let scripts = TempDir::new().expect("a temporary directory");
        for (aim, start) in [(Aim::Spread, SPREAD), (Aim::Hot, HOT)] {
            fs::write(script(&scripts, aim), format!("{start}{BOOKING}")).expect("a script");
        }
        Self { port: cluster.port(), scripts }
    }

    pub(crate) async fn bookings_per_second(&self, aim: Aim, clients: usize, span: Duration) -> f64 {
        let mut pgbench = Command::new(program());
        pgbench
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", "-n", "-M", "prepared"])
            .args(["-c", &clients.to_string(), "-j", "2", "-T", &span.as_secs().to_string()])
            .arg("-f")
            .arg(script(&self.scripts, aim))
            .arg("pgbench");
        let ran = tokio::task::spawn_blocking(move || pgbench.output()).await;
        let ran = ran.expect("a thread").expect("pgbench runs");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.unwrap_or_else(|| panic!("pgbench: {said}{}", String::from_utf8_lossy(&ran.stderr)))
    }
}

fn script(scripts: &TempDir, aim: Aim) -> PathBuf {
    scripts.path().join(aim.name())
}

/// Debian keeps it beside the server of its version.
fn program() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let beside = versions.map(|version| version.path().join("bin/pgbench")).filter(|path| path.exists());
    beside.max().unwrap_or_else(|| PathBuf::from("pgbench"))
}
