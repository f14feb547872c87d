//! `jumak staff list`: who works here, and which keys are about.

use std::collections::HashMap;

use access_api::{ApiKeyView, StaffAccount};
use chrono::{DateTime, Utc};
use kernel::HotelId;

use super::{Verdict, refused, say};
use crate::compose::House;

/// Prints every account, and beneath it its keys that are not revoked.
pub(super) async fn list(house: &House) -> anyhow::Result<Verdict> {
    let (access, places) = (house.access(), Places::of(house).await?);
    let (accounts, keys) =
        (access.staff().await.map_err(refused)?, access.api_keys().await.map_err(refused)?);
    if accounts.is_empty() {
        say("no account yet; add one with: jumak staff add --email E --role owner")?;
    }
    for account in &accounts {
        say(&places.account_line(account))?;
        for key in keys.iter().filter(|key| key.staff_id == account.staff_id && key.revoked_at.is_none()) {
            say(&places.key_line(key))?;
        }
    }
    Ok(Verdict::Yes)
}

/// What hotels are called.
struct Places(HashMap<HotelId, String>);

impl Places {
    async fn of(house: &House) -> anyhow::Result<Self> {
        let hotels = house.inventory().hotels().await?;
        Ok(Self(hotels.iter().map(|hotel| (hotel.id, hotel.profile.slug.to_string())).collect()))
    }

    fn account_line(&self, account: &StaffAccount) -> String {
        let roles: Vec<_> =
            account.roles.iter().map(|held| format!("{} at {}", held.role, self.name(held.hotel))).collect();
        let roles = if roles.is_empty() { "no role".to_owned() } else { roles.join(", ") };
        let seen =
            account.last_seen_at.map_or_else(|| "never seen".to_owned(), |at| format!("seen {}", minute(at)));
        let closed = if account.is_disabled { "  disabled" } else { "" };
        format!("{}  {roles}  {seen}{closed}", account.email)
    }

    fn key_line(&self, key: &ApiKeyView) -> String {
        let place = key.hotel.map_or_else(String::new, |hotel| format!("  only {}", self.name(Some(hotel))));
        format!("  key {}  {}  since {}{place}", key.api_key_id, key.name, minute(key.created_at))
    }

    fn name(&self, hotel: Option<HotelId>) -> String {
        match hotel {
            None => "all hotels".to_owned(),
            Some(id) => self.0.get(&id).cloned().unwrap_or_else(|| id.to_string()),
        }
    }
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
