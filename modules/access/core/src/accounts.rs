//! Staff accounts: adding them, and deciding what they may still do.

use access_api::{AccessError, AddStaff, Role, SetDisabled, SetRole, StaffAccount, StaffAdded};
use db::{
    WriteTx,
    audit::{self, AuditEntry},
};
use kernel::{HotelId, StaffId};
use serde_json::json;

use crate::{
    email,
    failure::Failure,
    module::Desk,
    password, secret_text,
    store::{
        self,
        accounts::{self, Account, NewAccount},
        roles, sessions,
    },
};

/// The password of a new account.
struct Chosen {
    hash: String,
    generated: Option<String>,
}

impl Desk {
    pub(crate) async fn staff(&self) -> Result<Vec<StaffAccount>, Failure> {
        Ok(accounts::all(&self.db.fresh("staff_list")).await?)
    }

    pub(crate) async fn add(&self, command: AddStaff) -> Result<StaffAdded, Failure> {
        let email = email::normalised(&command.email)?;
        command.password.as_deref().map_or(Ok(()), password::choose)?;
        let known = accounts::by_email(&self.db.primary("staff_by_email"), &email).await?;
        // Hashed before the transaction begins: nobody waits for the writer because of a password.
        let chosen = match known {
            Some(_) => None,
            None => Some(self.choose_password(command.password.clone()).await?),
        };
        let added = self.store_added(&command, &email, chosen).await?;
        self.forget();
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
            is_new = accounts::insert(&tx, &account, now).await?;
        }
        let named = accounts::by_email(&tx, email).await?.ok_or(AccessError::NoAccount)?;
        let account = accounts::lock(&tx, named.staff_id).await?.ok_or(AccessError::NoAccount)?;
        let before = assign(&tx, &account, command.hotel, Some(command.role)).await?;
        let action = if is_new { "staff.add" } else { "staff.give_role" };
        let entry = AuditEntry::new(&command.by, action, account.staff_id, now)
            .with_detail(json!({ "role": command.role, "before": before }));
        audit::record(&tx, &[store::concerning(entry, command.hotel)]).await?;
        tx.commit().await?;
        let generated_password = chosen.and_then(|chosen| chosen.generated).filter(|_| is_new);
        Ok(StaffAdded { staff_id: account.staff_id, generated_password, is_new })
    }

    pub(crate) async fn set_role(&self, command: SetRole) -> Result<(), Failure> {
        let tx = self.db.begin("set_role").await?;
        let account = accounts::lock(&tx, command.staff_id).await?.ok_or(AccessError::NoAccount)?;
        let before = assign(&tx, &account, command.hotel, command.role).await?;
        if before == command.role {
            return Ok(());
        }
        let action = if command.role.is_some() { "staff.give_role" } else { "staff.take_role" };
        let entry = AuditEntry::new(&command.by, action, account.staff_id, self.clock.now())
            .with_detail(json!({ "role": command.role, "before": before }));
        audit::record(&tx, &[store::concerning(entry, command.hotel)]).await?;
        tx.commit().await?;
        self.forget();
        Ok(())
    }

    pub(crate) async fn set_disabled(&self, command: SetDisabled) -> Result<(), Failure> {
        let tx = self.db.begin("set_disabled").await?;
        let account = accounts::lock(&tx, command.staff_id).await?.ok_or(AccessError::NoAccount)?;
        if account.is_disabled == command.is_disabled {
            return Ok(());
        }
        if command.is_disabled && roles::at(&tx, account.staff_id, None).await? == Some(Role::Owner) {
            keep_an_owner(&tx, &account).await?;
        }
        accounts::set_disabled(&tx, account.staff_id, command.is_disabled).await?;
        // An account that was closed has none; one that is being closed keeps none.
        let ended = sessions::end_all(&tx, account.staff_id).await?;
        let action = if command.is_disabled { "staff.disable" } else { "staff.enable" };
        let entry = AuditEntry::new(&command.by, action, account.staff_id, self.clock.now())
            .with_detail(json!({ "sessions_ended": ended }));
        audit::record(&tx, &[entry]).await?;
        tx.commit().await?;
        self.forget();
        Ok(())
    }
}

/// Makes an account in one place what it is to be there. Answers what it was.
async fn assign(
    tx: &WriteTx,
    account: &Account,
    hotel: Option<HotelId>,
    role: Option<Role>,
) -> Result<Option<Role>, Failure> {
    let before = roles::at(tx, account.staff_id, hotel).await?;
    if hotel.is_none() && before == Some(Role::Owner) && role != Some(Role::Owner) {
        keep_an_owner(tx, account).await?;
    }
    match role {
        Some(role) => roles::give(tx, account.staff_id, hotel, role).await?,
        None => roles::take(tx, account.staff_id, hotel).await?,
    }
    Ok(before)
}

/// Refuses what would leave nobody who may do everything everywhere. `owner` is one of those who may, unless their
/// account is closed.
async fn keep_an_owner(tx: &WriteTx, owner: &Account) -> Result<(), Failure> {
    if owner.is_disabled {
        return Ok(());
    }
    roles::lock_owners(tx).await?;
    if roles::has_other_owner(tx, owner.staff_id).await? {
        return Ok(());
    }
    Err(AccessError::LastOwner.into())
}
