//! Signing in and out.

use access_api::{AccessError, SessionStarted, SignIn};
use chrono::{DateTime, Utc};
use db::{
    WriteTx,
    audit::{self, AuditEntry},
};
use kernel::{Actor, By, StaffId};
use serde_json::json;

use crate::{
    email,
    failure::Failure,
    guesses::Outcome,
    module::Desk,
    password::Verdict,
    secret_text,
    store::{
        accounts::{self, Account},
        sessions,
    },
};

/// Someone whose password was right.
struct Proven {
    account: Account,
    /// The same password, hashed as we do today, if it was kept more cheaply.
    stronger: Option<String>,
}

impl Proven {
    /// Whether the password that was shown is the account's still.
    fn holds(&self, account: &Account) -> bool {
        let hashes = [Some(&self.account.password_hash), self.stronger.as_ref()];
        !account.is_disabled && hashes.contains(&Some(&account.password_hash))
    }
}

impl Desk {
    pub(crate) async fn check(&self, email: &str, password: &str) -> Result<StaffId, Failure> {
        let proven = self.prove(email, password).await?;
        self.rehash(&proven).await;
        Ok(proven.account.staff_id)
    }

    pub(crate) async fn sign_in(
        &self,
        command: SignIn,
        request_id: String,
    ) -> Result<SessionStarted, Failure> {
        let guess = self.guesses.sign_in(&command.email, command.address, self.clock.now())?;
        let proven = self.prove(&command.email, &command.password).await;
        self.guesses.settle(&guess, outcome(&proven), self.clock.now());
        let proven = proven?;
        self.rehash(&proven).await;
        self.store_signed_in(&proven, request_id).await
    }

    /// One transaction: the session and its audit row, if the password is the account's still.
    async fn store_signed_in(&self, proven: &Proven, request_id: String) -> Result<SessionStarted, Failure> {
        let (now, staff_id) = (self.clock.now(), proven.account.staff_id);
        let tx = self.db.begin("sign_in").await?;
        let account = accounts::lock(&tx, staff_id).await?;
        account.filter(|account| proven.holds(account)).ok_or(AccessError::Unknown)?;
        let started = start_session(&tx, staff_id, now).await?;
        let by = By { actor: Actor::Staff(staff_id), request_id };
        audit::record(&tx, &[AuditEntry::new(&by, "session.start", staff_id, now)]).await?;
        tx.commit().await?;
        Ok(started)
    }

    async fn prove(&self, email: &str, password: &str) -> Result<Proven, Failure> {
        // What is no address belongs to nobody, and is answered as late as any other.
        let account = match email::normalised(email) {
            Ok(email) => accounts::by_email(&self.db.primary("staff_by_email"), &email).await?,
            Err(_) => None,
        };
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.hasher.verify(password.to_owned(), stored).await?;
        let account = account.filter(|account| !account.is_disabled).ok_or(AccessError::Unknown)?;
        match verdict {
            Verdict::Right => Ok(Proven { account, stronger: None }),
            Verdict::RightButWeak(hash) => Ok(Proven { account, stronger: Some(hash) }),
            Verdict::Wrong => Err(AccessError::Unknown.into()),
        }
    }

    /// Keeps the stronger hash. Whoever signs in is not refused because that failed: the next time tries again.
    async fn rehash(&self, proven: &Proven) {
        let Some(hash) = &proven.stronger else { return };
        if let Err(error) = self.store_rehashed(&proven.account, hash).await {
            let staff_id = proven.account.staff_id;
            tracing::warn!(%staff_id, error = ?error, "A password could not be hashed anew");
        }
    }

    async fn store_rehashed(&self, account: &Account, hash: &str) -> Result<(), db::DbError> {
        let tx = self.db.begin("rehash_password").await?;
        if accounts::replace_hash(&tx, account, hash).await? {
            let by = By::system("password-rehash");
            let entry = AuditEntry::new(&by, "staff.rehash_password", account.staff_id, self.clock.now());
            audit::record(&tx, &[entry]).await?;
        }
        tx.commit().await
    }

    pub(crate) async fn sign_out(&self, token: &str, request_id: String) -> Result<(), Failure> {
        let Some(hash) = secret_text::token_hash(token) else { return Ok(()) };
        let tx = self.db.begin("sign_out").await?;
        let Some(staff_id) = sessions::holder(&tx, &hash).await? else { return Ok(()) };
        sessions::end(&tx, &hash).await?;
        let by = By { actor: Actor::Staff(staff_id), request_id };
        audit::record(&tx, &[AuditEntry::new(&by, "session.end", staff_id, self.clock.now())]).await?;
        tx.commit().await?;
        self.sessions.forget();
        Ok(())
    }

    pub(crate) async fn sign_out_everywhere(&self, staff: StaffId, by: By) -> Result<(), Failure> {
        let tx = self.db.begin("sign_out_everywhere").await?;
        let ended = sessions::end_all(&tx, staff).await?;
        if ended > 0 {
            let entry = AuditEntry::new(&by, "session.end_all", staff, self.clock.now())
                .with_detail(json!({ "sessions": ended }));
            audit::record(&tx, &[entry]).await?;
        }
        tx.commit().await?;
        self.sessions.forget();
        Ok(())
    }
}

/// Begins a session within a transaction that says why.
pub(crate) async fn start_session(
    tx: &WriteTx,
    staff_id: StaffId,
    now: DateTime<Utc>,
) -> Result<SessionStarted, Failure> {
    let (token, hash) = secret_text::session_token()?;
    sessions::insert(tx, &hash, staff_id, now).await?;
    Ok(SessionStarted { token, staff_id })
}

fn outcome(proven: &Result<Proven, Failure>) -> Outcome {
    match proven {
        Ok(_) => Outcome::Right,
        Err(Failure::Refused(AccessError::Unknown)) => Outcome::Wrong,
        // The queue was full or the database away: nothing was learnt.
        Err(_) => Outcome::Unchecked,
    }
}
