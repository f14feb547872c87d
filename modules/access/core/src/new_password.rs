//! Replacing a password: one's own, or one that was lost.

use access_api::{AccessError, ChangePassword, ResetPassword, SessionStarted};
use db::audit::{self, AuditEntry};
use serde_json::json;

use crate::{
    failure::Failure,
    guesses::Outcome,
    module::Desk,
    password::{self, Verdict},
    secret_text,
    sign_in::start_session,
    store::{
        accounts::{self, Account},
        sessions,
    },
};

impl Desk {
    pub(crate) async fn change_password(&self, command: ChangePassword) -> Result<SessionStarted, Failure> {
        password::choose(&command.new)?;
        let account = accounts::by_id(&self.db.primary("staff_by_id"), command.staff_id).await?;
        let account = account.ok_or(AccessError::NoAccount)?;
        self.confirm(&account, command.current).await?;
        let hash = self.hasher.hash(command.new).await?;
        let now = self.clock.now();
        let tx = self.db.begin("change_password").await?;
        if !accounts::replace_hash(&tx, &account, &hash).await? {
            // Someone was quicker: what was shown is the password no more.
            return Err(AccessError::Unknown.into());
        }
        let ended = sessions::end_all(&tx, account.staff_id).await?;
        let started = start_session(&tx, account.staff_id, now).await?;
        let entry = AuditEntry::new(&command.by, "staff.change_password", account.staff_id, now)
            .with_detail(json!({ "sessions_ended": ended }));
        audit::record(&tx, &[entry]).await?;
        tx.commit().await?;
        self.sessions.forget();
        Ok(started)
    }

    /// Whether it is the account's password. Who found a session open may not guess it either.
    async fn confirm(&self, account: &Account, current: String) -> Result<(), Failure> {
        let guess = self.guesses.change(account.staff_id, self.clock.now())?;
        let verdict = self.hasher.verify(current, Some(account.password_hash.clone())).await;
        let outcome = match &verdict {
            Ok(Verdict::Wrong) => Outcome::Wrong,
            Ok(Verdict::Right | Verdict::RightButWeak(_)) => Outcome::Right,
            Err(_) => Outcome::Unchecked,
        };
        self.guesses.settle(&guess, outcome, self.clock.now());
        verdict?;
        if outcome == Outcome::Right && !account.is_disabled {
            return Ok(());
        }
        Err(AccessError::Unknown.into())
    }

    pub(crate) async fn reset_password(&self, command: ResetPassword) -> Result<String, Failure> {
        let known = accounts::by_id(&self.db.primary("staff_by_id"), command.staff_id).await?;
        known.ok_or(AccessError::NoAccount)?;
        let made = secret_text::password()?;
        // Hashed before the transaction begins: nobody waits for the writer because of a password.
        let hash = self.hasher.hash(made.clone()).await?;
        let now = self.clock.now();
        let tx = self.db.begin("reset_password").await?;
        let account = accounts::lock(&tx, command.staff_id).await?.ok_or(AccessError::NoAccount)?;
        accounts::replace_hash(&tx, &account, &hash).await?;
        let ended = sessions::end_all(&tx, account.staff_id).await?;
        let entry = AuditEntry::new(&command.by, "staff.reset_password", account.staff_id, now)
            .with_detail(json!({ "sessions_ended": ended }));
        audit::record(&tx, &[entry]).await?;
        tx.commit().await?;
        self.sessions.forget();
        Ok(made)
    }
}
