//! What every module keeps beside its own, for the desk: audit trails and dead events.

use std::{cmp::Reverse, sync::Arc};

use async_trait::async_trait;
use db::{
    Db, DbError,
    audit::{self, AuditEntry, Recorded, Wanted},
    outbox::{self, Dead},
};
use futures::future::try_join_all;
use kernel::{By, Clock, EventId, HotelId};
use web::{BackroomError, DEAD_EVENTS_MAX, DeadEvent, TrailEntry, TrailQuery};

use crate::compose::Databases;

/// A page of the trail that a person reads.
const TRAIL_MAX: u16 = 200;

/// The databases of all modules, as the desk may see them.
pub(crate) struct Backroom {
    databases: Databases,
    clock: Arc<dyn Clock>,
}

impl Backroom {
    pub(crate) fn new(databases: Databases, clock: Arc<dyn Clock>) -> Self {
        Self { databases, clock }
    }

    /// Makes events of one module due again; their audit rows commit with it.
    async fn revive_in(
        &self,
        db: &Db,
        hotel: HotelId,
        events: &[EventId],
        by: &By,
    ) -> Result<usize, DbError> {
        let now = self.clock.now();
        let tx = db.begin("revive_events").await?;
        let revived = outbox::revive(&tx, hotel, events, now).await?;
        let entry = |event| AuditEntry::new(by, "event.revive", event, now).at_hotel(hotel);
        audit::record(&tx, &revived.iter().map(entry).collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(revived.len())
    }
}

#[async_trait]
impl web::Backroom for Backroom {
    async fn trail(&self, query: TrailQuery) -> Result<Vec<TrailEntry>, BackroomError> {
        let limit = query.limit.clamp(1, TRAIL_MAX);
        let trails = self.databases.all().map(|db| trail_of(db, &query, limit));
        let mut trail: Vec<_> = try_join_all(trails).await.map_err(closed)?.into_iter().flatten().collect();
        trail.sort_by_key(|entry| Reverse(entry.id));
        trail.truncate(limit.into());
        Ok(trail)
    }

    async fn dead_events(&self, hotel: HotelId) -> Result<Vec<DeadEvent>, BackroomError> {
        let all = self.databases.all().map(|db| dead_in(db, hotel));
        let mut dead: Vec<_> = try_join_all(all).await.map_err(closed)?.into_iter().flatten().collect();
        dead.sort_by_key(|event| event.at);
        dead.truncate(DEAD_EVENTS_MAX.into());
        Ok(dead)
    }

    async fn revive(
        &self,
        hotel: HotelId,
        module: &str,
        event: EventId,
        by: By,
    ) -> Result<bool, BackroomError> {
        let Some(db) = self.databases.all().into_iter().find(|db| db.module() == module) else {
            return Ok(false);
        };
        let revived = self.revive_in(db, hotel, &[event], &by).await.map_err(closed)?;
        Ok(revived > 0)
    }

