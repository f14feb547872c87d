//! One text for both engines: how each is told of a set.
//!
//! A statement names its sets where it reads them, `FROM set($1: hotel_id uuid, night date) AS wanted`. SQLite gets
//! the lines as one JSON array, Postgres gets each column as an array of its own, which it need not parse.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{LazyLock, PoisonError, RwLock},
};

use crate::DbError;

/// A statement as one engine reads it.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) sql: &'static str,
    /// The types of each set's columns, by the number of its argument (from 1).
    pub(crate) sets: HashMap<usize, Vec<Type>>,
}

/// The type of a set's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Uuid,
    Text,
    BigInt,
    Boolean,
    Date,
    Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

type Texts = RwLock<HashMap<(Engine, &'static str), &'static Text>>;

/// Statements are written in the code, so there are only so many.
static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

/// The statement as `engine` reads it.
pub(crate) fn text(engine: Engine, sql: &'static str) -> Result<&'static Text, DbError> {
    if let Some(known) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&(engine, sql)) {
        return Ok(known);
    }
    let text: &'static Text = Box::leak(Box::new(expand(engine, sql)?));
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).insert((engine, sql), text);
    Ok(text)
}

/// Changes as one statement of Postgres, which answers how many rows each of them touched. None of them sees what the
/// others do; foreign keys are checked when all is done.
pub(crate) fn together(changes: &[&'static str]) -> Result<&'static Text, DbError> {
    if let Some(known) = TOGETHER.read().unwrap_or_else(PoisonError::into_inner).get(changes) {
        return Ok(known);
    }
    let text: &'static Text = Box::leak(Box::new(joined(changes)?));
    TOGETHER.write().unwrap_or_else(PoisonError::into_inner).insert(changes.to_vec(), text);
    Ok(text)
}

static TOGETHER: LazyLock<RwLock<HashMap<Vec<&'static str>, &'static Text>>> = LazyLock::new(RwLock::default);

fn joined(changes: &[&'static str]) -> Result<Text, DbError> {
    let mut numbered = String::from("WITH ");
    let mut arguments_before = 0;
    for (index, sql) in changes.iter().enumerate() {
        let (shifted, arguments) = shifted(sql, arguments_before);
        let comma = if index == 0 { "" } else { ", " };
        // A line of its own: the change may end in a comment.
        let _ = write!(numbered, "{comma}change_{index} AS ({shifted}\nRETURNING 1)");
        arguments_before += arguments;
    }
    let counts: Vec<_> = (0..changes.len()).map(|n| format!("(SELECT COUNT(*) FROM change_{n})")).collect();
    let _ = write!(numbered, " SELECT {}", counts.join(", "));
    expand(Engine::Postgres, &numbered)
}

/// A change whose arguments are numbered from `before + 1`, and how many it has.
fn shifted(sql: &str, before: usize) -> (String, usize) {
    let mut last = 0;
    let shifted = numbered(sql, |argument| {
        last = last.max(argument);
        before + argument
    });
    (shifted, last)
}

/// The text with each argument's number replaced.
fn numbered(sql: &str, mut number: impl FnMut(usize) -> usize) -> String {
    let mut parts = sql.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (digits, rest) = part.split_at(digits);
        // Writing to a String cannot fail.
        let _ = match digits.parse() {
            Ok(argument) => write!(out, "${}{rest}", number(argument)),
            Err(_) => write!(out, "${digits}{rest}"),
        };
    }
    out
}

fn expand(engine: Engine, sql: &str) -> Result<Text, DbError> {
    let sql = with_own_words(engine, sql);
    let sets = declared(&sql)?;
    let types = sets.iter().map(|set| (set.argument, set.columns.iter().map(|column| column.1).collect()));
    let types: HashMap<usize, Vec<Type>> = types.collect();
    let mut expanded = String::with_capacity(2 * sql.len());
    let mut rest_from = 0;
    for set in &sets {
        let before = sql.get(rest_from..set.start).unwrap_or_default();
        expanded.push_str(&renumbered(engine, before, &types));
        match engine {
            Engine::Sqlite => json_lines(set, &mut expanded),
            Engine::Postgres => arrays(set, &types, &mut expanded),
        }
        rest_from = set.end;
    }
    expanded.push_str(&renumbered(engine, sql.get(rest_from..).unwrap_or_default(), &types));
    Ok(Text { sql: expanded.leak(), sets: types })
}

/// What only one engine needs stands in a comment that names it, `/* sqlite: INDEXED BY holds_lapsing */`.
fn with_own_words(engine: Engine, sql: &str) -> String {
    let opening = match engine {
        Engine::Sqlite => "/* sqlite: ",
        Engine::Postgres => "/* postgres: ",
    };
    let mut parts = sql.split(opening);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (words, rest) = part.split_once(" */").unwrap_or((part, ""));
        out.push_str(words);
        out.push_str(rest);
    }
    out
}

/// `set($1: …) AS wanted`, as it stands in the text.
#[derive(Debug)]
struct Declared<'a> {
    start: usize,
    end: usize,
    argument: usize,
    columns: Vec<(&'a str, Type)>,
    alias: &'a str,
}

const OPENING: &str = "set($";

fn declared(sql: &str) -> Result<Vec<Declared<'_>>, DbError> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = sql.get(from..).and_then(|rest| rest.find(OPENING)).map(|at| at + from) {
        let set = one_declared(sql, start).ok_or_else(|| {
            DbError::decode(format!("a set is written set($1: name type, …) AS alias, unlike in: {sql}"))
        })?;
        from = set.end;
        found.push(set);
    }
    Ok(found)
}

