//! Arguments as each engine wants them.

use std::{borrow::Cow, fmt::Write};

use chrono::NaiveDate;
use kernel::Date;
use sea_orm::{
    Value,
    sqlx::{Arguments, error::BoxDynError, postgres::PgArguments},
};
use uuid::Uuid;

use crate::{
    Arg, DbError,
    arg::Set,
    text::{Text, Type},
};

/// For SQLite: dates are text, sets are JSON.
pub(crate) fn for_sqlite(arguments: Vec<Arg<'_>>) -> Vec<Value> {
    arguments.into_iter().map(sqlite_value).collect()
}

fn sqlite_value(argument: Arg<'_>) -> Value {
    match argument {
        Arg::Uuid(id) => id.into(),
        Arg::Int(number) => number.into(),
        Arg::Bool(flag) => flag.into(),
        Arg::Date(date) => date.map(|date| date.to_string()).into(),
        Arg::Text(text) => text.map(Cow::into_owned).into(),
        Arg::Bytes(bytes) => bytes.map(Cow::into_owned).into(),
        Arg::Set(set) => json(&set).into(),
    }
}

fn json(set: &Set<'_>) -> String {
    let mut out = String::with_capacity(32 * set.cells.len() + 2);
    out.push('[');
    for (index, line) in set.cells.chunks(set.width().max(1)).enumerate() {
        out.push_str(if index == 0 { "[" } else { ",[" });
        for (index, cell) in line.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            json_cell(cell, &mut out);
        }
        out.push(']');
    }
    out.push(']');
    out
}

fn json_cell(cell: &Arg<'_>, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match cell {
        Arg::Uuid(Some(id)) => write!(out, "\"{}\"", id.simple()),
        Arg::Int(Some(number)) => write!(out, "{number}"),
        Arg::Bool(Some(flag)) => write!(out, "{flag}"),
        Arg::Date(Some(date)) => write!(out, "\"{date}\""),
        Arg::Text(Some(text)) => {
            out.push_str(&serde_json::Value::from(text.as_ref()).to_string());
            Ok(())
        }
        Arg::Bytes(Some(bytes)) => {
            out.push('"');
            bytes.iter().for_each(|byte| {
                let _ = write!(out, "{byte:02x}");
            });
            out.push('"');
            Ok(())
        }
        // A set within a set is no value.
        Arg::Uuid(None)
        | Arg::Int(None)
        | Arg::Bool(None)
        | Arg::Date(None)
        | Arg::Text(None)
        | Arg::Bytes(None)
        | Arg::Set(_) => write!(out, "null"),
    };
}

/// For Postgres: each column of a set is an array.
pub(crate) fn for_postgres(text: &Text, arguments: Vec<Arg<'_>>) -> Result<PgArguments, DbError> {
    let mut bound = PgArguments::default();
    for (index, argument) in arguments.into_iter().enumerate() {
        bind(&mut bound, text.sets.get(&(index + 1)).map(Vec::as_slice), argument)
            .map_err(|error| DbError::decode(format!("argument {} of {}: {error}", index + 1, text.sql)))?;
    }
    Ok(bound)
}

fn bind(bound: &mut PgArguments, columns: Option<&[Type]>, argument: Arg<'_>) -> Result<(), BoxDynError> {
    match (argument, columns) {
        (Arg::Set(set), Some(columns)) => arrays(bound, columns, set),
        (Arg::Set(_), None) | (_, Some(_)) => Err("is a set in the code or in the statement alone".into()),
        (Arg::Uuid(id), None) => bound.add(id),
        (Arg::Int(number), None) => bound.add(number),
        (Arg::Bool(flag), None) => bound.add(flag),
        (Arg::Date(date), None) => bound.add(date.map(Date::to_naive)),
        (Arg::Text(text), None) => bound.add(text.as_deref()),
        (Arg::Bytes(bytes), None) => bound.add(bytes.as_deref()),
    }
}

fn arrays(bound: &mut PgArguments, columns: &[Type], set: Set<'_>) -> Result<(), BoxDynError> {
    if set.lines > 0 && set.width() != columns.len() {
        return Err(format!("lines have {} values, not {}", set.width(), columns.len()).into());
    }
    for (index, column) in columns.iter().enumerate() {
        let cells = set.cells.iter().skip(index).step_by(columns.len());
        match column {
            Type::Uuid => bound.add(cells.map(uuid).collect::<Result<Vec<_>, _>>()?)?,
            Type::BigInt => bound.add(cells.map(int).collect::<Result<Vec<_>, _>>()?)?,
            Type::Boolean => bound.add(cells.map(boolean).collect::<Result<Vec<_>, _>>()?)?,
            Type::Date => bound.add(cells.map(date).collect::<Result<Vec<_>, _>>()?)?,
            Type::Text => bound.add(cells.map(text).collect::<Result<Vec<_>, _>>()?)?,
            Type::Bytes => bound.add(cells.map(bytes).collect::<Result<Vec<_>, _>>()?)?,
        }
    }
    Ok(())
}

macro_rules! cell {
    ($name:ident, $variant:ident, $type:ty, $value:ident => $read:expr) => {
        fn $name(cell: &Arg<'_>) -> Result<Option<$type>, BoxDynError> {
            let Arg::$variant($value) = cell else { return Err(another_type(cell)) };
            Ok($read)
        }
    };
}

cell!(uuid, Uuid, Uuid, id => *id);
cell!(int, Int, i64, number => *number);
cell!(boolean, Bool, bool, flag => *flag);
cell!(date, Date, NaiveDate, date => date.map(Date::to_naive));

fn text<'c>(cell: &'c Arg<'_>) -> Result<Option<&'c str>, BoxDynError> {
    let Arg::Text(text) = cell else { return Err(another_type(cell)) };
    Ok(text.as_deref())
}

fn bytes<'c>(cell: &'c Arg<'_>) -> Result<Option<&'c [u8]>, BoxDynError> {
    let Arg::Bytes(bytes) = cell else { return Err(another_type(cell)) };
    Ok(bytes.as_deref())
}

/// Says which type it is, never what was in it.
fn another_type(cell: &Arg<'_>) -> BoxDynError {
    let found = match cell {
        Arg::Uuid(_) => "a uuid",
        Arg::Int(_) => "a bigint",
        Arg::Bool(_) => "a boolean",
        Arg::Date(_) => "a date",
        Arg::Text(_) => "text",
        Arg::Bytes(_) => "bytes",
        Arg::Set(_) => "a set",
    };
    format!("a line has {found} where the statement declares another type").into()
}
