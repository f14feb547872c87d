//! The server that the rows go to.

use futures::TryStreamExt;
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions, Connection, PgConnection, Postgres, Row as _, Transaction,
        postgres::PgRow,
    },
};

use super::{
    digest::{Digest, Row},
    error::MoveError,
    shape::{Column, Kind, Table, in_order_of_need},
};

/// A page is one statement and one transaction: as many rows as make up for its flush, as few as one likes to repeat.
const PAGE_ROWS: usize = 1_000;
/// An event or a booking may be large.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// The owner's session on the target.
pub(super) struct Target(PgConnection);

/// Rows on their way, by column.
pub(super) struct Page {
    columns: Vec<Vec<Option<String>>>,
    rows: usize,
    bytes: usize,
}

impl Page {
    pub(super) fn of(table: &Table) -> Self {
        Self { columns: vec![Vec::new(); table.columns.len()], rows: 0, bytes: 0 }
    }

    pub(super) fn add(&mut self, row: Row) {
        self.rows += 1;
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.bytes += value.as_ref().map_or(0, String::len);
            column.push(value);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows >= PAGE_ROWS || self.bytes >= PAGE_BYTES
    }

    fn take(&mut self) -> Vec<Vec<Option<String>>> {
        (self.rows, self.bytes) = (0, 0);
        self.columns.iter_mut().map(std::mem::take).collect()
    }
}

/// For each table of a schema: its columns, their types, its key, and the tables that its foreign keys name.
const TABLES: &str = "SELECT t.relname::text,
        (SELECT array_agg(a.attname::text ORDER BY a.attnum)
         FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
        (SELECT array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
         FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
        (SELECT array_agg(a.attname::text ORDER BY k.place)
         FROM pg_catalog.pg_constraint AS c
         CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
         WHERE c.conrelid = t.oid AND c.contype = 'p'),
        (SELECT array_agg(DISTINCT named.relname::text)
         FROM pg_catalog.pg_constraint AS c
         JOIN pg_catalog.pg_class AS named ON named.oid = c.confrelid
         WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.confrelid <> t.oid)
    FROM pg_catalog.pg_class AS t
    JOIN pg_catalog.pg_namespace AS s ON s.oid = t.relnamespace
    WHERE s.nspname = $1 AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relname <> 'seaql_migrations'
    ORDER BY t.relname";

/// A move takes its time, whatever the owner's sessions are told otherwise.
const PATIENCE: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

impl Target {
    pub(super) async fn of(owner: &DatabaseConnection) -> Result<Self, MoveError> {
        let options = owner.get_postgres_connection_pool().connect_options().as_ref().clone();
        // That a whole table takes more than a second is no news.
        let connected = options.disable_statement_logging().connect().await;
        connected.map(Self).map_err(MoveError::while_doing("connecting to the target"))
    }

    /// A module's tables, each after those it names.
    pub(super) async fn tables(&mut self, module: &str) -> Result<Vec<Table>, MoveError> {
        let failed = || MoveError::while_doing(format!("reading the catalog of {module}"));
        let mut tx = self.begin().await.map_err(failed())?;
        let rows = sqlx::query(TABLES).bind(module.to_owned()).fetch_all(&mut *tx).await.map_err(failed())?;
        tx.commit().await.map_err(failed())?;
        let tables: Result<Vec<_>, _> = rows.iter().map(|row| described(module, row)).collect();
        tables.map(in_order_of_need)
    }

    /// Writes a page, if there is anything on it. Answers how many rows there were.
    pub(super) async fn insert(&mut self, table: &Table, page: &mut Page) -> Result<u64, MoveError> {
        if page.rows == 0 {
            return Ok(0);
        }
        let mut tx = self.begin().await.map_err(table.failed("writing"))?;
        let mut insert = sqlx::query(AssertSqlSafe(table.insert()));
        for column in page.take() {
            insert = insert.bind(column);
        }
        let done = insert.execute(&mut *tx).await.map_err(table.failed("writing"))?;
        tx.commit().await.map_err(table.failed("writing"))?;
        Ok(done.rows_affected())
    }

    /// What all its rows come to.
    pub(super) async fn digest(&mut self, table: &Table) -> Result<Digest, MoveError> {
        let failed = || table.failed("reading back");
        let mut tx = self.begin().await.map_err(failed())?;
        let mut digest = Digest::builder();
        let mut rows = sqlx::query(AssertSqlSafe(table.select_postgres())).fetch(&mut *tx);
        while let Some(row) = rows.try_next().await.map_err(failed())? {
            let row: Result<Row, _> = (0..table.columns.len()).map(|index| row.try_get(index)).collect();
            digest.add(&row.map_err(failed())?);
        }
        drop(rows);
        tx.commit().await.map_err(failed())?;
        Ok(digest.finish())
    }

    /// Lets the planner know what came. Autovacuum would, but only in minutes, and guests come at once.
    pub(super) async fn analyze(&mut self, table: &Table) -> Result<(), MoveError> {
        let failed = || table.failed("analyzing");
        let analyze = AssertSqlSafe(format!("ANALYZE {}", table.place()));
        let mut tx = self.begin().await.map_err(failed())?;
        sqlx::raw_sql(analyze).execute(&mut *tx).await.map_err(failed())?;
        tx.commit().await.map_err(failed())
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
        let mut tx = self.0.begin().await?;
        sqlx::raw_sql(PATIENCE).execute(&mut *tx).await?;
        Ok(tx)
    }
}

fn described(module: &str, row: &PgRow) -> Result<Table, MoveError> {
    let read = || -> Result<_, sqlx::Error> {
        let columns: (Vec<String>, Vec<String>) = (row.try_get(1)?, row.try_get(2)?);
        let (key, needs): (Option<_>, Option<_>) = (row.try_get(3)?, row.try_get(4)?);
        let (key, needs) = (key.unwrap_or_default(), needs.unwrap_or_default());
        let (module, name) = (module.to_owned(), row.try_get(0)?);
        Ok((columns, Table { module, name, columns: Vec::new(), key, needs }))
    };
    let failed = MoveError::while_doing(format!("reading the catalog of {module}"));
    let ((names, types), mut table) = read().map_err(failed)?;
    if table.key.is_empty() {
        return Err(table.differs("has no key"));
    }
    for (name, postgres) in names.into_iter().zip(types) {
        let unknown = || table.differs(format!("has a column {name} of the unknown type {postgres}"));
        let kind = Kind::of(&postgres).ok_or_else(unknown)?;
        table.columns.push(Column { name, kind });
    }
    Ok(table)
}
