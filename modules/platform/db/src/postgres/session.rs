//! What a module's session is told when it begins: whose rights, which schema, and how long to wait.

use std::{fmt::Write, time::Duration};

use sea_orm::sqlx::postgres::PgConnectOptions;

/// A statement that takes longer is ended by the server.
const STATEMENT: Duration = Duration::from_secs(5);
/// What a server does not end is ended here: it is gone, or frozen.
pub(super) const PRIMARY_DEADLINE: Duration = STATEMENT.saturating_add(Duration::from_secs(1));
/// A replica that takes longer is not worth waiting for: the primary knows as much.
pub(super) const REPLICA_DEADLINE: Duration = Duration::from_secs(2);
/// Whole tables are read in this time, or not at all.
pub(super) const RECOUNT: Duration = Duration::from_mins(10);
/// Whoever waits this long for a row had better come back.
const LOCK: Duration = Duration::from_secs(2);
/// A transaction that nobody works on holds rows for others.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);

/// How a module's sessions begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    pub(crate) module: &'static str,
    /// A pooler between us and the server gives each transaction another session: nothing may be left in one.
    pub(crate) is_pooled: bool,
    pub(crate) is_read_only: bool,
    /// How long anybody waits for an answer.
    pub(crate) deadline: Duration,
}

impl Session {
    /// Options of a connection. Behind a pooler they say nothing, and every transaction says it itself.
    pub(super) fn options(&self, host: &PgConnectOptions) -> PgConnectOptions {
        let named = host.clone().application_name(&format!("jumak {}", self.module));
        if self.is_pooled {
            return named.statement_cache_capacity(0);
        }
        named.options(self.settings())
    }

    /// How a transaction begins.
    pub(super) fn begin(&self) -> String {
        let mut begin = String::from(if self.is_read_only { "BEGIN READ ONLY" } else { "BEGIN" });
        if self.is_pooled {
            for (name, value) in self.settings() {
                // Writing to a String cannot fail.
                let _ = write!(begin, "; SET LOCAL {name} = '{value}'");
            }
        }
        begin
    }

    /// How a transaction begins that reads whole tables.
    pub(super) fn begin_recount(&self) -> String {
        let timeout = RECOUNT.as_millis();
        let plans =
            "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on";
        format!("{}; SET LOCAL statement_timeout = '{timeout}'; {plans}", self.begin())
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let ms = |time: Duration| time.as_millis().to_string();
        let mut settings = vec![
            ("role", format!("jumak_{}", self.module)),
            ("search_path", self.module.to_owned()),
            ("statement_timeout", ms(STATEMENT)),
            ("lock_timeout", ms(LOCK)),
            ("idle_in_transaction_session_timeout", ms(IDLE_IN_TRANSACTION)),
            // A plan is kept for long. One that was made while its table was empty, also that of a foreign key's
            // check, would read all of the table ever after. What is not the auditor's looks rows up by an index.
            ("enable_seqscan", "off".to_owned()),
            ("enable_hashjoin", "off".to_owned()),
            ("enable_mergejoin", "off".to_owned()),
            // Nor does any of them gain from being planned anew for each set of arguments.
            ("plan_cache_mode", "force_generic_plan".to_owned()),
            // Statements are short and many; compiling one costs more than it ever saves.
            ("jit", "off".to_owned()),
        ];
        if self.is_read_only && !self.is_pooled {
            settings.push(("default_transaction_read_only", "on".to_owned()));
        }
        settings
    }
}
