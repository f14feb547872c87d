//! Both engines hold the same: tables, columns, constraints and indexes have the same names.

use std::collections::BTreeSet;

use migrations::MODULES;
use sea_orm::{Database, DatabaseConnection};

use crate::cluster::{Ground, run, texts};

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let (postgres, sqlite) = (Ground::migrated().await.admin().await, Sqlite::all().await);

    for (module, file) in &sqlite.0 {
        let there = format!(
            "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END
                || CASE data_type
                    WHEN 'date' THEN ' text' WHEN 'text' THEN ' text'
                    WHEN 'uuid' THEN ' blob' WHEN 'bytea' THEN ' blob'
                    WHEN 'bigint' THEN ' integer' WHEN 'integer' THEN ' integer' WHEN 'boolean' THEN ' integer'
                    ELSE ' ' || data_type END
                || COALESCE(' = ' || CASE split_part(column_default, '::', 1)
                    WHEN 'false' THEN '0' ELSE split_part(column_default, '::', 1) END, '')
            FROM information_schema.columns
            WHERE table_schema = '{module}' AND table_name <> 'seaql_migrations'"
        );
        let here = "SELECT t.name || '.' || c.name || CASE c.\"notnull\" WHEN 0 THEN '?' ELSE '' END
                || ' ' || lower(c.type) || COALESCE(' = ' || c.dflt_value, '')
            FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND t.name <> 'seaql_migrations'";
        assert_eq!(set(texts(&postgres, &there).await), set(texts(file, here).await), "{module}");
    }
}

#[tokio::test]
async fn both_engines_have_the_same_indexes() {
    let (postgres, sqlite) = (Ground::migrated().await.admin().await, Sqlite::all().await);

    for (module, file) in &sqlite.0 {
        // Also their columns and conditions: as both engines write them down, without casts and brackets.
        let there = format!(
            "SELECT indexdef FROM pg_indexes AS i
            WHERE schemaname = '{module}' AND NOT EXISTS (
                SELECT FROM pg_constraint AS c WHERE c.conname = i.indexname AND c.contype IN ('p', 'u'))"
        );
        let here = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
        let there =
            texts(&postgres, &there).await.iter().map(|sql| plain(sql, module)).collect::<BTreeSet<_>>();
        let here = texts(file, here).await.iter().map(|sql| plain(sql, module)).collect::<BTreeSet<_>>();
        assert_eq!(there, here, "{module}");
    }
}

#[tokio::test]
async fn both_engines_have_the_same_constraints() {
    let (postgres, sqlite) = (Ground::migrated().await.admin().await, Sqlite::all().await);

    for (module, file) in &sqlite.0 {
        let there = format!(
            "SELECT c.conrelid::regclass::text || ' ' || c.conname || ' ' || c.contype::text
            FROM pg_constraint AS c
            WHERE c.connamespace = '{module}'::regnamespace AND c.contype IN ('p', 'u', 'f', 'c')
                AND c.conrelid <> '{module}.seaql_migrations'::regclass"
        );
        let there = texts(&postgres, &there).await;
        let there = there.iter().map(|line| line.trim_start_matches(&format!("{module}.")).to_owned());
        let here = "SELECT name || char(10) || sql FROM sqlite_schema
            WHERE type = 'table' AND name <> 'seaql_migrations'";
        let here = texts(file, here).await.iter().flat_map(|table| constraints(table)).collect();
        assert_eq!(there.collect::<BTreeSet<_>>(), here, "{module}");
    }
}

/// Every module's file, up to date.
struct Sqlite(Vec<(&'static str, DatabaseConnection)>);

impl Sqlite {
    async fn all() -> Self {
        let mut files = Vec::new();
        for module in MODULES {
            let file = Database::connect("sqlite::memory:").await.unwrap();
            migrations::up(module, &file).await.unwrap();
            run(&file, "PRAGMA query_only = ON").await;
            files.push((module, file));
        }
        Self(files)
    }
}

fn set(texts: Vec<String>) -> BTreeSet<String> {
    assert!(!texts.is_empty());
    texts.into_iter().collect()
}

fn plain(sql: &str, module: &str) -> String {
    let sql = sql.replace(&format!(" {module}."), " ").replace("IF NOT EXISTS ", "");
    let sql = sql.replace("USING btree ", "").replace("::text", "");
    let (columns, condition) = sql.split_once(" WHERE ").unwrap_or((&sql, ""));
    let condition = condition.trim_start_matches('(').trim_end_matches(')');
    format!("{columns} {condition}").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The constraints in a table's text on SQLite, where the catalog has no list of them.
fn constraints(table: &str) -> Vec<String> {
    let (name, sql) = table.split_once('\n').unwrap();
    let words = sql.split_whitespace().collect::<Vec<_>>();
    let named = words.iter().enumerate().filter(|(_, word)| **word == "CONSTRAINT");
    named
        .map(|(at, _)| {
            let kind = match words[at + 2] {
                "PRIMARY" => "p",
                "UNIQUE" => "u",
                "FOREIGN" => "f",
                "CHECK" => "c",
                other => panic!("{name}: {other}"),
            };
            format!("{name} {} {kind}", words[at + 1])
        })
        .collect()
}
