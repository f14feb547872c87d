//! A Postgres of the tests' own, one for each test binary that runs, gone with its process.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use migrations::Progress;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};

/// Makes a cluster in $1 with the programs in $2, says "ready", and ends it when nobody holds its input any longer,
/// which is when the tests' process is gone, however it went. It listens on a socket in its folder alone, so there is
/// no port to share.
const KEEPER: &str = r#"
    trap '' INT TERM
    if [ "$(id -u)" = 0 ]; then chown postgres "$1"; AS="runuser -u postgres --"; fi
    cd "$1" || exit 1
    $AS "$2/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N > "$1/log" 2>&1
    $AS "$2/pg_ctl" -D "$1/data" -l "$1/server.log" -w start >> "$1/log" 2>&1 \
        -o "-c listen_addresses= -c unix_socket_directories=$1 -c max_connections=60 -c shared_buffers=32MB
            -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
        && echo ready || { cat "$1/log" "$1/server.log" >&2; exit 1; }
    exec > /dev/null 2>&1
    cat
    $AS "$2/pg_ctl" -D "$1/data" -m immediate -w stop
    cd / && rm -rf "$1"
"#;

struct Cluster {
    folder: PathBuf,
    /// As long as its input is open, the server runs.
    _keeper: Child,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let folder = Command::new("mktemp").args(["-d", "/tmp/jumak-migrations.XXXXXX"]).output().unwrap();
        let folder = PathBuf::from(String::from_utf8(folder.stdout).unwrap().trim());
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .args([&folder, &programs()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said.trim(), "ready", "Postgres does not start");
        Cluster { folder, _keeper: keeper }
    })
}

/// Where the newest server's programs are.
fn programs() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").expect("postgresql is not installed");
    let newest = installed.map(|entry| entry.unwrap().path()).max_by_key(|path| version(path)).unwrap();
    newest.join("bin")
}

fn version(path: &Path) -> u32 {
    path.file_name().and_then(|name| name.to_str()?.parse().ok()).unwrap_or_default()
}

/// A name that no other test has.
pub(crate) fn fresh_name(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{what}_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A new, empty database.
pub(crate) struct Ground {
    pub(crate) database: String,
}

impl Ground {
    pub(crate) async fn new() -> Self {
        Self::made_with("").await
    }

    /// With more to say to `CREATE DATABASE`.
    pub(crate) async fn made_with(options: &str) -> Self {
        let ground = Self { database: fresh_name("hotel") };
        let main = connect("postgres", "postgres").await;
        run(&main, &format!("CREATE DATABASE {} {options}", ground.database)).await;
        ground
    }

    /// With every schema up to date.
    pub(crate) async fn migrated() -> Self {
        let ground = Self::new().await;
        migrate(&ground.admin().await, None).await.unwrap();
        ground
    }

    pub(crate) async fn admin(&self) -> DatabaseConnection {
        self.login("postgres").await
    }

    /// A connection with a user's own rights.
    pub(crate) async fn login(&self, user: &str) -> DatabaseConnection {
        connect(&self.database, user).await
    }

    /// A connection as the server's: with a module's role and search path, whoever logs in.
    pub(crate) async fn module(&self, user: &str, module: &str) -> DatabaseConnection {
        let connection = self.login(user).await;
        run(&connection, &format!("SET ROLE {}; SET search_path = {module}", migrations::role(module))).await;
        connection
    }

    /// A new user who may connect and nothing else, or what `options` say.
    pub(crate) async fn user(&self, options: &str) -> String {
        let name = fresh_name("user");
        run(&self.admin().await, &format!("CREATE ROLE {name} LOGIN {options}")).await;
        name
    }
}

async fn connect(database: &str, user: &str) -> DatabaseConnection {
    let folder = cluster().folder.display();
    let mut options = ConnectOptions::new(format!("postgres://{user}@localhost/{database}?host={folder}"));
    // One session: what is set in it stays set.
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

pub(crate) async fn migrate(
    owner: &DatabaseConnection,
    grant_to: Option<&str>,
) -> Result<usize, migrations::MigrateError> {
    migrations::up_all_postgres(owner, grant_to, &mut |_: Progress<'_>| {}).await
}

pub(crate) async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The SQLSTATE with which a statement is refused.
pub(crate) async fn refusal(connection: &DatabaseConnection, sql: &str) -> String {
    let error = connection.execute_unprepared(sql).await.expect_err(sql);
    let (sea_orm::DbErr::Exec(cause) | sea_orm::DbErr::Query(cause)) = &error else { panic!("{error}") };
    let sea_orm::RuntimeErr::SqlxError(cause) = cause else { panic!("{error}") };
    cause.as_database_error().unwrap().code().unwrap().into_owned()
}

pub(crate) async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let asked = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(asked).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The first column of every row.
pub(crate) async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    rows(connection, sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

pub(crate) async fn number(connection: &DatabaseConnection, sql: &str) -> i64 {
    rows(connection, sql).await[0].try_get_by_index(0).unwrap()
}