fn one_declared(sql: &str, start: usize) -> Option<Declared<'_>> {
    let inside_from = start + OPENING.len();
    let (inside, after) = sql.get(inside_from..)?.split_once(')')?;
    let (argument, columns) = inside.split_once(':')?;
    let columns = columns
        .split(',')
        .map(|column| {
            let (name, kind) = column.trim().split_once(' ')?;
            Some((name, Type::named(kind.trim())?))
        })
        .collect::<Option<Vec<_>>>()?;
    let named = after.strip_prefix(" AS ")?;
    let alias_len = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(named.len());
    let alias = named.get(..alias_len).filter(|alias| !alias.is_empty())?;
    let end = inside_from + inside.len() + ") AS ".len() + alias_len;
    Some(Declared { start, end, argument: argument.trim().parse().ok()?, columns, alias })
}

impl Type {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "uuid" => Self::Uuid,
            "text" => Self::Text,
            "bigint" => Self::BigInt,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "bytes" => Self::Bytes,
            _ => return None,
        })
    }

    fn postgres(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::BigInt => "bigint",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Bytes => "bytea",
        }
    }
}

/// The lines as one JSON array of arrays. Ids and hashes are written in hexadecimal.
fn json_lines(set: &Declared<'_>, out: &mut String) {
    out.push_str("(SELECT ");
    for (index, (name, kind)) in set.columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        // Writing to a String cannot fail, here and below.
        let _ = match kind {
            Type::Uuid | Type::Bytes => write!(out, "{comma}unhex(value ->> {index}) AS {name}"),
            Type::Text | Type::BigInt | Type::Boolean | Type::Date => {
                write!(out, "{comma}value ->> {index} AS {name}")
            }
        };
    }
    let _ = write!(out, " FROM json_each(${})) AS {}", set.argument, set.alias);
}

/// Each column as an array. An argument that is a set takes as many numbers as it has columns.
fn arrays(set: &Declared<'_>, types: &HashMap<usize, Vec<Type>>, out: &mut String) {
    let first = number(set.argument, types);
    out.push_str("unnest(");
    for (index, (_, kind)) in set.columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(out, "{comma}${}::{}[]", first + index, kind.postgres());
    }
    let names: Vec<_> = set.columns.iter().map(|(name, _)| *name).collect();
    let _ = write!(out, ") AS {} ({})", set.alias, names.join(", "));
}

/// The number under which Postgres knows an argument.
fn number(argument: usize, sets: &HashMap<usize, Vec<Type>>) -> usize {
    let wider: usize =
        sets.iter().filter(|(set, _)| **set < argument).map(|(_, columns)| columns.len() - 1).sum();
    argument + wider
}

