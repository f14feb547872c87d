//! Hotel calendars: two years of a hotel's nights in memory, from which every look is answered.
//!
//! Safe because a hold never reads one. A calendar older than the last local commit is never served; changes by
//! other processes arrive with their events, or when the calendar's time is over.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use db::{Db, DbError, Read};
use kernel::{Date, HotelId, RatePlanId, RoomTypeId};
use moka::future::Cache;

use crate::{
    domain::{
        evaluate::{Nights, SALE_MONTHS},
        night::{Night, Rate},
    },
    store,
};

/// What a change that nobody told of costs at most; also how the window moves on with the days.
const LIFETIME: Duration = Duration::from_mins(1);
const WEIGHT_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// One hotel's nights from `from` on, at one version.
#[derive(Debug, Clone)]
pub(crate) struct HotelCalendar {
    version: i64,
    /// How often the hotel had been forgotten when this was loaded.
    generation: u64,
    loaded_at: Instant,
    from: Date,
    length: usize,
    nights: HashMap<RoomTypeId, Arc<Vec<Option<Night>>>>,
    rates: HashMap<(RoomTypeId, RatePlanId), Arc<Vec<Option<Rate>>>>,
}

/// What a commit changed of one hotel.
#[derive(Debug, Clone)]
pub(crate) struct CalendarChange {
    pub(crate) hotel: HotelId,
    pub(crate) before: i64,
    pub(crate) after: i64,
    pub(crate) nights: Vec<(RoomTypeId, Date, Night)>,
    pub(crate) rates: Vec<(RoomTypeId, RatePlanId, Date, Rate)>,
}

impl HotelCalendar {
    /// One room type under one rate plan.
    pub(crate) fn shelf(&self, room_type: RoomTypeId, rate_plan: RatePlanId) -> Shelf<'_> {
        Shelf {
            calendar: self,
            nights: self.nights.get(&room_type).map_or(&[], |nights| nights.as_slice()),
            rates: self.rates.get(&(room_type, rate_plan)).map_or(&[], |rates| rates.as_slice()),
        }
    }

    fn index(&self, date: Date) -> Option<usize> {
        usize::try_from(date.days_since(self.from)).ok().filter(|index| *index < self.length)
    }

    fn set_night(&mut self, room_type: RoomTypeId, date: Date, night: Night) {
        let Some(index) = self.index(date) else { return };
        let length = self.length;
        let nights = self.nights.entry(room_type).or_insert_with(|| Arc::new(vec![None; length]));
        if let Some(slot) = Arc::make_mut(nights).get_mut(index) {
            *slot = Some(night);
        }
    }

    fn set_rate(&mut self, key: (RoomTypeId, RatePlanId), date: Date, rate: Rate) {
        let Some(index) = self.index(date) else { return };
        let length = self.length;
        let rates = self.rates.entry(key).or_insert_with(|| Arc::new(vec![None; length]));
        if let Some(slot) = Arc::make_mut(rates).get_mut(index) {
            *slot = Some(rate);
        }
    }

    fn weight_bytes(&self) -> usize {
        let nights = self.nights.len() * self.length * size_of::<Option<Night>>();
        let rates = self.rates.len() * self.length * size_of::<Option<Rate>>();
        nights + rates + 1_024
    }
}

/// One room type under one rate plan, looked up in a calendar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shelf<'a> {
    calendar: &'a HotelCalendar,
    nights: &'a [Option<Night>],
    rates: &'a [Option<Rate>],
}

impl Nights for Shelf<'_> {
    fn night(&self, date: Date) -> Option<Night> {
        self.nights.get(self.calendar.index(date)?).copied().flatten()
    }

    fn rate(&self, date: Date) -> Option<Rate> {
        self.rates.get(self.calendar.index(date)?).copied().flatten()
    }
}

/// What a calendar must have seen to be served.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// The version of the hotel's last local commit: a load that began before it is too old.
    committed: i64,
    /// How often rows were changed behind the calendars' back.
    forgotten: u64,
    /// When that was last: a replica may not have seen it yet.
    forgotten_at: Option<Instant>,
}

impl Known {
    fn is_beyond_replicas(self) -> bool {
        self.forgotten_at.is_some_and(|at| at.elapsed() < LIFETIME)
    }
}

/// The calendars in memory.
pub(crate) struct Calendars {
    db: Db,
    cache: Cache<HotelId, Arc<HotelCalendar>>,
    known: Mutex<HashMap<HotelId, Known>>,
}

impl std::fmt::Debug for Calendars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calendars").field("count", &self.cache.entry_count()).finish_non_exhaustive()
    }
}

