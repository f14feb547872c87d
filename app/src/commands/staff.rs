//! `jumak staff`: accounts and keys.

mod list;

use std::io::Read;

use access_api::{AccessError, AddStaff, IssueApiKey, ResetPassword, SetDisabled};
use anyhow::Context;
use inventory_api::HotelRef;
use kernel::{ApiKeyId, By, HotelId, StaffId};

use super::{Verdict, open_house, say};
use crate::{
    cli::{KnownStaff, NewApiKey, NewStaff, StaffCommand},
    compose::House,
    config::Config,
};

pub(crate) async fn run(command: StaffCommand, config: &Config) -> anyhow::Result<Verdict> {
    let house = open_house(config).await?;
    let verdict = match command {
        StaffCommand::Add(staff) => add(staff, &house).await,
        StaffCommand::ApiKey(key) => issue_api_key(key, &house).await,
        StaffCommand::List => list::list(&house).await,
        StaffCommand::Disable(staff) => disable(staff, &house).await,
        StaffCommand::Enable(staff) => enable(staff, &house).await,
        StaffCommand::ResetPassword(staff) => reset_password(staff, &house).await,
        StaffCommand::RevokeKey { id } => revoke_key(id, &house).await,
    };
    house.databases.close().await;
    verdict
}

async fn add(staff: NewStaff, house: &House) -> anyhow::Result<Verdict> {
    let hotel = hotel_id(staff.hotel.as_deref(), house).await?;
    let password = if staff.password_stdin { Some(read_password()?) } else { None };
    let command = AddStaff { email: staff.email.clone(), role: staff.role, hotel, password, by: by() };
    let added = house.access().add_staff(command).await.map_err(refused)?;
    let place = staff.hotel.map_or_else(|| "at all hotels".to_owned(), |hotel| format!("at {hotel}"));
    if !added.is_new {
        say(&format!(
            "{} was there already and is now {} {place}; the password stays",
            staff.email, staff.role
        ))?;
        return Ok(Verdict::Yes);
    }
    say(&format!("{} is added as {} {place}", staff.email, staff.role))?;
    if let Some(password) = added.generated_password {
        say(&format!("password (shown only now): {password}"))?;
    }
    Ok(Verdict::Yes)
}

async fn issue_api_key(key: NewApiKey, house: &House) -> anyhow::Result<Verdict> {
    let hotel = hotel_id(key.hotel.as_deref(), house).await?;
    let command = IssueApiKey { email: key.email, name: key.name, hotel, by: by() };
    let key = house.access().issue_api_key(command).await.map_err(refused)?;
    say(&key)?;
    Ok(Verdict::Yes)
}

async fn disable(staff: KnownStaff, house: &House) -> anyhow::Result<Verdict> {
    let staff_id = known(&staff, house).await?;
    house
        .access()
        .set_disabled(SetDisabled { staff_id, is_disabled: true, by: by() })
        .await
        .map_err(refused)?;
    say(&format!("{} is disabled; a running server knows within five seconds", staff.email))?;
    Ok(Verdict::Yes)
}

async fn enable(staff: KnownStaff, house: &House) -> anyhow::Result<Verdict> {
    let staff_id = known(&staff, house).await?;
    house
        .access()
        .set_disabled(SetDisabled { staff_id, is_disabled: false, by: by() })
        .await
        .map_err(refused)?;
    say(&format!("{} is enabled", staff.email))?;
    Ok(Verdict::Yes)
}

async fn reset_password(staff: KnownStaff, house: &House) -> anyhow::Result<Verdict> {
    let staff_id = known(&staff, house).await?;
    let password =
        house.access().reset_password(ResetPassword { staff_id, by: by() }).await.map_err(refused)?;
    say(&format!("password (shown only now): {password}"))?;
    Ok(Verdict::Yes)
}

async fn revoke_key(id: ApiKeyId, house: &House) -> anyhow::Result<Verdict> {
    house.access().revoke_api_key(id, by()).await.map_err(refused)?;
    say(&format!("key {id} is revoked; a running server knows within five seconds"))?;
    Ok(Verdict::Yes)
}

/// The account with the e-mail that was given, however it is typed.
async fn known(staff: &KnownStaff, house: &House) -> anyhow::Result<StaffId> {
    let email = staff.email.trim().to_lowercase();
    let accounts = house.access().staff().await.map_err(refused)?;
    let found = accounts.into_iter().find(|account| account.email == email);
    Ok(found.ok_or_else(|| refused(AccessError::NoAccount))?.staff_id)
}

fn by() -> By {
    By::system("command line")
}

async fn hotel_id(name: Option<&str>, house: &House) -> anyhow::Result<Option<HotelId>> {
    let Some(name) = name else { return Ok(None) };
    let hotel: HotelRef = name.parse().with_context(|| format!("--hotel {name}"))?;
    let hotel = house.inventory().hotel(&hotel).await.with_context(|| format!("--hotel {name}"))?;
    Ok(Some(hotel.id))
}

/// The first line of standard input, without its end.
fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().take(1_024).read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn refused(error: AccessError) -> anyhow::Error {
    anyhow::Error::new(error)
}
