//! Changing the catalogue: one transaction each, with its stored answer and audit row.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use db::{
    Db, DbError, WriteTx,
    audit::{self, AuditEntry},
    once::{Answers, Recalled},
    us,
};
use inventory_api::{
    CatalogueError, CommandError, Hotel, HotelProfile, RatePlanProfile, RoomTypeProfile, Staffed,
    TextsByLocale,
};
use kernel::{Clock, Done, HotelId, Locale, OnceKey, RatePlanId, RoomTypeId};
use serde_json::json;
use uuid::Uuid;

use crate::{calendar::Calendars, catalogue::Catalogue, port::command_failed, store};

/// Hotels are named by every guest; their words must fit a page.
const NAME_MAX: usize = 200;
const TEXT_MAX: usize = 10_000;
const TAXES_MAX: usize = 20;

/// Changes hotels, room types and rate plans.
#[derive(Debug)]
pub(crate) struct Editor {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) calendars: Arc<Calendars>,
}

/// One change of the catalogue on its way.
struct Edit<'a> {
    tx: WriteTx,
    answers: Answers,
    once: &'a OnceKey,
    /// Where the key counts: a new hotel's has no hotel yet.
    scope: HotelId,
    now: DateTime<Utc>,
}

/// A change that may begin, or its answer from before.
enum Begun<'a> {
    New(Edit<'a>),
    Answered(Box<Hotel>),
}

