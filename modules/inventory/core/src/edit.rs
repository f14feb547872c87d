//! Changing the catalogue: one transaction each, with its stored answer and audit row.

pub(crate) mod check;
mod photos;

use std::{future::Future, sync::Arc};

use chrono::{DateTime, Utc};
use db::{
    Db, DbError, WriteTx,
    audit::{self, AuditEntry},
    once::{Answers, Recalled},
};
use inventory_api::{
    CatalogueError, CommandError, Hotel, HotelProfile, RatePlanProfile, RoomTypeProfile, SeenHotel, Staffed,
};
use kernel::{Clock, Done, HotelId, OnceKey, RatePlanId, RoomTypeId};
use serde_json::{Value, json};
use uuid::Uuid;

use self::check::FieldErrors;
pub(crate) use self::photos::{NewPhoto, PhotoEdit};
use crate::{calendar::Calendars, catalogue::Catalogue, port::command_failed, store};

/// Changes hotels, room types and rate plans.
#[derive(Debug)]
pub(crate) struct Editor {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) calendars: Arc<Calendars>,
}

/// A change of the catalogue, as the transaction around it sees it.
pub(crate) trait Edit: Sync {
    /// Why not; also for what every change may be refused for.
    type Refusal: From<CatalogueError> + From<CommandError>;

    /// What is wrong with it, field by field.
    fn errors(&self, before: Option<&Hotel>) -> FieldErrors;

    /// Whether it replaces what somebody else may have changed meanwhile.
    fn replaces_what_was_seen(&self) -> bool;

    /// Does it, inside the transaction.
    fn apply(
        &self,
        tx: &WriteTx,
        before: Option<&Hotel>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Applied, Self::Refusal>> + Send;
}

/// One change of a profile.
#[derive(Debug)]
pub(crate) enum Change {
    CreateHotel(HotelProfile),
    AmendHotel(HotelProfile),
    AddRoomType(RoomTypeProfile),
    AmendRoomType(RoomTypeProfile),
    AddRatePlan(RatePlanProfile),
    AmendRatePlan(RatePlanProfile),
}

/// What a change did: to which hotel, and what its audit row says.
pub(crate) struct Applied {
    hotel: HotelId,
    action: &'static str,
    object: String,
    detail: Value,
}

impl Editor {
    /// Adds a hotel.
    pub(crate) async fn create(&self, command: Staffed<HotelProfile>) -> Result<Done<Hotel>, CatalogueError> {
        let Staffed { change, by, once } = command;
        let command = Staffed { change: Change::CreateHotel(change), by, once: once.clone() };
        match self.edit(None, command).await {
            // Of two with the same key at the same moment, the second meets the hotel of the first.
            Err(CatalogueError::Taken(field)) => {
                let done = self.answered(no_hotel(), &once).await?;
                done.ok_or(CatalogueError::Taken(field))
            }
            other => other,
        }
    }

    /// Adds something to a hotel.
    pub(crate) async fn add<T, C: Edit>(
        &self,
        hotel: HotelId,
        command: Staffed<T>,
        change: fn(T) -> C,
    ) -> Result<Done<Hotel>, C::Refusal> {
        let found = self.catalogue.hotel(&hotel.into()).await.map_err(command_failed)?;
        let before = found.ok_or(CatalogueError::NotFound("hotel"))?;
        let Staffed { change: added, by, once } = command;
        self.edit(Some(&before), Staffed { change: change(added), by, once }).await
    }

    /// What was answered to this key before: spares the work that goes before a change which was made already.
    pub(crate) async fn answered(
        &self,
        hotel: HotelId,
        once: &OnceKey,
    ) -> Result<Option<Done<Hotel>>, CatalogueError> {
        let answers = Answers::load(&self.db.primary("catalogue_answered"), [(hotel, once)]).await;
        recalled(&answers.map_err(command_failed)?, hotel, once)
    }