fn renumbered(engine: Engine, sql: &str, sets: &HashMap<usize, Vec<Type>>) -> String {
    match engine {
        Engine::Sqlite => sql.to_owned(),
        Engine::Postgres => numbered(sql, |argument| number(argument, sets)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKE: &str = "UPDATE nights SET taken = taken + c.delta, at = $2
        FROM set($1: hotel_id uuid, night date, delta bigint) AS c WHERE night = c.night AND x < $3";

    #[test]
    fn sqlite_reads_a_set_from_json_and_keeps_its_numbers() {
        let text = expand(Engine::Sqlite, TAKE).unwrap();

        let lines = "FROM (SELECT unhex(value ->> 0) AS hotel_id, value ->> 1 AS night, value ->> 2 AS delta \
                     FROM json_each($1)) AS c WHERE";
        assert!(text.sql.contains(lines), "{}", text.sql);
        assert!(text.sql.contains("at = $2") && text.sql.ends_with("x < $3"), "{}", text.sql);
    }

    #[test]
    fn postgres_reads_a_set_from_arrays_and_counts_on_from_there() {
        let text = expand(Engine::Postgres, TAKE).unwrap();

        let arrays = "FROM unnest($1::uuid[], $2::date[], $3::bigint[]) AS c (hotel_id, night, delta) WHERE";
        assert!(text.sql.contains(arrays), "{}", text.sql);
        assert!(text.sql.contains("at = $4") && text.sql.ends_with("x < $5"), "{}", text.sql);
        assert_eq!(text.sets[&1], [Type::Uuid, Type::Date, Type::BigInt]);
    }

    #[test]
    fn two_sets_take_their_numbers_in_turn() {
        let sql = "SELECT 1 FROM set($2: a uuid, b text) AS x, set($1: c bytes, d boolean) AS y WHERE $3";

        let text = expand(Engine::Postgres, sql).unwrap();

        let numbered = "SELECT 1 FROM unnest($3::uuid[], $4::text[]) AS x (a, b), \
                        unnest($1::bytea[], $2::boolean[]) AS y (c, d) WHERE $5";
        assert_eq!(text.sql, numbered);
    }

    #[test]
    fn each_engine_hears_what_is_said_to_it_alone() {
        let sql = "SELECT a FROM t /* sqlite: INDEXED BY t_a */ WHERE b /* postgres: FOR UPDATE */";

        let sqlite = "SELECT a FROM t INDEXED BY t_a WHERE b /* postgres: FOR UPDATE */";
        assert_eq!(expand(Engine::Sqlite, sql).unwrap().sql, sqlite);
        let postgres = "SELECT a FROM t /* sqlite: INDEXED BY t_a */ WHERE b FOR UPDATE";
        assert_eq!(expand(Engine::Postgres, sql).unwrap().sql, postgres);
    }

    #[test]
    fn changes_are_joined_with_arguments_of_their_own() {
        let first = "UPDATE a SET n = n + c.d FROM set($1: k uuid, d bigint) AS c WHERE a.k = c.k AND x < $2";
        let second = "INSERT INTO b (k) SELECT k FROM set($1: k uuid) AS added -- all of them";

        let text = joined(&[first, second]).unwrap();

        let expected = "WITH change_0 AS (UPDATE a SET n = n + c.d FROM unnest($1::uuid[], $2::bigint[]) AS c (k, d) \
                        WHERE a.k = c.k AND x < $3\nRETURNING 1), change_1 AS (INSERT INTO b (k) SELECT k \
                        FROM unnest($4::uuid[]) AS added (k) -- all of them\nRETURNING 1) SELECT \
                        (SELECT COUNT(*) FROM change_0), (SELECT COUNT(*) FROM change_1)";
        assert_eq!(text.sql, expected);
        assert_eq!((text.sets[&1].len(), text.sets[&3].len()), (2, 1));
    }

    #[test]
    fn a_set_without_a_known_type_or_a_name_is_refused() {
        assert!(expand(Engine::Sqlite, "SELECT 1 FROM set($1: a money) AS x").is_err());
        assert!(expand(Engine::Sqlite, "SELECT 1 FROM set($1: a uuid)").is_err());
    }
}
