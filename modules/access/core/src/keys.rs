//! Issuing API keys, and revoking them.

use access_api::{AccessError, ApiKeyView, IssueApiKey};
use db::audit::{self, AuditEntry};
use kernel::{ApiKeyId, By};
use serde_json::json;

use crate::{
    email,
    failure::Failure,
    module::Desk,
    secret_text,
    store::{
        self, accounts,
        keys::{self, NewKey},
        roles,
    },
};

const NAME_MAX: usize = 80;

impl Desk {
    pub(crate) async fn issue(&self, command: IssueApiKey) -> Result<String, Failure> {
        let email = email::normalised(&command.email)?;
        let name = checked_name(&command.name)?;
        let (key, key_hash) = secret_text::api_key()?;
        let now = self.clock.now();
        let tx = self.db.begin("issue_api_key").await?;
        let account = accounts::by_email(&tx, &email).await?;
        let account = account.ok_or(AccessError::NoAccount)?;
        if account.is_disabled {
            return Err(invalid("email", "this account is disabled"));
        }
        if !roles::covers(&tx, account.staff_id, command.hotel).await? {
            return Err(invalid("hotel", "the account has no role there"));
        }
        let new = NewKey {
            api_key_id: ApiKeyId::new(now),
            staff_id: account.staff_id,
            name,
            key_hash,
            hotel: command.hotel,
        };
        keys::insert(&tx, &new, now).await?;
        // The key's name is its owner's own words, which may name a person: it stays with the key.
        let entry = AuditEntry::new(&command.by, "api_key.issue", new.api_key_id, now)
            .with_detail(json!({ "staff_id": account.staff_id }));
        let entry = store::concerning(entry, command.hotel);
        audit::record(&tx, &[entry]).await?;
        tx.commit().await?;
        Ok(key)
    }

    pub(crate) async fn revoke(&self, key: ApiKeyId, by: By) -> Result<(), Failure> {
        let now = self.clock.now();
        let tx = self.db.begin("revoke_api_key").await?;
        let issued = keys::lock(&tx, key).await?.ok_or(AccessError::NoKey)?;
        if issued.is_revoked {
            return Ok(());
        }
        keys::revoke(&tx, key, now).await?;
        let entry = AuditEntry::new(&by, "api_key.revoke", key, now)
            .with_detail(json!({ "staff_id": issued.staff_id }));
        audit::record(&tx, &[store::concerning(entry, issued.hotel)]).await?;
        tx.commit().await?;
        self.recogniser.forget();
        Ok(())
    }

    pub(crate) async fn keys(&self) -> Result<Vec<ApiKeyView>, Failure> {
        Ok(keys::all(&self.db.fresh("api_key_list")).await?)
    }
}

fn invalid(field: &'static str, why: &str) -> Failure {
    AccessError::Invalid(field, why.to_owned()).into()
}

fn checked_name(given: &str) -> Result<&str, AccessError> {
    let name = given.trim();
    let is_fine = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_fine {
        return Ok(name);
    }
    let expected = format!("expected 1 to {NAME_MAX} characters, such as channel-manager");
    Err(AccessError::Invalid("name", expected))
}
