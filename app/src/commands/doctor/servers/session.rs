//! A module's session, as the server works with it: whose rights, which tables, how long a statement may take.

use db::{Column, Db, DbError};
use migrations::role;

use super::Finding;

const ASK: &str = "
    SELECT CAST(current_user AS TEXT), current_setting('search_path'), current_setting('statement_timeout'),
           current_setting('lock_timeout')";
const UNLIMITED: &str = "0";
const DROPPED: &str = "does a pooler drop what a session is told? (JUMAK_DB_POOLER=transaction)";

pub(super) async fn finding(db: &Db) -> Finding {
    let what = format!("session of {}", db.module());
    match ask(db).await {
        Err(error) => {
            // What the server said; the layers between say it once more each.
            Finding::wrong(what, format!("cannot begin ({})", anyhow::Error::from(error).root_cause()))
        }
        Ok(told) => Finding::of(what, judged(db.module(), &told)),
    }
}

async fn ask(db: &Db) -> Result<[String; 4], DbError> {
    let row = db::one(&db.primary("doctor"), ASK, []).await?;
    let row = row.ok_or_else(|| DbError::decode("no row"))?;
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
}

fn judged(module: &str, [user, schema, statement, lock]: &[String; 4]) -> Result<String, String> {
    if *user != role(module) || schema != module {
        return Err(format!("works as {user} in {schema}, not as {} in {module}; {DROPPED}", role(module)));
    }
    if statement == UNLIMITED || lock == UNLIMITED {
        return Err(format!("a statement may take for ever; {DROPPED}"));
    }
    Ok(format!("works as {user}; a statement ends after {statement}, waiting for a lock after {lock}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_its_role_its_schema_and_its_limits() {
        let judge = |told: [&str; 4]| judged("booking", &told.map(str::to_owned));

        assert!(judge(["jumak_booking", "booking", "5s", "2s"]).is_ok());
        assert!(judge(["postgres", "booking", "5s", "2s"]).is_err());
        assert!(judge(["jumak_booking", "\"$user\", public", "5s", "2s"]).is_err());
        assert!(judge(["jumak_booking", "booking", "0", "2s"]).is_err());
    }
}