impl Editor {
    pub(crate) async fn create_hotel(
        &self,
        command: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        refuse(check_hotel(profile))?;
        let edit = match self.begin(Uuid::nil().into(), &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        let id = HotelId::new(edit.now);
        match store::catalogue::insert_hotel(&edit.tx, id, profile, us(edit.now)).await {
            Err(error) if error.is_constraint() => return Err(CatalogueError::Taken("slug")),
            other => other.map_err(failed)?,
        }
        let detail = json!({ "after": profile });
        let entry = AuditEntry::new(&command.by, "hotel.create", &profile.slug, edit.now);
        self.finish(edit, id, entry.with_detail(detail)).await
    }

    pub(crate) async fn change_hotel(
        &self,
        id: HotelId,
        command: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        let before = self.hotel(id).await?;
        let mut errors = check_hotel(profile);
        errors.extend(unchangeable(&before.profile, profile));
        refuse(errors)?;
        let edit = match self.begin(id, &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        store::catalogue::update_hotel(&edit.tx, id, profile).await.map_err(failed)?;
        store::catalogue::touch(&edit.tx, id).await.map_err(failed)?;
        let detail = json!({ "before": before.profile, "after": profile });
        let entry = AuditEntry::new(&command.by, "hotel.change", &profile.slug, edit.now);
        self.finish(edit, id, entry.with_detail(detail)).await
    }

    pub(crate) async fn add_room_type(
        &self,
        id: HotelId,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        refuse(check_room_type(profile))?;
        let hotel = self.hotel(id).await?;
        let edit = match self.begin(id, &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        let room_type = RoomTypeId::new(edit.now);
        match store::catalogue::upsert_room_type(&edit.tx, id, room_type, profile).await {
            Err(error) if error.is_constraint() => return Err(CatalogueError::Taken("code")),
            other => other.map_err(failed)?,
        }
        let today = hotel.profile.time_zone.date_at(edit.now);
        store::upkeep::make_nights(&edit.tx, id, room_type, profile.allotment, today)
            .await
            .map_err(failed)?;
        store::catalogue::touch(&edit.tx, id).await.map_err(failed)?;
        let entry = AuditEntry::new(&command.by, "room_type.add", &profile.code, edit.now);
        self.finish(edit, id, entry.with_detail(json!({ "after": profile }))).await
    }

    pub(crate) async fn change_room_type(
        &self,
        id: HotelId,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        refuse(check_room_type(profile))?;
        let hotel = self.hotel(id).await?;
        let before = hotel.room_type(&profile.code).ok_or(CatalogueError::NotFound("room type"))?;
        let edit = match self.begin(id, &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        store::catalogue::upsert_room_type(&edit.tx, id, before.id, profile).await.map_err(failed)?;
        store::catalogue::touch(&edit.tx, id).await.map_err(failed)?;
        let detail = json!({ "before": before.profile, "after": profile });
        let entry = AuditEntry::new(&command.by, "room_type.change", &profile.code, edit.now);
        self.finish(edit, id, entry.with_detail(detail)).await
    }

    pub(crate) async fn add_rate_plan(
        &self,
        id: HotelId,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        refuse(check_rate_plan(profile))?;
        self.hotel(id).await?;
        let edit = match self.begin(id, &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        let rate_plan = RatePlanId::new(edit.now);
        match store::catalogue::upsert_rate_plan(&edit.tx, id, rate_plan, profile).await {
            Err(error) if error.is_constraint() => return Err(CatalogueError::Taken("code")),
            other => other.map_err(failed)?,
        }
        store::catalogue::touch(&edit.tx, id).await.map_err(failed)?;
        let entry = AuditEntry::new(&command.by, "rate_plan.add", &profile.code, edit.now);
        self.finish(edit, id, entry.with_detail(json!({ "after": profile }))).await
    }

    pub(crate) async fn change_rate_plan(
        &self,
        id: HotelId,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let profile = &command.change;
        refuse(check_rate_plan(profile))?;
        let hotel = self.hotel(id).await?;
        let before = hotel.rate_plan(&profile.code).ok_or(CatalogueError::NotFound("rate plan"))?;
        let edit = match self.begin(id, &command.once).await? {
            Begun::New(edit) => edit,
            Begun::Answered(hotel) => return Ok(Done::again(*hotel)),
        };
        store::catalogue::upsert_rate_plan(&edit.tx, id, before.id, profile).await.map_err(failed)?;
        store::catalogue::touch(&edit.tx, id).await.map_err(failed)?;
        let detail = json!({ "before": before.profile, "after": profile });
        let entry = AuditEntry::new(&command.by, "rate_plan.change", &profile.code, edit.now);
        self.finish(edit, id, entry.with_detail(detail)).await
    }

    async fn hotel(&self, id: HotelId) -> Result<Arc<Hotel>, CatalogueError> {
        let found = self.catalogue.hotel(&id.into()).await.map_err(failed)?;
        found.ok_or(CatalogueError::NotFound("hotel"))
    }

    async fn begin<'a>(&self, scope: HotelId, once: &'a OnceKey) -> Result<Begun<'a>, CatalogueError> {
        let tx = self.db.begin("catalogue_edit").await.map_err(failed)?;
        let answers = Answers::load(&tx, [(scope, once)]).await.map_err(failed)?;
        match answers.recall::<Hotel>(scope, once).map_err(failed)? {
            Recalled::Answered(hotel) => Ok(Begun::Answered(Box::new(hotel))),
            Recalled::OtherRequest => Err(CatalogueError::KeyReused),
            Recalled::New => Ok(Begun::New(Edit { tx, answers, once, scope, now: self.clock.now() })),
        }
    }

    async fn finish(
        &self,
        edit: Edit<'_>,
        id: HotelId,
        entry: AuditEntry,
    ) -> Result<Done<Hotel>, CatalogueError> {
        let Edit { tx, mut answers, once, scope, now } = edit;
        let hotel = store::catalogue::load(&tx, Some(&[id])).await.map_err(failed)?.pop();
        let hotel = hotel.ok_or(CatalogueError::NotFound("hotel"))?;
        answers.remember(scope, once, &*hotel).map_err(failed)?;
        answers.store(&tx, now).await.map_err(failed)?;
        audit::record(&tx, &[entry.at_hotel(id)]).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        // Whoever changed the catalogue sees the change in their next read.
        self.catalogue.refresh_if_changed().await.map_err(failed)?;
        self.calendars.forget(id).await;
        Ok(Done::first(Arc::unwrap_or_clone(hotel)))
    }
}

fn failed(error: DbError) -> CommandError {
    command_failed(error)
}

/// A field's path, and what would be right.
type FieldErrors = Vec<(String, String)>;

fn refuse(errors: FieldErrors) -> Result<(), CatalogueError> {
    if errors.is_empty() { Ok(()) } else { Err(CatalogueError::Invalid(errors)) }
}

fn check_hotel(profile: &HotelProfile) -> FieldErrors {
    let mut errors = check_texts(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if !is_name(&profile.city) {
        wrong("city", "1 to 200 characters, no line breaks.");
    }
    if !(1..=120).contains(&profile.hold_minutes) {
        wrong("hold_minutes", "1 to 120 minutes.");
    }
    if profile.address.chars().count() > TEXT_MAX {
        wrong("address", "At most 10,000 characters.");
    }
    if profile.latitude.is_some_and(|degrees| !(-90.0..=90.0).contains(&degrees)) {
        wrong("latitude", "-90 to 90 degrees.");
    }
    if profile.longitude.is_some_and(|degrees| !(-180.0..=180.0).contains(&degrees)) {
        wrong("longitude", "-180 to 180 degrees.");
    }
    if profile.taxes.len() > TAXES_MAX {
        wrong("taxes", "At most 20 taxes and fees.");
    }
    let mut codes = HashSet::new();
    for (position, tax) in profile.taxes.iter().enumerate() {
        if let Err(error) = tax.check() {
            wrong(&format!("taxes[{position}]"), &error.to_string());
        }
        if !codes.insert(&tax.code) {
            wrong(&format!("taxes[{position}].code"), "Each tax has a code of its own.");
        }
    }
    errors
}

fn check_room_type(profile: &RoomTypeProfile) -> FieldErrors {
    let mut errors = check_texts(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if !(1..=50).contains(&profile.max_adults) {
        wrong("max_adults", "1 to 50 adults.");
    }
    if profile.max_children > 50 {
        wrong("max_children", "0 to 50 children.");
    }
    if profile.max_guests.is_some_and(|guests| !(1..=100).contains(&guests)) {
        wrong("max_guests", "1 to 100 guests.");
    }
    if profile.allotment > 100_000 {
        wrong("allotment", "0 to 100,000 rooms.");
    }
    errors
}

fn check_rate_plan(profile: &RatePlanProfile) -> FieldErrors {
    let mut errors = check_texts(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if let Err(error) = profile.cancellation.check() {
        wrong("cancellation", &error.to_string());
    }
    for (field, days) in
        [("min_advance_days", profile.min_advance_days), ("max_advance_days", profile.max_advance_days)]
    {
        if days.is_some_and(|days| days > 730) {
            wrong(field, "0 to 730 days.");
        }
    }
    if let (Some(min), Some(max)) = (profile.min_advance_days, profile.max_advance_days)
        && min > max
    {
        wrong("max_advance_days", "Must not be less than min_advance_days.");
    }
    errors
}

fn check_texts(name: &str, description: &str, texts: &TextsByLocale) -> FieldErrors {
    let mut errors = Vec::new();
    if !is_name(name) {
        errors.push(("name".to_owned(), "1 to 200 characters, no line breaks.".to_owned()));
    }
    if description.chars().count() > TEXT_MAX {
        errors.push(("description".to_owned(), "At most 10,000 characters.".to_owned()));
    }
    for (language, text) in texts {
        if language.parse::<Locale>().is_err() {
            errors.push((format!("texts.{language}"), "The languages are ko and en.".to_owned()));
        }
        let names = [&text.name, &text.city].into_iter().flatten();
        let paragraphs = [&text.description, &text.address].into_iter().flatten();
        if !names.into_iter().all(|name| is_name(name))
            || paragraphs.into_iter().any(|text| text.chars().count() > TEXT_MAX)
        {
            errors.push((format!("texts.{language}"), "A text is too long, or a name is empty.".to_owned()));
        }
    }
    errors
}

fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

/// What later bookings, deadlines and prices rest on stays as it is.
fn unchangeable(before: &HotelProfile, after: &HotelProfile) -> FieldErrors {
    let never = |field: &str| (field.to_owned(), "This cannot be changed; add a new hotel.".to_owned());
    let mut errors = Vec::new();
    if before.slug != after.slug {
        errors.push(never("slug"));
    }
    if before.currency != after.currency {
        errors.push(never("currency"));
    }
    if before.time_zone != after.time_zone {
        errors.push(never("time_zone"));
    }
    errors
}
