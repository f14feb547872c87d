//! Whether a pooler stands before the server, and whether we behave accordingly.

use std::collections::BTreeSet;

use db::{ClusterConfig, sea_orm::sqlx::Row};

use super::{Finding, UNREADABLE, host::Met};

const WHAT: &str = "pooler";
/// A pooler with sessions to spare may give back the same ones for a while.
const ROUNDS: u32 = 4;

pub(super) async fn finding(primary: &mut Met, servers: &ClusterConfig) -> Finding {
    match is_shared(primary).await {
        Err(why) => Finding::doubtful(WHAT, format!("{UNREADABLE} ({why})")),
        Ok(is_there) => judged(is_there, servers.is_pooled),
    }
}

fn judged(is_there: bool, is_told: bool) -> Finding {
    match (is_there, is_told) {
        (true, true) => Finding::fine(WHAT, "there is one, and every transaction says itself what it needs"),
        (true, false) => Finding::wrong(
            WHAT,
            "there is one, and one transaction's session is another's next; set JUMAK_DB_POOLER=transaction",
        ),
        (false, true) => Finding::fine(
            WHAT,
            "none was seen; if there is none, JUMAK_DB_POOLER=none saves round trips with every read",
        ),
        (false, false) => Finding::fine(WHAT, "none, as configured"),
    }
}

/// Whether sessions of the server are lent from one connection of ours to the other.
async fn is_shared(first: &mut Met) -> Result<bool, String> {
    let mut second = Met::at(first.options.clone()).await?;
    let (mut first_had, mut second_had) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..ROUNDS {
        // What one holds the other cannot have; what one gave back, the other may be lent.
        first.ask("BEGIN").await?;
        second_had.insert(who(&mut second).await?);
        first_had.insert(who(first).await?);
        first.ask("ROLLBACK").await?;
        second.ask("BEGIN").await?;
        first_had.insert(who(first).await?);
        second_had.insert(who(&mut second).await?);
        second.ask("ROLLBACK").await?;
    }
    Ok(is_lent(&first_had, &second_had))
}

/// A connection of its own has one session, which nobody else has.
fn is_lent(first_had: &BTreeSet<i32>, second_had: &BTreeSet<i32>) -> bool {
    first_had.len() > 1 || second_had.len() > 1 || !first_had.is_disjoint(second_had)
}

async fn who(met: &mut Met) -> Result<i32, String> {
    met.ask_one("SELECT pg_backend_pid()", |row| row.try_get(0)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_two_had_or_that_changed_was_lent() {
        let had = |pids: &[i32]| pids.iter().copied().collect::<BTreeSet<_>>();

        assert!(!is_lent(&had(&[1]), &had(&[2])));
        assert!(is_lent(&had(&[1]), &had(&[1])));
        assert!(is_lent(&had(&[1, 3]), &had(&[2])) && is_lent(&had(&[1]), &had(&[2, 3])));
    }

    #[test]
    fn only_a_pooler_that_nobody_told_us_of_is_wrong() {
        assert!(judged(true, false).is_wrong());
        assert!(judged(true, false).to_string().contains("JUMAK_DB_POOLER=transaction"));
        for (is_there, is_told) in [(true, true), (false, true), (false, false)] {
            assert!(!judged(is_there, is_told).is_wrong());
        }
    }
}