impl Calendars {
    pub(crate) fn new(db: Db) -> Self {
        let cache = Cache::builder()
            .max_capacity(WEIGHT_MAX_BYTES)
            .weigher(|_, calendar: &Arc<HotelCalendar>| {
                u32::try_from(calendar.weight_bytes()).unwrap_or(u32::MAX)
            })
            .time_to_live(LIFETIME)
            .build();
        Self { db, cache, known: Mutex::default() }
    }

    /// The hotel's calendar, loaded at most once however many ask at the same time.
    pub(crate) async fn get(&self, hotel: HotelId, today: Date) -> Result<Arc<HotelCalendar>, DbError> {
        if let Some(calendar) = self.cache.get(&hotel).await
            && self.is_current(hotel, today, &calendar)
        {
            count("hit");
            return Ok(calendar);
        }
        self.cache.invalidate(&hotel).await;
        count("miss");
        let load = self.load_from_anywhere(hotel, today);
        let calendar = self.cache.try_get_with(hotel, load).await.map_err(|error| DbError::clone(&error))?;
        if self.is_current(hotel, today, &calendar) {
            return Ok(calendar);
        }
        // A commit overtook the load, or has not come to the replica. What the primary shows now has seen it.
        let calendar = self.load(&self.db.primary("calendar"), hotel, today).await?;
        self.cache.insert(hotel, calendar.clone()).await;
        Ok(calendar)
    }

    /// Takes in what a local commit changed.
    pub(crate) fn apply(&self, change: &CalendarChange) {
        let generation = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let known = known.entry(change.hotel).or_default();
            known.committed = known.committed.max(change.after);
            known.forgotten
        };
        let Some(current) = futures::FutureExt::now_or_never(self.cache.get(&change.hotel)).flatten() else {
            return;
        };
        if current.version != change.before || current.generation != generation {
            return;
        }
        let mut next = HotelCalendar::clone(&current);
        next.version = change.after;
        for (room_type, date, night) in &change.nights {
            next.set_night(*room_type, *date, *night);
        }
        for (room_type, rate_plan, date, rate) in &change.rates {
            next.set_rate((*room_type, *rate_plan), *date, *rate);
        }
        // Were this not to finish at once, the version above would have the next reader load anew.
        let _ = futures::FutureExt::now_or_never(self.cache.insert(change.hotel, Arc::new(next)));
    }

    /// Forgets a hotel whose rows were changed behind the calendars' back; also what is being loaded right now.
    pub(crate) async fn forget(&self, hotel: HotelId) {
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let known = known.entry(hotel).or_default();
            known.forgotten += 1;
            known.forgotten_at = Some(Instant::now());
        }
        self.cache.invalidate(&hotel).await;
    }

    fn known(&self, hotel: HotelId) -> Known {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&hotel).copied().unwrap_or_default()
    }

    fn is_current(&self, hotel: HotelId, today: Date, calendar: &HotelCalendar) -> bool {
        let known = self.known(hotel);
        let is_covering = calendar.from <= today && today.days_since(calendar.from) <= 1;
        is_covering
            && calendar.version >= known.committed
            && calendar.generation == known.forgotten
            // Commits keep it current but do not make it young: what others did unseen ends here.
            && calendar.loaded_at.elapsed() < LIFETIME
    }

    async fn load_from_anywhere(&self, hotel: HotelId, today: Date) -> Result<Arc<HotelCalendar>, DbError> {
        if self.known(hotel).is_beyond_replicas() {
            return self.load(&self.db.primary("calendar"), hotel, today).await;
        }
        self.load(&self.db.stale("calendar"), hotel, today).await
    }

    /// All from one handle: of two replicas the second may show older rows than the first.
    async fn load(
        &self,
        read: &impl Read,
        hotel: HotelId,
        today: Date,
    ) -> Result<Arc<HotelCalendar>, DbError> {
        // Yesterday is kept: a guest at one in the morning still looks at last night.
        let from = today.minus_days(1);
        let length = today.plus_months(SALE_MONTHS).days_since(from) + 1;
        // These are read first: rows read after them may be newer, never older.
        let generation = self.known(hotel).forgotten;
        let version = store::calendar::version(read, hotel).await?;
        let mut calendar = HotelCalendar {
            version,
            generation,
            loaded_at: Instant::now(),
            from,
            length: usize::try_from(length).unwrap_or(0),
            nights: HashMap::new(),
            rates: HashMap::new(),
        };
        for (room_type, date, night) in store::calendar::nights(read, hotel, from).await? {
            calendar.set_night(room_type, date, night);
        }
        for (room_type, rate_plan, date, rate) in store::calendar::rates(read, hotel, from).await? {
            calendar.set_rate((room_type, rate_plan), date, rate);
        }
        Ok(Arc::new(calendar))
    }
}

fn count(result: &'static str) {
    metrics::counter!(
        "jumak_cache_requests_total", "cache" => "calendar", "tier" => "local", "result" => result
    )
    .increment(1);
}