    async fn revive_all(&self, hotel: HotelId, by: By) -> Result<usize, BackroomError> {
        let listed = self.dead_events(hotel).await?;
        let mut revived = 0;
        for db in self.databases.all() {
            let mine: Vec<_> =
                listed.iter().filter(|e| e.module == db.module()).map(|e| e.event_id).collect();
            if !mine.is_empty() {
                revived += self.revive_in(db, hotel, &mine, &by).await.map_err(closed)?;
            }
        }
        Ok(revived)
    }
}

async fn trail_of(db: &Db, query: &TrailQuery, limit: u16) -> Result<Vec<TrailEntry>, DbError> {
    let wanted = Wanted {
        hotel: query.hotel,
        object: query.object.as_deref(),
        before: query.before,
        limit: limit.into(),
    };
    let found = audit::list(&db.fresh("trail"), &wanted).await?;
    Ok(found.into_iter().map(|recorded| entry_in(db.module(), recorded)).collect())
}

fn entry_in(module: &'static str, Recorded { id, entry }: Recorded) -> TrailEntry {
    let AuditEntry { hotel_id, actor, action, object, detail, request_id, at } = entry;
    TrailEntry { id, module, hotel: hotel_id, actor, action, object, detail, request_id, at }
}

async fn dead_in(db: &Db, hotel: HotelId) -> Result<Vec<DeadEvent>, DbError> {
    let found = outbox::dead(&db.fresh("dead_events"), hotel, DEAD_EVENTS_MAX.into()).await?;
    let event = |Dead { event_id, kind, at, attempts, last_error }| DeadEvent {
        module: db.module(),
        event_id,
        kind,
        at,
        attempts,
        last_error,
    };
    Ok(found.into_iter().map(event).collect())
}

fn closed(error: DbError) -> BackroomError {
    let error = anyhow::Error::from(error);
    BackroomError(format!("{error:#}"))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use db::outbox::{ATTEMPTS_MAX, NewEvent, Outcome};
    use kernel::ManualClock;
    use tempfile::TempDir;
    use uuid::Uuid;
    use web::Backroom as _;

    use super::*;
    use crate::schema;

    struct House {
        backroom: Backroom,
        hotel: HotelId,
        _home: TempDir,
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    async fn house() -> House {
        let home = tempfile::tempdir().unwrap();
        let databases = Databases::embedded(home.path()).await.unwrap();
        schema::migrate_files(&databases, home.path(), &mut |_| {}).await.unwrap();
        let backroom = Backroom::new(databases, Arc::new(ManualClock::at(at(60))));
        House { backroom, hotel: HotelId::new(at(0)), _home: home }
    }

    impl House {
        async fn changed(&self, db: &Db, object: &str, seconds: i64) {
            let entry = AuditEntry::new(&By::system("test"), "test.change", object, at(seconds));
            let tx = db.begin("test").await.unwrap();
            audit::record(&tx, &[entry.at_hotel(self.hotel)]).await.unwrap();
            tx.commit().await.unwrap();
        }

        async fn died(&self, db: &Db, seconds: i64) -> EventId {
            let event = NewEvent {
                hotel_id: self.hotel,
                event_id: EventId::new(at(seconds)),
                aggregate_id: Uuid::new_v4(),
                sequence: 1,
                kind: "jumak.test.happened.v1",
                data: "{}".to_owned(),
                at: at(seconds),
            };
            let tx = db.begin("test").await.unwrap();
            outbox::publish(&tx, std::slice::from_ref(&event)).await.unwrap();
            tx.commit().await.unwrap();
            let mut claimed = outbox::claim(db, at(seconds), 10).await.unwrap();
            for claimed in &mut claimed {
                claimed.attempts = ATTEMPTS_MAX;
            }
            let failed = claimed.into_iter().map(|claimed| (claimed, "broken".to_owned())).collect();
            outbox::mark(db, &Outcome { failed, ..Outcome::default() }, at(seconds)).await.unwrap();
            event.event_id
        }

        async fn trail(&self, before: Option<EventId>, limit: u16) -> Vec<TrailEntry> {
            let query = TrailQuery { hotel: Some(self.hotel), object: None, before, limit };
            self.backroom.trail(query).await.unwrap()
        }
    }

    #[tokio::test]
    async fn the_trails_of_all_modules_are_one_newest_first_page_after_page() {
        let house = house().await;
        let databases = &house.backroom.databases;
        house.changed(&databases.inventory, "first", 1).await;
        house.changed(&databases.access, "second", 2).await;
        house.changed(&databases.notification, "third", 3).await;
        house.changed(&databases.inventory, "fourth", 4).await;

        let page = house.trail(None, 3).await;
        let rest = house.trail(page.last().map(|entry| entry.id), 3).await;

        let said = |trail: &[TrailEntry]| -> Vec<_> {
            trail.iter().map(|entry| (entry.module, entry.object.clone())).collect()
        };
        let expected = [("inventory", "fourth"), ("notification", "third"), ("access", "second")];
        assert_eq!(said(&page), expected.map(|(module, object)| (module, object.to_owned())));
        assert_eq!(said(&rest), [("inventory", "first".to_owned())]);
    }

    #[tokio::test]
    async fn a_revived_event_is_due_again_and_its_trail_says_who_did_it() {
        let house = house().await;
        let (booking, hotel) = (&house.backroom.databases.booking, house.hotel);
        let event = house.died(booking, 0).await;
        let by = || By::system("test");

        let listed = house.backroom.dead_events(hotel).await.unwrap();
        let stranger = HotelId::new(at(0));
        let of_another = house.backroom.revive(stranger, "booking", event, by()).await.unwrap();
        let in_another = house.backroom.revive(hotel, "inventory", event, by()).await.unwrap();
        let revived = house.backroom.revive(hotel, "booking", event, by()).await.unwrap();
        let again = house.backroom.revive(hotel, "booking", event, by()).await.unwrap();

        assert_eq!(
            listed.iter().map(|dead| (dead.module, dead.event_id)).collect::<Vec<_>>(),
            [("booking", event)]
        );
        assert_eq!((of_another, in_another, revived, again), (false, false, true, false));
        assert!(house.backroom.dead_events(hotel).await.unwrap().is_empty());
        let due = outbox::claim(booking, at(60), 10).await.unwrap();
        assert_eq!(due.iter().map(|claimed| claimed.event_id).collect::<Vec<_>>(), [event]);
        let trail = house.trail(None, 10).await;
        let told: Vec<_> = trail.iter().map(|entry| (entry.action.as_str(), entry.object.clone())).collect();
        assert_eq!(told, [("event.revive", event.to_string())]);
    }

    #[tokio::test]
    async fn all_dead_events_of_a_hotel_are_revived_whatever_module_holds_them() {
        let house = house().await;
        house.died(&house.backroom.databases.booking, 0).await;
        house.died(&house.backroom.databases.inventory, 1).await;

        let revived = house.backroom.revive_all(house.hotel, By::system("test")).await.unwrap();

        assert_eq!(revived, 2);
        assert!(house.backroom.dead_events(house.hotel).await.unwrap().is_empty());
    }
}
