//! Inventory's port, in this process.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use db::{Combiner, Db, DbError};
use futures::future::join_all;
use inventory_api::{
    AddPhoto, AriConflict, AriGrid, AriQuery, AriSet, AriUpdate, Calendar, CalendarQuery, CatalogueError,
    ChangePhoto, CommandError, Held, HoldError, HoldRef, HoldRooms, Hotel, HotelProfile, HotelRef, Inventory,
    Offers, OffersQuery, PhotoError, QueryError, RatePlanProfile, ReleaseRooms, RoomTypeProfile, Search,
    SearchPage, SeenHotel, SetAri, SettleHold, Staffed, Violation,
};
use kernel::{Clock, Date, Done, HotelId, HotelSlot, MoneyError, PhotoId, Stay};

use crate::{
    ari,
    calendar::Calendars,
    catalogue::Catalogue,
    edit::{Change, Editor, PhotoEdit},
    offers,
    photos::Gallery,
    search::Tour,
    store,
    writer::{Answer, Command, NoAnswer, Writer},
};

/// Nights can be set up to three years ahead, of which two are for sale.
const ARI_MONTHS: u32 = 36;
/// A large hotel's year in one request; more is split.
const ARI_UPDATES_MAX: usize = 2_000;
/// Rows in one transaction; a change of more holds up the writer for too long.
const ARI_ROWS_MAX: usize = 200_000;
/// No night costs more than a trillion minor units; sums of a year's nights stay far from the limit of 64 bits.
const PRICE_MAX: i64 = 1_000_000_000_000;
const ROOMS_MAX: u32 = 100_000;
const SPAN_NIGHTS_MAX: i64 = 92;

/// Inventory in this process.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) calendars: Arc<Calendars>,
    pub(crate) writer: Combiner<Writer>,
    pub(crate) editor: Editor,
    pub(crate) gallery: Gallery,
}

#[async_trait]
impl Inventory for Local {
    async fn hotel(&self, hotel: &HotelRef) -> Result<Arc<Hotel>, QueryError> {
        self.catalogue.hotel(hotel).await.map_err(query_failed)?.ok_or(QueryError::NoHotel)
    }

    async fn hotels(&self) -> Result<Vec<Arc<Hotel>>, QueryError> {
        Ok(self.catalogue.all())
    }

    async fn hotels_in_slot(&self, slot: HotelSlot) -> Result<Vec<HotelId>, QueryError> {
        let known: Vec<_> =
            self.catalogue.all().iter().map(|hotel| hotel.id).filter(|hotel| hotel.slot() == slot).collect();
        if !known.is_empty() {
            return Ok(known);
        }
        store::catalogue::in_slot(&self.db.fresh("hotels_in_slot"), slot).await.map_err(query_failed)
    }

    async fn search(&self, search: Search) -> Result<SearchPage, QueryError> {
        let now = self.clock.now();
        let mut tour = Tour::new(&search, now);
        let is_there = |hotel: &Arc<Hotel>| search.city.as_ref().is_none_or(|city| hotel.is_in_city(city));
        for hotel in self.catalogue.all().into_iter().filter(is_there) {
            let today = hotel.profile.time_zone.date_at(now);
            let calendar = self.calendars.get(hotel.id, today).await.map_err(query_failed)?;
            tour.visit(&hotel, &calendar);
        }
        tour.page()
            .ok_or_else(|| QueryError::Invalid("cursor", "Pass on next_cursor as it was given.".into()))
    }

    async fn offers(&self, query: OffersQuery) -> Result<Offers, QueryError> {
        let now = self.clock.now();
        let hotel = self.hotel(&query.hotel).await?;
        let today = hotel.profile.time_zone.date_at(now);
        let calendar = self.calendars.get(hotel.id, today).await.map_err(query_failed)?;
        offers::offers(&hotel, &calendar, &query, now)
            .map_err(|error: MoneyError| QueryError::Failed(error.to_string()))
    }

