//! One database of a cluster, and the ways that lead to it.

use std::process::Command;

use super::{APP, Cluster, OWNER, SUPERUSER};
use crate::{Finished, Sql, setup::binary};

/// A database, migrated or not: who reaches it as whom, and through what.
#[derive(Debug, Clone)]
pub struct Database {
    name: String,
    /// Where its superuser looks.
    primary: u16,
    /// Where the server looks: the first of these that takes writes.
    ways: Vec<u16>,
    replicas: Vec<u16>,
    is_pooled: bool,
}

impl Cluster {
    /// A new database with every module's schema.
    pub async fn database(&self, name: &str) -> Database {
        let database = self.empty_database(name).await;
        database.migrate().await;
        database
    }

    /// A new database with nothing in it.
    pub async fn empty_database(&self, name: &str) -> Database {
        let mut sql = self.sql(SUPERUSER).await;
        let create = format!("CREATE DATABASE {name} OWNER {OWNER}");
        sql.run(&create).await.unwrap_or_else(|error| panic!("{create}: {error}"));
        sql.close().await;
        Database::at(self.port(), name)
    }
}

impl Database {
    /// The database of this name on the server at this port of 127.0.0.1.
    pub(crate) fn at(primary: u16, name: &str) -> Self {
        Self { name: name.to_owned(), primary, ways: vec![primary], replicas: Vec::new(), is_pooled: false }
    }

    /// The same database, reached by the server through these ports: a proxy, or every member that may lead.
    #[must_use]
    pub fn through(mut self, ports: &[u16]) -> Self {
        ports.clone_into(&mut self.ways);
        self
    }

    /// The same database, reached by the server through a transaction pooler.
    #[must_use]
    pub fn pooled_by(mut self, port: u16) -> Self {
        self.is_pooled = true;
        self.through(&[port])
    }

    /// The same database, read from these followers where a read may be stale.
    #[must_use]
    pub fn read_from(mut self, ports: &[u16]) -> Self {
        ports.clone_into(&mut self.replicas);
        self
    }

    /// The same database, under a new leader.
    #[must_use]
    pub fn led_by(mut self, primary: &Cluster) -> Self {
        self.primary = primary.port();
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the server is given as `DATABASE_URL`.
    pub fn url(&self) -> String {
        let hosts: Vec<String> = self.ways.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        self.address(APP, &hosts.join(","))
    }

    /// What `jumak migrate` is given.
    pub fn owner_url(&self) -> String {
        self.address(OWNER, &format!("127.0.0.1:{}", self.primary))
    }

    /// What an operator's own tools are given.
    pub fn superuser_url(&self) -> String {
        self.address(SUPERUSER, &format!("127.0.0.1:{}", self.primary))
    }

    fn address(&self, user: &str, hosts: &str) -> String {
        format!("postgres://{user}@{hosts}/{}?sslmode=disable", self.name)
    }

    /// What a server on it is told.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let mut told = vec![("DATABASE_URL".to_owned(), self.url())];
        if !self.replicas.is_empty() {
            let urls = self.replicas.iter().map(|port| self.address(APP, &format!("127.0.0.1:{port}")));
            told.push(("DATABASE_REPLICA_URLS".to_owned(), urls.collect::<Vec<_>>().join(",")));
        }
        if self.is_pooled {
            told.push(("JUMAK_DB_POOLER".to_owned(), "transaction".to_owned()));
        }
        told
    }

    /// Gives it every module's schema, and the server's user the right to use them.
    pub async fn migrate(&self) {
        let mut command = Command::new(binary());
        let arguments = ["migrate", "--app-user", APP];
        command.args(arguments).env_clear().env("DATABASE_URL", self.owner_url());
        Finished::of(command, arguments.join(" ")).await.ok();
    }

    /// A superuser's shell in a module's schema.
    pub async fn sql(&self, module: &str) -> Sql {
        let mut sql = Sql::at(self.primary, &self.name).await;
        sql.run(&format!("SET search_path = {module}")).await.expect("a session chooses its schema");
        sql
    }

    /// The schemas that the migration made.
    pub(crate) async fn modules(&self) -> Vec<String> {
        let mut sql = Sql::at(self.primary, &self.name).await;
        let own = "SELECT nspname FROM pg_namespace \
                   WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public') ORDER BY nspname";
        sql.texts(own).await
    }

    /// Asks the server's own tool whether every index finds what its table has.
    pub(crate) async fn assert_sound(&self) {
        let mut check = super::programs::program("pg_amcheck");
        let port = self.primary.to_string();
        // It takes no address, only its parts.
        check.args([
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            SUPERUSER,
            "--install-missing",
            "--heapallindexed",
        ]);
        check.arg(&self.name);
        super::programs::run(check).await;
    }

    /// All that is stored, as the server's own tool writes it out.
    pub(crate) async fn dump(&self) -> String {
        let mut dump = super::programs::program("pg_dump");
        dump.args(["-d", &self.superuser_url()]);
        super::programs::run(dump).await.stdout
    }
}
