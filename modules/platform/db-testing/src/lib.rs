//! Where a module's tests keep their rows: a file of their own, or a database of their own on a real Postgres.
//!
//! `JUMAK_TEST_POSTGRES=postgres://postgres@127.0.0.1:25431` names a server whose superuser may make databases; without
//! it, the embedded engine. The same tests pass on both.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that has no place to stand stops there"
)]

use std::time::Duration;

use db::{
    Cluster, ClusterConfig, Db,
    sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement},
};
use tempfile::TempDir;

/// The variable that names the server.
const SERVER: &str = "JUMAK_TEST_POSTGRES";
/// Every test's database begins as a copy of this one.
const TEMPLATE: &str = "jumak_module_tests";
/// Whoever makes a database waits for this number: a template that is being copied takes no other copyist.
const LOCK: i64 = 1_247_898_955;
const CONNECTIONS: u32 = 32;

/// A module's own database, migrated. Files are gone when the test ends; a server's databases go with the server.
#[derive(Debug)]
pub struct Place {
    /// The module's handle.
    pub db: Db,
    ground: Ground,
}

#[derive(Debug)]
enum Ground {
    File(TempDir),
    Server { url: String },
}

/// A new place for a module.
pub async fn place(module: &'static str) -> Place {
    match std::env::var(SERVER) {
        Ok(server) => on_server(&server, module).await,
        Err(_) => in_file(module).await,
    }
}

/// Whether places are on a server: for what only one engine can show.
pub fn is_on_server() -> bool {
    std::env::var_os(SERVER).is_some()
}

async fn in_file(module: &'static str) -> Place {
    let home = tempfile::tempdir().expect("a temporary directory");
    let db = Db::open_sqlite(&home.path().join(format!("{module}.db")), module).await.expect("a file");
    let owner = db.owner_connection().expect("a file has an owner");
    migrations::up(module, owner).await.expect("its schema");
    Place { db, ground: Ground::File(home) }
}

async fn on_server(server: &str, module: &'static str) -> Place {
    let server = server.trim_end_matches('/');
    let postgres = connect(&format!("{server}/postgres")).await;
    let name = format!("jumak_{}", uuid::Uuid::new_v4().simple());
    run(&postgres, &format!("SELECT pg_advisory_lock({LOCK})")).await;
    if !has_template(&postgres).await {
        run(&postgres, &format!("CREATE DATABASE {TEMPLATE}")).await;
        let owner = connect(&format!("{server}/{TEMPLATE}")).await;
        migrations::up_all_postgres(&owner, None, &mut |_| {}).await.expect("the schemas");
        owner.close().await.expect("the template is left");
    }
    run(&postgres, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
    // Closing ends the session, and the lock with it.
    postgres.close().await.expect("the server is left");
    let url = format!("{server}/{name}");
    Place { db: handle(&url, module).await, ground: Ground::Server { url } }
}

async fn has_template(postgres: &DatabaseConnection) -> bool {
    let asked = format!("SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'");
    let found = postgres.query_one_raw(Statement::from_string(DbBackend::Postgres, asked)).await;
    found.expect("the server lists its databases").is_some()
}

async fn handle(url: &str, module: &'static str) -> Db {
    let config = ClusterConfig {
        primary: url.parse().expect("a URL"),
        replicas: Vec::new(),
        is_pooled: false,
        connections: CONNECTIONS,
        is_primary_only: false,
        lag_max: Duration::from_secs(5),
    };
    Db::on_postgres(&Cluster::connect(config).await.expect("a primary"), module)
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the server takes connections")
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic_with(sql, &error));
}

#[expect(clippy::panic, reason = "the statement that failed is what whoever reads the log wants to know")]
fn panic_with<T>(sql: &str, error: &db::sea_orm::DbErr) -> T {
    panic!("{sql}: {error}")
}

impl Place {
    /// Another handle to the same rows, as another process would have.
    pub async fn again(&self) -> Db {
        let module = self.db.module();
        match &self.ground {
            Ground::File(home) => {
                Db::open_sqlite(&home.path().join(format!("{module}.db")), module).await.expect("the file")
            }
            Ground::Server { url } => handle(url, module).await,
        }
    }

    /// Runs SQL as the schema's owner, beside the module: to break what the module keeps, or to add what it lacks.
    pub async fn as_owner(&self, sql: &str) {
        match &self.ground {
            Ground::File(_) => {
                let owner = self.db.owner_connection().expect("a file has an owner");
                run(owner, sql).await;
            }
            Ground::Server { url } => {
                let owner = connect(url).await;
                run(&owner, &format!("SET search_path = {}; {sql}", self.db.module())).await;
                owner.close().await.expect("the server is left");
            }
        }
    }
}