    async fn calendar(&self, query: CalendarQuery) -> Result<Calendar, QueryError> {
        check_span(query.from, query.to)?;
        let hotel = self.hotel(&query.hotel).await?;
        let today = hotel.profile.time_zone.date_at(self.clock.now());
        let calendar = self.calendars.get(hotel.id, today).await.map_err(query_failed)?;
        Ok(offers::calendar(&hotel, &calendar, &query))
    }

    async fn ari(&self, query: AriQuery) -> Result<AriGrid, QueryError> {
        check_span(query.from, query.to)?;
        let hotel = self.hotel(&query.hotel).await?.id;
        let read = self.db.fresh("ari");
        // The hotel, too, is asked of the primary: what another process just added to it has its place.
        let version = store::catalogue::version(&read, hotel).await.map_err(query_failed)?;
        let version = version.ok_or(QueryError::NoHotel)?;
        let hotel = self.catalogue.at_version(&read, hotel, version).await.map_err(query_failed)?;
        let hotel = hotel.ok_or(QueryError::NoHotel)?;
        ari::grid(&read, &hotel, (query.from, query.to)).await.map_err(query_failed)
    }

    async fn hold(&self, command: HoldRooms) -> Result<Done<Held>, HoldError> {
        let Answer::Hold(answer) =
            self.writer.submit(Command::Hold(command)).await.map_err(command_failed)?
        else {
            return Err(mixed_up().into());
        };
        match *answer {
            Ok(Done { answer: Ok(held), is_replay }) => Ok(Done { answer: held, is_replay }),
            Ok(Done { answer: Err(refusal), is_replay }) => Err(HoldError::Refused { refusal, is_replay }),
            Err(NoAnswer::Lapsed(holds)) => Err(HoldError::Lapsed(holds)),
            Err(NoAnswer::NoHotel) => Err(HoldError::NoHotel),
            Err(NoAnswer::KeyReused) => Err(HoldError::KeyReused),
            Err(NoAnswer::Overflow) => Err(CommandError::Failed("the price overflows".into()).into()),
        }
    }

    async fn holds(&self, holds: &[HoldRef]) -> Result<Vec<Held>, QueryError> {
        store::audit::holds(&self.db.primary("holds"), holds).await.map_err(query_failed)
    }

    async fn settle(&self, holds: Vec<SettleHold>) -> Result<(), CommandError> {
        self.submit_all(by_hotel(holds, |settled| settled.hold.hotel_id), Command::Settle).await
    }

    async fn release(&self, releases: Vec<ReleaseRooms>) -> Result<(), CommandError> {
        self.submit_all(by_hotel(releases, |release| release.hold.hotel_id), Command::Release).await
    }

    async fn lapsed(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<HoldRef>, QueryError> {
        store::audit::lapsed(&self.db.primary("lapsed_holds"), now, limit).await.map_err(query_failed)
    }

    async fn create_hotel(&self, command: Staffed<HotelProfile>) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.create(command).await
    }

    async fn change_hotel(
        &self,
        hotel: SeenHotel,
        command: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.amend(hotel, command, Change::AmendHotel).await
    }

    async fn add_room_type(
        &self,
        hotel: HotelId,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.add(hotel, command, Change::AddRoomType).await
    }

    async fn change_room_type(
        &self,
        hotel: SeenHotel,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.amend(hotel, command, Change::AmendRoomType).await
    }

    async fn add_rate_plan(
        &self,
        hotel: HotelId,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.add(hotel, command, Change::AddRatePlan).await
    }

    async fn change_rate_plan(
        &self,
        hotel: SeenHotel,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        self.editor.amend(hotel, command, Change::AmendRatePlan).await
    }

    async fn add_photo(&self, command: Staffed<AddPhoto>) -> Result<Done<Hotel>, PhotoError> {
        let hotel = command.change.hotel_id;
        if let Some(done) = self.editor.answered(hotel, &command.once).await? {
            return Ok(done);
        }
        let command = self.gallery.keep(command).await?;
        self.editor.add(hotel, command, PhotoEdit::Add).await
    }

