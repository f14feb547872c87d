//! `jumak staff`: accounts and keys.

use std::io::Read;

use access_api::{AccessError, AddStaff, IssueApiKey};
use anyhow::Context;
use inventory_api::HotelRef;
use kernel::{By, HotelId};

use super::{Verdict, open_house, say};
use crate::{
    cli::{NewApiKey, NewStaff, StaffCommand},
    compose::House,
    config::Config,
};

pub(crate) async fn run(command: StaffCommand, config: &Config) -> anyhow::Result<Verdict> {
    let house = open_house(config).await?;
    let verdict = match command {
        StaffCommand::Add(staff) => add(staff, &house).await,
        StaffCommand::ApiKey(key) => issue_api_key(key, &house).await,
    };
    house.databases.close().await;
    verdict
}

async fn add(staff: NewStaff, house: &House) -> anyhow::Result<Verdict> {
    let hotel = hotel_id(staff.hotel.as_deref(), house).await?;
    let password = if staff.password_stdin { Some(read_password()?) } else { None };
    let command = AddStaff {
        email: staff.email.clone(),
        role: staff.role,
        hotel,
        password,
        by: By::system("command line"),
    };
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
    let command = IssueApiKey { email: key.email, name: key.name, hotel, by: By::system("command line") };
    let key = house.access().issue_api_key(command).await.map_err(refused)?;
    say(&key)?;
    Ok(Verdict::Yes)
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