    /// Replaces something of a hotel that nobody changed since it was seen.
    pub(crate) async fn amend<T, C: Edit>(
        &self,
        seen: SeenHotel,
        command: Staffed<T>,
        change: fn(T) -> C,
    ) -> Result<Done<Hotel>, C::Refusal> {
        let Staffed { change: replacement, by, once } = command;
        let command = Staffed { change: change(replacement), by, once };
        let found = self.catalogue.hotel(&seen.hotel_id.into()).await.map_err(command_failed)?;
        let before = found.ok_or(CatalogueError::NotFound("hotel"))?;
        // A snapshot that moved on meanwhile would hide what the change was made from.
        let before = Hotel { version: seen.version, ..Arc::unwrap_or_clone(before) };
        self.edit(Some(&before), command).await
    }

    async fn edit<C: Edit>(
        &self,
        before: Option<&Hotel>,
        command: Staffed<C>,
    ) -> Result<Done<Hotel>, C::Refusal> {
        let Staffed { change, by, once } = command;
        let errors = change.errors(before);
        if !errors.is_empty() {
            return Err(CatalogueError::Invalid(errors).into());
        }
        let scope = before.map_or_else(no_hotel, |hotel| hotel.id);
        let tx = self.db.begin("catalogue_edit").await.map_err(command_failed)?;
        store::lock::lock(&tx, before.map(|hotel| hotel.id)).await.map_err(command_failed)?;
        let mut answers = Answers::load(&tx, [(scope, &once)]).await.map_err(command_failed)?;
        if let Some(done) = recalled(&answers, scope, &once)? {
            return Ok(done);
        }
        if change.replaces_what_was_seen() {
            self.refuse_if_changed(&tx, before).await?;
        }
        let now = self.clock.now();
        let applied = change.apply(&tx, before, now).await?;
        let after = store::catalogue::load(&tx, applied.hotel).await.map_err(command_failed)?;
        let after = after.ok_or(CatalogueError::NotFound("hotel"))?;
        answers.remember(scope, &once, &*after).map_err(command_failed)?;
        answers.store(&tx, now).await.map_err(command_failed)?;
        let entry = AuditEntry::new(&by, applied.action, applied.object, now);
        let entry = entry.at_hotel(applied.hotel).with_detail(applied.detail);
        audit::record(&tx, &[entry]).await.map_err(command_failed)?;
        tx.commit().await.map_err(command_failed)?;
        self.show(applied.hotel).await;
        Ok(Done::first(Arc::unwrap_or_clone(after)))
    }

    async fn refuse_if_changed(&self, tx: &WriteTx, before: Option<&Hotel>) -> Result<(), CatalogueError> {
        let Some(before) = before else { return Ok(()) };
        let version = store::catalogue::version(tx, before.id).await.map_err(command_failed)?;
        if version == Some(before.version) { Ok(()) } else { Err(CatalogueError::ChangedMeanwhile) }
    }

    /// Whoever changed the catalogue sees the change in their next read. The change stands either way.
    async fn show(&self, hotel: HotelId) {
        if let Err(error) = self.catalogue.refresh_if_changed().await {
            tracing::warn!(error = ?error, "Hotels could not be loaded after a change; the next turn will");
        }
        self.calendars.forget(hotel).await;
    }
}

impl Edit for Change {
    type Refusal = CatalogueError;

    fn replaces_what_was_seen(&self) -> bool {
        matches!(self, Self::AmendHotel(_) | Self::AmendRoomType(_) | Self::AmendRatePlan(_))
    }

    fn errors(&self, before: Option<&Hotel>) -> FieldErrors {
        match self {
            Self::CreateHotel(profile) => check::hotel(profile),
            Self::AmendHotel(profile) => {
                let unchangeable = before.map(|hotel| check::unchangeable(&hotel.profile, profile));
                check::hotel(profile).into_iter().chain(unchangeable.unwrap_or_default()).collect()
            }
            Self::AddRoomType(profile) | Self::AmendRoomType(profile) => check::room_type(profile),
            Self::AddRatePlan(profile) | Self::AmendRatePlan(profile) => check::rate_plan(profile),
        }
    }

