//! What both engines must agree on: tables, columns, keys, and how a value is written down.

use sea_orm::sqlx;

use super::error::MoveError;
use crate::postgres::quoted;

/// A table as the target's catalog has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The primary key's columns, in its order.
    pub(super) key: Vec<String>,
    /// Tables of the same module that must be filled before it.
    pub(super) needs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// How a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Bytes,
    Integer(&'static str),
    Boolean,
    Date,
    Text,
}

impl Kind {
    /// What a type of the target is; `None` for one that no table of ours has.
    pub(super) fn of(postgres: &str) -> Option<Self> {
        match postgres {
            "uuid" => Some(Self::Uuid),
            "bytea" => Some(Self::Bytes),
            "bigint" => Some(Self::Integer("bigint")),
            "integer" => Some(Self::Integer("integer")),
            "boolean" => Some(Self::Boolean),
            "date" => Some(Self::Date),
            "text" => Some(Self::Text),
            _ => None,
        }
    }
}

impl Column {
    /// The value as text, on SQLite. What is no value of its kind gives a text that the target refuses.
    fn in_sqlite(&self) -> String {
        let name = quoted(&self.name);
        match self.kind {
            // hex() makes an empty text of nothing at all.
            Kind::Uuid | Kind::Bytes => format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END"),
            Kind::Integer(_) | Kind::Boolean | Kind::Date | Kind::Text => format!("CAST({name} AS TEXT)"),
        }
    }

    /// The same text, on Postgres.
    fn in_postgres(&self) -> String {
        let name = quoted(&self.name);
        match self.kind {
            Kind::Uuid => format!("replace({name}::text, '-', '')"),
            Kind::Bytes => format!("encode({name}, 'hex')"),
            Kind::Integer(_) => format!("{name}::text"),
            Kind::Boolean => format!("{name}::integer::text"),
            // How a session writes dates is the server's affair.
            Kind::Date => format!("to_char({name}, 'YYYY-MM-DD')"),
            Kind::Text => name,
        }
    }

    /// The value that such a text stands for, on Postgres.
    fn of_text(&self, text: &str) -> String {
        match self.kind {
            Kind::Uuid => format!("{text}::uuid"),
            Kind::Bytes => format!("decode({text}, 'hex')"),
            Kind::Integer(size) => format!("{text}::{size}"),
            Kind::Boolean => format!("{text}::boolean"),
            Kind::Date => format!("{text}::date"),
            Kind::Text => text.to_owned(),
        }
    }
}

impl Table {
    /// Every row as text by key, or the first ones, in SQLite's words.
    pub(super) fn select_sqlite(&self, first: Option<u64>) -> String {
        let limit = first.map(|rows| format!(" LIMIT {rows}")).unwrap_or_default();
        self.select(Column::in_sqlite, &quoted(&self.name)) + &limit
    }

    /// Every row in the same order, in Postgres' words.
    pub(super) fn select_postgres(&self) -> String {
        self.select(Column::in_postgres, &self.place())
    }

    fn select(&self, value: fn(&Column) -> String, place: &str) -> String {
        let values = self.listed(value);
        // Bytes, dates, numbers, and texts by their bytes: both engines put them in the same order. The table's name
        // is said, because a value bears its column's name and would be sorted as text.
        let table = quoted(&self.name);
        let key = self.key.iter().map(|name| format!("{table}.{}", quoted(name)));
        format!("SELECT {values} FROM {place} ORDER BY {}", joined(key))
    }

    /// Writes a page that comes as one array of texts for each column.
    pub(super) fn insert(&self) -> String {
        let columns = || self.columns.iter().enumerate();
        let values = columns().map(|(index, column)| column.of_text(&format!("r.c{index}")));
        let arrays = columns().map(|(index, _)| format!("${}::text[]", index + 1));
        let names = columns().map(|(index, _)| format!("c{index}"));
        format!(
            "INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS r ({})",
            self.place(),
            self.listed(|column| quoted(&column.name)),
            joined(values),
            joined(arrays),
            joined(names),
        )
    }

    fn listed(&self, part: impl Fn(&Column) -> String) -> String {
        joined(self.columns.iter().map(part))
    }

    /// Its name on the target.
    pub(super) fn place(&self) -> String {
        format!("{}.{}", quoted(&self.module), quoted(&self.name))
    }

    pub(super) fn differs(&self, difference: impl Into<String>) -> MoveError {
        let (module, table) = (self.module.clone(), self.name.clone());
        MoveError::Differs { module, table, difference: difference.into() }
    }

    pub(super) fn failed(&self, doing: &str) -> impl FnOnce(sqlx::Error) -> MoveError + use<> {
        MoveError::while_doing(format!("{doing} {}.{}", self.module, self.name))
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Each table after those it needs; otherwise as they come.
pub(super) fn in_order_of_need(mut tables: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_filled = |name: &String| ordered.iter().any(|table| table.name == *name);
        let next = tables.iter().position(|table| table.needs.iter().all(is_filled));
        // Tables that need each other have no order; the database says so when the first row comes.
        ordered.push(tables.remove(next.unwrap_or(0)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, needs: &[&str]) -> Table {
        Table {
            module: "booking".to_owned(),
            name: name.to_owned(),
            columns: vec![
                Column { name: "hotel_id".to_owned(), kind: Kind::Uuid },
                Column { name: "rooms".to_owned(), kind: Kind::Integer("integer") },
            ],
            key: vec!["hotel_id".to_owned()],
            needs: needs.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn a_table_comes_after_those_it_names() {
        let tables = vec![table("a", &["c"]), table("b", &[]), table("c", &["d"]), table("d", &[])];

        let names: Vec<_> = in_order_of_need(tables).into_iter().map(|table| table.name).collect();

        assert_eq!(names, ["b", "d", "c", "a"]);
    }

    #[test]
    fn a_page_is_one_statement() {
        assert_eq!(
            table("bookings", &[]).insert(),
            "INSERT INTO \"booking\".\"bookings\" (\"hotel_id\", \"rooms\") \
             SELECT r.c0::uuid, r.c1::integer FROM unnest($1::text[], $2::text[]) AS r (c0, c1)"
        );
    }
}
