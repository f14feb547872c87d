//! Telling whose session it is, many times a second, from one read every few seconds and one write a minute.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use access_api::{AccessError, StaffSession};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Db, DbError, from_us, us};

use crate::{
    failure::Failure,
    memory::Memory,
    secret_text::{self, SecretHash},
    store::sessions,
};

/// Whoever leaves the desk is signed out (ASVS 5.0, 7.3.1).
pub(crate) const IDLE_MAX: TimeDelta = TimeDelta::minutes(30);
/// One long shift (ASVS 5.0, 7.3.2).
const AGE_MAX: TimeDelta = TimeDelta::hours(12);
/// How exactly use is noted. A session may end this much before it was unused for [`IDLE_MAX`], never after.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Knows sessions.
pub(crate) struct Sessions {
    db: Db,
    known: Memory<Arc<Live>>,
}

/// A session that some request showed a moment ago.
struct Live {
    session: StaffSession,
    /// Until when it was in use, as is noted or about to be.
    seen_us: AtomicI64,
}

impl Live {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        let seen_at = from_us(self.seen_us.load(Ordering::SeqCst));
        now - seen_at > IDLE_MAX || now - self.session.started_at > AGE_MAX
    }

    /// Whether its use is to be noted, and by this request alone.
    fn is_to_be_noted(&self, now: DateTime<Utc>) -> bool {
        let seen_us = self.seen_us.load(Ordering::SeqCst);
        let is_due = now - from_us(seen_us) >= NOTED_EVERY;
        is_due && self.seen_us.compare_exchange(seen_us, us(now), Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl Sessions {
    pub(crate) fn new(db: Db) -> Self {
        Self { db, known: Memory::new() }
    }

    /// Forgets what tokens open, after a change in this process. Others learn of it within seconds.
    pub(crate) fn forget(&self) {
        self.known.forget();
    }

    /// Whose session it is.
    pub(crate) async fn recognise(&self, token: &str, now: DateTime<Utc>) -> Result<StaffSession, Failure> {
        let hash = secret_text::token_hash(token).ok_or(AccessError::SignedOut)?;
        let live = self.known.get(hash, self.look_up(hash)).await?;
        let live = live.filter(|live| !live.is_over(now)).ok_or(AccessError::SignedOut)?;
        if live.is_to_be_noted(now) {
            self.note_use(hash, live.session.clone(), now);
        }
        Ok(live.session.clone())
    }

    async fn look_up(&self, hash: SecretHash) -> Result<Option<Arc<Live>>, DbError> {
        let kept = sessions::by_hash(&self.db.primary("staff_by_session"), &hash).await?;
        Ok(kept.map(|kept| {
            let seen_us = AtomicI64::new(us(kept.last_seen_at));
            Arc::new(Live { session: kept.session, seen_us })
        }))
    }

    /// Notes that a session is in use, beside the request: no page waits or fails for it. What could not be
    /// written is tried again as soon as the session is read anew. Where nobody may write, sessions run out.
    fn note_use(&self, hash: SecretHash, session: StaffSession, now: DateTime<Utc>) {
        if self.db.is_read_only() {
            return;
        }
        let db = self.db.clone();
        tokio::spawn(async move {
            if let Err(error) = write_use(&db, hash, &session, now).await {
                tracing::warn!(staff_id = %session.staff_id, error = ?error, "The use of a session was not noted");
            }
        });
    }
}

async fn write_use(
    db: &Db,
    hash: SecretHash,
    session: &StaffSession,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let tx = db.begin("note_session_use").await?;
    sessions::touch(&tx, &hash, session.staff_id, (now, now - NOTED_EVERY)).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use kernel::StaffId;

    use super::*;

    fn live(started_at: DateTime<Utc>, seen_at: DateTime<Utc>) -> Live {
        let (staff_id, email) = (StaffId::new(started_at), "ann@example.com".to_owned());
        let session = StaffSession { staff_id, email, roles: Vec::new(), started_at };
        Live { session, seen_us: AtomicI64::new(us(seen_at)) }
    }

    fn start() -> DateTime<Utc> {
        "2030-05-01T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_session_is_over_when_it_was_unused_for_half_an_hour_or_is_half_a_day_old() {
        let (minute, tick) = (TimeDelta::minutes(1), TimeDelta::microseconds(1));
        let used = |after: TimeDelta| live(start(), start() + after);

        assert!(!used(minute).is_over(start() + minute * 31));
        assert!(used(minute).is_over(start() + minute * 31 + tick));
        let shift = TimeDelta::hours(12);
        assert!(!used(shift).is_over(start() + shift));
        assert!(used(shift).is_over(start() + shift + tick));
    }

    #[test]
    fn of_many_requests_in_a_minute_one_notes_the_use() {
        let live = live(start(), start());
        let noted = |after_s: i64| {
            (0..10).filter(|_| live.is_to_be_noted(start() + TimeDelta::seconds(after_s))).count()
        };

        assert_eq!([noted(0), noted(59), noted(60), noted(119), noted(120)], [0, 0, 1, 0, 1]);
    }
}