    async fn change_photo(
        &self,
        hotel: SeenHotel,
        command: Staffed<ChangePhoto>,
    ) -> Result<Done<Hotel>, PhotoError> {
        self.editor.amend(hotel, command, PhotoEdit::Change).await
    }

    async fn remove_photo(
        &self,
        hotel: SeenHotel,
        command: Staffed<PhotoId>,
    ) -> Result<Done<Hotel>, PhotoError> {
        self.editor.amend(hotel, command, PhotoEdit::Remove).await
    }

    async fn set_ari(&self, command: Staffed<SetAri>) -> Result<Done<AriSet>, AriConflict> {
        let found = self.catalogue.hotel(&command.change.hotel_id.into()).await;
        let hotel = found.map_err(command_failed)?.ok_or(AriConflict::NoHotel)?;
        let today = hotel.profile.time_zone.date_at(self.clock.now());
        let errors = check_updates(&hotel, &command.change.updates, today);
        if !errors.is_empty() {
            return Err(AriConflict::Invalid(errors));
        }
        let Answer::SetAri(answer) =
            self.writer.submit(Command::SetAri(command)).await.map_err(command_failed)?
        else {
            return Err(mixed_up().into());
        };
        match answer {
            Ok(Done { answer: Ok(set), is_replay }) => Ok(Done { answer: set, is_replay }),
            Ok(Done { answer: Err(refusal), is_replay }) => Err(AriConflict::Refused { refusal, is_replay }),
            Err(NoAnswer::NoHotel) => Err(AriConflict::NoHotel),
            Err(NoAnswer::KeyReused) => Err(AriConflict::KeyReused),
            Err(NoAnswer::Lapsed(_) | NoAnswer::Overflow) => Err(mixed_up().into()),
        }
    }

    async fn audit(&self) -> Result<Vec<Violation>, QueryError> {
        store::audit::violations(&self.db.recount("audit")).await.map_err(query_failed)
    }
}

impl Local {
    /// Each hotel has its own writer, and so its own outcome: what was done stays done, and may be repeated with what
    /// was not.
    async fn submit_all<T>(
        &self,
        by_hotel: BTreeMap<HotelId, Vec<T>>,
        command: fn(HotelId, Vec<T>) -> Command,
    ) -> Result<(), CommandError> {
        let submitted = by_hotel.into_iter().map(|(hotel, all)| self.writer.submit(command(hotel, all)));
        for answer in join_all(submitted).await {
            match answer.map_err(command_failed)? {
                Answer::Ended => {}
                _ => return Err(mixed_up()),
            }
        }
        Ok(())
    }
}

fn by_hotel<T>(all: Vec<T>, hotel: fn(&T) -> HotelId) -> BTreeMap<HotelId, Vec<T>> {
    let mut by_hotel = BTreeMap::<_, Vec<_>>::new();
    for one in all {
        by_hotel.entry(hotel(&one)).or_default().push(one);
    }
    by_hotel
}

/// A screen shows a season at most; longer spans are asked for in parts.
fn check_span(from: Date, to: Date) -> Result<(), QueryError> {
    if (1..=SPAN_NIGHTS_MAX).contains(&to.days_since(from)) {
        return Ok(());
    }
    Err(QueryError::Invalid("to", format!("must be 1 to {SPAN_NIGHTS_MAX} days after from")))
}

/// Everything wrong with ARI updates: the field's path, and what would be right.
fn check_updates(hotel: &Hotel, updates: &[AriUpdate], today: Date) -> Vec<(String, String)> {
    if updates.len() > ARI_UPDATES_MAX {
        return vec![("updates".into(), format!("At most {ARI_UPDATES_MAX} updates fit in one request."))];
    }
    let mut errors: Vec<_> = updates
        .iter()
        .enumerate()
        .flat_map(|(position, update)| {
            let named = move |(field, detail): (&str, String)| {
                (format!("updates[{position}].{field}").trim_end_matches('.').to_owned(), detail)
            };
            check_update(hotel, update, today).into_iter().map(named)
        })
        .collect();
    let rows: usize =
        updates.iter().map(|update| usize::try_from(update.to.days_since(update.from)).unwrap_or(0)).sum();
    if errors.is_empty() && rows > ARI_ROWS_MAX {
        errors
            .push(("updates".into(), format!("At most {ARI_ROWS_MAX} nights fit in one request; split it.")));
    }
    errors
}

