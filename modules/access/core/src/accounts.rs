//! Staff accounts: adding them, and telling whether a password is theirs.

use access_api::{AccessError, AddStaff, StaffAdded};
use db::audit::{self, AuditEntry};
use kernel::{By, StaffId};
use serde_json::json;

use crate::{
    email,
    failure::Failure,
    module::Desk,
    password::{self, Verdict},
    secret_text,
    store::{self, NewAccount},
};

/// The password of a new account.
struct Chosen {
    hash: String,
    generated: Option<String>,
}

impl Desk {
    pub(crate) async fn add(&self, command: AddStaff) -> Result<StaffAdded, Failure> {
        let email = email::normalised(&command.email)?;
        command.password.as_deref().map_or(Ok(()), password::choose)?;
        let known = store::account(&self.db.fresh("staff_by_email"), &email).await?;
        // Hashed before the transaction begins: nobody waits for the writer because of a password.
        let chosen = match known {
            Some(_) => None,
            None => Some(self.choose_password(command.password.clone()).await?),
        };
        let added = self.store_added(&command, &email, chosen).await?;
        self.recogniser.forget();
        Ok(added)
    }

    async fn choose_password(&self, given: Option<String>) -> Result<Chosen, AccessError> {
        let (password, generated) = match given {
            Some(given) => (given, None),
            None => secret_text::password().map(|made| (made.clone(), Some(made)))?,
        };
        Ok(Chosen { hash: self.hasher.hash(password).await?, generated })
    }

    /// One transaction: the account if it is new, its role, and the audit rows of both.
    async fn store_added(
        &self,
        command: &AddStaff,
        email: &str,
        chosen: Option<Chosen>,
    ) -> Result<StaffAdded, Failure> {
        let now = self.clock.now();
        let tx = self.db.begin("add_staff").await?;
        let mut is_new = false;
        if let Some(chosen) = &chosen {
            let account = NewAccount { staff_id: StaffId::new(now), email, password_hash: &chosen.hash };
            is_new = store::insert_account(&tx, &account, now).await?;
        }
        let account = store::account(&tx, email).await?;
        let staff_id = account.ok_or(AccessError::NoAccount)?.staff_id;
        store::give_role(&tx, staff_id, command.hotel, command.role).await?;
        let action = if is_new { "staff.add" } else { "staff.give_role" };
        let entry =
            AuditEntry::new(&command.by, action, staff_id, now).with_detail(json!({ "role": command.role }));
        let entry = store::concerning(entry, command.hotel);
        audit::record(&tx, &[entry]).await?;
        tx.commit().await?;
        let generated_password = chosen.and_then(|chosen| chosen.generated).filter(|_| is_new);
        Ok(StaffAdded { staff_id, generated_password, is_new })
    }

    pub(crate) async fn check(&self, email: &str, password: &str) -> Result<StaffId, Failure> {
        // What is no address belongs to nobody, and is answered as late as any other.
        let account = match email::normalised(email) {
            Ok(email) => store::account(&self.db.fresh("staff_by_email"), &email).await?,
            Err(_) => None,
        };
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.hasher.verify(password.to_owned(), stored).await?;
        match (account, verdict) {
            (Some(account), Verdict::Right) if !account.is_disabled => Ok(account.staff_id),
            (Some(account), Verdict::RightButWeak(hash)) if !account.is_disabled => {
                self.rehash(&account, &hash).await;
                Ok(account.staff_id)
            }
            _ => Err(AccessError::Unknown.into()),
        }
    }

    /// Keeps the stronger hash. Whoever signs in is not refused because that failed: the next time tries again.
    async fn rehash(&self, account: &store::Account, hash: &str) {
        if let Err(error) = self.store_rehashed(account, hash).await {
            tracing::warn!(staff_id = %account.staff_id, %error, "A password could not be hashed anew");
        }
    }

    async fn store_rehashed(&self, account: &store::Account, hash: &str) -> Result<(), db::DbError> {
        let tx = self.db.begin("rehash_password").await?;
        store::replace_hash(&tx, account, hash).await?;
        let by = By::system("password-rehash");
        let entry = AuditEntry::new(&by, "staff.rehash_password", account.staff_id, self.clock.now());
        audit::record(&tx, &[entry]).await?;
        tx.commit().await
    }
}