    async fn apply(
        &self,
        tx: &WriteTx,
        before: Option<&Hotel>,
        now: DateTime<Utc>,
    ) -> Result<Applied, CatalogueError> {
        let Some(hotel) = before else { return self.create(tx, now).await };
        let applied = match self {
            Self::CreateHotel(_) => return Err(CatalogueError::Taken("slug")),
            Self::AmendHotel(profile) => {
                store::catalogue::update_hotel(tx, hotel.id, profile).await.map_err(command_failed)?;
                changed("hotel.change", hotel, &profile.slug, json!([hotel.profile, profile]))
            }
            Self::AddRoomType(profile) => {
                let id = RoomTypeId::new(now);
                let added = store::catalogue::upsert_room_type(tx, hotel.id, id, profile).await;
                added.map_err(code_taken)?;
                let today = hotel.profile.time_zone.date_at(now);
                let made = store::upkeep::make_nights(tx, hotel.id, id, profile.allotment, today).await;
                made.map_err(command_failed)?;
                changed("room_type.add", hotel, &profile.code, json!([null, profile]))
            }
            Self::AmendRoomType(profile) => {
                let known = hotel.room_type(&profile.code).ok_or(CatalogueError::NotFound("room type"))?;
                let stored = store::catalogue::upsert_room_type(tx, hotel.id, known.id, profile).await;
                stored.map_err(command_failed)?;
                changed("room_type.change", hotel, &profile.code, json!([known.profile, profile]))
            }
            Self::AddRatePlan(profile) => {
                let id = RatePlanId::new(now);
                let added = store::catalogue::upsert_rate_plan(tx, hotel.id, id, profile).await;
                added.map_err(code_taken)?;
                changed("rate_plan.add", hotel, &profile.code, json!([null, profile]))
            }
            Self::AmendRatePlan(profile) => {
                let known = hotel.rate_plan(&profile.code).ok_or(CatalogueError::NotFound("rate plan"))?;
                let stored = store::catalogue::upsert_rate_plan(tx, hotel.id, known.id, profile).await;
                stored.map_err(command_failed)?;
                changed("rate_plan.change", hotel, &profile.code, json!([known.profile, profile]))
            }
        };
        store::catalogue::touch(tx, hotel.id).await.map_err(command_failed)?;
        Ok(applied)
    }
}

impl Change {
    async fn create(&self, tx: &WriteTx, now: DateTime<Utc>) -> Result<Applied, CatalogueError> {
        let Self::CreateHotel(profile) = self else { return Err(CatalogueError::NotFound("hotel")) };
        let id = HotelId::new(now);
        match store::catalogue::insert_hotel(tx, id, profile, now).await {
            Err(error) if error.is_constraint() => return Err(CatalogueError::Taken("slug")),
            other => other.map_err(command_failed)?,
        }
        let detail = json!({ "before": null, "after": profile });
        Ok(Applied { hotel: id, action: "hotel.create", object: profile.slug.to_string(), detail })
    }
}

/// A new hotel's key has no hotel yet to count at.
fn no_hotel() -> HotelId {
    Uuid::nil().into()
}

fn recalled(
    answers: &Answers,
    hotel: HotelId,
    once: &OnceKey,
) -> Result<Option<Done<Hotel>>, CatalogueError> {
    match answers.recall(hotel, once).map_err(command_failed)? {
        Recalled::Answered(hotel) => Ok(Some(Done::again(hotel))),
        Recalled::OtherRequest => Err(CatalogueError::KeyReused),
        Recalled::New => Ok(None),
    }
}

/// A change of a hotel that is there; `profiles` is the one before and the one after.
fn changed(action: &'static str, hotel: &Hotel, object: &impl ToString, profiles: Value) -> Applied {
    let detail = json!({ "before": profiles.get(0), "after": profiles.get(1) });
    Applied { hotel: hotel.id, action, object: object.to_string(), detail }
}

fn code_taken(error: DbError) -> CatalogueError {
    if error.is_constraint() { CatalogueError::Taken("code") } else { command_failed(error).into() }
}