fn check_update(hotel: &Hotel, update: &AriUpdate, today: Date) -> Vec<(&'static str, String)> {
    let mut errors = Vec::new();
    let mut refuse = |is_wrong: bool, field, detail: &str| {
        if is_wrong {
            errors.push((field, detail.to_owned()));
        }
    };
    let plan_is_known = update.rate_plan.as_ref().is_none_or(|code| hotel.rate_plan(code).is_some());
    refuse(hotel.room_type(&update.room_type).is_none(), "room_type", "The hotel has no such room type.");
    refuse(!plan_is_known, "rate_plan", "The hotel has no such rate plan.");
    refuse(update.to <= update.from, "to", "Must be at least one day after from.");
    refuse(update.to > today.plus_months(ARI_MONTHS), "to", "Nights can be set up to 36 months ahead.");
    refuse(
        update.weekdays.as_ref().is_some_and(Vec::is_empty),
        "weekdays",
        "Name a weekday, or leave it out.",
    );
    refuse(update.allotment.is_some_and(|rooms| rooms > ROOMS_MAX), "allotment", "0 to 100,000 rooms.");
    refuse(update.overbooking.is_some_and(|rooms| rooms > ROOMS_MAX), "overbooking", "0 to 100,000 rooms.");
    refuse(update.price.is_some() && update.rate_plan.is_none(), "price", "A price needs a rate_plan.");
    refuse(
        update.price.flatten().is_some_and(|price| price.currency != hotel.profile.currency),
        "price.currency",
        "Prices are in the hotel's currency.",
    );
    refuse(
        update.price.flatten().is_some_and(|price| !(0..=PRICE_MAX).contains(&price.amount)),
        "price.amount",
        "0 to 1,000,000,000,000 minor units.",
    );
    let is_length = |nights: Option<Option<u16>>| {
        let longest = u16::try_from(Stay::NIGHTS_MAX).unwrap_or(u16::MAX);
        nights.flatten().is_none_or(|nights| (1..=longest).contains(&nights))
    };
    refuse(!is_length(update.min_stay), "min_stay", "1 to 366 nights, or null for no rule.");
    refuse(!is_length(update.max_stay), "max_stay", "1 to 366 nights, or null for no rule.");
    refuse(changes_nothing(update), "", "Name at least one thing to change.");
    errors
}

fn changes_nothing(update: &AriUpdate) -> bool {
    let stock = update.allotment.is_some() || update.overbooking.is_some() || update.price.is_some();
    let lengths = update.min_stay.is_some() || update.max_stay.is_some();
    let closings =
        update.closed.is_some() || update.closed_to_arrival.is_some() || update.closed_to_departure.is_some();
    !(stock || lengths || closings)
}

/// A database failure as a query's caller sees it.
pub(crate) fn query_failed(error: DbError) -> QueryError {
    if error.is_unavailable() {
        QueryError::Unavailable(chain(&error))
    } else {
        QueryError::Failed(chain(&error))
    }
}

/// A database failure as a command's caller sees it.
pub(crate) fn command_failed(error: DbError) -> CommandError {
    match &error {
        DbError::Overloaded | DbError::Unavailable(_) | DbError::Contended(_) => {
            CommandError::Unavailable(chain(&error))
        }
        DbError::ReadOnly => CommandError::ReadOnly,
        DbError::Unknown(_) => CommandError::Unknown(chain(&error)),
        DbError::Internal(_) => CommandError::Failed(chain(&error)),
    }
}

fn chain(error: &DbError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn mixed_up() -> CommandError {
    CommandError::Failed("a command was answered with another's answer".into())
}
